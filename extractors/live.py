"""Live pages to their updates: each is a report of its own, the page around them is none.

    read_updates(html, url, timezone=…, now=None) -> tuple[PageArticle, ...]     oldest first; may be empty

A running page repeats its totals all day, so read_page refuses it as `live_blog`. Where the outlet marks the updates up
(schema.org, LiveBlogPosting with liveBlogUpdate), each is given back with its own time; its address is the page's, or
its own where it has one that is no mere fragment. Whoever keeps them keys them by outlet, day and text
(identity.text_key), since they share an address.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urldefrag, urljoin

from trafilatura import load_html

from extractors.article import PageArticle
from extractors.body import MIN_LETTERS, clean_text, count_letters, read_stated
from extractors.dates import parse_date
from extractors.decoding import is_mojibake
from extractors.metadata import Metadata, read_metadata


def read_updates(
    html: str, url: str, *, timezone: str = "UTC", now: dt.datetime | None = None
) -> tuple[PageArticle, ...]:
    """The updates of a live page that hold an Arabic text, each once, oldest first; undated ones come first."""
    tree = load_html(html)
    if tree is None:
        return ()
    about = read_metadata(tree, url, timezone, now)
    found: dict[str, PageArticle] = {}
    for item in about.updates:
        update = _read_update(item, about, url, timezone, now)
        if update:
            found.setdefault(update.text, update)
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return tuple(sorted(found.values(), key=lambda update: update.published_at or earliest))


def _read_update(
    item: dict[str, Any], about: Metadata, url: str, timezone: str, now: dt.datetime | None
) -> PageArticle | None:
    title = " ".join(read_stated(_stated(item, "headline"))) or None
    text = clean_text(read_stated(_stated(item, "articleBody") or _stated(item, "text")), title)
    if count_letters(f"{title or ''} {text}") < MIN_LETTERS or is_mojibake(text):
        return None
    published = parse_date(_stated(item, "datePublished"), timezone, now)
    updated = parse_date(_stated(item, "dateModified"), timezone, now)
    return PageArticle(
        title=title,
        text=text or title or "",
        canonical_url=_own_address(_stated(item, "url"), url),
        published_at=published.at if published else None,
        published_day=published.day if published else None,
        published_precision=published.precision if published else None,
        published_source="json_ld" if published else None,
        updated_at=updated.at if updated else None,
        language=about.language,
        method="json_ld",
        may_archive=about.may_archive,
    )


def _stated(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _own_address(link: str, url: str) -> str:
    try:
        address = urldefrag(urljoin(url, link)).url
    except ValueError:
        return url
    return address if address.startswith(("http://", "https://")) else url
