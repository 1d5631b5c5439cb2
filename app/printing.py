"""Pictures on paper: pages of a PDF file or of a printer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter

from app.picture import Picture, painted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

Turn = Literal["auto", "portrait", "landscape"]

UNIT = 72 / 96
"""Points of paper for each unit of the scene at its own size."""
MARGIN = 10.0
"""Millimetres around what is printed."""
MOST_SHEETS = 400
ENLARGED = 2.0
"""How much larger than on the screen a small picture may become."""
SIZES = ("A5", "A4", "A3", "A2", "A1", "A0", "Letter", "Legal", "Tabloid")
LARGEST = 14_000.0
"""Points along the longest side of a page that every reader of PDF shows."""


@dataclass(frozen=True)
class Paper:
    """How pictures lie on pages: ``size`` is one of ``SIZES``, or empty for one that fits.

    ``scale`` 0 shrinks or enlarges the picture to one page; else it is drawn at that
    scale, over several pages where it is too large.
    """

    size: str = ""
    turn: Turn = "auto"
    scale: float = 0.0


FITTING = Paper()


def page_layout(picture: Picture, paper: Paper) -> QPageLayout:
    """The page for a picture."""
    width, height = picture.size
    if not paper.size:
        shrunk = min(1.0, LARGEST / (max(width, height) * UNIT))
        points = QSizeF(width * UNIT * shrunk, height * UNIT * shrunk)
        size = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
        none = QMarginsF(0, 0, 0, 0)
        return QPageLayout(size, QPageLayout.Orientation.Portrait, none, QPageLayout.Unit.Point)
    wide = paper.turn == "landscape" or (paper.turn == "auto" and width > height)
    turn = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    edge = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    size = QPageSize(getattr(QPageSize.PageSizeId, paper.size))
    return QPageLayout(size, turn, edge, QPageLayout.Unit.Millimeter)


def set_up(device: QPagedPaintDevice, picture: Picture, paper: Paper) -> None:
    """Give a device the page for a picture."""
    device.setPageLayout(page_layout(picture, paper))


@dataclass(frozen=True)
class Tiling:
    """How a picture is cut into sheets: ``scale`` is points for each scene unit."""

    scale: float
    across: int
    down: int


def tiling(picture: Picture, layout: QPageLayout, paper: Paper) -> Tiling:
    """How a picture lies on pages of this layout; never on more than ``MOST_SHEETS``."""
    room = layout.paintRect(QPageLayout.Unit.Point)
    width, height = picture.size
    fitting = min(room.width() / width, room.height() / height)
    if not paper.size or not paper.scale:
        return Tiling(min(fitting, ENLARGED * UNIT), 1, 1)
    scale = paper.scale * UNIT
    while True:
        across = max(1, math.ceil(width * scale / room.width() - 0.01))
        down = max(1, math.ceil(height * scale / room.height() - 0.01))
        if across * down <= MOST_SHEETS:
            return Tiling(scale, across, down)
        scale *= 0.9


def sheets(
    device: QPagedPaintDevice, painter: QPainter, picture: Picture, paper: Paper
) -> Iterator[float]:
    """Paint a picture on as many pages as it needs, giving the share that is done.

    The device may have a page of its own choice by now, as a printer has.
    """
    layout = device.pageLayout()
    tiles = tiling(picture, layout, paper)
    room = layout.paintRect(QPageLayout.Unit.Point)
    dots = device.logicalDpiX() / 72
    count = tiles.across * tiles.down
    for number in range(count):
        if number:
            device.newPage()
        column, row = number % tiles.across, number // tiles.across
        painter.save()
        try:
            painter.scale(dots, dots)
            _place(painter, picture, tiles, room, column, row)
            for share in painted(picture, painter):
                yield (number + share) / count
        finally:
            painter.restore()


def print_picture(picture: Picture, parent: QWidget | None, name: str) -> None:
    """Show how a picture will be on paper, and print it if the user wants that."""
    # Loaded here: only those who print need it.
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    from app.translation import tr

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    printer.setCreator("Layerdeck")
    paper = Paper(printer.pageLayout().pageSize().name().partition(" ")[0])
    wide = picture.size[0] > picture.size[1]
    landscape, portrait = QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait
    printer.setPageOrientation(landscape if wide else portrait)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(tr("Print"))
    dialog.resize(900, 700)

    def paint(device: QPrinter) -> None:
        painter = QPainter(device)
        for _ in sheets(device, painter, picture, paper):
            pass
        painter.end()

    dialog.paintRequested.connect(paint)
    dialog.exec()
    dialog.deleteLater()


def _place(
    painter: QPainter, picture: Picture, tiles: Tiling, room: QRectF, column: int, row: int
) -> None:
    """Move and scale so that a tile of the picture fills the page, a single one its middle."""
    width, height = picture.size
    scale = tiles.scale
    if tiles.across == tiles.down == 1:
        painter.translate((room.width() - width * scale) / 2, (room.height() - height * scale) / 2)
    else:
        painter.setClipRect(QRectF(0, 0, room.width(), room.height()))
        painter.translate(-column * room.width(), -row * room.height())
    painter.scale(scale, scale)
