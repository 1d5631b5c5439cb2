"""What the actions of a window do, beyond one call."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QTableView

from app import groups, library
from app.canvas.aligning import toggle_snap
from app.canvas.clipboard import copy_selection
from app.canvas.find import Find
from app.recovery import Leftover, leftovers, unreadable
from app.shortcuts import Keymap
from app.theme import following
from app.translation import tr
from cards.document import Document
from cards.edits import Refused, set_seed
from cards.kinds import MODEL
from cards.library.training import TrainedModel
from engine.weights import WeightsError, save_weights

if TYPE_CHECKING:
    from app.window import Window
    from engine.model import Model


def find(window: Window) -> None:
    """Ask for words and go to the cards that have them."""
    window.canvas.cancel_gesture()
    Find(window.canvas)


def next_problem(window: Window, step: int) -> None:
    """Go to the next card that something is wrong with, from the selected one on."""
    session = window.session
    troubled = {d.node: d for d in reversed(session.report.diagnostics)}
    order = [name for name in session.report.order if name in troubled]
    if not order:
        return
    chosen = [order.index(name) for name in order if name in session.selection]
    start = chosen[0] if chosen else (-1 if step > 0 else 0)
    found = troubled[order[(start + step) % len(order)]]
    window.canvas.reveal(found.node, found.socket)
    window.show_message(found.message)


def reveal_cards(window: Window, names: frozenset[str]) -> None:
    """Select cards and bring them into sight: one by itself, several by their middle."""
    canvas = window.canvas
    if len(names) == 1:
        canvas.reveal(next(iter(names)))
        return
    # Those on other pages are selected too; in sight come those on the page of one.
    window.session.show_page_of(min(names, default=""))
    window.session.select(names)
    geometry = canvas.scene.geometry
    rows = [geometry.index[name] for name in names if name in geometry.index]
    if rows:
        low = geometry.xy[rows].min(axis=0)
        high = (geometry.xy[rows] + geometry.wh[rows]).max(axis=0)
        canvas.center_on(*((low + high) / 2).tolist())


def run(window: Window) -> None:
    """Run the document as it stands."""
    if not window.runner.active:
        cards = window.session.report.cards.values()
        if any(output.kind is MODEL for card in cards for output in card.outputs):
            # While nothing else works yet: the plots take a moment to load.
            window.training.make_plots()
        window.follower.start()
        window.refresh()


def stop(window: Window) -> None:
    """Stop the run after what it is working on."""
    window.runner.stop()
    window.refresh()


def configure(window: Window, name: str) -> None:
    """Show the dialog of a card."""
    if name in window.session.document.groups:
        groups.enter(window.canvas, name)
        return
    node = window.session.document.nodes.get(name)
    if node is None:
        return
    if node.card not in window.session.types:
        window.show_message(
            tr("The card {card} is not known here, so it has no dialog.").format(card=node.card)
        )
        return
    from app.dialogs.card_form import CardDialog  # no start needs a dialog

    dialog = CardDialog(window.session, name, window.theme, window)
    dialog.exec()
    dialog.deleteLater()


def rename_group(window: Window) -> None:
    """Let the user write the title of the selected group, or of the page's."""
    name = groups.group_at_hand(window.canvas)
    if name is not None:
        groups.rename(window.canvas, name)
    else:
        window.breadcrumb.rename()


def act_on_group(window: Window, name: str, what: str) -> None:
    """Do what a button of the inspector says with a group."""
    acts = {
        "enter": groups.enter,
        "toggle": groups.toggle_open,
        "ungroup": groups.ungroup,
        "save": library.save,
    }
    if name in window.session.document.groups:
        acts[what](window.canvas, name)


def save_group(window: Window) -> None:
    """Ask for a title and keep the selected group in the library."""
    name = groups.group_at_hand(window.canvas)
    if name is not None:
        library.save(window.canvas, name)


def configure_selected(window: Window) -> None:
    """Show the dialog of the selected card, if it is one."""
    if len(window.session.selection) == 1:
        configure(window, next(iter(window.session.selection)))


def copy(window: Window) -> None:
    """Copy the selected cards, or the selected part of the table that has the cursor."""
    table = QApplication.focusWidget()
    if not isinstance(table, QTableView):
        copy_selection(window.canvas)
        return
    lines: dict[int, list[str]] = {}
    for index in sorted(table.selectedIndexes(), key=lambda i: (i.row(), i.column())):
        lines.setdefault(index.row(), []).append(str(index.data()))
    text = "\n".join("\t".join(cells) for cells in lines.values())
    if text:
        QApplication.clipboard().setText(text)


def export_picture(window: Window) -> None:
    """Ask what of the document is to be written as a picture, and how."""
    # Loaded here: the start does not wait for what draws on paper.
    from app.dialogs.export import export

    export(window)


def print_picture(window: Window) -> None:
    """Print what the page holds, with a preview."""
    from app.dialogs.export import print_document

    print_document(window)


def switch_snapping(window: Window) -> None:
    """Let drags keep to the grid and to other cards, or not, and remember it."""
    window.settings.snap = toggle_snap(window.canvas)
    window.settings.store()
    (window.desk or window).apply_settings()


def ask_seed(window: Window) -> None:
    """Ask for the seed of the document."""
    session = window.session
    text, ok = QInputDialog.getText(
        window,
        tr("Document seed"),
        tr("All random numbers of the document come from this seed:"),
        text=str(session.document.settings.seed),
    )
    if not ok:
        return
    try:
        document = set_seed(session.document, int(text))
        session.commit(tr("Seed: {seed}").format(seed=int(text)), document)
    except Refused as refused:
        window.show_message(str(refused))
    except ValueError:
        window.show_message(tr("'{text}' is no whole number.").format(text=text))


def trained(window: Window) -> Model | None:
    """The network that the last run trained, the last one if there were several."""
    run = window.session.last_run
    if run is None:
        return None
    values = [value for outputs in run.outputs.values() for value in outputs.values()]
    found = [value.model for value in values if isinstance(value, TrainedModel)]
    return found[-1] if found else None


def save_trained(window: Window) -> None:
    """Ask for a file and write the trained weights into it."""
    model = trained(window)
    if model is None:
        return
    session, asker = window.session, window.filing.asker
    folder = session.path.parent if session.path else Path.home()
    path = asker.save_path(str(folder / f"{session.title}.weights.npz"), tr("Weights (*.npz)"))
    if path is None:
        return
    path = path if path.suffix == ".npz" else path.with_name(f"{path.name}.weights.npz")
    try:
        save_weights(path, model)
    except WeightsError as error:
        asker.tell(str(error))
        return
    window.show_message(tr("Weights saved in {name}.").format(name=path.name))


def switch_theme(window: Window) -> None:
    """Go on to the next theme, and remember it."""
    choose_theme(window, following(window.theme).name)


def find_card(window: Window) -> None:
    """Put the cursor into the search for a card to add."""
    window.places.show("palette")
    window.palette_panel.focus()


def choose_theme(window: Window, name: str) -> None:
    """Show this theme, or that of the desktop if the name is empty, and remember it."""
    window.settings.theme = name
    window.settings.store()
    (window.desk or window).apply_settings()


def show_preferences(window: Window) -> None:
    """Let the user change the settings."""
    from app.dialogs.preferences import Preferences  # seldom needed, and not at the start

    def apply(_name: str) -> None:
        window.settings.store()
        (window.desk or window).apply_settings()

    dialog = Preferences(window.settings, window)
    dialog.changed.connect(apply)
    dialog.exec()
    dialog.deleteLater()


def focus_mode(window: Window) -> None:
    """Show nothing but the canvas, or everything again."""
    window.places.focus(not window.places.focused)
    window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)


def new(window: Window) -> None:
    """Start an empty document: in a tab of its own, where there are tabs."""
    if window.desk is not None:
        window.desk.new()
    else:
        window.filing.new()


def open_file(window: Window) -> None:
    """Ask for a file and open it."""
    if window.desk is not None:
        window.desk.open()
    else:
        window.filing.open()


def quit_program(window: Window) -> None:
    """Close everything, unless the user keeps something open."""
    if window.desk is not None:
        window.desk.quit()
    else:
        window.close()


def step_document(window: Window, by: int) -> None:
    """Show the next document, or the one before."""
    if window.desk is not None:
        window.desk.step(by)


def close(window: Window) -> None:
    """Close the document."""
    if window.desk is not None:
        window.desk.close_page(window)
    else:
        window.close()


def show_help(window: Window) -> None:
    """Put the cursor into the page of the selected card."""
    window.places.show("inspector")
    window.help.setFocus(Qt.FocusReason.ShortcutFocusReason)


def recover(window: Window, *, asked: bool = True) -> None:
    """Offer the unsaved work of runs that ended badly; say so if there is none and it was asked."""
    if window.autosave is None:
        return
    folder = window.autosave.file.parent
    found, damaged = leftovers(folder), unreadable(folder)
    if not found and not (asked and damaged):
        if asked:
            window.show_message(tr("There is no unsaved work."))
        return
    from app.dialogs.recover import RecoverDialog  # no start needs a dialog

    # It keeps nobody from working: what it offers stays where it is.
    dialog = RecoverDialog(found, damaged, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.wanted.connect(partial(restore, window))
    dialog.compare_requested.connect(partial(compare, window))
    dialog.show()


def restore(window: Window, chosen: Leftover) -> None:
    """Make unsaved work the document of the window, or of a tab of its own."""
    if window.desk is not None and not window.untouched:
        page = window.desk.add_page()
        window.desk.show_page(page)
        window = page
    if window.autosave is not None and window.filing.may_leave():
        chosen.restore(window.session, window.autosave)
        window.canvas.fit()


def compare_leftover(window: Window, chosen: Leftover) -> None:
    """Show what unsaved work has that its file has not."""
    from app.dialogs.recover import compared_with  # no start needs a dialog

    old, title = compared_with(chosen)
    compare(window, old, chosen.document, (title, tr("Unsaved work")))


def offer_leftovers(window: Window) -> None:
    """Offer unsaved work at the start: on the start screen, or beside the document."""
    if window.autosave is None or not window.welcome.isVisible():
        recover(window, asked=False)
        return
    window.welcome.show_leftovers(leftovers(window.autosave.file.parent))


def begin(window: Window) -> None:
    """Leave the start screen and ask for the first card."""
    window.welcome.dismiss()
    window.canvas.offer(QPointF(window.canvas.rect().center()))


def compare(window: Window, old: Document, new: Document, titles: tuple[str, str]) -> None:
    """Show two documents side by side."""
    from app.dialogs.compare import Compare  # it has a canvas of its own, and is seldom needed

    dialog = Compare(old, new, window.session.types, titles, window.theme, window)
    dialog.exec()
    dialog.deleteLater()


def take_tour(window: Window) -> None:
    """Lead through the wine example."""
    # Loaded here: most starts are not the first.
    from app import tour

    tour.take_tour(window)


def show_shortcuts(window: Window) -> None:
    """Show what each key does, and let the user choose other keys."""
    from app.dialogs.shortcuts import Shortcuts  # no start needs a dialog

    sheet = Shortcuts(window.keymap, window.theme, window)
    sheet.changed.connect(partial(use_keymap, window))
    sheet.exec()
    sheet.deleteLater()


def use_keymap(window: Window, keymap: Keymap) -> None:
    """Let keys do what a keymap says, in all windows and from now on."""
    window.settings.shortcuts = keymap.changed
    window.settings.store()
    for other in QApplication.allWidgets():
        if isinstance(other, type(window)):
            other.settings.shortcuts = keymap.changed
            other.keymap = keymap
            for action in other.actions_by_id.values():
                action.take_keys()


def about(window: Window) -> None:
    """Say what this program is."""
    window.filing.asker.tell(
        tr(
            "Layerdeck builds neural networks from cards, checks them while you draw, and trains "
            "them on an engine of its own.\n\nMIT licence. The font is Inter, under the SIL Open "
            "Font License."
        )
    )
