"""What a key does on the canvas: it is looked up in the keymap, and the table says who acts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.canvas.key_table import ALONE, CANVAS_KEYS, Act
from app.canvas.rows import takes_letters, type_on_row
from app.shortcuts import Keymap, pressed

if TYPE_CHECKING:
    from app.canvas.view import Canvas

_ACTS: dict[str, Act] = {one.id: one.act for one in (*CANVAS_KEYS, *ALONE)}


def press_key(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what the key says; gives False if it says nothing here."""
    key = pressed(event)
    if not key:
        return False
    act = _meant(canvas, key)
    if act is None and _types(event) and type_on_row(canvas, event.text()):
        canvas.caret.show()
        return True
    if act is None:
        return key == "Space" and _hold(canvas, event)
    canvas.caret.show()
    act(canvas)
    return True


def release_key(canvas: Canvas, event: QKeyEvent) -> None:
    """The space bar no longer moves the view."""
    if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
        canvas.space_held = False


def wants_key(canvas: Canvas, event: QEvent) -> bool:
    """Whether a key means something in a row, and is not for the command that has it too."""
    if not isinstance(event, QKeyEvent) or canvas.caret.row is None:
        return False
    return keymap_of(canvas).find("rows", pressed(event)) is not None


def keeps_tab(canvas: Canvas) -> bool:
    """Whether Tab does something here, and does not leave the canvas."""
    return keymap_of(canvas).find("canvas", "Tab") is not None


def keymap_of(canvas: Canvas) -> Keymap:
    """The keymap of the window that the canvas stands in."""
    around: QObject | None = canvas.parent()
    while around is not None:
        keymap = getattr(around, "keymap", None)
        if isinstance(keymap, Keymap):
            return keymap
        around = around.parent()
    return _default_keymap()


@cache
def _default_keymap() -> Keymap:
    return Keymap([one.binding for one in (*CANVAS_KEYS, *ALONE)], {})


def _meant(canvas: Canvas, key: str) -> Act | None:
    keymap, found = keymap_of(canvas), None
    if canvas.caret.row is not None:
        found = keymap.find("rows", key)
    if found is None and not (len(key) == 1 and takes_letters(canvas)):
        found = keymap.find("canvas", key)
    return _ACTS[found] if found is not None else None


def _types(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    return not held and bool(event.text()) and event.text().isprintable()


def _hold(canvas: Canvas, event: QKeyEvent) -> bool:
    if not event.isAutoRepeat():
        canvas.space_held = True
        canvas.setCursor(Qt.CursorShape.OpenHandCursor)
    return True
