"""Every case of the golden set, one test each; ``GOLDEN_DIR`` names another set."""

import pytest

from tests.golden import harness, reader


def pytest_generate_tests(metafunc):
    cases = reader.cases(reader.root())
    metafunc.parametrize("case", [pytest.param(case, id=case["id"]) for case in cases])


def test_engine_agrees_with_the_reference(case, record_property):
    record_property("golden", [case["system"], case["layer"]])
    try:
        harness.runner(case)(case, reader.load(reader.root(), case))
    except harness.NotBuilt as missing:
        pytest.skip(f"not built: {missing}")
