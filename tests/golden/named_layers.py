"""Engine layers from the way Keras writes them down."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from cards.card import LayerCard
from cards.registry import builtin_cards
from engine.scope import Layer
from tests.golden.harness import NotBuilt
from tests.golden.named_parts import policies

LAYERS: dict[str, Callable[..., Any]] = {
    card.keras_class or name: card.engine
    for name, card in reversed(builtin_cards().items())
    if issubclass(card, LayerCard) and hasattr(card, "engine")
}
FORMER = {("LeakyReLU", "alpha"): "negative_slope"}
"""Names of Keras 2, which Keras 3 understands as well, and those of Keras 3."""
READ_AS_THEY_ARE = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "TimeDistributed")
"""Layers that the references make of a configuration without turning errors into TypeErrors."""
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
    if system == "tf_keras":
        for unknown in params.keys() & {new for (layer, _), new in FORMER.items() if layer == name}:
            raise unknown_argument(system, name, unknown)
    params = {FORMER.get((name, k), k): v for k, v in params.items()}
    known = inspect.signature(LAYERS[name]).parameters
    params |= {k: nested(system, v) for k, v in params.items() if k.endswith("layer")}
    if system == "tf_keras" and name in ("Attention", "AdditiveAttention") and "causal" in params:
        # What Keras 3 takes in a call only, Keras 2 still takes for good.
        params["use_causal_mask"] = params.pop("causal") or params.get("use_causal_mask", False)
    for unknown in params.keys() - known.keys():
        raise unknown_argument(system, name, unknown)
    if name == "EinsumDense":
        # The card starts with a bias, Keras without one.
        params.setdefault("bias_axes", None)
    if "dialect" in known:
        params["dialect"] = system
    dtype, trainable = rest.get("dtype") or "float32", rest.get("trainable", True)
    return Layer(LAYERS[name], params, found, trainable, dtype)


def nested(system: str, written: Any) -> Any:
    """The layer that a wrapper's configuration holds."""
    if not isinstance(written, Mapping):
        return written
    name = written["class_name"]
    try:
        return layer_named(system, name, written.get("config", {}))
    except (TypeError, ValueError) as error:
        raise refusal_of_nested(name, error) from error


def refusal_of_nested(name: str, error: Exception) -> Exception:
    """What a reference raises where a layer in a wrapper has a wrong configuration."""
    return error if name in READ_AS_THEY_ARE else TypeError(str(error))


def unknown_argument(system: str, name: str, argument: str) -> Exception:
    """What a reference raises for an argument that a layer does not have."""
    kind = ValueError if system == "keras3" else TypeError
    return kind(f"{name} has no argument '{argument}'")
