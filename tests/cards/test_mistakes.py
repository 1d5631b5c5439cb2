"""Mistakes in a project that trains are found before it runs, each at its row."""

import pytest

import assets
from cards import edits, files
from cards.card import Context
from cards.checking import check
from cards.document import Document, Node
from cards.registry import builtin_cards
from cards.running import CardFailed, run

TYPES = builtin_cards()
PATH = assets.examples()["wine"]
CONTEXT = Context(PATH.parent, 0)
WINE = edits.set_param(files.load(PATH), "train_1", "epochs", 1)


def changed(*changes, doc=WINE):
    """The wine example after some changes: (node, row, value), or (node, card)."""
    for change in changes:
        if len(change) == 2:
            node, card = change
            doc = edits.change_card(doc, node, card, TYPES[card].model_fields)
        else:
            doc = edits.set_param(doc, *change)
    return doc


def numbered(*changes):
    """The wine example with class numbers in the place of one-hot columns."""
    doc = edits.connect(WINE, "columns_training.y", "train_1.training_y")
    doc = edits.connect(doc, "columns_test.y", "evaluate_1.testing_y")
    usual = (
        ("loss_1", "SparseCategoricalCrossentropy"),
        ("accuracy_1", "SparseCategoricalAccuracy"),
        ("pick_1", "name", "sparse_categorical_accuracy"),
    )
    return changed(*usual, *changes, doc=doc)


def found(doc):
    return check(doc, TYPES, CONTEXT).diagnostics


def failures(doc):
    events = run(doc, check(doc, TYPES, CONTEXT), CONTEXT)
    return [event for event in events if isinstance(event, CardFailed)]


ERRORS = {
    "input shape": (
        changed(("input_1", "shape", [5])),
        ("train_1", "training_x"),
        "Training X has 13 columns, the network's input takes (batch, 5).",
        ["Set Shape of input_1 to [13]"],
    ),
    "units": (
        changed(("dense_2", "units", 4)),
        ("train_1", "training_y"),
        "Training Y has 3 columns, the network's output gives (batch, 4).",
        ["Set Units of dense_2 to 3"],
    ),
    "too few units for class numbers": (
        numbered(("dense_2", "units", 2)),
        ("train_1", "training_y"),
        "Training Y holds class 2, but the network's output has 2 units, for the classes 0 to 1.",
        ["Set Units of dense_2 to 3"],
    ),
    "one unit for class numbers": (
        numbered(("dense_2", "units", 1)),
        ("train_1", "training_y"),
        "Training Y holds class 2, but the network's output has 1 unit, for class 0 alone.",
        ["Set Units of dense_2 to 3"],
    ),
    "loss for class numbers": (
        changed(("loss_1", "SparseCategoricalCrossentropy")),
        ("train_1", "training_y"),
        "Training Y has 3 columns, the network's output gives (batch, 3): "
        "sparse cross-entropy needs one column of class numbers.",
        ["Use Categorical crossentropy loss"],
    ),
    "loss for one-hot classes": (
        numbered(("loss_1", "CategoricalCrossentropy")),
        ("train_1", "training_y"),
        "Training Y has 1 column, the network's output gives (batch, 3): encode the classes "
        "one-hot, or use sparse categorical cross-entropy.",
        ["Use Sparse categorical crossentropy loss"],
    ),
    "no loss": (
        edits.disconnect(WINE, "train_1.loss"),
        ("train_1", "loss"),
        "Choose a loss.",
        ["Use Categorical crossentropy loss"],
    ),
    "linear end": (
        changed(("dense_2", "activation", "linear")),
        ("train_1", "loss"),
        "Categorical crossentropy loss expects probabilities, but the network ends in a linear "
        "layer: end it in softmax or sigmoid, or turn From logits on.",
        ["Set Activation of dense_2 to softmax", "Turn From logits on"],
    ),
    "logits expected": (
        changed(("loss_1", "from_logits", True)),
        ("train_1", "loss"),
        "Categorical crossentropy loss expects logits, but the network ends in softmax: "
        "turn From logits off.",
        ["Turn From logits off"],
    ),
    "metric for class numbers": (
        changed(("accuracy_1", "SparseCategoricalAccuracy")),
        ("train_1", "metrics"),
        "Sparse categorical accuracy metric needs one column of class numbers; "
        "Training Y has 3 columns, the network gives (batch, 3).",
        ["Use Categorical accuracy metric"],
    ),
    "metric for one-hot classes": (
        numbered(("accuracy_1", "CategoricalAccuracy")),
        ("train_1", "metrics"),
        "Categorical accuracy metric needs a column for each unit; "
        "Training Y has 1 column, the network gives (batch, 3).",
        ["Use Sparse categorical accuracy metric"],
    ),
    "metric that compares numbers": (
        numbered(("accuracy_1", "MeanSquaredErrorMetric")),
        ("train_1", "metrics"),
        "Mean squared error metric needs a column for each unit; "
        "Training Y has 1 column, the network gives (batch, 3).",
        [],
    ),
    "split": (
        changed(("train_1", "validation_split", 0.999)),
        ("train_1", "validation_split"),
        "124 rows cannot be split by 0.999: one part would have none.",
        ["Reset Validation split to 0.0"],
    ),
    "two clippings": (
        changed(("adam_1", "clipnorm", 1.0), ("adam_1", "clipvalue", 1.0)),
        ("adam_1", "clipvalue"),
        "Clip norm and Clip value exclude each other; empty one of them.",
        ["Empty Clip value"],
    ),
    "value by name": (
        changed(("pick_1", "name", "accuracy")),
        ("pick_1", "name"),
        "There is no value 'accuracy'. There are: categorical_accuracy.",
        ["Set Property name to categorical_accuracy"],
    ),
    "no wire": (
        edits.disconnect(WINE, "train_1.training_y"),
        ("train_1", "training_y"),
        "Training Y is not connected.",
        [],
    ),
    "no test data": (
        edits.disconnect(WINE, "evaluate_1.testing_x"),
        ("evaluate_1", "testing_x"),
        "Testing X is not connected.",
        [],
    ),
    "test data of another form": (
        edits.connect(WINE, "columns_test.y", "evaluate_1.testing_y"),
        ("evaluate_1", "testing_y"),
        "Testing Y has 1 column, the network's output gives (batch, 3): encode the classes "
        "one-hot, or use sparse categorical cross-entropy.",
        [],
    ),
    "column": (
        changed(("columns_training", "y_columns", "clas")),
        ("columns_training", "y_columns"),
        "There is no column 'clas'; did you mean 'class'?",
        ["Reset Y column(s) to -1"],
    ),
    "stratified by two columns": (
        changed(("split_1", "stratify", "class, hue")),
        ("split_1", "stratify"),
        "Stratify takes one column; 2 were given: class, hue.",
        ["Empty Stratify"],
    ),
    "delimiter": (
        changed(("read_as_csv_1", "delimiter", ";;")),
        ("read_as_csv_1", "delimiter"),
        'Delimiter must be one plain character; ";;" was given.',
        ["Reset Delimiter to ,"],
    ),
    "stratified by numbers of which some are alone": (
        changed(("split_1", "stratify", "magnesium")),
        ("split_1", "stratify"),
        "'magnesium' is 117 in one row only: it cannot be in both parts.",
        ["Empty Stratify"],
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_mistake_is_one_error_at_its_row_with_the_fixes_that_help(name):
    doc, place, message, fixes = ERRORS[name]
    (one,) = found(doc)
    assert (one.severity, (one.node, one.socket), one.message) == ("error", place, message)
    assert [fix.label for fix in one.fixes] == fixes
    for fix in one.fixes:
        after = found(fix.edit(doc))
        assert all((d.node, d.socket) != place for d in after), after


@pytest.mark.parametrize("name", ERRORS)
def test_a_run_says_the_same_once(name):
    doc, place, message, _ = ERRORS[name]
    assert failures(doc) == [CardFailed(place[0], message, place[1])]


@pytest.mark.parametrize(
    ("doc", "place", "message", "fixes"),
    [
        (
            changed(("train_1", "batch_size", 1000)),
            ("train_1", "batch_size"),
            "The batch size 1000 is more than the 124 rows: one batch.",
            ["Set Batch size to 124"],
        ),
        (
            changed(("dense_2", "activation", "sigmoid")),
            ("train_1", "loss"),
            "Categorical crossentropy loss is meant for softmax, but the network ends in sigmoid.",
            [],
        ),
        (
            changed(("loss_1", "BinaryCrossentropy")),
            ("train_1", "loss"),
            "Binary crossentropy loss is meant for sigmoid, but the network ends in softmax.",
            [],
        ),
        (
            changed(("accuracy_1", "Accuracy"), ("pick_1", "name", "accuracy")),
            ("train_1", "metrics"),
            "Accuracy metric counts predictions that equal their targets exactly, "
            "which those of softmax hardly do.",
            [],
        ),
    ],
)
def test_what_is_odd_is_a_warning_and_runs(doc, place, message, fixes):
    (one,) = found(doc)
    assert (one.severity, (one.node, one.socket), one.message) == ("warning", place, message)
    assert [fix.label for fix in one.fixes] == fixes
    assert failures(doc) == []
    for fix in one.fixes:
        assert found(fix.edit(doc)) == []


def test_class_numbers_are_fine_too():
    assert found(numbered()) == []
    assert failures(numbered()) == []


def test_a_softmax_over_one_unit_is_odd():
    doc = numbered(("dense_2", "units", 1), ("loss_1", "MeanSquaredError"))
    doc = changed(("accuracy_1", "MeanSquaredErrorMetric"), doc=doc)
    assert "Softmax over a single unit always gives 1" in found(doc)[0].message


def test_how_many_columns_an_encoding_gives_is_known_if_every_class_is_sure_to_be_there():
    specs = check(WINE, TYPES, CONTEXT).specs
    encoded = specs["encode_training.encoded_data"]
    assert encoded.names == ("class_0", "class_1", "class_2")
    assert specs["encode_test.transformed_data"] == encoded.with_rows(54)
    # All 48 wines of class 2 could be among the 54 test rows.
    random = check(changed(("split_1", "stratify", "")), TYPES, CONTEXT)
    assert random.ok and "encode_training.encoded_data" not in random.specs
    few = check(
        changed(("split_1", "stratify", ""), ("split_1", "test_share", 0.2)), TYPES, CONTEXT
    )
    assert few.specs["encode_training.encoded_data"].names == encoded.names


def test_typed_losses_and_metrics_are_replaced_in_their_rows():
    doc = edits.disconnect(edits.disconnect(numbered(), "train_1.loss"), "train_1.metrics")
    loss = {"card": "CategoricalCrossentropy", "params": {"from_logits": True}}
    doc = changed(("train_1", "loss", loss), ("dense_2", "activation", "softmax"), doc=doc)
    doc = changed(("train_1", "metrics", ["CategoricalAccuracy"]), doc=doc)
    for row in ("training_y", "loss", "metrics"):
        (one, *_) = found(doc)
        assert one.socket == row
        doc = one.fixes[0].edit(doc)
    assert found(doc) == []
    assert doc.nodes["train_1"].params["loss"] == {
        "card": "SparseCategoricalCrossentropy",
        "params": {"from_logits": False},
    }
    assert doc.nodes["train_1"].params["metrics"] == ["SparseCategoricalAccuracy"]


def test_two_cards_may_train_the_same_network_and_two_returns_need_two_names():
    nodes = {"train_2": WINE.nodes["train_1"], "return_2": Node(card="ReturnFloat")}
    wires = {t.replace("train_1", "train_2"): s for t, s in WINE.wires.items() if "train_1." in t}
    doc = Document(
        nodes={**WINE.nodes, **nodes},
        wires={**WINE.wires, **wires, "return_2.value": ("train_2.loss",)},
    )
    assert found(doc) == []
    events = list(run(doc, check(doc, TYPES, CONTEXT), CONTEXT))
    assert set(events[-1].returned) == {"test accuracy", "result"} and not events[-1].failed
    doc = changed(("return_2", "name", "test accuracy"), doc=doc)
    (one,) = found(doc)
    assert (one.node, one.socket) == ("return_2", "name")
    assert one.message == "Two results are called test accuracy; give each its own name."


def test_an_odd_split_beside_validation_data_is_told():
    doc = edits.connect(WINE, "scale_test.transformed_data", "train_1.validation_x")
    doc = edits.connect(doc, "encode_test.transformed_data", "train_1.validation_y")
    assert found(doc) == []
    (one,) = found(changed(("train_1", "validation_split", 0.1), doc=doc))
    assert one.message == "The validation split is not used, since there is validation data."
    assert one.severity == "warning" and found(one.fixes[0].edit(doc)) == []
