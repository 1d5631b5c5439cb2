import numpy as np
import pytest

from engine import flat
from engine.autodiff import Tensor
from engine.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Ftrl, RMSprop
from engine.schedules import ExponentialDecay

SHAPES = ((3, 2), (4,), ())


def weights(dtype="f4", seed=0):
    rng = np.random.default_rng(seed)
    return [Tensor(rng.normal(size=shape).astype(dtype)) for shape in SHAPES]


def gradients(seed, dtype="f4"):
    rng = np.random.default_rng([7, seed])
    return [rng.normal(size=shape).astype(dtype) for shape in SHAPES]


def descended(optimizer, params, steps, first=0):
    for step in range(first, first + steps):
        optimizer.apply(params, gradients(step, params[0].array.dtype))
    return [p.array.copy() for p in params]


def assert_same(found, expected):
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_quadratic_is_descended(name):
    x = Tensor(np.array([2.0, -3.0]))
    rate = {"Adadelta": 30.0, "Ftrl": 1.0, "Adagrad": 1.0}.get(name, 0.05)
    optimizer = OPTIMIZERS[name](learning_rate=rate)
    for _ in range(400):
        optimizer.apply([x], [x.array.copy()])
    assert np.abs(x.array).max() < 0.2


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dialect", ["keras3", "tf_keras", "legacy"])
def test_a_run_resumes_from_its_state(name, dialect):
    whole, params = OPTIMIZERS[name](dialect=dialect, learning_rate=0.1), weights()
    descended(whole, params, 3)
    state, halfway = whole.state(), [Tensor(p.array.copy()) for p in params]
    resumed = OPTIMIZERS[name](dialect=dialect, learning_rate=0.1)
    resumed.set_state(state, halfway)
    assert_same(descended(resumed, halfway, 2, first=3), descended(whole, params, 2, first=3))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_blocks_make_no_difference(name, monkeypatch):
    whole = descended(OPTIMIZERS[name](), weights(), 3)
    monkeypatch.setattr(flat, "BLOCK", 4)
    np.testing.assert_allclose(
        np.concatenate([a.ravel() for a in descended(OPTIMIZERS[name](), weights(), 3)]),
        np.concatenate([a.ravel() for a in whole]),
        rtol=1e-6,
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_weights_without_a_gradient_stay_as_they_are(name):
    both, alone = weights(), weights()[1:]
    optimizer, other = (OPTIMIZERS[name](weight_decay=0.01) for _ in range(2))
    for step in range(3):
        grads = gradients(step)
        optimizer.apply(both, [None, *grads[1:]])
        other.apply(alone, grads[1:])
    assert_same([p.array for p in both], [weights()[0].array, *(p.array for p in alone)])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_types_are_kept_side_by_side(name):
    mixed = [Tensor(np.ones(3, t)) for t in ("f4", "f8", "f4")]
    OPTIMIZERS[name]().apply(mixed, [np.ones(3, "f4"), np.ones(3), np.ones(3, "f4")])
    assert [p.dtype for p in mixed] == ["float32", "float64", "float32"]
    np.testing.assert_allclose(mixed[0].array, mixed[1].array, rtol=1e-6)


def test_weights_set_from_outside_are_taken_over():
    params, optimizer = weights(), SGD(learning_rate=1.0)
    descended(optimizer, params, 1)
    params[1].data = np.zeros(4, "f4")
    optimizer.apply(params, gradients(0))
    np.testing.assert_array_equal(params[1].array, -gradients(0)[1])


def test_clipping_by_norm_looks_at_each_weight_alone_and_globally_at_all():
    def step(**options):
        params = [Tensor(np.zeros(2)), Tensor(np.zeros(1))]
        SGD(learning_rate=1.0, **options).apply(params, [np.array([3.0, 4.0]), np.array([12.0])])
        return [(-p.array).tolist() for p in params]

    assert step(clipnorm=1.0) == [pytest.approx([0.6, 0.8]), pytest.approx([1])]
    assert step(global_clipnorm=1.3) == [pytest.approx([0.3, 0.4]), pytest.approx([1.2])]
    assert step(clipvalue=3.5) == [[3, 3.5], [3.5]]
    old = {"clipnorm": 1.0, "clipvalue": 0.7}
    assert step(dialect="tf_keras", **old) == [pytest.approx([0.6, 0.8]), pytest.approx([1])]
    both = step(dialect="legacy", **old)
    assert both == [pytest.approx([0.7, 0.7]), pytest.approx([0.7])]


def test_averages_take_the_place_of_weights_in_the_end():
    for dialect, expected in (("keras3", -1.75), ("tf_keras", -1.5)):
        w = [Tensor(np.zeros(1))]
        optimizer = SGD(learning_rate=1.0, use_ema=True, ema_momentum=0.5, dialect=dialect)
        optimizer.apply(w, [np.array([1.0])])
        optimizer.apply(w, [np.array([1.5])])
        assert w[0].array == -2.5
        optimizer.finalize()
        assert w[0].array == pytest.approx(expected)


def test_averages_overwrite_weights_every_so_many_steps():
    w = [Tensor(np.zeros(1))]
    often = SGD(learning_rate=1.0, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)
    often.apply(w, [np.array([1.0])])
    assert w[0].array == -1
    often.apply(w, [np.array([1.0])])
    assert w[0].array == -1.5


def test_a_schedule_sets_the_rate_of_each_step():
    w = [Tensor(np.zeros(1))]
    optimizer = SGD(learning_rate=ExponentialDecay(1.0, 1, 0.5))
    for _ in range(3):
        optimizer.apply(w, [np.ones(1)])
    assert w[0].array == -1.75


def test_legacy_decay_lowers_the_rate():
    w = [Tensor(np.zeros(1))]
    optimizer = SGD(learning_rate=1.0, decay=1.0, dialect="legacy")
    for _ in range(2):
        optimizer.apply(w, [np.ones(1)])
    assert w[0].array == -1.5


@pytest.mark.parametrize(
    ("name", "dialect", "first"),
    [
        ("RMSprop", "keras3", 2 / np.sqrt(0.4 + 0.5)),
        ("RMSprop", "legacy", 2 / (np.sqrt(0.4) + 0.5)),
        ("Adagrad", "keras3", 2 / np.sqrt(4.1 + 0.5)),
        ("Adagrad", "legacy", 2 / (np.sqrt(4.1) + 0.5)),
    ],
)
def test_epsilon_stands_inside_the_root_or_outside(name, dialect, first):
    w = [Tensor(np.zeros(1))]
    OPTIMIZERS[name](learning_rate=1.0, epsilon=0.5, dialect=dialect).apply(w, [np.array([2.0])])
    assert -w[0].array == pytest.approx(first)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_guarded_step_that_is_not_finite_is_not_taken(name):
    params, optimizer = weights(), OPTIMIZERS[name]()
    before = descended(optimizer, params, 1)
    bad = gradients(1)
    bad[0][0, 0] = np.nan
    with pytest.raises(FloatingPointError):
        optimizer.apply(params, bad, guarded=True)
    assert_same([p.array for p in params], before)


def test_without_a_guard_nan_goes_into_its_weight_alone_as_in_keras():
    params = weights()
    bad = gradients(1)
    bad[0][0, 0] = np.nan
    SGD().apply(params, bad)
    assert [int(np.isnan(p.array).sum()) for p in params] == [1, *(0 for _ in params[1:])]


def test_large_finite_steps_are_taken():
    w = [Tensor(np.zeros(1, "f4"))]
    SGD(learning_rate=1.0).apply(w, [np.array([1e30], "f4")])
    assert w[0].array == np.float32(-1e30)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: SGD(momentum=1.2), "momentum must lie between 0 and 1"),
        (lambda: SGD(clipnorm=1.0, clipvalue=1.0), "only one of clipnorm and clipvalue"),
        (
            lambda: SGD(clipnorm=1.0, global_clipnorm=1.0, dialect="tf_keras"),
            "only one of clipnorm and global_clipnorm",
        ),
        (lambda: Adam(use_ema=True, ema_momentum=2), "ema_momentum must lie"),
        (lambda: Adam(use_ema=True, ema_overwrite_frequency=0), "must be 1 or more"),
        (lambda: Adam(decay=0.1), "only legacy"),
        (lambda: Adam(beta_1=1.0), "below 1"),
        (lambda: AdamW(weight_decay=None), "needs a weight_decay"),
        (lambda: Ftrl(learning_rate_power=0.5), "at most 0"),
        (lambda: Ftrl(l1_regularization_strength=-1.0), "must lie between 0"),
        (lambda: RMSprop(dialect="torch"), "dialect must be one of"),
    ],
)
def test_settings_that_no_optimizer_has_are_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_an_optimizer_belongs_to_its_weights():
    optimizer = Adam()
    descended(optimizer, weights(), 1)
    with pytest.raises(ValueError, match="other weights"):
        optimizer.apply(weights(), gradients(0))


def test_a_state_that_does_not_fit_is_refused():
    optimizer = Adam()
    descended(optimizer, weights(), 1)
    with pytest.raises(ValueError, match="does not fit"):
        Adam().set_state(optimizer.state(), [Tensor(np.zeros(5))])
