"""Dates of feeds and pages: any spelling that Arabic news uses, to an instant with its precision.

    parse_date(raw, default_tz, now=None) -> ParsedDate(at, day, precision, form) | None

`at` is the instant in UTC, `day` the day of that instant in `default_tz`, the outlet's zone: casualties are counted by
local day, and 22:30 in Greenwich is the next day in Damascus. None means that the text names no date that news of our
time can have: epoch zero, years before 1990, and anything later than a day after `now` are refused (notes on ingest,
2.2). Numbers are read day first.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from hijridate import Hijri

from extractors.normalize import HARAKAT, INVISIBLE, LETTERS, TATWEEL, normalize_digits, normalize_word
from extractors.wordlists import read_lexicon

Precision = Literal["second", "minute", "day", "hijri_day"]
Form = Literal["epoch", "iso", "words", "numbers", "hijri"]

EARLIEST_YEAR = 1990
LATEST_YEAR = 2100
FUTURE_TOLERANCE = dt.timedelta(days=1)
MAX_LENGTH = 200
"""Characters; a longer text is prose with a date in it, not a date."""

_ARABIC_WORD = re.compile(f"[{LETTERS}][{LETTERS}{HARAKAT}{INVISIBLE}{TATWEEL}]*")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")

# Words are first replaced by marks: m1..m12 months, h1..h12 Hijri months, am, pm, ah (Hijri year), z120 zones.
_COMPACT = re.compile(r"(?<!\d)(\d{8})t(\d\d)(\d\d)(\d\d)?(?!\d)")
_TWIN = re.compile(r"\b(m\d{1,2})[\s/(,-]+\1\b\s?\)?")
_TWO_MONTHS = re.compile(r"\bm\d{1,2}\s?[/(]\s?m\d")
_GAP = r"[\s,./-]*"
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?")
_ISO = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)([-/.]?)(?P<m>\d\d|(?<=[-/.])\d)\2(?P<d>\d\d|(?<=[-/.])\d)(?=\D|t\d|$)")
_WORDS = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_GAP}m(?P<m>\d{{1,2}}){_GAP}(?P<y>\d{{4}}|\d\d)(?![\d:])"),
    re.compile(
        rf"\bm(?P<m>\d{{1,2}}){_GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
        rf"(?:[\s,]+\d{{1,2}}:\d\d(?::\d\d)?(?:\s(?:z-?\d+|[+-]\d{{4}}|[ap]m))?)?{_GAP}(?P<y>\d{{4}})(?!\d)"
    ),
    re.compile(rf"(?<!\d)(?P<y>\d{{4}}){_GAP}m(?P<m>\d{{1,2}}){_GAP}(?P<d>\d{{1,2}})(?![\d:])"),
)
_NUMBERS = re.compile(r"(?<!\d)(?P<d>\d{1,2})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<y>(?:19|20)\d\d)(?!\d)")
_HIJRI = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}){_GAP}h(?P<m>\d{{1,2}}){_GAP}(?P<y>1[34]\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\s?([-/])\s?(?P<m>\d{1,2})\s?\2\s?(?P<y>1[34]\d\d)\s?ah\b"),
    re.compile(r"(?<!\d)(?P<y>1[34]\d\d)\s?([-/])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})\s?ah\b"),
)
_CLOCK = re.compile(
    r"(?<![\d:+-])(?P<h>\d{1,2})(?::(?P<min>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?(?:\s?(?P<half>[ap]m)\b)?|\s?(?P<bare>[ap]m)\b)"
)
_OFFSET = re.compile(
    r"\s?(?:z(?P<name>-?\d+))?\s?(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?![\d:]))?"
)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """One reading of a date: the instant (UTC), its local day, how exact it is and which form it was written in.

    With the precision `day` or `hijri_day`, `at` is the local midnight that starts the day; a Hijri day may be off by
    one, as the month begins with the sighted moon.
    """

    at: dt.datetime
    day: dt.date
    precision: Precision
    form: Form


@dataclass(frozen=True, slots=True)
class _Lexicon:
    marks: dict[str, str]
    words: re.Pattern[str]
    common_year: re.Pattern[str]


def parse_date(raw: str, default_tz: dt.tzinfo | str, now: dt.datetime | None = None) -> ParsedDate | None:
    """The date that a text states, or None where it states none that is possible.

    `default_tz` (a zone or its name) holds where the text names no zone. `now` is an aware instant; without it nothing
    is refused as future but years after 2100.
    """
    zone = ZoneInfo(default_tz) if isinstance(default_tz, str) else default_tz
    if len(raw) > MAX_LENGTH:
        return None
    text = _mark(raw)
    try:
        found = _read_epoch(text, zone) or _read_calendar(text, zone)
    except (ValueError, OverflowError):
        return None
    return found if found and _is_possible(found, now) else None


def _is_possible(found: ParsedDate, now: dt.datetime | None) -> bool:
    if not EARLIEST_YEAR <= found.day.year <= LATEST_YEAR:
        return False
    return now is None or found.at <= now + FUTURE_TOLERANCE


def _read_epoch(text: str, zone: dt.tzinfo) -> ParsedDate | None:
    match = _EPOCH.fullmatch(text)
    if not match:
        return None
    at = dt.datetime.fromtimestamp(int(match.group(1)), dt.UTC)
    return ParsedDate(at, at.astimezone(zone).date(), "second", "epoch")


def _read_calendar(text: str, zone: dt.tzinfo) -> ParsedDate | None:
    found = None if _TWO_MONTHS.search(text) else _find_day(text)
    if not found:
        return None
    day, form, start, end = found
    # The clock may stand on either side; blanking the date keeps its numbers from being read as one.
    rest = text[:start] + " " * (end - start) + text[end:] if form != "words" else text
    clock = _CLOCK.search(rest, end) or _CLOCK.search(rest)
    if not clock:
        at = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
        return ParsedDate(at, day, "hijri_day" if form == "hijri" else "day", form)
    own_zone = _find_zone(rest, clock.end()) or zone
    local = dt.datetime.combine(day, dt.time(), own_zone) + _clock_time(clock)
    precision: Precision = "hijri_day" if form == "hijri" else "second" if clock["s"] else "minute"
    at = local.astimezone(dt.UTC)
    return ParsedDate(at, at.astimezone(zone).date(), precision, form)


def _find_day(text: str) -> tuple[dt.date, Form, int, int] | None:
    """The first form that fits: ISO, month by name, numbers day first, Hijri; a common date beside a Hijri one wins."""
    common: tuple[tuple[Form, re.Pattern[str]], ...] = (
        ("iso", _ISO),
        *(("words", pattern) for pattern in _WORDS),
        ("numbers", _NUMBERS),
    )
    for form, pattern in common:
        match = pattern.search(text)
        if match:
            return _common_day(match), form, *match.span()
    for pattern in _HIJRI:
        match = pattern.search(text)
        if match:
            moon = Hijri(int(match["y"]), int(match["m"]), int(match["d"])).to_gregorian()
            return dt.date(moon.year, moon.month, moon.day), "hijri", *match.span()
    return None


def _common_day(match: re.Match[str]) -> dt.date:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if len(match["y"]) == 2:
        year += 2000 if year < 70 else 1900
    if month > 12 >= day:
        month, day = day, month
    return dt.date(year, month, day)


def _clock_time(match: re.Match[str]) -> dt.timedelta:
    """Time since midnight; 12 in the morning half is midnight («12:00:00 ص»), 24:00 is the next day."""
    hours, minutes, seconds = int(match["h"]), int(match["min"] or 0), min(int(match["s"] or 0), 59)
    half = match["half"] or match["bare"]
    if half and hours <= 12:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours > 24 or minutes > 59:
        raise ValueError(f"no time of day: {match.group()}")
    return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _find_zone(text: str, start: int) -> dt.tzinfo | None:
    match = _OFFSET.match(text, start)
    if not match or not (match["name"] or match["sign"]):
        return None
    if not match["sign"]:
        return dt.timezone(dt.timedelta(minutes=int(match["name"])))
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    return dt.timezone(dt.timedelta(minutes=minutes if match["sign"] == "+" else -minutes))


def _fold(raw: str) -> str:
    """Lower case, ASCII digits, Arabic words in normal form, single blanks; separators stay."""
    text = normalize_digits(_INVISIBLE.sub("", raw)).replace("\u060c", ",").lower()
    return " ".join(_ARABIC_WORD.sub(lambda match: normalize_word(match.group()), text).split())


def _mark(raw: str) -> str:
    """The folded text with its words of time replaced by marks, a month named twice («يناير/كانون الثاني») by one."""
    lexicon = _lexicon()
    text = lexicon.common_year.sub("", _fold(raw))
    text = lexicon.words.sub(lambda match: f" {lexicon.marks[match.group()]} ", text)
    return _COMPACT.sub(
        lambda match: f"{match[1]} {match[2]}:{match[3]}:{match[4] or '00'}", _TWIN.sub(r"\1 ", " ".join(text.split()))
    )


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    table: dict[str, Any] = read_lexicon("dates")
    marks: dict[str, str] = {}

    def mark(words: list[str], token: str) -> None:
        for word in map(_fold, words):
            if marks.setdefault(word, token) != token:
                raise ValueError(f"lexicon/dates.toml: {word!r} means both {marks[word]!r} and {token!r}; keep one")

    for letter, section in (("m", "months"), ("h", "hijri_months")):
        for number, names in table[section].items():
            mark(names, f"{letter}{number}")
    for name, hours in table["zones"].items():
        mark([name], f"z{round(hours * 60)}")
    signs = table["signs"]
    for token, section in (("am", "morning"), ("pm", "evening"), ("ah", "hijri_year"), ("", "of")):
        mark(signs[section], token)
    return _Lexicon(
        marks,
        re.compile(rf"(?<![^\W\d_])(?:{_alternatives(list(marks))})(?![^\W\d_])"),
        re.compile(rf"(?<=\d{{4}})\s?(?:{_alternatives([_fold(word) for word in signs['common_year']])})(?!\w)"),
    )


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
