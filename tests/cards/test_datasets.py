import pytest
from sklearn import datasets

from cards.card import Context
from cards.library.datasets import BundledDataSet
from cards.tables import counted

LOADERS = {
    "wine": datasets.load_wine,
    "iris": datasets.load_iris,
    "digits": datasets.load_digits,
    "breast cancer": datasets.load_breast_cancer,
}


@pytest.mark.parametrize("name", LOADERS)
def test_a_data_set_is_what_was_announced_and_what_scikit_learn_has(name):
    card = BundledDataSet(data_set=name)
    frame = card.compute(Context())["table"]
    announced = card.infer(Context(), {}).outputs["table"]
    assert announced == counted(frame)
    assert announced.classes == counted(frame).classes
    features, target = LOADERS[name](return_X_y=True)
    assert (frame.drop("target").to_numpy() == features).all()
    assert (frame["target"].to_numpy() == target).all()


@pytest.mark.parametrize("name", ["wine", "iris", "breast cancer"])
def test_columns_have_the_names_of_scikit_learn_made_plain(name):
    theirs = LOADERS[name]().feature_names
    ours = BundledDataSet(data_set=name).compute(Context())["table"].columns[:-1]
    for mine, original in zip(ours, theirs, strict=True):
        words = original.replace("(cm)", "").replace("/", " ").split()
        assert set(mine.split("_")) <= {part for w in words for part in w.split("_")} | {
            "od280",
            "od315",
            "concave",
        }


def test_pixels_are_named_by_row_and_column():
    names = BundledDataSet(data_set="digits").compute(Context())["table"].columns
    assert names[:2] == ["pixel_0_0", "pixel_0_1"]
    assert names[8] == "pixel_1_0"
    assert names[-1] == "target"
