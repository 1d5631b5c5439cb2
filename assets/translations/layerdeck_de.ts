<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>app</name>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;About Layerdeck</source>
      <translation>&amp;Über Layerdeck</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Actual size</source>
      <translation>Or&amp;iginalgröße</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Align right</source>
      <translation>&amp;Rechts ausrichten</translation>
    </message>
    <message>
      <location filename="app/tour.py" />
      <source>&amp;Back</source>
      <translation>&amp;Zurück</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Canvas</source>
      <translation>Z&amp;eichenfläche</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>&amp;Close</source>
      <translation>S&amp;chließen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Copy</source>
      <translation>K&amp;opieren</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>&amp;Dark</source>
      <translation>&amp;Dunkel</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Delete</source>
      <translation>L&amp;öschen</translation>
    </message>
    <message>
      <location filename="app/tour.py" />
      <source>&amp;Done</source>
      <translation>&amp;Fertig</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Export picture…</source>
      <translation>B&amp;ild exportieren…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Find in the document…</source>
      <translation>Im &amp;Dokument suchen…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Fit to window</source>
      <translation>In&amp;s Fenster einpassen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Group</source>
      <translation>&amp;Gruppieren</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Help on the card</source>
      <translation>&amp;Hilfe zur Karte</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>&amp;High contrast</source>
      <translation>&amp;Hoher Kontrast</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>&amp;Light</source>
      <translation>H&amp;ell</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;New</source>
      <translation>Ne&amp;u</translation>
    </message>
    <message>
      <location filename="app/tour.py" />
      <source>&amp;Next</source>
      <translation>&amp;Weiter</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Next document</source>
      <translation>&amp;Nächstes Dokument</translation>
    </message>
    <message>
      <location filename="app/tour_offer.py" />
      <source>&amp;Not now</source>
      <translation>&amp;Nicht jetzt</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Open…</source>
      <translation>&amp;Öffnen…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Paste</source>
      <translation>&amp;Einfügen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Print…</source>
      <translation>&amp;Drucken…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Quit</source>
      <translation>B&amp;eenden</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Redo</source>
      <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Run</source>
      <translation>A&amp;usführen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Save</source>
      <translation>S&amp;peichern</translation>
    </message>
    <message>
      <location filename="app/tour.py" />
      <source>&amp;Skip the tour</source>
      <translation>Übe&amp;rspringen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Stop</source>
      <translation>&amp;Anhalten</translation>
    </message>
    <message>
      <location filename="app/tour_offer.py" />
      <source>&amp;Take the tour</source>
      <translation>&amp;Tour starten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>&amp;Undo</source>
      <translation>R&amp;ückgängig</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>'{text}' is no whole number.</source>
      <translation>„{text}“ ist keine ganze Zahl.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>**Add** a card: double-click the canvas, press Tab, or drag one from the left.</source>
      <translation>Karten **hinzufügen**: auf die Zeichenfläche doppelklicken, Tab drücken oder eine von links herüberziehen.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>**Change** a value: click it on the card, or use the form at the right.</source>
      <translation>Werte **ändern**: auf der Karte anklicken oder rechts im Formular eingeben.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>**Insert** a card into a wire by dropping it there; **undo** with Ctrl+Z.</source>
      <translation>Karten in eine Verbindung **einsetzen**: dort fallen lassen; **rückgängig** mit Strg+Z.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>**Wire** cards: drag from an output to an input of the same colour and shape.</source>
      <translation>Karten **verbinden**: von einem Ausgang zu einem Eingang gleicher Farbe und Form ziehen.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>*Summary* lists the layers with their weights, memory and multiply-adds.</source>
      <translation>*Zusammenfassung* nennt die Schichten mit Gewichten, Speicher und Multiplikationen.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>*Training* draws the curves, *Results* shows what each card gave.</source>
      <translation>*Training* zeichnet die Kurven, *Ergebnisse* zeigt, was jede Karte ergeben hat.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>, as large as a PNG can be</source>
      <translation>, größer kann ein PNG nicht sein</translation>
    </message>
    <message>
      <location filename="app/canvas/badges.py" />
      <source>1 card</source>
      <translation>1 Karte</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>1 note</source>
      <translation>1 Notiz</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>1 page</source>
      <translation>1 Seite</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>1 step</source>
      <translation>1 Schritt</translation>
    </message>
    <message>
      <location filename="app/shortcuts.py" />
      <source>A command of the window needs Ctrl or Alt: other keys are for typing.</source>
      <translation>Ein Befehl des Fensters braucht Strg oder Alt: Andere Tasten sind zum Schreiben da.</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>A crash loses seconds of work, not hours.</source>
      <translation>Ein Absturz kostet Sekunden, nicht Stunden.</translation>
    </message>
    <message>
      <location filename="app/library.py" />
      <source>A group of {cards}: {inside}.</source>
      <translation>Eine Gruppe aus {cards}: {inside}.</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>A network of cards</source>
      <translation>Ein Netz aus Karten</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/draw_wire.py" />
      <source>A wire from here ends at an input.</source>
      <translation>Eine Verbindung von hier endet an einem Eingang.</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/draw_wire.py" />
      <source>A wire from here ends at an output.</source>
      <translation>Eine Verbindung von hier endet an einem Ausgang.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>A&amp;rrange cards</source>
      <translation>&amp;Karten anordnen</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Activations</source>
      <translation>Aktivierungen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Actual size</source>
      <translation>Originalgröße</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Add &amp;frame around selection</source>
      <translation>Rahmen &amp;um Auswahl</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Add &amp;note</source>
      <translation>Notiz &amp;hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Add a bend here</source>
      <translation>Hier einen Knick einfügen</translation>
    </message>
    <message>
      <location filename="app/canvas/quick_add.py" />
      <source>Add a card</source>
      <translation>Karte hinzufügen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Add a card before the selected one</source>
      <translation>Eine Karte vor der ausgewählten hinzufügen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Add a card here, or behind the selected one</source>
      <translation>Hier oder hinter der ausgewählten eine Karte hinzufügen</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Add a card there, or into the wire there</source>
      <translation>Dort oder in die Verbindung dort eine Karte hinzufügen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Add a card…</source>
      <translation>Karte hinzufügen…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Add a note where the pointer is</source>
      <translation>Am Mauszeiger eine Notiz hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/bending.py" />
      <source>Add bend</source>
      <translation>Knick hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Add frame around {things}</source>
      <translation>Rahmen um {things} hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Add frame “{title}”</source>
      <translation>Rahmen „{title}“ hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Add note</source>
      <translation>Notiz hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Add note “{title}”</source>
      <translation>Notiz „{title}“ hinzufügen</translation>
    </message>
    <message>
      <location filename="app/panels/library_menu.py" />
      <source>Add to the document</source>
      <translation>Zum Dokument hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/adding.py" />
      <source>Add {title}</source>
      <translation>{title} hinzufügen</translation>
    </message>
    <message>
      <location filename="app/canvas/adding.py" />
      <source>Add {title} ({card})</source>
      <translation>{title} ({card}) hinzufügen</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Added</source>
      <translation>Hinzugefügt</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Align &amp;bottom</source>
      <translation>U&amp;nten ausrichten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Align &amp;centre</source>
      <translation>Waagerecht &amp;zentrieren</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Align &amp;left</source>
      <translation>&amp;Links ausrichten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Align &amp;middle</source>
      <translation>S&amp;enkrecht zentrieren</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Align &amp;top</source>
      <translation>&amp;Oben ausrichten</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Align bottom</source>
      <translation>Unten ausrichten</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Align centre</source>
      <translation>Waagerecht zentrieren</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Align left</source>
      <translation>Links ausrichten</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Align middle</source>
      <translation>Senkrecht zentrieren</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Align right</source>
      <translation>Rechts ausrichten</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Align top</source>
      <translation>Oben ausrichten</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Align {things}</source>
      <translation>{things} ausrichten</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>All but one</source>
      <translation>Alle bis auf einen</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>All cards</source>
      <translation>Alle Karten</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>All random numbers of the document come from this seed:</source>
      <translation>Alle Zufallszahlen des Dokuments entstehen aus diesem Startwert:</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Allow</source>
      <translation>Erlauben</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Alt+click</source>
      <translation>Alt+Klick</translation>
    </message>
    <message>
      <location filename="app/locking.py" />
      <source>Another Layerdeck on this computer has it open.</source>
      <translation>Ein anderes Layerdeck auf diesem Rechner hat es geöffnet.</translation>
    </message>
    <message>
      <location filename="app/locking.py" />
      <source>Another window has it open.</source>
      <translation>Ein anderes Fenster hat es geöffnet.</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Appearance</source>
      <translation>Darstellung</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Arrange</source>
      <translation>Anordnen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Arrange &amp;selection</source>
      <translation>Au&amp;swahl anordnen</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Arrange cards</source>
      <translation>Karten anordnen</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Arrange selection</source>
      <translation>Auswahl anordnen</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>As</source>
      <translation>Als</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>As it fits best</source>
      <translation>Wie es am besten passt</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>As large as the drawing</source>
      <translation>So groß wie die Zeichnung</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>As the &amp;system</source>
      <translation>&amp;Wie das System</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>As the system</source>
      <translation>Wie das System</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>At the next start everything is where it was.</source>
      <translation>Beim nächsten Start ist alles, wo es war.</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Author</source>
      <translation>Autor</translation>
    </message>
    <message>
      <location filename="app/panels/help.py" />
      <source>Back (Alt+Left)</source>
      <translation>Zurück (Alt+Links)</translation>
    </message>
    <message>
      <location filename="app/panels/form.py" />
      <source>Back to the default</source>
      <translation>Zurück zum Standardwert</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Background</source>
      <translation>Hintergrund</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Before</source>
      <translation>Vorher</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Before the last change</source>
      <translation>Vor der letzten Änderung</translation>
    </message>
    <message>
      <location filename="app/canvas/access/beside.py" />
      <source>Bend {number} of: {wire}</source>
      <translation>Knick {number} von: {wire}</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Blue</source>
      <translation>Blau</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Both are kept: yours goes to another file.</source>
      <translation>Beide bleiben: Ihre kommt in eine andere Datei.</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Both say the same.</source>
      <translation>Beide sagen dasselbe.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Break off, or select nothing</source>
      <translation>Abbrechen oder nichts auswählen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Bring back what was not saved before the program ended badly</source>
      <translation>Zurückholen, was vor einem Absturz nicht gespeichert war</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Build</source>
      <translation>Bauen</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>Build a neural network from cards</source>
      <translation>Ein neuronales Netz aus Karten bauen</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <location filename="app/canvas/view.py" />
      <source>Canvas</source>
      <translation>Zeichenfläche</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Card</source>
      <translation>Karte</translation>
    </message>
    <message>
      <location filename="app/panels/card_tree.py" />
      <source>Cards</source>
      <translation>Karten</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Cards that are moved align with the grid and with each other.</source>
      <translation>Bewegte Karten richten sich am Raster und aneinander aus.</translation>
    </message>
    <message>
      <location filename="app/panels/results.py" />
      <source>Cards that ran</source>
      <translation>Ausgeführte Karten</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Change colour</source>
      <translation>Farbe ändern</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Changed</source>
      <translation>Geändert</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Changed elsewhere</source>
      <translation>Anderswo geändert</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Changed; it comes with {keys}</source>
      <translation>Geändert; ursprünglich {keys}</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Change…</source>
      <translation>Ändern…</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Check</source>
      <translation>Prüfen</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>Checking…</source>
      <translation>Wird geprüft…</translation>
    </message>
    <message>
      <location filename="app/editors/line.py" />
      <source>Choose a file</source>
      <translation>Datei auswählen</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Click the number beside Units, type another one and press Enter. Ctrl+Z takes it back, as everything here.</source>
      <translation>Klicken Sie auf die Zahl neben Units, geben Sie eine andere ein und drücken Sie die Eingabetaste. Strg+Z nimmt es zurück, wie alles hier.</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>Close &amp;others</source>
      <translation>&amp;Andere schließen</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>Close ({keys})</source>
      <translation>Schließen ({keys})</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Close group</source>
      <translation>Gruppe schließen</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>Close the document</source>
      <translation>Das Dokument schließen</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Close “{title}”</source>
      <translation>„{title}“ schließen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Co&amp;nnect…</source>
      <translation>&amp;Verbinden…</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Colour</source>
      <translation>Farbe</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Colour of note or frame…</source>
      <translation>Farbe von Notiz oder Rahmen…</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Colours</source>
      <translation>Farben</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Commit</source>
      <translation>Commit</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Commits</source>
      <translation>Commits</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Commits with {name}</source>
      <translation>Commits mit {name}</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Compare</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Compare the document with its file in a commit of git</source>
      <translation>Das Dokument mit seiner Datei in einem Commit von Git vergleichen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Compare the document with its saved state</source>
      <translation>Das Dokument mit seinem gespeicherten Stand vergleichen</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Compare with a commit</source>
      <translation>Mit einem Commit vergleichen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Compare with a commit…</source>
      <translation>Mit einem Commit vergleichen…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Compare with another file…</source>
      <translation>Mit einer anderen Datei vergleichen…</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Compare…</source>
      <translation>Vergleichen…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Conf&amp;igure card…</source>
      <translation>&amp;Karte einstellen…</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Configure</source>
      <translation>Einstellen</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Configure the card</source>
      <translation>Die Karte einstellen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Configure…</source>
      <translation>Einstellen…</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Connect</source>
      <translation>Verbinden</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>Connect to</source>
      <translation>Verbinden mit</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>Connect {source} → {target}</source>
      <translation>{source} → {target} verbinden</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>Connected with {socket}.</source>
      <translation>Mit {socket} verbunden.</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Copy</source>
      <translation>Kopieren</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>Copy as CSV</source>
      <translation>Als CSV kopieren</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>Copy as Markdown</source>
      <translation>Als Markdown kopieren</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>Copy as text</source>
      <translation>Als Text kopieren</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Ctrl+C copies them with the wires between them, Ctrl+D duplicates them.</source>
      <translation>Strg+C kopiert sie mit den Verbindungen dazwischen, Strg+D dupliziert sie.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Cu&amp;t</source>
      <translation>&amp;Ausschneiden</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Cut</source>
      <translation>Ausschneiden</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Dark</source>
      <translation>Dunkel</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Date</source>
      <translation>Datum</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Decrease</source>
      <translation>Verringern</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Default</source>
      <translation>Standardwert</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <location filename="app/canvas/removing.py" />
      <source>Delete frame</source>
      <translation>Rahmen löschen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Delete frame, keep cards</source>
      <translation>Rahmen löschen, Karten behalten</translation>
    </message>
    <message>
      <location filename="app/panels/library_menu.py" />
      <source>Delete from my groups</source>
      <translation>Aus meinen Gruppen löschen</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Delete note</source>
      <translation>Notiz löschen</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Delete note “{title}”</source>
      <translation>Notiz „{title}“ löschen</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Delete removes them; a chain that they were part of stays whole.</source>
      <translation>Entf löscht sie; eine Kette, in der sie lagen, bleibt ganz.</translation>
    </message>
    <message>
      <location filename="app/canvas/removing.py" />
      <source>Delete selection</source>
      <translation>Auswahl löschen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Delete what is selected</source>
      <translation>Das Ausgewählte löschen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Delete with all inside</source>
      <translation>Samt Inhalt löschen</translation>
    </message>
    <message>
      <location filename="app/canvas/removing.py" />
      <source>Delete {card}</source>
      <translation>{card} löschen</translation>
    </message>
    <message>
      <location filename="app/canvas/removing.py" />
      <source>Delete {count} cards</source>
      <translation>{count} Karten löschen</translation>
    </message>
    <message>
      <location filename="app/dialogs/group_form.py" />
      <source>Description</source>
      <translation>Beschreibung</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Differences</source>
      <translation>Unterschiede</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Dim all but the selected cards and what feeds them, until Escape</source>
      <translation>Alles abdunkeln außer den ausgewählten Karten und ihren Zuflüssen, bis Esc</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Dim all but the selected cards and what they feed, until Escape</source>
      <translation>Alles abdunkeln außer den ausgewählten Karten und dem, was sie speisen, bis Esc</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Discard</source>
      <translation>Verwerfen</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Discard for good</source>
      <translation>Endgültig verwerfen</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Discarded</source>
      <translation>Verworfen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Disconnect</source>
      <translation>Trennen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Disconnect {card}</source>
      <translation>{card} trennen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Disconnect {count} cards</source>
      <translation>{count} Karten trennen</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>Disconnect {source} → {target}</source>
      <translation>{source} → {target} trennen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Distribute &amp;horizontally</source>
      <translation>&amp;Waagerecht verteilen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Distribute &amp;vertically</source>
      <translation>Senkrecht &amp;verteilen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Distribute horizontally</source>
      <translation>Waagerecht verteilen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Distribute vertically</source>
      <translation>Senkrecht verteilen</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Distribute {things}</source>
      <translation>{things} verteilen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Document &amp;seed…</source>
      <translation>S&amp;tartwert des Dokuments…</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>Document seed</source>
      <translation>Startwert des Dokuments</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Documents</source>
      <translation>Dokumente</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Double click</source>
      <translation>Doppelklick</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Double click a header</source>
      <translation>Doppelklick auf eine Kopfzeile</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Drag a card from this list onto the canvas, or double-click the canvas and type its name.</source>
      <translation>Ziehen Sie eine Karte aus dieser Liste auf die Zeichenfläche oder doppelklicken Sie dort und tippen Sie ihren Namen.</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>Drag cards from the left onto the canvas, or press Tab there and type a name.</source>
      <translation>Karten von links auf die Zeichenfläche ziehen, oder dort Tab drücken und einen Namen tippen.</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Drag from a socket</source>
      <translation>Von einem Anschluss ziehen</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Drag on the ground</source>
      <translation>Auf freier Fläche ziehen</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Drag one to move them all; the arrow keys move them step by step.</source>
      <translation>Eine ziehen bewegt alle; die Pfeiltasten bewegen sie Schritt für Schritt.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Draw a wire by naming the socket at its end</source>
      <translation>Eine Verbindung durch den Namen des anderen Anschlusses ziehen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Draw a wire from the selected card by naming the socket at its other end</source>
      <translation>Von der ausgewählten Karte eine Verbindung durch den Namen des anderen Anschlusses ziehen</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Draw a wire; in the empty it offers the cards that fit</source>
      <translation>Eine Verbindung ziehen; im Leeren bietet sie passende Karten an</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Drawings</source>
      <translation>Zeichnungen</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Drawn as vectors, with the font in the file.</source>
      <translation>Als Vektoren gezeichnet, die Schrift liegt in der Datei.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Duplicat&amp;e</source>
      <translation>Dup&amp;lizieren</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Duplicate</source>
      <translation>Duplizieren</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>Duplicate {things}</source>
      <translation>{things} duplizieren</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Each card is one layer, one table or one task; wires carry what they give. Click the card Dense layer to select it.</source>
      <translation>Jede Karte ist eine Schicht, eine Tabelle oder eine Aufgabe; Verbindungen tragen, was sie ergeben. Klicken Sie auf die Karte Dense layer, um sie auszuwählen.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Edit</source>
      <translation>Bearbeiten</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Edit text</source>
      <translation>Text bearbeiten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Edit the value, or name a socket for a wire</source>
      <translation>Den Wert bearbeiten oder einen Anschluss für eine Verbindung nennen</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Editing</source>
      <translation>Bearbeiten</translation>
    </message>
    <message>
      <location filename="app/command_palette.py" />
      <source>Enter does it; the keys at the right do it at once.</source>
      <translation>Die Eingabetaste führt ihn aus; die Tasten rechts tun es sofort.</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>Epoch {epoch} of {total}</source>
      <translation>Epoche {epoch} von {total}</translation>
    </message>
    <message>
      <location filename="app/canvas/tracing.py" />
      <source>Escape ends it.</source>
      <translation>Esc beendet es.</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>Every change becomes a step here.</source>
      <translation>Jede Änderung wird hier zu einem Schritt.</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Every edit is checked at once. Problems stand here with buttons that put them right: press one, or take the new card back with Ctrl+Z.</source>
      <translation>Jede Änderung wird sofort geprüft. Probleme stehen hier mit Knöpfen, die sie beheben: Drücken Sie einen, oder nehmen Sie die neue Karte mit Strg+Z zurück.</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Everything speaks it after the next start.</source>
      <translation>Gilt überall nach dem nächsten Start.</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>Examples</source>
      <translation>Beispiele</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Export</source>
      <translation>Exportieren</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Export picture</source>
      <translation>Bild exportieren</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Exported as {name}.</source>
      <translation>Als {name} exportiert.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Exporting</source>
      <translation>Export läuft</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Export…</source>
      <translation>Exportieren…</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>F5 runs the cards that do something, such as reading a table or training.</source>
      <translation>F5 führt die Karten aus, die etwas tun, etwa eine Tabelle lesen oder trainieren.</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>Fewer rows of {card}</source>
      <translation>Weniger Zeilen von {card}</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>Fewer rows of {count} cards</source>
      <translation>Weniger Zeilen von {count} Karten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>Filter layers</source>
      <translation>Schichten filtern</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Find a &amp;command…</source>
      <translation>&amp;Befehl suchen…</translation>
    </message>
    <message>
      <location filename="app/panels/palette.py" />
      <source>Find a card</source>
      <translation>Karte suchen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Find a card to add</source>
      <translation>Karte zum Hinzufügen suchen</translation>
    </message>
    <message>
      <location filename="app/command_palette.py" />
      <source>Find a command</source>
      <translation>Befehl suchen</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Find a command or a key</source>
      <translation>Befehl oder Taste suchen</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Find a commit</source>
      <translation>Commit suchen</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>Find a step</source>
      <translation>Schritt suchen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Find any command by its name</source>
      <translation>Einen Befehl nach seinem Namen suchen</translation>
    </message>
    <message>
      <location filename="app/canvas/find.py" />
      <source>Find in names, values, shapes, problems and notes</source>
      <translation>In Namen, Werten, Formen, Problemen und Notizen suchen</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Find in subjects, authors, dates and hashes</source>
      <translation>In Betreff, Autor, Datum und Hash suchen</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Find in the differences</source>
      <translation>In den Unterschieden suchen</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>Finite number</source>
      <translation>Endliche Zahl</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Fit to one page</source>
      <translation>Auf eine Seite</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Fit to window</source>
      <translation>Ins Fenster einpassen</translation>
    </message>
    <message>
      <location filename="app/canvas/fixing.py" />
      <source>Fix: {label}</source>
      <translation>Beheben: {label}</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Fo&amp;ld or unfold</source>
      <translation>E&amp;in- oder ausklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Fold</source>
      <translation>Einklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Fold or unfold</source>
      <translation>Ein- oder ausklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>Fold {card}</source>
      <translation>{card} einklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>Fold {count} cards</source>
      <translation>{count} Karten einklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>For {count} cards</source>
      <translation>Für {count} Karten</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>For: {card}</source>
      <translation>Für: {card}</translation>
    </message>
    <message>
      <location filename="app/panels/help.py" />
      <source>Forward (Alt+Right)</source>
      <translation>Vorwärts (Alt+Rechts)</translation>
    </message>
    <message>
      <location filename="app/canvas/find.py" />
      <source>Found cards</source>
      <translation>Gefundene Karten</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Frame</source>
      <translation>Rahmen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/beside.py" />
      <source>Frame: {title}</source>
      <translation>Rahmen: {title}</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Gives</source>
      <translation>Ergibt</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go along a wire to a card that feeds this one</source>
      <translation>Einer Verbindung zu einer Karte folgen, die diese speist</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go along a wire to a card that this one feeds</source>
      <translation>Einer Verbindung zu einer Karte folgen, die von dieser gespeist wird</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go back to the card</source>
      <translation>Zurück zur Karte</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go into the rows of the card</source>
      <translation>In die Zeilen der Karte gehen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go on to the next of the light, the dark and the high-contrast theme</source>
      <translation>Zum nächsten Farbschema wechseln: hell, dunkel oder hoher Kontrast</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go on to the next panel, or to the canvas</source>
      <translation>Zum nächsten Bereich oder zur Zeichenfläche gehen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the card before in reading order</source>
      <translation>Zur vorigen Karte in Lesereihenfolge</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Go to the card inside</source>
      <translation>Zur Karte darin gehen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the first card</source>
      <translation>Zur ersten Karte</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the first row</source>
      <translation>Zur ersten Zeile</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the last card</source>
      <translation>Zur letzten Karte</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the last row</source>
      <translation>Zur letzten Zeile</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the nearest card above</source>
      <translation>Zur nächsten Karte darüber</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the nearest card below</source>
      <translation>Zur nächsten Karte darunter</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the next card in reading order</source>
      <translation>Zur nächsten Karte in Lesereihenfolge</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the next note, frame or bend</source>
      <translation>Zur nächsten Notiz, zum nächsten Rahmen oder Knick</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the next row</source>
      <translation>Zur nächsten Zeile</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the page a&amp;bove</source>
      <translation>&amp;Zur Seite darüber</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Go to the page above</source>
      <translation>Zur Seite darüber</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Go to the row before</source>
      <translation>Zur vorigen Zeile</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Go to where it ends</source>
      <translation>Zum Ende gehen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Go to where it starts</source>
      <translation>Zum Anfang gehen</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Green</source>
      <translation>Grün</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Grey</source>
      <translation>Grau</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Group</source>
      <translation>Gruppieren</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Group {number}</source>
      <translation>Gruppe {number}</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Group {things}</source>
      <translation>{things} gruppieren</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Group {things} as “{title}”</source>
      <translation>{things} als „{title}“ gruppieren</translation>
    </message>
    <message>
      <location filename="app/canvas/access/card.py" />
      <source>Group {title}, {cards}</source>
      <translation>Gruppe {title}, {cards}</translation>
    </message>
    <message>
      <location filename="app/panels/card_tree.py" />
      <source>Groups</source>
      <translation>Gruppen</translation>
    </message>
    <message>
      <location filename="app/canvas/copying.py" />
      <source>Groups can lie {count} deep, not deeper.</source>
      <translation>Gruppen können {count} tief ineinander liegen, nicht tiefer.</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Help</source>
      <translation>Hilfe</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Here</source>
      <translation>Hier</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Hi&amp;de or show the cards</source>
      <translation>&amp;Karten ein- oder ausblenden</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Hide all panels, or show them again</source>
      <translation>Alle Bereiche aus- oder wieder einblenden</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Hide from the group's card</source>
      <translation>Auf der Karte der Gruppe verbergen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Hide or show the &amp;lower panels</source>
      <translation>Untere Bereiche ein- &amp;oder ausblenden</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Hide or show values and hel&amp;p</source>
      <translation>Werte &amp;und Hilfe ein- oder ausblenden</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Hide row from group</source>
      <translation>Zeile an der Gruppe verbergen</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Hide socket of group</source>
      <translation>Anschluss der Gruppe verbergen</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>High contrast</source>
      <translation>Hoher Kontrast</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Histor&amp;y</source>
      <translation>Ver&amp;lauf</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>History</source>
      <translation>Verlauf</translation>
    </message>
    <message>
      <location filename="app/panels/help.py" />
      <source>How it works</source>
      <translation>So geht es</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>In the last run</source>
      <translation>Im letzten Lauf</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>In the rows of a card</source>
      <translation>In den Zeilen einer Karte</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Increase</source>
      <translation>Erhöhen</translation>
    </message>
    <message>
      <location filename="app/panels/group_view.py" />
      <source>Inputs</source>
      <translation>Eingänge</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Inside</source>
      <translation>Innen</translation>
    </message>
    <message>
      <location filename="app/panels/inspector.py" />
      <source>Inspector</source>
      <translation>Inspektor</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>It depends on a size that is not known before there is an example.</source>
      <translation>Es hängt von einer Größe ab, die ohne ein Beispiel nicht bekannt ist.</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>It is kept, and found under File, Recover unsaved work</source>
      <translation>Sie bleibt erhalten: Datei, Ungespeicherte Arbeit wiederherstellen</translation>
    </message>
    <message>
      <location filename="app/panels/start_parts.py" />
      <source>It is not there any more</source>
      <translation>Sie ist nicht mehr da</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Keep mine</source>
      <translation>Meine behalten</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Keep unsaved work</source>
      <translation>Ungespeicherte Arbeit sichern</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Keyboard &amp;shortcuts</source>
      <translation>T&amp;astenkürzel</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Keyboard shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Kind</source>
      <translation>Art</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Landscape</source>
      <translation>Querformat</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Language</source>
      <translation>Sprache</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Later</source>
      <translation>Später</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>Layerdeck builds neural networks from cards, checks them while you draw, and trains them on an engine of its own.

MIT licence. The font is Inter, under the SIL Open Font License.</source>
      <translation>Layerdeck baut neuronale Netze aus Karten, prüft sie beim Zeichnen und trainiert sie mit einem eigenen Rechenwerk.

MIT-Lizenz. Die Schrift ist Inter, unter der SIL Open Font License.</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Layerdeck documents (*.json);;All files (*)</source>
      <translation>Layerdeck-Dokumente (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Layerdeck ended before this work was saved</source>
      <translation>Layerdeck endete, bevor diese Arbeit gespeichert war</translation>
    </message>
    <message>
      <location filename="app/canvas/looks.py" />
      <source>Less</source>
      <translation>Weniger</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Let what is dragged keep to the grid and in line with other cards, or not</source>
      <translation>Gezogenes am Raster und an anderen Karten ausrichten oder nicht</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Light</source>
      <translation>Hell</translation>
    </message>
    <message>
      <location filename="app/panels/training.py" />
      <source>Loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>Lower panels</source>
      <translation>Untere Bereiche</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Make the gaps between the selected cards equal, from left to right</source>
      <translation>Die Abstände der ausgewählten Karten von links nach rechts angleichen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Make the gaps between the selected cards equal, from top to bottom</source>
      <translation>Die Abstände der ausgewählten Karten von oben nach unten angleichen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Make the selected cards one card, which can be opened</source>
      <translation>Aus den ausgewählten Karten eine machen, die sich öffnen lässt</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Memory of the weights</source>
      <translation>Speicher der Gewichte</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Memory of what the layer gives, for one example</source>
      <translation>Speicher dessen, was die Schicht für ein Beispiel ergibt</translation>
    </message>
    <message>
      <location filename="app/panels/training.py" />
      <source>Metrics</source>
      <translation>Metriken</translation>
    </message>
    <message>
      <location filename="app/canvas/access/row.py" />
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>More commands</source>
      <translation>Weitere Befehle</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>More rows of {card}</source>
      <translation>Mehr Zeilen von {card}</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>More rows of {count} cards</source>
      <translation>Mehr Zeilen von {count} Karten</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/move_cards.py" />
      <source>Move bend</source>
      <translation>Knick verschieben</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/move_cards.py" />
      <source>Move cards and notes</source>
      <translation>Karten und Notizen verschieben</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Move down</source>
      <translation>Nach unten</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/move_cards.py" />
      <source>Move frame</source>
      <translation>Rahmen verschieben</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/move_cards.py" />
      <source>Move note</source>
      <translation>Notiz verschieben</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Move socket of group</source>
      <translation>Anschluss der Gruppe verschieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the selected cards down</source>
      <translation>Die ausgewählten Karten nach unten schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the selected cards to the left</source>
      <translation>Die ausgewählten Karten nach links schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the selected cards to the right</source>
      <translation>Die ausgewählten Karten nach rechts schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the selected cards up</source>
      <translation>Die ausgewählten Karten nach oben schieben</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Move the view</source>
      <translation>Die Ansicht verschieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the view down</source>
      <translation>Die Ansicht nach unten schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the view to the left</source>
      <translation>Die Ansicht nach links schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the view to the right</source>
      <translation>Die Ansicht nach rechts schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move the view up</source>
      <translation>Die Ansicht nach oben schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move them far down</source>
      <translation>Weit nach unten schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move them far to the left</source>
      <translation>Weit nach links schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move them far to the right</source>
      <translation>Weit nach rechts schieben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Move them far up</source>
      <translation>Weit nach oben schieben</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Move up</source>
      <translation>Nach oben</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>Move with keys</source>
      <translation>Mit Tasten verschieben</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/move_cards.py" />
      <source>Move {card}</source>
      <translation>{card} verschieben</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/move_cards.py" />
      <source>Move {count} cards</source>
      <translation>{count} Karten verschieben</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/move_cards.py" />
      <source>Move {count} notes</source>
      <translation>{count} Notizen verschieben</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>Move {things} with keys</source>
      <translation>{things} mit Tasten verschieben</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Moved</source>
      <translation>Verschoben</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Multiplications that go into sums, for one example, forwards: matrix products, convolutions, attention and recurrences. Work value by value does not count.</source>
      <translation>Multiplikationen, die in Summen eingehen, für ein Beispiel, vorwärts: Matrixprodukte, Faltungen, Attention und Rekurrenzen. Arbeit Wert für Wert zählt nicht.</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Multiply-adds</source>
      <translation>Multiplikationen</translation>
    </message>
    <message>
      <location filename="app/dialogs/group_form.py" />
      <source>My groups</source>
      <translation>Meine Gruppen</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Ne&amp;xt panel</source>
      <translation>Nächster &amp;Bereich</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Ne&amp;xt problem</source>
      <translation>&amp;Nächstes Problem</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Never saved</source>
      <translation>Nie gespeichert</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>New &amp;window</source>
      <translation>Neues &amp;Fenster</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>New document</source>
      <translation>Neues Dokument</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>New document ({keys})</source>
      <translation>Neues Dokument ({keys})</translation>
    </message>
    <message>
      <location filename="app/tour_offer.py" />
      <source>New here?</source>
      <translation>Neu hier?</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>New keys</source>
      <translation>Neue Tasten</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>New keys for “{command}”</source>
      <translation>Neue Tasten für „{command}“</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>New network</source>
      <translation>Neues Netz</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Next</source>
      <translation>Nächster</translation>
    </message>
    <message>
      <location filename="app/panels/card_tree.py" />
      <source>No card has these words.</source>
      <translation>Keine Karte hat diese Wörter.</translation>
    </message>
    <message>
      <location filename="app/command_palette.py" />
      <source>No command has these words.</source>
      <translation>Kein Befehl hat diese Wörter.</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>No files yet</source>
      <translation>Noch keine Dateien</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>No keys</source>
      <translation>Keine Tasten</translation>
    </message>
    <message>
      <location filename="app/panels/problems.py" />
      <source>No problems.</source>
      <translation>Keine Probleme.</translation>
    </message>
    <message>
      <location filename="app/panels/problems.py" />
      <source>No problems: the document is ready to run.</source>
      <translation>Keine Probleme: Das Dokument ist bereit zum Ausführen.</translation>
    </message>
    <message>
      <location filename="app/canvas/layout.py" />
      <source>No socket of this card has this name.</source>
      <translation>Kein Anschluss dieser Karte heißt so.</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>No socket of this document fits.</source>
      <translation>Kein Anschluss dieses Dokuments passt.</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>No socket of this document has these words.</source>
      <translation>Kein Anschluss dieses Dokuments hat diese Wörter.</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>No step has these words.</source>
      <translation>Kein Schritt hat diese Wörter.</translation>
    </message>
    <message>
      <location filename="app/canvas/tracing.py" />
      <source>No wires lead from here.</source>
      <translation>Von hier geht keine Verbindung aus.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>None, transparent</source>
      <translation>Keiner, durchsichtig</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Not now</source>
      <translation>Nicht jetzt</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>Not saved last time</source>
      <translation>Beim letzten Mal nicht gespeichert</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Not trained</source>
      <translation>Nicht trainiert</translation>
    </message>
    <message>
      <location filename="app/canvas/access/beside.py" />
      <source>Note: {text}</source>
      <translation>Notiz: {text}</translation>
    </message>
    <message>
      <location filename="app/canvas/tracing.py" />
      <source>Nothing feeds this.</source>
      <translation>Nichts speist diese Karte.</translation>
    </message>
    <message>
      <location filename="app/canvas/find.py" />
      <source>Nothing in this document has these words.</source>
      <translation>Nichts in diesem Dokument hat diese Wörter.</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Nothing is deleted until you discard it or save it.</source>
      <translation>Nichts wird gelöscht, bis Sie es verwerfen oder speichern.</translation>
    </message>
    <message>
      <location filename="app/panels/inspector.py" />
      <source>Nothing selected</source>
      <translation>Nichts ausgewählt</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Now</source>
      <translation>Jetzt</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>Number</source>
      <translation>Zahl</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Numbers that training changes; those that layers share count at the first of them</source>
      <translation>Zahlen, die das Training ändert; gemeinsame zählen bei der ersten Schicht</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Numbers that training leaves alone, such as moving averages and frozen weights</source>
      <translation>Zahlen, die das Training nicht ändert, etwa gleitende Mittelwerte und eingefrorene Gewichte</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Offer the tour at the next start</source>
      <translation>Die Tour beim nächsten Start anbieten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>On the canvas</source>
      <translation>Auf der Zeichenfläche</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>One more file of unsaved work is damaged, and stays where it is: {file}</source>
      <translation>Eine weitere Datei mit ungespeicherter Arbeit ist beschädigt und bleibt, wo sie ist: {file}</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>One of {options}</source>
      <translation>Eines von {options}</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>One socket fits. Enter draws the wire.</source>
      <translation>Ein Anschluss passt. Die Eingabetaste verbindet.</translation>
    </message>
    <message>
      <location filename="app/dropping.py" />
      <source>Only documents (.json) and tables (.csv) can be dropped, not {names}.</source>
      <translation>Nur Dokumente (.json) und Tabellen (.csv) lassen sich ablegen, nicht {names}.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Only the canvas</source>
      <translation>Nur die Zeichenfläche</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>Open &amp;recent</source>
      <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>Open documents</source>
      <translation>Offene Dokumente</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>Open e&amp;xample</source>
      <translation>&amp;Beispiel öffnen</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Open for reading only. {who}</source>
      <translation>Nur zum Lesen geöffnet. {who}</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Open group in place, or close it</source>
      <translation>Gruppe an Ort und Stelle öffnen oder schließen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Open group on its own page</source>
      <translation>Gruppe auf eigener Seite öffnen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Open in place</source>
      <translation>An Ort und Stelle öffnen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Open on its own page</source>
      <translation>Auf eigener Seite öffnen</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Open the documents of last time</source>
      <translation>Die letzten Dokumente öffnen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Open the menu of the card or row</source>
      <translation>Das Menü der Karte oder Zeile öffnen</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Open this address in the browser?</source>
      <translation>Diese Adresse im Browser öffnen?</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Open “{title}” in place</source>
      <translation>„{title}“ an Ort und Stelle öffnen</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>Open…</source>
      <translation>Öffnen…</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Orange</source>
      <translation>Orange</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Orientation</source>
      <translation>Ausrichtung</translation>
    </message>
    <message>
      <location filename="app/panels/card_tree.py" />
      <source>Other</source>
      <translation>Andere</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Other…</source>
      <translation>Andere…</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Output</source>
      <translation>Ausgang</translation>
    </message>
    <message>
      <location filename="app/panels/group_view.py" />
      <source>Outputs</source>
      <translation>Ausgänge</translation>
    </message>
    <message>
      <location filename="app/canvas/minimap.py" />
      <source>Overview</source>
      <translation>Übersicht</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Overwrite</source>
      <translation>Überschreiben</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>PDF, pages</source>
      <translation>PDF, Seiten</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>PNG, pixels</source>
      <translation>PNG, Pixel</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Page</source>
      <translation>Seite</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>Panels at the right</source>
      <translation>Bereiche rechts</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Paper</source>
      <translation>Papier</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Paste</source>
      <translation>Einfügen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Paste &amp;with outer wires</source>
      <translation>Mit &amp;äußeren Verbindungen einfügen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Paste with outer wires</source>
      <translation>Mit äußeren Verbindungen einfügen</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>Paste {what}</source>
      <translation>{what} einfügen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Paste, and keep the wires that led to the originals from other cards</source>
      <translation>Einfügen und die Verbindungen behalten, die von anderen Karten zu den Originalen führten</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>Pasted without outer wires: none lead to it from this document.</source>
      <translation>Ohne äußere Verbindungen eingefügt: Aus diesem Dokument führt keine dorthin.</translation>
    </message>
    <message>
      <location filename="app/panels/breadcrumb.py" />
      <source>Path of the page</source>
      <translation>Pfad der Seite</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Pictures</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Plain</source>
      <translation>Einfarbig</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Point at a wire to see its shape, at a socket to see what it takes.</source>
      <translation>Auf eine Verbindung zeigen nennt ihre Form, auf einen Anschluss, was er nimmt.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Portrait</source>
      <translation>Hochformat</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Pre&amp;ferences…</source>
      <translation>Ei&amp;nstellungen…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Pre&amp;vious document</source>
      <translation>Voriges &amp;Dokument</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Pre&amp;vious problem</source>
      <translation>Voriges &amp;Problem</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Preferences</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Press</source>
      <translation>Drücken</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>Press the keys</source>
      <translation>Tasten drücken</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>Press the new keys. Escape leaves the old ones.</source>
      <translation>Drücken Sie die neuen Tasten. Esc lässt die alten.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Preview</source>
      <translation>Vorschau</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Previo&amp;us panel</source>
      <translation>Vo&amp;riger Bereich</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Previous</source>
      <translation>Vorheriger</translation>
    </message>
    <message>
      <location filename="app/printing.py" />
      <source>Print</source>
      <translation>Drucken</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Print…</source>
      <translation>Drucken…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Pro&amp;blems</source>
      <translation>&amp;Probleme</translation>
    </message>
    <message>
      <location filename="app/panels/problems.py" />
      <source>Problems</source>
      <translation>Probleme</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Processor cores</source>
      <translation>Prozessorkerne</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Purple</source>
      <translation>Violett</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>R&amp;esults</source>
      <translation>Er&amp;gebnisse</translation>
    </message>
    <message>
      <location filename="app/panels/library_menu.py" />
      <source>Read my groups again</source>
      <translation>Meine Gruppen neu lesen</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>Recent</source>
      <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Recover &amp;unsaved work…</source>
      <translation>Ungespeicherte &amp;Arbeit wiederherstellen…</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Red</source>
      <translation>Rot</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Reduced motion</source>
      <translation>Weniger Bewegung</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Reload</source>
      <translation>Neu laden</translation>
    </message>
    <message>
      <location filename="app/session.py" />
      <source>Reload the file</source>
      <translation>Datei neu laden</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Rem&amp;ove its wires</source>
      <translation>Ve&amp;rbindungen entfernen</translation>
    </message>
    <message>
      <location filename="app/canvas/bending.py" />
      <source>Remove bend</source>
      <translation>Knick entfernen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Remove bends</source>
      <translation>Knicke entfernen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Remove the wire of the row, or bring its default back</source>
      <translation>Die Verbindung der Zeile entfernen oder ihren Standardwert zurückholen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Remove this row's wires</source>
      <translation>Verbindungen dieser Zeile entfernen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Remove wire</source>
      <translation>Verbindung entfernen</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Removed</source>
      <translation>Entfernt</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Rena&amp;me group</source>
      <translation>Gruppe &amp;umbenennen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <location filename="app/panels/library_menu.py" />
      <source>Rename and describe…</source>
      <translation>Umbenennen und beschreiben…</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Rename frame to “{title}”</source>
      <translation>Rahmen in „{title}“ umbenennen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Rename socket</source>
      <translation>Anschluss umbenennen</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Rename socket of group</source>
      <translation>Anschluss der Gruppe umbenennen</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Rename to “{title}”</source>
      <translation>In „{title}“ umbenennen</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Reset</source>
      <translation>Zurücksetzen</translation>
    </message>
    <message>
      <location filename="app/dialogs/card_form.py" />
      <source>Reset all</source>
      <translation>Alle zurücksetzen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Reset to default</source>
      <translation>Auf Standardwert zurücksetzen</translation>
    </message>
    <message>
      <location filename="app/panels/form.py" />
      <source>Reset {title}</source>
      <translation>{title} zurücksetzen</translation>
    </message>
    <message>
      <location filename="app/canvas/gestures/resize.py" />
      <source>Resize note</source>
      <translation>Größe der Notiz ändern</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Restore</source>
      <translation>Wiederherstellen</translation>
    </message>
    <message>
      <location filename="app/recovery.py" />
      <source>Restore unsaved work</source>
      <translation>Ungespeicherte Arbeit wiederherstellen</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>Results</source>
      <translation>Ergebnisse</translation>
    </message>
    <message>
      <location filename="app/panels/results.py" />
      <source>Results of the card</source>
      <translation>Ergebnisse der Karte</translation>
    </message>
    <message>
      <location filename="app/panels/results.py" />
      <source>Returned</source>
      <translation>Rückgabe</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>Returned {values} in {time}.</source>
      <translation>{values} in {time} zurückgegeben.</translation>
    </message>
    <message>
      <location filename="app/dialogs/card_form.py" />
      <source>Rows</source>
      <translation>Zeilen</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Run</source>
      <translation>Ausführen</translation>
    </message>
    <message>
      <location filename="app/panels/training.py" />
      <source>Run a document with a training card to see its curves here.</source>
      <translation>Ein Dokument mit einer Trainingskarte ausführen, um hier ihre Kurven zu sehen.</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Run it</source>
      <translation>Ausführen</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Run reads the table, trains the network and measures it. F5 does the same.</source>
      <translation>Ausführen liest die Tabelle, trainiert das Netz und misst es. F5 tut dasselbe.</translation>
    </message>
    <message>
      <location filename="app/panels/results.py" />
      <source>Run the document to see what its cards give.</source>
      <translation>Das Dokument ausführen, um zu sehen, was seine Karten ergeben.</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Running</source>
      <translation>Läuft</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>S&amp;how more or fewer rows</source>
      <translation>&amp;Mehr oder weniger Zeilen zeigen</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>SVG, vectors</source>
      <translation>SVG, Vektoren</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Save</source>
      <translation>Speichern</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Save &amp;as…</source>
      <translation>&amp;Speichern unter…</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Save &amp;trained weights…</source>
      <translation>&amp;Trainierte Gewichte speichern…</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Save as…</source>
      <translation>Speichern unter…</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Save changes?</source>
      <translation>Änderungen speichern?</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Save the changes to {name}?</source>
      <translation>Die Änderungen an {name} speichern?</translation>
    </message>
    <message>
      <location filename="app/comparisons.py" />
      <source>Save the document first: git keeps files.</source>
      <translation>Speichern Sie das Dokument zuerst: Git verwaltet Dateien.</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Save to my groups…</source>
      <translation>Zu meinen Gruppen speichern…</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>Saved</source>
      <translation>Gespeichert</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Saving over it would change there:</source>
      <translation>Überschreiben würde dort ändern:</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Scale</source>
      <translation>Maßstab</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Search for a card and add it behind the selected one, or at the pointer</source>
      <translation>Eine Karte suchen und hinter der ausgewählten oder am Mauszeiger hinzufügen</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>Seed {seed}</source>
      <translation>Startwert {seed}</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>Seed: {seed}</source>
      <translation>Startwert: {seed}</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Select &amp;all</source>
      <translation>Alle&amp;s auswählen</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Select a card to read what it does and what each of its rows means.</source>
      <translation>Eine Karte auswählen, um zu lesen, was sie tut und was ihre Zeilen bedeuten.</translation>
    </message>
    <message>
      <location filename="app/panels/inspector.py" />
      <source>Select a card to see and change its values.</source>
      <translation>Eine Karte auswählen, um ihre Werte zu sehen und zu ändern.</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Select all</source>
      <translation>Alles auswählen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Select its cards</source>
      <translation>Ihre Karten auswählen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Select the card before along the wire as well</source>
      <translation>Auch die vorige Karte entlang der Verbindung auswählen</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>Select the card that the wire starts or ends at.</source>
      <translation>Wählen Sie die Karte aus, an der die Verbindung beginnt oder endet.</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Select the cards and notes that are to be in line.</source>
      <translation>Wählen Sie die Karten und Notizen aus, die in einer Linie liegen sollen.</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Select the cards in an area</source>
      <translation>Die Karten in einem Bereich auswählen</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Select the cards that are to be arranged.</source>
      <translation>Wählen Sie die Karten aus, die angeordnet werden sollen.</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Select the cards that the frame is to go around.</source>
      <translation>Wählen Sie die Karten aus, um die der Rahmen liegen soll.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Select the nearest card above as well</source>
      <translation>Auch die nächste Karte darüber auswählen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Select the nearest card below as well</source>
      <translation>Auch die nächste Karte darunter auswählen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Select the next card along the wire as well</source>
      <translation>Auch die nächste Karte entlang der Verbindung auswählen</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Select three or more cards or notes, to have gaps between them.</source>
      <translation>Wählen Sie drei oder mehr Karten oder Notizen aus, damit es Abstände gibt.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Select traced cards</source>
      <translation>Verfolgte Karten auswählen</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Selection</source>
      <translation>Auswahl</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Set focus</source>
      <translation>Fokus setzen</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Several sockets</source>
      <translation>Mehrere Anschlüsse</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Shape of what the layer gives; the first axis is the batch</source>
      <translation>Form dessen, was die Schicht ergibt; die erste Achse ist der Stapel</translation>
    </message>
    <message>
      <location filename="app/panels/results.py" />
      <source>Show card</source>
      <translation>Karte zeigen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Show everything</source>
      <translation>Alles zeigen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Show fewer rows</source>
      <translation>Weniger Zeilen zeigen</translation>
    </message>
    <message>
      <location filename="app/panels/library_menu.py" />
      <source>Show folder of my groups</source>
      <translation>Ordner meiner Gruppen zeigen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Show menu</source>
      <translation>Menü zeigen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Show more rows</source>
      <translation>Mehr Zeilen zeigen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Show on the group's card</source>
      <translation>Auf der Karte der Gruppe zeigen</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Show row on group</source>
      <translation>Zeile an der Gruppe zeigen</translation>
    </message>
    <message>
      <location filename="app/tour_offer.py" />
      <source>Six short steps through an example show how everything works. You may leave at any time; it is in the Help menu, too.</source>
      <translation>Sechs kurze Schritte durch ein Beispiel zeigen, wie alles geht. Sie können jederzeit aufhören; die Tour steht auch im Menü Hilfe.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Snap</source>
      <translation>Einrasten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Snap &amp;while dragging</source>
      <translation>&amp;Beim Ziehen einrasten</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Snapping is off.</source>
      <translation>Einrasten ist aus.</translation>
    </message>
    <message>
      <location filename="app/canvas/aligning.py" />
      <source>Snapping is on.</source>
      <translation>Einrasten ist an.</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Somebody else has changed {name} since it was opened.</source>
      <translation>Jemand anders hat {name} seit dem Öffnen geändert.</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Somebody else has changed {name}, and you have changes of your own.</source>
      <translation>Jemand anders hat {name} geändert, und Sie haben eigene Änderungen.</translation>
    </message>
    <message>
      <location filename="app/locking.py" />
      <source>Somebody else is just opening it.</source>
      <translation>Jemand anders öffnet es gerade.</translation>
    </message>
    <message>
      <location filename="app/start.py" />
      <source>Something went wrong: {error}

Details are in {log}.</source>
      <translation>Etwas ist schiefgegangen: {error}

Einzelheiten stehen in {log}.</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Space and drag, middle button</source>
      <translation>Leertaste und ziehen, mittlere Taste</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>Start</source>
      <translation>Anfang</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>Start; {count} older steps are forgotten</source>
      <translation>Anfang; {count} ältere Schritte sind vergessen</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>Starting</source>
      <translation>Startet</translation>
    </message>
    <message>
      <location filename="app/tour.py" />
      <source>Step {number} of {count}</source>
      <translation>Schritt {number} von {count}</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>Steps</source>
      <translation>Schritte</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Steps that can be undone</source>
      <translation>Schritte zum Zurücknehmen</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Stop</source>
      <translation>Anhalten</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Stop and close</source>
      <translation>Anhalten und schließen</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>Stop the run?</source>
      <translation>Den Lauf anhalten?</translation>
    </message>
    <message>
      <location filename="app/canvas/bending.py" />
      <source>Straighten wire</source>
      <translation>Verbindung begradigen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Su&amp;mmary</source>
      <translation>&amp;Zusammenfassung</translation>
    </message>
    <message>
      <location filename="app/dialogs/revisions.py" />
      <source>Subject</source>
      <translation>Betreff</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>Summary</source>
      <translation>Zusammenfassung</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>Summary of the network</source>
      <translation>Zusammenfassung des Netzes</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>Swap</source>
      <translation>Tauschen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Switch &amp;theme</source>
      <translation>Farbschema &amp;wechseln</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>T&amp;heme</source>
      <translation>&amp;Farbschema</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>T&amp;raining</source>
      <translation>&amp;Training</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Take &amp;out of frame</source>
      <translation>&amp;Aus dem Rahmen nehmen</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Take back the defaults of everything that stands here</source>
      <translation>Alles hier auf die Standardwerte zurücksetzen</translation>
    </message>
    <message>
      <location filename="app/comparisons.py" />
      <source>Take back: {text}</source>
      <translation>Zurücknehmen: {text}</translation>
    </message>
    <message>
      <location filename="app/panels/start_parts.py" />
      <source>Take it off the list</source>
      <translation>Von der Liste nehmen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_beside.py" />
      <source>Take out of frame</source>
      <translation>Aus dem Rahmen nehmen</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Take over</source>
      <translation>Übernehmen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Take the &amp;tour</source>
      <translation>&amp;Tour starten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Take the choice before, or go along the wire</source>
      <translation>Die vorige Möglichkeit nehmen oder der Verbindung folgen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Take the next choice, or go along the wire</source>
      <translation>Die nächste Möglichkeit nehmen oder der Verbindung folgen</translation>
    </message>
    <message>
      <location filename="app/panels/welcome.py" />
      <source>Take the tour</source>
      <translation>Tour starten</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>Take them</source>
      <translation>Übernehmen</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>Take this back</source>
      <translation>Dies zurücknehmen</translation>
    </message>
    <message>
      <location filename="app/panels/start_parts.py" />
      <source>Take {name} off the list</source>
      <translation>{name} von der Liste nehmen</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>Takes</source>
      <translation>Nimmt</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Teal</source>
      <translation>Türkis</translation>
    </message>
    <message>
      <location filename="app/canvas/writing.py" />
      <source>Text in Markdown</source>
      <translation>Text in Markdown</translation>
    </message>
    <message>
      <location filename="app/canvas/writing.py" />
      <source>Text of the note</source>
      <translation>Text der Notiz</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Text size</source>
      <translation>Textgröße</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>The card {card} is not known here, so it has no dialog.</source>
      <translation>Die Karte {card} ist hier nicht bekannt und hat deshalb keinen Dialog.</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>The clipboard holds no cards.</source>
      <translation>In der Zwischenablage sind keine Karten.</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>The curves grow while it trains. Results shows what each card gave, and Summary lists the layers. Help, at the right, explains the selected card.</source>
      <translation>Die Kurven wachsen beim Trainieren. Ergebnisse zeigt, was jede Karte ergeben hat, Zusammenfassung nennt die Schichten. Rechts erklärt Hilfe die ausgewählte Karte.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>The document is checked after every edit. *Problems* says what is wrong, and its buttons put it right; F8 goes to the next one.</source>
      <translation>Das Dokument wird nach jeder Änderung geprüft. *Probleme* sagt, was falsch ist, und Knöpfe dort beheben es; F8 geht zum nächsten.</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>The file now</source>
      <translation>Die Datei jetzt</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>The filters hide every difference.</source>
      <translation>Die Filter verbergen alle Unterschiede.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>The menu on the right mouse button has the rest.</source>
      <translation>Alles Übrige steht im Menü der rechten Maustaste.</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>The nearest {count} sockets; type to find others.</source>
      <translation>Die nächsten {count} Anschlüsse; tippen findet andere.</translation>
    </message>
    <message>
      <location filename="app/picture.py" />
      <source>The picture could not be written to {file}.</source>
      <translation>Das Bild konnte nicht nach {file} geschrieben werden.</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>The run failed: {why}</source>
      <translation>Der Lauf ist fehlgeschlagen: {why}</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>The run took {time}.</source>
      <translation>Der Lauf dauerte {time}.</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>The run was stopped after {time}.</source>
      <translation>Der Lauf wurde nach {time} angehalten.</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>The view jumps instead of gliding.</source>
      <translation>Die Ansicht springt, statt zu gleiten.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>Their pages</source>
      <translation>Ihre Seiten</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Theirs is shown; Undo brings yours back.</source>
      <translation>Die andere wird gezeigt; Rückgängig holt Ihre zurück.</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>Theme</source>
      <translation>Farbschema</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>There are no notes, frames or bends here.</source>
      <translation>Hier gibt es keine Notizen, Rahmen oder Knicke.</translation>
    </message>
    <message>
      <location filename="app/library.py" />
      <source>There is no folder to keep groups in.</source>
      <translation>Es gibt keinen Ordner für Gruppen.</translation>
    </message>
    <message>
      <location filename="app/picture.py" />
      <source>There is no memory for {width} × {height} pixels.</source>
      <translation>Für {width} × {height} Pixel reicht der Speicher nicht.</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>There is no network yet.</source>
      <translation>Es gibt noch kein Netz.</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>There is no unsaved work.</source>
      <translation>Es gibt keine ungespeicherte Arbeit.</translation>
    </message>
    <message>
      <location filename="app/canvas/quick_add.py" />
      <source>These fit no wire here; the card is added without one.</source>
      <translation>Diese passen hier an keine Verbindung; die Karte kommt ohne eine hinzu.</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>They are lost if you do not save them.</source>
      <translation>Sie gehen verloren, wenn Sie nicht speichern.</translation>
    </message>
    <message>
      <location filename="app/command_palette.py" />
      <source>This cannot be done as things are now.</source>
      <translation>Das geht im Augenblick nicht.</translation>
    </message>
    <message>
      <location filename="app/canvas/overlays.py" />
      <source>This card is not installed</source>
      <translation>Diese Karte ist nicht installiert</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>This card is not installed. It is kept as it is.</source>
      <translation>Diese Karte ist nicht installiert. Sie bleibt, wie sie ist.</translation>
    </message>
    <message>
      <location filename="app/panels/inspector.py" />
      <source>This card is not known here. It is kept and saved unchanged.</source>
      <translation>Diese Karte ist hier nicht bekannt. Sie wird unverändert behalten und gespeichert.</translation>
    </message>
    <message>
      <location filename="app/dialogs/preferences.py" />
      <source>This computer has {count}. Another number may change the last digits.</source>
      <translation>Dieser Rechner hat {count}. Eine andere Anzahl kann die letzten Ziffern ändern.</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>This document wants to read {count} files outside its folder: {file}.</source>
      <translation>Dieses Dokument will {count} Dateien außerhalb seines Ordners lesen: {file}.</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>This document wants to read {file}, outside its folder.</source>
      <translation>Dieses Dokument will {file} lesen, außerhalb seines Ordners.</translation>
    </message>
    <message>
      <location filename="app/panels/problems.py" />
      <source>This does not fit the document any more.</source>
      <translation>Das passt nicht mehr zum Dokument.</translation>
    </message>
    <message>
      <location filename="app/canvas/tracing.py" />
      <source>This feeds nothing.</source>
      <translation>Diese Karte speist nichts.</translation>
    </message>
    <message>
      <location filename="app/canvas/adding.py" />
      <source>This group is no longer in the library.</source>
      <translation>Diese Gruppe ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
      <location filename="app/dialogs/group_form.py" />
      <source>Title</source>
      <translation>Titel</translation>
    </message>
    <message>
      <location filename="app/canvas/writing.py" />
      <source>Title of the frame</source>
      <translation>Titel des Rahmens</translation>
    </message>
    <message>
      <location filename="app/panels/breadcrumb.py" />
      <source>Title of the group</source>
      <translation>Titel der Gruppe</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Toggle</source>
      <translation>Umschalten</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Toggle the switch, or open the choices</source>
      <translation>Umschalten oder die Auswahl öffnen</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>Toolbar</source>
      <translation>Werkzeugleiste</translation>
    </message>
    <message>
      <location filename="app/tour.py" />
      <source>Tour</source>
      <translation>Tour</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Trace both wa&amp;ys</source>
      <translation>&amp;Beide Richtungen verfolgen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Trace what feeds it</source>
      <translation>Zuflüsse verfolgen</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Trace what it feeds</source>
      <translation>Abflüsse verfolgen</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Trained</source>
      <translation>Trainiert</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>Training</source>
      <translation>Training</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Try again</source>
      <translation>Erneut versuchen</translation>
    </message>
    <message>
      <location filename="app/canvas/find.py" />
      <source>Type a word; Enter goes to the next card.</source>
      <translation>Ein Wort tippen; die Eingabetaste geht zur nächsten Karte.</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <location filename="app/canvas/menu.py" />
      <source>Unfold</source>
      <translation>Ausklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>Unfold {card}</source>
      <translation>{card} ausklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/pointing.py" />
      <source>Unfold {count} cards</source>
      <translation>{count} Karten ausklappen</translation>
    </message>
    <message>
      <location filename="app/canvas/menu_groups.py" />
      <source>Ungroup</source>
      <translation>Gruppe auflösen</translation>
    </message>
    <message>
      <location filename="app/groups.py" />
      <source>Ungroup “{title}”</source>
      <translation>Gruppe „{title}“ auflösen</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>Unsaved work</source>
      <translation>Ungespeicherte Arbeit</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>Unsaved work cannot be kept safe at the moment: {why}. Save often.</source>
      <translation>Ungespeicherte Arbeit lässt sich gerade nicht sichern: {why}. Speichern Sie oft.</translation>
    </message>
    <message>
      <location filename="app/session.py" />
      <source>Untitled</source>
      <translation>Unbenannt</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Values stand on the card</source>
      <translation>Werte stehen auf der Karte</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>Watch it learn</source>
      <translation>Beim Lernen zusehen</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>Weights</source>
      <translation>Gewichte</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>Weights (*.npz)</source>
      <translation>Gewichte (*.npz)</translation>
    </message>
    <message>
      <location filename="app/operations.py" />
      <source>Weights saved in {name}.</source>
      <translation>Gewichte in {name} gespeichert.</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>What changed</source>
      <translation>Was sich geändert hat</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>What changed…</source>
      <translation>Was sich geändert hat…</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>What is in sight</source>
      <translation>Was zu sehen ist</translation>
    </message>
    <message>
      <location filename="app/tour_steps.py" />
      <source>What is wrong, and what helps</source>
      <translation>Was falsch ist und was hilft</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>What it has not finished is lost if you close it.</source>
      <translation>Was noch nicht fertig ist, geht beim Schließen verloren.</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>What saving would change</source>
      <translation>Was Speichern ändern würde</translation>
    </message>
    <message>
      <location filename="app/dialogs/group_form.py" />
      <source>What the group does, in a sentence</source>
      <translation>Was die Gruppe tut, in einem Satz</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>What the layer is</source>
      <translation>Was die Schicht ist</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>What the layer is called in this document</source>
      <translation>Wie die Schicht in diesem Dokument heißt</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Wheel</source>
      <translation>Mausrad</translation>
    </message>
    <message>
      <location filename="app/panels/training.py" />
      <source>Which training</source>
      <translation>Welches Training</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Whole document</source>
      <translation>Ganzes Dokument</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>Whole number</source>
      <translation>Ganze Zahl</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>Whole page</source>
      <translation>Ganze Seite</translation>
    </message>
    <message>
      <location filename="app/canvas/access/wire.py" />
      <source>Wire from {source} to {target}</source>
      <translation>Verbindung von {source} nach {target}</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>With grid</source>
      <translation>Mit Raster</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>With the mouse</source>
      <translation>Mit der Maus</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Write note</source>
      <translation>Notiz schreiben</translation>
    </message>
    <message>
      <location filename="app/canvas/noting.py" />
      <source>Write note “{title}”</source>
      <translation>Notiz „{title}“ schreiben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Write the document, the selection or what is in sight as PNG, SVG or PDF</source>
      <translation>Das Dokument, die Auswahl oder das Sichtbare als PNG, SVG oder PDF schreiben</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Write the weights of the trained network beside the document</source>
      <translation>Die Gewichte des trainierten Netzes neben das Dokument schreiben</translation>
    </message>
    <message>
      <location filename="app/canvas/tints.py" />
      <source>Yellow</source>
      <translation>Gelb</translation>
    </message>
    <message>
      <location filename="app/dialogs/conflict.py" />
      <source>Yours replaces theirs, which is lost.</source>
      <translation>Ihre ersetzt die andere, die verloren geht.</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Zoom &amp;in</source>
      <translation>Vergr&amp;ößern</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Zoom &amp;out</source>
      <translation>&amp;Verkleinern</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>Zoom at the pointer; with Shift to the side</source>
      <translation>Am Mauszeiger zoomen; mit Umschalt zur Seite</translation>
    </message>
    <message>
      <location filename="app/actions.py" />
      <source>Zoom to &amp;selection</source>
      <translation>&amp;Auf die Auswahl zoomen</translation>
    </message>
    <message>
      <location filename="app/canvas/access/painted.py" />
      <source>Zoom to it</source>
      <translation>Darauf zoomen</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>activations {size}</source>
      <translation>Aktivierungen {size}</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>and {count} more</source>
      <translation>und {count} weitere</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>batch {batch} of {count}</source>
      <translation>Stapel {batch} von {count}</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>card</source>
      <translation>Karte</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>cards</source>
      <translation>Karten</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>column</source>
      <translation>Spalte</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>columns</source>
      <translation>Spalten</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>current</source>
      <translation>aktuell</translation>
    </message>
    <message>
      <location filename="app/translation.py" />
      <source>dd MMM</source>
      <translation>d. MMM</translation>
    </message>
    <message>
      <location filename="app/panels/plot.py" />
      <source>each batch</source>
      <translation>jeder Stapel</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>empty</source>
      <translation>leer</translation>
    </message>
    <message>
      <location filename="app/following.py" />
      <source>epoch {epoch} of {total}</source>
      <translation>Epoche {epoch} von {total}</translation>
    </message>
    <message>
      <location filename="app/panels/breadcrumb.py" />
      <source>errors inside</source>
      <translation>Fehler darin</translation>
    </message>
    <message>
      <location filename="app/panels/inspector.py" />
      <source>from {cards}</source>
      <translation>von {cards}</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>from {ends}, by wire</source>
      <translation>von {ends}, über Verbindung</translation>
    </message>
    <message>
      <location filename="app/canvas/access/row.py" />
      <source>from {names}</source>
      <translation>von {names}</translation>
    </message>
    <message>
      <location filename="app/canvas/access/row.py" />
      <source>input socket</source>
      <translation>Eingang</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>instead of {name}</source>
      <translation>statt {name}</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>mask {shape}</source>
      <translation>Maske {shape}</translation>
    </message>
    <message>
      <location filename="app/panels/plot.py" />
      <source>metrics</source>
      <translation>Metriken</translation>
    </message>
    <message>
      <location filename="app/panels/preview.py" />
      <source>missing</source>
      <translation>fehlend</translation>
    </message>
    <message>
      <location filename="app/panels/preview.py" />
      <source>name</source>
      <translation>Name</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>never saved</source>
      <translation>nie gespeichert</translation>
    </message>
    <message>
      <location filename="app/dialogs/shortcuts.py" />
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <location filename="app/canvas/access/row.py" />
      <source>not connected</source>
      <translation>nicht verbunden</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>not saved</source>
      <translation>nicht gespeichert</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>nothing</source>
      <translation>nichts</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>now</source>
      <translation>jetzt</translation>
    </message>
    <message>
      <location filename="app/panels/preview.py" />
      <source>one number</source>
      <translation>eine Zahl</translation>
    </message>
    <message>
      <location filename="app/canvas/access/row.py" />
      <source>output socket</source>
      <translation>Ausgang</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>row</source>
      <translation>Zeile</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>rows</source>
      <translation>Zeilen</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>running</source>
      <translation>läuft</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>saved</source>
      <translation>gespeichert</translation>
    </message>
    <message>
      <location filename="app/panels/training.py" />
      <source>stopped</source>
      <translation>angehalten</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>the default</source>
      <translation>der Standardwert</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>the run failed</source>
      <translation>der Lauf ist fehlgeschlagen</translation>
    </message>
    <message>
      <location filename="app/tabs.py" />
      <source>the run is done</source>
      <translation>der Lauf ist fertig</translation>
    </message>
    <message>
      <location filename="app/panels/start_parts.py" />
      <source>today, {time}</source>
      <translation>heute, {time}</translation>
    </message>
    <message>
      <location filename="app/panels/plot.py" />
      <source>training</source>
      <translation>Training</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>true or false</source>
      <translation>true oder false</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>undone</source>
      <translation>zurückgenommen</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>validation</source>
      <translation>Validierung</translation>
    </message>
    <message>
      <location filename="app/faces.py" />
      <source>validation loss</source>
      <translation>Validierungsverlust</translation>
    </message>
    <message>
      <location filename="app/panels/preview.py" />
      <source>value</source>
      <translation>Wert</translation>
    </message>
    <message>
      <location filename="app/panels/breadcrumb.py" />
      <source>warnings inside</source>
      <translation>Warnungen darin</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>weight</source>
      <translation>Gewicht</translation>
    </message>
    <message>
      <location filename="app/bars.py" />
      <source>weights</source>
      <translation>Gewichte</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>weights {size}</source>
      <translation>Gewichte {size}</translation>
    </message>
    <message>
      <location filename="app/canvas/access/canvas.py" />
      <source>wire</source>
      <translation>Verbindung</translation>
    </message>
    <message>
      <location filename="app/canvas/access/canvas.py" />
      <source>wires</source>
      <translation>Verbindungen</translation>
    </message>
    <message>
      <location filename="app/panels/start_parts.py" />
      <source>yesterday, {time}</source>
      <translation>gestern, {time}</translation>
    </message>
    <message>
      <location filename="app/canvas/find.py" />
      <source>{at} of {count}</source>
      <translation>{at} von {count}</translation>
    </message>
    <message>
      <location filename="app/canvas/find.py" />
      <source>{at} of {count}, the first {most} shown</source>
      <translation>{at} von {count}, die ersten {most} gezeigt</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>{before} → {after}</source>
      <translation>{before} → {after}</translation>
    </message>
    <message>
      <location filename="app/panels/group_view.py" />
      <source>{cards}, in it 1 group</source>
      <translation>{cards}, darin 1 Gruppe</translation>
    </message>
    <message>
      <location filename="app/panels/group_view.py" />
      <source>{cards}, in it {count} groups</source>
      <translation>{cards}, darin {count} Gruppen</translation>
    </message>
    <message>
      <location filename="app/panels/summary_model.py" />
      <source>{count} bytes</source>
      <translation>{count} Bytes</translation>
    </message>
    <message>
      <location filename="app/canvas/badges.py" />
      <source>{count} cards</source>
      <translation>{count} Karten</translation>
    </message>
    <message>
      <location filename="app/canvas/tracing.py" />
      <source>{count} cards downstream.</source>
      <translation>{count} Karten danach.</translation>
    </message>
    <message>
      <location filename="app/panels/help_texts.py" />
      <source>{count} cards selected</source>
      <translation>{count} Karten ausgewählt</translation>
    </message>
    <message>
      <location filename="app/canvas/tracing.py" />
      <source>{count} cards up- and downstream.</source>
      <translation>{count} Karten davor und danach.</translation>
    </message>
    <message>
      <location filename="app/canvas/tracing.py" />
      <source>{count} cards upstream.</source>
      <translation>{count} Karten davor.</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>{count} differences</source>
      <translation>{count} Unterschiede</translation>
    </message>
    <message>
      <location filename="app/dialogs/compare.py" />
      <source>{count} differences, the first {most} shown</source>
      <translation>{count} Unterschiede, die ersten {most} gezeigt</translation>
    </message>
    <message>
      <location filename="app/faces.py" />
      <source>{count} epoch</source>
      <translation>{count} Epoche</translation>
    </message>
    <message>
      <location filename="app/faces.py" />
      <source>{count} epochs</source>
      <translation>{count} Epochen</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>{count} h</source>
      <translation>{count} h</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} layer</source>
      <translation>{count} Schicht</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} layers</source>
      <translation>{count} Schichten</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} layers copied.</source>
      <translation>{count} Schichten kopiert.</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} layers found</source>
      <translation>{count} Schichten gefunden</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} layers selected</source>
      <translation>{count} Schichten ausgewählt</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>{count} min</source>
      <translation>{count} min</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>{count} more files of unsaved work are damaged, and stay where they are: {folder}</source>
      <translation>{count} weitere Dateien mit ungespeicherter Arbeit sind beschädigt und bleiben, wo sie sind: {folder}</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} multiply-adds</source>
      <translation>{count} Multiplikationen</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} not trained</source>
      <translation>{count} nicht trainiert</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>{count} notes</source>
      <translation>{count} Notizen</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>{count} pages</source>
      <translation>{count} Seiten</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>{count} s</source>
      <translation>{count} s</translation>
    </message>
    <message>
      <location filename="app/canvas/naming.py" />
      <source>{count} sockets fit, the nearest first. Enter draws the wire.</source>
      <translation>{count} Anschlüsse passen, der nächste zuerst. Die Eingabetaste verbindet.</translation>
    </message>
    <message>
      <location filename="app/panels/summary.py" />
      <source>{count} trained</source>
      <translation>{count} trainiert</translation>
    </message>
    <message>
      <location filename="app/panels/preview.py" />
      <source>{count} values</source>
      <translation>{count} Werte</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>{count} values expected, separated by commas, {given} given.</source>
      <translation>{count} Werte erwartet, durch Kommas getrennt, {given} eingegeben.</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>{count} values of {card}</source>
      <translation>{count} Werte von {card}</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>{count} weight</source>
      <translation>{count} Gewicht</translation>
    </message>
    <message>
      <location filename="app/canvas/facts.py" />
      <source>{count} weights</source>
      <translation>{count} Gewichte</translation>
    </message>
    <message>
      <location filename="app/panels/inspector.py" />
      <source>{count} weights, {frozen} of them not trained</source>
      <translation>{count} Gewichte, davon {frozen} nicht trainiert</translation>
    </message>
    <message>
      <location filename="app/canvas/access/row.py" />
      <source>{count} wires</source>
      <translation>{count} Verbindungen</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>{done} steps</source>
      <translation>{done} Schritte</translation>
    </message>
    <message>
      <location filename="app/panels/history.py" />
      <source>{done} steps done, {undone} undone</source>
      <translation>{done} Schritte getan, {undone} zurückgenommen</translation>
    </message>
    <message>
      <location filename="app/faces.py" />
      <source>{epochs} in {time}</source>
      <translation>{epochs} in {time}</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>{file} could not be copied: {why}.</source>
      <translation>{file} konnte nicht kopiert werden: {why}.</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>{hours} h {minutes} min</source>
      <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
      <location filename="app/dialogs/press_keys.py" />
      <source>{keys} are the keys of “{command}”. Swap the keys of the two?</source>
      <translation>{keys} sind die Tasten von „{command}“. Die Tasten der beiden tauschen?</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>{minutes} min {seconds} s</source>
      <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
      <location filename="app/window.py" />
      <source>{name} (read only)</source>
      <translation>{name} (schreibgeschützt)</translation>
    </message>
    <message>
      <location filename="app/dialogs/recover.py" />
      <source>{name} cannot be read</source>
      <translation>{name} kann nicht gelesen werden</translation>
    </message>
    <message>
      <location filename="app/comparisons.py" />
      <source>{name} in {commit}, {date}</source>
      <translation>{name} in {commit}, {date}</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>{name} is no longer there. Save it again, or it exists only in this window.</source>
      <translation>{name} ist nicht mehr da. Speichern Sie es erneut, sonst besteht es nur in diesem Fenster.</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>{name} is not written: {who}</source>
      <translation>{name} wird nicht geschrieben: {who}</translation>
    </message>
    <message>
      <location filename="app/filing.py" />
      <source>{name} is still running.</source>
      <translation>{name} läuft noch.</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>{name} was changed elsewhere, and is shown as it is now.</source>
      <translation>{name} wurde anderswo geändert und wird im jetzigen Stand gezeigt.</translation>
    </message>
    <message>
      <location filename="app/guarding.py" />
      <source>{name} was changed elsewhere. {why}</source>
      <translation>{name} wurde anderswo geändert. {why}</translation>
    </message>
    <message>
      <location filename="app/comparisons.py" />
      <source>{name}, as saved</source>
      <translation>{name}, wie gespeichert</translation>
    </message>
    <message>
      <location filename="app/library.py" />
      <source>{name}: it does not hold one group.</source>
      <translation>{name}: Darin ist nicht genau eine Gruppe.</translation>
    </message>
    <message>
      <location filename="app/library.py" />
      <source>{name}: there are too many groups or too large ones.</source>
      <translation>{name}: Es sind zu viele Gruppen oder zu große.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>{pages}, drawn as vectors, with text that can be searched.</source>
      <translation>{pages}, als Vektoren gezeichnet, mit durchsuchbarem Text.</translation>
    </message>
    <message>
      <location filename="app/library.py" />
      <source>{path} is written, but there are too many groups or too large ones.</source>
      <translation>{path} ist geschrieben, doch sind es zu viele Gruppen oder zu große.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>{percent} %</source>
      <translation>{percent} %</translation>
    </message>
    <message>
      <location filename="app/canvas/overlays.py" />
      <source>{result} · before the last change</source>
      <translation>{result} · vor der letzten Änderung</translation>
    </message>
    <message>
      <location filename="app/panels/preview.py" />
      <source>{rows} rows, {columns} columns</source>
      <translation>{rows} Zeilen, {columns} Spalten</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>{row} of {card}</source>
      <translation>{row} von {card}</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>{row} of {card}: {value}</source>
      <translation>{row} von {card}: {value}</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>{row} of {card}: {value} again</source>
      <translation>{row} von {card}: wieder {value}</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>{some} and {others}</source>
      <translation>{some} und {others}</translation>
    </message>
    <message>
      <location filename="app/canvas/access/telling.py" />
      <source>{text}. And {count} more problems.</source>
      <translation>{text}. Und {count} weitere Probleme.</translation>
    </message>
    <message>
      <location filename="app/panels/curves.py" />
      <source>{time} left</source>
      <translation>noch {time}</translation>
    </message>
    <message>
      <location filename="app/panels/plot.py" />
      <source>{title} by epoch</source>
      <translation>{title} je Epoche</translation>
    </message>
    <message>
      <location filename="app/library.py" />
      <source>{title} is in the palette under My groups.</source>
      <translation>{title} ist in der Kartenliste unter Meine Gruppen.</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>{title} must {bounds}, {given} given.</source>
      <translation>{title} must {bounds}, {given} given.</translation>
    </message>
    <message>
      <location filename="app/canvas/candidates.py" />
      <source>{title}: the wire would close a circle.</source>
      <translation>{title}: Die Verbindung würde einen Kreis schließen.</translation>
    </message>
    <message>
      <location filename="app/locking.py" />
      <source>{user} has it open on this computer.</source>
      <translation>{user} hat es auf diesem Rechner geöffnet.</translation>
    </message>
    <message>
      <location filename="app/locking.py" />
      <source>{user} on {host} has it open.</source>
      <translation>{user} auf {host} hat es geöffnet.</translation>
    </message>
    <message>
      <location filename="app/canvas/tips.py" />
      <source>{value}, typed</source>
      <translation>{value}, eingegeben</translation>
    </message>
    <message>
      <location filename="app/canvas/clipboard.py" />
      <source>{what} copied.</source>
      <translation>{what} kopiert.</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>{what} expected, nothing given.</source>
      <translation>{what} erwartet, nichts eingegeben.</translation>
    </message>
    <message>
      <location filename="app/editors/values.py" />
      <source>{what} expected, {text} given.</source>
      <translation>{what} erwartet, {text} eingegeben.</translation>
    </message>
    <message>
      <location filename="app/dialogs/export.py" />
      <source>{width} × {height} pixels</source>
      <translation>{width} × {height} Pixel</translation>
    </message>
    <message>
      <location filename="app/step_names.py" />
      <source>“{title}”</source>
      <translation>„{title}“</translation>
    </message>
    <message>
      <location filename="app/panels/group_view.py" />
      <source>… and {count} more</source>
      <translation>… und {count} weitere</translation>
    </message>
  </context>
</TS>
