"""One thing that the user can do in the window, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.commands.conditions import always

if TYPE_CHECKING:
    from app.window import Window


@dataclass(frozen=True)
class Command:
    """One action: where it stands, how it is reached, what it does and when it may."""

    id: str
    text: str
    menu: str
    handler: Callable[[Window], Any]
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    enabled: Callable[[Window], bool] = always
    separator: bool = False
    """Whether a line stands above it in its menu."""
