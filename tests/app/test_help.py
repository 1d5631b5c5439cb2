import re

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

import assets
from app.panels.help import Help, Place
from app.theme import DARK, LIGHT
from cards.linked_pages import group_page, kind_page, linked
from cards.registry import builtin_cards

TYPES = builtin_cards()


@pytest.fixture
def panel(shown):
    made = Help(DARK, types=TYPES)
    made.resize(340, 300)
    return shown(made)


def marked(panel):
    return [one.cursor.block().text() for one in panel.view.extraSelections()]


def test_without_a_card_it_says_how_everything_works(panel):
    text = panel.toPlainText()
    assert "How it works" in text and "Normalization layers" in text
    panel.view.anchorClicked.emit(QUrl("group:Layers%20/%20Normalization%20layers"))
    assert "Batch normalization layer: " in panel.toPlainText()


def test_links_lead_to_pages_and_back(panel):
    panel.show_card(TYPES["BatchNormalization"])
    panel.view.anchorClicked.emit(QUrl("kind:NeuralNetworkInitializer"))
    assert "Cards that give it" in panel.toPlainText() and "Zeros" in panel.toPlainText()
    panel.view.anchorClicked.emit(QUrl("card:Zeros"))
    assert panel.place == Place("card", "Zeros")
    qt = Qt.MouseButton.LeftButton
    QTest.mouseClick(panel.back_button, qt)
    assert panel.place.name == "NeuralNetworkInitializer"
    QTest.keyClick(panel.view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert panel.place.name == "BatchNormalization"
    QTest.keyClick(panel.view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.ForwardButton)
    assert panel.place.name == "Zeros" and not panel.forward_button.isEnabled()
    panel.back()
    panel.show_card(TYPES["Dense"])
    assert not panel.forward_button.isEnabled()
    QTest.mouseClick(panel.home_button, qt)
    assert panel.place == Place() and not panel.home_button.isEnabled()


def test_addresses_of_the_web_are_left_to_the_browser(panel, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    panel.view.anchorClicked.emit(QUrl("https://example.org/"))
    panel.view.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert opened == ["https://example.org/"] and panel.place == Place()


def test_the_text_of_a_row_comes_into_sight_and_is_marked(panel):
    panel.show_card(TYPES["BatchNormalization"])
    bar = panel.view.verticalScrollBar()
    assert bar.value() == 0
    panel.show_row(TYPES["BatchNormalization"], "virtual_batch_size")
    (text,) = marked(panel)
    assert text.startswith("Virtual batch size (") and bar.value() > 0
    panel.show_row(TYPES["Dense"], "units")
    assert marked(panel) == [text]
    panel.set_theme(LIGHT)
    assert marked(panel) == [text]
    panel.show_card(TYPES["Dense"])
    assert marked(panel) == [] and bar.value() == 0


@pytest.mark.parametrize("card", TYPES.values(), ids=TYPES)
def test_every_link_of_every_page_leads_somewhere(card):
    text = linked(card, TYPES)
    assert text.startswith(f"# {card.title}\n")
    for address in re.findall(r"\]\(((?:card|kind|group):[^)]*)\)", text):
        scheme, _, name = address.replace("%20", " ").partition(":")
        if scheme == "card":
            assert name in TYPES
        else:
            page = kind_page(name, TYPES) if scheme == "kind" else group_page(name, TYPES)
            assert page.count("](card:") >= 1


def test_nothing_is_laid_out_before_it_is_seen(qtbot, monkeypatch):
    panel = Help(DARK, types=TYPES)
    qtbot.addWidget(panel)
    monkeypatch.setattr(panel.view, "show_markdown", lambda text: pytest.fail("laid out"))
    panel.show_card(TYPES["Dense"])


def test_it_follows_selection_pointer_and_focus_in_the_window(window, qtbot):
    window.session.open(assets.examples()["wine"])
    window.session.select({"dense_1"})
    assert window.help.place == Place("card", "Dense")
    canvas = window.canvas
    canvas.reveal("dense_1")
    layout = canvas.scene.geometry.layouts[canvas.scene.geometry.index["dense_1"]]
    x, y = canvas.scene.geometry.xy[canvas.scene.geometry.index["dense_1"]]
    at = canvas.to_screen(x + 60, y + layout.row("units").middle).toPoint()
    QTest.mouseMove(canvas, at + QPoint(1, 0))
    QTest.mouseMove(canvas, at)
    assert marked(window.help)[0].startswith("Units (")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.inspector.form.rows["use_bias"].editor.setFocus()
    qtbot.waitUntil(lambda: marked(window.help)[0].startswith("Use bias ("))
    window.session.select({"dense_1", "dense_2", "train_1"})
    text = window.help.toPlainText()
    assert "3 cards selected" in text and "Train neural network" in text
    window.session.select(())
    assert "Select a card" in window.help.toPlainText()
