from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_layer
from engine.initializers import glorot_uniform
from engine.layers.multi_head_attention import grouped_query_attention, multi_head_attention
from engine.regularizers import l2
from engine.scope import Layer, Scope, WeightPolicy, run_layer
from tests.engine.attending import attended, draw, run

HEADS = {"num_heads": 2, "key_dim": 3}
GROUPS = {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}
BOTH = [
    pytest.param(multi_head_attention, HEADS, id="heads"),
    pytest.param(grouped_query_attention, GROUPS, id="groups"),
]
SHAPES = [(2, 3, 4), (2, 5, 6), (2, 5, 2)]


def by_hand(scope, q, v, k, allowed=True):
    """What the layer must give, one head at a time."""
    w = {name: value.array for name, value in scope.values.items()}
    heads, key_dim = w["query/kernel"].shape[1:]
    shared = heads // w["key/kernel"].shape[1]
    y = w["attention_output/bias"]
    for head in range(heads):
        group = head // shared
        asked = q @ w["query/kernel"][:, head] + w["query/bias"][head]
        keys = k @ w["key/kernel"][:, group] + w["key/bias"][group]
        values = v @ w["value/kernel"][:, group] + w["value/bias"][group]
        mean, _ = attended(asked @ keys.swapaxes(1, 2) / key_dim**0.5, values, allowed)
        if "gate/kernel" in w:
            mean /= 1 + np.exp(-(q @ w["gate/kernel"][:, head] + w["gate/bias"][head]))
        y = y + mean @ w["attention_output/kernel"][head]
    return y


def disturbed(function, params):
    """Weights other than zeros and the usual ones, so that nothing hides."""
    _, scope = run(function, *draw(*SHAPES), **params)
    rng = np.random.default_rng(1)
    return {n: rng.standard_normal(v.shape) for n, v in scope.values.items()}


@pytest.mark.parametrize("more", [{}, {"use_gate": True}], ids=["plain", "gated"])
@pytest.mark.parametrize(("function", "params"), BOTH)
def test_each_head_attends_by_its_own_projections(function, params, more):
    arrays, params = draw(*SHAPES), {**params, **more}
    (y, weights), scope = run(function, *arrays, weights=disturbed(function, params), **params)
    np.testing.assert_allclose(y.array, by_hand(scope, *arrays), rtol=1e-3, atol=1e-4)
    heads = scope.values["query/kernel"].shape[1]
    assert weights.shape == (2, heads, 3, 5)
    np.testing.assert_allclose(weights.array.sum(axis=-1), 1, rtol=1e-5)


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_all_masks_count_together(dialect):
    rng = np.random.default_rng(3)
    arrays = draw(*SHAPES)
    masks = [rng.random(shape[:2]) < 0.7 for shape in SHAPES]
    masks[1][:, 0] = masks[2][:, 0] = True
    (y, _), scope = run(
        multi_head_attention, *arrays, masks=masks, use_causal_mask=True, dialect=dialect, **HEADS
    )
    allowed = (masks[1] & masks[2])[:, None] & np.tri(3, 5, dtype=bool)
    counts = masks[0]
    np.testing.assert_allclose(
        y.array[counts], by_hand(scope, *arrays, allowed)[counts], rtol=1e-3, atol=1e-5
    )
    np.testing.assert_array_equal(y.mask.array, counts)


@pytest.mark.parametrize(
    ("told", "share"),
    [({}, 0.2), ({"dropout": 0.1}, 0), ({"dialect": "tf_keras"}, 0.2)],
    ids=["the mean", "nothing with dropout", "the mean in Keras 2"],
)
def test_a_query_that_may_ask_nothing_gets(told, share):
    none = np.zeros((2, 5), bool)
    (_, weights), _ = run(
        multi_head_attention, *draw(*SHAPES[:2]), masks=(None, none), **HEADS, **told
    )
    np.testing.assert_allclose(weights.array, share, rtol=1e-6)


def test_a_window_keeps_what_is_near():
    told = {**HEADS, "sliding_window": 2}
    (_, weights), _ = run(multi_head_attention, *draw((1, 4, 3)), **told)
    near = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) < 2
    np.testing.assert_array_equal(weights.array[0, 0] > 0, near)
    (_, weights), _ = run(multi_head_attention, *draw((1, 4, 3)), **told, use_causal_mask=True)
    np.testing.assert_array_equal(weights.array[0, 0] > 0, near & np.tri(4, dtype=bool))


def test_attention_may_go_over_some_of_the_axes():
    (x,) = draw((2, 3, 4, 5))
    (y, weights), scope = run(multi_head_attention, x, attention_axes=(2,), **HEADS)
    assert y.shape == x.shape and weights.shape == (2, 3, 2, 4, 4)
    rows = x.reshape(6, 4, 5)
    held = {name: value.array for name, value in scope.values.items()}
    (flat, _), _ = run(multi_head_attention, rows, weights=held, **HEADS)
    np.testing.assert_allclose(y.array.reshape(6, 4, 5), flat.array, rtol=1e-4, atol=1e-5)
    (y, weights), _ = run(multi_head_attention, x, weights=held, **HEADS)
    assert weights.shape == (2, 2, 3, 4, 3, 4)
    (flat, _), _ = run(multi_head_attention, x.reshape(2, 12, 5), weights=held, **HEADS)
    np.testing.assert_allclose(y.array.reshape(2, 12, 5), flat.array, rtol=1e-4, atol=1e-5)


def test_the_output_may_have_other_sizes():
    for told, sizes in ((7, (7,)), ((2, 3), (2, 3)), (None, (4,)), (0, (4,))):
        (y, _), scope = run(multi_head_attention, *draw(*SHAPES), output_shape=told, **HEADS)
        assert y.shape == (2, 3, *sizes)
        assert scope.values["attention_output/kernel"].shape == (2, 3, *sizes)
        assert scope.values["attention_output/bias"].shape == sizes


def test_weights_are_those_of_keras_in_its_order():
    (_, _), scope = run(multi_head_attention, *draw(*SHAPES), use_gate=True, value_dim=5, **HEADS)
    shapes = {name: value.shape for name, value in scope.values.items()}
    assert list(shapes.items()) == [
        ("query/kernel", (4, 2, 3)),
        ("query/bias", (2, 3)),
        ("key/kernel", (2, 2, 3)),
        ("key/bias", (2, 3)),
        ("gate/kernel", (4, 2, 5)),
        ("gate/bias", (2, 5)),
        ("value/kernel", (6, 2, 5)),
        ("value/bias", (2, 5)),
        ("attention_output/kernel", (2, 5, 4)),
        ("attention_output/bias", (4,)),
    ]
    _, scope = run(multi_head_attention, *draw(*SHAPES), use_bias=False, **HEADS)
    assert [name.rpartition("/")[2] for name in scope.values] == ["kernel"] * 4


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_keras_3_counts_all_features_of_all_heads_as_outputs(dialect):
    told = {"num_heads": 10, "key_dim": 5, "dialect": dialect}
    for policies in ({}, {"kernel": WeightPolicy(partial(glorot_uniform, seed=None))}):
        layer = Layer(multi_head_attention, told, policies)
        scope = Scope(layer, np.random.default_rng(0))
        layer(scope, Tensor(np.zeros((1, 2, 50), "f4")))
        reach = np.abs(scope.values["query/kernel"].array).max()
        # Keras 2 takes the kernel (50, 10, 5) for that of a convolution over 50 places.
        fans = 50 * 10 + 50 * 5 if dialect == "tf_keras" else 50 + 10 * 5
        bound = (6 / fans) ** 0.5
        assert 0.95 * bound < reach <= bound


@pytest.mark.parametrize(("dialect", "terms"), [("keras3", 4), ("tf_keras", 1)])
def test_activity_penalties_count_each_projection_in_keras_3_only(dialect, terms):
    layer = Layer(
        multi_head_attention,
        {**HEADS, "dialect": dialect},
        {"activity": WeightPolicy(regularizer=partial(l2, l2=1.0))},
    )
    scope = Scope(layer, np.random.default_rng(0))
    y, _ = run_layer(layer, scope, [Tensor(a) for a in draw(*SHAPES)])
    assert len(scope.losses) == terms
    assert scope.losses[-1].array == pytest.approx((y.array**2).sum() / 2, rel=1e-5)


@pytest.mark.parametrize(("function", "params"), BOTH)
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"use_causal_mask": True},
        {"dropout": 0.3, "seed": 1},
        {"use_gate": True, "use_bias": False},
        {"sliding_window": 2, "dropout": 0.2, "seed": 2},
    ],
)
def test_gradients_are_the_numeric_ones_under_any_mask(function, params, more, training):
    rng = np.random.default_rng(5)
    layer = Layer(function, {**params, **more})
    arrays = draw((3, 3, 4), (3, 5, 2), (3, 5, 3))
    random = [rng.random((3, n)) < 0.6 for n in (3, 5, 5)]
    random[1][0] = False
    for masks in (None, random):
        check_layer(layer, *arrays, masks=masks, training=training, tolerance=1e-6, directions=1)


@pytest.mark.parametrize("more", [{}, {"attention_axes": (2,)}, {"dialect": "tf_keras"}])
def test_gradients_over_several_axes(more):
    layer = Layer(multi_head_attention, {"num_heads": 2, "key_dim": 2, **more})
    check_layer(layer, *draw((2, 2, 3, 2)), tolerance=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float16", "mixed_float16"])
@pytest.mark.parametrize(("function", "params"), BOTH)
def test_types_and_shapes_are_inferred(function, params, dtype):
    layer = Layer(function, params, dtype=dtype)
    specs = [Tensor(Spec((None, None, 4))), Tensor(Spec((None, 5, 4)))]
    inferred = layer.results(Scope(layer, abstract=True), *specs)
    computed, scope = run(function, *draw((2, 3, 4), (2, 5, 4)), dtype=dtype, **params)
    for told, found in zip(inferred, computed, strict=True):
        assert told.dtype == found.dtype == ("float32" if dtype == "float32" else "float16")
        assert told.shape[-1] == found.shape[-1] and told.ndim == found.ndim
    kept = "float16" if dtype == "float16" else "float32"
    assert {value.dtype for value in scope.values.values()} == {kept}


@pytest.mark.parametrize(
    ("told", "row", "message"),
    [
        ({"num_heads": 0}, "num_heads", "must be positive, not 0"),
        ({"key_dim": -1}, "key_dim", "must be positive, not -1"),
        ({"value_dim": 0}, "value_dim", "must be positive, not 0"),
        ({"sliding_window": 0}, "sliding_window", "must be positive, not 0"),
        ({"output_shape": (2, -1)}, "output_shape", "must have positive sizes"),
        ({"dropout": 1.5}, "dropout", "between 0 and 1, not 1.5"),
        ({"dropout": -0.5}, "dropout", "between 0 and 1, not -0.5"),
        ({"attention_axes": (0,)}, "attention_axes", "between the batch and the features"),
        ({"attention_axes": -1}, "attention_axes", "between the batch and the features"),
        ({"attention_axes": (1, 1)}, "attention_axes", "between the batch and the features"),
        ({"attention_axes": (7,)}, "attention_axes", "between the batch and the features"),
        ({"attention_axes": ()}, "attention_axes", "between the batch and the features"),
    ],
)
def test_settings_that_make_no_attention_are_refused(told, row, message):
    with pytest.raises(ShapeError, match=message) as refusal:
        run(multi_head_attention, *draw(*SHAPES), **{**HEADS, **told})
    assert refusal.value.parameter == row


@pytest.mark.parametrize(("function", "params"), BOTH)
@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((3, 4), (5, 4)), r"takes \(batch, places, features\); the query is \(3, 4\)"),
        (((2, 3, 4), (2, 5, 1, 4)), r"the value \(2, 5, 1, 4\), the key"),
        (((2, 3, 4), (2, 5, 4), (2, 6, 4)), "value and key need as many places"),
        (((2, 3, 4), (3, 5, 4)), "batches of one size"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(function, params, shapes, message):
    with pytest.raises(ShapeError, match=message):
        run(function, *draw(*shapes), **params)


def test_masks_over_several_axes_are_refused():
    with pytest.raises(ShapeError, match="takes no masks and no causal order"):
        run(multi_head_attention, *draw((2, 3, 4, 5)), use_causal_mask=True, **HEADS)


def test_heads_must_divide_into_groups():
    told = {**GROUPS, "num_key_value_heads": 3}
    with pytest.raises(ShapeError, match="4 query heads do not divide into 3 groups") as refusal:
        run(grouped_query_attention, *draw(*SHAPES), **told)
    assert refusal.value.parameter == "num_key_value_heads"
    with pytest.raises(ShapeError, match=r"takes \(batch, places, features\), not"):
        run(grouped_query_attention, *draw((2, 3, 4, 5)), **GROUPS)


def test_as_many_groups_as_heads_are_multi_head_attention():
    arrays = draw((2, 3, 4))
    told = {"head_dim": 3, "num_query_heads": 2, "num_key_value_heads": 2}
    (y, _), scope = run(grouped_query_attention, *arrays, **told)
    held = {name: value.array for name, value in scope.values.items()}
    (same, _), _ = run(multi_head_attention, *arrays, weights=held, **HEADS)
    np.testing.assert_array_equal(y.array, same.array)
