"""Cropping, zero padding and up sampling over any number of axes."""

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor
from engine.gradcheck import check_layer
from engine.layers import frames
from engine.layers.frames import (
    cropping_1d,
    cropping_2d,
    cropping_3d,
    up_sampling_1d,
    up_sampling_2d,
    up_sampling_3d,
    zero_padding_1d,
    zero_padding_2d,
    zero_padding_3d,
)
from engine.scope import Layer, Scope

CROPPING = (cropping_1d, cropping_2d, cropping_3d)
PADDING = (zero_padding_1d, zero_padding_2d, zero_padding_3d)
UP_SAMPLING = (up_sampling_1d, up_sampling_2d, up_sampling_3d)
OLDER = {"dialect": "tf_keras"}


def run(function, x, mask=None, **params):
    layer = Layer(function, params)
    return layer(Scope(layer), Tensor(x, mask=None if mask is None else Tensor(mask)))


def numbers(*shape):
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_ends_are_cut_off_axis_by_axis(rank):
    ends = [(1, 2), (0, 1), (2, 0)][:rank]
    x = numbers(2, *[5, 4, 6][:rank], 3)
    kept = tuple(slice(low, n - high) for (low, high), n in zip(ends, x.shape[1:-1], strict=True))
    cropping = ends[0] if rank == 1 else ends
    y = run(CROPPING[rank - 1], x, cropping=cropping)
    np.testing.assert_array_equal(y.array, x[:, *kept])
    if rank > 1:
        first = np.moveaxis(x, -1, 1)
        y = run(CROPPING[rank - 1], first, cropping=cropping, data_format="channels_first")
        np.testing.assert_array_equal(y.array, first[:, :, *kept])


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_zeros_are_put_at_the_ends(rank):
    ends = [(1, 2), (0, 1), (2, 0)][:rank]
    x = numbers(2, *[2, 3, 2][:rank], 3) + 1
    padding = ends[0] if rank == 1 else ends
    y = run(PADDING[rank - 1], x, padding=padding)
    np.testing.assert_array_equal(y.array, np.pad(x, [(0, 0), *ends, (0, 0)]))
    first = np.moveaxis(x, -1, 1)
    y = run(PADDING[rank - 1], first, padding=padding, data_format="channels_first")
    np.testing.assert_array_equal(y.array, np.pad(first, [(0, 0), (0, 0), *ends]))


@pytest.mark.parametrize(
    ("value", "rank", "ends"),
    [
        (2, 1, ((2, 2),)),
        ((1, 2), 1, ((1, 2),)),
        (2, 2, ((2, 2), (2, 2))),
        ((1, 2), 2, ((1, 1), (2, 2))),
        (((1, 2), 3), 2, ((1, 2), (3, 3))),
        ((0, (1, 2), 3), 3, ((0, 0), (1, 2), (3, 3))),
    ],
)
def test_edges_are_written_as_in_keras(value, rank, ends):
    assert frames.edges(value, rank, "cropping") == ends


@pytest.mark.parametrize("value", [-1, (1, 2, 3), (), "ab", None, 1.5, ((1, 2, 3), 1), (-1, 0)])
def test_edges_that_mean_nothing_are_refused_with_what_they_take(value):
    with pytest.raises(ShapeError, match="takes two numbers of 0 or more for each of 2") as refusal:
        frames.edges(value, 2, "cropping")
    assert refusal.value.parameter == "cropping"


def test_nothing_left_is_refused_at_the_axis():
    with pytest.raises(ShapeError, match="nothing is left of 4 columns after 3 and 1") as refusal:
        run(cropping_2d, numbers(1, 5, 4, 2), cropping=((1, 1), (3, 1)))
    assert refusal.value.parameter == "cropping[1]"


def test_in_keras_2_volumes_may_lose_everything():
    x = numbers(1, 3, 4, 5, 2)
    with pytest.raises(ShapeError, match="nothing is left of 3 planes"):
        run(cropping_3d, x, cropping=2)
    assert run(cropping_3d, x, cropping=2, **OLDER).shape == (1, 0, 0, 1, 2)


def test_in_keras_2_a_negative_number_for_all_edges_keeps_the_middle():
    x = numbers(1, 6, 5, 1)
    y = run(cropping_2d, x, cropping=-4, **OLDER)
    np.testing.assert_array_equal(y.array, x[:, 2:4, 1:4])
    with pytest.raises(ShapeError, match="0 or more"):
        run(cropping_2d, x, cropping=-4)


def test_negative_padding_is_refused_when_an_input_comes():
    with pytest.raises(ShapeError, match="not -1"):
        run(zero_padding_2d, numbers(1, 6, 5, 1), padding=-1)


def test_zero_padding_of_signals_has_no_data_format_in_keras_2():
    x = numbers(1, 2, 3)
    assert run(zero_padding_1d, x, data_format="channels_first").shape == (1, 2, 5)
    with pytest.raises(TypeError, match="no data format in Keras 2"):
        run(zero_padding_1d, x, data_format="channels_first", **OLDER)


@pytest.mark.parametrize("function", [*CROPPING, *PADDING, *UP_SAMPLING])
def test_another_number_of_dimensions_is_refused_with_the_order_expected(function):
    with pytest.raises(ShapeError, match=r"takes (signals|images|volumes) \(batch, .*channels\)"):
        run(function, numbers(2, 3))


@pytest.mark.parametrize("function", [*CROPPING, *PADDING, *UP_SAMPLING])
def test_masks_end_here_and_whole_numbers_stay(function):
    rank = [*CROPPING, *PADDING, *UP_SAMPLING].index(function) % 3 + 1
    x = numbers(2, *[4] * rank, 3).astype("int32")
    y = run(function, x, mask=np.ones((2, 4), bool))
    assert y.mask is None and y.dtype == "int32"


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_places_are_repeated_in_both_formats(rank):
    sizes = (3, 1, 2)[:rank]
    x = numbers(2, *[2, 3, 2][:rank], 3)
    expected = x
    for axis, size in enumerate(sizes, 1):
        expected = np.repeat(expected, size, axis)
    y = run(UP_SAMPLING[rank - 1], x, size=sizes[0] if rank == 1 else sizes)
    np.testing.assert_array_equal(y.array, expected)
    if rank > 1:
        first = np.moveaxis(x, -1, 1)
        y = run(UP_SAMPLING[rank - 1], first, size=sizes, data_format="channels_first")
        np.testing.assert_array_equal(y.array, np.moveaxis(expected, -1, 1))


@pytest.mark.parametrize("how", frames.INTERPOLATIONS)
def test_every_interpolation_has_the_sizes_and_the_formats(how):
    dialect = OLDER if how in frames.ONLY_IN_KERAS_2 else {}
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 2)).astype("f4")
    y = run(up_sampling_2d, x, size=(3, 2), interpolation=how.upper(), **dialect)
    assert y.shape == (2, 9, 8, 2)
    params = {"size": (3, 2), "interpolation": how, "data_format": "channels_first", **dialect}
    first = run(up_sampling_2d, np.moveaxis(x, -1, 1), **params)
    np.testing.assert_allclose(np.moveaxis(first.array, 1, -1), y.array, atol=1e-6)


def test_area_repeats_when_images_grow():
    x = numbers(1, 2, 3, 1)
    area, nearest = (run(up_sampling_2d, x, interpolation=how) for how in ("area", "nearest"))
    np.testing.assert_array_equal(area.array, nearest.array)


@pytest.mark.parametrize("how", ["bilinear", "bicubic", "area"])
@pytest.mark.parametrize("dtype", ["int32", "uint8", "float16"])
def test_mixed_pixels_keep_their_type_but_are_float32_in_keras_2(how, dtype):
    x = (numbers(1, 3, 4, 1) * 17 % 13 * 20).astype(dtype)
    layer = Layer(up_sampling_2d, {"interpolation": how}, dtype="float16")
    y = layer(Scope(layer), Tensor(x))
    assert y.dtype == dtype
    older = Layer(up_sampling_2d, {"interpolation": how, **OLDER}, dtype="float16")
    exact = older(Scope(older), Tensor(x))
    assert exact.dtype == "float32"
    if dtype == "uint8":
        np.testing.assert_array_equal(y.array, np.clip(np.rint(exact.array), 0, 255))


@pytest.mark.parametrize("how", frames.ONLY_IN_KERAS_2)
def test_two_interpolations_are_only_in_keras_2(how):
    with pytest.raises(ShapeError, match=f"no interpolation '{how}'"):
        run(up_sampling_2d, numbers(1, 2, 2, 1), interpolation=how)
    # They smooth: an image as large as before is not the same one.
    x = numbers(1, 3, 3, 1)
    assert not np.allclose(run(up_sampling_2d, x, size=1, interpolation=how, **OLDER).array, x)


def test_images_without_pixels_cannot_be_mixed():
    spec = Spec((None, 0, 3, 2))
    with pytest.raises(ShapeError, match=r"nothing to make larger in the input \(batch, 0, 3, 2\)"):
        run(up_sampling_2d, spec, interpolation="bilinear")
    assert run(up_sampling_2d, numbers(0, 3, 3, 2), interpolation="bilinear").shape == (0, 6, 6, 2)
    assert run(up_sampling_2d, spec).shape == (None, 0, 6, 2)
    with pytest.raises(ShapeError, match="nothing to make larger"):
        run(up_sampling_2d, spec, **OLDER)


@pytest.mark.parametrize(
    ("function", "size", "error"),
    [
        (up_sampling_1d, 0, ShapeError),
        (up_sampling_1d, 2.0, TypeError),
        (up_sampling_1d, True, TypeError),
        (up_sampling_2d, (2, 0), ShapeError),
        (up_sampling_3d, (2, 2), ShapeError),
        (up_sampling_2d, None, ShapeError),
    ],
)
def test_a_bad_size_is_refused_at_its_row(function, size, error):
    rank = UP_SAMPLING.index(function) + 1
    with pytest.raises(error) as refusal:
        run(function, numbers(1, *[2] * rank, 1), size=size)
    assert refusal.value.parameter == "size"


@pytest.mark.parametrize("order", ["channels_last", "channels_first"])
@pytest.mark.parametrize("how", frames.INTERPOLATIONS)
def test_gradients_of_up_sampling(how, order):
    x = np.random.default_rng(1).standard_normal((2, 3, 2, 2))
    params = {"size": (2, 3), "interpolation": how, "data_format": order, **OLDER}
    check_layer(Layer(up_sampling_2d, params), x)


@pytest.mark.parametrize("order", ["channels_last", "channels_first"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_gradients_at_the_edges(rank, order):
    x = np.random.default_rng(1).standard_normal((2, *[5] * rank, 5))
    ends = [(1, 2), (0, 1), (2, 0)][:rank]
    ends = ends[0] if rank == 1 else ends
    format_ = {} if rank == 1 else {"data_format": order}
    check_layer(Layer(CROPPING[rank - 1], {"cropping": ends, **format_}), x)
    check_layer(Layer(PADDING[rank - 1], {"padding": ends, "data_format": order}), x)
