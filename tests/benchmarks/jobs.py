"""What is measured, and the data of it, alike for every contender."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.model import Model


@dataclass(frozen=True)
class BatchNorm:
    """Batch normalization in training, channels last; with ``backward``, its gradients too."""

    shape: tuple[int, ...]
    backward: bool

    def __str__(self) -> str:
        what = "forward and backward" if self.backward else "forward"
        return f"batch norm {self.shape} {what}"


@dataclass(frozen=True)
class DigitsStep:
    """One step of Adam on the network of the digits example."""

    batch: int

    def __str__(self) -> str:
        return f"digits network, training step, batch {self.batch}"


Job = BatchNorm | DigitsStep


def drawn_pair(job: BatchNorm) -> tuple[np.ndarray, np.ndarray]:
    """Input and gradient of the output."""
    rng = np.random.default_rng(0)
    return tuple(rng.normal(size=job.shape).astype(np.float32) for _ in range(2))


def drawn_batch(model: Model, job: DigitsStep) -> tuple[np.ndarray, np.ndarray]:
    """Input of the model's one input, and one-hot classes of its one output."""
    (entry,) = model.inputs.values()
    (source,) = model.outputs.values()
    rng = np.random.default_rng(0)
    x = rng.normal(size=(job.batch, *(n or 1 for n in entry.shape[1:]))).astype(np.float32)
    classes = model.specs[source].shape[-1] or 1
    return x, np.eye(classes, dtype=np.float32)[rng.integers(0, classes, job.batch)]
