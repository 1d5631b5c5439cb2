"""Cards that are dragged into groups that are open in place, and out of them. No Qt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.canvas.gestures.carried import Carried, within
from app.canvas.open_groups import open_rects
from cards.document import Document
from cards.edits import Refused
from cards.grouping import moved_into

if TYPE_CHECKING:
    from app.canvas.view import Canvas


class Regrouping:
    """Open groups as they were before a drag: what is let go in one is in that group then.

    A group all of whose cards are dragged moves along, and is let go as one.
    """

    def __init__(self, canvas: Canvas, carried: Carried, grabbed: Collection[str]) -> None:
        self._scene, self._carried = canvas.scene, carried
        self._page = page = canvas.page
        moving = frozenset(carried.names)
        self._whole = {g for g in page.open if g in grabbed or moving.issuperset(page.spread([g]))}
        rects = open_rects(canvas.scene.geometry, page)
        # Inner groups come after the ones around them: the last that fits is the one.
        self._names = [g for g in rects if g not in self._whole]
        self._rects = np.array([rects[g] for g in self._names]).reshape(-1, 4)
        self._units = self._find_units(rects)
        self._to: dict[str, str | None] = {}
        self._welcomed: frozenset[str] = frozenset()

    def follow(self, *, prevented: bool) -> bool:
        """Note what would be in which group now; True if other groups welcome something."""
        before = self._scene.moving.welcoming
        self._to = {} if prevented else self._places()
        welcoming = frozenset(f"group:{g}" for g in self._to.values() if g is not None)
        kept = frozenset(n for n in before if not n.startswith("group:"))
        self._scene.moving = replace(self._scene.moving, welcoming=kept | welcoming)
        was, self._welcomed = self._welcomed, welcoming
        return was != welcoming

    def edited(self, document: Document) -> Document:
        """``document`` with what was let go in the groups that it is in now."""
        for group in dict.fromkeys(self._to.values()):
            names = [name for name, to in self._to.items() if to == group]
            try:
                document = moved_into(document, names, group)
            except Refused:
                continue
        return document

    def _find_units(
        self, rects: dict[str, tuple[float, float, float, float]]
    ) -> dict[str, tuple[float, float]]:
        """What is dragged as one, with the middle of it before the drag."""
        page, carried = self._page, self._carried
        if not page.open:
            return {}
        outer = {g for g in self._whole if page.whole.groups[g].group not in self._whole}
        inside = page.spread(self._whole)
        middles = carried.origin + self._scene.geometry.wh[carried.rows] / 2
        units = {
            name: (float(x), float(y))
            for name, (x, y) in zip(carried.names, middles.tolist(), strict=True)
            if name not in inside and not name.startswith("@")
        }
        for g in outer:
            left, top, right, bottom = rects[g]
            units[g] = (left + right) / 2, (top + bottom) / 2
        return units

    def _places(self) -> dict[str, str | None]:
        """The groups of what would be in another one if it were let go now."""
        if not self._units:
            return {}
        points = np.array(list(self._units.values())) + np.array(self._carried.at)
        inside = within(self._rects, points) if self._names else np.zeros((len(points), 0), bool)
        found: dict[str, str | None] = {}
        whole = self._page.whole
        for name, here in zip(self._units, inside, strict=True):
            fitting = [g for g, yes in zip(self._names, here.tolist(), strict=True) if yes]
            group = fitting[-1] if fitting else self._page.group
            one = whole.groups[name] if name in whole.groups else whole.nodes[name]
            if one.group != group:
                found[name] = group
        return found
