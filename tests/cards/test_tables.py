import numpy as np
import polars as pl
import pytest

from cards.card import CardError, Context
from cards.library.tables import (
    ApplyFittedTransform,
    OneHotEncodeColumns,
    ReadAsCSV,
    ShuffleRows,
    SplitIntoTrainingAndTest,
    SplitIntoXAndYByColumns,
    StandardScaleColumns,
)
from cards.tables import TableSpec, as_array, columns_in, quoted, spec_of

NAMES = ("alcohol", "ash", "hue", "class")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("ash", ("ash",)),
        (" ash , alcohol ", ("ash", "alcohol")),
        ("0, 2", ("alcohol", "hue")),
        ("-1", ("class",)),
        ("0:2", ("alcohol", "ash")),
        (":-1", ("alcohol", "ash", "hue")),
        ("1:", ("ash", "hue", "class")),
        (":", NAMES),
        ("alcohol:hue", ("alcohol", "ash", "hue")),
        ("ash:", ("ash", "hue", "class")),
        ("!class", ("alcohol", "ash", "hue")),
        ("!class, !ash", ("alcohol", "hue")),
        ("0:3, !ash", ("alcohol", "hue")),
        ("ash, 1, ash", ("ash",)),
    ],
)
def test_columns_are_named_by_name_position_interval_or_exclusion(text, expected):
    assert columns_in(text, NAMES) == expected


@pytest.mark.parametrize("name", ["a, b", "a:b", 'say "x"', "!x", "3", " x"])
def test_any_column_can_be_named_in_quotes(name):
    names = ["first", name, "last"]
    assert columns_in(quoted(name), names) == (name,)
    assert columns_in(f"first, {quoted(name)}", names) == ("first", name)
    assert columns_in(f"{quoted(name)}:last", names) == (name, "last")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alcool", "There is no column 'alcool'; did you mean 'alcohol'?"),
        ("Ash", "There is no column 'Ash'; did you mean 'ash'?"),
        ("zzz", "There is no column 'zzz'."),
        ("4", "There is no column 4: the table has 4 columns, from 0 on."),
        ("-5", "There is no column -5: the table has 4 columns, from 0 on."),
        ("0:9", "There is no column 9: the table has 4 columns, from 0 on."),
        ("2:1", "'2:1' holds no column."),
        ('"ash', "A quote is not closed in '\"ash'."),
    ],
)
def test_columns_that_do_not_exist_are_refused_at_their_row(text, message):
    with pytest.raises(CardError) as caught:
        columns_in(text, NAMES, "x_columns")
    assert str(caught.value) == message
    assert caught.value.socket == "x_columns"


def test_text_and_missing_numbers_are_refused_by_column_and_row():
    with pytest.raises(CardError, match="X: column 'name' holds text"):
        as_array(pl.DataFrame({"name": ["a"]}), "X", "x")
    with pytest.raises(CardError, match="X: column 'a' lacks a number in row 2"):
        as_array(pl.DataFrame({"a": [1.0, None]}), "X", "x")
    with pytest.raises(CardError, match="X: column 'a' lacks a number in row 1"):
        as_array(pl.DataFrame({"a": [float("inf"), 1.0]}), "X", "x")
    assert as_array(pl.DataFrame({"a": [1, 2]}), "X").dtype == np.int64


# Reading


def read(folder, text, **params):
    (folder / "data.csv").write_bytes(text.encode(params.get("encoding", "utf-8")))
    card = ReadAsCSV(path="data.csv", **params)
    context = Context(folder)
    spec = card.infer(context, {}).outputs["table"]
    frame = card.compute(context)["table"]
    assert spec == spec_of(frame)
    return frame


def refused(folder, text, **params):
    with pytest.raises(CardError) as caught:
        read(folder, text, **params)
    return str(caught.value), caught.value.socket


def test_columns_get_their_types_from_all_their_values(tmp_path):
    frame = read(tmp_path, "a,b,c\n1,0.5,x\n2,1e3,y\n-3, 7 ,\n", missing_values="keep")
    assert spec_of(frame).columns == (("a", "Int64"), ("b", "Float64"), ("c", "String"))
    assert frame.rows() == [(1, 0.5, "x"), (2, 1000.0, "y"), (-3, 7.0, None)]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "utf-16"])
def test_delimiter_decimal_comma_encoding_and_quotes_are_followed(tmp_path, encoding):
    text = 'größe;name\r\n1,5;"a;b"\r\n2;"c\nd"\r\n'
    frame = read(tmp_path, text, encoding=encoding, delimiter=";", decimal_comma=True)
    assert frame.columns == ["größe", "name"]
    assert frame.rows() == [(1.5, "a;b"), (2.0, "c\nd")]


def test_a_tab_can_be_written_as_delimiter(tmp_path):
    assert read(tmp_path, "a\tb\n1\t2\n", delimiter="\\t").rows() == [(1, 2)]


def test_header_rows_are_lines_counted_from_0(tmp_path):
    assert read(tmp_path, "1,2\n3,4\n", header_rows=()).columns == ["column_0", "column_1"]
    frame = read(tmp_path, "a file\nwidth,height\ncm,m\n1,2\n", header_rows=(1, 2))
    assert frame.columns == ["width cm", "height m"]
    assert frame.rows() == [(1, 2)]
    assert read(tmp_path, "a,a,\n1,2,3\n").columns == ["a", "a_2", "column_2"]


def test_blank_lines_and_a_byte_order_mark_are_no_data(tmp_path):
    frame = read(tmp_path, "\ufeffa,b\n\n1,2\n\n3,4\n\n")
    assert frame.columns == ["a", "b"]
    assert frame.rows() == [(1, 2), (3, 4)]


def test_missing_values_stop_are_dropped_or_kept(tmp_path):
    text = "a,b\n1,2\n\nNA,3\n4,\n5,6\n"
    message, row = refused(tmp_path, text)
    assert message == "Column 'a' of 'data.csv' lacks a value in line 4."
    assert row == "missing_values"
    assert read(tmp_path, text, missing_values="drop rows").rows() == [(1, 2), (5, 6)]
    kept = read(tmp_path, text, missing_values="keep")
    assert kept.rows() == [(1, 2), (None, 3), (4, None), (5, 6)]


@pytest.mark.parametrize(
    ("text", "params", "message", "row"),
    [
        ("", {}, "'data.csv' is empty.", "path"),
        ("a,b\n", {}, "'data.csv' has no rows of data.", "path"),
        ("a,b\n1,2\n3\n", {}, "Line 3 of 'data.csv' has 1 value, 2 are expected.", "path"),
        ("a,b\n1,2\n3,4,5\n", {}, "Line 3 of 'data.csv' has 3 values, 2 are expected.", "path"),
        (
            "a,b\n1,2\n3,x\n\n4,5\n",
            {},
            "Column 'b' of 'data.csv' holds numbers, but 'x' is in line 3.",
            "text_columns",
        ),
        (
            "a,b\n,2\n\n3,x\n4,5\n6,7\n",
            {"missing_values": "drop rows"},
            "Column 'b' of 'data.csv' holds numbers, but 'x' is in line 4.",
            "text_columns",
        ),
        (
            "a;b\n1;2\n",
            {},
            "'data.csv' seems to be separated by ';', not by ','.",
            "delimiter",
        ),
        ("a\0b\n1\n", {}, "'data.csv' is not a text file.", "path"),
        ("a,b\n1,2\n", {"text_columns": "c"}, "There is no column 'c'.", "text_columns"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(tmp_path, text, params, message, row):
    assert refused(tmp_path, text, **params) == (message, row)


def test_an_undecodable_file_is_told_with_its_line(tmp_path):
    (tmp_path / "data.csv").write_bytes(b"a\n1\n\xe9\n")
    with pytest.raises(CardError, match="not utf-8 text: line 3 cannot be decoded") as caught:
        ReadAsCSV(path="data.csv").compute(Context(tmp_path))
    assert caught.value.socket == "encoding"


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    context = Context(tmp_path)
    with pytest.raises(CardError, match=r"There is no file '.*gone\.csv'"):
        ReadAsCSV(path="gone.csv").infer(context, {})
    with pytest.raises(CardError, match="is a folder, not a table"):
        ReadAsCSV(path=".").infer(context, {})
    with pytest.raises(CardError, match="Choose a file"):
        ReadAsCSV().infer(context, {})
    with pytest.raises(CardError, match="cannot be read: "):
        ReadAsCSV(path="x" * 300).infer(context, {})


def test_a_quote_that_is_not_closed_is_told_with_its_line(tmp_path):
    message, row = refused(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n')
    assert message == "Line 3 of 'data.csv' cannot be read: unexpected end of data."
    assert row == "path"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("value", ["x", '"x\ny"'])
def test_of_a_large_file_a_check_looks_at_the_beginning(tmp_path, monkeypatch, encoding, value):
    monkeypatch.setattr("cards.reading.LARGE", 100)
    (tmp_path / "data.csv").write_bytes(("a,b\n" + f"1,{value}\n" * 100).encode(encoding))
    card = ReadAsCSV(path="data.csv", encoding=encoding)
    for first in range(60, 80):
        monkeypatch.setattr("cards.reading.BEGINNING", first)
        spec = card.infer(Context(tmp_path), {}).outputs["table"]
        assert spec == TableSpec((("a", "Int64"), ("b", "String")), None)
    assert card.compute(Context(tmp_path))["table"].height == 100


def test_text_columns_stay_text(tmp_path):
    frame = read(tmp_path, "zip,n\n007,1\n12a,2\n", text_columns="zip")
    assert frame["zip"].to_list() == ["007", "12a"]


def test_a_changed_file_is_read_again_and_has_another_stamp(tmp_path):
    card, context = ReadAsCSV(path="data.csv"), Context(tmp_path)
    assert read(tmp_path, "a\n1\n").rows() == [(1,)]
    before = card.stamp(context)
    assert read(tmp_path, "a\n22\n").rows() == [(22,)]
    assert card.stamp(context) != before


# Splitting


def table(rows=20):
    return pl.DataFrame(
        {
            "a": np.arange(rows, dtype=float),
            "b": np.arange(rows, dtype=float) ** 2,
            "class": [("red", "green")[i % 2] for i in range(rows)],
        }
    )


def test_shuffling_keeps_the_rows_and_repeats_with_the_seed():
    card = ShuffleRows()
    first = card.compute(Context(seed=1), data=table())["shuffled"]
    assert first.rows() == card.compute(Context(seed=1), data=table())["shuffled"].rows()
    assert first.rows() != card.compute(Context(seed=2), data=table())["shuffled"].rows()
    assert sorted(first.rows()) == sorted(table().rows())
    own = ShuffleRows(random_seed=1).compute(Context(seed=9), data=table())["shuffled"]
    assert own.rows() == first.rows()


def test_x_and_y_are_what_their_rows_say():
    found = SplitIntoXAndYByColumns(y_columns="class").compute(Context(), data=table())
    assert found["x"].columns == ["a", "b"]
    assert found["y"].columns == ["class"]
    spec = SplitIntoXAndYByColumns(x_columns="b").infer(Context(), {"data": spec_of(table())})
    assert spec.outputs["x"] == TableSpec((("b", "Float64"),), 20)


def test_a_column_that_is_partly_in_both_is_refused():
    card = SplitIntoXAndYByColumns(x_columns="0:3", y_columns="class")
    with pytest.raises(CardError, match="'class' is in both X and Y"):
        card.compute(Context(), data=table())
    same = SplitIntoXAndYByColumns(x_columns="a, b", y_columns="a, b")
    assert same.compute(Context(), data=table())["x"].width == 2


def test_a_stratified_split_has_each_class_in_both_parts():
    card = SplitIntoTrainingAndTest(test_share=0.3, stratify="class")
    found = card.compute(Context(seed=3), data=table())
    spec = card.infer(Context(), {"data": spec_of(table())}).outputs
    assert (found["training"].height, found["test"].height) == (14, 6)
    assert (spec["training"].rows, spec["test"].rows) == (14, 6)
    assert found["test"]["class"].value_counts()["count"].to_list() == [3, 3]
    assert sorted(found["training"].rows() + found["test"].rows()) == sorted(table().rows())


def test_without_shuffling_the_last_rows_are_set_aside():
    found = SplitIntoTrainingAndTest(shuffle=False).compute(Context(), data=table(8))
    assert found["test"]["a"].to_list() == [6.0, 7.0]


def test_impossible_splits_are_refused():
    context = Context()
    odd = table().with_columns(pl.Series("class", ["one", *["two"] * 19]))
    stratified = SplitIntoTrainingAndTest(stratify="class")
    with pytest.raises(CardError, match="'class' is one in one row only"):
        stratified.compute(context, data=odd)
    many = table().with_columns(pl.Series("class", [i // 2 for i in range(20)]))
    with pytest.raises(CardError, match="'class' has 10 values, but a part has 5 rows only"):
        stratified.compute(context, data=many)
    with pytest.raises(CardError, match="must be shuffled"):
        SplitIntoTrainingAndTest(stratify="class", shuffle=False).compute(context, data=table())
    with pytest.raises(CardError, match="There is no column 'clas'; did you mean 'class'"):
        SplitIntoTrainingAndTest(stratify="clas").compute(context, data=table())
    with pytest.raises(CardError, match="1 row cannot be split"):
        SplitIntoTrainingAndTest().compute(context, data=table(1))


# Transforms


def test_scaling_is_fitted_on_what_arrives_and_applied_to_other_data():
    card = StandardScaleColumns(columns="!class")
    found = card.compute(Context(), data=table())
    scaled = found["scaled_data"]
    assert scaled.columns == ["a", "b", "class"]
    np.testing.assert_allclose(scaled.select("a", "b").to_numpy().mean(0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.select("a", "b").to_numpy().std(0), 1, atol=1e-12)
    other = ApplyFittedTransform().compute(Context(), transform=found["transform"], data=table(2))[
        "transformed_data"
    ]
    mean, deviation = np.arange(20).mean(), np.arange(20).std()
    np.testing.assert_allclose(other["a"].to_numpy(), (np.arange(2) - mean) / deviation)


def test_a_constant_column_stays_finite():
    found = StandardScaleColumns().compute(Context(), data=pl.DataFrame({"a": [5, 5]}))
    assert found["scaled_data"]["a"].to_list() == [0.0, 0.0]


def test_scaling_text_is_refused_before_the_run():
    with pytest.raises(CardError, match="column 'class' holds text") as caught:
        StandardScaleColumns().infer(Context(), {"data": spec_of(table())})
    assert caught.value.socket == "columns"


def test_encoding_puts_a_column_a_class_where_the_column_stood():
    data = pl.DataFrame({"class": ["b", "a", "b"], "x": [1.0, 2.0, 3.0]})
    found = OneHotEncodeColumns(columns="class").compute(Context(), data=data)
    assert found["encoded_data"].columns == ["class_a", "class_b", "x"]
    assert found["encoded_data"].rows() == [(0, 1, 1), (1, 0, 2), (0, 1, 3)]


def test_an_unseen_class_is_refused_by_column_and_value_or_becomes_zeros():
    data, other = pl.DataFrame({"class": [0, 1]}), pl.DataFrame({"class": [1, 7]})
    apply = ApplyFittedTransform()
    strict = OneHotEncodeColumns().compute(Context(), data=data)["transform"]
    with pytest.raises(CardError, match="'class' holds '7' in row 2, a class unseen in training"):
        apply.compute(Context(), transform=strict, data=other)
    zeros = OneHotEncodeColumns(unseen="zeros").compute(Context(), data=data)["transform"]
    found = apply.compute(Context(), transform=zeros, data=other)["transformed_data"]
    assert found.rows() == [(0, 1), (0, 0)]


def test_a_transform_needs_its_columns():
    fitted = OneHotEncodeColumns().compute(Context(), data=pl.DataFrame({"class": [0, 1]}))
    with pytest.raises(CardError, match="has no column 'class', which the transform is for"):
        ApplyFittedTransform().compute(
            Context(), transform=fitted["transform"], data=pl.DataFrame({"x": [1]})
        )
