"""Cards that pick numbers out of results and return them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from cards.card import CardError, Context, Inference, Socket, TaskCard, param
from cards.kinds import FLOAT, RECORD
from cards.tables import near

Name = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True)
class NamedSpec:
    """The names of values that are not known yet."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.names)


class GetFloatFromNamedValues(TaskCard):
    """Takes one number, by its name, out of named values, such as one metric of several."""

    title = "Get Float from named values"
    group = "Named values / Get"
    inputs = (Socket("values", RECORD, "The named values.", "Named values", before="name"),)
    outputs = (Socket("result", FLOAT, "The number of that name."),)

    name: Name = param("accuracy", "Name of the value, such as accuracy.", label="Property name")

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        known = arriving["values"]
        if isinstance(known, NamedSpec):
            self._check(known.names)
        return Inference()

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        values = arriving["values"]
        self._check(tuple(values))
        return {"result": values[self.name]}

    def _check(self, names: Sequence[str]) -> None:
        if self.name not in names:
            there = f" There are: {', '.join(names)}." if names else " There are none."
            sentence = f"There is no value '{self.name}'{near(self.name, names)}{there}"
            raise CardError(sentence, "name", names[0] if len(names) == 1 else None)


class ReturnFloat(TaskCard):
    """Returns a number from the whole document, under a name."""

    title = "Return float"
    group = "Returns"
    inputs = (Socket("value", FLOAT, "The number to return."),)

    name: Name = param("result", "Name under which the number is returned.")

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        value = arriving["value"]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise CardError(f"A number is expected, {value!r} came.", "value")
        if not math.isfinite(value):
            raise CardError(f"The number is not finite: {value}.", "value")
        return {"value": float(value)}
