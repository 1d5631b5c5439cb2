import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from app.picture import draw
from app.theme import DARK, LIGHT
from cards.checking import check
from cards.document import Document
from tests.app.sample_cards import CHAIN, TYPES


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_png_holds_every_card_within_a_margin(qapp, tmp_path, theme):
    path = tmp_path / "graph.png"
    draw(CHAIN, TYPES, path, theme, check(CHAIN, TYPES), scale=1.0)
    image = QImage(str(path))
    assert image.pixelColor(2, 2).name() == theme.canvas
    # The middle of the first card's header, behind the margin of 40.
    assert image.pixelColor(40 + 120, 40 + 4).name() != theme.canvas
    assert image.width() > 720 + 168


def test_scale_enlarges_the_png(qapp, tmp_path):
    sizes = []
    for scale in (1.0, 2.0):
        draw(CHAIN, TYPES, tmp_path / "graph.png", LIGHT, scale=scale)
        sizes.append(QImage(str(tmp_path / "graph.png")).width())
    assert sizes[1] == 2 * sizes[0]


def test_svg_holds_text(qapp, tmp_path):
    path = tmp_path / "graph.svg"
    draw(CHAIN, TYPES, path, LIGHT, check(CHAIN, TYPES))
    text = path.read_text("utf-8")
    assert "Batch normalization layer" in text
    assert "<image" not in text


def test_empty_document_is_a_picture_too(qapp, tmp_path):
    draw(Document(), TYPES, tmp_path / "empty.png", LIGHT)
    assert not QImage(str(tmp_path / "empty.png")).isNull()


def test_other_endings_are_refused(qapp, tmp_path):
    with pytest.raises(ValueError, match=r"ends in \.png, \.svg or \.pdf"):
        draw(CHAIN, TYPES, tmp_path / "graph.jpg", LIGHT)


def test_folder_that_does_not_exist_is_an_error(qapp, tmp_path):
    with pytest.raises(OSError, match="could not be written"):
        draw(CHAIN, TYPES, tmp_path / "missing" / "graph.png", LIGHT)


def test_picture_needs_no_window_and_no_application(tmp_path):
    code = (
        "from pathlib import Path\n"
        "from app.picture import draw\nfrom app.theme import LIGHT\n"
        "from tests.app.sample_cards import CHAIN, TYPES\n"
        f"draw(CHAIN, TYPES, Path({str(tmp_path / 'graph.png')!r}), LIGHT)\n"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, timeout=60)
    assert not QImage(str(tmp_path / "graph.png")).isNull()
