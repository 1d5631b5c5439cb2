"""What a fitted transform is, apart from the cards that make it."""

import numpy as np

from cards.transforms import Scaling


def test_scalings_are_compared_by_what_they_do():
    # A check compares what arrives with what arrived before.
    assert Scaling(("a",)) == Scaling(("a",)) and hash(Scaling(("a",))) == hash(Scaling(("a",)))
    assert Scaling(("a",)) != Scaling(("b",)) and Scaling(("a",)) != "a"
    fitted = Scaling(("a", "b"), np.zeros(2), np.ones(2))
    assert fitted == Scaling(("a", "b"), np.zeros(2), np.ones(2))
    assert fitted != Scaling(("a", "b"), np.ones(2), np.ones(2))
    assert fitted != Scaling(("a", "b"))
