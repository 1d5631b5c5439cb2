"""Small networks for tests."""

from cards import edits
from cards.checking import check, connected
from cards.document import Document, Node
from cards.registry import builtin_cards

TYPES = builtin_cards()


def chain(*cards, **params):
    """Input, the given cards one behind the other, Output.

    ``params`` are values by card; the name of a node is its card in small letters.
    """
    doc = Document()
    end = None
    for card in ("Input", *cards, "Output"):
        name = card.lower()
        doc = edits.add_node(doc, name, Node(card=card, params=params.get(card, {})))
        if end is not None:
            doc = connected(doc, TYPES, end, f"{name}.{TYPES[card].inputs[0].name}")
        end = f"{name}.data" if card == "Input" else f"{name}.output"
    return doc


def only(doc):
    """The one diagnostic of a document."""
    found = check(doc, TYPES).diagnostics
    assert len(found) == 1, found
    return found[0]
