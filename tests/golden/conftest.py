"""Ends a golden run with a table by system and layer."""

from collections import Counter

COLUMNS = ("passed", "failed", "not built")


def pytest_terminal_summary(terminalreporter):
    counts = counted(terminalreporter.stats)
    if not counts:
        return
    terminalreporter.section("golden set, by system and layer")
    rows = sorted({key for key, _ in counts})
    wide = max(len(layer) for _, layer in rows)
    line = f"{{:12}}{{:{wide + 2}}}{{:>8}}{{:>8}}{{:>11}}"
    terminalreporter.write_line(line.format("system", "layer", *COLUMNS))
    for row in rows:
        terminalreporter.write_line(line.format(*row, *(counts[row, c] or "" for c in COLUMNS)))
    totals = [sum(n for (_, c), n in counts.items() if c == column) for column in COLUMNS]
    terminalreporter.write_line(line.format("all", "", *totals))


def counted(stats):
    """How many cases of each (system, layer) went how: {((system, layer), column): n}."""
    counts = Counter()
    for category, reports in stats.items():
        for report in reports:
            row = dict(getattr(report, "user_properties", ())).get("golden")
            if row is not None and (report.when == "call" or report.failed):
                counts[tuple(row), column(category, report)] += 1
    return counts


def column(category, report):
    if category == "passed":
        return "passed"
    skipped = category == "skipped" and "not built: " in str(report.longrepr)
    return "not built" if skipped else "failed"
