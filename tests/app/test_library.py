"""Groups that are kept, found in the palette, and added."""

import json
import time

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from app import groups
from app.dialogs.group_form import GroupForm
from app.library import BUILT_IN, OWN, Library, added
from app.panels.library_menu import library_menu
from cards import files
from cards.card import Context
from cards.checking import check
from cards.document import Document, DocumentError, Note
from cards.ports import inside
from tests.app.test_groups import block, canvas  # noqa: F401 - a fixture
from tests.cards.test_grouping import TYPES

BUILT = Library().entries


def saved(canvas, title="Encoder", about="What it is for."):  # noqa: F811
    name = block(canvas)
    canvas.session.select({name})
    canvas.window().actions_by_id["save_group"].trigger()
    form = canvas.findChild(GroupForm)
    form.line.setText(title)
    form.text.setPlainText(about)
    QTest.keyClick(form.line, Qt.Key.Key_Return)
    return name


def entries_of(canvas):  # noqa: F811
    return canvas.window().library.entries


def test_a_group_is_saved_and_shown_first_in_the_palette(canvas):  # noqa: F811
    saved(canvas)
    tree = canvas.window().palette_panel.tree
    assert tree.topLevelItem(0).text(0) == "My groups"
    assert tree.topLevelItem(0).child(0).text(0) == "Encoder"
    (own,) = (entry for entry in entries_of(canvas).values() if entry.own)
    assert own.about == "What it is for."
    assert set(own.part.nodes) == {"dense_1", "bn_1"}
    assert own.path.parent == canvas.window().library.folder


def test_a_kept_group_is_added_from_the_palette_by_enter(canvas):  # noqa: F811
    saved(canvas)
    palette = canvas.window().palette_panel
    palette.search.setText("encod")
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    (name,) = canvas.session.selection
    assert canvas.session.document.groups[name].title == "Encoder"
    assert len(inside(canvas.session.document, [name])[0]) == 2


def test_a_kept_group_is_dropped_into_a_wire(canvas):  # noqa: F811
    canvas.window()
    document = canvas.session.document
    canvas.session.select(())
    data = QMimeData()
    data.setData("application/x-layerdeck-card", QByteArray(f"{BUILT_IN}dense_block".encode()))
    geometry = canvas.scene.geometry
    wire = geometry.wire_index["act_1.output", "dense_2.input"]
    ax, ay, bx, by = geometry.ends[wire].tolist()
    at = canvas.to_screen((ax + bx) / 2, (ay + by) / 2)
    event = QDropEvent(
        QPointF(at),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    canvas.dropEvent(event)
    (name,) = canvas.session.selection
    made = canvas.session.document
    first = made.groups[name].inputs[0].ends[0]
    assert made.wires[first] == ("act_1.output",)
    assert made.wires["dense_2.input"] == made.groups[name].outputs[0].ends
    canvas.session.undo()
    assert canvas.session.document is document


def test_a_kept_group_is_found_by_quick_add_on_the_page_of_a_group(canvas):  # noqa: F811
    name = saved(canvas)
    groups.enter(canvas, name)
    canvas.offer(QPointF(200, 200))
    box = canvas.gesture.box
    QTest.keyClicks(box.search, "residual block")
    QTest.keyClick(box.search, Qt.Key.Key_Return)
    (added_group,) = canvas.session.selection
    assert canvas.session.document.groups[added_group].title == "Residual block"
    assert canvas.session.document.groups[added_group].group == name


def test_a_kept_group_is_renamed_described_and_deleted(canvas):  # noqa: F811
    saved(canvas)
    window = canvas.window()
    (own,) = (entry for entry in entries_of(canvas).values() if entry.own)
    menu = library_menu(window.palette_panel, window.library, own.id)
    acts = {action.text(): action for action in menu.actions()}
    acts["Rename and describe…"].trigger()
    form = window.palette_panel.findChild(GroupForm)
    form.line.setText("Coder")
    form.text.setPlainText("")
    form.accept()
    assert entries_of(canvas)[own.id].title == "Coder"
    assert entries_of(canvas)[own.id].about == ""
    acts["Delete from my groups"].trigger()
    assert not own.path.exists()
    assert own.id not in entries_of(canvas)
    built = library_menu(window.palette_panel, window.library, f"{BUILT_IN}dense_block")
    assert "Delete from my groups" not in {action.text() for action in built.actions()}


def test_files_that_hold_no_group_are_left_out_with_a_sentence(tmp_path):
    (tmp_path / "broken.json").write_text("{")
    files.save(tmp_path / "plain.json", Document())
    text = next(e for e in BUILT.values() if e.id.endswith("dense_block")).path.read_text()
    (tmp_path / "good.json").write_text(text)
    (tmp_path / "deep.json").write_text(json.dumps({"nodes": [[[[]]]] * 9}))
    library = Library(tmp_path)
    assert [e.id for e in library.entries.values() if e.own] == [f"{OWN}good"]
    assert len(library.faults) == 3
    assert all(fault.endswith(".") for fault in library.faults)


def test_a_library_made_by_a_stranger_is_read_at_once_and_harmless(tmp_path):
    def put(name, title="A", nodes=None, **parts):
        groups = {"a": {"title": title}}
        head = {"format": "layerdeck", "version": 2, "groups": groups, "nodes": nodes or {}}
        (tmp_path / f"{name}.json").write_text(json.dumps(head | parts))

    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\0")
    (tmp_path / "nested.json").write_text("[" * 10**6)
    (tmp_path / "folder.json").mkdir()
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(600 * 2**20)  # takes no room on the disk
    put("circle", groups={n: {"title": n, "group": m} for n, m in ("ab", "ba")})
    kinds = {f"n{i}": {"card": f"C{i}" * 99, "group": "a"} for i in range(9000)}
    put("kinds", "K", nodes=kinds)
    put("told", "T\n" * 450, notes={"about": {"text": "x" * 10**6, "rect": [0, 0, 1, 1]}})
    put("untitled", "")
    started = time.perf_counter()
    library = Library(tmp_path)
    own = [entry for entry in library.entries.values() if entry.own]
    assert [entry.path.stem for entry in own] == ["kinds", "told", "untitled"]
    assert all(len(entry.card.__doc__) < 5000 and len(entry.title) <= 80 for entry in own)
    assert "\n" not in own[1].title and own[2].title == "untitled"
    assert len(library.faults) == 5 and all(len(fault) < 400 for fault in library.faults)
    assert time.perf_counter() - started < 2


def test_a_group_that_is_too_large_to_be_shown_hides_no_other(tmp_path, monkeypatch):
    part = BUILT[f"{BUILT_IN}dense_block"].part
    large = part.model_copy(
        update={
            "notes": {"a": Note(text="x" * 9000, rect=(0, 0, 1, 1), group=next(iter(part.groups)))}
        }
    )
    library = Library(tmp_path)
    monkeypatch.setattr("app.library.MOST_BYTES", 9000)
    with pytest.raises(DocumentError, match="is written, but"):
        library.keep(large, "A", "")
    assert library.keep(part, "B", "").title == "B"
    monkeypatch.setattr("app.library.MOST", 2)
    with pytest.raises(DocumentError, match="is written, but"):
        library.keep(part, "C", "")


def test_two_groups_of_one_title_are_two_files(tmp_path):
    library = Library(tmp_path)
    part = BUILT[f"{BUILT_IN}dense_block"].part
    one, other = library.keep(part, "My block", ""), library.keep(part, "My block", "")
    assert one.path != other.path
    with pytest.raises(DocumentError, match="title"):
        library.keep(part, "  ", "")
    with pytest.raises(DocumentError, match="folder"):
        Library().keep(part, "My block", "")


@pytest.mark.parametrize("entry_id", sorted(BUILT))
def test_a_built_in_group_can_be_added_and_says_what_it_is(entry_id):
    entry = BUILT[entry_id]
    assert entry.about.endswith(".")
    document, name = added(Document(), TYPES, entry, (80.0, 40.0), None)
    assert document.groups[name].position == (80.0, 40.0)
    report = check(document, TYPES, Context())
    # What enters them is not there yet; nothing else is wrong.
    entering = {e for port in document.groups[name].inputs for e in port.ends}
    errors = [d for d in report.diagnostics if d.severity == "error"]
    assert {f"{d.node}.{d.socket}" for d in errors} <= entering
    assert files.dumps(entry.part) == entry.path.read_text()


def test_the_neural_network_of_the_library_gives_a_network():
    document, name = added(Document(), TYPES, BUILT[f"{BUILT_IN}neural_network"], (0, 0), None)
    assert not check(document, TYPES, Context()).diagnostics
    (port,) = document.groups[name].outputs
    assert port.ends == ("output_1.network",)
