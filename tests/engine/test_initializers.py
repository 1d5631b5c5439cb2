from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError
from engine.initializers import (
    INITIALIZERS,
    constant,
    glorot_uniform,
    he_normal,
    identity,
    lecun_uniform,
    orthogonal,
    random_normal,
    random_uniform,
    truncated_normal,
    variance_scaling,
    with_axes,
)

SEEDED = ["Orthogonal", "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling"]
SEEDED += ["GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal"]
SEEDED += ["LecunUniform", "LecunNormal"]


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_repeats_itself_call_by_call_whatever_the_stream(name):
    initializer, stream = INITIALIZERS[name], rng()
    first = initializer((4, 3), stream, seed=7)
    np.testing.assert_array_equal(first, initializer((4, 3), stream, seed=7))
    assert not np.array_equal(first, initializer((4, 3), stream, seed=8))


@pytest.mark.parametrize("name", SEEDED)
def test_without_a_seed_values_come_from_the_stream(name):
    initializer = INITIALIZERS[name]
    np.testing.assert_array_equal(initializer((4, 3), rng(1)), initializer((4, 3), rng(1)))
    stream = rng(1)
    assert not np.array_equal(initializer((4, 3), stream), initializer((4, 3), stream))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_shape_is_the_one_asked_for(name):
    shape = (4, 1, 3) if name == "STFT" else (4, 3)
    assert INITIALIZERS[name](shape, rng()).shape == shape


def test_truncated_normal_is_cut_and_not_rescaled():
    values = truncated_normal((200, 200), rng(), mean=1, stddev=0.5)
    assert 0.99 < np.abs(values - 1).max() <= 1
    assert values.std() == pytest.approx(0.5 * 0.8796, rel=0.02)


@pytest.mark.parametrize(("mode", "fan"), [("fan_in", 180), ("fan_out", 360), ("fan_avg", 270)])
@pytest.mark.parametrize("distribution", ["normal", "untruncated_normal", "uniform"])
def test_variance_is_the_scale_over_the_fan(mode, fan, distribution):
    values = variance_scaling(
        (3, 3, 20, 40), rng(), scale=2.0, mode=mode, distribution=distribution
    )
    assert values.var() == pytest.approx(2 / fan, rel=0.05)


def test_a_vector_counts_its_length_on_both_sides():
    assert np.abs(glorot_uniform((50,), rng())).max() <= (6 / 100) ** 0.5


@pytest.mark.parametrize("shape", [(8, 5), (2, 3, 4), (3, 9)])
def test_orthogonal_rows_or_columns(shape):
    flat = orthogonal(shape, rng(), gain=3.0).reshape(-1, shape[-1])
    gram = flat @ flat.T if flat.shape[0] < flat.shape[1] else flat.T @ flat
    np.testing.assert_allclose(gram, 9 * np.eye(len(gram)), atol=1e-12)


def test_identity_and_constant():
    assert identity((2, 3), rng(), gain=2.0).tolist() == [[2, 0, 0], [0, 2, 0]]
    assert constant((2,), rng(), value=-1.5).tolist() == [-1.5, -1.5]


@pytest.mark.parametrize("make", [identity, orthogonal])
def test_vectors_are_refused(make):
    with pytest.raises(ShapeError, match=r"shape \(3\)"):
        make((3,), rng())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale": 0.0}, "must be positive, not 0.0"),
        ({"mode": "fan"}, "fan_in, fan_out or fan_avg, not 'fan'"),
        ({"distribution": "cauchy"}, "no distribution 'cauchy'"),
    ],
)
def test_unusable_scaling_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        variance_scaling((2, 2), rng(), **options)


@pytest.mark.parametrize(("name", "times"), [("He", 2), ("Lecun", 1)])
@pytest.mark.parametrize("distribution", ["Normal", "Uniform"])
def test_he_and_lecun_go_by_the_inputs(name, times, distribution):
    values = INITIALIZERS[name + distribution]((100, 300), rng())
    assert values.var() == pytest.approx(times / 100, rel=0.05)
    assert abs(values.mean()) < 0.01
    if distribution == "Uniform":
        assert np.abs(values).max() <= (3 * times / 100) ** 0.5


def test_axes_tell_what_counts_as_input_and_output():
    shape, both = (50, 4, 25), {"input_axes": (0,), "output_axes": (1, 2)}
    assert glorot_uniform(shape, rng(), **both).var() == pytest.approx(2 / 150, rel=0.05)
    alone = glorot_uniform(shape, rng(), input_axes=(0,))
    np.testing.assert_array_equal(alone, glorot_uniform(shape, rng()))
    with pytest.raises(ShapeError, match="no axis 3") as refusal:
        he_normal(shape, rng(), input_axes=(3,), output_axes=(0,))
    assert refusal.value.parameter == "input_axes"


def test_a_layer_can_tell_the_axes_where_connections_count_and_none_are_set():
    told = with_axes(partial(lecun_uniform, seed=3), (0,), (1, 2))
    direct = lecun_uniform((9, 2, 2), rng(), seed=3, input_axes=(0,), output_axes=(1, 2))
    np.testing.assert_array_equal(told((9, 2, 2), rng()), direct)
    chosen = partial(variance_scaling, input_axes=(1,), output_axes=(0,))
    assert with_axes(chosen, (0,), (1,)) is chosen
    assert with_axes(constant, (0,), (1,)) is constant


def test_distributions_are_known_in_any_case():
    lower = variance_scaling((4, 4), rng(), distribution="uniform")
    np.testing.assert_array_equal(variance_scaling((4, 4), rng(), distribution="Uniform"), lower)


def test_deviations_and_intervals_may_be_turned_round_as_in_keras():
    drawn = [random_normal((50,), rng(), stddev=v) for v in (2.0, -2.0)]
    np.testing.assert_array_equal(drawn[0], -drawn[1])
    values = random_uniform((500,), rng(), minval=1.0, maxval=-1.0)
    assert -1 < values.min() < -0.9 and 0.9 < values.max() <= 1
