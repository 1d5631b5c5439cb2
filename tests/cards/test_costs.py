"""Multiply-adds are what the layers do: by hand, from papers, and for every card."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from cards.card import Context, Inference, LayerCard
from cards.costs import Cost, cost, multiply_adds
from cards.registry import builtin_cards
from cards.values import card_of
from engine.autodiff import Primitive, Spec, Tally, Tensor
from engine.scope import Scope

TYPES = builtin_cards()


def layer(card: str, **params: Any) -> LayerCard:
    made = TYPES[card].model_validate(params)
    assert isinstance(made, LayerCard)
    return made


def count(card: str, *shape: int | None, dtype: str = "float32", **params: Any) -> int | None:
    found = layer(card, **params)
    arriving = {s.name: None for s in found.inputs}
    arriving[found.inputs[0].name] = Spec((None, *shape), dtype)
    return multiply_adds(found, arriving)


def test_a_dense_layer_multiplies_each_input_with_each_unit():
    assert count("Dense", 20, units=7) == 20 * 7
    assert count("Dense", 5, 20, units=7) == 5 * 20 * 7


def test_a_bias_costs_nothing():
    assert count("Dense", 20, units=7, use_bias=False) == count("Dense", 20, units=7)


@pytest.mark.parametrize(
    ("settings", "places"),
    [
        ({"padding": "valid"}, 26 * 30),
        ({"padding": "same"}, 28 * 32),
        ({"padding": "valid", "strides": (2, 2)}, 13 * 15),
        ({"padding": "same", "strides": (2, 2)}, 14 * 16),
        ({"padding": "valid", "dilation_rate": (2, 2)}, 24 * 28),
    ],
)
def test_a_convolution_multiplies_the_kernel_at_each_place(settings: dict[str, Any], places: int):
    found = count("Conv2D", 28, 32, 6, filters=8, kernel_size=(3, 3), **settings)
    assert found == places * 9 * 6 * 8


def test_groups_see_their_own_channels_only():
    found = count("Conv2D", 10, 10, 6, filters=8, kernel_size=(3, 3), groups=2)
    assert found == 8 * 8 * 9 * (6 // 2) * 8


def test_channels_first_costs_the_same():
    first = count("Conv2D", 6, 10, 10, filters=8, kernel_size=(3, 3), data_format="channels_first")
    assert first == count("Conv2D", 10, 10, 6, filters=8, kernel_size=(3, 3))


def test_depthwise_and_separable_convolutions():
    depthwise = count("DepthwiseConv2D", 10, 12, 6, kernel_size=(3, 3), depth_multiplier=2)
    assert depthwise == 8 * 10 * 9 * 6 * 2
    separable = count(
        "SeparableConv2D", 10, 12, 6, filters=5, kernel_size=(3, 3), depth_multiplier=2
    )
    assert separable == depthwise + 8 * 10 * (6 * 2) * 5


def test_a_transposed_convolution_paints_the_kernel_from_each_place():
    found = count("Conv2DTranspose", 7, 7, 4, filters=3, kernel_size=(5, 5), strides=(2, 2))
    assert found == 7 * 7 * 25 * 4 * 3


@pytest.mark.parametrize(("card", "gates"), [("SimpleRNN", 1), ("GRU", 3), ("LSTM", 4)])
def test_recurrent_layers_multiply_inputs_and_states_at_each_step(card: str, gates: int):
    assert count(card, 11, 5, units=6) == 11 * gates * 6 * (5 + 6)


def test_both_directions_cost_twice():
    found = count("Bidirectional", 11, 5, layer=layer("LSTM", units=6))
    assert found == 2 * 11 * 4 * 6 * (5 + 6)


def test_a_layer_distributed_over_time_costs_as_often_as_there_are_steps():
    assert count("TimeDistributed", 9, 20, layer=layer("Dense", units=7)) == 9 * 20 * 7
    assert count("TimeDistributed", None, 20, layer=layer("Dense", units=7)) is None
    assert count("TimeDistributed", None, 20, layer=layer("ReLU")) == 0


def test_multi_head_attention():
    card = layer("MultiHeadAttention", num_heads=2, key_dim=4)
    time, features, inner = 7, 10, 2 * 4
    arriving = {s.name: None for s in card.inputs}
    for socket in card.inputs:
        if socket.required:
            arriving[socket.name] = Spec((None, time, features))
    projections = 4 * time * features * inner
    scores_and_mean = 2 * time * time * inner
    assert multiply_adds(card, arriving) == projections + scores_and_mean


def test_lookups_and_normalizations_multiply_no_matrices():
    assert count("Embedding", 9, dtype="int32", input_dim=100, output_dim=8) == 0
    assert count("BatchNormalization", 8, 8, 3) == 0
    assert count("MaxPooling2D", 8, 8, 3) == 0


def test_what_is_done_once_a_batch_does_not_count():
    plain = count("Dense", 20, units=7)
    assert count("SpectralNormalization", 20, layer=layer("Dense", units=7)) == plain


def test_unknown_sizes_leave_the_count_unknown():
    assert count("Conv2D", None, None, 3, filters=4, kernel_size=(3, 3)) is None
    open_ended = Spec((None, None, 3))
    found = cost(layer("ReLU"), Inference({"output": open_ended}), {"input": open_ended})
    assert found == Cost(None, 0)


def test_memory_of_what_a_layer_gives_goes_by_its_type():
    spec = Spec((None, 4, 4, 3), "float16")
    assert cost(layer("ReLU"), Inference({"output": spec}), {"input": spec}).activations == 96


def stack(shape: tuple[int, ...], *steps: tuple[str, dict[str, Any]]) -> int:
    total, spec = 0, Spec((None, *shape))
    for name, params in steps:
        card = layer(name, **params)
        arriving = {card.inputs[0].name: spec}
        inference = card.infer(Context(), arriving)
        total += multiply_adds(card, arriving) or 0
        spec = inference.outputs["output"]
    return total


def test_vgg16_has_the_15_5_billion_of_the_literature():
    # Simonyan & Zisserman, 2015, arXiv:1409.1556, configuration D; 15.47 billion.
    blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
    steps: list[tuple[str, dict[str, Any]]] = []
    for filters, times in blocks:
        conv = {"filters": filters, "kernel_size": (3, 3), "padding": "same"}
        steps += [("Conv2D", conv)] * times
        steps.append(("MaxPooling2D", {"pool_size": (2, 2)}))
    steps.append(("Flatten", {}))
    steps += [("Dense", {"units": n}) for n in (4096, 4096, 1000)]
    assert stack((224, 224, 3), *steps) == 15_470_264_320


def test_lenet5_has_the_count_of_its_layers():
    # LeCun et al., 1998, Proceedings of the IEEE 86(11), with full connections of C3.
    steps: list[tuple[str, dict[str, Any]]] = [
        ("Conv2D", {"filters": 6, "kernel_size": (5, 5)}),
        ("AveragePooling2D", {"pool_size": (2, 2)}),
        ("Conv2D", {"filters": 16, "kernel_size": (5, 5)}),
        ("AveragePooling2D", {"pool_size": (2, 2)}),
        ("Flatten", {}),
        *(("Dense", {"units": n}) for n in (120, 84, 10)),
    ]
    assert stack((32, 32, 1), *steps) == 117_600 + 240_000 + 48_000 + 10_080 + 840


@contextmanager
def computing(tally: Tally) -> Iterator[None]:
    """Count what runs on arrays, from the arrays themselves."""
    plain = Primitive.__call__

    def called(self: Primitive, *args: Any, **static: Any) -> Any:
        made = plain(self, *args, **static)
        first = made[0] if isinstance(made, tuple) else made
        if self.products is not None and not first.abstract:
            specs = [a.spec if isinstance(a, Tensor) else Tensor(np.asarray(a)).spec for a in args]
            result = tuple(m.spec for m in made) if isinstance(made, tuple) else made.spec
            tally.add(self.products(result, *specs, **static))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Primitive, "__call__", called)
        yield


SAMPLED = [
    (name, sample)
    for name, card in sorted(TYPES.items())
    if issubclass(card, LayerCard)
    for sample in (card.sample, *card.samples)
]


@pytest.mark.parametrize(("name", "sample"), SAMPLED, ids=[f"{n}-{s}" for n, s in SAMPLED])
def test_the_count_is_what_the_layer_computes(name: str, sample: tuple[tuple[int, ...], ...]):
    card = card_of(TYPES[name], dict(TYPES[name].sample_values), TYPES)
    assert isinstance(card, LayerCard)
    rng = np.random.default_rng(0)
    sockets = [s for s in card.inputs if s.required] or list(card.inputs)
    arriving: dict[str, Any] = {s.name: () if s.many else None for s in card.inputs}
    arrays: list[Any] = []
    ids = TYPES[name].sample_ids

    def array(shape: tuple[int, ...]) -> Any:
        if ids is not None:
            return rng.integers(0, ids, shape).astype(np.float32)
        return rng.random(shape).astype(np.float32)

    shapes = list(sample)
    for socket in sockets:
        taken = shapes if socket.many else shapes[:1]
        shapes = shapes[len(taken) :]
        specs = tuple(Spec(shape) for shape in taken)
        arriving[socket.name] = specs if socket.many else (specs[0] if specs else None)
        arrays += [array(shape) for shape in taken]
    expected = multiply_adds(card, arriving)
    if expected is None:
        pytest.skip("a size is unknown")
    built = card.build()
    totals = []
    for batch in (1, 2):
        scope = Scope(built, np.random.default_rng(0))
        tensors = [Tensor(np.repeat(a[:1], batch, 0)) for a in arrays]
        built.results(scope, *tensors)
        tally = Tally()
        with computing(tally):
            built.results(scope, *tensors)
        totals.append(tally.count or 0)
    assert expected == totals[1] - totals[0]
