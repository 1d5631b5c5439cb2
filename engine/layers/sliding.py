"""What all convolution layers share: how a kernel slides, and what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.activations import activate, activation_named
from engine.autodiff import ShapeError, Tensor
from engine.initializers import zeros
from engine.layers.images import (
    DATA_FORMATS,
    PADDINGS,
    Sizes,
    channels_moved_back,
    channels_moved_last,
    choice,
    sizes,
)
from engine.ops.elementwise import cast
from engine.ops.windows import Windows, check_windows
from engine.scope import Scope


@dataclass(frozen=True)
class Sliding:
    """The settings of a convolution layer, checked. ``name`` is what its refusals call it."""

    name: str
    windows: Windows
    data_format: str
    activation: str | None
    use_bias: bool
    dialect: str

    @property
    def older(self) -> bool:
        """Whether it is to behave as in Keras 2."""
        return self.dialect == "tf_keras"

    def image(self, scope: Scope, x: Tensor) -> Tensor:
        """``x`` in the layer's type as ``(batch, *spatial, channels)``, with known channels.

        Raises:
            ShapeError: ``x`` has another number of dimensions, or no channels.
        """
        rank = len(self.windows.size)
        image = channels_moved_last(cast(x, scope.dtype), self.data_format, rank, self.name)
        if not image.shape[-1]:
            what = "has none" if image.shape[-1] == 0 else "does not tell"
            raise ShapeError(
                f"{self.name} needs to know the number of channels of its input; {x.spec} {what}"
            )
        return image

    def check(self, image: Tensor, slack: Sequence[int] = ()) -> None:
        """Refuse a kernel larger than the image; in Keras 2 it may be, by the ``slack``.

        Raises:
            ShapeError: the kernel does not fit.
        """
        allowed = slack if self.older else ()
        check_windows(image.spec, self.windows, "a kernel", "kernel_size", allowed)

    def with_bias(self, scope: Scope, kernel: Tensor, filters: int) -> list[Tensor]:
        """The kernel and, where there is one, the bias, in the type of the layer."""
        weights = [kernel]
        if self.use_bias:
            weights.append(scope.weight("bias", (filters,), default=zeros))
        return [cast(weight, scope.dtype) for weight in weights]

    def finish(self, y: Tensor) -> Tensor:
        """The result in the layer's format, through its activation."""
        return self.activated(channels_moved_back(y, self.data_format))

    def activated(self, y: Tensor) -> Tensor:
        """``y``, which is in the layer's format, through its activation."""
        # Softmax and its like look along the last axis of the output, wherever the channels are.
        return activate(self.activation, y, self.dialect)


def sliding(
    scope: Scope,
    rank: int,
    kind: str,
    *,
    kernel_size: Sizes,
    strides: Sizes,
    padding: str,
    data_format: str | None,
    dilation_rate: Sizes = 1,
    activation: str | None,
    use_bias: bool,
    dialect: str,
    causal: bool = False,
    exclusive: bool = True,
) -> Sliding:
    """Check the settings that all convolutions have; those of ``kind`` have ``rank`` axes.

    ``causal`` allows the padding of that name; with ``exclusive``, steps and dilation
    may not both be above 1.

    Raises:
        ShapeError: a setting is out of range, or settings exclude each other.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    windows = Windows(
        sizes(kernel_size, rank, "kernel_size"),
        sizes(strides, rank, "strides"),
        choice(padding, (*PADDINGS, "causal") if causal else PADDINGS, "padding"),
        sizes(dilation_rate, rank, "dilation_rate"),
    )
    if exclusive and max(windows.strides) > 1 and max(windows.dilation) > 1:
        raise ShapeError(
            f"strides {windows.strides} and dilation rate {windows.dilation} exclude each other: "
            "one of them must be 1",
            "dilation_rate",
        )
    order = choice(data_format, DATA_FORMATS, "data_format")
    activation_named(activation, dialect)
    name = f"a {rank}D {kind}".strip()
    return Sliding(name, windows, order, activation, use_bias, dialect)


def check_positive(value: int, parameter: str) -> None:
    """Refuse a number of filters, groups or the like that is not positive.

    Raises:
        ShapeError: it is below 1.
    """
    if value < 1:
        named = parameter.replace("_", " ")
        named = f"number of {named}" if named.endswith("s") else named
        raise ShapeError(f"the {named} must be positive, not {value}", parameter)
