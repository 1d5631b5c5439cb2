"""Whether a process still lives: its number and the moment at which it began tell it for sure."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

STILL_ACTIVE = 259
QUERY = 0x1000
"""PROCESS_QUERY_LIMITED_INFORMATION, of the Windows API."""


def beginning(process: int) -> str | None:
    """When a process of this computer began, in the system's own words; None if it is no more.

    Empty where the system does not tell: then only its number is known.
    """
    if process <= 0:
        return None
    if sys.platform == "win32":
        return _on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return None
    except (PermissionError, OverflowError):
        pass
    return _on_linux(process) if Path("/proc/self/stat").exists() else _by_ps(process)


def _on_linux(process: int) -> str | None:
    """The start of the computer, and the clock ticks from there to that of the process."""
    try:
        told = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError:
        return ""
    # The name of the program stands in brackets, and may hold some itself.
    rest = told.rpartition(")")[2].split()
    if rest[0] in ("Z", "X"):
        return None
    return f"{_boot()} {rest[19]}"


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _by_ps(process: int) -> str:
    import subprocess  # on macOS only

    command = ["ps", "-o", "lstart=", "-p", str(process)]
    try:
        shown = subprocess.run(command, capture_output=True, text=True, check=False, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return ""
    return shown.stdout.strip()


def _on_windows(process: int) -> str | None:
    if sys.platform != "win32":
        return ""
    import ctypes  # on Windows only
    from ctypes import wintypes

    system = ctypes.WinDLL("kernel32", use_last_error=True)
    system.OpenProcess.restype = wintypes.HANDLE
    handle = system.OpenProcess(QUERY, False, process)
    if not handle:
        # 5: it lives, and is another user's.
        return "" if ctypes.get_last_error() == 5 else None
    handle = wintypes.HANDLE(handle)
    code, times = wintypes.DWORD(), [wintypes.FILETIME() for _ in range(4)]
    try:
        system.GetExitCodeProcess(handle, ctypes.byref(code))
        if code.value != STILL_ACTIVE:
            return None
        system.GetProcessTimes(handle, *map(ctypes.byref, times))
    finally:
        system.CloseHandle(handle)
    return f"{times[0].dwHighDateTime:x} {times[0].dwLowDateTime:x}"
