"""Words of time in Arabic news, resolved against the publication day; codebook, «Date» and its decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import compress

from extractors.numeral_forms import numeral_lexicon
from extractors.numeral_items import digit_positions
from extractors.numerals import Number, find_numbers
from extractors.time_dates import DATE_MARKS, read_digit_date, read_written
from extractors.time_days import join_days, read_alone, read_days, read_night, read_part, read_relative, read_weekday
from extractors.time_records import Reading, Time
from extractors.time_spans import read_ago, read_since, read_unit, read_within
from extractors.time_words import TimeLexicon, time_lexicon
from extractors.time_years import read_bare_year, read_month, read_pair, read_season, read_year_head
from extractors.tokens import Tokens

__all__ = ["Time", "find_times"]


_JOINED = ("day", "night", "window")


def find_times(tokens: Tokens, published: dt.date | None, numbers: list[Number] | None = None) -> list[Time]:
    """All expressions of time in order, without overlap, in time proportional to the text's length.

    `published` is the local day of publication; without it only absolute dates are resolved.
    """
    lexicon = time_lexicon()
    numbers = find_numbers(tokens) if numbers is None else numbers
    starts = {number.core_first: number for number in numbers} | {number.first: number for number in numbers}
    reading = Reading(tokens, tokens.norms, published, starts, lexicon)
    found: list[Time] = []
    done = 0
    for at in _positions(reading, lexicon):
        if at < done:
            continue
        time = _read(reading, at, lexicon.classes.get(tokens.norms[at], ()))
        if time is None:
            continue
        done = time.last
        if time.kind in ("day", "night") and time.date is not None:
            reading.named = time.date
        elif time.kind in ("month", "period") and time.start is not None:
            reading.named = time.start
        _append(reading, found, time)
        _join(reading, found)
    return found


def _positions(reading: Reading, lexicon: TimeLexicon) -> list[int]:
    """Where a time may begin: words of time, numbers before a month, and digits that may be a date or year."""
    numbers = reading.numbers
    words = compress(range(len(reading.norms)), map(lexicon.classes.__contains__, reading.norms))
    digits = [at for at in digit_positions(reading.tokens) if at not in numbers]
    return sorted({*words, *digits, *(at for at, number in numbers.items() if _may_date(reading, lexicon, number))})


def _may_date(reading: Reading, lexicon: TimeLexicon, number: Number) -> bool:
    behind = reading.norm(number.last)
    return number.year_like or behind in lexicon.after_day or (number.digits and behind in DATE_MARKS)


def _read(reading: Reading, at: int, classes: tuple[str, ...]) -> Time | None:
    for name in classes:
        time = _READERS[name](reading, at)
        if time is not None:
            return time
    return read_digit_date(reading, at) or read_written(reading, at) or read_bare_year(reading, at)


def _read_vague(reading: Reading, at: int) -> Time | None:
    match = reading.lexicon.vague.after(reading.norms, at)
    return match and Time(at, match[0], "vague")


_READERS: dict[str, Callable[[Reading, int], Time | None]] = {
    "relative": read_relative,
    "night": read_night,
    "vague": _read_vague,
    "weekday": read_weekday,
    "part": read_part,
    "alone": read_alone,
    "first": read_written,
    "month": read_month,
    "ago": read_ago,
    "since": read_since,
    "within": read_within,
    "two": read_days,
    "unit": read_unit,
    "year": read_year_head,
    "pair": read_pair,
    "season": read_season,
}


def _append(reading: Reading, found: list[Time], time: Time) -> None:
    """Adds a time with the «يوم» before it; a part of day right after a day belongs to that («أمس ليلاً»)."""
    norms = reading.norms
    first = time.first
    while first > (found[-1].last if found else 0) and norms[first - 1] in reading.lexicon.words["day_fillers"]:
        first -= 1
    time = time._replace(first=first) if first < time.first else time
    before = found[-1] if found else None
    if before is None or before.last != time.first or before.kind not in ("day", "night"):
        found.append(time)
        return
    if time.kind == "part":
        night = reading.lexicon.alone.get(norms[time.first], False) and before.date is not None
        found[-1] = (
            before._replace(last=time.last, kind="night", precision="night")
            if night
            else before._replace(last=time.last)
        )
        return
    found.append(time)


def _join(reading: Reading, found: list[Time]) -> None:
    """Makes one window of days told together: «اليوم وأمس», «السبت والأحد», «من الجمعة إلى الأحد», «بين … وفجر …»."""
    if len(found) < 2:
        return
    one, two = found[-2:]
    norms = reading.norms
    if one.date is None or two.date is None or two.kind not in ("day", "night") or one.kind not in _JOINED:
        return
    opened = reading.is_a(one.first - 1, "range_from")
    if one.last == two.first and norms[two.first].startswith(numeral_lexicon().and_letter):
        plain = norms[one.first] not in reading.lexicon.parts and norms[two.first] not in reading.lexicon.parts
        if not opened and not (plain and _are_neighbours(one, two)):
            return
    elif not (opened and two.first == one.last + 1 and reading.is_a(one.last, "until")):
        return
    found[-2:] = [join_days(one, two) or one]


def _are_neighbours(one: Time, two: Time) -> bool:
    """Whether the second day is next to the first day or to either end of the first window."""
    ends = [day for day in (one.start, one.end, one.date) if day is not None]
    return two.date is not None and any(abs((two.date - day).days) == 1 for day in ends)
