"""What notes and frames are called in a line: their titles without signs of Markdown."""

from __future__ import annotations

import re

from cards.document import Frame, Note

LONGEST = 40
"""Letters of a title, at most."""

_BEFORE = re.compile(r"^(?:\s|#{1,6}\s|>|[-*+]\s|\d+[.)]\s|\[[ xX]\]\s)+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_AROUND = re.compile(r"(\*\*|__|~~|\*|`)(\S|\S.*?\S)\1")
_RULE = re.compile(r"^[\s#>*_=-]*$")


def note_title(note: Note) -> str:
    """The first line of a note that says something, as it reads; empty if none does."""
    line = next((one for one in note.text.splitlines() if not _RULE.match(one)), "")
    line = _LINK.sub(r"\1", _BEFORE.sub("", line))
    # What is strong may hold something slanted.
    for _ in range(2):
        line = _AROUND.sub(r"\2", line)
    return _short(line.strip())


def frame_title(frame: Frame) -> str:
    """*“Encoder”*, or *of 3 cards* while nobody has given the frame a title."""
    title = frame.title.strip()
    count = len(frame.nodes)
    plain = f"of {count} card{'s' if count != 1 else ''}"
    return f"“{_short(title)}”" if title not in ("", "Frame") else plain


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
