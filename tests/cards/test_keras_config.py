import pytest

from cards.card import CardError
from cards.keras_config import from_keras
from cards.kinds import LOSS, METRIC
from tests.cards.networks import TYPES

# As Keras 3.15 writes it.
BATCH_NORMALIZATION = {
    "module": "keras.layers",
    "class_name": "BatchNormalization",
    "config": {
        "name": "bn",
        "trainable": True,
        "dtype": {
            "module": "keras",
            "class_name": "DTypePolicy",
            "config": {"name": "float32"},
            "registered_name": None,
        },
        "axis": 1,
        "momentum": 0.9,
        "epsilon": 0.001,
        "center": True,
        "scale": True,
        "beta_initializer": {
            "module": "keras.initializers",
            "class_name": "Constant",
            "config": {"value": 0.5},
            "registered_name": None,
        },
        "gamma_regularizer": {
            "module": "keras.regularizers",
            "class_name": "L2",
            "config": {"l2": 0.01},
            "registered_name": None,
        },
        "beta_constraint": None,
        "synchronized": False,
    },
    "registered_name": None,
    "build_config": {"input_shape": [None, 4]},
}


def test_a_config_of_keras_becomes_a_card():
    card = from_keras(BATCH_NORMALIZATION, TYPES)
    assert (card.axis, card.momentum, card.name, card.dtype) == (1, 0.9, "bn", "float32")
    assert card.beta_initializer == TYPES["Constant"](value=0.5)
    assert card.gamma_regularizer == TYPES["L2"](l2=0.01)


def test_the_wanted_kind_tells_a_metric_from_a_loss():
    config = {"class_name": "MeanSquaredError", "config": {}}
    assert type(from_keras(config, TYPES, LOSS)).__name__ == "MeanSquaredError"
    assert type(from_keras(config, TYPES, METRIC)).__name__ == "MeanSquaredErrorMetric"


def test_arguments_of_keras_2_stand_in_the_config_of_its_dialect_only():
    card = TYPES["BatchNormalization"]
    assert "fused" not in card().keras()["config"]
    config = card(dialect="tf_keras", fused=True, virtual_batch_size=4).keras()["config"]
    assert config["fused"] is True and config["virtual_batch_size"] == 4
    assert "dialect" not in config


def test_renorm_clipping_is_a_plain_mapping_in_keras():
    clipping = TYPES["RenormClipping"](rmax=3.0, dmax=5.0)
    card = TYPES["BatchNormalization"](renorm=True, renorm_clipping=clipping)
    config = card.keras()
    assert config["config"]["renorm_clipping"] == {"rmax": 3.0, "dmax": 5.0}
    assert from_keras(config, TYPES) == card


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"class_name": "Swirl", "config": {}}, "no card for Swirl"),
        ({"class_name": "Dense", "config": {"quantize": "int8"}}, "the argument quantize"),
        ({"class_name": "Dense", "config": {"units": 0}}, "Units must be at least 1"),
        ({"config": {}}, "no card for None"),
    ],
)
def test_what_has_no_counterpart_is_one_sentence(config, words):
    with pytest.raises(CardError, match=words):
        from_keras(config, TYPES)
