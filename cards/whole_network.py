"""What is wrong with a network as a whole, when each of its cards has been checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cards.document import Document, end
from cards.fixes import end_with_output, reset
from cards.known import Known
from cards.registry import Types
from cards.report import Diagnostic, Report
from cards.sentences import sentence


def same_names(
    doc: Document, report: Report, roles: Mapping[str, tuple[str, str]]
) -> Iterator[Diagnostic]:
    """Inputs of the network, outputs, and results that share a name with an earlier one.

    ``roles`` tells what a node is to the document, and its name.
    """
    if len(set(roles.values())) == len(roles):
        return
    named: dict[tuple[str, str], str] = {}
    for node in (n for n in doc.nodes if n in roles):
        role, name = roles[node]
        if named.setdefault((role, name), node) != node:
            text = sentence(f"Two {role} are called {name}; give each its own name.")
            card = report.types[node]
            socket = card.input("name")
            typed = socket is not None and name != socket.default
            yield Diagnostic(
                node, text, "name", fixes=(reset(card, node, "name"),) if typed else ()
            )


def no_output(report: Report, known: Known, types: Types) -> Iterator[Diagnostic]:
    """A warning if nothing reads what the layers compute."""
    layers, readers = known.layers, known.wires.readers
    if not layers or known.exits:
        return
    # Cards are checked in order, so the last layer without a reader is the network's end.
    # One that only another card applies does not stand in it.
    backwards = [name for name in reversed(report.order) if name in layers]
    unread = (n for n in backwards if not {end(n, "output"), end(n, "layer")} & readers.keys())
    last = next(unread, backwards[0])
    text = "The network has no Output card, so that it cannot be used."
    fixes = (end_with_output(end(last, "output")),) if "Output" in types else ()
    yield Diagnostic(last, text, None, "warning", fixes)
