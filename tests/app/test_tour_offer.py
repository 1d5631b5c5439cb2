import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.settings import load_settings
from app.tour import Tour
from app.tour_offer import TourOffer, offer_tour

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def offer(window, qtbot):
    qtbot.waitUntil(window.welcome.isVisible)
    return offer_tour(window)


def test_it_is_made_once_and_for_all(offer, window):
    assert isinstance(offer, TourOffer) and window.rect().contains(offer.geometry())
    assert load_settings(window.settings.path).toured
    assert offer_tour(window) is None


def test_it_leads_into_the_tour(offer, window):
    QTest.mouseClick(offer.take, LEFT)
    assert not offer.isVisible() and len(window.findChildren(Tour)) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None])
def test_it_is_refused_by_key_and_button(offer, window, key):
    if key is None:
        QTest.mouseClick(offer.refuse, LEFT)
    else:
        QTest.keyClick(offer, key)
    assert not offer.isVisible() and window.findChildren(Tour) == []


def test_it_goes_when_one_begins_with_something_else(offer, window):
    window.canvas.add_card("Dense")
    assert not offer.isVisible()


def test_it_waits_for_a_start_with_the_start_screen(window):
    window.canvas.add_card("Dense")
    assert offer_tour(window) is None and not window.settings.toured
