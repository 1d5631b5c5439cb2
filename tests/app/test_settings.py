import json

import pytest

from app.settings import RECENT, Settings, load_settings


def test_settings_come_back(tmp_path):
    file = tmp_path / "deep" / "window.json"
    settings = Settings(theme="dark", splits={"columns": [1, 2, 3]}, path=file)
    settings.remember(tmp_path / "a.json")
    settings.store()
    again = load_settings(file)
    assert again == settings
    assert again.recent == [str(tmp_path / "a.json")]


def test_recent_files_are_few_newest_first_and_each_once(tmp_path):
    settings = Settings()
    for i in [*range(RECENT + 3), 5]:
        settings.remember(tmp_path / f"{i}.json")
    assert len(settings.recent) == RECENT
    assert settings.recent[0].endswith("5.json")
    assert len(set(settings.recent)) == RECENT
    settings.forget(tmp_path / "5.json")
    assert not settings.recent[0].endswith("5.json")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"x"', '{"theme": 3, "splits": [1]}', "[" * 10**6, "9" * 10**6],
    ids=lambda text: text[:30],
)
def test_what_cannot_be_read_is_left_out(tmp_path, text):
    file = tmp_path / "window.json"
    file.write_text(text)
    assert load_settings(file) == Settings(path=file)


def test_a_file_without_end_is_not_read(tmp_path):
    file = tmp_path / "window.json"
    with file.open("wb") as opened:
        opened.truncate(600 * 2**20)  # takes no room on the disk
    assert load_settings(file) == Settings(path=file)


def test_keys_of_another_version_do_no_harm(tmp_path):
    file = tmp_path / "window.json"
    file.write_text(json.dumps({"theme": "dark", "something new": 1, "recent": ["a", 2]}))
    settings = load_settings(file)
    assert settings.theme == "dark" and settings.recent == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    Settings(path=blocked / "window.json").store()
    assert blocked.read_text() == "in the way"


@pytest.mark.parametrize(
    "bad",
    [
        {"theme": "pink"},
        {"theme": ["dark"]},
        {"text_size": 20},
        {"text_size": "large"},
        {"text_size": True},
        {"undo_steps": 0},
        {"threads": -1},
        {"threads": 2.5},
        {"autosave": "yes"},
        {"snap": 1},
        {"hidden": [1]},
        {"language": "Klingon"},
        {"splits": {"columns": [True]}},
        {"splits": {"columns": [10**30]}},
        {"splits": {"columns": [-1]}},
        {"splits": {"columns": [1] * 5000}},
        {"geometry": "\ud800"},
        {"recent": ["\0"]},
        {"open_files": ["a"] * 5000},
        {"shortcuts": {"save": 3}},
        {"shortcuts": {"save": "x" * 20_000}},
        {"allowed": {"a": ["\0"]}},
    ],
    ids=lambda bad: str(bad)[:60],
)
def test_a_bad_value_is_its_default_and_the_others_stay(tmp_path, bad):
    file = tmp_path / "window.json"
    file.write_text(json.dumps({"folder": "/kept", "reopen": True} | bad))
    assert load_settings(file) == Settings(folder="/kept", reopen=True, path=file)
