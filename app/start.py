"""What comes before the window: threads, memory, and where errors are written down."""

from __future__ import annotations

import builtins
import gc
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

BLAS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def get_ready() -> None:
    """Prepare the process for the window, before anything large is imported.

    Looking for garbage while hundreds of classes are made costs an eighth of the start;
    ``application.show`` goes on with it. Raises ImportError if Qt does not load.
    """
    cap_threads()
    gc.disable()
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401 - only that it is loaded

    # PySide6 puts a function of its own there, which reads the source of each module to see
    # whether it uses ``__feature__``. None of ours does.
    builtins.__import__ = plain


def cap_threads() -> None:
    """Leave one core to the window; to be called before NumPy is imported."""
    threads = str(max((os.cpu_count() or 2) - 1, 1))
    for name in BLAS:
        os.environ.setdefault(name, threads)


def written_down(
    log: Path, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    """Write an unexpected error into the log; give the sentence for the user."""
    text = "".join(traceback.format_exception(kind, error, trace))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n")
    except OSError:
        sys.stderr.write(text)
    # Not at the top: this module comes before Qt.
    from app.translation import tr

    told = f"{kind.__name__}: {str(error).partition(chr(10))[0]}"
    return tr("Something went wrong: {error}\n\nDetails are in {log}.").format(error=told, log=log)
