"""Sitemaps as an archive: one a day where the address names the day, else an index whose parts say what they hold."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from extractors.dates import parse_date
from extractors.metadata import url_day
from flows.feeds import Feed
from flows.sources.live import Asker, Link, Listed, StopReading, refuse

LARGEST = 60_000_000
"""Unpacked bytes of one sitemap; the protocol allows 50 MB."""

DEEPEST = 3
KEPT = 12
"""Parts of an index that stay in memory: neighbouring days lie in the same ones."""

_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2])(?:[-_/]?(0[1-9]|[12]\d|3[01]))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a sitemap, with the dates that stand beside it as they were written."""

    url: str
    changed: str | None
    published: str | None


@dataclass
class Sitemaps:
    """The sitemaps of an outlet. `pattern` holds {yyyy}, {mm} and {dd}, or is the address of an index or a sitemap."""

    feed: Feed
    pattern: str
    name: str = "sitemap"
    interval: float = 0.0
    _parts: dict[str, tuple[bool, list[Entry]]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The address, with its marks for the day."""
        return self.pattern

    @cached_property
    def is_daily(self) -> bool:
        """Whether there is a sitemap for each day."""
        return "{dd}" in self.pattern

    def list_day(self, day: dt.date, asker: Asker, resume_key: str | None = None) -> Iterator[Listed]:
        """The pages of a day: all of a day's own sitemap, else those that an entry's dates or address put there."""
        address = self.pattern.format(yyyy=f"{day.year:04}", mm=f"{day.month:02}", dd=f"{day.day:02}")
        seen: set[str] = set()
        for entry in self._walk(address, day, asker, DEEPEST):
            if entry.url not in seen and (self.is_daily or self._day_of(entry) == day):
                seen.add(entry.url)
                yield Link(entry.url, self._instant(entry.changed))

    def _walk(self, address: str, day: dt.date, asker: Asker, depth: int) -> Iterator[Entry]:
        is_index, entries = self._load(address, asker)
        if not is_index:
            yield from entries
            return
        for entry in entries:
            if depth and self._may_hold(entry, day):
                yield from self._walk(entry.url, day, asker, depth - 1)

    def _load(self, address: str, asker: Asker) -> tuple[bool, list[Entry]]:
        if address not in self._parts:
            while len(self._parts) >= KEPT:
                # The index itself is the first and is asked for with every day.
                del self._parts[[*self._parts][1]]
            self._parts[address] = read_sitemap(address, asker)
        return self._parts[address]

    def _may_hold(self, entry: Entry, day: dt.date) -> bool:
        """Whether a part of an index can hold a day: it is named for no other and changed on it or since."""
        named = _MONTH.search(entry.url.rpartition("//")[2])
        if named:
            year, month, date = (int(part) if part else None for part in named.groups())
            return (day.year, day.month) == (year, month) and date in (None, day.day)
        # A local day like the day asked for: a date alone is the midnight that begins it, another day in UTC.
        changed = parse_date(entry.changed, self.feed.timezone) if entry.changed else None
        return changed is None or changed.day >= day

    def _day_of(self, entry: Entry) -> dt.date | None:
        for raw in (entry.published, url_day(entry.url), entry.changed):
            found = parse_date(raw, self.feed.timezone) if raw else None
            if found:
                return found.day
        return None

    def _instant(self, raw: str | None) -> dt.datetime | None:
        found = parse_date(raw, self.feed.timezone) if raw else None
        return found.at if found else None


def read_sitemap(address: str, asker: Asker) -> tuple[bool, list[Entry]]:
    """Whether the sitemap is an index, and its entries; raises StopReading."""
    fetched = asker.listing(address)
    body = fetched.body
    if body[:2] == b"\x1f\x8b":
        body = unpack(body, address)
    # Nothing outside the file is loaded, and broken ones are read as far as they go.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise refuse(fetched, "a sitemap") from error
    kind = etree.QName(root).localname.lower() if root is not None else ""
    if kind not in ("sitemapindex", "urlset"):
        raise refuse(fetched, "a sitemap")
    return kind == "sitemapindex", [entry for node in root if (entry := read_entry(node))]


def unpack(body: bytes, address: str) -> bytes:
    """The sitemap behind a `.gz` address."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise StopReading("bad_answer", f"{address} is no sound gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise StopReading("too_large", f"{address} unpacks to more than {LARGEST} bytes")
    return data


def read_entry(node: etree._Element) -> Entry | None:
    """One <url> or <sitemap>; None without an address."""
    found: dict[str, str] = {}
    for element in node.iter():
        if isinstance(element.tag, str) and element.text and element.text.strip():
            found.setdefault(etree.QName(element).localname.lower(), element.text.strip())
    url = found.get("loc")
    return Entry(url, found.get("lastmod"), found.get("publication_date")) if url else None
