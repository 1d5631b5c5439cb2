"""What the start screen is made of: pictures of examples, rows of files and of unsaved work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.panels.frame import OneLine, label
from app.recovery import Leftover
from app.theme import Theme, icon, mixed, px
from app.thumbnails import SIZE, kept_picture, picture_of, pixmap_of
from app.translation import tr

GAP = 12
NARROWEST = 172
"""Pixels of a picture's width at 100 % text size."""
INSET = 1


class Picture(QWidget):
    """A picture with round corners at the top, empty until it is loaded."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_file(self, file: Path, theme: Theme) -> None:
        """Load the picture of a file."""
        self._theme = theme
        self._pixmap = pixmap_of(file, SIZE * 1.2, self.devicePixelRatioF())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area, path = QRectF(self.rect()), QPainterPath()
        path.addRoundedRect(area.adjusted(0, 0, 0, 9), 7, 7)
        painter.setClipPath(path)
        painter.fillRect(area, QColor(self._theme.canvas))
        if not self._pixmap.isNull():
            painter.drawPixmap(area, self._pixmap, QRectF(self._pixmap.rect()))
        painter.setClipping(False)
        painter.setPen(QPen(QColor(mixed(self._theme.panel, self._theme.card_border, 0.75)), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.end()


class ExampleButton(QPushButton):
    """Opens one bundled example; shows its picture, its name and what it does."""

    opened = Signal(object)

    def __init__(self, path: Path, sentence: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.path = path
        name = path.stem.capitalize()
        self.setProperty("tile", True)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self._picture = Picture(theme, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(INSET, INSET, INSET, 10)
        box.setSpacing(0)
        box.addWidget(self._picture)
        texts = QVBoxLayout()
        texts.setContentsMargins(12, 8, 12, 0)
        texts.setSpacing(2)
        for text in (label(name, "name", self), label(sentence, "dim", self)):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            texts.addWidget(text)
        texts.addStretch(1)
        box.addLayout(texts, 1)
        self.clicked.connect(self._open)

    def show_picture(self, theme: Theme) -> None:
        """Load its picture in a theme."""
        self._picture.show_file(picture_of(self.path, theme), theme)

    def fit_width(self, width: int) -> int:
        """Make the picture as high as it is at this width; gives the height of all of it."""
        self._picture.setFixedHeight(round((width - 2 * INSET) * SIZE.height() / SIZE.width()))
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else 0

    def sizeHint(self) -> QSize:
        return QSize(px(NARROWEST), self.fit_width(px(NARROWEST)))

    def _open(self) -> None:
        self.opened.emit(self.path)


class Grid(QWidget):
    """Puts ``tiles`` into as many columns as there is room for."""

    def __init__(self, tiles: Sequence[ExampleButton], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("content")
        self.tiles = list(tiles)
        for tile in self.tiles:
            tile.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.lay_out()

    def lay_out(self) -> None:
        """Place all tiles in the width that there is."""
        if not self.tiles or self.width() < 2 * GAP:
            return
        columns = max(1, min((self.width() + GAP) // (px(NARROWEST) + GAP), 4, len(self.tiles)))
        width = (self.width() - GAP * (columns - 1)) // columns
        height = max(tile.fit_width(width) for tile in self.tiles)
        for number, tile in enumerate(self.tiles):
            row, column = divmod(number, columns)
            tile.setGeometry(column * (width + GAP), row * (height + GAP), width, height)
        rows = -(-len(self.tiles) // columns)
        self.setFixedHeight(rows * (height + GAP) - GAP)


class RecentRow(QWidget):
    """One recent file; one that is not there any more can only be taken off the list."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(
        self, path: Path, theme: Theme, parent: QWidget, pictures: Path | None = None
    ) -> None:
        super().__init__(parent)
        self.path = path
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        when = changed(path)
        self.button = QPushButton(self)
        self.button.setProperty("link", True)
        self.button.setEnabled(when is not None)
        self.button.setToolTip(str(path))
        said = when or tr("It is not there any more")
        self.button.setAccessibleName(path.stem)
        self.button.setAccessibleDescription(f"{path.parent}, {said}")
        inner = QHBoxLayout(self.button)
        inner.setContentsMargins(8, 0, 8, 0)
        inner.setSpacing(12)
        inner.addWidget(self._small_picture(theme, pictures))
        name = OneLine(path.stem, "link" if when else "dim", self.button)
        folder = OneLine(_short(path.parent), "dim", self.button)
        time = label(said, "dim", self.button)
        time.setWordWrap(False)
        time.setMinimumWidth(px(150))
        time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for text, share in ((name, 2), (folder, 3), (time, 0)):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inner.addWidget(text, share)
        self.button.setFixedHeight(px(36))
        self.button.clicked.connect(self._open)
        self.remove = QToolButton(self)
        self.remove.setIcon(icon("close", theme))
        self.remove.setAutoRaise(True)
        self.remove.setToolTip(tr("Take it off the list"))
        self.remove.setAccessibleName(tr("Take {name} off the list").format(name=path.stem))
        self.remove.clicked.connect(self._remove)
        row.addWidget(self.button, 1)
        row.addWidget(self.remove)

    def _small_picture(self, theme: Theme, folder: Path | None) -> QLabel:
        shown = QLabel(self.button)
        size = QSize(px(52), px(30))
        shown.setFixedSize(size)
        shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if folder is not None:
            file = kept_picture(self.path, folder, theme)
            shown.setPixmap(pixmap_of(file, size, self.devicePixelRatioF()))
        return shown

    def _open(self) -> None:
        self.opened.emit(self.path)

    def _remove(self) -> None:
        self.removed.emit(self.path)


class LeftoverRow(QWidget):
    """Unsaved work of a program that ended badly: restore it, compare it, or leave it."""

    restore_requested = Signal(object)
    compare_requested = Signal(object)

    def __init__(self, one: Leftover, parent: QWidget) -> None:
        super().__init__(parent)
        self._one = one
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(OneLine(one.title, "name", self), 2)
        row.addWidget(OneLine(_short(one.path) if one.path else tr("never saved"), "dim", self), 3)
        when = label(ago(one.written), "dim", self)
        when.setWordWrap(False)
        row.addWidget(when)
        for name, act in ((tr("Restore"), self._restore), (tr("Compare"), self._compare)):
            button = QPushButton(name, self)
            button.setProperty("small", True)
            button.setAccessibleName(f"{name} {one.title}")
            button.clicked.connect(act)
            row.addWidget(button)

    def _restore(self) -> None:
        self.restore_requested.emit(self._one)

    def _compare(self) -> None:
        self.compare_requested.emit(self._one)


def changed(path: Path) -> str | None:
    """When a file was written last, in words; None if it cannot be found."""
    try:
        return ago(datetime.fromtimestamp(path.stat().st_mtime))
    except OSError:
        return None


def ago(then: datetime) -> str:
    """A moment as people say it."""
    now = datetime.now()
    days = (now.date() - then.date()).days
    if days == 0:
        return tr("today, {time}").format(time=then.strftime("%H:%M"))
    if days == 1:
        return tr("yesterday, {time}").format(time=then.strftime("%H:%M"))
    return then.strftime("%Y-%m-%d")


def _short(path: Path) -> str:
    """A path, with the user's own folder as Unix shells write it."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
