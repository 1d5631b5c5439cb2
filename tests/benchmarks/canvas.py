"""Measures the window at 10,000 cards and 20,000 wires against its goals.

Run by hand from the project's root: ``python -m tests.benchmarks.canvas [CARDS ...] [--json]
[--groups] [--quick] [--write]``. Times are CPU milliseconds of the window's thread, those of
starts milliseconds on the clock. Cards are real, in a real window, with checks on.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "0")

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.application import prepare
from app.canvas.geometry import Geometry
from app.canvas.gestures.gesture import Pointer
from app.canvas.gestures.move_cards import MoveCards
from app.canvas.layer import corners
from app.canvas.view import Canvas
from app.session import Session
from app.settings import Settings
from app.window import Window
from cards import edits, files
from cards.arranging import arrange
from cards.checking import check
from cards.document import Document, Node, end
from cards.history import History
from cards.registry import builtin_cards
from cards.searching import matches
from tests.benchmarks.goals import Figure, machine, table, timed, write
from tests.benchmarks.large import document, in_groups
from tests.benchmarks.starting import started

SCALES = (0.05, 0.09, 0.11, 0.2, 0.39, 0.6, 1.0, 2.0)
"""Around each of the scales at which less is drawn; the whole document comes before them."""
REMARKS = Path(__file__).with_name("REMARKS.md")


class Bench:
    """A window with a large document, and what is measured in it."""

    def __init__(self, doc: Document, path: Path) -> None:
        self.types = builtin_cards()
        path.write_text(files.dumps(doc), "utf-8")
        self.window = Window(Session(), Settings())
        self.window.resize(1600, 1000)
        self.window.show()
        QApplication.processEvents()
        self.window.session.open(path)
        self.window.session.check_now()
        self.canvas.fit()
        QApplication.processEvents()
        names = self.canvas.scene.geometry.names
        half = len(names) // 2
        self.middle = next(n for n in names[half:] if self.card(n) == "Dropout")
        self.sum = next(n for n in names[half:] if self.card(n) == "AddAll")

    @property
    def canvas(self) -> Canvas:
        return self.window.canvas

    @property
    def session(self) -> Session:
        return self.window.session

    def card(self, name: str) -> str:
        return self.canvas.document.nodes[name].card

    def near(self, name: str, scale: float = 1.0) -> None:
        """Show a card at a scale."""
        canvas = self.canvas
        canvas.scene.camera.scale = scale
        row = canvas.scene.geometry.index[name]
        canvas.center_on(*canvas.scene.geometry.xy[row].tolist())

    def frames(self) -> Iterator[Figure]:
        """The slowest of warm frames, and of first frames at a new zoom."""
        canvas = self.canvas
        self.session.select(())
        canvas.fit()
        first: list[tuple[float, float]] = []
        warm: list[tuple[float, float]] = []
        for scale in (canvas.scene.camera.scale, *SCALES):
            if scale != canvas.scene.camera.scale:
                self.near(self.middle, scale)
            canvas.repaint()
            first.append(timed(canvas.repaint, 5, canvas.painting.sprites.clear))
            warm.append(timed(canvas.repaint))
        yield Figure("warm frame at any zoom", *max(warm), 16)
        yield Figure("first frame at a new zoom", *max(first), 25)
        pixmap = QPixmap(canvas.size() * 2)
        pixmap.setDevicePixelRatio(2)

        def sharp() -> None:
            painter = QPainter(pixmap)
            canvas.painting.paint(painter, canvas.scene, corners(QRectF(canvas.rect())))
            painter.end()

        self.near(self.middle)
        sharp()
        yield Figure("near view at dpr 2", *timed(sharp), 12)

    def drags(self) -> Iterator[Figure]:
        """One card, and a thousand."""
        canvas = self.canvas
        for count in (1, 1000):
            names = canvas.scene.geometry.names
            start = names.index(self.middle)
            chosen = names[start : start + count]
            self.session.select(chosen)
            self.near(self.middle, 1.0 if count == 1 else 0.2)
            canvas.repaint()
            gesture = MoveCards(canvas, chosen[0])
            gesture.begin(Pointer(QPointF(0, 0)))
            gesture.move(Pointer(QPointF(9, 9)))
            QApplication.processEvents()
            at = [10.0]

            def move(gesture: MoveCards = gesture, at: list[float] = at) -> None:
                at[0] += 8.0
                gesture.move(Pointer(QPointF(at[0], at[0] / 2)))

            def step(move: Callable[[], None] = move) -> None:
                move()
                QApplication.sendPostedEvents()
                QApplication.processEvents()

            if count == 1:
                yield Figure("drag one card, a step with its pixels", *timed(step, 31), 2)
            else:
                yield Figure(f"move {len(chosen):,} selected cards, a step", *timed(move, 31), 2)
                QApplication.processEvents()
                yield Figure("the same with its pixels", *timed(step, 31))
            gesture.cancel()
        self.session.select(())

    def values(self) -> Iterator[Figure]:
        """The editor of a value, and what it commits."""
        canvas, value = self.canvas, [0.1]
        self.near(self.middle)
        canvas.repaint()

        def begin() -> None:
            canvas.editing.begin(self.middle, "rate")
            self.settle()

        def ready() -> None:
            begin()
            value[0] += 0.01
            editor = canvas.editing.editor
            if editor is None:
                raise RuntimeError("no editor opened")
            editor.line.setText(f"{value[0]:.3f}")

        def commit() -> None:
            editor = canvas.editing.editor
            if editor is not None:
                QTest.keyClick(editor.line, Qt.Key.Key_Return)
            self.settle()

        yield Figure("open the value editor", *timed(begin, 9, canvas.editing.close), 16)
        yield Figure("commit a value and repaint", *timed(commit, 9, ready), 16)
        canvas.editing.close()

    def consequences(self) -> Iterator[Figure]:
        """From an edit to the pixels that tell its consequences."""
        doc, name = self.session.document, self.middle
        source = doc.wires[end(self.sum, "inputs")][-1]
        dense = next(n for n in list(doc.nodes)[len(doc.nodes) // 2 :] if self.is_dense(n))
        cut = edits.disconnect(doc, end(self.sum, "inputs"), source)
        made: dict[str, Document] = {
            "a value in the middle": edits.set_param(doc, name, "rate", 0.25),
            "a value that stops all behind it": edits.set_param(doc, dense, "units", 17),
            "a wire less": cut,
            "a card more": edits.add_node(doc, "one_more", Node(card="Dense", params={"units": 3})),
            "a card less": edits.remove_nodes(doc, [name]),
        }
        self.session.select((name,))
        self.near(name)
        self.settle()

        def back() -> None:
            self.session.undo()
            self.settle()

        for what, new in made.items():

            def apply(new: Document = new) -> None:
                self.session.commit("Edit", new)
                self.settle()

            def ready() -> None:
                if self.session.document is not doc:
                    back()

            def again(apply: Callable[[], None] = apply) -> None:
                if self.session.document is doc:
                    apply()

            yield Figure(f"edit to consequences: {what}", *timed(apply, 7, ready), 50)
            yield Figure(f"edit to consequences: {what}, undone", *timed(back, 7, again), 50)

        wire = edits.connect(cut, source, end(self.sum, "inputs"), many=True)
        ready = lambda: self.session.commit("Cut", cut)  # noqa: E731 - a step of preparation
        more = timed(lambda: (self.session.commit("Wire", wire), self.settle()), 7, ready)
        yield Figure("edit to consequences: a wire more", *more, 50)

    def is_dense(self, name: str) -> bool:
        return self.session.document.nodes[name].card == "Dense"

    def settle(self) -> None:
        """Check, also where that would wait for a pause, and paint all that is to be painted."""
        known = self.session.report.known
        if known is None or known.doc.nodes is not self.session.document.nodes:
            self.session.check_now()
        QApplication.sendPostedEvents()

    def looks(self) -> Iterator[Figure]:
        """Searching, and the small view of all."""
        doc, report = self.session.document, self.session.report
        yield Figure("search in all cards", *timed(lambda: matches(doc, report, "layer 55"), 9), 5)
        minimap = self.canvas.minimap
        yield Figure("minimap", *timed(minimap._paint_document, 9), 5)
        at = QPointF(800, 500)
        yield Figure("hover", *timed(lambda: self.canvas._hover(at), 50))


def models(doc: Document) -> Iterator[Figure]:
    """What needs no window: arrays, files, memory, places."""
    types = builtin_cards()
    yield Figure("create, without JSON", *timed(lambda: Geometry(doc, types), 5), 100)
    text = files.dumps(doc)
    size = f"{len(text) / 1e6:.1f} MB"
    yield Figure(f"load JSON ({size}), validated", *timed(lambda: files.loads(text), 5), 250)
    yield Figure(f"save JSON ({size})", *timed(lambda: files.dumps(doc), 5), 200)
    yield Figure("check from the beginning", *timed(lambda: check(doc, types), 3))
    yield memory(text)
    for count, goal in ((1000, 50), (10_000, 500)):
        one = document(count)
        sizes = Geometry(one, types).sizes()
        taken = timed(lambda one=one, sizes=sizes: arrange(one, sizes), 3)
        yield Figure(f"arrange {count:,} cards", *taken, goal)


def memory(text: str, steps: int = 100) -> Figure:
    """Memory of the document, a hundred steps of undo and the arrays of the canvas, by card."""
    types = builtin_cards()
    Geometry(files.loads(text), types)
    gc.collect()
    tracemalloc.start()
    history = History(files.loads(text))
    geometry = Geometry(history.document, types)
    names = list(history.document.nodes)
    for i in range(steps):
        new = edits.set_param(history.document, names[i], "name", f"name {i}")
        history.commit("Edit", new)
        geometry.update(new)
    gc.collect()
    each = tracemalloc.get_traced_memory()[0] / len(names) / 1024
    tracemalloc.stop()
    return Figure(f"memory a card, {steps} steps of undo included", each, each, 5, "KB")


def told(figures: Iterator[Figure]) -> Iterator[Figure]:
    """The same figures, each told on the way, since all of them take minutes."""
    for figure in figures:
        sys.stderr.write(f"{figure.what}: {figure.median:.2f} {figure.unit} {figure.verdict}\n")
        yield figure


def measured(count: int, *, groups: bool, times: int) -> list[Figure]:
    """Every figure at ``count`` cards."""
    types = builtin_cards()
    doc = document(count)
    shown = in_groups(doc, types) if groups else doc
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.json"
        bench = Bench(shown, path)
        gc.collect()
        gc.freeze()
        QTest.mouseMove(bench.canvas, QPoint(2, 2))
        for part in (bench.frames, bench.drags, bench.values, bench.looks, bench.consequences):
            figures += told(part())
        figures += told(models(shown))
        # What was written while it was measured would be asked about.
        bench.session.open(path)
        if times:
            figures.append(Figure("process start to window", *started((), times), 400))
            name = f"process start with {count:,} cards"
            figures.append(Figure(name, *started((str(path),), times), 800))
        bench.window.close()
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cards", nargs="*", type=int, default=[10_000])
    parser.add_argument("--json", action="store_true", help="one JSON line a figure")
    parser.add_argument("--groups", action="store_true", help="half of the cards in closed groups")
    parser.add_argument("--quick", action="store_true", help="without starts of the program")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    options = parser.parse_args()
    prepare(QApplication([]))
    sections: dict[str, list[Figure]] = {}
    for count in options.cards or [10_000]:
        title = f"{count:,} cards" + (", half of them in groups" if options.groups else "")
        times = 0 if options.quick or count < max(options.cards or [0]) else 3
        figures = sections[title] = measured(count, groups=options.groups, times=times)
        if options.json:
            for figure in figures:
                line = {"cards": count, **asdict(figure), "verdict": figure.verdict}
                sys.stdout.write(json.dumps(line) + "\n")
        else:
            sys.stdout.write(f"{title}: {machine()}\n\n{table(figures)}\n\n")
    if options.write:
        write(sections, REMARKS.read_text("utf-8") if REMARKS.exists() else "")


if __name__ == "__main__":
    main()
