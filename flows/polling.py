"""Feeds and pages from the web: what one task of the daily run does, as plain functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from extractors.feed import FeedError, parse_feed
from extractors.identity import entry_key
from flows.archive import store_body
from flows.documents import Document
from flows.feeds import Feed
from flows.fetched import TRANSIENT
from flows.fetching import Fetcher
from flows.rows import Row, entry_row, fetch_row

PASSING = (*sorted(TRANSIENT), "rate_limited", "held_off", "robots_unavailable")
"""Outcomes after which a page is asked for again by a later run."""

PATIENCE = 3

LONGEST_PAUSE = dt.timedelta(days=1)
"""A failing feed is asked at least daily: outlets come back after months."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What earlier runs know of a feed: validators of the last good answer, when it was tried, failures since."""

    etag: str | None = None
    last_modified: str | None = None
    tried_at: dt.datetime | None = None
    failure_count: int = 0


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one poll of a feed came to: its outcome by name, and the rows of its entries."""

    feed: Feed
    outcome: str
    detail: str = ""
    problems: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)
    entries: tuple[Row, ...] = ()
    fetch: Row | None = None

    @property
    def where(self) -> str:
        """The feed's name and address."""
        return f"{self.feed.id} <{self.feed.url}>"

    @property
    def is_read(self) -> bool:
        """Whether the feed answered as it should; one that was not due has not been asked."""
        return self.outcome in ("ok", "not_modified")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to read: the entry that names it, and the feed that it came from."""

    feed: Feed
    entry: Row

    @property
    def host(self) -> str:
        """The host that will be asked, with its port."""
        return urlsplit(self.entry["url"]).netloc


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one request of a page came to; `document` is there with the outcome ok."""

    request: PageRequest
    outcome: str
    fetch: Row
    detail: str = ""
    document: Document | None = None

    @property
    def where(self) -> str:
        """The page's address."""
        return str(self.request.entry["url"])


def is_due(feed: Feed, state: FeedState, interval: float, now: dt.datetime) -> bool:
    """Whether a feed may be asked again: its pause doubles with each failure in a row, up to a day."""
    if state.tried_at is None:
        return True
    pause = dt.timedelta(seconds=interval if feed.min_interval_s is None else feed.min_interval_s)
    pause = min(pause * (1 << min(state.failure_count, 10)), LONGEST_PAUSE)
    return now >= state.tried_at + pause


def poll_feed(feed: Feed, state: FeedState, fetcher: Fetcher, run_id: str, now: dt.datetime) -> FeedResult:
    """Ask a feed and read its answer; nothing that the web does raises."""
    fetched = fetcher.get(feed.url, kind="feed", etag=state.etag, last_modified=state.last_modified)
    row = fetch_row(fetched, run_id=run_id, kind="feed", feed_id=feed.id, outlet_id=feed.outlet)
    if fetched.outcome != "ok":
        return FeedResult(feed, fetched.outcome, fetched.detail, fetch=row)
    try:
        parsed = parse_feed(
            fetched.body,
            url=fetched.final_url,
            timezone=feed.timezone,
            declared=fetched.charset,
            id_policy=feed.id_policy,
            now=now,
        )
    except FeedError as error:
        # Validators of an answer that could not be read would turn the next one into a silent 304.
        broken = {**row, "outcome": error.reason, "etag": None, "last_modified": None, "error": error.detail}
        return FeedResult(feed, error.reason, error.detail, fetch=broken)
    row |= {
        "entry_count": len(parsed.entries),
        "encoding": parsed.encoding,
        "error": ", ".join(parsed.problems) or None,
    }
    entries = tuple(
        entry_row(
            entry, entry_key(entry, feed.id_policy), feed_id=feed.id, outlet_id=feed.outlet, run_id=run_id, seen_at=now
        )
        for entry in parsed.entries
    )
    return FeedResult(feed, "ok", "", parsed.problems, parsed.dropped, entries, row)


def read_pages(requests: Sequence[PageRequest], fetcher: Fetcher, run_id: str, archive: Path) -> list[PageResult]:
    """Ask for pages of one host in turn.

    After three failures in a row that may pass, the host is left in peace; later runs ask for the rest.
    """
    results: list[PageResult] = []
    for request in requests:
        results.append(read_page(request, fetcher, run_id, archive))
        last = results[-PATIENCE:]
        if len(last) == PATIENCE and all(result.outcome in PASSING for result in last):
            break
    return results


def read_page(request: PageRequest, fetcher: Fetcher, run_id: str, archive: Path) -> PageResult:
    """Ask for a page and keep its bytes in the archive; nothing that the web does raises."""
    feed, entry = request.feed, request.entry
    fetched = fetcher.get(entry["url"], kind="page", homes=(feed.url, feed.homepage))
    row = fetch_row(fetched, run_id=run_id, kind="page", feed_id=feed.id, outlet_id=feed.outlet)
    if fetched.outcome != "ok":
        return PageResult(request, fetched.outcome, row, fetched.detail)
    document = Document(
        where=entry["url"],
        source="feed",
        url=fetched.final_url,
        outlet=feed.outlet,
        title=entry["title"],
        body_hash=store_body(archive, fetched.body),
        content_type=fetched.charset,
        published_at=entry["published_at"],
        published_source="feed" if entry["published_at"] else None,
        country=feed.country,
        time_zone=feed.timezone,
        selector=feed.selector,
        fetched_at=fetched.fetched_at,
    )
    return PageResult(request, "ok", row, document=document)


def group_pages(requests: Iterable[PageRequest], size: int) -> list[list[PageRequest]]:
    """Batches of at most `size` pages of one host each; the first batches of all hosts come first."""
    hosts: dict[str, list[PageRequest]] = {}
    for request in requests:
        hosts.setdefault(request.host, []).append(request)
    batches = [(start, pages[start : start + size]) for pages in hosts.values() for start in range(0, len(pages), size)]
    return [batch for _, batch in sorted(batches, key=lambda pair: pair[0])]


def settle_pages(results: Iterable[PageResult], problems: dict[str, str]) -> list[Row]:
    """The rows of the pages' fetches; a page that was fetched but held no article says so under `error`.

    `problems` maps a page's address to the name of what kept it from being read.
    """
    rows = []
    for result in results:
        name = problems.get(result.where)
        rows.append({**result.fetch, "error": name} if name else result.fetch)
    return rows
