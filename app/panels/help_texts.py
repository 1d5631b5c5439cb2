"""What the help panel says when no single card is selected."""

from __future__ import annotations

from collections.abc import Sequence

from app.translation import tr
from cards.card import Card
from cards.linked_pages import groups_list, link
from cards.registry import Types, card_id


def general(types: Types) -> str:
    """A short how-to, and the groups of cards."""
    parts = [
        "# " + tr("How it works"),
        tr("Select a card to read what it does and what each of its rows means."),
        "## " + tr("Build"),
        "- " + tr("**Add** a card: double-click the canvas, press Tab, or drag one from the left."),
        "- " + tr("**Wire** cards: drag from an output to an input of the same colour and shape."),
        "- " + tr("**Change** a value: click it on the card, or use the form at the right."),
        "- " + tr("**Insert** a card into a wire by dropping it there; **undo** with Ctrl+Z."),
        "## " + tr("Check"),
        "- "
        + tr(
            "The document is checked after every edit. *Problems* says what is wrong, "
            "and its buttons put it right; F8 goes to the next one."
        ),
        "- " + tr("Point at a wire to see its shape, at a socket to see what it takes."),
        "- " + tr("*Summary* lists the layers with their weights, memory and multiply-adds."),
        "## " + tr("Run"),
        "- " + tr("F5 runs the cards that do something, such as reading a table or training."),
        "- " + tr("*Training* draws the curves, *Results* shows what each card gave."),
        "## " + tr("All cards"),
        groups_list(types),
    ]
    return _joined(parts)


def several(cards: Sequence[type[Card]], types: Types, count: int) -> str:
    """What can be done with several cards, and links to their pages."""
    names = dict.fromkeys(card_id(types, card) for card in cards)
    parts = [
        "# " + tr("{count} cards selected").format(count=count),
        "- " + tr("Drag one to move them all; the arrow keys move them step by step."),
        "- " + tr("Ctrl+C copies them with the wires between them, Ctrl+D duplicates them."),
        "- " + tr("Delete removes them; a chain that they were part of stays whole."),
        "- " + tr("The menu on the right mouse button has the rest."),
        "## " + tr("Their pages"),
        *(f"- {link(name, types)}" for name in names if name in types),
    ]
    return _joined(parts)


def _joined(parts: Sequence[str]) -> str:
    """Paragraphs apart, items of a list together."""
    text = ""
    for part in parts:
        together = part.startswith("- ") and text.rpartition("\n")[2].startswith("- ")
        text += ("\n" if together else "\n\n") * bool(text) + part
    return text + "\n"
