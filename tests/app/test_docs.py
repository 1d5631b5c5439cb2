"""``layerdeck docs``: every card has a page that is whole, linked, drawn and found."""

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtQml import QJSEngine

from app import docs
from app.theme import DARK, LIGHT
from cards.card import LayerCard, Part, param
from cards.catalogue import Catalogue
from cards.kinds import Kind
from cards.registry import builtin_cards
from engine.layers import activation
from tests.app.command_line import layerdeck

VOID = {"meta", "link", "img", "input", "source", "br", "hr", "rect", "circle", "polygon"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class Evil(LayerCard):
    """Shows *nothing* <b onclick="x()">bad</b> but <script>alert(1)</script> text.

    # A heading

    [a link](javascript:alert(1)) [another](https://example.com/) ![a picture](http://example.com/x.png)
    <https://example.com/auto> &lt;script&gt;

    <div onmouseover="x()">
    a block
    </div>

    [ref]: https://example.com/ref

    Source: <script>alert(2)</script> https://example.com/paper.
    """

    title = EVIL
    group = f"Layers / {EVIL}"
    engine = activation.activation
    formula = "</pre><script>alert(3)</script>"

    activation: Literal["relu", "</li><script>alert(4)</script>"] = param(
        "relu", "A row with <i>text</i> and ![x](//example.com/y.png).", label="<u>Row</u>"
    )


class OddPart(Part):
    """Is of a kind of its own."""

    kind = Kind('<"odd">', EVIL, "#123456", "ring", "<")
    title = "Odd part"
    group = ""


TYPES = {**builtin_cards(), "a/Evil": Evil, 'b "><x>/OddPart': OddPart}
NAMES = sorted(TYPES)


class Page(HTMLParser):
    """Reads a page strictly: every tag is closed in its turn, every id stands once."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.tags = [], [], [], []
        self.text, self.attributes = [], set()
        self.feed(text)
        self.close()
        assert self.open == []
        assert len(set(self.ids)) == len(self.ids)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names)
        self.attributes |= set(names)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "src", "srcset")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (self.open, tag)
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def written(tmp_path_factory, qapp):
    folder = tmp_path_factory.mktemp("docs") / "new" / "out"
    found = docs.write(TYPES, folder)
    assert (found.cards, found.pictures) == (len(TYPES), 2 * len(TYPES))
    assert found.first == folder / "index.html"
    return folder


@pytest.fixture(scope="module")
def pages(written):
    return {
        file.relative_to(written).as_posix(): Page(file.read_text("utf-8"))
        for file in written.rglob("*.html")
    }


@pytest.fixture(scope="module")
def slugs():
    return Catalogue(TYPES).slugs


@pytest.fixture(scope="module")
def entries(written):
    text = (written / "files" / "cards.js").read_text("utf-8")
    return json.loads(text.splitlines()[0].removeprefix("var layerdeckCards = ").removesuffix(";"))


def test_every_card_has_a_page_and_is_in_the_index(pages, slugs):
    assert len(pages) == len(TYPES) + 2
    for name, card in TYPES.items():
        page = pages[f"cards/{slugs[name]}.html"]
        text = " ".join("".join(page.text).split())
        assert " ".join(card.title.split()) in text and name in text
        for socket in (*card.rows(), *card.outputs):
            assert socket.title in text
        assert f"cards/{slugs[name]}.html" in pages["index.html"].links


def test_all_links_are_relative_and_lead_somewhere(written, pages):
    files = {file.relative_to(written).as_posix() for file in written.rglob("*.*")}
    for name, page in pages.items():
        for link in set(page.links):
            assert not re.match(r"[a-z]+:|//|/", link), (name, link)
            address, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            assert not address or target in files, (name, link)
            assert not anchor or anchor in pages[target if address else name].ids, (name, link)


def test_style_and_scripts_load_nothing_from_elsewhere(written):
    for file in (written / "files").glob("*.*s"):
        text = file.read_text("utf-8") if file.name != "cards.js" else ""
        assert not re.search(r"https?:|url\((?!\"fonts/)|@import|fetch\(|innerHTML", text), (
            file.name
        )
    assert len(list((written / "files" / "fonts").glob("*.otf"))) == 3


def test_texts_of_cards_bring_no_scripts_and_no_resources(written, pages, slugs):
    for name in (f"cards/{slugs['a/Evil']}.html", "index.html", "kinds.html"):
        page = pages[name]
        scripts = [attrs for tag, attrs in page.tags if tag == "script"]
        assert [Path(s["src"]).name for s in scripts] == ["cards.js", "search.js"]
        assert not {a for a in page.attributes if a.startswith("on")}
        assert not any("example.com" in link or "javascript" in link for link in page.links)
        assert not any(a.get("src") == "x" or a.get("href") == "" for _, a in page.tags)
    text = "".join(pages[f"cards/{slugs['a/Evil']}.html"].text)
    assert EVIL in text and "<div onmouseover" in text and "</li><script>alert(4)" in text


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_all_pictures_are_there_at_twice_their_size_and_not_blank(written, pages, slugs, theme):
    for name, slug in slugs.items():
        image = QImage(str(written / "pictures" / f"{slug}-{theme.name}.png"))
        shown = [attrs for tag, attrs in pages[f"cards/{slug}.html"].tags if tag == "img"][-1]
        assert image.width() == 2 * int(shown["width"])
        assert image.height() == 2 * int(shown["height"])
        assert image.pixelColor(2, 2).name() == theme.canvas
        # Every seventh line: the header, marks and texts have their colours there.
        colors = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[::7]
        assert len(np.unique(colors)) > 12, name


def test_the_search_knows_every_card_and_row(written, entries):
    assert sorted(e["id"] for e in entries) == NAMES
    for entry in entries:
        card = TYPES[entry["id"]]
        assert (written / entry["url"]).is_file()
        assert entry["title"] == card.title
        assert {s.title for s in (*card.rows(), *card.outputs)} <= set(entry["rows"])


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dense", "Dense"),
        ("Batch norm", "BatchNormalization"),
        ("conv2d", "Conv2D"),
        ("MaxPool2D", "MaxPooling2D"),
        ("GlobalAvgPool1D", "GlobalAveragePooling1D"),
        ("2D convolution", "Conv2D"),
        ("fully connected", "Dense"),
        ("adam", "Adam"),
        ("layer normalization", "LayerNormalization"),
        ("  RELU ", None),
        ("no such words at all", ""),
        ("momentum", None),
        ("<script>", None),
        ("[(*+?\\", ""),
    ],
)
def test_the_search_ranks_titles_before_text(written, qapp, query, first):
    engine = QJSEngine()
    for file in ("cards.js", "search.js"):
        found = engine.evaluate((written / "files" / file).read_text("utf-8"), file)
        assert not found.isError(), found.toString()
    code = f"JSON.stringify(layerdeckFind(layerdeckCards, {json.dumps(query)}))"
    hits = json.loads(engine.evaluate(code).toString())
    if first == "":
        assert hits == []
    elif first is not None:
        assert hits[0]["id"] == first
    words = query.lower().split()
    in_title = [all(w in f"{h['title']} {h['id']}".lower() for w in words) for h in hits]
    assert in_title == sorted(in_title, reverse=True)


def test_pages_are_written_again_and_old_ones_go(tmp_path, qapp):
    few = {name: TYPES[name] for name in ("Dense", "Dropout")}
    docs.write(few, tmp_path)
    before = (tmp_path / "cards" / "Dense.html").read_text("utf-8")
    assert docs.refusal(tmp_path) is None
    docs.write({"Dense": TYPES["Dense"]}, tmp_path)
    assert (tmp_path / "cards" / "Dense.html").read_text("utf-8") != before
    assert not (tmp_path / "cards" / "Dropout.html").exists()
    assert not (tmp_path / "pictures" / "Dropout-dark.png").exists()
    docs.write(few, tmp_path)
    assert (tmp_path / "cards" / "Dense.html").read_text("utf-8") == before


def test_a_file_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.txt").write_text("mine")
    found = layerdeck("docs", tmp_path / "a.txt")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == f"'{tmp_path / 'a.txt'}' is a file; a folder is needed.\n"


@pytest.mark.parametrize("place", ["mine.txt", "cards/mine.html", "deep/er/mine.txt"])
def test_a_folder_with_files_of_others_is_left_alone(tmp_path, qapp, place):
    docs.write({"Dense": TYPES["Dense"]}, tmp_path)
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("mine")
    kept = sorted(tmp_path.rglob("*"))
    found = layerdeck("docs", tmp_path)
    assert found.exit_code == 2
    assert found.stderr.count("\n") == 1 and f"such as '{place}'" in found.stderr
    assert sorted(tmp_path.rglob("*")) == kept


def test_a_list_of_others_and_links_are_not_taken_for_ours(tmp_path):
    (tmp_path / "diary.txt").write_text("mine")
    (tmp_path / docs.WRITTEN).write_text(f"diary.txt\n{docs.WRITTEN}\n")
    assert docs.refusal(tmp_path) is not None
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").symlink_to(tmp_path / "diary.txt")
    assert docs.refusal(other) is not None


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    found = layerdeck("docs", tmp_path / "file" / "out")
    assert found.exit_code == 1
    assert found.stderr.endswith(": Not a directory.\n") and "Traceback" not in found.stderr

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(docs, "_write_files", full)
    monkeypatch.setattr("app.headless.types", lambda: {"Dense": TYPES["Dense"]})
    found = layerdeck("docs", tmp_path / "out")
    assert found.exit_code == 1
    assert found.stderr.endswith(": No space left on device.\n")
    # What an interrupted run left behind can be written over.
    monkeypatch.undo()
    assert docs.refusal(tmp_path / "out") is None


def test_the_command_tells_what_it_wrote(tmp_path, monkeypatch):
    monkeypatch.setattr("app.headless.types", lambda: {"Dense": TYPES["Dense"]})
    found = layerdeck("docs", tmp_path / "out")
    assert found.exit_code == 0, found.stderr
    first = tmp_path / "out" / "index.html"
    assert found.stdout == f"1 card with 2 pictures. Open {first}\n"
