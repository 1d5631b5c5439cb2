import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from cards.cache import Cache, fingerprint, size_of
from cards.card import Card, CardError, Context, Progress, Socket, TaskCard, param
from cards.checking import check
from cards.document import Document, Node
from cards.kinds import FLOAT
from cards.library.parameters import Float
from cards.library.reports import ReturnFloat
from cards.running import (
    CardDone,
    CardFailed,
    CardStarted,
    FromCard,
    RunDone,
    run,
)


class Give(TaskCard):
    """Gives a number."""

    title = "Give"
    group = "Test"
    outputs = (Socket("value", FLOAT),)

    value: float = param(1.0, "The number.")

    def run(self, context: Context, **arriving: Any):
        yield Progress(1, 2, "half way")
        return {"value": self.value + context.seed}


class Double(TaskCard):
    """Doubles a number."""

    title = "Double"
    group = "Test"
    inputs = (Socket("value", FLOAT),)
    outputs = (Socket("result", FLOAT, "", "Result"), Socket("nothing", FLOAT, "", "Nothing"))

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        if arriving["value"] < 0:
            raise CardError("The number is negative.", "value")
        if arriving["value"] == 99:
            raise RuntimeError("a bug")
        return {"result": 2 * arriving["value"], "nothing": None}


class Sum(TaskCard):
    """Adds numbers."""

    title = "Sum"
    group = "Test"
    inputs = (
        Socket("values", FLOAT, many=True),
        Socket("extra", FLOAT, required=False),
    )
    outputs = (Socket("result", FLOAT),)

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        return {"result": sum(arriving["values"]) + (arriving["extra"] or 0)}


class Reads(TaskCard):
    """Depends on a file."""

    title = "Reads"
    group = "Test"
    outputs = (Socket("value", FLOAT),)

    def stamp(self, context: Context) -> str:
        return (context.folder / "n").read_text()

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        return {"value": float((context.folder / "n").read_text())}


TYPES: dict[str, type[Card]] = {
    card.__name__: card for card in (Give, Double, Sum, Reads, ReturnFloat, Float)
}


def document(nodes, wires):
    made = {name: Node(card=card, params=params) for name, (card, params) in nodes.items()}
    pairs = {t: (s,) if isinstance(s, str) else tuple(s) for t, s in wires.items()}
    return Document(nodes=made, wires=pairs)


def events(doc, context=None, cache=None):
    context = context or Context(seed=0)
    return list(run(doc, check(doc, TYPES, context), context, cache))


def chain(value=1.0, name="out"):
    return document(
        {
            "give": ("Give", {"value": value}),
            "double": ("Double", {}),
            "back": ("ReturnFloat", {"name": name}),
        },
        {"double.value": "give.value", "back.value": "double.result"},
    )


def kept(found):
    return {e.node: e.kept for e in found if isinstance(e, CardDone)}


def test_cards_run_in_order_and_tell_what_they_do():
    assert events(chain()) == [
        CardStarted("give"),
        FromCard("give", Progress(1, 2, "half way")),
        CardDone("give", {"value": 1.0}),
        CardStarted("double"),
        CardDone("double", {"result": 2.0, "nothing": None}),
        CardStarted("back"),
        CardDone("back", {"value": 2.0}),
        RunDone({"out": 2.0}),
    ]


def test_several_wires_arrive_in_order_and_a_missing_optional_one_as_none():
    doc = document(
        {
            "a": ("Give", {}),
            "b": ("Give", {"value": 5}),
            "sum": ("Sum", {}),
            "f": ("Float", {"value": 2.5}),
        },
        {"sum.values": ["b.value", "a.value", "f.value"]},
    )
    assert CardDone("sum", {"result": 8.5}) in events(doc)


def test_a_second_run_redoes_only_what_changed():
    cache = Cache()
    assert set(kept(events(chain(), cache=cache)).values()) == {False}
    assert kept(events(chain(), cache=cache)) == {"give": True, "double": True, "back": True}
    renamed = events(chain(name="other"), cache=cache)
    assert kept(renamed) == {"give": True, "double": True, "back": False}
    assert renamed[-1] == RunDone({"other": 2.0})
    assert set(kept(events(chain(value=3.0), cache=cache)).values()) == {False}


def test_another_seed_is_another_run():
    cache = Cache()
    events(chain(), Context(seed=1), cache)
    assert set(kept(events(chain(), Context(seed=2), cache)).values()) == {False}


def test_moving_a_card_changes_nothing():
    cache = Cache()
    events(chain(), cache=cache)
    doc = chain()
    moved = {n: node.model_copy(update={"position": (9.0, 9.0)}) for n, node in doc.nodes.items()}
    again = events(doc.model_copy(update={"nodes": moved}), cache=cache)
    assert set(kept(again).values()) == {True}


def test_a_changed_file_is_read_again(tmp_path):
    cache, context = Cache(), Context(tmp_path)
    doc = document({"reads": ("Reads", {})}, {})
    (tmp_path / "n").write_text("1")
    events(doc, context, cache)
    assert kept(events(doc, context, cache)) == {"reads": True}
    (tmp_path / "n").write_text("2")
    found = events(doc, context, cache)
    assert CardDone("reads", {"value": 2.0}) in found


def test_a_failing_card_stops_what_is_behind_it_and_nothing_else():
    doc = document(
        {
            "bad": ("Give", {"value": -1}),
            "double": ("Double", {}),
            "behind": ("ReturnFloat", {}),
            "good": ("Give", {}),
            "back": ("ReturnFloat", {"name": "good"}),
        },
        {"double.value": "bad.value", "behind.value": "double.result", "back.value": "good.value"},
    )
    found = events(doc)
    assert CardFailed("double", "The number is negative.", "value") in found
    assert CardStarted("behind") not in found
    assert found[-1] == RunDone({"good": 1.0}, ("double", "behind"))


def test_a_failure_is_tried_again():
    cache = Cache()
    events(chain(value=-1.0), cache=cache)
    assert any(isinstance(e, CardFailed) for e in events(chain(value=-1.0), cache=cache))


def test_a_value_that_was_not_given_is_told_where_it_is_needed():
    doc = document(
        {"give": ("Give", {}), "double": ("Double", {}), "back": ("ReturnFloat", {})},
        {"double.value": "give.value", "back.value": "double.nothing"},
    )
    message = "Double (double) gave no Nothing for Value."
    assert CardFailed("back", message, "value") in events(doc)


def test_two_cards_cannot_return_the_same_name():
    doc = document(
        {"give": ("Give", {}), "a": ("ReturnFloat", {}), "b": ("ReturnFloat", {})},
        {"a.value": "give.value", "b.value": "give.value"},
    )
    failed = [e for e in events(doc) if isinstance(e, CardFailed)]
    assert [(e.message, e.socket) for e in failed] == [
        ("Two results are called result; give each its own name.", "name")
    ]


def test_a_bug_in_a_card_does_not_take_the_others_down(caplog):
    found = events(chain(value=99.0))
    failed = next(e for e in found if isinstance(e, CardFailed))
    assert failed.message == "The card stopped with an unexpected error. RuntimeError: a bug"
    assert found[-1] == RunDone({}, ("double", "back"))
    assert "RuntimeError: a bug" in caplog.text


def test_what_the_check_found_is_told_before_anything_runs():
    doc = document(
        {"give": ("Give", {"value": "x"}), "other": ("Give", {}), "alien": ("Alien", {})}, {}
    )
    found = events(doc)
    assert {e.node for e in found[:2] if isinstance(e, CardFailed)} == {"give", "alien"}
    assert CardDone("other", {"value": 1.0}) in found


def test_a_circle_is_told_and_does_not_hang():
    doc = document(
        {"a": ("Double", {}), "b": ("Double", {}), "c": ("Give", {})},
        {"a.value": "b.result", "b.value": "a.result"},
    )
    found = events(doc)
    assert any(isinstance(e, CardFailed) and "circle" in e.message for e in found)
    assert CardDone("c", {"value": 1.0}) in found


def test_to_stop_is_to_stop_reading():
    doc = chain()
    stream = run(doc, check(doc, TYPES), Context())
    assert next(stream) == CardStarted("give")
    assert isinstance(next(stream), FromCard)
    stream.close()
    assert list(stream) == []


def test_the_cache_forgets_what_was_longest_unused():
    cache = Cache(limit=250)
    for key in "abc":
        cache.keep(key, {"x": np.zeros(100, np.uint8)})
        cache.get("a")
    assert cache.get("a") is not None
    assert cache.get("b") is None
    assert cache.size <= 250
    cache.keep("large", {"x": np.zeros(1000, np.uint8)})
    assert cache.get("large") is None
    assert len(cache) == 2


def test_values_that_differ_have_different_fingerprints():
    values = [1, 1.0, True, "1", None, (1,), ("1",), Give(), Give(value=2), Float(), Float(value=2)]
    found = [json.dumps(fingerprint(v)) for v in values]
    assert len(set(found)) == len(values)
    assert fingerprint(Give(value=2)) == fingerprint(Give(value=2.0))


@pytest.mark.parametrize("value", [{"a": (1, "b")}, None, [np.zeros(4)]])
def test_every_result_has_a_size(value):
    assert size_of(value) > 0
