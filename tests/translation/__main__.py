"""Brings the translation files up to date: ``python -m tests.translation [FILE]``.

To add a text: write ``tr("Plain English")`` where it is shown, with values put in
afterwards, ``tr("{count} cards").format(count=n)``; run this program, which adds the text to
``assets/translations/*.ts``, finds that its translation is missing and ends with 1; then
write the translation into the ``.ts`` file (without ``type="unfinished"``) or into FILE, and
run it again, which makes the ``.qm`` files that the program reads. Both are committed.

New texts come in without a translation, vanished ones go. FILE holds translations to
take over: a JSON object from English texts to their translations.

Words that are used throughout in German: Karte (card), Zeile (row), Anschluss (socket),
Verbindung (wire), Rahmen (frame), Notiz (note), Knick (bend), Gruppe (group), Schicht (layer),
Gewichte (weights), Stapel (batch), Startwert (seed), Zeichenfläche (canvas), Bereich (panel),
Lauf, ausführen (run), anhalten (stop), einstellen (configure), Verlauf (history),
Zusammenfassung (summary), Farbschema (theme). Names of cards and rows stay English.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.translation import LANGUAGES
from tests.translation.texts import translations, write


def main() -> int:
    """Write the files; tell how many texts are still without a translation."""
    given = json.loads(Path(sys.argv[1]).read_text("utf-8")) if len(sys.argv) > 1 else {}
    for language in (code for code in LANGUAGES if code != "en"):
        write(language, translations(language) | given)
        missing = [text for text, done in translations(language).items() if not done]
        sys.stdout.write(f"{language}: {len(missing)} texts without a translation\n")
        sys.stdout.writelines(f"  {text!r}\n" for text in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
