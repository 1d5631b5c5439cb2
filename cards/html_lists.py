"""Lists of all cards as HTML: by group, by kind of value, and for the search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from cards.card import Card, Socket
from cards.catalogue import Catalogue, base, group_of
from cards.html_parts import counted, group_class, listed, mark, markdown
from cards.kinds import Kind
from cards.sources import told


class HtmlLists:
    """Makes the lists of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._markdown = markdown()

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

    def card_list(self, names: Iterable[str], folder: str) -> str:
        """Links to the pages of cards, which stand in ``folder``."""
        links = (
            f'<a href="{folder}{self.catalogue.slugs[name]}.html">'
            f"{escape(self.catalogue.types[name].title)}</a>"
            for name in names
        )
        return listed("links", links)

    def _tile(self, name: str) -> str:
        card = self.catalogue.types[name]
        href = f"cards/{self.catalogue.slugs[name]}.html"
        about = self._markdown.renderInline(first_sentence(card))
        return f'<a href="{href}"><strong>{escape(card.title)}</strong><span>{about}</span></a>'

    def _cards_folded(self, title: str, names: list[str], folder: str) -> str:
        head = f"<summary>{title} <small>{counted(names)}</small></summary>"
        opened = " open" if len(names) <= 24 else ""
        return (
            f"<div><details{opened}>{head}{self.card_list(names, folder)}</details></div>"
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
