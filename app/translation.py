"""The language of the interface: every text that the window shows passes through ``tr``.

What cards are called and what they say stays in the field's own English. Translations
are Qt's: ``assets/translations/layerdeck_de.ts`` is edited, the ``.qm`` beside it is read.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).parent.parent / "assets" / "translations"
LANGUAGES = {"en": "English", "de": "Deutsch"}
"""The languages that the interface speaks, each by its own name."""


def tr(text: str) -> str:
    """``text`` in the language of the interface; values are put in afterwards, by ``format``."""
    return QCoreApplication.translate("app", text)


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun, such as *3 cards*: ``counted(n, tr("card"), tr("cards"))``."""
    return f"{QLocale().toString(count)} {one if count == 1 else many}"


def chosen(language: str) -> str:
    """The language that is spoken for a setting; an empty one follows the system."""
    wanted = language or QLocale.system().name().partition("_")[0]
    return wanted if wanted in LANGUAGES else "en"


def install(app: QCoreApplication, language: str) -> None:
    """Let everything that is made from now on speak a language, Qt's own dialogs too."""
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    spoken = chosen(language)
    if spoken == "en":
        return
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{spoken}", qt), (f"layerdeck_{spoken}", str(FOLDER))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
