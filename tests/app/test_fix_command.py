import json

import pytest

import assets
from cards import files
from tests.app.command_line import layerdeck
from tests.cards.test_mending import CONV, joined


@pytest.fixture
def broken(tmp_path):
    file = tmp_path / "broken.json"
    files.save(file, joined("Add", ("Conv2D", CONV), ("Conv2D", {**CONV, "filters": 16})))
    return file


def test_fixes_are_listed_by_number(broken):
    printed = layerdeck("fix", broken)
    assert printed.exit_code == 0
    assert "  1. Set Filters of a to 16\n  2. Set Filters of b to 8\n" in printed.stdout


def test_one_is_applied_and_written(broken):
    printed = layerdeck("fix", broken, "--apply", 2)
    assert printed.exit_code == 0 and "Set Filters of b to 8" in printed.stdout
    assert json.loads(broken.read_text("utf-8"))["nodes"]["b"]["params"]["filters"] == 8
    assert layerdeck("check", broken).exit_code == 0


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_number_that_is_not_there_changes_nothing(broken, number):
    before = broken.read_bytes()
    printed = layerdeck("fix", broken, "--apply", number)
    assert printed.exit_code == 1 and "there are 1 to 2" in printed.stderr
    assert broken.read_bytes() == before


def test_advice_can_be_taken(tmp_path):
    file = tmp_path / "wine.json"
    file.write_bytes(assets.examples()["wine"].read_bytes())
    (tmp_path / "wine.csv").write_bytes(
        assets.examples()["wine"].with_name("wine.csv").read_bytes()
    )
    assert "Remove the unused bias" in layerdeck("fix", file, "--apply", 1).stdout
    assert "nothing that could be fixed" in layerdeck("fix", file).stdout


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    printed = layerdeck("fix", tmp_path / "none.json")
    assert printed.exit_code == 2 and len(printed.stderr.splitlines()) == 1
