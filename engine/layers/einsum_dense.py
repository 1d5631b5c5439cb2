"""The dense layer whose product is written as an equation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from string import ascii_letters

from engine.activations import activate, activation_named
from engine.autodiff import Shape, ShapeError, Spec, Tensor
from engine.initializers import glorot_uniform, with_axes, zeros
from engine.ops.einsum import einsum
from engine.ops.elementwise import add, cast
from engine.scope import Scope


def einsum_dense(
    scope: Scope,
    x: Tensor,
    *,
    equation: str,
    output_shape: int | Sequence[int | None],
    bias_axes: str | None,
    activation: str | None = "linear",
    dialect: str = "keras3",
) -> Tensor:
    """``activation(x times kernel + bias)``, the product by an equation such as ``abc,cd->abd``.

    ``output_shape`` has the sizes of the result without the batch, None where one follows
    from ``x``; an ellipsis on one side of the equation stands for any axes, which
    ``output_shape`` leaves out. ``bias_axes`` are the letters of the result along which
    the bias has values. The mask is dropped.

    Raises:
        ShapeError: the equation is none, or does not fit ``x``, the sizes or the bias.
    """
    scope.penalizes_frozen = dialect == "tf_keras"
    activation_named(activation, dialect)
    given = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
    names = _spelled(equation, x.spec)
    result = _result_sizes(names, x.spec, given)
    kernel = _kernel(scope, names, x.spec, result, dialect)
    spelled = f"{names.input},{names.kernel}->{names.output}"
    y: Tensor = einsum(cast(x, scope.dtype), cast(kernel, scope.dtype), equation=spelled)
    if bias_axes is not None:
        bias = scope.weight("bias", _bias_shape(names, result, bias_axes), default=zeros)
        y = add(y, cast(bias, scope.dtype))
    return activate(activation, y, dialect)


@dataclass(frozen=True)
class _Names:
    """The letters of an equation; those of an ellipsis are ``before`` or ``behind`` the others."""

    input: str
    kernel: str
    output: str
    before: str = ""
    behind: str = ""

    @property
    def written(self) -> str:
        """The letters of the result that stand in the equation."""
        return self.output[len(self.before) : len(self.output) - len(self.behind)]


_FORM = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")


def _spelled(equation: str, x: Spec) -> _Names:
    """The letters of the equation, with letters for what an ellipsis stands for."""
    found = _FORM.fullmatch(equation)
    if found is None or found[1] != found[5] or found[3] != found[7] or (found[1] and found[3]):
        text = f"'{equation}' is no equation like ab,bc->ac, ...a,ab->...b or ab...,bc->ac..."
        raise ShapeError(text, "equation")
    more = x.ndim - len(found[2])
    if more < 0 or (more and not (found[1] or found[3])):
        raise ShapeError(f"the equation {equation} does not fit the input {x}", "equation")
    letters = "".join(c for c in ascii_letters if c not in equation)[:more]
    before, behind = (letters, "") if found[1] else ("", letters)
    return _Names(before + found[2] + behind, found[4], before + found[6] + behind, before, behind)


def _result_sizes(names: _Names, x: Spec, given: tuple[int | None, ...]) -> dict[str, int | None]:
    """The sizes of the result by letter: as given, None where they follow from the input."""
    before = len(names.before)
    lead = x.shape[: max(before, 1)]
    sizes = (*lead, *given, *(x.shape[x.ndim - len(names.behind) :] if names.behind else ()))
    if len(sizes) != len(names.output):
        told = f"{len(given)} sizes do not fit the letters '{names.written}' of the result"
        raise ShapeError(f"{told}, whose batch has none", "output_shape")
    result = dict(zip(names.output, sizes, strict=True))
    for name, size in zip(names.input, x.shape, strict=True):
        ours = result.get(name)
        if None not in (ours, size) and ours != size:
            text = f"axis {name} is {size} long in the input {x} and {ours} in the output shape"
            raise ShapeError(text, "output_shape")
    return result


def _kernel(
    scope: Scope, names: _Names, x: Spec, result: Mapping[str, int | None], dialect: str
) -> Tensor:
    own = dict(zip(names.input, x.shape, strict=True))
    strange = set(names.kernel) - set(names.input + names.output)
    strange |= set(names.output) - set(names.input + names.kernel)
    if strange:
        listed = ", ".join(sorted(strange))
        raise ShapeError(f"the letters {listed} of the equation stand once only", "equation")
    # Keras 3 asks the result first for the size of a letter, Keras 2 the input.
    sizes = {**result, **own} if dialect == "tf_keras" else {**own, **result}
    inputs = [i for i, c in enumerate(names.kernel) if c not in names.output]
    outputs = [i for i, c in enumerate(names.kernel) if c in names.output]
    fitted = None if dialect == "tf_keras" else partial(with_axes, inputs=inputs, outputs=outputs)
    shape = tuple(sizes[c] for c in names.kernel)
    return scope.weight("kernel", shape, default=glorot_uniform, fitted=fitted)


def _bias_shape(names: _Names, result: Mapping[str, int | None], axes: str) -> Shape:
    wrong = [c for c in axes if c not in names.written]
    if wrong:
        text = f"the bias axis {wrong[0]} is none of the letters '{names.written}' of the result"
        raise ShapeError(text, "bias_axes")
    first = min((names.written.index(c) for c in axes), default=0)
    sizes = tuple(result[c] if c in axes else 1 for c in names.written[first:])
    return sizes + (1,) * len(names.behind)
