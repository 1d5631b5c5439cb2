"""The start screen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.dialogs.compare import Compare
from app.operations import offer_leftovers
from app.panels.start_parts import ExampleButton, LeftoverRow, RecentRow
from app.recovery import Autosave
from app.session import Session
from app.settings import Settings
from app.theme import THEMES
from app.thumbnails import MOST_KEPT, QUICK, RATIO, SIZE, drawn, keep_picture, picture_of
from app.window import Window
from assets import examples
from cards import files
from cards.document import Document, Node
from tests.app.sample_network import fill, sample_network


@pytest.fixture
def recent(tmp_path) -> Settings:
    files.save(tmp_path / "net.json", sample_network())
    lost = str(tmp_path / "lost.json")
    return Settings(recent=[str(tmp_path / "net.json"), lost], path=tmp_path / "window.json")


@pytest.fixture
def started(recent, asker, qapp, qtbot):
    made = Window(Session(), recent, asker)
    made.resize(1400, 900)
    made.show()
    qtbot.waitActive(made)
    yield made
    made.session.history.mark_saved()
    made.close()
    made.deleteLater()


def rows(window, kind=RecentRow):
    # Layouts show what is put into them a little later.
    QApplication.processEvents()
    return [row for row in window.welcome.findChildren(kind) if not row.isHidden()]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
@pytest.mark.parametrize("name", list(examples()))
def test_every_example_has_its_picture_in_every_theme(theme, name):
    picture = QImage(str(picture_of(examples()[name], theme)))
    assert picture.size() == SIZE * RATIO, "python -m app.thumbnails draws it"
    assert picture.pixelColor(1, 1).name() == theme.canvas
    seen = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(60, 200, 3)}
    assert len(seen) > 20


def test_a_picture_shows_all_of_a_document_and_an_empty_one_is_empty(qapp):
    types, theme = Session().types, THEMES["light"]
    empty = drawn(Document(), types, theme)
    assert empty.pixelColor(200, 130).name() == theme.canvas
    assert drawn(sample_network(), types, theme) != empty


def test_pictures_are_loaded_after_the_window_is_there(started, qtbot):
    tile = started.welcome.findChildren(ExampleButton)[-1]
    qtbot.waitUntil(lambda: not tile._picture._pixmap.isNull())
    assert all(not t.isHidden() for t in started.welcome.findChildren(ExampleButton))


def test_tiles_stand_in_columns_and_cover_nothing(started, qtbot):
    tiles = started.welcome._grid.tiles
    assert len({tile.x() for tile in tiles}) >= 2
    for one in tiles:
        assert not any(one.geometry().intersects(t.geometry()) for t in tiles if t is not one)
        for text in one.findChildren(QLabel):
            assert text.height() >= text.heightForWidth(text.width())


def test_a_recent_file_is_opened(started, qtbot, tmp_path):
    found = rows(started)
    assert [row.path.name for row in found] == ["net.json", "lost.json"]
    assert str(tmp_path) in found[0].button.accessibleDescription()
    qtbot.mouseClick(found[0].button, Qt.MouseButton.LeftButton)
    assert started.session.path == tmp_path / "net.json"
    assert started.welcome.isHidden()


def test_a_file_that_is_gone_is_grey_and_can_be_taken_off(started, qtbot, recent):
    lost = rows(started)[1]
    assert not lost.button.isEnabled()
    assert "not there" in lost.button.accessibleDescription()
    qtbot.mouseClick(lost.remove, Qt.MouseButton.LeftButton)
    assert [Path(name).name for name in recent.recent] == ["net.json"]
    assert [row.path.name for row in rows(started)] == ["net.json"]


def test_a_new_network_starts_with_the_search_for_a_card(started, qtbot):
    qtbot.mouseClick(started.welcome.buttons[0], Qt.MouseButton.LeftButton)
    assert started.welcome.isHidden()
    qtbot.keyClicks(started.focusWidget(), "dense")
    qtbot.keyClick(started.focusWidget(), Qt.Key.Key_Return)
    assert [node.card for node in started.session.document.nodes.values()] == ["Dense"]


def test_escape_leaves_the_canvas_empty_until_the_next_document(started, qtbot):
    tile = started.welcome.findChildren(ExampleButton)[0]
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Escape)
    assert started.welcome.isHidden() and started.focusWidget() is started.canvas
    fill(started)
    started.filing.new()
    assert started.welcome.isVisible()


def test_an_example_is_opened_by_keyboard(started, qtbot):
    tile = started.welcome.findChildren(ExampleButton)[0]
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert started.session.title == "wine"


def test_unsaved_work_is_offered_restored_or_put_off(started, tmp_path, monkeypatch):
    folder = tmp_path / "unsaved"
    other = Session(started.session.types)
    autosave = Autosave(other, folder)
    other.commit("Add", Document(nodes={"one": Node(card="Input")}))
    autosave.write()
    autosave._lock.unlock()
    started.keep_unsaved(folder)
    offer_leftovers(started)
    (row,) = rows(started, LeftoverRow)
    seen = []
    monkeypatch.setattr(Compare, "exec", lambda dialog: seen.append(dialog.windowTitle()))
    next(b for b in row.findChildren(QPushButton) if b.text() == "Compare").click()
    assert len(seen) == 1
    later = next(b for b in started.welcome.findChildren(QPushButton) if b.text() == "Later")
    later.click()
    assert not rows(started, LeftoverRow) and list(folder.glob("*.json"))
    offer_leftovers(started)
    (row,) = rows(started, LeftoverRow)
    next(b for b in row.findChildren(QPushButton) if b.text() == "Restore").click()
    assert set(started.session.document.nodes) == {"one"}
    assert started.welcome.isHidden()


def test_a_document_that_was_open_has_a_picture_among_the_recent_ones(recent, asker, qtbot):
    first = Window(Session(), recent, asker)
    qtbot.addWidget(first)
    first.filing.open_path(Path(recent.recent[0]))
    first.close()
    again = Window(Session(first.session.types), recent, asker)
    qtbot.addWidget(again)
    again.show()
    seen, lost = rows(again)
    assert not seen.findChild(QLabel).pixmap().isNull()
    assert lost.findChild(QLabel).pixmap().isNull()
    again.close()


def test_few_pictures_are_kept_and_none_of_large_documents(tmp_path, qapp):
    types, theme = Session().types, THEMES["dark"]
    large = Document(nodes={f"n{i}": Node(card="Input") for i in range(QUICK + 1)})
    keep_picture(large, types, tmp_path / "p" / "large.png", theme=theme)
    assert not (tmp_path / "p").exists()
    for i in range(MOST_KEPT + 4):
        keep_picture(sample_network(), types, tmp_path / "p" / f"{i}.png", theme=theme)
    assert len(list((tmp_path / "p").glob("*.png"))) <= MOST_KEPT + 1
    (tmp_path / "file").write_text("in the way")
    keep_picture(sample_network(), types, tmp_path / "file" / "a.png", theme=theme)
