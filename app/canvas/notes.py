"""Notes on the canvas: papers with formatted text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from app.canvas.camera import Camera
from app.canvas.curves import FAR
from app.canvas.markdown import Formatted, first_line
from app.canvas.marking import Rect
from app.canvas.scene import Scene
from app.canvas.sprites import Sprites
from app.canvas.text import STRONG, face
from app.canvas.tints import PAPER, tint
from app.theme import Theme, mixed
from cards.document import Note

TEXT = 0.45
"""Below this scale a note's own text could not be read."""
LEAST = 16.0
"""Pixels of height below which a note holds no text."""
PADDING = 12.0
RADIUS = 6.0
FADE = 26.0
"""Height over which a text that is too long fades away."""
LARGEST = 4_000_000
"""Device pixels of a note up to which it is kept as a picture."""
KEPT = 200
"""How many formatted texts are kept."""
HANDLE = 4.0


class Notes:
    """Draws notes in one theme; keeps their texts laid out, and pictures of them."""

    def __init__(self, sprites: Sprites, theme: Theme) -> None:
        self._sprites = sprites
        self._theme = theme
        self._pages: dict[tuple[str, float, str], Formatted] = {}

    def paint(
        self, painter: QPainter, scene: Scene, area: Rect, names: Iterable[str] | None = None
    ) -> None:
        """Draw the notes inside ``area`` of the screen, all or those of these names."""
        notes, camera = scene.geometry.document.notes, scene.camera
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name in notes if names is None else names:
            note = notes[name]
            if name in scene.moving.notes:
                note = note.model_copy(update={"rect": scene.moving.notes[name]})
            box = note_box(note.rect, camera)
            if box.intersects(
                QRectF(QPointF(*area[:2]), QPointF(*area[2:])).adjusted(-9, -9, 9, 9)
            ):
                self._paint_one(painter, note, box, camera.scale)
                if name in scene.marked.notes:
                    _draw_chosen(painter, box, camera.scale, self._theme)

    def page(self, note: Note) -> Formatted:
        """The text of a note as it is laid out."""
        key = note.text, max(note.rect[2] - 2 * PADDING, 20.0), note.color
        page = self._pages.get(key)
        if page is None:
            if len(self._pages) >= KEPT:
                self._pages.clear()
            page = self._pages[key] = Formatted(key[0], key[1], self._theme, self._paper(note))
        return page

    def _paper(self, note: Note) -> str:
        return _shades(note.color, self._theme)[0]

    def _paint_one(self, painter: QPainter, note: Note, box: QRectF, scale: float) -> None:
        paper, edge, between = _shades(note.color, self._theme)
        if scale < FAR:
            painter.fillRect(box, QColor(between))
            return
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(paper))
        painter.drawRoundedRect(box, RADIUS * scale, RADIUS * scale)
        if box.height() < LEAST:
            return
        if scale < TEXT:
            self._write_title(painter, note, box)
            return
        ratio = painter.device().devicePixelRatioF()
        size = (box.width() / scale, box.height() / scale)
        if box.width() * box.height() * ratio**2 > LARGEST:
            painter.save()
            painter.translate(box.topLeft())
            painter.scale(scale, scale)
            self._write(painter, note, size)
            painter.restore()
            return
        self._sprites.put(
            painter,
            (box.left(), box.top()),
            ("note", note.text, size, note.color),
            lambda p: self._write(p, note, size),
            size=size,
            scale=scale,
            ratio=ratio,
        )

    def _write(self, painter: QPainter, note: Note, size: tuple[float, float]) -> None:
        """The text in scene units, faded where it does not end."""
        width, height = size[0] - 2 * PADDING, size[1] - PADDING - 3
        page = self.page(note)
        long = page.size().height() > height
        if long and self._sprites.direct:
            # Files of vectors know no clipping; nobody else may see the shorter text.
            page = Formatted(note.text, max(width, 20.0), self._theme, self._paper(note))
            page.cut(height)
        painter.save()
        painter.translate(PADDING, PADDING - 2)
        page.paint(painter, QRectF(0, 0, max(width, 0.0), max(height, 0.0)))
        painter.restore()
        if long:
            paper = QColor(self._paper(note))
            clear = QColor(paper)
            clear.setAlpha(0)
            bottom = size[1] - 1.5
            fade = QLinearGradient(0, bottom - FADE, 0, bottom - 3)
            fade.setColorAt(0, clear)
            fade.setColorAt(1, paper)
            painter.fillRect(QRectF(2, bottom - FADE, size[0] - 4, FADE), fade)

    def _write_title(self, painter: QPainter, note: Note, box: QRectF) -> None:
        """From afar the first line alone, large enough to be read."""
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.setPen(QColor(self._theme.text))
        painter.setFont(face(9, STRONG))
        painter.drawText(box.adjusted(5, 3, -5, -3), flags, first_line(note.text))
        painter.restore()


@lru_cache(maxsize=256)
def _shades(color: str, theme: Theme) -> tuple[str, str, str]:
    """The colours of the paper, of its edge, and of both together from afar."""
    known = tint(color, PAPER)
    paper, edge = mixed(theme.card, known, 0.16), mixed(theme.card, known, 0.45)
    return paper, edge, mixed(paper, edge, 0.5)


def note_box(rect: Rect, camera: Camera) -> QRectF:
    """Where a note's ``rect`` (left, top, width, height) is on the screen."""
    left, top = camera.to_screen(rect[0], rect[1])
    return QRectF(left, top, rect[2] * camera.scale, rect[3] * camera.scale)


def _draw_chosen(painter: QPainter, box: QRectF, scale: float, theme: Theme) -> None:
    painter.setPen(QPen(QColor(theme.selection), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, RADIUS * scale, RADIUS * scale)
    painter.setPen(QPen(QColor(theme.selection), 1.4))
    painter.setBrush(QColor(theme.card))
    for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
        square = QRectF(0, 0, 2 * HANDLE, 2 * HANDLE)
        square.moveCenter(corner)
        painter.drawRect(square)
