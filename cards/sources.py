"""Where the code of a card stands, and where its idea comes from."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from cards.card import Card

_SOURCE = "Source: "


@dataclass(frozen=True)
class Code:
    """A function or class: its name, its file from the project's root, and its text."""

    name: str
    path: str
    line: int
    text: str


def engine_code(card: type[Card]) -> Code | None:
    """What the card computes with: its engine function or class, if it has one."""
    engine = getattr(card, "engine", None)
    return code_of(engine) if engine is not None else None


def code_of(target: Callable[..., Any]) -> Code | None:
    """Where ``target`` is written; None if Python cannot tell."""
    while isinstance(target, partial):
        target = target.func
    target = inspect.unwrap(target)
    try:
        lines, line = inspect.getsourcelines(target)
        file = inspect.getsourcefile(target) or ""
    except (OSError, TypeError):
        return None
    module = target.__module__.replace(".", "/")
    ending = "/__init__.py" if file.endswith("__init__.py") else ".py"
    return Code(target.__qualname__, module + ending, line, "".join(lines))


def told(card: type[Card]) -> tuple[str, str]:
    """The card's help without the paper that it names at its end, and that paper."""
    text, _, paper = card.help().rpartition(_SOURCE)
    return (text.rstrip(), paper) if text else (paper, "")
