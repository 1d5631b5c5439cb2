import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import assets
from app.desk import Desk
from app.theme import DARK, LIGHT
from app.tour import Tour, take_tour
from app.tour_steps import CARD, steps
from cards import edits

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tour(window):
    window.settings.reduced_motion = True
    window.actions_by_id["tour"].trigger()
    (made,) = window.findChildren(Tour)
    return made


def title(tour):
    return tour.bubble.title.text()


def test_it_opens_the_wine_example_and_is_noted(tour, window):
    assert window.session.path == assets.examples()["wine"].absolute()
    assert window.settings.toured and len(steps()) == 6
    assert title(tour) == "A network of cards" and tour.bubble._count.text() == "Step 1 of 6"
    assert tour.veil.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_each_step_goes_on_when_the_thing_is_done(tour, window, qtbot):
    canvas, session = window.canvas, window.session
    geometry = canvas.scene.geometry
    x, y = geometry.xy[geometry.index[CARD]]
    at = canvas.to_screen(x + 80, y + 14).toPoint()
    assert tour.veil.hole.contains(canvas.mapTo(window, at).toPointF())
    QTest.mouseClick(canvas, LEFT, pos=at)
    assert title(tour) == "Values stand on the card"
    session.commit("Units", edits.set_param(session.document, CARD, "units", 24))
    assert title(tour) == "Add a card"
    window.palette_panel.add_requested.emit("Dense")
    assert title(tour) == "What is wrong, and what helps"
    assert window.tabs.currentWidget() is window.problems and not session.report.ok
    session.undo()
    assert title(tour) == "Run it"
    with qtbot.waitSignal(window.runner.finished, timeout=60_000):
        QTest.mouseClick(window.button("run"), LEFT)
        assert title(tour) == "Watch it learn"
        assert window.tabs.currentWidget() is window.training
        window.actions_by_id["stop"].trigger()
    with qtbot.waitSignal(tour.ended):
        QTest.mouseClick(tour.bubble.next, LEFT)


def test_keys_go_on_and_back_and_leave(tour, window, qtbot):
    bubble = tour.bubble
    QTest.keyClick(bubble.next, Qt.Key.Key_Space)
    QTest.keyClick(bubble, Qt.Key.Key_Right)
    assert title(tour) == "Add a card"
    QTest.keyClick(bubble, Qt.Key.Key_Left)
    QTest.keyClick(bubble, Qt.Key.Key_Left)
    assert title(tour) == "A network of cards" and not bubble.back.isEnabled()
    QTest.keyClick(bubble, Qt.Key.Key_Left)
    assert title(tour) == "A network of cards"
    with qtbot.waitSignal(tour.ended):
        QTest.keyClick(bubble, Qt.Key.Key_Escape)
    assert not tour.veil.isVisible() and not bubble.isVisible()


def test_skipping_ends_it_and_changes_nothing(tour, window, qtbot):
    before = window.session.document
    with qtbot.waitSignal(tour.ended):
        QTest.mouseClick(tour.bubble.skip, LEFT)
    assert window.session.document is before and not window.session.modified


@pytest.mark.parametrize("size", [(720, 480), (1000, 640), (1600, 1000)])
def test_bubble_and_spotlight_stay_inside_windows_of_any_size(tour, window, size):
    window.resize(*size)
    QApplication.processEvents()
    for _ in steps():
        tour.follow()
        assert window.rect().contains(tour.bubble.geometry())
        hole = tour.veil.hole.toAlignedRect()
        assert not hole.isEmpty() and window.rect().contains(hole)
        assert tour.veil.size() == window.size()
        tour.go(1)


def test_the_spotlight_follows_the_card(tour, window, qtbot):
    before = tour.veil.hole
    window.canvas.pan_by(-120, 40)
    qtbot.waitUntil(lambda: tour.veil.hole != before)
    window.canvas.center_on(-20_000, -20_000)
    qtbot.waitUntil(lambda: tour.veil.hole.isEmpty())
    assert window.rect().contains(tour.bubble.geometry())


def test_it_glides_unless_motion_is_unwanted(tour, window, qtbot):
    tour.go(2)
    assert tour.veil.hole == tour._place()
    window.settings.reduced_motion = False
    before = tour.veil.hole
    tour.go(1)
    assert tour.veil.hole == before
    qtbot.waitUntil(lambda: tour.veil.hole == tour._place())


def test_another_document_ends_it(tour, window, qtbot):
    with qtbot.waitSignal(tour.ended):
        window.session.new()


def test_a_second_one_takes_the_place_of_the_first(tour, window):
    second = take_tour(window)
    assert second is not tour and not tour.bubble.isVisible()
    assert title(second) == "A network of cards"


def test_a_document_that_is_kept_is_not_left(window, asker):
    asker.answer = "cancel"
    window.session.commit("Add", window.session.document.model_copy(update={"nodes": {}}))
    window.canvas.add_card("Dense")
    before = window.session.document
    assert take_tour(window) is None
    assert window.session.document is before and not window.settings.toured


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_rest_is_darker_than_the_part_that_is_shown(tour, window, theme):
    tour.veil.hide()
    window.set_theme(theme)
    plain = window.grab().toImage()
    tour.veil.show()
    dimmed = window.grab().toImage()
    inside = tour.veil.hole.center().toPoint()
    corner = window.rect().bottomLeft()
    assert dimmed.pixelColor(inside) == plain.pixelColor(inside)
    assert dimmed.pixelColor(corner).lightness() < plain.pixelColor(corner).lightness() or (
        theme.dark
    )


def test_with_tabs_the_example_gets_one_and_the_tour_is_there(settings, asker, qapp, qtbot):
    settings.reduced_motion = True
    desk = Desk(settings, asker)
    desk.show()
    first = desk.current
    first.canvas.add_card("Dense")
    first.actions_by_id["tour"].trigger()
    assert len(desk.pages) == 2 and desk.current is not first
    (tour,) = desk.findChildren(Tour)
    assert tour.parent() is desk.current and tour.bubble.isVisible()
    desk.current.actions_by_id["tour"].trigger()
    assert len(desk.pages) == 2
    asker.answer = "discard"
    desk.close()
    desk.deleteLater()


def test_the_whole_document_is_shown_when_it_is_done(tour, window):
    for _ in range(len(steps()) - 1):
        tour.go(1)
    window.canvas.zoom_to(2.0)
    QTest.mouseClick(tour.bubble.next, LEFT)
    left, top, right, bottom = window.canvas.scene.geometry.bounds()
    seen = window.canvas.seen()
    assert seen[0] <= left and seen[1] <= top and seen[2] >= right and seen[3] >= bottom
