import pytest

from engine import schedules as s


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (s.ExponentialDecay(0.2, 2, 0.5), {0: 0.2, 1: 0.2 * 0.5**0.5, 2: 0.1, 4: 0.05}),
        (s.ExponentialDecay(0.2, 2, 0.5, staircase=True), {0: 0.2, 1: 0.2, 2: 0.1, 3: 0.1}),
        (s.InverseTimeDecay(1.0, 2, 0.5), {0: 1, 2: 1 / 1.5, 3: 1 / 1.75}),
        (s.InverseTimeDecay(1.0, 2, 0.5, staircase=True), {3: 1 / 1.5}),
        (s.PiecewiseConstantDecay((2, 5), (1, 0.5, 0.1)), {0: 1, 2: 1, 3: 0.5, 5: 0.5, 6: 0.1}),
        (s.PolynomialDecay(1.0, 10, 0.1), {0: 1, 5: 0.55, 10: 0.1, 99: 0.1}),
        (s.PolynomialDecay(1.0, 10, 0.0, power=2.0), {5: 0.25}),
        (s.PolynomialDecay(1.0, 10, 0.0, cycle=True), {0: 1, 10: 0, 15: 0.25, 20: 0}),
        (s.CosineDecay(1.0, 10), {0: 1, 5: 0.5, 10: 0, 30: 0}),
        (s.CosineDecay(1.0, 10, alpha=0.2), {5: 0.6, 10: 0.2}),
        (
            s.CosineDecay(0.0, 10, warmup_target=1.0, warmup_steps=4),
            {0: 0, 2: 0.5, 4: 1, 9: 0.5, 14: 0},
        ),
        (s.CosineDecayRestarts(1.0, 4), {0: 1, 2: 0.5, 4: 1, 8: 0.5, 12: 1}),
        (s.CosineDecayRestarts(1.0, 4, t_mul=1.0, m_mul=0.5), {2: 0.5, 4: 0.5, 6: 0.25, 8: 0.25}),
    ],
    ids=str,
)
def test_rates_are_those_of_the_formula(schedule, expected):
    assert {step: schedule(step) for step in expected} == pytest.approx(expected, abs=1e-12)


def test_values_and_boundaries_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="one value more"):
        s.PiecewiseConstantDecay((1, 2), (1, 2))


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: s.ExponentialDecay(0.1, 0, 0.5),
        lambda: s.InverseTimeDecay(0.1, 0, 0.5),
        lambda: s.PolynomialDecay(0.1, 0),
        lambda: s.CosineDecay(0.1, 0),
        lambda: s.CosineDecayRestarts(0.1, -1),
    ],
)
def test_a_span_of_no_steps_is_refused(impossible):
    with pytest.raises(ValueError, match="above 0"):
        impossible()
