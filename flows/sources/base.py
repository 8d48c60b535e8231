"""What all sources of past articles have in common.

A source knows which days it holds (`offer`), lists what a day holds (`list_candidates`), and turns one of these into
documents (`read`). Files are listed in this process and read in many: `read` is a function that can be sent to them.
Sites are asked through the polite Fetcher alone, one request at a time a host: flows.sources.live.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from flows.documents import Document, Problem

Found = Document | Problem
Report = Callable[[Problem], None]

NAMES = ("jsonl", "html", "warc", "telegram", "sitemap", "wordpress", "paged", "wayback")
FILES = ("jsonl", "html", "warc", "telegram")
LIVE = ("sitemap", "wordpress", "paged", "wayback")


class Offer(NamedTuple):
    """What a source holds of a day: how many candidates, and a fingerprint that changes when they do."""

    day: dt.date
    size: int
    fingerprint: str


class Candidate(NamedTuple):
    """What may be an article: its day, where it is (for messages), and what the source reads it by."""

    day: dt.date
    where: str
    what: Any


class FileSource(Protocol):
    """Articles in files; `outlet` is the one asked for, "" for any."""

    name: str
    outlet: str

    @property
    def place(self) -> str:
        """The file or folder."""
        ...

    @property
    def read(self) -> Callable[[Candidate], list[Found]]:
        """What gives the documents of a candidate; it can be pickled and carries nothing of the source's lists."""
        ...

    def offer(self, start: dt.date, end: dt.date, report: Report) -> list[Offer]:
        """The days of the range that the source holds anything of; what belongs to no day is reported and left out.

        Raises UserError where the source cannot be read at all.
        """
        ...

    def list_candidates(self, days: Sequence[dt.date]) -> Iterator[Candidate]:
        """The candidates of these days, which `offer` told before, in the order of the files."""
        ...
