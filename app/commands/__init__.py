"""What the user can do in the window, as data, one module a menu."""
