"""Pictures of whole documents, of parts of them and of single cards, without a window.

Writing is an iterator: it gives the share that is done, and who stops reading stops it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPdfWriter

from app.canvas.backdrop import draw_grid
from app.canvas.bends import wires_in_sight
from app.canvas.camera import Camera
from app.canvas.facts import Facts
from app.canvas.frames import draw_frames
from app.canvas.geometry import Geometry, Rect
from app.canvas.group_facts import GroupFacts
from app.canvas.looks import PAD
from app.canvas.open_groups import draw_open_groups
from app.canvas.painting import Painting
from app.canvas.scene import Scene
from app.theme import ASSETS, FAMILY, Theme, load_fonts
from app.translation import grouped, tr
from cards.card import Card, Inference
from cards.document import Document, Node
from cards.paging import Pager
from cards.report import Report

if TYPE_CHECKING:
    from app.printing import Paper

Ground = Literal["grid", "plain", "transparent"]

MARGIN = 40.0
LARGEST = 12_000
"""Most pixels along a side of a PNG; larger documents are drawn at a smaller scale."""
MOST_PIXELS = 100_000_000
QUICK = 60
"""Quality, as Qt calls it, of PNG files that are a tenth larger and written in half the time."""
ENDINGS = (".png", ".svg", ".pdf")
BATCH = 40
"""Cards between two reports of what is done."""
_WEIGHTS = {"400": "Regular", "500": "Medium", "600": "SemiBold", "700": "Bold"}
"""Files of the font by weights, as SVG and CSS count them."""


@dataclass(frozen=True)
class Picture:
    """What is drawn, in which colours, on what; ``scene.size`` is its size in scene units."""

    scene: Scene
    theme: Theme
    ground: Ground = "grid"

    @property
    def size(self) -> tuple[float, float]:
        return self.scene.size


def draw(
    document: Document,
    types: Mapping[str, type[Card]],
    path: Path,
    theme: Theme,
    report: Report | None = None,
    scale: float = 2.0,
    ground: Ground = "grid",
) -> None:
    """Paint ``document`` into a PNG, SVG or PDF file, by the ending of ``path``.

    Makes a Qt application if there is none. Raises OSError if the file cannot be
    written, ValueError if it has another ending.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise ValueError(f"A picture ends in .png, .svg or .pdf, {path.name} does not.")
    # Kept until the end of the function: fonts and painters need it.
    application = QGuiApplication.instance() or QGuiApplication([])
    load_fonts()
    picture = Picture(whole(document, types, report), theme, ground)
    for _ in written(picture, path, scale):
        pass
    del application


def whole(
    document: Document, types: Mapping[str, type[Card]], report: Report | None = None
) -> Scene:
    """All of the top page of a document, with a margin around it."""
    pager = Pager(types)
    page = pager.page(document)
    facts = GroupFacts(report, page) if report and page.members else Facts(report)
    scene = Scene(Geometry(page.document, pager.types), facts=facts, page=page)
    return framed(scene, scene.geometry.bounds())


def framed(scene: Scene, rect: Rect | None, margin: float = MARGIN) -> Scene:
    """``scene`` as a picture of ``rect`` and a margin, with nothing selected."""
    left, top, right, bottom = rect or (0.0, 0.0, 320.0, 160.0)
    return Scene(
        scene.geometry,
        Camera(left - margin, top - margin, 1.0),
        (right - left + 2 * margin, bottom - top + 2 * margin),
        scene.facts,
        page=scene.page,
        handles=False,
    )


class CardPictures:
    """Draws single cards with their default values, as PNG files at twice their size.

    Makes a Qt application if there is none.
    """

    def __init__(self, types: Mapping[str, type[Card]]) -> None:
        self._types = types
        # Kept as long as pictures are drawn: fonts and painters need it.
        self._application = QGuiApplication.instance() or QGuiApplication([])
        load_fonts()

    def draw(
        self, name: str, path: Path, theme: Theme, inference: Inference | None = None
    ) -> tuple[int, int]:
        """Draw the card called ``name``, and what is known of it; gives width and height.

        Raises OSError if the file cannot be written.
        """
        document = Document(nodes={"card": Node(card=name)})
        report = Report(inferences={"card": inference} if inference else {})
        picture = Picture(whole(document, self._types, report), theme)
        for _ in _write_png(picture, path, 2.0, QUICK):
            pass
        return round(picture.size[0]), round(picture.size[1])


def written(
    picture: Picture, path: Path, scale: float = 2.0, paper: Paper | None = None
) -> Iterator[float]:
    """Write a picture, giving the share that is done; a file only comes to be at the end.

    ``scale`` counts for PNG, ``paper`` for PDF: without it the page is as large as the
    picture. Raises OSError if the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".png":
        yield from _put(path, lambda part: _write_png(picture, part, scale))
    elif ending == ".svg":
        yield from _put(path, lambda part: _write_svg(picture, part))
    else:
        yield from _put(path, lambda part: _write_pdf(picture, part, paper))


def painted(picture: Picture, painter: QPainter, *, direct: bool = True) -> Iterator[float]:
    """Paint a picture with its corner at (0, 0), giving the share that is done.

    What is not ``direct`` is made of pixels, as on the screen.
    """
    scene, painting = picture.scene, Painting(picture.theme, direct=direct)
    area = (0.0, 0.0, *scene.size)
    if picture.ground != "transparent":
        painter.fillRect(QRectF(0, 0, *scene.size), QColor(picture.theme.canvas))
    if picture.ground == "grid":
        draw_grid(painter, scene.camera, area, picture.theme)
    draw_frames(painter, scene, area, picture.theme)
    draw_open_groups(painter, scene, area, picture.theme)
    painting.notes.paint(painter, scene, area)
    seen = scene.camera.seen(*area)
    wires = wires_in_sight(scene.geometry, seen)
    cards = scene.stacked(scene.geometry.in_rect(seen, margin=PAD))
    steps = max(1, len(cards) + len(wires) // 10)
    for start in range(0, len(wires), 10 * BATCH):
        painting.paint_wires(painter, scene, wires[start : start + 10 * BATCH], area)
        yield start / 10 / steps
    for start in range(0, len(cards), BATCH):
        painting.paint_cards(painter, scene, cards[start : start + BATCH])
        yield (len(wires) // 10 + start) / steps
    painting.labels.paint(painter, scene, area, np.zeros(0, int))
    yield 1.0


def preview(picture: Picture, width: float, height: float, ratio: float) -> QImage:
    """A picture as small as it must be to fit, for the screen."""
    scene = picture.scene
    scale = min(width / scene.size[0], height / scene.size[1], 2.0)
    size = scene.size[0] * scale, scene.size[1] * scale
    camera = Camera(scene.camera.left, scene.camera.top, scale)
    small = replace(scene, camera=camera, size=size)
    image = QImage(
        max(1, round(size[0] * ratio)),
        max(1, round(size[1] * ratio)),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    for _ in painted(Picture(small, picture.theme, picture.ground), painter, direct=False):
        pass
    painter.end()
    return image


def png_scale(size: tuple[float, float], scale: float) -> float:
    """``scale``, or the largest at which a PNG of this size can be drawn."""
    width, height = size
    most = math.sqrt(MOST_PIXELS / (width * height))
    return min(scale, LARGEST / width, LARGEST / height, most)


def _put(path: Path, write: Callable[[Path], Iterator[float]]) -> Iterator[float]:
    """Write beside ``path`` first, so that nobody is left with half a file."""
    if not os.access(path.parent, os.W_OK):
        raise OSError(_failed(path))
    part = path.with_name(f".{path.name}.part")
    try:
        yield from write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_png(picture: Picture, path: Path, scale: float, quality: int = -1) -> Iterator[float]:
    scale = png_scale(picture.size, scale)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    clear = picture.ground == "transparent"
    kind = QImage.Format.Format_ARGB32_Premultiplied if clear else QImage.Format.Format_RGB32
    image = QImage(width, height, kind)
    if image.isNull():
        raise OSError(
            tr("There is no memory for {width} × {height} pixels.").format(
                width=grouped(width), height=grouped(height)
            )
        )
    image.fill(QColor(0, 0, 0, 0) if clear else QColor(picture.theme.canvas))
    painter = QPainter(image)
    try:
        painter.scale(scale, scale)
        yield from painted(picture, painter)
    finally:
        painter.end()
    # PySide takes no format as None, its stubs do not.
    if not image.save(str(path), "PNG", quality):  # type: ignore[call-overload]
        raise OSError(_failed(path))


def _write_svg(picture: Picture, path: Path) -> Iterator[float]:
    # Loaded here: only pictures need it.
    from PySide6.QtSvg import QSvgGenerator

    width, height = picture.size
    generator: QSvgGenerator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setTitle("Layerdeck")
    generator.setResolution(96)
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError(_failed(path))
    try:
        yield from painted(picture, painter)
    finally:
        painter.end()
    _embed_font(path)


def _embed_font(path: Path) -> None:
    """Put the weights of the font that an SVG file uses into it, so that it looks the same."""
    import base64

    text = path.read_text("utf-8")
    faces = ""
    for weight, name in _WEIGHTS.items():
        if f'font-weight="{weight}"' in text:
            content = (ASSETS / "fonts" / f"{FAMILY}-{name}.otf").read_bytes()
            data = base64.b64encode(content).decode()
            faces += (
                f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
                f"src:url(data:font/otf;base64,{data})}}\n"
            )
    if faces:
        text = text.replace("<defs>", f"<defs>\n<style>\n{faces}</style>", 1)
        path.write_text(text, "utf-8")


def _write_pdf(picture: Picture, path: Path, paper: Paper | None) -> Iterator[float]:
    # Loaded here: only pages need it.
    from app.printing import FITTING, set_up, sheets

    writer = QPdfWriter(str(path))
    writer.setTitle("Layerdeck")
    writer.setCreator("Layerdeck")
    paper = paper or FITTING
    set_up(writer, picture, paper)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(_failed(path))
    try:
        yield from sheets(writer, painter, picture, paper)
    finally:
        painter.end()


def _failed(path: Path) -> str:
    name = path.name
    if name.endswith(".part"):
        name = name.removeprefix(".").removesuffix(".part")
    return tr("The picture could not be written to {file}.").format(file=path.with_name(name))
