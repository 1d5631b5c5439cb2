from dataclasses import dataclass, field

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas.camera import Camera
from app.canvas.chips import chip
from app.canvas.facts import Facts
from app.canvas.geometry import Geometry
from app.canvas.labels import placed
from app.canvas.marks import mark_path
from app.canvas.painting import Painting
from app.canvas.scene import Scene
from app.theme import DARK, LIGHT, load_fonts
from cards import edits
from cards.card import Inference, Masked
from cards.checking import check
from cards.document import Document, Frame, Node, Note
from cards.kinds import ALL_KINDS
from cards.registry import builtin_cards
from cards.report import Diagnostic
from cards.tables import TableSpec
from engine.autodiff import Spec
from tests.app.sample_cards import CHAIN, TYPES, Norm, Zeros


@dataclass
class Found:
    """As much of a report as the canvas reads."""

    diagnostics: list = field(default_factory=list)
    inferences: dict = field(default_factory=dict)
    specs: dict = field(default_factory=dict)
    cards: dict = field(default_factory=dict)
    arrived: dict = field(default_factory=dict)


def painted(document, *, theme=DARK, camera=None, facts=None, ratio=1.0, **scene):
    load_fonts()
    image = QImage(round(1100 * ratio), round(500 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    shown = Scene(
        Geometry(document, TYPES),
        camera or Camera(-40, -40),
        facts=facts or Facts(check(document, TYPES)),
        **scene,
    )
    painter = QPainter(image)
    Painting(theme).paint(painter, shown, (0, 0, 1100, 500))
    painter.end()
    return image


def colors_in(image, rect):
    x0, y0, x1, y1 = rect
    return {image.pixelColor(x, y).name() for x in range(x0, x1) for y in range(y0, y1)}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", [0.05, 0.15, 0.5, 1.0, 2.5])
def test_every_scale_paints_in_both_themes(qapp, theme, scale):
    image = painted(CHAIN, theme=theme, camera=Camera(-40, -40, scale))
    assert len({image.pixel(x, y) for x in range(0, 400, 3) for y in range(0, 300, 3)}) > 3


def test_error_row_and_border_take_the_error_colour(qapp):
    document = edits.set_param(CHAIN, "norm_1", "epsilon", -1)
    image = painted(document)
    assert DARK.error not in colors_in(painted(CHAIN), (355, 30, 600, 460))
    assert DARK.error in colors_in(image, (355, 30, 600, 460))


def test_selected_card_has_a_ring(qapp):
    plain = painted(CHAIN)
    chosen = painted(CHAIN, selection=frozenset({"norm_1"}))
    assert DARK.selection in colors_in(chosen, (356, 100, 364, 200))
    assert DARK.selection not in colors_in(plain, (356, 100, 364, 200))


def test_wire_has_the_colour_of_its_kind(qapp):
    document = edits.connect(CHAIN, "zeros_1.instance", "norm_1.beta_initializer")
    image = painted(document, selection=frozenset({"zeros_1"}))
    between = colors_in(image, (230, 200, 350, 400))
    assert Zeros.kind.color in between


def test_typed_value_and_default_look_different():
    row = Norm.input("momentum")
    assert chip(row, 0.99, typed=True) != chip(row, 0.99, typed=False)


@pytest.mark.parametrize(
    ("name", "value", "style"),
    [
        ("center", True, "switch"),
        ("mode", "same", "choice"),
        ("beta_initializer", "Zeros", "tag"),
        ("beta_constraint", None, "none"),
        ("epsilon", 0.1, "number"),
        ("name", "first", "text"),
        ("center", "odd", "text"),
    ],
)
def test_kind_and_value_tell_the_chip(name, value, style):
    assert chip(Norm.input(name), value, typed=True).style == style


def test_marks_of_different_kinds_can_be_told_without_colour():
    told = {(kind.mark, kind.letter) for kind in ALL_KINDS}
    assert len(told) == len(ALL_KINDS)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.id)
def test_marks_are_about_equally_large(kind):
    box = mark_path(kind.mark, 6.0).boundingRect()
    assert 7 < box.width() < 15 and 9 < box.height() < 15


def test_footer_tells_shape_and_weights():
    inference = Inference({"output": Spec((None, 8, 8, 16))}, {}, 48, 16)
    facts = Facts(Found(inferences={"norm_1": inference}))
    assert facts.footer("norm_1") == "(batch, 8, 8, 16) · 64 weights"
    assert facts.footer("other") == ""


def test_footer_of_a_layer_that_others_use_tells_who():
    nodes = {
        "in": Node(card="Input", params={"shape": [5, 3]}),
        "lstm": Node(card="LSTM"),
        "both": Node(card="Bidirectional"),
        "out": Node(card="Output"),
    }
    wires = {"both.layer": ("lstm.layer",), "both.input": ("in.data",)}
    wires["out.data"] = ("both.output",)
    facts = Facts(check(Document(nodes=nodes, wires=wires), builtin_cards()))
    assert facts.footer("lstm") == "For: Bidirectional layer wrapper"
    assert facts.footer("both").startswith("(batch, 64)")
    assert facts.footer("out") == "(batch, 64)"


def test_footer_and_label_of_a_table():
    table = TableSpec((("a", "Float64"), ("b", "Float64")), 1437)
    facts = Facts(Found(inferences={"t": Inference({"data": table})}, specs={"t.data": table}))
    assert facts.footer("t") == "1,437 rows · 2 columns"
    assert facts.label("t.data") == "1,437 × 2"


def test_label_of_a_wire_names_the_batch():
    facts = Facts(Found(specs={"a.output": Spec((None, 16))}))
    assert facts.label("a.output") == "batch × 16"
    assert facts.label("b.output") == ""


def test_a_wire_is_described_with_its_type_and_mask():
    masked = Masked((None, 10, 4), "float32", mask=Spec((None, 10), "bool"))
    facts = Facts(Found(specs={"a.output": masked, "b.output": Spec((None,), "int32")}))
    assert facts.described("a.output") == "batch × 10 × 4 · float32 · mask batch × 10"
    assert facts.described("b.output") == "batch · int32"
    assert facts.described("c.output") == ""


def test_worst_trouble_and_all_messages_of_a_row_are_kept():
    found = [
        Diagnostic("n", "First.", "axis", "warning"),
        Diagnostic("n", "Second.", "axis", "error"),
        Diagnostic("n", "Whole."),
    ]
    trouble = Facts(Found(diagnostics=found)).trouble("n")
    assert trouble.severity == "error"
    assert trouble.rows == {"axis"}
    assert trouble.messages["axis"] == "First.\nSecond."


def test_groups_and_notes_are_painted_behind_the_cards(qapp):
    document = edits.put_frame(
        CHAIN, "g", Frame(title="Head", nodes=frozenset({"output_1"}), color="#ff0000")
    )
    document = edits.put_note(document, "n", Note(text="Hello", rect=(0, 340, 200, 80)))
    image, plain = painted(document), painted(CHAIN)
    assert image.pixelColor(750, 25) != plain.pixelColor(750, 25)
    assert image.pixelColor(200, 440) != plain.pixelColor(200, 440)
    assert image.pixelColor(770, 42) == plain.pixelColor(770, 42)


def test_twice_the_pixels_are_sharper_not_larger(qapp):
    once, twice = painted(CHAIN), painted(CHAIN, ratio=2.0)
    header = QColor(once.pixelColor(500, 45))
    assert twice.pixelColor(1000, 90) == header


def test_lifted_wire_is_not_painted(qapp):
    pair = ("norm_1.output", "output_1.input")
    lifted = painted(CHAIN, lifted=pair)
    without = edits.disconnect(CHAIN, pair[1])
    facts = Facts(check(CHAIN, TYPES))
    assert lifted.copy(600, 30, 150, 300) == painted(without, facts=facts).copy(600, 30, 150, 300)


def test_without_and_only_together_are_the_whole(qapp):
    load_fonts()
    scene = Scene(Geometry(CHAIN, TYPES), Camera(-40, -40))
    rows = np.array([scene.geometry.index["zeros_1"]])
    painting = Painting(DARK)
    images = []
    for apart in (False, True):
        image = QImage(900, 500, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painting.paint(painter, scene, (0, 0, 900, 500), without=rows if apart else None)
        if apart:
            painting.paint_only(painter, scene, rows, (0, 0, 900, 500))
        painter.end()
        images.append(image)
    assert images[0] == images[1]


def test_user_s_own_name_stands_above_the_title(qapp):
    document = edits.add_node(
        CHAIN, "norm_2", Node(card="Norm", params={"name": "Mine"}, position=(320, 0))
    )
    assert painted(document).copy(380, 40, 150, 30) != painted(CHAIN).copy(380, 40, 150, 30)


def labels_of(document):
    facts = Facts(check(document, TYPES))
    return placed(Scene(Geometry(document, TYPES), Camera(-40, -40), facts=facts))


def test_wires_are_labelled_with_what_travels_along_them():
    assert [label.text for label in labels_of(CHAIN)] == ["batch × 8", "batch × 8"]


def test_label_stands_upright_where_a_steep_wire_has_no_room():
    document = edits.move_nodes(CHAIN, {"norm_1": (240, 0), "output_1": (720, 0)})
    first, second = labels_of(document)
    assert first.upright and not second.upright


def test_labels_lie_on_no_card_and_on_no_other_label():
    document = edits.move_nodes(CHAIN, {"norm_1": (240, 0), "output_1": (560, 0)})
    geometry = Geometry(document, TYPES)
    boxes = [label.rect(1.0) for label in labels_of(document)]
    cards = [
        (x + 40, y + 40, x + w + 40, y + h + 40)
        for (x, y), (w, h) in zip(geometry.xy.tolist(), geometry.wh.tolist(), strict=True)
    ]
    for i, box in enumerate(boxes):
        for other in (*boxes[:i], *cards):
            apart = box[0] >= other[2] or box[2] <= other[0]
            assert apart or box[1] >= other[3] or box[3] <= other[1]


def test_far_out_there_are_no_labels(qapp):
    document, facts = CHAIN, Facts(check(CHAIN, TYPES))
    plain = painted(document, camera=Camera(-40, -40, 0.5), facts=Facts())
    assert painted(document, camera=Camera(-40, -40, 0.5), facts=facts) != plain
    nearly = edits.fold(document, document.nodes, True)
    folded = [painted(nearly, camera=Camera(-40, -40, 0.5), facts=f) for f in (facts, Facts())]
    assert folded[0] == folded[1]


@pytest.mark.parametrize(("scale", "written"), [(1.0, True), (0.3, True), (0.1, False)])
def test_a_note_can_be_read_from_afar_until_it_is_too_small(qapp, scale, written):
    document = edits.put_note(Document(), "n", Note(text="Hello", rect=(0, 0, 400, 100)))
    image = painted(document, theme=LIGHT, camera=Camera(0, 0, scale))
    inside = (2, 2, round(390 * scale), round(90 * scale))
    dark = [c for c in colors_in(image, inside) if QColor(c).lightness() < 100]
    assert bool(dark) == written


def test_selected_cards_stand_before_the_others():
    geometry = Geometry(CHAIN, TYPES)
    first, *others = range(len(geometry.names))
    scene = Scene(geometry, selection=frozenset({geometry.names[first]}))
    assert scene.stacked(np.arange(len(geometry.names))).tolist() == [*others, first]
    assert scene.stacked(np.array(others)).tolist() == others
    assert Scene(geometry).stacked(np.array([0, 1])).tolist() == [0, 1]
