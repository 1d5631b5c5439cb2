"""Cards that read tables from files, and reshape, split, scale and encode them."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, field_validator

from cards.card import (
    DRAWS,
    CardError,
    Context,
    Inference,
    OutsideError,
    Seed,
    Socket,
    TaskCard,
    param,
)
from cards.kinds import DATA, TRANSFORM
from cards.reading import Dialect, digest, read_table, table_spec
from cards.sentences import given
from cards.tables import (
    TableSpec,
    as_array,
    as_table,
    columns_in,
    is_number,
    spec_of,
    text_column,
    unsplit,
)
from cards.transforms import Encoding, Scaling, classes_of

if TYPE_CHECKING:
    pass

Share = Annotated[float, Field(gt=0, lt=1)]
NaturalInt = Annotated[int, Field(ge=0)]

_COLUMNS = (
    "Names, positions or intervals, such as alcohol, ash or 0:12; !class means all but class."
)


class ReadAsCSV(TaskCard):
    """Reads a text file of separated values as a table.

    Each column becomes whole numbers, numbers or text. The folder of the document is
    where a relative path starts.
    """

    title = "Read as CSV"
    group = "Files and formats"
    outputs = (Socket("table", DATA, "The rows and columns of the file."),)

    path: str = param("", "File to read; a relative path starts at the document's folder.")
    delimiter: str = param(",", "Character between two values; \\t for a tab.")
    header_rows: tuple[NaturalInt, ...] = param(
        (0,),
        "Lines that hold the columns' names, 0 being the first; empty if there is none.",
        label="Header row(s)",
    )
    encoding: Literal["utf-8", "utf-16", "latin-1", "cp1252"] = param(
        "utf-8", "How characters are stored in the file.", advanced=True
    )
    decimal_comma: bool = param(False, "Read 3,14 as a number.", advanced=True)
    missing_spellings: tuple[str, ...] = param(
        ("NA", "NaN", "?"), "Values that mean that there is none, like an empty one.", advanced=True
    )
    missing_values: Literal["error", "drop rows", "keep"] = param(
        "error", "What to do where a value is missing.", advanced=True
    )
    quote: str = param('"', "Character around values that hold a delimiter.", advanced=True)
    text_columns: str = param("", f"Columns to read as text. {_COLUMNS}", advanced=True)

    @field_validator("delimiter", "quote")
    @classmethod
    def _one_character(cls, text: str, info: Any) -> str:
        text = text.replace("\\t", "\t")
        if len(text) == 1 and ord(text) < 128 and text not in "\r\n":
            return text
        if info.field_name == "quote" and not text:
            return text
        what = "must be one plain character" + (", or empty" if info.field_name == "quote" else "")
        raise ValueError(f"{info.field_name.capitalize()} {what}; {given(text)} was given.")

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """The columns and rows of the file as it is now."""
        return Inference({"table": table_spec(*self._source(context))})

    def stamp(self, context: Context) -> str:
        """The digest of the file."""
        try:
            return digest(context.file(self.path))
        except OutsideError:
            return ""

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        return {"table": read_table(*self._source(context))}

    def _source(self, context: Context) -> tuple[Path, Dialect]:
        if not self.path:
            raise CardError("Choose a file.", "path")
        if self.quote == self.delimiter:
            raise CardError("The delimiter and the quote are the same character.", "delimiter")
        dialect = Dialect(
            self.delimiter,
            self.header_rows,
            self.encoding,
            self.decimal_comma,
            self.missing_spellings,
            self.missing_values,
            self.quote,
            self.text_columns,
        )
        return context.file(self.path), dialect


class ShuffleRows(TaskCard):
    """Puts the rows of a table in random order."""

    title = "Shuffle rows"
    group = "Tables"
    inputs = (Socket("data", DATA, "The table.", before="random_seed"),)
    outputs = (Socket("shuffled", DATA, "The same rows in another order."),)

    random_seed: Seed | None = param(None, DRAWS)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        return Inference({"shuffled": arriving["data"]})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        frame = as_table(arriving["data"], "Data", "data")
        order = np.random.default_rng(_seed(self.random_seed, context)).permutation(frame.height)
        return {"shuffled": frame[order]}


class SplitIntoXAndYByColumns(TaskCard):
    """Parts a table into what a network is given and what it is to tell."""

    title = "Split into X and Y by columns"
    group = "Tables"
    inputs = (Socket("data", DATA, "The table.", before="x_columns"),)
    outputs = (
        Socket("x", DATA, "What the network is given.", "X"),
        Socket("y", DATA, "What the network is to tell.", "Y"),
    )

    x_columns: str = param(
        "", f"Columns of X; empty: all but those of Y. {_COLUMNS}", label="X column(s)"
    )
    y_columns: str = param("-1", f"Columns of Y; -1 is the last. {_COLUMNS}", label="Y column(s)")

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        spec = arriving["data"]
        if not isinstance(spec, TableSpec):
            return Inference()
        x, y = self._columns(spec.names)
        return Inference({"x": spec.select(x), "y": spec.select(y)})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        frame = as_table(arriving["data"], "Data", "data")
        x, y = self._columns(frame.columns)
        return {"x": frame.select(x), "y": frame.select(y)}

    def _columns(self, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        y = columns_in(self.y_columns, names, "y_columns")
        if not y:
            raise CardError("Choose the columns of Y.", "y_columns")
        x = columns_in(self.x_columns, names, "x_columns")
        x = x or tuple(name for name in names if name not in y)
        if not x:
            raise CardError("No column is left for X.", "x_columns")
        both = [name for name in x if name in y]
        # All of them in both is what an autoencoder needs; some is a leak.
        if both and set(x) != set(y):
            raise CardError(f"Column '{both[0]}' is in both X and Y.", "x_columns")
        return x, y


class SplitIntoTrainingAndTest(TaskCard):
    """Sets rows aside, to test on them what was learned from the others."""

    title = "Split into training and test"
    group = "Tables"
    formula = "test rows = ⌈test share · rows⌉"
    inputs = (Socket("data", DATA, "The table.", before="test_share"),)
    outputs = (
        Socket("training", DATA, "Rows to learn from."),
        Socket("test", DATA, "Rows set aside."),
    )

    test_share: Share = param(0.25, "Share of the rows that is set aside.")
    shuffle: bool = param(True, "Draw the rows at random; otherwise the last ones are set aside.")
    stratify: str = param("", "Column whose values are to be as frequent in both; empty: none.")
    random_seed: Seed | None = param(None, DRAWS)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        spec = arriving["data"]
        if not isinstance(spec, TableSpec):
            return Inference()
        stratum = self._strata(spec.names)
        if spec.rows is None:
            return Inference({"training": spec.with_rows(None), "test": spec.with_rows(None)})
        test = self._test_rows(spec.rows)
        if stratum is not None and spec.values(stratum):
            self._check_strata(stratum, spec.classes[stratum], spec.rows, test)
        rest = spec.part(spec.rows - test, stratum)
        return Inference({"training": rest, "test": spec.part(test, stratum)})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        from sklearn.model_selection import train_test_split  # a start-up cost of 1 s

        frame = as_table(arriving["data"], "Data", "data")
        test = self._test_rows(frame.height)
        name = self._strata(frame.columns)
        if name is not None:
            counts = dict(frame[name].value_counts().iter_rows())
            self._check_strata(name, counts, frame.height, test)
        training_rows, test_rows = train_test_split(
            np.arange(frame.height),
            test_size=test,
            shuffle=self.shuffle,
            random_state=_seed(self.random_seed, context) if self.shuffle else None,
            stratify=None if name is None else frame[name].to_numpy(),
        )
        return {"training": frame[training_rows], "test": frame[test_rows]}

    def _test_rows(self, rows: int) -> int:
        test = math.ceil(self.test_share * rows)
        if not 0 < test < rows:
            raise CardError(unsplit(rows, self.test_share), "test_share")
        return test

    def _strata(self, names: Sequence[str]) -> str | None:
        if not self.stratify.strip():
            return None
        if not self.shuffle:
            raise CardError("Rows must be shuffled to be stratified.", "stratify")
        chosen = columns_in(self.stratify, names, "stratify")
        if len(chosen) != 1:
            count = f"{len(chosen)} were given: {', '.join(chosen)}" if chosen else "none was given"
            raise CardError(f"Stratify takes one column; {count}.", "stratify")
        return chosen[0]

    def _check_strata(self, name: str, counts: Mapping[Any, int], rows: int, test: int) -> None:
        value = min(counts, key=lambda v: (counts[v], str(v)))
        if counts[value] < 2:
            sentence = f"'{name}' is {value} in one row only: it cannot be in both parts."
            raise CardError(sentence, "stratify")
        smaller = min(test, rows - test)
        if smaller < len(counts):
            sentence = f"'{name}' has {len(counts)} values, but a part has {smaller} rows only."
            raise CardError(sentence, "stratify")


class StandardScaleColumns(TaskCard):
    """Brings columns to mean 0 and deviation 1.

    Mean and deviation are those of the data that arrives, which should be the
    training part; *Apply fitted transform* does the same to other data.
    """

    title = "Standard scale columns"
    group = "Normalization"
    formula = (
        "z = (x - μ) / σ,  μ = mean of the column,  σ² = mean of (x - μ)²\n"
        "σ = 1 where the column never changes"
    )
    inputs = (Socket("data", DATA, "The table to learn the scaling from.", before="columns"),)
    outputs = (
        Socket("scaled_data", DATA, "The same table, scaled."),
        Socket("transform", TRANSFORM, "The scaling, for other data.", "Fitted transform"),
    )

    columns: str = param("", f"Columns to scale; empty: all. {_COLUMNS}", label="Column(s)")

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        spec = arriving["data"]
        if not isinstance(spec, TableSpec):
            return Inference()
        columns = self._columns(spec)
        fitted = Scaling(columns)
        return Inference({"scaled_data": fitted.infer(spec), "transform": fitted})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        from sklearn.preprocessing import StandardScaler  # a start-up cost of 1 s

        frame = as_table(arriving["data"], "Data", "data")
        columns = self._columns(spec_of(frame))
        values = as_array(frame.select(columns), "Data", "data")
        scaler = StandardScaler().fit(values.astype(np.float64))
        fitted = Scaling(columns, np.asarray(scaler.mean_), np.asarray(scaler.scale_))
        return {"scaled_data": fitted.apply(frame), "transform": fitted}

    def _columns(self, spec: TableSpec) -> tuple[str, ...]:
        columns = columns_in(self.columns, spec.names, "columns") or spec.names
        for name, column_type in spec.select(columns).columns:
            if not is_number(column_type):
                raise CardError(text_column("Data", name), "columns")
        return columns


class OneHotEncodeColumns(TaskCard):
    """Turns each column of classes into one column a class, of zeros and ones.

    The classes are those of the data that arrives, which should be the training
    part; *Apply fitted transform* does the same to other data.
    """

    title = "One-hot encode columns"
    group = "Tables"
    formula = "y[row, c] = 1 where x[row] = c, 0 elsewhere,  for each class c of the column"
    inputs = (Socket("data", DATA, "The table to learn the classes from.", before="columns"),)
    outputs = (
        Socket("encoded_data", DATA, "The same table, encoded."),
        Socket("transform", TRANSFORM, "The encoding, for other data.", "Fitted transform"),
    )

    columns: str = param("", f"Columns to encode; empty: all. {_COLUMNS}", label="Column(s)")
    unseen: Literal["error", "zeros"] = param(
        "error", "What to do with a class that was not there: stop, or all zeros.", advanced=True
    )

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        """The columns of the result, if the classes are sure to be there."""
        spec = arriving["data"]
        if not isinstance(spec, TableSpec):
            return Inference()
        chosen = columns_in(self.columns, spec.names, "columns") or spec.names
        classes = {name: values for name in chosen if (values := spec.values(name))}
        if len(classes) < len(chosen):
            return Inference()
        fitted = Encoding(classes, self.unseen)
        return Inference({"encoded_data": fitted.infer(spec), "transform": fitted})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        frame = as_table(arriving["data"], "Data", "data")
        chosen = columns_in(self.columns, frame.columns, "columns") or tuple(frame.columns)
        fitted = Encoding({name: classes_of(frame[name]) for name in chosen}, self.unseen)
        return {"encoded_data": fitted.apply(frame), "transform": fitted}


class ApplyFittedTransform(TaskCard):
    """Does to other data what was learned from the training part."""

    title = "Apply fitted transform"
    group = "Normalization"
    inputs = (
        Socket("transform", TRANSFORM, "A scaling or an encoding.", "Fitted transform"),
        Socket("data", DATA, "The table to change."),
    )
    outputs = (Socket("transformed_data", DATA, "The table after it."),)

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        fitted, spec = arriving["transform"], arriving["data"]
        if fitted is None or not isinstance(spec, TableSpec):
            return Inference()
        return Inference({"transformed_data": fitted.infer(spec)})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        frame = as_table(arriving["data"], "Data", "data")
        return {"transformed_data": arriving["transform"].apply(frame)}


def _seed(seed: int | None, context: Context) -> int:
    return context.seed if seed is None else seed
