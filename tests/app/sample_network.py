"""A small network on real data, made of real cards, for tests of the window."""

from cards.document import Document, Node

CARDS = {
    "data": ("BundledDataSet", {"data_set": "iris"}),
    "split": ("SplitIntoTrainingAndTest", {"stratify": "target"}),
    "train_xy": ("SplitIntoXAndYByColumns", {"y_columns": "target"}),
    "test_xy": ("SplitIntoXAndYByColumns", {"y_columns": "target"}),
    "input_1": ("Input", {"shape": [4]}),
    "dense_1": ("Dense", {"units": 16, "activation": "relu"}),
    "dense_2": ("Dense", {"units": 3, "activation": "softmax"}),
    "output_1": ("Output", {}),
    "train": (
        "TrainNeuralNetwork",
        {
            "epochs": 4,
            "batch_size": 16,
            "loss": "SparseCategoricalCrossentropy",
            "metrics": ["SparseCategoricalAccuracy"],
            "validation_split": 0.2,
        },
    ),
    "evaluate": ("EvaluateNeuralNetworkModel", {}),
    "return_1": ("ReturnFloat", {"name": "test_loss"}),
}

WIRES = {
    "split.data": "data.table",
    "train_xy.data": "split.training",
    "test_xy.data": "split.test",
    "dense_1.input": "input_1.data",
    "dense_2.input": "dense_1.output",
    "output_1.data": "dense_2.output",
    "train.neural_network": "output_1.network",
    "train.training_x": "train_xy.x",
    "train.training_y": "train_xy.y",
    "evaluate.model": "train.model",
    "evaluate.testing_x": "test_xy.x",
    "evaluate.testing_y": "test_xy.y",
    "return_1.value": "evaluate.loss",
}

PLACES = {
    "input_1": (0, 420),
    "dense_1": (420, 420),
    "dense_2": (1240, 420),
    "output_1": (1680, 420),
}


def sample_network(**changed: dict) -> Document:
    """The network; ``changed`` gives further values of nodes by name."""
    nodes = {
        name: Node(
            card=card,
            params={**params, **changed.get(name, {})},
            position=PLACES.get(name, (320 * i, -320 if i % 2 else 0)),
        )
        for i, (name, (card, params)) in enumerate(CARDS.items())
    }
    return Document(nodes=nodes, wires={t: (s,) for t, s in WIRES.items()})


def fill(window, **changed: dict) -> None:
    """Put the network into a window."""
    window.session.commit("Fill", sample_network(**changed))


def run_to_end(window, qtbot, timeout: int = 30000) -> None:
    """Press Run and wait until it is over."""
    with qtbot.waitSignal(window.runner.finished, timeout=timeout):
        window.actions_by_id["run"].trigger()
