"""Engine layers from the way Keras writes them down."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from engine.layers import (
    activation,
    convolution,
    core,
    merging,
    normalization,
    pooling,
    regularization,
    reshaping,
)
from engine.scope import Layer
from tests.golden.harness import NotBuilt
from tests.golden.named_parts import policies

LAYERS: dict[str, Callable[..., Any]] = {
    "Activation": activation.activation,
    "Add": merging.add,
    "AveragePooling2D": pooling.average_pooling_2d,
    "BatchNormalization": normalization.batch_normalization,
    "Concatenate": merging.concatenate,
    "Conv2D": convolution.conv_2d,
    "Dense": core.dense,
    "Dropout": regularization.dropout,
    "Flatten": reshaping.flatten,
    "GlobalAveragePooling2D": pooling.global_average_pooling_2d,
    "LayerNormalization": normalization.layer_normalization,
    "MaxPooling2D": pooling.max_pooling_2d,
    "ReLU": activation.relu,
    "Reshape": reshaping.reshape,
}
OF_EVERY_LAYER = ("name", "trainable", "dtype", "input_shape", "batch_size", "autocast")


def layer_named(system: str, name: str, config: Mapping[str, Any]) -> Layer:
    """The layer of a Keras class name and configuration.

    Raises NotBuilt if the engine has no such layer, ValueError or TypeError if the
    configuration names a part or an argument that does not exist.
    """
    if name not in LAYERS:
        raise NotBuilt(name)
    found, rest = policies(config, system)
    params = {k: v for k, v in rest.items() if k not in OF_EVERY_LAYER}
    known = inspect.signature(LAYERS[name]).parameters
    for unknown in params.keys() - known.keys():
        raise unknown_argument(system, name, unknown)
    if "dialect" in known:
        params["dialect"] = system
    dtype, trainable = rest.get("dtype") or "float32", rest.get("trainable", True)
    return Layer(LAYERS[name], params, found, trainable, dtype)


def unknown_argument(system: str, name: str, argument: str) -> Exception:
    """What a reference raises for an argument that a layer does not have."""
    kind = ValueError if system == "keras3" else TypeError
    return kind(f"{name} has no argument '{argument}'")
