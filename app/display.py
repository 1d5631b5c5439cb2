"""Whether a window can open here; asked before Qt, which ends the process where it cannot."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

_NOTHING_TO_SEE = ("offscreen", "minimal", "vnc")


def no_window() -> str | None:
    """Why no window can open, as a part of a sentence; None if one can."""
    if not sys.platform.startswith("linux"):
        return None
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen in _NOTHING_TO_SEE:
        return f"the Qt platform is {chosen}"
    reasons = [_no_wayland()] if chosen.startswith("wayland") else [_no_wayland(), _no_x()]
    if chosen == "xcb":
        reasons = [_no_x()]
    if None in reasons:
        return None
    return next((r for r in reversed(reasons) if r), None) or "there is no display"


def use_offscreen() -> None:
    """Let Qt draw without a display; to be called before Qt is loaded."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _no_x() -> str | None:
    """Why Qt cannot use the X server; empty if none is named."""
    if not os.environ.get("DISPLAY"):
        return ""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return f"a library is missing ({error})"
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    broken = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if broken:
        return f"the display {os.environ['DISPLAY']} does not answer"
    return _no_plugin("libqxcb.so")


def _no_wayland() -> str | None:
    """Why Qt cannot use the Wayland compositor; empty if none is named."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return ""
    address = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / name
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(address))
        except OSError:
            return f"the display {name} does not answer"
    return _no_plugin("libqwayland.so", "libqwayland-generic.so")


def _no_plugin(*names: str) -> str | None:
    """Why Qt's plugin for a platform does not load: a library that it needs is missing."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        return "PySide6 is not installed"
    folder = Path(spec.origin).parent / "Qt" / "plugins" / "platforms"
    here = [folder / name for name in names if (folder / name).exists()]
    if not here:
        # A Qt of the system keeps its plugins elsewhere; let it try.
        return None if not folder.exists() else "Qt has no plugin for it"
    try:
        ctypes.CDLL(str(here[0]))
    except OSError as error:
        return f"a library is missing ({error})"
    return None
