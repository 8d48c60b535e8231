"""From a site's address to its feeds, and from an outlet's stored pages to the place of its stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from extractors.decoding import DecodeError, decode
from extractors.discovery import find_feeds, guess_feeds
from extractors.feed import FeedError, ParsedFeed, parse_feed
from extractors.templates import Proposal, check_selector, learn_selector
from flows.archive import BodyMissingError, read_body, read_list
from flows.errors import UserError
from flows.feeds import Feed, load_feeds
from flows.fetched import Fetched
from flows.fetching import Fetcher
from flows.registry import is_known, name_feed
from flows.settings import Settings

MOST_FEEDS = 8
"""Announced feeds that are tried: some sites announce one for each of a hundred sections."""

LEARN_PAGES = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed, and what it turned out to be: its table for the registry, else what is wrong."""

    url: str
    items: int = 0
    newest: dt.datetime | None = None
    table: dict[str, Any] | None = None
    what: str = ""


def discover(url: str, settings: Settings, fetcher: Fetcher) -> list[Candidate]:
    """The feeds of the site at an address, or the feed that the address itself is.

    Announced feeds are tried first, the usual places only where none of those is a feed, or the page is missing while
    its site answers. Raises UserError where the address cannot be read.
    """
    if "://" not in url:
        url = f"https://{url}"
    fetched = fetcher.get(url, kind="page")
    feeds = load_feeds(settings.feeds_path)
    if fetched.outcome == "http_4xx":
        usual = list(try_all(guess_feeds(fetched.final_url), list(feeds), fetcher, until_first=True))
        if any(candidate.table for candidate in usual):
            return usual
    if fetched.outcome != "ok":
        raise UserError(f"{url}: cannot be read ({fetched.outcome} {fetched.detail}); check the address")
    own = judge(fetched, feeds)
    if own.table or own.what == "is in the registry already":
        return [own]
    taken: list[Feed] = list(feeds)
    found = list(try_all([feed.url for feed in find_feeds(read_text(fetched), fetched.final_url)], taken, fetcher))
    if not any(candidate.table for candidate in found):
        found += try_all(guess_feeds(fetched.final_url), taken, fetcher, until_first=True)
    return found


def try_all(urls: list[str], taken: list[Feed], fetcher: Fetcher, until_first: bool = False) -> Iterator[Candidate]:
    """Each address as a candidate; `taken` grows by those that are feeds, so that each gets an id of its own."""
    for url in urls[:MOST_FEEDS]:
        candidate = judge(fetcher.get(url, kind="feed"), taken)
        yield candidate
        if candidate.table:
            taken.append(Feed(**candidate.table))
            if until_first:
                return


def judge(fetched: Fetched, feeds: list[Feed] | tuple[Feed, ...]) -> Candidate:
    """What an answer is worth as a feed."""
    if fetched.outcome != "ok":
        return Candidate(fetched.url, what=f"{fetched.outcome} {fetched.detail}".strip())
    if is_known(fetched.final_url, feeds):
        return Candidate(fetched.url, what="is in the registry already")
    try:
        parsed = parse_feed(fetched.body, url=fetched.final_url, declared=fetched.charset, now=fetched.fetched_at)
    except FeedError as error:
        return Candidate(fetched.url, what=f"{error.reason} {error.detail}")
    dates = [entry.published_at for entry in parsed.entries if entry.published_at]
    table = make_table(fetched.final_url, parsed, feeds)
    return Candidate(fetched.url, len(parsed.entries), max(dates, default=None), table, ", ".join(parsed.problems))


def make_table(url: str, parsed: ParsedFeed, feeds: list[Feed] | tuple[Feed, ...]) -> dict[str, Any]:
    """A table of the registry for a feed that was just read; the person knows better what its outlet is."""
    home = parsed.homepage or urljoin(url, "/")
    name = name_feed(url, (feed.id for feed in feeds))
    host = urlsplit(url).hostname
    outlet = next((feed.outlet for feed in feeds if urlsplit(feed.url).hostname == host), name)
    return {"id": name, "outlet": outlet, "name_ar": parsed.title or name, "url": url, "homepage": home}


def read_text(fetched: Fetched) -> str:
    """The page as text, "" where it is none."""
    try:
        return decode(fetched.body, fetched.charset, "page").text
    except DecodeError:
        return ""


def learn(outlet: str, settings: Settings) -> tuple[Proposal | None, Proposal | None]:
    """How well an outlet's present selector does on its newest stored pages, and the best selector for them.

    Raises UserError where there is no such outlet, or none of its pages is stored.
    """
    feeds = [feed for feed in load_feeds(settings.feeds_path) if feed.outlet == outlet]
    if not feeds:
        raise UserError(f"{settings.feeds_path}: there is no outlet {outlet!r}; `hasila feeds list --json` names them")
    pages = list(islice(stored_pages(outlet, settings), LEARN_PAGES))
    if not pages:
        raise UserError(f"{settings.archive_path}: no page of {outlet} is stored; let `hasila run` read some first")
    selector = next((feed.selector for feed in feeds if feed.selector), None)
    return (check_selector(selector, pages) if selector else None), learn_selector(pages)


def stored_pages(outlet: str, settings: Settings) -> Iterator[str]:
    """The outlet's stored pages, decoded, each once, those read last first."""
    seen: set[str] = set()
    for page in read_list(settings.archive_path):
        if page.outlet != outlet or page.body_hash in seen:
            continue
        seen.add(page.body_hash)
        try:
            yield decode(read_body(settings.archive_path, page.body_hash), page.charset, "page").text
        except (BodyMissingError, DecodeError):
            continue
