import dataclasses

import pytest
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter

from app.actions import COMMANDS
from app.canvas.geometry import Geometry
from app.canvas.looks import Look, draw_look
from app.canvas.wires import wire_color
from app.panels.plot import HUES
from app.theme import (
    ASSETS,
    CONTRAST,
    LIGHT,
    THEMES,
    contrast,
    font,
    group_color,
    icon_pixmap,
    mixed,
    palette,
    style_sheet,
    visible,
)
from cards.catalogue import Catalogue
from cards.registry import builtin_cards
from tests.app.sample_cards import CHAIN, TYPES

each = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
grounds = pytest.mark.parametrize("ground", ["window", "panel", "canvas", "card", "field"])


def groups():
    return sorted({card.group.partition("/")[0].strip() for card in builtin_cards().values()})


@each
@grounds
def test_text_can_be_read_on_every_surface(theme, ground):
    surface = getattr(theme, ground)
    assert contrast(theme.text, surface) >= 7
    least = 7 if theme.strong else 4.5
    for name in ("dim", "error", "warning", "ok"):
        assert contrast(getattr(theme, name), surface) >= least


@each
def test_text_on_the_accent_can_be_read(theme):
    least = 7 if theme.strong else 4.5
    assert contrast(theme.accent_text, theme.accent) >= least
    assert contrast(theme.accent, theme.panel) >= least
    assert contrast(theme.selection, theme.canvas) >= theme.least


@each
def test_fields_and_the_focus_stand_out_from_every_surface(theme):
    for ground in (theme.panel, theme.field, theme.card, theme.window):
        assert contrast(theme.field_border, ground) >= theme.least
        assert contrast(theme.accent, ground) >= theme.least
    for color in HUES[theme.name]:
        assert contrast(color, theme.panel) >= theme.least


def test_everything_has_an_outline_in_high_contrast():
    for name in ("card_border", "field_border", "accent", "selection"):
        for ground in ("window", "panel", "canvas", "card", "field"):
            assert contrast(getattr(CONTRAST, name), getattr(CONTRAST, ground)) >= 4.5
    assert contrast(mixed(CONTRAST.dim, CONTRAST.panel, 0.4), CONTRAST.panel) >= 4.5


@each
@pytest.mark.parametrize("strong", [False, True], ids=["calm", "pointed at"])
def test_every_wire_and_mark_stands_out(theme, strong):
    for kind in Catalogue(builtin_cards()).kinds.values():
        wire = wire_color(kind.color, theme, strong=strong)
        assert contrast(wire, theme.canvas) >= theme.least
        assert contrast(visible(kind.color, theme.card, theme.least), theme.card) >= theme.least


def test_a_colour_that_stands_out_stays_as_it_is():
    assert visible("#1f6feb", "#ffffff", 3.0) == "#1f6feb"
    assert contrast(visible("#eeeeee", "#ffffff", 4.5), "#ffffff") >= 4.5


@each
def test_every_group_has_its_own_colour_on_which_a_title_can_be_read(theme):
    colors = {group: group_color(theme, group) for group in groups()}
    for color in colors.values():
        assert contrast(theme.header_text, color) >= (7 if theme.strong else 4.5)
    assert len(set(colors.values())) == len(colors)


@each
def test_a_group_keeps_the_colour_of_its_top(theme):
    assert group_color(theme, "Layers / Pooling layers") == group_color(theme, "Layers")
    unknown = group_color(theme, "Somebody's own group")
    assert contrast(theme.header_text, unknown) >= 4.5


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


@each
def test_style_sheet_knows_all_its_tokens(theme):
    sheet = style_sheet(theme)
    assert "$" not in sheet and theme.panel in sheet
    for part in sheet.split('url("')[1:]:
        assert (ASSETS.parent / part.partition('"')[0]).is_file()


@each
def test_palette_and_tokens_agree(theme):
    made = palette(theme)
    assert made.windowText().color().name() == theme.text
    assert made.highlight().color().name() == theme.accent


def test_all_themes_name_every_colour():
    for theme in THEMES.values():
        for name, value in dataclasses.asdict(theme).items():
            digits = value.removeprefix("#")
            assert name == "name" or (len(digits) in (6, 8) and int(digits, 16) >= 0)


@pytest.mark.parametrize("name", sorted({c.icon for c in COMMANDS if c.icon}))
def test_every_action_has_its_icon(name, qapp):
    image = icon_pixmap(name, "#ff0000").toImage()
    inked = [image.pixelColor(x, y) for x in range(0, 40, 1) for y in range(0, 40, 1)]
    assert any(c.alpha() > 200 and c.red() > 200 and c.green() < 60 for c in inked)


def test_the_bundled_font_is_used():
    assert QFontInfo(font()).family() == "Inter"
    assert (ASSETS / "fonts" / "Inter-LICENSE.txt").is_file()


def test_marks_have_letters_at_every_readable_size_in_high_contrast(qapp):
    layout = Geometry(CHAIN, TYPES).layouts[0]

    def looked(theme, detail):
        image = QImage(400, 400, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.canvas))
        painter = QPainter(image)
        painter.translate(40, 40)
        draw_look(painter, layout, Look(detail=detail), theme)
        painter.end()
        return image

    assert looked(LIGHT, 1) != looked(LIGHT, 2)
    assert looked(CONTRAST, 1) == looked(CONTRAST, 2)
