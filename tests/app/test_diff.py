"""The command ``layerdeck diff``."""

import json
import shutil
import subprocess

import pytest

import assets
from tests.app.command_line import layerdeck


def diff(*words):
    return layerdeck("diff", *words)


@pytest.fixture
def pair(tmp_path):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    shutil.copy(assets.examples()["wine"], old)
    data = json.loads(old.read_text())
    data["nodes"]["dense_1"]["params"]["units"] = 77
    new.write_text(json.dumps(data))
    return old, new


def test_what_changed_is_told_with_exit_code_one(pair):
    found = diff(*pair)
    assert found.exit_code == 1
    assert found.stdout == "~ Dense layer (dense_1), Units: 16 → 77\n"
    (one,) = json.loads(diff(*pair, "--json").stdout)
    assert (one["node"], one["socket"], one["sort"]) == ("dense_1", "units", "changed")


def test_equal_documents_are_told_with_exit_code_zero(pair):
    found = diff(pair[0], pair[0])
    assert (found.exit_code, found.stdout) == (0, "Both documents say the same.\n")


def test_a_file_that_is_none_is_one_sentence(pair, tmp_path):
    found = diff(pair[0], tmp_path / "gone.json")
    assert found.exit_code == 2 and len(found.stderr.splitlines()) == 1


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_revision_of_git_is_read(pair, monkeypatch):
    old, new = pair
    monkeypatch.chdir(old.parent)
    who = ["-c", "user.name=Someone", "-c", "user.email=someone@example.org"]
    for words in (["init", "-q"], ["add", "old.json"], [*who, "commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", *words], check=True, capture_output=True)
    shutil.copy(new, old)
    found = diff("HEAD:old.json", "old.json")
    assert found.exit_code == 1 and "16 → 77" in found.stdout
    found = diff("HEAD:gone.json", "old.json")
    assert found.exit_code == 2
    assert found.stderr == "git knows no 'gone.json' in 'HEAD'.\n"
