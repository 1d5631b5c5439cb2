"""Random edits of groups through a session: page, geometry and check stay in step."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import groups
from app.canvas.clipboard import duplicate_selection
from app.canvas.geometry import Geometry
from app.canvas.view import Canvas
from app.session import Session
from app.theme import DARK
from cards import edits, grouping, healing
from cards.borders import border_of
from cards.checking import check
from cards.edits import Refused
from cards.paging import Pager
from cards.wiring import connected
from tests.cards.test_grouping import TYPES, chain

STEPS = (
    *("group", "ungroup", "open", "close", "enter", "leave", "move", "into", "expose", "hide"),
    *("wire", "unwire", "delete", "duplicate", "undo", "redo", "set", "fold"),
)


@pytest.fixture
def canvas(qtbot):
    widget = Canvas(Session(TYPES), DARK)
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    return widget


def act(canvas, step, data):
    """One random edit of what is on the page, as a user could make it."""
    session, shown = canvas.session, canvas.document
    doc = session.document
    here = sorted(n for n in shown.nodes if border_of(n) is None)
    chosen = data.draw(st.sets(st.sampled_from(here), max_size=3)) if here else set()
    known = sorted(doc.groups)
    name = data.draw(st.sampled_from(known)) if known else None
    session.select(chosen)
    ends = sorted(e for n in shown.nodes for e in sockets(canvas, n, output=True))
    takers = sorted(e for n in shown.nodes for e in sockets(canvas, n, output=False))
    if step == "group":
        groups.group_selection(canvas)
        canvas.writing.finish()
    elif step == "ungroup" and name:
        groups.ungroup(canvas, name)
    elif step in ("open", "close") and name and name in {*shown.nodes, *canvas.page.open}:
        groups.toggle_open(canvas, name)
    elif step == "enter":
        session.show_page(name)
    elif step == "leave":
        groups.leave(canvas)
    elif step == "move":
        x, y = data.draw(st.tuples(st.integers(-500, 500), st.integers(-500, 500)))
        session.commit("Move", edits.move_nodes(doc, dict.fromkeys(sorted(chosen), (x, y))))
    elif step == "into":
        session.commit("Into", grouping.moved_into(doc, chosen, name))
    elif step == "expose" and takers:
        place = data.draw(st.sampled_from(takers))
        node, _, socket = place.partition(".")
        groups.expose(canvas, node, socket, output=False)
    elif step == "hide" and name and doc.groups[name].inputs:
        port = data.draw(st.sampled_from(doc.groups[name].inputs)).name
        session.commit("Hide", grouping.hidden(doc, name, port, output=False))
    elif step == "wire" and ends and takers:
        pair = data.draw(st.sampled_from(ends)), data.draw(st.sampled_from(takers))
        session.commit("Wire", connected(doc, TYPES, *pair))
    elif step == "unwire" and shown.wires:
        source, target = data.draw(st.sampled_from(sorted(shown.pairs())))
        session.commit("Unwire", edits.disconnect(doc, target, source))
    elif step == "delete" and len(doc.nodes) > 3:
        session.commit("Delete", healing.removed(doc, TYPES, chosen))
    elif step == "duplicate" and len(doc.nodes) < 20:
        duplicate_selection(canvas)
    elif step == "set" and chosen:
        folded = data.draw(st.booleans())
        session.commit("Fold", edits.fold(doc, sorted(chosen), folded))
    elif step == "undo" and session.history.position > 1:
        session.undo()
    elif step == "redo":
        session.redo()


def sockets(canvas, name, *, output):
    card = canvas.types[canvas.document.nodes[name].card]
    found = card.outputs if output else card.rows()
    return [f"{name}.{s.name}" for s in found if not s.advanced]


def in_step(canvas):
    """Assert that what is shown is what would be shown if it were made afresh."""
    session, page = canvas.session, canvas.page
    fresh = Pager(TYPES)
    made = fresh.page(session.document, session.page)
    assert page.group == made.group == session.page
    assert page.members == made.members
    assert page.open == made.open
    assert dict(page.document.wires) == dict(made.document.wires)
    assert list(page.document.nodes) == list(made.document.nodes)
    for name, node in page.document.nodes.items():
        twin = made.document.nodes[name]
        assert (node.position, node.params) == (twin.position, twin.params)
        if name in session.document.nodes:
            assert node is session.document.nodes[name]
    geometry = canvas.scene.geometry
    again = Geometry(page.document, canvas.types)
    assert geometry.names == again.names
    assert (geometry.xy == again.xy).all()
    assert (geometry.wh == again.wh).all()
    assert set(geometry.pairs) == set(again.pairs) == set(page.document.pairs())
    assert not geometry.dangling
    for group in session.document.groups.values():
        for port in (*group.inputs, *group.outputs):
            assert port.ends
            assert len(set(port.ends)) == len(port.ends)
    report = check(session.document, TYPES, session.context)
    told = {(d.node, d.socket, d.message) for d in session.report.diagnostics}
    assert told == {(d.node, d.socket, d.message) for d in report.diagnostics}
    assert {*session.selection} <= {*session.document.nodes, *session.document.groups}
    canvas.grab()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_page_geometry_and_check_stay_in_step_with_random_edits(canvas, data):
    session = canvas.session
    session.new()
    session.commit("Make", chain())
    states = [session.document]
    for _ in range(data.draw(st.integers(1, 12))):
        with suppress(Refused):
            act(canvas, data.draw(st.sampled_from(STEPS)), data)
        in_step(canvas)
        states.append(session.document)
    while session.history.can_undo and session.document is not states[0]:
        session.undo()
        in_step(canvas)
    assert session.document is states[0]
