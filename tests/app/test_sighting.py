"""New cards are wholly in sight."""

import pytest
from PySide6.QtCore import QPointF, QRectF

from app.canvas.sighting import bring_into_sight
from cards import edits
from tests.app.sample_network import sample_network


@pytest.fixture
def canvas(window):
    window.session.commit("Make", sample_network())
    window.canvas.fit()
    return window.canvas


def box(canvas, name):
    geometry, scale = canvas.scene.geometry, canvas.scene.camera.scale
    row = geometry.index[name]
    at, (w, h) = canvas.to_screen(*geometry.xy[row].tolist()), geometry.wh[row].tolist()
    return QRectF(at.x(), at.y(), w * scale, h * scale)


@pytest.mark.parametrize("corner", ["topLeft", "topRight", "bottomLeft", "bottomRight"])
def test_a_card_added_at_the_edge_is_brought_into_sight(canvas, corner):
    canvas.zoom_to(1.0)
    at = getattr(QRectF(canvas.rect()).adjusted(4, 4, -4, -4), corner)()
    name = canvas.add_card("Dense", canvas.to_scene(at))
    assert QRectF(canvas.rect()).contains(box(canvas, name))
    shown = canvas.minimap.isVisible()
    assert not (shown and QRectF(canvas.minimap.geometry()).intersects(box(canvas, name)))


def test_the_view_stays_where_it_is_if_the_card_is_in_sight(canvas):
    canvas.zoom_to(0.5)
    before = canvas.seen()
    canvas.add_card("ReLU", canvas.to_scene(QPointF(40, 40)))
    assert canvas.seen() == before


def test_a_card_under_the_overview_comes_out_of_it(canvas):
    canvas.window().resize(1600, 1000)
    canvas.zoom_to(1.0)
    assert canvas.minimap.isVisible()
    at = canvas.to_scene(QPointF(canvas.minimap.geometry().topLeft()))
    moved = edits.move_nodes(canvas.session.document, {"dense_1": at})
    canvas.session.commit("Move", moved)
    bring_into_sight(canvas, "dense_1")
    assert not QRectF(canvas.minimap.geometry()).intersects(box(canvas, "dense_1"))
    assert QRectF(canvas.rect()).contains(box(canvas, "dense_1"))


def test_of_a_card_larger_than_the_window_the_beginning_is_shown(canvas):
    canvas.zoom_to(4.0)
    bring_into_sight(canvas, "dense_1")
    at = box(canvas, "dense_1").topLeft()
    assert at.x() >= 0 and at.y() >= 0
