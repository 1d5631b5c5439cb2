"""The same work in PyTorch and tf_keras, for those of them that are installed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from cards.card import Card
from tests.benchmarks.jobs import BatchNorm, Job, drawn_batch, drawn_pair
from tests.benchmarks.ours import digits_network
from tests.benchmarks.timing import Maker, Work

Layers = Sequence[Card]
LEARNING_RATE = 1e-3


def installed() -> dict[str, Maker]:
    """The peers that can be imported here."""
    makers: dict[str, Maker] = {"torch": torch_work, "tf_keras": keras_work}
    return {name: maker for name, maker in makers.items() if find_spec(name) is not None}


def torch_work(job: Job) -> Work:
    """The job in PyTorch, in the channels-last layout of memory."""
    if isinstance(job, BatchNorm):
        return _torch_batch_norm(*drawn_pair(job))[job.backward]
    model, layers = digits_network()
    return _torch_step(layers, *drawn_batch(model, job), LEARNING_RATE)


def keras_work(job: Job) -> Work:
    """The job in tf_keras, as a graph."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if isinstance(job, BatchNorm):
        return _keras_batch_norm(*drawn_pair(job))[job.backward]
    model, layers = digits_network()
    return _keras_step(layers, *drawn_batch(model, job), LEARNING_RATE)


def _torch_batch_norm(x: np.ndarray, g: np.ndarray) -> tuple[Work, Work]:
    import torch

    torch.set_num_threads(os.cpu_count() or 1)
    channels = x.shape[-1]
    # The layout of memory stays channels-last; PyTorch only names the axes otherwise.
    order = (0, x.ndim - 1, *range(1, x.ndim - 1))
    tx = torch.from_numpy(x).permute(order).requires_grad_(True)
    tg = torch.from_numpy(g).permute(order)
    layer = (torch.nn.BatchNorm2d if x.ndim == 4 else torch.nn.BatchNorm1d)(channels, eps=1e-3)

    def forward() -> object:
        with torch.no_grad():
            return layer(tx)

    def both() -> object:
        tx.grad = None
        layer.zero_grad()
        layer(tx).backward(tg)
        return tx.grad

    return forward, both


def _keras_batch_norm(x: np.ndarray, g: np.ndarray) -> tuple[Work, Work]:
    import tensorflow as tf
    import tf_keras

    layer = tf_keras.layers.BatchNormalization()
    layer.build(x.shape)
    tx, tg = tf.constant(x), tf.constant(g)

    @tf.function
    def run() -> Any:
        return layer(tx, training=True)

    @tf.function
    def run_both() -> Any:
        with tf.GradientTape() as tape:
            tape.watch(tx)
            y = layer(tx, training=True)
        return tape.gradient(y, [tx, *layer.trainable_weights], output_gradients=tg)

    return run, run_both


def _keras_step(layers: Layers, x: np.ndarray, y: np.ndarray, learning_rate: float) -> Work:
    import tf_keras

    made = [tf_keras.layers.deserialize(_keras2(card)) for card in layers]
    model = tf_keras.Sequential(made)
    model.compile(tf_keras.optimizers.Adam(learning_rate), "categorical_crossentropy")
    return lambda: model.train_on_batch(x, y)


def _keras2(card: Card) -> dict[str, Any]:
    """The Keras config of a card in the words that Keras 2 knows."""
    config = card.keras()
    unknown = ("synchronized", "renorm", "renorm_clipping", "renorm_momentum", "dtype")
    kept = {k: v for k, v in config["config"].items() if k not in unknown and v is not None}
    return {"class_name": config["class_name"], "config": _plain(kept)}


def _plain(value: Any) -> Any:
    """Parts as {class_name, config}; a missing seed is left out."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if not (k == "seed" and v is None)}
    return value


def _torch_step(layers: Layers, x: np.ndarray, y: np.ndarray, learning_rate: float) -> Work:
    import torch

    torch.set_num_threads(os.cpu_count() or 1)
    shape = x.shape[1:]
    modules: list[Any] = []
    for card in layers:
        more, shape = _torch_module(card, shape)
        modules += more
    model = torch.nn.Sequential(*modules).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, fused=True)
    loss = torch.nn.CrossEntropyLoss()
    tx, ty = torch.from_numpy(x), torch.from_numpy(y)

    def step() -> float:
        optimizer.zero_grad()
        value = loss(model(tx), ty)
        value.backward()
        optimizer.step()
        return value.item()

    return step


def _torch_module(card: Any, shape: tuple[int, ...]) -> tuple[list[Any], tuple[int, ...]]:
    """PyTorch modules of one card, and the shape of an example behind it, channels last."""
    import torch

    nn = torch.nn
    activations = {"relu": [nn.ReLU()], "linear": [], "tanh": [nn.Tanh()], "softmax": []}
    match type(card).__name__:
        case "Reshape":
            target = tuple(card.target_shape)
            return [nn.Unflatten(1, (target[-1], *target[:-1]))], target
        case "Conv2D":
            pad = [k // 2 for k in card.kernel_size] if card.padding == "same" else [0, 0]
            sides = [
                (n + 2 * p - k) // s + 1
                for n, p, k, s in zip(shape, pad, card.kernel_size, card.strides, strict=False)
            ]
            module = nn.Conv2d(
                shape[-1], card.filters, card.kernel_size, card.strides, pad, bias=card.use_bias
            )
            return [module, *activations[card.activation]], (*sides, card.filters)
        case "BatchNormalization":
            kind = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
            return [kind(shape[-1], eps=card.epsilon, momentum=1 - card.momentum)], shape
        case "Activation":
            return activations[card.activation], shape
        case "MaxPooling2D":
            pool = card.pool_size
            return [nn.MaxPool2d(pool)], (shape[0] // pool[0], shape[1] // pool[1], shape[2])
        case "GlobalAveragePooling2D":
            return [nn.AdaptiveAvgPool2d(1), nn.Flatten()], (shape[-1],)
        case "Flatten":
            return [nn.Flatten()], (int(np.prod(shape)),)
        case "Dropout":
            return [nn.Dropout(card.rate)], shape
        case "Dense":
            # CrossEntropyLoss has the softmax inside.
            module = nn.Linear(shape[-1], card.units, bias=card.use_bias)
            return [module, *activations[card.activation]], (card.units,)
        case other:
            raise ValueError(f"no PyTorch form of {other} is written down here")
