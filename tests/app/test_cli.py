import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import assets
from tests.app.command_line import layerdeck

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_display(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def document(path, nodes, wires=None, **more):
    text = {"format": "layerdeck", "version": 1, "nodes": nodes, "wires": wires or {}, **more}
    path.write_text(json.dumps(text))
    return path


def small(path, *, epochs=2, learning_rate=0.01, **train):
    """A network for the irises that trains in no time."""
    return document(
        path,
        {
            "data": {"card": "BundledDataSet", "params": {"data_set": "iris"}},
            "columns": {"card": "SplitIntoXAndYByColumns"},
            "inputs": {"card": "Input", "params": {"shape": [4]}},
            "dense": {"card": "Dense", "params": {"units": 3, "activation": "softmax"}},
            "outputs": {"card": "Output"},
            "train": {
                "card": "TrainNeuralNetwork",
                "params": {
                    "epochs": epochs,
                    "optimizer": {"card": "SGD", "params": {"learning_rate": learning_rate}},
                    "loss": "SparseCategoricalCrossentropy",
                    **train,
                },
            },
            "back": {"card": "ReturnFloat", "params": {"name": "loss"}},
        },
        {
            "columns.data": "data.table",
            "dense.input": "inputs.data",
            "outputs.data": "dense.output",
            "train.neural_network": "outputs.network",
            "train.training_x": "columns.x",
            "train.training_y": "columns.y",
            "back.value": "train.loss",
        },
    )


def test_run_prints_what_was_returned(tmp_path):
    found = layerdeck("run", small(tmp_path / "small.json"))
    assert found.exit_code == 0, found.stderr
    assert found.stdout.startswith("loss: ")
    assert found.stderr == ""


def test_run_as_json_prints_one_strict_line_an_event(tmp_path):
    found = layerdeck("run", small(tmp_path / "small.json"), "--json")

    def refuse(word):
        raise AssertionError(word)

    lines = [json.loads(line, parse_constant=refuse) for line in found.stdout.splitlines()]
    names = [line["event"] for line in lines]
    assert names.count("started") == names.count("done") == 4
    assert names.count("epoch") == 2
    assert names.count("batch") == 2 * 5
    table = next(line for line in lines if line["event"] == "done" and line["node"] == "data")
    assert table["outputs"]["table"]["rows"] == 150
    assert lines[-1]["event"] == "finished"
    assert set(lines[-1]["returned"]) == {"loss"}
    assert lines[-1]["failed"] == []


def test_run_saves_the_trained_weights(tmp_path):
    out = tmp_path / "out.npz"
    found = layerdeck("run", small(tmp_path / "small.json"), "--weights", out)
    assert found.exit_code == 0, found.stderr
    assert out.stat().st_size > 0
    assert found.stdout.startswith("loss: ")


def test_weights_that_cannot_be_saved_are_told_before_the_run(tmp_path):
    found = layerdeck("run", small(tmp_path / "a.json"), "--weights", tmp_path / "no" / "out.npz")
    assert found.exit_code == 2
    assert "does not exist" in found.stderr
    assert found.stdout == ""


def test_a_run_without_training_has_no_weights_to_save(tmp_path):
    path = document(tmp_path / "a.json", {"data": {"card": "BundledDataSet"}})
    found = layerdeck("run", path, "--weights", tmp_path / "out.npz")
    assert found.exit_code == 1
    assert "nothing was trained" in found.stderr


def test_nan_loss_stops_and_tells_card_and_batch(tmp_path):
    found = layerdeck("run", small(tmp_path / "a.json", learning_rate=1e38, epochs=20))
    assert found.exit_code == 1
    assert found.stderr.startswith("Train neural network (train): Training stopped")
    assert "batch" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_batch_larger_than_the_data_is_told_and_trained(tmp_path):
    found = layerdeck("run", small(tmp_path / "a.json", batch_size=1000))
    assert found.exit_code == 0
    assert found.stdout.startswith("loss: ")
    assert found.stderr == (
        "Train neural network (train): The batch size 1000 is more than the 150 rows: one batch.\n"
    )


@pytest.mark.parametrize("command", ["run", "check", "picture", None])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1"),
        ('{"format": "layerdeck", "version": 999}', "newer"),
        ('{"format": "layerdeck", "version": 1, "nodes": {}, "nodes": {}}', "nodes"),
        ('{"format": "layerdeck", "version": 1, "settings": {"seed": NaN}}', "NaN"),
        ("[]", "object"),
        ("", ""),
    ],
)
def test_bad_files_are_one_sentence_and_exit_2(tmp_path, command, text, words):
    path = tmp_path / "bad.json"
    path.write_text(text)
    args = [path] if command is None else [command, path]
    found = layerdeck(*args, *([tmp_path / "out.png"] if command == "picture" else []))
    assert found.exit_code == 2
    assert words in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert found.stderr.strip().endswith(".")


def test_a_missing_file_is_one_sentence_and_exit_2(tmp_path):
    for args in (["run", tmp_path / "gone.json"], ["check", tmp_path], [tmp_path / "gone.json"]):
        found = layerdeck(*args)
        assert found.exit_code == 2, args
        assert len(found.stderr.strip().splitlines()) == 1
    found = layerdeck("chekc")
    assert found.exit_code == 2
    assert "no command of that name" in found.stderr


def test_check_of_a_good_document(tmp_path):
    found = layerdeck("check", small(tmp_path / "a.json"))
    assert (found.exit_code, found.stderr) == (0, "")
    assert "no problems in 7 cards" in found.stdout


def test_check_reads_well_once_and_names_what_could_help(tmp_path):
    path = small(tmp_path / "a.json", batch_size=0, epochs=1)
    found = layerdeck("check", path)
    assert found.exit_code == 1
    assert found.stdout == (
        "error: Train neural network (train): Batch size must be at least 1; 0 was given.\n"
        "  Fix: Reset Batch size to 32\n"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nodes": {"alien": {"card": "pack/Alien"}}}, "pack/Alien (alien): "),
        (
            {"nodes": {"dense": {"card": "Dense", "params": {"units": -3}}}},
            "Dense layer (dense): Units must be at least 1; -3 was given.",
        ),
        ({"wires": {"dense.input": "dense.output"}}, "feeds itself"),
        ({"wires": {"dense.input": "data.table"}}, "Dense layer (dense): Input: "),
        (
            {"nodes": {"inputs": {"card": "Input", "params": {"shape": [5]}}}},
            "Train neural network (train): Training X has 4 columns, "
            "the network's input takes (batch, 5).",
        ),
        (
            {"nodes": {"data": {"card": "ReadAsCSV", "params": {"path": "gone.csv"}}}},
            "Read as CSV (data), Path: There is no file ",
        ),
    ],
)
def test_check_names_card_and_row_and_exits_1(tmp_path, changes, words):
    path = small(tmp_path / "a.json")
    text = json.loads(path.read_text())
    for part, entries in changes.items():
        text[part].update(entries)
    if "data" in changes.get("nodes", {}):
        text["wires"]["columns.data"] = "data.table"
    path.write_text(json.dumps(text))
    found = layerdeck("check", path)
    assert found.exit_code == 1
    assert words in found.stdout
    assert found.stderr == ""
    ran = layerdeck("run", path)
    assert ran.exit_code == 1
    assert "Traceback" not in ran.stderr


def test_text_in_a_numeric_column_is_told_with_its_line(tmp_path):
    (tmp_path / "data.csv").write_text("a,b\n1,2\nx,3\n4,5\n")
    nodes = {"read": {"card": "ReadAsCSV", "params": {"path": "data.csv"}}}
    path = document(tmp_path / "a.json", nodes)
    sentence = "Column 'a' of 'data.csv' holds numbers, but 'x' is in line 3."
    for command in ("check", "run"):
        found = layerdeck(command, path)
        assert found.exit_code == 1
        assert sentence in found.output


def test_a_class_unseen_in_training_is_told_when_it_comes(tmp_path):
    (tmp_path / "a.csv").write_text("class\n0\n1\n")
    (tmp_path / "b.csv").write_text("class\n0\n7\n")
    path = document(
        tmp_path / "a.json",
        {
            "a": {"card": "ReadAsCSV", "params": {"path": "a.csv"}},
            "b": {"card": "ReadAsCSV", "params": {"path": "b.csv"}},
            "encode": {"card": "OneHotEncodeColumns"},
            "apply": {"card": "ApplyFittedTransform"},
        },
        {
            "encode.data": "a.table",
            "apply.data": "b.table",
            "apply.transform": "encode.transform",
        },
    )
    found = layerdeck("run", path)
    assert found.exit_code == 1
    assert found.stderr == (
        "Apply fitted transform (apply), Data: "
        "Column 'class' holds '7', a class unseen in training.\n"
    )


def test_cards_are_listed_by_group_and_as_json():
    found = layerdeck("cards")
    assert found.exit_code == 0
    assert "  BatchNormalization " in found.stdout
    listing = json.loads(layerdeck("cards", "--json").stdout)
    card = next(c for c in listing if c["id"] == "TrainNeuralNetwork")
    assert card["title"] == "Train neural network"
    assert card["group"] == "Models / Neural networks"
    assert [i["label"] for i in card["inputs"]][:13] == [
        "Neural network",
        "Training X",
        "Training Y",
        "Optimizer",
        "Loss",
        "Metrics",
        "Batch size",
        "Epochs",
        "Validation split",
        "Validation X",
        "Validation Y",
        "Shuffle",
        "Validation frequency",
    ]
    assert [o["label"] for o in card["outputs"]] == [
        "History",
        "Loss",
        "Metric values",
        "Validation loss",
        "Validation metric values",
        "Model",
    ]


def test_a_card_has_a_help_page_by_id_or_title():
    by_id = layerdeck("cards", "BatchNormalization")
    assert by_id.exit_code == 0
    assert "Momentum" in by_id.stdout
    assert layerdeck("cards", "batch normalization layer").stdout == by_id.stdout
    assert json.loads(layerdeck("cards", "Dense", "--json").stdout)["id"] == "Dense"
    wrong = layerdeck("cards", "Dens")
    assert wrong.exit_code == 2
    assert "did you mean 'Dense'?" in wrong.stderr


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_is_drawn_without_a_display(tmp_path, suffix):
    out = tmp_path / f"out{suffix}"
    found = run_in(tmp_path, "picture", small(tmp_path / "a.json"), out)
    assert found.returncode == 0, found.stderr
    assert out.stat().st_size > 1000


def test_other_pictures_are_refused(tmp_path):
    found = layerdeck("picture", small(tmp_path / "a.json"), tmp_path / "out.gif")
    assert found.exit_code == 2
    assert ".png, .svg or .pdf" in found.stderr


def test_examples_are_listed_and_copied(tmp_path):
    listed = layerdeck("examples")
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in assets.examples())
    copied = layerdeck("examples", "copy", "wine", tmp_path / "new")
    assert copied.exit_code == 0
    assert {p.name for p in (tmp_path / "new").iterdir()} == {"wine.json", "wine.csv"}
    again = layerdeck("examples", "copy", "wine", tmp_path / "new")
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    assert layerdeck("examples", "copy", "beer", tmp_path).exit_code == 2


def test_without_a_display_and_a_file_it_says_what_to_do():
    found = layerdeck()
    assert found.exit_code == 0
    assert "layerdeck examples copy" in found.stdout


def run_in(folder, *args, **options):
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, args)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def test_without_a_display_a_file_is_run_and_drawn(tmp_path):
    (tmp_path / "here").mkdir()
    found = run_in(tmp_path / "here", small(tmp_path / "small.json"))
    assert found.returncode == 0, found.stderr
    said, result, drawn = found.stdout.splitlines()
    assert said.startswith("No window can open here")
    assert result.startswith("loss: ")
    assert drawn == "The graph is drawn in small.png."
    assert (tmp_path / "here" / "small.png").stat().st_size > 1000


def test_an_interrupt_ends_with_a_sentence_and_130(tmp_path):
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "app",
            "run",
            "--json",
            str(small(tmp_path / "a.json", epochs=10**6)),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while '"epoch"' not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 130
    assert complaint == "Stopped.\n"
    assert time.monotonic() - started < 10


def test_help_and_check_load_only_what_they_need(tmp_path):
    path = small(tmp_path / "a.json")
    code = "import sys; sys.argv[1:] = {!r}\ntry:\n from app.cli import main; main()\nfinally:\n"
    code += " print(sorted(sys.modules.keys() & {{'numpy', 'polars', 'sklearn', 'PySide6'}}))"
    wine = str(assets.examples()["wine"])
    checks = [(["check", str(path)], "['numpy']"), (["check", wine], "['numpy']")]
    for args, loaded in ((["--help"], "[]"), *checks):
        found = subprocess.run(
            [sys.executable, "-c", code.format(args)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.stdout.splitlines()[-1] == loaded


def test_a_document_reads_outside_its_folder_only_what_is_allowed(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "net").mkdir()
    (tmp_path / "data" / "a.csv").write_text("a,b\n1,2\n")
    read = {"card": "ReadAsCSV", "params": {"path": "../data/a.csv"}}
    path = document(tmp_path / "net" / "net.json", {"read": read})
    for command in ("check", "run"):
        found = layerdeck(command, path)
        assert found.exit_code == 1
        assert "is not read unless you allow it." in found.output
        assert f"--allow '{tmp_path / 'data'}' lets the document read there." in found.output
        assert layerdeck(command, path, "--allow", tmp_path / "data").exit_code == 0
        other = layerdeck(command, path, "--allow", tmp_path / "net", "--allow", tmp_path / "dat")
        assert other.exit_code == 1
