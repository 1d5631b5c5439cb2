import pytest

import assets
from app import groups
from app.canvas.hits import NOTHING, Hit
from app.canvas.tips import text_for
from app.session import CardResult, NodeState
from cards import edits
from cards.checking import check
from tests.app.sample_cards import CHAIN, TYPES


def tip(canvas, where, node="norm_1", socket="", *, output=False, wire=None):
    return text_for(canvas.scene, Hit(where, node, socket, output), wire)


def lines(text):
    return text.split("<br>")


def test_a_row_tells_kind_help_range_default_and_where_its_value_is_from(canvas):
    assert lines(tip(canvas, "row", socket="momentum")) == [
        "<b>Momentum</b>",
        "Share of the past kept at each batch.",
        "Kind: Float (green circle, letter F)",
        "Takes: A number from 0 to 1.",
        "Default: 0.99",
        "Now: 0.9, typed",
    ]
    document = edits.reset_param(canvas.session.document, "norm_1", "momentum")
    canvas.session.commit("Reset", document)
    assert lines(tip(canvas, "value", socket="momentum"))[-1] == "Now: the default"


def test_a_row_that_is_wired_names_the_card_it_is_fed_by(canvas):
    (source,) = canvas.session.document.wires["norm_1.input"]
    node, _, socket = source.partition(".")
    found = tip(canvas, "socket", socket="input")
    assert f"Now: from {node} ({socket}), by wire" in lines(found)
    cut = edits.disconnect(canvas.session.document, "norm_1.input")
    canvas.session.commit("Cut", cut)
    assert "Now: nothing" in lines(tip(canvas, "socket", socket="input"))


def test_an_output_tells_what_it_gives(canvas):
    report = check(CHAIN, TYPES)
    node = next(n for n in report.inferences if f"{n}.output" in report.specs)
    found = tip(canvas, "socket", node, "output", output=True)
    assert "Gives: batch" in found and "Takes" not in found


def test_a_header_has_one_line_of_help_and_what_the_card_gives(canvas):
    card = TYPES[canvas.session.document.nodes["norm_1"].card]
    found = lines(tip(canvas, "header"))
    assert found[:2] == [f"<b>{card.title}</b>", card.help().partition("\n")[0]]


def test_a_wire_tells_kind_shape_and_ends(canvas):
    pair = next(p for p in canvas.scene.geometry.pairs if p[1] == "norm_1.input")
    found = text_for(canvas.scene, NOTHING, pair)
    assert found.startswith("<b>") and "norm_1: input" in found


def test_results_and_failures_are_told(canvas):
    canvas.session.set_states({}, {"norm_1": CardResult("loss 0.5", stale=True)})
    assert "Before the last change: loss 0.5" in tip(canvas, "footer")
    canvas.session.set_states({}, {"norm_1": CardResult("loss 0.5")})
    assert "In the last run: loss 0.5" in tip(canvas, "header")
    canvas.session.set_states({"norm_1": NodeState("failed", 0.0, "No <memory>")})
    assert "<b>No &lt;memory&gt;</b>" in tip(canvas, "header")


@pytest.mark.parametrize("where", ["body", "more", "nothing"])
def test_other_parts_have_no_tip(canvas, where):
    assert tip(canvas, where) == ""
    assert tip(canvas, where, "gone") == ""


def test_long_values_are_cut(canvas):
    document = edits.set_param(canvas.session.document, "norm_1", "momentum", "x" * 500)
    canvas.session.commit("Set", document)
    now = next(part for part in lines(tip(canvas, "row", socket="momentum")) if "Now" in part)
    assert len(now) < 90 and "…" in now


def test_rows_and_sockets_of_groups_have_tips(window):
    window.session.open(assets.examples()["wine"])
    canvas = window.canvas
    name = groups.group_selection(_selected(canvas, "dense_1", "batch_normalization_1"))
    expose = {"node": "batch_normalization_1", "socket": "momentum"}
    window.session.show_page(name)
    groups.expose(canvas, expose["node"], expose["socket"], output=False)
    window.session.show_page(None)
    layout = canvas.scene.geometry.layouts[canvas.scene.geometry.index[name]]
    tips = {}
    for row in layout.rows:
        if row.socket is not None:
            output = row.part == "output"
            tips[row.socket.title] = tip(canvas, "row", name, row.socket.name, output=output)
    assert "Takes: A number from 0 to 1." in tips["Momentum"]
    assert all(found.startswith("<b>") for found in tips.values())
    assert "Gives" in tip(canvas, "header", name)


def _selected(canvas, *names):
    canvas.session.select(names)
    return canvas
