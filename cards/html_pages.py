"""The pages of all cards as HTML: what ``cards.pages`` tells of each, with links between them.

Texts of cards are Markdown, which may come from any pack: it is turned into HTML by
markdown-it, without HTML, pictures and links of its own. Everything else is escaped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from cards.bounds import bounds
from cards.card import Card, Socket
from cards.catalogue import Catalogue, Place, base, group_of
from cards.examples import examples, mask_sentence
from cards.kinds import Choice, Kind
from cards.pages import default_of, kind_name
from cards.registry import card_id
from cards.sources import Code, code_of, engine_code, told

Sizes = Mapping[str, tuple[int, int]]
"""Width and height of each card's picture, by the card's id."""

_OFF = ("image", "link", "autolink", "html_inline", "html_block", "reference", "entity")
_HEADINGS = ("heading", "lheading", "hr")
_CORNERS = {"diamond": (4, 0.0), "triangle": (3, 0.0), "hexagon": (6, 0.0), "pentagon": (5, -90.0)}


class HtmlPages:
    """Makes the pages of one catalogue; addresses are relative to the page's folder."""

    def __init__(self, catalogue: Catalogue, pictures: Sizes) -> None:
        # Loaded here: only these pages need them.
        from markdown_it import MarkdownIt
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer

        self.catalogue, self.pictures = catalogue, pictures
        self._python, self._marked = PythonLexer(), HtmlFormatter(nowrap=True)
        self._markdown = MarkdownIt("commonmark", {"html": False}).disable([*_OFF, *_HEADINGS])

    # --- the pages

    def card(self, name: str) -> str:
        """The page of one card, which stands in the folder ``cards``."""
        card = self.catalogue.types[name]
        rows = card.rows()
        parts = [
            self._trail(card),
            f'<article class="card {group_class(group_of(card))}"><div>',
            self._head(name, card),
            _section("Formula", f'<pre class="formula">{escape(card.formula.strip())}</pre>')
            if card.formula
            else "",
            _section("Shapes", self._shapes(card)),
            self._rows("Rows", card, [s for s in rows if not s.advanced]),
            self._rows("More rows", card, [s for s in rows if s.advanced]),
            self._outputs(card),
            self._fits(name, card),
            self._source(card),
            f"</div>{self._picture(name, card)}</article>",
            self._turn(name),
        ]
        return "\n".join(filter(None, parts))

    def index(self) -> str:
        """The first page: every card with its first sentence, by group."""
        count = len(self.catalogue.order)
        parts = [
            '<div class="intro"><h1>Cards</h1>',
            f"<p>{count} cards from which networks are built, trained and judged. "
            'Press <kbd>/</kbd> to search. <a href="kinds.html">What fits what</a> lists the kinds '
            "of value that wires carry.</p></div>",
        ]
        for group, names in self.catalogue.groups.items():
            slug = self.catalogue.group_slugs[group]
            tiles = "\n".join(f"<li>{self._tile(name)}</li>" for name in names)
            look = group_class(group)
            parts.append(f'<section class="{look}"><h2 id="{slug}">{escape(group)}</h2>')
            parts.append(f'<ul class="tiles">\n{tiles}\n</ul></section>')
        return "\n".join(parts)

    def kinds(self) -> str:
        """For each kind of value its mark, the cards that give it and those that take it."""
        parts = [
            '<div class="intro"><h1>What fits what</h1>',
            "<p>A wire carries a value of one kind, which is told by colour, shape and letter. "
            "It goes from an output to a row that takes this kind.</p></div>",
        ]
        for kind in self.catalogue.kinds.values():
            slug = self.catalogue.kind_slugs[kind.id]
            gives = self._names_with(kind, lambda card: card.outputs)
            takes = self._names_with(kind, lambda card: card.rows())
            parts.append(f'<section class="kind"><h2 id="{slug}">{mark(kind)} ')
            parts.append(f'{escape(kind.name)}</h2><div class="fits">')
            parts.append(self._cards_folded("Given by", gives, "cards/"))
            parts.append(self._cards_folded("Taken by", takes, "cards/"))
            parts.append("</div></section>")
        return "\n".join(parts)

    def groups(self, root: str, name: str | None = None) -> str:
        """The list of groups, in which the cards of the group of card ``name`` stand, too."""
        here = group_of(self.catalogue.types[name]) if name else None
        lines = []
        above = ""
        for group in self.catalogue.groups:
            top, _, rest = group.partition(" / ")
            if top != above and rest:
                lines.append(self._group_link(root, top, self._first_in(top), ""))
            above = top
            cards = self._group_cards(root, group, name) if group == here else ""
            slug = self.catalogue.group_slugs[group]
            lines.append(self._group_link(root, group, slug, cards))
        return "<ul>\n" + "\n".join(lines) + "\n</ul>"

    def entries(self) -> list[dict[str, Any]]:
        """What the search looks through, as JSON values, one for each card."""
        return [self._entry(name) for name in self.catalogue.order]

    def about(self, card: type[Card]) -> str:
        """What the card does, in one sentence of plain text."""
        tokens = self._markdown.parseInline(first_sentence(card))[0].children or []
        return "".join(token.content for token in tokens)

    # --- parts of a card's page

    def _trail(self, card: type[Card]) -> str:
        group = group_of(card)
        slug = self.catalogue.group_slugs[group]
        return (
            '<nav class="trail" aria-label="Where this page is"><a href="../index.html">Cards</a>'
            f' / <a href="../index.html#{slug}">{escape(group)}</a></nav>'
        )

    def _head(self, name: str, card: type[Card]) -> str:
        title = f"<h1>{escape(card.title)}</h1><code>{escape(name)}</code>"
        text = self._markdown.render(told(card)[0])
        return f'<header class="title">{title}</header>\n<div class="help">{text}</div>'

    def _shapes(self, card: type[Card]) -> str:
        """What the card makes of its samples, and its weights with the first of them."""
        found = list(examples(card))
        masks = list(filter(None, map(mask_sentence, found)))
        lines = dict.fromkeys(f"{e.shapes}." for e in found)
        body = _listed("shapes", (_unbroken(line) for line in (*lines, *masks[:1])))
        if found and found[0].weights:
            weights = (
                f"<code>{escape(name)}</code> {_unbroken(shape)}"
                for name, shape in found[0].weights.items()
            )
            body += f'<p class="count">Weights: {found[0].count}.</p>{_listed("weights", weights)}'
        return body

    def _rows(self, title: str, card: type[Card], sockets: Iterable[Socket]) -> str:
        rows = "\n".join(self._row(card, s) for s in sockets)
        return _section(title, f'<dl class="rows">\n{rows}\n</dl>') if rows else ""

    def _row(self, card: type[Card], socket: Socket) -> str:
        facts = [self._kind_link(socket)]
        if not socket.parameter:
            facts.append("by wire" if socket.required else "by wire, may be empty")
        elif socket.required:
            facts.append("needed")
        else:
            facts.append(f"default <b>{self._default(socket)}</b>")
        limits = str(bounds(card, socket.name)) if socket.parameter else ""
        if limits:
            facts.append(f"must {escape(limits)}")
        if socket.parameter and socket.nullable and socket.default is not None:
            facts.append("may be empty")
        options = socket.kind.options if isinstance(socket.kind, Choice) else ()
        choices = _listed("choices", map(escape, options))
        return self._definition("row", socket, facts, choices)

    def _default(self, socket: Socket) -> str:
        """The default of a row, which leads to its page if it is a card."""
        text = escape(default_of(socket))
        name = card_id(self.catalogue.types, type(socket.default))
        slug = self.catalogue.slugs.get(name) if isinstance(socket.default, Card) else None
        return f'<a href="{slug}.html">{text}</a>' if slug else text

    def _definition(self, part: str, socket: Socket, facts: Iterable[str], more: str = "") -> str:
        listed = "".join(f"<span>{fact}</span>" for fact in facts)
        text = self._markdown.renderInline(socket.doc)
        return (
            f'<div class="row" id="{part}-{escape(socket.name)}"><dt>{mark(socket.kind)}'
            f"{escape(socket.title)}<code>{escape(socket.name)}</code></dt>"
            f'<dd><p class="facts">{listed}</p><p>{text}</p>{more}</dd></div>'
        )

    def _outputs(self, card: type[Card]) -> str:
        rows = "\n".join(self._definition("output", s, [self._kind_link(s)]) for s in card.outputs)
        return _section("Outputs", f'<dl class="rows">\n{rows}\n</dl>') if rows else ""

    def _kind_link(self, socket: Socket) -> str:
        slug = self.catalogue.kind_slugs[base(socket.kind).id]
        return (
            f'<a href="../kinds.html#{slug}">{escape(kind_name(socket.kind, many=socket.many))}</a>'
        )

    def _fits(self, name: str, card: type[Card]) -> str:
        """The cards that can be wired to this one, and those that it can be wired to."""
        sides = []
        for title, sockets, found in (
            ("Takes wires from", card.rows(), self.catalogue.givers),
            ("Gives wires to", card.outputs, self.catalogue.takers),
        ):
            by_kind: dict[str, list[str]] = {}
            for socket in sockets:
                others = _cards_of(found(name, socket))
                known = by_kind.setdefault(base(socket.kind).id, [])
                known += [other for other in others if other not in known]
            folded = "".join(
                self._fold(self.catalogue.kinds[kind], names)
                for kind, names in by_kind.items()
                if names
            )
            if folded:
                sides.append(f"<div><h3>{title}</h3>{folded}</div>")
        return _section("What fits", f'<div class="fits">{"".join(sides)}</div>') if sides else ""

    def _fold(self, kind: Kind, names: list[str]) -> str:
        count = f"{len(names)} card" + "s" * (len(names) != 1)
        head = f"<summary>{mark(kind)}{escape(kind.name)} <small>{count}</small></summary>"
        return f"<details>{head}{self._card_list(names, '')}</details>"

    def _source(self, card: type[Card]) -> str:
        paper = told(card)[1]
        parts = []
        if paper:
            parts.append(f'<p class="source">{self._markdown.renderInline(paper)}</p>')
        if engine := engine_code(card):
            parts.append(self._code("Computed by", engine))
        if declared := code_of(card):
            parts.append(self._code("Declared by", declared))
        return _section("Source", "".join(parts)) if parts else ""

    def _code(self, words: str, code: Code) -> str:
        """Where code stands, and its text, folded, with its words marked by class."""
        from pygments import highlight

        place = (
            f"<code>{escape(code.path)}: {escape(code.name)}</code> <small>line {code.line}</small>"
        )
        text = highlight(code.text, self._python, self._marked).rstrip("\n")
        text = f'<pre class="code"><code>{text}</code></pre>'
        return f"<details><summary>{words} {place}</summary>{text}</details>"

    def _picture(self, name: str, card: type[Card]) -> str:
        if name not in self.pictures:
            return ""
        width, height = self.pictures[name]
        slug = self.catalogue.slugs[name]
        dark = f'<source srcset="../pictures/{slug}-dark.png" media="(prefers-color-scheme: dark)">'
        alt = escape(f"The card {card.title} with its rows and sockets, as it stands on the canvas")
        image = (
            f'<img src="../pictures/{slug}-light.png" width="{width}" height="{height}" '
            f'alt="{alt}">'
        )
        style = f' style="max-width: {width}px"'
        return f'<figure class="picture"><picture{style}>{dark}{image}</picture></figure>'

    def _turn(self, name: str) -> str:
        links = ""
        for other, way, word in zip(
            self.catalogue.neighbours(name), ("prev", "next"), ("Previous", "Next"), strict=True
        ):
            if other is not None:
                title = escape(self.catalogue.types[other].title)
                href = f"{self.catalogue.slugs[other]}.html"
                links += (
                    f'<a class="{way}" rel="{way}" href="{href}"><small>{word}</small>{title}</a>'
                )
        return f'<nav class="turn" aria-label="Neighbours">{links}</nav>'

    # --- lists of cards

    def _tile(self, name: str) -> str:
        card = self.catalogue.types[name]
        href = f"cards/{self.catalogue.slugs[name]}.html"
        about = self._markdown.renderInline(first_sentence(card))
        return f'<a href="{href}"><strong>{escape(card.title)}</strong><span>{about}</span></a>'

    def _card_list(self, names: Iterable[str], folder: str) -> str:
        links = (
            f'<a href="{folder}{self.catalogue.slugs[name]}.html">'
            f"{escape(self.catalogue.types[name].title)}</a>"
            for name in names
        )
        return _listed("links", links)

    def _cards_folded(self, title: str, names: list[str], folder: str) -> str:
        count = f"{len(names)} card" + "s" * (len(names) != 1)
        head = f"<summary>{title} <small>{count}</small></summary>"
        opened = " open" if len(names) <= 24 else ""
        return (
            f"<div><details{opened}>{head}{self._card_list(names, folder)}</details></div>"
            if names
            else ""
        )

    def _names_with(
        self, kind: Kind, sockets: Callable[[type[Card]], Iterable[Socket]]
    ) -> list[str]:
        types = self.catalogue.types
        return [
            name
            for name in self.catalogue.order
            if any(base(s.kind).id == kind.id for s in sockets(types[name]))
        ]

    def _group_link(self, root: str, group: str, slug: str, cards: str) -> str:
        _, _, rest = group.rpartition(" / ")
        inside = "within" if " / " in group else "group"
        return (
            f'<li class="{inside} {group_class(group)}">'
            f'<a href="{root}index.html#{slug}">{escape(rest)}</a>{cards}</li>'
        )

    def _first_in(self, top: str) -> str:
        group = next(g for g in self.catalogue.groups if g == top or g.startswith(f"{top} / "))
        return self.catalogue.group_slugs[group]

    def _group_cards(self, root: str, group: str, here: str | None) -> str:
        lines = ""
        for name in self.catalogue.groups[group]:
            href = f"{root}cards/{self.catalogue.slugs[name]}.html"
            current = ' aria-current="page"' if name == here else ""
            lines += (
                f'<li><a href="{href}"{current}>{escape(self.catalogue.types[name].title)}</a></li>'
            )
        return f"<ul>{lines}</ul>"

    def _entry(self, name: str) -> dict[str, Any]:
        card = self.catalogue.types[name]
        sockets = (*card.rows(), *card.outputs)
        texts = [card.help(), card.formula or "", *(s.doc for s in sockets if not s.advanced)]
        return {
            "id": name,
            "title": card.title,
            "group": group_of(card),
            "url": f"cards/{self.catalogue.slugs[name]}.html",
            "about": self.about(card),
            "rows": list(dict.fromkeys(s.title for s in sockets)),
            "text": " ".join(" ".join(texts).split()),
        }


def first_sentence(card: type[Card]) -> str:
    """What the card does, in the first sentence of its help, as Markdown."""
    text = " ".join(told(card)[0].partition("\n\n")[0].split())
    found = re.match(r".*?[.!?](?=\s|$)", text)
    return found[0] if found else text


def mark(kind: Kind) -> str:
    """The mark of a kind of value, drawn; its colours belong to its class."""
    letter = f'<text x="0" y="4">{escape(kind.letter)}</text>' if kind.mark != "ring" else ""
    return (
        f'<svg class="mark {kind_class(kind)}" viewBox="-12 -12 24 24" aria-hidden="true">'
        f"{_outline(kind)}{letter}</svg>"
    )


def group_class(group: str) -> str:
    """The class of what shows the colour of a group."""
    return "g-" + re.sub(r"[^A-Za-z0-9]+", "-", group.partition(" / ")[0])


def kind_class(kind: Kind) -> str:
    """The class of what shows the colour of a kind."""
    return "k-" + re.sub(r"[^A-Za-z0-9]+", "-", base(kind).id)


def _outline(kind: Kind) -> str:
    if kind.mark == "square":
        return '<rect x="-8" y="-8" width="16" height="16" rx="2"/>'
    if kind.mark == "bar":
        return '<rect x="-7" y="-10" width="14" height="20" rx="3"/>'
    if kind.mark == "ring":
        return '<circle r="6" class="hole"/>'
    if kind.mark not in _CORNERS:
        return '<circle r="9"/>'
    corners, turn = _CORNERS[kind.mark]
    angles = (math.radians(turn + 360.0 * i / corners) for i in range(corners))
    points = " ".join(f"{11 * math.cos(a):.1f},{11 * math.sin(a):.1f}" for a in angles)
    return f'<polygon points="{points}"/>'


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>\n{body}</section>" if body else ""


def _unbroken(text: str) -> str:
    """A line in which no shape is divided at its end."""
    joined = re.sub(r"\([^()]*\)", lambda m: m[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return escape(joined)


def _listed(look: str, items: Iterable[str]) -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="{look}">{lines}</ul>' if lines else ""


def _cards_of(places: Iterable[Place]) -> list[str]:
    return list(dict.fromkeys(place.card for place in places))
