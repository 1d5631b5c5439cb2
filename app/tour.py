"""The tour: a spotlight that goes from part to part of the window, with a word at each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.panels.frame import label
from app.tour_steps import Step, steps
from app.translation import tr
from cards.document import Document

if TYPE_CHECKING:
    from app.window import Window

MARGIN, GAP, RADIUS = 6, 14, 8
WIDTH = 320
GLIDE = 180
"""Milliseconds in which the spotlight goes from one part to the next."""
FOLLOW = 120
"""Milliseconds between two looks at where that part is: the canvas may be moved."""
DIM = {True: 150, False: 96}
"""How much of the dark lies over the rest, of 255, in dark and in light themes."""


class Veil(QWidget):
    """Darkens the window but for one part; it lets the mouse through."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.hole = QRectF()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def light(self, hole: QRectF) -> None:
        """Leave this part of the window light."""
        if hole != self.hole:
            self.hole = QRectF(hole)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._window.theme
        around, light = QPainterPath(), QPainterPath()
        around.addRect(QRectF(self.rect()))
        if not self.hole.isEmpty():
            light.addRoundedRect(self.hole, RADIUS, RADIUS)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(around.subtracted(light), QColor(8, 12, 20, DIM[theme.dark]))
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawPath(light)
        painter.end()


class Bubble(QFrame):
    """What a step says, with its buttons."""

    moved = Signal(int)
    """Steps to go: 1 forward, -1 back."""
    left = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("overlay")
        self.setAccessibleName(tr("Tour"))
        self.setFixedWidth(WIDTH)
        self._count = label("", "dim", self)
        self.title = label("", "title", self)
        self.text = label("", "", self)
        self.skip = QPushButton(tr("&Skip the tour"), self)
        self.skip.setProperty("flat", True)
        self.back = QPushButton(tr("&Back"), self)
        self.next = QPushButton(tr("&Next"), self)
        self.next.setDefault(True)
        self.skip.clicked.connect(self.left)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.skip)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(6)
        for part in (self._count, self.title, self.text):
            box.addWidget(part)
        box.addSpacing(6)
        box.addLayout(buttons)

    def say(self, step: Step, number: int, count: int) -> None:
        """Show a step."""
        self._count.setText(tr("Step {number} of {count}").format(number=number, count=count))
        self.title.setText(step.title)
        self.text.setText(step.text)
        self.setAccessibleDescription(f"{step.title}. {step.text}")
        self.back.setEnabled(number > 1)
        last = number == count
        self.next.setText(tr("&Done") if last else tr("&Next"))
        self.skip.setVisible(not last)
        self.resize(WIDTH, self.heightForWidth(WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.moved.emit(1)
        elif key == Qt.Key.Key_Left:
            self.moved.emit(-1)
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        self.moved.emit(1)

    def _go_back(self) -> None:
        self.moved.emit(-1)


class Tour(QObject):
    """Leads through the steps in one window; it ends itself, and is then gone."""

    ended = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._steps = steps()
        self.number = 0
        self._beginning = False
        self._before: Document = window.session.document
        self.veil, self.bubble = Veil(window), Bubble(window)
        self.bubble.moved.connect(self.go)
        self.bubble.left.connect(self.end)
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(GLIDE)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self.veil.light)
        self._timer = QTimer(self)
        self._timer.setInterval(FOLLOW)
        self._timer.timeout.connect(self.follow)
        session = window.session
        for signal in (session.checked, session.selection_changed, session.changed):
            signal.connect(self._look)
        window.runner.started.connect(self._look)
        session.file_changed.connect(self._note_file)
        self._path = session.path
        window.installEventFilter(self)
        self._show()

    def go(self, step: int) -> None:
        """Go on or back; behind the last step it ends."""
        self.number = max(self.number + step, 0)
        if self.number >= len(self._steps):
            # One goes on with the whole network before one's eyes.
            self._window.canvas.fit()
            self.end()
        else:
            self._show()

    def end(self) -> None:
        """Take everything away again."""
        # Signals still arrive until it is deleted.
        self.number = len(self._steps)
        self._timer.stop()
        self._glide.stop()
        self._window.removeEventFilter(self)
        for part in (self.veil, self.bubble):
            part.hide()
            part.deleteLater()
        self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()
        self.deleteLater()

    def follow(self) -> None:
        """Stand where the part that is pointed at stands now."""
        place = self._place()
        if self._glide.state() != QVariantAnimation.State.Running:
            self.veil.light(place)
        self._put_bubble(place.toAlignedRect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.veil.resize(self._window.size())
            self.follow()
        return False

    def _show(self) -> None:
        step = self._steps[self.number]
        self._beginning = True
        step.begin(self._window)
        self._beginning = False
        self._before = self._window.session.document
        self.bubble.say(step, self.number + 1, len(self._steps))
        self.veil.resize(self._window.size())
        for part in (self.veil, self.bubble):
            part.show()
            part.raise_()
        start, place = QRectF(self.veil.hole), self._place()
        self._glide.stop()
        if start.isEmpty() or self._window.settings.reduced_motion:
            self.veil.light(place)
        else:
            self._glide.setStartValue(start)
            self._glide.setEndValue(place)
            self._glide.start()
        self._put_bubble(place.toAlignedRect())
        self._timer.start()
        self.bubble.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> QRectF:
        place = self._steps[self.number].place(self._window)
        if place.isEmpty():
            return QRectF()
        inside = place.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        return QRectF(inside.intersected(self._window.rect().adjusted(2, 2, -2, -2)))

    def _put_bubble(self, place: QRect) -> None:
        """Beside the part that is pointed at, where there is most room, inside the window."""
        room, size = self._window.rect().adjusted(GAP, GAP, -GAP, -GAP), self.bubble.size()
        w, h = size.width(), size.height()
        middle = QPoint(place.center().x() - w // 2, place.center().y() - h // 2)
        sides = [
            (room.right() - place.right() - w, QPoint(place.right() + GAP, middle.y())),
            (place.left() - room.left() - w, QPoint(place.left() - GAP - w, middle.y())),
            (place.top() - room.top() - h, QPoint(middle.x(), place.top() - GAP - h)),
            (room.bottom() - place.bottom() - h, QPoint(middle.x(), place.bottom() + GAP)),
        ]
        # Beside a part at the edge of the window it would cover what stands next to it.
        beside = [free for free, at in sides if free >= 0 and room.contains(QRect(at, size))]
        free, at = max(sides, key=lambda side: (side[0] in beside, side[0]))
        if place.isEmpty() or free < 0:
            at = QPoint(room.center().x() - w // 2, room.bottom() - h)
        x = min(max(at.x(), room.left()), max(room.right() - w, room.left()))
        y = min(max(at.y(), room.top()), max(room.bottom() - h, room.top()))
        self.bubble.move(x, y)

    def _look(self, *_: object) -> None:
        """Go on if what the step asks for has been done."""
        step = self._steps[self.number] if self.number < len(self._steps) else None
        if step is None or self._beginning:
            # It is over, or the part is only being brought into sight.
            return
        if step.done(self._window, self._before):
            focus = self._window.focusWidget()
            self.go(1)
            # Who is doing things with the canvas goes on there.
            if focus is not None and not self.bubble.isAncestorOf(focus):
                focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note_file(self) -> None:
        """Another document is no part of the tour."""
        if self._window.session.path != self._path:
            self.end()


def take_tour(window: Window, example: str = "wine") -> Tour | None:
    """Lead through the example, which is opened; None if the user keeps the document."""
    import assets

    path = assets.examples()[example]
    if window.session.path != path.absolute() and not window.open_path(path):
        return None
    page = window.desk.current if window.desk is not None else window
    for old in page.findChildren(Tour):
        old.end()
    page.settings.toured = True
    page.settings.store()
    return Tour(page)
