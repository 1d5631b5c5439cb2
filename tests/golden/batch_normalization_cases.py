"""Runs the batch normalization cases: sequences of calls, and configurations that are refused."""

from tests.golden.harness import NotBuilt, Runner
from tests.golden.reader import Arrays, Case


def not_built(case: Case, arrays: Arrays) -> None:
    raise NotBuilt(case["layer"])


RUNNERS: dict[str, Runner] = {"sequence": not_built, "outcome": not_built}
