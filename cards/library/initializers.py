"""Initializer cards: the first value of a weight."""

from typing import Literal, Self

from pydantic import model_validator

from cards.card import DRAWS, CardError, NonNegativeFloat, Part, PositiveFloat, Seed, param
from cards.kinds import INITIALIZER
from engine import fourier, initializers

_INPUTS = (
    "Axes of the weight that are counted as inputs, from 0; empty: all but the last. "
    "It holds only together with the output axes."
)
_OUTPUTS = (
    "Axes of the weight that are counted as outputs, from 0; empty: the last, and the "
    "places of a convolution. It holds only together with the input axes."
)

_TRUNCATED = "\nw ~ N(0, s²) without what lies beyond ± 2 s,  s = √var(w) / 0.8796"


class Initializer(Part):
    """Gives a weight its first value."""

    kind = INITIALIZER
    group = "Initializers"


class Zeros(Initializer):
    """Starts a weight with zeros everywhere. This is usual for offsets."""

    title = "Zeros initializer"
    engine = initializers.zeros
    formula = "w = 0"


class Ones(Initializer):
    """Starts a weight with ones everywhere. This is usual for factors."""

    title = "Ones initializer"
    engine = initializers.ones
    formula = "w = 1"


class Constant(Initializer):
    """Starts a weight with the same number everywhere."""

    title = "Constant initializer"
    engine = initializers.constant
    formula = "w = value"

    value: float = param(0.0, "The number that every entry of the weight starts with.")


class Identity(Initializer):
    """Starts a matrix with a number on its diagonal and zeros elsewhere.

    It fits weights with two dimensions only, such as the kernel of a dense layer.
    Source: Le, Jaitly & Hinton, 2015, arXiv:1504.00941.
    """

    title = "Identity initializer"
    engine = initializers.identity
    formula = "w[i, j] = gain where i = j, 0 elsewhere"

    gain: float = param(1.0, "The number on the diagonal.")


class Orthogonal(Initializer):
    """Starts a weight with a random orthogonal matrix, which keeps lengths as they are.

    It fits weights with two or more dimensions; all but the last count as one.
    Source: Saxe, McClelland & Ganguli, 2014, arXiv:1312.6120.
    """

    title = "Orthogonal initializer"
    engine = initializers.orthogonal
    formula = (
        "w = gain · Q,  Qᵀ Q = 1, or Q Qᵀ = 1 where there are more columns than rows\n"
        "Q is the orthogonal part of a matrix of normal random numbers (QR decomposition)"
    )

    gain: float = param(1.0, "Factor by which the matrix is multiplied.")
    seed: Seed | None = param(None, DRAWS)


class RandomNormal(Initializer):
    """Draws each entry of a weight from a normal distribution."""

    title = "Random normal initializer"
    engine = initializers.random_normal
    formula = "w ~ N(mean, stddev²),  var(w) = stddev²"

    mean: float = param(0.0, "Mean of the distribution.")
    stddev: NonNegativeFloat = param(0.05, "Standard deviation of the distribution.")
    seed: Seed | None = param(None, DRAWS)


class RandomUniform(Initializer):
    """Draws each entry of a weight evenly from an interval."""

    title = "Random uniform initializer"
    engine = initializers.random_uniform
    formula = "w ~ U(minval, maxval),  var(w) = (maxval - minval)² / 12"

    minval: float = param(-0.05, "Lower end of the interval.")
    maxval: float = param(0.05, "Upper end of the interval; not below the lower end.")
    seed: Seed | None = param(None, DRAWS)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.maxval < self.minval:
            raise CardError(
                f"Maxval must not be below Minval; {self.maxval:g} is below {self.minval:g}.",
                "maxval",
            )
        return self


class TruncatedNormal(Initializer):
    """Draws each entry of a weight from a normal distribution without its tails.

    Numbers further than two standard deviations from the mean are drawn again.
    """

    title = "Truncated normal initializer"
    engine = initializers.truncated_normal
    formula = (
        "w ~ N(mean, stddev²) without what lies beyond mean ± 2 · stddev\nvar(w) = 0.7737 · stddev²"
    )

    mean: float = param(0.0, "Mean of the distribution.")
    stddev: NonNegativeFloat = param(0.05, "Standard deviation before the tails are cut.")
    seed: Seed | None = param(None, DRAWS)


class VarianceScaling(Initializer):
    """Draws a weight with a variance that fits the number of its connections.

    The variance is the scale divided by the number of inputs, of outputs, or by the mean
    of both. The initializers of Glorot, He and LeCun are cases of it. Keras 2 counts
    connections by the shape of the weight alone, without axes. Source: He, Zhang, Ren & Sun,
    2015, arXiv:1502.01852.
    """

    title = "Variance scaling initializer"
    engine = initializers.variance_scaling
    formula = (
        "var(w) = scale / connections, which count as at least 1\n"
        "truncated_normal:   w ~ N(0, s²) without what lies beyond ± 2 s,  s = √var(w) / 0.8796\n"
        "untruncated_normal: w ~ N(0, var(w))\n"
        "uniform:            w ~ U(-r, r),  r = √(3 · var(w))"
    )

    scale: PositiveFloat = param(1.0, "Variance times the number of connections.")
    mode: Literal["fan_in", "fan_out", "fan_avg"] = param(
        "fan_in", "Which connections are counted: inputs, outputs, or the mean of both."
    )
    distribution: Literal["truncated_normal", "normal", "untruncated_normal", "uniform"] = param(
        "truncated_normal",
        "Shape of the distribution; normal is another name for truncated_normal.",
    )
    seed: Seed | None = param(None, DRAWS)
    input_axes: tuple[int, ...] | None = param(None, _INPUTS, advanced=True)
    output_axes: tuple[int, ...] | None = param(None, _OUTPUTS, advanced=True)


class ByConnections(Initializer):
    """Draws a weight with a variance that fits the number of its connections."""

    seed: Seed | None = param(None, DRAWS)
    input_axes: tuple[int, ...] | None = param(None, _INPUTS, advanced=True)
    output_axes: tuple[int, ...] | None = param(None, _OUTPUTS, advanced=True)


class GlorotNormal(ByConnections):
    """Draws a weight from a truncated normal distribution that fits its connections.

    Source: Glorot & Bengio, 2010,
    "Understanding the difficulty of training deep feedforward neural networks".
    """

    title = "Glorot normal initializer"
    engine = initializers.glorot_normal
    formula = "var(w) = 2 / (inputs + outputs)" + _TRUNCATED


class GlorotUniform(ByConnections):
    """Draws a weight evenly from an interval that fits its connections.

    Source: Glorot & Bengio, 2010,
    "Understanding the difficulty of training deep feedforward neural networks".
    """

    title = "Glorot uniform initializer"
    engine = initializers.glorot_uniform
    formula = "var(w) = 2 / (inputs + outputs)\nw ~ U(-r, r),  r = √(6 / (inputs + outputs))"


class HeNormal(ByConnections):
    """Draws a weight from a truncated normal distribution that fits its inputs.

    It keeps the size of values through layers with ReLU.
    Source: He, Zhang, Ren & Sun, 2015, arXiv:1502.01852.
    """

    title = "He normal initializer"
    engine = initializers.he_normal
    formula = "var(w) = 2 / inputs" + _TRUNCATED


class HeUniform(ByConnections):
    """Draws a weight evenly from an interval that fits its inputs.

    It keeps the size of values through layers with ReLU.
    Source: He, Zhang, Ren & Sun, 2015, arXiv:1502.01852.
    """

    title = "He uniform initializer"
    engine = initializers.he_uniform
    formula = "var(w) = 2 / inputs\nw ~ U(-r, r),  r = √(6 / inputs)"


class LecunNormal(ByConnections):
    """Draws a weight from a truncated normal distribution that fits its inputs.

    Layers with SELU need this one.
    Source: Klambauer, Unterthiner, Mayr & Hochreiter, 2017, arXiv:1706.02515.
    """

    title = "Lecun normal initializer"
    engine = initializers.lecun_normal
    formula = "var(w) = 1 / inputs" + _TRUNCATED


class LecunUniform(ByConnections):
    """Draws a weight evenly from an interval that fits its inputs.

    Source: LeCun, Bottou, Orr & Müller, 1998,
    "Efficient BackProp".
    """

    title = "Lecun uniform initializer"
    engine = initializers.lecun_uniform
    formula = "var(w) = 1 / inputs\nw ~ U(-r, r),  r = √(3 / inputs)"


class STFT(Initializer):
    """Starts the kernel of a 1D convolution of one channel as a short-time Fourier transformation.

    The filters are the frequencies from 0 up to half the sampling rate, the kernel size is
    the length of a frame. Two such layers, one for the real and one for the imaginary
    part, make a spectrogram. Only Keras 3 has it; Keras also knows the less usual windows of
    SciPy.
    """

    title = "STFT initializer"
    engine = fourier.stft
    formula = (
        "real: w[t, 0, f] = window[t] · cos(2π t f / (2 (F - 1))) / scaling\n"
        "imag: w[t, 0, f] = -window[t] · sin(2π t f / (2 (F - 1))) / scaling\n"
        "scaling = √(Σ window²) for density, |Σ window| for spectrum; F is the number of filters"
    )

    side: Literal["real", "imag"] = param(
        "real", "The part of the transformation: real (cosines) or imag (sines)."
    )
    window: (
        Literal["boxcar", "hann", "hamming", "blackman", "nuttall", "blackmanharris", "flattop"]
        | None
    ) = param("hann", "Weights of the places in a frame; empty: all are equal, and no scaling.")
    scaling: Literal["density", "spectrum"] | None = param(
        "density",
        "What the window is divided by: density, the root of its power; spectrum, its sum; "
        "empty: nothing.",
    )
    periodic: bool = param(
        False, "Whether the window continues itself from frame to frame, instead of being even."
    )
