"""Documents as text and files: JSON with sorted keys, one item a line."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from cards import storing
from cards.document import Document, DocumentError, Group, Node, Note
from cards.limits import (
    check_amounts,
    check_beside,
    check_characters,
    check_depth,
    check_extent,
    check_groups,
    check_names,
    check_texts,
)
from cards.migrations import migrated
from cards.storing import Stamp

LARGEST = 64 * 2**20
"""Bytes beyond which a file is not read."""


class ConflictError(DocumentError):
    """The file is not the one that was read or written last; nothing was written."""


class UnsureError(DocumentError):
    """The file was written, with ``stamp``, but the disk does not say that it will last."""

    def __init__(self, sentence: str, stamp: Stamp) -> None:
        super().__init__(sentence)
        self.stamp = stamp


def load(path: Path | str) -> Document:
    """Read a document. Raises DocumentError, one sentence, if that is not possible."""
    return load_stamped(path)[0]


def load_stamped(path: Path | str) -> tuple[Document, Stamp]:
    """Read a document, and what tells its file from any other. Raises DocumentError."""
    path = Path(path)
    try:
        content = storing.read(path, LARGEST)
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise DocumentError(f"{path} cannot be read: it is not there.") from None
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path.name} is no text in UTF-8 (byte {error.start + 1}).") from None
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {storing.reason(error)}.") from None
    except ValueError:
        raise DocumentError("There can be no file of that name.") from None
    return loads(text), storing.stamp_of(content)


def loads(text: str) -> Document:
    """The document that ``text`` describes. Raises DocumentError, one sentence."""
    with _without_collection():
        return _document(text)


def _document(text: str) -> Document:
    check_extent(text)
    data = _parsed(text)
    if not isinstance(data, dict):
        raise DocumentError("The file holds no document: a JSON object is expected.")
    check_depth(data)
    check_characters(text, data)
    data = migrated(data)
    wires = data.get("wires")
    if isinstance(wires, dict):
        data = {**data, "wires": _wires(wires)}
    check_amounts(data.get("nodes"), data.get("wires"))
    check_beside(data)
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        raise DocumentError(_sentence(error)) from None
    check_groups(document)
    check_names(document)
    return document


def save(path: Path | str, document: Document, expected: Stamp | None = None) -> Stamp:
    """Write ``document`` so that the file is at any time the old one or the new one.

    Gives the stamp of what was written. Raises DocumentError, one sentence, if it cannot be
    written, ConflictError if the file is there and is not the one ``expected``: then the old file
    stays. Raises UnsureError if it was written and may not last.
    """
    path = Path(path)
    content = _content(document)
    try:
        return storing.replace(path, content, expected)
    except storing.ChangedError:
        raise ConflictError(f"Somebody else has changed {path}.") from None
    except storing.UnsureError as error:
        sentence = f"{path} is written, but {storing.reason(error)}: save once more."
        raise UnsureError(sentence, error.stamp) from None
    except OSError as error:
        raise DocumentError(f"{path} cannot be written: {storing.reason(error)}.") from None


def _content(document: Document) -> bytes:
    """What is written; raises DocumentError if it could not be read again."""
    text = dumps(document)
    check_texts(text)
    check_amounts(document.nodes, document.wires)
    check_beside({part: getattr(document, part) for part in ("groups", "frames", "notes", "bends")})
    check_names(document)
    content = text.encode()
    if len(content) > LARGEST:
        raise DocumentError(
            f"The document is too large: files of up to {LARGEST // 2**20} MB are read."
        )
    return content


def dumps(document: Document) -> str:
    """``document`` as JSON text."""
    try:
        return "".join(_document_lines(document))
    except (ValueError, TypeError) as error:
        raise DocumentError(f"The document holds a value that JSON cannot hold: {error}.") from None


# Reading


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the garbage collector from looking at thousands of new objects again and again.

    It would take as long as reading a large document itself.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"The file is broken at line {error.lineno}, column {error.colno}: "
            f"{_json_fault(error.msg)}."
        ) from None
    except RecursionError:
        raise DocumentError("The file is nested too deeply.") from None
    except DocumentError:
        raise
    except ValueError:  # whole numbers of more than 4300 digits
        raise DocumentError("The file holds a number with too many digits.") from None


def _json_fault(message: str) -> str:
    known = {
        "Expecting value": "a value is missing",
        "Expecting ',' delimiter": "a comma or a closing bracket is missing",
        "Expecting ':' delimiter": "a colon is missing",
        "Expecting property name enclosed in double quotes": "a name in double quotes is missing",
        "Extra data": "something follows the end of the document",
        "Unterminated string starting at": "the text that starts here has no end",
        "Invalid control character at": "there is a control character inside a text",
        "Illegal trailing comma before end of object": "there is a comma before the end",
        "Illegal trailing comma before end of array": "there is a comma before the end",
    }
    return known.get(message, message[:1].lower() + message[1:])


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]  # add gives None, which is wanted here
        raise DocumentError(f'The name "{twice:.100}" occurs twice in the same place of the file.')
    return data


def _refuse_constant(text: str) -> NoReturn:
    raise DocumentError(f"The file holds {text}, which is no number that a document can hold.")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise DocumentError(f"The file holds the number {text:.40}, which is too large.")
    return value


def _wires(wires: dict[str, Any]) -> dict[str, Any]:
    """Wires with every source in a list; a target without sources is no wire."""
    read: dict[str, Any] = {}
    for target, sources in wires.items():
        listed = [sources] if isinstance(sources, str) else sources
        if not isinstance(listed, list):
            raise DocumentError(f'The wire to "{target:.100}" should name where it comes from.')
        for place in (target, *listed):
            if not (isinstance(place, str) and "." in place[1:-1]):
                raise DocumentError(
                    f'The wire to "{target:.100}" should join ends written '
                    f'"card.socket", not {place!r:.100}.'
                )
        if listed:
            read[target] = listed
    return read


_SECTIONS = {
    "nodes": "card",
    "wires": "wire",
    "groups": "group",
    "frames": "frame",
    "notes": "note",
    "bends": "bends",
}


def _sentence(error: ValidationError) -> str:
    """The first fault of a document that does not fit the model, as a sentence."""
    fault = error.errors(include_url=False)[0]
    path = [str(part) for part in fault["loc"] if part != "[key]"]
    section, rest = (path[0], path[1:]) if path else ("", [])
    given = f"{fault['input']!r:.60}"
    if section in _SECTIONS and rest:
        place = f'of the {_SECTIONS[section]} "{rest[0]:.100}"'
        if fault["loc"][-1] == "[key]":
            return (
                f"{given} is no name for a card: use letters, digits and underscores, at most 200."
            )
    else:
        place = "of the document"
    if fault["type"] == "extra_forbidden":
        return f'The entry "{path[-1]:.100}" {place} is not known.'
    if fault["type"] == "missing":
        return f'The entry "{path[-1]:.100}" {place} is missing.'
    fields = rest[1:] if section in _SECTIONS and rest else path
    entry = ".".join(fields)
    what = f'The entry "{entry:.100}" {place}' if entry else f"What stands for {place[3:]}"
    return f"{what} is not as expected: {given}."


# Writing

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True).encode
# One call for all values of a node; lists among them would be broken into lines as well.
_encode_lines = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",\n        ", ": ")
).encode
_PLAIN = {str, int, float, bool, type(None)}
_simple = re.compile(r'[^"\\\x00-\x1f]*').fullmatch


def _text(text: str) -> str:
    return f'"{text}"' if _simple(text) else _encode(text)


def _document_lines(document: Document) -> Iterator[str]:
    """The parts of the text, in the order of their keys; what few documents have only there."""
    yield "{\n"
    if document.bends:
        yield '  "bends": '
        yield _block(
            (target, {source: _points(points) for source, points in by_source.items()})
            for target, by_source in sorted(document.bends.items())
        )
        yield ",\n"
    yield f'  "format": {_text(document.format)},\n  "frames": '
    yield _block(
        (name, {"color": f.color, "nodes": sorted(f.nodes), "title": f.title})
        for name, f in sorted(document.frames.items())
    )
    if document.groups:
        yield ',\n  "groups": '
        yield _block((name, _group(group)) for name, group in sorted(document.groups.items()))
    yield ',\n  "nodes": '
    yield _nodes(document.nodes)
    yield ',\n  "notes": '
    yield _block((name, _note(note)) for name, note in sorted(document.notes.items()))
    yield f',\n  "settings": {{\n    "seed": {document.settings.seed}\n  }}'
    yield f',\n  "version": {document.version},\n  "wires": '
    yield _block(
        (target, sources[0] if len(sources) == 1 else list(sources))
        for target, sources in sorted(document.wires.items())
    )
    yield "\n}\n"


def _block(items: Iterator[tuple[str, Any]]) -> str:
    lines = [f"    {_text(name)}: {_value(value)}" for name, value in items]
    return "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"


def _nodes(nodes: Mapping[str, Node]) -> str:
    lines = [f"    {_text(name)}: {_node(nodes[name])}" for name in sorted(nodes)]
    return "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"


def _node(node: Node) -> str:
    lines = [f'"card": {_text(node.card)}', f'"card_version": {node.card_version}']
    if node.folded:
        lines.append('"folded": true')
    if node.group is not None:
        lines.append(f'"group": {_text(node.group)}')
    if node.more:
        lines.append('"more": true')
    if node.params:
        params = node.params
        if all(type(v) in _PLAIN for v in params.values()):
            inside = f"        {_encode_lines(params)[1:-1]}"
        else:
            inside = ",\n".join(f"        {_text(p)}: {_value(params[p])}" for p in sorted(params))
        lines.append(f'"params": {{\n{inside}\n      }}')
    x, y = node.position
    lines.append(f'"position": [{_number(x)}, {_number(y)}]')
    return "{\n      " + ",\n      ".join(lines) + "\n    }"


def _group(group: Group) -> dict[str, Any]:
    """A group as data; what is as by default is left out."""
    given: dict[str, Any] = {"title": group.title, "position": _points([group.position])[0]}
    for ports in ("inputs", "outputs"):
        if listed := getattr(group, ports):
            given[ports] = [{"name": p.name, "title": p.title, "ends": p.ends} for p in listed]
    if group.group is not None:
        given["group"] = group.group
    return given | {flag: True for flag in ("folded", "open") if getattr(group, flag)}


def _note(note: Note) -> dict[str, Any]:
    inside = {} if note.group is None else {"group": note.group}
    if note.color:
        inside["color"] = note.color
    return {"rect": [_number(v) for v in note.rect], "text": note.text, **inside}


def _points(points: Iterable[Sequence[float]]) -> list[list[float | int]]:
    return [[_number(v) for v in point] for point in points]


def _value(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is int:
        return str(value)
    return _encode(value)


def _number(value: float) -> float | int:
    """``value``, without a fraction if it has none."""
    return int(value) if value == int(value) else value
