"""The built-in cards by family. Every module here is loaded by the registry.

Annotations are not postponed in these modules: Pydantic would have to compile each of them
at the start.
"""
