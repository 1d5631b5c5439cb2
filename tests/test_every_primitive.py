"""Every primitive's gradient is the numeric one: those that cards and losses call, as they call
them, and the others by example. A new primitive that nothing calls fails here."""

import inspect
import pkgutil
from importlib import import_module

import numpy as np
import pytest

from cards.card import LayerCard
from cards.registry import builtin_cards
from cards.values import card_of
from engine import ops
from engine.activations import DIALECTS
from engine.autodiff import Primitive, Spec, Tensor
from engine.gradcheck import primitive_slopes
from engine.layers.activation import activation
from engine.layers.batch_normalization import batch_normalization
from engine.losses import LOSSES
from engine.ops import elementwise, losses, reduce
from engine.scope import Layer, Scope, apply_layer
from tests.cards.test_every_card import drawn, plain

SEQUENCES = {"return_sequences": True}
MOST = 3
"""Different calls of one primitive that are checked."""

RNG = np.random.default_rng(5)


def primitives():
    """Every primitive of the engine by ``module.name``."""
    found = {}
    for info in pkgutil.iter_modules(ops.__path__):
        module = import_module(f"{ops.__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, Primitive) and value.forward.__module__ == module.__name__:
                found[f"{info.name}.{value.name}"] = value
    return found


PRIMITIVES = primitives()


class Recorder:
    """Keeps the arguments of the first few different calls of each primitive."""

    def __init__(self, monkeypatch):
        self.calls = {}
        own = Primitive.__call__

        def call(primitive, *args, **static):
            self.keep(primitive, args, static)
            return own(primitive, *args, **static)

        monkeypatch.setattr(Primitive, "__call__", call)

    def keep(self, primitive, args, static):
        data = [a.data if isinstance(a, Tensor) else np.asarray(a) for a in args]
        if any(isinstance(d, Spec) for d in data):
            return
        kept = self.calls.setdefault(primitive, {})
        key = (*(d.shape for d in data), *(str(v) for k, v in static.items() if k != "rng"))
        if len(kept) < MOST:
            kept.setdefault(key, ([d.copy() for d in data], dict(static)))


def run(layer, arrays, masks, training):
    scope = Scope(layer, np.random.default_rng(0), training=training)
    xs = [
        Tensor(a, mask=None if m is None else Tensor(m)) for a, m in zip(arrays, masks, strict=True)
    ]
    apply_layer(layer, scope, xs)


def use_cards():
    for card in builtin_cards().values():
        if not issubclass(card, LayerCard):
            continue
        layer = plain(card).build()
        for sample in (card.sample, *card.samples):
            arrays = drawn(card, sample, np.random.default_rng(2))
            masks = [np.ones(a.shape[:2], bool) if a.ndim > 2 else None for a in arrays]
            for training in (False, True):
                run(layer, arrays, masks, training)


def use_options():
    x = RNG.standard_normal((4, 3, 2, 2)).astype("f4")
    for params in (
        {"dialect": "tf_keras"},
        {"dialect": "tf_keras", "virtual_batch_size": 2},
        {"renorm": True},
        {"synchronized": True},
    ):
        run(Layer(batch_normalization, params), [x], [None], training=True)
    for dialect, functions in DIALECTS.items():
        for name in functions:
            run(Layer(activation, {"activation": name, "dialect": dialect}), [x], [None], False)


def use_rarer_cards():
    types = builtin_cards()
    for name, params, shape in (
        ("ReLU", {"negative_slope": 0.1, "threshold": 0.2}, (3, 4)),
        ("LocallyConnected1D", {"implementation": 1}, (2, 5, 3)),
        ("LocallyConnected1D", {"implementation": 2}, (2, 5, 3)),
        ("LocallyConnected1D", {"implementation": 3}, (2, 5, 3)),
        ("LocallyConnected1D", {"implementation": 3, "padding": "same"}, (2, 5, 3)),
        ("UpSampling2D", {"interpolation": "bilinear"}, (2, 3, 2, 2)),
        ("Bidirectional", {"layer": {"card": "LSTM", "params": SEQUENCES}}, (2, 4, 3)),
        ("TimeDistributed", {"layer": {"card": "BatchNormalization"}}, (3, 2, 4)),
    ):
        layer = card_of(types[name], params, types).build()
        run(layer, [RNG.standard_normal(shape).astype("f4")], [None], training=True)


def use_losses():
    y = np.abs(RNG.standard_normal((4, 3))).astype("f4") + 0.1
    shares = y / y.sum(axis=1, keepdims=True)
    for name, loss in LOSSES.items():
        target = np.array([0, 2, 1, 1]) if "Sparse" in name else np.eye(3)[[0, 2, 1, 1]]
        loss()(target, Tensor(shares), np.array([1.0, 2.0, 0.5, 1.0]))
        loss(reduction="none")(target, Tensor(shares))
        if "from_logits" in inspect.signature(loss).parameters:
            loss(from_logits=True)(target, Tensor(y))


@pytest.fixture(scope="module")
def calls():
    with pytest.MonkeyPatch.context() as monkeypatch:
        recorder = Recorder(monkeypatch)
        use_cards()
        use_options()
        use_rarer_cards()
        use_losses()
    return recorder.calls


def real(*shape):
    return RNG.standard_normal(shape)


def positive(*shape):
    return RNG.uniform(0.5, 2, shape)


EXAMPLES = {
    elementwise.absolute: ([real(2, 3)], {}),
    elementwise.clip: ([real(4, 3)], {"low": -0.5, "high": 0.8}),
    elementwise.divide: ([real(2, 3), positive(1, 3)], {}),
    elementwise.exp: ([real(3)], {}),
    elementwise.log: ([positive(3)], {}),
    elementwise.log1p: ([positive(3)], {}),
    elementwise.negative: ([real(3)], {}),
    elementwise.power: ([positive(2, 3)], {"exponent": 1.7}),
    elementwise.shift: ([real(2, 3)], {"offset": 0.3}),
    elementwise.sqrt: ([positive(3)], {}),
    elementwise.square: ([real(3)], {}),
    elementwise._cast: ([real(3)], {"dtype": "float64"}),
    reduce.reduce_min: ([real(2, 3, 4)], {"axis": 0}),
    reduce.reduce_sum: ([real(2, 3, 4)], {"axis": (0, -1)}),
}
"""Primitives that no card and no loss calls."""

WITHOUT_GRADIENT = {
    # Targets and weights of samples are data.
    **{f"losses.{name}": {"x0"} for name in vars(losses)},
    "losses.weighted": {"x1"},
    # Statistics that came from other batches.
    "normalization.normalize": {"x1", "x2"},
    # The new kernel takes the place of the old one, and is what is learned.
    "spectral.spectral_normalized": {"x0", "x1"},
}
"""Inputs that have no gradient, or another one on purpose."""

ONE_RESULT = {"normalization.batch_norm"}
"""The other results are statistics for the moving averages, from which nothing flows back."""


@pytest.mark.parametrize("name", sorted(n for n, p in PRIMITIVES.items() if p.backward))
def test_the_gradient_of_a_primitive_is_the_numeric_one(name, calls):
    primitive = PRIMITIVES[name]
    found = list(calls.get(primitive, {}).values())
    if not found and primitive in EXAMPLES:
        found = [EXAMPLES[primitive]]
    assert found, "nothing calls this primitive, and there is no example of it"

    def first(*xs, **static):
        return primitive(*xs, **static)[0]

    for arrays, static in found:
        drawing = {"rng": 7} if "rng" in static else {}
        function = first if name in ONE_RESULT else primitive
        slopes = primitive_slopes(function, *arrays, **{**static, **drawing})
        for slope in slopes:
            if slope.name not in WITHOUT_GRADIENT.get(name, ()):
                assert slope.error <= 1e-6, slope
