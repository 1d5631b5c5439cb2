"""Cards of activation functions that have no layer of their own in Keras."""

from typing import Any, ClassVar

from cards.card import CardError, LayerCard, NonNegativeFloat, param
from cards.library.activation import ActivationCard
from engine.layers import activation

AXIS = "Axis along which it looks, counted from 0 with the batch; -1 is the last one."


class FunctionCard(ActivationCard):
    """A function that has no layer of its own in Keras, which knows it by the name ``named``."""

    keras_class = "Activation"
    named: ClassVar[str]

    def keras(self) -> dict[str, Any]:
        """The config of an Activation layer. Raises CardError if it cannot carry the values."""
        for row in self._arguments():
            usual = type(self).model_fields[row].default
            if getattr(self, row) != usual:
                what = f"{row.replace('_', ' ')}: {self.named} has {usual}"
                raise CardError(f"The Activation layer of Keras cannot carry {what}.", row, usual)
        found = super().keras()
        own = {k: v for k, v in found["config"].items() if k not in self._arguments()}
        return {**found, "config": {"activation": self.named, **own}}

    @classmethod
    def _arguments(cls) -> set[str]:
        return cls.model_fields.keys() - LayerCard.model_fields.keys()


class Swish(FunctionCard):
    """Multiplies each number by its sigmoid; also called SiLU.

    In Keras it is the activation silu. Source: Ramachandran, Zoph & Le, 2017, arXiv:1710.05941.
    """

    title = "Swish layer"
    formula = "y = x / (1 + exp(-x))"
    engine = activation.swish
    named = "silu"


class GELU(FunctionCard):
    """Multiplies each number by the probability that a standard normal one is smaller.

    In Keras it is the activation gelu, which is not approximate there.
    Source: Hendrycks & Gimpel, 2016, arXiv:1606.08415.
    """

    title = "GELU layer"
    formula = (
        "y = x · Φ(x), Φ being the distribution function of the normal distribution\n"
        "approximate: y = x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))"
    )
    engine = activation.gelu
    named = "gelu"

    approximate: bool = param(False, "Whether the probability is approximated with tanh.")


class Mish(FunctionCard):
    """Multiplies each number by a smooth step.

    In Keras it is the activation mish. Source: Misra, 2019, arXiv:1908.08681.
    """

    title = "Mish layer"
    formula = "y = x · tanh(ln(1 + exp(x)))"
    engine = activation.mish
    named = "mish"


class SELU(FunctionCard):
    """Keeps mean 0 and deviation 1 from layer to layer, with weights that start LeCun normal.

    In Keras it is the activation selu.
    Source: Klambauer et al., 2017, arXiv:1706.02515.
    """

    title = "SELU layer"
    formula = (
        "y = 1.0507 · x                      where x > 0\n"
        "y = 1.0507 · 1.6733 · (exp(x) - 1)  elsewhere"
    )
    engine = activation.selu
    named = "selu"


class CELU(FunctionCard):
    """Bends negative numbers towards -alpha, without a corner at 0 for any alpha.

    At 0 itself training takes the slope 2, as Keras 3 does on TensorFlow. In Keras it is the
    activation celu, whose alpha is 1 there.
    Source: Barron, 2017, arXiv:1704.07483.
    """

    title = "CELU layer"
    formula = (
        "y = x                           where x > 0\ny = alpha · (exp(x/alpha) - 1)  elsewhere"
    )
    engine = activation.celu
    named = "celu"

    alpha: float = param(1.0, "Distance between 0 and the smallest output; not 0.")


class GLU(FunctionCard):
    """Halves an axis and lets the second half decide how much of the first passes.

    In Keras it is the activation glu, which halves the last axis there.
    Source: Dauphin et al., 2016, arXiv:1612.08083.
    """

    title = "GLU layer"
    formula = "y = a · sigmoid(b), a and b being the halves of x"
    engine = activation.glu
    named = "glu"
    samples = (((2, 3, 4),),)

    axis: int = param(-1, "Axis that is halved, counted from 0 with the batch; its size is even.")


class LogSoftmax(FunctionCard):
    """Gives the logarithms of the shares that softmax gives, exact where these are tiny.

    In Keras it is the activation log_softmax, which looks along the last axis there.
    """

    title = "Log softmax layer"
    formula = "y = x - ln Σ exp(x), the sum being over the axis"
    engine = activation.log_softmax
    named = "log_softmax"
    samples = (((2, 3, 4),),)

    axis: int = param(-1, AXIS)


class Sparsemax(FunctionCard):
    """Keeps the largest numbers, lowered by a bound, and replaces the others by 0.

    It computes what Keras 3 computes. Its bound adds up the running sums of the largest numbers,
    where the paper takes the last of them, so that the result adds up to 1 only where one
    number is kept. In Keras it is the activation sparsemax, which looks along the last axis
    there. Source: Martins & Astudillo, 2016, arXiv:1602.02068.
    """

    title = "Sparsemax layer"
    formula = (
        "y = max(x - τ, 0),  τ = (Σᵢ sᵢ - 1) / k\n"
        "sᵢ is the sum of the i largest numbers, k of which satisfy x₍ᵢ₎ > (sᵢ - 1) / i"
    )
    engine = activation.sparsemax
    named = "sparsemax"

    axis: int = param(-1, AXIS)


class HardShrink(FunctionCard):
    """Replaces small numbers, of either sign, by 0.

    In Keras it is the activation hard_shrink, whose threshold is 0.5 there.
    """

    title = "Hard shrink layer"
    formula = "y = x  where |x| > threshold\ny = 0  elsewhere"
    engine = activation.hard_shrink
    named = "hard_shrink"

    threshold: NonNegativeFloat = param(0.5, "Size up to which numbers become 0.")


class SoftShrink(FunctionCard):
    """Moves numbers towards 0 and replaces small ones by 0.

    In Keras it is the activation soft_shrink, whose threshold is 0.5 there.
    Source: Donoho, 1995, "De-noising by soft-thresholding".
    """

    title = "Soft shrink layer"
    formula = (
        "y = x - threshold  where x > threshold\n"
        "y = x + threshold  where x < -threshold\n"
        "y = 0              elsewhere"
    )
    engine = activation.soft_shrink
    named = "soft_shrink"

    threshold: NonNegativeFloat = param(0.5, "Distance by which numbers move towards 0.")


class Squareplus(FunctionCard):
    """A smooth form of ReLU without exponentials.

    In Keras it is the activation squareplus, whose b is 4 there.
    Source: Barron, 2021, arXiv:2112.11687.
    """

    title = "Squareplus layer"
    formula = "y = (x + √(x² + b)) / 2"
    engine = activation.squareplus
    named = "squareplus"

    b: NonNegativeFloat = param(4.0, "How round the bend at 0 is; with 0 it is ReLU.")


class Threshold(FunctionCard):
    """Keeps what is above a threshold and replaces the rest by a number.

    Keras 3 has the function, but its Activation layer cannot be told the threshold: the card
    has no counterpart among the layers of Keras.
    """

    title = "Threshold layer"
    formula = "y = x              where x > threshold\ny = default value  elsewhere"
    engine = activation.threshold
    named = "threshold"

    threshold: float = param(0.0, "Numbers up to this one are replaced.")
    default_value: float = param(0.0, "What they are replaced by.")

    def keras(self) -> dict[str, Any]:
        """Raises CardError: Keras has no such layer."""
        text = "Keras has no layer for a threshold; the card ReLU layer has one that replaces by 0."
        raise CardError(text)
