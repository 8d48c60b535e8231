"""Errors that are told in one line, without a traceback."""

from __future__ import annotations

import traceback
from pathlib import Path

OWN = [Path(__file__).parents[1] / name for name in ("extractors", "flows", "warehouse")]


class UserError(Exception):
    """Something the person at the keyboard can mend.

    Its text is one line that names where (file and line, or address), what is wrong and the remedy; the command line
    leaves with code 2.
    """


class RunError(Exception):
    """A run could not do its work, though nobody mistyped anything; the command line leaves with code 1."""


def describe_crash(error: Exception) -> str:
    """An error of ours in one line: its kind, what it says, and the last line of our own code before it."""
    trace = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in trace if any(Path(frame.filename).is_relative_to(folder) for folder in OWN)]
    where = f" in {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{where}: {' '.join(str(error).split())[:200]}"
