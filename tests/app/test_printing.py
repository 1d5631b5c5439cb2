import re
import zlib

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.picture import LARGEST, Picture, draw, framed, painted, png_scale, preview, whole, written
from app.printing import MOST_SHEETS, SIZES, Paper, page_layout, tiling
from app.theme import DARK, LIGHT
from cards import edits
from cards.document import Document, Frame, Node, Note
from tests.app.sample_cards import CHAIN, TYPES

LONG = "# Remember\n\n" + "This line is far longer than the note is wide. " * 40


def rich():
    """The chain with a frame, notes and bends."""
    document = edits.put_frame(CHAIN, "f", Frame(title="Framed", nodes=frozenset({"norm_1"})))
    document = edits.put_note(document, "n", Note(text=LONG, rect=(320, 400, 240, 120)))
    return edits.bend(document, "norm_1.output", "output_1.input", [(640, 330), (690, 340)])


def picture(document=None, theme=LIGHT, ground="plain"):
    return Picture(whole(rich() if document is None else document, TYPES), theme, ground)


def pages(path):
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_pdf_holds_text_as_text_in_our_font(qapp, tmp_path):
    path = tmp_path / "graph.pdf"
    draw(rich(), TYPES, path, LIGHT)
    content = path.read_bytes()
    assert content.startswith(b"%PDF") and pages(path) == 1
    assert re.search(rb"/FontName\s*/\w+\+Inter", content) and b"/ToUnicode" in content
    assert b"/Subtype /Image" not in content


def test_svg_has_its_font_with_it_and_what_is_beside_the_cards(qapp, tmp_path):
    path = tmp_path / "graph.svg"
    draw(rich(), TYPES, path, LIGHT)
    text = path.read_text("utf-8")
    assert "@font-face" in text and "data:font/otf;base64," in text
    assert "Framed" in text and "Remember" in text and "<image" not in text
    assert QSvgRenderer(str(path)).isValid()


def test_no_text_of_a_long_note_runs_out_of_it_in_an_svg(qapp, tmp_path):
    document = Document(notes={"n": Note(text=LONG, rect=(0, 0, 240, 120))})
    path = tmp_path / "note.svg"
    draw(document, TYPES, path, LIGHT, ground="plain")
    image = QImage(320, 600, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    QSvgRenderer(str(path)).render(painter, QRectF(0, 0, 320, 200))
    painter.end()
    below = {image.pixelColor(x, y).name() for x in range(320) for y in range(166, 198)}
    assert len(below) == 1


@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_transparent_pictures_have_no_ground(qapp, tmp_path, ending):
    path = tmp_path / f"graph{ending}"
    draw(CHAIN, TYPES, path, DARK, ground="transparent")
    if ending == ".png":
        image = QImage(str(path))
        assert image.pixelColor(3, 3).alpha() == 0
        assert image.pixelColor(2 * 160, 2 * 56).alpha() == 255
    else:
        assert DARK.canvas not in path.read_text("utf-8").split("</style>")[-1].split("<path")[0]


def test_what_is_selected_in_the_window_is_not_told_by_pictures(qapp):
    scene = whole(CHAIN, TYPES)
    plain = preview(Picture(scene, LIGHT), 400, 300, 1.0)
    scene.selection = frozenset({"norm_1"})
    again = framed(scene, scene.geometry.bounds())
    assert preview(Picture(again, LIGHT), 400, 300, 1.0) == plain


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("turn", ["auto", "portrait", "landscape"])
def test_a_page_lies_as_is_wanted(qapp, size, turn):
    layout = page_layout(picture(), Paper(size, turn))
    wide = layout.orientation() == QPageLayout.Orientation.Landscape
    assert wide == (turn != "portrait")  # the drawing is wider than high
    assert tiling(picture(), layout, Paper(size, turn)).across == 1


def test_a_page_as_large_as_the_drawing_is_filled(qapp):
    one = picture()
    layout = page_layout(one, Paper())
    room = layout.paintRect(QPageLayout.Unit.Point)
    tiles = tiling(one, layout, Paper())
    assert abs(room.width() - one.size[0] * tiles.scale) < 2
    assert abs(tiles.scale - 0.75) < 0.01


def test_a_large_drawing_goes_over_several_pages(qapp, tmp_path):
    path, paper = tmp_path / "graph.pdf", Paper("A5", "portrait", 1.0)
    tiles = tiling(picture(), page_layout(picture(), paper), paper)
    assert tiles.across > 1
    list(written(picture(), path, paper=paper))
    assert pages(path) == tiles.across * tiles.down


def test_there_are_never_too_many_pages_nor_pixels(qapp):
    nodes = {f"n{i}": Node(card="Zeros", position=(i * 9e4, i * 9e4)) for i in range(100)}
    far = picture(Document(nodes=nodes))
    paper = Paper("A5", "auto", 1.0)
    tiles = tiling(far, page_layout(far, paper), paper)
    assert tiles.across * tiles.down <= MOST_SHEETS
    assert max(far.size) * png_scale(far.size, 4.0) <= LARGEST + 1
    assert png_scale((100.0, 100.0), 2.0) == 2.0


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_who_stops_reading_leaves_no_file(qapp, tmp_path, ending):
    steps = written(picture(), tmp_path / f"graph{ending}")
    next(steps)
    steps.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_a_failure_leaves_the_old_file(qapp, tmp_path, ending):
    missing = tmp_path / "missing" / f"graph{ending}"
    with pytest.raises(OSError, match="could not be written"):
        list(written(picture(), missing))


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_an_old_file_is_replaced(qapp, tmp_path, ending):
    path = tmp_path / f"graph{ending}"
    path.write_bytes(b"old")
    list(written(picture(), path))
    assert path.read_bytes()[:3] != b"old" and [p.name for p in tmp_path.iterdir()] == [path.name]


def test_progress_goes_from_nothing_to_all_in_small_steps(qapp):
    nodes = {
        f"n{i}": Node(card="Zeros", position=(i % 40 * 200.0, i // 40 * 90.0)) for i in range(600)
    }
    one = picture(Document(nodes=nodes))
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shares = list(painted(one, painter))
    painter.end()
    assert len(shares) > 10 and shares == sorted(shares) and shares[-1] == 1.0


def test_closed_groups_are_drawn_as_cards(qapp, tmp_path):
    from cards.grouping import grouped

    document, _ = grouped(CHAIN, TYPES, {"norm_1", "output_1"}, "My group")
    path = tmp_path / "graph.svg"
    draw(document, TYPES, path, LIGHT)
    text = path.read_text("utf-8")
    assert "My group" in text and "Batch normalization layer" not in text


def test_text_in_pdf_is_compressed_but_there(qapp, tmp_path):
    """The pages hold signs, not curves: far more text operators than a drawing of letters has."""
    path = tmp_path / "graph.pdf"
    draw(CHAIN, TYPES, path, LIGHT)
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.S)
    text = b""
    for stream in streams:
        try:
            text += zlib.decompress(stream)
        except zlib.error:
            text += stream
    assert text.count(b"Tj") + text.count(b"TJ") > 10
