"""The program as the command line calls it, in this process."""

from typer.testing import CliRunner

from app.cli import commands


def layerdeck(*args):
    """What a command printed, and its exit code."""
    return CliRunner().invoke(commands, [str(a) for a in args], prog_name="layerdeck")
