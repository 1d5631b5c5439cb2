import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, backward
from engine.gradcheck import check_layer, check_primitive
from engine.layers.attention import additive_attention, attention
from engine.ops.attention import additive_scores, keep, masked_softmax, reachable
from engine.scope import Layer, Scope
from tests.engine.attending import attended, draw, run

BOTH = [attention, additive_attention]
DIALECTS = ["keras3", "tf_keras"]
SHAPES = [(2, 3, 4), (2, 5, 4), (2, 5, 4)]


def test_scores_are_products_that_nothing_divides():
    q, v, k = draw(*SHAPES)
    (y, weights), _ = run(attention, q, v, k)
    expected = attended(q @ k.swapaxes(1, 2), v, True)
    np.testing.assert_allclose(y.array, expected[0], rtol=1e-5)
    np.testing.assert_allclose(weights.array, expected[1], rtol=1e-5)


def test_scores_may_be_sums_of_tangents_with_two_learned_numbers():
    q, v, k = draw(*SHAPES)
    told = {"use_scale": True, "score_mode": "concat"}
    (_, weights), scope = run(
        attention, q, v, k, weights={"scale": 0.5, "concat_score_weight": -2.0}, **told
    )
    scores = -2 * np.tanh(0.5 * (q[:, :, None] + k[:, None])).sum(axis=-1)
    np.testing.assert_allclose(weights.array, attended(scores, v, True)[1], rtol=1e-4)
    assert list(scope.values) == ["scale", "concat_score_weight"]
    assert all(value.shape == () for value in scope.values.values())


def test_additive_scores_weigh_each_feature():
    q, v, k = draw(*SHAPES)
    scale = np.array([1, -2, 0.5, 3], "f4")
    (y, _), _ = run(additive_attention, q, v, k, weights={"scale": scale})
    scores = (scale * np.tanh(q[:, :, None] + k[:, None])).sum(axis=-1)
    np.testing.assert_allclose(y.array, attended(scores, v, True)[0], rtol=1e-4, atol=1e-6)


def test_the_additive_scale_is_as_long_as_the_query_in_keras_3_and_as_the_value_in_keras_2():
    arrays = draw((2, 3, 4), (2, 5, 2), (2, 5, 4))
    _, scope = run(additive_attention, *arrays)
    assert scope.values["scale"].shape == (4,)
    with pytest.raises(ShapeError, match=r"as the value \(2, 5, 2\) has features"):
        run(additive_attention, *arrays, dialect="tf_keras")


@pytest.mark.parametrize("function", BOTH)
def test_without_value_and_key_an_input_attends_to_itself(function):
    (q,) = draw((2, 3, 4))
    alone, _ = run(function, q)
    whole, _ = run(function, q, q, q)
    np.testing.assert_array_equal(alone[0].array, whole[0].array)
    q, v = draw(*SHAPES[:2])
    np.testing.assert_array_equal(
        run(function, q, v)[0][0].array, run(function, q, v, v)[0][0].array
    )
    keyed, expected = run(function, q, None, draw((2, 3, 4))[0])[0][0], run(function, q, q)[0][0]
    np.testing.assert_array_equal(keyed.array, expected.array)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("function", BOTH)
def test_masked_values_do_not_count_and_masked_queries_give_zeros(function, dialect):
    q, v = draw(*SHAPES[:2])
    asked = np.array([[True, True, False], [True, False, True]])
    there = np.array([[True, True, False, False, True], [False, True, True, True, True]])
    (y, weights), _ = run(function, q, v, masks=(asked, there), dialect=dialect)
    assert not weights.array[~np.broadcast_to(there[:, None], weights.shape)].any()
    np.testing.assert_allclose(weights.array.sum(axis=-1), 1, rtol=1e-6)
    assert not y.array[~asked].any() and y.array[asked].all()
    np.testing.assert_array_equal(y.mask.array, asked)
    assert weights.mask is None
    moved = v + 7 * ~there[..., None]
    again = run(function, q, moved.astype("f4"), masks=(asked, there), dialect=dialect)[0][0]
    np.testing.assert_allclose(again.array, y.array, atol=1e-6)


@pytest.mark.parametrize("function", BOTH)
def test_causal_places_see_themselves_and_earlier_ones(function):
    q, v = draw((1, 4, 3), (1, 6, 3))
    (_, weights), _ = run(function, q, v, use_causal_mask=True)
    np.testing.assert_array_equal(weights.array[0] > 0, np.tri(4, 6, dtype=bool))
    mask = np.array([[False, True, True, True, True, True]])
    (_, weights), _ = run(function, q, v, masks=(None, mask), use_causal_mask=True)
    assert (weights.array[0, 1:] > 0).tolist() == (np.tri(4, 6, dtype=bool) & mask)[1:].tolist()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_where_all_values_are_masked_rounding_makes_the_weights_equal(dialect):
    q, v = draw(*SHAPES[:2])
    none = np.zeros((2, 5), bool)
    (_, weights), _ = run(attention, q, v, masks=(None, none), dialect=dialect)
    np.testing.assert_array_equal(weights.array, np.float32(0.2))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_half_precision_has_a_smaller_number_for_what_is_masked(dialect):
    q, v = draw(*SHAPES[:2], dtype="float16")
    mask = np.array([[True, False] + [True] * 3] * 2)
    told = {"masks": (None, mask), "dtype": "float16", "dialect": dialect}
    (y, weights), _ = run(attention, q, v, **told)
    assert y.dtype == weights.dtype == "float16"
    assert np.isfinite(y.array).all() and not weights.array[..., 1].any()


def test_infinite_results_of_masked_queries_are_zero_in_keras_3_only():
    q, v = np.ones((1, 2, 1), "f4"), np.array([[[np.inf], [1]]], "f4")
    masks = (np.array([[True, False]]),)
    assert run(attention, q, v, masks=masks)[0][0].array[0, 1, 0] == 0
    with np.errstate(invalid="ignore"):
        (y, _), _ = run(attention, q, v, masks=masks, dialect="tf_keras")
    assert np.isnan(y.array[0, 1, 0])


@pytest.mark.parametrize("function", BOTH)
def test_dropout_works_on_the_weights_while_training(function):
    q, v = draw((8, 10, 4), (8, 12, 4))
    plain = run(function, q, v)[0][1].array
    (y, weights), _ = run(function, q, v, training=True, dropout=0.25, seed=3)
    kept = weights.array != 0
    assert 0.2 < 1 - kept.mean() < 0.3
    np.testing.assert_allclose(weights.array[kept], plain[kept] / 0.75, rtol=1e-5)
    np.testing.assert_allclose(y.array, weights.array @ v, rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(run(function, q, v, dropout=0.25)[0][1].array, plain)


@pytest.mark.parametrize("function", BOTH)
def test_a_dropout_above_one_is_refused_while_training_only(function):
    q, v = draw(*SHAPES[:2])
    run(function, q, v, dropout=1.5)
    assert not run(function, q, v, dropout=1.0, training=True)[0][0].array.any()
    for too_much in ({"dropout": 1.5}, {"dropout": 1.0, "dialect": "tf_keras"}):
        with pytest.raises(ShapeError, match="between 0 and 1") as refusal:
            run(function, q, v, training=True, **too_much)
        assert refusal.value.parameter == "dropout"


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(
    ("function", "params"),
    [
        (attention, {}),
        (attention, {"use_scale": True, "dropout": 0.3, "seed": 1}),
        (attention, {"use_scale": True, "score_mode": "concat"}),
        (additive_attention, {"dropout": 0.3, "seed": 1}),
        (additive_attention, {"use_scale": False}),
    ],
)
def test_gradients_are_the_numeric_ones_under_any_mask(function, params, causal, dialect, training):
    rng = np.random.default_rng(5)
    layer = Layer(function, {**params, "use_causal_mask": causal, "dialect": dialect})
    arrays = draw((3, 4, 2), (3, 6, 2), (3, 6, 2))
    random = [rng.random((3, 4)) < 0.6, rng.random((3, 6)) < 0.6, None]
    # The first example has no value left at all.
    random[1][0] = False
    for masks in (None, random):
        check_layer(layer, *arrays, masks=masks, training=training, tolerance=1e-6)


def test_gradients_of_stretched_shapes():
    q, k = draw((2, 3, 1), (5, 4))
    check_primitive(additive_scores, q, k, *draw((4,)))
    check_primitive(additive_scores, *draw((3, 4), (2, 5, 1)))
    mask = np.random.default_rng(0).random((2, 1, 5)) < 0.5
    for told in ({"adds": True}, {"clears": True}, {"fill": -3e4}, {"axis": (-2, -1)}):
        check_primitive(masked_softmax, *draw((2, 3, 5)), mask, **told)
        check_primitive(masked_softmax, *draw((3, 5)), mask, **told)
    check_primitive(keep, *draw((2, 3)), np.array([[True], [False]]))


def test_softmax_leaves_fully_masked_places_alone_or_clears_them():
    x = np.array([[1.0, 3.0], [1.0, 3.0]], "f4")
    mask = np.array([[True, True], [False, False]])
    replaced = masked_softmax(x, mask).array
    np.testing.assert_array_equal(replaced[1], [0.5, 0.5])
    np.testing.assert_array_equal(masked_softmax(x, mask, adds=True).array[1], [0.5, 0.5])
    cleared = masked_softmax(x, mask, clears=True).array
    np.testing.assert_array_equal(cleared, [replaced[0], [0, 0]])


def test_windows_reach_both_ways_and_causal_ones_back_only():
    q, k = np.zeros((1, 3)), np.zeros((1, 5))
    band = reachable(q, k, axis=1, causal=False, window=2).array
    assert band[0].astype(int).tolist() == [[1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0]]
    both = reachable(q, k, axis=1, causal=True, window=2).array
    assert both[0].astype(int).tolist() == [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0]]


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("function", BOTH)
def test_types_and_shapes_are_inferred(function, dtype):
    layer = Layer(function, {"use_causal_mask": True}, dtype=dtype)
    specs = [Tensor(Spec((None, None, 4))), Tensor(Spec((None, 5, 2))), Tensor(Spec((None, 5, 4)))]
    specs[0].mask = Tensor(Spec((None, None), "bool"))
    y, weights = layer.results(Scope(layer, abstract=True), *specs)
    assert y.spec == Spec((None, None, 2), dtype)
    assert weights.spec == Spec((None, None, 5), dtype)
    assert y.mask.spec == Spec((None, None), "bool")


@pytest.mark.parametrize("function", BOTH)
@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((2, 3, 4), (2, 5, 3)), "query has 4 features|has 4, the key"),
        (((2, 3, 4), (2, 5, 4), (2, 6, 4)), "as many places; the value .* has 5, .* has 6"),
        (((2, 3, 4), (3, 5, 4)), "do not fit together: 2 and 3 differ"),
        (((4,), (4,)), r"places with features; the query is \(4\)"),
        (((2, 3, 4), (4,)), r"the value is \(4\)"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(function, shapes, message):
    with pytest.raises(ShapeError, match=message):
        run(function, *draw(*shapes))


def test_an_unknown_score_mode_is_refused():
    with pytest.raises(ShapeError, match="dot or concat, not 'sum'") as refusal:
        run(attention, *draw(*SHAPES), score_mode="sum")
    assert refusal.value.parameter == "score_mode"


def test_nothing_to_attend_to_gives_zeros():
    q, v = draw((2, 3, 4), (2, 0, 4))
    (y, weights), _ = run(attention, q, v)
    assert weights.shape == (2, 3, 0) and not y.array.any()
    leaf = Tensor(q)
    backward(attention(Scope(Layer(attention)), leaf, Tensor(v))[0])
    assert not leaf.grad.any()
