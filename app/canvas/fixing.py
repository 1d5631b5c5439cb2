"""The fixes of a card's problems in its context menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from app.mending import mender_of
from app.translation import tr
from cards.edits import Refused
from cards.report import Fix

if TYPE_CHECKING:
    from app.canvas.view import Canvas

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


def _apply(canvas: Canvas, fix: Fix, checked: bool = False) -> None:
    try:
        canvas.session.apply(fix)
    except Refused as refused:
        canvas.message.emit(str(refused))
