"""Which archives the outlets of the registry have: `archive` of a feed is the source's name and an address."""

from __future__ import annotations

from collections.abc import Sequence

from flows.errors import UserError
from flows.feeds import Feed, load_feeds
from flows.settings import Settings
from flows.sources.choose import Order, feeds_of
from flows.sources.live import LiveSource
from flows.sources.paged import PagedFeed
from flows.sources.sitemap import Sitemaps
from flows.sources.wayback import Wayback
from flows.sources.wordpress import WordPress


def open_sites(order: Order, settings: Settings) -> list[LiveSource]:
    """The sources on the web that an order names: of one outlet, or of all outlets that have such a source.

    Raises UserError for an outlet that the registry does not know, or that lacks the source.
    """
    if order.modified_after and order.source not in ("wordpress", None):
        raise UserError("--modified-after asks WordPress what was edited; the other sources cannot tell")
    if order.source == "wayback":
        feeds = feeds_of(settings, order.outlet) if order.outlet else enabled(settings)
        return [Wayback(feed, settings) for feed in feeds]
    feeds = feeds_of(settings, order.outlet) if order.outlet else list(load_feeds(settings.feeds_path))
    found = [make_source(feed, order) for feed in feeds if feed.archive and order.name in ("site", source_of(feed))]
    if not found:
        raise UserError(lack(order, feeds, settings))
    return found


def enabled(settings: Settings) -> list[Feed]:
    """The feeds that are switched on."""
    return [feed for feed in load_feeds(settings.feeds_path) if feed.enabled]


def source_of(feed: Feed) -> str:
    """The name of the archive's source."""
    return feed.archive.split(" ", 1)[0]


def make_source(feed: Feed, order: Order) -> LiveSource:
    """The source that a feed's `archive` names."""
    name, address = feed.archive.split(" ", 1)
    if name == "sitemap":
        return Sitemaps(feed, address)
    if name == "wordpress":
        return WordPress(feed, address, order.modified_after)
    return PagedFeed(feed, address)


def lack(order: Order, feeds: Sequence[Feed], settings: Settings) -> str:
    """What to say where no outlet has the source that was asked for."""
    has = sorted({source_of(feed) for feed in feeds if feed.archive})
    mend = (
        f'set archive = "{order.source or "sitemap"} https://…" on one of its feeds in {settings.home / "feeds.toml"}'
    )
    if not order.outlet:
        return f"no outlet of {settings.feeds_path} has the source {order.source}; {mend}"
    if has:
        return (
            f"the outlet {order.outlet} has no {order.source}; the registry gives it {', '.join(has)}, or try wayback"
        )
    return f"the registry names no archive of the outlet {order.outlet}; try --source wayback, or {mend}"
