import platform
import subprocess
import sys
from pathlib import Path

import pytest

from engine.memory import in_words

# A process of its own: what counts as large follows what was freed before.
CODE = """
import resource
import numpy as np
from engine.memory import keep_pages

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        arrays = [np.ones(1 << 20, np.uint8) for _ in range(8)]
        del arrays
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

before = faults()
keep_pages()
faults()
print(before, faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_large_arrays_get_the_pages_of_those_before():
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", CODE], cwd=root, capture_output=True, text=True, check=True
    )
    before, after = map(int, told.stdout.split())
    assert after < before / 10


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (20 * 10**12, "20.0 TB"),
        (999_949, "999.9 kB"),
        (10**400, "more than 1000 EB"),
    ],
)
def test_bytes_are_told_in_words(count, words):
    assert in_words(count) == words
