import json

import pytest

from cards.checking import check
from cards.sharing import counted
from cards.summary import Line, Summarizer, Summary, summary
from cards.summary_text import as_csv, as_json, as_markdown, as_text, memory
from tests.cards.test_sharing import towers
from tests.cards.wrapping import TYPES, document


def chain(units=4, dtype="float32", **more):
    return document(
        {
            "x": ("Input", {"shape": [3]}),
            "a": ("Dense", {"units": units, "dtype": dtype}),
            "norm": "BatchNormalization",
            "out": "Output",
            **more,
        },
        {"a.input": "x.data", "norm.input": "a.output", "out.data": "norm.output"},
    )


def lines(doc):
    return {line.node: line for line in summary(doc, check(doc, TYPES)).lines}


def test_each_layer_has_its_shape_weights_memory_and_multiply_adds():
    found = lines(chain())
    assert list(found) == ["x", "a", "norm"]
    dense, norm = found["a"], found["norm"]
    assert (dense.output, dense.values) == ("(batch, 4)", 4)
    assert (dense.trained, dense.frozen, dense.weight_memory) == (16, 0, 64)
    assert (dense.activation_memory, dense.multiply_adds) == (16, 12)
    assert (norm.trained, norm.frozen, norm.multiply_adds) == (8, 8, 0)
    assert (found["x"].activation_memory, found["x"].multiply_adds) == (12, 0)


def test_memory_goes_by_the_type_of_the_numbers():
    assert lines(chain(dtype="float64"))["a"].weight_memory == 128
    mixed = lines(chain(dtype="mixed_float16"))["a"]
    assert (mixed.weight_memory, mixed.activation_memory) == (64, 8)


def test_shared_weights_are_counted_at_their_first_place():
    doc = towers()
    report = check(doc, TYPES)
    found = summary(doc, report)
    by_node = {line.node: line for line in found.lines}
    assert (by_node["left"].trained, by_node["right"].trained) == (16, 0)
    assert by_node["left"].multiply_adds == by_node["right"].multiply_adds == 12
    assert (found.trained, found.frozen) == counted(doc, report, report.inferences)
    assert found.weight_memory == 64


def test_totals_are_not_known_where_a_line_is_not():
    line = Line("a", "Dense layer", "(batch, batch, 2)", None, 8, 0, 32, None, None)
    found = Summary((*summary(chain(), check(chain(), TYPES)).lines, line))
    assert found.trained == 32
    assert found.multiply_adds is None and found.activation_memory is None
    assert "?" in as_text(found)


def test_lines_of_layers_that_did_not_change_are_kept():
    keep = Summarizer()
    doc = chain()
    report = check(doc, TYPES)
    before = keep.summary(doc, report)
    changed = chain(more=("Dropout", {}))
    after = keep.summary(changed, check(changed, TYPES, before=report))
    assert all(a is b for a, b in zip(before.lines, after.lines, strict=True))
    wider = chain(units=5)
    third = keep.summary(wider, check(wider, TYPES, before=report))
    assert third.lines[0] is before.lines[0]
    assert third.lines[1].trained == 20


def test_layers_that_are_not_known_are_left_out():
    doc = chain(units=-1)
    assert list(lines(doc)) == ["x"]


def test_the_summary_as_text_csv_markdown_and_json():
    doc = chain()
    found = summary(doc, check(doc, TYPES))
    text = as_text(found).splitlines()
    assert text[0].split()[:3] == ["Card", "Name", "Output"]
    assert text[-1].split()[:2] == ["Total", "3"] and text[-1].endswith(" 12")
    assert len({len(line) for line in text[2:-2]}) == 1
    assert as_csv(found).splitlines()[2] == 'Dense layer,a,"(batch, 4)",16,0,64,16,12'
    assert "| Dense layer | a | (batch, 4) | 16 | 0 | 64 B | 16 B | 12 |" in as_markdown(found)
    assert json.loads(json.dumps(as_json(found)))["total"]["trained"] == 24


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "?"),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1536, "1.54 kB"),
        (999_600, "1 MB"),
        (61_100_840, "61.1 MB"),
        (3_500_000_000, "3.5 GB"),
    ],
)
def test_memory_is_told_in_the_unit_that_suits_it(size, text):
    assert memory(size) == text
