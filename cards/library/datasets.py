"""Cards that give the data sets which come with scikit-learn."""

from collections.abc import Mapping
from typing import Any, Literal

from cards.card import CardError, Context, Inference, Socket, TaskCard, param
from cards.kinds import DATA
from cards.tables import TableSpec

_CELL = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity",
    "concave_points", "symmetry", "fractal_dimension",
)  # fmt: skip

# Declared here, so that a live check need not wait for scikit-learn to load.
_FEATURES: dict[str, tuple[str, ...]] = {
    "wine": (
        "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols",
        "flavanoids", "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue",
        "od280_od315", "proline",
    ),
    "iris": ("sepal_length", "sepal_width", "petal_length", "petal_width"),
    "digits": tuple(f"pixel_{y}_{x}" for y in range(8) for x in range(8)),
    "breast cancer": tuple(f"{which}_{of}" for which in ("mean", "error", "worst") for of in _CELL),
}  # fmt: skip
_CLASSES = {
    "wine": (59, 71, 48),
    "iris": (50, 50, 50),
    "digits": (178, 182, 177, 183, 181, 182, 181, 179, 174, 180),
    "breast cancer": (212, 357),
}
"""Rows of each class."""


class BundledDataSet(TaskCard):
    """Gives a small real data set: the features, then a column *target* with the class.

    Wine: 178 wines of 3 cultivars, 13 measurements. Iris: 150 flowers of 3 species, 4
    measurements. Digits: 1797 hand-written digits of 8 by 8 pixels from 0 to 16. Breast
    cancer: 569 tumours, 30 measurements; class 0 is malignant, 1 benign.
    Source: the UCI repository, as shipped with scikit-learn.
    """

    title = "Bundled data set"
    group = "Files and formats"
    outputs = (Socket("table", DATA, "Features, then the target."),)

    data_set: Literal["wine", "iris", "digits", "breast cancer"] = param("wine", "Which data set.")

    def infer(self, context: Context, arriving: Mapping[str, Any]) -> Inference:
        columns = [(name, "Float64") for name in _FEATURES[self.data_set]]
        rows = _CLASSES[self.data_set]
        classes = {"target": dict(enumerate(rows))}
        return Inference({"table": TableSpec((*columns, ("target", "Int64")), sum(rows), classes)})

    def compute(self, context: Context, **arriving: Any) -> Mapping[str, Any]:
        import polars as pl  # a start-up cost of 0.1 s
        from sklearn import datasets  # a start-up cost of 1 s

        loader = getattr(datasets, "load_" + self.data_set.replace(" ", "_"))
        features, target = loader(return_X_y=True)
        names = _FEATURES[self.data_set]
        if features.shape[1] != len(names):
            given = f"{features.shape[1]} features, {len(names)} are expected"
            raise CardError(f"scikit-learn's {self.data_set} has {given}.", "data_set")
        frame = pl.DataFrame(features, schema=list(names))
        return {"table": frame.with_columns(pl.Series("target", target, dtype=pl.Int64))}
