"""What a run must know of the runs before it: validators, items and articles already held, pages still to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import duckdb

from warehouse.batch import utc
from warehouse.statements import statement

Words = tuple[str, str, str | None, str | None]


def read_feed_states(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """Each feed's etag, last_modified, tried_at, good_at and failure_count (failures since the last good answer)."""
    return {row["feed_id"]: row for row in read_rows(con, "intake/feed_state", {})}


def find_known_entries(con: duckdb.DuckDBPyConnection, entry_ids: Sequence[str]) -> set[str]:
    """Those of the ids that raw.feed_entry holds."""
    return {row["entry_id"] for row in read_rows(con, "intake/known_entries", {"entry_ids": list(entry_ids)})}


def find_listed_words(con: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> set[Words]:
    """In which words (feed, address, title, summary) raw.feed_entry holds these addresses."""
    rows = read_rows(con, "intake/listed_words", {"urls": list(urls)})
    return {(row["feed_id"], row["url"], row["title"], row["summary"]) for row in rows}


def find_page_readings(
    con: duckdb.DuckDBPyConnection, urls: Sequence[str], passing: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """By address when these pages were first and last read (first_at, last_at), with the validators of the last answer.

    An outcome of `passing` is no reading.
    """
    found = read_rows(con, "intake/page_readings", {"urls": list(urls), "passing": list(passing)})
    return {row["url"]: row for row in found}


def find_known_articles(con: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The held ones of these articles: their version_ids, oldest first, and the newest's known_at and fetched_at."""
    found = read_rows(con, "intake/known_articles", {"article_ids": list(article_ids)})
    return {row["article_id"]: row for row in found}


def read_pending_entries(
    con: duckdb.DuckDBPyConnection, since: dt.datetime, passing: Sequence[str], most_tries: int
) -> list[dict[str, Any]]:
    """Rows of raw.feed_entry seen since then whose page is still to be read.

    A page is settled by any outcome but the `passing` ones, and given up after `most_tries`. `is_changed` tells that
    the feed listed the address before, `is_stamped` that it did so in the same words under another date.
    """
    values = {"since": utc(since), "passing": list(passing), "most_tries": most_tries}
    return read_rows(con, "intake/pending_entries", values)


def read_due_pages(
    con: duckdb.DuckDBPyConnection, now: dt.datetime, since: dt.datetime, passing: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows of raw.feed_entry whose page told casualties and is due to be read again, with its validators.

    A page read first since then is due 1, 6, 24 and 72 hours later; what was missed is made up for by one reading. An
    outcome of `passing` settles nothing.
    """
    values = {"now": utc(now), "since": utc(since), "passing": list(passing)}
    return read_rows(con, "intake/due_pages", values)


def read_rows(con: duckdb.DuckDBPyConnection, name: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a statement as mappings; instants carry the zone that the warehouse keeps them in."""
    cursor = con.execute(statement(name), values)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, map(_aware, row), strict=True)) for row in cursor.fetchall()]


def _aware(value: Any) -> Any:
    """The value; an instant with the zone that the warehouse keeps it in."""
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value
