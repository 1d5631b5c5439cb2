"""Titles of notes and frames in one line."""

import pytest

from cards.document import Frame, Note
from cards.titles import LONGEST, frame_title, note_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Plan\nMore", "Plan"),
        ("\n---\n## **Big** plan", "Big plan"),
        ("- [ ] try `Adam`", "try Adam"),
        ("> 1. See [the paper](https://a.b/c)", "See the paper"),
        ("2 * 3 * 4 and moving_mean_1", "2 * 3 * 4 and moving_mean_1"),
        ("***both***", "both"),
        ("#hash", "#hash"),
        ("", ""),
        ("***", ""),
    ],
)
def test_a_note_is_called_by_its_first_line_without_signs(text, title):
    assert note_title(Note(text=text, rect=(0, 0, 1, 1))) == title


def test_a_long_line_is_cut():
    title = note_title(Note(text="a" * 100, rect=(0, 0, 1, 1)))
    assert len(title) == LONGEST and title.endswith("…")


def test_a_frame_without_a_title_of_its_own_is_called_by_its_cards():
    assert frame_title(Frame(title="Head", nodes=frozenset("ab"))) == "“Head”"
    assert frame_title(Frame(title="Frame", nodes=frozenset("ab"))) == "of 2 cards"
    assert frame_title(Frame(title="", nodes=frozenset("a"))) == "of 1 card"
