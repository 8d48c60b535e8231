"""Feeds to entries: RSS and Atom as outlets really send them, salvaged where they are broken.

    parse_feed(body, url=…, timezone=…, declared=None, id_policy="guid", now=None) -> ParsedFeed(entries, problems, …)

Everything that was mended or left out is named in `problems`; FeedError says that there is no feed: `empty`, `binary`,
`mojibake`, `blocked` (a page that asks for a browser or a human), `not_a_feed` (another page), `broken` (a feed of
which nothing could be saved). A feed without entries is sound: its problem is `no_entries`.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from html.entities import html5
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import feedparser

from extractors.challenge import find_challenge
from extractors.dates import ParsedDate, parse_date
from extractors.decoding import Decoded, DecodeError, decode, is_feed, is_mojibake
from extractors.identity import IdPolicy, article_key, entry_key
from extractors.records import FeedEntry

Reason = Literal["empty", "binary", "mojibake", "blocked", "not_a_feed", "broken"]

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ODD_REFERENCES = re.compile(
    r"(?:&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|5[5-7]\d{3}|[1-9]\d{6,})"
    r"|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{5,}));)+",
    re.I,
)
"""References by number to what XML does not allow: control characters, halves of a pair, numbers beyond Unicode."""

_LONGEST_NUMBER = 16
_NAMED_REFERENCE = re.compile(r"&([A-Za-z]\w{1,30};)")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.I | re.S)
_LINE_END = re.compile(r"<br\b[^>]*>|</(?:p|div|h[1-6]|li|tr|blockquote)\s*>", re.I)
_ITEM = re.compile(r"<(/?)(?:item|entry)(?=[\s>])", re.I)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


class FeedError(ValueError):
    """There is no feed in what was received; `reason` names why, `detail` shows it."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's entries in its own order, each once, and what was wrong with it.

    `problems` are names, sorted, each once; `dropped` counts the entries left out under each name. `ttl_minutes` and
    `skip_hours` (UTC hours) are the outlet's wishes. `encoding` is the one that the bytes were in, `declared` the one
    that they claimed.
    """

    entries: tuple[FeedEntry, ...]
    problems: tuple[str, ...]
    dropped: dict[str, int]
    title: str | None
    homepage: str | None
    encoding: str
    declared: str | None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()


def parse_feed(
    body: bytes | str,
    *,
    url: str,
    timezone: str = "UTC",
    declared: str | None = None,
    id_policy: IdPolicy = "guid",
    now: dt.datetime | None = None,
) -> ParsedFeed:
    """The entries of the feed that was received from `url`; raises FeedError.

    `timezone` holds where a date names none; dates later than a day after `now` are dropped from their entry and named.
    """
    decoded = _decode(body, declared)
    text = decoded.text
    if not is_feed(text):
        challenge = find_challenge(text)
        if challenge:
            raise FeedError("blocked", f"a page that says {challenge!r}")
        raise FeedError("not_a_feed", f"starts with {text[:60]!r}")
    # The mark-up inside titles and summaries is dropped here, so feedparser need not clean it: that is half its time.
    raw = feedparser.parse(
        _prepare(text),
        response_headers={**_HEADERS, "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    items = raw.entries
    problems = set(decoded.problems)
    if raw.bozo and not isinstance(raw.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        problems.add("malformed_xml")
    if _is_cut(text) and items:
        problems.add("truncated")
        items = items[:-1]
    if not items:
        if problems & {"malformed_xml", "truncated"}:
            raise FeedError("broken", f"nothing could be saved: {raw.get('bozo_exception') or 'it is cut off'}")
        problems.add("no_entries")
    entries, dropped, flaws = _read_entries(items, url, timezone, id_policy, now)
    if not entries and "mojibake_entry" in dropped:
        raise FeedError("mojibake", f"all {dropped['mojibake_entry']} entries are broken")
    return ParsedFeed(
        entries=entries,
        problems=tuple(sorted(problems | flaws | set(dropped))),
        dropped=dropped,
        title=_plain(raw.feed.get("title")),
        homepage=_address(raw.feed.get("link"), url) or None,
        encoding=decoded.encoding,
        declared=decoded.declared,
        ttl_minutes=_read_ttl(raw.feed.get("ttl")),
        skip_hours=_read_skip_hours(text),
    )


def _decode(body: bytes | str, declared: str | None) -> Decoded:
    try:
        return decode(body.encode("utf-8", "replace") if isinstance(body, str) else body, declared, "feed")
    except DecodeError as error:
        raise FeedError(error.reason, error.detail) from error


def _prepare(text: str) -> bytes:
    """Clean UTF-8 that says so: one bad byte or a lying declaration turns all of feedparser's titles into mojibake."""
    text = _ODD_REFERENCES.sub(_resolve_numbers, _DECLARATION.sub("", text, count=1))
    text = _NAMED_REFERENCE.sub(_resolve_name, text)
    return ('<?xml version="1.0" encoding="utf-8"?>' + text.lstrip()).encode("utf-8", "replace")


def _resolve_numbers(match: re.Match[str]) -> str:
    """The characters of references in a row: pairs joined, as some systems write an emoji, and what is none dropped."""
    names = [name for name in match.group()[2:-1].lower().split(";&#") if len(name) < _LONGEST_NUMBER]
    numbers = [int(name[1:], 16) if name[0] == "x" else int(name) for name in names]
    text = "".join(chr(number) for number in numbers if ord(" ") <= number <= sys.maxunicode)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _resolve_name(match: re.Match[str]) -> str:
    """The character of an HTML reference that XML does not know («&nbsp;»), itself otherwise."""
    character = html5.get(match[1])
    return match.group() if character is None or match[1] in _XML_NAMES else character


def _is_cut(text: str) -> bool:
    """Whether the last item was never closed."""
    marks = [match.group(1) for match in _ITEM.finditer(text)]
    return bool(marks) and marks[-1] == "" and not text.rstrip().endswith("/>")


def _read_entries(
    items: Iterable[Any], base: str, timezone: str, policy: IdPolicy, now: dt.datetime | None
) -> tuple[tuple[FeedEntry, ...], dict[str, int], set[str]]:
    kept: dict[str, FeedEntry] = {}
    dropped: dict[str, int] = {}
    flaws: set[str] = set()
    for item in items:
        entry = _read_entry(item, base, timezone, now, flaws)
        key = entry_key(entry, policy)
        if key in kept and article_key(kept[key].url) != article_key(entry.url):
            # One guid, two addresses: some systems reuse ids, so this is another article.
            flaws.add("reused_guid")
            key = f"{key} {entry.url}"
        reason = _reason_to_drop(entry) or ("repeated_entry" if key in kept else None)
        if reason:
            dropped[reason] = dropped.get(reason, 0) + 1
        else:
            kept[key] = entry
    return tuple(kept.values()), dropped, flaws


def _reason_to_drop(entry: FeedEntry) -> str | None:
    if not entry.url:
        return "entry_without_link"
    if is_mojibake(f"{entry.title or ''} {entry.summary or ''}"):
        return "mojibake_entry"
    return None


def _read_entry(item: Any, base: str, timezone: str, now: dt.datetime | None, flaws: set[str]) -> FeedEntry:
    # dict.get: FeedParserDict's own falls back from updated to published, with a warning.
    published_raw = _first_text(item, "published", "created", "updated")
    published = _read_date(published_raw, timezone, now, flaws, "undated_entry")
    updated = _read_date(_first_text(item, "updated"), timezone, now, flaws, None)
    return FeedEntry(
        url=_address(_first_text(item, "feedburner_origlink", "link"), base),
        title=_plain(dict.get(item, "title")),
        summary=_plain(dict.get(item, "summary")),
        guid=_first_text(item, "id"),
        published_at=published.at if published else None,
        published_raw=published_raw,
        updated_at=updated.at if updated else None,
        text=_find_text(item),
    )


def _read_date(
    raw: str | None, timezone: str, now: dt.datetime | None, flaws: set[str], missing: str | None
) -> ParsedDate | None:
    if not raw:
        if missing:
            flaws.add(missing)
        return None
    found = parse_date(raw, timezone, now)
    if not found:
        flaws.add("impossible_date" if parse_date(raw, timezone) else "unreadable_date")
    return found


def _first_text(item: Any, *names: str) -> str | None:
    for name in names:
        value = dict.get(item, name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _address(link: str | None, base: str) -> str:
    """The absolute web address of a link, "" where it is none."""
    try:
        address = urljoin(base, (link or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if link and parts.scheme in ("http", "https") and parts.hostname else ""


def _plain(markup: Any) -> str | None:
    """The text of a title or summary: tags gone, references resolved (twice where they were escaped twice)."""
    if not isinstance(markup, str):
        return None
    text = unescape(_TAG.sub(" ", unescape(_TAG.sub(" ", markup))))
    return " ".join(text.split()) or None


def _find_text(item: Any) -> str | None:
    """The longest text of an item, whether its content or its description carries it."""
    contents = [content.get("value") for content in dict.get(item, "content") or ()]
    texts = [_paragraphs(markup) for markup in (*contents, dict.get(item, "summary")) if isinstance(markup, str)]
    return max(texts, key=len, default="") or None


def _paragraphs(markup: str) -> str:
    """The text of mark-up, a paragraph a line; in mark-up the ends of lines are mere blanks."""
    if "<" not in markup:
        markup = unescape(markup)
    lines = _LINE_END.sub("\0", markup).split("\0")
    return "\n".join(filter(None, map(_plain, lines)))


def _read_ttl(raw: Any) -> int | None:
    return int(raw) if isinstance(raw, str) and raw.strip().isdecimal() and len(raw) < 7 else None


def _read_skip_hours(text: str) -> tuple[int, ...]:
    match = re.search(r"<skipHours>(.*?)</skipHours>", text[:20_000], re.S | re.I)
    hours = re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", match[1], re.I) if match else []
    return tuple(sorted({int(hour) % 24 for hour in hours}))
