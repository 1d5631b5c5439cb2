"""When commands may be used, as the window stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import groups

if TYPE_CHECKING:
    from app.window import Window


def always(window: Window) -> bool:
    """Whether or not."""
    return True


def editable(window: Window) -> bool:
    """Whether something is selected: cards, groups, notes, frames, bends."""
    return bool(window.session.selection or window.canvas.scene.marked)


def several(window: Window) -> bool:
    """Whether several things are selected that can be aligned."""
    return len(window.session.selection) + len(window.canvas.scene.marked.notes) > 1


def framed(window: Window) -> bool:
    """Whether a selected card is in a frame."""
    frames = window.session.document.frames.values()
    return any(not frame.nodes.isdisjoint(window.session.selection) for frame in frames)


def painted(window: Window) -> bool:
    """Whether something is selected that has a colour of its own."""
    marked = window.canvas.scene.marked
    return bool(marked.notes or marked.frames)


def chosen(window: Window) -> bool:
    """Whether cards or groups are selected."""
    return bool(window.session.selection)


def grouped(window: Window) -> bool:
    """Whether a group is meant."""
    return groups.group_at_hand(window.canvas) is not None


def renamable(window: Window) -> bool:
    """Whether something is meant that has a title."""
    alone = not window.session.selection and window.session.page is not None
    return (alone and not window.canvas.scene.marked) or grouped(window)


def single(window: Window) -> bool:
    """Whether one card is selected."""
    return len(window.session.selection) == 1


def filled(window: Window) -> bool:
    """Whether the document holds anything."""
    document = window.session.document
    return bool(document.nodes or document.notes)


def idle(window: Window) -> bool:
    """Whether there is something to run and nothing runs."""
    return bool(window.session.document.nodes) and not window.runner.active
