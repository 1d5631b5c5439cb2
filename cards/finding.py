"""Finds cards: by words, and by what can be wired to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cards import edits
from cards.bordering import border_kind
from cards.borders import ANY
from cards.card import Card
from cards.document import Document, End, end, node_of, socket_of
from cards.kinds import Kind
from cards.ports import real
from cards.registry import Types
from cards.wiring import connected, socket_refusal

SAID = {
    "autoencoder": "Dense",
    "bce": "BinaryCrossentropy",
    "cce": "CategoricalCrossentropy",
    "confusion matrix": "EvaluateNeuralNetworkModel",
    "fit": "TrainNeuralNetwork",
    "fully connected": "Dense",
    "kaiming": "HeUniform",
    "linear": "Dense",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "mha": "MultiHeadAttention",
    "mse": "MeanSquaredError",
    "plus": "AddAll",
    "residual": "AddAll",
    "rmse": "RootMeanSquaredError",
    "rnn": "SimpleRNN",
    "self attention": "MultiHeadAttention",
    "shared layer": "ApplyLayer",
    "shortcut": "AddAll",
    "sigmoid": "Activation",
    "silu": "Swish",
    "skip connection": "AddAll",
    "scaler": "StandardScaleColumns",
    "standard scaler": "StandardScaleColumns",
    "standardize": "StandardScaleColumns",
    "tanh": "Activation",
    "transformer": "MultiHeadAttention",
    "weight decay": "AdamW",
    "weight sharing": "ApplyLayer",
    "xavier": "GlorotUniform",
}
"""What some say, and the card that they mean most."""

SPELLED = (
    (r"deconv(olution)?", "convtranspose"),
    (r"convolution(al)?", "conv"),
    (r"avg", "average"),
    (r"pool(ing)?", "pooling"),
    (r"norm(alization)?(?!al)", "normalization"),
    (r"pad(ding)?", "padding"),
    (r"upsample", "upsampling"),
    (r"encod(er|ing)$", "encode"),
    (r"([123]d)(.*)", r"\2\1"),
)
"""Parts of names as some write them, and as all are compared: *MaxPool2D* is *Max pooling 2D*."""


def ranked(types: Mapping[str, type[Card]], words: str) -> list[str]:
    """Ids of the cards that hold every word or are called so elsewhere, best match first."""
    wanted, whole = words.lower().split(), spelled(words)
    told = {card: said for said, card in SAID.items() if spelled(said).startswith(whole)}
    told |= {card: said for said, card in SAID.items() if spelled(said) == whole}
    scored = []
    for card_id, card in types.items():
        found = [_name_score(card_id, card, whole), _words_score(card_id, card, wanted)]
        if card_id in told:
            found.append(1 if spelled(told[card_id]) == whole else 3)
        score = min((s for s in found if s is not None), default=None)
        scored.append((score, card.title, card_id))
    return [i for score, _, i in sorted(s for s in scored if s[0] is not None)]


def spelled(text: str) -> str:
    """Letters and digits of a name, spelled as in the names of the cards."""
    text = re.sub(r"[^a-z0-9]", "", text.lower())
    for pattern, said in SPELLED:
        text = re.sub(pattern, said, text)
    return text


def _name_score(card_id: str, card: type[Card], whole: str) -> int | None:
    """How far all that was typed, taken as one name, is from the card's names."""
    own = card_id.rpartition("/")[2]
    names = [spelled(own), spelled(card.keras_class or own)]
    # Others count the axes where one card does for all: BatchNorm2d.
    if whole in names or (re.search("[123]d$", whole) and whole[:-2] in names):
        return 0
    names.append(spelled(card.title))
    if any(name.startswith(whole) for name in names):
        return 2
    return 4 if len(whole) > 2 and any(whole in name for name in names) else None


def _words_score(card_id: str, card: type[Card], words: Sequence[str]) -> int | None:
    """How far the card is from the single words, 4 for the best; None if one is not there."""
    title, name = card.title.lower(), card_id.lower()
    text = f"{card.help()} {card.group}".lower()
    initials = "".join(word[0] for word in title.split())
    total = 4
    for word in words:
        if title.startswith(word) or initials.startswith(word):
            continue
        if any(part.startswith(word) for part in title.split()):
            total += 1
        elif word in title or word in name:
            total += 2
        elif re.search(rf"(?<![a-z]){re.escape(word)}" + r"\b" * (len(word) < 3), text):
            total += 5
        else:
            return None
    return total


def fitting(types: Types, doc: Document, ends: Sequence[End], *, outward: bool) -> list[str]:
    """Ids of the cards that take a wire from one of the ``ends``, or (inward) give one to it."""
    kinds = [kind for e in ends if (kind := border_kind(doc, types, e)) is not None]
    if kinds:
        return [i for i, card in types.items() if any(_suits(card, k, outward) for k in kinds)]
    places = [place for e in ends for place in real(doc, e, output=outward)]
    givers = [(types[doc.nodes[node_of(e)].card], socket_of(e)) for e in places]
    return [i for i, card in types.items() if any(_fits(g, s, card, outward) for g, s in givers)]


def joined(
    doc: Document, types: Types, ends: Sequence[End], name: str, *, outward: bool
) -> Document | None:
    """The document with a wire from one of the ``ends`` to the node ``name``, or from it.

    Tensors and data come before rows with values. None if nothing fits.
    """
    for place in ends:
        for socket in _sockets(types[doc.nodes[name].card], outward=outward):
            new = end(name, socket)
            source, target = (place, new) if outward else (new, place)
            try:
                return connected(doc, types, source, target)
            except edits.Refused:
                continue
    return None


def _fits(own: type[Card], socket: str, card: type[Card], outward: bool) -> bool:
    for other in _sockets(card, outward=outward):
        pair = (own, socket, card, other) if outward else (card, other, own, socket)
        if socket_refusal(*pair) is None:
            return True
    return False


def _suits(card: type[Card], kind: Kind, outward: bool) -> bool:
    """Whether a card takes what comes out of the border of a group, or gives what goes there."""
    if outward:
        return any(kind is ANY or s.kind.refuses(kind) is None for s in card.rows())
    return any(kind is ANY or kind.refuses(s.kind) is None for s in card.outputs)


def _sockets(card: type[Card], *, outward: bool) -> Iterator[str]:
    """The sockets at which a wire may end (``outward``) or start, the usual ones first."""
    if outward:
        yield from (s.name for s in sorted(card.rows(), key=lambda s: (s.parameter, s.advanced)))
    else:
        yield from (s.name for s in card.outputs)
