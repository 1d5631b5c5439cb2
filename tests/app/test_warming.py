from typing import ClassVar

from app.warming import Warming
from cards.card import Part, param
from cards.kinds import INITIALIZER


class Unused(Part):
    """A card that nothing has used yet."""

    title: ClassVar[str] = "Unused"
    kind = INITIALIZER

    size: int = param(3, "Some number.")


def test_cards_are_made_ready_while_nobody_waits(qapp, qtbot):
    assert not Unused.__pydantic_complete__
    warming = Warming({"Unused": Unused}, qapp)
    assert not warming.done
    qtbot.waitUntil(lambda: warming.done)
    assert Unused.__pydantic_complete__ and Unused().size == 3
    warming.deleteLater()
