"""Tracing what feeds a card and what it feeds, and zooming to the selection."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.tracing import traced
from cards import edits, grouping
from tests.app.sample_network import fill, sample_network

NETWORK = sample_network()
UP = {"input_1", "dense_1", "dense_2"}
DOWN = {"dense_2", "output_1", "train", "evaluate", "return_1"}


@pytest.fixture
def canvas(window):
    fill(window)
    window.resize(1300, 850)
    window.canvas.fit()
    window.session.select({"dense_2"})
    return window.canvas


def lit(canvas):
    light = canvas.scene.spotlight
    return set(light.cards) if light else None


def color_of(canvas, name):
    """The colour of the middle of a card's header."""
    geometry = canvas.scene.geometry
    x, y = geometry.xy[geometry.index[name]] + (geometry.wh[geometry.index[name]][0] / 2, 3.0)
    return canvas.grab().toImage().pixelColor(canvas.to_screen(x, y).toPoint()).name()


def test_all_that_is_upstream_or_downstream_is_found():
    assert traced(NETWORK, {"dense_2"}, "up") == UP
    assert traced(NETWORK, {"dense_2"}, "down") == DOWN
    assert traced(NETWORK, {"dense_2"}, "both") == UP | DOWN
    assert traced(NETWORK, (), "both") == frozenset()


def test_a_long_chain_is_no_recursion():
    wires = {f"c{i + 1}.input": (f"c{i}.output",) for i in range(20_000)}
    document = NETWORK.model_copy(update={"wires": wires})
    assert len(traced(document, {"c0"}, "down")) == 20_001


@pytest.mark.parametrize(
    ("keys", "cards"),
    [
        ((Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier), UP),
        ((Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier), DOWN),
    ],
)
def test_keys_dim_all_but_the_traced_cards_and_escape_shows_all(window, canvas, keys, cards):
    bright = color_of(canvas, "split"), color_of(canvas, "dense_2")
    QTest.keyClick(canvas, *keys)
    assert lit(canvas) == cards
    light = canvas.scene.spotlight
    assert {e.split(".")[0] for pair in light.wires for e in pair} == cards
    assert color_of(canvas, "split") != bright[0] and color_of(canvas, "dense_2") == bright[1]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert lit(canvas) is None and window.session.selection == {"dense_2"}
    assert color_of(canvas, "split") == bright[0]


def test_a_click_beside_the_traced_cards_ends_it_and_one_on_them_does_not(window, canvas):
    window.actions_by_id["trace_up"].trigger()
    geometry = canvas.scene.geometry
    for name, still in (("dense_1", True), ("data", False)):
        at = canvas.to_screen(*(geometry.xy[geometry.index[name]] + 9).tolist()).toPoint()
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(0, -1))
        assert canvas.tracing.active == still
    assert lit(canvas) is None


def test_traced_cards_can_be_selected(window, canvas):
    assert not window.actions_by_id["select_traced"].isEnabled()
    window.actions_by_id["trace_both"].trigger()
    assert window.actions_by_id["select_traced"].isEnabled()
    window.actions_by_id["select_traced"].trigger()
    assert window.session.selection == UP | DOWN and lit(canvas) is None
    assert not window.actions_by_id["select_traced"].isEnabled()


def test_a_trace_follows_edits_and_ends_with_its_card(window, canvas):
    window.actions_by_id["trace_up"].trigger()
    session = window.session
    session.commit("Cut", edits.disconnect(session.document, "dense_1.input"))
    assert lit(canvas) == {"dense_1", "dense_2"}
    session.undo()
    assert lit(canvas) == UP
    session.commit("Remove", edits.remove_nodes(session.document, ["dense_2"]))
    assert lit(canvas) is None and not canvas.tracing.active


def test_what_lies_in_a_closed_group_is_traced_through_its_card(window, canvas):
    session = window.session
    document, group = grouping.grouped(session.document, session.types, {"input_1", "dense_1"})
    session.commit("Group", document)
    session.select({"dense_2"})
    window.actions_by_id["trace_up"].trigger()
    assert lit(canvas) == {group, "dense_2"} and canvas.tracing.names == UP
    canvas.tracing.end()
    session.select({group})
    window.actions_by_id["trace_down"].trigger()
    assert lit(canvas) == {group} | DOWN


def test_it_is_said_when_nothing_is_there(window, canvas):
    said = []
    canvas.message.connect(said.append)
    window.session.select({"data"})
    window.actions_by_id["trace_up"].trigger()
    window.actions_by_id["trace_down"].trigger()
    assert said[0] == "Nothing feeds this." and said[1].endswith("downstream. Escape ends it.")


def test_the_view_zooms_to_the_selection(window, canvas):
    window.session.select({"dense_1", "dense_2"})
    before = window.session.history.position
    QTest.keyClick(canvas, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    geometry, (left, top, right, bottom) = canvas.scene.geometry, canvas.seen()
    rows = [geometry.index[n] for n in ("dense_1", "dense_2")]
    low = geometry.xy[rows].min(axis=0)
    high = (geometry.xy + geometry.wh)[rows].max(axis=0)
    assert left <= low[0] and top <= low[1] and right >= high[0] and bottom >= high[1]
    middle = ((low + high) / 2).tolist()
    assert np.allclose(middle, ((left + right) / 2, (top + bottom) / 2), atol=1.0)
    assert window.session.history.position == before


def test_cards_that_are_pointed_out_dim_nothing(window, canvas):
    canvas.tracing.point_out({"dense_1", "gone"})
    light = canvas.scene.spotlight
    assert dict(light.signs) == {"dense_1": "pointed"} and not light.dim
    canvas.tracing.point_out(())
    assert lit(canvas) is None
