"""Saves, edits and autosaves in a loop, and is killed at random moments; prints what was lost.

Run as a program: FOLDER TIMES SEED. Each life is a fork of this process, so that it starts
at once; it writes a line into a pipe only after what it tells of is done.
"""

import os
import random
import select
import signal
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication

from app.recovery import Autosave, leftovers, unreadable
from app.session import Session
from cards import edits, files
from cards.document import Document, Node

CARDS = 300
"""Enough for a file of several pages, so that a save takes its time."""
LATEST = 0.06
"""Seconds after its first word in which a life ends."""


def document():
    params = {"epsilon": 0.5, "axis": -1}
    nodes = {f"norm_{i}": Node(card="BatchNormalization", params=params) for i in range(CARDS)}
    return Document(nodes=nodes)


def life(pipe, folder, first):
    """Save, then edit and autosave, and again; each state has its number as the seed."""
    app = QCoreApplication([])
    session = Session({})
    session.open(folder / "net.json")
    autosave = Autosave(session, folder / "unsaved")
    number = first

    def aside():
        autosave._write_aside()
        autosave._wait()

    while app is not None:
        acts = ((session.save, b"saved"), (autosave.write, b"kept"), (aside, b"kept"))
        for act, done in acts:
            number += 1
            session.commit("Number", edits.set_seed(session.document, number))
            act()
            os.write(pipe, done + b" %d\n" % number)


def killed(folder, first, rng):
    """One life and its end; the last number that it told."""
    inward, outward = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(inward)
            life(outward, folder, first)
        finally:
            os._exit(1)
    os.close(outward)
    select.select([inward], [], [], 30)
    time.sleep(rng.random() * LATEST)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it died by itself: {status}"
    told = b""
    while piece := os.read(inward, 65536):
        told += piece
    os.close(inward)
    whole = told[: told.rfind(b"\n")].split()
    return int(whole[-1])


def main(folder, times, seed):
    rng, losses, most = random.Random(seed), 0, 0
    files.save(folder / "net.json", document())
    for _ in range(times):
        number = killed(folder, most, rng)
        found = [files.load(folder / "net.json")]
        left = leftovers(folder / "unsaved")
        found += [one.document for one in left]
        best = max(d.settings.seed for d in found)
        whole = all(len(d.nodes) == CARDS for d in found)
        losses += best < number or not whole or bool(unreadable(folder / "unsaved"))
        most = best
        for one in left:
            one.discard()
    # What a killed save leaves is its own, hidden, and never the document.
    print("lives", times, "states", most, "losses", losses)  # noqa: T201 - its only output


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
