"""The colours that frames and notes can have."""

from __future__ import annotations

from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from app.translation import tr

PAPER = "#f2c94c"
"""Of notes without a colour."""
PLAIN = "#888888"
"""Of frames without a colour."""

TINTS = (
    *("#4c8dff", "#22a6a1", "#43a047", "#e0ac1b"),
    *("#f0803c", "#e2505c", "#9a63e0", "#888888"),
)
"""Those to choose from, told apart in all themes; any other can be picked as well."""


def tint(color: str, instead: str) -> str:
    """``color`` as ``#rrggbb``; of what is no colour ``instead``."""
    found = QColor(color) if color else QColor()
    return found.name() if found.isValid() else instead


def tint_name(color: str) -> str:
    """What a colour of the list is called, translated."""
    names = (
        *(tr("Blue"), tr("Teal"), tr("Green"), tr("Yellow")),
        *(tr("Orange"), tr("Red"), tr("Purple"), tr("Grey")),
    )
    return dict(zip(TINTS, names, strict=True)).get(color, color)


def tint_icon(color: str, size: int = 16) -> QIcon:
    """A disc of a colour, for menus."""
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
    painter.setBrush(QColor(color))
    painter.drawEllipse(2, 2, size - 4, size - 4)
    painter.end()
    return QIcon(pixmap)
