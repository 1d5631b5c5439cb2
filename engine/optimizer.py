"""What an optimizer is: clipping, weight decay, averages of weights, state."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.autodiff import Array, Tensor
from engine.flat import Block, Flat, finite

DIALECTS = ("keras3", "tf_keras", "legacy")
AVERAGE = "average"


@dataclass(kw_only=True, eq=False)
class Optimizer:
    """Changes weights by their gradients; ``change`` is the rule of each optimizer.

    ``learning_rate`` is a number or a schedule. ``clipnorm`` bounds the norm of each
    weight's gradient, ``global_clipnorm`` that of all together, ``clipvalue`` every
    number. ``weight_decay`` shrinks weights by that share of the learning rate before
    each step. ``use_ema`` keeps moving averages of the weights, which ``finalize`` (and
    every ``ema_overwrite_frequency`` steps) puts in the weights' place. ``dialect`` is
    ``keras3``, ``tf_keras`` (Keras 2) or ``legacy`` (Keras 2's older optimizers, the
    only ones with ``decay``).

    Raises:
        ValueError: settings that exclude each other or lie out of range.
    """

    learning_rate: float | Callable[[int], float] = 0.001
    weight_decay: float | None = None
    clipnorm: float | None = None
    clipvalue: float | None = None
    global_clipnorm: float | None = None
    use_ema: bool = False
    ema_momentum: float = 0.99
    ema_overwrite_frequency: int | None = None
    decay: float = 0.0
    dialect: str = "keras3"
    iterations: int = field(default=0, init=False)
    _flats: list[Flat] = field(default_factory=list, init=False, repr=False)
    _tensors: list[Tensor] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.dialect not in DIALECTS:
            raise ValueError(
                f"the dialect must be one of {', '.join(DIALECTS)}; it is {self.dialect!r}"
            )
        self._check_clipping()
        if self.use_ema:
            within("ema_momentum", self.ema_momentum)
        if self.ema_overwrite_frequency is not None and self.ema_overwrite_frequency < 1:
            raise ValueError(
                f"ema_overwrite_frequency must be 1 or more; it is {self.ema_overwrite_frequency}"
            )
        if self.decay and self.dialect != "legacy":
            raise ValueError("only legacy optimizers have decay; use a learning rate schedule")

    def change(self, block: Block, rate: float) -> None:
        """Put what is to be subtracted from ``block.w`` into ``block.out``; may spoil ``g``."""
        raise NotImplementedError

    def begin(self) -> None:
        """Do what is done once a step, before any ``change``."""

    def rate(self) -> float:
        """The learning rate of the step that comes next."""
        if callable(self.learning_rate):
            return float(self.learning_rate(self.iterations)) / (1 + self.decay * self.iterations)
        return self.learning_rate / (1 + self.decay * self.iterations)

    def apply(
        self, params: Sequence[Tensor], grads: Sequence[Array | None], *, guarded: bool = False
    ) -> None:
        """Take one step, in place. Weights whose gradient is None stay as they are.

        The arrays of the tensors become views of one vector that the optimizer keeps.
        As in Keras, NaN and infinities go into the weights, unless the step is ``guarded``.

        Raises:
            FloatingPointError: a guarded step is not finite; the weights are then unchanged.
            ValueError: the optimizer has changed other weights before.
        """
        flats = self._bound(params)
        with np.errstate(all="ignore"):
            missing = [flat.gather(grads) for flat in flats]
            self._clip(flats)
            self.begin()
            rate = self.rate()
            for flat, without in zip(flats, missing, strict=True):
                self._decide(flat, rate, without)
            if guarded and not all(finite(flat.out) for flat in flats):
                raise FloatingPointError("the step of the optimizer is not finite")
            for flat in flats:
                np.subtract(flat.base, flat.out, out=flat.w)
                if self.use_ema:
                    self._average(flat)
        self.iterations += 1

    def finalize(self) -> None:
        """Put the moving averages in the place of the weights, where they are kept."""
        for flat in self._flats:
            if AVERAGE in flat.slots:
                flat.bind()
                flat.w[...] = flat.slots[AVERAGE]

    def state(self) -> dict[str, Array]:
        """All that the next step depends on besides weights and gradients, by name."""
        state = {"iterations": np.asarray(self.iterations)}
        for flat in self._flats:
            for name, values in flat.slots.items():
                for place, s in zip(flat.places, flat.slices, strict=True):
                    state[f"{name}/{place}"] = values[s].copy()
        return state

    def set_state(self, state: Mapping[str, Array], params: Sequence[Tensor]) -> None:
        """Go on from where ``state`` was taken, with the same weights in the same order.

        Raises:
            ValueError: the state does not fit the weights.
        """
        flats = self._bound(params)
        names = {key.rsplit("/", 1)[0] for key in state if "/" in key}
        for flat in flats:
            for place, s in zip(flat.places, flat.slices, strict=True):
                for name in names:
                    values = state.get(f"{name}/{place}")
                    if values is None or values.shape != (s.stop - s.start,):
                        raise ValueError(f"the state '{name}' does not fit weight {place}")
                    flat.slot(name)[s] = values
        self.iterations = int(state["iterations"])

    def _bound(self, params: Sequence[Tensor]) -> list[Flat]:
        if not self._tensors:
            self._tensors = list(params)
            types: dict[np.dtype[np.generic], list[int]] = {}
            for place, tensor in enumerate(params):
                types.setdefault(tensor.array.dtype, []).append(place)
            apart = self.weight_decay is not None
            self._flats = [
                Flat([params[i] for i in places], places, apart=apart) for places in types.values()
            ]
        known = self._tensors
        if len(params) != len(known) or any(p is not q for p, q in zip(params, known, strict=True)):
            raise ValueError("this optimizer has changed other weights before; make a new one")
        for flat in self._flats:
            flat.bind()
        return self._flats

    def _decide(self, flat: Flat, rate: float, missing: list[int]) -> None:
        kept = flat.kept(missing)
        if self.weight_decay is not None:
            np.multiply(flat.w, 1 - self.weight_decay * rate, out=flat.base)
        if self.use_ema and self.dialect != "keras3" and AVERAGE not in flat.slots:
            flat.slots[AVERAGE] = flat.w.copy()
        for block in flat.blocks:
            self.change(block, rate)
        flat.leave_out(missing, kept)

    def _average(self, flat: Flat) -> None:
        average = flat.slots.setdefault(AVERAGE, flat.w.copy())
        average += (flat.w - average) * (1 - self.ema_momentum)
        often = self.ema_overwrite_frequency
        if often is not None and (self.iterations + 1) % often == 0:
            flat.w[...] = average

    def _check_clipping(self) -> None:
        given = [
            name
            for name in ("clipnorm", "clipvalue", "global_clipnorm")
            if getattr(self, name) is not None
        ]
        if self.dialect != "keras3":
            given = [name for name in given if name != "clipvalue"]
        if len(given) > 1:
            raise ValueError(f"only one of {' and '.join(given)} can be set")

    def _clip(self, flats: Sequence[Flat]) -> None:
        legacy = self.dialect == "legacy"
        if legacy and self.clipvalue:
            _clip_values(flats, self.clipvalue)
        if self.clipnorm:
            _clip_norms(flats, self.clipnorm)
        elif self.global_clipnorm:
            _clip_global_norm(flats, self.global_clipnorm)
        elif self.clipvalue and not legacy:
            _clip_values(flats, self.clipvalue)


def within(name: str, value: float, low: float = 0.0, high: float = 1.0) -> None:
    """Raises ValueError if ``value`` lies outside ``low`` to ``high``."""
    if not low <= value <= high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}; it is {value}")


def _clip_values(flats: Sequence[Flat], most: float) -> None:
    for flat in flats:
        np.clip(flat.g, -most, most, out=flat.g)


def _clip_norms(flats: Sequence[Flat], most: float) -> None:
    for flat in flats:
        for s in flat.slices:
            g = flat.g[s]
            g *= most / max(math.sqrt(float(np.dot(g, g))), most)


def _clip_global_norm(flats: Sequence[Flat], most: float) -> None:
    norm = math.sqrt(sum(float(np.dot(flat.g, flat.g)) for flat in flats))
    for flat in flats:
        flat.g *= most / max(norm, most)
