"""What others do to the file of an open document is seen and told, and nothing is lost by it."""

import json
from dataclasses import asdict, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from app.dialogs.conflict import ConflictDialog
from app.dropping import take_files
from app.locking import Lock, lock_file
from app.session import Session
from app.settings import load_settings
from app.window import Window
from cards import edits, files
from cards.document import Document, Node
from tests.app.sample_network import fill


@pytest.fixture
def path(window, asker, tmp_path):
    """The file of the document in the window."""
    fill(window)
    window.guard.watch._settle.setInterval(10)
    asker.path = tmp_path / "net.json"
    assert window.filing.save()
    return asker.path


def theirs(window, path, seed=99):
    """Somebody else saves the document with another seed."""
    files.save(path, edits.set_seed(window.session.document, seed))


def mine(window, seed=7):
    window.session.commit("Seed", edits.set_seed(window.session.document, seed))


def seed(window):
    return window.session.document.settings.seed


def said(window, topic):
    banner = window.banners.shown.get(topic)
    return banner.text.text() if banner is not None else ""


def press(window, topic, text):
    banner = window.banners.shown[topic]
    (button,) = [b for b in banner.buttons if b.text() == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# Changes from outside


def test_an_unmodified_document_follows_its_file_and_undo_leads_back(window, path, qtbot):
    theirs(window, path)
    qtbot.waitUntil(lambda: seed(window) == 99, timeout=3000)
    assert not window.session.modified
    assert said(window, "change") == "net.json was changed elsewhere, and is shown as it is now."
    press(window, "change", "Undo")
    assert seed(window) == 0 and window.session.modified and window.banners.isHidden()


def test_a_file_that_is_written_in_place_is_followed_too(window, path, qtbot):
    other = edits.set_seed(window.session.document, 5)
    path.write_text(files.dumps(other))
    qtbot.waitUntil(lambda: seed(window) == 5, timeout=3000)
    path.write_text(files.dumps(edits.set_seed(other, 6)))
    qtbot.waitUntil(lambda: seed(window) == 6, timeout=3000)


def test_a_file_replaced_again_and_again_is_followed(window, path, qtbot):
    for number in (11, 12, 13):
        theirs(window, path, number)
        qtbot.waitUntil(lambda number=number: seed(window) == number, timeout=3000)


def test_with_changes_of_ones_own_nothing_is_replaced_unasked(window, asker, path, qtbot):
    mine(window)
    theirs(window, path)
    qtbot.waitUntil(lambda: "change" in window.banners.shown, timeout=3000)
    assert seed(window) == 7 and window.session.modified
    assert "Somebody else has changed net.json" in said(window, "change")
    press(window, "change", "Keep mine")
    assert window.banners.isHidden() and seed(window) == 7
    # Saving still does not write over theirs unasked.
    assert not window.filing.save() and files.load(path).settings.seed == 99


def test_what_others_wrote_is_taken_as_a_step(window, path, qtbot):
    mine(window)
    theirs(window, path)
    qtbot.waitUntil(lambda: "change" in window.banners.shown, timeout=3000)
    press(window, "change", "Reload")
    assert seed(window) == 99 and not window.session.modified and window.banners.isHidden()
    window.session.undo()
    assert seed(window) == 7 and window.session.modified


def test_both_can_be_compared(window, path, qtbot):
    mine(window)
    theirs(window, path)
    qtbot.waitUntil(lambda: "change" in window.banners.shown, timeout=3000)
    window.filing.compare_requested.disconnect()
    with qtbot.waitSignal(window.filing.compare_requested) as asked:
        press(window, "change", "Compare")
    old, new, titles = asked.args
    assert (old.settings.seed, new.settings.seed, titles) == (99, 7, ("The file now", "Here"))


def test_saving_answers_the_question(window, asker, path, qtbot):
    mine(window)
    theirs(window, path)
    qtbot.waitUntil(lambda: "change" in window.banners.shown, timeout=3000)
    asker.conflicted = "overwrite"
    assert window.filing.save()
    assert window.banners.isHidden() and files.load(path).settings.seed == 7


def test_undoing_ones_own_changes_lets_the_document_follow(window, path, qtbot):
    mine(window)
    theirs(window, path)
    qtbot.waitUntil(lambda: "change" in window.banners.shown, timeout=3000)
    window.session.undo()
    assert seed(window) == 99 and not window.session.modified


def test_ones_own_save_is_no_change_of_others(window, path, qtbot):
    for number in (3, 4):
        mine(window, number)
        assert window.filing.save()
        with qtbot.waitSignal(window.guard.watch.looked, timeout=3000):
            pass
    assert window.banners.shown == {} and seed(window) == 4


def test_a_file_that_is_broken_now_is_told_and_read_once_it_is_whole(window, path, qtbot):
    path.write_text("{")
    qtbot.waitUntil(lambda: "change" in window.banners.shown, timeout=3000)
    assert "The file is broken at line 1" in said(window, "change")
    assert seed(window) == 0
    path.write_text(files.dumps(edits.set_seed(window.session.document, 8)))
    qtbot.waitUntil(lambda: seed(window) == 8, timeout=3000)


def test_a_file_that_vanishes_leaves_the_work_unsaved_until_it_is_back(window, path, qtbot):
    aside = path.with_name("aside.json")
    path.rename(aside)
    qtbot.waitUntil(lambda: "gone" in window.banners.shown, timeout=3000)
    assert window.session.modified and "no longer there" in said(window, "gone")
    aside.rename(path)
    qtbot.waitUntil(lambda: "gone" not in window.banners.shown, timeout=3000)
    assert not window.session.modified


def test_a_drive_that_vanishes_and_is_back_is_noticed(window, asker, path, tmp_path, qtbot):
    asker.path = tmp_path / "drive" / "folder" / "net.json"
    asker.path.parent.mkdir(parents=True)
    assert window.filing.save_as()
    (tmp_path / "drive").rename(tmp_path / "away")
    qtbot.waitUntil(lambda: "gone" in window.banners.shown, timeout=3000)
    assert window.session.modified
    (tmp_path / "away").rename(tmp_path / "drive")
    qtbot.waitUntil(lambda: "gone" not in window.banners.shown, timeout=3000)
    assert not window.session.modified
    theirs(window, asker.path)
    qtbot.waitUntil(lambda: seed(window) == 99, timeout=3000)


def test_a_file_that_vanished_is_written_again(window, path, qtbot):
    path.unlink()
    qtbot.waitUntil(lambda: "gone" in window.banners.shown, timeout=3000)
    press(window, "gone", "Save")
    assert path.exists() and not window.session.modified and window.banners.isHidden()


def test_a_vanished_file_is_asked_about_before_the_window_closes(window, asker, path, qtbot):
    path.unlink()
    qtbot.waitUntil(lambda: window.session.modified, timeout=3000)
    asker.answer = "cancel"
    assert not window.close()
    window.session.note_gone(False)


def test_drives_that_tell_nothing_are_looked_at_when_the_user_comes_back(window, path, qtbot):
    watch = window.guard.watch
    watch._watcher.removePaths([*watch._watcher.files(), *watch._watcher.directories()])
    theirs(window, path)
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: seed(window) == 99, timeout=3000)


def test_who_chooses_to_see_theirs_while_closing_stays(window, asker, path):
    mine(window)
    theirs(window, path)
    asker.answer, asker.conflicted = "save", "reload"
    assert not window.close() and window.isVisible() and seed(window) == 99


# Locks


@pytest.fixture
def another(settings, asker, qapp):
    """A second window of the same program."""
    made = Window(Session(), settings, asker)
    made.guard.watch._settle.setInterval(10)
    made.show()
    yield made
    made.session.history.mark_saved()
    made.session.note_gone(False)
    made.close()
    made.deleteLater()


def test_a_second_window_reads_only_and_says_who_has_it(window, another, asker, path, tmp_path):
    assert another.filing.open_path(path)
    session = another.session
    assert session.read_only and session.holder == "Another window has it open."
    assert said(another, "lock") == "Open for reading only. Another window has it open."
    assert another.windowTitle() == "net (read only)[*] – Layerdeck"
    assert not window.session.read_only and "read only" not in window.windowTitle()
    mine(another)
    before = path.read_bytes()
    asker.path = None
    assert not another.filing.save() and path.read_bytes() == before
    asker.path = tmp_path / "copy.json"
    press(another, "lock", "Save as…")
    assert session.path == asker.path and not session.read_only and another.banners.isHidden()
    assert lock_file(asker.path).exists()


def test_a_file_that_is_open_elsewhere_is_not_saved_over_from_another(window, another, asker, path):
    fill(another)
    asker.path = path
    before = path.read_bytes()
    assert not another.filing.save_as()
    assert asker.said == ["net.json is not written: Another window has it open."]
    assert path.read_bytes() == before


def test_the_lock_goes_to_the_second_window_when_the_first_one_closes(window, another, path, qtbot):
    another.filing.open_path(path)
    window.close()
    qtbot.waitUntil(lambda: not another.session.read_only, timeout=3000)
    assert another.banners.isHidden()
    mine(another)
    assert another.filing.save()


def test_a_lock_that_is_taken_over_makes_the_other_window_read_only(window, another, path, qtbot):
    another.filing.open_path(path)
    press(another, "lock", "Take over")
    assert not another.session.read_only
    qtbot.waitUntil(lambda: window.session.read_only, timeout=3000)
    assert "Another window has it open." in said(window, "lock")
    mine(another)
    assert another.filing.save()


def test_the_loss_of_a_lock_is_noticed_before_a_save_even_if_nothing_told_it(
    window, another, asker, path
):
    another.filing.open_path(path)
    another.guard._take_over()
    mine(window)
    asker.path, before = None, path.read_bytes()
    assert not window.filing.save() and path.read_bytes() == before and window.session.modified


def test_who_has_it_on_another_computer_is_named(another, path, window):
    window.close()
    lock = Lock(path)
    far = replace(lock._own, host="atlas", user="ada", key="far")
    lock.file.write_text(json.dumps(asdict(far)))
    another.filing.open_path(path)
    assert said(another, "lock") == "Open for reading only. ada on atlas has it open."
    another.filing.new()
    assert another.banners.isHidden() and not another.session.read_only
    lock.file.unlink()


def test_locks_go_with_the_document(window, asker, path, tmp_path):
    assert lock_file(path).exists()
    asker.path = tmp_path / "second.json"
    assert window.filing.save_as()
    assert not lock_file(path).exists() and lock_file(asker.path).exists()
    window.filing.new()
    assert not lock_file(asker.path).exists()
    window.filing.open_path(path)
    window.close()
    assert sorted(p.suffix for p in tmp_path.iterdir() if p.is_file()) == [".json", ".json"]


def test_the_same_file_opened_again_keeps_its_lock(window, path):
    assert window.filing.open_path(path)
    assert not window.session.read_only and window.guard._lock.held


def test_examples_are_not_locked(window):
    from app.filing import examples

    window.filing.open_path(examples()[0])
    assert not lock_file(examples()[0]).exists() and window.guard.watch.path is None


# What a document may read


def stranger(folder, *paths):
    """A document from a stranger that reads these files, and where it lies."""
    folder.mkdir(exist_ok=True)
    nodes = {f"read_{i}": Node(card="ReadAsCSV", params={"path": p}) for i, p in enumerate(paths)}
    files.save(folder / "theirs.json", Document(nodes=nodes))
    return folder / "theirs.json"


def errors(window):
    return [d.message for d in window.session.report.diagnostics if d.severity == "error"]


def table(path):
    path.write_text("a,b\n1,2\n")
    return path


def test_a_document_reads_nothing_outside_its_folder_unasked(window, tmp_path):
    secret, inside = table(tmp_path / "secret.csv"), tmp_path / "from"
    path = stranger(inside, str(secret), "../secret.csv", "data.csv", "/etc/passwd")
    table(inside / "data.csv")
    window.filing.open_path(path)
    assert len(errors(window)) == 3
    assert all("is not read unless you allow it" in message for message in errors(window))
    assert set(window.session.report.inferences) == {"read_2"}
    text = said(window, "outside")
    assert text == (
        f"This document wants to read 2 files outside its folder: /etc/passwd, {secret}."
    )
    press(window, "outside", "Not now")
    window.session.check_now()
    assert window.banners.isHidden() and len(errors(window)) == 3


def test_what_is_allowed_once_is_allowed_for_good(window, tmp_path, settings):
    secret = table(tmp_path / "secret.csv")
    path = stranger(tmp_path / "from", "../secret.csv")
    window.filing.open_path(path)
    assert said(window, "outside").endswith(f"{secret}, outside its folder.")
    press(window, "outside", "Allow")
    assert errors(window) == [] and window.banners.isHidden()
    window.filing.new()
    window.filing.open_path(path)
    assert errors(window) == []
    assert load_settings(settings.path).allowed == {str(path): [str(secret)]}
    # Other files are another question, whoever has put them into the document.
    files.save(path, Document(nodes={"r": Node(card="ReadAsCSV", params={"path": "/etc/hosts"})}))
    window.filing.open_path(path)
    assert len(errors(window)) == 1


def test_the_problem_at_the_row_allows_it_too(window, tmp_path):
    table(tmp_path / "secret.csv")
    window.filing.open_path(stranger(tmp_path / "from", "../secret.csv"))
    (found,) = window.session.report.diagnostics
    assert (found.socket, [f.label for f in found.fixes]) == ("path", ["Allow reading secret.csv"])
    window.problems.rows[0].buttons[0].click()
    assert errors(window) == [] and not window.session.modified


def test_a_path_that_the_user_types_is_read(window, tmp_path):
    secret = table(tmp_path / "secret.csv")
    window.filing.open_path(stranger(tmp_path / "from", ""))
    typed = edits.set_param(window.session.document, "read_0", "path", str(secret))
    window.session.commit("Type", typed)
    assert errors(window) == [] and window.banners.isHidden()
    path = window.session.path
    assert window.filing.save() and window.filing.new() and window.filing.open_path(path)
    assert errors(window) == []


def test_a_table_that_is_dropped_is_read(window, tmp_path):
    window.filing.open_path(stranger(tmp_path / "from", "data.csv"))
    take_files(window, [table(tmp_path / "secret.csv")], QPoint(500, 400))
    assert len(errors(window)) == 1 and "There is no file" in errors(window)[0]
    assert window.banners.isHidden()


def test_a_card_that_is_pasted_is_asked_about(window, tmp_path):
    secret = table(tmp_path / "secret.csv")
    window.filing.open_path(stranger(tmp_path / "from", ""))
    pasted = Node(card="ReadAsCSV", params={"path": str(secret)})
    window.session.commit("Paste", edits.add_node(window.session.document, "p", pasted))
    assert "outside" in window.banners.shown


def test_what_strangers_write_into_the_file_later_is_asked_about(window, tmp_path, qtbot):
    secret = table(tmp_path / "secret.csv")
    path = stranger(tmp_path / "from", "data.csv")
    table(path.with_name("data.csv"))
    window.filing.open_path(path)
    window.guard.watch._settle.setInterval(10)
    stranger(tmp_path / "from", str(secret))
    qtbot.waitUntil(lambda: "outside" in window.banners.shown, timeout=3000)
    assert len(errors(window)) == 1


def test_a_link_that_leads_out_of_the_folder_is_asked_about(window, tmp_path):
    table(tmp_path / "secret.csv")
    path = stranger(tmp_path / "from", "data.csv")
    path.with_name("data.csv").symlink_to(tmp_path / "secret.csv")
    window.filing.open_path(path)
    assert "outside" in window.banners.shown
    press(window, "outside", "Allow")
    assert errors(window) == []


def test_a_document_made_here_reads_what_it_names_also_when_opened_again(window, asker, tmp_path):
    data = table(tmp_path / "data.csv")
    node = Node(card="ReadAsCSV", params={"path": str(data)})
    window.session.commit("Add", edits.add_node(window.session.document, "r", node))
    assert errors(window) == []
    asker.path = tmp_path / "mine" / "net.json"
    asker.path.parent.mkdir()
    assert window.filing.save() and errors(window) == []
    window.filing.new()
    window.filing.open_path(asker.path)
    assert errors(window) == [] and window.banners.isHidden()


def test_a_document_that_is_saved_elsewhere_reads_on(window, asker, tmp_path):
    path = stranger(tmp_path / "from", str(tmp_path / "from" / "data.csv"))
    table(path.with_name("data.csv"))
    window.filing.open_path(path)
    assert errors(window) == []
    asker.path = tmp_path / "to" / "net.json"
    asker.path.parent.mkdir()
    assert window.filing.save_as() and errors(window) == []
    window.filing.new()
    window.filing.open_path(asker.path)
    assert errors(window) == []


# How it looks and is reached


def test_banners_are_read_out_and_closed_by_the_keyboard(window, tmp_path, qtbot):
    window.filing.open_path(stranger(tmp_path / "from", "/etc/passwd"))
    (banner,) = window.banners.shown.values()
    assert banner._close.accessibleName() == "Close"
    banner._close.setFocus()
    QTest.keyClick(banner._close, Qt.Key.Key_Space)
    assert window.banners.isHidden()
    window.session.check_now()
    assert window.banners.isHidden()


def test_banners_stand_above_the_canvas_and_give_their_room_back(window, qtbot):
    height = window.canvas.height()
    window.banners.tell("one", "A sentence. " * 40, [("Act", lambda: None)])
    window.banners.tell("two", "Another one.", mild=True)
    qtbot.waitUntil(lambda: window.canvas.height() < height)
    assert window.banners.height() > 60
    window.banners.take_away("one", "two", "three")
    qtbot.waitUntil(lambda: window.canvas.height() == height)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Save as…", "save_as"), ("Reload", "reload"), ("Overwrite", "overwrite"), (None, "cancel")],
)
def test_the_conflict_is_asked_with_its_consequences(qtbot, text, answer):
    compared = []
    dialog = ConflictDialog("net.json", "~ Seed: 1 → 2", lambda: compared.append(1))
    qtbot.addWidget(dialog)
    dialog.show()
    buttons = {b.text(): b for b in dialog.findChildren(QPushButton)}
    buttons["Compare…"].click()
    assert compared == [1] and dialog.isVisible()
    if text is None:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert dialog.result() == QDialog.DialogCode.Rejected
    else:
        buttons[text].click()
    assert dialog.answer == answer


def test_a_folder_that_cannot_be_written_is_worked_in_without_a_lock(window, tmp_path, monkeypatch):
    path = stranger(tmp_path / "from")
    monkeypatch.setattr(Lock, "_write", lambda _: (_ for _ in ()).throw(PermissionError(13, "no")))
    assert window.filing.open_path(path)
    assert not window.session.read_only and window.banners.isHidden()
    assert list(path.parent.iterdir()) == [path]
