import json

import pytest

import assets
from tests.app.command_line import layerdeck


def test_the_summary_of_a_document_is_a_table_with_totals():
    printed = layerdeck("summary", assets.examples()["digits"])
    assert printed.exit_code == 0
    lines = printed.stdout.splitlines()
    assert lines[0].split()[-1] == "Multiply-adds"
    assert lines[-1].startswith("Total") and lines[-1].endswith("235,520")


def test_the_summary_as_json_names_its_fields():
    printed = layerdeck("summary", assets.examples()["wine"], "--json")
    found = json.loads(printed.stdout)
    assert found["layers"][0]["output"] == "(batch, 13)"
    assert found["total"]["trained"] == sum(line["trained"] for line in found["layers"])


def test_layers_behind_an_error_are_left_out_and_that_is_said(tmp_path):
    broken = json.loads(assets.examples()["wine"].read_text("utf-8"))
    name = next(n for n, node in broken["nodes"].items() if node["card"] == "Dense")
    broken["nodes"][name]["params"]["units"] = -3
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(broken), "utf-8")
    printed = layerdeck("summary", file)
    assert printed.exit_code == 1
    assert name not in printed.stdout and "left out" in printed.stderr


@pytest.mark.parametrize("example", assets.examples())
def test_every_example_has_a_summary_without_unknowns(example):
    printed = layerdeck("summary", assets.examples()[example])
    assert printed.exit_code == 0 and "?" not in printed.stdout
