"""Unsaved work is written beside the user's files, and offered after a crash."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app import recovery
from app.dialogs.recover import RecoverDialog
from app.recovery import FORMAT, Autosave, leftovers, unreadable
from app.session import Session
from cards import edits, files
from cards.document import Document, Node
from tests.app.sample_cards import CHAIN, TYPES


@pytest.fixture
def session(tmp_path):
    made = Session(TYPES)
    made.commit("Make", CHAIN)
    made.save(tmp_path / "work.json")
    return made


def changed(session, epsilon=0.5):
    document = edits.set_param(session.document, "norm_1", "epsilon", epsilon)
    session.commit("Set", document)


CRASH = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.recovery import Autosave
from app.session import Session
from cards import edits
from tests.app.sample_cards import CHAIN, TYPES
app = QApplication([])
session = Session(TYPES)
if len(sys.argv) > 2:
    session.open(Path(sys.argv[2]))
else:
    session.commit("Make", CHAIN)
autosave = Autosave(session, Path(sys.argv[1]))
session.commit("Set", edits.set_param(session.document, "norm_1", "epsilon", 0.25))
autosave.write()
os._exit(9)
"""


def crash(folder, *paths):
    """A process that ends without a word, with unsaved work."""
    root = Path(__file__).parents[2]
    words = [sys.executable, "-c", CRASH, str(folder), *map(str, paths)]
    found = subprocess.run(words, cwd=root, check=False, env=None, capture_output=True)
    assert found.returncode == 9, found.stderr


def test_a_change_is_written_after_a_pause_and_goes_when_it_is_saved(session, tmp_path, qtbot):
    autosave = Autosave(session, tmp_path / "unsaved")
    before = (tmp_path / "work.json").read_bytes()
    autosave._soon.setInterval(20)
    changed(session)
    qtbot.waitUntil(autosave.file.exists, timeout=3000)
    assert (tmp_path / "work.json").read_bytes() == before
    kept = json.loads(autosave.file.read_text())
    assert files.loads(kept["document"]) == session.document
    session.save()
    assert not autosave.file.exists() and list((tmp_path / "unsaved").iterdir()) == []


def test_it_is_written_while_edits_go_on(session, tmp_path, qtbot):
    autosave = Autosave(session, tmp_path / "unsaved")
    autosave._late.setInterval(50)
    for i in range(40):
        changed(session, 0.5 + i)
        qtbot.wait(5)
        if autosave.file.exists():
            return
    pytest.fail("nothing was written as long as the user went on")


def test_undoing_to_the_saved_state_leaves_nothing(session, tmp_path):
    autosave = Autosave(session, tmp_path / "unsaved")
    changed(session)
    autosave.write()
    session.undo()
    assert not autosave.file.exists()


def test_work_of_a_living_process_is_not_offered(session, tmp_path):
    autosave = Autosave(session, tmp_path / "unsaved")
    changed(session)
    autosave.write()
    assert leftovers(tmp_path / "unsaved") == []


def test_after_a_crash_the_work_is_restored_as_one_step_on_the_saved_file(session, tmp_path):
    folder, path = tmp_path / "unsaved", tmp_path / "work.json"
    crash(folder, path)
    (one,) = leftovers(folder)
    assert (one.title, one.path) == ("work", path)
    fresh = Session(TYPES)
    autosave = Autosave(fresh, folder)
    one.restore(fresh, autosave)
    assert fresh.document.nodes["norm_1"].params["epsilon"] == 0.25
    assert fresh.modified and fresh.path == path
    # What was left over has gone only because it is written again.
    assert not one.file.exists() and autosave.file.exists()
    fresh.undo()
    assert fresh.document == CHAIN and not fresh.modified
    autosave.forget()


def test_work_without_a_file_or_with_a_lost_one_is_restored_too(tmp_path, session):
    folder, path = tmp_path / "unsaved", tmp_path / "work.json"
    crash(folder)
    crash(folder, path)
    path.unlink()
    for one in leftovers(folder):
        fresh = Session(TYPES)
        autosave = Autosave(fresh, folder)
        one.restore(fresh, autosave)
        assert fresh.document.nodes["norm_1"].params["epsilon"] == 0.25 and fresh.path is None
        autosave.forget()
    assert leftovers(folder) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other"}', "\x00"])
def test_files_of_others_and_broken_ones_are_left_alone(tmp_path, text):
    file = tmp_path / "odd.json"
    file.write_text(text)
    assert leftovers(tmp_path) == [] and file.read_text() == text


def kept(**parts):
    plain = {"title": "T", "path": None, "stamp": None, "document": files.dumps(CHAIN)}
    return json.dumps({"format": FORMAT} | plain | parts)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10**6,
        '{"a":' * 10**6,
        "[" + "[]," * 10**7 + "1]",
        f'{{"format": "{FORMAT}", "document": ' + "[" * 10**6,
        kept(document=[1]),
        kept(document="{}"),
        kept(document='{"a":' * 10**5),
        kept(path="\0"),
        kept(path=["a"]),
        kept(path="x" * 10**6),
        kept(stamp={"a": 1}),
        kept(title="x" * 10**6),
        kept() + "]",
    ],
    ids=lambda text: text[-40:-20],
)
def test_unsaved_work_made_by_strangers_is_no_danger(tmp_path, text):
    (tmp_path / f"{'ab' * 8}.json").write_text(text)
    started = time.perf_counter()
    assert leftovers(tmp_path) == [] and len(unreadable(tmp_path)) == 1
    assert time.perf_counter() - started < 2


def test_titles_of_unsaved_work_that_are_none_are_shown_as_they_are(tmp_path):
    (tmp_path / f"{'ab' * 8}.json").write_text(kept(title=["x" * 1000]))
    (one,) = leftovers(tmp_path)
    assert one.title.startswith("['xx") and len(one.title) < 400


def test_a_folder_that_cannot_be_written_stops_nobody(session, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    autosave = Autosave(session, blocked / "unsaved")
    changed(session)
    autosave.write()
    autosave.forget()


def test_the_dialog_compares_discards_and_gives_back(session, tmp_path, qtbot):
    folder, path = tmp_path / "unsaved", tmp_path / "work.json"
    crash(folder, path)
    (one,) = leftovers(folder)
    dialog, wanted, compared = RecoverDialog([one]), [], []
    dialog.wanted.connect(wanted.append)
    dialog.compare_requested.connect(lambda *three: compared.append(three))
    qtbot.addWidget(dialog)
    buttons = {b.text(): b for b in dialog.findChildren(QPushButton)}
    buttons["Compare"].click()
    assert compared == [(files.load(path), one.document, ("work.json", "Unsaved work"))]
    buttons["Later"].click()
    assert wanted == [] and one.file.exists()
    buttons["Restore"].click()
    assert wanted == [one] and one.file.exists()
    buttons["Discard"].click()
    assert buttons["Discard"].text() == "Discard for good" and one.file.exists()
    buttons["Discard"].click()
    assert not one.file.exists() and not buttons["Restore"].isEnabled()


def test_work_that_was_never_saved_is_compared_with_nothing(tmp_path, qtbot):
    crash(tmp_path)
    (one,) = leftovers(tmp_path)
    dialog, compared = RecoverDialog([one]), []
    qtbot.addWidget(dialog)
    dialog.compare_requested.connect(lambda *three: compared.append(three))
    dialog._compare(one)
    assert compared == [(Document(), one.document, ("Never saved", "Unsaved work"))]


def test_the_window_keeps_and_offers_unsaved_work(window, tmp_path):
    folder = tmp_path / "unsaved"
    window.keep_unsaved(folder)
    window.actions_by_id["recover"].trigger()
    assert window.statusBar().currentMessage() == "There is no unsaved work."
    crash(folder)

    window.actions_by_id["recover"].trigger()
    (dialog,) = window.findChildren(RecoverDialog)
    assert not dialog.isModal()
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Restore").click()
    assert window.session.document.nodes["norm_1"].params["epsilon"] == 0.25
    window.close()
    assert list(folder.iterdir()) == []


def test_what_a_restored_document_needs_is_there(tmp_path):
    """A leftover is written by the newest form of files, and read like any document."""
    session = Session(TYPES)
    session.commit("Add", edits.add_node(session.document, "a", Node(card="pack/Unknown")))
    autosave = Autosave(session, tmp_path)
    autosave.write()
    assert recovery._read(autosave.file).document == session.document
    autosave.forget()
