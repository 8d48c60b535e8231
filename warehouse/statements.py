"""The SQL files of this package, by name."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?")


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`, one statement; values are bound when it runs."""
    return (files("warehouse") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def statement_on(name: str, table: str, key: tuple[str, ...]) -> str:
    """The statement `name` on one table of the dictionary.

    Identifiers cannot be bound, so the few generic statements of the loader name `{table}`, `{key}` and `{same_key}`
    (the key of `incoming` equals that of the table). Raises ValueError for anything but a plain identifier.
    """
    for identifier in (table, *key):
        if not _IDENTIFIER.fullmatch(identifier):
            raise ValueError(f"{identifier!r} is no plain identifier")
    # Quoted, since raw.fetch bears the name of a keyword.
    bare = f'"{table.split(".")[-1]}"'
    same = " and ".join(f"incoming.{column} = {bare}.{column}" for column in key)
    return statement(name).replace("{table}", table).replace("{key}", ", ".join(key)).replace("{same_key}", same)


def names_in(folder: str) -> list[str]:
    """The names of the statements in `sql/<folder>`, sorted."""
    found = (entry.name for entry in (files("warehouse") / "sql" / folder).iterdir())
    return sorted(f"{folder}/{name.removesuffix('.sql')}" for name in found if name.endswith(".sql"))
