"""Tool tips of rows, sockets, wires, headers and footers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.canvas.hits import Hit
from app.canvas.layout import Layout
from app.translation import tr
from cards.accepted import accepted, default, look
from cards.card import Card, Socket
from cards.document import Document, End, node_of, socket_of
from cards.paging import GroupCard
from cards.sentences import shown

if TYPE_CHECKING:
    from app.canvas.scene import Scene
    from app.canvas.view import Canvas
    from cards.paging import Page

Pair = tuple[End, End]
LONGEST = 60
"""Letters of a value in a tip."""
LISTED = 12
"""How much of what is in a group is told."""


class Tips(QObject):
    """Keeps the canvas's tool tip in step with what the pointer is over."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas

    def hovered(self, found: Hit, wire: Pair | None) -> None:
        """The pointer is over this now."""
        text = text_for(self._canvas.scene, found, wire)
        if text != self._canvas.toolTip():
            self._canvas.setToolTip(text)
        if found.socket:
            self._canvas.pointed.emit(found.node, found.socket)


def text_for(scene: Scene, found: Hit, wire: Pair | None = None) -> str:
    """The tip of a wire or a part of a card, as rich text; empty where there is none."""
    if wire is not None:
        return _of_wire(scene, wire)
    if found.node not in scene.geometry.index:
        return ""
    layout = scene.geometry.layouts[scene.geometry.index[found.node]]
    if found.socket:
        return _of_socket(scene, layout, found)
    if found.where == "socket":
        points = layout.outputs if found.output else layout.inputs
        return _tip(tr("Several sockets"), [_titles(layout, found, points)])
    if found.where in ("header", "fold", "footer"):
        return _of_card(scene, layout, found)
    return ""


def _of_card(scene: Scene, layout: Layout, found: Hit) -> str:
    """One line of help; what the card gives, what came of its run, and what is wrong with it."""
    state, result = scene.states.get(found.node), scene.results.get(found.node)
    trouble = scene.facts.trouble(found.node).messages
    failed = state.text if state is not None and state.phase == "failed" else ""
    help_text = layout.card.help().partition("\n")[0] if layout.card else ""
    if layout.card is None and found.node in scene.geometry.document.nodes:
        help_text = tr("This card is not installed. It is kept as it is.")
    facts = [(tr("Gives"), scene.facts.footer(found.node))]
    if scene.page is not None and found.node in scene.page.members:
        facts.append((tr("Inside"), _inside(scene.page, found.node)))
    if result is not None:
        when = tr("Before the last change") if result.stale else tr("In the last run")
        facts.append((when, result.text))
    whole = trouble.get(None, "") if found.where != "footer" else "\n".join(trouble.values())
    return _tip(layout.title, [help_text], facts, failed or whole)


def _inside(page: Page, group: str) -> str:
    """The titles of the groups and the names of the cards that are right in a group."""
    whole = page.whole
    groups = [one.title for one in whole.groups.values() if one.group == group]
    cards = [name for name, node in whole.nodes.items() if node.group == group]
    names = [*groups, *cards]
    more = tr("and {count} more").format(count=len(names) - LISTED)
    return ", ".join(names if len(names) <= LISTED else [*names[:LISTED], more])


def _of_wire(scene: Scene, wire: Pair) -> str:
    row = scene.geometry.wire_index.get(wire)
    if row is None:
        return ""
    kind = scene.geometry.kind_list[int(scene.geometry.kinds[row])]
    ends = [f"{node_of(e)}: {socket_of(e).replace('_', ' ')}" for e in wire]
    told = scene.facts.described(wire[0])
    return _tip(kind.name, [told, " → ".join(ends)])


def _of_socket(scene: Scene, layout: Layout, found: Hit) -> str:
    """Kind in words, help, what it takes, its default, and its value and where that is from."""
    row = layout.row(found.socket, output=found.output)
    socket = row.socket if row is not None else None
    if socket is None and layout.card is not None:
        card = layout.card
        socket = card.output(found.socket) if found.output else card.input(found.socket)
    trouble = scene.facts.trouble(found.node).messages.get(found.socket, "")
    if socket is None:
        return _tip(found.socket, [], [], trouble)
    facts = [(tr("Kind"), f"{socket.kind.name} ({look(socket.kind)})")]
    if found.output:
        facts.append((tr("Gives"), scene.facts.described(found.end)))
    elif layout.card is not None and layout.card.input(socket.name) is socket:
        facts += _taken(scene.geometry.document, layout.card, found, socket)
    return _tip(socket.title, [socket.doc], facts, "" if found.output else trouble)


def _taken(
    document: Document, card: type[Card], found: Hit, socket: Socket
) -> list[tuple[str, str]]:
    """What a row takes, its default, and its present value and where that comes from."""
    own, row = card, socket
    if issubclass(card, GroupCard) and socket.name in card.stands_for:
        # A row of a group is one of a card inside.
        own, name = card.stands_for[socket.name]
        row = own.input(name) or socket
    facts = [(tr("Takes"), accepted(own, row))] if own.input(row.name) is not None else []
    facts.append((tr("Default"), default(row)))
    sources = document.sources(found.node, socket.name)
    params = document.nodes[found.node].params if found.node in document.nodes else {}
    if sources:
        ends = ", ".join(f"{node_of(e)} ({socket_of(e).replace('_', ' ')})" for e in sources)
        facts.append((tr("Now"), tr("from {ends}, by wire").format(ends=_short(ends))))
    elif socket.name in params:
        value = _short(shown(params[socket.name]))
        facts.append((tr("Now"), tr("{value}, typed").format(value=value)))
    elif socket.parameter and not socket.required:
        facts.append((tr("Now"), tr("the default")))
    else:
        facts.append((tr("Now"), tr("nothing")))
    return facts


def _titles(layout: Layout, found: Hit, names: Iterable[str]) -> str:
    """What the sockets of one side of a card are called."""
    card = layout.card
    known = [(card.output(n) if found.output else card.input(n)) if card else None for n in names]
    return ", ".join(s.title for s in known if s and not s.advanced)


def _tip(
    title: str, lines: Iterable[str], facts: Iterable[tuple[str, str]] = (), trouble: str = ""
) -> str:
    """The one look of all tips: a title, text, facts with their names, and what is wrong."""
    parts = [f"<b>{escape(title, quote=False)}</b>"]
    parts += [escape(line, quote=False) for line in lines if line]
    named = [(name, text) for name, text in facts if text]
    parts += [f"{escape(n)}: {escape(text, quote=False)}" for n, text in named]
    parts += [f"<b>{escape(line, quote=False)}</b>" for line in trouble.split("\n") if line]
    return "<br>".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
