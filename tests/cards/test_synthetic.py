import itertools

import numpy as np
import pytest

from cards import grammar
from cards.card import CardError, Context
from cards.checking import check
from cards.document import Document, Node
from cards.library.synthetic import AssociativeRecall, MackeyGlassSeries, SyntheticSentences
from cards.registry import builtin_cards
from cards.series import AT_ONCE, mackey_glass
from cards.tables import counted

SMALL = [
    SyntheticSentences(row_count=41),
    SyntheticSentences(row_count=40, label_noise=0.1),
    MackeyGlassSeries(row_count=7, window=5, horizon=3),
    AssociativeRecall(row_count=30, fewest_pairs=1, most_pairs=3, key_count=3, value_count=7),
    AssociativeRecall(row_count=1, fewest_pairs=2, most_pairs=2, key_count=9, value_count=1),
]


def ids(card):
    return type(card).__name__


def made(card, seed=0):
    return card.compute(Context(seed=seed))


@pytest.mark.parametrize("card", SMALL, ids=ids)
def test_a_table_is_what_was_announced(card):
    announced = card.infer(Context(), {}).outputs
    tables = made(card)
    assert announced.keys() == tables.keys() == {s.name for s in card.outputs}
    for name, table in tables.items():
        assert announced[name] == counted(table)
        for column, counts in announced[name].classes.items():
            found = dict(table[column].value_counts().iter_rows())
            assert all(found.get(value, 0) >= least for value, least in counts.items())
            assert set(found) <= set(counts)


@pytest.mark.parametrize("card", SMALL[:4], ids=ids)
def test_data_follow_the_seed_of_the_card_or_of_the_document(card):
    first = made(card)["table"]
    assert made(card)["table"].equals(first)
    assert not made(card, 1)["table"].equals(first)
    own = card.model_copy(update={"random_seed": 1})
    assert made(own, 0)["table"].equals(made(card, 1)["table"])


def sentiment(words):
    """Whether a sentence says something good, read from its words alone."""
    for joint in ("but", "although"):
        if joint not in words:
            continue
        at = words.index(joint)
        if at:
            words = words[at + 1 :] if joint == "but" else words[:at]
        else:
            # The side clause ends where the second subject or its opener begins.
            ends = [i for i, word in enumerate(words) if word in (*grammar.BAD, *grammar.GOOD)]
            end = next(i for i in ends if words[i - 1] not in ("the",)) + 1
            words = words[end:]
    before, after = words[: words.index("was")], words[words.index("was") + 1 :]
    turns = before.count("false") + sum(word in grammar.NEGATIONS for word in after)
    return (after[-1] in grammar.GOOD) ^ bool(turns % 2)


def test_the_target_is_the_sentiment_of_the_main_clause():
    tables = made(SyntheticSentences(row_count=500))
    words = dict(tables["vocabulary"].iter_rows())
    assert words == dict(enumerate(("", *grammar.WORDS)))
    tokens = tables["table"].drop("target").to_numpy()
    for row, text, target in zip(
        tokens, tables["text"]["sentence"], tables["table"]["target"], strict=True
    ):
        assert " ".join(words[n] for n in row if n) == text
        assert not row[len(text.split()) :].any()
        assert sentiment(text.split()) == target


def test_noise_makes_that_share_of_the_targets_wrong():
    tables = made(SyntheticSentences(row_count=200, label_noise=0.25))
    said = [sentiment(text.split()) for text in tables["text"]["sentence"]]
    assert np.mean(said != tables["table"]["target"].to_numpy()) == 0.25


def test_words_are_not_enough_to_tell_a_sentence():
    rng = np.random.default_rng(0)
    by_words = {}
    for target in itertools.islice(itertools.cycle([True, False]), 4000):
        words = grammar.sentence(target, rng)
        assert len(words) <= grammar.MOST_WORDS
        by_words.setdefault(tuple(sorted(words)), set()).add(target)
    assert any(len(targets) == 2 for targets in by_words.values())


def test_the_signal_obeys_its_equation():
    rng = np.random.default_rng(0)
    x = mackey_glass(4, 400, 17, rng)
    assert x.shape == (4, 400)
    slope = (x[:, 19:] - x[:, 17:-2]) / 2
    before = x[:, 1:-18]
    np.testing.assert_allclose(
        slope, 0.2 * before / (1 + before**10) - 0.1 * x[:, 18:-1], atol=0.004
    )


def test_a_short_delay_settles_and_a_long_one_does_not():
    rng = np.random.default_rng(0)
    # With d = 2 the signal comes to rest where 0.2 / (1 + x^10) = 0.1, at x = 1.
    np.testing.assert_allclose(mackey_glass(3, 10, 2, rng), 1, atol=1e-3)
    assert mackey_glass(20, 100, 17, rng).std() == pytest.approx(0.22, abs=0.02)


def test_many_runs_are_made_in_blocks():
    card = MackeyGlassSeries(row_count=AT_ONCE + 3, window=2, horizon=1, noise=0)
    table = made(card)["table"]
    assert table.height == AT_ONCE + 3
    assert table["x_0"].n_unique() == AT_ONCE + 3


def test_targets_are_the_signal_a_horizon_later():
    table = made(MackeyGlassSeries(row_count=5, window=9, horizon=4)).pop("table").to_numpy()
    assert (table[:, 4:9] == table[:, 9:14]).all()


def test_noise_is_that_of_the_measurement():
    quiet = made(MackeyGlassSeries(row_count=200, noise=0))["table"].to_numpy()
    loud = made(MackeyGlassSeries(row_count=200, noise=0.1))["table"].to_numpy()
    assert (loud - quiet).std() == pytest.approx(0.1, rel=0.02)


def test_the_answer_stood_behind_the_key_that_is_asked_for():
    card = AssociativeRecall(
        row_count=300, fewest_pairs=2, most_pairs=5, key_count=6, value_count=4
    )
    lengths = set()
    for *tokens, asked, answer, position in made(card)["table"].iter_rows():
        pairs = tokens[tokens.count(0) :]
        assert tokens == [0] * tokens.count(0) + pairs
        keys, values = pairs[::2], pairs[1::2]
        lengths.add(len(keys))
        assert len(set(keys)) == len(keys) and set(keys) <= set(range(1, 7))
        assert set(values) <= set(range(7, 11))
        assert dict(zip(keys, values, strict=True))[asked] == 7 + answer == tokens[position]
        assert tokens[position - 1] == asked
    assert lengths == {2, 3, 4, 5}


@pytest.mark.parametrize(
    ("card", "row", "said"),
    [
        (AssociativeRecall(fewest_pairs=7), "fewest_pairs", "There are 6 pairs at the most."),
        (AssociativeRecall(key_count=5), "key_count", "6 pairs need as many different keys."),
        (MackeyGlassSeries(row_count=20_000, window=251), "row_count", "20000 rows of 502 col"),
    ],
)
def test_what_cannot_be_made_is_refused(card, row, said):
    for refuse in (lambda: card.infer(Context(), {}), lambda: made(card)):
        with pytest.raises(CardError, match=said) as found:
            refuse()
        assert found.value.socket == row
        mended = card.model_copy(update={row: found.value.value})
        assert mended.infer(Context(), {}).outputs


def test_sizes_are_refused_in_sentences():
    params = {"row_count": 0, "window": 10**9, "noise": -1}
    doc = Document(nodes={"data": Node(card="MackeyGlassSeries", params=params)})
    found = {d.socket: d.message for d in check(doc, builtin_cards()).of("data")}
    assert found.keys() == params.keys()
    assert "at most 1000" in found["window"] or "between 1 and 1000" in found["window"]
