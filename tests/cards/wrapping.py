"""Documents with wrappers, for several tests."""

from cards.document import Document, Node
from cards.registry import builtin_cards

TYPES = builtin_cards()


def document(nodes, wires):
    """``nodes`` are cards by name, or pairs of a card and its values."""
    made = {}
    for name, written in nodes.items():
        card, params = (written, {}) if isinstance(written, str) else written
        made[name] = Node(card=card, params=params)
    ends = {
        target: (sources,) if isinstance(sources, str) else tuple(sources)
        for target, sources in wires.items()
    }
    return Document(nodes=made, wires=ends)


def wrapped(wrapper, inner, shape=(5, 3), **rows):
    """Input, a wrapper around a layer that comes by wire, Output."""
    return document(
        {
            "in": ("Input", {"shape": list(shape)}),
            "layer": inner,
            "wrapper": (wrapper, rows),
            "out": "Output",
        },
        {
            "wrapper.layer": "layer.layer",
            "wrapper.input": "in.data",
            "out.data": "wrapper.output",
        },
    )
