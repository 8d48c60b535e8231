"""Words of time in Arabic news, resolved against the publication day; codebook, «Date» and its decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from extractors.numeral_forms import numeral_lexicon
from extractors.numerals import Number, find_numbers
from extractors.time_days import (
    Reading,
    Time,
    read_alone,
    read_digit_date,
    read_night,
    read_part,
    read_relative,
    read_weekday,
    read_written,
)
from extractors.time_spans import (
    LONGEST_WINDOW,
    read_ago,
    read_bare_year,
    read_month,
    read_pair,
    read_season,
    read_since,
    read_unit,
    read_within,
    read_year_head,
)
from extractors.time_words import time_lexicon
from extractors.tokens import Tokens

__all__ = ["Time", "find_times"]


def find_times(tokens: Tokens, published: dt.date | None, numbers: list[Number] | None = None) -> list[Time]:
    """All expressions of time in order, without overlap, in time proportional to the text's length.

    `published` is the local day of publication; without it only absolute dates are resolved.
    """
    lexicon = time_lexicon()
    numbers = find_numbers(tokens) if numbers is None else numbers
    starts = {number.core_first: number for number in numbers} | {number.first: number for number in numbers}
    reading = Reading(tokens, tokens.norms, published, starts, lexicon)
    classes = lexicon.classes
    found: list[Time] = []
    done = 0
    # Digits sort before the colon: dates that are no number («12.05.2015») are met as well.
    for at in [i for i, norm in enumerate(tokens.norms) if norm in classes or norm < ":" or i in starts]:
        if at < done:
            continue
        time = _read(reading, at, classes.get(tokens.norms[at], ()))
        if time is None:
            continue
        done = time.last
        if time.kind in ("day", "night") and time.date is not None:
            reading.named = time.date
        elif time.kind in ("month", "period") and time.start is not None:
            reading.named = time.start
        _append(reading, found, time)
    return found


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
    "two": lambda reading, at: None,
    "unit": read_unit,
    "year": read_year_head,
    "pair": read_pair,
    "season": read_season,
}


def _append(reading: Reading, found: list[Time], time: Time) -> None:
    """Adds a time, or joins it to the one before: «الأحد صباحاً», «أمس ليلاً», «اليوم وأمس», «السبت والأحد»."""
    norms = reading.norms
    first = time.first
    while first > (found[-1].last if found else 0) and norms[first - 1] in reading.lexicon.words["day_fillers"]:
        first -= 1
    time = replace(time, first=first) if first < time.first else time
    before = found[-1] if found else None
    if before is None or before.last != time.first or before.kind not in ("day", "night"):
        found.append(time)
        return
    if time.kind == "part":
        night = reading.lexicon.alone.get(norms[time.first], False) and before.date is not None
        found[-1] = (
            replace(before, last=time.last, kind="night", precision="night")
            if night
            else replace(before, last=time.last)
        )
        return
    found.append(time)
    parts = reading.lexicon.parts
    plain = norms[before.first] not in parts and norms[time.first] not in parts
    joined = plain and norms[time.first].startswith(numeral_lexicon().and_letter) and _two_days(before, time)
    if joined:
        found[-2:] = [joined]


def _two_days(one: Time, two: Time) -> Time | None:
    """Neighbouring days with «و» between them are one window, booked on the later."""
    if two.kind != "day" or one.date is None or two.date is None or abs((one.date - two.date).days) != 1:
        return None
    start, end = min(one.date, two.date), max(one.date, two.date)
    return Time(one.first, two.last, "window", end, "day", start, end, min(48, LONGEST_WINDOW))
