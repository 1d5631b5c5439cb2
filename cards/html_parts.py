"""Pieces of HTML of which the pages of cards are made.

Texts of cards are Markdown, which may come from any pack; everything else is escaped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sized
from html import escape
from typing import TYPE_CHECKING

from cards.catalogue import base
from cards.kinds import Kind

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_OFF = ("image", "link", "autolink", "html_inline", "html_block", "reference", "entity")
_HEADINGS = ("heading", "lheading", "hr")
_CORNERS = {"diamond": (4, 0.0), "triangle": (3, 0.0), "hexagon": (6, 0.0), "pentagon": (5, -90.0)}


def markdown() -> MarkdownIt:
    """What turns texts of cards into HTML, without HTML, pictures and links of their own."""
    # Loaded here: only these pages need it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable([*_OFF, *_HEADINGS])


def mark(kind: Kind) -> str:
    """The mark of a kind of value, drawn; its colours belong to its class."""
    letter = f'<text x="0" y="4">{escape(kind.letter)}</text>' if kind.mark != "ring" else ""
    return (
        f'<svg class="mark {kind_class(kind)}" viewBox="-12 -12 24 24" aria-hidden="true">'
        f"{_outline(kind)}{letter}</svg>"
    )


def group_class(group: str) -> str:
    """The class of what shows the colour of a group."""
    return "g-" + re.sub(r"[^A-Za-z0-9]+", "-", group.partition(" / ")[0])


def kind_class(kind: Kind) -> str:
    """The class of what shows the colour of a kind."""
    return "k-" + re.sub(r"[^A-Za-z0-9]+", "-", base(kind).id)


def _outline(kind: Kind) -> str:
    if kind.mark == "square":
        return '<rect x="-8" y="-8" width="16" height="16" rx="2"/>'
    if kind.mark == "bar":
        return '<rect x="-7" y="-10" width="14" height="20" rx="3"/>'
    if kind.mark == "ring":
        return '<circle r="6" class="hole"/>'
    if kind.mark not in _CORNERS:
        return '<circle r="9"/>'
    corners, turn = _CORNERS[kind.mark]
    angles = (math.radians(turn + 360.0 * i / corners) for i in range(corners))
    points = " ".join(f"{11 * math.cos(a):.1f},{11 * math.sin(a):.1f}" for a in angles)
    return f'<polygon points="{points}"/>'


def section(title: str, body: str) -> str:
    """A part of a page under its heading; nothing if it would be empty."""
    return f"<section><h2>{title}</h2>\n{body}</section>" if body else ""


def unbroken(text: str) -> str:
    """A line in which no shape is divided at its end."""
    joined = re.sub(r"\([^()]*\)", lambda m: m[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return escape(joined)


def listed(look: str, items: Iterable[str]) -> str:
    """A list of the class ``look``, whose items are HTML; nothing if there are none."""
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="{look}">{lines}</ul>' if lines else ""


def counted(cards: Sized) -> str:
    """How many cards there are, in words."""
    return f"{len(cards)} card" + "s" * (len(cards) != 1)
