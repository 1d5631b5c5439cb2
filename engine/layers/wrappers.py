"""Layers around other layers: at every step, with a divided kernel, at further places."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache, partial
from math import prod
from typing import Any

from engine.autodiff import Shape, ShapeError, Spec, Tensor, counted_times
from engine.initializers import truncated_normal
from engine.layers.regularization import activity_regularization
from engine.ops import shaping
from engine.ops.elementwise import cast, cast_floats, scale
from engine.ops.reduce import reduce_any
from engine.ops.spectral import spectral_normalized
from engine.ops.steps import stack, unstack
from engine.scope import Layer, Scope, run_layer

Results = tuple[Tensor, ...]


def applied(scope: Scope, *xs: Tensor | None, layer: Layer) -> Tensor:
    """What ``layer`` computes of ``xs``, with the weights of its owner."""
    layer, inner = inside(scope, layer)
    return run_layer(layer, inner, xs)[0]


def time_distributed(scope: Scope, x: Tensor, *, layer: Layer, dialect: str = "keras3") -> Results:
    """``layer`` at every step of ``x (batch, time, …)``, with one set of weights.

    In training, a layer with statistics of its own sees one step after the other, and
    the activity penalty of ``layer`` itself is not counted. In the dialect ``tf_keras``
    it sees the steps of all examples as one batch, and is penalized. The mask is handed
    on; in the dialect ``tf_keras`` it is the one that ``layer`` gives, if it gives one.

    Raises:
        ShapeError: ``x`` has fewer than three dimensions or another batch or time than
            its mask, or ``layer`` has several results.
    """
    if x.ndim < 3:
        raise ShapeError(
            f"a time distributed layer needs input (batch, time, …), the input is {x.spec}"
        )
    _check_mask(x)
    layer, inner = inside(scope, layer)
    x = cast_floats(x, scope.dtype)
    if dialect == "tf_keras":
        results = _at_once(partial(run_layer, layer, inner), x)
        mask = _any_beyond_time(x.mask)
        return tuple(y if y.mask is not None else y.masked(mask) for y in results)
    _check_single(layer)
    if x.shape[1] == 0:
        raise ShapeError(f"there is no step in {x.spec}")
    if _depends_on_batch(layer, inner, x):
        results = _step_by_step(partial(_alone, layer, inner, 1), x)
    else:
        results = _at_once(partial(_alone, layer, inner, x.shape[1]), x)
    return (results[0].masked(x.mask),)


def spectral_normalization(
    scope: Scope,
    x: Tensor,
    *,
    layer: Layer,
    power_iterations: int = 1,
    dialect: str = "keras3",
) -> Tensor:
    """``layer`` with a kernel whose largest singular value is about 1.

    Each training step replaces the kernel by itself divided by an estimate of that
    value; ``power_iterations`` refine the estimate, which starts from that of the step
    before. The output has the type of ``x``, but not in the dialect ``tf_keras``.

    Source: Miyato et al., 2018, arXiv:1802.05957.

    Raises:
        ShapeError: ``layer`` has neither a kernel nor embeddings, or there is no iteration.
    """
    if power_iterations < 1:
        raise ShapeError(
            f"the number of power iterations is positive, not {power_iterations}",
            "power_iterations",
        )
    layer, inner = inside(scope, layer)
    name = _kernel_name(layer, inner, dialect) or _built_kernel_name(layer, inner, x, dialect)
    kernel = inner.values[inner.prefix + name]
    start = partial(truncated_normal, stddev=0.02)
    shape = (1, kernel.shape[-1])
    u = scope.state("vector_u", shape, default=start, dtype=kernel.dtype, policy="")
    if scope.training and not x.abstract:
        # The bounds of Keras 3 and of TensorFlow below which a norm counts as zero.
        least = 1e-6 if dialect == "tf_keras" else 1e-7
        value = inner.weight(name, kernel.shape, default=start)
        divided, u = spectral_normalized(value, u, iterations=power_iterations, least=least)
        inner.update(name, divided)
        scope.update("vector_u", u)
    output = run_layer(layer, inner, [x])[0]
    if dialect == "tf_keras" or output.dtype == x.dtype:
        return output
    # Keras loses the mask there.
    return cast(output, x.dtype).masked(None)


def unwrapped(layer: Layer) -> Layer:
    """The layer that is applied, where ``layer`` applies another."""
    while layer.function is applied:
        layer = layer.params["layer"]
    return layer


def ending(layer: Layer) -> Layer:
    """The layer whose output ``layer`` hands on, if it is around a single one."""
    while layer.function in (applied, time_distributed, spectral_normalization):
        layer = layer.params["layer"]
    return layer


def setting(layer: Layer, name: str) -> Any:
    """The value of a keyword of the layer's function, given or by default."""
    return layer.params.get(name, keywords(layer.function).get(name))


@cache
def keywords(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The keywords of a layer function, with their defaults."""
    own = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in own if p.kind is p.KEYWORD_ONLY}


def inside(scope: Scope, layer: Layer, name: str = "layer") -> tuple[Layer, Scope]:
    """The layer that a wrapper runs, and its scope: where ``layer`` applies another, that one's."""
    inner = scope.inner(layer, name)
    while layer.function is applied:
        layer = layer.params["layer"]
        inner = inner.inner(layer)
    return layer, inner


def _check_mask(x: Tensor) -> None:
    if x.mask is None:
        return
    own = x.mask.shape[:2]
    unequal = any(
        None not in pair and pair[0] != pair[1] for pair in zip(own, x.shape, strict=False)
    )
    if len(own) < 2 or unequal:
        raise ShapeError(
            f"the mask {x.mask.spec} has another batch or time than the input {x.spec}"
        )


def _any_beyond_time(mask: Tensor | None) -> Tensor | None:
    """The mask of steps that have a place that counts."""
    if mask is None or mask.ndim == 2:
        return mask
    found: Tensor = reduce_any(mask, axis=tuple(range(2, mask.ndim)))
    return found


def _check_single(layer: Layer) -> None:
    apart = "merge_mode" in keywords(layer.function) and setting(layer, "merge_mode") is None
    if apart or setting(layer, "return_state"):
        raise ShapeError("a layer with several outputs cannot be distributed over time")


def _depends_on_batch(layer: Layer, inner: Scope, x: Tensor) -> bool:
    """Whether steps that are worked on together would not be as if alone.

    They share statistics or random numbers then, or one of the layer's axes is the batch's.
    """
    if x.abstract:
        return False
    if setting(layer, "noise_shape") is not None:
        return True
    axes = setting(layer, "axis")
    axes = axes if isinstance(axes, tuple | list) else (axes,)
    if any(isinstance(a, int) and a in (0, 1 - x.ndim) for a in axes):
        return True
    if not (inner.training or setting(layer, "stateful")):
        return False
    # On specs, so that the states are known at the first call too.
    layer.results(inner, *_step(x))
    return any(path.startswith(inner.prefix) for path in inner.states)


def _step(x: Tensor) -> Results:
    """One step of ``x`` as a spec."""
    mask = x.mask
    told = None if mask is None else Tensor(Spec((x.shape[0], *mask.shape[2:]), mask.dtype))
    return (Tensor(Spec((x.shape[0], *x.shape[2:]), x.dtype), mask=told),)


Call = Callable[[Results], Results]


def _alone(layer: Layer, inner: Scope, steps: int | None, xs: Results) -> Results:
    """Call the layer without its activity penalty, as Keras 3 does.

    What layers inside it add to the loss is a mean over the batch, and Keras 3 adds those of
    all ``steps``: as many times the mean over all examples and steps.
    """
    before = len(inner.losses)
    results = layer.results(inner, *xs)
    added = inner.losses[before:]
    # That layer is nothing but its penalty.
    kept = [] if layer.function is activity_regularization else added
    inner.losses[before:] = [scale(loss, factor=steps or 1) for loss in kept]
    return results


def _step_by_step(call: Call, x: Tensor) -> Results:
    steps = unstack(x, axis=1)
    masks = [None] * len(steps) if x.mask is None else unstack(x.mask, axis=1)
    pairs = zip(steps, masks, strict=True)
    return (stack(*(call((step.masked(mask),))[0] for step, mask in pairs), axis=1),)


def _at_once(call: Call, x: Tensor) -> Results:
    """The steps of all examples as one batch, and back; masks that come out likewise."""
    lead = x.shape[:2]
    if x.abstract:
        with counted_times(lead[1]):
            results = call(_step(x))
    else:
        mask = None if x.mask is None else _joined(x.mask)
        results = call((_joined(x).masked(mask),))
    return tuple(_parted(y, lead) for y in results)


def _joined(x: Tensor) -> Tensor:
    joined: Tensor = shaping.reshape(x, shape=(prod(x.array.shape[:2]), *x.shape[2:]))
    return joined


def _parted(y: Tensor, lead: Shape) -> Tensor:
    shape = (*lead, *y.shape[1:])
    parted = Tensor(Spec(shape, y.dtype)) if y.abstract else shaping.reshape(y, shape=shape)
    return parted if y.mask is None else parted.masked(_parted(y.mask, lead))


def _kernel_name(layer: Layer, inner: Scope, dialect: str) -> str | None:
    """The weight that is divided, if it is there."""
    own = {
        path.removeprefix(inner.prefix) for path in inner.values if path.startswith(inner.prefix)
    }
    names = ["kernel", "embeddings"]
    if dialect != "tf_keras" and "pointwise_kernel" not in own:
        # Keras 3 calls the kernel of a depthwise convolution a kernel, Keras 2 does not.
        names.append("depthwise_kernel")
    if "go_backwards" in keywords(layer.function):
        return None
    return next((name for name in names if name in own), None)


def _built_kernel_name(layer: Layer, inner: Scope, x: Tensor, dialect: str) -> str:
    mask = None if x.mask is None else Tensor(x.mask.spec)
    layer.results(inner, Tensor(x.spec, mask=mask))
    name = _kernel_name(layer, inner, dialect)
    if name is None:
        called = layer.function.__name__.replace("_", " ")
        raise ShapeError(f"{called} has neither a kernel nor embeddings that could be divided")
    return name
