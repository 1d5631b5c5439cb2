"""Large documents of real cards that check without an error."""

from __future__ import annotations

import numpy as np

from cards.document import Document, Node, end
from cards.grouping import grouped
from cards.registry import Types

CHAIN = (
    *("BatchNormalization", "Dense", "AddAll", "LayerNormalization", "AddAll"),
    *("Dropout", "AddAll", "Activation", "AddAll", "Dense"),
)
"""Layers one behind the other; those that add also read some of the layers before them."""
ACROSS, DOWN = 330.0, 480.0


def document(count: int) -> Document:
    """A network of ``count`` cards in a grid, with about two wires a card."""
    rng = np.random.default_rng(0)
    columns = max(1, int(np.sqrt(count * 1.6 * DOWN / ACROSS)))
    nodes = {"input_1": Node(card="Input", params={"shape": [16]}, position=(-ACROSS, 0.0))}
    wires: dict[str, tuple[str, ...]] = {}
    outputs = [end("input_1", "data")]
    for i in range(count - 2):
        card, name = CHAIN[i % len(CHAIN)], f"n{i}"
        params = {"units": 16} if card == "Dense" else {}
        named = {"name": f"layer {i}"} if i % 10 == 0 else {}
        place = (ACROSS * (i % columns), DOWN * (i // columns))
        nodes[name] = Node(card=card, params={**params, **named}, position=place)
        if card == "AddAll":
            # Most reach a few layers back, as residual networks do, and some far.
            back = np.minimum(1 + rng.geometric(0.25, size=2 + i % 2), 60).tolist()
            near = [outputs[-1], *(outputs[max(0, len(outputs) - b)] for b in back)]
            wires[end(name, "inputs")] = tuple(dict.fromkeys(near))
        else:
            wires[end(name, "input")] = (outputs[-1],)
        outputs.append(end(name, "output"))
    nodes["output_1"] = Node(card="Output", position=(ACROSS * columns, 0.0))
    wires[end("output_1", "data")] = (outputs[-1],)
    return Document(nodes=nodes, wires=wires)


def in_groups(doc: Document, types: Types, each: int = 100) -> Document:
    """The same document with half of its cards in closed groups of ``each``."""
    names = [name for name in doc.nodes if name.startswith("n")]
    for start in range(0, len(names) // 2, each):
        doc, _ = grouped(doc, types, names[start : start + each])
    return doc
