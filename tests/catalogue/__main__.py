"""Prints how our cards compare with the ancestor's: ``python -m tests.catalogue``."""

from __future__ import annotations

import sys

from tests.catalogue.comparison import FACTS, our_cards, verdict


def main() -> int:
    """Print one line for each network card of the ancestor; 1 if one is not as it should be."""
    # Loaded here: the differences stand in the test, which itself tries this script.
    from tests.catalogue.test_ancestor import DIFFERENCES

    cards = our_cards()
    found = [verdict(c["title"], c, cards, DIFFERENCES) for c in FACTS["network_cards"]]
    lines = [f"{'card':<40} {'present':<8} {'sockets':<8} {'kinds':<6} {'order':<6} differences"]
    for one in found:
        count = f"{one.sockets}" if one.labels else "wrong"
        facts = (_word(one.present), count, _word(one.kinds), _word(one.order), one.meant or "")
        lines.append("{:<40} {:<8} {:<8} {:<6} {:<6} {}".format(one.title, *facts).rstrip())
    good = sum(one.good for one in found)
    lines.append(f"{good} of {len(found)} cards have every socket, kind and order.")
    meant = {key: reason for key, reason in DIFFERENCES.items() if key[0] in _titles()}
    lines += [_told(key, reason) for key, reason in meant.items()]
    lines += [fault for one in found for fault in one.faults]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if good == len(found) else 1


def _word(good: bool) -> str:
    return "yes" if good else "NO"


def _titles() -> set[str]:
    return {card["title"] for card in FACTS["network_cards"]}


def _told(key: tuple[str, str, str | None, str | None], reason: str) -> str:
    title, part, old, new = key
    changed = f"{old or 'nothing'} -> {'a list of it' if new == 'list' else new or 'nothing'}"
    return f"  meant: {title}, {part}: {changed}. {reason}"


if __name__ == "__main__":
    sys.exit(main())
