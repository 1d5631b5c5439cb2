"""Going from panel to panel with a key, so that no part of the window is a dead end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

if TYPE_CHECKING:
    from app.window import Window


def next_area(window: Window, step: int) -> None:
    """Put the focus into the next panel that is shown, round at the end."""
    areas = [area for area in _areas(window) if area.isVisible()]
    focused = QApplication.focusWidget()
    now = next((i for i, area in enumerate(areas) if _holds(area, focused)), None)
    start = (-1 if step > 0 else 0) if now is None else now
    for away in range(1, len(areas) + 1):
        target = _first(areas[(start + step * away) % len(areas)])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return


def focus_canvas(window: Window) -> None:
    """Put the focus on the canvas, as a key does it."""
    window.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _areas(window: Window) -> list[QWidget]:
    """The parts of the window, from the left to the right."""
    return [window.palette_panel, window.canvas, window.tabs, window.inspector, window.side]


def _holds(area: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (area is focused or area.isAncestorOf(focused))


def _first(area: QWidget) -> QWidget | None:
    """What takes the focus in an area: what had it last, else the first that can."""
    if isinstance(area, QTabWidget):
        inside = area.currentWidget()
        return _first(inside) or area.tabBar() if inside is not None else area.tabBar()
    last = area.focusWidget()
    if last is not None and last is not area and _takes_focus(last):
        return last
    if _takes_focus(area):
        return area
    # In the order in which Tab goes through them.
    at = area.nextInFocusChain()
    while at is not None and at is not area:
        if area.isAncestorOf(at) and _takes_focus(at):
            return at
        at = at.nextInFocusChain()
    return None


def _takes_focus(widget: QWidget) -> bool:
    tabs = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabs and widget.isVisible() and widget.isEnabled()
