import re
import string

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QCheckBox, QPushButton, QTabBar, QToolButton

import assets
from app.actions import COMMANDS
from app.canvas.view import Canvas
from app.dialogs.compare import Compare
from app.dialogs.conflict import ConflictDialog
from app.dialogs.export import ExportDialog
from app.dialogs.preferences import Preferences
from app.dialogs.recover import RecoverDialog
from app.dialogs.revisions import RevisionPicker
from app.dialogs.shortcuts import Shortcuts
from app.tour import Tour
from app.translation import (
    FOLDER,
    LANGUAGES,
    chosen,
    counted,
    decimal,
    grouped,
    install,
    localized,
    tr,
)
from cards import edits
from tests.translation.shown import bare, shown
from tests.translation.texts import APP, compiled, sources, texts, translations

ALLOWED = {"Layerdeck", "[*] – Layerdeck"}
"""Texts that every language shows alike: the name of the program."""
OTHERS = [code for code in LANGUAGES if code != "en"]
GERMAN = translations("de")


@pytest.fixture
def german(qapp):
    before = QLocale()
    install(qapp, "de")
    yield
    install(qapp, "en")
    QLocale.setDefault(before)


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(APP)))
def test_no_text_is_shown_that_cannot_be_translated(path):
    assert [found for found in bare(path) if found[1] not in ALLOWED] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_no_other(language):
    found = translations(language)
    assert sorted(set(texts()) ^ set(found)) == []
    assert [text for text, done in found.items() if not done] == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_hold_the_same_values_and_end_alike(language):
    for text, done in translations(language).items():
        assert _values(text) == _values(done), text
        for end in ("…", ":", ".", "?"):
            assert text.endswith(end) == done.endswith(end) or text == "dd MMM", text
        assert text.startswith((" ", ",")) == done.startswith((" ", ",")), text
        assert done == done.strip(), text


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_a_text_has_one_mnemonic_at_most(language):
    for text, done in _spoken(language).items():
        assert done.count("&") <= 1 and (done.count("&") == 0 or "&" in text), text


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_mnemonics_of_a_menu_differ(language):
    spoken = _spoken(language)
    also = {"File": ["Open &recent", "Open e&xample"], "View": ["T&heme"]}
    for menu in {c.menu for c in COMMANDS}:
        entries = [c.text for c in COMMANDS if c.menu == menu] + also.get(menu, [])
        letters = [m[1].lower() for e in entries if (m := re.search("&(.)", spoken[e]))]
        assert len(letters) == len(set(letters)), (menu, sorted(letters))


@pytest.mark.parametrize("language", OTHERS)
def test_the_file_that_is_read_is_made_of_the_one_that_is_edited(language):
    assert (FOLDER / f"layerdeck_{language}.qm").read_bytes() == compiled(language)


def test_english_loads_nothing(qapp):
    install(qapp, "en")
    assert qapp.findChildren(QTranslator) == []
    assert tr("Untitled") == "Untitled"


def test_a_language_that_is_not_spoken_becomes_english(monkeypatch):
    for system, spoken in (("de_AT", "de"), ("fr_FR", "en"), ("C", "en")):
        monkeypatch.setattr(QLocale, "system", lambda name=system: QLocale(name))
        assert chosen("") == spoken
    assert chosen("de") == "de" and chosen("xx") == "en"


def test_german_numbers_are_written_the_german_way(german):
    assert grouped(1234567) == "1.234.567" and decimal(2.5) == "2,5"
    assert localized("1,234.5 kB") == "1.234,5 kB"
    assert counted(1, tr("card"), tr("cards")) == "1 Karte"
    assert counted(2, tr("card"), tr("cards")) == "2 Karten"


def test_dialogs_of_qt_speak_german_too(german, qapp):
    assert qapp.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_menu_bar_has_a_letter_for_each_menu(german, window):
    titles = [a.text() for a in window.menuBar().actions()]
    assert [t.replace("&", "") for t in titles][:2] == ["Datei", "Bearbeiten"]
    letters = [t[t.index("&") + 1].lower() for t in titles]
    assert len(set(letters)) == len(titles)


def test_the_window_shows_no_english(german, window):
    window.resize(1440, 900)
    assert _english(window) == []
    window.open_path(assets.examples()["wine"])
    session = window.session
    session.select({next(iter(session.document.nodes))})
    session.commit(tr("Add note"), edits.set_seed(session.document, 5))
    assert _english(window) == []


@pytest.mark.parametrize("tab", ["problems", "training", "results", "summary"])
def test_texts_of_buttons_and_tabs_have_their_room(german, window, tab, qapp):
    window.resize(1440, 900)
    window.open_path(assets.examples()["wine"])
    window.show_tab(tab)
    qapp.processEvents()
    assert _tight(window) == []


def test_headings_of_the_summary_have_their_room(german, window, qapp):
    window.resize(1440, 900)
    window.open_path(assets.examples()["wine"])
    window.show_tab("summary")
    qapp.processEvents()
    header = window.summary.table.horizontalHeader()
    for column in range(3, header.count()):
        title = header.model().headerData(column, Qt.Orientation.Horizontal)
        need = header.fontMetrics().horizontalAdvance(title) + 16
        assert header.sectionSize(column) >= need, title


@pytest.mark.parametrize(
    "name",
    ["preferences", "shortcuts", "export", "compare", "conflict", "recover", "commits", "tour"],
)
def test_dialogs_show_no_english_and_cut_nothing_off(german, window, name, qapp):
    window.open_path(assets.examples()["wine"])
    dialog = _made(window, name)
    dialog.show()
    qapp.processEvents()
    assert _english(dialog) == [] and _tight(dialog) == []
    dialog.hide()
    dialog.deleteLater()


def test_menus_of_the_canvas_show_no_english(german, window):
    from app.canvas.menu import context_menu

    window.open_path(assets.examples()["wine"])
    canvas = window.findChild(Canvas)
    geometry = canvas.scene.geometry
    x, y = geometry.xy[0]
    for at in (canvas.to_screen(x + 80, y + 14), canvas.to_screen(x - 9000, y - 9000)):
        menu = context_menu(canvas, at)
        assert menu.actions() and _english(menu) == []
        menu.deleteLater()


def _made(window, name):
    session = window.session
    document, types = session.document, session.types
    old = edits.set_seed(document, 7)
    match name:
        case "preferences":
            return Preferences(window.settings, window)
        case "shortcuts":
            return Shortcuts(window.keymap, window.theme, window)
        case "export":
            return ExportDialog(window)
        case "compare":
            return Compare(old, document, types, None, window.theme, window, can_take_back=True)
        case "conflict":
            return ConflictDialog("wine.json", "Seed 7", lambda: None, window)
        case "recover":
            return RecoverDialog([], (assets.examples()["wine"],), window)
        case "commits":
            return RevisionPicker("wine.json", [], window)
    window.settings.reduced_motion = True
    window.actions_by_id["tour"].trigger()
    (tour,) = window.findChildren(Tour)
    return tour.bubble


def _spoken(language):
    return {t: t for t in texts()} if language == "en" else translations(language)


def _values(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _english(widget):
    """What is shown in English though there is German for it, but for words of the cards."""
    plain = {_plain(t) for t, d in GERMAN.items() if _plain(t) != _plain(d)}
    german = {_plain(d) for d in GERMAN.values()}
    made = [
        _pattern(t) for t, d in GERMAN.items() if "{" in t and t != d and _letters(_plain(t)) > 5
    ]
    found = {_plain(text) for text in shown(widget)} - _terms() - german
    return sorted(t for t in found if t in plain or any(p.fullmatch(t) for p in made))


def _terms():
    """Titles, help and groups of cards and titles of rows, which stay English."""
    from cards.registry import builtin_cards

    cards = builtin_cards().values()
    rows = {socket.title for card in cards for socket in card.rows()}
    rows |= {card.help().partition("\n")[0] for card in cards}
    return (
        rows
        | {card.title for card in cards}
        | {p.strip() for c in cards for p in c.group.split("/")}
    )


def _plain(text):
    return re.sub(r" \([^()]*\)$", "", text.partition("\t")[0].replace("&", "")).rstrip("…").strip()


def _pattern(text):
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(_plain(text))), re.S)


def _letters(text):
    return sum(map(str.isalpha, re.sub(r"\{\w+\}", "", text)))


def _tight(widget):
    """Buttons and tabs whose text has no room."""
    tight = []
    for button in widget.findChildren(QPushButton) + widget.findChildren(QCheckBox):
        if (
            button.isVisible()
            and button.text()
            and button.width() < button.minimumSizeHint().width()
        ):
            tight.append(button.text())
    for button in widget.findChildren(QToolButton):
        words = button.text() and button.isVisible() and button.toolButtonStyle().value
        if words and button.width() < button.minimumSizeHint().width():
            tight.append(button.text())
    for bar in widget.findChildren(QTabBar):
        for i in range(bar.count()):
            need = bar.fontMetrics().horizontalAdvance(bar.tabText(i))
            if bar.isVisible() and bar.tabRect(i).width() < need:
                tight.append(bar.tabText(i))
    return tight
