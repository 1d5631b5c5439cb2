import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.editors import editor_for, parts_of
from app.editors.line import LineEditor, PathEditor
from app.editors.picking import ChoiceEditor, PartEditor, PartsEditor, SwitchEditor
from app.editors.values import parsed, part_name, shown
from cards.bounds import bounds
from cards.card import Socket
from cards.kinds import BOOLEAN, FLOAT, INITIALIZER, INTEGER, TEXT, Choice, kind_of
from tests.app.sample_cards import TYPES, Norm, Ones, Train, Zeros


def socket(annotation=None, *, kind=None, nullable=False):
    kind = kind or kind_of(annotation)
    return Socket("row", kind, parameter=True, nullable=nullable)


CHOICE = Choice("String", "String", options=("same", "valid"))


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (int, "12", 12),
        (int, "1e3", 1000),
        (float, "1e-3", 0.001),
        (float, "3", 3.0),
        (bool, "Yes", True),
        (str, " same ", "same"),
        (tuple[int, ...], "3, 3", [3, 3]),
        (tuple[int, int], "(3 4)", [3, 4]),
        (tuple[int, ...], "", []),
        (int | tuple[int, ...], "-1", -1),
        (int | tuple[int, ...], "1,2", [1, 2]),
    ],
)
def test_text_is_read_as_the_value_of_its_kind(annotation, text, value):
    found = parsed(socket(annotation), text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("annotation", "text", "sentence"),
    [
        (int, "3.5", "Whole number expected, 3.5 given."),
        (int, "", "Whole number expected, nothing given."),
        (float, "abc", "Number expected, abc given."),
        (float, "inf", "Finite number expected, inf given."),
        (bool, "maybe", "true or false expected, maybe given."),
        (tuple[int, int], "3", "2 values expected, separated by commas, 1 given."),
    ],
)
def test_bad_text_is_refused_by_a_sentence(annotation, text, sentence):
    with pytest.raises(ValueError, match="expected") as caught:
        parsed(socket(annotation), text)
    assert str(caught.value) == sentence


def test_choice_is_read_in_any_case_and_names_its_options_when_refused():
    assert parsed(socket(kind=CHOICE), "SAME") == "same"
    with pytest.raises(ValueError, match=r"One of same, valid expected, full given\."):
        parsed(socket(kind=CHOICE), "full")


def test_empty_and_none_mean_no_value_where_that_is_allowed():
    for text in ("", "none", " None "):
        assert parsed(socket(int, nullable=True), text) is None


def test_value_out_of_its_range_is_refused():
    row = Norm.input("momentum")
    with pytest.raises(ValueError, match=r"Momentum must lie between 0 and 1, 1\.5 given\."):
        parsed(row, "1.5", bounds(Norm, "momentum"))


@pytest.mark.parametrize(
    ("annotation", "value", "text"),
    [
        (float, 1e-7, "1e-7"),
        (float, 0.001, "0.001"),
        (float, 2.0, "2.0"),
        (float, 5, "5"),
        (float, 1e20, "1e20"),
        (bool, True, "true"),
        (tuple[int, ...], (3, 3), "3, 3"),
        (int, None, "none"),
    ],
)
def test_values_are_shown_short(annotation, value, text):
    assert shown(socket(annotation), value) == text


@pytest.mark.parametrize("value", [0.1, 1e-7, 123456.789, 1e20, -3.0, 5e-324])
def test_shown_float_reads_back_the_same(value):
    row = socket(float)
    assert parsed(row, shown(row, value)) == value


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Zeros(), "Zeros"),
        ("GlorotUniform", "Glorot uniform"),
        ("pack/MyThing", "My thing"),
        ({"card": "L1L2", "params": {}}, "L1 L2"),
        ("SGD", "SGD"),
        ("RMSprop", "RMSprop"),
        ("LeakyReLU", "Leaky ReLU"),
        ("PReLU", "PReLU"),
        ("MaxPooling1D", "Max pooling 1D"),
        ("ConvLSTM2D", "Conv LSTM 2D"),
        ("KLDivergence", "KL divergence"),
        ("R2Score", "R2 score"),
    ],
)
def test_part_is_called_by_its_name_in_words(value, name):
    assert part_name(value) == name


@pytest.mark.parametrize(
    ("row", "editor"),
    [
        (socket(kind=BOOLEAN), SwitchEditor),
        (socket(kind=BOOLEAN, nullable=True), ChoiceEditor),
        (socket(kind=CHOICE), ChoiceEditor),
        (socket(kind=INITIALIZER), PartEditor),
        (socket(kind=INTEGER), LineEditor),
        (socket(kind=TEXT), LineEditor),
        (Train.input("path"), PathEditor),
        (Train.input("starts"), PartsEditor),
    ],
)
def test_each_kind_has_its_editor(qtbot, row, editor):
    made = editor_for(row, TYPES)
    qtbot.addWidget(made)
    assert type(made) is editor


@pytest.mark.parametrize("name", [p.name for p in Norm.parameters()])
def test_editor_gives_back_what_it_was_given(qtbot, name):
    row = Norm.input(name)
    editor = editor_for(row, TYPES)
    qtbot.addWidget(editor)
    value = {"beta_initializer": "Zeros", "sizes": [2, 3]}.get(name, row.default)
    editor.set_value(value)
    assert editor.value() == value


def test_typed_number_is_emitted_once(qtbot):
    editor = LineEditor(socket(kind=FLOAT))
    qtbot.addWidget(editor)
    editor.set_value(0.5)
    taken = []
    editor.edited.connect(taken.append)
    editor.line.setText("0.25")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    editor.commit()
    assert taken == [0.25]
    assert editor.value() == 0.25


def test_bad_text_is_marked_until_it_is_mended(qtbot):
    editor = LineEditor(socket(kind=INTEGER))
    qtbot.addWidget(editor)
    editor.set_value(3)
    problems = []
    editor.problem.connect(problems.append)
    editor.line.selectAll()
    QTest.keyClicks(editor.line, "x")
    assert not editor.commit()
    assert editor.line.property("bad") is True
    assert editor.value() == 3
    editor.line.selectAll()
    QTest.keyClicks(editor.line, "7")
    assert editor.line.property("bad") is False
    assert editor.commit() and editor.value() == 7
    assert problems == ["Whole number expected, x given.", ""]


def test_up_and_down_step_within_the_range(qtbot):
    editor = editor_for(Norm.input("momentum"), TYPES, bounds(Norm, "momentum"))
    qtbot.addWidget(editor)
    editor.set_value(0.99)
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    assert editor.value() == 1.0
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    assert editor.value() == 1.0
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.value() == 0.99


def test_switch_is_toggled_by_the_space_bar(qtbot):
    editor = SwitchEditor()
    qtbot.addWidget(editor)
    editor.set_value(True)
    with qtbot.waitSignal(editor.edited) as blocker:
        QTest.keyClick(editor.switch, Qt.Key.Key_Space)
    assert blocker.args == [False]


def test_part_keeps_its_values_while_it_stays_the_same_part(qtbot):
    editor = PartEditor(socket(kind=INITIALIZER), ["Ones", "Zeros"])
    qtbot.addWidget(editor)
    whole = {"card": "Zeros", "params": {"dtype": "float16"}}
    editor.set_value(whole)
    assert editor.value() == whole
    editor._pick(0)
    assert editor.value() == "Ones"
    editor.set_value(Ones())
    assert editor.value() == "Ones"


def test_parts_of_a_kind_are_all_cards_of_that_kind():
    assert parts_of(INITIALIZER, TYPES) == ["Ones", "Zeros"]


def test_several_parts_are_ticked_one_by_one(qtbot):
    editor = editor_for(Train.input("starts"), TYPES)
    qtbot.addWidget(editor)
    taken = []
    editor.edited.connect(taken.append)
    for action in editor.menu.actions():
        action.trigger()
    assert taken == [["Ones"], ["Ones", "Zeros"]]
    assert editor.button.text() == "Ones, Zeros"
    editor.menu.actions()[0].trigger()
    assert editor.value() == ["Zeros"]


def test_several_parts_are_shown_by_their_names():
    row = Train.input("starts")
    assert shown(row, ()) == "none"
    assert shown(row, ["GlorotUniform", {"card": "Zeros"}]) == "Glorot uniform, Zeros"


def test_parts_that_are_too_long_are_cut_and_told_in_the_tip(qtbot):
    editor = editor_for(Train.input("starts"), TYPES)
    qtbot.addWidget(editor)
    editor.resize(110, 32)
    editor.show()
    editor.set_value(["Ones", "Zeros"] * 3)
    assert editor.button.text().endswith("…")
    assert editor.button.toolTip() == "Ones, Zeros, Ones, Zeros, Ones, Zeros"
