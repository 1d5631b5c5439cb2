"""The pages of all cards as HTML: what ``cards.pages`` tells of each, with links between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from cards.bounds import bounds
from cards.card import Card, Socket
from cards.catalogue import Catalogue, Place, base, group_of
from cards.examples import examples, mask_sentence
from cards.html_lists import HtmlLists
from cards.html_parts import counted, group_class, listed, mark, markdown, section, unbroken
from cards.kinds import Choice, Kind
from cards.pages import default_of, kind_name
from cards.registry import card_id
from cards.sources import Code, code_of, engine_code, told

Sizes = Mapping[str, tuple[int, int]]
"""Width and height of each card's picture, by the card's id."""


class HtmlPages:
    """Makes the page of each card of a catalogue; addresses are relative to the page's folder."""

    def __init__(self, catalogue: Catalogue, pictures: Sizes) -> None:
        # Loaded here: only these pages show code.
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer

        self.catalogue, self.pictures = catalogue, pictures
        self.lists = HtmlLists(catalogue)
        self._python, self._marked = PythonLexer(), HtmlFormatter(nowrap=True)
        self._markdown = markdown()

    def card(self, name: str) -> str:
        """The page of one card, which stands in the folder ``cards``."""
        card = self.catalogue.types[name]
        rows = card.rows()
        parts = [
            self._trail(card),
            f'<article class="card {group_class(group_of(card))}"><div class="lead">',
            self._head(name, card),
            f'</div>{self._picture(name, card)}<div class="body">',
            section("Formula", f'<pre class="formula">{escape(card.formula.strip())}</pre>')
            if card.formula
            else "",
            section("Shapes", self._shapes(card)),
            self._rows("Rows", card, [s for s in rows if not s.advanced]),
            self._rows("More rows", card, [s for s in rows if s.advanced]),
            self._outputs(card),
            self._fits(name, card),
            self._source(card),
            "</div></article>",
            self._turn(name),
        ]
        return "\n".join(filter(None, parts))

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
        body = listed("shapes", (unbroken(line) for line in (*lines, *masks[:1])))
        if found and found[0].weights:
            weights = (
                f"<code>{escape(name)}</code> {unbroken(shape)}"
                for name, shape in found[0].weights.items()
            )
            body += f'<p class="count">Weights: {found[0].count}.</p>{listed("weights", weights)}'
        return body

    def _rows(self, title: str, card: type[Card], sockets: Iterable[Socket]) -> str:
        rows = "\n".join(self._row(card, s) for s in sockets)
        return section(title, f'<dl class="rows">\n{rows}\n</dl>') if rows else ""

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
        choices = listed("choices", map(escape, options))
        return self._definition("row", socket, facts, choices)

    def _default(self, socket: Socket) -> str:
        """The default of a row, which leads to its page if it is a card."""
        text = escape(default_of(socket))
        name = card_id(self.catalogue.types, type(socket.default))
        slug = self.catalogue.slugs.get(name) if isinstance(socket.default, Card) else None
        return f'<a href="{slug}.html">{text}</a>' if slug else text

    def _definition(self, part: str, socket: Socket, facts: Iterable[str], more: str = "") -> str:
        spans = "".join(f"<span>{fact}</span>" for fact in facts)
        text = self._markdown.renderInline(socket.doc)
        return (
            f'<div class="row" id="{part}-{escape(socket.name)}"><dt>{mark(socket.kind)}'
            f"{escape(socket.title)}<code>{escape(socket.name)}</code></dt>"
            f'<dd><p class="facts">{spans}</p><p>{text}</p>{more}</dd></div>'
        )

    def _outputs(self, card: type[Card]) -> str:
        rows = "\n".join(self._definition("output", s, [self._kind_link(s)]) for s in card.outputs)
        return section("Outputs", f'<dl class="rows">\n{rows}\n</dl>') if rows else ""

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
        return section("What fits", f'<div class="fits">{"".join(sides)}</div>') if sides else ""

    def _fold(self, kind: Kind, names: list[str]) -> str:
        head = f"<summary>{mark(kind)}{escape(kind.name)} <small>{counted(names)}</small></summary>"
        return f"<details>{head}{self.lists.card_list(names, '')}</details>"

    def _source(self, card: type[Card]) -> str:
        paper = told(card)[1]
        parts = []
        if paper:
            parts.append(f'<p class="source">{self._markdown.renderInline(paper)}</p>')
        if engine := engine_code(card):
            parts.append(self._code("Computed by", engine))
        if declared := code_of(card):
            parts.append(self._code("Declared by", declared))
        return section("Source", "".join(parts)) if parts else ""

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


def _cards_of(places: Iterable[Place]) -> list[str]:
    return list(dict.fromkeys(place.card for place in places))
