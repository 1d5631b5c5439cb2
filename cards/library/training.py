"""Cards that train a network, evaluate it and predict with it."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from cards.card import (
    CardError,
    Context,
    Inference,
    PositiveInt,
    Progress,
    Socket,
    TaskCard,
    param,
)
from cards.feeding import (
    check_batches,
    check_classes,
    check_inputs,
    check_rows,
    check_targets,
    data_spec,
    fed,
    network_of,
    rows_of,
)
from cards.judging import check_loss, check_metrics, oddities
from cards.kinds import DATA, FLOAT, MODEL, NETWORK, RECORD
from cards.library.losses import Loss
from cards.library.metrics import Metric
from cards.library.optimizers import Adam, Optimizer
from cards.library.reports import NamedSpec
from cards.report import NetworkSpec
from cards.tables import TableSpec, unsplit
from engine.autodiff import Spec
from engine.model import Model
from engine.training import BatchDone, BatchPredicted, EpochDone, evaluate, fit, predict

Result = TypeVar("Result")
PartBelowOne = Annotated[float, Field(ge=0, lt=1)]


@dataclass(frozen=True)
class TrainedModel:
    """A trained network, and by which loss and metrics it is judged."""

    model: Model
    loss: Loss
    metrics: tuple[Metric, ...]


@dataclass(frozen=True)
class TrainedSpec:
    """What is known of a trained network before it is trained."""

    network: NetworkSpec
    loss: Loss
    metrics: tuple[Metric, ...] = ()


class TrainNeuralNetwork(TaskCard):
    """Trains a network on data, epoch by epoch, in batches.

    Each epoch goes once through the training data. Validation data is only looked
    at, never learned from: the last rows, if a split is set, or data of its own.
    """

    title = "Train neural network"
    group = "Models / Neural networks"
    formula = (
        "rows to learn from = ⌊rows · (1 - validation split)⌋\n"
        "steps in an epoch = ⌈rows to learn from / batch size⌉\n"
        "made small: the loss of each output, and the penalties of the layers, added up"
    )
    inputs = (
        Socket(
            "neural_network", NETWORK, "The network's outputs.", many=True, before="optimizer"
        ),
        Socket(
            "training_x", DATA, "One wire an input of the network.", "Training X",
            many=True, before="optimizer",
        ),
        Socket(
            "training_y", DATA, "One wire an output of the network.", "Training Y",
            many=True, before="optimizer",
        ),
        Socket(
            "validation_x", DATA, "Like Training X, to look at after each epoch.", "Validation X",
            required=False, many=True, before="shuffle",
        ),
        Socket(
            "validation_y", DATA, "Like Training Y, to look at after each epoch.", "Validation Y",
            required=False, many=True, before="shuffle",
        ),
    )  # fmt: skip
    outputs = (
        Socket("history", DATA, "Loss and metrics, one row an epoch."),
        Socket("loss", FLOAT, "Loss on the training data in the last epoch."),
        Socket("metric_values", RECORD, "Metrics on the training data in the last epoch."),
        Socket("validation_loss", FLOAT, "Loss on the validation data, when last looked at."),
        Socket("validation_metric_values", RECORD, "Metrics on the validation data."),
        Socket("model", MODEL, "The trained network."),
    )

    optimizer: Optimizer = param(Adam(), "How weights follow their gradients.")
    loss: Loss | None = param(None, "What training makes small; needed.")
    metrics: tuple[Metric, ...] = param((), "What else is measured.")
    batch_size: PositiveInt = param(32, "Rows between two changes of the weights.")
    epochs: PositiveInt = param(10, "How often training goes through the data.")
    validation_split: PartBelowOne = param(
        0.0, "Share of the last training rows that is set aside for validation."
    )
    shuffle: Literal["each epoch", "never"] = param("each epoch", "When rows change their order.")
    validation_frequency: PositiveInt = param(1, "Epochs from one validation to the next.")

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        network = arriving["neural_network"]
        specs = {name: tuple(arriving[name] or ()) for name in _DATA_SOCKETS}
        self._check(network, specs)
        loss = self._loss()
        names = named_values(network, self.metrics)
        known = {"model": TrainedSpec(network, loss, self.metrics), "metric_values": names}
        if specs["validation_x"] or self.validation_split:
            known["validation_metric_values"] = names
        remarks = (*oddities(network, loss, self.metrics), *self._odd_rows(specs))
        return Inference(known, remarks=remarks)

    def run(self, context: Context, **arriving: Any) -> Generator[Any, None, Mapping[str, Any]]:
        model: Model = arriving["neural_network"]
        network, loss = network_of(model), self._loss()
        data = {name: arriving[name] for name in _DATA_SOCKETS}
        self._check(network, {name: tuple(map(data_spec, v)) for name, v in data.items()})
        x, y = self._fed("training", data, network)
        validation = self._fed("validation", data, network) if data["validation_x"] else None
        for remark in self._odd_rows({"training_x": tuple(map(data_spec, data["training_x"]))}):
            yield Progress(0, self.epochs, str(remark))
        stream = fit(
            model,
            x,
            y,
            optimizer=self.optimizer.build(),
            loss=loss.build(),
            metrics=tuple(metric.build() for metric in self.metrics),
            batch_size=self.batch_size,
            epochs=self.epochs,
            validation_split=0.0 if validation else self.validation_split,
            validation_data=validation,
            shuffle=self.shuffle == "each epoch",
            validation_frequency=self.validation_frequency,
        )
        logs: list[Mapping[str, float]] = []
        for event in stream:
            if isinstance(event, EpochDone):
                logs.append(event.logs)
            yield event
        return {**_results(logs), "model": TrainedModel(model, loss, self.metrics)}

    def _loss(self) -> Loss:
        if self.loss is None:
            raise CardError("Choose a loss.", "loss")
        return self.loss

    def _check(self, network: NetworkSpec, data: Mapping[str, Sequence[Any]]) -> None:
        """Raise CardError for the first row, from above, that does not fit the others."""
        for part in ("training", "validation"):
            x, y = data[f"{part}_x"], data[f"{part}_y"]
            titles = (f"{part.capitalize()} X", f"{part.capitalize()} Y")
            if part == "validation" and not x and not y:
                continue
            check_inputs(x, network, titles[0], f"{part}_x")
            check_targets(y, network, self.loss, titles[1], f"{part}_y")
            check_rows(x, y, titles, f"{part}_y")
            check_loss(network, self._loss(), "loss")
            check_metrics(y, network, self.metrics, titles[1], "metrics")
        kept = self._kept_rows(data["training_x"])
        check_batches(network, kept, self.batch_size, "Training X", "training_x")
        looked_at = rows_of(data["validation_x"])
        if looked_at is None and kept is not None and self.validation_split:
            looked_at = (rows_of(data["training_x"]) or 0) - kept
        check_batches(
            network, looked_at, self.batch_size, "The validation part", "validation_split"
        )

    def _kept_rows(self, data: Sequence[Any]) -> int | None:
        """The rows that are learned from, if known. Raises CardError if a part has none."""
        rows = rows_of(data)
        if rows is None:
            return None
        kept = int(rows * (1 - self.validation_split))
        if kept < 1 or (self.validation_split and kept == rows):
            raise CardError(unsplit(rows, self.validation_split), "validation_split", 0.0)
        return kept

    def _odd_rows(self, data: Mapping[str, Sequence[Any]]) -> Iterator[CardError]:
        """What is odd about the number of rows, though it can be done."""
        kept = self._kept_rows(data["training_x"])
        if kept is not None and self.batch_size > kept:
            text = f"The batch size {self.batch_size} is more than the {kept} rows: one batch."
            yield CardError(text, "batch_size", kept)
        if self.validation_split and data.get("validation_x"):
            text = "The validation split is not used, since there is validation data."
            yield CardError(text, "validation_split", 0.0)

    def _fed(self, part: str, data: Mapping[str, Any], network: NetworkSpec) -> tuple[Any, Any]:
        title = part.capitalize()
        x = fed(data[f"{part}_x"], network.inputs, f"{title} X", f"{part}_x")
        y = fed(data[f"{part}_y"], network.outputs, f"{title} Y", f"{part}_y")
        check_classes(y, network, self._loss(), f"{title} Y", f"{part}_y")
        return x, y


class EvaluateNeuralNetworkModel(TaskCard):
    """Measures a trained network on data that it did not learn from.

    The loss and the metrics are those of its training.
    """

    title = "Evaluate neural network model"
    group = "Models / Neural networks"
    inputs = (
        Socket("model", MODEL, "The trained network.", before="batch_size"),
        Socket(
            "testing_x", DATA, "One wire an input of the network.", "Testing X",
            many=True, before="batch_size",
        ),
        Socket(
            "testing_y", DATA, "One wire an output of the network.", "Testing Y",
            many=True, before="batch_size",
        ),
    )  # fmt: skip
    outputs = (
        Socket("loss", FLOAT, "Loss on this data."),
        Socket("metric_values", RECORD, "Metrics on this data, by name."),
    )

    batch_size: PositiveInt = param(32, "Rows that are computed at once.")

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        trained = arriving["model"]
        if isinstance(trained, TrainedSpec):
            self._check(trained, arriving["testing_x"], arriving["testing_y"])
            return Inference({"metric_values": named_values(trained.network, trained.metrics)})
        return Inference()

    def run(self, context: Context, **arriving: Any) -> Generator[Any, None, Mapping[str, Any]]:
        trained: TrainedModel = arriving["model"]
        network = network_of(trained.model)
        x_data, y_data = arriving["testing_x"], arriving["testing_y"]
        known = TrainedSpec(network, trained.loss, trained.metrics)
        self._check(known, tuple(map(data_spec, x_data)), tuple(map(data_spec, y_data)))
        x = fed(x_data, network.inputs, "Testing X", "testing_x")
        y = fed(y_data, network.outputs, "Testing Y", "testing_y")
        check_classes(y, network, trained.loss, "Testing Y", "testing_y")
        events = evaluate(
            trained.model,
            x,
            y,
            loss=trained.loss.build(),
            metrics=tuple(metric.build() for metric in trained.metrics),
            batch_size=self.batch_size,
        )
        with trained.model.resuming():
            logs = yield from _as_progress(events)
        return {"loss": logs["loss"], "metric_values": _metrics(logs)}

    def _check(self, trained: TrainedSpec, x: Sequence[Any], y: Sequence[Any]) -> None:
        network = trained.network
        check_inputs(x, network, "Testing X", "testing_x")
        check_targets(y, network, trained.loss, "Testing Y", "testing_y")
        check_rows(x, y, ("Testing X", "Testing Y"), "testing_y")
        check_batches(network, rows_of(x), self.batch_size, "Testing X", "testing_x")
        check_metrics(y, network, trained.metrics, "Testing Y", "testing_y")


class Predict(TaskCard):
    """Lets a trained network tell the outputs for data.

    The outputs stand side by side, one column a unit, or as they are if the network
    has one output of another shape.
    """

    title = "Predict"
    group = "Models"
    inputs = (
        Socket("model", MODEL, "The trained network."),
        Socket("x", DATA, "One wire an input of the network.", "X", many=True),
    )
    outputs = (Socket("y", DATA, "What the network tells.", "Y'"),)

    batch_size: PositiveInt = param(32, "Rows that are computed at once.", advanced=True)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        trained = arriving["model"]
        if not isinstance(trained, TrainedSpec):
            return Inference()
        check_inputs(arriving["x"], trained.network, "X", "x")
        check_batches(trained.network, rows_of(arriving["x"]), self.batch_size, "X", "x")
        shapes = {name: spec.shape for name, spec in trained.network.outputs.items()}
        if any(len(shape) != 2 for shape in shapes.values()):
            return Inference()
        columns = [(c, "Float32") for name, s in shapes.items() for c in _columns(name, s[1] or 0)]
        return Inference({"y": TableSpec(tuple(columns))})

    def run(self, context: Context, **arriving: Any) -> Generator[Any, None, Mapping[str, Any]]:
        import polars as pl  # a start-up cost of 0.1 s

        model = arriving["model"].model
        network = network_of(model)
        specs = tuple(map(data_spec, arriving["x"]))
        check_inputs(specs, network, "X", "x")
        check_batches(network, rows_of(specs), self.batch_size, "X", "x")
        x = fed(arriving["x"], network.inputs, "X", "x")
        with model.resuming():
            found = yield from _as_progress(predict(model, x, batch_size=self.batch_size))
        if len(found) == 1 and next(iter(found.values())).ndim != 2:
            return {"y": next(iter(found.values()))}
        columns: dict[str, Any] = {}
        for name, values in found.items():
            if values.ndim != 2:
                shape = Spec((None, *values.shape[1:]))
                sentence = f"Output '{name}' has shape {shape}: it cannot stand beside others."
                raise CardError(sentence, "model")
            columns.update(zip(_columns(name, values.shape[1]), values.T, strict=True))
        return {"y": pl.DataFrame(columns)}


_DATA_SOCKETS = ("training_x", "training_y", "validation_x", "validation_y")


def _as_progress(
    batches: Generator[BatchDone | BatchPredicted, None, Result],
) -> Generator[Progress, None, Result]:
    """The same work told as plain progress: only training draws curves."""
    while True:
        try:
            done = next(batches)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield Progress(done.batch, done.batches)


def named_values(network: NetworkSpec, metrics: Sequence[Metric]) -> NamedSpec | None:
    """The names of what metrics tell of a network; None if two of them have the same."""
    names = [metric.build().name for metric in metrics]
    if len(network.outputs) > 1:
        losses = [f"{output}_loss" for output in network.outputs]
        names = losses + [f"{output}_{name}" for output in network.outputs for name in names]
    return NamedSpec(tuple(names)) if len(set(names)) == len(names) else None


def _results(logs: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """What training gives beside the model, from what each epoch told."""
    import polars as pl  # a start-up cost of 0.1 s

    names = list(dict.fromkeys(name for log in logs for name in log))
    columns: dict[str, Any] = {"epoch": list(range(1, len(logs) + 1))}
    columns |= {name: [log.get(name) for log in logs] for name in names}
    validated = [log for log in logs if "val_loss" in log]
    seen = {n[4:]: v for n, v in validated[-1].items() if n.startswith("val_")} if validated else {}
    last = {name: v for name, v in logs[-1].items() if not name.startswith("val_")}
    return {
        "history": pl.DataFrame(columns),
        "loss": last["loss"],
        "metric_values": _metrics(last),
        "validation_loss": seen.get("loss"),
        "validation_metric_values": _metrics(seen) if seen else None,
    }


def _metrics(logs: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in logs.items() if name != "loss"}


def _columns(output: str, units: int) -> list[str]:
    return [output] if units == 1 else [f"{output}_{i}" for i in range(units)]
