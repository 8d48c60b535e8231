"""Which sources a backfill reads: what was asked for, and what the registry of feeds says an outlet has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flows.chunks import check_range
from flows.errors import UserError
from flows.feeds import Feed, load_feeds
from flows.settings import Settings
from flows.sources.base import FILES, LIVE, NAMES, FileSource


@dataclass(frozen=True, slots=True)
class Order:
    """What a backfill is asked for: the days, both included, and where their articles are.

    Without `source` a `path` is a file of articles, and an `outlet` is read by the source that the registry gives it.
    `only_failed` takes the days alone that failed before. `modified_after` asks WordPress for what was edited since.
    """

    start: dt.date
    end: dt.date
    source: str | None = None
    path: str | None = None
    outlet: str | None = None
    only_failed: bool = False
    modified_after: dt.date | None = None

    @property
    def name(self) -> str:
        """The source's name, "site" where the registry says which."""
        return self.source or ("jsonl" if self.path else "site")


def check_order(order: Order) -> None:
    """Refuse what cannot be, before anything is started; raises UserError."""
    check_range(order.start, order.end)
    if order.source and order.source not in NAMES:
        raise UserError(f"there is no source {order.source!r}; the sources are {', '.join(NAMES)}")
    if order.name in FILES and not order.path:
        raise UserError(f"the source {order.name} reads files; name them with --path")
    if order.name in LIVE and order.path:
        raise UserError(f"the source {order.name} reads the web and takes no --path")
    if order.name == "site" and not order.outlet:
        raise UserError("name what to read: --path FILE, or --outlet with an outlet of the registry, or --source")


def open_file(order: Order, settings: Settings) -> FileSource:
    """The source of files that an order names; raises UserError."""
    assert order.path is not None
    path, outlet = Path(order.path), order.outlet or ""
    if order.name == "html":
        from flows.sources.pages import HtmlFolder

        return HtmlFolder(path, outlet, settings.time_zone)
    if order.name == "telegram":
        from flows.sources.telegram import TelegramExport

        return TelegramExport(path, outlet, settings.time_zone)
    if order.name == "warc":
        from flows.sources.warc import WarcFiles

        feeds = load_feeds(settings.feeds_path)
        if outlet:
            feeds_of(settings, outlet)
        return WarcFiles(path, outlet, settings.time_zone, sites_of(feeds))
    from flows.sources.jsonl import open_articles

    return open_articles(path, outlet, settings.time_zone)


def feeds_of(settings: Settings, outlet: str) -> list[Feed]:
    """The feeds of an outlet, switched on or off; raises UserError where the registry does not know it."""
    feeds = [feed for feed in load_feeds(settings.feeds_path) if feed.outlet == outlet]
    if not feeds:
        raise UserError(f"{settings.feeds_path}: there is no outlet {outlet!r}; `hasila feeds list` names them")
    return feeds


def sites_of(feeds: Sequence[Feed]) -> dict[str, Feed]:
    """The first feed of each host that an outlet's home page or feed is on."""
    sites: dict[str, Feed] = {}
    for feed in feeds:
        for address in (feed.homepage, feed.url):
            host = (urlsplit(address).hostname or "").removeprefix("www.")
            if host:
                sites.setdefault(host, feed)
    return sites
