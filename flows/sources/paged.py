"""Feeds that can be paged back (`/feed/?paged=7`) as an archive: newest first, found by halving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median_high
from zoneinfo import ZoneInfo

from extractors.feed import FeedError, parse_feed
from extractors.records import FeedEntry
from flows.feeds import Feed
from flows.polling import LEAST_FEED_TEXT
from flows.sources.live import Asker, Link, Listed, StopReading

MOST_PAGES = 20_000
KEPT = 40
"""Pages that stay in memory: neighbouring days lie on the same ones."""


@dataclass(slots=True)
class PagedFeed:
    """A feed whose older entries are on further pages; `pattern` holds {page}."""

    feed: Feed
    pattern: str
    name: str = "paged"
    interval: float = 0.0
    _pages: dict[int, tuple[FeedEntry, ...]] = field(default_factory=dict)
    _is_unpaged: bool = False

    @property
    def place(self) -> str:
        """The address, with its mark for the page."""
        return self.pattern

    def list_day(self, day: dt.date, asker: Asker, resume_key: str | None = None) -> Iterator[Listed]:
        """The entries of a local day; raises StopReading where it is older than a feed that cannot be paged."""
        number = self._find_first(day, asker)
        while number <= MOST_PAGES:
            entries = self._load(number, asker)
            for entry in entries:
                if self._day_of(entry) == day:
                    text = entry.text if entry.text and len(entry.text) >= LEAST_FEED_TEXT else None
                    yield Link(entry.url, entry.updated_at, entry.published_at, entry.title, text)
            if not entries or self._middle(number, asker) < day:
                break
            number += 1
        if self._is_unpaged and self._days(1, asker)[-1] >= day:
            told = f"{self.pattern.format(page=2)} answers with the first page again; the feed cannot be paged back"
            raise StopReading("not_paged", told)

    def _find_first(self, day: dt.date, asker: Asker) -> int:
        """The first page that may hold the day: the last one most of which is newer, as its end may reach the day."""
        low, high = 0, 1
        while high < MOST_PAGES and self._is_newer(high, day, asker):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_newer(middle, day, asker):
                low = middle
            else:
                high = middle
        return max(low, 1)

    def _is_newer(self, number: int, day: dt.date, asker: Asker) -> bool:
        return bool(self._load(number, asker)) and self._middle(number, asker) > day

    def _middle(self, number: int, asker: Asker) -> dt.date:
        """The day in the middle of a page: an entry that is pinned or posted again must not speak for the others."""
        return median_high(self._days(number, asker))

    def _days(self, number: int, asker: Asker) -> list[dt.date]:
        """The days of a page's entries, in their order; raises StopReading where none has a date."""
        days = [found for entry in self._load(number, asker) if (found := self._day_of(entry))]
        if not days:
            raise StopReading("undated", f"{self.pattern.format(page=number)}: none of the entries has a date")
        return days

    def _day_of(self, entry: FeedEntry) -> dt.date | None:
        at = entry.published_at or entry.updated_at
        return at.astimezone(ZoneInfo(self.feed.timezone)).date() if at else None

    def _load(self, number: int, asker: Asker) -> tuple[FeedEntry, ...]:
        """The entries of a page; none beyond the last one, which sites answer with 404, no entry or an earlier page."""
        if number not in self._pages:
            if len(self._pages) > KEPT:
                self._pages = {1: self._pages[1]}
            entries = self._ask(self.pattern.format(page=number), asker)
            if self._is_shown_before(number, entries, asker):
                self._is_unpaged |= number == 2
                entries = ()
            self._pages[number] = entries
        return self._pages[number]

    def _is_shown_before(self, number: int, entries: tuple[FeedEntry, ...], asker: Asker) -> bool:
        """Whether a page shows what an earlier one shows, which is asked again: a feed moves on while it is read."""
        same = [page for page, others in self._pages.items() if page < number and is_repeated(entries, others)]
        if not same:
            return False
        page = max(same)
        self._pages[page] = self._ask(self.pattern.format(page=page), asker)
        return is_repeated(entries, self._pages[page])

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


def is_repeated(entries: tuple[FeedEntry, ...], others: tuple[FeedEntry, ...]) -> bool:
    """Whether a page shows most of what another page showed."""
    known = {entry.url for entry in others}
    return sum(entry.url in known for entry in entries) * 2 > len(entries)
