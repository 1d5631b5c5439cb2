"""Every fix that is offered takes its problem away, as one step that can be undone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assets
from cards import edits, files
from cards.card import Context
from cards.checking import check
from cards.history import History
from cards.mending import attempts, helps, offers
from cards.registry import builtin_cards
from tests.cards.networks import chain
from tests.cards.test_remedies import TYPES as TYPES_WITH_DATA
from tests.cards.test_remedies import trained
from tests.cards.wrapping import document

TYPES = builtin_cards()
CONV = {"filters": 8, "kernel_size": [3, 3], "padding": "same"}


def fixes(doc, types=TYPES, context=None):
    """The fixes of the only problem of a document, by label."""
    context = context or Context()
    report = check(doc, types, context)
    (problem,) = report.diagnostics or report.advice
    return {fix.label: fix for fix in offers(doc, report, types, context, problem)}


def mended(doc, label, types=TYPES):
    after = fixes(doc, types)[label].edit(doc)
    assert check(after, types).diagnostics == []
    return after


def joined(card, a, b, shape=(8, 8, 3), **params):
    """Two layers behind one input, and a card that joins them."""
    return document(
        {
            "x": ("Input", {"shape": list(shape)}),
            "a": a,
            "b": b,
            "join": (card, params),
            "out": "Output",
        },
        {
            "a.input": "x.data",
            "b.input": "x.data",
            "join.input_a": "a.output",
            "join.input_b": "b.output",
            "out.data": "join.output",
        },
    )


def test_branches_that_are_added_get_equal_filters():
    doc = joined("Add", ("Conv2D", CONV), ("Conv2D", {**CONV, "filters": 16}))
    assert list(fixes(doc)) == ["Set Filters of a to 16", "Set Filters of b to 8"]
    assert mended(doc, "Set Filters of b to 8").nodes["b"].params["filters"] == 8


def test_branches_that_are_added_get_equal_units():
    doc = joined("Multiply", ("Dense", {"units": 4}), ("Dense", {"units": 6}), shape=(3,))
    assert list(fixes(doc)) == ["Set Units of a to 6", "Set Units of b to 4"]


def test_filters_are_found_behind_activations():
    doc = joined("Add", "ReLU", ("Conv2D", CONV))
    doc = edits.add_node(
        doc, "deep", doc.nodes["b"].model_copy(update={"params": {**CONV, "filters": 5}})
    )
    doc = edits.connect(doc, "x.data", "deep.input")
    doc = edits.connect(doc, "deep.output", "a.input")
    assert "Set Filters of deep to 8" in fixes(doc)


def test_images_that_are_joined_get_equal_sizes():
    doc = joined("Concatenate", ("Conv2D", CONV), ("Conv2D", {**CONV, "padding": "valid"}))
    assert list(fixes(doc)) == ["Set Padding of a to valid", "Set Padding of b to same"]
    strided = joined("Concatenate", ("Conv2D", CONV), ("Conv2D", {**CONV, "strides": [2, 2]}))
    assert "Set Strides of b to 1 × 1" in fixes(strided)


def test_layers_are_joined_along_the_axis_in_which_they_differ():
    doc = joined("Concatenate", ("Conv2D", {**CONV, "filters": 4}), ("Conv2D", CONV), axis=1)
    assert "Reset Axis to -1" in fixes(doc)


@pytest.mark.parametrize(
    ("layer", "params", "shape", "label"),
    [
        ("Conv2D", {}, [64], "Put a Reshape layer to 8 × 8 × 1 before conv2d"),
        ("LSTM", {}, [7], "Put a Reshape layer to 7 × 1 before lstm"),
        ("LSTM", {}, [8, 6, 3], "Put a Reshape layer to 8 × 18 before lstm"),
        ("Conv2D", {}, [8, 8], "Put a Reshape layer to 8 × 8 × 1 before conv2d"),
        (
            "GlobalAveragePooling1D",
            {},
            [5],
            "Put a Reshape layer to 5 × 1 before globalaveragepooling1d",
        ),
    ],
)
def test_a_reshape_layer_is_put_where_the_axes_do_not_fit(layer, params, shape, label):
    mended(chain(layer, Input={"shape": shape}), label)


def test_an_image_that_meets_classes_is_flattened_or_pooled():
    doc = trained(
        chain(
            "Conv2D",
            "Dense",
            Input={"shape": [8, 8, 1]},
            Dense={"units": 10, "activation": "softmax"},
        ),
        x=[8, 8, 1],
        y=[10],
    )
    found = fixes(doc, TYPES_WITH_DATA)
    assert list(found)[:2] == [
        "Put a Flatten layer before dense",
        "Put a Global average pooling layer before dense",
    ]
    for fix in found.values():
        assert check(fix.edit(doc), TYPES_WITH_DATA).ok


def test_an_image_at_the_end_is_pooled():
    doc = trained(
        chain("Conv2D", "Softmax", Input={"shape": [8, 8, 1]}, Conv2D={"filters": 10}),
        x=[8, 8, 1],
        y=[10],
        loss="MeanSquaredError",
    )
    assert "Put a Global average pooling layer before output" in fixes(doc, TYPES_WITH_DATA)


def test_a_missing_wire_comes_from_the_nearest_card_that_feeds_nothing():
    doc = chain("Dense", "ReLU")
    doc = edits.move_nodes(doc, {"dense": (300, 0), "relu": (600, 0), "output": (900, 0)})
    cut = edits.disconnect(doc, "relu.input")
    assert list(fixes(cut)) == ["Connect Output of dense", "Add an Input card"]
    assert mended(cut, "Connect Output of dense").wires == doc.wires


def test_far_away_cards_are_not_guessed():
    doc = edits.move_nodes(chain("Dense"), {"dense": (3000, 0), "output": (3300, 0)})
    assert list(fixes(edits.disconnect(doc, "dense.input"))) == ["Add an Input card"]


def test_a_network_without_an_input_gets_one():
    doc = edits.remove_nodes(chain("Dense"), ["input"])
    after = mended(doc, "Add an Input card")
    assert after.nodes["input_1"].position[0] < after.nodes["dense"].position[0]


def test_a_warning_of_the_loss_is_answered_by_another_activation_or_loss():
    doc = trained(
        chain("Dense", Dense={"units": 3, "activation": "sigmoid"}, Input={"shape": [13]}),
        x=[13],
        y=[3],
    )
    assert "Set Activation of dense to softmax" in fixes(doc, TYPES_WITH_DATA)


def test_room_is_made_for_a_card_that_is_put_in():
    doc = chain("Conv2D", Input={"shape": [64]})
    doc = edits.move_nodes(doc, {"conv2d": (400, 0), "output": (800, 0)})
    after = mended(doc, "Put a Reshape layer to 8 × 8 × 1 before conv2d")
    assert after.nodes["reshape_1"].position == (400, 0)
    assert after.nodes["conv2d"].position[0] > 700 < after.nodes["output"].position[0]


def test_advice_keeps_its_one_fix():
    doc = chain("Dense", "BatchNormalization")
    assert list(fixes(doc)) == ["Remove the unused bias"]


def test_a_fix_that_breaks_something_else_does_not_help():
    doc = joined("Add", ("Dense", {"units": 4}), ("Dense", {"units": 6}), shape=(3,))
    doc = edits.add_node(doc, "second", doc.nodes["join"])
    doc = edits.add_node(doc, "end", doc.nodes["out"])
    for row, source in (("input_a", "a.output"), ("input_b", "c.output")):
        if row == "input_b":
            doc = edits.add_node(doc, "c", doc.nodes["a"])
            doc = edits.connect(doc, "x.data", "c.input")
        doc = edits.connect(doc, source, f"second.{row}")
    doc = edits.connect(doc, "second.output", "end.data")
    assert list(fixes(doc)) == ["Set Units of b to 4"]


def test_what_cannot_be_edited_any_more_does_not_help():
    doc = joined("Add", ("Dense", {"units": 4}), ("Dense", {"units": 6}), shape=(3,))
    report = check(doc, TYPES)
    (problem,) = report.diagnostics
    fix = offers(doc, report, TYPES, Context(), problem)[0]
    gone = edits.remove_nodes(doc, ["a"])
    assert not helps(gone, check(gone, TYPES), TYPES, Context(), problem, fix)


EXAMPLES = {
    name: (files.load(path), Context(path.parent))
    for name, path in assets.examples().items()
    if name in ("wine", "residual", "autoencoder", "attention")
}
REPORTS = {name: check(doc, TYPES, context) for name, (doc, context) in EXAMPLES.items()}


@st.composite
def broken(draw):
    """An example after one or two mistakes."""
    name = draw(st.sampled_from(sorted(EXAMPLES)))
    doc, context = EXAMPLES[name]
    for _ in range(draw(st.integers(1, 2))):
        node = draw(st.sampled_from(sorted(doc.nodes)))
        card = TYPES[doc.nodes[node].card]
        match draw(st.sampled_from(["cut", "remove", "set", "clear", "cross"])):
            case "cut":
                doc = edits.disconnect(doc, draw(st.sampled_from(sorted(doc.wires))))
            case "remove":
                doc = edits.remove_nodes(doc, [node])
            case "clear":
                doc = doc.model_copy(
                    update={
                        "nodes": {
                            **doc.nodes,
                            node: doc.nodes[node].model_copy(update={"params": {}}),
                        }
                    }
                )
            case "cross":
                pairs = [(s, t) for t, ss in doc.wires.items() for s in ss]
                source, _ = draw(st.sampled_from(pairs))
                target = draw(st.sampled_from(sorted(doc.wires)))
                doc = edits.connect(doc, source, target)
            case _:
                rows = sorted(card.model_fields)
                if rows:
                    value = draw(st.sampled_from([-1, 0, 1, 2, 5, 7, [3, 3], "relu", "same", None]))
                    doc = edits.set_param(doc, node, draw(st.sampled_from(rows)), value)
        if not doc.wires:
            break
    return doc, context


@settings(max_examples=60, deadline=None)
@given(broken())
def test_each_offered_fix_removes_its_problem_and_is_undone(made):
    doc, context = made
    report = check(doc, TYPES, context)
    for problem in (*report.diagnostics, *report.advice)[:6]:
        for fix in offers(doc, report, TYPES, context, problem):
            history = History(doc)
            history.commit(fix.label, fix.edit(doc))
            after = check(history.document, TYPES, context)
            left = {(d.node, d.socket, d.message) for d in (*after.diagnostics, *after.advice)}
            assert (problem.node, problem.socket, problem.message) not in left, fix.label
            history.undo()
            assert history.document is doc
            assert files.dumps(history.document) == files.dumps(doc)


def test_attempts_are_counted():
    doc = joined("Add", ("Conv2D", CONV), ("LSTM", {}))
    report = check(doc, TYPES)
    for problem in report.diagnostics:
        assert len(list(attempts(doc, report, TYPES, Context(), problem))) <= 24
