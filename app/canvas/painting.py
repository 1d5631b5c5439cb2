"""Paints the scene: grid, frames, notes, wires, cards and what is known of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.canvas.backdrop import draw_grid
from app.canvas.bending import draw_bends
from app.canvas.bends import wires_in_sight
from app.canvas.camera import Camera
from app.canvas.chips import CHIP_HEIGHT, Chip, chip, draw_chip
from app.canvas.curves import FAR
from app.canvas.far import draw_far
from app.canvas.frames import draw_frames
from app.canvas.geometry import Array, Rect
from app.canvas.hits import value_rect
from app.canvas.labels import Labels
from app.canvas.layout import Layout, has_value, named
from app.canvas.looks import PAD, SHADOW_CARD, Look, draw_look, draw_shadow
from app.canvas.marks import draw_mark
from app.canvas.notes import Notes
from app.canvas.open_groups import draw_open_groups
from app.canvas.overlays import draw_footer, draw_name, draw_state
from app.canvas.scene import Scene
from app.canvas.spotlight import draw_spotlight
from app.canvas.sprites import Sprites
from app.canvas.wires import draw_paths, draw_wires
from app.theme import Theme
from cards.document import Document, Node

TEXT = 0.38
"""Below this scale cards hold no text but a large title."""
LETTERS = 1.15
"""From this scale on marks show their letters."""

PLAIN = Look(detail=0)

Placed = tuple[Chip, float, float, float]


class Painting:
    """Paints scenes in one theme; keeps what can be painted once.

    ``direct`` keeps nothing and draws true curves, for pictures made of vectors.
    """

    def __init__(self, theme: Theme, *, direct: bool = False) -> None:
        self.theme = theme
        self.sprites = Sprites(direct=direct)
        self.labels = Labels(self.sprites, theme)
        self.notes = Notes(self.sprites, theme)
        self._chips: dict[str, tuple[tuple[object, ...], list[Placed]]] = {}

    def paint(
        self, painter: QPainter, scene: Scene, area: Rect, without: Array | None = None
    ) -> None:
        """Paint all of the scene inside ``area`` of the screen, save the cards ``without``."""
        geometry, camera = scene.geometry, scene.camera
        left, top, right, bottom = area
        painter.fillRect(QRectF(left, top, right - left, bottom - top), QColor(self.theme.canvas))
        draw_grid(painter, camera, area, self.theme)
        still = None if without is None else scene.still()
        draw_frames(painter, scene, area, self.theme, still and still[0])
        draw_open_groups(painter, scene, area, self.theme)
        self.notes.paint(painter, scene, area, still and still[1])
        seen = _seen(camera, area)
        cards = geometry.in_rect(seen, margin=PAD)
        wires = wires_in_sight(geometry, seen)
        if scene.lifted is not None and scene.lifted in geometry.wire_index:
            wires = wires[wires != geometry.wire_index[scene.lifted]]
        hidden = np.zeros(0, int)
        if without is not None:
            hidden = geometry.wires_of(without.tolist())
            wires = np.setdiff1d(wires, hidden, assume_unique=True)
            cards = np.setdiff1d(cards, without, assume_unique=True)
        self.paint_wires(painter, scene, wires, area)
        self.paint_cards(painter, scene, cards)
        self.labels.paint(painter, scene, area, hidden)
        if scene.spotlight is not None:
            draw_spotlight(self, painter, scene, area, cards, wires)

    def paint_only(self, painter: QPainter, scene: Scene, rows: Array, area: Rect) -> None:
        """Paint these cards and their wires over what is there."""
        seen = _seen(scene.camera, area)
        if scene.moving:
            draw_frames(painter, scene, area, self.theme, scene.moving.frames, moving=rows)
            self.notes.paint(painter, scene, area, scene.moving.notes)
        own = scene.geometry.wires_of(rows.tolist())
        wires = np.intersect1d(own, wires_in_sight(scene.geometry, seen), assume_unique=True)
        self.paint_wires(painter, scene, wires, area)
        cards = np.intersect1d(rows, scene.geometry.in_rect(seen, margin=PAD))
        self.paint_cards(painter, scene, cards)

    def paint_cards(self, painter: QPainter, scene: Scene, rows: Array) -> None:
        """Paint these cards from back to front."""
        rows = scene.stacked(rows)
        if scene.camera.scale < FAR and not self.sprites.direct:
            draw_far(painter, scene, rows, self.theme)
            return
        if scene.camera.scale < TEXT and not self.sprites.direct:
            self._paint_plain(painter, scene, rows)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in rows.tolist():
            self._paint_card(painter, scene, row)

    def _paint_plain(self, painter: QPainter, scene: Scene, rows: Array) -> None:
        """Cards too small for values: most of them are one picture each."""
        geometry, camera = scene.geometry, scene.camera
        ratio = painter.device().devicePixelRatioF()
        special = {*scene.selection, *scene.facts.troubled(), *scene.states, scene.hovered.node}
        odd = {geometry.index[name] for name in special if name in geometry.index}
        corners = (geometry.xy[rows] - (camera.left, camera.top)) * camera.scale
        corners = np.round((corners - PAD * camera.scale) * ratio) / ratio
        pictures: dict[int, QPixmap] = {}
        looks = geometry.look[rows].tolist()
        for row, look, (x, y) in zip(rows.tolist(), looks, corners.tolist(), strict=True):
            if row in odd:
                self._paint_card(painter, scene, row)
                continue
            picture = pictures.get(look)
            if picture is None:
                layout = geometry.layouts[row]
                picture = pictures[look] = self._picture(layout, PLAIN, camera.scale, ratio)
            painter.drawPixmap(QPointF(x, y), picture)

    def _put_look(
        self,
        painter: QPainter,
        layout: Layout,
        look: Look,
        at: tuple[float, float],
        scale: float,
    ) -> None:
        if self.sprites.direct:
            painter.save()
            painter.translate(*at)
            painter.scale(scale, scale)
            draw_look(painter, layout, look, self.theme)
            painter.restore()
            return
        ratio = painter.device().devicePixelRatioF()
        x, y = (round((v - PAD * scale) * ratio) / ratio for v in at)
        painter.drawPixmap(QPointF(x, y), self._picture(layout, look, scale, ratio))

    def _picture(self, layout: Layout, look: Look, scale: float, ratio: float) -> QPixmap:
        shadow = self._shadow(scale, ratio)
        return self.sprites.get(
            (layout, look),
            lambda p: draw_look(p, layout, look, self.theme, shadow),
            size=(layout.width, layout.height),
            pad=PAD,
            scale=scale,
            ratio=ratio,
        )

    def _shadow(self, scale: float, ratio: float) -> QPixmap:
        """The shadow of a small card, which is stretched for the others."""
        return self.sprites.get(
            "shadow",
            lambda p: draw_shadow(p, QRectF(0, 0, SHADOW_CARD, SHADOW_CARD), self.theme),
            size=(SHADOW_CARD, SHADOW_CARD),
            pad=PAD,
            scale=scale,
            ratio=ratio,
        )

    def paint_wires(self, painter: QPainter, scene: Scene, wires: Array, area: Rect) -> None:
        """Paint these wires, those that stand out last."""
        geometry, camera = scene.geometry, scene.camera
        if self.sprites.direct:
            draw_paths(painter, geometry, wires, camera, theme=self.theme)
            return
        strong = np.intersect1d(wires, scene.strong_wires(), assume_unique=True)
        calm = np.setdiff1d(wires, strong, assume_unique=True)
        draw_wires(painter, geometry, calm, camera, area=area, theme=self.theme)
        draw_wires(painter, geometry, strong, camera, area=area, theme=self.theme, strong=True)
        if geometry.bent and scene.handles:
            draw_bends(painter, scene, wires, self.theme)

    def _paint_card(self, painter: QPainter, scene: Scene, row: int) -> None:
        geometry, scale = scene.geometry, scene.camera.scale
        name, layout = geometry.names[row], geometry.layouts[row]
        node = geometry.document.nodes[name]
        x, y = scene.camera.to_screen(*geometry.xy[row].tolist())
        trouble = scene.facts.trouble(name)
        own_name = _own_name(node, layout)
        look = Look(
            name in scene.selection,
            trouble.severity,
            trouble.rows,
            own_name is not None and scale >= TEXT,
            0 if scale < TEXT else 2 if scale >= LETTERS else 1,
        )
        theme = self.theme
        self._put_look(painter, layout, look, (x, y), scale)
        if scale >= TEXT:
            self._paint_values(painter, scene, name, (x, y))
            painter.save()
            painter.translate(x, y)
            painter.scale(scale, scale)
            if own_name is not None:
                draw_name(painter, layout, own_name, theme)
            draw_footer(painter, layout, scene, name, theme)
            painter.restore()
        state = scene.states.get(name)
        if state is not None and state.phase != "idle":
            painter.save()
            painter.translate(x, y)
            painter.scale(scale, scale)
            draw_state(painter, layout, state, theme)
            painter.restore()
        if scene.hovered.node == name and scene.hovered.where == "socket":
            self._paint_hovered(painter, scene, layout, (x, y))

    def _paint_values(
        self, painter: QPainter, scene: Scene, name: str, at: tuple[float, float]
    ) -> None:
        scale, theme = scene.camera.scale, self.theme
        ratio = painter.device().devicePixelRatioF()
        for look, left, top, width in self._placed(scene, name):

            def draw(p: QPainter, look: Chip = look, width: float = width) -> None:
                draw_chip(p, look, width, theme)

            self.sprites.put(
                painter,
                (at[0] + left * scale, at[1] + top * scale),
                (look, width),
                draw,
                size=(width, CHIP_HEIGHT),
                scale=scale,
                ratio=ratio,
            )

    def _placed(self, scene: Scene, name: str) -> list[Placed]:
        """The chips of a card with left, top and width, remembered while nothing changes."""
        document = scene.geometry.document
        layout = scene.geometry.layouts[scene.geometry.index[name]]
        node, trouble = document.nodes[name], scene.facts.trouble(name)
        state = (node, layout, document.wires, trouble)
        kept = self._chips.get(name)
        if kept is not None and all(a is b for a, b in zip(kept[0], state, strict=True)):
            return kept[1]
        made = _chips(document, name, layout, trouble.rows)
        if len(self._chips) > 4000:
            self._chips.clear()
        self._chips[name] = (state, made)
        return made

    def _paint_hovered(
        self, painter: QPainter, scene: Scene, layout: Layout, at: tuple[float, float]
    ) -> None:
        """The socket under the pointer, large enough for its letter."""
        hovered, scale = scene.hovered, scene.camera.scale
        points = layout.outputs if hovered.output else layout.inputs
        point = points.get(hovered.socket)
        if point is None:
            return
        painter.save()
        painter.translate(at[0] + point[0] * scale, at[1] + point[1] * scale)
        kind = layout.kind(hovered.socket, output=hovered.output)
        draw_mark(painter, kind, max(8.5, 8.5 * scale), rim=self.theme.card, letter=True)
        painter.restore()


def _chips(document: Document, name: str, layout: Layout, bad_rows: frozenset[str]) -> list[Placed]:
    params = document.nodes[name].params
    made: list[Placed] = []
    for row in layout.rows:
        socket = row.socket
        if row.part != "input" or socket is None or not has_value(socket):
            continue
        if document.sources(name, named(row)):
            continue
        left, top, right, _ = value_rect(layout, row)
        typed = socket.name in params
        value = params[socket.name] if typed else socket.default
        look = chip(socket, value, typed=typed, bad=socket.name in bad_rows)
        made.append((look, left, top, right - left))
    return made


def _own_name(node: Node, layout: Layout) -> str | None:
    """The name that the user gave to the card, if it has one."""
    value = node.params.get("name")
    known = layout.card is not None and layout.card.input("name") is not None
    return value if isinstance(value, str) and value and known else None


def _seen(camera: Camera, area: Rect) -> Rect:
    left, top, right, bottom = area
    return camera.seen(left, top, right - left, bottom - top)
