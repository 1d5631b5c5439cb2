"""What everything painted on the canvas has in common for assistive technology."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QRect, QRectF, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleTextInterface,
    QAccessibleValueInterface,
)
from shiboken6 import VoidPtr

from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import Canvas

NOBODY = cast("QAccessibleInterface", None)
"""Qt takes None for no child and no object; its stubs do not say so."""
PRESS, TOGGLE, MENU, FOCUS = "Press", "Toggle", "ShowMenu", "SetFocus"
MORE, LESS = "Increase", "Decrease"
"""Names of actions that every assistive technology knows; others say what they do."""

Acts = Mapping[str, Callable[[], Any]]


class Painted(QAccessibleInterface):
    """Something painted on the canvas; ``acts`` are what may be done with it now."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas
        # Kept, since Qt holds interfaces by address only.
        self._actions = _Actions(self)

    def acts(self) -> Acts:
        return {}

    def values(self) -> QAccessibleValueInterface | None:
        """The interface of its number, if it has one."""
        return None

    def words(self) -> QAccessibleTextInterface | None:
        """The interface of what stands in it, if that is a text."""
        return None

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == QAccessible.InterfaceType.ActionInterface:
            return self._actions
        if kind == QAccessible.InterfaceType.ValueInterface:
            return self.values() or nothing()
        if kind == QAccessible.InterfaceType.TextInterface:
            return self.words() or nothing()
        return nothing()

    def object(self) -> QObject:
        return cast("QObject", NOBODY)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Only values can be written."""

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface:
        return NOBODY

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return NOBODY

    def on_desktop(self, left: float, top: float, width: float, height: float) -> QRect:
        """A rectangle of the scene, on the desktop."""
        corner = self.canvas.to_screen(left, top)
        scale = self.canvas.scene.camera.scale
        box = QRectF(corner.x(), corner.y(), width * scale, height * scale).toRect()
        return QRect(self.canvas.mapToGlobal(box.topLeft()), box.size())

    def later(self, act: Callable[[], Any]) -> Callable[[], Any]:
        """``act`` once the caller has its answer: a dialog would keep it waiting."""
        return lambda: QTimer.singleShot(0, self.canvas, act)


def nothing() -> VoidPtr:
    """No interface: Python's None would be taken for the address of one."""
    return VoidPtr(0)


class _Actions(QAccessibleActionInterface):
    """What may be done with something painted."""

    def __init__(self, of: Painted) -> None:
        super().__init__()
        self._of = of

    def actionNames(self) -> list[str]:
        return list(self._of.acts()) if self._of.isValid() else []

    def doAction(self, name: str) -> None:
        act = self._of.acts().get(name) if self._of.isValid() else None
        if act is not None:
            act()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []

    def localizedActionName(self, name: str) -> str:
        return {
            PRESS: tr("Press"),
            TOGGLE: tr("Toggle"),
            MENU: tr("Show menu"),
            FOCUS: tr("Set focus"),
            MORE: tr("Increase"),
            LESS: tr("Decrease"),
            "Connect": tr("Connect"),
            "Disconnect": tr("Disconnect"),
            "Reset": tr("Reset to default"),
            "Configure": tr("Configure"),
            "Fold": tr("Fold or unfold"),
            "Delete": tr("Delete"),
            "Zoom": tr("Zoom to it"),
            "Source": tr("Go to where it starts"),
            "Target": tr("Go to where it ends"),
        }.get(name, name)

    def localizedActionDescription(self, name: str) -> str:
        return self.localizedActionName(name)
