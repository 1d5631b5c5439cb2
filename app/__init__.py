"""The window and the command line; the only package with pixels, threads, a terminal."""
