import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings

from cards import files
from cards.document import Document, DocumentError, Node
from tests.cards.random_documents import DOCUMENTS

EMPTY = {"format": "layerdeck", "version": 1}
NODE = {"card": "Dense", "position": [0, 0]}


def written(**parts):
    return json.dumps({**EMPTY, **parts})


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(doc):
    text = files.dumps(doc)
    assert files.loads(text) == doc
    assert files.dumps(files.loads(text)) == text


def test_keys_are_sorted_and_one_wire_is_a_plain_string():
    doc = Document(
        nodes={
            "b": Node(card="Dense", params={"units": 3, "activation": "relu"}),
            "a": Node(card="X"),
        },
        wires={"b.input": ("a.output",), "b.many": ("a.one", "a.two")},
    )
    text = files.dumps(doc)
    data = json.loads(text)
    assert data["wires"] == {"b.input": "a.output", "b.many": ["a.one", "a.two"]}
    assert list(data) == sorted(data)
    assert list(data["nodes"]) == ["a", "b"]
    assert list(data["nodes"]["b"]["params"]) == ["activation", "units"]
    assert '        "units": 3\n' in text


def test_changing_one_value_changes_one_line():
    old = Document(nodes={"a": Node(card="Dense", params={"units": 3, "use_bias": True})})
    new = Document(nodes={"a": Node(card="Dense", params={"units": 4, "use_bias": True})})
    pairs = zip(files.dumps(old).splitlines(), files.dumps(new).splitlines(), strict=True)
    assert sum(a != b for a, b in pairs) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"format": "layerdeck",\n "version" 1}', "line 2, column 12"),
        ("", "line 1, column 1"),
        ("[]", "a JSON object is expected"),
        ("{}", 'its "format" should be "layerdeck"'),
        (written(format="other"), "not 'other'"),
        (written(version=99), "newer Layerdeck"),
        (written(version="1"), "whole number"),
        (written(version=True), "whole number"),
        (written(version=0), "whole number"),
        (json.dumps({"format": "layerdeck"}), "whole number"),
        ('{"format": "layerdeck", "version": 1, "version": 1}', '"version" occurs twice'),
        (
            '{"format": "layerdeck", "version": 1, "nodes": {"a": {"card": "A"}, "a": 3}}',
            '"a" occurs twice',
        ),
        (written(nodes={"a": {**NODE, "params": {"x": float("nan")}}}), "NaN"),
        (written(nodes={"a": {**NODE, "params": {"x": float("-inf")}}}), "-Infinity"),
        ('{"format": "layerdeck", "version": 1, "x": 1e999}', "1e999, which is too large"),
        ('{"format": "layerdeck", "version": ' + "1" * 5000 + "}", "too many digits"),
        ("[" * 100_000, "levels deep"),
        (
            written(nodes={"a": {**NODE, "params": {"x": json.loads("[" * 60 + "]" * 60)}}}),
            "levels deep",
        ),
        (written(nodes={"a.b": NODE}), "'a.b' is no name for a card"),
        (written(nodes={"": NODE}), "no name for a card"),
        (written(nodes={"a": {"position": [0, 0]}}), 'The entry "card" of the card "a" is missing'),
        (written(nodes={"a": {**NODE, "colour": 1}}), '"colour" of the card "a" is not known'),
        (
            written(nodes={"a": {**NODE, "position": [0, "x"]}}),
            'of the card "a" is not as expected',
        ),
        (
            written(nodes={"a": {**NODE, "position": [0, 1e9]}}),
            'of the card "a" is not as expected',
        ),
        (written(nodes={"a": {**NODE, "params": 3}}), '"params" of the card "a"'),
        (written(nodes=[]), '"nodes" of the document'),
        (written(nodes={"a": 3}), 'the card "a"'),
        (written(wires={"a.x": 3}), "should name where it comes from"),
        (written(wires={"a.x": ["b"]}), "'b'"),
        (written(wires={"a": "b.y"}), "'a'"),
        (written(settings={"seed": -1}), '"settings.seed" of the document'),
        (written(plugins=[]), '"plugins" of the document is not known'),
        (
            '{"format": "layerdeck", "version": 1, "nodes": {"a": {"card": "\\ud800"}}}',
            "half of a character",
        ),
    ],
    ids=lambda v: v[:40] if len(v) < 4000 else v[:10],
)
def test_a_bad_file_is_refused_with_one_sentence(text, words):
    with pytest.raises(DocumentError) as caught:
        files.loads(text)
    sentence = str(caught.value)
    assert words in sentence
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400


def test_unknown_cards_and_values_and_broken_wires_survive(tmp_path):
    doc = files.loads(
        written(
            nodes={"a": {**NODE, "card": "pack/Gone", "params": {"odd": [1, {"x": None}]}}},
            wires={"a.input": "missing.output", "nowhere.x": "a.y"},
        )
    )
    path = tmp_path / "kept.json"
    files.save(path, doc)
    assert files.load(path) == doc
    assert set(doc.wires) == {"a.input", "nowhere.x"}


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(DocumentError, match="cannot be read"):
            files.load(path)


def test_text_of_another_encoding_is_one_sentence(tmp_path):
    path = tmp_path / "latin.json"
    path.write_bytes('{"format": "é"}'.encode("latin-1"))
    with pytest.raises(DocumentError, match=r"no text in UTF-8 \(byte 13\)"):
        files.load(path)


def test_a_byte_order_mark_is_read_over(tmp_path):
    path = tmp_path / "windows.json"
    path.write_bytes(b"\xef\xbb\xbf" + files.dumps(Document()).encode())
    assert files.load(path) == Document()


def test_a_very_long_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 10)
    path = tmp_path / "long.json"
    path.write_text(files.dumps(Document()))
    with pytest.raises(DocumentError, match="longer than 0 MB"):
        files.load(path)


def test_an_endless_file_is_not_read():
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no endless file")
    with pytest.raises(DocumentError, match="no ordinary file"):
        files.load("/dev/zero")


def test_a_failed_save_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    files.save(path, Document())
    old = path.read_text()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DocumentError, match="the disk is full"):
        files.save(path, Document(nodes={"a": Node(card="Dense")}))
    assert path.read_text() == old
    assert list(tmp_path.iterdir()) == [path]


def test_saving_keeps_the_rights_of_the_file_and_its_link(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    files.save(real, Document())
    real.chmod(0o640)
    link.symlink_to(real)
    files.save(link, Document(nodes={"a": Node(card="Dense")}))
    assert link.is_symlink() and real.stat().st_mode & 0o777 == 0o640
    assert "a" in files.load(real).nodes


def test_saving_into_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(DocumentError, match="cannot be written: its folder is not there"):
        files.save(tmp_path / "no" / "net.json", Document())


def test_ten_thousand_cards_are_read_and_written():
    doc = big_document(10_000)
    text = files.dumps(doc)
    assert files.loads(text) == doc


def big_document(cards):
    params = {
        "axis": -1,
        "momentum": 0.9,
        "epsilon": 0.001,
        "beta_initializer": "Zeros",
        "center": True,
    }
    nodes = {
        f"batch_normalization_{i}": Node(
            card="BatchNormalization", params=params, position=(i % 100 * 300.0, i // 100 * 400.5)
        )
        for i in range(cards)
    }
    names = list(nodes)
    wires = {
        f"{names[i]}.input": (f"{names[i - 1]}.output", f"{names[i // 2]}.output")
        for i in range(1, cards)
    }
    return Document(nodes=nodes, wires=wires)


if __name__ == "__main__":
    doc = big_document(10_000)
    for _ in range(3):
        start = time.perf_counter()
        text = files.dumps(doc)
        middle = time.perf_counter()
        files.loads(text)
        done = time.perf_counter()
        print(f"{len(text) / 1e6:.1f} MB, write {middle - start:.3f} s, read {done - middle:.3f} s")  # noqa: T201
