"""Pictures of whole documents and of single cards, without a window."""

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
from cards.card import Card, Inference
from cards.document import Document, Node
from cards.report import Report

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgGenerator

MARGIN = 40.0
LARGEST = 12_000
"""Most pixels along a side of a PNG; larger documents are drawn at a smaller scale."""
QUICK = 60
"""Quality, as Qt calls it, of PNG files that are a tenth larger and written in half the time."""


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
    scene = _scene(document, types, report)
    if ending == ".svg":
        _write_svg(scene, path, theme)
    else:
        _write_png(scene, path, theme, scale)
    del application


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
        scene = _scene(document, self._types, report)
        _write_png(scene, path, theme, 2.0, QUICK)
        return round(scene.size[0]), round(scene.size[1])


def _scene(document: Document, types: Mapping[str, type[Card]], report: Report | None) -> Scene:
    """All of a document, with a margin around it."""
    geometry = Geometry(document, types)
    bounds = geometry.bounds() or (0.0, 0.0, 400.0, 240.0)
    rect = (bounds[0] - MARGIN, bounds[1] - MARGIN, bounds[2] + MARGIN, bounds[3] + MARGIN)
    size = rect[2] - rect[0], rect[3] - rect[1]
    return Scene(geometry, Camera(rect[0], rect[1], 1.0), size, Facts(report))


def _write_png(scene: Scene, path: Path, theme: Theme, scale: float, quality: int = -1) -> None:
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
    if not image.save(str(path), None, quality):
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
