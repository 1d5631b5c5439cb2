"""Reading Polyaxon's layer descriptions, with the coercions of its schema."""

import numpy as np
import pytest

from engine.autodiff import ShapeError
from engine.layers.polyaxon import from_polyaxon


def test_an_empty_description_is_the_default_layer():
    layer = from_polyaxon({})
    assert layer.params == {"dialect": "polyaxon"}
    assert layer.trainable
    assert not layer.policies


def test_numbers_are_truncated_and_read_from_text():
    layer = from_polyaxon({"axis": 1.9, "momentum": "0.5", "center": "false", "trainable": 0})
    assert layer.params["axis"] == 1
    assert layer.params["momentum"] == 0.5
    assert layer.params["center"] is False
    assert layer.trainable is False


@pytest.mark.parametrize(
    ("written", "value"),
    [("Ones", 1), ({"Constant": {"value": 0.9}}, 0), ({"Constant": {"value": "3"}}, 3)],
)
def test_an_initializer_is_a_name_or_a_name_with_values(written, value):
    policy = from_polyaxon({"gamma_initializer": written}).policies["gamma"]
    first = policy.initializer((2,), np.random.default_rng(0))
    np.testing.assert_array_equal(first, [value, value])


@pytest.mark.parametrize("written", ["MaxNorm", {"MaxNorm": {"max_value": 2.7}}])
def test_the_limit_of_max_norm_is_a_whole_number(written):
    policy = from_polyaxon({"gamma_constraint": written}).policies["gamma"]
    np.testing.assert_allclose(policy.constraint(np.array([3.0, 4.0])), [1.2, 1.6], rtol=1e-6)


def test_none_stands_for_the_default():
    layer = from_polyaxon({"gamma_regularizer": None, "momentum": None})
    assert layer.params == {"dialect": "polyaxon"}
    assert not layer.policies


@pytest.mark.parametrize(
    ("config", "row"),
    [
        ({"axis": [1, 2]}, "axis"),
        ({"momentum": "fast"}, "momentum"),
        ({"center": "maybe"}, "center"),
        ({"nonsense": 1}, "nonsense"),
        ({"moving_mean_regularizer": "L2"}, "moving_mean_regularizer"),
        ({"gamma_initializer": "Best"}, "gamma_initializer"),
        ({"gamma_initializer": {"Ones": {}, "Zeros": {}}}, "gamma_initializer"),
        ({"gamma_initializer": {"Constant": {"worth": 1}}}, "gamma_initializer"),
        ({"gamma_constraint": 3}, "gamma_constraint"),
        ({"axis": float("inf")}, "axis"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_row(config, row):
    with pytest.raises(ShapeError) as refused:
        from_polyaxon(config)
    assert refused.value.parameter == row
