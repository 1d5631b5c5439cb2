"""Constraint cards: bounds of a weight, restored after each step of the optimizer."""

from typing import Self

from pydantic import model_validator

from cards.card import CardError, Fraction, NonNegativeFloat, Part, param
from cards.kinds import CONSTRAINT
from engine import constraints

_AXES = (
    "Axes over which a norm is taken: 0 for the weights that enter one unit of a dense layer; "
    "0, 1, 2 for a filter of a convolution."
)

_NORM = "\n‖w‖ = √(Σ w²) over the axes"


class Constraint(Part):
    """Keeps a weight within bounds."""

    kind = CONSTRAINT
    group = "Constraints"


class MaxNorm(Constraint):
    """Shrinks the weights of each unit whose norm is too large.

    Source: Srebro, Rennie & Jaakkola, 2005, "Maximum-margin matrix factorization".
    """

    title = "Max norm constraint"
    engine = constraints.max_norm
    formula = "w ← w · min(‖w‖, max value) / (‖w‖ + 1e-7)" + _NORM

    max_value: NonNegativeFloat = param(2.0, "Largest norm.")
    axis: tuple[int, ...] = param((0,), _AXES, label="Axes")


class MinMaxNorm(Constraint):
    """Brings the norm of the weights of each unit into an interval, at once or slowly."""

    title = "Min max norm constraint"
    engine = constraints.min_max_norm
    formula = (
        "w ← w · goal / (‖w‖ + 1e-7)\n"
        "goal = rate · max(min(‖w‖, max value), min value) + (1 - rate) · ‖w‖" + _NORM
    )

    min_value: NonNegativeFloat = param(0.0, "Smallest norm.")
    max_value: NonNegativeFloat = param(1.0, "Largest norm; not below the smallest.")
    rate: Fraction = param(1.0, "Share of the way that is gone at each step; 1 goes at once.")
    axis: tuple[int, ...] = param((0,), _AXES, label="Axes")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max_value < self.min_value:
            raise CardError(
                f"Max value must not be below Min value; {self.max_value:g} is below "
                f"{self.min_value:g}.",
                "max_value",
            )
        return self


class NonNeg(Constraint):
    """Sets negative entries of a weight to zero.

    In Keras 2 an entry of minus infinity becomes nan.
    """

    title = "Non neg constraint"
    engine = constraints.non_neg
    formula = "w ← max(w, 0)"


class RadialConstraint(Constraint):
    """Makes the kernel of a convolution the same in all directions from its centre.

    It fits the square kernels of 2D convolutions only. Each square ring around the centre takes
    the weight of a place on the diagonal; on odd sizes that is one place too near the centre,
    as in Keras 2. Keras 3 does not have it.
    """

    title = "Radial constraint constraint"
    engine = constraints.radial_constraint
    formula = (
        "w[i, j] ← w[k, k],  k = ⌊n/2⌋ + r - (n mod 2), but ⌊n/2⌋ - 1 where r = 0\n"
        "r = max(⌊|i - m|⌋, ⌊|j - m|⌋),  m = (n - 1) / 2,  n being the size of the kernel"
    )


class UnitNorm(Constraint):
    """Gives the weights of each unit a norm of 1."""

    title = "Unit norm constraint"
    engine = constraints.unit_norm
    formula = "w ← w / (‖w‖ + 1e-7)" + _NORM

    axis: tuple[int, ...] = param((0,), _AXES, label="Axes")
