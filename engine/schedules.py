"""Learning rates that follow the number of steps taken, by their Keras names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol


class Schedule(Protocol):
    """Gives the learning rate of a step; ``step`` counts from 0."""

    def __call__(self, step: int) -> float: ...


def _positive(value: float, name: str) -> None:
    if value <= 0:
        raise ValueError(f"{name} must be above 0; it is {value}")


@dataclass(frozen=True)
class ExponentialDecay:
    """``initial_learning_rate · decay_rate ^ (step / decay_steps)``.

    With ``staircase`` the power is rounded down, so that the rate falls in steps.
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False

    def __post_init__(self) -> None:
        _positive(self.decay_steps, "decay_steps")

    def __call__(self, step: int) -> float:
        power = step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate ** (
            math.floor(power) if self.staircase else power
        )


@dataclass(frozen=True)
class InverseTimeDecay:
    """``initial_learning_rate / (1 + decay_rate · step / decay_steps)``."""

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False

    def __post_init__(self) -> None:
        _positive(self.decay_steps, "decay_steps")

    def __call__(self, step: int) -> float:
        passed = step / self.decay_steps
        passed = math.floor(passed) if self.staircase else passed
        return self.initial_learning_rate / (1 + self.decay_rate * passed)


@dataclass(frozen=True)
class PiecewiseConstantDecay:
    """``values[i]`` up to and with step ``boundaries[i]``, the last value after all of them."""

    boundaries: Sequence[float]
    values: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.boundaries) + 1:
            raise ValueError(
                f"there must be one value more than boundaries; there are "
                f"{len(self.values)} values and {len(self.boundaries)} boundaries"
            )

    def __call__(self, step: int) -> float:
        return self.values[sum(step > boundary for boundary in self.boundaries)]


@dataclass(frozen=True)
class PolynomialDecay:
    """From ``initial_learning_rate`` to ``end_learning_rate`` along a power of the way left.

    With ``cycle`` the span grows by whole ``decay_steps`` as often as it is used up.
    """

    initial_learning_rate: float
    decay_steps: float
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False

    def __post_init__(self) -> None:
        _positive(self.decay_steps, "decay_steps")

    def __call__(self, step: int) -> float:
        span = self.decay_steps
        if self.cycle:
            span *= max(math.ceil(step / self.decay_steps), 1)
        left = 1 - min(step, span) / span
        way = self.initial_learning_rate - self.end_learning_rate
        rate: float = way * left**self.power + self.end_learning_rate
        return rate


@dataclass(frozen=True)
class CosineDecay:
    """Half a cosine down to ``alpha`` times the start.

    With ``warmup_target`` the rate first rises to it in a line, in ``warmup_steps``.
    Source: Loshchilov & Hutter, 2017, arXiv:1608.03983.
    """

    initial_learning_rate: float
    decay_steps: float
    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: int = 0

    def __post_init__(self) -> None:
        _positive(self.decay_steps, "decay_steps")

    def __call__(self, step: int) -> float:
        start = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return start + (self.warmup_target - start) * step / self.warmup_steps
            start, step = self.warmup_target, step - self.warmup_steps
        wave = 0.5 * (1 + math.cos(math.pi * min(step, self.decay_steps) / self.decay_steps))
        return start * ((1 - self.alpha) * wave + self.alpha)


@dataclass(frozen=True)
class CosineDecayRestarts:
    """Cosine decay that starts again, each time ``t_mul`` longer and ``m_mul`` as high."""

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0

    def __post_init__(self) -> None:
        _positive(self.first_decay_steps, "first_decay_steps")

    def __call__(self, step: int) -> float:
        passed = step / self.first_decay_steps
        if self.t_mul == 1:
            restarts = math.floor(passed)
            passed -= restarts
        else:
            restarts = math.floor(math.log(1 - passed * (1 - self.t_mul), self.t_mul))
            length = self.t_mul**restarts
            passed = (passed - (1 - length) / (1 - self.t_mul)) / length
        wave = 0.5 * self.m_mul**restarts * (1 + math.cos(math.pi * passed))
        return self.initial_learning_rate * ((1 - self.alpha) * wave + self.alpha)


_ALL: tuple[type[Schedule], ...] = (
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
    CosineDecay,
    CosineDecayRestarts,
)
SCHEDULES: Mapping[str, type[Schedule]] = MappingProxyType({s.__name__: s for s in _ALL})
