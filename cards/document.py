"""The graph as saved: nodes, wires, groups, frames and notes, never widgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

FORMAT = "layerdeck"
FORMAT_VERSION = 2

End = str
"""A socket of a node, written ``node.socket``; node names hold no dot."""

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e7, le=1e7)]
Point = tuple[Finite, Finite]
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
    ``folded`` shows the header alone, ``more`` the advanced rows as well. ``group`` is
    the group card that it is inside of.
    """

    card: str
    card_version: int = 1
    params: Mapping[str, JsonValue] = {}
    position: tuple[Finite, Finite] = (0.0, 0.0)
    folded: bool = False
    more: bool = False
    group: NodeName | None = None


class Note(_Frozen):
    """A text beside the cards, in Markdown; ``rect`` is left, top, width, height.

    Without a ``color`` it is as yellow as paper notes are.
    """

    text: str
    rect: tuple[Finite, Finite, Finite, Finite]
    group: NodeName | None = None
    color: Annotated[str, Field(max_length=20)] = ""


class Frame(_Frozen):
    """A titled frame around some nodes and groups."""

    title: str
    nodes: frozenset[str] = frozenset()
    color: str = "#888888"


class Port(_Frozen):
    """A socket on a group card, and the sockets of the cards inside that it stands for.

    An input stands for one or more, which get the same wire; an output for one.
    """

    name: NodeName
    title: str
    ends: tuple[End, ...]


class Group(_Frozen):
    """A card made of cards: those whose ``group`` names it, in the same flat document.

    Wires always join the cards inside; a wire that crosses the border is shown at the
    port that stands for its end. ``open`` shows the cards in place of the group card.
    """

    title: str
    position: tuple[Finite, Finite] = (0.0, 0.0)
    group: NodeName | None = None
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    folded: bool = False
    open: bool = False


class Settings(_Frozen):
    """What holds for the whole document."""

    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0


class Document(_Frozen):
    """An immutable graph. ``wires`` maps a target to its sources, in order.

    Most sockets take one wire; some take several. ``bends`` holds, by target and source,
    the points that a wire is led through. Groups and nodes share their names' space.
    """

    format: Literal["layerdeck"] = "layerdeck"
    version: int = FORMAT_VERSION
    settings: Settings = Settings()
    nodes: Mapping[NodeName, Node] = {}
    wires: Mapping[End, tuple[End, ...]] = {}
    bends: Mapping[End, Mapping[End, tuple[Point, ...]]] = {}
    groups: Mapping[NodeName, Group] = {}
    frames: Mapping[str, Frame] = {}
    notes: Mapping[str, Note] = {}

    def sources(self, node: str, socket: str) -> tuple[End, ...]:
        """What feeds this input, in order; nothing if it has no wire."""
        return self.wires.get(end(node, socket), ())

    def pairs(self) -> Iterator[tuple[End, End]]:
        """Every wire as (source, target)."""
        for target, sources in self.wires.items():
            for source in sources:
                yield source, target
