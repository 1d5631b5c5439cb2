from pathlib import Path

import pytest

from cards import files, migrations
from cards.checking import check
from cards.document import FORMAT_VERSION, DocumentError
from cards.registry import upgraded
from tests.cards.networks import TYPES

FILES = sorted((Path(__file__).parent.parent / "documents").glob("version_*.json"))


def test_there_is_a_file_of_every_version():
    assert [f.stem for f in FILES] == [f"version_{n + 1}" for n in range(FORMAT_VERSION)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_file_of_every_version_opens_without_a_problem(path):
    doc = upgraded(files.load(path), TYPES)
    assert doc.version == FORMAT_VERSION
    assert [d.message for d in check(doc, TYPES).diagnostics] == []
    assert {"batch_normalization_1", "dense_1", "output_1"} <= set(doc.nodes)


def test_steps_are_taken_one_after_another(monkeypatch):
    steps = {1: lambda d: {**d, "seen": ["one"]}, 2: lambda d: {**d, "seen": [*d["seen"], "two"]}}
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    monkeypatch.setattr(migrations, "FORMAT_VERSION", 3)
    found = migrations.migrated({"format": "layerdeck", "version": 1})
    assert found == {"format": "layerdeck", "version": 3, "seen": ["one", "two"]}


def test_every_older_version_has_a_step():
    assert set(migrations.MIGRATIONS) == set(range(1, FORMAT_VERSION))


def test_a_newer_format_is_refused():
    with pytest.raises(DocumentError, match="newer Layerdeck; this one reads formats up to"):
        migrations.migrated({"format": "layerdeck", "version": FORMAT_VERSION + 1})
