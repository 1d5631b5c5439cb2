"""The events of a run as JSON, one object an event."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from cards.card import Progress
from cards.running import CardDone, CardFailed, CardStarted, Event, FromCard, RunDone
from engine.training import BatchDone, EpochDone


def line(event: Event) -> str:
    """One event as one line of strict JSON; what is no number is null."""
    return json.dumps(plain(as_dict(event)), allow_nan=False, ensure_ascii=False)


def as_dict(event: Event) -> dict[str, Any]:
    """One event by the names under which scripts read it."""
    match event:
        case CardStarted(node):
            return {"event": "started", "node": node}
        case FromCard(node, inner):
            return {"event": _name(inner), "node": node, **_fields(inner)}
        case CardDone(node, outputs, kept):
            return {"event": "done", "node": node, "kept": kept, "outputs": outputs}
        case CardFailed(node, message, socket):
            return {"event": "failed", "node": node, "row": socket, "message": message}
        case RunDone(returned, failed):
            return {"event": "finished", "returned": returned, "failed": failed}


def plain(value: Any) -> Any:
    """``value`` as JSON has it; tables and arrays are described, not written out."""
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): plain(v) for name, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if hasattr(value, "schema"):
        return {"rows": value.height, "columns": list(value.columns)}
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return plain(value.item())
    if hasattr(value, "shape"):
        return {"shape": list(value.shape)}
    return {"type": type(value).__name__}


def _name(inner: Any) -> str:
    names = {Progress: "progress", BatchDone: "batch", EpochDone: "epoch"}
    return names.get(type(inner), "told")


def _fields(inner: Any) -> dict[str, Any]:
    if isinstance(inner, Progress):
        return {"done": inner.done, "total": inner.total, "text": inner.text}
    if isinstance(inner, BatchDone):
        return {
            "epoch": inner.epoch,
            "epochs": inner.epochs,
            "batch": inner.batch,
            "batches": inner.batches,
            "loss": inner.loss,
            "metrics": inner.metrics,
        }
    if isinstance(inner, EpochDone):
        return {"epoch": inner.epoch, "epochs": inner.epochs, "logs": inner.logs}
    return {"text": str(inner)}
