import pytest

from app.session import NodeState, Session
from cards import edits, files
from cards.document import Document, DocumentError, Node


@pytest.fixture
def session(qapp):
    return Session()


def added(document: Document, card: str, name: str, x: float = 0.0, **params) -> Document:
    return edits.add_node(document, name, Node(card=card, params=params, position=(x, 0)))


def test_every_change_is_told_once_with_both_documents(session):
    before = session.document
    after = added(before, "Dense", "dense_1")
    told: list[tuple[object, ...]] = []
    session.changed.connect(lambda old, new: told.append((old, new)))
    session.checked.connect(lambda report: told.append((report,)))
    session.commit("Add Dense", after)
    assert told == [(before, after), (session.report,)]
    assert session.report.of("dense_1")


def test_the_same_document_is_no_change(session, qtbot):
    with qtbot.assertNotEmitted(session.changed):
        session.commit("Nothing", session.document)
    assert not session.modified


def test_undo_and_redo_go_through_the_same_signal(session, qtbot):
    empty = session.document
    session.commit("Add", added(empty, "Dense", "dense_1"))
    full = session.document
    with qtbot.waitSignal(session.changed):
        session.undo()
    assert session.document is empty
    with qtbot.waitSignal(session.changed):
        session.redo()
    assert session.document is full
    with qtbot.assertNotEmitted(session.changed):
        session.redo()


def test_selection_forgets_cards_that_are_gone(session):
    session.commit("Add", added(session.document, "Dense", "dense_1"))
    session.select(["dense_1", "never there"])
    assert session.selection == {"dense_1"}
    session.undo()
    assert session.selection == frozenset()


def test_moving_a_card_is_not_checked_again(session, qtbot):
    session.commit("Add", added(session.document, "Dense", "dense_1"))
    with qtbot.assertNotEmitted(session.checked):
        session.commit("Move", edits.move_nodes(session.document, {"dense_1": (50, 60)}))
        session.commit("Fold", edits.fold(session.document, ["dense_1"], True))
    with qtbot.waitSignal(session.checked):
        session.commit("Set", edits.set_param(session.document, "dense_1", "units", 3))


def test_a_slow_check_waits_for_a_pause(session, qtbot, monkeypatch):
    session._cost = 1.0
    with qtbot.waitSignal(session.checked, timeout=2000) as caught:
        for units in range(1, 6):
            changed = added(session.document, "Dense", f"dense_{units}", units=units)
            session.commit("Add", changed)
            assert session.report.cards.keys() != changed.nodes.keys()
    assert caught.args[0].cards.keys() == session.document.nodes.keys()


def test_a_wire_is_laid_or_refused_with_a_sentence(session):
    document = added(added(session.document, "Input", "input_1"), "Dense", "dense_1")
    session.commit("Add", document)
    assert session.connect_wire("input_1.data", "dense_1.input") is None
    assert session.document.wires == {"dense_1.input": ("input_1.data",)}
    sentence = session.connect_wire("dense_1.output", "dense_1.kernel_initializer")
    assert sentence and sentence.endswith(".")
    assert len(session.document.wires) == 1


def test_save_and_open_give_the_same_document(session, tmp_path, qtbot):
    session.commit("Add", added(session.document, "Dense", "dense_1", units=7))
    saved = session.document
    path = tmp_path / "net.json"
    with qtbot.waitSignal(session.file_changed):
        session.save(path)
    assert not session.modified and session.title == "net"
    session.new()
    assert session.path is None and not session.document.nodes
    with qtbot.waitSignal(session.file_changed):
        session.open(path)
    assert session.document == saved and session.context.folder == tmp_path
    assert not session.history.can_undo


def test_undo_to_the_saved_state_is_not_modified(session, tmp_path):
    session.commit("Add", added(session.document, "Dense", "dense_1"))
    session.save(tmp_path / "net.json")
    session.commit("Set", edits.set_param(session.document, "dense_1", "units", 3))
    assert session.modified
    session.undo()
    assert not session.modified


@pytest.mark.parametrize("text", ["", "{", '{"format": "layerdeck", "version": 99}', "[1]"])
def test_a_bad_file_changes_nothing(session, tmp_path, text):
    session.commit("Add", added(session.document, "Dense", "dense_1"))
    kept = session.document
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(DocumentError):
        session.open(tmp_path / "bad.json")
    with pytest.raises(DocumentError):
        session.open(tmp_path / "not there.json")
    assert session.document is kept and session.path is None and session.modified


def test_an_unknown_card_is_kept_and_saved_unchanged(session, tmp_path):
    document = added(Document(), "other/Thing", "thing_1", size=3)
    files.save(tmp_path / "a.json", document)
    session.open(tmp_path / "a.json")
    session.save(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_text() == (tmp_path / "b.json").read_text()


def test_states_of_a_run_end_with_the_document(session, qtbot):
    session.commit("Add", added(session.document, "Dense", "dense_1"))
    with qtbot.waitSignal(session.states_changed):
        session.set_states({"dense_1": NodeState("running", 0.5, "epoch 1 of 2")})
    session.new()
    assert session.states == {} and session.last_run is None


def test_the_seed_is_part_of_the_context(session):
    session.commit("Seed", edits.set_seed(session.document, 42))
    assert session.context.seed == 42


def test_a_large_document_is_shown_before_it_is_checked(session, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("app.session.LARGE", 1)
    document = added(added(Document(), "Dense", "dense_1"), "Dense", "dense_2")
    files.save(tmp_path / "large.json", document)
    with qtbot.waitSignal(session.checked):
        session.open(tmp_path / "large.json")
        assert session.checking and set(session.document.nodes) == {"dense_1", "dense_2"}
        assert session.report.order == []
    assert not session.checking and set(session.report.order) == {"dense_1", "dense_2"}
