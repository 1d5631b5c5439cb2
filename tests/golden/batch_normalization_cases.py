"""Runs the batch normalization cases: sequences of calls, and configurations that are refused."""

from functools import partial

import numpy as np

from engine.autodiff import Spec, Tensor, propagate
from engine.layers.batch_normalization import batch_normalization, build_batch_normalization
from engine.layers.batch_normalization_checks import check_batch_normalization
from engine.layers.polyaxon import from_polyaxon
from engine.optimizer import Optimizer
from engine.optimizers import OPTIMIZERS
from engine.scope import Layer, Scope
from tests.golden.harness import Disagreement, Runner, compare, judge_refusal
from tests.golden.named_parts import part, policies, without_parts
from tests.golden.reader import Arrays, Case

DIALECTS = {
    "tf_keras": "tf_keras",
    "keras3": "keras3",
    "tf1_layers": "tf1",
    "tf1_keras": "tf1",
    "polyaxon": "polyaxon",
}
OF_EVERY_LAYER = ("name", "trainable", "dtype", "input_shape", "batch_size", "autocast")
FILLED_BY_RULE = ("zeros", "ones", "constant")


def run_sequence(case: Case, arrays: Arrays) -> None:
    layer = layer_of(case, arrays)
    scope = Scope(layer)
    start(case, arrays, scope)
    written = case["call"].get("optimizer", {"class_name": "SGD", "config": {}})
    optimizer = OPTIMIZERS[written["class_name"]](**written["config"])
    mine = {}
    for number, step in enumerate(case["call"]["steps"]):
        scope.training = step["training"]
        scope.trainable = step.get("trainable", scope.trainable)
        produced = one_step(scope, step, number, arrays)
        if step.get("optimizer_step"):
            descend(optimizer, scope)
        produced |= {f"w.{name}": value.array.copy() for name, value in scope.values.items()}
        mine |= {f"s{number}.{name}": value for name, value in produced.items()}
    compare(case, arrays, mine)


def layer_of(case: Case, arrays: Arrays) -> Layer:
    """The layer of a sequence; what belongs to every layer leaves the configuration."""
    if case["system"] == "polyaxon":
        layer = from_polyaxon(case["config"])
        params = dict(layer.params)
        found, trainable, dtype = layer.policies, layer.trainable, "float32"
    else:
        found, params = policies(case["config"], case["system"])
        trainable, dtype = params.get("trainable", True), params.get("dtype") or "float32"
        params = {k: v for k, v in params.items() if k not in OF_EVERY_LAYER}
        params["dialect"] = DIALECTS[case["system"]]
    if "adjustment" in case["call"]:
        params["adjustment"] = partial(adjustment, case["call"]["adjustment"], arrays)
    return Layer(batch_normalization, params, found, trainable, dtype)


def adjustment(written, arrays, shape):
    """The scale and bias that a case's adjustment gives for input of ``shape``."""
    if written["kind"] == "arrays":
        return Tensor(arrays["adj.scale"]), Tensor(arrays["adj.bias"])
    channels = np.arange(shape[-1], dtype=np.float32)
    scale = 1 + written["a"] * channels / shape[-1]
    return Tensor(scale), Tensor(written["b"] * shape[0] + 0 * channels)


def start(case: Case, arrays: Arrays, scope: Scope) -> None:
    """Build the layer, hold its first weights against the case's, and load these."""
    settings = check_batch_normalization(**scope.layer.params, dtype=scope.dtype)
    build_batch_normalization(scope, settings, Tensor(arrays["s0.x"]).spec)
    given = {name[2:]: value for name, value in arrays.items() if name.startswith("w.")}
    own = {name: value.array for name, value in scope.values.items()}
    if {n: (v.shape, v.dtype) for n, v in own.items()} != {
        n: (v.shape, v.dtype) for n, v in given.items()
    }:
        raise Disagreement(f"weights {own}, the reference has {given}")
    if case["weights"] == "from_config":
        compare(case, {n: given[n] for n in given if by_rule(case, n)}, own, given=never)
    for name, value in given.items():
        scope.values[name].data = value.copy()


def never(name: str) -> bool:
    return False


def by_rule(case: Case, weight: str) -> bool:
    """Whether the first value of a weight follows from the configuration, without chance."""
    source = {"moving_stddev": "moving_variance", "renorm_stddev": "moving_variance"}
    source["renorm_mean"] = "moving_mean"
    config = case.get("keras_config", case["config"])
    written = config.get(f"{source.get(weight, weight)}_initializer", "zeros")
    name = written if isinstance(written, str) else written["class_name"]
    return name.lower() in FILLED_BY_RULE


def one_step(scope: Scope, step, number: int, arrays: Arrays) -> Arrays:
    """Call the layer forward and backward; what the references record of it."""
    if scope.trainable_paths() != step["trainable_weights"]:
        raise Disagreement(f"s{number}: {scope.trainable_paths()} are trainable")
    for value in scope.values.values():
        value.grad = None
    x = Tensor(arrays[f"s{number}.x"])
    if step["mask"]:
        x.mask = Tensor(arrays[f"s{number}.mask"])
    y = scope.layer(scope, x)
    check_inference(scope, x, y)
    penalties = scope.penalties()
    dy = arrays[f"s{number}.dy"].astype(y.dtype)
    propagate([(y, dy), *((p, np.ones_like(p.array)) for p in penalties)])
    produced = {f"d.{name}": scope.values[name].grad for name in scope.trainable_paths()}
    produced |= {"y": y.array, "dx": x.grad}
    produced["loss"] = np.float32(sum(float(p.array) for p in penalties))
    scope.commit()
    return produced


def check_inference(scope: Scope, x: Tensor, y: Tensor) -> None:
    """The same layer on specs has the same output and weights."""
    abstract = Scope(scope.layer, abstract=True, training=scope.training)
    inferred = scope.layer(abstract, Tensor(x.spec))
    if inferred.spec != y.spec:
        raise Disagreement(f"inferred {inferred.spec}, computed {y.spec}")
    weights = {name: value.spec for name, value in scope.values.items()}
    if {name: value.spec for name, value in abstract.values.items()} != weights:
        raise Disagreement(f"weights inferred {abstract.values}, made {weights}")


def descend(optimizer: Optimizer, scope: Scope) -> None:
    """One step of the optimizer, then the constraints."""
    paths = scope.trainable_paths()
    weights = [scope.values[path] for path in paths]
    optimizer.apply(weights, [weight.grad for weight in weights])
    for path, weight in zip(paths, weights, strict=True):
        constraint = scope.policies[path].constraint
        if constraint is not None:
            weight.array[...] = constraint(weight.array)


def run_outcome(case: Case, arrays: Arrays) -> None:
    judge_refusal(case, outcome(case))


def outcome(case: Case) -> tuple[str | None, str | None]:
    """Stage and kind of exception with which the engine refuses the configuration."""
    call, stage = case["call"], "construct"
    try:
        config = case["config"]
        trainable, dtype = config.get("trainable", True), config.get("dtype") or "float32"
        params = without_parts(config, OF_EVERY_LAYER) | {"dialect": DIALECTS[case["system"]]}
        if call.get("adjustment"):
            params["adjustment"] = lambda shape: (1.0, 0.0)
        # The references look at these before they look parts up.
        settings = check_batch_normalization(**params, dtype=dtype, trainable=trainable)
        found, _ = policies(without_unread_regularizers(case), case["system"])
        stage = "build"
        scope = Scope(Layer(batch_normalization, params, found, trainable, dtype))
        build_batch_normalization(scope, settings, Spec(known_shape(case)))
        stage = "call"
        x = np.arange(np.prod(call["shape"], dtype=int)).reshape(call["shape"])
        value = Tensor(x.astype(call.get("x_dtype", "float32")))
        if "mask_shape" in call:
            value.mask = Tensor(np.ones(call["mask_shape"], bool))
        scope.training = call.get("training", True)
        scope.layer(scope, value)
    except (TypeError, IndexError, ValueError) as error:
        return stage, kind_of(error)
    return None, None


def known_shape(case: Case) -> tuple[int | None, ...]:
    """What a layer is built for: only TensorFlow 1 is told that sizes are unknown."""
    call = case["call"]
    old = DIALECTS[case["system"]] in ("tf1", "polyaxon")
    return tuple(call.get("placeholder_shape", call["shape"]) if old else call["shape"])


def without_unread_regularizers(case: Case) -> Case:
    """Keras 2 does not look up a regularizer's name until the losses are read."""
    config = dict(case["config"])
    for key, written in case["config"].items():
        by_name = key.endswith("_regularizer") and isinstance(written, str)
        if case["system"] == "tf_keras" and by_name:
            try:
                part("regularizer", written, case["system"])
            except ValueError:
                del config[key]
    return config


def kind_of(error: Exception) -> str:
    """The builtin class of an exception; a ShapeError may be several."""
    kinds = (TypeError, IndexError, ValueError)
    return next(kind.__name__ for kind in kinds if isinstance(error, kind))


RUNNERS: dict[str, Runner] = {"sequence": run_sequence, "outcome": run_outcome}
