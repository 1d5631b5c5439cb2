"""The graph as saved: nodes, wires, groups and notes, never widgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

FORMAT = "layerdeck"
FORMAT_VERSION = 1

End = str
"""A socket of a node, written ``node.socket``; node names hold no dot."""

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e7, le=1e7)]
NodeName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=200)]


def end(node: str, socket: str) -> End:
    """The end of a wire at ``socket`` of ``node``."""
    return f"{node}.{socket}"


def node_of(e: End) -> str:
    """The node of a wire's end."""
    return e.partition(".")[0]


def socket_of(e: End) -> str:
    """The socket of a wire's end."""
    return e.partition(".")[2]


class DocumentError(ValueError):
    """A file that cannot be read or written as a document, in one sentence."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Node(_Frozen):
    """A card in a document: which one, its typed values, its place.

    ``params`` holds only what differs from the card's defaults or was typed in;
    ``folded`` shows the header alone, ``more`` the advanced rows as well.
    """

    card: str
    card_version: int = 1
    params: Mapping[str, JsonValue] = {}
    position: tuple[Finite, Finite] = (0.0, 0.0)
    folded: bool = False
    more: bool = False


class Note(_Frozen):
    """A text beside the cards; ``rect`` is left, top, width, height."""

    text: str
    rect: tuple[Finite, Finite, Finite, Finite]


class Group(_Frozen):
    """A titled frame around some nodes."""

    title: str
    nodes: frozenset[str] = frozenset()
    color: str = "#888888"


class Settings(_Frozen):
    """What holds for the whole document."""

    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0


class Document(_Frozen):
    """An immutable graph. ``wires`` maps a target to its sources, in order.

    Most sockets take one wire; some take several.
    """

    format: Literal["layerdeck"] = "layerdeck"
    version: int = FORMAT_VERSION
    settings: Settings = Settings()
    nodes: Mapping[NodeName, Node] = {}
    wires: Mapping[End, tuple[End, ...]] = {}
    groups: Mapping[str, Group] = {}
    notes: Mapping[str, Note] = {}

    def sources(self, node: str, socket: str) -> tuple[End, ...]:
        """What feeds this input, in order; nothing if it has no wire."""
        return self.wires.get(end(node, socket), ())

    def pairs(self) -> Iterator[tuple[End, End]]:
        """Every wire as (source, target)."""
        for target, sources in self.wires.items():
            for source in sources:
                yield source, target
