"""Which keys do what: those that the program comes with, and those that the user chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.translation import tr

Place = Literal["window", "canvas", "rows"]
"""Where keys count: everywhere, on the canvas, or while a row of a card has the cursor."""

_SAME = {Qt.Key.Key_Enter: Qt.Key.Key_Return, Qt.Key.Key_Backtab: Qt.Key.Key_Tab}
_HELD = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_unknown,
}
_EDITING = {Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Backspace, Qt.Key.Key_Menu}


@dataclass(frozen=True)
class Binding:
    """Something that keys do; ``keys`` are those it comes with, in Qt's portable spelling.

    ``heading`` is what it stands under in the sheet of shortcuts.
    """

    id: str
    text: str
    heading: str
    place: Place
    keys: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """What it is called, in the language of the interface, without a sign for its key."""
        return tr(self.text).replace("&", "").rstrip("…")


class Keymap:
    """The keys of all bindings: the user's where ``changed`` names good ones, else their own.

    ``changed`` holds keys by the id of a binding, several with "; " between them, none as
    an empty text. Entries that are of no use are passed over.
    """

    def __init__(self, bindings: Iterable[Binding], changed: Mapping[str, Any]) -> None:
        self.bindings = {one.id: one for one in bindings}
        self.keys: dict[str, tuple[str, ...]] = {}
        good = {i: keys for i, text in changed.items() if (keys := self._read(i, text)) is not None}
        for one in self.bindings.values():
            if one.id not in good:
                self.keys[one.id] = one.keys
        for one_id, keys in good.items():
            # A file that somebody wrote by hand may give two commands one key.
            taken = any(True for key in keys for _ in self.holders(one_id, key))
            own = self.bindings[one_id].keys
            free = not any(True for key in own for _ in self.holders(one_id, key))
            self.keys[one_id] = keys if not taken else own if free else ()
        self._ids = {
            (self.bindings[one_id].place, key): one_id
            for one_id, keys in self.keys.items()
            for key in keys
        }

    def find(self, place: Place, key: str) -> str | None:
        """What this key does there."""
        return self._ids.get((place, key))

    def holders(self, one_id: str, key: str) -> Iterator[Binding]:
        """The others that have a key where ``one_id`` is to have it too."""
        place = self.bindings[one_id].place
        for other_id, keys in self.keys.items():
            other = self.bindings[other_id]
            if key in keys and other_id != one_id and _meet(place, other.place):
                yield other

    def is_changed(self, one_id: str) -> bool:
        return self.keys[one_id] != self.bindings[one_id].keys

    @property
    def changed(self) -> dict[str, str]:
        """What differs from the keys that the program comes with, as settings hold it."""
        return {i: "; ".join(keys) for i, keys in self.keys.items() if self.is_changed(i)}

    def with_keys(self, one_id: str, key: str, *, swap: str = "") -> Keymap:
        """The keymap in which ``key`` alone does this, and no other; empty for no key.

        ``swap`` is the id of another that gets the keys which this had before.
        """
        keys = {i: tuple(k for k in have if k != key or not self._meets(i, one_id))
                for i, have in self.keys.items()}  # fmt: skip
        if swap:
            place = self.bindings[swap].place
            given = [k for k in self.keys[one_id] if k != key and not complaint(place, k)]
            keys[swap] = (*keys[swap], *given)
        keys[one_id] = (key,) if key else ()
        return self._made(keys)

    def reset(self, one_id: str) -> Keymap:
        """The keymap in which this has its own keys again; whoever has them now loses them."""
        own = self.bindings[one_id].keys
        keys = {i: tuple(k for k in have if k not in own or not self._meets(i, one_id))
                for i, have in self.keys.items()}  # fmt: skip
        return self._made({**keys, one_id: own})

    def _made(self, keys: Mapping[str, tuple[str, ...]]) -> Keymap:
        different = {i: k for i, k in keys.items() if k != self.bindings[i].keys}
        return Keymap(self.bindings.values(), {i: "; ".join(k) for i, k in different.items()})

    def _meets(self, one_id: str, other_id: str) -> bool:
        places = self.bindings[one_id].place, self.bindings[other_id].place
        return one_id != other_id and _meet(*places)

    def _read(self, one_id: str, text: Any) -> tuple[str, ...] | None:
        """The keys that a text of the settings names; None if it is of no use."""
        if one_id not in self.bindings or not isinstance(text, str):
            return None
        keys = tuple(portable(part) for part in text.split("; ")) if text else ()
        place = self.bindings[one_id].place
        return keys if all(key and not complaint(place, key) for key in keys) else None


def pressed(event: QKeyEvent) -> str:
    """The keys of an event in portable spelling; empty while only Shift and the like are held."""
    key = Qt.Key(event.key())
    if key in _HELD:
        return ""
    modifiers = event.modifiers() & ~(
        Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
    )
    return _spelled(modifiers, _SAME.get(key, key))


def portable(text: str) -> str:
    """Keys as the program spells them; empty if the text names no single combination."""
    sequence = QKeySequence(text, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1:
        return ""
    one = _combination(sequence)
    if one.key() in _HELD:
        return ""
    return _spelled(one.keyboardModifiers(), _SAME.get(one.key(), one.key()))


def native(keys: Iterable[str]) -> str:
    """Keys as this desktop spells them."""
    form = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(form) for key in keys)


def complaint(place: Place, key: str) -> str:
    """Why a key cannot be used there, as a sentence; empty if it can."""
    one = _combination(QKeySequence(key))
    bare = not one.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    code = one.key()
    function = Qt.Key.Key_F1 <= code <= Qt.Key.Key_F35 or code in _EDITING
    if place == "window" and bare and not function:
        return tr("A command of the window needs Ctrl or Alt: other keys are for typing.")
    return ""


def _combination(sequence: QKeySequence) -> QKeyCombination:
    # Qt's stubs do not say that a sequence can be indexed.
    made: QKeyCombination = cast("Any", sequence)[0]
    return made


def _meet(place: Place, other: Place) -> bool:
    # In the rows of a card keys may mean something of their own.
    return place == other or "rows" not in (place, other)


def _spelled(modifiers: Qt.KeyboardModifier, key: Qt.Key) -> str:
    sequence = QKeySequence(QKeyCombination(modifiers, key))
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
