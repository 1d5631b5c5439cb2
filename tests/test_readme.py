"""The README's code runs, and its commands are those that exist."""

import re
from pathlib import Path

import numpy as np
import pytest

from cards.card import Context
from engine.autodiff import Spec, Tensor
from engine.gradcheck import check_layer

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_engine_example_learns():
    names = {}
    exec(blocks("python")[0], names)
    assert names["reached"] < 0.5


def test_the_card_example_is_a_whole_card():
    names = {"__name__": "readme"}
    for code in blocks("python")[1:]:
        exec(code, names)
    card = names["ScaledTanh"](amplitude=2.0)
    found = card.infer(Context(), {"input": Spec((None, 3))})
    assert found.outputs["output"] == Spec((None, 3))
    x = np.random.default_rng(0).normal(size=(4, 3))
    check_layer(card.build(), x)
    y = names["scaled_tanh"](None, Tensor(x.astype("float32")), amplitude=2.0)
    assert y.dtype == "float32"


@pytest.mark.parametrize("command", ["run", "check", "cards", "picture", "examples"])
def test_the_commands_of_the_table_exist(command):
    from app.cli import commands

    known = {c.name or c.callback.__name__ for c in commands.registered_commands}
    known |= {g.name for g in commands.registered_groups}
    assert f"`layerdeck {command}" in README
    assert command in known


def test_the_files_that_are_named_exist():
    for path in re.findall(r"(?:assets|tests|\.ci)/[\w./-]*\w", README):
        assert (ROOT / path).exists(), path
