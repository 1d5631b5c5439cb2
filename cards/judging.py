"""Judges whether a loss and metrics suit the end of a network and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cards.card import CardError
from cards.feeding import Known, fits_targets, row_shape, size_of
from cards.library.losses import Loss
from cards.library.metrics import Accuracy, Metric
from cards.report import NetworkSpec

PROBABILITIES = ("softmax", "sigmoid", "hard_sigmoid", "sparsemax")
"""Activations that give numbers from 0 to 1."""


def check_loss(network: NetworkSpec, loss: Loss, socket: str) -> None:
    """Raise CardError if the loss takes the network's last values for what they are not."""
    for name, ending in network.endings.items():
        wrong = _misread(loss, ending, _ended(network, name))
        if wrong:
            raise CardError(wrong, socket)


def check_metrics(
    data: Sequence[Known], network: NetworkSpec, metrics: Sequence[Metric], title: str, socket: str
) -> None:
    """Raise CardError if a metric cannot compare such targets with what the network gives."""
    for known, (name, spec) in zip(data, network.outputs.items(), strict=True):
        shape = row_shape(known)
        for metric in metrics if shape is not None else ():
            if shape is None or fits_targets(shape, spec, class_numbers=metric.class_numbers):
                continue
            needed = "a column for each unit"
            if metric.class_numbers:
                needed = "one column of class numbers"
            given = f"{title} has {size_of(known)}, {_ended(network, name)} gives {spec}"
            raise CardError(f"{metric.title} needs {needed}; {given}.", socket)


def oddities(network: NetworkSpec, loss: Loss, metrics: Sequence[Metric]) -> Iterator[CardError]:
    """What can be computed but hardly is what was meant."""
    for name, ending in network.endings.items():
        if ending == "softmax" and network.outputs[name].shape[-1] == 1:
            text = "Softmax over a single unit always gives 1: end the network in sigmoid instead."
            yield CardError(text, "neural_network")
        elif loss.ending and not getattr(loss, "from_logits", False) and ending != loss.ending:
            met = f"{_ended(network, name)} ends in {ending}"
            yield CardError(f"{loss.title} is meant for {loss.ending}, but {met}.", "loss")
        for metric in metrics:
            wrong = _misread(metric, ending, _ended(network, name))
            if isinstance(metric, Accuracy) and ending in PROBABILITIES:
                wrong = (
                    f"{metric.title} counts predictions that equal their targets exactly, "
                    f"which those of {ending} hardly do."
                )
            if wrong:
                yield CardError(wrong, "metrics")


def _ended(network: NetworkSpec, name: str) -> str:
    """What an output is called in a sentence."""
    return "the network" if len(network.outputs) == 1 else f"output '{name}'"


def _misread(judge: Loss | Metric, ending: str, ended: str) -> str | None:
    """Why a loss or metric misreads what comes out of the last activation; None if it does not."""
    wants_logits = getattr(judge, "from_logits", None)
    if wants_logits and ending in PROBABILITIES:
        return f"{judge.title} expects logits, but {ended} ends in {ending}: turn From logits off."
    if wants_logits is False and ending == "linear":
        return (
            f"{judge.title} expects probabilities, but {ended} ends in a linear layer: "
            f"end it in softmax or sigmoid, or turn From logits on."
        )
    return None
