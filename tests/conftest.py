"""What all tests share: no display is needed, and no run is left behind."""

import os
import threading
from collections.abc import Iterator

import pytest

# Read when Qt is first loaded, so before any test module is imported.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and t.name == "run"]
    for thread in left:
        thread.join(5)
    assert not [t for t in left if t.is_alive()], "a run was still going on"
