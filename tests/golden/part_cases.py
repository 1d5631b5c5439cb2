"""Runs the cases of losses, metrics, optimizers and whole models."""

from engine.autodiff import Spec, Tensor, backward
from engine.losses import LOSSES
from engine.metric import snake_case
from engine.metrics import METRICS
from engine.model import Model, Step
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.training import EpochDone, evaluate, fit, predict, result_of
from tests.golden.harness import NotBuilt, Runner, compare
from tests.golden.named_layers import layer_named
from tests.golden.reader import Arrays, Case

SHORT_LOSSES = {
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError",
    "kld": "KLDivergence",
    "kullback_leibler_divergence": "KLDivergence",
    "logcosh": "LogCosh",
    "huber_loss": "Huber",
    "bce": "BinaryCrossentropy",
}
IGNORED = {"name", "dtype", "jit_compile"}


def made(known, name: str, config: dict, **more):
    """The part called ``name`` with the options of a case. Raises NotBuilt if we lack any."""
    if name not in known:
        raise NotBuilt(name)
    part = known[name]
    options = {k: v for k, v in config.items() if k not in IGNORED} | more
    for option in options:
        if option not in part.__dataclass_fields__:
            raise NotBuilt(f"{name}({option})")
    return part(**options)


def dialect(case: Case) -> str:
    return "keras3" if case["system"] == "keras3" else "tf_keras"


def run_loss(case: Case, arrays: Arrays) -> None:
    loss = made(LOSSES, case["layer"], case["config"], dialect=dialect(case))
    y_true, y_pred = arrays["y_true"], Tensor(arrays["y_pred"])
    value = loss(y_true, y_pred, arrays.get("sample_weight"))
    backward(value)
    each = made(
        LOSSES, case["layer"], {**case["config"], "reduction": "none"}, dialect=dialect(case)
    )
    mine = {
        "value": value.array,
        "gradient": y_pred.grad,
        "per_sample": each(y_true, arrays["y_pred"]).array,
    }
    compare(case, arrays, mine, given={"y_true", "y_pred", "sample_weight"}.__contains__)


def run_metric(case: Case, arrays: Arrays) -> None:
    metric = made(METRICS, case["layer"], case["config"], dialect=dialect(case))
    mine = {}
    for i in range(len(case["call"]["steps"])):
        names = (f"s{i}.{name}" for name in ("y_true", "y_pred", "sample_weight"))
        metric.update(*(arrays.get(name) for name in names))
        mine[f"s{i}.result"] = metric.result()
    compare(case, arrays, mine, given=lambda name: not name.endswith(".result"))


def optimizer_of(name: str, config: dict, system: str, *, legacy: bool = False):
    """The optimizer as the system makes it."""
    options = dict(config)
    if isinstance(options.get("learning_rate"), dict):
        rate = options["learning_rate"]
        options["learning_rate"] = made(SCHEDULES, rate["class_name"], rate["config"])
    spoken = "legacy" if legacy else "keras3" if system == "keras3" else "tf_keras"
    if spoken == "tf_keras" and name == "RMSprop":
        options.setdefault("ema_overwrite_frequency", 100)
    return made(OPTIMIZERS, name, options, dialect=spoken)


def run_optimizer(case: Case, arrays: Arrays) -> None:
    legacy = case["call"].get("legacy", False)
    optimizer = optimizer_of(case["layer"], case["config"], case["system"], legacy=legacy)
    names = sorted(name for name in arrays if name[0] == "p" and name[1:].isdigit())
    params = [Tensor(arrays[name].copy()) for name in names]
    mine = {}
    for i in range(len(case["call"]["steps"])):
        optimizer.apply(params, [arrays[f"s{i}.g{name[1:]}"] for name in names])
        mine |= {f"s{i}.{name}": p.array.copy() for name, p in zip(names, params, strict=True)}
    optimizer.finalize()
    mine |= {f"final.{name}": p.array for name, p in zip(names, params, strict=True)}
    compare(case, arrays, mine, given=lambda name: name in names or ".g" in name)


def run_model(case: Case, arrays: Arrays) -> None:
    config, system = case["config"], case["system"]
    model = model_of(config["layers"], arrays["x"].shape[1:], system)
    model.set_weights({own_name(n): a for n, a in arrays.items() if n.startswith("w.")})
    loss = made(LOSSES, loss_class(config["loss"]), {}, dialect=dialect(case))
    metrics = [made(METRICS, name, {}, dialect=dialect(case)) for name in config.get("metrics", ())]
    measured = {"loss": loss, "metrics": metrics, "batch_size": config["batch"]}
    events = fit(
        model,
        arrays["x"],
        arrays["y"],
        optimizer=optimizer_of(*config["optimizer"], system),
        epochs=config["epochs"],
        shuffle=case["call"]["shuffle"],
        validation_split=config.get("validation_split", 0.0),
        sample_weight=arrays.get("sample_weight"),
        **measured,
    )
    logs = [event.logs for event in events if isinstance(event, EpochDone)]
    mine = {f"history.{key}": [log[key] for log in logs] for key in logs[0]}
    mine |= {f"after.{n.replace('/', '.')}": a for n, a in model.weights().items()}
    scores = result_of(evaluate(model, arrays["x"], arrays["y"], **measured))
    mine["evaluate"] = list(scores.values())
    mine["predict"] = result_of(predict(model, arrays["x"], batch_size=config["batch"]))["y"]
    given = {"x", "y", "sample_weight"}
    compare(case, arrays, mine, given=lambda name: name in given or name.startswith("w."))


def model_of(layers: list, shape: tuple[int, ...], system: str) -> Model:
    """The layers one after another; the steps are called 0, 1, …"""
    steps = tuple(
        Step(str(i), layer_named(system, name, config), (str(i - 1) if i else "x",))
        for i, (name, config) in enumerate(layers)
    )
    model = Model({"x": Spec((None, *shape))}, steps, {"y": steps[-1].name})
    for scope in model.scopes.values():
        scope.penalizes_frozen = system != "keras3"
    return model


def own_name(name: str) -> str:
    """``w.0.kernel`` of a case as ``0/kernel``."""
    return name.removeprefix("w.").replace(".", "/", 1)


def loss_class(name: str) -> str:
    """The class behind the name that Keras takes in ``compile``."""
    known = {snake_case(loss): loss for loss in LOSSES}
    return SHORT_LOSSES.get(name) or known.get(name, name)


RUNNERS: dict[str, Runner] = {
    "loss": run_loss,
    "metric": run_metric,
    "optimizer": run_optimizer,
    "model": run_model,
}
