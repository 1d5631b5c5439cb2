"""A check that takes up an earlier one must say the same as one from the beginning."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cards import edits
from cards.card import Context
from cards.checking import _Check, check
from cards.document import Document, Node, end
from cards.registry import builtin_cards
from cards.searching import matches
from cards.sharing import counted
from tests.cards.random_documents import edit as any_edit
from tests.cards.random_documents import histories

TYPES = builtin_cards()
CARDS = {
    "Input": [("shape", [4]), ("shape", [6, 4]), ("shape", [8, 8, 4]), ("name", "x"), ("shape", 0)],
    "Dense": [
        ("units", 4),
        ("units", 5),
        ("units", 0),
        ("use_bias", False),
        ("name", "same"),
        ("activation", "softmax"),
        ("dtype", "float64"),
        ("odd row", 1),
    ],
    "Conv2D": [("filters", 4), ("padding", "same"), ("data_format", "channels_first")],
    "BatchNormalization": [("axis", 1), ("axis", [1]), ("center", False), ("axis", 7)],
    "AddAll": [("name", "sum")],
    "Activation": [("activation", "tanh")],
    "Flatten": [("name", "flat")],
    "TimeDistributed": [("layer", {"card": "Dense", "params": {"units": 3}})],
    "ApplyLayer": [("name", "again")],
    "HeNormal": [("random_seed", 3)],
    "Output": [("name", "x"), ("name", "")],
    "BundledDataSet": [("data_set", "iris"), ("data_set", "wine")],
    "SplitIntoXAndYByColumns": [("x_columns", "0:4"), ("y_columns", "4"), ("y_columns", "9")],
    "TrainNeuralNetwork": [("loss", "MeanSquaredError"), ("batch_size", 0), ("epochs", 2)],
    "GetFloatFromNamedValues": [("name", "loss")],
    "ReturnFloat": [("name", "r"), ("name", "result")],
    "Unknown": [("a", 1)],
}


def network():
    """Images through a shared layer and a residual, trained on a table that does not fit."""
    nodes = {
        "in": Node(card="Input", params={"shape": [4]}),
        "a": Node(card="Dense", params={"units": 4}),
        "norm": Node(card="BatchNormalization"),
        "act": Node(card="Activation"),
        "sum": Node(card="AddAll"),
        "again": Node(card="ApplyLayer"),
        "b": Node(card="Dense", params={"units": 3, "activation": "softmax"}),
        "start": Node(card="HeNormal"),
        "out": Node(card="Output"),
        "iris": Node(card="BundledDataSet", params={"data_set": "iris"}),
        "split": Node(card="SplitIntoXAndYByColumns", params={"x_columns": "0:4"}),
        "train": Node(card="TrainNeuralNetwork", params={"loss": "CategoricalCrossentropy"}),
    }
    wires = {
        "a.input": ("in.data",),
        "a.kernel_initializer": ("start.instance",),
        "norm.input": ("a.output",),
        "act.input": ("norm.output",),
        "sum.inputs": ("act.output", "a.output"),
        "again.input": ("sum.output",),
        "again.layer": ("a.layer",),
        "b.input": ("again.output",),
        "out.data": ("b.output",),
        "split.data": ("iris.table",),
        "train.neural_network": ("out.network",),
        "train.training_x": ("split.x",),
        "train.training_y": ("split.y",),
    }
    return Document(nodes=nodes, wires=wires)


def told(found):
    return (
        found.node,
        found.socket,
        found.severity,
        found.message,
        tuple(fix.label for fix in found.fixes),
    )


def assert_same(doc, report):
    fresh = check(doc, TYPES)
    assert [told(d) for d in report.diagnostics] == [told(d) for d in fresh.diagnostics]
    assert [told(d) for d in report.advice] == [told(d) for d in fresh.advice]
    assert report.order == fresh.order
    assert report.types == fresh.types
    assert report.cards == fresh.cards
    assert report.inferences.keys() == fresh.inferences.keys()
    for name, found in fresh.inferences.items():
        mine = report.inferences[name]
        assert (mine.outputs, mine.weights) == (found.outputs, found.weights)
        assert (mine.trainable, mine.frozen) == (found.trainable, found.frozen)
    assert report.specs == fresh.specs
    assert counted(doc, report, report.inferences) == counted(doc, fresh, list(fresh.inferences))
    assert matches(doc, report, "a 4") == matches(doc, fresh, "a 4")
    assert report.arrived == fresh.arrived
    assert report.origins.keys() == fresh.origins.keys()


@st.composite
def network_edits(draw, doc):
    """One edit that a user might make of a network; it need not be a good one."""
    names = st.sampled_from(sorted(doc.nodes) or ["in"])
    steps = ["add", "wire", "wire", "cut", "set", "set", "remove", "card", "move", "order"]
    step = draw(st.sampled_from(steps if doc.nodes else ["add"]))
    if step == "add":
        card = draw(st.sampled_from(sorted(CARDS)))
        return edits.add_node(doc, edits.new_name(doc, card), Node(card=card))
    if step == "wire":
        source, target = draw(names), draw(names)
        giver, taker = (TYPES.get(doc.nodes[n].card) for n in (source, target))
        outs = [s.name for s in giver.outputs] if giver else ["output"]
        into = [s for s in taker.rows() if not s.parameter] if taker else []
        rows = [s.name for s in into] + ["layer", "kernel_initializer", "use_bias", "input", "name"]
        place = end(target, draw(st.sampled_from(rows)))
        source = end(source, draw(st.sampled_from(outs or ["output"])))
        return edits.connect(doc, source, place, many=draw(st.booleans()))
    if step == "cut" and doc.wires:
        target = draw(st.sampled_from(sorted(doc.wires)))
        source = draw(st.sampled_from([None, *doc.wires[target]]))
        return edits.disconnect(doc, target, source)
    if step == "remove":
        gone = draw(st.sets(names, min_size=1, max_size=2))
        if draw(st.booleans()):
            return edits.remove_nodes(doc, gone)
        # As a file may be: with wires of cards that are not there.
        left = {n: node for n, node in doc.nodes.items() if n not in gone}
        return doc.model_copy(update={"nodes": left})
    name = draw(names)
    if step == "card":
        node = doc.nodes[name].model_copy(update={"card": draw(st.sampled_from(sorted(CARDS)))})
        return doc.model_copy(update={"nodes": {**doc.nodes, name: node}})
    if step == "move":
        return edits.move_nodes(doc, {name: draw(st.tuples(st.integers(0, 9), st.integers(0, 9)))})
    if step == "order":
        nodes = dict(doc.nodes)
        return doc.model_copy(update={"nodes": {name: nodes.pop(name), **nodes}})
    rows = CARDS.get(doc.nodes[name].card, [("a", 1)])
    row, value = draw(st.sampled_from(rows))
    if row in doc.nodes[name].params and draw(st.booleans()):
        return edits.reset_param(doc, name, row)
    return edits.set_param(doc, name, row, value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_taking_up_the_last_check_says_the_same_as_checking_anew(data):
    docs = [network()]
    report = check(docs[0], TYPES)
    for _ in range(data.draw(st.integers(1, 12))):
        if data.draw(st.integers(0, 5)) == 0:
            docs.append(data.draw(st.sampled_from(docs)))
        else:
            docs.append(data.draw(network_edits(docs[-1])))
        report = check(docs[-1], TYPES, before=report)
        assert_same(docs[-1], report)


@settings(max_examples=40, deadline=None)
@given(histories(), st.data())
def test_documents_that_make_no_sense_are_checked_alike(docs, data):
    report = check(docs[0], TYPES)
    for doc in docs[1:]:
        report = check(doc, TYPES, before=report)
        assert_same(doc, report)
    last = data.draw(any_edit(docs[-1]))
    assert_same(last, check(last, TYPES, before=report))


def counting(monkeypatch):
    """The nodes that a check looks at, one after the other."""
    seen, node = [], _Check.node

    def noted(self, name, found):
        seen.append(name)
        node(self, name, found)

    monkeypatch.setattr(_Check, "node", noted)
    return seen


def chain(count):
    nodes = {"in": Node(card="Input", params={"shape": [4]})}
    wires = {}
    for i in range(count):
        nodes[f"n{i}"] = Node(card="Dense", params={"units": 4})
        wires[f"n{i}.input"] = (f"n{i - 1}.output" if i else "in.data",)
    return Document(nodes=nodes, wires=wires)


def test_only_what_an_edit_can_change_is_looked_at(monkeypatch):
    doc = chain(40)
    report = check(doc, TYPES)
    seen = counting(monkeypatch)
    changed = edits.set_param(doc, "n20", "units", 5)
    report = check(changed, TYPES, before=report)
    # The entry is asked each time, and the next layer has other weights but gives the same.
    assert seen == ["in", "n20", "n21"]
    seen.clear()
    check(edits.move_nodes(changed, {"n3": (5, 5)}), TYPES, before=report)
    assert seen == ["in"]


def test_a_network_is_known_again_when_only_its_sizes_change():
    doc = network()
    report = check(doc, TYPES)
    wider = edits.set_param(doc, "in", "dtype", "float64")
    report = check(wider, TYPES, before=report)
    assert report.known.networks
    assert_same(wider, report)


def test_a_file_that_is_there_now_is_noticed_without_an_edit(tmp_path):
    doc = Document(nodes={"table": Node(card="ReadAsCSV", params={"path": "a.csv"})})
    context = Context(tmp_path)
    report = check(doc, TYPES, context)
    assert not report.ok
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    assert check(doc, TYPES, context, report).ok
