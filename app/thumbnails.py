"""Small pictures of documents for the start screen: ``python -m app.thumbnails``.

Those of the bundled examples come with the program, in each theme; the command makes
them anew.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPixmap

from app.canvas.camera import Camera
from app.canvas.geometry import Geometry
from app.canvas.painting import Painting
from app.canvas.scene import Scene
from app.theme import ASSETS, THEMES, Theme, load_fonts
from cards.card import Card
from cards.document import Document
from cards.paging import Pager

PICTURES = ASSETS / "pictures"
SIZE = QSize(232, 132)
"""Of a picture on the screen; the files have twice as many pixels each way."""
RATIO = 2
QUICK = 300
"""Documents of more cards are not drawn for the list of recent files."""
MOST_KEPT = 40
"""Pictures of the user's documents; the oldest go."""
MARGIN = 14.0
SMALLEST = 0
"""Quality, as Qt calls it, of the smallest PNG files, which lose nothing."""


def main() -> int:
    """Write the pictures of all examples; give the exit code."""
    # Loaded here: the window shows pictures, and needs none of what makes them.
    from cards import files
    from cards.registry import all_cards

    application = QGuiApplication([])
    load_fonts()
    types, _ = all_cards()
    PICTURES.mkdir(exist_ok=True)
    for example in sorted((ASSETS / "examples").glob("*.json")):
        document = files.load(example)
        for theme in THEMES.values():
            file = str(picture_of(example, theme))
            drawn(document, types, theme).save(file, None, SMALLEST)
    del application
    return 0


def picture_of(example: Path, theme: Theme) -> Path:
    """Where the picture of a bundled example is."""
    return PICTURES / f"{example.stem}-{theme.name}.png"


def kept_picture(path: Path, folder: Path, theme: Theme) -> Path:
    """Where the picture of one of the user's own documents is, if there is one."""
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return folder / f"{digest}-{theme.name}.png"


def keep_picture(
    document: Document, types: Mapping[str, type[Card]], file: Path, *, theme: Theme
) -> None:
    """Draw a document into ``file``, if that is quick; a full disk keeps nobody from working."""
    if not 0 < len(document.nodes) <= QUICK:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        others = sorted(file.parent.glob("*.png"), key=lambda f: f.stat().st_mtime)
        for old in others[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
    drawn(document, types, theme).save(str(file))


def drawn(document: Document, types: Mapping[str, type[Card]], theme: Theme) -> QImage:
    """A document as a small picture, all of it."""
    image = QImage(SIZE * RATIO, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.canvas))
    # Notes are words, which nobody can read at this size.
    pager = Pager(types)
    page = pager.page(document.model_copy(update={"notes": {}}), None)
    geometry = Geometry(page.document, pager.types)
    bounds = geometry.bounds()
    if bounds is None:
        return image
    width, height = float(image.width()), float(image.height())
    camera = Camera()
    camera.fit(bounds, width=width, height=height, margin=MARGIN * RATIO)
    painter = QPainter(image)
    scene = Scene(geometry, camera, (width, height))
    Painting(theme, direct=True).paint(painter, scene, (0.0, 0.0, width, height))
    painter.end()
    return image


def pixmap_of(file: Path, size: QSize, ratio: float) -> QPixmap:
    """A picture of a file at this size on the screen; empty if there is none."""
    image = QImage(str(file))
    if image.isNull():
        return QPixmap()
    wanted = QRectF(0, 0, size.width() * ratio, size.height() * ratio).size().toSize()
    smooth = Qt.TransformationMode.SmoothTransformation
    kept = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    made = QPixmap.fromImage(image.scaled(wanted, kept, smooth))
    made.setDevicePixelRatio(ratio)
    return made


if __name__ == "__main__":
    sys.exit(main())
