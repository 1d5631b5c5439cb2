"""No step writes into arrays that others hold, and float32 stays float32 everywhere."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS, activate
from engine.autodiff import Tensor, propagate
from engine.constraints import CONSTRAINTS
from engine.gradcheck import check_layer
from engine.initializers import INITIALIZERS
from engine.layers.activation import glu, prelu, softmax
from engine.layers.adjustment import UniformAdjustment
from engine.layers.convolution import conv_2d
from engine.layers.core import dense
from engine.layers.normalization import (
    batch_normalization,
    group_normalization,
    instance_normalization,
    layer_normalization,
    rms_normalization,
    unit_normalization,
)
from engine.losses import LOSSES
from engine.ops import elementwise
from engine.optimizers import OPTIMIZERS
from engine.regularizers import REGULARIZERS, l1, l2
from engine.scope import Layer, Scope, WeightPolicy, apply_layer
from tests.engine.test_layers import CASES
from tests.engine.watching import Unchanged, swept

GHOSTS = {"virtual_batch_size": 2, "dialect": "tf_keras"}
NORMALIZED = [
    *((batch_normalization, [shape], {}) for shape in ((6, 3), (1, 3), (6, 1), (1, 1), (512, 64))),
    *((batch_normalization, [shape], {"axis": 1}) for shape in ((6, 3), (2, 3, 4, 5), (1, 3, 1))),
    (batch_normalization, [(4, 3, 2)], {"axis": [1, 2], "dialect": "tf_keras"}),
    (batch_normalization, [(2, 3, 4, 5)], {"dialect": "tf_keras"}),
    (batch_normalization, [(2, 3, 4, 5)], {"dialect": "tf1", "momentum": 0.0}),
    (batch_normalization, [(6, 3)], {"center": False, "scale": False}),
    (batch_normalization, [(6, 3)], {"renorm": True}),
    (batch_normalization, [(6, 3)], {"renorm": True, **GHOSTS}),
    (batch_normalization, [(6, 3)], GHOSTS),
    (batch_normalization, [(6, 3)], {"dialect": "tf1", "adjustment": UniformAdjustment(seed=1)}),
    (layer_normalization, [(4, 5)], {}),
    (layer_normalization, [(1, 5)], {}),
    (layer_normalization, [(4, 1)], {}),
    (layer_normalization, [(1, 3, 4)], {"axis": [1, 2]}),
    (layer_normalization, [(2, 3, 4)], {"axis": 1, "center": False, "scale": False}),
    (layer_normalization, [(3, 4)], {"axis": [0, 1]}),
    (layer_normalization, [(1, 1)], {"axis": [0, 1]}),
    (layer_normalization, [(3, 4)], {"rms_scaling": True}),
    *((group_normalization, [shape], {"groups": 1}) for shape in ((4, 5), (1, 3, 2), (1, 1))),
    (group_normalization, [(2, 3, 4)], {"groups": 2, "axis": -1}),
    (instance_normalization, [(2, 3, 4)], {"axis": 1}),
    *((rms_normalization, [shape], {}) for shape in ((4, 5), (1, 5), (4, 1), (1, 1))),
    *((unit_normalization, [shape], {}) for shape in ((4, 5), (1, 5), (4, 1), (1, 1))),
    (prelu, [(2, 3, 4)], {"shared_axes": [1]}),
    (prelu, [(1, 4)], {}),
    (softmax, [(2, 3, 4)], {"axis": [1, 2]}),
    (glu, [(2, 3, 4)], {}),
]
ALONE = [
    (dense, [(1, 1)], {"units": 1}),
    (conv_2d, [(1, 1, 1, 1)], {"filters": 1, "kernel_size": 1}),
]
EVERY = [*CASES, *NORMALIZED, *ALONE]
IDS = [f"{function.__name__}{number}" for number, (function, _, _) in enumerate(EVERY)]
POLICIES = {
    "kernel": WeightPolicy(regularizer=l2),
    "gamma": WeightPolicy(regularizer=l1),
    "activity": WeightPolicy(regularizer=l2),
}
SHAPES = ((4, 3), (1, 3), (1, 1), (2, 5, 3))


def drawn(*shape, seed=0, dtype="f4"):
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)


def called(scope, shapes, masked):
    xs = [Tensor(drawn(*shape, seed=i)) for i, shape in enumerate(shapes)]
    if masked:
        xs[0].mask = Tensor(np.arange(np.prod(shapes[0][:-1])).reshape(shapes[0][:-1]) % 3 > 0)
    return xs, apply_layer(scope.layer, scope, xs)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(("function", "shapes", "params"), EVERY, ids=IDS)
def test_a_layer_writes_into_nothing_and_stays_single(function, shapes, params, training):
    policies = {} if function is batch_normalization and params else POLICIES
    scope = Scope(Layer(function, params, policies), training=training)
    kept = Unchanged()
    called(scope, shapes, masked=False)
    kept.keep(list(scope.values.values()))
    scope.forget()
    xs, y = called(scope, shapes, masked=False)
    results = [y, *scope.losses, *scope.penalties()]
    dtypes = swept(results, [drawn(*t.array.shape, seed=9) for t in results])
    kept.keep([results, list(scope.updates.values())])
    scope.commit()
    kept.check()
    held = [*xs, *scope.values.values(), *results]
    assert {t.dtype for t in held} | dtypes == {"float32"}
    trained = [scope.values[path] for path in scope.trainable_paths()]
    assert {t.grad.dtype.name for t in (*xs, *trained)} == {"float32"}


def in_float64(params):
    """Whether the gradient can be checked: TensorFlow 1, and renorm of Keras 2, are single."""
    dialect = params.get("dialect")
    return dialect != "tf1" and not (dialect == "tf_keras" and params.get("renorm"))


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(
    ("function", "shapes", "params"),
    [case for case in [*NORMALIZED, *ALONE] if in_float64(case[2])],
)
def test_gradients_of_odd_shapes_are_numerically_right(function, shapes, params, training):
    # Sums over axes of length 1 are the array itself, which makes aliases.
    if params.get("renorm"):
        params = {**params, "renorm_clipping": {"rmin": 1.3, "rmax": 1.3, "dmax": 0.0}}
    check_layer(Layer(function, params), *(drawn(*s) for s in shapes), training=training)


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras", "tf1"])
@pytest.mark.parametrize("renorm", [False, True])
def test_a_mask_makes_no_difference_to_that(dialect, renorm):
    params = {"dialect": dialect, "renorm": renorm}
    scope = Scope(Layer(batch_normalization, params), training=True)
    xs, y = called(scope, [(4, 5, 3)], masked=True)
    assert swept([y], [drawn(4, 5, 3, seed=9)]) == {"float32"}
    scope.commit()
    assert {t.dtype for t in (y, *xs, *scope.values.values())} == {"float32"}


@pytest.mark.parametrize("shape", [(4, 6), (1, 2), (6, 4, 2)])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_writes_into_nothing_and_stays_single(name, shape):
    y = activate(name, Tensor(drawn(*shape)))
    assert swept([y], [drawn(*y.array.shape, seed=9)]) <= {"float32"}
    assert y.dtype == "float32"


def targets_of(name, shape):
    if name == "SparseCategoricalCrossentropy":
        return np.random.default_rng(1).integers(0, shape[-1], shape[:-1])
    return (drawn(*shape, seed=1) > 0).astype("f4")


@pytest.mark.parametrize("dialect", ["keras3", "tf_keras"])
@pytest.mark.parametrize("weigh", [False, True])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_writes_into_nothing_and_stays_single(name, shape, weigh, dialect):
    y_true, y_pred = targets_of(name, shape), Tensor(np.abs(drawn(*shape)) % 1)
    weights = np.abs(drawn(*shape[:1], seed=2)) if weigh else None
    kept = Unchanged()
    kept.keep([y_true, y_pred, weights])
    with np.errstate(all="ignore"):
        loss = LOSSES[name](dialect=dialect)(y_true, y_pred, weights)
        dtypes = swept([loss], [np.ones_like(loss.array)])
    kept.check()
    assert {loss.dtype, y_pred.grad.dtype.name} | dtypes == {"float32"}


@pytest.mark.parametrize("name", REGULARIZERS)
def test_a_regularizer_writes_into_nothing_and_stays_single(name):
    w = Tensor(drawn(3, 2))
    penalty = REGULARIZERS[name](w)
    assert swept([penalty], [np.ones_like(penalty.array)]) == {"float32"}
    assert penalty.dtype == "float32"


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_writes_into_nothing_and_stays_single(name):
    w, kept = drawn(3, 3, 2, 2), Unchanged()
    kept.keep(w)
    assert CONSTRAINTS[name](w).dtype == np.float32
    kept.check()


@pytest.mark.parametrize("name", sorted({*INITIALIZERS} - {"Zeros"}))
def test_weights_start_single(name):
    scope = Scope(Layer(dense))
    start = INITIALIZERS[name]
    # Waves make kernels of 1D convolutions only.
    shape = (4, 1, 10) if name == "STFT" else (3, 2)
    assert scope.weight("kernel", shape, default=start).dtype == "float32"


OPTIONS = [
    *((name, {}) for name in OPTIMIZERS),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("Adam", {"amsgrad": True, "weight_decay": 0.1}),
    ("RMSprop", {"centered": True, "momentum": 0.5}),
    ("SGD", {"clipnorm": 0.1}),
    ("SGD", {"clipvalue": 0.1}),
    ("SGD", {"global_clipnorm": 0.1}),
    ("Adam", {"use_ema": True, "ema_overwrite_frequency": 2}),
]


@pytest.mark.parametrize(("name", "options"), OPTIONS)
@pytest.mark.parametrize("dialect", ["keras3", "tf_keras", "legacy"])
def test_an_optimizer_leaves_gradients_alone_and_weights_single(name, options, dialect):
    params = [Tensor(drawn(*shape)) for shape in ((3, 2), (4,), ())]
    optimizer, kept = OPTIMIZERS[name](dialect=dialect, **options), Unchanged()
    for step in range(3):
        grads = [drawn(*p.array.shape, seed=step) for p in params]
        kept.keep(grads)
        optimizer.apply(params, grads)
    optimizer.finalize()
    kept.check()
    assert {p.dtype for p in params} == {"float32"}
    slots = [a for key, a in optimizer.state().items() if key != "iterations"]
    assert {a.dtype.name for a in slots} <= {"float32"}


def test_one_gradient_for_two_inputs_is_added_up_apart():
    a, b = Tensor(drawn(3)), Tensor(drawn(3, seed=1))
    both = elementwise.add(a, b)
    twice = elementwise.add(both, a)
    seed = np.ones(3, "f4")
    propagate([(twice, seed), (both, seed), (twice, seed)])
    np.testing.assert_array_equal(a.grad, [5, 5, 5])
    np.testing.assert_array_equal(b.grad, [3, 3, 3])
    np.testing.assert_array_equal(seed, [1, 1, 1])
