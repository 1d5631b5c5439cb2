"""Taking back one difference between two documents, as an edit of the newer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cards import edits
from cards.comparing import Difference
from cards.document import Document, End, Frame, Group, Node, Note, end, node_of
from cards.edits import Refused


def taken_back(old: Document, new: Document, one: Difference) -> Document:
    """``new``, but for this difference as it was in ``old``.

    Raises Refused if something that has changed since stands in the way.
    """
    return _UNDO[one.what](old, new, one)


def _seed(old: Document, new: Document, one: Difference) -> Document:
    return edits.set_seed(new, old.settings.seed)


def _card(old: Document, new: Document, one: Difference) -> Document:
    """A whole card: one that came goes, one that went is back with its wires."""
    name = one.node or ""
    if one.sort == "added":
        return edits.remove_nodes(new, [name])
    node = _known(old.nodes, name)
    if one.sort == "changed":
        return _with(new, nodes={**new.nodes, name: _like(node, _known(new.nodes, name))})
    if name in new.nodes or name in new.groups:
        raise Refused(f"There is already a card called {name}.")
    group = node.group if node.group in new.groups else None
    made = _with(new, nodes=_in_place(old.nodes, new.nodes, name, node, group))
    for target, sources in old.wires.items():
        for source in sources:
            if name in (node_of(source), node_of(target)):
                made = _wired(old, made, source, target)
    return _framed_again(old, made, name)


def _like(old: Node, new: Node) -> Node:
    """What a node was, where it stands now."""
    place = {"position": new.position, "group": new.group}
    return old.model_copy(update=place | {"folded": new.folded, "more": new.more})


def _row(old: Document, new: Document, one: Difference) -> Document:
    name, row = one.node or "", one.socket or ""
    params = _known(old.nodes, name).params
    if row not in params:
        return edits.reset_param(new, name, row)
    return edits.set_param(new, name, row, params[row])


def _wire(old: Document, new: Document, one: Difference) -> Document:
    target = end(one.node or "", one.socket or "")
    if one.sort == "added":
        new = edits.disconnect(new, target, one.key)
        # Where a wire took the place of another one, that is back.
        for source in old.wires.get(target, ()):
            if not new.wires.get(target):
                new = _wired(old, new, source, target)
        return new
    return _wired(old, new, one.key, target)


def _wired(old: Document, new: Document, source: End, target: End) -> Document:
    """A wire of ``old`` laid again, in its order; instead of another where one is taken."""
    if node_of(source) not in new.nodes or node_of(target) not in new.nodes:
        return new
    there, were = new.wires.get(target, ()), old.wires[target]
    if source in there:
        return new
    if len(were) == 1 and not set(there) <= set(were):
        new = edits.disconnect(new, target)
        there = ()
    placed = sorted((*there, source), key=lambda s: were.index(s) if s in were else len(were))
    new = _with(new, wires={**new.wires, target: tuple(placed)})
    points = old.bends.get(target, {}).get(source)
    return edits.bend(new, source, target, points) if points else new


def _order(old: Document, new: Document, one: Difference) -> Document:
    target = end(one.node or "", one.socket or "")
    were, there = old.wires.get(target, ()), new.wires.get(target, ())
    if sorted(were) != sorted(there):
        raise Refused("Other wires lead there by now.")
    return _with(new, wires={**new.wires, target: were})


def _inside(old: Document, new: Document, one: Difference) -> Document:
    name = one.node or ""
    part = "groups" if name in new.groups else "nodes"
    before = _known(getattr(old, part), name).group
    if before is not None and before not in new.groups:
        raise Refused("The group that it was in is no more.")
    return _changed(new, part, name, group=before)


def _group(old: Document, new: Document, one: Difference) -> Document:
    """A group that was made is undone; one that was undone has its cards again."""
    name = one.node or ""
    if one.sort == "added":
        outer = _known(new.groups, name).group
        new = _with(new, groups={n: g for n, g in new.groups.items() if n != name})
        return _regrouped(old, new, name, outer)
    if name in new.nodes or name in new.groups:
        raise Refused(f"There is already a card called {name}.")
    group = _known(old.groups, name)
    outer = group.group if group.group in new.groups else None
    group = group.model_copy(update={"group": outer})
    new = _with(new, groups=_in_place(old.groups, new.groups, name, group, outer))
    parts: dict[str, Any] = {}
    for part in ("nodes", "groups", "notes"):
        were = getattr(old, part)
        parts[part] = {
            n: thing.model_copy(update={"group": name})
            if n in were and were[n].group == name and thing.group != name
            else thing
            for n, thing in getattr(new, part).items()
        }
    return _framed_again(old, _with(new, **parts), name)


def _regrouped(old: Document, new: Document, gone: str, outer: str | None) -> Document:
    """What was in the group ``gone`` is where it was before, or in the group around it."""
    parts: dict[str, Any] = {}
    for part in ("nodes", "groups", "notes"):
        were: Mapping[str, Any] = getattr(old, part)
        changed = {}
        for name, thing in getattr(new, part).items():
            before = were[name].group if name in were else outer
            before = before if before in new.groups else outer
            inside = thing.group == gone
            changed[name] = thing.model_copy(update={"group": before}) if inside else thing
        parts[part] = changed
    frames = {
        key: frame.model_copy(update={"nodes": frame.nodes - {gone}})
        if gone in frame.nodes
        else frame
        for key, frame in new.frames.items()
    }
    return _with(new, **parts, frames=frames)


def _title(old: Document, new: Document, one: Difference) -> Document:
    name = one.node or ""
    return _changed(new, "groups", name, title=_known(old.groups, name).title)


def _port(old: Document, new: Document, one: Difference) -> Document:
    """All ports of that side of the group, since they belong together in their order."""
    name, side = one.node or "", f"{one.key}s"
    return _changed(new, "groups", name, **{side: getattr(_known(old.groups, name), side)})


def _note(old: Document, new: Document, one: Difference) -> Document:
    if one.sort == "added":
        return edits.remove_note(new, one.key)
    before: Note = _known(old.notes, one.key)
    if one.sort == "changed":
        return _changed(new, "notes", one.key, text=before.text, color=before.color)
    group = before.group if before.group in new.groups else None
    return _with(new, notes=_in_place(old.notes, new.notes, one.key, before, group))


def _frame(old: Document, new: Document, one: Difference) -> Document:
    if one.sort == "added":
        return edits.remove_frame(new, one.key)
    before: Frame = _known(old.frames, one.key)
    there = before.nodes & (new.nodes.keys() | new.groups.keys())
    frame = before.model_copy(update={"nodes": frozenset(there)})
    return _with(new, frames={**new.frames, one.key: frame})


def _framed_again(old: Document, new: Document, name: str) -> Document:
    frames = {
        key: frame.model_copy(update={"nodes": frame.nodes | {name}})
        if key in old.frames and name in old.frames[key].nodes
        else frame
        for key, frame in new.frames.items()
    }
    return _with(new, frames=frames)


def _place(old: Document, new: Document, one: Difference) -> Document:
    if one.node is None:
        before: Note = _known(old.notes, one.key)
        group = before.group if before.group in new.groups else None
        return _changed(new, "notes", one.key, rect=before.rect, group=group)
    part = "groups" if one.node in new.groups else "nodes"
    where = _known(getattr(old, part), one.node).position
    return _changed(new, part, one.node, position=where)


def _look(old: Document, new: Document, one: Difference) -> Document:
    name = one.node or ""
    if name in new.groups:
        group: Group = _known(old.groups, name)
        return _changed(new, "groups", name, folded=group.folded, open=group.open)
    node: Node = _known(old.nodes, name)
    return _changed(new, "nodes", name, folded=node.folded, more=node.more)


def _bend(old: Document, new: Document, one: Difference) -> Document:
    target = end(one.node or "", one.socket or "")
    return edits.bend(new, one.key, target, old.bends.get(target, {}).get(one.key, ()))


def _known(things: Mapping[str, Any], name: str) -> Any:
    try:
        return things[name]
    except KeyError:
        raise Refused(f"There is no {name} any more.") from None


def _in_place(
    old: Mapping[str, Any], new: Mapping[str, Any], name: str, thing: Any, group: str | None
) -> dict[str, Any]:
    """``new`` with a thing of ``old`` again, behind the same others as it was."""
    if thing.group != group:
        thing = thing.model_copy(update={"group": group})
    order = {n: i for i, n in enumerate(old)}
    names, at = list(new), order[name]
    after = next((i for i, n in enumerate(names) if order.get(n, -1) > at), len(names))
    names.insert(after, name)
    return {n: thing if n == name else new[n] for n in names}


def _changed(doc: Document, part: str, name: str, **values: Any) -> Document:
    things = getattr(doc, part)
    return _with(doc, **{part: {**things, name: _known(things, name).model_copy(update=values)}})


def _with(doc: Document, **parts: Any) -> Document:
    return doc.model_copy(update=parts)


_UNDO: dict[str, Callable[[Document, Document, Difference], Document]] = {
    "seed": _seed,
    "card": _card,
    "row": _row,
    "wire": _wire,
    "order": _order,
    "inside": _inside,
    "group": _group,
    "title": _title,
    "port": _port,
    "note": _note,
    "frame": _frame,
    "place": _place,
    "look": _look,
    "bend": _bend,
}
