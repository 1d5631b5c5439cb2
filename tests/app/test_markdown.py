"""Notes show Markdown, and nothing that a stranger puts into one is fetched or run."""

import time

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument

from app.canvas.markdown import MOST, Formatted, first_line, web_address
from app.theme import DARK, LIGHT, Theme


class Watched(Formatted):
    """Keeps what Qt asks for, and what it gets."""

    def __init__(self, text: str, theme: Theme = LIGHT) -> None:
        self.asked: list[tuple[str, object]] = []
        super().__init__(text, 240.0, theme, "#fff4d0")

    def loadResource(self, kind, name):  # noqa: N802 - Qt's name
        given = super().loadResource(kind, name)
        self.asked.append((name if isinstance(name, str) else name.toString(), given))
        return given


def drawn(page: QTextDocument) -> QImage:
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#fff4d0"))
    painter = QPainter(image)
    page.paint(painter, QRectF(0, 0, 240, 280))
    painter.end()
    return image


def formats(page: QTextDocument):
    """The text of each run with its format and the level of its heading."""
    found, block = [], page.begin()
    while block.isValid():
        run = block.begin()
        while not run.atEnd():
            part = run.fragment()
            found.append((part.text(), part.charFormat(), block.blockFormat().headingLevel()))
            run += 1
        block = block.next()
    return found


def test_headings_lists_bold_and_code_are_formatted(qapp):
    page = Formatted("# Title\n\nplain **bold** `code`\n\n- one\n- two", 240, LIGHT, "#ffffff")
    found = {text.strip(): (form, level) for text, form, level in formats(page)}
    assert found["Title"][1] == 1 and found["Title"][0].fontWeight() >= 600
    assert found["bold"][0].fontWeight() > found["plain"][0].fontWeight()
    assert found["code"][0].fontFixedPitch()
    assert page.begin().next().next().textList() is not None


NESTED = {
    "quotes": ">" * 100_000,
    "lists": "- " * 50_000,
    "deeper lists": "\n".join(" " * (2 * i) + "- x" for i in range(400)),
    "numbers": "1. " * 50_000,
    "brackets": "[" * 100_000,
    "links": "[a](" * 25_000,
    "stars": "*a _b " * 20_000,
    "columns": "|a" * 3000 + "\n" + "|-" * 3000,
    "rows": "|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000,
    "tags": "<a " * 30_000,
    "accents": "a" + "\u0301" * 100_000,
}


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_what_is_nested_without_end_is_drawn_at_once(qapp, text):
    started = time.perf_counter()
    drawn(Formatted(text, 240.0, LIGHT, "#ffffff"))
    first_line(text)
    assert time.perf_counter() - started < 2


def test_lines_end_where_the_writer_ended_them(qapp):
    page = Formatted("first\nsecond", 240, LIGHT, "#ffffff")
    assert "\u2028" in page.begin().text() or page.blockCount() == 2


@pytest.mark.parametrize(
    "text",
    [
        "![cat]({})",
        "![cat][c]\n\n[c]: {}",
        '<img src="{}">',
        '<link rel="stylesheet" href="{}">',
        "<script src='{}'></script>",
        '<style>body {{ background: url("{}") }}</style>',
    ],
)
@pytest.mark.parametrize(
    "where", ["{file}", "file://{file}", "http://127.0.0.1:9/a.png", "qrc:/a.png", "data:,a"]
)
def test_nothing_is_fetched(qapp, tmp_path, monkeypatch, text, where):
    picture = tmp_path / "secret.png"
    red = QImage(40, 40, QImage.Format.Format_RGB32)
    red.fill(QColor("#ff0000"))
    red.save(str(picture))
    page = Watched("before\n\n" + text.format(where.format(file=picture)))
    image = drawn(page)
    for name, given in page.asked:
        assert isinstance(given, QImage) and (given.width(), given.height()) == (1, 1), name
    colors = {image.pixelColor(x, y).name() for x in range(0, 300, 3) for y in range(0, 300, 3)}
    assert "#ff0000" not in colors
    assert not any(form.isImageFormat() for _, form, _ in formats(page))


def test_html_is_shown_as_the_text_that_it_is(qapp):
    page = Formatted("a <script>alert(1)</script> <b>b</b>", 240, DARK, "#333333")
    assert "<script>alert(1)</script>" in page.toPlainText()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/etc/passwd",
        "ftp://example.org/a",
        "data:text/html,hello",
        "http:///nowhere",
        "https://user:secret@example.org/",
        "vbscript:x",
        "ms-msdt:/id",
        "",
    ],
)
def test_only_addresses_of_the_web_are_links(qapp, address):
    assert web_address(address) is None
    page = Formatted(f"[here]({address})", 240, LIGHT, "#ffffff")
    assert page.address(5, 8) is None


def test_a_link_of_the_web_is_found_where_it_stands(qapp):
    page = Formatted("[the paper](https://arxiv.org/abs/1502.03167) and more", 240, LIGHT, "#fff")
    assert page.address(10, 10) == "https://arxiv.org/abs/1502.03167"
    assert page.address(200, 10) is None


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "[" * 100_000,
        "- " * 50_000,
        "*" * 100_000 + "a",
        "a|" * 50_000 + "\n" + "-|" * 50_000,
        "x" * 1_000_000,
        "#\n" * 100_000,
        "\x00\ufffc\u202e" * 1000,
    ],
    ids=["quotes", "brackets", "lists", "stars", "table", "long", "headings", "odd"],
)
def test_texts_made_to_be_slow_are_not(qapp, text):
    started = time.perf_counter()
    drawn(Formatted(text, 240, LIGHT, "#ffffff"))
    assert time.perf_counter() - started < 3.0


def test_no_more_is_formatted_than_a_note_can_show(qapp):
    assert len(Formatted("word " * 100_000, 240, LIGHT, "#ffffff").toPlainText()) <= MOST


def test_what_does_not_fit_is_cut_at_a_line(qapp):
    page = Formatted("\n".join(f"line {n}" for n in range(40)), 240, LIGHT, "#ffffff")
    page.cut(100)
    assert 40 < page.size().height() <= 108
    assert page.toPlainText().startswith("line 0")


@pytest.mark.parametrize(
    ("text", "line"),
    [("# Title\n\nrest", "Title"), ("\n\n- **one** two", "one two"), ("", ""), ("***", "")],
)
def test_the_first_line_is_told_without_signs(text, line):
    assert first_line(text) == line
