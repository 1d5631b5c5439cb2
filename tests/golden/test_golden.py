"""Every case of the golden sets, one test each; ``GOLDEN_DIR`` names another set."""

import pytest

from tests.golden import harness, reader


def pytest_generate_tests(metafunc):
    found = [(root, case) for root in reader.roots() for case in reader.cases(root)]
    metafunc.parametrize(
        ("root", "case"), [pytest.param(root, case, id=case["id"]) for root, case in found]
    )


def test_engine_agrees_with_the_reference(root, case, record_property):
    record_property("golden", [case["system"], case["layer"]])
    try:
        harness.runner(case)(case, reader.load(root, case))
    except harness.NotBuilt as missing:
        pytest.skip(f"not built: {missing}")
