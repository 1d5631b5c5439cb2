import sys

import pytest

from app import display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks X and Wayland")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_there_is_no_window():
    assert display.no_window() == "there is no display"


def test_a_display_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":987")
    assert "display :987 does not answer" in display.no_window() or "library" in display.no_window()


def test_a_wayland_display_that_does_not_answer_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert display.no_window() == "the display wayland-9 does not answer"


def test_drawing_where_nobody_sees_is_no_window(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.no_window() == "the Qt platform is offscreen"
