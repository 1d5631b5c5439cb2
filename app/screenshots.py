"""Pictures of the window with examples in both themes: ``python -m app.screenshots [EXAMPLE …]``.

Without a name all of them are taken. Each example is really run, so that the curves and
results are those of the program.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.start import cap_threads

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.window import Window

SIZE = (1600, 1000)
FEATURED = "BatchNormalization"
"""The card that is selected in the pictures."""


def main() -> int:
    """Write ``assets/screenshots/EXAMPLE-THEME.png``; give the exit code."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    cap_threads()
    # Loaded here: Qt reads the platform, and NumPy the threads, when first imported.
    from PySide6.QtWidgets import QApplication

    from app.application import prepare
    from app.filing import examples
    from app.theme import ASSETS

    wanted = sys.argv[1:] or [path.stem for path in examples()]
    app = QApplication(sys.argv[:1])
    prepare(app)
    folder = ASSETS / "screenshots"
    folder.mkdir(exist_ok=True)
    for example in (path for path in examples() if path.stem in wanted):
        take(app, example, folder)
    return 0


def take(app: QApplication, example: Path, folder: Path) -> None:
    """Run an example and take its pictures."""
    from app.desk import Desk
    from app.settings import Settings
    from app.theme import DARK, LIGHT

    with TemporaryDirectory() as place:
        # Nothing is to be caught on its way.
        settings = Settings("light", reduced_motion=True, path=Path(place) / "window.json")
        desk = Desk(settings)
        desk.resize(*SIZE)
        desk.show()
        desk.open_path(example)
        _train(app, desk.current)
        for theme in (LIGHT, DARK):
            settings.theme = theme.name
            desk.apply_settings()
            _settle(app)
            file = folder / f"{example.stem}-{theme.name}.png"
            desk.grab().save(str(file))
            sys.stdout.write(f"{file}\n")
        desk.close()
        desk.deleteLater()
        _settle(app)


def _train(app: QApplication, window: Window) -> None:
    nodes = window.session.document.nodes
    featured = [name for name, node in nodes.items() if node.card == FEATURED]
    window.session.select(featured[:1])
    _settle(app)
    window.canvas.fit()
    if featured:
        # Near enough to read the rows.
        window.canvas.reveal(featured[0])
        window.canvas.pan_by(0, -88)
    window.actions_by_id["run"].trigger()
    while window.runner.active:
        app.processEvents()
    window.show_tab("training")


def _settle(app: QApplication) -> None:
    """Let layouts and paint events that wait for each other come to an end."""
    for _ in range(10):
        app.processEvents()


if __name__ == "__main__":
    sys.exit(main())
