"""The Wayback Machine as an archive: captures of an outlet's feed on a day, and of the pages that they name.

The index (CDX) is asked at most 24 times a minute, its hard limit; whoever goes on after a 429 is shut out for an hour.
So a 429 ends the run for this host, and the resume key of the listing stays in the checkpoint. A day is one of
capture: what the feed showed on it, whenever it was published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from extractors.decoding import load_json
from extractors.feed import FeedError, parse_feed
from extractors.identity import article_key
from extractors.records import FeedEntry
from flows.archive import store_body
from flows.documents import Document, Problem
from flows.feeds import Feed
from flows.fetched import Fetched
from flows.polling import LEAST_FEED_TEXT
from flows.settings import Settings
from flows.sources.live import Asker, Listed, StopReading, day_bounds, read_json, refuse

INTERVAL = 60 / 24
"""Seconds between two requests: 24 a minute, for the index and, being the same host, for the captures too."""

ROWS = 1000
PYWB_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
STAMP = "%Y%m%d%H%M%S"
EDITED_WITHIN = dt.timedelta(days=14)
"""Later captures than this show comments and new page frames rather than new tolls."""


class Capture(NamedTuple):
    """One row of the index."""

    at: dt.datetime
    url: str
    status: str
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether the page came: a capture that only says «as before» has no status of its own."""
        return self.status in ("200", "-")

    @property
    def is_moved(self) -> bool:
        """Whether the site answered with another address."""
        return self.status in ("301", "302", "307", "308")


@dataclass(slots=True)
class Wayback:
    """The captures of one feed and of the pages that it named."""

    feed: Feed
    settings: Settings
    name: str = "wayback"
    interval: float = INTERVAL
    _seen: set[str] = field(default_factory=set)

    @property
    def place(self) -> str:
        """The feed's address."""
        return self.feed.url

    def list_day(self, day: dt.date, asker: Asker, resume_key: str | None = None) -> Iterator[Listed]:
        """The articles of the feed's captures of a local day; each address once in a run."""
        first, last = day_bounds(day, self.feed.timezone)
        held_digest = ""
        for capture, key in self._list(self.feed.url, first, last, asker, lambda key: key, resume_key):
            if capture.digest == held_digest or not capture.is_whole:
                continue
            held_digest = capture.digest
            yield from self._read_feed(capture, asker, key)

    def _read_feed(self, capture: Capture, asker: Asker, key: str | None) -> Iterator[Listed]:
        fetched = self._replay(capture, asker, key)
        try:
            parsed = parse_feed(
                fetched.body,
                url=capture.url,
                timezone=self.feed.timezone,
                declared=fetched.charset,
                id_policy=self.feed.id_policy,
                now=capture.at,
            )
        except FeedError as error:
            yield Problem(f"feed_{error.reason}", fetched.url, f"this capture holds no feed ({error.detail})")
            return
        for entry in parsed.entries:
            address = article_key(entry.url)
            if address and address not in self._seen:
                yield from self._read_entry(entry, capture, asker, key)
                self._seen.add(address)

    def _read_entry(self, entry: FeedEntry, seen: Capture, asker: Asker, key: str | None) -> Iterator[Listed]:
        """The first and the last wording that was captured of an article's page, else what the feed tells of it."""
        first = (entry.published_at or seen.at) - dt.timedelta(days=1)
        found = [one for one, _ in self._list(entry.url, first, seen.at + EDITED_WITHIN, asker, lambda _: key)]
        pages = [one for one in found if one.is_whole]
        wordings = {one.digest: one for one in reversed(pages)}
        chosen = sorted(wordings.values())
        replayed = [(one.at, self._replay(one, asker, key)) for one in dict.fromkeys((*chosen[:1], *chosen[-1:]))]
        replayed = replayed or self._follow([one for one in found if one.is_moved][:1], asker, key)
        for at, fetched in replayed:
            yield self._document(
                entry,
                at,
                body_hash=store_body(self.settings.archive_path, fetched.body),
                content_type=fetched.charset,
                may_archive=fetched.may_archive,
            )
        if not replayed and entry.text and len(entry.text) >= LEAST_FEED_TEXT:
            yield self._document(entry, seen.at, text=entry.text)
        elif not replayed:
            yield Problem("not_captured", entry.url, "the archive holds no capture of this page; it is left out")

    def _document(self, entry: FeedEntry, at: dt.datetime, **told: Any) -> Document:
        return Document(
            where=entry.url,
            source="backfill-wayback",
            url=entry.url,
            outlet=self.feed.outlet,
            title=entry.title,
            published_at=entry.published_at,
            published_source="feed" if entry.published_at else None,
            country=self.feed.country,
            time_zone=self.feed.timezone,
            selector=self.feed.selector,
            fetched_at=at,
            **told,
        )

    def _replay(self, capture: Capture, asker: Asker, key: str | None) -> Fetched:
        """The bytes of a capture as they were; raises StopReading where the archive does not give them now."""
        fetched = self._ask(capture, asker)
        if fetched.outcome != "ok":
            raise StopReading(fetched.outcome, f"{fetched.url}: {fetched.detail}", key)
        return fetched

    def _ask(self, capture: Capture, asker: Asker) -> Fetched:
        return asker.ask(f"{self.settings.wayback_pages}/{capture.at:{STAMP}}id_/{capture.url}", "file")

    def _follow(self, moved: Sequence[Capture], asker: Asker, key: str | None) -> list[tuple[dt.datetime, Fetched]]:
        """The page behind a captured redirect, where the archive has it: a site that moved was captured as that alone.

        The redirect leads to the living site, which is never asked: its target is looked for in the archive.
        """
        found = []
        for capture in moved:
            fetched = self._ask(capture, asker)
            if fetched.outcome == "moved_domain":
                fetched = self._ask(capture._replace(url=fetched.final_url), asker)
            if fetched.outcome == "ok":
                found.append((capture.at, fetched))
            elif fetched.outcome not in ("http_4xx", "moved_domain"):
                raise StopReading(fetched.outcome, f"{fetched.url}: {fetched.detail}", key)
        return found

    def _list(
        self,
        url: str,
        first: dt.datetime,
        last: dt.datetime,
        asker: Asker,
        key_after: Callable[[str | None], str | None],
        key: str | None = None,
    ) -> Iterator[tuple[Capture, str | None]]:
        """The captures of an address between two instants, each with the key that its page of the index began with.

        `key_after` says what the day is taken up with again if the page of this key cannot be had: it is always a place
        in the listing of the feed, never in that of one of its pages.
        """
        query = {
            "url": url,
            "from": f"{first:{STAMP}}",
            "to": f"{last - dt.timedelta(seconds=1):{STAMP}}",
            "output": "json",
            "collapse": "digest",
            "limit": str(ROWS),
            "showResumeKey": "true",
            "gzip": "false",
        }
        while True:
            paged = {**query, "resumeKey": key} if key else query
            again = key_after(key)
            fetched = asker.listing(f"{self.settings.wayback_index}?{urlencode(paged)}", again)
            captures, following = read_index(fetched, again)
            for capture in captures:
                yield capture, key
            if not following or following == key:
                return
            key = following


def read_index(fetched: Fetched, resume_key: str | None) -> tuple[list[Capture], str | None]:
    """The captures of an answer of the index, in either dialect, and the key to go on with; raises StopReading."""
    text = fetched.body.decode("utf-8", "replace").strip()
    if not text:
        return [], None
    if text.startswith("{"):
        return read_lines(text, fetched, resume_key), None
    table = read_json(fetched, resume_key)
    if not isinstance(table, list) or not all(isinstance(row, list) for row in table):
        raise refuse(fetched, "an index", resume_key)
    key = None
    # The Wayback Machine puts the key behind an empty row.
    if len(table) >= 2 and table[-2] == [] and len(table[-1]) == 1:
        key = str(table[-1][0])
        table = table[:-2]
    if not table:
        return [], key
    names, *rows = table
    return [found for row in rows if row and (found := make_capture(dict(zip(names, row, strict=False))))], key


def read_lines(text: str, fetched: Fetched, resume_key: str | None) -> list[Capture]:
    """The captures of pywb's dialect: an object a line, some names other, no paging."""
    try:
        rows = [load_json(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise refuse(fetched, "an index", resume_key) from error
    named = ({PYWB_NAMES.get(name, name): value for name, value in row.items()} for row in rows)
    return [found for row in named if (found := make_capture(row))]


def make_capture(row: dict[str, Any]) -> Capture | None:
    """The capture that a row tells of; None for a row that tells of none."""
    try:
        at = dt.datetime.strptime(str(row["timestamp"]), STAMP).replace(tzinfo=dt.UTC)
        return Capture(at, row["original"], str(row.get("statuscode") or "-"), str(row.get("digest") or ""))
    except (KeyError, ValueError):
        return None
