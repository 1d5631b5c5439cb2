"""What a check found out about the cards inside groups, told at the groups' cards. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.canvas.facts import FINE, Facts, Severity, Trouble, long_form
from app.translation import counted, tr
from cards.document import End, node_of
from cards.paging import Page

if TYPE_CHECKING:
    from app.session import NodeState
    from cards.checking import Report


class GroupFacts(Facts):
    """Facts of a page: those of a group are those of the cards inside, put together."""

    def __init__(self, report: Report, page: Page) -> None:
        super().__init__(report)
        self._page = page
        self._gathered = {name: self._gather(name) for name in page.members}

    def trouble(self, node: str) -> Trouble:
        return self._gathered.get(node) or super().trouble(node)

    def troubled(self) -> Mapping[str, Trouble]:
        gathered = {name: found for name, found in self._gathered.items() if found is not FINE}
        return {**super().troubled(), **gathered}

    def footer(self, node: str) -> str:
        if node not in self._page.members:
            return super().footer(node)
        report, members = self._report, self._page.members[node]
        known = [report.inferences[n] for n in members if n in report.inferences] if report else []
        weights = sum(one.trainable + one.frozen for one in known)
        specs = report.specs if report is not None else {}
        shapes = [long_form(specs.get(e)) for e in self._outputs(node)]
        parts = [next((s for s in shapes if s), "")]
        if weights:
            parts.append(counted(weights, tr("weight"), tr("weights")))
        return " · ".join(part for part in parts if part)

    def label(self, source: End) -> str:
        return super().label(self._inner(source))

    def described(self, source: End) -> str:
        return super().described(self._inner(source))

    def _inner(self, source: End) -> End:
        if source.startswith("@"):
            return self._page.outer_source(source) or source
        if node_of(source) not in self._page.members:
            return source
        return next(iter(self._page.ends(source, output=True)), source)

    def _outputs(self, group: str) -> list[End]:
        return [e for (name, e, output) in self._page.ports if name == group and output]

    def _gather(self, group: str) -> Trouble:
        """The worst of what is inside; messages at a port where it stands for their row."""
        found = {
            n: t
            for n in sorted(self._page.members[group])
            if (t := super(GroupFacts, self).trouble(n)) is not FINE
        }
        if not found:
            return FINE
        worst: Severity = (
            "error" if any(t.severity == "error" for t in found.values()) else "warning"
        )
        messages: dict[str | None, str] = {}
        for node, trouble in found.items():
            for row, text in trouble.messages.items():
                port = self._page.ports.get((group, f"{node}.{row}", False)) if row else None
                line = text if port else f"{node}: {text}"
                messages[port] = f"{messages[port]}\n{line}" if port in messages else line
        return Trouble(worst, messages)


def states_shown(page: Page, states: Mapping[str, NodeState]) -> dict[str, NodeState]:
    """How the cards of a page stand in the run; a group stands as the cards inside."""
    shown = {name: state for name, state in states.items() if name not in page.members}
    order = ("failed", "running", "done")
    for group, members in page.members.items():
        inside = [states[n] for n in members if n in states]
        phases = {state.phase for state in inside}
        phase = next((p for p in order if p in phases), None)
        if phase is not None:
            shown[group] = next(state for state in inside if state.phase == phase)
    return shown
