"""Gestures of the canvas: each is begun, moved, and finished or cancelled."""
