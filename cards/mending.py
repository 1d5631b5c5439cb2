"""Ways out of problems, each tried before it is offered.

The check itself offers what is certain or quickly tried. What takes a change of the graph
is found here, for one problem at a time, when somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator

from cards.card import Context
from cards.checking import check
from cards.document import Document
from cards.edits import Refused
from cards.registry import Types
from cards.report import Diagnostic, Fix, Report
from cards.ways import candidates

MOST_TRIED = 24
"""Changes that are tried for one problem."""
MOST_OFFERED = 4


def offers(
    doc: Document, report: Report, types: Types, context: Context, problem: Diagnostic
) -> tuple[Fix, ...]:
    """The fixes of a problem that help, those that the check found first."""
    tried = attempts(doc, report, types, context, problem)
    return tuple(fix for fix in tried if fix is not None)


def attempts(
    doc: Document, report: Report, types: Types, context: Context, problem: Diagnostic
) -> Iterator[Fix | None]:
    """Each change that is tried, one after the other: a fix if it helps, None if it does not.

    It may be stopped between any two; each takes about as long as a check.
    """
    seen: set[str] = set()
    offered = 0
    for fix in problem.fixes:
        seen.add(fix.label)
        offered += 1
        yield fix
    for fix in candidates(doc, report, types, problem):
        if fix.label in seen:
            continue
        seen.add(fix.label)
        if len(seen) > MOST_TRIED or offered >= MOST_OFFERED:
            return
        good = helps(doc, report, types, context, problem, fix)
        offered += good
        yield fix if good else None


def helps(
    doc: Document, report: Report, types: Types, context: Context, problem: Diagnostic, fix: Fix
) -> bool:
    """Whether a fix takes a problem away, and what was right stays so.

    Something may then be wrong behind it, where nothing could be known before.
    """
    try:
        changed = fix.edit(doc)
    except (Refused, KeyError):
        return False
    after = check(changed, types, context, report)
    if any(_same(found, problem) for found in (*after.diagnostics, *after.advice)):
        return False
    known = {(d.node, d.socket, d.message) for d in report.diagnostics}
    new = [d for d in after.diagnostics if (d.node, d.socket, d.message) not in known]
    right = set(report.inferences) | set(changed.nodes) - set(doc.nodes)
    worse = [d for d in new if d.severity == "error" or problem.severity != "error"]
    return not any(d.node in right or _not_later(report, d, problem) for d in worse)


def _same(found: Diagnostic, problem: Diagnostic) -> bool:
    """Whether a problem is still there, though it may be told in other numbers."""
    place = (found.node, found.socket, found.severity)
    return place == (problem.node, problem.socket, problem.severity)


def _not_later(report: Report, found: Diagnostic, problem: Diagnostic) -> bool:
    """Whether a new problem of the same card is not at a row that is looked at later."""
    card = report.types.get(problem.node)
    if found.node != problem.node or card is None:
        return False
    rows = [socket.name for socket in card.rows()]
    if found.socket not in rows or problem.socket not in rows:
        return True
    return rows.index(found.socket) <= rows.index(problem.socket)
