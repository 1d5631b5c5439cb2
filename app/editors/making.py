"""Which editor serves which socket."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.editors.editor import Editor
from app.editors.line import LineEditor, PathEditor
from app.editors.picking import ChoiceEditor, PartEditor, PartsEditor, SwitchEditor
from app.editors.values import ANY, NONE, is_part
from cards.bounds import Bounds
from cards.card import Card, Socket
from cards.kinds import Choice, Kind


def editor_for(
    socket: Socket,
    types: Mapping[str, type[Card]],
    bounds: Bounds = ANY,
    parent: QWidget | None = None,
) -> Editor:
    """An editor for the values of ``socket``; texts out of ``bounds`` are not taken."""
    kind = socket.kind
    if is_part(kind) and socket.many:
        return PartsEditor(socket, parts_of(kind, types), parent)
    if is_part(kind):
        return PartEditor(socket, parts_of(kind, types), parent)
    if kind.id == "Boolean" and not kind.listed:
        if not socket.nullable:
            return SwitchEditor(parent)
        return ChoiceEditor([(NONE, None), ("true", True), ("false", False)], parent)
    if isinstance(kind, Choice):
        empty: list[tuple[str, object]] = [(NONE, None)] if socket.nullable else []
        return ChoiceEditor([*empty, *((option, option) for option in kind.options)], parent)
    if is_path(socket):
        return PathEditor(socket, bounds, parent)
    return LineEditor(socket, bounds, parent)


def is_path(socket: Socket) -> bool:
    """Whether the row holds the path of a file."""
    return socket.kind.id == "String" and socket.name in ("path", "file")


def parts_of(kind: Kind, types: Mapping[str, type[Card]]) -> list[str]:
    """The ids of all parts that a row of this kind can name, in the order of their titles."""
    kinds = {name: getattr(card, "kind", None) for name, card in types.items()}
    found = [
        (types[name].title, name)
        for name, given in kinds.items()
        if isinstance(given, Kind) and kind.refuses(given) is None
    ]
    return [name for _, name in sorted(found)]
