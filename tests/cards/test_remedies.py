from cards import edits
from cards.card import Inference, Socket, TaskCard, param
from cards.checking import check, connected
from cards.document import Node
from cards.kinds import DATA
from engine.autodiff import Spec
from tests.cards.networks import TYPES as BUILT_IN
from tests.cards.networks import chain


class Known(TaskCard):
    """Data of a known shape."""

    title = "Known data"
    group = "Tests"
    outputs = (Socket("data", DATA, "The data."),)

    shape: tuple[int, ...] = param((4,), "Shape of an example.")

    def infer(self, context, arriving):
        return Inference({"data": Spec((100, *self.shape))})


SOFTMAX = "Set Activation of dense to softmax"
TYPES = {**BUILT_IN, "Known": Known}


def trained(doc, x, y, loss="CategoricalCrossentropy"):
    """A network with data of these shapes and a card that trains it."""
    for name, shape in (("x", x), ("y", y)):
        doc = edits.add_node(doc, name, Node(card="Known", params={"shape": shape}))
    doc = edits.add_node(doc, "train", Node(card="TrainNeuralNetwork", params={"loss": loss}))
    doc = connected(doc, TYPES, "output.network", "train.neural_network")
    doc = connected(doc, TYPES, "x.data", "train.training_x")
    return connected(doc, TYPES, "y.data", "train.training_y")


def repaired(doc):
    """The labels of the fixes that the check finds, each first one taken, to the end."""
    labels = []
    for _ in range(5):
        report = check(doc, TYPES)
        if report.ok:
            break
        (error,) = report.diagnostics
        assert error.node == "train" and error.fixes, error
        labels.append(error.fixes[0].label)
        doc = error.fixes[0].edit(doc)
    assert check(doc, TYPES).ok
    return labels


def test_an_input_of_another_shape_is_set_to_that_of_the_data():
    doc = trained(chain("Dense", Dense={"units": 3}), x=[13], y=[3])
    assert repaired(doc) == ["Set Shape of input to [13]", SOFTMAX]


def test_the_last_units_are_set_to_the_columns_of_the_targets():
    doc = trained(chain("Dense", "Activation", Input={"shape": [13]}), x=[13], y=[3])
    assert repaired(doc) == ["Set Units of dense to 3"]


def test_a_flatten_layer_is_put_before_a_dense_layer_that_sees_an_image():
    network = chain("Conv2D", "Dense", Input={"shape": [8, 8, 1]}, Dense={"units": 10})
    network = edits.move_nodes(network, {"conv2d": (400.0, 0.0), "dense": (800.0, 0.0)})
    doc = trained(network, x=[8, 8, 1], y=[10])
    assert repaired(doc) == ["Put a Flatten layer before dense", SOFTMAX]
    fixed = check(doc, TYPES).diagnostics[0].fixes[0].edit(doc)
    assert fixed.wires["dense.input"] == ("flatten_1.output",)
    assert fixed.nodes["flatten_1"].position == (800.0, 0.0)
    assert fixed.nodes["dense"].position[0] > 1000


def test_two_things_that_do_not_fit_are_repaired_one_after_the_other():
    doc = trained(chain("Dense", Dense={"units": 5}), x=[13], y=[3])
    assert repaired(doc) == ["Set Shape of input to [13]", "Set Units of dense to 3", SOFTMAX]


def test_what_would_not_help_is_not_offered():
    doc = trained(chain("Flatten"), x=[13], y=[3])
    doc = edits.set_param(doc, "input", "shape", [13])
    (error,) = check(doc, TYPES).diagnostics
    assert error.node == "train" and error.fixes == ()
