"""Which part of the scene the window shows: a scale and an origin. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from app.canvas.geometry import Rect

SMALLEST, LARGEST = 0.02, 4.0


@dataclass
class Camera:
    """Scene point (x, y) is in sight at ((x, y) - (left, top)) * scale."""

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def to_scene(self, x: float, y: float) -> tuple[float, float]:
        return x / self.scale + self.left, y / self.scale + self.top

    def seen(self, x: float, y: float, width: float, height: float) -> Rect:
        """The part of the scene under a rectangle of the screen."""
        return (*self.to_scene(x, y), *self.to_scene(x + width, y + height))

    def zoom_at(self, factor: float, x: float, y: float) -> None:
        """Zoom and keep the scene point under screen point (x, y) where it is."""
        at = self.to_scene(x, y)
        self.scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        self.left, self.top = at[0] - x / self.scale, at[1] - y / self.scale

    def pan(self, dx: float, dy: float) -> None:
        """Move the scene by (dx, dy) screen pixels."""
        self.left -= dx / self.scale
        self.top -= dy / self.scale

    def center_on(self, x: float, y: float, *, width: float, height: float) -> None:
        """Bring a scene point to the middle of a window of this size."""
        self.left = x - width / 2 / self.scale
        self.top = y - height / 2 / self.scale

    def fit(
        self, rect: Rect, *, width: float, height: float, margin: float = 28.0, most: float = 1.0
    ) -> None:
        """Show the whole of ``rect``, at no more than ``most`` of its size."""
        w, h = max(rect[2] - rect[0], 1.0), max(rect[3] - rect[1], 1.0)
        room = max(width - 2 * margin, 1.0), max(height - 2 * margin, 1.0)
        self.scale = min(max(min(room[0] / w, room[1] / h), SMALLEST), most)
        middle = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
        self.center_on(*middle, width=width, height=height)
