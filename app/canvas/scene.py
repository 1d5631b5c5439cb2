"""What a frame of the canvas shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from app.canvas.camera import Camera
from app.canvas.facts import Facts
from app.canvas.geometry import Array, Geometry, Pair
from app.canvas.hits import NOTHING, Hit
from app.canvas.marking import AT_REST, UNMARKED, Marked, Moving

if TYPE_CHECKING:
    from app.canvas.making_room import Room
    from app.canvas.spotlight import Spotlight
    from app.session import CardResult, NodeState
    from cards.paging import Page

EMPHASISED = 40
"""Of more selected cards than these the wires do not stand out."""


@dataclass
class Scene:
    """All that a frame depends on, but for the theme and the size of the window."""

    geometry: Geometry
    camera: Camera = field(default_factory=Camera)
    size: tuple[float, float] = (1600.0, 1000.0)
    """Width and height of the window, in which labels find their places."""
    facts: Facts = field(default_factory=Facts)
    states: Mapping[str, NodeState] = field(default_factory=dict)
    results: Mapping[str, CardResult] = field(default_factory=dict)
    selection: frozenset[str] = frozenset()
    hovered: Hit = NOTHING
    hovered_wire: Pair | None = None
    lifted: Pair | None = None
    """A wire that is being moved and therefore not drawn."""
    spotlight: Spotlight | None = None
    """What stands out while the rest is dimmed."""

    marked: Marked = UNMARKED
    """What is selected beside the cards."""
    moving: Moving = AT_REST
    """What a drag shows elsewhere."""
    rooms: dict[str, Room] = field(default_factory=dict)
    """What made room for the groups that are open, and goes back when they close."""
    handles: bool = True
    """Whether bends of wires have handles, which pictures have not."""
    page: Page | None = None
    """The page that is shown, if the document has groups."""

    def still(self) -> tuple[list[str], list[str]]:
        """The frames and the notes that no drag moves."""
        document, moving = self.geometry.document, self.moving
        return (
            [name for name in document.frames if name not in moving.frames],
            [name for name in document.notes if name not in moving.notes],
        )

    def stacked(self, rows: Array) -> Array:
        """These cards from back to front: selected ones stand before the others."""
        index = self.geometry.index
        front = np.zeros(len(index), bool)
        front[[index[name] for name in self.selection if name in index]] = True
        return np.concatenate([rows[~front[rows]], rows[front[rows]]])

    def strong_wires(self) -> Array:
        """The wires of selected cards and of what the pointer is over."""
        names = set(self.selection) if len(self.selection) <= EMPHASISED else set()
        if self.hovered.node and self.hovered.where != "socket":
            names.add(self.hovered.node)
        index = self.geometry.index
        found = self.geometry.wires_of([index[n] for n in names if n in index]).tolist()
        if self.hovered.where == "socket":
            side = 0 if self.hovered.output else 1
            pairs = enumerate(self.geometry.pairs)
            found += [i for i, pair in pairs if pair[side] == self.hovered.end]
        if self.hovered_wire is not None and self.hovered_wire in self.geometry.wire_index:
            found.append(self.geometry.wire_index[self.hovered_wire])
        # Not np.unique: its first call loads numpy.ma, 15 ms of the start.
        return np.array(sorted(set(found)), int)
