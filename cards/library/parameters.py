"""Cards that hold one value, for rows of several cards that should agree."""

from typing import Any, ClassVar

from cards.card import Part, Socket, param
from cards.kinds import BOOLEAN, FLOAT, INTEGER, TEXT, Kind, kind_of


class Value(Part):
    """A value that rows of other cards take by wire."""

    group = "Parameters"
    value: Any

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        kind = kind_of(cls.model_fields["value"].annotation)
        cls.outputs = (Socket("value", kind, "The value of this card.", "Value"),)

    def argument(self, output: str) -> Any:
        """The value itself."""
        return self.value

    def build(self) -> Any:
        """The value itself."""
        return self.value


class Integer(Value):
    """Holds a whole number. Wire it to every row that should have this number."""

    title = "Integer"
    kind: ClassVar[Kind] = INTEGER

    value: int = param(0, "The whole number.")


class Float(Value):
    """Holds a number with decimals. Wire it to every row that should have this number."""

    title = "Float"
    kind: ClassVar[Kind] = FLOAT

    value: float = param(0.0, "The number.")


class Boolean(Value):
    """Holds true or false. Wire it to every row that should have this setting."""

    title = "Boolean"
    kind: ClassVar[Kind] = BOOLEAN

    value: bool = param(False, "True or false.")


class String(Value):
    """Holds a text. Wire it to every row that should have this text."""

    title = "String"
    kind: ClassVar[Kind] = TEXT

    value: str = param("", "The text.")


class IntegerList(Value):
    """Holds several whole numbers in order, such as a shape or a list of axes."""

    title = "List of Integer"
    kind: ClassVar[Kind] = kind_of(tuple[int, ...])

    value: tuple[int, ...] = param((), "The whole numbers, in order.")


class FloatList(Value):
    """Holds several numbers in order."""

    title = "List of Float"
    kind: ClassVar[Kind] = kind_of(tuple[float, ...])

    value: tuple[float, ...] = param((), "The numbers, in order.")


class BooleanList(Value):
    """Holds several settings, each true or false, in order."""

    title = "List of Boolean"
    kind: ClassVar[Kind] = kind_of(tuple[bool, ...])

    value: tuple[bool, ...] = param((), "True or false, in order.")


class StringList(Value):
    """Holds several texts in order, such as names of columns."""

    title = "List of String"
    kind: ClassVar[Kind] = kind_of(tuple[str, ...])

    value: tuple[str, ...] = param((), "The texts, in order.")
