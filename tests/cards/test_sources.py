import functools
from pathlib import Path

import pytest

from cards.registry import builtin_cards
from cards.sources import code_of, engine_code, told
from engine.layers import core

TYPES = builtin_cards()


def test_code_is_found_with_its_file_line_and_text():
    code = engine_code(TYPES["Dense"])
    assert (code.name, code.path) == ("dense", "engine/layers/core.py")
    assert code.text.startswith("def dense(\n")
    lines = Path(core.__file__).read_text("utf-8").splitlines()
    assert lines[code.line - 1] == "def dense("


def test_a_function_with_bound_values_is_the_function():
    assert code_of(functools.partial(core.dense, units=3)).name == "dense"


def test_what_has_no_source_has_no_code():
    assert code_of(len) is None


@pytest.mark.parametrize("card", TYPES.values(), ids=TYPES)
def test_the_code_of_every_card_is_in_this_project(card):
    code = engine_code(card)
    if hasattr(card, "engine"):
        assert code.path.startswith("engine/") and code.path.endswith(".py")
    assert code_of(card).path.startswith("cards/library/")


def test_the_paper_is_told_apart_from_the_help():
    text, paper = told(TYPES["BatchNormalization"])
    assert "Source:" not in text and text.endswith(".")
    assert paper == "Ioffe & Szegedy, 2015, arXiv:1502.03167."
    assert told(TYPES["Integer"]) == (TYPES["Integer"].help(), "")
