import platform

import numpy as np
import pytest

from engine.memory import keep_pages


def faults():
    # Not on every system.
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_large_arrays_get_the_pages_of_those_before():
    keep_pages()
    np.ones(1 << 21, np.uint8)
    before = faults()
    for _ in range(20):
        np.ones(1 << 21, np.uint8)
    pages = 20 * (1 << 21) // 4096
    assert faults() - before < pages / 4
