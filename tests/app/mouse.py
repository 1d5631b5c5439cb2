"""The mouse of a user, for tests of the canvas."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def move(canvas, at, modifiers=NONE, button=LEFT):
    """Move with the button held; QTest.mouseMove knows neither buttons nor modifiers."""
    there = QPointF(canvas.mapToGlobal(QPointF(at).toPoint()))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), there, none, button, modifiers)
    canvas.mouseMoveEvent(event)
    canvas.repaint()


def press(canvas, at, modifiers=NONE):
    QTest.mousePress(canvas, LEFT, modifiers, QPointF(at).toPoint())


def release(canvas, at, modifiers=NONE):
    QTest.mouseRelease(canvas, LEFT, modifiers, QPointF(at).toPoint())


def drag(canvas, start, stop, modifiers=NONE):
    """Press, move in three steps, release."""
    press(canvas, start, modifiers)
    for share in (0.3, 0.7, 1.0):
        move(canvas, QPointF(start) + (QPointF(stop) - QPointF(start)) * share, modifiers)
    release(canvas, stop, modifiers)


def click(canvas, at, modifiers=NONE):
    QTest.mouseClick(canvas, LEFT, modifiers, QPointF(at).toPoint())


def double_click(canvas, at, modifiers=NONE):
    QTest.mouseDClick(canvas, LEFT, modifiers, QPointF(at).toPoint())
