"""What a run has to do, from what the runs before it left in the warehouse: feeds that are due, pages still to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.identity import article_id, article_key
from flows.errors import UserError
from flows.feeds import Feed, load_feeds
from flows.polling import PASSING, FeedResult, FeedState, PageRequest
from flows.rows import Row
from flows.settings import Settings
from flows.storing import writing
from flows.wishes import NO_WISH, load_wishes

if TYPE_CHECKING:
    import duckdb

PENDING_DAYS = 7
"""Days for which a page that could not be read is asked for again; feeds have rolled over by then."""

MOST_TRIES = 6

LEAST_REST = dt.timedelta(hours=1)
LONGEST_REST = dt.timedelta(days=1)
"""Bounds of the time between two readings of a page whose feed says no more than that it has another date."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The feeds to ask, with what is known of each, and the entries of earlier runs whose page is still to be read.

    `due` are entries whose page told casualties, to be read again: tolls are revised for days.
    """

    feeds: tuple[Feed, ...]
    states: dict[str, FeedState]
    pending: tuple[Row, ...]
    due: tuple[Row, ...] = ()


def choose_feeds(settings: Settings, only: Sequence[str] | None = None) -> tuple[Feed, ...]:
    """The enabled feeds of the registry, or just those named; raises UserError where there are none."""
    feeds = load_feeds(settings.feeds_path)
    if not only:
        chosen = tuple(feed for feed in feeds if feed.enabled)
        if not chosen:
            raise UserError(f"{settings.feeds_path}: no feed is enabled; set enabled = true for at least one")
        return chosen
    unknown = sorted(set(only) - {feed.id for feed in feeds})
    if unknown:
        raise UserError(f"{settings.feeds_path}: there is no feed {unknown[0]!r}; `hasila feeds list` names them")
    return tuple(feed for feed in feeds if feed.id in only)


def make_plan(settings: Settings, feeds: Sequence[Feed], now: dt.datetime) -> Plan:
    """Read the plan from the warehouse, making or migrating it first, so that a broken one is known before any fetch.

    Raises WarehouseLocked, WarehouseUnreadable or MigrationError.
    """
    from warehouse.intake import read_due_pages, read_feed_states, read_pending_entries

    with writing(settings) as con:
        states = read_feed_states(con)
        since = now - dt.timedelta(days=PENDING_DAYS)
        pending = read_pending_entries(con, since, PASSING, MOST_TRIES)
        due = read_due_pages(con, now, since, PASSING)
    wishes = load_wishes(settings.wishes_path)
    known = {
        feed: FeedState(
            row["etag"],
            row["last_modified"],
            row["tried_at"],
            row["failure_count"],
            row["outcome"],
            wishes.get(feed, NO_WISH),
        )
        for feed, row in states.items()
    }
    return Plan(tuple(feeds), known, tuple(pending), tuple(due))


@contextmanager
def reading(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The write file, opened for reading only and briefly."""
    from warehouse.connection import open_reader

    con = open_reader(settings.write_path, wait_seconds=settings.lock_wait)
    try:
        yield con
    finally:
        con.close()


def find_new_entries(con: duckdb.DuckDBPyConnection, results: Iterable[FeedResult]) -> list[Row]:
    """The entries that no run has seen in these words, each once."""
    from warehouse.intake import find_known_entries

    entries = {row["entry_id"]: row for result in results for row in result.entries}
    known = find_known_entries(con, list(entries))
    return [row for entry, row in entries.items() if entry not in known]


def choose_pages(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    new: Iterable[Row],
    now: dt.datetime,
    texts: Mapping[str, str] | None = None,
) -> list[PageRequest]:
    """The pages to ask for, each once: of new entries, of changed ones, of earlier ones not read yet or due again.

    An entry whose article is held already came at another address (an AMP twin, another feed): it is not asked for,
    unless it tells of a change. A change that is a new date alone has to wait its time: `is_resting`. `texts` are the
    stories as the feeds tell them, by entry_id.
    """
    from warehouse.intake import find_known_articles, find_page_readings

    feeds = {feed.id: feed for feed in plan.feeds}
    new = list(new)
    rows = [row for row in (*new, *plan.pending) if row["feed_id"] in feeds and row["url"]]
    ids = {row["entry_id"]: article_id(article_key(row["url"])) for row in rows}
    held = find_known_articles(con, list(set(ids.values())))
    changed, stamped = find_changed(con, new, plan.pending)
    readings = find_page_readings(con, list({row["url"] for row in rows if row["entry_id"] in stamped}), PASSING)
    chosen: dict[str, PageRequest] = {}
    for row in rows:
        entry = row["entry_id"]
        reading = readings.get(row["url"]) if entry in stamped else None
        if (entry not in changed and ids[entry] in held) or (reading and is_resting(reading, now)):
            continue
        validators = (reading["etag"], reading["last_modified"]) if reading else ()
        chosen.setdefault(ids[entry], PageRequest(feeds[row["feed_id"]], row, (texts or {}).get(entry), *validators))
    for due in plan.due:
        entry = {key: value for key, value in due.items() if key not in ("etag", "last_modified")}
        if entry["feed_id"] in feeds:
            request = PageRequest(feeds[entry["feed_id"]], entry, None, due["etag"], due["last_modified"])
            chosen.setdefault(article_id(article_key(entry["url"])), request)
    return list(chosen.values())


def find_changed(
    con: duckdb.DuckDBPyConnection, new: Sequence[Row], pending: Iterable[Row]
) -> tuple[set[str], set[str]]:
    """The entries whose address their feed listed before, and those of them that have but another date since."""
    from warehouse.intake import find_listed_words

    listed = find_listed_words(con, list({row["url"] for row in new if row["url"]}))
    addresses = {words[:2] for words in listed}
    changed = {row["entry_id"] for row in new if (row["feed_id"], row["url"]) in addresses}
    stamped = {row["entry_id"] for row in new if (row["feed_id"], row["url"], row["title"], row["summary"]) in listed}
    changed |= {row["entry_id"] for row in pending if row["is_changed"]}
    return changed, stamped | {row["entry_id"] for row in pending if row["is_stamped"]}


def is_resting(reading: Row, now: dt.datetime) -> bool:
    """Whether a page whose entry has but a new date is left alone for now.

    Some feeds date all items anew with every build, others when a toll is revised, and nothing tells which. So a page
    rests for as long as it was followed before, between an hour and a day, and then the newest date still counts.
    """
    rest = min(max(reading["last_at"] - reading["first_at"], LEAST_REST), LONGEST_REST)
    return bool(now - reading["last_at"] < rest)
