"""What keys do in the rows of a card: edit, toggle, step, follow the wire, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.canvas.hits import Hit
from app.canvas.layout import has_value
from app.canvas.naming import name_socket
from app.canvas.pointing import more_rows
from app.canvas.walking import follow_wire
from app.step_names import value_step
from app.translation import tr
from cards import edits
from cards.card import Socket
from cards.kinds import Choice, Integers, Listed, Number
from cards.values import as_json

if TYPE_CHECKING:
    from app.canvas.view import Canvas


def act_on_row(canvas: Canvas) -> None:
    """Edit the value of the row; without one name the socket for a wire, or open *More*."""
    hit = canvas.caret.hit
    if hit.where == "more":
        node = canvas.scene.geometry.document.nodes[hit.node]
        more_rows(canvas, frozenset({hit.node}), more=not node.more)
    elif _free_value(canvas, hit) is None:
        name_socket(canvas)
    else:
        canvas.editing.begin(hit.node, hit.socket)
        canvas.editing.by_keys = True


def type_on_row(canvas: Canvas, text: str) -> bool:
    """Begin to edit with what was typed; False where the value is not typed."""
    hit = canvas.caret.hit
    socket = _free_value(canvas, hit)
    if socket is None or not _takes(socket, text):
        return False
    canvas.editing.begin(hit.node, hit.socket)
    canvas.editing.by_keys = True
    if canvas.editing.editor is not None:
        canvas.editing.editor.line.setText(text)
    return True


def takes_letters(canvas: Canvas) -> bool:
    """Whether letters are typed into the row, so that they do nothing else there."""
    socket = _free_value(canvas, canvas.caret.hit)
    return socket is not None and _takes(socket, "w")


def step_row(canvas: Canvas, step: int) -> None:
    """Take the next choice; where there is a wire, go along it."""
    hit = canvas.caret.hit
    socket = _free_value(canvas, hit)
    if socket is None:
        follow_wire(canvas, step)
        return
    value = current(canvas, hit.node, socket)
    options = choices(socket)
    if options:
        at = options.index(value) if value in options else -1 if step > 0 else 0
        set_value(canvas, hit, socket, options[(at + step) % len(options)])


def clear_row(canvas: Canvas) -> None:
    """Take the row's wires away; without any bring its default back."""
    hit, session = canvas.caret.hit, canvas.session
    shown = canvas.scene.geometry.document
    document = session.document
    if hit.output:
        for source, target in list(shown.pairs()):
            if source == hit.end:
                document = edits.disconnect(document, target, source)
        session.commit(tr("Disconnect"), document)
    elif hit.socket and shown.sources(hit.node, hit.socket):
        for source in shown.sources(hit.node, hit.socket):
            document = edits.disconnect(document, hit.end, source)
        session.commit(tr("Disconnect"), document)
    elif hit.socket and hit.socket in shown.nodes[hit.node].params:
        document = edits.reset_param(document, hit.node, hit.socket)
        session.commit(value_step(document, session.types, hit.node, hit.socket), document)


def choices(socket: Socket) -> list[Any]:
    """The values that a row has to choose from, if they are few and known."""
    kind = socket.kind
    options: list[Any] = []
    if isinstance(kind, Choice) and not socket.many:
        options = list(kind.options)
    elif kind.id == "Boolean" and not isinstance(kind, Listed):
        options = [False, True]
    return [None, *options] if options and socket.nullable else options


def set_value(canvas: Canvas, hit: Hit, socket: Socket, value: Any) -> str:
    """Set the value of a row in one step; gives the sentence that refuses it, if any."""
    session = canvas.session
    try:
        document = edits.set_param(session.document, hit.node, socket.name, value)
    except edits.Refused as refused:
        canvas.message.emit(str(refused))
        return str(refused)
    label = value_step(document, session.types, hit.node, socket.name)
    session.commit(label, document, merge=("step", hit.end))
    return ""


def current(canvas: Canvas, node: str, socket: Socket) -> Any:
    """The value that a row has, typed or by default."""
    params = canvas.scene.geometry.document.nodes[node].params
    if socket.name in params:
        return params[socket.name]
    return as_json(socket.default, canvas.session.types)


def _free_value(canvas: Canvas, hit: Hit) -> Socket | None:
    """The socket of a row whose value is typed or chosen, and comes from no wire."""
    row = canvas.caret.row
    if row is None or row.part != "input" or row.socket is None or not has_value(row.socket):
        return None
    document = canvas.scene.geometry.document
    return None if document.sources(hit.node, hit.socket) else row.socket


def _takes(socket: Socket, text: str) -> bool:
    """Whether a value may begin with this."""
    if choices(socket) or not text.isprintable():
        return False
    if isinstance(socket.kind, (Number, Integers, Listed)) and socket.kind.id != "String":
        return text in "0123456789+-.,([ " and text != " "
    return socket.kind.id in ("String", "Path") or text in "\"'/"
