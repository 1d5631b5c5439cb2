"""Every control that takes the focus says what it is, and can be reached by keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app.dialogs.card_form import CardDialog
from app.dialogs.export import ExportDialog
from app.dialogs.group_form import GroupForm
from app.dialogs.preferences import Preferences
from app.dialogs.shortcuts import Shortcuts
from app.settings import Settings
from tests.app.sample_network import fill

DIALOGS = {
    "card": lambda window: CardDialog(window.session, "train", window.theme, window),
    "export": lambda window: ExportDialog(window),
    "group": lambda window: GroupForm("Block", "About it", window),
    "preferences": lambda window: Preferences(Settings(), window),
    "shortcuts": lambda window: Shortcuts(window.keymap, window.theme, window),
}


def nameless(top: QWidget) -> list[str]:
    """The controls without a name, each by its own class and those around it."""
    return [_told(widget) for widget in controls(top) if not _name(widget)]


def controls(top: QWidget) -> Iterator[QWidget]:
    """What takes the focus, and is no part that Qt made for itself."""
    for widget in top.findChildren(QWidget):
        own = widget.objectName().startswith("qt_") or _in_list_of_choices(widget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not own:
            yield widget


def _in_list_of_choices(widget: QWidget) -> bool:
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QComboBox):
            return True
        at = at.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else "?"


def _told(widget: QWidget) -> str:
    names, at = [], widget
    while at is not None and len(names) < 5:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return " in ".join(names)


@pytest.mark.parametrize("chosen", ["dense_1", "train", "data"])
def test_every_control_of_the_window_has_a_name(window, chosen):
    fill(window, dense_1={"units": -1})
    window.session.check_now()
    for name in window._lower_panels():
        window.show_tab(name)
    window.session.select({chosen})
    window.inspector.show()
    assert nameless(window) == []


@pytest.mark.parametrize("which", DIALOGS)
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_every_control_of_a_dialog_has_a_name(window, which):
    fill(window)
    dialog = DIALOGS[which](window)
    dialog.show()
    assert list(controls(dialog)) and nameless(dialog) == []
    dialog.close()
    dialog.deleteLater()


def test_every_panel_can_be_walked_through_and_left_by_tab(window, qtbot):
    fill(window)
    window.session.select({"dense_1"})
    with qtbot.waitActive(window):
        window.activateWindow()
    window.palette_panel.search.setFocus()
    seen: set[int] = set()
    for _ in range(120):
        focused = QApplication.focusWidget()
        if focused is None or id(focused) in seen or focused is window.canvas:
            break
        seen.add(id(focused))
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert len(seen) > 1 and QApplication.focusWidget() is not None
