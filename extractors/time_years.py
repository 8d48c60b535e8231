"""Months and years without a day: «تموز الماضي», «شهر رجب 1435هـ», «عام 2018», «صيف 2014», «عامي 2013 و2015»."""

from __future__ import annotations

import datetime as dt

from extractors import calendars
from extractors.numeral_forms import numeral_lexicon
from extractors.time_dates import read_month_name, read_year
from extractors.time_records import Reading, Time


def year_span(year: int) -> tuple[dt.date, dt.date] | None:
    """First and last day of a year."""
    return (dt.date(year, 1, 1), dt.date(year, 12, 31)) if dt.MINYEAR <= year <= dt.MAXYEAR else None


_YEAR_MARKS = ("-", "–", "/")


def read_month(reading: Reading, at: int, told: bool = False) -> Time | None:
    """A month without a day; a name that is also another word only where something tells that it is a month."""
    at = reading.skip(at, "month_fillers", 1)
    month = read_month_name(reading, at)
    if month is None or reading.is_a(at - 1, "names") or reading.is_a(at - 2, "names"):
        return None
    end, calendar, number = month
    name = reading.lexicon.months.after(reading.norms, at)
    twin = name is not None and end > name[0]
    year_end, year = read_year(reading, end, calendar)
    strict, current = reading.is_a(end, "past"), reading.is_a(end, "current")
    sure = told or twin or year is not None or strict or current or reading.is_a(at - 1, "strong")
    if _is_doubtful(reading, at, name[0] if name else end) and not (sure and _is_bare(reading, at)):
        return None
    first = at - 1 if reading.is_a(at - 1, "month_fillers") else at
    span = _month_span(reading, calendar, number, year, strict)
    start, last_day = span or (None, None)
    last = year_end if year is not None else end + (strict or current)
    return Time(first, last, "month", None, "month" if span else "none", start, last_day)


def _is_doubtful(reading: Reading, at: int, end: int) -> bool:
    """Whether a month's name is also a common word or a person's («آب», «رجب»)."""
    head = reading.lexicon.months.head(reading.norms[at])
    return head is not None and (head[0], *reading.norms[at + 1 : end]) in reading.lexicon.ambiguous


def _is_bare(reading: Reading, at: int) -> bool:
    """Whether a month carries no clitic but «و»: «باب» is a door, not «in August»."""
    head = reading.lexicon.months.head(reading.norms[at])
    return head is not None and head[1] in ("", numeral_lexicon().and_letter)


def _month_span(
    reading: Reading, calendar: str, number: int, year: int | None, strict: bool
) -> tuple[dt.date, dt.date] | None:
    hijri = calendar == "hijri"
    if year is not None:
        return calendars.hijri_month_span(year, number) if hijri else calendars.month_span(year, number)
    if reading.published is None:
        return None
    latest = calendars.latest_hijri_month if hijri else calendars.latest_month
    return latest(number, reading.published, strict)


def read_year_head(reading: Reading, at: int) -> Time | None:
    """«عام 2018», «سنة ألفين وإحدى عشرة», «العام 1435هـ»."""
    if not reading.is_a(at, "year_heads"):
        return None
    number = reading.numbers.get(at + 1)
    if number is None or number.low != number.high:
        return None
    if 1343 <= number.low <= 1500 and reading.is_a(number.last, "hijri_year"):
        first, last = calendars.hijri_date(number.low, 1, 1), calendars.hijri_date(number.low, 12, 29)
        return Time(at, number.last + 1, "year", start=first, end=last)
    if not 1900 <= number.low <= 2100:
        return None
    start, end = year_span(number.low) or (None, None)
    return Time(at, reading.skip(number.last, "common_year", 1), "year", start=start, end=end)


def read_bare_year(reading: Reading, at: int) -> Time | None:
    """A year in four digits after «في», «منذ» and the like."""
    number = reading.numbers.get(at)
    if number is None or not number.year_like or number.quantifier == "range":
        return None
    if reading.is_a(at - 1, "range_from"):
        pair = _two_years(reading, at, at)
        if pair is not None and pair.start and pair.end and pair.end.year > pair.start.year:
            return pair
    if not reading.is_a(at - 1, "year_preps"):
        return None
    start, end = year_span(number.low) or (None, None)
    return Time(at, number.last, "year", start=start, end=end)


def read_season(reading: Reading, at: int) -> Time | None:
    """«صيف 2014»: within that year."""
    if not reading.is_a(at, "seasons"):
        return None
    end, year = read_year(reading, at + 1)
    if year is None:
        return None
    start, last = year_span(year) or (None, None)
    return Time(at, end, "year", start=start, end=last)


def read_pair(reading: Reading, at: int) -> Time | None:
    """«عامي 2013 و2015»: from the first year to the second."""
    if not reading.is_a(at, "year_pairs"):
        return None
    return _two_years(reading, at, at + 1)


def _two_years(reading: Reading, first: int, at: int) -> Time | None:
    one = reading.numbers.get(at)
    if one is None or not 1900 <= one.low <= 2100:
        return None
    marked = reading.norm(one.last) in _YEAR_MARKS or reading.is_a(one.last, "until")
    two = reading.numbers.get(one.last + marked)
    until, last = (one.high, one.last) if two is None else (two.high, two.last)
    if until is None or not one.low <= until <= 2100:
        return None
    return Time(first, last, "period", start=dt.date(one.low, 1, 1), end=dt.date(until, 12, 31))
