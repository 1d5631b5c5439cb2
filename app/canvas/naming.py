"""Drawing a wire by naming the socket at its other end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.canvas.candidates import MOST, Candidate, Candidates
from app.canvas.choosing import Chooser, Line
from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import Canvas

WIDTH = 440
"""Width of the frame, in pixels."""


def name_socket(canvas: Canvas) -> None:
    """Ask for the socket that the card or the row with the cursor is wired to."""
    caret = canvas.caret
    hit = caret.hit
    if not hit.node:
        canvas.message.emit(tr("Select the card that the wire starts or ends at."))
        return
    canvas.cancel_gesture()
    found = Candidates(canvas.scene.geometry, hit.node, hit.socket, output=hit.output)
    at = caret.point()
    _Naming(canvas, found, socket=bool(hit.socket)).open_near(at.x(), at.y() + 6, WIDTH)


class _Naming(Chooser):
    """The sockets that fit, by the words of their cards and rows."""

    def __init__(self, canvas: Canvas, found: Candidates, *, socket: bool) -> None:
        self._found, self._one_socket = found, socket
        super().__init__(canvas, tr("Connect to"), self._offered, self._lay, self._summary)

    def _offered(self, words: str) -> Sequence[Line]:
        return [self._line(one) for one in self._found.find(words)]

    def _line(self, one: Candidate) -> Line:
        giver, taker = (one.own, one.other) if one.outward else (one.other, one.own)
        arrow = "→" if one.outward else "←"
        parts = [] if self._one_socket else [f"{arrow} {one.own.title}"]
        if one.replaces:
            parts.append(tr("instead of {name}").format(name=one.replaces))
        kind = taker.kind if one.outward else giver.kind
        return Line(one.text, one, " · ".join(parts), kind)

    def _summary(self, words: str, lines: Sequence[Line]) -> str:
        if not lines:
            return self._reason(words)
        count = len(lines)
        if count >= MOST:
            return tr("The nearest {count} sockets; type to find others.").format(count=count)
        if count == 1:
            return tr("One socket fits. Enter draws the wire.")
        return tr("{count} sockets fit, the nearest first. Enter draws the wire.").format(
            count=count
        )

    def _reason(self, words: str) -> str:
        """Why what was typed is not offered."""
        refused = self._found.find(words, refused=True, most=1) if words.strip() else []
        if refused:
            return f"{refused[0].text}: {refused[0].refusal}"
        if words.strip():
            return tr("No socket of this document has these words.")
        return tr("No socket of this document fits.")

    def _lay(self, one: Candidate) -> None:
        sentence = self._canvas.session.connect_wire(*one.pair)
        told = sentence or tr("Connected with {socket}.").format(socket=one.text)
        self._canvas.message.emit(told)
