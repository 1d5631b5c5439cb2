"""Holds what the engine computes against the recorded numbers of the references."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.golden.reader import Arrays, Case

Runner = Callable[[Case, Arrays], None]

INPUT = re.compile(r"w\..*|adj\..*|state\d+|s\d+\.(x|dy|mask)\d*")

VALUE_ERRORS = ("InvalidArgumentError", "NotImplementedError", "ZeroDivisionError")
"""What else the references raise for a value that does not fit: TensorFlow's own exception, one
for an unknown name, one where a rate of 1 is divided by."""


class NotBuilt(Exception):  # noqa: N818 (it says what a case is, not that something broke)
    """The engine does not have what the case is about; the text names it."""


class Disagreement(AssertionError):  # noqa: N818 (a finding, not a mishap)
    """The engine and the reference differ."""


def judge_refusal(case: Case, found: tuple[str | None, str | None]) -> None:
    """Hold the stage and kind of our refusal (None: accepted) against the reference's."""
    error = case["expect"]["error"]
    expected = case["expect"]["stage"], "ValueError" if error in VALUE_ERRORS else error
    if found != expected:
        raise Disagreement(f"refused at {found}, the reference at {expected}")


def is_input(name: str) -> bool:
    """Whether an array of a layer's case is given to the layer (others it must produce)."""
    return INPUT.fullmatch(name) is not None


def compare(
    case: Case,
    arrays: Arrays,
    mine: Mapping[str, Any],
    *,
    given: Callable[[str], bool] = is_input,
) -> None:
    """Hold every array of the case that is not ``given`` against the one of that name in ``mine``.

    Raises Disagreement with one line for each array that is missing or differs.
    """
    expected = [name for name in arrays if not given(name)]
    faults = [fault for name in expected if (fault := difference(case, arrays, mine, name))]
    if faults:
        raise Disagreement("\n".join(faults))


def difference(case: Case, arrays: Arrays, mine: Mapping[str, Any], name: str) -> str | None:
    """What is wrong with ``mine[name]``, if anything is."""
    if name not in mine or mine[name] is None:
        return f"{name}: the engine gives nothing"
    value, reference = np.asarray(mine[name]), arrays[name]
    if value.shape != reference.shape:
        return f"{name}: shape {value.shape}, the reference has {reference.shape}"
    value, reference = value.astype(np.float64), reference.astype(np.float64)
    rtol, atol = tolerance(case, name)
    close = np.isclose(value, reference, rtol, atol, equal_nan=True)
    if close.all():
        return None
    where = tuple(int(i) for i in np.argwhere(~close)[0])
    return (
        f"{name}: {np.count_nonzero(~close)} of {close.size} differ (rtol {rtol}, atol {atol}); "
        f"at {where} {value[where]!r}, the reference has {reference[where]!r}"
    )


def tolerance(case: Case, name: str) -> tuple[float, float]:
    """Relative and absolute tolerance of one array."""
    block = case["tolerance"]
    return block["rtol"], block.get("atol_by_array", {}).get(name, block["atol"])


def runner(case: Case) -> Runner:
    """The function that runs cases of this kind. Raises NotBuilt if there is none."""
    # Here, because these modules need the names above.
    from tests.golden import batch_normalization_cases, layer_cases, part_cases

    if case["layer"] == "BatchNormalization" and case["kind"] in batch_normalization_cases.RUNNERS:
        return batch_normalization_cases.RUNNERS[case["kind"]]
    known = {**layer_cases.RUNNERS, **part_cases.RUNNERS}
    if case["kind"] not in known:
        raise NotBuilt(case["kind"])
    return known[case["kind"]]
