"""Differentiable primitives by family: the only place where gradients are written."""
