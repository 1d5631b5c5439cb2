"""What ``layerdeck cards --json`` tells of each card is what the ancestor's card had.

``ancestor_cards.json`` holds the ancestor's facts. Where a card differs on purpose, the
difference stands here with its reason; everything else must be equal, rows in order.
"""

import json

import pytest
from typer.testing import CliRunner

from app.cli import commands
from tests.catalogue import __main__ as catalogue
from tests.catalogue.comparison import FACTS, our_cards, verdict

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
            "Forward carry",
            "Backward state",
            "Backward carry",
        )
    },
}


CARDS = our_cards()
SHARED = {
    RENAMED.get(title, title): card
    for title, card in ANCESTORS.items()
    if RENAMED.get(title, title) in CARDS
}
NETWORK = {card["title"]: card for card in FACTS["network_cards"]}


def test_the_cards_of_the_first_release_are_there():
    assert len(SHARED) >= 45
    assert set(RENAMED.values()) <= SHARED.keys()
    assert {title for title, *_ in DIFFERENCES} <= SHARED.keys()


def test_every_difference_has_a_reason():
    assert all(len(reason) > 20 and reason.endswith(".") for reason in DIFFERENCES.values())


@pytest.mark.parametrize("title", sorted(SHARED.keys() | NETWORK.keys()))
def test_labels_kinds_lists_and_order_are_those_of_the_ancestor(title):
    found = verdict(title, SHARED.get(title) or NETWORK[title], CARDS, DIFFERENCES)
    assert found.faults == []
    assert found.good


def test_the_command_lists_what_is_compared():
    found = CliRunner().invoke(commands, ["cards", "--json"], prog_name="layerdeck")
    assert found.exit_code == 0, found.stderr
    listed = json.loads(found.stdout)
    assert {card["title"]: card for card in listed} == CARDS
    assert len(listed) == len(CARDS)


def test_the_script_prints_a_table_and_fails_where_a_card_is_missing(capsys, monkeypatch):
    assert catalogue.main() == 0
    printed = capsys.readouterr().out
    assert all(title in printed for title in NETWORK)
    assert "88 of 88" in printed
    cards = {title: card for title, card in CARDS.items() if title != "Dense layer"}
    monkeypatch.setattr(catalogue, "our_cards", lambda: cards)
    assert catalogue.main() == 1
    assert "There is no card 'Dense layer'." in capsys.readouterr().out
