"""What passes between the flows' steps: documents as sources hand them over, and problems with their names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flows.errors import describe_crash

CRASHED = "crashed"
"""The name of a problem that is our own fault."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was left out: the name it is counted under, where it is, and what is wrong with the remedy."""

    name: str
    where: str
    what: str

    def __str__(self) -> str:
        """The problem as one line."""
        return f"{self.where}: {self.what}"

    @classmethod
    def of_crash(cls, where: str, error: Exception) -> Problem:
        """The problem of an item that our own code broke on: the others must not share its fate."""
        told = describe_crash(error)
        return cls(CRASHED, where, f"reading it broke off ({told}); it is left out, please report it")


@dataclass(frozen=True, slots=True)
class Document:
    """One article as a source handed it over: either `text`, or `html`, or the archived page `body_hash`.

    `where` is its address or file and line, for messages. `published_at` is what the source says (a feed's date, a
    JSONL field); None leaves it to the page. `time_zone` is the outlet's, for local days; `selector` is its CSS
    selector of a story's body. `feed_text` is the story as its feed tells it, for a page that refuses us; `may_archive`
    is false where the answer's headers ask that the page be not kept. `updated_at` is when the source says that the
    text was last changed.
    """

    where: str
    source: str
    id: str | int | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    body_hash: str | None = None
    content_type: str | None = None
    published_at: dt.datetime | None = None
    published: dt.date | None = None
    published_source: str | None = None
    country: str | None = None
    time_zone: str = "Asia/Damascus"
    selector: str | None = None
    fetched_at: dt.datetime | None = None
    feed_text: str | None = None
    may_archive: bool = True
    updated_at: dt.datetime | None = None
