import platform
import subprocess
import sys
from pathlib import Path

import pytest

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
