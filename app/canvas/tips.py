"""Tool tips of rows, sockets, wires and headers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.canvas.hits import Hit
from app.canvas.layout import Layout
from cards.bounds import explanation
from cards.document import End, node_of, socket_of

if TYPE_CHECKING:
    from app.canvas.view import Canvas

Pair = tuple[End, End]


class Tips(QObject):
    """Keeps the canvas's tool tip in step with what the pointer is over."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas

    def hovered(self, found: Hit, wire: Pair | None) -> None:
        """The pointer is over this now."""
        text = self._wire(wire) if wire else self._card(found) if found.node else ""
        if text != self._canvas.toolTip():
            self._canvas.setToolTip(text)

    def _card(self, found: Hit) -> str:
        scene = self._canvas.scene
        layout = scene.geometry.layouts[scene.geometry.index[found.node]]
        messages = scene.facts.trouble(found.node).messages
        state = scene.states.get(found.node)
        failure = state.text if state is not None and state.phase == "failed" else ""
        if found.where in ("header", "footer") and failure:
            return _joined([f"<b>{_safe(layout.title)}</b>"], failure)
        if found.socket:
            return _joined(_socket_lines(layout, found), messages.get(found.socket, ""))
        if found.where == "socket":
            points = layout.outputs if found.output else layout.inputs
            return _joined(["<b>Several sockets</b>", _safe(_titles(layout, found, points))], "")
        if found.where == "footer":
            return _joined([scene.facts.footer(found.node)], "\n".join(messages.values()))
        if found.where not in ("header", "fold"):
            return ""
        summary = layout.card.help().partition("\n")[0] if layout.card else ""
        known = [f"<b>{_safe(layout.title)}</b>", _safe(summary)]
        if layout.card is None:
            known.append("This card is not installed. It is kept as it is.")
        return _joined(known, messages.get(None, ""))

    def _wire(self, wire: Pair) -> str:
        scene = self._canvas.scene
        row = scene.geometry.wire_index.get(wire)
        if row is None:
            return ""
        kind = scene.geometry.kind_list[int(scene.geometry.kinds[row])]
        ends = [f"{node_of(e)}: {socket_of(e).replace('_', ' ')}" for e in wire]
        told = scene.facts.described(wire[0])
        return _joined([f"<b>{kind.name}</b> {_safe(told)}", _safe(" → ".join(ends))], "")


def _socket_lines(layout: Layout, found: Hit) -> list[str]:
    row = layout.row(found.socket, output=found.output)
    if row is None or row.socket is None:
        return []
    socket = row.socket
    empty = socket.nullable or not (socket.required or socket.parameter or found.output)
    takes = " · several wires" if socket.many else " · may be empty" if empty else ""
    kind = f"{socket.kind.name} ({socket.kind.letter}){takes}"
    card = layout.card
    doc = explanation(card, socket.name) if card and socket.parameter else socket.doc
    return [f"<b>{_safe(socket.title)}</b>", _safe(kind), _safe(doc)]


def _titles(layout: Layout, found: Hit, names: Iterable[str]) -> str:
    """What the sockets of one side of a card are called."""
    card = layout.card
    known = [(card.output(n) if found.output else card.input(n)) if card else None for n in names]
    return ", ".join(s.title for s in known if s and not s.advanced)


def _joined(lines: list[str], trouble: str) -> str:
    parts = [line for line in lines if line]
    parts += [f"<b>{_safe(line)}</b>" for line in trouble.split("\n") if line]
    return "<br>".join(parts)


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
