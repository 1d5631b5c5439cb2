"""Every control that takes the focus says what it is, and can be reached by keys."""

import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app import dialogs
from app.dialogs.card_form import CardDialog
from app.dialogs.compare import Compare
from app.dialogs.conflict import ConflictDialog
from app.dialogs.export import ExportDialog
from app.dialogs.group_form import GroupForm
from app.dialogs.preferences import Preferences
from app.dialogs.recover import RecoverDialog
from app.dialogs.revisions import RevisionPicker
from app.dialogs.shortcuts import Shortcuts
from app.recovery import Leftover
from app.settings import Settings
from app.theme import THEMES
from cards.document import Document
from cards.revisions import Revision
from tests.app.sample_network import fill

WHEN = datetime(2026, 3, 4, tzinfo=UTC)


def compared(window):
    new = window.session.document
    return Compare(Document(), new, window.session.types, ("a", "b"), window.theme, window)


def left_over(window):
    one = Leftover(Path("one.json"), "One", Path("work.json"), window.session.document, WHEN)
    return RecoverDialog([one], [Path("two.json")], window)


def keys_asked(window):
    sheet = Shortcuts(window.keymap, window.theme, window)
    sheet.tree.setCurrentItem(sheet.tree.topLevelItem(0).child(0))
    sheet.change.click()
    assert not sheet.asking.isHidden()
    return sheet


DIALOGS = {
    "card_form": lambda window: CardDialog(window.session, "train", window.theme, window),
    "compare": compared,
    "conflict": lambda window: ConflictDialog("a.json", "One card", lambda: None, window),
    "export": lambda window: ExportDialog(window),
    "group_form": lambda window: GroupForm("Block", "About it", window),
    "preferences": lambda window: Preferences(Settings(), window),
    "press_keys": keys_asked,
    "recover": left_over,
    "revisions": lambda window: RevisionPicker(
        "a.json", [Revision("0123456789", WHEN, "Ann", "Begin", "a.json")], window
    ),
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


def test_every_dialog_is_looked_at():
    """DIALOGS has them by the name of their module."""
    modules = {one.name for one in pkgutil.iter_modules(dialogs.__path__)}
    assert modules == DIALOGS.keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("which", DIALOGS)
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_every_control_of_a_dialog_has_a_name(window, which, theme):
    fill(window)
    window.set_theme(THEMES[theme])
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
