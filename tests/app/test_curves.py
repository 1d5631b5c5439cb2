from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

import assets
from app.panels.curves import Curves
from app.panels.plot import Plot
from app.panels.start_parts import ExampleButton
from app.theme import LIGHT
from engine.training import EpochDone

LONG = [f"{output}_sparse_categorical_accuracy" for output in ("answer", "position", "third")]


def test_long_names_of_metrics_leave_room_to_other_panels(qtbot):
    plot = Plot("Metrics", LIGHT)
    qtbot.addWidget(plot)
    empty = plot.minimumSizeHint().width()
    curves = Curves("Train")
    for epoch in (1, 2):
        curves.take(EpochDone(epoch, 2, {"loss": 1.0, **dict.fromkeys(LONG, 0.5)}))
    plot.show_metrics(curves)
    assert plot.minimumSizeHint().width() < max(empty, 320)


def test_examples_are_named_and_explained_on_the_empty_canvas(window, qtbot):
    window.resize(1100, 700)
    with qtbot.waitExposed(window):
        window.show()
    buttons = {b.accessibleName().lower(): b for b in window.welcome.findChildren(ExampleButton)}
    assert sorted(buttons) == sorted(assets.examples())
    for name, path in assets.examples().items():
        what = assets.about(path)
        assert buttons[name].accessibleDescription() == what
        text = next(t for t in buttons[name].findChildren(QLabel) if t.text() == what)
        # Nothing of the sentence is cut off.
        qtbot.waitUntil(lambda text=text: text.height() >= text.heightForWidth(text.width()))
    qtbot.mouseClick(buttons["wine"], Qt.MouseButton.LeftButton)
    assert window.session.document.nodes
    assert window.welcome.isHidden()


def test_the_examples_scroll_on_a_small_canvas(window, qtbot):
    window.welcome.parentWidget().resize(400, 240)
    assert window.welcome.height() == 240 - 24
    assert window.welcome.width() == 400 - 24
