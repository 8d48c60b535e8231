"""Feeds and pages from the web: what one task of the daily run does, as plain functions."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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
from flows.wishes import NO_WISH, Wish

UNREAD = ("blocked", "empty", "crashed", "no_body")
"""What came with status 200 and may be a page another time: a wall, nothing, what broke us, what the disk lost."""

PASSING = (*sorted(TRANSIENT), "rate_limited", "held_off", "robots_unavailable", *UNREAD)
"""Outcomes after which a page is asked for again by a later run; walls against programs come and go."""

PATIENCE = 3

LONGEST_PAUSE = dt.timedelta(days=1)
"""A failing feed is asked at least daily: outlets come back after months."""

LASTING_PAUSE = dt.timedelta(hours=6)
"""After a failure that is no hiccup (a refusal, a missing or broken feed) the next try is not worth much sooner."""

LEAST_FEED_TEXT = 300
"""Characters from which a feed's own text may stand for a page that refuses us; teasers are shorter."""

WALLS = ("blocked", "robots_disallowed")


@dataclass(frozen=True, slots=True)
class FeedState:
    """What earlier runs know of a feed: validators of the last good answer, when and how it was tried, failures since.

    `wish` is what the feed asks of its readers.
    """

    etag: str | None = None
    last_modified: str | None = None
    tried_at: dt.datetime | None = None
    failure_count: int = 0
    outcome: str = "ok"
    wish: Wish = NO_WISH


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one poll of a feed came to: its outcome by name, and the rows of its entries.

    `texts` holds, by entry_id, the texts that the feed itself carries and that are long enough to be stories.
    `is_failing`: the feed was not due, and its last answer was a failure.
    """

    feed: Feed
    outcome: str
    detail: str = ""
    problems: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)
    entries: tuple[Row, ...] = ()
    fetch: Row | None = None
    texts: dict[str, str] = field(default_factory=dict)
    wish: Wish | None = None
    is_failing: bool = False

    @property
    def where(self) -> str:
        """The feed's name and address."""
        return f"{self.feed.id} <{self.feed.url}>"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to read: the entry that names it, and the feed that it came from.

    `text` is the story as the feed tells it. The validators are there for a page that was read before.
    """

    feed: Feed
    entry: Row
    text: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def host(self) -> str:
        """The host that will be asked, with its port."""
        return urlsplit(self.entry["url"]).netloc


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one request of a page came to; `document` is there with the outcome ok, `fetch` with all but crashed."""

    request: PageRequest
    outcome: str
    fetch: Row | None
    detail: str = ""
    document: Document | None = None

    @property
    def where(self) -> str:
        """The page's address."""
        return str(self.request.entry["url"])


def is_due(feed: Feed, state: FeedState, interval: float, now: dt.datetime) -> bool:
    """Whether a feed may be asked again.

    Its pause is the registry's, else the longer of the setting and the feed's own wish; it doubles with each failure in
    a row, up to a day, and starts at six hours where the failure was a refusal. Hours that the feed asks to skip are
    skipped, but never for more than a day.
    """
    if state.tried_at is None:
        return True
    own = feed.min_interval_s
    seconds = max(interval, state.wish.pause) if own is None else own
    pause = dt.timedelta(seconds=seconds)
    if state.failure_count and (state.outcome in WALLS or state.outcome not in (*PASSING, "ok")):
        pause = max(pause, LASTING_PAUSE)
    pause = min(pause * (1 << min(state.failure_count, 10)), LONGEST_PAUSE)
    if own is None and now.hour in state.wish.skip_hours:
        pause = LONGEST_PAUSE
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
        "dropped": parsed.dropped,
        "encoding": parsed.encoding,
        "error": ", ".join(parsed.problems) or None,
    }
    seen = {"feed_id": feed.id, "outlet_id": feed.outlet, "run_id": run_id, "seen_at": now}
    rows = [entry_row(entry, entry_key(entry, feed.id_policy), **seen) for entry in parsed.entries]
    texts = {
        told["entry_id"]: entry.text
        for told, entry in zip(rows, parsed.entries, strict=True)
        if entry.text and len(entry.text) >= LEAST_FEED_TEXT
    }
    wish = Wish(parsed.ttl_minutes, parsed.skip_hours)
    return FeedResult(feed, "ok", "", parsed.problems, parsed.dropped, tuple(rows), row, texts, wish)


def read_pages(requests: Sequence[PageRequest], fetcher: Fetcher, run_id: str, archive: Path) -> list[PageResult]:
    """Ask for pages of one host in turn.

    After three failures in a row that may pass, the host is left in peace; later runs ask for the rest.
    """
    results: list[PageResult] = []
    for request in requests:
        try:
            results.append(read_page(request, fetcher, run_id, archive))
        except Exception as error:  # a fault of ours costs one page, not those of the host that were read
            logging.getLogger("hasila").exception("%s", request.entry["url"])
            results.append(PageResult(request, "crashed", None, f"{type(error).__name__}: {error}".splitlines()[0]))
        last = results[-PATIENCE:]
        if len(last) == PATIENCE and all(result.outcome in (*PASSING, "crashed") for result in last):
            break
    return results


def read_page(request: PageRequest, fetcher: Fetcher, run_id: str, archive: Path) -> PageResult:
    """Ask for a page and keep its bytes in the archive; nothing that the web does raises."""
    feed, entry = request.feed, request.entry
    fetched = fetcher.get(
        entry["url"],
        kind="page",
        homes=(feed.url, feed.homepage),
        etag=request.etag,
        last_modified=request.last_modified,
    )
    row = fetch_row(fetched, run_id=run_id, kind="page", feed_id=feed.id, outlet_id=feed.outlet)
    if fetched.outcome != "ok":
        return PageResult(request, fetched.outcome, row, fetched.detail)
    document = replace(
        make_document(request),
        url=fetched.final_url,
        body_hash=store_body(archive, fetched.body),
        content_type=fetched.charset,
        fetched_at=fetched.fetched_at,
        may_archive=fetched.may_archive,
    )
    return PageResult(request, "ok", row, document=document)


def make_document(request: PageRequest) -> Document:
    """What is known of a page before it is asked for: its feed's word."""
    feed, entry = request.feed, request.entry
    return Document(
        where=entry["url"],
        source="feed",
        url=entry["url"],
        outlet=feed.outlet,
        title=entry["title"],
        published_at=entry["published_at"],
        published_source="feed" if entry["published_at"] else None,
        country=feed.country,
        time_zone=feed.timezone,
        selector=feed.selector,
        feed_text=request.text,
    )


def find_feed_texts(
    requests: Iterable[PageRequest], results: Iterable[PageResult], now: dt.datetime
) -> Iterator[Document]:
    """The stories of pages that could not be had from hosts that refuse us, as their feeds tell them.

    A page that can be had later takes the place of what the feed told.
    """
    results = list(results)
    walled = {result.request.host for result in results if result.outcome in WALLS}
    had = {result.where for result in results if result.document}
    for request in requests:
        if request.text and request.host in walled and request.entry["url"] not in had:
            yield replace(make_document(request), text=request.text, fetched_at=now)


def group_pages(requests: Iterable[PageRequest]) -> list[list[PageRequest]]:
    """The pages of each host, those of the host with most of them first, as its turn takes longest.

    A host's pages stay together: in parts, each part would try anew a host that the one before has given up.
    """
    hosts: dict[str, list[PageRequest]] = {}
    for request in requests:
        hosts.setdefault(request.host, []).append(request)
    return sorted(hosts.values(), key=len, reverse=True)


def settle_pages(results: Iterable[PageResult], problems: dict[str, str]) -> list[Row]:
    """The rows of the pages' fetches; a page that was fetched but held no article says so under `error`.

    `problems` maps a page's address to the name of what kept it from being read. A page that was none (UNREAD) has that
    name for its outcome whatever its status said, so that a later run asks again.
    """
    rows = []
    for result in results:
        if result.fetch is None:
            continue
        name = problems.get(result.where)
        row = {**result.fetch, "error": name} if name else result.fetch
        rows.append({**row, "outcome": name, "etag": None, "last_modified": None} if name in UNREAD else row)
    return rows
