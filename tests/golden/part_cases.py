"""Runs the cases of losses, metrics, optimizers and whole models."""

from engine.autodiff import Tensor, backward
from engine.losses import LOSSES
from engine.metrics import METRICS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from tests.golden.harness import NotBuilt, Runner, compare
from tests.golden.reader import Arrays, Case

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
    raise NotBuilt(case["layer"])


RUNNERS: dict[str, Runner] = {
    "loss": run_loss,
    "metric": run_metric,
    "optimizer": run_optimizer,
    "model": run_model,
}
