"""What batch normalization refuses: by dialect, at which stage, at which row."""

import numpy as np
import pytest

from engine.autodiff import ShapeError
from engine.layers.batch_normalization_checks import DIALECTS, check_batch_normalization
from tests.engine.normalizing import call, drawn, kept, scope_of


@pytest.mark.parametrize(
    ("dialect", "params", "row", "kind"),
    [
        ("keras3", {"axis": [1]}, "axis", TypeError),
        ("keras3", {"axis": "last"}, "axis", ValueError),
        ("keras3", {"momentum": None}, "momentum", TypeError),
        ("keras3", {"fused": False}, "fused", ValueError),
        ("keras3", {"virtual_batch_size": 2}, "virtual_batch_size", ValueError),
        (
            "keras3",
            {"renorm": True, "renorm_clipping": {"dmax": -1}},
            "renorm_clipping",
            ValueError,
        ),
        ("tf_keras", {"axis": 1.0}, "axis", TypeError),
        ("tf_keras", {"axis": None}, "axis", TypeError),
        ("tf_keras", {"axis": np.int64(1)}, "axis", TypeError),
        ("tf_keras", {"axis": []}, "axis", IndexError),
        ("tf_keras", {"fused": True, "renorm": True}, "renorm", ValueError),
        ("tf_keras", {"fused": True, "axis": 2}, "axis", ValueError),
        ("tf_keras", {"fused": True, "synchronized": True}, "synchronized", ValueError),
        ("tf_keras", {"nonsense": 1}, "nonsense", TypeError),
        ("tf1", {"nonsense": 1}, "nonsense", TypeError),
        ("tf1", {"renorm": True, "renorm_clipping": {"max": 1}}, "renorm_clipping", ValueError),
        ("keras2", {}, "dialect", ValueError),
        ("keras3", {"trainable": 1}, "trainable", ValueError),
        ("keras3", {"dtype": "int32"}, "dtype", ValueError),
        ("tf_keras", {"dtype": "text"}, "dtype", TypeError),
        ("tf_keras", {"renorm": True, "renorm_clipping": [1]}, "renorm_clipping", ValueError),
    ],
)
def test_parameters_are_refused_at_their_row_as_the_reference_refuses_them(
    dialect, params, row, kind
):
    with pytest.raises(ShapeError) as refused:
        check_batch_normalization(dialect=dialect, **params)
    assert isinstance(refused.value, kind)
    assert refused.value.parameter == row


@pytest.mark.parametrize(
    ("dialect", "params", "row", "kind"),
    [
        ("keras3", {"axis": 2}, "axis", IndexError),
        ("tf_keras", {"axis": 2}, "axis", ValueError),
        ("tf_keras", {"axis": [1, -1]}, "axis", ValueError),
        ("tf_keras", {"fused": True}, "fused", ValueError),
        ("tf_keras", {"virtual_batch_size": 0}, "virtual_batch_size", ValueError),
        ("tf_keras", {"virtual_batch_size": "2"}, "virtual_batch_size", TypeError),
        ("tf_keras", {"virtual_batch_size": 2, "axis": 0}, "axis", ValueError),
        ("tf1", {"virtual_batch_size": 3}, "virtual_batch_size", ValueError),
        ("tf1", {"momentum": None}, "momentum", TypeError),
        ("tf_keras", {"momentum": "0.9"}, "momentum", TypeError),
        ("tf_keras", {"epsilon": "0.9"}, "epsilon", ValueError),
        ("tf1", {"epsilon": "0.9"}, "epsilon", TypeError),
        ("tf_keras", {"dtype": "int32"}, "dtype", ValueError),
        ("tf1", {"dtype": "int32"}, "dtype", TypeError),
        *(
            (dialect, {"renorm": True, "renorm_clipping": {"rmax": "a"}}, "renorm_clipping", kind)
            for dialect, kind in (("keras3", ValueError), ("tf_keras", TypeError))
        ),
    ],
)
def test_input_that_does_not_fit_is_refused_at_the_row(dialect, params, row, kind):
    with pytest.raises(ShapeError) as refused:
        call(scope_of(dialect, **params), drawn(4, 3))
    assert isinstance(refused.value, kind)
    assert refused.value.parameter == row


@pytest.mark.parametrize("momentum", [-0.5, 1.5])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_momentum_has_no_bounds(dialect, momentum):
    assert np.isfinite(call(scope_of(dialect, momentum=momentum), drawn(4, 3))).all()


def test_keras_3_reads_numbers_from_text():
    scope = scope_of(axis="1", momentum="0.5", epsilon="0.1")
    x = drawn(4, 3, mean=2)
    call(scope, x)
    np.testing.assert_allclose(kept(scope, "moving_mean"), 0.5 * x.mean(0), rtol=1e-5)


def test_a_whole_number_as_momentum_fails_in_a_fused_graph_of_tensorflow_1_only():
    x = drawn(2, 2, 2, 3)
    assert call(scope_of("tf_keras", momentum=1), x).any()
    with pytest.raises(TypeError, match="momentum"):
        call(scope_of("tf1", momentum=1), x)
    assert call(scope_of("tf1", momentum=1, fused=False), x).any()


def test_renorm_in_float64_fails_except_in_keras_3():
    assert call(scope_of(dtype="float64", renorm=True), drawn(4, 3)).any()
    for dialect in ("tf_keras", "tf1"):
        with pytest.raises(ShapeError, match="float64"):
            call(scope_of(dialect, dtype="float64", renorm=True), drawn(4, 3))


@pytest.mark.parametrize("dialect", ["tf_keras", "tf1"])
def test_only_truth_values_and_numbers_say_whether_to_train(dialect):
    for training in (True, False, 0, 1, None):
        assert call(scope_of(dialect), drawn(4, 3), training=training).any()
    with pytest.raises(TypeError, match="training"):
        call(scope_of(dialect), drawn(4, 3), training="yes")


def test_ghost_batches_of_one_sample_may_be_masked():
    mask = [[1, 0, 1], [1, 1, 1]]
    x = drawn(2, 3, 2)
    y = call(scope_of("tf_keras", virtual_batch_size=1), x, mask=mask)
    seen = x[0][[0, 2]]
    wanted = (x[0] - seen.mean(0)) / np.sqrt(seen.var(0) + 1e-3)
    np.testing.assert_allclose(y[0], wanted, rtol=1e-5, atol=1e-6)
    with pytest.raises(ShapeError, match="ghost batches cannot be masked"):
        call(scope_of("tf_keras", virtual_batch_size=2), x, mask=mask)
