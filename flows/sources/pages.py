"""Articles as a folder of HTML pages, in any depth; a page says itself when it was published and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flows.documents import Document, Problem
from flows.errors import UserError
from flows.sources.base import Candidate, Found, Offer, Report

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")


@dataclass(slots=True)
class HtmlFolder:
    """The pages of one folder; a page's day is the one that it states, else one in its path (`2024/01/31`)."""

    path: Path
    outlet: str
    time_zone: str
    name: str = "html"
    _days: dict[dt.date, list[tuple[Path, bool]]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.path)

    @property
    def read(self) -> Callable[[Candidate], list[Found]]:
        """Reads one page."""
        return partial(read_file, time_zone=self.time_zone, outlet=self.outlet or None)

    def offer(self, start: dt.date, end: dt.date, report: Report) -> list[Offer]:
        """The days of the range that pages of the folder state."""
        if not self.path.is_dir():
            raise UserError(f"{self.place}: is no folder; the source html reads a folder of pages")
        self._days = {}
        hashes: dict[dt.date, Any] = {}
        for path in sorted(path for path in self.path.rglob("*") if path.suffix.lower() in SUFFIXES):
            try:
                found = find_page_day(path, self.time_zone)
            except Exception as error:
                found = Problem.of_crash(str(path), error)
            if isinstance(found, Problem):
                report(found)
                continue
            day, is_by_path, digest = found
            if start <= day <= end:
                self._days.setdefault(day, []).append((path, is_by_path))
                told = f"{path.relative_to(self.path)}:{digest}"
                hashes.setdefault(day, blake2b(digest_size=16)).update(told.encode())
        return [Offer(day, len(paths), hashes[day].hexdigest()) for day, paths in sorted(self._days.items())]

    def list_candidates(self, days: Sequence[dt.date]) -> Iterator[Candidate]:
        """The pages of these days."""
        return (Candidate(day, str(found[0]), found) for day in days for found in self._days.get(day, ()))


class PageDay(NamedTuple):
    """The local day of publication of a page, whether only its path says so, and a digest of its bytes."""

    day: dt.date
    is_by_path: bool
    digest: str


def find_page_day(path: Path, time_zone: str) -> PageDay | Problem:
    """When the page in a file was published, or why that cannot be told."""
    from trafilatura import load_html

    from extractors.decoding import DecodeError, decode
    from extractors.metadata import read_metadata

    try:
        body = path.read_bytes()
        tree = load_html(decode(body, None, "page").text)
    except DecodeError as error:
        return Problem(error.reason, str(path), f"no page ({error.detail}); it is left out")
    except OSError as error:
        return Problem("no_body", str(path), f"cannot be read ({error.strerror}); check its permissions")
    if tree is None:
        return Problem("not_an_article", str(path), "no HTML; it is left out")
    about = read_metadata(tree, path.absolute().as_uri(), time_zone)
    if about.published is None:
        what = "says nowhere when it was published; put it in a folder such as 2024/01/31"
        return Problem("no_published", str(path), what)
    # The size alone would pass over a toll that was edited: a numeral takes as many bytes as another.
    digest = blake2b(body, digest_size=16).hexdigest()
    return PageDay(about.published.day, about.published_source == "url", digest)


def read_file(candidate: Candidate, *, time_zone: str, outlet: str | None) -> list[Found]:
    """The document of one page."""
    from trafilatura import load_html

    from extractors.decoding import decode
    from extractors.metadata import stated_address

    path, is_by_path = candidate.what
    html = decode(path.read_bytes(), None, "page").text
    midnight = dt.datetime.combine(candidate.day, dt.time(), ZoneInfo(time_zone))
    return [
        Document(
            where=candidate.where,
            source="backfill-html",
            url=stated_address(load_html(html)),
            outlet=outlet,
            html=html,
            published_at=midnight if is_by_path else None,
            published=candidate.day if is_by_path else None,
            published_source="path" if is_by_path else None,
            time_zone=time_zone,
        )
    ]
