"""Files made to exhaust the program: refused in one sentence, at once, in little memory."""

import ast
import json
import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest

from cards import files, limits, storing
from cards.card import Context
from cards.checking import check
from cards.document import Document, DocumentError, Group, Node, Note
from cards.grouping import DEEPEST as DEEPEST_GROUP
from cards.paging import Pager
from cards.registry import builtin_cards

TYPES = builtin_cards()
QUICK = 3.0
"""Seconds that are far more than a refusal takes, on a slow machine under load."""
NODE = {"card": "Dense", "position": [0, 0]}


def written(**parts):
    return json.dumps({"format": "layerdeck", "version": 2, **parts})


def refusal(text):
    started = time.perf_counter()
    with pytest.raises(DocumentError) as caught:
        files.loads(text)
    assert time.perf_counter() - started < QUICK
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400
    return sentence


def test_a_file_of_600_mb_is_refused_by_its_size_without_being_read(tmp_path, monkeypatch):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(600 * 2**20)  # takes no room on the disk
    monkeypatch.setattr(type(path), "open", lambda *_, **__: pytest.fail("it was opened"))
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError, match="longer than 64 MB"):
            files.load(path)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_a_file_that_grows_while_it_is_read_is_not_read_to_its_end(tmp_path, monkeypatch):
    path = tmp_path / "grows.json"
    path.write_bytes(b" " * 5000)
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    before = empty.stat()
    monkeypatch.setattr(type(path), "stat", lambda _: before)
    with pytest.raises(OSError, match="longer than 0 MB"):
        storing.read(path, 4000)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("closed", [True, False])
def test_ten_thousand_levels_are_refused_before_anything_is_built(opening, closed):
    closing = "]" if opening == "[" else "}"
    inside = opening * 10_000 + ("1" + closing * 10_000 if closed else "")
    text = f'{{"format": "layerdeck", "version": 2, "nodes": {inside}'
    assert refusal(text + "}" * closed) == "The file is nested more than 40 levels deep."


def test_levels_are_counted_as_json_counts_them():
    deep = json.loads("[" * 34 + "]" * 34)
    params = {"x": deep, "y": ["[" * 500, '"]}', "\\", '\\"[[['], "[[": {"]": "{"}}
    text = written(nodes={"a": {**NODE, "params": params}})
    assert files.loads(text).nodes["a"].params == params
    assert "40 levels" in refusal(text.replace("[" * 34, "[" * 50).replace("]" * 34, "]" * 50))


@pytest.mark.parametrize(
    "text",
    ["[" * 5_000_000, "[]" * 5_000_000, "[" + "[]," * 5_000_000 + "1]", "[" + "1," * 9_000_000],
    ids=["open", "empty", "many", "numbers"],
)
def test_many_small_values_are_refused_before_they_take_memory(text):
    tracemalloc.start()
    try:
        assert "more values than a document can hold" in refusal(text)
        assert tracemalloc.get_traced_memory()[1] < len(text)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "text",
    ['"' * 3_000_000, '"\\' * 2_000_000, '\\"' * 2_000_000, '["' * 1_000_000, "\\" * 3_000_000],
)
def test_odd_quotes_do_not_take_long(text):
    refusal(text)
    refusal("[" * 50 + text)


@pytest.mark.parametrize(
    "value", ["9" * 5000, "-" + "9" * 10**6, "1e99999", "1" + "0" * 400 + ".0"]
)
def test_numbers_that_no_card_can_use_are_refused(value):
    refusal(written(nodes={"a": NODE}).replace("[0, 0]", f"[0, {value}]"))
    refusal(f'{{"format": "layerdeck", "version": 2, "nodes": {{"a": {value}}}}}')


def test_large_whole_numbers_in_rows_are_told_by_the_check():
    params = {"units": 10**4000, "kernel_initializer": 10**300}
    doc = files.loads(written(nodes={"a": {**NODE, "params": params}}))
    assert files.loads(files.dumps(doc)) == doc
    found = check(doc, TYPES).diagnostics
    assert found and all(len(d.message) < 1000 for d in found)


@pytest.mark.parametrize("filling", ["x", '\\"', "\\\\", "ä", "\\n"])
def test_texts_without_end_are_refused(filling):
    text = written(notes={"a": {"text": "HERE", "rect": [0, 0, 9, 9]}})
    long = filling * (limits.LONGEST + 1)
    assert "1,000,000 characters" in refusal(text.replace("HERE", long))
    # As long as they may be, and many of them.
    files.loads(text.replace("HERE", "x" * limits.LONGEST))
    many = {f"n{i}": {"text": "\\ " * 1000, "rect": [0, 0, 9, 9]} for i in range(2000)}
    files.loads(written(notes=many))


def test_what_could_not_be_read_again_is_not_written(tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    note = Note(text="x" * (limits.LONGEST + 1), rect=(0, 0, 9, 9))
    with pytest.raises(DocumentError, match="1,000,000 characters"):
        files.save(path, Document(notes={"a": note}))
    monkeypatch.setattr(files, "LARGEST", 100)
    with pytest.raises(DocumentError, match="too large"):
        files.save(path, Document())
    assert not path.exists()


def test_a_million_wires_into_one_socket_are_refused():
    nodes = {"a": NODE, "b": NODE}
    text = written(nodes=nodes, wires={"b.input": ["a.output"] * 1_000_000})
    assert refusal(text) == '"b.input" has 1,000,000 wires; 10,000 into one are possible.'
    wires = {f"b.i{n}": ["a.output"] * 6000 for n in range(100)}
    assert "600,000 wires" in refusal(written(nodes=nodes, wires=wires))
    # What is possible is checked in one go.
    doc = files.loads(written(nodes=nodes, wires={"b.input": ["a.output"] * 10_000}))
    assert "takes one wire" in str(check(doc, TYPES).diagnostics[0].message)


def test_more_cards_than_anybody_has_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CARDS", 50)
    nodes = {f"n{i}": NODE for i in range(51)}
    assert refusal(written(nodes=nodes)) == "The document has 51 cards; 50 are possible."


def test_a_wire_is_bent_at_no_more_points_than_anybody_draws():
    def bent(*counts):
        points = {f"a.out{i}": [[0, 0]] * count for i, count in enumerate(counts)}
        return written(nodes={"a": NODE, "b": NODE}, bends={"b.input": points})

    files.loads(bent(1000))
    found = refusal(bent(1001))
    assert found == 'The wire to "b.input" is bent at 1,001 points; 1,000 are possible.'
    found = refusal(bent(*[1000] * 100, 1))
    assert found == "The wires are bent at 100,001 points; 100,000 are possible."


@pytest.mark.parametrize("bends", [[], 3, {"a": []}, {"a": 3}, {"a": {"b": {}}}, {"a": {"b": "x"}}])
def test_bends_that_are_none_are_refused(bends):
    refusal(written(bends=bends))


def test_what_cannot_be_read_because_of_its_bends_or_titles_is_not_written(tmp_path):
    bends = {"b.input": {"a.output": ((0.0, 0.0),) * 1001}}
    for doc, said in (
        (Document(bends=bends), "1,001 points"),
        (Document(groups={"a": Group(title="x" * 1001)}), "1,001 characters"),
    ):
        with pytest.raises(DocumentError, match=said):
            files.save(tmp_path / "net.json", doc)


@pytest.mark.parametrize("part", ["frames", "notes"])
def test_names_of_frames_and_notes_have_an_end(part):
    item = {"title": "T"} if part == "frames" else {"text": "T", "rect": [0, 0, 9, 9]}
    assert getattr(files.loads(written(**{part: {"x" * 200: item}})), part)
    found = refusal(written(**{part: {"x" * 201: item}}))
    assert "has 201 characters; 200 are possible" in found


# Groups


def group(inside=None):
    return {"title": "G", "group": inside}


@pytest.mark.parametrize("part", ["groups", "frames", "notes"])
def test_more_than_ten_thousand_of_a_part_are_refused(part):
    item = {"text": "T", "rect": [0, 0, 9, 9]} if part == "notes" else {"title": "T"}
    many = {f"x{i}": item for i in range(10_000)}
    files.loads(written(**{part: many}))
    found = refusal(written(**{part: {**many, "one": item}}))
    assert found == f"The document has 10,001 {part}; 10,000 are possible."


@pytest.mark.parametrize("side", ["inputs", "outputs"])
def test_two_sockets_of_a_group_with_one_name_are_refused(side):
    port = {"name": "p", "title": "P", "ends": []}
    found = refusal(written(groups={"g": {"title": "G", side: [port, port]}}))
    assert found == f'The group "g" has two {side} of the name "p".'
    files.loads(written(groups={"g": {"title": "G", "inputs": [port], "outputs": [port]}}))


def test_a_group_has_no_more_sockets_than_can_be_shown():
    ports = [{"name": f"p{i}", "title": "P", "ends": []} for i in range(10_001)]
    found = refusal(written(groups={"g": {"title": "G", "inputs": ports}}))
    assert found == 'The group "g" has 10,001 inputs; 10,000 are possible.'


def test_titles_have_an_end():
    long = "x" * 1001
    port = {"name": "p", "title": long, "ends": []}
    said = "has a title of 1,001 characters; 1,000 are possible"
    assert f'The group "g" {said}' in refusal(written(groups={"g": {"title": long}}))
    assert f'The frame "f" {said}' in refusal(written(frames={"f": {"title": long}}))
    found = refusal(written(groups={"g": {"title": "G", "outputs": [port]}}))
    assert f'The socket "p" of the group "g" {said}' in found


def test_groups_that_lie_inside_each_other_in_a_circle_are_refused():
    assert "lies inside itself" in refusal(written(groups={"a": group("a")}))
    circle = {f"g{i}": group(f"g{(i + 1) % 1000}") for i in range(1000)}
    assert "lies inside itself" in refusal(written(groups=circle))
    assert "which is not there" in refusal(written(groups={"a": group("b")}))


def test_deep_groups_are_refused_and_less_deep_ones_shown():
    deep = {f"g{i}": group(f"g{i - 1}" if i else None) for i in range(9000)}
    assert f"more than {limits.DEEPEST_GROUP} groups deep" in refusal(written(groups=deep))
    # What the program itself can make can be read.
    assert limits.DEEPEST_GROUP >= DEEPEST_GROUP
    fine = {name: deep[name] for name in list(deep)[:DEEPEST_GROUP]}
    doc = files.loads(written(groups=fine, nodes={"a": {**NODE, "group": f"g{DEEPEST_GROUP - 1}"}}))
    for name in (None, *doc.groups):
        Pager(TYPES).page(doc, name)


def bomb(levels, each):
    """What would be a bomb if groups were copies: each holds several of the next level."""
    groups, above = {}, [None]
    for level in range(levels):
        made = {}
        for around in above:
            for i in range(each):
                name = f"g{level}_{around or ''}{i}"
                made[name] = Group(title=name, group=around)
        groups |= made
        above = list(made)
    nodes = {f"n{i}": Node(card="Dense", group=name) for i, name in enumerate(above)}
    names = list(nodes)
    wires = {f"{b}.input": (f"{a}.output",) for a, b in pairwise(names)}
    return Document(groups=groups, nodes=nodes, wires=wires)


def work(doc):
    """The lines of Python that loading, checking and paging a document run through."""
    import sys

    text, count = files.dumps(doc), 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    context = Context()
    sys.setprofile(trace)
    try:
        read = files.loads(text)
        check(read, TYPES, context)
        pager = Pager(TYPES)
        pager.page(read)
        pager.page(read, next(iter(read.groups)))
    finally:
        sys.setprofile(None)
    assert read == doc
    return count / len(text)


def test_no_file_expands_work_grows_with_its_size_and_no_faster():
    # 2**40 cards could hang from 40 levels of 2, if a group stood for copies of what is in it.
    work(bomb(2, 2))
    small, large = work(bomb(6, 2)), work(bomb(10, 2))
    assert large < 1.5 * small


# Code


RUNNERS = {"eval", "exec", "compile", "__import__", "import_module"}
UNSAFE = {"pickle", "marshal", "shelve", "joblib", "cloudpickle", "dill", "yaml", "runpy", "ctypes"}


def called(tree):
    """The names of what a module calls, and of what they are called on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Name):
                yield target.id, ""
            elif isinstance(target, ast.Attribute):
                yield target.attr, getattr(target.value, "id", "?")


@pytest.mark.parametrize("package", ["cards", "engine"])
def test_nothing_that_reads_files_runs_what_they_say(package):
    for file in (Path(__file__).parents[2] / package).rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert not {n.partition(".")[0] for n in names} & UNSAFE, file
        found = {(name, on) for name, on in called(tree) if name in RUNNERS and on != "re"}
        # The registry imports its own library, and packs that are installed.
        assert not found or file.name == "registry.py", (file, found)


@pytest.mark.parametrize("card", ["os/system", "builtins/eval", "Card", "__class__", "../x", ""])
def test_a_card_is_looked_up_and_never_imported(card):
    text = written(nodes={"a": {"card": card, "params": {"path": "__import__('os')"}}})
    (found,) = check(files.loads(text), TYPES).diagnostics
    assert "not known here" in found.message
