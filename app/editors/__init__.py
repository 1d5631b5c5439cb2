"""Editors of values, one for each kind; the same serve a row and the dialog."""

from app.editors.making import editor_for, parts_of

__all__ = ["editor_for", "parts_of"]
