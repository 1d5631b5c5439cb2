from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from engine.autodiff import ShapeError, Spec, Tensor, backward, propagate
from engine.constraints import max_norm
from engine.layers.core import dense
from engine.layers.merging import add
from engine.layers.normalization import batch_normalization
from engine.model import Model, Step, stream
from engine.ops.elementwise import scale
from engine.ops.reduce import reduce_sum
from engine.regularizers import l2
from engine.scope import Layer, WeightPolicy, run_layer
from tests.engine.networks import classifier, line

X = np.arange(8, dtype="f4").reshape(4, 2)


def test_weights_are_there_at_once_without_data():
    model = classifier()
    shapes = {name: array.shape for name, array in model.weights().items()}
    assert shapes == {
        "hidden/kernel": (4, 8),
        "hidden/bias": (8,),
        "norm/gamma": (8,),
        "norm/beta": (8,),
        "norm/moving_mean": (8,),
        "norm/moving_variance": (8,),
        "out/kernel": (8, 3),
        "out/bias": (3,),
    }
    assert list(model.trainable()) == [name for name in shapes if "moving" not in name]
    assert model.weights()["hidden/kernel"].std() > 0
    assert model.specs["out"] == Spec((None, 3))


def test_every_value_has_a_name():
    values = classifier().run({"x": np.ones((5, 4))})
    assert list(values) == ["x", "hidden", "norm", "drop", "out"]
    assert values["x"].dtype == "float32"
    np.testing.assert_allclose(values["out"].array.sum(-1), 1, rtol=1e-6)


def test_the_seed_and_the_name_decide_and_nothing_else():
    same, other = classifier(seed=1).weights(), classifier(seed=2).weights()
    assert all(np.array_equal(a, same[n]) for n, a in classifier(seed=1).weights().items())
    assert not np.array_equal(same["out/kernel"], other["out/kernel"])
    longer = Model(
        {"x": Spec((None, 2))},
        (
            Step("before", Layer(dense, {"units": 2}), ("x",)),
            Step("line", Layer(dense, {"units": 1}), ("before",)),
        ),
        {"y": "line"},
    )
    np.testing.assert_array_equal(longer.weights()["line/kernel"], line().weights()["line/kernel"])
    assert stream(0, "a").random() != stream(0, "b").random()


def test_moving_statistics_change_by_commit_only():
    model = classifier()
    before = model.weights()["norm/moving_mean"]
    model.run({"x": np.ones((5, 4))}, training=True)
    np.testing.assert_array_equal(model.weights()["norm/moving_mean"], before)
    model.commit()
    assert not np.array_equal(model.weights()["norm/moving_mean"], before)
    after = model.weights()["norm/moving_mean"]
    model.run({"x": np.zeros((5, 4))}, training=True)
    model.forget()
    model.commit()
    np.testing.assert_array_equal(model.weights()["norm/moving_mean"], after)


def test_weights_given_out_are_copies():
    model = line()
    model.weights()["line/kernel"][...] = 7
    assert not (model.weights()["line/kernel"] == 7).any()


def test_weights_taken_in_are_copies_in_the_own_type():
    model, kernel = line(), np.ones((2, 1))
    model.set_weights({"line/kernel": kernel})
    kernel[...] = 5
    assert model.weights()["line/kernel"].tolist() == [[1], [1]]
    assert model.weights()["line/kernel"].dtype == np.float32


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"line/kernel": np.ones((3, 1))}, "'line/kernel' has shape \\(2, 1\\), not \\(3, 1\\)"),
        ({"other/kernel": np.ones(1)}, "no weight 'other/kernel'"),
    ],
)
def test_weights_that_do_not_fit_change_nothing(weights, sentence):
    model = line()
    before = model.weights()
    with pytest.raises(ValueError, match=sentence):
        model.set_weights({"line/bias": np.ones(1), **weights})
    np.testing.assert_array_equal(model.weights()["line/bias"], before["line/bias"])


def test_penalties_of_weights_and_of_outputs():
    policies = {
        "kernel": WeightPolicy(regularizer=partial(l2, l2=0.5)),
        "activity": WeightPolicy(regularizer=partial(l2, l2=1.0)),
    }
    model = line(policies=policies)
    model.set_weights({"line/kernel": np.array([[1.0], [2.0]])})
    y = model.run({"x": X})["line"].array
    weight, activity = (float(t.array) for t in model.penalties())
    assert weight == pytest.approx(2.5)
    assert activity == pytest.approx(float((y**2).sum()) / 4)


def test_frozen_layers_are_neither_trained_nor_penalized():
    policies = {"kernel": WeightPolicy(regularizer=l2)}
    model = line(policies=policies, trainable=False)
    assert not model.trainable()
    assert not model.penalties()


def test_constraints_project_in_place():
    model = line(policies={"kernel": WeightPolicy(constraint=partial(max_norm, max_value=1.0))})
    model.set_weights({"line/kernel": np.array([[3.0], [4.0]])})
    model.constrain()
    np.testing.assert_allclose(model.weights()["line/kernel"], [[0.6], [0.8]], rtol=1e-5)


def shared():
    layer = Layer(dense, {"units": 3})
    return Model(
        {"a": Spec((None, 2)), "b": Spec((None, 2))},
        (
            Step("left", layer, ("a",)),
            Step("right", replace(layer, owner="left"), ("b",)),
            Step("sum", Layer(add), ("left", "right")),
        ),
        {"y": "sum"},
    )


def test_steps_may_share_weights():
    model = shared()
    assert set(model.weights()) == {"left/kernel", "left/bias"}
    values = model.run({"a": X, "b": X})
    np.testing.assert_array_equal(values["left"].array, values["right"].array)
    propagate([(values["sum"], np.ones((4, 3), "f4"))])
    kernel = model.trainable()["left/kernel"]
    np.testing.assert_allclose(kernel.grad, 2 * X.T @ np.ones((4, 3)))


def test_a_shared_normalization_sees_both_batches():
    layer = Layer(batch_normalization, {"momentum": 0.5})
    steps = (Step("one", layer, ("x",)), Step("two", replace(layer, owner="one"), ("one",)))
    model = Model({"x": Spec((None, 2))}, steps, {"y": "two"})
    model.run({"x": X + 10}, training=True)
    model.commit()
    first = 0.5 * (X + 10).mean(0)
    np.testing.assert_allclose(model.weights()["one/moving_mean"], 0.5 * first, atol=1e-3)


def applied(scope, x, *, layer):
    return run_layer(layer, scope.inner(layer), [x])


def test_a_layer_with_an_owner_keeps_its_weights_there_inside_a_wrapper_too():
    layer = Layer(dense, {"units": 2}, owner="dense")
    wrapped = Layer(applied, {"layer": layer})
    steps = (Step("first", wrapped, ("x",)), Step("second", wrapped, ("first",)))
    model = Model({"x": Spec((None, 2))}, steps, {"y": "second"})
    assert set(model.weights()) == {"dense/kernel", "dense/bias"}
    assert [line.weights for line in model.summary()] == [6, 0]
    frozen = Layer(applied, {"layer": layer}, trainable=False)
    assert Model({"x": Spec((None, 2))}, (Step("a", frozen, ("x",)),), {"y": "a"}).trainable() == {}


def test_a_layer_inside_another_may_be_frozen_alone():
    inner = Layer(dense, {"units": 2}, {"kernel": WeightPolicy(regularizer=l2)}, trainable=False)
    step = Step("a", Layer(applied, {"layer": inner}), ("x",))
    model = Model({"x": Spec((None, 2))}, (step,), {"y": "a"})
    assert set(model.weights()) == {"a/layer/kernel", "a/layer/bias"}
    assert not model.trainable() and not model.penalties()


def halves(scope, x, other=None, *, factor):
    return (x if other is None else other, scale(x, factor=factor))


def test_a_step_may_have_several_results_and_lack_an_input():
    layer = Layer(halves, {"factor": 0.5})
    steps = (Step("a", layer, ("x", None), ("a.half",)), Step("b", layer, ("x", "a.half")))
    model = Model({"x": Spec((None, 2))}, steps, {"y": "b"})
    assert model.specs["a.half"] == Spec((None, 2))
    np.testing.assert_allclose(model.run({"x": X})["b"].array, X / 2)


def test_a_weight_that_no_machine_can_hold_is_refused_before_it_is_made():
    step = Step("a", Layer(dense, {"units": 10**12}), ("x",))
    with pytest.raises(ShapeError, match=r"'kernel' of \(2, 1000000000000\) would take 8.0 TB"):
        Model({"x": Spec((None, 2))}, (step,), {"y": "a"})


def test_a_line_for_each_step():
    lines = {line.name: line for line in classifier().summary()}
    assert (lines["norm"].weights, lines["norm"].trainable) == (32, 16)
    assert lines["out"].output == Spec((None, 3))
    assert lines["hidden"].inputs == ("x",)
    assert shared().summary()[1].weights == 0


@pytest.mark.parametrize(
    ("steps", "outputs", "sentence"),
    [
        ((Step("x", Layer(dense, {"units": 1}), ("x",)),), {"y": "x"}, "two values are named 'x'"),
        ((Step("a", Layer(dense, {"units": 1}), ("b",)),), {"y": "a"}, "reads 'b'"),
        ((), {"y": "z"}, "output 'y' reads 'z'"),
        (
            (Step("a", Layer(dense, {"units": 1}), ("x",), ("x",)),),
            {"y": "a"},
            "two values are named 'x'",
        ),
    ],
)
def test_names_that_lead_nowhere_are_refused(steps, outputs, sentence):
    with pytest.raises(ValueError, match=sentence):
        Model({"x": Spec((None, 2))}, steps, outputs)


def test_a_layer_that_cannot_use_its_input_is_named():
    with pytest.raises(ShapeError) as caught:
        Model(
            {"x": Spec((None,))}, (Step("flat", Layer(dense, {"units": 1}), ("x",)),), {"y": "flat"}
        )
    assert caught.value.__notes__ == ["in step 'flat'"]


def test_a_missing_input_is_named():
    with pytest.raises(ValueError, match="input 'x' is missing"):
        line().run({})


def test_masks_travel_with_tensors():
    model = line()
    mask = Tensor(np.array([True, False, True, True]))
    assert model.run({"x": Tensor(X, mask=mask)})["line"].mask is mask


def test_nothing_is_carried_back_to_the_data():
    model = classifier()
    x = Tensor(np.ones((3, 4), "f4"), wanted=False)
    asked = Tensor(np.ones((3, 4), "f4"))
    for given in (x, asked):
        backward(reduce_sum(model.run({"x": given}, training=True)["hidden"]))
    assert x.grad is None and asked.grad.shape == (3, 4)
    assert model.run({"x": np.ones((3, 4), "f4")})["x"].wanted is False
