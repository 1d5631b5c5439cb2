import os

import numpy as np
from threadpoolctl import threadpool_info

from engine.threads import blas_threads


def counts():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_threads_are_held_inside_the_block_and_back_outside():
    np.ones((2, 2)) @ np.ones((2, 2))
    before = counts()
    with blas_threads(1) as count:
        assert count == 1
        assert counts() == {1}
    assert counts() == before


def test_there_are_never_more_than_cores_nor_less_than_one():
    with blas_threads(10_000) as count:
        assert count == os.cpu_count()
    with blas_threads(0) as count:
        assert count == 1
    with blas_threads() as count:
        assert count == max(1, os.cpu_count() - 1)
