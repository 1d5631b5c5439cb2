"""The language of the interface: every text that the window shows passes through ``tr``.

What cards are called, their rows, help and problems (``cards``, ``engine``) stay in the
field's own English, and so do JSON, the command line and the log. Translations are Qt's:
``assets/translations/layerdeck_de.ts`` is edited, the ``.qm`` beside it is read.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).parent.parent / "assets" / "translations"
LANGUAGES = {"en": "English", "de": "Deutsch"}
"""The languages that the interface speaks, each by its own name."""


def tr(text: str) -> str:
    """``text`` in the language of the interface; values are put in afterwards, by ``format``."""
    return QCoreApplication.translate("app", text)


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun, such as *3 cards*: ``counted(n, tr("card"), tr("cards"))``."""
    return f"{grouped(count)} {one if count == 1 else many}"


def grouped(count: int) -> str:
    """A whole number with its thousands set apart, as the language does it."""
    return localized(f"{count:,}")


def decimal(number: float, digits: int = 1) -> str:
    """A number with so many decimals, with the language's sign before them."""
    return localized(f"{number:.{digits}f}")


def localized(number: str) -> str:
    """A number as Python writes it, a unit behind it too, as the language does it."""
    locale = QLocale()
    return number.translate({ord(","): locale.groupSeparator(), ord("."): locale.decimalPoint()})


def dated(when: datetime) -> str:
    """A day and a month, such as *3 Nov*."""
    day = QDate(when.year, when.month, when.day)
    return QLocale().toString(day, tr("dd MMM"))


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
    system = QLocale.system()
    QLocale.setDefault(system if system.name().startswith(spoken) else QLocale(spoken))
    if spoken == "en":
        return
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{spoken}", qt), (f"layerdeck_{spoken}", str(FOLDER))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
