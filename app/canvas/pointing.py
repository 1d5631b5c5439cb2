"""What the mouse does: which gesture a press begins, which cursor a place shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from app.canvas.fixing import on_sign, show_fixes
from app.canvas.gestures.draw_wire import DrawWire
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.move_cards import MoveCards
from app.canvas.gestures.pan import Pan
from app.canvas.gestures.select_area import SelectArea
from app.canvas.hits import NOTHING, Hit
from app.canvas.painting import TEXT
from app.canvas.pointing_beside import cursor_beside, gesture_beside
from app.canvas.pointing_groups import cursor_on_group, gesture_on_group
from app.step_names import cards_step
from app.translation import tr
from cards import edits

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def gesture_at(canvas: Canvas, button: Qt.MouseButton, pointer: Pointer) -> Gesture | None:
    """The gesture that a press of ``button`` begins at this place."""
    if button == Qt.MouseButton.MiddleButton or canvas.space_held:
        return Pan(canvas)
    if button != Qt.MouseButton.LeftButton:
        return None
    found = canvas.hit(pointer.at)
    on_group = gesture_on_group(canvas, pointer, found)
    if on_group is not None:
        return on_group
    if found is NOTHING:
        return gesture_beside(canvas, pointer) or SelectArea(canvas)
    if found.where == "socket" and canvas.scene.camera.scale >= TEXT / 2:
        return DrawWire(canvas, found)
    return MoveCards(canvas, found.node, _click(canvas, found, pointer.at))


def cursor_over(canvas: Canvas, found: Hit) -> Qt.CursorShape:
    """The cursor for what is under the pointer."""
    if canvas.gesture is not None and canvas.gesture.cursor is not None:
        return canvas.gesture.cursor
    if canvas.space_held:
        return Qt.CursorShape.OpenHandCursor
    if found.where == "socket":
        return Qt.CursorShape.CrossCursor
    on_group = cursor_on_group(canvas, found)
    if on_group is not None:
        return on_group
    signed = found is not NOTHING and on_sign(canvas, found, canvas.pointer)
    if signed or found.where in ("value", "fold", "more"):
        return Qt.CursorShape.PointingHandCursor
    return cursor_beside(canvas) if found is NOTHING else Qt.CursorShape.ArrowCursor


def fold_cards(canvas: Canvas, names: frozenset[str], *, folded: bool) -> None:
    """Fold or unfold these cards."""
    document = edits.fold(canvas.session.document, names, folded)
    one, several = tr("Fold {card}"), tr("Fold {count} cards")
    if not folded:
        one, several = tr("Unfold {card}"), tr("Unfold {count} cards")
    canvas.session.commit(cards_step(one, several, names), document)


def more_rows(canvas: Canvas, names: frozenset[str], *, more: bool) -> None:
    """Open or close the advanced rows of these cards."""
    document = edits.show_more(canvas.session.document, names, more)
    one, several = tr("More rows of {card}"), tr("More rows of {count} cards")
    if not more:
        one, several = tr("Fewer rows of {card}"), tr("Fewer rows of {count} cards")
    canvas.session.commit(cards_step(one, several, names), document)


def _click(canvas: Canvas, found: Hit, at: QPointF) -> Callable[[], None] | None:
    """What a click there does, when it does not become a drag."""
    node = canvas.document.nodes[found.node]
    one = frozenset({found.node})
    if canvas.scene.camera.scale >= TEXT and on_sign(canvas, found, at):
        return lambda: show_fixes(canvas, found, at)
    if found.where == "fold":
        return lambda: fold_cards(canvas, one, folded=not node.folded)
    if found.where == "more":
        return lambda: more_rows(canvas, one, more=not node.more)
    if found.where == "value" and canvas.scene.camera.scale >= TEXT:
        return lambda: canvas.editing.begin(found.node, found.socket)
    return None
