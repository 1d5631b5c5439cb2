"""The program from its start to its end in a process of its own, as ``test_quitting`` runs it.

The arguments say what is done before the menu's Quit; what Qt or Python say goes to stderr.
"""

import sys
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from app import application
from app.desk import Desk
from app.filing import Asker
from tests.app.sample_network import fill

LONGEST = 20_000


class Discarding(Asker):
    """Never asks: work is not kept, runs are stopped."""

    def keep(self, name: str) -> str:
        return "discard"

    def stop(self, name: str) -> bool:
        return True


def desk() -> Desk:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, Desk))


def act(name: str) -> None:
    desk().current.actions_by_id[name].trigger()


def touch(interface: QAccessibleInterface | None, depth: int = 6) -> None:
    """Ask for the interfaces of all that is below, as a screen reader does."""
    if interface is None or not depth:
        return
    interface.role()
    for at in range(min(interface.childCount(), 30)):
        touch(interface.child(at), depth - 1)


def copy() -> None:
    act("select_all")
    act("copy")


def tabs() -> None:
    for _ in range(3):
        desk().new_tab()
        fill(desk().current)


def windows() -> None:
    desk().new_window()
    desk().new_window()


def access() -> None:
    QAccessible.setActive(True)
    touch(QAccessible.queryAccessibleInterface(desk()))
    touch(QAccessible.queryAccessibleInterface(desk().current.canvas))


def run() -> None:
    act("run")


def edit() -> None:
    """Leave an autosave, a check and a dozen of timers pending."""
    act("select_all")
    act("duplicate")


def dialog() -> None:
    """Open a dialog that waits; Quit comes while it is there."""
    act("open")


def close() -> None:
    """Close a tab and quit before Qt has destroyed it."""
    tabs()
    act("close")


DEEDS = {f.__name__: f for f in (copy, tabs, windows, access, run, edit, dialog, close)}


def begin(deeds: list[str]) -> None:
    """Work when the window stands and the loop of events runs."""
    QTimer.singleShot(500, partial(work, deeds))


def work(deeds: list[str]) -> None:
    fill(desk().current)
    QTimer.singleShot(300, partial(act, "quit"))
    for deed in deeds:
        DEEDS[deed]()


def main() -> int:
    """Start the program and have it quit."""
    application.Asker = Discarding
    for module in ("app.desk", "app.window", "app.filing"):
        sys.modules[module].Asker = Discarding
    app = QApplication(sys.argv[:1])
    deeds = sys.argv[1:]
    # Zero comes before the loop of events, as the window is shown.
    early = "early" in deeds
    QTimer.singleShot(0, app, partial(act, "quit") if early else partial(begin, deeds))
    QTimer.singleShot(LONGEST, app, partial(app.exit, 99))
    return application.show(None)


if __name__ == "__main__":
    sys.exit(main())
