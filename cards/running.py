"""Runs the task cards of a checked document, as a stream of events.

To stop is to stop reading: nothing happens between two events that are not asked for.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cards.cache import Cache, fingerprint
from cards.card import CardError, Context, Socket, TaskCard
from cards.compiling import compile_model
from cards.document import Document, end, node_of, socket_of
from cards.kinds import LAYER, NETWORK
from cards.library.reports import ReturnFloat
from cards.report import Report, label
from cards.wiring import upstream
from engine.autodiff import ShapeError
from engine.data import DataError
from engine.model import Model
from engine.threads import blas_threads
from engine.training import NotFinite

__all__ = [
    "Cache",
    "CardDone",
    "CardFailed",
    "CardStarted",
    "Event",
    "FromCard",
    "RunDone",
    "run",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CardStarted:
    """A card begins to work."""

    node: str


@dataclass(frozen=True)
class FromCard:
    """Something that a card tells while it works: Progress, BatchDone or EpochDone."""

    node: str
    event: Any


@dataclass(frozen=True)
class CardDone:
    """A card's results by output; ``kept`` if they are those of an earlier run."""

    node: str
    outputs: Mapping[str, Any]
    kept: bool = False


@dataclass(frozen=True)
class CardFailed:
    """Why a card cannot work, as a sentence; cards behind it are left out."""

    node: str
    message: str
    socket: str | None = None


@dataclass(frozen=True)
class RunDone:
    """The numbers that the document returned, and the cards that failed or were left out."""

    returned: Mapping[str, float]
    failed: tuple[str, ...] = ()


Event = CardStarted | FromCard | CardDone | CardFailed | RunDone


def run(
    doc: Document,
    report: Report,
    context: Context,
    cache: Cache | None = None,
    *,
    threads: int | None = None,
) -> Iterator[Event]:
    """Run every task card once what feeds it is there.

    What the check found is told first; a second run with the same ``cache`` redoes only
    what changed. Results are the same, bit for bit, for the same document, seed and
    number of ``threads``, which by default leaves one core to others.
    """
    # The number of threads decides the order of sums: held alike in window and terminal.
    with blas_threads(threads):
        yield from _Run(doc, report, context, Cache() if cache is None else cache).events()


class _Run:
    """One run: what each card gave, under which key, and which cards failed."""

    def __init__(self, doc: Document, report: Report, context: Context, cache: Cache) -> None:
        self.doc, self.report, self.context, self.cache = doc, report, context, cache
        self.outputs: dict[str, Mapping[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.failed: dict[str, None] = {}
        self.returned: dict[str, float] = {}
        self.errors = {d.node: d for d in reversed(report.diagnostics) if d.severity == "error"}

    def events(self) -> Iterator[Event]:
        for node in self._wrong():
            self.failed[node] = None
            yield CardFailed(node, self.errors[node].message, self.errors[node].socket)
        for node in self.report.order:
            card = self.report.cards.get(node)
            if card is None:
                self.failed[node] = None
            if not isinstance(card, TaskCard) or node in self.failed:
                continue
            if not self.failed.keys().isdisjoint(self._needed(node)):
                self.failed[node] = None
                continue
            yield from self._card(node, card)
        yield RunDone(self.returned, tuple(self.failed))

    def _wrong(self) -> list[str]:
        """The nodes with an error that a task card needs, or so wrong that none can tell."""
        if not self.errors:
            return []
        tasks = [n for n, card in self.report.types.items() if issubclass(card, TaskCard)]
        needed = upstream(self.doc, *tasks)
        cards = self.report.cards
        return [n for n in self.doc.nodes if n in self.errors and (n in needed or n not in cards)]

    def _needed(self, node: str) -> set[str]:
        """What a task waits for: the tasks that feed it, and the whole of its network."""
        sources = {node_of(source) for source in self._sources(node)}
        tasks = {n for n in sources if isinstance(self.report.cards.get(n), TaskCard)}
        return sources | upstream(self.doc, *(sources - tasks))

    def _card(self, node: str, card: TaskCard) -> Iterator[Event]:
        yield CardStarted(node)
        try:
            with self._sentences(node):
                key = self._key(node, card)
                outputs = self.cache.get(key)
                kept = outputs is not None
                if outputs is None:
                    outputs = yield from self._work(node, card)
                    self.cache.keep(key, outputs)
                if isinstance(card, ReturnFloat):
                    self.returned[card.name] = float(outputs["value"])
        except CardError as error:
            self.failed[node] = None
            yield CardFailed(node, str(error), error.socket)
        else:
            self.outputs[node], self.keys[node] = outputs, key
            yield CardDone(node, outputs, kept)

    def _work(self, node: str, card: TaskCard) -> Generator[Event, None, Mapping[str, Any]]:
        """What the card gives, its events told as it works."""
        stream = card.run(self.context, **self._arriving(node, card))
        while True:
            try:
                event = next(stream)
            except StopIteration as stop:
                return dict(stop.value)
            yield FromCard(node, event)

    @contextmanager
    def _sentences(self, node: str) -> Iterator[None]:
        """Turn whatever stops a card into a CardError, a sentence for its user."""
        try:
            yield
        except CardError:
            raise
        except NotFinite as error:
            raise CardError(self._not_finite(error)) from error
        except ShapeError as error:
            raise CardError(str(error), error.parameter) from error
        except DataError as error:
            raise CardError(str(error)) from error
        except MemoryError as error:
            raise CardError("There is not enough memory for this.") from error
        except Exception as error:
            # A card may come from anyone: it must not take the others down.
            _log.exception("The card %s stopped", node)
            what = f"{type(error).__name__}: {error}"
            raise CardError(f"The card stopped with an unexpected error. {what}") from error

    def _arriving(self, node: str, card: TaskCard) -> dict[str, Any]:
        return {s.name: self._value(node, s) for s in type(card).inputs}

    def _value(self, node: str, socket: Socket) -> Any:
        """What arrives at a data socket. Raises CardError if it needs more than that."""
        sources = self.doc.sources(node, socket.name)
        if socket.kind.id == NETWORK.id:
            return self._network(tuple(map(node_of, sources)))
        values = tuple(self._given(source, socket) for source in sources)
        if socket.many:
            return values
        if not values and socket.required:
            raise CardError(f"{socket.title} is not connected.", socket.name)
        return values[0] if values else None

    def _given(self, source: str, socket: Socket) -> Any:
        node, name = node_of(source), socket_of(source)
        if node in self.outputs:
            value = self.outputs[node].get(name)
        else:
            value = self.report.cards[node].argument(name)
        if value is None:
            who = label(self.doc, self.report, node)
            out = type(self.report.cards[node]).output(name)
            what = out.title if out else name
            raise CardError(f"{who} gave no {what} for {socket.title}.", socket.name)
        return value

    def _network(self, outputs: tuple[str, ...]) -> Model:
        return compile_model(self.doc, self.report, outputs, self.context.seed)

    def _not_finite(self, error: NotFinite) -> str:
        step = error.step
        if step is None or step not in self.doc.nodes:
            return str(error)
        who = label(self.doc, self.report, step)
        where = f"batch {error.batch} of epoch {error.epoch}"
        return f"Training stopped: what {who} gives is not finite in {where}."

    def _sources(self, node: str) -> Iterator[str]:
        for socket in type(self.report.cards[node]).inputs:
            yield from self.doc.sources(node, socket.name)

    def _upstream(self, outputs: tuple[str, ...]) -> list[str]:
        """The nodes of a network in the order in which it is computed."""
        nodes = upstream(self.doc, *outputs)
        known = [node for node in self.report.order if node in nodes]
        return known + sorted(nodes.difference(known))

    def _key(self, node: str, card: TaskCard) -> str:
        arriving = {
            s.name: [self._source_key(source, s) for source in self.doc.sources(node, s.name)]
            for s in type(card).inputs
        }
        parts = [fingerprint(card), arriving, card.stamp(self.context), self.context.seed]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _source_key(self, source: str, socket: Socket) -> Any:
        node = node_of(source)
        if socket.kind.id == NETWORK.id:
            return [node, [self._step_key(n) for n in self._upstream((node,))]]
        return [self.keys.get(node) or fingerprint(self.report.cards[node]), socket_of(source)]

    def _step_key(self, node: str) -> Any:
        card = self.report.cards.get(node)
        # Which layer a row takes decides whose weights it has, besides what it is.
        layers = [s for s in type(card).parameters() if s.kind.id == LAYER.id] if card else []
        inputs = [*type(card).inputs, *layers] if card else []
        wires = {s.name: self.doc.wires.get(end(node, s.name), ()) for s in inputs}
        return [node, fingerprint(card), wires]
