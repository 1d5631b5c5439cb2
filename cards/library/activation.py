"""Activation layer cards."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from cards.card import LayerCard, NonNegativeFloat, PositiveInt, param
from cards.library.constraints import Constraint
from cards.library.initializers import Initializer, Zeros
from cards.library.regularizers import Regularizer
from engine.activations import ACTIVATIONS
from engine.layers import activation

if TYPE_CHECKING:
    ActivationName = str
else:
    # The engine's names are the list; a type checker cannot read a list made at run time.
    ActivationName = Literal[tuple(sorted(ACTIVATIONS))]


class Activation(LayerCard):
    """Applies a function to each number: a curve such as relu, or softmax along the last axis.

    In Keras 2 hard_sigmoid is 0.2·x + 0.5 within 0 and 1, in Keras 3 and here x/6 + 0.5.
    The slope of leaky_relu is 0.2 up to 0; the card *Leaky ReLU layer* starts with 0.3. Only
    Keras 3 has celu, glu, hard_shrink, hard_silu, hard_swish, hard_tanh, log_sigmoid,
    soft_shrink, sparse_plus, sparse_sigmoid, sparsemax, squareplus and tanh_shrink. Its
    function threshold, which cannot be called by its name alone, is the card *Threshold layer*.
    """

    title = "Activation layer"
    group = "Layers"
    formula = (
        "linear       x                         exponential   exp(x)\n"
        "relu         max(x, 0)                 relu6         min(max(x, 0), 6)\n"
        "sigmoid      1 / (1 + exp(-x))         hard_sigmoid  min(max(x/6 + 1/2, 0), 1)\n"
        "tanh         tanh(x)                   hard_tanh     min(max(x, -1), 1)\n"
        "softplus     ln(1 + exp(x))            log_sigmoid   -ln(1 + exp(-x))\n"
        "softsign     x / (1 + |x|)             squareplus    (x + √(x² + 4)) / 2\n"
        "silu, swish  x · sigmoid(x)            hard_silu, hard_swish  x · hard_sigmoid(x)\n"
        "gelu         x · Φ(x), Φ being the distribution function of the normal distribution\n"
        "mish         x · tanh(softplus(x))     tanh_shrink   x - tanh(x)\n"
        "leaky_relu   x where x > 0, 0.2 x elsewhere\n"
        "elu, celu    x where x > 0, exp(x) - 1 elsewhere\n"
        "selu         1.0507 x where x > 0, 1.7581 (exp(x) - 1) elsewhere\n"
        "hard_shrink  x where |x| > 0.5, 0 elsewhere\n"
        "soft_shrink  sign(x) · max(|x| - 0.5, 0)\n"
        "sparse_plus  0 up to -1, (x + 1)² / 4 up to 1, x from there on\n"
        "sparse_sigmoid  min(max((x + 1) / 2, 0), 1)\n"
        "along the last axis: softmax  exp(x) / Σ exp(x)     log_softmax  x - ln Σ exp(x)\n"
        "                     glu      a · sigmoid(b), a and b being the halves\n"
        "                     sparsemax  as on the card Sparsemax layer"
    )
    engine = activation.activation
    samples = (((2, 3, 4),), ((2, 3, 2, 4),))

    activation: ActivationName = param("relu", "The function that is applied.")


class ActivationCard(LayerCard):
    """Applies one activation function."""

    group = "Layers / Activation layers"
    samples: ClassVar[tuple[tuple[tuple[int, ...], ...], ...]] = (((2, 3, 4),),)


class ReLU(ActivationCard):
    """Keeps what is above a threshold and replaces the rest by 0 or a line.

    Source: Nair & Hinton, 2010, "Rectified linear units improve restricted Boltzmann machines".
    """

    title = "ReLU layer"
    formula = (
        "y = min(x, max value)                 where x > threshold\n"
        "y = negative slope · (x - threshold)  elsewhere"
    )
    engine = activation.relu

    max_value: NonNegativeFloat | None = param(
        None, "Largest value of the output; empty: no bound."
    )
    negative_slope: NonNegativeFloat = param(0.0, "Slope of the line up to the threshold.")
    threshold: NonNegativeFloat = param(0.0, "Values up to this one are replaced by the line.")


class LeakyReLU(ActivationCard):
    """Lets negative numbers through at a small slope.

    Keras 2 also takes a negative slope here, and calls it alpha.
    Source: Maas, Hannun & Ng, 2013, "Rectifier nonlinearities improve neural network acoustic
    models".
    """

    title = "Leaky ReLU layer"
    formula = "y = x          where x > 0\ny = alpha · x  elsewhere"
    engine = activation.leaky_relu

    negative_slope: NonNegativeFloat = param(0.3, "Slope for numbers up to 0.", label="Alpha")

    @classmethod
    def keras_rows(cls, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments, the slope by its name in Keras 3."""
        return {"negative_slope" if k == "alpha" else k: v for k, v in config.items()}


class PReLU(ActivationCard):
    """Lets negative numbers through at slopes that are learned, one for each element.

    Axes may share their slopes: with images whose channels stand last, the shared axes 1 and 2
    leave one slope for each channel. Source: He et al., 2015, arXiv:1502.01852.
    """

    title = "Parametric ReLU layer"
    formula = "y = x          where x > 0\ny = alpha · x  elsewhere"
    engine = activation.prelu
    samples = (((2, 3, 4),), ((2, 2, 3, 4),))

    alpha_initializer: Initializer = param(Zeros(), "First values of the slopes.")
    alpha_regularizer: Regularizer | None = param(None, "Penalty on the slopes.")
    alpha_constraint: Constraint | None = param(None, "Bounds of the slopes.")
    shared_axes: tuple[PositiveInt, ...] | None = param(
        None, "Axes along which all elements share a slope, counted from 1 after the batch."
    )


class ThresholdedReLU(ActivationCard):
    """Keeps what is above a threshold and replaces the rest by 0.

    Keras 2 has this layer, Keras 3 does not.
    Source: Konda, Memisevic & Krueger, 2014, arXiv:1402.3337.
    """

    title = "Thresholded ReLU layer"
    formula = "y = x  where x > theta\ny = 0  elsewhere"
    engine = activation.thresholded_relu

    theta: NonNegativeFloat = param(1.0, "The threshold.")


class ELU(ActivationCard):
    """Bends negative numbers smoothly towards -alpha.

    Source: Clevert, Unterthiner & Hochreiter, 2015, arXiv:1511.07289.
    """

    title = "ELU layer"
    formula = "y = x                   where x > 0\ny = alpha · (exp(x) - 1)  elsewhere"
    engine = activation.elu

    alpha: float = param(1.0, "Distance between 0 and the smallest output.")


class Softmax(ActivationCard):
    """Turns numbers into shares that are positive and add up to 1.

    Over several axes the shares add up to 1 over all of them together. What a mask leaves
    out gets the share 0. Where it leaves out everything, all shares are 0, as in Keras 3; in
    Keras 2 they are equal there.
    """

    title = "Softmax layer"
    formula = "y = exp(x) / Σ exp(x), the sum being over the axis"
    engine = activation.softmax
    samples = (((3, 3, 3),),)

    axis: int | Annotated[tuple[int, ...], Field(min_length=1)] = param(
        -1, "Axis or axes over which the shares add up to 1, counted from 0 with the batch."
    )
