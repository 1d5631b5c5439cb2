"""The view glides to where it is wanted, so that the eye can follow; it may also jump."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

if TYPE_CHECKING:
    from app.canvas.view import Canvas

DURATION = 150
"""Milliseconds."""
LARGEST = 3000
"""With more cards the view jumps: frames that each take long are no gliding."""

View = tuple[float, float, float]
"""Left, top and scale of a camera."""


class Glide(QObject):
    """Moves the camera of ``canvas`` in steps while it is ``on``."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.on = False
        self._canvas = canvas
        self._ends: tuple[View, View] | None = None
        self._steps = QVariantAnimation(self)
        self._steps.setDuration(DURATION)
        self._steps.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._steps.setStartValue(0.0)
        self._steps.setEndValue(1.0)
        self._steps.valueChanged.connect(self._step)
        self._steps.finished.connect(self.finish)

    @property
    def active(self) -> bool:
        return self._ends is not None

    @contextmanager
    def over(self) -> Iterator[None]:
        """What the camera becomes inside this block, it becomes little by little."""
        self.finish()
        before = self._view()
        yield
        after = self._view()
        canvas = self._canvas
        few = len(canvas.scene.geometry.names) <= LARGEST
        if self.on and few and before != after and canvas.isVisible():
            self._ends = before, after
            self._show(before)
            self._steps.start()

    def finish(self) -> None:
        """Be there now."""
        if self._ends is not None:
            (_, after), self._ends = self._ends, None
            self._steps.stop()
            self._show(after)

    def _step(self, share: float) -> None:
        if self._ends is not None:
            self._show(between(*self._ends, share))

    def _view(self) -> View:
        camera = self._canvas.scene.camera
        return camera.left, camera.top, camera.scale

    def _show(self, view: View) -> None:
        camera = self._canvas.scene.camera
        camera.left, camera.top, camera.scale = view
        self._canvas.camera_moved()


def between(before: View, after: View, share: float) -> View:
    """The view that has come so far: evenly in size, and straight for each point seen."""
    scale = before[2] ** (1 - share) * after[2] ** share
    first, last = 1 / before[2], 1 / after[2]
    # Where the corner is depends on the width that is seen, not on the time.
    even = abs(last - first) < 1e-9 * first
    moved = share if even else (1 / scale - first) / (last - first)
    left, top = (a + (b - a) * moved for a, b in zip(before[:2], after[:2], strict=True))
    return left, top, scale
