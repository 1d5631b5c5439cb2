"""Runs the cases of layers, initializers, regularizers and constraints."""

from tests.golden.harness import NotBuilt, Runner
from tests.golden.reader import Arrays, Case


def not_built(case: Case, arrays: Arrays) -> None:
    raise NotBuilt(case["layer"])


RUNNERS: dict[str, Runner] = {
    "layer": not_built,
    "statistics": not_built,
    "outcome": not_built,
    "initializer": not_built,
    "initializer_statistics": not_built,
    "regularizer": not_built,
    "constraint": not_built,
}
