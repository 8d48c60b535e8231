"""Decisions of analysts go with an article whose text is edited, where the words that they were made of still stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import duckdb

from warehouse.batch import arrow_table, read_columns, registered
from warehouse.neighbours import fetch, ids
from warehouse.statements import statement

AROUND = (60, 20, 0)
"""Characters before and behind the words that must stand with them in the new text, once; fewer where these do not."""

Row = dict[str, Any]


def carry_corrections(con: duckdb.DuckDBPyConnection, versions: Collection[str]) -> set[str]:
    """Give the standing decisions on replaced versions to those that replace them; returns these versions.

    A decision gets further rows under its id, of the words in the new text; what it said of the old text stays, since
    the past is asked of that. Where the words do not stand (the outlet itself mended its number) it is not carried: the
    newer text says something that no analyst has judged.
    """
    if not versions:
        return set()
    with registered(con, "replaced_version", ids("version_id", versions)):
        rows = fetch(con, "correct/of_replaced")
    carried = [row for row in map(_carried, rows) if row is not None]
    if not carried:
        return set()
    columns = read_columns(con)["core.correction"]
    with registered(con, "incoming", arrow_table("core.correction", columns, carried, {}, stored=True)):
        con.execute(statement("correct/insert"))
    return {row[f"{side}version_id"] for row in carried for side in ("", "other_") if row[f"{side}version_id"]}


def _carried(row: Row) -> Row | None:
    """A row of a decision as it stands on the new text; None where its words are gone."""
    moved = {name: value for name, value in row.items() if not name.endswith(("_old", "_new"))}
    for side in ("", "other_"):
        if row[f"{side}version_new"] is None:
            continue
        start, end = row[f"{side}span_start"], row[f"{side}span_end"]
        old, new = row[f"{side}words_old"], row[f"{side}words_new"]
        at = None if start is None or old is None or new is None else find_again(old, new, start, end)
        if at is None:
            return None
        moved |= {
            f"{side}version_id": row[f"{side}version_new"],
            f"{side}event_id": None,
            f"{side}span_start": at,
            f"{side}span_end": at + end - start,
        }
    return moved


def find_again(old: str, new: str, start: int, end: int) -> int | None:
    """Where the words at `start` to `end` of one text begin in another that has them once; None where it does not."""
    for around in AROUND:
        first = max(0, start - around)
        words = old[first : end + around]
        if words.strip() and new.count(words) == 1:
            return new.index(words) + start - first
    return None
