"""The two ends of a network."""

from collections.abc import Mapping
from typing import Any, Literal

from cards.card import Card, Context, Inference, PositiveInt, Socket, param
from cards.kinds import NETWORK, TENSOR
from engine.autodiff import Spec


class Input(Card):
    """Entry of a network: here the examples of a batch come in.

    A network with several entries has one such card for each.
    """

    title = "Input"
    group = "Inputs and outputs"
    outputs = (Socket("data", TENSOR, "The examples of one batch."),)

    name: str = param("", "Name of this entry; empty: that of the card. No two share one.")
    shape: tuple[PositiveInt, ...] = param(
        (4,),
        "Sizes of one example, without the batch: 4 for four columns, "
        "8, 8, 1 for images of 8 by 8 pixels in one channel.",
    )
    dtype: Literal["float32", "float64", "float16", "int32", "int64"] = param(
        "float32", "Type of the numbers.", advanced=True
    )
    batch_size: PositiveInt | None = param(
        None,
        "Number of examples in every batch, for layers that remember each of them from batch "
        "to batch; empty: any number.",
        advanced=True,
    )

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """One batch of examples; their number is known only if it is set."""
        return Inference({"data": Spec((self.batch_size, *self.shape), self.dtype)})


class Output(Card):
    """Exit of a network: what arrives here is what the network predicts.

    Wire the network to a card that trains it. A network with several exits has one
    such card for each, all wired to the same place.
    """

    title = "Output"
    group = "Inputs and outputs"
    inputs = (Socket("data", TENSOR, "What the network predicts."),)
    outputs = (Socket("network", NETWORK, "The network that ends here, for training.", "Network"),)

    name: str = param("", "Name of this exit; empty: that of the card. No two share one.")
