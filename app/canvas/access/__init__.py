"""The canvas as assistive technology reads and uses it."""
