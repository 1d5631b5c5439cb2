import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QProgressDialog

from app.dialogs.export import ExportDialog, finished
from app.theme import THEMES
from tests.app.sample_network import fill


@pytest.fixture
def dialog(window):
    fill(window)
    window.canvas.fit()
    made = ExportDialog(window)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def pick(box: QComboBox, value):
    box.setCurrentIndex(box.findData(value))


def button(dialog, text):
    box = dialog.findChild(QDialogButtonBox)
    return next(b for b in box.buttons() if b.text() == text)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_each_format_is_written_where_the_user_says(dialog, asker, tmp_path, kind):
    pick(dialog.format, kind)
    asker.path = tmp_path / "out"
    QTest.mouseClick(button(dialog, "Export…"), Qt.MouseButton.LeftButton)
    (path,) = tmp_path.glob("out*")
    assert path.name == f"out.{kind}" and path.stat().st_size > 1000
    assert not dialog.isVisible()
    assert asker.asked[-1].endswith(f".{kind}")


def test_who_names_no_file_goes_back_to_the_dialog(dialog, asker):
    asker.path = None
    dialog.accept()
    assert dialog.isVisible()


def test_what_cannot_be_written_is_told(dialog, asker, tmp_path):
    asker.path = tmp_path / "missing" / "out.png"
    dialog.accept()
    assert "could not be written" in asker.said[-1] and dialog.isVisible()


def test_scale_and_part_decide_the_size(window, asker, tmp_path):
    fill(window)
    window.session.select({"dense_1"})
    dialog, sizes = ExportDialog(window), []
    for part, scale in (("chosen", 1.0), ("chosen", 2.0), ("seen", 1.0)):
        pick(dialog.part, part)
        pick(dialog.scale, scale)
        asker.path = tmp_path / "out.png"
        dialog.accept()
        sizes.append(QImageReader(str(asker.path)).size().width())
    dialog.deleteLater()
    card, doubled, seen = sizes
    assert doubled in range(2 * card - 2, 2 * card + 3)
    assert abs(seen - window.canvas.width() / window.canvas.scene.camera.scale) <= 1


def test_only_the_selection_is_drawn(window, asker, tmp_path):
    fill(window)
    window.session.select({"dense_1"})
    dialog = ExportDialog(window)
    pick(dialog.part, "chosen")
    pick(dialog.format, "svg")
    asker.path = tmp_path / "out.svg"
    dialog.accept()
    text = asker.path.read_text("utf-8")
    assert "Dense layer" in text and "Train" not in text
    dialog.deleteLater()


def test_without_a_selection_it_is_not_offered(dialog):
    assert dialog.part.findData("chosen") == -1


def test_rows_belong_to_the_format(dialog):
    shown = {
        "png": (True, False, False, False),
        "svg": (False, False, False, False),
        "pdf": (False, True, False, False),
    }
    for kind, rows in shown.items():
        pick(dialog.format, kind)
        boxes = (dialog.scale, dialog.paper, dialog.turn, dialog.fit)
        assert tuple(box.isVisible() for box in boxes) == rows
    pick(dialog.paper, "A4")
    assert dialog.turn.isVisible() and dialog.fit.isVisible()


def test_the_preview_follows_every_choice(dialog, qtbot):
    dialog._show_preview()
    before = dialog.preview.image
    pick(dialog.theme_box, "dark")
    qtbot.waitUntil(lambda: dialog.preview.image is not before)
    assert dialog.preview.image.pixelColor(2, 2).name() == THEMES["dark"].canvas
    last = dialog.preview.image
    pick(dialog.ground, "transparent")
    qtbot.waitUntil(lambda: dialog.preview.image is not last)
    assert dialog.preview.image.pixelColor(2, 2).alpha() == 0
    assert not dialog.grab().isNull()


def test_every_theme_can_be_chosen(dialog):
    assert {dialog.theme_box.itemData(i) for i in range(dialog.theme_box.count())} == set(THEMES)


def test_a_long_export_can_be_stopped(window, qtbot):
    def steps():
        for i in range(10_000):
            found = window.findChild(QProgressDialog)
            if i == 5:
                found.show()
                found.cancel()
            yield i / 10_000
        raise AssertionError("nobody stopped it")

    assert not finished(steps(), window)


def test_printing_shows_a_preview_of_the_page(window, qtbot):
    fill(window)
    seen = []

    def look():
        dialog = QApplication.activeModalWidget()
        seen.append((type(dialog).__name__, dialog.printer().pageLayout().orientation().name))
        dialog.grab()
        dialog.reject()

    QTimer.singleShot(300, look)
    window.actions_by_id["print"].trigger()
    assert seen == [("QPrintPreviewDialog", "Landscape")]
