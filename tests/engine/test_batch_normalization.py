"""Batch normalization, beyond what the golden set holds: see each test's name."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.initializers import constant
from engine.layers.batch_normalization_checks import DIALECTS
from engine.regularizers import l2
from engine.scope import Scope, WeightPolicy
from tests.engine.normalizing import call, drawn, kept, scope_of

OLD = ("tf1", "polyaxon")
WITH_GHOSTS = ("tf_keras", *OLD)


# One step


@pytest.mark.parametrize("dialect", DIALECTS)
def test_training_normalizes_by_the_batch_and_inference_by_the_moving_averages(dialect):
    scope, x = scope_of(dialect, momentum=0.8), drawn(6, 3, mean=2)
    y = call(scope, x)
    np.testing.assert_allclose(y, (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-3), atol=1e-6)
    np.testing.assert_allclose(kept(scope, "moving_mean"), 0.2 * x.mean(0), rtol=1e-5)
    np.testing.assert_allclose(kept(scope, "moving_variance"), 0.8 + 0.2 * x.var(0), rtol=1e-5)
    inferred = (x - 0.2 * x.mean(0)) / np.sqrt(0.8 + 0.2 * x.var(0) + 1e-3)
    np.testing.assert_allclose(call(scope, x, training=False), inferred, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_momentum_0_copies_and_momentum_1_keeps(dialect):
    x = drawn(5, 3, mean=3)
    for momentum, mean in ((0.0, x.mean(0)), (1.0, np.zeros(3))):
        scope = scope_of(dialect, momentum=momentum)
        call(scope, x)
        np.testing.assert_allclose(kept(scope, "moving_mean"), mean, rtol=1e-6)


@pytest.mark.parametrize("shape", [(2, 1, 1, 1), (2, 1, 1, 1, 1)])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_bessels_correction_makes_2_of_the_values_0_and_2_except_in_keras_3(dialect, shape):
    scope = scope_of(dialect, momentum=0.0)
    y = call(scope, np.array([0, 2], np.float32).reshape(shape))
    assert kept(scope, "moving_variance") == (1 if dialect == "keras3" else 2)
    np.testing.assert_allclose(np.ravel(y), [-1, 1], atol=1e-3)


@pytest.mark.parametrize("off", ["fused", "rank", "axis", "renorm", "ghosts"])
def test_only_the_fused_path_corrects_the_moving_variance(off):
    params = {"fused": {"fused": False}, "axis": {"axis": 2}, "renorm": {"renorm": True}}
    params["ghosts"] = {"virtual_batch_size": 2}
    scope = scope_of("tf_keras", momentum=0.0, **params.get(off, {}))
    shape = (2, 1, 1) if off == "rank" else (2, 1, 1, 1)
    call(scope, np.array([0, 2], np.float32).reshape(shape))
    np.testing.assert_allclose(kept(scope, "moving_variance"), 1, rtol=1e-6)


def test_synchronized_turns_the_fused_path_off_in_keras_2_and_is_dropped_in_tensorflow_1():
    x = np.array([0, 2], np.float32).reshape(2, 1, 1, 1)
    found = {}
    for dialect in ("tf_keras", "tf1"):
        scope = scope_of(dialect, momentum=0.0, synchronized=True)
        call(scope, x)
        found[dialect] = float(kept(scope, "moving_variance")[0])
    assert found == {"tf_keras": 1.0, "tf1": 2.0}


def test_weights_come_in_the_order_of_keras():
    scope = scope_of(renorm=True)
    call(scope, drawn(4, 3))
    assert list(scope.values) == [
        "gamma",
        "beta",
        "moving_mean",
        "moving_variance",
        "moving_stddev",
        "renorm_mean",
        "renorm_stddev",
    ]
    assert scope.trainable_paths() == ["gamma", "beta"]


# Axes


def test_the_order_of_several_axes_does_not_matter_and_weights_keep_the_rank():
    x, found = drawn(4, 3, 5, 2), []
    for axis in ([1, 3], [-1, 1], (3, -3)):
        scope = scope_of("tf_keras", axis=axis)
        found.append(call(scope, x))
        assert kept(scope, "gamma").shape == (1, 3, 1, 2)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_with_every_axis_each_value_is_its_own_mean():
    policies = {"beta": WeightPolicy(initializer=lambda shape, rng: np.full(shape, 0.5))}
    scope = scope_of("tf_keras", axis=[0, 1], policies=policies)
    np.testing.assert_allclose(call(scope, drawn(4, 3)), 0.5)


@pytest.mark.parametrize("shape", [(6, 5, 3), (4, 5, 3, 2), (3, 2, 5, 4, 3), (600, 7, 33)])
def test_channels_anywhere_give_what_channels_last_give(shape):
    x, g = drawn(*shape, mean=1), drawn(*shape[::-1]).T
    last = len(shape) - 1
    for axis in range(last + 1):
        ours, theirs = Tensor(x), Tensor(np.ascontiguousarray(np.moveaxis(x, axis, -1)))
        a, b = scope_of(axis=axis), scope_of()
        a.training = b.training = True
        y, z = a.layer(a, ours), b.layer(b, theirs)
        propagate([(y, g), (z, np.ascontiguousarray(np.moveaxis(g, axis, -1)))])
        np.testing.assert_allclose(np.moveaxis(y.array, axis, -1), z.array, atol=2e-5)
        np.testing.assert_allclose(np.moveaxis(ours.grad, axis, -1), theirs.grad, atol=2e-5)
        for name in ("gamma", "beta"):
            np.testing.assert_allclose(a.values[name].grad, b.values[name].grad, atol=5e-3)
        for name in ("moving_mean", "moving_variance"):
            np.testing.assert_allclose(a.updates[name].array, b.updates[name].array, rtol=1e-5)


# Frozen layers


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_frozen_layer_keeps_its_statistics(dialect):
    scope, x = scope_of(dialect, trainable=False), drawn(5, 3, mean=4)
    y = call(scope, x)
    assert scope.trainable_paths() == []
    np.testing.assert_array_equal(kept(scope, "moving_mean"), np.zeros(3))
    if dialect in OLD:
        np.testing.assert_allclose(y.mean(0), 0, atol=1e-5)
    else:
        np.testing.assert_allclose(y, x / np.sqrt(1.001), rtol=1e-5)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_penalty_of_a_frozen_weight_counts_except_in_keras_3(dialect):
    policies = {"gamma": WeightPolicy(regularizer=l2)}
    scope = scope_of(dialect, policies=policies, trainable=False)
    call(scope, drawn(5, 3))
    assert len(scope.penalties()) == (0 if dialect == "keras3" else 1)


# Masks


@pytest.mark.parametrize("dialect", DIALECTS)
def test_masked_steps_stay_out_of_the_statistics_and_are_normalized_all_the_same(dialect):
    x, mask = drawn(3, 4, 2), np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1]], bool)
    x[~mask] = 100
    scope = scope_of(dialect, momentum=0.0)
    y = call(scope, x, mask=mask)
    np.testing.assert_allclose(kept(scope, "moving_mean"), x[mask].mean(0), rtol=1e-4)
    np.testing.assert_allclose(kept(scope, "moving_variance"), x[mask].var(0), rtol=1e-4)
    wanted = (100 - x[mask].mean(0)) / np.sqrt(x[mask].var(0) + 1e-3)
    np.testing.assert_allclose(y[0, 3], wanted, rtol=1e-4)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_where_everything_is_masked_the_statistics_are_0(dialect):
    scope = scope_of(dialect, momentum=0.0)
    y = call(scope, np.ones((2, 3, 2), np.float32), mask=np.zeros((2, 3), bool))
    np.testing.assert_array_equal(kept(scope, "moving_mean"), [0, 0])
    np.testing.assert_array_equal(kept(scope, "moving_variance"), [0, 0])
    np.testing.assert_allclose(y, 1 / np.sqrt(1e-3), rtol=1e-5)


def test_masked_nan_stays_out_in_keras_3_and_poisons_keras_2():
    x, mask = drawn(3, 4, 2), np.ones((3, 4), bool)
    mask[1, 2] = False
    x[1, 2] = np.nan
    for dialect, poisoned in (("keras3", False), ("tf_keras", True)):
        scope = scope_of(dialect)
        call(scope, x, mask=mask)
        assert np.isnan(kept(scope, "moving_mean")).all() == poisoned


def test_the_mask_goes_on_with_the_output():
    x = Tensor(drawn(2, 3, 2), mask=Tensor(np.ones((2, 3), bool)))
    scope = scope_of()
    assert scope.layer(scope, x).mask is x.mask


@pytest.mark.parametrize(
    ("dialect", "mask"),
    [("keras3", (3,)), ("keras3", (3, 4, 2)), ("tf_keras", (3,)), ("tf_keras", (5, 4))],
)
def test_a_mask_that_does_not_fit_is_refused(dialect, mask):
    with pytest.raises(ShapeError, match="mask"):
        call(scope_of(dialect), drawn(3, 4, 2), mask=np.ones(mask, bool))


def test_ghost_batches_are_not_masked():
    scope = scope_of("tf_keras", virtual_batch_size=2)
    with pytest.raises(ShapeError, match="ghost"):
        call(scope, drawn(4, 3), mask=np.ones(4, bool))


# Awkward data


@pytest.mark.parametrize("shape", [(0, 3), (0, 2, 2, 3)])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_empty_batch_makes_the_statistics_nan(dialect, shape):
    scope = scope_of(dialect)
    assert call(scope, np.zeros(shape, np.float32)).shape == shape
    assert np.isnan(kept(scope, "moving_mean")).all()


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_an_empty_batch_moves_synchronized_statistics_towards_0(dialect):
    scope = scope_of(dialect, synchronized=True)
    call(scope, np.zeros((0, 3), np.float32))
    np.testing.assert_allclose(kept(scope, "moving_variance"), 0.99)


@pytest.mark.parametrize("shape", [(4, 3), (400, 3), (4000, 300), (4, 3, 5), (2, 2, 2, 3)])
def test_nan_stays_in_its_channel(shape):
    x = drawn(*shape)
    x[0, ..., 0] = np.nan
    scope = scope_of()
    y = call(scope, x)
    assert np.isnan(y[..., 0]).all()
    assert np.isfinite(y[..., 1:]).all()
    assert np.isnan(kept(scope, "moving_mean")).tolist() == [True] + [False] * (shape[-1] - 1)


def test_an_infinity_makes_the_moving_mean_infinite_and_the_variance_nan():
    x = drawn(4, 3)
    x[0, 0] = np.inf
    again = {}
    for dialect in ("keras3", "tf_keras"):
        scope = scope_of(dialect)
        y = call(scope, x)
        assert np.isinf(kept(scope, "moving_mean")[0])
        assert np.isnan(kept(scope, "moving_variance")[0])
        assert np.isnan(y[:, 0]).all()
        call(scope, x)
        again[dialect] = kept(scope, "moving_mean")[0]
    assert np.isinf(again["keras3"])
    assert np.isnan(again["tf_keras"])


@pytest.mark.parametrize("value", [0.0, 2.5, -1e4])
def test_constant_input_and_a_batch_of_one_give_beta(value):
    for rows in (1, 7):
        np.testing.assert_array_equal(call(scope_of(), np.full((rows, 3), value, "f4")), 0)


@pytest.mark.parametrize("shape", [(64, 8), (5000, 96), (16, 8, 40), (6, 5, 4, 3)])
@pytest.mark.parametrize("axis", [-1, 1])
def test_float32_is_accurate_at_a_mean_of_10000(shape, axis):
    x, scope = drawn(*shape, mean=1e4, std=0.1), scope_of(momentum=0.0, axis=axis)
    y = call(scope, x)
    exact, samples = (
        x.astype(np.float64),
        tuple(i for i in range(len(shape)) if i != axis % len(shape)),
    )
    mean, variance = exact.mean(samples, keepdims=True), exact.var(samples, keepdims=True)
    np.testing.assert_allclose(y, (exact - mean) / np.sqrt(variance + 1e-3), atol=2e-5)
    np.testing.assert_allclose(kept(scope, "moving_variance"), np.ravel(variance), rtol=1e-5)


def test_a_first_row_far_from_the_rest_costs_no_accuracy():
    x = drawn(6000, 64, mean=1e4, std=0.1)
    x[:512] = 0
    scope = scope_of(momentum=0.0)
    call(scope, x)
    np.testing.assert_allclose(kept(scope, "moving_variance"), x.astype("f8").var(0), rtol=1e-5)


# Types


@pytest.mark.parametrize(
    ("dialect", "dtype", "weights"),
    [
        ("keras3", "float16", "float16"),
        ("tf_keras", "float16", "float32"),
        ("keras3", "mixed_float16", "float32"),
        ("tf_keras", "float64", "float64"),
        ("keras3", "float32", "float32"),
    ],
)
def test_output_has_the_type_of_the_layer_and_weights_that_of_the_dialect(dialect, dtype, weights):
    scope = scope_of(dialect, dtype=dtype)
    y = call(scope, drawn(4, 3))
    assert y.dtype == ("float16" if "16" in dtype else dtype)
    assert {value.dtype for value in scope.values.values()} == {weights}


def test_values_whose_squares_overflow_float16_are_normalized():
    x = np.full((4, 3), 300, np.float16) * np.arange(1, 5, dtype=np.float16)[:, None]
    assert np.isfinite(call(scope_of(dtype="float16"), x)).all()


@pytest.mark.parametrize("training", [True, False])
def test_float32_stays_float32_in_values_and_gradients(training):
    scope, x = scope_of(renorm=True), Tensor(drawn(4, 3))
    scope.training = training
    y = scope.layer(scope, x)
    propagate([(y, np.ones_like(y.array))])
    gradients = [x.grad, *(scope.values[name].grad for name in scope.trainable_paths())]
    arrays = [y.array, *gradients, *(update.array for update in scope.updates.values())]
    assert {a.dtype for a in arrays} == {np.dtype("float32")}


def test_a_tensorflow_1_layer_takes_the_type_of_its_first_input():
    scope = scope_of("tf1")
    assert call(scope, drawn(4, 3).astype("f8")).dtype == "float64"
    assert kept(scope, "gamma").dtype == "float64"
    half = scope_of("tf1")
    assert call(half, drawn(4, 3).astype("f2")).dtype == "float16"
    assert kept(half, "gamma").dtype == "float32"
    with pytest.raises(ShapeError, match="int32"):
        call(scope_of("tf1"), np.ones((4, 3), "i4"))


@pytest.mark.parametrize("renorm", [True, False])
def test_input_beyond_float16_becomes_infinite_without_a_warning(renorm):
    x = drawn(4, 3)
    x[0, 0] = 1e6
    y = call(scope_of(dtype="float16", renorm=renorm), x)
    assert np.isnan(y[:, 0]).all()
    assert np.isfinite(y[:, 1:]).all()


def test_float64_input_takes_a_tensorflow_1_layer_off_the_fused_path():
    scope = scope_of("tf1", momentum=0.0)
    call(scope, np.array([0.0, 2.0]).reshape(2, 1, 1, 1))
    assert kept(scope, "moving_variance") == 1


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
def test_whole_numbers_are_taken_as_the_type_of_the_layer(dialect):
    assert call(scope_of(dialect), np.arange(12, dtype="i4").reshape(4, 3)).dtype == "float32"


# Renorm


def test_renorm_on_a_fresh_layer_without_limits_gives_the_input_back():
    x = drawn(5, 3, mean=2, std=3)
    y = call(scope_of(renorm=True, epsilon=0.0), x)
    np.testing.assert_allclose(y, x, rtol=1e-5, atol=1e-5)


def test_renorm_with_equal_momenta_and_no_limits_trains_as_it_infers():
    scope = scope_of(renorm=True, momentum=0.5, renorm_momentum=0.5)
    for _ in range(30):
        trained = call(scope, drawn(6, 3, mean=3))
    inferred = call(scope, drawn(6, 3, mean=3), training=False)
    np.testing.assert_allclose(trained, inferred, atol=1e-3)


def test_renorm_deviations_start_at_the_root_of_the_variance():
    policies = {"moving_variance": WeightPolicy(lambda shape, rng: constant(shape, rng, value=4))}
    policies["moving_mean"] = WeightPolicy(lambda shape, rng: constant(shape, rng, value=0.5))
    scope = scope_of(renorm=True, policies=policies)
    call(scope, drawn(4, 3), training=False)
    assert (kept(scope, "moving_stddev") == 2).all()
    assert (kept(scope, "renorm_stddev") == 2).all()
    assert (kept(scope, "renorm_mean") == 0.5).all()


def test_renorm_variance_is_what_the_moving_deviation_leaves_without_epsilon():
    scope, x = scope_of(renorm=True, momentum=0.0), drawn(5, 3)
    call(scope, x)
    np.testing.assert_allclose(kept(scope, "moving_variance"), x.var(0), rtol=1e-4)


# Ghost batches, adjustment


@pytest.mark.parametrize("dialect", WITH_GHOSTS)
def test_example_i_belongs_to_ghost_batch_i_modulo_their_number(dialect):
    scope, x = scope_of(dialect, virtual_batch_size=2), drawn(6, 3)
    y = call(scope, x)
    for start in range(3):
        part = x[start::3]
        wanted = (part - part.mean(0)) / np.sqrt(part.var(0) + 1e-3)
        np.testing.assert_allclose(y[start::3], wanted, atol=1e-5)
    assert kept(scope, "gamma").shape == (1, 1, 3)


def test_the_spread_between_ghost_batches_stays_out_of_the_moving_variance():
    scope, x = scope_of("tf_keras", virtual_batch_size=2, momentum=0.0), drawn(6, 3)
    call(scope, x)
    inside = np.mean([x[start::3].var(0) for start in range(3)], axis=0)
    np.testing.assert_allclose(kept(scope, "moving_variance")[0, 0], inside, rtol=1e-5)


def test_inference_takes_any_batch_in_keras_2_and_not_in_tensorflow_1():
    assert call(scope_of("tf_keras", virtual_batch_size=2), drawn(5, 3), training=False).any()
    for dialect in OLD:
        with pytest.raises(ShapeError, match="does not divide"):
            call(scope_of(dialect, virtual_batch_size=2), drawn(5, 3), training=False)


def test_an_adjustment_comes_before_gamma_and_beta_and_in_training_only():
    scale, bias = np.array([2, 1, 0.5], "f4"), np.array([0.1, 0.2, 0.3], "f4")
    policies = {"gamma": WeightPolicy(lambda shape, rng: np.array([1, 2, 3.0]))}
    policies["beta"] = WeightPolicy(lambda shape, rng: np.array([0.5, 0, -0.5]))
    shapes = []

    def adjustment(shape):
        shapes.append(shape)
        return scale, bias

    scope = scope_of("tf_keras", momentum=1.0, policies=policies, adjustment=adjustment)
    x = drawn(4, 3)
    xhat = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-3)
    wanted = (xhat * scale + bias) * [1, 2, 3] + [0.5, 0, -0.5]
    np.testing.assert_allclose(call(scope, x), wanted, atol=1e-5)
    assert shapes == [(4, 3)]
    plain = x / np.sqrt(1.001) * [1, 2, 3] + [0.5, 0, -0.5]
    np.testing.assert_allclose(call(scope, x, training=False), plain, atol=1e-5)


def test_an_adjustment_that_does_not_fit_the_input_is_refused():
    scope = scope_of("tf_keras", axis=1, adjustment=lambda shape: (np.ones(3), np.zeros(3)))
    with pytest.raises(ShapeError) as refused:
        call(scope, drawn(2, 3, 4))
    assert refused.value.parameter == "adjustment"


# One layer at two places


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_layer_at_two_places_keeps_one_set_of_statistics_in_one_step(dialect):
    first, second = drawn(4, 3, mean=1), drawn(5, 3, mean=3)
    shared, apart = scope_of(dialect, momentum=0.5), scope_of(dialect, momentum=0.5)
    shared.training = True
    for x in (first, second):
        shared.layer(shared, Tensor(x))
        call(apart, x)
    shared.commit()
    for name in apart.values:
        np.testing.assert_array_equal(kept(shared, name), kept(apart, name))


def test_nothing_moves_before_the_step_is_done():
    scope = scope_of()
    scope.training = True
    scope.layer(scope, Tensor(drawn(4, 3, mean=2)))
    np.testing.assert_array_equal(kept(scope, "moving_mean"), 0)
    scope.commit()
    assert (kept(scope, "moving_mean") > 0).all()


# Inference of shapes


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    ("dialect", "params", "weights"),
    [
        ("keras3", {}, {"gamma": (5,), "moving_mean": (5,)}),
        ("keras3", {"renorm": True, "axis": 1}, {"renorm_stddev": (3,)}),
        ("tf_keras", {"axis": [1, 3]}, {"gamma": (1, 3, 1, 5)}),
        ("tf_keras", {"virtual_batch_size": 2, "renorm": True}, {"gamma": (1, 1, 1, 1, 5)}),
        ("tf1", {}, {"moving_variance": (5,)}),
    ],
)
def test_specs_of_unknown_batch_give_the_output_and_the_weights(dialect, params, weights, training):
    layer = scope_of(dialect, **params).layer
    scope = Scope(layer, abstract=True, training=training)
    y = layer(scope, Tensor(Spec((None, 3, 4, 5))))
    assert y.spec == Spec((None, 3, 4, 5))
    assert {name: scope.values[name].shape for name in weights} == weights
    assert not scope.updates


def test_channels_of_unknown_size_are_refused_at_the_axis():
    layer = scope_of().layer
    with pytest.raises(ShapeError, match="no known size") as refused:
        layer(Scope(layer, abstract=True), Tensor(Spec((None, None))))
    assert refused.value.parameter == "axis"


def test_an_initializer_that_cannot_fill_a_vector_is_refused_before_there_are_values():
    def matrices_only(shape, rng):
        raise ValueError("needs a matrix")

    layer = scope_of(policies={"gamma": WeightPolicy(matrices_only)}).layer
    with pytest.raises(ShapeError, match="needs a matrix") as refused:
        layer(Scope(layer, abstract=True), Tensor(Spec((None, 4))))
    assert refused.value.parameter == "gamma_initializer"


@pytest.mark.parametrize("training", [False, True])
def test_no_epsilon_is_a_small_one_where_the_computation_is_fused(training):
    # Keras 2 hands None on to TensorFlow, whose fused operation has a default of its own.
    x = drawn(2, 3, 2, 4)
    found = [call(scope_of("tf_keras", epsilon=e), x, training=training) for e in (None, 1e-4)]
    np.testing.assert_array_equal(*found)
    with pytest.raises(ShapeError, match="epsilon must be a number"):
        call(scope_of("tf_keras", epsilon=None, fused=False), x, training=training)
