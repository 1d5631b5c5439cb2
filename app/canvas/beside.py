"""What lies under a point of the scene beside the cards: bends, notes, frames. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.canvas.frame_rects import TITLE as FRAME_TITLE
from app.canvas.geometry import Pair
from app.canvas.marking import Marked, Rect

if TYPE_CHECKING:
    from app.canvas.geometry import Geometry
    from app.canvas.scene import Scene

Sort = Literal["bend", "corner", "note", "frame"]

BEND_REACH = 9.0
CORNER_REACH = 9.0
LEAST_TITLE = 14.0
"""Pixels of height of a frame's title, however far away it is."""


@dataclass(frozen=True)
class Spot:
    """A note, one of its corners, a frame's title, or a bend of a wire.

    ``corner`` is -1 or 1 across and down; ``wire`` and ``number`` tell the bend.
    """

    sort: Sort
    name: str = ""
    corner: tuple[int, int] = (0, 0)
    wire: Pair | None = None
    number: int = 0

    @property
    def marked(self) -> Marked:
        """It alone, as something selected."""
        if self.sort == "bend" and self.wire is not None:
            return Marked(bends=frozenset({(*self.wire, self.number)}))
        if self.sort == "frame":
            return Marked(frames=frozenset({self.name}))
        return Marked(notes=frozenset({self.name}))


def spots(geometry: Geometry) -> list[Spot]:
    """All notes, frames and bends of the page."""
    bends = (
        Spot("bend", wire=geometry.pairs[row], number=number)
        for row, points in geometry.bent.items()
        for number in range(len(points))
    )
    notes = (Spot("note", name) for name in geometry.document.notes)
    return [*notes, *(Spot("frame", name) for name in geometry.frames()), *bends]


def place_of(geometry: Geometry, spot: Spot) -> Rect | None:
    """Left, top, right and bottom of it in the scene; None if it is not there."""
    document = geometry.document
    if spot.wire is not None:
        points = geometry.bent.get(geometry.wire_index.get(spot.wire, -1), ())
        if spot.number >= len(points):
            return None
        x, y = points[spot.number]
        return x, y, x, y
    if spot.sort == "frame":
        return geometry.frame(spot.name) if spot.name in document.frames else None
    if spot.name not in document.notes:
        return None
    left, top, width, height = document.notes[spot.name].rect
    return left, top, left + width, top + height


def spot_of(marked: Marked) -> Spot | None:
    """The one note, frame or bend that is marked; None if there are several, or none."""
    if len(marked) != 1:
        return None
    if marked.bends:
        source, target, number = next(iter(marked.bends))
        return Spot("bend", wire=(source, target), number=number)
    found = [Spot("note", name) for name in marked.notes]
    return next(iter([*found, *(Spot("frame", name) for name in marked.frames)]))


def spot_at(scene: Scene, x: float, y: float) -> Spot | None:
    """What is foremost at scene point (x, y), where no card is."""
    return _bend_at(scene, x, y) or _note_at(scene, x, y) or _frame_at(scene, x, y)


def _bend_at(scene: Scene, x: float, y: float) -> Spot | None:
    geometry = scene.geometry
    reach = (BEND_REACH / scene.camera.scale) ** 2
    found, least = None, reach
    for row, points in geometry.bent.items():
        for number, (px, py) in enumerate(points):
            square = (px - x) ** 2 + (py - y) ** 2
            if square <= least:
                found, least = Spot("bend", wire=geometry.pairs[row], number=number), square
    return found


def _note_at(scene: Scene, x: float, y: float) -> Spot | None:
    document = scene.geometry.document
    reach = CORNER_REACH / scene.camera.scale
    for name in reversed(list(document.notes)):
        left, top, width, height = document.notes[name].rect
        if name in scene.marked.notes:
            for across in (1, -1):
                for down in (1, -1):
                    cx, cy = (
                        left + (across > 0) * width - x,
                        top + (down > 0) * height - y,
                    )
                    if abs(cx) <= reach and abs(cy) <= reach:
                        return Spot("corner", name, (across, down))
        if left <= x <= left + width and top <= y <= top + height:
            return Spot("note", name)
    return None


def _frame_at(scene: Scene, x: float, y: float) -> Spot | None:
    geometry = scene.geometry
    tall = max(FRAME_TITLE, LEAST_TITLE / scene.camera.scale)
    for name, rect in reversed(geometry.frames().items()):
        if rect[0] <= x <= rect[2] and rect[1] <= y <= min(rect[1] + tall, rect[3]):
            return Spot("frame", name)
    return None
