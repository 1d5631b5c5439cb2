"""A picture of a whole document, PNG or SVG, without a window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from app.canvas.camera import Camera
from app.canvas.facts import Facts
from app.canvas.geometry import Geometry
from app.canvas.painting import Painting
from app.canvas.scene import Scene
from app.theme import Theme, load_fonts
from cards.card import Card
from cards.document import Document

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgGenerator

    from cards.checking import Report

MARGIN = 40.0
LARGEST = 12_000
"""Most pixels along a side of a PNG; larger documents are drawn at a smaller scale."""


def draw(
    document: Document,
    types: Mapping[str, type[Card]],
    path: Path,
    theme: Theme,
    report: Report | None = None,
    scale: float = 2.0,
) -> None:
    """Paint ``document`` into a PNG or, by the ending of ``path``, an SVG file.

    Makes a Qt application if there is none. Raises OSError if the file cannot be
    written, ValueError if its ending is neither.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in (".png", ".svg"):
        raise ValueError(f"A picture ends in .png or .svg, {path.name} does not.")
    # Kept until the end of the function: fonts and painters need it.
    application = QGuiApplication.instance() or QGuiApplication([])
    load_fonts()
    geometry = Geometry(document, types)
    bounds = geometry.bounds() or (0.0, 0.0, 400.0, 240.0)
    rect = (bounds[0] - MARGIN, bounds[1] - MARGIN, bounds[2] + MARGIN, bounds[3] + MARGIN)
    size = rect[2] - rect[0], rect[3] - rect[1]
    scene = Scene(geometry, Camera(rect[0], rect[1], 1.0), size, Facts(report))
    if ending == ".svg":
        _write_svg(scene, path, theme)
    else:
        _write_png(scene, path, theme, scale)
    del application


def _write_png(scene: Scene, path: Path, theme: Theme, scale: float) -> None:
    width, height = scene.size
    scale = min(scale, LARGEST / width, LARGEST / height)
    image = QImage(
        max(1, round(width * scale)), max(1, round(height * scale)), QImage.Format.Format_RGB32
    )
    image.fill(QColor(theme.canvas))
    painter = QPainter(image)
    painter.scale(scale, scale)
    Painting(theme, direct=True).paint(painter, scene, (0.0, 0.0, width, height))
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"The picture could not be written to {path}.")


def _write_svg(scene: Scene, path: Path, theme: Theme) -> None:
    # Loaded here: only pictures need it.
    from PySide6.QtSvg import QSvgGenerator

    width, height = scene.size
    generator: QSvgGenerator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setTitle("Layerdeck")
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError(f"The picture could not be written to {path}.")
    Painting(theme, direct=True).paint(painter, scene, (0.0, 0.0, width, height))
    painter.end()
