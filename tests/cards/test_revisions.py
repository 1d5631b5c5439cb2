"""Earlier versions of a file, from git."""

import shutil
import subprocess

import pytest

from cards.document import DocumentError
from cards.revisions import revisions, text_at, text_of

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
BODY = "a long line that both versions have\n" * 5


def git(folder, *words):
    who = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path):
    """A repository in whose folder ``inner`` one.json became two.json."""
    inner = tmp_path / "inner"
    inner.mkdir()
    git(tmp_path, "init", "-q")
    for name, text, subject in (("one", "1", "Begin: a\x1btest"), ("two", "2", "Go on")):
        if name == "two":
            git(inner, "mv", "one.json", "two.json")
        (inner / f"{name}.json").write_text(BODY + text)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-q", "-m", f"{subject}\n\nwith a body")
    return inner


def test_commits_of_a_file_are_listed_newest_first_across_a_rename(folder):
    new, old = revisions(folder / "two.json")
    assert (new.subject, new.path, new.author) == ("Go on", "inner/two.json", "Someone")
    assert old.subject.startswith("Begin") and old.path == "inner/one.json"
    assert new.hash.startswith(new.short) and len(new.short) == 8
    assert text_of(folder / "two.json", old) == BODY + "1"
    assert text_of(folder / "two.json", new) == BODY + "2"


def test_any_name_of_a_revision_is_read(folder):
    assert text_at(folder / "two.json", "HEAD") == BODY + "2"
    assert text_at(folder / "one.json", "HEAD~1") == BODY + "1"
    for revision in ("gone", "--help"):
        with pytest.raises(DocumentError, match="git knows no"):
            text_at(folder / "two.json", revision)


def test_a_file_that_git_does_not_know_is_one_sentence(folder, tmp_path):
    (folder / "new.json").write_text("{}")
    with pytest.raises(DocumentError, match=r"no commit with 'new\.json'"):
        revisions(folder / "new.json")
    with pytest.raises(DocumentError, match="cannot show"):
        revisions(tmp_path / "nowhere" / "new.json")


def test_a_name_is_no_pattern(folder):
    with pytest.raises(DocumentError, match="no commit"):
        revisions(folder / "*.json")


def test_programs_that_a_repository_names_are_not_started(folder, tmp_path):
    """As in a folder that somebody else has packed."""
    ran = tmp_path / "ran"
    script = tmp_path / "program"
    script.write_text(f"#!/bin/sh\ntouch {ran}\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "gpg.program", "core.pager", "core.editor", "diff.external"):
        git(tmp_path, "config", key, str(script))
    git(tmp_path, "config", "log.showSignature", "true")
    git(tmp_path, "config", "diff.odd.textconv", str(script))
    (tmp_path / ".gitattributes").write_text("*.json diff=odd\n")
    new, _ = revisions(folder / "two.json")
    text_of(folder / "two.json", new)
    assert text_at(folder / "two.json", "HEAD") and not ran.exists()
