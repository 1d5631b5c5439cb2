"""Core layer cards."""

from cards.card import LayerCard, PositiveInt, param
from cards.library.activation import ActivationName
from cards.library.constraints import Constraint
from cards.library.initializers import GlorotUniform, Initializer, Zeros
from cards.library.regularizers import Regularizer
from engine.layers import core, einsum_dense


class Dense(LayerCard):
    """Multiplies its input by a learned matrix, the kernel, and adds a learned offset, the bias.

    Each number that comes out, a unit, is a weighted sum of all numbers along the last
    axis of the input. An input with more axes is treated place by place; put a Flatten
    layer before this one to weigh all places together.
    """

    title = "Dense layer"
    group = "Layers"
    engine = core.dense
    formula = "y = activation(x · kernel + bias)"
    samples = (((2, 3, 4),),)

    units: PositiveInt = param(32, "Number of units: the size of the output's last axis.")
    activation: ActivationName = param("linear", "Function that is applied to each result.")
    use_bias: bool = param(True, "Whether a learned offset is added.")
    kernel_initializer: Initializer = param(GlorotUniform(), "First value of the kernel.")
    bias_initializer: Initializer = param(Zeros(), "First value of the bias.")
    kernel_regularizer: Regularizer | None = param(None, "Penalty on the kernel.")
    bias_regularizer: Regularizer | None = param(None, "Penalty on the bias.")
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.")
    kernel_constraint: Constraint | None = param(None, "Bounds of the kernel.")
    bias_constraint: Constraint | None = param(None, "Bounds of the bias.")


class EinsumDense(LayerCard):
    """Multiplies its input by a learned kernel, along axes that an equation tells.

    In abc,cd->abd the input has the axes a (the batch), b and c, the kernel c and d; axes
    that the result lacks are summed. An ellipsis, as in ...c,cd->...d, stands for any axes.
    The kernel starts by the numbers of its inputs and outputs; Keras 2 counts them as for a
    convolution. The low-rank and quantized kernels of Keras 3 are left out.
    """

    title = "Einsum dense layer"
    group = "Layers"
    engine = einsum_dense.einsum_dense
    formula = "y = activation(equation(x, kernel) + bias)"
    samples = (((2, 3, 4),),)

    equation: str = param("...a,ab->...b", "The letters of input, kernel and result.")
    output_shape: tuple[int | None, ...] = param(
        (32,),
        "Sizes of the result without the batch and what an ellipsis stands for; empty where "
        "a size follows from the input.",
    )
    bias_axes: str | None = param(
        "b", "Letters of the result along which the bias has values; empty: no bias."
    )
    activation: ActivationName = param("linear", "Function that is applied to each result.")
    kernel_initializer: Initializer = param(GlorotUniform(), "First value of the kernel.")
    bias_initializer: Initializer = param(Zeros(), "First value of the bias.")
    kernel_regularizer: Regularizer | None = param(None, "Penalty on the kernel.")
    bias_regularizer: Regularizer | None = param(None, "Penalty on the bias.")
    activity_regularizer: Regularizer | None = param(None, "Penalty on the output.")
    kernel_constraint: Constraint | None = param(None, "Bounds of the kernel.")
    bias_constraint: Constraint | None = param(None, "Bounds of the bias.")


class IdentityLayer(LayerCard):
    """Gives its input unchanged, as a place holder or as one branch of several."""

    title = "Identity layer"
    group = "Layers"
    keras_class = "Identity"
    engine = core.identity
    formula = "y = x"
    samples = (((2, 3, 4),),)
