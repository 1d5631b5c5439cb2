"""The built-in cards by family. Every module here is loaded by the registry."""
