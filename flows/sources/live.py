"""Sources on the web: what a site's archive, or the Wayback Machine, lists of a day, asked for politely.

A source lists links, which are then read like the pages of the daily run, or whole documents where the listing holds
them. Nothing is asked but through the Fetcher: robots.txt, one request at a time a host, the host's own pauses.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from extractors.decoding import load_json
from flows.documents import Document, Problem
from flows.feeds import Feed
from flows.fetched import Fetched, Kind
from flows.fetching import Fetcher
from flows.rows import Row, fetch_row

LASTING = ("rate_limited", "held_off", "blocked", "robots_disallowed", "robots_unavailable")
"""Failures of a listing that the next day's would share: the source is left alone for the rest of the run."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page to be read, and what the listing says of it; `text` is the story where the listing holds it too."""

    url: str
    updated_at: dt.datetime | None = None
    published_at: dt.datetime | None = None
    title: str | None = None
    text: str | None = None


Listed = Link | Document | Problem


class StopReading(Exception):  # noqa: N818 it ends a listing as StopIteration does
    """A listing broke off: why, by name and in a line, and where to go on."""

    def __init__(self, outcome: str, detail: str, resume_key: str | None = None) -> None:
        super().__init__(f"{outcome}: {detail}" if detail else outcome)
        self.outcome = outcome
        self.resume_key = resume_key


class LiveSource(Protocol):
    """The archive of one outlet, or of one feed; `interval` is the least pause in seconds that its host allows."""

    name: str
    feed: Feed
    interval: float

    @property
    def place(self) -> str:
        """The address that the source is known by."""
        ...

    def list_day(self, day: dt.date, asker: Asker, resume_key: str | None = None) -> Iterator[Listed]:
        """What was published (or captured) on a local day; raises StopReading where the listing breaks off."""
        ...


@dataclass(slots=True)
class Asker:
    """Asks for listings and pages of one source, counts what it asked, and tries again what may pass."""

    fetcher: Fetcher
    feed: Feed
    run_id: str
    interval: float = 0.0
    retries: int = 0
    retry_delay: float = 0.0
    sleep: Callable[[float], None] = time.sleep
    rows: list[Row] = field(default_factory=list)

    def ask(self, url: str, kind: Kind, **options: Any) -> Fetched:
        """The answer to a request, whatever it is."""
        pause = max(self.interval, self.fetcher.interval)
        for left in range(self.retries, -1, -1):
            fetched = self.fetcher.get(url, kind=kind, min_interval=pause, **options)
            told = "page" if kind == "page" else "listing"
            self.rows.append(
                fetch_row(fetched, run_id=self.run_id, kind=told, feed_id=None, outlet_id=self.feed.outlet)
            )
            if not (fetched.is_transient and left):
                break
            self.sleep(self.retry_delay)
        return fetched

    def listing(self, url: str, resume_key: str | None = None) -> Fetched:
        """The answer with a listing; raises StopReading for any other."""
        fetched = self.ask(url, "file")
        if fetched.outcome != "ok":
            raise StopReading(fetched.outcome, f"{url}: {fetched.detail}", resume_key)
        return fetched


def day_bounds(day: dt.date, time_zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The instants between which a local day lies."""
    zone = ZoneInfo(time_zone)
    first, last = (dt.datetime.combine(one, dt.time(), zone) for one in (day, day + dt.timedelta(days=1)))
    return first.astimezone(dt.UTC), last.astimezone(dt.UTC)


def read_json(fetched: Fetched, resume_key: str | None = None) -> Any:
    """The JSON of an answer; raises StopReading, which names an answer that is a page."""
    try:
        return load_json(fetched.body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise refuse(fetched, "JSON", resume_key) from error


def refuse(fetched: Fetched, wanted: str, resume_key: str | None = None) -> StopReading:
    """Why an answer is not what was asked for: a page (a wall, an error shown to people), or something else."""
    start = fetched.body[:500].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head")):
        return StopReading("html_answer", f"{fetched.url} answers with a page instead of {wanted}", resume_key)
    return StopReading("bad_answer", f"{fetched.url} answers with something that is no {wanted}", resume_key)
