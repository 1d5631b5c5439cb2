from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from cards import edits
from cards.arranging import USUAL, arrange, part_of
from cards.checking import connected
from cards.document import Document, Frame, Node, node_of
from tests.cards.networks import TYPES, chain
from tests.cards.random_documents import DOCUMENTS


def overlap(a, b, sizes):
    (ax, ay), (bx, by) = a[1], b[1]
    (aw, ah), (bw, bh) = (sizes.get(n, USUAL) for n in (a[0], b[0]))
    return ax < bx + bw and bx < ax + aw and ay < by + bh and by < ay + ah


@given(DOCUMENTS, st.data())
@settings(max_examples=80, deadline=None)
def test_every_card_gets_a_place_and_none_lies_on_another(doc, data):
    lengths = st.floats(50, 900)
    sizes = {n: data.draw(st.tuples(lengths, lengths)) for n in doc.nodes}
    placed = arrange(doc, sizes)
    assert set(placed) == set(doc.nodes)
    for a, b in combinations(placed.items(), 2):
        assert not overlap(a, b, sizes)


def test_a_chain_is_one_straight_line_to_the_right():
    doc = chain("Dense", "BatchNormalization", "Activation")
    placed = arrange(doc, {})
    names = ["input", "dense", "batchnormalization", "activation", "output"]
    assert all(placed[a][0] + USUAL[0] < placed[b][0] for a, b in pairwise(names))
    assert len({y for _, y in placed.values()}) == 1


def test_a_part_stands_directly_left_of_the_card_that_it_feeds():
    doc = chain("Dense", "Activation", "BatchNormalization")
    doc = edits.add_node(doc, "part", Node(card="Zeros"))
    doc = connected(doc, TYPES, "part.instance", "batchnormalization.beta_initializer")
    placed = arrange(doc, {})
    assert placed["part"][0] == placed["activation"][0]


def test_wires_run_to_the_right():
    doc = chain("Dense", "Dropout", "Add")
    doc = connected(doc, TYPES, "dense.output", "add.input_b")
    placed = arrange(doc, {})
    for source, target in doc.pairs():
        assert placed[node_of(source)][0] < placed[node_of(target)][0]


def test_two_branches_do_not_cross():
    nodes = {n: Node(card="Activation") for n in ("a1", "b1", "a2", "b2", "a3", "b3")}
    wires = {f"{x}{i + 1}.input": (f"{x}{i}.output",) for x in "ba" for i in (1, 2)}
    placed = arrange(Document(nodes=nodes, wires=wires), {})
    signs = {placed[f"a{i}"][1] < placed[f"b{i}"][1] for i in (1, 2, 3)}
    assert len(signs) == 1


def test_a_circle_is_arranged_all_the_same():
    doc = edits.connect(chain("Dense", "Activation"), "activation.output", "dense.input")
    assert set(arrange(doc, {})) == set(doc.nodes)


def test_no_cards_need_no_places():
    assert arrange(Document(), {}) == {}


def test_a_branch_stands_near_the_cards_that_use_it():
    doc = chain("Dense", "Activation", "BatchNormalization", "LayerNormalization")
    for name, card in (("first", "Float"), ("second", "Float")):
        doc = edits.add_node(doc, name, Node(card=card))
    doc = connected(doc, TYPES, "first.value", "layernormalization.epsilon")
    doc = connected(doc, TYPES, "second.value", "batchnormalization.epsilon")
    placed = arrange(doc, {})
    assert placed["first"][0] == placed["batchnormalization"][0]
    assert placed["second"][0] == placed["activation"][0]


# --- frames


def _box(names, placed, sizes, margin=0.0):
    left, top = (min(placed[n][a] for n in names) - margin for a in (0, 1))
    right, bottom = (
        max(placed[n][a] + sizes.get(n, USUAL)[a] for n in names) + margin for a in (0, 1)
    )
    return left, top, right, bottom


def test_the_cards_of_a_frame_stay_together_and_no_other_lies_among_them():
    nodes = {n: Node(card="Activation") for n in ("a1", "b1", "a2", "b2", "a3", "b3")}
    wires = {f"{x}{i + 1}.input": (f"{x}{i}.output",) for x in "ba" for i in (1, 2)}
    wires["b3.other"] = ("a1.output",)
    framed = {"a1", "b2", "a3"}
    doc = Document(
        nodes=nodes, wires=wires, frames={"f": Frame(title="F", nodes=frozenset(framed))}
    )
    placed = arrange(doc, {})
    left, top, right, bottom = _box(framed, placed, {}, margin=20)
    for name in nodes.keys() - framed:
        x, y = placed[name]
        apart = x >= right or x + USUAL[0] <= left or y >= bottom or y + USUAL[1] <= top
        assert apart, name


@given(DOCUMENTS, st.data())
@settings(max_examples=60, deadline=None)
def test_with_frames_of_any_kind_no_card_lies_on_another(doc, data):
    names = st.sampled_from([*sorted(doc.nodes), "gone"])
    sets = data.draw(st.lists(st.frozensets(names, max_size=6), max_size=4))
    frames = {f"f{i}": Frame(title="F", nodes=nodes) for i, nodes in enumerate(sets)}
    doc = doc.model_copy(update={"frames": frames})
    placed = arrange(doc, {})
    assert set(placed) == set(doc.nodes)
    for a, b in combinations(placed.items(), 2):
        assert not overlap(a, b, {})


def test_only_a_part_is_arranged_with_what_belongs_to_it():
    doc = chain("Dense", "Activation", "Dropout")
    doc = edits.put_frame(doc, "f", Frame(title="F", nodes=frozenset({"dense", "dropout"})))
    part = part_of(doc, ["dense", "activation"])
    assert set(part.nodes) == {"dense", "activation"}
    placed = arrange(part, {})
    assert placed.keys() == {"dense", "activation"}
    assert placed["dense"][0] < placed["activation"][0]
