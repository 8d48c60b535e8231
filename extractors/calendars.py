"""Arithmetic of days for texts that name them by half: the latest Friday, the last 24 March, 12 Rajab 1435.

A text written on a day speaks of the past, so what it leaves open is the latest day on or before publication.
Hijri dates follow Umm al-Qura; a local sighting may differ by a day.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

from hijridate import Gregorian, Hijri

# 29 February: the last leap year may lie eight years back (1896 to 1904).
_YEARS_BACK = 8


def days_before(day: dt.date, count: int) -> dt.date | None:
    """The day so many days earlier, None outside the calendar."""
    try:
        return day - dt.timedelta(days=count)
    except OverflowError:
        return None


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None if there is no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def latest_weekday(weekday: int, published: dt.date, strict: bool = False) -> dt.date | None:
    """The latest such weekday (Monday 0) on or before the day; strictly before it if `strict`."""
    back = (published.weekday() - weekday) % 7
    return days_before(published, 7 if strict and back == 0 else back)


def latest_day(day: int, month: int, published: dt.date, strict: bool = False) -> dt.date | None:
    """The latest such day of the year on or before the day; strictly before it if `strict`."""
    for year in range(published.year, max(published.year - _YEARS_BACK, 0), -1):
        found = make_date(year, month, day)
        if found is not None and (found < published or (found == published and not strict)):
            return found
    return None


def month_span(year: int, month: int) -> tuple[dt.date, dt.date] | None:
    """First and last day of a month."""
    if not (1 <= month <= 12 and dt.MINYEAR <= year <= dt.MAXYEAR):
        return None
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def latest_month(month: int, published: dt.date, strict: bool = False) -> tuple[dt.date, dt.date] | None:
    """The latest such month that had begun by the day; that had ended before it if `strict`."""
    past = month < published.month or (month == published.month and not strict)
    return month_span(published.year if past else published.year - 1, month)


def shift_month(published: dt.date, months: int) -> tuple[dt.date, dt.date] | None:
    """The calendar month so many months after (or, negative, before) that of the day."""
    count = published.year * 12 + published.month - 1 + months
    return month_span(count // 12, count % 12 + 1)


@lru_cache(maxsize=4096)
def hijri_date(year: int, month: int, day: int) -> dt.date | None:
    """The Gregorian day of a Hijri date, None if there is no such day or it lies outside 1343 to 1500."""
    try:
        moon = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return dt.date(moon.year, moon.month, moon.day)


def latest_hijri_day(day: int, month: int, published: dt.date, strict: bool = False) -> dt.date | None:
    """The latest such Hijri day on or before the day."""
    year = _hijri_year(published)
    for candidate in (year, year - 1, year - 2) if year else ():
        found = hijri_date(candidate, month, day)
        if found is not None and (found < published or (found == published and not strict)):
            return found
    return None


def hijri_month_span(year: int, month: int) -> tuple[dt.date, dt.date] | None:
    """First and last day of a Hijri month."""
    start = hijri_date(year, month, 1)
    end = hijri_date(year, month, 30) or hijri_date(year, month, 29)
    return (start, end) if start and end else None


def latest_hijri_month(month: int, published: dt.date, strict: bool = False) -> tuple[dt.date, dt.date] | None:
    """The latest such Hijri month that had begun by the day; that had ended before it if `strict`."""
    year = _hijri_year(published)
    for candidate in (year, year - 1) if year else ():
        span = hijri_month_span(candidate, month)
        if span is not None and (span[1] < published if strict else span[0] <= published):
            return span
    return None


def _hijri_year(published: dt.date) -> int | None:
    try:
        return int(Gregorian(published.year, published.month, published.day).to_hijri().year)
    except (ValueError, OverflowError):
        return None
