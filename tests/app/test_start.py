import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from app import qt_guard
from app.application import ErrorDoor
from app.session import Session
from app.settings import Settings, load_settings
from app.start import BLAS, cap_threads, written_down
from app.window import Window
from cards import files
from tests.app.sample_network import sample_network


def test_sizes_are_remembered(qtbot, tmp_path):
    settings = Settings(path=tmp_path / "window.json")
    first = Window(Session(), settings)
    qtbot.addWidget(first)
    first.show()
    first.resize(1300, 700)
    first.splitters["columns"].setSizes([300, 600, 384])
    kept = first.splitters["columns"].sizes()
    assert first.close()
    second = Window(Session(), load_settings(settings.path))
    qtbot.addWidget(second)
    # The screen of the offscreen platform is smaller than the window was.
    second.show()
    second.resize(1300, 700)
    assert second.height() == first.height() == 700
    assert second.settings.splits["columns"] == kept
    second.close()


def test_unexpected_errors_are_written_down_and_told_once(window, asker, tmp_path, monkeypatch):
    log = tmp_path / "state" / "errors.log"
    monkeypatch.setattr("app.application.log_file", lambda: log)
    door = ErrorDoor(window, asker)
    try:
        raise ZeroDivisionError("nothing to divide by")
    except ZeroDivisionError:
        door.catch(*sys.exc_info())
    assert len(asker.said) == 1 and str(log) in asker.said[0]
    assert "test_start.py" in log.read_text() and "nothing to divide by" in log.read_text()


def test_a_log_that_cannot_be_written_goes_to_the_terminal(tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("")
    written_down(blocked / "errors.log", ValueError, ValueError("lost?"), None)
    assert "lost?" in capsys.readouterr().err


def test_threads_are_capped_unless_the_user_chose(monkeypatch):
    for name in BLAS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    cap_threads()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3" and os.environ["OMP_NUM_THREADS"] == "7"


@pytest.mark.parametrize(
    ("python", "pyside", "safe"),
    [
        ((3, 11), "6.12.0", False),
        ((3, 11), "6.13", False),
        ((3, 11), "7.0.1", False),
        ((3, 11), "6.11.3", True),
        ((3, 11), "6.8", True),
        ((3, 12), "6.12.0", True),
        ((3, 13), "6.14.1", True),
        ((3, 11), "unknown", True),
    ],
)
def test_the_pyside_that_crashes_is_refused(python, pyside, safe):
    reason = qt_guard.unsafe(python, pyside)
    assert (reason is None) is safe
    if reason:
        assert pyside in reason and reason.endswith(".") and "\n" not in reason


def test_an_unsafe_pyside_is_an_import_error(monkeypatch):
    monkeypatch.setattr(qt_guard.sys, "version_info", (3, 11, 7))
    monkeypatch.setattr("PySide6.__version__", "6.12.0")
    with pytest.raises(ImportError, match=r"6\.12\.0"):
        qt_guard.refuse_unsafe_qt()


def test_the_installed_pyside_survives_a_hundred_thousand_calls(qapp):
    # PySide6 6.12 drops a reference to None in each call that returns nothing.
    before = sys.getrefcount(None)
    thing = QObject()
    for _ in range(100_000):
        thing.setObjectName("soak")
    after = sys.getrefcount(None)
    assert after == before or abs(after - before) < 5_000
    assert thing.objectName() == "soak"


def test_modules_without_qt_load_no_qt():

    code = "import app, app.qt_guard, app.start, sys; print('PySide6' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"


START = """
import gc, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import start
start.get_ready()
from app.application import show
app = QApplication(sys.argv[:1])
def look():
    windows = [w for w in app.topLevelWidgets() if type(w).__name__ == "Desk"]
    if not windows or not windows[0].current.session.document.nodes:
        return
    timer.stop()
    print(windows[0].windowTitle(), len(windows[0].current.session.document.nodes))
    loaded = [m for m in ("polars", "sklearn", "pyqtgraph", "scipy") if m in sys.modules]
    print(loaded, gc.isenabled())
    windows[0].close()
timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
from pathlib import Path
sys.exit(show(Path(sys.argv[1])))
"""


def test_the_program_starts_with_a_file_and_loads_no_more_than_it_needs(tmp_path):

    files.save(tmp_path / "net.json", sample_network())
    environment = os.environ | {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "net.json")],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    lines = [x for x in done.stderr.splitlines() if "propagateSizeHints" not in x]
    assert (done.returncode, lines) == (0, [])
    assert done.stdout.splitlines() == ["net[*] – Layerdeck 11", "[] True"]
    remembered = json.loads((tmp_path / "config" / "layerdeck" / "window.json").read_text())
    assert remembered["recent"] == [str(tmp_path / "net.json")]
