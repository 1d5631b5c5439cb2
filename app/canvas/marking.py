"""What is selected beside cards, and what a drag shows elsewhere than it is. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cards.document import Document, End

Bend = tuple[End, End, int]
"""A point that the wire from a source to a target is led through, by its place in the row."""

Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class Marked:
    """Notes and frames by name, and bends of wires, that are selected."""

    notes: frozenset[str] = frozenset()
    frames: frozenset[str] = frozenset()
    bends: frozenset[Bend] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.notes or self.frames or self.bends)

    def __len__(self) -> int:
        return len(self.notes) + len(self.frames) + len(self.bends)

    def __or__(self, other: Marked) -> Marked:
        return Marked(
            self.notes | other.notes, self.frames | other.frames, self.bends | other.bends
        )

    def __sub__(self, other: Marked) -> Marked:
        return Marked(
            self.notes - other.notes, self.frames - other.frames, self.bends - other.bends
        )

    def __le__(self, other: Marked) -> bool:
        return not self - other

    def within(self, doc: Document) -> Marked:
        """What of it the document has."""
        bends = frozenset(
            (source, target, number)
            for source, target, number in self.bends
            if number < len(doc.bends.get(target, {}).get(source, ()))
        )
        return Marked(self.notes & doc.notes.keys(), self.frames & doc.frames.keys(), bends)


UNMARKED = Marked()


@dataclass(frozen=True)
class Moving:
    """What a drag shows until it is done: notes at other places, frames with other cards.

    ``welcoming`` are the frames that take cards when they are let go.
    """

    notes: Mapping[str, Rect] = field(default_factory=dict)
    frames: Mapping[str, frozenset[str]] = field(default_factory=dict)
    welcoming: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.notes or self.frames)


AT_REST = Moving()
