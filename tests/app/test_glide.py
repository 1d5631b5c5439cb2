"""The view glides, unless the user wants no motion."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from app.canvas.glide import between
from app.desk import Desk


def view(canvas):
    camera = canvas.scene.camera
    return camera.left, camera.top, camera.scale


def ended(canvas, act):
    """Where the camera comes to without motion."""
    canvas.glide.on = False
    act()
    there = view(canvas)
    canvas.glide.on = True
    return there


def test_the_view_glides_to_all_cards_and_to_one(canvas, qtbot):
    canvas.zoom_to(2.0)
    start = view(canvas)
    goal = ended(canvas, canvas.fit)
    canvas.zoom_to(2.0)
    canvas.scene.camera.left, canvas.scene.camera.top, canvas.scene.camera.scale = start
    canvas.fit()
    assert view(canvas) == start and canvas.glide.active
    seen = set()
    canvas.zoom_changed.connect(lambda _: seen.add(canvas.scene.camera.scale))
    qtbot.waitUntil(lambda: not canvas.glide.active)
    assert view(canvas) == pytest.approx(goal)
    assert all(goal[2] <= scale <= start[2] for scale in seen)


def test_without_motion_it_jumps(canvas):
    assert not canvas.glide.on
    canvas.zoom_to(2.0)
    before = view(canvas)
    canvas.fit()
    assert view(canvas) != before and not canvas.glide.active


def test_a_hand_on_the_mouse_ends_it_at_once(canvas, qtbot):
    canvas.zoom_to(2.0)
    goal = ended(canvas, canvas.fit)
    canvas.glide.on = False
    canvas.zoom_to(2.0)
    canvas.glide.on = True
    canvas.fit()
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert view(canvas) == pytest.approx(goal) and not canvas.glide.active
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    canvas.glide.on = True
    canvas.zoom_to(2.0)
    canvas.fit()
    canvas.zoom_at(1.5, QPointF(10, 10))
    assert canvas.scene.camera.scale == pytest.approx(1.5 * goal[2])


def test_a_point_that_both_views_have_in_one_place_stays_there():
    before, after = (0.0, 0.0, 1.0), (50.0, 50.0, 2.0)
    for share in (0.0, 0.3, 0.7, 1.0):
        left, top, scale = between(before, after, share)
        assert ((100 - left) * scale, (100 - top) * scale) == pytest.approx((100, 100))
    assert between((0, 0, 1.0), (10, 20, 1.0), 0.5) == pytest.approx((5, 10, 1))


def test_the_preference_turns_it_off(settings, asker, qtbot):
    desk = Desk(settings, asker)
    qtbot.addWidget(desk)
    assert desk.current.canvas.glide.on
    settings.reduced_motion = True
    desk.apply_settings()
    assert not desk.current.canvas.glide.on
    assert not desk.add_page().canvas.glide.on
