"""Random edits of every sort on the real session and canvas: nothing may fall out of step.

The environment variable ``LAYERDECK_STATEFUL`` gives the number of examples of a long run,
in which they are others each time.
"""

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QPointF
from PySide6.QtGui import QGuiApplication

from app.canvas.clipboard import copy_selection, cut_selection, duplicate_selection, paste
from app.canvas.following import GroupFacts
from app.canvas.geometry import Geometry
from app.canvas.pointing import fold_cards, more_rows
from app.canvas.tracing import traced
from app.canvas.view import Canvas
from app.session import Session
from app.theme import DARK
from cards import edits, files, grouping
from cards.borders import border_of
from cards.checking import check
from cards.comparing import differences, moves
from cards.document import Frame, Note, end
from cards.edits import Refused
from cards.paging import Pager
from cards.registry import builtin_cards

TYPES = builtin_cards()
CARDS = ("Input", "Dense", "Dense", "Activation", "Add", "Dropout", "BatchNormalization", "Output")
PARTS = ("L2", "GlorotUniform")
LONG = int(os.environ.get("LAYERDECK_STATEFUL", "0"))
PROFILE = settings(
    max_examples=LONG or 20,
    stateful_step_count=60 if LONG else 30,
    deadline=None,
    derandomize=not LONG,
    database=None,
    suppress_health_check=list(HealthCheck),
)
MOST = 24
"""Cards beyond which none is added."""
PLACES = st.tuples(st.integers(-4, 40), st.integers(-4, 40)).map(
    lambda p: (p[0] * 40.0, p[1] * 40.0)
)


def has_cards(machine):
    return bool(machine.session.document.nodes)


def has_wires(machine):
    return bool(machine.session.document.wires)


def has_groups(machine):
    return bool(machine.session.document.groups)


class Editor(RuleBasedStateMachine):
    """What a user can do, and what must hold after each deed."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.session = Session(TYPES)
        self.canvas = Canvas(self.session, DARK)
        self.canvas.resize(1000, 700)
        self.first = self.session.document
        self.states = [self.first]
        self.saved = self.first
        self.history = self.session.history

    def teardown(self):
        session, last = self.session, self.states[-1]
        try:
            session.go_to(0)
            assert session.document is self.states[0] is self.first
            self.in_step()
            while session.history.can_redo:
                session.redo()
            assert session.document is last
            self.in_step()
            while session.history.can_undo:
                session.undo()
            assert session.document is self.first
        finally:
            for one in (self.canvas, session):
                one.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            self.folder.cleanup()

    # --- choosing

    def node(self, data):
        return data.draw(st.sampled_from(sorted(self.session.document.nodes)), "node")

    def some(self, data, most=4):
        """Some of the cards and groups that the page shows."""
        names = sorted(n for n in self.canvas.document.nodes if border_of(n) is None)
        assume(names)
        return frozenset(data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=most)))

    def group(self, data):
        return data.draw(st.sampled_from(sorted(self.session.document.groups)), "group")

    def wire(self, data):
        return data.draw(st.sampled_from(sorted(self.session.document.pairs())), "wire")

    def try_edit(self, label, edit, merge=None):
        try:
            document = edit(self.session.document)
        except Refused:
            return
        self.session.commit(label, document, merge)

    # --- cards and wires

    @initialize(groups=st.integers(0, 2), inside=st.booleans())
    def begin(self, groups, inside):
        """A chain, some of it in groups inside each other, seen from outside or inside."""
        session = self.session
        for x, card in enumerate(("Input", "Dense", "Activation", "Dense", "Output")):
            self.canvas.add_card(card, (x * 320.0, 0.0))
        for source, target in (
            *(("input_1.data", "dense_1.input"), ("dense_1.output", "activation_1.input")),
            *(("activation_1.output", "dense_2.input"), ("dense_2.output", "output_1.data")),
        ):
            assert session.connect_wire(source, target) is None
        for names in (("dense_1", "activation_1"), ("group_1", "input_1"))[:groups]:
            self.try_edit("Group", lambda doc, n=names: grouping.grouped(doc, TYPES, n)[0])
        if inside:
            session.show_page("group_1")
        # Begun with the steps so far, which are no single deed.
        self.states = [session.history.state(i) for i in range(len(session.history))]

    @precondition(lambda self: len(self.session.document.nodes) < MOST)
    @rule(card=st.sampled_from(CARDS + PARTS), place=PLACES, into=st.booleans(), data=st.data())
    def add(self, card, place, into, data):
        if into and self.canvas.scene.geometry.pairs:
            from app.canvas.adding import add_card

            pairs = sorted(self.canvas.scene.geometry.pairs)
            add_card(self.canvas, card, place, into=data.draw(st.sampled_from(pairs)))
        else:
            self.canvas.add_card(card, place)

    @precondition(has_cards)
    @rule(data=st.data())
    def connect(self, data):
        """Mostly between sockets of one kind, on the page or beyond it."""
        document = self.session.document
        target = self.node(data)
        socket = data.draw(st.sampled_from(TYPES[document.nodes[target].card].rows()), "socket")
        fitting = [
            end(name, output.name)
            for name, node in sorted(document.nodes.items())
            for output in TYPES[node.card].outputs
            if output.kind.id == socket.kind.id
        ]
        assume(fitting)
        source = data.draw(st.sampled_from(fitting), "source")
        self.session.connect_wire(source, end(target, socket.name))

    @precondition(has_wires)
    @rule(data=st.data())
    def disconnect(self, data):
        source, target = self.wire(data)
        self.try_edit("Remove wire", lambda doc: edits.disconnect(doc, target, source))

    @precondition(has_cards)
    @rule(place=PLACES, merge=st.sampled_from([None, "keys"]), data=st.data())
    def move(self, place, merge, data):
        names = self.some(data)
        self.try_edit("Move", lambda doc: edits.move_nodes(doc, dict.fromkeys(names, place)), merge)

    @precondition(has_cards)
    @rule(value=st.sampled_from([None, -1, 0, 3, 0.5, "relu", "oops", True, [4]]), data=st.data())
    def set_value(self, value, data):
        name = self.node(data)
        rows = TYPES[self.session.document.nodes[name].card].parameters()
        assume(rows)
        row = data.draw(st.sampled_from(rows), "row").name
        if data.draw(st.booleans(), "reset"):
            self.try_edit("Reset", lambda doc: edits.reset_param(doc, name, row))
        else:
            self.try_edit("Set", lambda doc: edits.set_param(doc, name, row, value))

    @precondition(has_cards)
    @rule(text=st.sampled_from(["7", "0.5", "-1", "oops", ""]), data=st.data())
    def type_value(self, text, data):
        """As a user does it, on the canvas."""
        name = data.draw(st.sampled_from(sorted(self.canvas.document.nodes)), "node")
        layout = self.canvas.scene.geometry.layouts[self.canvas.scene.geometry.index[name]]
        rows = [r.socket.name for r in layout.rows if r.part == "input" and r.socket]
        assume(rows)
        self.canvas.editing.begin(name, data.draw(st.sampled_from(rows), "row"))
        if self.canvas.editing.open:
            self.canvas.editing.editor.line.setText(text)
            self.canvas.editing.leave()
        if self.canvas.editing.menu is not None:
            self.canvas.editing.menu.close()
            self.canvas.editing.menu = None

    @precondition(has_cards)
    @rule(on=st.booleans(), data=st.data())
    def fold(self, on, data):
        fold_cards(self.canvas, self.some(data), folded=on)

    @precondition(has_cards)
    @rule(on=st.booleans(), data=st.data())
    def more(self, on, data):
        more_rows(self.canvas, self.some(data) & self.session.document.nodes.keys(), more=on)

    @precondition(has_cards)
    @rule(data=st.data())
    def delete(self, data):
        self.session.select(self.some(data, 2))
        self.canvas.delete_selection()

    # --- copies

    @precondition(lambda self: 0 < len(self.session.document.nodes) < MOST)
    @rule(data=st.data())
    def duplicate(self, data):
        self.session.select(self.some(data))
        duplicate_selection(self.canvas)

    @precondition(lambda self: 0 < len(self.session.document.nodes) < MOST)
    @rule(cut=st.booleans(), outer=st.booleans(), at=PLACES, data=st.data())
    def copy_and_paste(self, cut, outer, at, data):
        self.session.select(self.some(data))
        if cut:
            cut_selection(self.canvas)
            self.note_states()
        else:
            copy_selection(self.canvas)
        paste(self.canvas, QPointF(*at), outer=outer)

    # --- beside the cards

    @rule(key=st.sampled_from("ab"), at=PLACES, text=st.sampled_from(["One", "# Two\n*x*"]))
    def note(self, key, at, text):
        note = Note(text=text, rect=(*at, 160.0, 80.0), group=self.canvas.page.group)
        self.try_edit("Note", lambda doc: edits.put_note(doc, key, note))

    @precondition(has_cards)
    @rule(key=st.sampled_from("fg"), data=st.data())
    def frame(self, key, data):
        frame = Frame(title=f"Frame {key}", nodes=self.some(data))
        self.try_edit("Frame", lambda doc: edits.put_frame(doc, key, frame))

    @rule(key=st.sampled_from("abfg"))
    def remove_beside(self, key):
        remove = edits.remove_note if key in "ab" else edits.remove_frame
        if key in self.session.document.notes or key in self.session.document.frames:
            self.try_edit("Remove", lambda doc: remove(doc, key))

    @precondition(has_wires)
    @rule(points=st.lists(PLACES, max_size=3), data=st.data())
    def bend(self, points, data):
        source, target = self.wire(data)
        self.try_edit("Bend", lambda doc: edits.bend(doc, source, target, points))

    # --- groups

    @precondition(has_cards)
    @rule(data=st.data(), inside=st.booleans())
    def make_group(self, data, inside):
        names = self.some(data)
        before = self.session.document.groups.keys()
        self.try_edit("Group", lambda doc: grouping.grouped(doc, TYPES, names)[0])
        made = self.session.document.groups.keys() - before
        if inside and made:
            self.session.show_page(*made)

    @precondition(has_groups)
    @rule(
        data=st.data(),
        deed=st.sampled_from([grouping.opened, grouping.closed, grouping.ungrouped]),
    )
    def open_close_or_ungroup(self, data, deed):
        name = self.group(data)
        self.try_edit("Group", lambda doc: deed(doc, name))

    @precondition(has_groups)
    @rule(data=st.data(), up=st.booleans())
    def turn_the_page(self, data, up):
        self.session.show_page(None if up else self.group(data))

    @precondition(has_groups)
    @rule(data=st.data(), title=st.sampled_from(["Encoder", "Decoder"]))
    def rename_group(self, data, title):
        name = self.group(data)
        self.try_edit("Rename", lambda doc: grouping.retitled(doc, name, title))

    @precondition(has_groups)
    @rule(data=st.data(), out=st.booleans())
    def move_into_group(self, data, out):
        name, target = self.node(data), None if out else self.group(data)
        self.try_edit("Move into", lambda doc: grouping.moved_into(doc, [name], target))

    # --- time

    @rule(back=st.booleans())
    def undo_or_redo(self, back):
        (self.session.undo if back else self.session.redo)()

    @rule(data=st.data())
    def go_to(self, data):
        state = data.draw(st.integers(0, len(self.session.history) - 1), "state")
        self.session.go_to(state)
        assert self.session.document is self.states[state]

    @rule()
    def save(self):
        self.session.save(Path(self.folder.name) / "document.json")
        self.saved = self.session.document
        assert not self.session.modified

    @precondition(lambda self: self.session.path is not None)
    @rule()
    def reload(self):
        """A step, after which the document is as it was saved; what was saved is in it."""
        self.session.reload()
        now = self.session.document
        assert files.dumps(now) == files.dumps(self.saved)
        assert not differences(self.saved, now, TYPES) and not moves(self.saved, now, TYPES)
        self.saved = now

    # --- the view

    @precondition(has_cards)
    @rule(data=st.data(), way=st.sampled_from(["up", "down", "both"]))
    def trace(self, data, way):
        names = self.some(data, 1)
        self.canvas.tracing.show(names, way)
        document, page = self.session.document, self.canvas.page
        starts = {n for name in names for n in page.members.get(name, (name,))}
        starts &= document.nodes.keys()
        assert self.canvas.tracing.names == traced(document, starts, way)

    @rule()
    def end_trace(self):
        self.canvas.tracing.end()

    # --- what must hold

    def note_states(self):
        """Follow the history by its own numbers: commits append or merge, time only walks."""
        history = self.session.history
        at, now = history.position, self.session.document
        if at < len(self.states) and self.states[at] is now:
            # Nothing, or a step through time; a commit would have forgotten what was undone.
            if len(history) != len(self.states):
                self.states = self.states[: at + 1]
        else:
            self.states = [*self.states[:at], now]

    @invariant()
    def history_keeps_the_identical_documents(self):
        self.note_states()
        history = self.session.history
        assert history is self.history and len(history) == len(self.states)
        assert all(history.state(i) is state for i, state in enumerate(self.states))
        assert self.session.modified == (self.session.document is not self.saved)

    @invariant()
    def in_step(self):
        session = self.session
        if session._pause.isActive():
            session.check_now()
        self.report_is_that_of_a_fresh_check()
        self.canvas_is_what_a_new_one_would_be()
        self.selection_and_trace_are_of_the_page()

    @invariant()
    def document_survives_json(self):
        document = self.session.document
        assert files.loads(files.dumps(document)) == document

    def report_is_that_of_a_fresh_check(self):
        session, kept = self.session, self.session.report
        fresh = check(session.document, TYPES, session.context)
        said = [(d.node, d.socket, d.message, d.severity) for d in kept.diagnostics]
        again = [(d.node, d.socket, d.message, d.severity) for d in fresh.diagnostics]
        assert sorted(map(str, said)) == sorted(map(str, again))
        assert kept.specs == fresh.specs
        place = {name: i for i, name in enumerate(kept.order)}
        assert place.keys() == {*fresh.order}
        for source, target in session.document.pairs():
            a, b = (place.get(e.partition(".")[0]) for e in (source, target))
            assert a is None or b is None or a < b

    def canvas_is_what_a_new_one_would_be(self):
        session, canvas, kept = self.session, self.canvas, self.canvas.scene.geometry
        pager = Pager(TYPES)
        page = pager.page(session.document, session.page)
        made = Geometry(page.document, pager.types)
        assert canvas.page.group == page.group and dict(canvas.page.members) == dict(page.members)
        assert kept.names == made.names
        assert np.array_equal(kept.xy, made.xy) and np.array_equal(kept.wh, made.wh)
        assert ends_of(kept) == ends_of(made)
        assert bends_of(kept) == bends_of(made)
        assert kept.document.notes == made.document.notes
        assert kept.document.frames.keys() == made.document.frames.keys()
        for name in made.document.frames:
            assert kept.frame(name) == made.frame(name)
        facts = GroupFacts(session.report, page)
        for name in made.names:
            assert canvas.scene.facts.trouble(name) == facts.trouble(name)
            assert canvas.scene.facts.footer(name) == facts.footer(name)

    def selection_and_trace_are_of_the_page(self):
        session, canvas = self.session, self.canvas
        document = session.document
        assert session.selection <= document.nodes.keys() | document.groups.keys()
        assert canvas.scene.selection == session.selection
        assert session.page is None or session.page in document.groups
        light = canvas.scene.spotlight
        assert (light is None) == (not canvas.tracing.active)
        if light is not None:
            shown = {canvas.page.shows(name) for name in canvas.tracing.names} - {None}
            assert {n for n in light.cards if border_of(n) is None} == shown
            assert light.wires <= {*canvas.scene.geometry.pairs}


def ends_of(geometry):
    return {p: tuple(e) for p, e in zip(geometry.pairs, geometry.ends.tolist(), strict=True)}


def bends_of(geometry):
    return {geometry.pairs[row]: tuple(points) for row, points in geometry.bent.items()}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_whatever_is_done_everything_stays_in_step_and_can_be_undone(qapp):
    run_state_machine_as_test(Editor, settings=PROFILE)
    QGuiApplication.clipboard().clear()
