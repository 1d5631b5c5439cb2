import pytest

from cards.document import Document, Node
from cards.edits import add_node, move_nodes
from cards.history import Changes, History, changes


def placed(x):
    return move_nodes(START, {"a": (x, 0.0)})


START = add_node(Document(), "a", Node(card="Dense"))


def test_commits_with_one_merge_key_are_one_step():
    history = History(START)
    for x in (1.0, 2.0, 3.0):
        history.commit("Move", placed(x), merge="drag 1")
    history.commit("Move", placed(4.0), merge="drag 2")
    assert history.undo() == "Move" and history.document.nodes["a"].position == (3.0, 0.0)
    history.undo()
    assert history.document is START and not history.can_undo


def test_a_merge_does_not_reach_over_undo_or_over_a_save():
    history = History(START)
    history.commit("Move", placed(1.0), merge="k")
    history.mark_saved()
    history.commit("Move", placed(2.0), merge="k")
    history.undo()
    assert not history.modified and history.document.nodes["a"].position == (1.0, 0.0)
    history.commit("Move", placed(5.0), merge="k")
    history.undo()
    assert not history.modified


def test_modified_is_about_the_saved_document():
    history = History(START)
    assert not history.modified
    history.commit("Move", placed(1.0))
    assert history.modified
    history.mark_saved()
    assert not history.modified
    history.undo()
    assert history.modified
    history.redo()
    assert not history.modified


def test_labels_say_what_undo_and_redo_would_do():
    history = History(START)
    assert history.undo_label == history.redo_label == ""
    history.commit("Move", placed(1.0))
    assert history.undo_label == "Move"
    history.undo()
    assert history.redo_label == "Move" and history.undo_label == ""


def test_a_commit_forgets_what_was_undone():
    history = History(START)
    history.commit("Move", placed(1.0))
    history.undo()
    history.commit("Move", placed(2.0))
    assert not history.can_redo


def test_the_same_document_is_no_step():
    history = History(START)
    history.commit("Nothing", START)
    assert not history.can_undo
    with pytest.raises(IndexError):
        history.undo()


def test_the_number_of_steps_is_bounded():
    history = History(START, limit=3)
    for x in range(1, 10):
        history.commit("Move", placed(float(x)))
    while history.can_undo:
        history.undo()
    assert history.document.nodes["a"].position == (6.0, 0.0)


def test_nothing_changed_is_empty():
    assert changes(START, START) == Changes()


def walked():
    history = History(START, limit=4)
    for x in range(1, 7):
        history.commit(f"Move to {x}", placed(float(x)))
    return history


def at(history):
    return history.document.nodes["a"].position[0]


def test_states_are_numbered_from_the_oldest_that_is_kept():
    history = walked()
    assert (len(history), history.position, history.dropped) == (5, 4, 2)
    history.undo()
    history.undo()
    assert history.position == 2
    assert [history.state(i).nodes["a"].position[0] for i in range(5)] == [2, 3, 4, 5, 6]
    assert [history.step(i).label for i in range(1, 5)] == [f"Move to {x}" for x in (3, 4, 5, 6)]


def test_any_state_is_reached_at_once_and_back():
    history = walked()
    last = history.document
    for state in (0, 3, 1, 4):
        history.go_to(state)
        assert history.position == state and at(history) == state + 2
    assert history.document is last and not history.can_redo
    for nowhere in (-1, 5):
        with pytest.raises(IndexError):
            history.go_to(nowhere)
    assert history.document is last


def test_the_saved_state_is_known_wherever_one_stands():
    history = walked()
    assert history.saved_position is None
    history.undo()
    history.mark_saved()
    history.go_to(0)
    assert history.saved_position == 3
    history.commit("Move elsewhere", placed(-1.0))
    assert history.saved_position is None


def test_steps_have_the_time_of_their_last_edit(monkeypatch):
    clock = iter((10.0, 20.0, 30.0))
    monkeypatch.setattr("time.time", lambda: next(clock))
    history = History(START)
    history.commit("Move", placed(1.0), merge="k")
    history.commit("Move", placed(2.0), merge="k")
    history.commit("Turn", placed(3.0))
    assert [history.step(i).time for i in (1, 2)] == [20.0, 30.0]
    history.undo()
    assert history.step(2).time == 30.0
