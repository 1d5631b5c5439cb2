"""Drawing a wire from a socket, or picking one up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QMenu

from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.hits import NOTHING, Hit, hit
from app.canvas.layout import Layout
from app.canvas.marks import draw_mark, mark_path
from app.canvas.wires import curve, wire_width
from app.step_names import connected_step, disconnected_step
from app.theme import font, mixed
from app.translation import tr
from cards import edits
from cards.checking import connected, refusal
from cards.document import End, end, node_of, socket_of
from cards.edits import Refused
from cards.ports import real
from cards.wiring import downstream, socket_refusal, upstream

if TYPE_CHECKING:
    from app.canvas.view import Canvas

SNAP = 16.0
"""How near the pointer takes a socket while a wire is drawn, in pixels."""
FAR = 40.0
"""How far a wire is drawn before its loose end asks for a new card, in pixels."""


class DrawWire(Gesture):
    """A wire from an output or from an input; a wired input gives up its wire.

    While it is drawn the sockets that take it glow, and the sentence that refuses
    the one under the pointer stands beside the pointer.
    """

    cursor = Qt.CursorShape.CrossCursor
    pans = True

    def __init__(self, canvas: Canvas, start: Hit) -> None:
        super().__init__(canvas)
        document = canvas.session.document
        starts = _starts(canvas, start)
        first = starts[0]
        shown = canvas.document
        sources = shown.sources(node_of(first), socket_of(first)) if not start.output else ()
        self._picked: tuple[End, End] | None = None
        self._starts, self._outward = starts, start.output
        if sources:
            self._picked = (sources[-1], first)
            self._starts, self._outward = [sources[-1]], True
            document = edits.disconnect(document, first, sources[-1])
        self._fixed = self._starts[0]
        """The end that stays: of several starts the one that the target takes."""
        self._document = document
        self._target = NOTHING
        self._sentence = ""

    def begin(self, pointer: Pointer) -> None:
        self._at = self._begun = QPointF(pointer.at)
        # What comes before the card, or after it, would close a circle.
        around = upstream if self._outward else downstream
        fixed = real(self._document, self._fixed, output=self._outward)
        barred = around(self._document, *map(node_of, fixed))
        self._barred = {*barred, node_of(self._fixed)} - self.canvas.page.members.keys()
        self._accepting = self._find_accepting()
        self.canvas.scene.lifted = self._picked
        self.canvas.hold()

    def move(self, pointer: Pointer) -> None:
        self._at = QPointF(pointer.at)
        target = self._under(pointer)
        if target != self._target:
            self._target, self._fixed = target, self._starts[0]
            self._sentence = self._refusal(target) if target is not NOTHING else ""
        self.canvas.update()

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        self._leave()
        session = self.canvas.session
        if self._target is NOTHING:
            if self._picked:
                session.commit(disconnected_step(*self._picked), self._document)
            elif self._is_far(pointer):
                self.canvas.offer(pointer.at, self._starts, outward=self._outward)
            return
        choices = self._on_body(pointer)
        if len(choices) > 1:
            self._ask(choices, pointer)
        else:
            self._lay(self._target)

    def cancel(self) -> None:
        self._leave()

    def panned(self) -> None:
        self._accepting = self._find_accepting()

    def paint(self, painter: QPainter) -> None:
        self._paint_glow(painter)
        theme, camera = self.canvas.theme, self.canvas.scene.camera
        fixed = self.canvas.socket_on_screen(self._fixed, output=self._outward)
        if fixed is None:
            return
        loose = self._at
        taken = self._target is not NOTHING and not self._sentence
        if taken:
            loose = (
                self.canvas.socket_on_screen(self._target.end, output=not self._outward) or loose
            )
        a, b = (fixed, loose) if self._outward else (loose, fixed)
        path = curve(a.x(), a.y(), b.x(), b.y(), scale=camera.scale)
        color = theme.error if self._sentence else self._kind_color()
        pen = QPen(QColor(color), wire_width(camera.scale, strong=True))
        pen.setStyle(Qt.PenStyle.SolidLine if taken else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if self._sentence:
            self._paint_sentence(painter)

    # --- what takes the wire

    def _find_accepting(self) -> list[Hit]:
        """The sockets in sight that take the wire."""
        geometry = self.canvas.scene.geometry
        # Cards have few different layouts: each is asked once.
        fitting: dict[int, list[str]] = {}
        found: list[Hit] = []
        for row in geometry.in_rect(self.canvas.seen()).tolist():
            name, layout = geometry.names[row], geometry.layouts[row]
            if name in self._barred:
                continue
            if layout.number not in fitting:
                fitting[layout.number] = self._fitting(layout)
            hits = [Hit("socket", name, s, not self._outward) for s in fitting[layout.number]]
            if name in self.canvas.page.members:
                # Only what is inside a group tells whether a wire closes a circle.
                hits = [one for one in hits if not self._refused(one)]
            found += hits
        return found

    def _refused(self, other: Hit) -> bool:
        types = self.canvas.session.types
        loose = end(other.node, other.socket)
        pairs = [(s, loose) if self._outward else (loose, s) for s in self._starts]
        return all(refusal(self._document, types, *pair) is not None for pair in pairs)

    def _fitting(self, layout: Layout) -> list[str]:
        """The sockets of a card that take what one of the starts gives, or give it."""
        geometry, card = self.canvas.scene.geometry, layout.card
        own = geometry.layouts[geometry.index[node_of(self._fixed)]].card
        if own is None or card is None:
            return []
        names = [socket_of(start) for start in self._starts]
        if self._outward:
            pairs = {s: [socket_refusal(own, n, card, s) for n in names] for s in layout.inputs}
        else:
            pairs = {s: [socket_refusal(card, s, own, n) for n in names] for s in layout.outputs}
        return [socket for socket, refusals in pairs.items() if None in refusals]

    def _under(self, pointer: Pointer) -> Hit:
        """The socket that the pointer means: under it, in its row, or on its card."""
        found = self._found(pointer)
        if found is NOTHING or found.end in self._starts:
            return NOTHING
        if found.socket and found.output != self._outward:
            return Hit("socket", found.node, found.socket, found.output)
        if found.where in ("header", "fold", "footer", "body") or not found.socket:
            fitting = [h for h in self._accepting if h.node == found.node]
            return fitting[0] if fitting else NOTHING
        return Hit("socket", found.node, found.socket, found.output) if found.socket else NOTHING

    def _is_far(self, pointer: Pointer) -> bool:
        """Whether a wire was drawn into the empty, and not just a socket clicked."""
        away = pointer.at - self._begun
        return self._found(pointer) is NOTHING and abs(away.x()) + abs(away.y()) > FAR

    def _on_body(self, pointer: Pointer) -> list[Hit]:
        """The fitting sockets of the card under the pointer, if no socket is meant."""
        found = self._found(pointer)
        if found is NOTHING or (found.socket and found.output != self._outward):
            return []
        return [h for h in self._accepting if h.node == found.node]

    def _found(self, pointer: Pointer) -> Hit:
        scene = self.canvas.scene
        x, y = self.canvas.to_scene(pointer.at)
        return hit(scene.geometry, x, y, SNAP / scene.camera.scale, front=scene.selection)

    def _ask(self, choices: Sequence[Hit], pointer: Pointer) -> None:
        """Let the user choose one of several sockets that fit."""
        canvas = self.canvas
        menu = QMenu(canvas)
        menu.aboutToHide.connect(menu.deleteLater)
        layout = canvas.scene.geometry.layouts[canvas.scene.geometry.index[choices[0].node]]
        for choice in choices:
            card = layout.card
            known = None
            if card is not None:
                known = card.output(choice.socket) if choice.output else card.input(choice.socket)
            action = menu.addAction(known.title if known is not None else choice.socket)
            action.triggered.connect(partial(self._chosen, choice))
        menu.popup(canvas.mapToGlobal(pointer.at.toPoint()))

    def _chosen(self, choice: Hit, _checked: bool = False) -> None:
        self._sentence = self._refusal(choice)
        self._lay(choice)

    def _lay(self, target: Hit) -> None:
        """Lay the wire to a socket, or tell why not."""
        session, pair = self.canvas.session, self._pair(target)
        if self._sentence:
            self.canvas.message.emit(self._sentence)
        elif self._picked is None:
            sentence = session.connect_wire(*pair)
            if sentence:
                self.canvas.message.emit(sentence)
        elif pair != self._picked:
            try:
                document = connected(self._document, session.types, *pair)
            except Refused as refused:
                self.canvas.message.emit(str(refused))
            else:
                session.commit(connected_step(*pair), document)

    def _pair(self, other: Hit) -> tuple[End, End]:
        loose = end(other.node, other.socket)
        return (self._fixed, loose) if self._outward else (loose, self._fixed)

    def _refusal(self, other: Hit) -> str:
        if other.output == self._outward:
            return (
                tr("A wire from here ends at an input.")
                if self._outward
                else tr("A wire from here ends at an output.")
            )
        sentence = ""
        for start in self._starts:
            self._fixed = start
            sentence = refusal(self._document, self.canvas.session.types, *self._pair(other)) or ""
            if not sentence:
                break
        return sentence

    def _leave(self) -> None:
        self.canvas.scene.lifted = None
        self.canvas.release()

    # --- pixels

    def _kind_color(self) -> str:
        geometry = self.canvas.scene.geometry
        layout = geometry.layouts[geometry.index[node_of(self._fixed)]]
        return layout.kind(socket_of(self._fixed), output=self._outward).color

    def _paint_glow(self, painter: QPainter) -> None:
        """Dim everything, then let the sockets that take the wire shine through."""
        canvas = self.canvas
        veil = QColor(canvas.theme.canvas)
        veil.setAlphaF(0.45)
        painter.fillRect(canvas.rect(), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        geometry, scale = canvas.scene.geometry, canvas.scene.camera.scale
        for one in (*self._accepting, Hit("socket", node_of(self._fixed), socket_of(self._fixed))):
            output = self._outward if one.end == self._fixed else one.output
            at = canvas.socket_on_screen(one.end, output=output)
            if at is None:
                continue
            kind = geometry.layouts[geometry.index[one.node]].kind(one.socket, output=output)
            near = one == self._target
            glow = QColor(kind.color)
            glow.setAlphaF(0.55 if near else 0.3)
            painter.save()
            painter.translate(at)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(glow)
            painter.drawEllipse(QPointF(0, 0), 13 * scale, 13 * scale)
            painter.drawPath(mark_path("circle", 10 * scale))
            radius = max(5.0, (8.0 if near else 6.5) * scale)
            draw_mark(painter, kind, radius, rim=canvas.theme.card, letter=radius > 6)
            painter.restore()

    def _paint_sentence(self, painter: QPainter) -> None:
        theme, used = self.canvas.theme, font(12)
        metrics = QFontMetricsF(used)
        flags = int(Qt.TextFlag.TextWordWrap.value)
        room = metrics.boundingRect(QRectF(0, 0, 300, 400), flags, self._sentence)
        box = QRectF(self._at.x() + 16, self._at.y() + 14, room.width() + 22, room.height() + 12)
        width, height = self.canvas.width(), self.canvas.height()
        box.moveLeft(max(4.0, min(box.left(), width - box.width() - 4)))
        if box.bottom() > height - 4:
            box.moveBottom(self._at.y() - 12)
        painter.setPen(QPen(QColor(theme.error), 1))
        painter.setBrush(QColor(mixed(theme.card, theme.error, 0.1)))
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(used)
        painter.setPen(QColor(theme.text))
        painter.drawText(box.adjusted(11, 6, -9, -6), flags, self._sentence)


def _starts(canvas: Canvas, start: Hit) -> list[End]:
    """Where a wire from ``start`` may begin: at any socket of a folded card on that side."""
    if start.socket:
        return [start.end]
    geometry, document = canvas.scene.geometry, canvas.document
    layout = geometry.layouts[geometry.index[start.node]]
    names = list(layout.outputs if start.output else layout.inputs)
    wired = [] if start.output else [n for n in names if document.sources(start.node, n)]
    free = [n for n in names if n not in wired]
    # The one wire that arrives is picked up; of several nobody knows which is meant.
    chosen = wired if len(wired) == 1 or not free else free
    return [end(start.node, name) for name in chosen]
