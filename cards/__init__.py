"""Cards, documents and what is derived from them; no window, no Qt."""
