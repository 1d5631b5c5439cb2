"""Going from card to card with keys: along wires, among neighbours, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.canvas.geometry import Geometry
from app.canvas.gestures.carried import Carried
from app.canvas.layout import GRID
from app.step_names import moved_step
from cards.document import End, node_of, socket_of

if TYPE_CHECKING:
    from app.canvas.view import Canvas

PAN = 64.0
"""How far one key moves the view, in pixels."""


def along(canvas: Canvas, step: int, *, extend: bool = False) -> None:
    """Go to a card that this one feeds (1), or that feeds it (-1)."""
    start = _start(canvas, extend=extend)
    if not start:
        return
    geometry = canvas.scene.geometry
    near = _wired(geometry, start, step)
    came_from = canvas.caret.came_from
    if came_from and came_from[0] == start and came_from[1] in near:
        near = [came_from[1]]
    if near:
        chosen = min(near, key=lambda n: abs(_middle(geometry, n)[1] - _middle(geometry, start)[1]))
        go_to(canvas, chosen, extend=extend)
        canvas.caret.came_from = (chosen, start)


def beside(canvas: Canvas, step: int, *, extend: bool = False) -> None:
    """Go to the nearest card below (1) or above (-1), rather to one on the same wires."""
    start = _start(canvas, extend=extend)
    if not start:
        return
    geometry = canvas.scene.geometry
    row = geometry.index[start]
    away = geometry.xy + geometry.wh / 2 - _middle(geometry, start)
    score = np.abs(away[:, 1]) + 2.0 * np.abs(away[:, 0])
    kin = {
        name for side in (1, -1) for other in _wired(geometry, start, side)
        for name in _wired(geometry, other, -side)
    }  # fmt: skip
    score[[geometry.index[name] for name in kin]] *= 0.5
    score[away[:, 1] * step <= 0] = np.inf
    score[row] = np.inf
    best = int(score.argmin())
    if np.isfinite(score[best]):
        go_to(canvas, geometry.names[best], extend=extend)


def in_order(canvas: Canvas, step: int) -> None:
    """Go to the next card from left to right, then top to bottom, round at the ends."""
    order = reading_order(canvas.scene.geometry)
    if order:
        now = canvas.caret.node
        at = order.index(now) + step if now in order else (0 if step > 0 else -1)
        go_to(canvas, order[at % len(order)])


def to_end(canvas: Canvas, *, last: bool) -> None:
    """Go to the first or the last card in reading order."""
    order = reading_order(canvas.scene.geometry)
    if order:
        go_to(canvas, order[-1 if last else 0])


def go_to(canvas: Canvas, name: str, *, extend: bool = False) -> None:
    """Select a card, or ``extend`` the selection to it, and put the cursor on it."""
    session, now = canvas.session, canvas.caret.node
    if not extend:
        session.select((name,))
    elif name in session.selection and now:
        # Going back over selected cards takes them out again.
        session.select(session.selection - {now} | {name})
    else:
        session.select(session.selection | {name})
    canvas.caret.go_to_card(name)


def follow_wire(canvas: Canvas, step: int) -> bool:
    """Go from a row along its wire to the row at the other end."""
    hit, geometry = canvas.caret.hit, canvas.scene.geometry
    if not hit.socket or hit.output != (step > 0):
        return False
    ends: list[End] = (
        [target for source, target in geometry.pairs if source == hit.end]
        if hit.output
        else list(geometry.document.sources(hit.node, hit.socket))
    )
    if not ends:
        return False
    y = _middle(geometry, hit.node)[1]
    there = min(ends, key=lambda e: abs(_middle(geometry, node_of(e))[1] - y))
    name, socket = node_of(there), socket_of(there)
    if geometry.layouts[geometry.index[name]].row(socket, output=not hit.output) is None:
        go_to(canvas, name)
    else:
        canvas.caret.go_to_row(name, "input" if hit.output else "output", socket)
    return True


def move_cards(canvas: Canvas, dx: int, dy: int, *, steps: int = 1) -> None:
    """Move the selected cards, and what is selected beside them, by steps of the grid."""
    session, marked = canvas.session, canvas.scene.marked
    if not session.selection and not marked:
        return
    carried = Carried(canvas, session.selection, marked)
    carried.show(GRID * steps * dx, GRID * steps * dy)
    moved = carried.edited(session.document)
    carried.restore()
    # Presses in a row are one step of undo, as long as the same cards are selected.
    label = moved_step(session.document, session.selection, marked.notes)
    session.commit(label, moved, merge=("keys", session.selection, marked))
    canvas.caret.bring_into_sight()


def reading_order(geometry: Geometry) -> list[str]:
    """All cards from left to right, then top to bottom."""
    rows = np.lexsort((geometry.xy[:, 1], geometry.xy[:, 0]))
    return [geometry.names[row] for row in rows.tolist()]


def _start(canvas: Canvas, *, extend: bool) -> str:
    """The card to go from; if there is none, the one in the middle of the window is chosen."""
    geometry, caret = canvas.scene.geometry, canvas.caret
    if caret.node in geometry.index:
        return caret.node
    chosen = [n for n in reading_order(geometry) if n in canvas.session.selection]
    if chosen:
        caret.node = chosen[-1]
        return chosen[-1]
    if geometry.names:
        left, top, right, bottom = canvas.seen()
        away = geometry.xy + geometry.wh / 2 - ((left + right) / 2, (top + bottom) / 2)
        go_to(canvas, geometry.names[int(np.abs(away).sum(axis=1).argmin())], extend=extend)
    return ""


def _wired(geometry: Geometry, name: str, step: int) -> list[str]:
    """The cards that a card feeds (1), or that feed it (-1)."""
    own, other = (0, 1) if step > 0 else (1, 0)
    rows = geometry.joins[geometry.joins[:, own] == geometry.index[name], other]
    return [geometry.names[row] for row in sorted(set(rows.tolist()))]


def _middle(geometry: Geometry, name: str) -> tuple[float, float]:
    row = geometry.index[name]
    x, y = (geometry.xy[row] + geometry.wh[row] / 2).tolist()
    return x, y
