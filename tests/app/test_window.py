import json

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QToolBar, QToolButton

from app import operations
from app.actions import COMMANDS, MENUS, TOOLBAR
from app.bars import ThemeMenu
from app.theme import THEMES, system_theme
from cards import edits, files
from cards.document import Document, Node
from tests.app.sample_network import fill, sample_network


def test_every_action_can_be_reached_by_keyboard_and_menu():
    shortcuts = [c.shortcut for c in COMMANDS]
    assert all(shortcuts) and len(set(shortcuts)) == len(shortcuts)
    assert all(not QKeySequence(s).isEmpty() for s in shortcuts)
    assert {c.menu for c in COMMANDS} == set(MENUS)
    ids = [c.id for c in COMMANDS]
    assert len(set(ids)) == len(ids)
    assert set(TOOLBAR) - {"|", ">"} <= set(ids)
    assert all(c.icon for c in COMMANDS if c.id in TOOLBAR and c.id != "zoom_full")


def test_actions_are_enabled_when_they_can_do_something(window):
    def enabled():
        return {i for i, action in window.actions_by_id.items() if action.isEnabled()}

    needy = {"undo", "redo", "delete", "configure", "run", "stop", "save_weights", "select_all"}
    assert not enabled() & needy
    fill(window)
    assert enabled() & needy == {"undo", "run", "select_all"}
    window.session.select(["dense_1"])
    assert enabled() & needy == {"undo", "run", "select_all", "delete", "configure"}
    window.session.undo()
    assert enabled() & needy == {"redo"}


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    at = QPointF(window.canvas.mapTo(window, QPoint(200, 200)))
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), copy, data, left, none)
    enter.ignore()
    window.dragEnterEvent(enter)
    if enter.isAccepted():
        window.dropEvent(QDropEvent(at, copy, data, left, none))
    return enter.isAccepted()


def test_a_document_dropped_on_the_window_is_opened(window, tmp_path):
    files.save(tmp_path / "net.json", sample_network())
    assert drop(window, tmp_path / "net.json")
    assert window.session.path == tmp_path / "net.json"


def test_a_table_dropped_on_the_window_becomes_a_card_that_reads_it(window, tmp_path):
    (tmp_path / "numbers.csv").write_text("a,b\n1,2\n")
    assert drop(window, tmp_path / "numbers.csv")
    (node,) = window.session.document.nodes.values()
    assert (node.card, node.params) == ("ReadAsCSV", {"path": str(tmp_path / "numbers.csv")})
    assert window.session.report.ok
    window.session.undo()
    assert not window.session.document.nodes


def test_several_tables_become_cards_that_do_not_cover_each_other(window, tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    assert drop(window, tmp_path / "a.csv", tmp_path / "b.csv")
    nodes = window.session.document.nodes.values()
    assert len({node.position for node in nodes}) == len(nodes) == 2


def test_what_cannot_be_opened_is_named_in_one_sentence(window, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"")
    (tmp_path / "net.json").write_text("{")
    assert drop(window, tmp_path / "picture.png", tmp_path / "missing.json", tmp_path)
    said = window._status.currentMessage()
    assert "picture.png, missing.json, " + tmp_path.name in said and said.count(".") == 5
    assert drop(window, tmp_path / "net.json")
    assert len(window.filing.asker.said) == 1
    assert not window.session.document.nodes
    assert not drop(window)


def test_panels_are_hidden_and_shown_and_it_is_remembered(window, settings):
    frames = window.places.frames
    for command, name in (
        ("palette_panel", "palette"),
        ("inspector_panel", "inspector"),
        ("lower_panel", "lower"),
    ):
        assert frames[name].isVisible()
        window.actions_by_id[command].trigger()
        assert frames[name].isHidden() and settings.hidden == [name]
        window.actions_by_id[command].trigger()
        assert frames[name].isVisible() and settings.hidden == []


def test_a_hidden_panel_comes_back_when_something_in_it_is_wanted(window):
    window.actions_by_id["lower_panel"].trigger()
    window.actions_by_id["results"].trigger()
    assert window.results.isVisible()
    window.actions_by_id["palette_panel"].trigger()
    window.actions_by_id["find_card"].trigger()
    assert window.palette_panel.isVisible()
    window.actions_by_id["inspector_panel"].trigger()
    window.actions_by_id["help"].trigger()
    assert window.help.isVisible()


def test_only_the_canvas_is_shown_until_the_panels_are_wanted_again(window, settings):
    window.actions_by_id["lower_panel"].trigger()
    window.actions_by_id["focus_mode"].trigger()
    assert all(frame.isHidden() for frame in window.places.frames.values())
    assert window._status.isHidden() and window.canvas.isVisible()
    window.actions_by_id["focus_mode"].trigger()
    assert window.palette_panel.isVisible() and not window._status.isHidden()
    assert window.places.frames["lower"].isHidden() and settings.hidden == ["lower"]


def test_the_keyboard_is_on_the_canvas_when_its_panel_goes(window, qtbot):
    window.activateWindow()
    window.palette_panel.focus()
    window.actions_by_id["palette_panel"].trigger()
    assert window.focusWidget() is window.canvas


def test_the_window_can_be_used_at_a_small_size(window):
    window.resize(1024, 700)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1024, 700)
    assert window.canvas.width() >= 400 and window.canvas.height() >= 300


def test_help_of_a_card_is_shown_from_its_menu(window):
    window.canvas.help_requested.emit("Dense")
    assert "Dense layer" in window.help.toPlainText()


def test_undo_says_what_it_takes_back(window):
    fill(window)
    assert window.actions_by_id["undo"].text() == "&Undo fill"
    window.actions_by_id["undo"].trigger()
    assert window.actions_by_id["redo"].text() == "&Redo fill"


def test_title_status_and_badge_follow_the_document(window, tmp_path):
    assert window.windowTitle() == "Untitled[*] – Layerdeck" and not window.isWindowModified()
    fill(window, dense_1={"units": -1})
    assert window.isWindowModified()
    assert window._status.cards.text() == "11 cards"
    assert window._badge.text() == "1" and not window._badge.isHidden()
    window.session.commit("Set", edits.set_param(window.session.document, "dense_1", "units", 8))
    assert window._status.weights.text() == f"{4 * 8 + 8 + 8 * 3 + 3} weights"
    assert window._badge.isHidden()
    window.session.save(tmp_path / "net.json")
    assert window.windowTitle() == "net[*] – Layerdeck" and not window.isWindowModified()


def test_problem_is_shown_on_its_card(window, qtbot):
    fill(window, dense_1={"units": -1})
    row = window.problems.rows[0]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert window.session.selection == {"dense_1"}


def test_theme_is_switched_and_remembered(window, settings):
    before, seen = window.theme, []
    for _ in THEMES:
        window.actions_by_id["theme"].trigger()
        seen.append(window.theme)
        assert json.loads(settings.path.read_text())["theme"] == window.theme.name
        assert window.canvas.theme is window.theme
    assert {theme.name for theme in seen} == set(THEMES) and window.theme is before


def test_a_theme_is_chosen_from_the_menu(window, settings):
    menu = window.findChild(ThemeMenu)
    for action, name in zip(menu.actions(), ("", "light", "dark", "contrast"), strict=True):
        action.trigger()
        menu.mark()
        assert settings.theme == name and action.isChecked()
        assert window.theme.name == (name or system_theme().name)


def test_palette_adds_cards_and_help_follows_the_selection(window):
    window.palette_panel.add_requested.emit("BatchNormalization")
    (name,) = window.session.document.nodes
    assert window.session.selection == {name}
    assert "Batch normalization" in window.help.toPlainText()
    assert window.welcome.isHidden()
    window.session.select([])
    assert "Select a card" in window.help.toPlainText()


def test_cards_are_arranged_in_one_step(window):
    fill(window)
    before = {n: node.position for n, node in window.session.document.nodes.items()}
    window.actions_by_id["arrange"].trigger()
    after = {n: node.position for n, node in window.session.document.nodes.items()}
    assert after != before and after["data"][0] < after["split"][0] < after["train"][0]
    window.session.undo()
    assert {n: node.position for n, node in window.session.document.nodes.items()} == before


def test_zoom_is_shown(window):
    fill(window)
    window.actions_by_id["zoom_full"].trigger()
    assert window._status.zoom.text() == "100 %"
    window.actions_by_id["zoom_in"].trigger()
    assert window._status.zoom.text() == "125 %"


def test_seed_is_asked_for(window, monkeypatch):
    answers = iter([("7", True), ("many", True), ("-1", True), ("9", False)])
    monkeypatch.setattr("app.operations.QInputDialog.getText", lambda *a, **k: next(answers))
    operations.ask_seed(window)
    assert window.session.document.settings.seed == 7
    assert window._status.seed.text() == "Seed 7"
    for _ in range(3):
        operations.ask_seed(window)
    assert window.session.document.settings.seed == 7


def test_an_unknown_card_has_no_dialog_but_a_sentence(window):
    window.session.commit("Add", Document(nodes={"a": Node(card="other/Thing")}))
    operations.configure(window, "a")
    assert "not known here" in window._status.currentMessage()
    operations.configure(window, "not there")


def test_the_first_card_comes_where_the_pointer_is(window):
    canvas = window.canvas
    canvas.zoom_to(0.5)
    at = canvas.to_scene(QPointF(60, 80))
    canvas.add_card("Input", at)
    assert canvas.scene.camera.scale == 0.5
    assert canvas.to_scene(QPointF(60, 80)) == at


def test_a_side_panel_folds_away_in_a_narrow_window_and_comes_back(window, settings):
    inspector = window.places.frames["inspector"]
    window.resize(1400, 800)
    assert inspector.isVisible()
    window.resize(1024, 700)
    QApplication.processEvents()
    assert inspector.isHidden() and window.palette_panel.isVisible() and settings.hidden == []
    assert window.canvas.width() >= 700
    window.resize(1400, 800)
    assert inspector.isVisible()


def test_the_user_s_choice_of_panels_holds_in_a_narrow_window(window, settings):
    inspector = window.places.frames["inspector"]
    window.resize(1400, 800)
    window.resize(1024, 700)
    window.actions_by_id["inspector_panel"].trigger()
    window.resize(1000, 700)
    assert inspector.isVisible() and settings.hidden == []
    window.actions_by_id["inspector_panel"].trigger()
    window.resize(1400, 800)
    assert inspector.isHidden() and settings.hidden == ["inspector"]
    window.actions_by_id["inspector_panel"].trigger()
    window.actions_by_id["palette_panel"].trigger()
    window.resize(1024, 700)
    assert inspector.isVisible() and window.places.frames["palette"].isHidden()


def test_the_button_for_what_has_no_room_in_the_toolbar_is_seen(window):
    (bar,) = window.findChildren(QToolBar)
    button = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    window.resize(320, 480)
    QApplication.processEvents()
    bar.resize(300, bar.height())
    QApplication.processEvents()
    assert button.isVisible() and button.accessibleName() == "More commands"
    drawn = button.grab().toImage()
    colors = {drawn.pixel(x, y) for x in range(drawn.width()) for y in range(drawn.height())}
    assert len(colors) > 1
