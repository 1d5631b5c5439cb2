"""Layer functions by family: ``f(scope, x, *, …)`` over primitives."""
