"""Merge layer cards: they join branches of a network, two or as many as are wired."""

from typing import ClassVar

from cards.card import LayerCard, Socket, param
from cards.kinds import TENSOR
from engine.layers import merging

_AXIS = "Axis along which they are joined, counted from 0 with the batch; -1 is the last one."

_JOINED = (
    "y[i] = the first input at i, where it has that place\n"
    "y[i] = the second input at i - n elsewhere, n being the size of the first, and so on\n"
    "i counts along the axis; size of y = sum of the sizes of the inputs"
)

Samples = tuple[tuple[tuple[int, ...], ...], ...]


class _Merge2(LayerCard):
    group = "Layers / Merge layers"
    inputs = (
        Socket("input_a", TENSOR, "The first branch.", "Input A"),
        Socket("input_b", TENSOR, "The second branch.", "Input B"),
    )
    sample = ((4, 8), (4, 8))
    samples: ClassVar[Samples] = (
        ((3, 4, 2), (3, 4, 2)),
        ((3, 4, 2), (3, 1, 2)),
        ((3, 2), (3, 5, 4, 2)),
    )


class _MergeAll(LayerCard):
    group = "Layers / Merge layers"
    inputs = (Socket("inputs", TENSOR, "The branches, one wire each, in order.", many=True),)
    sample = ((4, 8), (4, 8), (4, 8))
    samples: ClassVar[Samples] = (
        ((3, 4, 2), (3, 4, 2), (3, 4, 2)),
        ((3, 2), (3, 1, 2), (3, 4, 2)),
        ((3, 4, 2),),
    )


class Add(_Merge2):
    """Adds two tensors number by number; sizes of 1 are repeated to fit.

    A tensor with fewer axes gets axes of size 1 behind the batch. If both inputs have a mask, a
    step counts where one of them has it; Keras 2 asks for all masks that there are.
    """

    title = "Add layer (2 inputs)"
    engine = merging.add
    formula = "y = a + b"


class AddAll(_MergeAll):
    """Adds any number of tensors number by number.

    Shapes and masks, in Keras 2 too, are treated as by the Add layer with 2 inputs.
    """

    title = "Add layer"
    engine = merging.add
    keras_class = "Add"
    formula = "y = x₁ + x₂ + … + xₙ"


class Average(_Merge2):
    """Takes the mean of two tensors number by number.

    Shapes and masks, in Keras 2 too, are treated as by the Add layer with 2 inputs.
    """

    title = "Average layer (2 inputs)"
    engine = merging.average
    formula = "y = (a + b) / 2"


class AverageAll(_MergeAll):
    """Takes the mean of any number of tensors number by number.

    Shapes and masks, in Keras 2 too, are treated as by the Add layer with 2 inputs.
    """

    title = "Average layer"
    engine = merging.average
    keras_class = "Average"
    formula = "y = (x₁ + x₂ + … + xₙ) / n"


class Concatenate(_Merge2):
    """Puts two tensors behind one another along an axis; their other axes must agree.

    If one input has a mask, the other counts everywhere. Along the last axis, a step
    counts where one of the inputs has it; in Keras 2 where both have it.
    """

    title = "Concatenate layer (2 inputs)"
    engine = merging.concatenate
    formula = _JOINED
    samples = (((3, 4, 2), (3, 4, 5)), ((3, 4, 5, 2), (3, 4, 5, 1)))

    axis: int = param(-1, _AXIS)


class ConcatenateAll(_MergeAll):
    """Puts any number of tensors behind one another along an axis; their other axes must agree.

    Masks, in Keras 2 too, are treated as by the Concatenate layer with 2 inputs.
    """

    title = "Concatenate layer"
    engine = merging.concatenate
    formula = _JOINED
    keras_class = "Concatenate"
    samples = (((3, 4, 2), (3, 4, 5), (3, 4, 1)),)

    axis: int = param(-1, _AXIS)


class Dot(_Merge2):
    """Multiplies two tensors along one axis of each and adds the products up.

    That is done for each example. The output has the other axes of the first input, then
    those of the second; for two lists of numbers it is a single number. A mask ends here.
    """

    title = "Dot layer (2 inputs)"
    engine = merging.dot
    formula = (
        "y = Σᵢ aᵢ bᵢ,  a and b being the first and the second input along their axis\n"
        "normalized: y = Σᵢ aᵢ bᵢ / (max(‖a‖, 1e-7) · max(‖b‖, 1e-7))"
    )
    samples = (((3, 4, 2), (3, 5, 2)), ((3, 2), (3, 4, 2)), ((3, 4, 5, 2), (3, 2)))

    axes: tuple[int, int] = param(
        (-1, -1),
        "Axis of the first and of the second input that are summed over, of equal size; "
        "counted from 0, the batch, or backwards from -1, the last one.",
    )
    normalize: bool = param(
        False,
        "Whether both are scaled to length 1 along these axes, which gives the cosine of the "
        "angle between them. Lengths below 1e-7 count as that, in Keras 2 those below 1e-6.",
    )


class Maximum(_Merge2):
    """Keeps the larger of two numbers at each place.

    Where one input's mask leaves a step out, the other input decides; in Keras 2 masks change no
    numbers. Shapes and masks are otherwise treated as by the Add layer with 2 inputs.
    """

    title = "Maximum layer (2 inputs)"
    engine = merging.maximum
    formula = "y = max(a, b)"


class MaximumAll(_MergeAll):
    """Keeps the largest of any number of numbers at each place.

    Shapes and masks, in Keras 2 too, are treated as by the Maximum layer with 2 inputs.
    """

    title = "Maximum layer"
    engine = merging.maximum
    keras_class = "Maximum"
    formula = "y = max(x₁, x₂, …, xₙ)"


class Minimum(_Merge2):
    """Keeps the smaller of two numbers at each place.

    Where one input's mask leaves a step out, the other input decides; in Keras 2 masks change no
    numbers. Shapes and masks are otherwise treated as by the Add layer with 2 inputs.
    """

    title = "Minimum layer (2 inputs)"
    engine = merging.minimum
    formula = "y = min(a, b)"


class MinimumAll(_MergeAll):
    """Keeps the smallest of any number of numbers at each place.

    Shapes and masks, in Keras 2 too, are treated as by the Minimum layer with 2 inputs.
    """

    title = "Minimum layer"
    engine = merging.minimum
    keras_class = "Minimum"
    formula = "y = min(x₁, x₂, …, xₙ)"


class Multiply(_Merge2):
    """Multiplies two tensors number by number.

    Where one input's mask leaves a step out, that input counts as 1, and where both do, the
    product is 0; in Keras 2 masks change no numbers. Shapes and masks are otherwise treated as by
    the Add layer with 2 inputs.
    """

    title = "Multiply layer (2 inputs)"
    engine = merging.multiply
    formula = "y = a · b"


class MultiplyAll(_MergeAll):
    """Multiplies any number of tensors number by number.

    Shapes and masks, in Keras 2 too, are treated as by the Multiply layer with 2 inputs.
    """

    title = "Multiply layer"
    engine = merging.multiply
    keras_class = "Multiply"
    formula = "y = x₁ · x₂ · … · xₙ"


class Subtract(_Merge2):
    """Subtracts the second tensor from the first number by number.

    Shapes and masks, in Keras 2 too, are treated as by the Add layer with 2 inputs.
    """

    title = "Subtract layer (2 inputs)"
    engine = merging.subtract
    formula = "y = a - b"
