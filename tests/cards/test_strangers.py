"""Documents from strangers: damaged at random, they are read or refused, never a crash."""

import json
import random
from itertools import islice

import pytest

import assets
from cards import files
from cards.card import Context
from cards.checking import check
from cards.document import DocumentError
from cards.edits import Refused
from cards.registry import builtin_cards, upgraded
from cards.running import run
from cards.sizes import needed
from engine.autodiff import Spec

TYPES = builtin_cards()
PATHS = assets.examples()
MOST_EVENTS = 60
ODD = (
    None, True, False, 0, -1, 1, 2, 3, 0.5, -2.5, 1e300, 10**30, "", "x", "Dense", "train_1.model",
    "\ud800", "ä" * 300, [], [1], [[1]], {}, {"card": "Zeros"}, {"card": "Dense", "params": {}},
    {"card": "SGD", "params": {"momentum": "x"}}, ["dense_1.output", "input_1.data"],
)  # fmt: skip


def places(data, path=()):
    """Every place inside ``data``, as the keys that lead there."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(items):
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, key))


def likely(data):
    """Places where damage leaves a document that can be read: values and wires."""
    found = [p for p in places(data) if (p[0] == "wires" and len(p) > 1) or "params" in p[:-1]]
    return found or list(places(data))


def damaged(data, rng):
    """A copy of ``data`` with one to four odd changes."""
    data = json.loads(json.dumps(data))
    for _ in range(rng.randint(1, 4)):
        *path, last = rng.choice(likely(data) if rng.random() < 0.9 else list(places(data)))
        inside = data
        for key in path:
            inside = inside[key]
        match rng.randrange(4):
            case 0 if isinstance(inside, dict):
                del inside[last]
            case 1 if isinstance(inside, dict):
                inside[rng.choice([str(odd)[:40] for odd in ODD])] = inside.pop(last)
            case 2:
                other = data
                for key in (way := rng.choice(list(places(data)))):
                    other = other[key]
                if len(way) > 1 and last != "format":
                    inside[last] = json.loads(json.dumps(other))
            case _:
                inside[last] = rng.choice(ODD)
    return data


def quick(name):
    data = json.loads(PATHS[name].read_text())
    data["nodes"]["train_1"]["params"]["epochs"] = 1
    return data


def survived(text, folder, *, runs=False):
    """Whether ``text`` is a document; then it is used."""
    try:
        document = upgraded(files.loads(text), TYPES)
    except DocumentError as error:
        refused = str(error)
    else:
        used(document, folder, runs=runs)
        return True
    assert refused.endswith(".") and "\n" not in refused
    return False


def used(document, folder, *, runs):
    """Check a document, try its fixes, save it and perhaps run it."""
    context = Context(folder, document.settings.seed)
    report = check(document, TYPES, context)
    for found in report.diagnostics:
        assert found.message.endswith((".", "?", "!")), found
        assert "Traceback" not in found.message
        for fix in found.fixes[:2]:
            try:
                check(fix.edit(document), TYPES, context)
            except Refused:
                pytest.fail(f"{fix.label} is offered and refused")
    saved = files.dumps(document)
    assert files.dumps(upgraded(files.loads(saved), TYPES)) == saved
    if runs and small(report):
        events = list(islice(run(document, report, context), MOST_EVENTS))
        assert "unexpected error" not in str(events), [e for e in events if "unexp" in str(e)]


def small(report):
    """Whether a batch takes no more than a moment: odd values may ask for 4000 filters."""
    specs = [s for s in report.specs.values() if isinstance(s, Spec)]
    weights = sum(i.trainable + i.frozen for i in report.inferences.values())
    batch = max([getattr(c, "batch_size", None) or 1 for c in report.cards.values()], default=1)
    return weights < 30_000 and batch < 200 and needed(dict(enumerate(specs))) < 200_000


@pytest.mark.parametrize("name", sorted(PATHS))
@pytest.mark.parametrize("seed", range(4))
def test_documents_with_odd_values_are_checked_or_refused(name, seed):
    rng, data = random.Random(seed), quick(name)
    read = [
        survived(json.dumps(damaged(data, rng)), PATHS[name].parent, runs=i % 10 == 0)
        for i in range(40)
    ]
    assert sum(read) >= 5


@pytest.mark.parametrize("seed", range(4))
def test_broken_text_is_read_or_refused_in_one_sentence(seed):
    rng, text = random.Random(seed), PATHS["wine"].read_text()
    for _ in range(40):
        at, length = rng.randrange(len(text)), rng.choice((0, 1, 1, 5, 400))
        other = rng.choice(("", "}", "]", '"', ",", "NaN", "1e999", "\x00", "[" * 3000, "9" * 5000))
        survived(text[:at] + other + text[at + length :], PATHS["wine"].parent)


def test_what_is_not_known_is_saved_byte_for_byte():
    data = quick("wine")
    data["nodes"]["stranger"] = {
        "card": "future/Swirl",
        "card_version": 7,
        "params": {"odd row": {"deep": [1, 1.0, True, None, "ü"]}, "z": -0.0},
        "position": [1.5, -2],
    }
    data["nodes"]["dense_1"]["params"]["colour"] = "red"
    data["nodes"]["dense_1"]["card_version"] = 9
    data["wires"]["stranger.anything"] = ["dense_1.output", "gone.output"]
    data["wires"]["dense_1.colour"] = "stranger.out"
    text = files.dumps(files.loads(json.dumps(data)))
    document = upgraded(files.loads(text), TYPES)
    check(document, TYPES)
    assert files.dumps(document) == text
    assert json.loads(text)["nodes"]["stranger"] == data["nodes"]["stranger"]
    assert json.loads(text)["wires"]["stranger.anything"] == data["wires"]["stranger.anything"]
