"""Posts of a Telegram channel, from the file that the desktop client writes of it.

The channel is the outlet, each post an article under its own address, so that a post which a later export has in other
words is a new version of it. A forwarded post is told by the channel that it comes from: who passes it on is no second
source. Photos of one album are one post. Service messages and posts without words are passed over.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from extractors.dates import parse_date
from extractors.decoding import load_json
from flows.documents import Document, Problem
from flows.jsonl import open_lines, refusing
from flows.sources.base import Candidate, Found, Offer, Report
from flows.sources.jsonl import DayIndex, skip
from flows.sources.telegram_file import Channel, Message, read_channel, read_messages

SOURCE = "backfill-telegram"
MOST_DIGITS = 12
"""Digits of seconds since 1970 that no message reaches in ten thousand years."""

MEDIA = ("photo", "file", "media_type")


@dataclass(slots=True)
class TelegramExport:
    """One `result.json`. It is read once to find each day's posts, and once for each chunk of days."""

    path: Path
    outlet: str
    time_zone: str
    name: str = "telegram"
    outlets: dict[str, str] = field(default_factory=dict)
    """Names of the channels that told the posts, by the outlet's short name; complete when `offer` is done."""
    _index: DayIndex = field(default_factory=DayIndex)

    @property
    def place(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def read(self) -> Callable[[Candidate], list[Found]]:
        """Reads one post."""
        return partial(read_post, channel=read_channel(self.path), outlet=self.outlet, time_zone=self.time_zone)

    def offer(self, start: dt.date, end: dt.date, report: Report) -> list[Offer]:
        """The days of the range with posts."""
        channel = read_channel(self.path)
        self._index = DayIndex()
        for post in join_albums(read_messages(self.path, channel.begin)):
            values = [message.value for message in post]
            if not text_of(values):
                continue
            where = f"{self.place}: message {values[0].get('id')}"
            at = find_instant(values[0], "date", self.time_zone)
            if at is None or not isinstance(values[0].get("id"), int):
                report(Problem("no_published", where, "has no id or no date of news; it is left out"))
                continue
            day = at.astimezone(ZoneInfo(self.time_zone)).date()
            if start <= day <= end:
                content = json.dumps([[value.get("id"), value.get("text")] for value in values]).encode()
                begin, stop = post[0].begin, post[-1].end
                self._index.add(day, content, begin, stop, values[0]["id"])
                teller, name = find_teller(values[0], channel, self.outlet)
                if name:
                    self.outlets[teller] = name
        return self._index.offers(3)

    def list_candidates(self, days: Sequence[dt.date]) -> Iterator[Candidate]:
        """The posts of these days, in one pass forward: a packed file cannot be read backwards."""
        wanted = sorted((*post, day) for day in days for post in _threes(self._index.numbers.get(day, array("Q"))))
        with refusing(self.place), open_lines(self.path) as stream:
            at = 0
            for begin, end, number, day in wanted:
                skip(stream, begin - at)
                content = stream.read(end - begin)
                at = end
                yield Candidate(day, f"{self.place}: message {number}", content)


def _threes(numbers: array[int]) -> Iterator[tuple[int, int, int]]:
    return zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)


def join_albums(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """The posts: single messages, or the pictures of one album; service messages are none."""
    post: list[Message] = []
    for message in messages:
        if message.value.get("type") != "message":
            continue
        if post and not _is_mate(post[-1].value, message.value):
            yield post
            post = []
        post.append(message)
    if post:
        yield post


def _is_mate(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two messages that follow each other are of one album: the file has no mark of that."""
    same = ("date_unixtime", "date", "from_id", "forwarded_from")
    return (
        all(any(name in message for name in MEDIA) for message in (one, other))
        and all(one.get(name) == other.get(name) for name in same)
        and isinstance(one.get("id"), int)
        and other.get("id") == one["id"] + 1
    )


def read_post(candidate: Candidate, *, channel: Channel, outlet: str, time_zone: str) -> list[Found]:
    """The document of one post."""
    values = [value for value in load_json(f"[{candidate.what.decode()}]") if value.get("type") == "message"]
    first = values[0]
    edits = [at for value in values if (at := find_instant(value, "edited", time_zone))]
    return [
        Document(
            where=candidate.where,
            source=SOURCE,
            id=first["id"],
            url=f"https://t.me/c/{channel.number}/{first['id']}",
            outlet=find_teller(first, channel, outlet)[0],
            text=text_of(values),
            published_at=find_instant(first, "date", time_zone),
            published=candidate.day,
            published_source="telegram",
            updated_at=max(edits, default=None),
            time_zone=time_zone,
        )
    ]


def text_of(values: Iterable[Mapping[str, Any]]) -> str:
    """The words of the messages of a post; a text is a string, or a list of strings and marked parts."""
    texts = []
    for value in values:
        parts = value.get("text")
        parts = parts if isinstance(parts, list) else [parts]
        words = (part.get("text") if isinstance(part, dict) else part for part in parts)
        texts.append("".join(word for word in words if isinstance(word, str)).strip())
    return "\n".join(filter(None, texts))


def find_instant(value: Mapping[str, Any], name: str, time_zone: str) -> dt.datetime | None:
    """When a message was sent or edited: seconds since 1970, in older files a local time; None where it is none.

    Old files have an edit of 1970 where there was none.
    """
    seconds, stated = str(value.get(f"{name}_unixtime", "")), str(value.get(name) or "")
    if seconds.isdecimal() and len(seconds) < MOST_DIGITS:
        stated = dt.datetime.fromtimestamp(int(seconds), dt.UTC).isoformat()
    date = parse_date(stated, time_zone) if stated else None
    return date.at if date else None


def find_teller(value: Mapping[str, Any], channel: Channel, outlet: str) -> tuple[str, str | None]:
    """The outlet of a post: the channel, or the one that it was forwarded from; with its name where it is a channel.

    A post of a person that the channel passes on is the channel's own. Where the file does not say whether it comes
    from a channel or a person, no name is kept, but a mark that is the same wherever the post was passed on.
    """
    origin, number = value.get("forwarded_from"), str(value.get("forwarded_from_id") or "")
    is_own = not isinstance(origin, str) or not origin.strip() or origin == channel.name
    if is_own or number.startswith("user"):
        return outlet or short_name(channel.name), None if outlet else channel.name
    origin = str(origin)
    if number.startswith("channel"):
        return short_name(origin), origin
    return f"forward-{blake2b(origin.encode(), digest_size=4).hexdigest()}", None


def short_name(name: str) -> str:
    """A channel's name as an outlet's short name."""
    return re.sub(r"\s+", "-", name.strip().lower())
