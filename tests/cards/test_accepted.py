import pytest

from cards.accepted import accepted, color_name, default, look
from cards.kinds import ALL_KINDS, BOOLEAN
from cards.registry import builtin_cards

TYPES = builtin_cards()


def words(card, row):
    socket = TYPES[card].input(row)
    return accepted(TYPES[card], socket)


@pytest.mark.parametrize(
    ("card", "row", "sentence"),
    [
        ("BatchNormalization", "momentum", "A number from 0 to 1."),
        ("BatchNormalization", "axis", "A whole number or a list of them."),
        ("BatchNormalization", "center", "On or off."),
        ("BatchNormalization", "beta_regularizer", "A regularizer, or empty."),
        ("BatchNormalization", "input", "One wire with a network tensor."),
        ("Dense", "units", "A whole number, at least 1."),
        ("Conv2D", "padding", "One of: valid, same."),
        ("Conv2D", "kernel_size", "2 whole numbers, each at least 1."),
        ("Conv2D", "kernel_initializer", "An initializer."),
        ("Adam", "beta_1", "A number from 0 to below 1."),
        ("SGD", "clipnorm", "A number above 0, or empty."),
        ("Ftrl", "learning_rate_power", "A number, at most 0."),
        ("SplitIntoTrainingAndTest", "test_share", "A number above 0 and below 1."),
        ("TrainNeuralNetwork", "metrics", "A list of metrics."),
        ("TrainNeuralNetwork", "training_x", "One or more wires with data."),
        ("Attention", "dropout", "A number from 0 to 1."),
        ("Attention", "value", "One wire with a network tensor, or none."),
        ("Attention", "seed", "A whole number from 0 to 4294967295, or empty."),
        ("MackeyGlassSeries", "delay", "A whole number from 1 to 100."),
    ],
)
def test_what_a_row_takes_is_said_in_words(card, row, sentence):
    assert words(card, row) == sentence


@pytest.mark.parametrize("card", TYPES.values(), ids=TYPES)
def test_every_row_says_what_it_takes(card):
    for socket in card.rows():
        sentence = accepted(card, socket)
        assert sentence.endswith(".") and sentence[0].isupper() | sentence[0].isdigit()
        assert (default(socket) == "") == (socket.required or not socket.parameter)


def test_kinds_are_told_by_colour_shape_and_letter():
    assert look(BOOLEAN) == "pink square, letter B"
    assert len({look(kind) for kind in ALL_KINDS}) == len(ALL_KINDS)


@pytest.mark.parametrize(
    ("color", "name"),
    [("#ff0000", "red"), ("#00ff00", "green"), ("#4c8dff", "blue"), ("#888888", "grey")],
)
def test_colours_have_names(color, name):
    assert color_name(color) == name
