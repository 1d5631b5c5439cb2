import csv
import itertools

import numpy as np
import pytest
from sklearn.datasets import load_wine

import assets
from app.canvas.geometry import Geometry
from cards import files
from cards.card import Context
from cards.checking import check
from cards.document import node_of
from cards.registry import builtin_cards, upgraded
from cards.running import CardDone, RunDone, run

TYPES = builtin_cards()
NAMES = sorted(assets.examples())


def opened(name):
    path = assets.examples()[name]
    return upgraded(files.load(path), TYPES), path.parent


def outcome(name, seed):
    document, folder = opened(name)
    context = Context(folder, seed)
    events = list(run(document, check(document, TYPES, context), context))
    assert isinstance(events[-1], RunDone)
    trained = next(
        e.outputs["model"] for e in events if isinstance(e, CardDone) and "model" in e.outputs
    )
    return events[-1], trained.model.weights()


def test_the_examples_are_there():
    assert NAMES == ["digits", "wine"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_no_problems(name):
    document, folder = opened(name)
    assert check(document, TYPES, Context(folder, document.settings.seed)).diagnostics == []


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_saved_as_the_program_saves(name):
    document, folder = opened(name)
    assert files.dumps(document) == (folder / f"{name}.json").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_no_card_of_an_example_lies_on_another(name):
    document, _ = opened(name)
    sizes = Geometry(document, TYPES).sizes()
    boxes = {n: (*node.position, *sizes[n]) for n, node in document.nodes.items()}
    for (a, one), (b, two) in itertools.combinations(boxes.items(), 2):
        apart = (abs(one[i] - two[i]) >= (one, two)[one[i] > two[i]][i + 2] + 16 for i in (0, 1))
        assert any(apart), f"{a} lies on {b}"


def test_wine_is_told_from_other_wine():
    done, weights = outcome("wine", 0)
    assert done.failed == ()
    assert done.returned["test accuracy"] >= 0.95
    again, same = outcome("wine", 0)
    assert again.returned == done.returned
    assert all(np.array_equal(weights[name], same[name]) for name in weights)
    _, other = outcome("wine", 1)
    assert any(not np.array_equal(weights[name], other[name]) for name in weights)


def test_digits_are_read():
    done, _ = outcome("digits", 0)
    assert done.failed == ()
    assert done.returned["test accuracy"] >= 0.97


def test_digits_have_three_normalized_convolutions():
    document, _ = opened("digits")
    cards = [node.card for node in document.nodes.values()]
    assert cards.count("Conv2D") == cards.count("BatchNormalization") == 3
    fed = {node_of(s) for t, s in ((t, s) for s, t in document.pairs()) if "conv" in t}
    assert fed == {"reshape_1", "activation_1", "pooling_1"}


def test_the_wine_file_is_the_data_of_scikit_learn():
    with (assets.FOLDER / "examples" / "wine.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    features, target = load_wine(return_X_y=True)
    assert head[-1] == "class"
    assert len(head) == 14
    np.testing.assert_array_equal(np.array(rows, dtype=float), np.c_[features, target])
