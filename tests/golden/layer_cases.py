"""Runs the cases of layers, initializers, regularizers and constraints."""

import numpy as np

from engine.autodiff import ShapeError, Spec, Tensor, propagate
from engine.scope import Layer, Scope, apply_layer, run_layer
from tests.golden.harness import Disagreement, Runner, compare, judge_refusal
from tests.golden.named_layers import layer_named, refusal_of_nested
from tests.golden.named_parts import part
from tests.golden.reader import Arrays, Case

RANKS = range(1, 9)
KINDS = (TypeError, IndexError, KeyError, AttributeError)
"""Kinds of exception that a refusal may be besides a ValueError."""
OUTPUTS = ("return_attention_scores",)
"""Arguments of a call that only choose which outputs the reference gives."""
CHECKED_WHEN_CALLED = {
    "tf_keras": ("Concatenate", "EinsumDense", "Reshape"),
    "keras3": ("Concatenate", "EinsumDense"),
}
"""Layers whose references look at the parameters only when they are called."""


def run_case(case: Case, arrays: Arrays) -> None:
    arguments = {k: v for k, v in case["call"].get("arguments", {}).items() if k not in OUTPUTS}
    layer = layer_named(case["system"], case["layer"], {**case["config"], **arguments})
    scope = Scope(layer)
    mine: Arrays = {}
    for number, step in enumerate(case["call"]["steps"]):
        scope.training = step["training"]
        xs = inputs(case, arrays, number)
        if number == 0:
            start(case, arrays, scope, xs)
        mine |= one_step(scope, number, xs, arrays)
    compare(case, arrays, mine)


def inputs(case: Case, arrays: Arrays, number: int) -> list[Tensor]:
    """The inputs of a step, with their masks."""
    found = []
    for tag in ("", *map(str, range(1, 9))):
        if (value := arrays.get(f"s{number}.x{tag}")) is not None:
            mask = arrays.get(f"s{number}.mask{tag}")
            found.append(Tensor(value, mask=None if mask is None else Tensor(mask)))
    count = case["call"].get("initial_state") or 0
    return found + [Tensor(arrays[f"state{i}"]) for i in range(count)]


def start(case: Case, arrays: Arrays, scope: Scope, xs: list[Tensor]) -> None:
    """Build the layer on specs, hold its first weights against the case's, and load these."""
    apply_layer(scope.layer, scope, [abstract(x) for x in xs])
    given = {name[2:]: value for name, value in arrays.items() if name.startswith("w.")}
    own = {written(name, scope): value.array for name, value in scope.values.items() if kept(name)}
    if {n: v.shape for n, v in own.items()} != {n: v.shape for n, v in given.items()}:
        raise Disagreement(f"weights {own}, the reference has {given}")
    if [written(name, scope) for name in scope.trainable_paths()] != case["trainable_weights"]:
        raise Disagreement(f"{scope.trainable_paths()} are trainable")
    if case["weights"] == "from_config":
        compare(case, given, own, given=never)
    for path, value in scope.values.items():
        if kept(path):
            value.data = given[written(path, scope)].astype(value.dtype)
    scope.forget()


def written(path: str, scope: Scope) -> str:
    """How the cases write a weight of an inner layer: ``forward/kernel`` as forward_kernel."""
    params = scope.layer.params
    if params.get("backward_layer") and params.get("dialect") == "keras3":
        # Keras 3 leaves the name of a backward layer that it is given as it is.
        path = path.removeprefix("backward/")
    return path.replace("layer/", "").replace("/", "_")


def kept(path: str) -> bool:
    """Whether the cases record it: what a stateful layer remembers is no weight to them."""
    return not path.rpartition("/")[2].startswith("last_")


def abstract(x: Tensor) -> Tensor:
    """The tensor's spec, and that of its mask."""
    return Tensor(x.spec, mask=None if x.mask is None else Tensor(x.mask.spec))


def never(name: str) -> bool:
    return False


def one_step(scope: Scope, number: int, xs: list[Tensor], arrays: Arrays) -> Arrays:
    """Call the layer forward and backward; what the references record of it."""
    for value in scope.values.values():
        value.grad = None
    results = run_layer(scope.layer, scope, xs)
    check_inference(scope, xs, results)
    losses = [*scope.penalties(), *scope.losses]
    seeds = [(loss, np.ones_like(loss.array)) for loss in losses]
    for i, y in enumerate(results):
        dy = arrays.get(f"s{number}.dy{i or ''}")
        if dy is not None:
            seeds.insert(i, (y, dy.astype(y.dtype)))
    propagate(seeds)
    produced = {f"y{i or ''}": y.array for i, y in enumerate(results)}
    masks = {f"y{i or ''}_mask": y.mask for i, y in enumerate(results)}
    produced |= {name: mask.array for name, mask in masks.items() if mask is not None}
    produced["loss"] = np.float64(sum(float(loss.array) for loss in losses))
    # Initial states are the last of the inputs.
    count = len([name for name in arrays if name.startswith("state")])
    states = xs[len(xs) - count :]
    produced |= {f"dx{i or ''}": x.grad for i, x in enumerate(xs[: len(xs) - count])}
    produced |= {f"d.state{i}": x.grad for i, x in enumerate(states)}
    paths = scope.trainable_paths()
    produced |= {f"d.{written(path, scope)}": scope.values[path].grad for path in paths}
    scope.commit()
    produced |= {f"w.{written(path, scope)}": value.array for path, value in scope.values.items()}
    return {f"s{number}.{name}": value for name, value in produced.items() if value is not None}


def check_inference(scope: Scope, xs: list[Tensor], results: tuple[Tensor, ...]) -> None:
    """The same layer on specs has the same outputs, masks and weights."""
    told = Scope(scope.layer, abstract=True, training=scope.training)
    inferred = run_layer(told.layer, told, [abstract(x) for x in xs])
    for mine, y in zip(inferred, results, strict=True):
        if mine.spec != y.spec:
            raise Disagreement(f"inferred {mine.spec}, computed {y.spec}")
        masks = [None if t.mask is None else t.mask.spec for t in (mine, y)]
        if masks[0] != masks[1]:
            raise Disagreement(f"mask inferred {masks[0]}, computed {masks[1]}")
    weights = {name: value.spec for name, value in scope.values.items()}
    if {name: value.spec for name, value in told.values.items()} != weights:
        raise Disagreement(f"weights inferred {told.values}, made {weights}")


def run_outcome(case: Case, arrays: Arrays) -> None:
    judge_refusal(case, outcome(case))


def outcome(case: Case) -> tuple[str | None, str | None]:
    """Stage and kind of exception with which the engine refuses the configuration."""
    call, stage = case["call"], "construct"
    try:
        layer = layer_named(case["system"], case["layer"], case["config"])
        for key, written in case["config"].items():
            if key.endswith("layer") and isinstance(layer.params.get(key), Layer):
                refuse_inside(layer.params[key], written["class_name"])
        if case["layer"] not in CHECKED_WHEN_CALLED[case["system"]]:
            refuse_whatever_comes(layer, len(call["shapes"]))
        stage = "call"
        scope = Scope(layer, training=call.get("training", False))
        dtype = call.get("x_dtype", "float32")
        apply_layer(layer, scope, [Tensor(Spec(tuple(s), dtype)) for s in call["shapes"]])
        apply_layer(layer, scope, [Tensor(np.ones(s, dtype)) for s in call["shapes"]])
    except (TypeError, ValueError) as error:
        kinds = (kind for kind in KINDS if isinstance(error, kind))
        return stage, next(kinds, ValueError).__name__
    return None, None


def refuse_inside(inner: Layer, name: str) -> None:
    """Raise what the references raise for the parameters of a layer in a wrapper."""
    try:
        refuse_whatever_comes(inner, 1)
    except ShapeError as error:
        raise refusal_of_nested(name, error) from error


def refuse_whatever_comes(layer: Layer, count: int) -> None:
    """Raise what the layer raises for its parameters alone, if it does.

    That is told from faults of the input by its parameter's name and by being there, in the
    same words, for inputs of any number of dimensions, all of unknown size.
    """
    faults = []
    for rank in RANKS:
        xs = [Tensor(Spec((None,) * rank)) for _ in range(count)]
        try:
            layer(Scope(layer, abstract=True), *xs)
        except ShapeError as error:
            faults.append(error)
    same = len({str(fault) for fault in faults}) == 1
    if same and len(faults) == len(RANKS) and all(fault.parameter for fault in faults):
        raise faults[0]


def run_statistics(case: Case, arrays: Arrays) -> None:
    """Average many calls on one input, and hold that against what must be true on average."""
    call, expect = case["call"], case["expect"]
    layer = layer_named(case["system"], case["layer"], case["config"])
    scope = Scope(layer, np.random.default_rng(0), training=call["training"])
    x = np.full(call["shape"], call["fill"], np.float32)
    draws = np.stack([layer(scope, Tensor(x)).array for _ in range(call["calls"])])
    found = {"mean": draws.mean(), "std": draws.std(), "zero_fraction": (draws == 0).mean()}
    for name, value in found.items():
        if name in expect and not abs(value - expect[name]["value"]) <= expect[name]["slack"]:
            raise Disagreement(f"{name} is {value}, expected {expect[name]}")
    seen = np.unique(draws)
    wanted = expect.get("values", [])
    if wanted and (len(seen) != len(wanted) or not np.allclose(seen, sorted(wanted), atol=1e-5)):
        raise Disagreement(f"values are {seen[:5]}, expected {wanted}")
    for axis in expect.get("constant_axes", []):
        if np.ptp(draws, axis=axis + 1).max() > 0:
            raise Disagreement(f"values change along axis {axis}")


def initialized(case: Case) -> np.ndarray:
    """The first value of a weight of the case's shape."""
    made = part("initializer", {"class_name": case["layer"], "config": case["config"]})
    return made(tuple(case["call"]["shape"]), np.random.default_rng(0)).astype(np.float32)


def run_initializer(case: Case, arrays: Arrays) -> None:
    compare(case, arrays, {"value": initialized(case)}, given=never)


def run_initializer_statistics(case: Case, arrays: Arrays) -> None:
    value, expect = initialized(case), case["expect"]
    if case["config"].get("seed") is not None and not np.array_equal(value, initialized(case)):
        raise Disagreement("a seed does not repeat itself")
    mean = expect.get("mean", 0.0)
    for name, found in {"mean": value.mean(), "std": value.std()}.items():
        if "std" in expect and not abs(found - expect[name]) < expect["slack"]:
            raise Disagreement(f"{name} is {found}, expected {expect[name]} +- {expect['slack']}")
    if "bound" in expect:
        reach = np.abs(value - mean).max() / expect["bound"]
        if not 0.95 < reach <= 1 + 1e-5:
            raise Disagreement(f"values reach {reach} of the bound {expect['bound']}")
    if "orthogonal" in expect:
        check_orthogonal(value, expect["orthogonal"])


def check_orthogonal(value: np.ndarray, gain: float) -> None:
    flat = value.reshape(-1, value.shape[-1]).astype(np.float64)
    gram = flat.T @ flat if flat.shape[0] >= flat.shape[1] else flat @ flat.T
    if not np.abs(gram - gain**2 * np.eye(len(gram))).max() < 1e-5 * max(1, gain**2):
        raise Disagreement("rows or columns are not orthogonal")


def run_regularizer(case: Case, arrays: Arrays) -> None:
    made = part("regularizer", {"class_name": case["layer"], "config": case["config"]})
    w = Tensor(arrays["w"])
    penalty = made(w)
    propagate([(penalty, np.ones_like(penalty.array))])
    mine = {"value": penalty.array, "gradient": w.grad}
    compare(case, arrays, mine, given=lambda name: name == "w")


def run_constraint(case: Case, arrays: Arrays) -> None:
    made = part("constraint", {"class_name": case["layer"], "config": case["config"]})
    value = made(arrays["w"])
    compare(case, arrays, {"value": value}, given=lambda name: name == "w")


RUNNERS: dict[str, Runner] = {
    "layer": run_case,
    "statistics": run_statistics,
    "outcome": run_outcome,
    "initializer": run_initializer,
    "initializer_statistics": run_initializer_statistics,
    "regularizer": run_regularizer,
    "constraint": run_constraint,
}
