"""Layerdeck's compute engine: layers as functions over NumPy primitives."""
