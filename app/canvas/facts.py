"""What a check found out, by card and wire, as the canvas shows it. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from app.translation import counted, grouped, tr
from cards.card import LayerCard, Masked
from cards.document import End
from engine.autodiff import Spec

if TYPE_CHECKING:
    from cards.checking import Diagnostic, Report

Severity = Literal["", "warning", "error"]


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one card: the worst severity, and messages by row.

    Messages under ``None`` concern the whole card.
    """

    severity: Severity = ""
    messages: Mapping[str | None, str] = field(default_factory=dict)

    @property
    def rows(self) -> frozenset[str]:
        return frozenset(row for row in self.messages if row is not None)


FINE = Trouble()


class Facts:
    """Troubles, footers and wire labels from one report."""

    def __init__(self, report: Report | None = None) -> None:
        self._report = report
        self._troubles: dict[str, Trouble] = {}
        if report is not None:
            by_node: dict[str, list[Diagnostic]] = {}
            for found in report.diagnostics:
                by_node.setdefault(found.node, []).append(found)
            self._troubles = {node: _trouble(found) for node, found in by_node.items()}

    def trouble(self, node: str) -> Trouble:
        return self._troubles.get(node, FINE)

    def troubled(self) -> Mapping[str, Trouble]:
        """Only the cards that something is wrong with."""
        return self._troubles

    def footer(self, node: str) -> str:
        """Shape of the output and number of weights, or who uses the layer; empty if not known."""
        if self._report is None:
            return ""
        inference = self._report.inferences.get(node)
        if inference is None:
            return "" if node in self._troubles else self._lent_to(node)
        # What ends a network gives no tensor on: its footer tells what arrives.
        known = inference.outputs or self._report.arrived.get(node, {})
        specs = [spec for spec in known.values() if spec is not None]
        parts = [long_form(specs[0])] if specs else []
        count = inference.trainable + inference.frozen
        if count:
            text = tr("{count} weight") if count == 1 else tr("{count} weights")
            parts.append(text.format(count=grouped(count)))
        return " · ".join(part for part in parts if part)

    def _lent_to(self, node: str) -> str:
        """What a layer that stands nowhere itself is for: the cards that it is wired to."""
        report = self._report
        card = report.cards.get(node) if report is not None else None
        users = self._users.get(id(card), []) if isinstance(card, LayerCard) else []
        if len(users) > 1:
            return tr("For {count} cards").format(count=len(users))
        return tr("For: {card}").format(card=users[0]) if users else ""

    @cached_property
    def _users(self) -> Mapping[int, list[str]]:
        """Titles of the cards that a card is wired to as a value, by its id."""
        users: dict[int, list[str]] = {}
        if self._report is not None:
            for name, origin in self._report.origins.items():
                for value in origin.wired.values():
                    users.setdefault(id(value), []).append(self._report.types[name].title)
        return users

    def label(self, source: End) -> str:
        """What travels along the wires from this end, short; empty if not known."""
        if self._report is None:
            return ""
        return _short(self._report.specs.get(source))

    def described(self, source: End) -> str:
        """What travels along the wires from this end: sizes, type of the numbers, mask."""
        spec = self._report.specs.get(source) if self._report is not None else None
        parts = [_short(spec)]
        if isinstance(spec, Spec):
            parts.append(spec.dtype)
        if isinstance(spec, Masked):
            parts.append(tr("mask {shape}").format(shape=_short(spec.mask)))
        return " · ".join(part for part in parts if part)


def _trouble(found: Sequence[Diagnostic]) -> Trouble:
    worst: Severity = "error" if any(d.severity == "error" for d in found) else "warning"
    messages: dict[str | None, str] = {}
    for one in found:
        before = messages.get(one.socket)
        messages[one.socket] = f"{before}\n{one.message}" if before else one.message
    return Trouble(worst, messages)


def long_form(spec: Any) -> str:
    """What a card's foot says of what it gives; empty if nothing is known."""
    columns = getattr(spec, "columns", None)
    if columns is None:
        return str(spec) if isinstance(spec, Spec) else ""
    told = counted(len(columns), tr("column"), tr("columns"))
    if spec.rows is None:
        return told
    return f"{counted(spec.rows, tr('row'), tr('rows'))} · {told}"


def _short(spec: Any) -> str:
    if isinstance(spec, Spec):
        sizes = [
            "batch" if n is None and i == 0 else str(n or "?") for i, n in enumerate(spec.shape)
        ]
        return " × ".join(sizes) or "number"
    columns = getattr(spec, "columns", None)
    if columns is None:
        return ""
    return f"{tr('rows') if spec.rows is None else grouped(spec.rows)} × {len(columns)}"
