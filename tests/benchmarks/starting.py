"""How long the program takes from the start of its process to its window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

CHILD = """
import sys, time
from pathlib import Path
from app.start import get_ready
get_ready()
from PySide6.QtWidgets import QApplication
class Application(QApplication):
    def exec(self):
        self.processEvents()
        print(time.time(), flush=True)
        return 0
app = Application([])
from app.application import show
show(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
"""
"""Opens the window as the command does, and tells when it has been painted."""


def started(arguments: Sequence[str], times: int) -> tuple[float, float]:
    """Median and worst milliseconds on the clock until the window has been painted."""
    taken = []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(times + 1):
            begin = time.time()
            done = subprocess.run(
                [sys.executable, "-c", CHILD, *arguments],
                env=_environment(home),
                cwd=Path(__file__).parents[2],
                capture_output=True,
                text=True,
                check=True,
            )
            taken.append(1e3 * (float(done.stdout.split()[0]) - begin))
    # The first one also writes compiled modules.
    return statistics.median(taken[1:]), max(taken[1:])


def _environment(home: str) -> dict[str, str]:
    """That of a user who has just installed the program, with compiled modules as pip has them."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    own = {"XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/cache"}
    return {"QT_QPA_PLATFORM": "offscreen", **kept, **own}
