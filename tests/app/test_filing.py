import pytest

from app.bars import FileMenu
from app.filing import EXAMPLES, examples
from cards import edits, files
from cards.document import Document, Node
from tests.app.sample_network import fill


def test_save_asks_for_a_place_once(window, asker, tmp_path):
    fill(window)
    asker.path = tmp_path / "net"
    assert window.filing.save()
    assert files.load(tmp_path / "net.json") == window.session.document
    asker.path = None
    window.session.commit("Seed", edits.set_seed(window.session.document, 3))
    assert window.filing.save() and not window.session.modified
    assert window.settings.recent == [str(tmp_path / "net.json")]


@pytest.mark.parametrize(
    ("answer", "gone", "saved"),
    [("save", True, True), ("discard", True, False), ("cancel", False, False)],
)
def test_changes_are_not_lost_without_asking(window, asker, tmp_path, answer, gone, saved):
    fill(window)
    asker.answer, asker.path = answer, tmp_path / "net.json"
    assert window.filing.new() is gone
    assert bool(window.session.document.nodes) is not gone
    assert (tmp_path / "net.json").exists() is saved


def test_a_cancelled_save_loses_nothing(window, asker):
    fill(window)
    asker.answer, asker.path = "save", None
    assert not window.filing.new()
    assert window.session.document.nodes


@pytest.fixture
def shared(window, asker, tmp_path):
    """A window with a change of its own, whose file somebody else has changed."""
    fill(window)
    asker.path = tmp_path / "net.json"
    assert window.filing.save()
    files.save(asker.path, edits.set_seed(window.session.document, 99))
    window.session.commit("Seed", edits.set_seed(window.session.document, 7))
    return asker.path


def seed_in(path):
    return files.load(path).settings.seed


def test_a_file_changed_by_others_is_not_written_over_unasked(window, asker, shared):
    assert not window.filing.save() and window.session.modified
    assert seed_in(shared) == 99
    assert asker.asked[-1] == "~ Seed: 99 → 7"
    asker.conflicted = "overwrite"
    assert window.filing.save() and seed_in(shared) == 7
    # From then on it is known again.
    window.session.commit("Seed", edits.set_seed(window.session.document, 8))
    asker.conflicted = "cancel"
    assert window.filing.save() and seed_in(shared) == 8


def test_what_others_write_while_it_is_asked_is_not_written_over_unasked(
    window, asker, shared, monkeypatch
):
    answers = ["overwrite", "cancel"]

    def conflict(*_):
        files.save(shared, edits.set_seed(window.session.document, 100 + len(answers)))
        return answers.pop(0)

    monkeypatch.setattr(asker, "conflict", conflict)
    assert not window.filing.save() and window.session.modified
    assert not answers and seed_in(shared) == 101
    monkeypatch.undo()
    asker.conflicted = "overwrite"
    assert window.filing.save() and seed_in(shared) == 7


def test_a_file_that_breaks_or_goes_while_it_is_asked_loses_nothing(
    window, asker, shared, monkeypatch
):
    def conflict(*_):
        shared.unlink()
        return "overwrite"

    monkeypatch.setattr(asker, "conflict", conflict)
    assert window.filing.save() and seed_in(shared) == 7


def test_a_file_that_goes_while_the_dialog_to_open_it_is_open_is_told(
    window, asker, tmp_path, monkeypatch
):
    path = tmp_path / "net.json"
    files.save(path, Document())
    monkeypatch.setattr(asker, "open_path", lambda _: path.unlink() or path)
    before = window.session.document
    assert not window.filing.open()
    assert len(asker.said) == 1 and window.session.document is before


def test_what_others_wrote_can_be_taken_and_undo_brings_ones_own_back(window, asker, shared):
    asker.conflicted = "reload"
    assert window.filing.save() and not window.session.modified
    assert window.session.document.settings.seed == 99
    window.session.undo()
    assert window.session.document.settings.seed == 7 and window.session.modified


def test_ones_own_work_can_go_to_another_file(window, asker, shared, tmp_path):
    asker.conflicted, asker.path = "save_as", tmp_path / "mine.json"
    assert window.filing.save()
    assert (seed_in(shared), seed_in(tmp_path / "mine.json")) == (99, 7)


def test_a_broken_file_of_others_is_told_and_not_taken(window, asker, shared):
    shared.write_text("{")
    asker.conflicted = "reload"
    assert not window.filing.save()
    assert len(asker.said) == 1 and window.session.document.settings.seed == 7


def test_a_file_that_is_gone_is_written_again(window, asker, shared):
    shared.unlink()
    assert window.filing.save() and seed_in(shared) == 7


def test_closing_asks_too(window, asker):
    fill(window)
    asker.answer = "cancel"
    assert not window.close() and window.isVisible()
    asker.answer = "discard"
    assert window.close()


def test_a_file_that_cannot_be_read_is_told_in_one_sentence(window, asker, tmp_path):
    fill(window)
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "layerdeck", "version": 99}')
    window.settings.remember(bad)
    kept = window.session.document
    assert not window.filing.open_path(bad)
    assert len(asker.said) == 1 and "\n" not in asker.said[0]
    assert window.session.document is kept
    assert window.settings.recent == []


def test_a_folder_that_cannot_be_written_is_told(window, asker, tmp_path):
    fill(window)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    asker.path = blocked / "net.json"
    assert not window.filing.save_as()
    assert len(asker.said) == 1 and window.session.modified


def test_recent_files_are_in_the_menu(window, asker, tmp_path, qtbot):
    asker.path = tmp_path / "net.json"
    fill(window)
    window.filing.save()
    window.filing.new()
    menu = FileMenu("Open recent", window, recent=True)
    menu.chosen.connect(window.filing.open_path)
    menu.fill()
    assert [a.text() for a in menu.actions()] == [str(asker.path)]
    menu.actions()[0].trigger()
    assert window.session.path == asker.path


def test_an_example_is_saved_elsewhere_with_its_data(window, asker, tmp_path, monkeypatch):
    shipped = tmp_path / "examples"
    shipped.mkdir()
    (shipped / "table.csv").write_text("a,b\n1,2\n")
    node = Node(card="ReadAsCSV", params={"path": "table.csv"})
    files.save(shipped / "table.json", Document(nodes={"read": node}))
    monkeypatch.setattr("app.filing.EXAMPLES", shipped)
    assert window.filing.open_path(shipped / "table.json")
    assert window.settings.recent == []
    (tmp_path / "mine").mkdir()
    asker.path = tmp_path / "mine" / "net.json"
    assert window.filing.save()
    assert (tmp_path / "mine" / "table.csv").read_text() == "a,b\n1,2\n"
    assert window.session.path == asker.path


@pytest.mark.parametrize("path", examples(), ids=lambda p: p.stem)
def test_bundled_examples_open_without_problems(window, path):
    assert window.filing.open_path(path)
    assert window.session.document.nodes
    assert window.session.report.diagnostics == []
    assert path.parent == EXAMPLES
