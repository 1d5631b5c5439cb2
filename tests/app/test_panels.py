import math

import numpy as np
import polars as pl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.panels.card_tree import CARD, MIME, card_pixmap, heading_of
from app.panels.curves import Curves, duration, in_words
from app.panels.frame import OneLine
from app.panels.help import Help
from app.panels.inspector import Inspector, facts, wires_into
from app.panels.palette import Palette
from app.panels.plot import number
from app.panels.preview import preview, summary
from app.panels.problems import STEP, Problems
from app.panels.results import _numbers
from app.session import Session
from app.theme import DARK, LIGHT
from cards import edits
from cards.document import Document, Node
from cards.finding import ranked
from cards.registry import builtin_cards
from engine.training import BatchDone, EpochDone
from tests.app.sample_network import sample_network

TYPES = builtin_cards()


@pytest.fixture
def session(qapp):
    made = Session()
    made.commit("Fill", sample_network())
    return made


def press(widget, key):
    QApplication.sendEvent(
        widget, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    )


# Palette


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("batch norm", "BatchNormalization"),
        ("bn", "BatchNormalization"),
        ("dense", "Dense"),
        ("train", "TrainNeuralNetwork"),
        ("BATCHNORMALIZATION", "BatchNormalization"),
        ("adam", "Adam"),
    ],
)
def test_search_finds_the_best_card_first(words, first):
    assert ranked(TYPES, words)[0] == first


def test_search_needs_every_word():
    assert "Dense" not in ranked(TYPES, "dense normalization")
    assert ranked(TYPES, "no such words at all") == []


def test_palette_shows_every_card_once_under_a_heading(shown):
    palette = shown(Palette(TYPES, LIGHT))
    tree = palette.tree
    tops = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
    found = [top.child(i).data(0, CARD) for top in tops for i in range(top.childCount())]
    # Groups that are kept in files stand there too, under names of their own.
    assert sorted(name for name in found if not name.startswith("@")) == sorted(TYPES)
    assert all(top.text(0) and not top.data(0, CARD) for top in tops)


def test_enter_adds_the_first_match(shown, qtbot):
    palette = shown(Palette(TYPES, LIGHT))
    palette.focus()
    qtbot.keyClicks(palette.search, "batch norm")
    with qtbot.waitSignal(palette.add_requested) as caught:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert caught.args == ["BatchNormalization"]


def test_enter_without_words_or_without_a_match_adds_nothing(shown, qtbot):
    palette = shown(Palette(TYPES, LIGHT))
    with qtbot.assertNotEmitted(palette.add_requested):
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
        qtbot.keyClicks(palette.search, "xyzzy")
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    press(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""


def test_arrow_down_goes_to_the_list_and_enter_adds(shown, qtbot):
    palette = shown(Palette(TYPES, LIGHT))
    qtbot.keyClicks(palette.search, "dropout")
    press(palette.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.add_requested) as caught:
        qtbot.keyClick(palette.tree, Qt.Key.Key_Return)
    assert caught.args == ["Dropout"]


def test_double_click_adds_a_card(shown, qtbot):
    palette = shown(Palette(TYPES, LIGHT))
    item = palette.tree.item_of("Dense")
    palette.tree.scrollToItem(item)
    at = palette.tree.visualItemRect(item).center()
    with qtbot.waitSignal(palette.add_requested) as caught:
        qtbot.mouseClick(palette.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(palette.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert caught.args == ["Dense"]


def test_a_drag_carries_the_id_of_the_card(shown):
    palette = shown(Palette(TYPES, LIGHT))
    data = palette.tree.mimeData([palette.tree.item_of("BatchNormalization")])
    assert bytes(data.data(MIME).data()) == b"BatchNormalization"
    assert palette.tree.mimeTypes() == [MIME]
    assert palette.tree.mimeData([palette.tree.topLevelItem(0)]).formats() == []


def test_a_click_on_a_heading_folds_its_group(shown, qtbot):
    palette = shown(Palette(TYPES, LIGHT))
    top = palette.tree.topLevelItem(0)
    at = palette.tree.visualItemRect(top).center()
    assert top.isExpanded()
    qtbot.mouseClick(palette.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert not top.isExpanded()


def test_tooltip_is_the_first_line_of_the_help(shown):
    palette = shown(Palette(TYPES, LIGHT))
    tip = palette.tree.item_of("BatchNormalization").toolTip(0)
    assert tip and tip == TYPES["BatchNormalization"].help().splitlines()[0]


def test_headings_are_short_and_whole():
    assert heading_of("Layers / Pooling layers") == "Pooling layers"
    assert heading_of("Named values / Get") == "Named values · get"
    assert heading_of("Tables") == "Tables"
    assert not card_pixmap("Dense layer", "Layers", DARK).isNull()


# Inspector


def test_inspector_shows_values_shape_and_weights(session, shown):
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    assert inspector.form.rows["units"].editor.value() == 16
    assert "(batch, 16)" in inspector._facts.text()
    assert "80 weights" in inspector._facts.text()


def test_an_edit_in_the_inspector_is_one_step_of_undo(session, shown, qtbot):
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    line = inspector.form.rows["units"].editor.line
    line.selectAll()
    qtbot.keyClicks(line, "24")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert session.document.nodes["dense_1"].params["units"] == 24
    assert "(batch, 24)" in inspector._facts.text()
    session.undo()
    assert session.document.nodes["dense_1"].params["units"] == 16
    assert inspector.form.rows["units"].editor.value() == 16


def test_a_changed_value_can_be_reset(session, shown, qtbot):
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    row = inspector.form.rows["activation"]
    qtbot.waitUntil(row.undo.isVisible)
    row.undo.click()
    assert "activation" not in session.document.nodes["dense_1"].params
    assert row.editor.value() == "linear" and row.undo.isHidden()


def test_a_row_with_a_wire_says_where_it_comes_from(session, shown):
    document = edits.add_node(session.document, "n", Node(card="Integer", params={"value": 9}))
    session.commit("Add", document)
    assert session.connect_wire("n.value", "dense_1.units") is None
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    row = inspector.form.rows["units"]
    assert row.editor.isHidden() and row._wire.text() == "from Integer"
    assert wires_into(session.document, session.types, "dense_1")["input"] == "from Input"


def test_a_bad_value_is_explained_at_its_row(session, shown):
    session.commit("Bad", edits.set_param(session.document, "dense_1", "units", -3))
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    row = inspector.form.rows["units"]
    assert not row._error.isHidden() and "-3" in row._error.text()


def test_text_that_is_no_value_is_explained_and_changes_nothing(session, shown, qtbot):
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    row, before = inspector.form.rows["units"], session.document
    row.editor.line.selectAll()
    qtbot.keyClicks(row.editor.line, "many")
    qtbot.keyClick(row.editor.line, Qt.Key.Key_Return)
    assert session.document is before and "many" in row._error.text()


def test_several_cards_are_counted(session, shown):
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1", "dense_2"])
    texts = [w.text() for w in inspector.findChildren(type(inspector._facts))]
    assert "2 cards selected" in texts and "131 weights" in texts
    session.select([])
    assert inspector.form is None


def test_an_unknown_card_is_shown_as_such(shown, qapp):
    session = Session()
    session.commit("Add", Document(nodes={"thing": Node(card="other/Thing")}))
    inspector = shown(Inspector(session, LIGHT))
    session.select(["thing"])
    texts = " ".join(w.text() for w in inspector.findChildren(type(inspector._facts)))
    assert "other/Thing" in texts and "saved unchanged" in texts


@pytest.mark.parametrize("card", sorted(TYPES))
def test_every_card_can_be_inspected_and_read_about(card, shown, qapp):
    session = Session(TYPES)
    session.commit("Add", Document(nodes={"node": Node(card=card)}))
    inspector = Inspector(session, LIGHT)
    session.select(["node"])
    assert inspector.form is not None
    assert set(inspector.form.rows) == {s.name for s in TYPES[card].parameters()}
    for row in inspector.form.rows.values():
        assert repr(row.editor.value()) == repr(row.default) or row.socket.required
    help_panel = Help(DARK)
    help_panel.show_card(TYPES[card])
    assert TYPES[card].title in help_panel.toPlainText()
    inspector.deleteLater()
    help_panel.deleteLater()


# Problems


def test_problems_are_counted_and_lead_to_their_row(shown, qtbot, qapp):
    session = Session()
    problems = shown(Problems(session, LIGHT))
    with qtbot.waitSignal(problems.count_changed) as caught:
        session.commit("Add", Document(nodes={"dense_1": Node(card="Dense")}))
    assert caught.args[0] >= 1
    row = next(r for r in problems.rows if r.problem.socket == "input")
    with qtbot.waitSignal(problems.activated) as shown_at:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert shown_at.args == ["dense_1", "input"]
    with qtbot.waitSignal(problems.activated):
        press(row, Qt.Key.Key_Return)


def test_a_fix_is_one_step_of_undo(shown, qtbot, qapp):
    session = Session()
    session.commit("Fill", sample_network(train={"epochs": -1}))
    problems = shown(Problems(session, LIGHT))
    row = next(r for r in problems.rows if r.buttons)
    before = session.document
    qtbot.mouseClick(row.buttons[0], Qt.MouseButton.LeftButton)
    assert session.document is not before
    assert session.history.undo_label == row.problem.fixes[0].label
    session.undo()
    assert session.document is before


def test_many_problems_are_shown_as_they_are_scrolled_to(shown, qapp):
    session = Session()
    nodes = {f"dense_{i}": Node(card="Dense") for i in range(2 * STEP + 3)}
    session.commit("Fill", Document(nodes=nodes))
    problems = shown(Problems(session, LIGHT))
    count = len(session.report.diagnostics)
    assert len(problems.rows) == STEP < count
    for _ in range(20):
        qapp.processEvents()
        problems.verticalScrollBar().setValue(problems.verticalScrollBar().maximum())
    assert [row.problem for row in problems.rows] == session.report.diagnostics
    problems.verticalScrollBar().setValue(0)
    assert len(problems.rows) == STEP


def test_a_sound_document_has_no_problem_rows(session, shown):
    problems = shown(Problems(session, LIGHT))
    assert problems.rows == []
    problems.set_theme(DARK)


# Curves and previews


def test_curves_collect_batches_and_epochs():
    curves = Curves("Train")
    for batch in (1, 2):
        curves.take(BatchDone(1, 2, batch, 2, 1.0 / batch, {}))
    curves.take(EpochDone(1, 2, {"loss": 0.75, "accuracy": 0.5, "val_loss": 0.8}))
    assert curves.batch_at == [0.5, 1.0] and curves.batch_loss == [1.0, 0.5]
    assert curves.epochs["val_loss"] == [0.8] and curves.at["val_loss"] == [1.0]
    assert curves.metrics == ["accuracy"]
    assert curves.fraction == 0.5
    assert curves.progress(curves.started + 10) == "Epoch 1 of 2 · batch 2 of 2 · 10 s left"


def test_curves_of_a_kept_training_come_from_its_history():
    history = {"epoch": [1, 2, 3], "loss": [3.0, 2.0, 1.0], "val_loss": [None, 2.5, None]}
    curves = Curves.of_history("Train", history)
    assert curves.epochs == {"loss": [3.0, 2.0, 1.0], "val_loss": [2.5]}
    assert curves.at["val_loss"] == [2.0] and curves.fraction == 1.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0 s"), (8.4, "8 s"), (61, "1 min 1 s"), (3700, "1 h 1 min")],
)
def test_times_are_short(seconds, text):
    assert duration(seconds) == text


def test_numbers_and_names_are_for_people():
    assert [number(v) for v in (0, 0.97777, 1e-5, 123456.0)] == [
        "0.0000",
        "0.9778",
        "1e-05",
        "1.23e+05",
    ]
    assert number(math.nan) == "nan"
    assert in_words("val_sparse_accuracy") == "validation sparse accuracy"


@pytest.mark.parametrize(
    ("value", "size", "corner"),
    [
        (pl.DataFrame({"a": [1.5, None], "b": ["x", "y"]}), (2, 2), "1.5"),
        (np.arange(6.0).reshape(3, 2), (3, 2), "0"),
        (np.zeros((500, 8, 8)), (100, 60), "0"),
        (np.array(3.0), (1, 1), "3"),
        (np.zeros((0, 4)), (0, 4), None),
        ({"accuracy": 0.5}, (1, 2), "accuracy"),
    ],
)
def test_values_are_previewed(value, size, corner):
    model = preview(value)
    assert (model.rowCount(), model.columnCount()) == size
    if corner is not None:
        assert model.data(model.index(0, 0)) == corner
    assert summary(value)


def test_a_missing_cell_says_so():
    model = preview(pl.DataFrame({"a": [1.5, None]}))
    assert model.data(model.index(1, 0)) == "missing"
    assert preview(object()) is None


# Results


def test_results_name_every_number_once():
    card = TYPES["TrainNeuralNetwork"]()
    outputs = {
        "loss": 0.5,
        "metric_values": {"accuracy": 0.9},
        "validation_loss": 0.6,
        "validation_metric_values": {"accuracy": 0.8},
        "history": object(),
    }
    assert _numbers(card, outputs) == {
        "Loss": 0.5,
        "accuracy": 0.9,
        "Validation loss": 0.6,
        "validation accuracy": 0.8,
    }


def test_an_unfinished_text_does_not_go_to_the_next_card_of_the_type(session, shown, qtbot):
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    line = inspector.form.rows["units"].editor.line
    line.selectAll()
    qtbot.keyClicks(line, "many")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    inspector.form.more_button.setChecked(True)
    before = session.document
    session.select(["dense_2"])
    row = inspector.form.rows["units"]
    assert row.editor.line is line and line.text() == "3"
    assert row._error.text() == "" and not inspector.form.more_button.isChecked()
    assert session.document is before


def test_forms_of_few_card_types_are_kept(session, shown):
    inspector = shown(Inspector(session, LIGHT))
    for name in session.document.nodes:
        session.select([name])
    assert len(inspector._forms) <= 8
    session.select(["dense_1"])
    first = inspector.form
    session.select(["dense_2"])
    assert inspector.form is first
    inspector.set_theme(DARK)


def test_facts_are_sentences_for_people(session):
    text = facts(session, "train")
    assert "(" not in text and "Spec" not in text
    assert facts(session, "dense_1").startswith("Output: (batch, 16)")


def test_an_unfinished_text_and_its_reason_stay_while_other_things_change(session, shown):
    inspector = shown(Inspector(session, LIGHT))
    session.select(["dense_1"])
    row = inspector.form.rows["units"]
    row.editor.line.setText("many")
    row.editor.commit()
    session.commit("Set", edits.set_param(session.document, "dense_1", "use_bias", False))
    session.commit("Set", edits.set_param(session.document, "dense_2", "units", 4))
    assert row.editor.line.text() == "many" and "many given" in row._error.text()
    session.commit("Set", edits.set_param(session.document, "dense_1", "units", 5))
    assert row.editor.line.text() == "5" and row._error.text() == ""


def test_a_text_on_one_line_needs_no_room(shown):
    text = shown(OneLine("Tells praise from complaint with a bidirectional LSTM.", "dim"))
    assert text.minimumSizeHint().height() < 30
    text.resize(90, 24)
    assert text.width() == 90 and not text.wordWrap()
    text.grab()


def test_a_narrow_list_of_problems_puts_sentence_and_fixes_below_the_place(qtbot):
    session = Session()
    session.commit("Make", Document(nodes={"lstm": Node(card="LSTM")}))
    problems = Problems(session, DARK)
    qtbot.addWidget(problems)
    problems.resize(360, 300)
    problems.show()
    QApplication.processEvents()
    assert problems.rows[-1].buttons
    assert problems.widget().width() <= problems.viewport().width()
    high = problems.rows[-1].height()
    problems.resize(900, 300)
    QApplication.processEvents()
    assert problems.rows[-1].height() < high
