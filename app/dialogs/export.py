"""The dialog that exports a picture of the document, or of a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressDialog,
    QVBoxLayout,
    QWidget,
)

from app.canvas.copying import excerpt
from app.canvas.geometry import Geometry
from app.panels.frame import label
from app.picture import Picture, framed, png_scale, preview, written
from app.printing import SIZES, Paper, page_layout, print_picture, tiling
from app.theme import THEMES, Theme
from app.translation import grouped, tr

if TYPE_CHECKING:
    from app.canvas.scene import Scene
    from app.window import Window

PREVIEW = QSize(520, 400)
MANY = 3000
"""Of more cards than these the preview waits a little longer for the next choice."""


def export(window: Window) -> None:
    """Show the dialog, and write the picture that the user wants."""
    dialog = ExportDialog(window)
    dialog.exec()
    dialog.deleteLater()


def print_document(window: Window) -> None:
    """Print the page that is shown, in light colours, with a preview."""
    canvas = window.canvas
    scene = framed(canvas.scene, canvas.scene.geometry.bounds())
    print_picture(Picture(scene, THEMES["light"], "transparent"), window, window.session.title)


class ExportDialog(QDialog):
    """What is exported, as what, and how; with a preview that follows every choice."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle(tr("Export picture"))
        self.part, self.format = QComboBox(self), QComboBox(self)
        self.theme_box, self.ground = QComboBox(self), QComboBox(self)
        self.scale, self.paper = QComboBox(self), QComboBox(self)
        self.turn, self.fit = QComboBox(self), QComboBox(self)
        self.told = label("", "dim", self)
        self.preview = Preview(self)
        self._fill()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show_preview)
        for box in self.findChildren(QComboBox):
            box.currentIndexChanged.connect(self.refresh)
        self.refresh()
        self._show_preview()

    def picture(self) -> Picture:
        """What is wanted."""
        theme: Theme = THEMES[self.theme_box.currentData()]
        return Picture(self._scene(), theme, self.ground.currentData())

    def page(self) -> Paper:
        """The paper that is wanted."""
        return Paper(self.paper.currentData(), self.turn.currentData(), self.fit.currentData())

    def refresh(self) -> None:
        """Show what belongs to the chosen format, and say how large it becomes."""
        kind = self.format.currentData()
        sized = kind == "pdf" and bool(self.paper.currentData())
        for box, shown in (
            (self.scale, kind == "png"),
            (self.paper, kind == "pdf"),
            (self.turn, sized),
            (self.fit, sized),
        ):
            self._form.setRowVisible(box, shown)
        self.told.setText(self._told(kind))
        many = len(self._window.canvas.scene.geometry.names) > MANY
        self._timer.start(250 if many else 30)

    def accept(self) -> None:
        kind = self.format.currentData()
        session, asker = self._window.session, self._window.filing.asker
        folder = session.path.parent if session.path else Path.home()
        names = {"png": tr("Pictures"), "svg": tr("Drawings"), "pdf": tr("Documents")}
        suggested = str(folder / f"{session.title}.{kind}")
        path = asker.save_path(suggested, f"{names[kind]} (*.{kind})")
        if path is None:
            return
        if path.suffix.lower() != f".{kind}":
            path = path.with_name(f"{path.name}.{kind}")
        scale: float = self.scale.currentData()
        try:
            done = finished(written(self.picture(), path, scale, self.page()), self)
        except OSError as error:
            asker.tell(str(error))
            return
        if done:
            self._window.show_message(tr("Exported as {name}.").format(name=path.name))
            super().accept()

    def print(self) -> None:
        """Print what is wanted instead."""
        print_picture(self.picture(), self, self._window.session.title)

    def _scene(self) -> Scene:
        canvas = self._window.canvas
        scene, part = canvas.scene, self.part.currentData()
        if part == "seen":
            return framed(scene, canvas.seen(), 0.0)
        if part == "chosen":
            shown = excerpt(canvas.document, canvas.session.selection, scene.marked)
            own = framed(scene, None)
            own.geometry = Geometry(shown, canvas.types)
            own.page = None
            return framed(own, own.geometry.bounds())
        return framed(scene, scene.geometry.bounds())

    def _fill(self) -> None:
        canvas = self._window.canvas
        chosen = canvas.session.selection or canvas.scene.marked.notes | canvas.scene.marked.frames
        parts = [(tr("Whole document"), "whole"), (tr("What is in sight"), "seen")]
        if canvas.session.page:
            parts[0] = (tr("Whole page"), "whole")
        if chosen:
            parts.insert(1, (tr("Selection"), "chosen"))
        _offer(self.part, parts)
        formats = (tr("PNG, pixels"), "png"), (tr("SVG, vectors"), "svg"), (tr("PDF, pages"), "pdf")
        _offer(self.format, formats)
        names = {"light": tr("Light"), "dark": tr("Dark"), "contrast": tr("High contrast")}
        _offer(self.theme_box, [(names.get(name, name.title()), name) for name in THEMES])
        grounds = [(tr("Plain"), "plain"), (tr("With grid"), "grid")]
        _offer(self.ground, [*grounds, (tr("None, transparent"), "transparent")])
        sizes = (1.0, 2.0, 3.0, 4.0)
        _offer(self.scale, [(f"{size:.0f} ×", size) for size in sizes])
        self.scale.setCurrentIndex(1)
        _offer(self.paper, [(tr("As large as the drawing"), ""), *((s, s) for s in SIZES)])
        turns = (tr("As it fits best"), "auto"), (tr("Portrait"), "portrait")
        _offer(self.turn, [*turns, (tr("Landscape"), "landscape")])
        fits: list[tuple[str, float]] = [(tr("Fit to one page"), 0.0)]
        fits += [(tr("{percent} %").format(percent=p), p / 100) for p in (50, 75, 100, 150)]
        _offer(self.fit, fits)

    def _lay_out(self) -> None:
        form = self._form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(12)
        for text, box in (
            (tr("Export"), self.part),
            (tr("As"), self.format),
            (tr("Colours"), self.theme_box),
            (tr("Background"), self.ground),
            (tr("Scale"), self.scale),
            (tr("Page"), self.paper),
            (tr("Orientation"), self.turn),
            (tr("Size"), self.fit),
        ):
            form.addRow(text, box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        print_button = buttons.addButton(tr("Print…"), QDialogButtonBox.ButtonRole.ActionRole)
        export_button = buttons.addButton(tr("Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        export_button.setDefault(True)
        print_button.clicked.connect(self.print)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        side = QVBoxLayout()
        side.addLayout(form)
        side.addWidget(self.told)
        side.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addWidget(self.preview, 1)
        across.addLayout(side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 16)
        outer.setSpacing(16)
        outer.addLayout(across, 1)
        outer.addWidget(buttons)
        self.told.setFixedWidth(270)
        self.told.setWordWrap(True)

    def _told(self, kind: str) -> str:
        picture = self.picture()
        width, height = picture.size
        if kind == "svg":
            return tr("Drawn as vectors, with the font in the file.")
        if kind == "pdf":
            tiles = tiling(picture, page_layout(picture, self.page()), self.page())
            count = tiles.across * tiles.down
            pages = tr("1 page") if count == 1 else tr("{count} pages").format(count=count)
            return tr("{pages}, drawn as vectors, with text that can be searched.").format(
                pages=pages
            )
        wanted: float = self.scale.currentData()
        scale = png_scale(picture.size, wanted)
        text = tr("{width} × {height} pixels").format(
            width=grouped(round(width * scale)), height=grouped(round(height * scale))
        )
        return text if scale == wanted else text + tr(", as large as a PNG can be")

    def _show_preview(self) -> None:
        self._timer.stop()
        ratio = self.devicePixelRatioF()
        room = self.preview.contentsRect().size().expandedTo(PREVIEW)
        paper = self.format.currentData() == "pdf"
        self.preview.show_picture(self.picture(), room, ratio, paper=paper)


class Preview(QLabel):
    """A picture on paper, or on squares where it is transparent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumSize(PREVIEW)
        self.setAccessibleName(tr("Preview"))
        self.image: QImage | None = None
        self._paper = False

    def show_picture(
        self, picture: Picture, room: QSize, ratio: float, *, paper: bool = False
    ) -> None:
        """Show a picture in ``room``, on white ``paper`` or as it will lie on anything."""
        self._paper = paper
        self.image = preview(picture, room.width() - 24, room.height() - 24, ratio)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self.image is None:
            return
        size = self.image.deviceIndependentSize()
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(QRectF(self.rect()).center())
        if self._paper:
            painter.fillRect(box, QColor("#ffffff"))
        else:
            _draw_squares(painter, box)
        painter.drawImage(box.topLeft(), self.image)
        painter.setPen(self.palette().mid().color())
        painter.drawRect(box)
        painter.end()


def finished(steps: Iterator[float], parent: QWidget) -> bool:
    """Take all steps, with a bar if they last; False if the user stopped them."""
    bar = QProgressDialog(tr("Exporting"), tr("Stop"), 0, 1000, parent)
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    bar.setMinimumDuration(500)
    try:
        for share in steps:
            bar.setValue(min(999, round(1000 * share)))
            QApplication.processEvents()
            if bar.wasCanceled():
                return False
    finally:
        bar.close()
        bar.deleteLater()
    return True


def _offer(box: QComboBox, choices: Any) -> None:
    for text, value in choices:
        box.addItem(text, value)


def _draw_squares(painter: QPainter, box: QRectF) -> None:
    """The pattern that says: nothing is here."""
    painter.fillRect(box, QColor("#ffffff"))
    painter.save()
    painter.setClipRect(box)
    step = 10.0
    for row in range(int(box.height() / step) + 1):
        for column in range(row % 2, int(box.width() / step) + 1, 2):
            square = QRectF(box.left() + column * step, box.top() + row * step, step, step)
            painter.fillRect(square, QColor("#e4e4e4"))
    painter.restore()
