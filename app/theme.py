"""Colours, fonts and icons: three themes made of named tokens, and the size of the text."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from string import Template
from zlib import crc32

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)

from app.qt_guard import refuse_unsafe_qt

# Everything of the window imports this module: no widget is made before this check.
refuse_unsafe_qt()

ASSETS = Path(__file__).parent.parent / "assets"
FAMILY = "Inter"
TEXT_SIZE = 13
"""Pixels of the interface's text at 100 %."""
ICON = 20
HAIR = 2
"""Lines of up to so many pixels stay as thin as they are when the text grows."""


@dataclass(frozen=True)
class Theme:
    """Colour tokens, ``#rrggbb``; the two shadows are ``#aarrggbb``.

    ``header_text`` is read on a group's colour, ``accent_text`` on the accent.
    """

    name: str
    window: str
    panel: str
    canvas: str
    grid: str
    card: str
    card_border: str
    header_text: str
    text: str
    dim: str
    field: str
    field_border: str
    accent: str
    accent_text: str
    selection: str
    error: str
    warning: str
    ok: str
    wire_shadow: str
    shadow: str

    @property
    def dark(self) -> bool:
        return contrast(self.window, "#ffffff") > contrast(self.window, "#000000")

    @property
    def strong(self) -> bool:
        """Whether this is the theme of high contrast."""
        return self.name == "contrast"

    @property
    def least(self) -> float:
        """The contrast that wires, marks and borders have with what is behind them."""
        return 4.5 if self.strong else 3.0


LIGHT = Theme(
    name="light",
    window="#eceff4",
    panel="#fbfcfe",
    canvas="#f3f5f9",
    grid="#dde2ea",
    card="#ffffff",
    card_border="#cbd2dd",
    header_text="#ffffff",
    text="#1b2330",
    dim="#566073",
    field="#f1f3f7",
    field_border="#7d8695",
    accent="#2f5fd0",
    accent_text="#ffffff",
    selection="#2f6bff",
    error="#bd2a36",
    warning="#8a5700",
    ok="#1b6e40",
    wire_shadow="#50ffffff",
    shadow="#24141c2b",
)

DARK = Theme(
    name="dark",
    window="#15181e",
    panel="#1b1f27",
    canvas="#111419",
    grid="#20252e",
    card="#242a34",
    card_border="#3a4251",
    header_text="#f6f8fc",
    text="#e5e9f1",
    dim="#9ba6b8",
    field="#181c23",
    field_border="#6f7a8d",
    accent="#7aa5ff",
    accent_text="#0c1322",
    selection="#7aa5ff",
    error="#ff8288",
    warning="#eeb45c",
    ok="#62cd92",
    wire_shadow="#60000000",
    shadow="#70000000",
)

CONTRAST = Theme(
    name="contrast",
    window="#000000",
    panel="#000000",
    canvas="#000000",
    grid="#3d3d3d",
    card="#000000",
    card_border="#ffffff",
    header_text="#ffffff",
    text="#ffffff",
    dim="#e0e0e0",
    field="#000000",
    field_border="#ffffff",
    accent="#ffe14d",
    accent_text="#000000",
    selection="#ffe14d",
    error="#ff9ea2",
    warning="#ffc266",
    ok="#7df0a8",
    wire_shadow="#ff000000",
    shadow="#00000000",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}

_HUES = {
    "Regularizers": 22,
    "Initializers": 55,
    "Constraints": 86,
    "Parameters": 112,
    "Normalization": 137,
    "Named values": 160,
    "Tables": 183,
    "Files and formats": 205,
    "Inputs and outputs": 230,
    "Layers": 265,
    "Layer wrappers": 288,
    "Groups": 72,
    "My groups": 72,
    "Models": 312,
    "Returns": 350,
}
"""Hue of the groups that ship, in degrees; others get one from their name."""


@cache
def group_color(theme: Theme, group: str) -> str:
    """The colour of a card's top-level group: equally light and calm for all groups."""
    top = group.partition("/")[0].strip()
    hue = _HUES.get(top, crc32(top.encode()) % 360)
    if theme.strong:
        return _oklch(0.42, 0.09, hue)
    return _oklch(0.5, 0.09, hue) if theme.dark else _oklch(0.51, 0.105, hue)


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def mixed(a: str, b: str, share: float) -> str:
    """Colour ``a`` with ``share`` of ``b`` in it."""
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{round(255 * (x + (y - x) * share)):02x}" for x, y in pairs)


@cache
def visible(color: str, ground: str, least: float) -> str:
    """``color``, made lighter or darker until its contrast with ``ground`` is ``least``."""
    away = max("#ffffff", "#000000", key=lambda end: contrast(end, ground))
    steps = (mixed(color, away, step / 20) for step in range(21))
    return next((made for made in steps if contrast(made, ground) >= least), away)


def palette(theme: Theme) -> QPalette:
    """The palette of the Fusion style for ``theme``."""
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: mixed(theme.panel, theme.text, 0.04),
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.dim,
        QPalette.ColorRole.Button: theme.panel,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.error,
        QPalette.ColorRole.ToolTipBase: theme.card,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Light: theme.card,
        QPalette.ColorRole.Midlight: theme.card,
        QPalette.ColorRole.Mid: theme.card_border,
        QPalette.ColorRole.Dark: theme.card_border,
        QPalette.ColorRole.Shadow: theme.card_border,
    }
    made = QPalette()
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    faded = QColor(mixed(theme.dim, theme.panel, 0.4))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return made


def style_sheet(theme: Theme) -> str:
    """The style sheet of the window, from ``assets/themes/window.qss``."""
    tokens = asdict(theme) | {
        "assets": (ASSETS / "themes").as_posix(),
        "hover": mixed(theme.panel, theme.text, 0.06),
        "pressed": mixed(theme.panel, theme.text, 0.12),
        "chosen": mixed(theme.panel, theme.accent, 0.18),
        "line": mixed(theme.panel, theme.card_border, 0.75),
        "notice": mixed(theme.panel, theme.warning, 0.14),
        "mild_notice": mixed(theme.panel, theme.accent, 0.12),
        "accent_hover": mixed(theme.accent, theme.text, 0.15),
        "faded": mixed(theme.dim, theme.panel, 0.4),
        "scroll": mixed(theme.panel, theme.dim, 0.6 if theme.strong else 0.35),
        "scroll_hover": mixed(theme.panel, theme.dim, 0.9 if theme.strong else 0.6),
    }
    text = (ASSETS / "themes" / "window.qss").read_text("utf-8")
    if theme.strong:
        text += (ASSETS / "themes" / "contrast.qss").read_text("utf-8")
    return _grown(Template(text).substitute(tokens))


def following(theme: Theme) -> Theme:
    """The theme after this one; the last is followed by the first."""
    themes = list(THEMES.values())
    return themes[(themes.index(theme) + 1) % len(themes)]


def system_theme() -> Theme:
    """The theme that the desktop hints at."""
    hints = QGuiApplication.styleHints()
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def text_scale() -> float:
    """How large the text of the interface is; the application's font is what holds it."""
    size = QGuiApplication.font().pixelSize() if QGuiApplication.instance() else -1
    return size / TEXT_SIZE if size > 0 else 1.0


def px(size: float) -> int:
    """Pixels for something of ``size`` that grows with the text, such as the height of a row."""
    return round(size * text_scale())


def text_font(size: int = TEXT_SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The interface font at ``size`` pixels, or more if the user wants larger text.

    On the canvas the zoom makes text larger: what is painted there uses ``font``.
    """
    return font(px(size), weight)


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; needs the application."""
    for file in sorted((ASSETS / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def font(size: int = TEXT_SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of the interface and of cards at ``size`` pixels."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    return made


def icon(name: str, theme: Theme, color: str = "") -> QIcon:
    """The line icon ``assets/icons/NAME.svg`` in the theme's text colour, or ``color``."""
    made = QIcon()
    size = px(ICON)
    lines = icon_pixmap(name, color or theme.text, size)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
        made.addPixmap(lines, mode)
    made.addPixmap(
        icon_pixmap(name, mixed(theme.dim, theme.panel, 0.5), size),
        QIcon.Mode.Disabled,
        QIcon.State.Off,
    )
    return made


def icon_pixmap(name: str, color: str, size: int = ICON, ratio: float = 2.0) -> QPixmap:
    """An icon as a pixmap of ``size`` logical pixels, its lines in ``color``."""
    # Loaded here: the SVG reader is only needed once the window has icons.
    from PySide6.QtSvg import QSvgRenderer

    text = (ASSETS / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", color)
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _grown(sheet: str) -> str:
    """The style sheet with its sizes as large as the text."""
    scale = text_scale()
    if scale == 1.0:
        return sheet

    def grow(found: re.Match[str]) -> str:
        size = int(found[1])
        return f"{round(size * scale) if size > HAIR else size}px"

    return re.sub(r"\b(\d+)px", grow, sheet)


def _channels(color: str) -> tuple[float, float, float]:
    digits = color.lstrip("#")[-6:]
    r, g, b = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return r, g, b


def _luminance(color: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _oklch(lightness: float, chroma: float, hue: float) -> str:
    """Perceptual lightness, chroma and hue to sRGB (Ottosson, 2020, Oklab)."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    mid = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * mid + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * mid - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * mid + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(c)):02x}" for c in linear)


def _encoded(linear: float) -> float:
    c = min(max(linear, 0.0), 1.0)
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055
