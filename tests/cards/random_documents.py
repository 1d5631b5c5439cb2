"""Random documents and edits for property tests; documents need not make sense."""

from hypothesis import strategies as st

from cards import edits
from cards.document import Document, Frame, Node, Note, end

WORDS = st.text(max_size=8)
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False), st.integers()
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)
PLACES = st.floats(-1e6, 1e6, allow_nan=False)
POSITIONS = st.tuples(PLACES, PLACES)
CARDS = st.sampled_from(["Dense", "BatchNormalization", "Unknown", "pack/Odd"])
SOCKETS = st.sampled_from(["input", "output", "units", "odd one"])
NODES = st.builds(
    Node,
    card=CARDS,
    card_version=st.integers(1, 3),
    params=st.dictionaries(WORDS, VALUES, max_size=3),
    position=POSITIONS,
    folded=st.booleans(),
    more=st.booleans(),
)


@st.composite
def edit(draw, doc):
    """One random edit of ``doc``, and the document after it."""
    names = sorted(doc.nodes)
    some = st.sampled_from(names) if names else st.nothing()
    steps = ["add", "seed", "note"] + [
        "move",
        "set",
        "reset",
        "wire",
        "cut",
        "fold",
        "remove",
    ] * bool(names)
    match draw(st.sampled_from(steps)):
        case "add":
            node = draw(NODES)
            return edits.add_node(doc, edits.new_name(doc, node.card), node)
        case "seed":
            return edits.set_seed(doc, draw(st.integers(0, 2**32 - 1)))
        case "note":
            note = Note(text=draw(WORDS), rect=(*draw(POSITIONS), 1.5, 2.0))
            doc = edits.put_note(doc, draw(WORDS), note)
            inside = draw(st.frozensets(some, max_size=3)) if names else frozenset()
            group = Frame(title=draw(WORDS), nodes=inside)
            return edits.put_frame(doc, draw(WORDS), group)
        case "move":
            return edits.move_nodes(doc, draw(st.dictionaries(some, POSITIONS, max_size=3)))
        case "set":
            return edits.set_param(doc, draw(some), draw(WORDS), draw(VALUES))
        case "reset":
            return edits.reset_param(doc, draw(some), draw(WORDS))
        case "wire":
            source, target = end(draw(some), draw(SOCKETS)), end(draw(some), draw(SOCKETS))
            return edits.connect(doc, source, target, many=draw(st.booleans()))
        case "cut":
            target = draw(st.sampled_from(sorted(doc.wires))) if doc.wires else end(draw(some), "x")
            return edits.disconnect(
                doc, target, draw(st.sampled_from([None, *doc.wires.get(target, ())]))
            )
        case "fold":
            doc = edits.fold(doc, [draw(some)], draw(st.booleans()))
            return edits.show_more(doc, [draw(some)], draw(st.booleans()))
        case _:
            return edits.remove_nodes(doc, draw(st.sets(some, max_size=2)))


@st.composite
def histories(draw, steps=12):
    """Documents, each one edit after the one before."""
    found = [Document()]
    for _ in range(draw(st.integers(0, steps))):
        found.append(draw(edit(found[-1])))
    return found


DOCUMENTS = histories().map(lambda found: found[-1])
