"""The fixes of a card's problems, in its context menu and behind its sign of trouble."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from app.canvas.looks import sign_left
from app.mending import mender_of
from app.translation import tr
from cards.edits import Refused
from cards.report import Fix

if TYPE_CHECKING:
    from app.canvas.hits import Hit
    from app.canvas.view import Canvas

SIGN_REACH = 10.0
"""How far from its middle a sign is clicked, in scene units."""
FOOTER_SIGN = 17.0
"""The middle of the sign in the footer of a card."""
MOST = 8
"""Fixes in the menu; the problems panel has them all."""


def add_fixes(menu: QMenu, canvas: Canvas, node: str, socket: str = "") -> None:
    """Put the fixes of a card at the top of its menu; those of the row ``socket`` first."""
    session = canvas.session
    advice = [found for found in session.report.advice if found.node == node]
    problems = sorted([*session.report.of(node), *advice], key=lambda p: p.socket != socket)
    if not problems:
        return
    mender = mender_of(session)
    mender.at_once(problems)
    fixes = [fix for p in problems for fix in mender.fixes(p) or p.fixes]
    for fix in list({fix.label: fix for fix in fixes}.values())[:MOST]:
        action = menu.addAction(tr("Fix: {label}").format(label=fix.label))
        action.triggered.connect(partial(_apply, canvas, fix))
    if fixes:
        menu.addSeparator()


def on_sign(canvas: Canvas, found: Hit, at: QPointF) -> bool:
    """Whether ``at``, on the part of a card that was ``found``, is a sign of trouble."""
    facts, geometry = canvas.scene.facts, canvas.scene.geometry
    messages = facts.trouble(found.node).messages
    if not messages or found.node in canvas.page.members:
        return False
    number = geometry.index[found.node]
    layout = geometry.layouts[number]
    x = canvas.to_scene(at)[0] - float(geometry.xy[number][0])
    if found.where == "footer":
        told = None in messages or not facts.footer(found.node)
        return told and abs(x - FOOTER_SIGN) <= SIGN_REACH
    if found.where not in ("row", "value") or found.socket not in messages:
        return False
    row = next(r for r in layout.rows if r.socket and r.socket.name == found.socket)
    return abs(x - sign_left(layout, row)) <= SIGN_REACH


def show_fixes(canvas: Canvas, found: Hit, at: QPointF) -> None:
    """Open a menu that tells a card's problems, and offers what helps."""
    menu = QMenu(canvas)
    menu.aboutToHide.connect(menu.deleteLater)
    messages = canvas.scene.facts.trouble(found.node).messages
    socket = found.socket if found.where != "footer" else ""
    told = messages.get(socket or None) or next(iter(messages.values()), "")
    menu.addAction(told.partition("\n")[0].replace("&", "&&")).setEnabled(False)
    menu.addSeparator()
    add_fixes(menu, canvas, found.node, socket)
    menu.popup(canvas.mapToGlobal(at.toPoint()))


def _apply(canvas: Canvas, fix: Fix, checked: bool = False) -> None:
    try:
        canvas.session.apply(fix)
    except Refused as refused:
        canvas.message.emit(str(refused))
