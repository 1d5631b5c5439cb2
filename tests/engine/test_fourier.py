import numpy as np
import pytest

from engine.autodiff import ShapeError
from engine.fourier import COSINES, stft, window_named


def test_the_two_parts_are_those_of_a_fourier_transformation():
    frame = np.random.default_rng(0).standard_normal(8)
    shape = (8, 1, 5)
    parts = [
        np.tensordot(frame, stft(shape, None, side=side, window=None), 1)[0]
        for side in ("real", "imag")
    ]
    np.testing.assert_allclose(parts[0] + 1j * parts[1], np.fft.rfft(frame), atol=1e-12)


@pytest.mark.parametrize(("scaling", "power"), [("density", 2), ("spectrum", 1)])
def test_the_window_is_scaled(scaling, power):
    kernel = stft((6, 1, 4), None, window="hamming", scaling=scaling)
    assert (np.abs(kernel[:, 0, 0]) ** power).sum() == pytest.approx(1)
    plain = stft((6, 1, 4), None, window="hamming", scaling=None)
    np.testing.assert_allclose(plain[:, 0, 0], window_named("hamming", 6, periodic=False))


@pytest.mark.parametrize("name", COSINES)
def test_windows_are_even_and_periodic_ones_leave_out_the_last_value(name):
    whole = window_named(name, 9, periodic=False)
    np.testing.assert_allclose(whole, whole[::-1], atol=1e-12)
    assert whole[4] == pytest.approx(1)
    np.testing.assert_allclose(window_named(name, 8, periodic=True), whole[:-1], atol=1e-12)
    assert window_named(name, 1, periodic=False).tolist() == [1]


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((8, 5), {}, "1D convolutions of one channel"),
        ((8, 2, 5), {}, "1D convolutions of one channel"),
        ((8, 1, 5), {"side": "left"}, "real or imag, not 'left'"),
        ((8, 1, 5), {"window": "kaiser"}, "no window 'kaiser'; there are: boxcar, hann"),
        ((8, 1, 5), {"scaling": "half"}, "density or spectrum, not 'half'"),
    ],
)
def test_what_makes_no_transformation_is_refused(shape, options, message):
    with pytest.raises(ValueError, match=message) as refusal:
        stft(shape, None, **options)
    assert isinstance(refusal.value, ShapeError) == (not options)


def test_a_window_of_nothing_scales_to_nan_without_a_warning():
    assert np.isnan(stft((2, 1, 2), None)).all()
