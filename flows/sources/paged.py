"""Feeds that can be paged back (`/feed/?paged=7`) as an archive: newest first, found by halving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from extractors.feed import FeedError, parse_feed
from extractors.records import FeedEntry
from flows.feeds import Feed
from flows.polling import LEAST_FEED_TEXT
from flows.sources.live import Asker, Link, Listed, StopReading

MOST_PAGES = 20_000


@dataclass(slots=True)
class PagedFeed:
    """A feed whose older entries are on further pages; `pattern` holds {page}."""

    feed: Feed
    pattern: str
    name: str = "paged"
    interval: float = 0.0
    _pages: dict[int, tuple[FeedEntry, ...]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The address, with its mark for the page."""
        return self.pattern

    def list_day(self, day: dt.date, asker: Asker, resume_key: str | None = None) -> Iterator[Listed]:
        """The entries of a local day."""
        number = self._find_first(day, asker)
        while number <= MOST_PAGES:
            entries = self._load(number, asker)
            days = [found for entry in entries if (found := self._day_of(entry))]
            for entry in entries:
                if self._day_of(entry) == day:
                    text = entry.text if entry.text and len(entry.text) >= LEAST_FEED_TEXT else None
                    yield Link(entry.url, entry.updated_at, entry.published_at, entry.title, text)
            if not days or min(days) < day:
                return
            number += 1

    def _find_first(self, day: dt.date, asker: Asker) -> int:
        """The first page that may hold the day: one beyond those whose oldest entry is newer."""
        low, high = 0, 1
        while high < MOST_PAGES and self._is_newer(high, day, asker):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_newer(middle, day, asker):
                low = middle
            else:
                high = middle
        return high

    def _is_newer(self, number: int, day: dt.date, asker: Asker) -> bool:
        days = [found for entry in self._load(number, asker) if (found := self._day_of(entry))]
        return bool(days) and min(days) > day

    def _day_of(self, entry: FeedEntry) -> dt.date | None:
        at = entry.published_at or entry.updated_at
        return at.astimezone(ZoneInfo(self.feed.timezone)).date() if at else None

    def _load(self, number: int, asker: Asker) -> tuple[FeedEntry, ...]:
        """The entries of a page; none beyond the last one, which sites answer with 404 or an empty feed."""
        if number not in self._pages:
            if len(self._pages) > 40:
                self._pages.clear()
            self._pages[number] = self._ask(self.pattern.format(page=number), asker)
        return self._pages[number]

    def _ask(self, address: str, asker: Asker) -> tuple[FeedEntry, ...]:
        fetched = asker.ask(address, "feed")
        if fetched.status in (404, 410):
            return ()
        if fetched.outcome != "ok":
            raise StopReading(fetched.outcome, f"{address}: {fetched.detail}")
        try:
            parsed = parse_feed(
                fetched.body,
                url=fetched.final_url,
                timezone=self.feed.timezone,
                declared=fetched.charset,
                id_policy=self.feed.id_policy,
            )
        except FeedError as error:
            raise StopReading(error.reason, f"{address}: {error.detail}") from error
        return parsed.entries
