"""WordPress as an archive: its REST API lists the posts of any days with their whole text, a hundred a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from flows.documents import Document, Problem
from flows.feeds import Feed
from flows.sources.live import Asker, Listed, StopReading, day_bounds, read_json

FIELDS = "id,date_gmt,modified_gmt,link,title,content"
PER_PAGE = 100
MARGIN = dt.timedelta(hours=4)
"""Old installations compare `after` and `before` with the site's local time, whatever zone they are given in."""

MOST_PAGES = 200


@dataclass(slots=True)
class WordPress:
    """The posts of a site. With `modified_after` only those that were edited since: their tolls may be other ones."""

    feed: Feed
    site: str
    modified_after: dt.date | None = None
    name: str = "wordpress"
    interval: float = 0.0

    @property
    def place(self) -> str:
        """The API's address, and since when edits count."""
        return f"{self._posts}?modified_after={self.modified_after}" if self.modified_after else self._posts

    @property
    def _posts(self) -> str:
        """Where the API lists posts: below the site's address, whether that ends with a slash or not."""
        return f"{self.site.rstrip('/')}/wp-json/wp/v2/posts"

    def list_day(self, day: dt.date, asker: Asker, resume_key: str | None = None) -> Iterator[Listed]:
        """The posts of a local day, whole."""
        first, last = day_bounds(day, self.feed.timezone)
        number = 1
        while number <= MOST_PAGES:
            posts, pages, fetched_at = self._ask(first, last, number, asker)
            for post in posts:
                published = read_gmt(post.get("date_gmt"))
                if published is None or first <= published < last:
                    yield self._read_post(post, published, fetched_at)
            if number >= pages:
                return
            number += 1

    def _ask(
        self, first: dt.datetime, last: dt.datetime, number: int, asker: Asker
    ) -> tuple[list[dict[str, Any]], int, dt.datetime]:
        query = {
            "after": f"{first - MARGIN - dt.timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}",
            "before": f"{last + MARGIN:%Y-%m-%dT%H:%M:%SZ}",
            "per_page": PER_PAGE,
            "page": number,
            "orderby": "date",
            "order": "asc",
            "_fields": FIELDS,
        }
        if self.modified_after:
            query["modified_after"] = f"{self.modified_after}T00:00:00Z"
        fetched = asker.listing(f"{self._posts}?{urlencode(query)}")
        posts = read_json(fetched)
        if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
            raise StopReading("bad_answer", f"{fetched.url} answers with no list of posts")
        told = fetched.headers.get("x-wp-totalpages", "")
        # Without the total a full page means that there may be another.
        pages = int(told) if told.isdecimal() else number + (len(posts) == PER_PAGE)
        return posts, pages, fetched.fetched_at

    def _read_post(
        self, post: dict[str, Any], published: dt.datetime | None, fetched_at: dt.datetime
    ) -> Document | Problem:
        url = post.get("link")
        title, content = (_rendered(post.get(name)) for name in ("title", "content"))
        where = url if isinstance(url, str) and url else f"{self.place} post {post.get('id')}"
        if not isinstance(url, str) or not content:
            return Problem("no_text", where, "the API gives no address or no text of this post; it is left out")
        modified = read_gmt(post.get("modified_gmt"))
        return Document(
            where=where,
            source="backfill-wordpress",
            url=url,
            outlet=self.feed.outlet,
            html=make_page(title, content, modified),
            published_at=published,
            published_source="wordpress" if published else None,
            country=self.feed.country,
            time_zone=self.feed.timezone,
            fetched_at=fetched_at,
        )


def read_gmt(raw: Any) -> dt.datetime | None:
    """An instant as the API writes it, in UTC without saying so."""
    try:
        found = dt.datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _rendered(value: Any) -> str:
    told = value.get("rendered") if isinstance(value, dict) else value
    return told if isinstance(told, str) else ""


def make_page(title: str, content: str, modified: dt.datetime | None) -> str:
    """A page around a post, since a story is read from pages; `title` and `content` are mark-up already."""
    edited = f'<meta property="article:modified_time" content="{escape(modified.isoformat())}">' if modified else ""
    return (
        f"<!doctype html><html><head><title>{title}</title>{edited}</head>"
        f"<body><article><h1>{title}</h1>{content}</article></body></html>"
    )
