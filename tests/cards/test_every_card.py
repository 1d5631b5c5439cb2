"""What holds for every card, read off the registry: a new card is tested before its author is."""

import inspect
import json
import re
from dataclasses import is_dataclass, replace
from itertools import product

import numpy as np
import pytest

from cards import files, pages
from cards.bounds import bounds
from cards.card import Card, Context, LayerCard, Part, TaskCard, extra
from cards.checking import check
from cards.document import Document, Node, end
from cards.keras_config import from_keras
from cards.kinds import TENSOR
from cards.registry import builtin_cards
from cards.values import CardFaults, as_json, card_of, params_of
from engine.autodiff import Spec, Tensor
from engine.gradcheck import check_layer
from engine.scope import Scope, apply_layer

TYPES = builtin_cards()
EVERY = [pytest.param(card, id=name) for name, card in TYPES.items()]
LAYERS = [p for p in EVERY if issubclass(p.values[0], LayerCard)]
WITH_ENGINE = [p for p in EVERY if hasattr(p.values[0], "engine")]
PARTS = [p for p in EVERY if issubclass(p.values[0], Part)]
NOT_IN_KERAS = ("UniformAdjustment", "Threshold")
IN_KERAS = [p for p in WITH_ENGINE if p.values[0].__name__ not in NOT_IN_KERAS]

KERAS_DEFAULTS = {
    "data_format": "channels_last",
    "activation": "linear",
    "recurrent_activation": "sigmoid",
}
"""What the engine, like Keras, takes where it is given None."""

OURS = {"dialect", "decay", "schedule_decay", "robust_masking"}
"""Arguments of older systems, which a card leaves as they are."""

ONLY_OURS = {"top_k", "class_id"}
"""Arguments that the engine has for all counts of hits, and Keras for some."""

SENTENCE = re.compile(r"[^a-z\s].*[.!?)]", re.DOTALL)


def plain(card):
    """The card with its defaults, and with sample values in rows without one."""
    return card_of(card, card.sample_values, TYPES)


@pytest.mark.parametrize("card", EVERY)
def test_the_defaults_make_a_card_and_stand_in_its_ranges(card):
    made = plain(card)
    for name in card.model_fields:
        value = getattr(made, name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert bounds(card, name).hold(value)


@pytest.mark.parametrize("card", EVERY)
def test_help_and_descriptions_are_sentences(card):
    assert SENTENCE.fullmatch(card.help()), card.help()
    assert card.title and not card.title.endswith(".")
    for socket in (*card.rows(), *card.outputs):
        assert SENTENCE.fullmatch(socket.doc), f"{socket.name}: {socket.doc!r}"


@pytest.mark.parametrize("card", EVERY)
def test_sockets_have_names_and_labels_of_their_own(card):
    for sockets in (card.rows(), card.outputs):
        assert len({s.name for s in sockets}) == len(sockets)
        assert len({s.title for s in sockets}) == len(sockets)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", s.name) for s in sockets)


def keywords(function):
    """The arguments of an engine function that are its card's, with their defaults."""
    own, all_are = inspect.signature(function).parameters.values(), is_dataclass(function)
    return {p.name: p.default for p in own if all_are or p.kind is p.KEYWORD_ONLY}


@pytest.mark.parametrize("card", WITH_ENGINE)
def test_the_fields_are_the_keywords_of_the_engine_with_its_defaults(card):
    expected = keywords(card.engine)
    # Rows for the ends of an axis are one argument of the engine, as in Keras.
    own = plain(card).build().params if issubclass(card, LayerCard) else plain(card).values()
    left = OURS | ONLY_OURS if own.keys().isdisjoint(ONLY_OURS) else OURS
    assert set(expected) - left <= set(own) <= set(expected)
    for name, ours in own.items():
        theirs = expected[name]
        if theirs is inspect.Parameter.empty:
            continue
        if theirs is None and name in KERAS_DEFAULTS:
            theirs = KERAS_DEFAULTS[name]
        if isinstance(ours, tuple) and isinstance(theirs, int):
            theirs = (theirs,)
        assert ours == theirs, name


def drawn(card, sample, rng):
    """Random arrays of a card's sample shapes."""
    if card.sample_ids is not None:
        return [rng.integers(card.sample_ids, size=shape, dtype="int32") for shape in sample]
    return [rng.standard_normal(shape).astype("float32") for shape in sample]


def sample_of(card, layer, training=False):
    """The scope and output of a layer on random arrays of the card's sample shapes."""
    rng = np.random.default_rng(0)
    scope = Scope(layer, np.random.default_rng(1), training=training)
    xs = [Tensor(a) for a in drawn(card, card.sample, rng)]
    return scope, apply_layer(layer, scope, xs)


def all_parts(card):
    """The card with a regularizer and a constraint in every row for one."""
    start = {"card": "RandomUniform", "params": {"minval": 0.5, "maxval": 1.5}}
    chosen = {"initializer": start, "regularizer": "L2", "constraint": "NonNeg"}
    roles = {name: name.rpartition("_")[2] for name in card.model_fields}
    parts = {n: chosen[r] for n, r in roles.items() if r in chosen}
    return card_of(card, {**card.sample_values, **parts}, TYPES)


@pytest.mark.parametrize("card", LAYERS)
def test_every_policy_belongs_to_a_weight_that_the_layer_creates(card):
    layer = all_parts(card).build()
    scope, _ = sample_of(card, layer)
    # Inner layers have rows of their own; a weight without a row has no policy.
    weights = {scope.store.rows[path] for path, own in scope.store.holders.items() if own is scope}
    weights -= {""}
    assert set(layer.policies) - {"activity"} <= weights
    rows = {n for n in card.model_fields if n.endswith("_initializer")}
    assert {f"{w}_initializer" for w in weights} == rows


def arriving_at(card, specs):
    """The specs by socket: one each as long as there are some, all where it takes many."""
    left = list(specs)
    found = {}
    for socket in card.inputs:
        found[socket.name] = tuple(left) if socket.many else left.pop(0) if left else None
    return found


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("card", LAYERS)
def test_what_is_inferred_is_what_is_computed(card, training):
    made = plain(card)
    scope, output = sample_of(card, made.build(), training)
    dtype = "float32" if card.sample_ids is None else "int32"
    specs = [Spec((None, *shape[1:]), dtype) for shape in card.sample]
    found = made.infer(Context(), arriving_at(card, specs))
    inferred = found.outputs["output"]
    assert inferred.dtype == output.dtype
    assert inferred.shape[1:] == output.shape[1:] and inferred.shape[0] is None
    assert {n: (w.shape, w.dtype) for n, w in found.weights.items()} == {
        n: (w.shape, w.dtype) for n, w in scope.values.items()
    }
    count = sum(scope.values[path].array.size for path in scope.trainable_paths())
    assert found.trainable == count
    assert found.frozen == sum(w.array.size for w in scope.values.values()) - count


def variants():
    """Each layer card with each of its samples, data formats, and with and without masks."""
    for p in LAYERS:
        card = p.values[0]
        formats = (
            ["channels_last", "channels_first"] if "data_format" in card.model_fields else [""]
        )
        for sample, order, masked in product((card.sample, *card.samples), formats, [False, True]):
            if not (masked and len(sample[0]) < 3):
                shapes = "+".join("x".join(map(str, shape)) for shape in sample)
                name = f"{p.id}-{shapes}-{order}{'-masked' * masked}"
                yield pytest.param(card, sample, order, masked, id=name)


MEANS = ("GlobalAveragePooling1D",)
"""Without a step that counts these give nan, as Keras does."""


def masks_of(card, sample):
    """A mask for each input: its first example ends early, its last counts nowhere."""
    masks = [np.ones(shape[:2], bool) for shape in sample]
    for mask in masks:
        mask[0, -1:] = False
        mask[-1] = card.__name__ in MEANS
    return masks


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(("card", "sample", "order", "masked"), list(variants()))
def test_the_gradient_is_the_numeric_one(card, sample, order, masked, training):
    layer = all_parts(card).build()
    if order:
        layer = replace(layer, params={**layer.params, "data_format": order})
    if order == "channels_first":
        sample = [(shape[0], shape[-1], *shape[1:-1]) for shape in sample]
    arrays = drawn(card, sample, np.random.default_rng(3))
    masks = masks_of(card, sample) if masked else None
    # Constraints act after a step and regularizers are smooth away from zero.
    check_layer(layer, *arrays, training=training, masks=masks, tolerance=1e-6)


@pytest.mark.parametrize("card", EVERY)
def test_values_survive_a_document(card):
    made = all_parts(card) if issubclass(card, LayerCard) else plain(card)
    changed = changed_of(made)
    node = Node(card=card.__name__, params=params_of(changed, TYPES))
    doc = files.loads(files.dumps(Document(nodes={"a": node})))
    assert card_of(card, doc.nodes["a"].params, TYPES) == changed
    full = {name: as_json(value, TYPES) for name, value in changed.values().items()}
    assert card_of(card, json.loads(json.dumps(full)), TYPES) == changed


def changed_of(card):
    """The card with one value after another changed, where that is allowed."""
    for name, value in card.values().items():
        if isinstance(value, bool):
            new = not value
        elif isinstance(value, int):
            new = value + 1
        elif isinstance(value, float):
            new = value / 2
        else:
            continue
        try:
            params = {**card.values(), name: new}
            card = card_of(type(card), params, TYPES)
        except CardFaults:
            continue
    return card


@pytest.mark.parametrize("card", IN_KERAS)
def test_the_keras_config_is_read_back(card):
    made = all_parts(card) if issubclass(card, LayerCard) else plain(card)
    left_out = [n for n, i in card.model_fields.items() if extra(i, "keras") == ""]
    config = json.loads(json.dumps(made.keras()))
    assert not set(left_out) & set(config["config"])
    again = from_keras(config, TYPES, card.kind)
    if type(again) is not card:
        # Keras has one class for several of our cards: the card of that name is read.
        assert type(again) is TYPES[made.keras_class]
        assert again.keras() == config
        outputs = [sample_of(card, c.build())[1].data for c in (again, made)]
        np.testing.assert_array_equal(*outputs)
        return
    assert again == made


@pytest.mark.parametrize("card", EVERY)
def test_the_help_page_names_every_row(card):
    text = pages.page(card)
    assert text.startswith(f"# {card.title}\n") and card.help() in text
    for socket in (*card.rows(), *card.outputs):
        assert f"- **{socket.title}** (" in text
    assert "PydanticUndefined" not in text and "None" not in re.sub(r"`.*?`", "", text)


@pytest.mark.parametrize("card", EVERY)
def test_a_card_alone_gets_only_sentences(card):
    doc = Document(nodes={"a": Node(card=card.__name__, params=dict(card.sample_values))})
    report = check(doc, TYPES)
    errors = [d for d in report.diagnostics if d.severity == "error"]
    unwired = [s.name for s in card.inputs if s.required]
    if unwired or not issubclass(card, TaskCard):
        # A task may miss a file or the like besides.
        assert [d.socket for d in errors] == unwired
    for diagnostic in report.diagnostics:
        assert SENTENCE.fullmatch(diagnostic.message)


@pytest.mark.parametrize("card", EVERY)
def test_nonsense_in_a_row_is_reported_at_that_row(card):
    for socket in card.parameters():
        for nonsense in ({"no": ["sense"]}, [[[]]], {"card": 3}):
            params = {socket.name: nonsense}
            doc = Document(nodes={"a": Node(card=card.__name__, params=params)})
            found = [d for d in check(doc, TYPES).of("a") if d.socket == socket.name]
            assert found, f"{socket.name} took {nonsense!r}"
            for diagnostic in found:
                assert SENTENCE.fullmatch(diagnostic.message)
                for fix in diagnostic.fixes:
                    assert socket.name not in fix.edit(doc).nodes["a"].params


EXTREME = [10**400, -(10**400), 10**15, 2**63, 1e308, -1e308, 1e-320, -1, 0, "", "x" * 999, []]
EXTREME += [[10**400], [0] * 50, [-1, -1], [None], ["a", 1], [[1]], {}, None, True, "\x00", "é☃"]


@pytest.mark.parametrize("card", EVERY)
def test_whatever_is_typed_into_a_row_is_checked_and_answered_in_sentences(card):
    names = [s.name for s in card.inputs if s.kind.id == TENSOR.id][:2]
    for shape, row in product([[], [3], [4, 4, 2]], card.parameters()):
        for value in EXTREME:
            nodes = {f"in{i}": Node(card="Input", params={"shape": shape}) for i in range(2)}
            nodes["a"] = Node(card=card.__name__, params={row.name: value})
            wires = {end("a", name): (f"in{i}.data",) for i, name in enumerate(names)}
            for diagnostic in check(Document(nodes=nodes, wires=wires), TYPES).diagnostics:
                assert SENTENCE.fullmatch(diagnostic.message), diagnostic.message
                assert len(diagnostic.message) < 500


@pytest.mark.parametrize("card", PARTS)
def test_a_part_goes_where_its_kind_is_wanted(card):
    takers = [
        (name, socket.name)
        for name, other in TYPES.items()
        for socket in other.parameters()
        if socket.kind.id == card.kind.id and not socket.kind.refuses(card.outputs[0].kind)
    ]
    assert takers, "no built-in card has a row of this kind"
    name, row = takers[0]
    nodes = {"part": Node(card=card.__name__), "taker": Node(card=name)}
    output = card.outputs[0].name
    doc = Document(nodes=nodes, wires={end("taker", row): (end("part", output),)})
    assert [
        d for d in check(doc, TYPES).of("taker") if d.socket == row and "wire" in d.message
    ] == []


def test_the_listing_can_be_written_as_json():
    listed = pages.listing(TYPES)
    assert [c["id"] for c in listed] == sorted(TYPES)
    again = json.loads(json.dumps(listed, allow_nan=False))
    assert again == listed
    rows = {c["id"]: [i["label"] for i in c["inputs"]] for c in listed}
    assert rows["BatchNormalization"][:14] == [
        "Axis",
        "Momentum",
        "Epsilon",
        "Center",
        "Scale",
        "Beta initializer",
        "Gamma initializer",
        "Moving mean initializer",
        "Moving variance initializer",
        "Beta regularizer",
        "Gamma regularizer",
        "Beta constraint",
        "Gamma constraint",
        "Input",
    ]


def test_every_card_is_of_one_of_four_sorts():
    for card in TYPES.values():
        assert issubclass(card, Part | LayerCard | TaskCard) or card.__bases__ == (Card,)
