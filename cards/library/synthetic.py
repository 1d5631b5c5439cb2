"""Cards that make data sets from a seed: what there is to learn in them is known exactly."""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from cards.card import DRAWS, CardError, Context, Inference, Seed, Socket, TaskCard, param
from cards.grammar import MOST_WORDS, WORDS, sentence
from cards.kinds import DATA
from cards.series import mackey_glass
from cards.tables import TableSpec
from engine.autodiff import Array

MOST_NUMBERS = 10**7
"""Numbers of one table at most, 80 MB."""

Rows = Annotated[int, Field(ge=1, le=20_000)]
Half = Annotated[float, Field(ge=0, le=0.5)]
Few = Annotated[int, Field(ge=1, le=100)]
Noise = Annotated[float, Field(ge=0, le=100)]
Window = Annotated[int, Field(ge=1, le=1000)]


class SyntheticDataSet(TaskCard):
    """What cards that make data have in common."""

    group = "Tables / Synthetic data sets"


class SyntheticSentences(SyntheticDataSet):
    """Makes English sentences about a meal, as numbers of words, and tells good from bad.

    A row holds the words of one sentence, token_0 to token_22, and zeros behind its end;
    then a column *target*: 1 if the main clause says something good, 0 if not. Half of
    the rows are good. The four forms of a sentence are equally frequent; a clause begins
    with *it is* in 1 of 4 cases, and has an adjective beside its noun in 1 of 2, a negation
    in 2 of 5 and *very*, *rather* or *really* in 3 of 10. Negations and *it is false
    that* turn the meaning of the clause round; the side clause and adjectives beside a
    noun do not count. So the order of the words decides: who only knows which words
    there are is right in less than two rows of three. Without noise the best possible
    accuracy is 1, otherwise 1 less the noise.
    """

    title = "Synthetic sentences"
    formula = (
        "sentence = main | side but main | although side main | main although side\n"
        "main, side = [it is (true | false) that] the [adjective] noun was\n"
        "             [not | never] [very | rather | really] adjective"
    )
    outputs = (
        Socket("table", DATA, "Numbers of words, 0 behind the end, then the target."),
        Socket("text", DATA, "The sentences as text, row by row."),
        Socket("vocabulary", DATA, "Number and word, a row for each word."),
    )

    row_count: Rows = param(3000, "How many sentences.", label="Rows")
    label_noise: Half = param(0.0, "Share of the rows, drawn at random, whose target is wrong.")
    random_seed: Seed | None = param(None, DRAWS)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        columns = tuple((f"token_{i}", "Int64") for i in range(MOST_WORDS))
        wrong = self._wrong()
        good, bad = self.row_count // 2, self.row_count - self.row_count // 2
        classes = {"target": {0: max(bad - wrong, 0), 1: max(good - wrong, 0)}}
        table = TableSpec((*columns, ("target", "Int64")), self.row_count, classes)
        text = TableSpec((("sentence", "String"),), self.row_count)
        vocabulary = TableSpec((("number", "Int64"), ("word", "String")), len(WORDS) + 1)
        return Inference({"table": table, "text": text, "vocabulary": vocabulary})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        import polars as pl  # a start-up cost of 0.1 s

        rng = _rng(self.random_seed, context)
        target = rng.permutation(np.arange(self.row_count) % 2)
        sentences = [sentence(bool(good), rng) for good in target]
        target[rng.permutation(self.row_count)[: self._wrong()]] ^= 1
        number = {word: i for i, word in enumerate(WORDS, start=1)}
        tokens = np.zeros((self.row_count, MOST_WORDS), np.int64)
        for row, words in zip(tokens, sentences, strict=True):
            row[: len(words)] = [number[word] for word in words]
        text = pl.DataFrame({"sentence": [" ".join(words) for words in sentences]})
        named = {"number": [0, *number.values()], "word": ["", *number]}
        return {
            "table": _table(token=tokens, target=target),
            "text": text,
            "vocabulary": pl.DataFrame(named),
        }

    def _wrong(self) -> int:
        return round(self.label_noise * self.row_count)


class MackeyGlassSeries(SyntheticDataSet):
    """Makes windows of a chaotic signal, and the values that come some time later.

    Each row is a run of its own from a random beginning, after 300 units of time, one
    value a unit. The columns x_0, x_1 and so on are the signal as measured, target_0,
    target_1 and so on the value that is measured a horizon after each of them. From a
    delay d of 17 on the signal is chaotic: it repeats itself nearly, never exactly. No
    prediction has a mean squared error below the square of the noise.
    Source: Mackey & Glass, 1977, Science 197, 287-289.
    """

    title = "Mackey-Glass series"
    formula = "dx/dt = 0.2 · x(t - d) / (1 + x(t - d)¹⁰) - 0.1 · x(t)"
    outputs = (Socket("table", DATA, "The signal, then what comes a horizon later."),)

    row_count: Rows = param(600, "How many runs, one a row.", label="Rows")
    window: Window = param(48, "Values that are seen of each run, one a unit of time.")
    horizon: Window = param(6, "Units of time between a value and its target.")
    delay: Few = param(17, "Units of time after which the signal feeds back, d; chaos from 17 on.")
    noise: Noise = param(
        0.02, "Standard deviation of the measurement; that of the signal is about 0.22."
    )
    random_seed: Seed | None = param(None, DRAWS)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        _check_size(self.row_count, 2 * self.window)
        columns = [f"{name}_{i}" for name in ("x", "target") for i in range(self.window)]
        return Inference(
            {"table": TableSpec(tuple((n, "Float64") for n in columns), self.row_count)}
        )

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        _check_size(self.row_count, 2 * self.window)
        rng = _rng(self.random_seed, context)
        signal = mackey_glass(self.row_count, self.window + self.horizon, self.delay, rng)
        measured = signal + self.noise * rng.standard_normal(signal.shape)
        return {"table": _table(x=measured[:, : self.window], target=measured[:, self.horizon :])}


class AssociativeRecall(SyntheticDataSet):
    """Makes sequences of keys, each with its value behind it, that end by asking for one.

    A row holds, in token_0, token_1 and so on: zeros, so that all rows end together, then
    pairs of a key and a value, then one of the keys again. The keys of a row differ, its
    values are drawn at random, and the number of pairs is as well. *Answer* is the value
    that stood behind the key that is asked for, counted from 0, and *position* the place
    of that value, 0 for token_0. Keys have the numbers from 1, values those behind them.
    No token alone tells the answer; the best possible accuracy is 1.
    Source: Graves et al., 2014, arXiv:1410.5401; Ba et al., 2016, arXiv:1610.06258.
    """

    title = "Associative recall"
    outputs = (Socket("table", DATA, "The tokens, then answer and position."),)

    row_count: Rows = param(3000, "How many sequences.", label="Rows")
    fewest_pairs: Few = param(3, "Pairs of a key and a value in a row at the least.")
    most_pairs: Few = param(6, "Pairs of a key and a value in a row at the most.")
    key_count: Few = param(8, "How many different keys there are.", label="Keys")
    value_count: Few = param(8, "How many different values there are.", label="Values")
    random_seed: Seed | None = param(None, DRAWS)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        self._check()
        tokens = [f"token_{i}" for i in range(2 * self.most_pairs + 1)]
        columns = tuple((name, "Int64") for name in (*tokens, "answer", "position"))
        counts = np.bincount(self._answers(), minlength=self.value_count)
        classes = {"answer": {i: n for i, n in enumerate(counts.tolist()) if n}}
        return Inference({"table": TableSpec(columns, self.row_count, classes)})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        self._check()
        rng = _rng(self.random_seed, context)
        n, most, at = self.row_count, self.most_pairs, np.arange(self.row_count)
        answer = rng.permutation(self._answers())
        keys = rng.permuted(np.tile(np.arange(self.key_count), (n, 1)), axis=1)[:, :most]
        values = rng.integers(self.value_count, size=(n, most))
        first = most - rng.integers(self.fewest_pairs, most + 1, size=n)
        asked = rng.integers(first, most)
        values[at, asked] = answer
        tokens = np.zeros((n, 2 * most + 1), np.int64)
        tokens[:, :-1:2] = 1 + keys
        tokens[:, 1::2] = 1 + self.key_count + values
        tokens[np.arange(2 * most + 1) < 2 * first[:, None]] = 0
        tokens[:, -1] = 1 + keys[at, asked]
        return {"table": _table(token=tokens, answer=answer, position=2 * asked + 1)}

    def _answers(self) -> Array:
        """Every value as often as the others, or nearly so."""
        return np.arange(self.row_count) % self.value_count

    def _check(self) -> None:
        if self.fewest_pairs > self.most_pairs:
            most = f"{self.most_pairs} pair{'s' if self.most_pairs != 1 else ''}"
            raise CardError(f"There are {most} at the most.", "fewest_pairs", self.most_pairs)
        if self.key_count < self.most_pairs:
            reason = f"{self.most_pairs} pairs need as many different keys."
            raise CardError(reason, "key_count", self.most_pairs)
        _check_size(self.row_count, 2 * self.most_pairs + 3)


def _rng(seed: int | None, context: Context) -> np.random.Generator:
    return np.random.default_rng(context.seed if seed is None else seed)


def _check_size(rows: int, columns: int) -> None:
    """Raise CardError if a table would have too many numbers."""
    if rows * columns > MOST_NUMBERS:
        size = f"{rows} rows of {columns} columns"
        limit = f"{MOST_NUMBERS // 10**6} million"
        reason = f"{size} are more than the {limit} numbers that one table may have."
        raise CardError(reason, "row_count", MOST_NUMBERS // columns)


def _table(**parts: Array) -> Any:
    """A table of arrays side by side, the columns of a matrix numbered from 0."""
    import polars as pl  # a start-up cost of 0.1 s

    columns: dict[str, Array] = {}
    for name, values in parts.items():
        if values.ndim == 1:
            columns[name] = values
        else:
            columns |= {f"{name}_{i}": column for i, column in enumerate(values.T)}
    return pl.DataFrame(columns)
