"""The canvas: one painted widget over arrays that are derived from the document."""
