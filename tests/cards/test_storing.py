"""Every call of the system in a save fails in turn: the file is the old or the new one, whole."""

import errno
import os
import stat

import pytest

from cards import storing
from cards.storing import ChangedError, Stamp, UnsureError, reason, replace, stamp_of

OLD, NEW = b"old " * 50_000, b"new! " * 70_000
CALLS = ("open", "chmod", "write", "fsync", "close", "replace")


class Faulty:
    """The module ``os``, whose calls are counted, and of which the ``at``-th goes wrong."""

    def __init__(self, fault, at):
        self.fault, self.at, self.calls = fault, at, []

    def __getattr__(self, name):
        real = getattr(os, name)
        return self._called(name, real) if name in CALLS else real

    def _called(self, name, real):
        def call(*given, **more):
            self.calls.append(name)
            if len(self.calls) != self.at:
                return real(*given, **more)
            if self.fault == "short":
                return real(given[0], given[1][:1000]) if name == "write" else real(*given, **more)
            if name == "close":
                # A file is closed whatever closing it tells.
                real(*given, **more)
            raise OSError(self.fault, os.strerror(self.fault), str(given[0]))

        return call


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "net.json"
    made.write_bytes(OLD)
    made.chmod(0o640)
    return made


def calls_of_a_save(path, monkeypatch):
    with monkeypatch.context() as patch:
        counted = Faulty(None, 0)
        patch.setattr(storing, "os", counted)
        replace(path, NEW)
    path.write_bytes(OLD)
    path.chmod(0o640)
    return counted.calls


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EDQUOT, "short"])
@pytest.mark.parametrize("there", [True, False], ids=["old file", "no file"])
def test_whatever_call_fails_the_file_is_old_or_new_and_alone(path, monkeypatch, fault, there):
    calls = calls_of_a_save(path, monkeypatch)
    assert [c for c in CALLS if c not in calls] == []
    for at in range(1, len(calls) + 1):
        path.write_bytes(OLD)
        path.chmod(0o640)
        if not there:
            path.unlink()
        failed = None
        with monkeypatch.context() as patch:
            patch.setattr(storing, "os", faulty := Faulty(fault, at))
            try:
                stamp = replace(path, NEW)
            except OSError as error:
                failed = error
        now = path.read_bytes() if path.exists() else None
        called = faulty.calls[at - 1] if at <= len(faulty.calls) else "none"
        if failed is None or isinstance(failed, UnsureError):
            assert now == NEW, (called, at)
            assert (failed.stamp if failed else stamp) == stamp_of(NEW)
        else:
            assert now == (OLD if there else None), (called, at)
        assert list(path.parent.iterdir()) == ([path] if now is not None else []), (called, at)
        if there:
            assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_name_that_the_disk_may_lose_is_told(path, monkeypatch):
    calls = calls_of_a_save(path, monkeypatch)
    last = len(calls) - 1  # fsync of the folder, before it is closed
    assert calls[-2:] == ["fsync", "close"]
    monkeypatch.setattr(storing, "os", Faulty(errno.EIO, last))
    with pytest.raises(UnsureError) as caught:
        replace(path, NEW)
    assert reason(caught.value) == "the disk may lose it at a power cut"


@pytest.mark.parametrize("fault", [errno.EINVAL, errno.ENOTSUP, errno.EACCES])
def test_disks_that_cannot_keep_names_are_none_to_complain_of(path, monkeypatch, fault):
    calls = calls_of_a_save(path, monkeypatch)
    monkeypatch.setattr(storing, "os", Faulty(fault, len(calls) - 1))
    assert replace(path, NEW) == stamp_of(NEW)


def test_disks_without_rights_keep_the_work(path, monkeypatch):
    calls = calls_of_a_save(path, monkeypatch)
    monkeypatch.setattr(storing, "os", Faulty(errno.EPERM, calls.index("chmod") + 1))
    replace(path, NEW)
    assert path.read_bytes() == NEW and stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nobody_else_can_read_a_private_file_while_it_is_written(path, monkeypatch):
    path.chmod(0o600)
    seen = []

    class Looking(Faulty):
        def _called(self, name, real):
            def call(*given, **more):
                seen.extend(stat.S_IMODE(f.stat().st_mode) for f in path.parent.glob(".*.tmp"))
                return real(*given, **more)

            return call

    monkeypatch.setattr(storing, "os", Looking(None, 0))
    replace(path, NEW)
    assert seen and set(seen) == {0o600}


def test_only_the_expected_file_is_replaced(path):
    first = replace(path, NEW, stamp_of(OLD))
    with pytest.raises(ChangedError):
        replace(path, OLD, stamp_of(OLD))
    # Of the same size, and still another one.
    path.write_bytes(bytes(reversed(NEW)))
    with pytest.raises(ChangedError):
        replace(path, OLD, first)
    path.unlink()
    replace(path, OLD, first)
    assert path.read_bytes() == OLD and list(path.parent.iterdir()) == [path]


def test_a_change_at_the_last_moment_is_seen(path, monkeypatch):
    """Somebody writes while the new file waits to be on the disk."""

    class Meddling(Faulty):
        def _called(self, name, real):
            def call(*given, **more):
                if name == "fsync":
                    path.write_bytes(b"theirs")
                return real(*given, **more)

            return call

    monkeypatch.setattr(storing, "os", Meddling(None, 0))
    with pytest.raises(ChangedError):
        replace(path, NEW, stamp_of(OLD))
    assert path.read_bytes() == b"theirs" and list(path.parent.iterdir()) == [path]


def test_a_link_stays_and_a_second_name_keeps_the_old_content(path):
    link, second = path.with_name("link.json"), path.with_name("second.json")
    link.symlink_to(path.name)
    second.hardlink_to(path)
    replace(link, NEW)
    assert link.is_symlink() and path.read_bytes() == NEW
    assert second.read_bytes() == OLD


def test_a_link_to_nothing_is_written_through(tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to("later.json")
    replace(link, NEW)
    assert link.is_symlink() and (tmp_path / "later.json").read_bytes() == NEW


def test_a_protected_file_is_not_replaced(path, monkeypatch):
    path.chmod(0o444)
    # The superuser may write everywhere, and tests may run as one.
    monkeypatch.setattr(storing.os, "access", lambda *_: False)
    with pytest.raises(OSError, match="protected"):
        replace(path, NEW)
    assert path.read_bytes() == OLD


def odd_places(folder):
    """Where nothing can be saved, and words that say why."""
    (folder / "folder.json").mkdir()
    (folder / "file").write_text("")
    (folder / "circle.json").symlink_to("circle.json")
    os.mkfifo(folder / "pipe.json")
    return {
        folder / "folder.json": "a folder has that name",
        folder / "file" / "net.json": "what should be its folder is a file",
        folder / "no" / "net.json": "its folder is not there",
        folder / "circle.json": "its links lead in a circle",
        folder / "pipe.json": "it is no ordinary file",
        folder / f"{'n' * 300}.json": "its name is too long",
        folder / "a\0b.json": "its name holds a character that is not possible there",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_cannot_be_saved_is_told_in_plain_words(tmp_path):
    for place, words in odd_places(tmp_path).items():
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(OSError, match=r"\w") as caught:
            replace(place, NEW)
        assert reason(caught.value) == words, place
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["ä ö 漢字.json", "a'b\"c.json", "-rf.json", " .json", "a\nb.json"]
)
def test_odd_names_are_saved(tmp_path, name):
    if os.name == "nt" and set(name) & set('"\n'):
        pytest.skip("no such names here")
    replace(tmp_path / name, NEW)
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("number", [*storing._REASONS, "ENOTTY", ""])
def test_every_error_has_words(number):
    error = OSError(getattr(errno, number, 99999), "Odd") if number else OSError()
    words = reason(error)
    assert words and not words.endswith(".") and "\n" not in words


def test_a_stamp_is_size_and_digest():
    assert stamp_of(b"") == Stamp(
        0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
