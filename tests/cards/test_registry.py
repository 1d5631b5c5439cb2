from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from cards import registry
from cards.card import Card, param
from cards.document import Document, Node
from cards.library import core, initializers
from cards.registry import all_cards, builtin_cards, cards_in, pack_cards, upgraded


class Old(Card):
    """A card that has changed twice."""

    title = "Old card"
    group = "Tests"
    version = 3

    width: int = param(1, "The width.", was="breadth")
    height: int = param(1, "The height.")

    @classmethod
    def upgrade(cls, params, version):
        if version < 3 and "height" in params:
            params = {**params, "height": params["height"] * 100}
        return params


TYPES = {"Old": Old}


def test_built_in_cards_are_known_by_their_class_names():
    found = builtin_cards()
    assert found["BatchNormalization"].title == "Batch normalization layer"
    assert all(name == card.__name__ for name, card in found.items())
    assert "Initializer" not in found and "LayerCard" not in found


def test_a_module_gives_only_the_cards_that_it_defines():
    names = {card.__name__ for card in cards_in(core)}
    assert names == {"Dense", "EinsumDense", "IdentityLayer"}


def test_two_cards_of_one_name_are_a_mistake_of_ours(monkeypatch):
    monkeypatch.setattr(registry, "cards_in", lambda module: [Old])
    with pytest.raises(ValueError, match="two cards are called Old"):
        builtin_cards()


def entry(name, load):
    class Point:
        pass

    point = Point()
    point.name, point.load = name, load
    return point


def test_a_pack_that_fails_is_a_sentence_and_the_others_are_there(monkeypatch):
    module = ModuleType("good_pack")
    fields = {"__module__": "good_pack", "__doc__": "Dense of a pack.", "title": "Other dense"}
    module.Dense = type("Dense", (core.Dense,), fields)

    def broken():
        raise SyntaxError("bad pack")

    points = [entry("zbad", broken), entry("good", lambda: module)]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    found, problems = pack_cards()
    assert list(found) == ["good/Dense"]
    assert problems == ["Card pack 'zbad' was not loaded: bad pack"]
    cards, problems = all_cards()
    assert cards["Dense"] is core.Dense and cards["good/Dense"].title == "Other dense"
    assert len(problems) == 1


def test_old_nodes_get_new_names_values_and_wires():
    doc = Document(
        nodes={"a": Node(card="Old", card_version=1, params={"breadth": 2, "height": 3})},
        wires={"a.breadth": ("b.value",), "b.breadth": ("c.value",)},
    )
    new = upgraded(doc, TYPES)
    assert dict(new.nodes["a"].params) == {"width": 2, "height": 300}
    assert new.nodes["a"].card_version == 3
    assert set(new.wires) == {"a.width", "b.breadth"}


def test_current_newer_and_unknown_nodes_stay_as_they_are():
    doc = Document(
        nodes={
            "now": Node(card="Old", card_version=3, params={"breadth": 2}),
            "newer": Node(card="Old", card_version=9, params={"depth": 2}),
            "gone": Node(card="Gone", card_version=1, params={"breadth": 2}),
        }
    )
    assert upgraded(doc, TYPES) is doc


def test_an_entry_point_group_is_declared_by_name():
    assert EntryPoint("a", "b", registry.ENTRY_POINT_GROUP).group == "layerdeck.cards"
    assert initializers.Zeros is builtin_cards()["Zeros"]
