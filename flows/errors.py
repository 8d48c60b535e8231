"""The one kind of error that a person can mend, told in one line."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the keyboard can mend.

    Its text is one line that names where (file and line, or address), what is wrong and the remedy; the command
    line prints it without a traceback and leaves with code 2.
    """
