"""Groups in the window, with the mouse and with keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app import groups
from app.canvas.badges import badge_rect
from app.canvas.layout import HEADER
from app.canvas.open_groups import open_rects
from cards import edits, grouping
from cards.borders import border_of
from cards.paging import Pager
from tests.cards.test_grouping import chain

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(window, qtbot):
    doc = chain()
    doc = edits.set_params(doc, "input_1", {"shape": [4]})
    doc = edits.move_nodes(doc, {n: (i * 420.0, 0.0) for i, n in enumerate(doc.nodes)})
    window.session.commit("Make", doc)
    window.resize(1500, 950)
    qtbot.waitExposed(window)
    window.canvas.fit()
    window.canvas.setFocus()
    return window.canvas


def block(canvas, *names, title="Block"):
    canvas.session.select(names or ("dense_1", "bn_1"))
    name = groups.group_selection(canvas)
    canvas.writing.editor.setPlainText(title)
    canvas.writing.finish()
    return name


def press(canvas, key, *held):
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    QTest.keyClick(canvas.window(), key, modifiers)


CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def header_of(canvas, name):
    geometry = canvas.scene.geometry
    x, y = geometry.xy[geometry.index[name]].tolist()
    return canvas.to_screen(x + 60, y + HEADER / 2).toPoint()


def socket_of(canvas, place, *, output):
    return canvas.socket_on_screen(place, output=output).toPoint()


def drag(canvas, start, stop, steps=4):
    QTest.mousePress(canvas, LEFT, pos=start)
    for i in range(1, steps + 1):
        QTest.mouseMove(canvas, start + (stop - start) * i / steps)
    QTest.mouseRelease(canvas, LEFT, pos=stop)


def title_at(canvas, name, part="title"):
    left, top, right, _ = open_rects(canvas.scene.geometry, canvas.page)[name]
    x = {"title": left + 60, "close": right - 14, "enter": right - 40}[part]
    return canvas.to_screen(x, top + 15).toPoint()


def at_scale(canvas, name, scale=0.8):
    canvas.reveal(name)
    canvas.scene.camera.scale = scale
    row = canvas.scene.geometry.index[name]
    canvas.center_on(*(canvas.scene.geometry.xy[row] + 100).tolist())


# --- making and taking apart


def test_ctrl_g_makes_a_group_and_asks_for_its_title_in_place(canvas):
    canvas.session.select({"dense_1", "bn_1"})
    before = canvas.session.document
    press(canvas, Qt.Key.Key_G, CTRL)
    (name,) = canvas.session.selection
    assert canvas.writing.open
    QTest.keyClicks(canvas.writing.editor, "Encoder")
    QTest.keyClick(canvas.writing.editor, Qt.Key.Key_Return)
    assert canvas.session.document.groups[name].title == "Encoder"
    assert canvas.types[canvas.document.nodes[name].card].title == "Encoder"
    canvas.session.undo()
    assert canvas.session.document is before


def test_ungrouping_by_key_gives_the_cards_back_and_selects_them(canvas):
    before = canvas.session.document
    name = block(canvas)
    canvas.session.select({name})
    press(canvas, Qt.Key.Key_G, CTRL | SHIFT)
    assert not canvas.session.document.groups
    assert canvas.session.selection == {"dense_1", "bn_1"}
    assert canvas.session.document.wires == before.wires


def test_nothing_selected_is_no_group(canvas):
    canvas.session.select(())
    assert groups.group_selection(canvas) is None
    assert not canvas.session.document.groups


# --- pages


def test_a_double_click_opens_a_group_and_the_path_leads_back(canvas):
    name = block(canvas)
    window = canvas.window()
    canvas.fit()
    QTest.mouseDClick(canvas, LEFT, pos=header_of(canvas, name))
    assert canvas.session.page == name
    assert set(canvas.document.nodes) >= {"dense_1", "bn_1"}
    assert "input_1" not in canvas.document.nodes
    steps = window.breadcrumb.steps
    assert [step.text() for step in steps] == ["Untitled", "Block"]
    assert window.breadcrumb.isVisible()
    QTest.mouseClick(steps[0], LEFT)
    assert canvas.session.page is None


def test_keys_lead_into_a_group_and_out_again(canvas):
    name = block(canvas)
    canvas.session.select({name})
    press(canvas, Qt.Key.Key_Return, ALT)
    assert canvas.session.page == name
    press(canvas, Qt.Key.Key_Backspace, ALT)
    assert canvas.session.page is None
    assert canvas.session.selection == {name}


def test_the_badge_of_a_group_leads_inside(canvas):
    name = block(canvas)
    at_scale(canvas, name)
    geometry = canvas.scene.geometry
    row = geometry.index[name]
    middle = badge_rect(geometry.layouts[row], 2).center()
    x, y = geometry.xy[row].tolist()
    QTest.mouseClick(canvas, LEFT, pos=canvas.to_screen(x + middle.x(), y + middle.y()).toPoint())
    assert canvas.session.page == name


def test_undoing_the_group_whose_page_is_shown_goes_up(canvas):
    inner = block(canvas)
    outer = block(canvas, inner, "act_1", title="Outer")
    canvas.session.show_page(outer)
    canvas.session.show_page(inner)
    canvas.session.undo()
    assert canvas.session.page == inner
    canvas.session.undo()
    assert canvas.session.page is None
    assert set(canvas.document.nodes) == set(chain().nodes)


def test_each_page_is_seen_as_it_was_left(canvas):
    name = block(canvas)
    canvas.zoom_to(0.7)
    canvas.center_on(123, 45)
    camera = canvas.scene.camera
    before = camera.left, camera.top, camera.scale
    groups.enter(canvas, name)
    assert camera.scale != before[2]
    groups.leave(canvas)
    assert (camera.left, camera.top, camera.scale) == before


def test_the_page_is_renamed_in_the_path(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    canvas.session.select(())
    press(canvas, Qt.Key.Key_F2)
    editor = canvas.window().breadcrumb.editor
    editor.clear()
    QTest.keyClicks(editor, "Stem")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert canvas.session.document.groups[name].title == "Stem"
    assert canvas.window().breadcrumb.steps[-1].text() == "Stem"


def test_f2_renames_the_selected_group_on_its_card(canvas):
    name = block(canvas)
    canvas.session.select({name})
    press(canvas, Qt.Key.Key_F2)
    canvas.writing.editor.clear()
    QTest.keyClicks(canvas.writing.editor, "Middle")
    QTest.keyClick(canvas.writing.editor, Qt.Key.Key_Return)
    assert canvas.session.document.groups[name].title == "Middle"


def test_new_cards_and_pasted_ones_are_in_the_group_of_the_page(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    added = canvas.add_card("Dense")
    assert canvas.session.document.nodes[added].group == name
    canvas.session.select({"dense_1"})
    press(canvas, Qt.Key.Key_C, CTRL)
    press(canvas, Qt.Key.Key_V, CTRL)
    (copy,) = canvas.session.selection
    assert canvas.session.document.nodes[copy].group == name


# --- the border of a page


def test_a_wire_from_the_border_adds_a_card_to_a_socket(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    extra = canvas.add_card("Dense", (0.0, 700.0))
    canvas.fit()
    canvas.session.select(())
    place = f"@inputs:{name}.input"
    start = socket_of(canvas, place, output=True)
    drag(canvas, start, socket_of(canvas, f"{extra}.input", output=False))
    assert canvas.session.document.wires[f"{extra}.input"] == ("input_1.data",)
    ends = canvas.session.document.groups[name].inputs[0].ends
    assert ends == ("dense_1.input", f"{extra}.input")


def test_a_wire_to_the_socket_to_come_makes_a_socket(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    canvas.fit()
    start = socket_of(canvas, "dense_1.output", output=True)
    drag(canvas, start, socket_of(canvas, f"@outputs:{name}.+", output=False))
    ports = canvas.session.document.groups[name].outputs
    assert [port.ends for port in ports] == [("bn_1.output",), ("dense_1.output",)]
    groups.leave(canvas)
    card = canvas.types[canvas.document.nodes[name].card]
    assert [s.title for s in card.outputs] == ["Output", "Output of dense_1"]


def test_the_border_is_not_selected_moved_or_deleted(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    canvas.fit()
    border = f"@inputs:{name}"
    before = canvas.session.document
    at = header_of(canvas, border)
    QTest.mouseClick(canvas, LEFT, pos=at)
    drag(canvas, at, at + QPoint(80, 60))
    press(canvas, Qt.Key.Key_A, CTRL)
    assert canvas.session.selection == {"dense_1", "bn_1"}
    assert canvas.session.document is before
    press(canvas, Qt.Key.Key_Delete)
    assert border_of(border).group in canvas.session.document.groups


def test_a_wire_drawn_from_the_border_into_the_empty_offers_cards(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    canvas.fit()
    start = socket_of(canvas, f"@inputs:{name}.input", output=True)
    drag(canvas, start, QPoint(start.x() + 60, canvas.height() - 40))
    box = canvas.gesture.box
    QTest.keyClicks(box.search, "Dropout")
    QTest.keyClick(box.search, Qt.Key.Key_Return)
    document = canvas.session.document
    (added,) = canvas.session.selection
    assert document.wires[f"{added}.input"] == ("input_1.data",)
    assert f"{added}.input" in document.groups[name].inputs[0].ends


def test_removing_the_wire_at_the_border_cuts_the_card_off(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    from app.canvas.menu import remove_wire

    remove_wire(canvas, (f"@inputs:{name}.input", "dense_1.input"))
    assert "dense_1.input" not in canvas.session.document.wires
    assert not canvas.session.document.groups[name].inputs


# --- open in place


def test_a_group_opens_in_place_and_what_is_in_the_way_makes_room(canvas):
    name = block(canvas)
    before = {n: canvas.document.nodes[n].position for n in canvas.document.nodes}
    canvas.session.select({name})
    press(canvas, Qt.Key.Key_E, CTRL | ALT)
    assert canvas.session.document.groups[name].open
    assert {"dense_1", "bn_1"} <= canvas.document.nodes.keys()
    rect = open_rects(canvas.scene.geometry, canvas.page)[name]
    geometry = canvas.scene.geometry
    inside = {geometry.names[row] for row in geometry.in_rect(rect).tolist()}
    assert inside == {"dense_1", "bn_1"}
    press(canvas, Qt.Key.Key_E, CTRL | ALT)
    assert {n: canvas.document.nodes[n].position for n in canvas.document.nodes} == before


def test_what_made_room_stays_if_something_moved_since(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    document = canvas.session.document
    x, y = document.nodes["dense_2"].position
    canvas.session.commit("Move", edits.move_nodes(document, {"dense_2": (x, y + 400)}))
    groups.close_in_place(canvas, name)
    assert canvas.session.document.nodes["dense_2"].position == (x, y + 400)


def test_the_buttons_in_the_title_of_an_open_group_work(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    canvas.zoom_to(0.6)
    canvas.center_on(*canvas.session.document.nodes["bn_1"].position)
    QTest.mouseClick(canvas, LEFT, pos=title_at(canvas, name, "enter"))
    assert canvas.session.page == name
    groups.leave(canvas)
    QTest.mouseClick(canvas, LEFT, pos=title_at(canvas, name, "close"))
    assert not canvas.session.document.groups[name].open


def test_dragging_the_title_moves_all_cards_of_an_open_group(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    canvas.fit()
    before = {n: canvas.session.document.nodes[n].position for n in ("dense_1", "bn_1", "act_1")}
    start = title_at(canvas, name)
    drag(canvas, start, start + QPoint(0, 90))
    now = {n: canvas.session.document.nodes[n].position for n in before}
    down = now["dense_1"][1] - before["dense_1"][1]
    assert down > 50
    assert now["bn_1"][1] - before["bn_1"][1] == down
    assert now["act_1"] == before["act_1"]
    assert canvas.session.document.nodes["dense_1"].group == name


def test_a_double_click_on_the_title_renames_an_open_group(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    canvas.fit()
    QTest.mouseDClick(canvas, LEFT, pos=title_at(canvas, name))
    canvas.writing.editor.clear()
    QTest.keyClicks(canvas.writing.editor, "Core")
    QTest.keyClick(canvas.writing.editor, Qt.Key.Key_Return)
    assert canvas.session.document.groups[name].title == "Core"


def test_cards_are_dragged_into_an_open_group_and_out(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    canvas.fit()
    inside = header_of(canvas, "dense_1")
    drag(canvas, header_of(canvas, "output_1"), inside + QPoint(30, 40))
    assert canvas.session.document.nodes["output_1"].group == name
    canvas.session.undo()
    canvas.fit()
    away = QPoint(header_of(canvas, "bn_1").x(), canvas.height() - 60)
    canvas.pan_by(0, -200)
    drag(canvas, header_of(canvas, "bn_1"), away)
    assert canvas.session.document.nodes["bn_1"].group is None


def test_a_card_that_is_dropped_in_an_open_group_is_in_it(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    left, top, right, bottom = open_rects(canvas.scene.geometry, canvas.page)[name]
    added = canvas.add_card("Dense", ((left + right) / 2, (top + bottom) / 2))
    assert canvas.session.document.nodes[added].group == name


def test_open_groups_lie_in_each_other(canvas):
    inner = block(canvas)
    outer = block(canvas, inner, "act_1", title="Outer")
    groups.open_in_place(canvas, outer)
    groups.open_in_place(canvas, inner)
    rects = open_rects(canvas.scene.geometry, canvas.page)
    assert list(rects) == [outer, inner]
    a, b = rects[outer], rects[inner]
    assert a[0] < b[0] and a[1] < b[1] and a[2] > b[2] and a[3] > b[3]


# --- rows


def menu_at(canvas, at):
    from PySide6.QtCore import QPointF

    from app.canvas.menu import context_menu

    menu = context_menu(canvas, QPointF(at))
    assert isinstance(menu, QMenu)
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def row_at(canvas, node, socket, *, output=False):
    geometry = canvas.scene.geometry
    row = geometry.index[node]
    line = geometry.layouts[row].row(socket, output=output)
    x, y = geometry.xy[row].tolist()
    return canvas.to_screen(x + 40, y + line.middle).toPoint()


def test_a_row_is_shown_on_the_card_of_its_group_and_edited_there(canvas):
    name = block(canvas)
    groups.enter(canvas, name)
    at_scale(canvas, "dense_1")
    menu_at(canvas, row_at(canvas, "dense_1", "units"))["Show on the group's card"].trigger()
    groups.leave(canvas)
    at_scale(canvas, name, 1.0)
    canvas.editing.begin(name, "units")
    editor = canvas.editing.editor.line
    editor.selectAll()
    QTest.keyClicks(editor, "48")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert canvas.session.document.nodes["dense_1"].params["units"] == 48
    menu = menu_at(canvas, row_at(canvas, name, "units"))
    menu["Reset to default"].trigger()
    assert "units" not in canvas.session.document.nodes["dense_1"].params
    menu_at(canvas, row_at(canvas, name, "units"))["Go to the card inside"].trigger()
    assert canvas.session.page == name
    assert canvas.session.selection == {"dense_1"}
    menu_at(canvas, row_at(canvas, "dense_1", "units"))["Hide from the group's card"].trigger()
    assert [p.name for p in canvas.session.document.groups[name].inputs] == ["input"]


def test_a_bad_value_in_a_group_is_marked_at_the_row_of_its_card(canvas):
    name = block(canvas)
    document = grouping.exposed(
        canvas.session.document, canvas.session.types, "dense_1.units", output=False
    )
    canvas.session.commit("Expose", document)
    canvas.session.commit("Set", edits.set_param(document, name, "units", -3))
    trouble = canvas.scene.facts.trouble(name)
    assert trouble.severity == "error"
    assert "units" in trouble.rows


def test_a_socket_of_a_group_is_renamed_in_its_row(canvas):
    name = block(canvas)
    at_scale(canvas, name, 1.0)
    menu_at(canvas, row_at(canvas, name, "input"))["Rename socket"].trigger()
    canvas.writing.editor.clear()
    QTest.keyClicks(canvas.writing.editor, "Features")
    QTest.keyClick(canvas.writing.editor, Qt.Key.Key_Return)
    assert canvas.session.document.groups[name].inputs[0].title == "Features"


# --- problems


def test_an_error_deep_inside_is_shown_on_the_way_down(canvas):
    inner = block(canvas)
    outer = block(canvas, inner, "act_1", title="Outer")
    session, window = canvas.session, canvas.window()
    session.commit("Break", edits.set_param(session.document, "dense_1", "units", -1))
    assert canvas.scene.facts.trouble(outer).severity == "error"
    groups.enter(canvas, outer)
    assert canvas.scene.facts.trouble(inner).severity == "error"
    assert "errors" in window.breadcrumb.steps[1].accessibleName()
    groups.leave(canvas)
    press(canvas, Qt.Key.Key_F8)
    assert session.page == inner
    assert session.selection == {"dense_1"}
    assert [s.text() for s in window.breadcrumb.steps] == ["Untitled", "Outer", "Block"]


def test_a_card_inside_an_open_group_is_found_where_it_is_shown(canvas):
    inner = block(canvas)
    outer = block(canvas, inner, "act_1", title="Outer")
    groups.open_in_place(canvas, outer)
    canvas.reveal("act_1")
    assert canvas.session.page is None
    canvas.reveal("bn_1")
    assert canvas.session.page == inner


# --- copies


def test_a_group_is_cut_and_pasted_with_all_inside(canvas):
    name = block(canvas)
    canvas.session.select({name})
    press(canvas, Qt.Key.Key_X, CTRL)
    assert "dense_1" not in canvas.session.document.nodes
    assert QGuiApplication.clipboard().text()
    press(canvas, Qt.Key.Key_V, CTRL)
    (copy,) = canvas.session.selection
    assert canvas.session.document.groups[copy].title == "Block"
    assert len(canvas.page.members[copy]) == 2


def test_a_group_is_moved_by_mouse_and_deleted_by_key(canvas):
    name = block(canvas)
    canvas.fit()
    start = header_of(canvas, name)
    drag(canvas, start, start + QPoint(0, 120))
    assert canvas.session.document.groups[name].position[1] > 0
    press(canvas, Qt.Key.Key_Delete)
    assert not canvas.session.document.groups
    assert canvas.session.document.wires["act_1.input"] == ("input_1.data",)


# --- what is told of groups


def test_the_inspector_tells_of_a_group_and_leads_to_its_problems(canvas, qtbot):
    name = block(canvas)
    session, window = canvas.session, canvas.window()
    session.commit("Break", edits.set_param(session.document, "dense_1", "units", -1))
    session.select({name})
    qtbot.waitUntil(lambda: _group_view(window).isVisible())
    view = _group_view(window)
    assert view.name == name
    assert len(view.problems) >= 1
    QTest.mouseClick(view.problems[0], LEFT)
    assert session.page == name
    assert session.selection == {"dense_1"}
    groups.leave(canvas)
    QTest.mouseClick(_group_view(window).buttons["ungroup"], LEFT)
    assert not session.document.groups


def _group_view(window):
    from app.panels.group_view import GroupView

    return window.inspector.findChildren(GroupView)[-1]


def test_arranging_moves_what_is_on_the_page_alone(canvas):
    name = block(canvas)
    inside = canvas.session.document.nodes["dense_1"].position
    window = canvas.window()
    window.actions_by_id["arrange"].trigger()
    assert canvas.session.document.nodes["dense_1"].position == inside
    before = canvas.session.document.nodes["input_1"].position
    groups.enter(canvas, name)
    window.actions_by_id["arrange"].trigger()
    assert canvas.session.document.nodes["input_1"].position == before


def test_the_page_that_the_canvas_shows_is_as_one_made_afresh(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    groups.enter(canvas, name)
    fresh = Pager(canvas.session.types).page(canvas.session.document, name)
    assert fresh.document.wires == canvas.document.wires
    assert {n: (node.position, node.params) for n, node in fresh.document.nodes.items()} == {
        n: (node.position, node.params) for n, node in canvas.document.nodes.items()
    }


def test_arranging_keeps_the_cards_of_an_open_group_together(canvas):
    name = block(canvas)
    groups.open_in_place(canvas, name)
    canvas.window().actions_by_id["arrange"].trigger()
    rect = open_rects(canvas.scene.geometry, canvas.page)[name]
    geometry = canvas.scene.geometry
    inside = {geometry.names[row] for row in geometry.in_rect(rect).tolist()}
    assert inside == {"dense_1", "bn_1"}


def test_a_group_is_told_to_assistive_technology_and_in_its_tip(canvas):
    from PySide6.QtGui import QAccessible

    from app.canvas.hits import Hit
    from app.canvas.tips import text_for

    name = block(canvas)
    interface = QAccessible.queryAccessibleInterface(canvas)
    names = [interface.child(i).text(QAccessible.Text.Name) for i in range(interface.childCount())]
    assert "Group Block, 2 cards" in names
    assert "dense_1, bn_1" in text_for(canvas.scene, Hit("header", name))


def test_groups_are_found_by_their_titles(canvas):
    from app.canvas.find import Find

    inner = block(canvas)
    block(canvas, inner, "act_1", title="Outer")
    found = Find(canvas)
    found.search.setText("block")
    assert [match.node for match in found.found] == [inner]
    assert canvas.session.selection == {inner}
    assert inner in canvas.document.nodes
    found.close_up()


def test_a_problem_says_in_which_groups_it_is(canvas):
    inner = block(canvas)
    block(canvas, inner, "act_1", title="Outer")
    session = canvas.session
    session.commit("Break", edits.set_param(session.document, "dense_1", "units", -1))
    rows = canvas.window().problems.rows
    assert any("Outer › Block › Dense layer" in row.accessibleName() for row in rows)


def test_the_help_panel_tells_of_groups(canvas):
    name = block(canvas)
    canvas.session.select({name})
    assert canvas.window().help.place.sort == "card"
    assert "double click" in canvas.window().help.view.toPlainText()


def test_the_title_of_the_window_names_the_page(canvas):
    name = block(canvas, title="Core")
    groups.enter(canvas, name)
    assert canvas.window().windowTitle() == "Untitled[*] › Core – Layerdeck"
    groups.leave(canvas)
    assert canvas.window().windowTitle() == "Untitled[*] – Layerdeck"


def test_selected_notes_go_into_the_group(canvas):
    from app.canvas.marking import Marked
    from cards.document import Note

    document = edits.put_note(canvas.session.document, "note_1", Note(text="x", rect=(0, 0, 9, 9)))
    canvas.session.commit("Note", document)
    canvas.choose({"dense_1"}, Marked(notes=frozenset({"note_1"})))
    name = groups.group_selection(canvas)
    canvas.writing.finish()
    assert canvas.session.document.notes["note_1"].group == name
    assert "note_1" not in canvas.document.notes
    groups.enter(canvas, name)
    assert "note_1" in canvas.document.notes
    groups.ungroup(canvas, name)
    assert canvas.session.document.notes["note_1"].group is None
