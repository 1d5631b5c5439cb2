"""Measures the canvas at 10,000 cards and 20,000 wires against its goals, in milliseconds.

Run by hand: ``QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.canvas [CARDS]``.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "0")

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.geometry import Geometry
from app.canvas.gestures.gesture import Pointer
from app.canvas.gestures.move_cards import MoveCards
from app.canvas.view import Canvas
from app.session import Session
from app.theme import DARK, load_fonts
from cards import edits
from cards.document import Document, Node, end
from cards.history import History
from cards.registry import builtin_cards
from cards.report import Report

CARDS = (
    "BatchNormalization",
    "Dense",
    "Conv2D",
    "Dropout",
    "Add",
    "LayerNormalization",
)


class StillSession(Session):
    """A session that checks nothing, so that only the canvas is measured."""

    def check_now(self) -> None:
        self.report = Report()


def document(count: int) -> Document:
    """``count`` layers in a grid, each wired to two that stand before it."""
    rng = np.random.default_rng(0)
    columns = max(1, int(np.sqrt(count * 1.6 * 480 / 330)))
    nodes = {
        f"n{i}": Node(
            card=CARDS[i % len(CARDS)],
            params={"name": f"layer {i}"} if i % 10 == 0 else {},
            position=(330.0 * (i % columns), 480.0 * (i // columns)),
        )
        for i in range(count)
    }
    wires: dict[str, tuple[str, ...]] = {}
    for i in range(1, count):
        near = [max(0, i - 1), max(0, i - int(rng.integers(1, 60)))]
        wires[end(f"n{i}", "input")] = tuple(dict.fromkeys(f"n{j}.output" for j in near))
    return Document(nodes=nodes, wires=wires)


def timed(act: Callable[[], object], times: int = 15) -> tuple[float, float]:
    """Median and worst of ``times`` calls, in CPU milliseconds of this thread."""
    taken = []
    for _ in range(times):
        start = time.thread_time()
        act()
        taken.append(1e3 * (time.thread_time() - start))
    return statistics.median(taken), max(taken)


def told(name: str, figures: tuple[float, float], goal: float) -> None:
    median, worst = figures
    mark = "ok" if median <= goal else "MISSED"
    print(f"{name:<42} {median:8.2f}  worst {worst:8.2f}  goal {goal:6.1f}  {mark}")  # noqa: T201


def frames(canvas: Canvas) -> None:
    """Warm frames and first frames at a new zoom, from far to near."""
    middle = canvas.scene.geometry.xy[len(canvas.scene.geometry.names) // 2].tolist()
    canvas.fit()
    views = {"all": canvas.scene.camera.scale, "0.09": 0.09, "0.11": 0.11, "0.2": 0.2}
    views |= {"0.39": 0.39, "0.6": 0.6, "1.0": 1.0, "2.0": 2.0}
    for name, scale in views.items():
        canvas.scene.camera.scale = scale
        if name != "all":
            canvas.center_on(*middle)

        def first() -> None:
            canvas.painting.sprites.clear()
            canvas.repaint()

        told(f"first frame at {name}", timed(first, 5), 25)
        told(f"warm frame at {name}", timed(canvas.repaint), 16)


def drags(canvas: Canvas) -> None:
    """One card and a thousand."""
    names = canvas.scene.geometry.names
    for count, scale in ((1, 1.0), (1, 0.05), (1000, 1.0), (1000, 0.2)):
        start = len(names) // 2
        chosen = names[start : start + count]
        canvas.session.select(chosen)
        canvas.scene.camera.scale = scale
        canvas.center_on(*canvas.scene.geometry.xy[start].tolist())
        canvas.repaint()
        gesture = MoveCards(canvas, chosen[0])
        gesture.begin(Pointer(QPointF(0, 0)))
        gesture.move(Pointer(QPointF(9, 9)))
        canvas.repaint()
        at = [10.0]

        def step(gesture: MoveCards = gesture, at: list[float] = at) -> None:
            at[0] += 8.0
            gesture.move(Pointer(QPointF(at[0], at[0] / 2)))
            QApplication.processEvents()

        told(f"drag {count} cards a step, zoom {scale}", timed(step, 24), 2)
        gesture.cancel()


def editing(canvas: Canvas) -> None:
    canvas.session.select(())
    name = canvas.scene.geometry.names[len(canvas.scene.geometry.names) // 12 * 6]
    canvas.zoom_to(1.0)
    canvas.reveal(name)
    canvas.repaint()

    def open_editor() -> None:
        canvas.editing.begin(name, "momentum")
        QApplication.processEvents()

    value = [0.5]

    def commit() -> None:
        value[0] += 0.01
        canvas.editing.begin(name, "momentum")
        editor = canvas.editing.editor
        if editor is None:
            raise RuntimeError("no editor opened")
        editor.line.setText(f"{value[0]:.3f}")
        start = time.thread_time()
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
        QApplication.processEvents()
        taken.append(1e3 * (time.thread_time() - start))

    taken: list[float] = []
    told("open the value editor", timed(open_editor, 9), 16)
    for _ in range(9):
        commit()
    told("commit and repaint", (statistics.median(taken), max(taken)), 16)
    canvas.editing.close()


def edits_of(canvas: Canvas) -> None:
    session, names = canvas.session, canvas.scene.geometry.names
    last, first = names[-1], names[0]
    size = [0]

    def add() -> None:
        size[0] += 1
        canvas.add_card("Dense")
        canvas.repaint()

    def connect() -> None:
        source = names[-2 - size[0]]
        size[0] += 1
        document = edits.connect(session.document, f"{source}.output", f"{last}.input", many=True)
        session.commit("Connect", document)
        canvas.repaint()

    told("add a card and repaint", timed(add, 7), 50)
    told("connect and repaint", timed(connect, 7), 50)
    told("undo and repaint", timed(lambda: (session.undo(), canvas.repaint()), 7), 50)
    told("hit test", timed(lambda: canvas.hit(QPointF(800, 500)), 50), 1)
    told("minimap", timed(lambda: canvas.minimap._paint_document(), 9), 5)
    told("hover", timed(lambda: canvas._hover(QPointF(800, 500)), 50), 2)
    told(
        "reveal a far card and repaint", timed(lambda: (canvas.reveal(first), canvas.repaint())), 16
    )


def main(count: int) -> None:
    application = QApplication([])
    load_fonts()
    types = builtin_cards()
    made = document(count)
    told("create the geometry", timed(lambda: Geometry(made, types), 5), 100)
    gc.collect()
    tracemalloc.start()
    geometry = Geometry(made, types)
    print(f"memory per card: {tracemalloc.get_traced_memory()[0] / count / 1024:.2f} KB")  # noqa: T201
    tracemalloc.stop()
    print(f"{count} cards, {len(geometry.pairs)} wires")  # noqa: T201
    session = StillSession(types)
    session.history = History(made)
    canvas = Canvas(session, DARK)
    canvas.resize(1600, 1000)
    canvas.show()
    application.processEvents()
    QTest.mouseMove(canvas, QPoint(2, 2))
    frames(canvas)
    drags(canvas)
    editing(canvas)
    edits_of(canvas)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
