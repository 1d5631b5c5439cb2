"""Optimizers by their Keras names; the defaults are those of Keras 3."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from engine.autodiff import Array
from engine.flat import Block
from engine.optimizer import Optimizer, within


@dataclass(kw_only=True, eq=False)
class SGD(Optimizer):
    """Steepest descent, with momentum if that is above 0 (Nesterov's on request)."""

    learning_rate: float | Callable[[int], float] = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        within("momentum", self.momentum)

    def change(self, block: Block, rate: float) -> None:
        step = block.g
        step *= rate
        if self.momentum:
            m = block.slot("momentum")
            m *= self.momentum
            m += step
            if self.nesterov:
                np.multiply(m, self.momentum, out=block.out)
                block.out += step
                return
            step = m
        block.out[...] = step


@dataclass(kw_only=True, eq=False)
class Adam(Optimizer):
    """Adapts the step of each weight to the moments of its gradient.

    Source: Kingma & Ba, 2015, arXiv:1412.6980; ``amsgrad``: Reddi et al., 2018.
    """

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        _shares(self.beta_1, self.beta_2)

    def change(self, block: Block, rate: float) -> None:
        # The moments are kept without their factors 1 - beta, which saves two passes;
        # the factors come back in what follows from them.
        m, v = block.slot("m"), self._second_moment(block)
        t, root = self.iterations + 1, math.sqrt(1 - self.beta_2)
        np.sqrt(v, out=block.out)
        block.out += self.epsilon / root
        np.divide(m, block.out, out=block.out)
        corrected = rate * math.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        block.out *= corrected * (1 - self.beta_1) / root

    def _second_moment(self, block: Block) -> Array:
        m, v = block.slot("m"), block.slot("v")
        m *= self.beta_1
        m += block.g
        np.multiply(block.g, block.g, out=block.g)
        v *= self.beta_2
        v += block.g
        if self.amsgrad:
            largest = block.slot("v_hat")
            return np.maximum(largest, v, out=largest)
        return v


@dataclass(kw_only=True, eq=False)
class AdamW(Adam):
    """Adam with weight decay apart from the gradient (Loshchilov & Hutter, 2019)."""

    weight_decay: float | None = 0.004

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.weight_decay is None:
            raise ValueError("AdamW needs a weight_decay; Adam has none")


@dataclass(kw_only=True, eq=False)
class Nadam(Optimizer):
    """Adam with Nesterov momentum (Dozat, 2015)."""

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    schedule_decay: float = 0.004
    _product: float = field(default=1.0, init=False, repr=False)
    _counted: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        _shares(self.beta_1, self.beta_2)

    def begin(self) -> None:
        if self._counted != self.iterations:
            self._product = math.prod(self._factor(i + 1) for i in range(self.iterations))
        self._product *= self._factor(self.iterations + 1)
        self._counted = self.iterations + 1

    def change(self, block: Block, rate: float) -> None:
        t = self.iterations + 1
        now, following = self._factor(t), self._factor(t + 1)
        m, v, g = block.slot("m"), block.slot("v"), block.g
        _towards(m, g, 1 - self.beta_1, block.out)
        _towards(v, g * g, 1 - self.beta_2, block.out)
        ahead = m * (following / (1 - self._product * following))
        ahead += g * ((1 - now) / (1 - self._product))
        np.sqrt(v / (1 - self.beta_2**t), out=block.out)
        block.out += self.epsilon
        np.divide(ahead * rate, block.out, out=block.out)

    def _factor(self, t: int) -> float:
        slowness = self.schedule_decay if self.dialect == "legacy" else 1.0
        factor: float = self.beta_1 * (1 - 0.5 * 0.96 ** (slowness * t))
        return factor


@dataclass(kw_only=True, eq=False)
class Adamax(Optimizer):
    """Adam with the largest gradient seen in place of the second moment (Kingma & Ba, 2015)."""

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        super().__post_init__()
        _shares(self.beta_1, self.beta_2)

    def change(self, block: Block, rate: float) -> None:
        m, u = block.slot("m"), block.slot("u")
        _towards(m, block.g, 1 - self.beta_1, block.out)
        u *= self.beta_2
        np.maximum(u, np.abs(block.g, out=block.g), out=u)
        np.add(u, self.epsilon, out=block.out)
        np.divide(m, block.out, out=block.out)
        block.out *= rate / (1 - self.beta_1 ** (self.iterations + 1))


@dataclass(kw_only=True, eq=False)
class RMSprop(Optimizer):
    """Divides the gradient by a moving root mean square (Hinton, 2012, lecture 6).

    ``centered`` subtracts the squared moving mean of the gradient first.
    """

    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7
    centered: bool = False

    def change(self, block: Block, rate: float) -> None:
        g = block.g
        v = block.slot("velocity")
        _towards(v, g * g, 1 - self.rho, block.out)
        block.out[...] = v
        if self.centered:
            mean = block.slot("mean")
            mean += (g - mean) * (1 - self.rho)
            block.out -= mean * mean
        self._root(block.out)
        np.divide(g, block.out, out=block.out)
        block.out *= rate
        if self.momentum:
            m = block.slot("momentum")
            m *= self.momentum
            m += block.out
            block.out[...] = m

    def _root(self, square: Array) -> None:
        if self.dialect == "legacy" and not self.momentum:
            np.sqrt(square, out=square)
            square += self.epsilon
            return
        square += self.epsilon
        np.sqrt(square, out=square)


@dataclass(kw_only=True, eq=False)
class Adagrad(Optimizer):
    """Divides by the root of the sum of all squared gradients (Duchi et al., 2011)."""

    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7

    def change(self, block: Block, rate: float) -> None:
        total = block.slot("accumulator", self.initial_accumulator_value)
        total += block.g * block.g
        if self.dialect == "legacy":
            np.sqrt(total, out=block.out)
            block.out += self.epsilon
        else:
            np.sqrt(total + self.epsilon, out=block.out)
        np.divide(block.g, block.out, out=block.out)
        block.out *= rate


@dataclass(kw_only=True, eq=False)
class Adadelta(Optimizer):
    """Steps as large as past steps were, in the units of the weights (Zeiler, 2012)."""

    rho: float = 0.95
    epsilon: float = 1e-7

    def change(self, block: Block, rate: float) -> None:
        squares, steps = block.slot("accumulated_grad"), block.slot("accumulated_delta")
        _towards(squares, block.g * block.g, 1 - self.rho, block.out)
        step = np.sqrt((steps + self.epsilon) / (squares + self.epsilon)) * block.g
        _towards(steps, step * step, 1 - self.rho, block.out)
        np.multiply(step, rate, out=block.out)


@dataclass(kw_only=True, eq=False)
class Ftrl(Optimizer):
    """Follow the regularized leader: sparse weights by ``l1`` (McMahan et al., 2013)."""

    learning_rate_power: float = -0.5
    initial_accumulator_value: float = 0.1
    l1_regularization_strength: float = 0.0
    l2_regularization_strength: float = 0.0
    l2_shrinkage_regularization_strength: float = 0.0
    beta: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.learning_rate_power > 0:
            raise ValueError(
                f"learning_rate_power must be at most 0; it is {self.learning_rate_power}"
            )
        for name in (
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
        ):
            within(name, getattr(self, name), 0.0, math.inf)

    def change(self, block: Block, rate: float) -> None:
        g, w = block.g, block.w
        total = block.slot("accumulator", self.initial_accumulator_value)
        linear = block.slot("linear")
        old = total**-self.learning_rate_power
        total += g * g
        new = total**-self.learning_rate_power
        shrinkage = 2 * self.l2_shrinkage_regularization_strength
        linear += g + shrinkage * w - (new - old) / rate * w
        l1, l2 = self.l1_regularization_strength, self.l2_regularization_strength
        quadratic = new / rate + 2 * (l2 + self.beta / (2 * rate))
        np.subtract(w, (np.clip(linear, -l1, l1) - linear) / quadratic, out=block.out)


def _towards(
    average: Array,
    value: Array,
    share: float,
    scratch: Array,
) -> None:
    """Move an average towards a value by a share of the way, in place."""
    np.subtract(value, average, out=scratch)
    scratch *= share
    average += scratch


def _shares(*betas: float) -> None:
    """Raises ValueError if a decay rate is not below 1: the average would never begin."""
    for beta in betas:
        if not 0 <= beta < 1:
            raise ValueError(f"beta_1 and beta_2 must be at least 0 and below 1, not {beta}")


_ALL: tuple[type[Optimizer], ...] = (
    SGD,
    Adam,
    AdamW,
    Nadam,
    Adamax,
    RMSprop,
    Adagrad,
    Adadelta,
    Ftrl,
)
OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType({o.__name__: o for o in _ALL})
