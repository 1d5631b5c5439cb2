"""English sentences about a meal, made by a small grammar, whose sentiment is known.

A sentence is a clause, or two that *but* or *although* joins:

    sentence = main | side "but" main | "although" side main | main "although" side
    clause   = [opener] "the" [adjective] noun "was" [negation] [degree] adjective
    opener   = "it is true that" | "it is false that"

Only the main clause counts: whether the adjective behind its *was* is a good one, turned
round by each negation and by *it is false that*.
"""

from __future__ import annotations

import numpy as np

NOUNS = ("soup", "bread", "wine", "cake", "waiter", "cook", "room", "music")
BAD = ("bad", "awful", "dull", "stale", "rude", "cold")
GOOD = ("good", "great", "lovely", "fresh", "friendly", "warm")
NEGATIONS = ("not", "never")
DEGREES = ("very", "rather", "really")

WORDS = (
    *("the", "was", "it", "is", "that", "true", "false", "but", "although"),
    *NOUNS, *BAD, *GOOD, *NEGATIONS, *DEGREES,
)  # fmt: skip
"""Every word; a word's number is its place here, counted from 1, since 0 is padding."""

MOST_WORDS = 23
"""Words of the longest sentence: two clauses of eleven words and what joins them."""


def sentence(good: bool, rng: np.random.Generator) -> list[str]:
    """The words of a random sentence whose main clause says something good or bad."""
    main = clause(good, rng)
    form = rng.integers(4)
    if form == 0:
        return main
    side = clause(_chance(rng, 0.5), rng)
    if form == 1:
        return [*side, "but", *main]
    if form == 2:
        return ["although", *side, *main]
    return [*main, "although", *side]


def clause(good: bool, rng: np.random.Generator) -> list[str]:
    """The words of a random clause that says something good or bad."""
    opener: list[str] = []
    if _chance(rng, 0.25):
        false = _chance(rng, 0.5)
        opener = ["it", "is", "false" if false else "true", "that"]
        good ^= false
    subject = [_one(NOUNS, rng)]
    if _chance(rng, 0.5):
        # Beside the noun, an adjective says nothing of the clause.
        subject.insert(0, _one((BAD, GOOD)[_chance(rng, 0.5)], rng))
    said: list[str] = []
    if _chance(rng, 0.4):
        said.append(_one(NEGATIONS, rng))
        good ^= True
    if _chance(rng, 0.3):
        said.append(_one(DEGREES, rng))
    return [*opener, "the", *subject, "was", *said, _one((BAD, GOOD)[good], rng)]


def _one(words: tuple[str, ...], rng: np.random.Generator) -> str:
    return words[rng.integers(len(words))]


def _chance(rng: np.random.Generator, probability: float) -> bool:
    return bool(rng.random() < probability)
