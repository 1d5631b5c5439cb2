"""Two windows, programs or computers do not write the same document in turn."""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from app import locking
from app.locking import Lock, holder, lock_file
from app.processes import beginning

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "net.json"
    made.write_text("{}")
    return made


def written(path, **changes):
    """A lock that says what one of this process says, but for the changes."""
    lock = Lock(path)
    other = replace(lock._own, key="other", **changes)
    lock.file.write_text(json.dumps(asdict(other)))
    return other


def gone():
    """The number of a process that is no more, and when it began."""
    words = "import os; from app.processes import beginning; print(beginning(os.getpid()))"
    child = subprocess.Popen([sys.executable, "-c", words], cwd=ROOT, stdout=subprocess.PIPE)
    told, _ = child.communicate()
    return child.pid, told.decode().strip()


def test_a_lock_stands_beside_the_document_and_goes_with_the_window(path):
    lock = Lock(path)
    assert lock.take() is None and lock.held
    told = json.loads((path.parent / ".net.json.lock").read_text())
    assert told["process"] == os.getpid() and told["host"] and told["user"] and told["time"]
    assert told["began"] == beginning(os.getpid())
    lock.release()
    assert list(path.parent.iterdir()) == [path]


def test_another_window_of_this_program_is_told(path):
    first, second = Lock(path), Lock(path)
    assert first.take() is None
    found = second.take()
    assert found is not None and not second.held
    assert str(found) == "Another window has it open."
    second.release()
    assert first.file.exists()
    first.release()
    assert second.take() is None
    second.release()


def test_a_link_to_the_document_has_the_same_lock(path):
    link = path.with_name("link.json")
    link.symlink_to(path)
    assert lock_file(link) == lock_file(path)


CHILD = """
import sys
from pathlib import Path
from app.locking import Lock
print(Lock(Path(sys.argv[1])).take(), flush=True)
sys.stdin.read()
"""


def test_another_program_has_it_until_it_is_killed(path):
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout.readline() == b"None\n"
        lock = Lock(path)
        assert str(lock.take()) == "Another Layerdeck on this computer has it open."
        assert holder(path).process == child.pid
        child.kill()
        child.wait()
    assert holder(path) is None
    assert lock.take() is None
    lock.release()
    assert list(path.parent.iterdir()) == [path]


def test_the_number_of_a_dead_process_that_another_one_has_now_is_no_life(path):
    _, began = gone()
    if not began:
        pytest.skip("this system does not tell when a process began")
    written(path, began=began)
    assert Lock(path).take() is None


def test_a_process_that_is_no_more_holds_nothing(path):
    process, began = gone()
    written(path, process=process, began=began)
    lock = Lock(path)
    assert lock.take() is None and lock.lost_to() is None


def test_of_other_computers_nobody_knows_whether_a_process_lives(path):
    process, began = gone()
    written(path, process=process, began=began, host="atlas", user="ada")
    found = Lock(path).take()
    assert str(found) == "ada on atlas has it open."
    # Two computers may have the same name.
    written(path, process=process, began=began, computer="another")
    assert Lock(path).take() is not None


def test_a_lock_can_be_taken_over_and_the_other_sees_it(path):
    theirs, mine = Lock(path), Lock(path)
    theirs.take()
    mine.seize()
    assert mine.held and theirs.lost_to() is not None and mine.lost_to() is None
    theirs.release()
    assert mine.file.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"process": "x"}', "\x00" * 50, "[" * 3000])
def test_a_lock_that_cannot_be_read_keeps_nobody_out_for_long(path, text):
    lock = Lock(path)
    lock.file.write_text(text)
    assert str(lock.take()) == "Somebody else is just opening it."
    long_ago = time.time() - 60
    os.utime(lock.file, (long_ago, long_ago))
    assert lock.take() is None and lock.held
    lock.release()


def test_where_no_lock_can_be_written_the_document_is_opened_without(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    lock = Lock(blocked / "net.json")
    assert lock.take() is None and not lock.held
    lock.release()
    long = Lock(tmp_path / f"{'n' * 250}.json")
    assert long.take() is None and not long.held


def test_a_full_disk_leaves_no_half_of_a_lock(path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(locking.json, "dumps", full)
    lock = Lock(path)
    assert lock.take() is None and not lock.held
    assert list(path.parent.iterdir()) == [path]


def test_of_many_at_once_one_gets_the_lock_of_a_dead_process(path):
    process, began = gone()
    written(path, process=process, began=began)
    words = [sys.executable, "-c", CHILD, str(path)]
    children = [
        subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    told = [child.stdout.readline() for child in children]
    for child in children:
        child.communicate()
    assert told.count(b"None\n") == 1, told


def test_processes_are_told_apart_by_when_they_began():
    assert beginning(os.getpid()) == beginning(os.getpid())
    process, began = gone()
    assert beginning(process) is None
    assert began != beginning(os.getpid())
    assert beginning(0) is None and beginning(-1) is None and beginning(2**40) in (None, "")
