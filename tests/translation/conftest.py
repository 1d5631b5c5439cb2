"""The application and a window, as the tests of the window have them."""

from tests.app.conftest import asker, no_widget_is_left, prepared, settings, window

__all__ = ["asker", "no_widget_is_left", "prepared", "settings", "window"]
