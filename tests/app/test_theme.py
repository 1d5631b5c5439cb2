import dataclasses

import pytest
from PySide6.QtGui import QFontInfo

from app.actions import COMMANDS
from app.theme import (
    ASSETS,
    DARK,
    LIGHT,
    contrast,
    font,
    group_color,
    icon_pixmap,
    mixed,
    palette,
    style_sheet,
)
from cards.registry import builtin_cards

both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
grounds = pytest.mark.parametrize("ground", ["window", "panel", "canvas", "card", "field"])


def groups():
    return sorted({card.group.partition("/")[0].strip() for card in builtin_cards().values()})


@both
@grounds
def test_text_can_be_read_on_every_surface(theme, ground):
    surface = getattr(theme, ground)
    assert contrast(theme.text, surface) >= 7
    assert contrast(theme.dim, surface) >= 4.5
    for name in ("error", "warning", "ok"):
        assert contrast(getattr(theme, name), surface) >= 4.5


@both
def test_text_on_the_accent_can_be_read(theme):
    assert contrast(theme.accent_text, theme.accent) >= 4.5
    assert contrast(theme.accent, theme.panel) >= 4.5
    assert contrast(theme.selection, theme.canvas) >= 3


@both
def test_every_group_has_its_own_colour_on_which_a_title_can_be_read(theme):
    colors = {group: group_color(theme, group) for group in groups()}
    for color in colors.values():
        assert contrast(theme.header_text, color) >= 4.5
    assert len(set(colors.values())) == len(colors)


@both
def test_a_group_keeps_the_colour_of_its_top(theme):
    assert group_color(theme, "Layers / Pooling layers") == group_color(theme, "Layers")
    unknown = group_color(theme, "Somebody's own group")
    assert contrast(theme.header_text, unknown) >= 4.5


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


@both
def test_style_sheet_knows_all_its_tokens(theme):
    sheet = style_sheet(theme)
    assert "$" not in sheet and theme.panel in sheet
    for part in sheet.split('url("')[1:]:
        assert (ASSETS.parent / part.partition('"')[0]).is_file()


@both
def test_palette_and_tokens_agree(theme):
    made = palette(theme)
    assert made.windowText().color().name() == theme.text
    assert made.highlight().color().name() == theme.accent


def test_both_themes_name_every_colour():
    for theme in (LIGHT, DARK):
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
