"""Errors that are told in one line, without a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the keyboard can mend.

    Its text is one line that names where (file and line, or address), what is wrong and the remedy; the command line
    leaves with code 2.
    """


class RunError(Exception):
    """A run could not do its work, though nobody mistyped anything; the command line leaves with code 1."""
