"""A site's feeds: what its pages announce, and where feeds commonly lie.

find_feeds(html, url) -> list[FoundFeed]      announced ones, the likeliest news feed first
guess_feeds(url) -> list[str]                 addresses worth one polite question each, where nothing is announced
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from trafilatura import load_html

from extractors.identity import article_key

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "text/xml", "application/xml")
_FEED_LINK = re.compile(r"(?:^|[/._?=&-])(?:rss\d?|feeds?|atom|rdf)(?:$|[/._?=&-])", re.I)
_BY_THE_WAY = re.compile(r"comments?|podcast|author|tag|search|/sport", re.I)
_GUESSES = ("feed/", "rss.xml", "rss", "feed.xml", "?feed=rss2", "atom.xml", "ar/rss.xml", "ar/feed/")


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """An address that a page announces as a feed, with the name it gives it."""

    url: str
    title: str = ""


def find_feeds(html: str, url: str) -> list[FoundFeed]:
    """The feeds that the page received from `url` announces, each once: its links of the head first, then its anchors.

    Feeds of comments, authors, tags and podcasts come last.
    """
    tree = load_html(html)
    if tree is None:
        return []
    found: dict[str, FoundFeed] = {}
    links = [
        (link.get("href"), link.get("title"))
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").lower() in _FEED_TYPES
    ]
    anchors = [(a.get("href"), a.text_content()) for a in tree.iter("a") if _FEED_LINK.search(a.get("href") or "")]
    for href, title in (*links, *anchors):
        address = _absolute(url, href)
        if address:
            found.setdefault(article_key(address), FoundFeed(address, " ".join((title or "").split())))
    return sorted(found.values(), key=lambda feed: bool(_BY_THE_WAY.search(feed.url)))


def guess_feeds(url: str) -> list[str]:
    """Addresses at which sites commonly keep a feed, the commonest first."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    return [urljoin(root, guess) for guess in _GUESSES]


def _absolute(base: str, href: str | None) -> str | None:
    try:
        address = urljoin(base, (href or "").strip())
        return address if href and urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None
