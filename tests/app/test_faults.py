"""Disks that are full or fail, and ends without a word: what was told to be safe stays."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.recovery import Autosave, leftovers, unreadable
from app.session import Session
from cards import edits, files, storing
from tests.app.sample_cards import CHAIN, TYPES
from tests.app.sample_network import fill
from tests.cards.test_storing import CALLS, Faulty

KILLS = int(os.environ.get("LAYERDECK_KILLS", "25"))


def changed(session, seed):
    session.commit("Seed", edits.set_seed(session.document, seed))


@pytest.fixture
def saved(window, asker, tmp_path):
    """A window whose document has a file and a change since."""
    fill(window)
    asker.path = tmp_path / "work" / "net.json"
    asker.path.parent.mkdir()
    assert window.filing.save()
    changed(window.session, 7)
    return asker.path


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
def test_whatever_fails_in_a_save_is_one_sentence_and_the_work_stays(
    window, asker, saved, monkeypatch, fault
):
    session, old = window.session, saved.read_bytes()
    for at in range(1, 30):
        with monkeypatch.context() as patch:
            patch.setattr(storing, "os", faulty := Faulty(fault, at))
            worked = window.filing.save()
        if len(faulty.calls) < at:
            break
        assert session.document.settings.seed == 7 and session.path == saved
        assert worked is not session.modified
        assert len(asker.said) == (not worked), (asker.said, faulty.calls[-1])
        assert all(s.endswith(".") and "\n" not in s and "Errno" not in s for s in asker.said)
        if saved.read_bytes() == old:
            assert not worked
        else:
            # It is written, if perhaps not for good; saving once more is no conflict.
            assert files.load(saved).settings.seed == 7
            session.commit("Touch", edits.set_seed(session.document, 8))
            assert window.filing.save() and not session.modified
            saved.write_bytes(old)
            session.reload()
            changed(session, 7)
        assert [p for p in saved.parent.iterdir() if p.suffix == ".tmp"] == []
        asker.said.clear()
    else:
        pytest.fail("a save takes more calls than that")
    assert set(CALLS) <= set(faulty.calls)


def test_a_full_disk_is_told_in_words(window, asker, saved, monkeypatch):
    monkeypatch.setattr(storing, "os", Faulty(errno.ENOSPC, 3))
    assert not window.filing.save()
    assert asker.said == [f"{saved} cannot be written: the disk is full."]
    assert window.session.modified and window.isVisible()


def test_a_drive_that_has_gone_is_told_and_the_work_goes_elsewhere(window, asker, saved, tmp_path):
    saved.unlink()
    (saved.parent / ".net.json.lock").unlink()
    saved.parent.rmdir()
    assert not window.filing.save() and window.session.modified
    assert asker.said == [f"{saved} cannot be written: its folder is not there."]
    asker.path = tmp_path / "elsewhere.json"
    assert window.filing.save_as() and not window.session.modified


@pytest.mark.parametrize("name", ["n" * 300, "folder.json", "odd\0name"])
def test_names_that_cannot_be_are_told(window, asker, saved, tmp_path, name):
    (tmp_path / "folder.json").mkdir()
    asker.path = tmp_path / name
    assert not window.filing.save_as() and window.session.modified
    assert window.session.path == saved
    assert len(asker.said) == 1 and asker.said[0].endswith(".")
    asker.path = tmp_path / "ä ö 漢字 'x'.json"
    assert window.filing.save_as() and window.session.path == asker.path


def test_names_with_dots_are_kept(window, asker, saved, tmp_path):
    asker.path = tmp_path / ".hidden"
    assert window.filing.save_as() and window.session.path == tmp_path / ".hidden.json"


def test_unsaved_work_that_cannot_be_kept_is_told_until_it_can(window, saved, tmp_path, qtbot):
    blocked = tmp_path / "state"
    blocked.write_text("in the way")
    window.keep_unsaved(blocked / "unsaved")
    changed(window.session, 9)
    assert not window.autosave.write()
    (said,) = window.banners.shown.values()
    assert "cannot be kept safe" in said.text.text() and window.banners.isVisible()
    blocked.unlink()
    window.autosave._late.setInterval(10)
    window.autosave._late.start()
    with qtbot.waitSignal(window.autosave.written, timeout=3000):
        pass
    assert window.banners.shown == {}


@pytest.fixture
def session(tmp_path):
    made = Session(TYPES)
    made.commit("Make", CHAIN)
    made.save(tmp_path / "work.json")
    return made


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
def test_a_failed_autosave_leaves_the_one_before(session, tmp_path, monkeypatch, fault):
    autosave = Autosave(session, tmp_path / "unsaved")
    changed(session, 1)
    assert autosave.write()
    kept = autosave.file.read_bytes()
    changed(session, 2)
    for at in (1, 2, 3, 4):
        monkeypatch.setattr(storing, "os", Faulty(fault, at))
        assert not autosave.write()
        assert autosave.file.read_bytes() == kept
    autosave.forget()


def test_restored_work_stays_where_it_was_while_it_cannot_be_kept_anew(
    session, tmp_path, monkeypatch
):
    folder = tmp_path / "unsaved"
    autosave = Autosave(session, folder)
    changed(session, 5)
    autosave.write()
    # As if its process had died.
    autosave._lock.unlock()
    (left,) = leftovers(folder)
    fresh = Session(TYPES)
    second = Autosave(fresh, folder)
    fresh.commit("Make", CHAIN)
    assert second.write()
    monkeypatch.setattr(storing, "os", Faulty(errno.ENOSPC, 3))
    left.restore(fresh, second)
    assert fresh.document.settings.seed == 5 and left.file.exists()
    second.forget()


def test_a_damaged_file_hides_no_other_and_is_told_of(session, tmp_path):
    folder = tmp_path / "unsaved"
    autosave = Autosave(session, folder)
    changed(session, 5)
    autosave.write()
    autosave._lock.unlock()
    damaged = folder / f"{'ab' * 8}.json"
    for text in (b"", autosave.file.read_bytes()[:-40], b"\x00" * 99, b"[" * 5000):
        damaged.write_bytes(text)
        assert [one.document.settings.seed for one in leftovers(folder)] == [5]
        assert unreadable(folder) == [damaged] and damaged.read_bytes() == text
    autosave.forget()


def test_restored_work_is_not_saved_over_what_others_wrote_meanwhile(window, asker, tmp_path):
    path, folder = tmp_path / "net.json", tmp_path / "unsaved"
    fill(window)
    asker.path = path
    window.filing.save()
    mine = Session(window.session.types)
    mine.open(path)
    autosave = Autosave(mine, folder)
    changed(mine, 5)
    autosave.write()
    autosave._lock.unlock()
    files.save(path, edits.set_seed(mine.document, 99))
    window.keep_unsaved(folder)
    (left,) = leftovers(folder)
    left.restore(window.session, window.autosave)
    assert "change" in window.banners.shown
    assert not window.filing.save() and files.load(path).settings.seed == 99
    assert asker.asked[-1] == "~ Seed: 99 → 5"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_killed_at_random_moments_nothing_is_lost(tmp_path):
    command = [sys.executable, "-m", "tests.app.killed_saver", str(tmp_path), str(KILLS), "1"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    words = done.stdout.split()
    assert words[:2] == ["lives", str(KILLS)] and words[-2:] == ["losses", "0"], done.stdout
    assert int(words[3]) > KILLS


PROGRAM = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.application import prepare
app = QApplication([])
prepare(app)
from app.session import Session
from app.settings import Settings
from app.window import Window
from cards import edits
window = Window(Session(), Settings())
window.keep_unsaved(Path(sys.argv[2]))
window.filing.open_path(Path(sys.argv[1]))
window.session.commit("Seed", edits.set_seed(window.session.document, 7))
began = time.monotonic()
while not window.autosave.file.exists():
    app.processEvents()
    time.sleep(0.01)
print(time.monotonic() - began, flush=True)
app.exec()
"""


def test_a_killed_program_leaves_its_work_and_no_lock(window, asker, tmp_path):
    fill(window)
    asker.path, folder = tmp_path / "net.json", tmp_path / "unsaved"
    assert window.filing.save() and window.filing.new()
    before = asker.path.read_bytes()
    words = [sys.executable, "-c", PROGRAM, str(asker.path), str(folder)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE) as program:
        waited = float(program.stdout.readline())
        assert window.filing.open_path(asker.path) and window.session.read_only
        assert leftovers(folder) == []
        program.kill()
        program.wait()
    # A second after the edit, and whatever else a loaded machine does.
    assert 0.9 < waited < 5
    assert asker.path.read_bytes() == before
    window.guard.watch.look()
    assert not window.session.read_only and window.banners.shown == {}
    window.keep_unsaved(folder)
    (one,) = leftovers(folder)
    one.restore(window.session, window.autosave)
    assert window.session.document.settings.seed == 7 and window.session.modified
    assert window.filing.save() and files.load(asker.path).settings.seed == 7
    assert list(folder.iterdir()) == []
