"""What ``layerdeck cards --json`` tells of each card is what the ancestor's card had.

``ancestor_cards.json`` holds the ancestor's facts. Where a card differs on purpose, the
difference stands here with its reason; everything else must be equal, rows in order.
"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import commands

FACTS = json.loads(Path(__file__).with_name("ancestor_cards.json").read_text())
ANCESTORS = {card["title"]: card for card in FACTS["network_cards"] + FACTS["pipeline_cards"]}

RENAMED = {
    # One card a loss, metric or optimizer here, with its own rows, instead of a function name.
    "Create SGD neural network optimizer": "SGD optimizer",
    # "DynamicObject" says nothing to a user; these are named values.
    "Get Float from DynamicObject": "Get Float from named values",
}

SEVERAL = "One card trains, evaluates and predicts for several inputs and outputs as well."
MODEL = "A trained model is a kind of its own, so that no other named values are taken for it."
COLUMNS = "Columns are named, counted or given as intervals; positions alone break silently."
FITTED = "What was learned from the training part can be applied to the test part."
FILE = "The file is read by the card itself: no stream has to be opened and closed."
STATES = "Both directions start from states that may come by wire, and give theirs."
GROUPED = "The palette shows every card in a group."

THREE = "Attention compares queries with keys of values, which may be another sequence."
SCORES = "Where attention looked is worth seeing."

DIFFERENCES = {
    ("Input", "group", "", "Inputs and outputs"): GROUPED,
    ("Output", "group", "", "Inputs and outputs"): GROUPED,
    ("Output", "outputs", None, "Network: NeuralNetwork"): (
        "Network and training stand in one document and are joined by this wire."
    ),
    ("Train neural network", "inputs", "Neural network: NeuralNetwork", "list"): SEVERAL,
    ("Train neural network", "inputs", "Training X: Tensor", "list"): SEVERAL,
    ("Train neural network", "inputs", "Training Y: Tensor", "list"): SEVERAL,
    ("Train neural network", "inputs", "Validation X: Tensor", "list"): SEVERAL,
    ("Train neural network", "inputs", "Validation Y: Tensor", "list"): SEVERAL,
    ("Train neural network", "outputs", "Model: DynamicObject", "Model: Model"): MODEL,
    ("Evaluate neural network model", "inputs", "Model: DynamicObject", "Model: Model"): MODEL,
    ("Evaluate neural network model", "inputs", "Testing X: Tensor", "list"): SEVERAL,
    ("Evaluate neural network model", "inputs", "Testing Y: Tensor", "list"): SEVERAL,
    ("Predict", "inputs", "Model: DynamicObject", "Model: Model"): MODEL,
    ("Predict", "inputs", "X: Tensor", "list"): SEVERAL,
    ("Read as CSV", "inputs", "Stream: FileStream", "Path: String"): FILE,
    ("One-hot encode columns", "inputs", "Column(s): List of Integer", "Column(s): String"): (
        COLUMNS
    ),
    ("One-hot encode columns", "outputs", None, "Fitted transform: Transform"): FITTED,
    ("Standard scale columns", "inputs", "Column(s): List of Integer", "Column(s): String"): (
        COLUMNS
    ),
    ("Standard scale columns", "outputs", None, "Fitted transform: Transform"): FITTED,
    (
        "Split into X and Y by columns",
        "inputs",
        "X column(s): List of Integer",
        "X column(s): String",
    ): COLUMNS,
    (
        "Split into X and Y by columns",
        "inputs",
        "Y column(s): List of Integer",
        "Y column(s): String",
    ): COLUMNS,
    ("Attention layer", "inputs", None, "Value: NeuralNetworkTensor"): THREE,
    ("Attention layer", "inputs", None, "Key: NeuralNetworkTensor"): THREE,
    ("Attention layer", "outputs", None, "Attention scores: NeuralNetworkTensor"): SCORES,
    ("Additive attention layer", "inputs", None, "Value: NeuralNetworkTensor"): THREE,
    ("Additive attention layer", "inputs", None, "Key: NeuralNetworkTensor"): THREE,
    ("Additive attention layer", "outputs", None, "Attention scores: NeuralNetworkTensor"): SCORES,
    ("Return float", "inputs", None, "Name: String"): "Several numbers can be returned, by name.",
    ("SGD optimizer", "title", "Create SGD neural network optimizer", "SGD optimizer"): (
        "The card is named for what it is, as the layers are."
    ),
    ("Get Float from named values", "title", "Get Float from DynamicObject", None): (
        "The kind is called named values."
    ),
    ("Get Float from named values", "group", "DynamicObjects / Get", "Named values / Get"): (
        "The kind is called named values."
    ),
    (
        "Get Float from named values",
        "inputs",
        "DynamicObject: DynamicObject",
        "Named values: DynamicObject",
    ): "The kind is called named values.",
    (
        "Bidirectional layer wrapper",
        "inputs",
        None,
        "Initial state: List of NeuralNetworkTensor",
    ): STATES,
    **{
        ("Bidirectional layer wrapper", "outputs", None, f"{label}: NeuralNetworkTensor"): STATES
        for label in (
            "Backward output",
            "Forward state",
            "Forward cell state",
            "Backward state",
            "Backward cell state",
        )
    },
}


def listed():
    found = CliRunner().invoke(commands, ["cards", "--json"], prog_name="layerdeck")
    assert found.exit_code == 0, found.stderr
    return {card["title"]: card for card in json.loads(found.stdout)}


CARDS = listed()
SHARED = {
    RENAMED.get(title, title): card
    for title, card in ANCESTORS.items()
    if RENAMED.get(title, title) in CARDS
}


def sockets(card, side):
    """Rows that are not folded, or outputs, as the catalogue writes them."""
    return [
        f"{s['label']}: {'List of ' if s['list'] else ''}{s['kind']}"
        for s in card[side]
        if side == "outputs" or not s["advanced"]
    ]


def expected(title, side):
    """The ancestor's sockets after the differences that are meant."""
    found = list(SHARED[title][side])
    for (card, part, old, new), reason in DIFFERENCES.items():
        if (card, part) != (title, side):
            continue
        assert reason
        if old is None:
            # What was added stands where it is in our card.
            found.insert(sockets(CARDS[title], side).index(new), new)
        else:
            found[found.index(old)] = old.replace(": ", ": List of ") if new == "list" else new
    return found


def test_the_cards_of_the_first_release_are_there():
    assert len(SHARED) >= 45
    assert set(RENAMED.values()) <= SHARED.keys()
    assert {title for title, *_ in DIFFERENCES} <= SHARED.keys()


@pytest.mark.parametrize("title", sorted(SHARED))
def test_title_and_group_are_those_of_the_ancestor(title):
    for part in ("title", "group"):
        pair = (SHARED[title][part], CARDS[title][part])
        if pair[0] != pair[1]:
            assert any(key[:3] == (title, part, pair[0]) for key in DIFFERENCES), pair


@pytest.mark.parametrize("title", sorted(SHARED))
@pytest.mark.parametrize("side", ["inputs", "outputs"])
def test_labels_kinds_lists_and_order_are_those_of_the_ancestor(title, side):
    assert sockets(CARDS[title], side) == expected(title, side)
