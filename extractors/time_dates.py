"""Written dates: in digits, with the month by name in three calendars, «من الشهر الجاري»."""

from __future__ import annotations

import datetime as dt
import re

from extractors import calendars
from extractors.time_records import Reading, Time, day_time
from extractors.tokens import NUMBER, WORD, Tokens

DATE_MARKS = ("/", "-", "–", ".", "\u0640")
_DIGIT_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\Z")


def read_digit_date(reading: Reading, at: int) -> Time | None:
    """A date in digits, day first or year first («3/4/2015», «2015-04-03», «12.05.2015»), Hijri by its year."""
    tokens = reading.tokens
    if at >= len(tokens) or tokens.kinds[at] != NUMBER:
        return None
    last = at + 1
    text = tokens.norms[at]
    if text.isdigit():
        last = at + 5
        if not _are_three(tokens, at, last):
            return _read_short(reading, at)
        text = "/".join(tokens.norms[at:last:2])
    match = _DIGIT_DATE.match(text)
    date = match and _order(*map(int, match.groups()))
    if not date:
        return None
    last = reading.skip(reading.skip(last, "common_year", 1), "hijri_year", 1)
    return _equal_date(reading, day_time(at, last, date))


def _are_three(tokens: Tokens, at: int, last: int) -> bool:
    """Whether three numbers stand with two equal marks between them."""
    if last > len(tokens) or tokens.kinds[at + 2] != NUMBER or tokens.kinds[at + 4] != NUMBER:
        return False
    return tokens.norms[at + 1] == tokens.norms[at + 3] and tokens.norms[at + 1] in DATE_MARKS


def _read_short(reading: Reading, at: int) -> Time | None:
    """«بتاريخ 12/4», «الثلاثاء 21/4»: only where the word before says that it is a date."""
    tokens = reading.tokens
    if at + 3 > len(tokens) or tokens.norms[at + 1] != DATE_MARKS[0] or tokens.kinds[at + 2] != NUMBER:
        return None
    if not (reading.is_a(at - 1, "day_fillers") or reading.norm(at - 1) in reading.lexicon.weekdays):
        return None
    day, month = tokens.norms[at], tokens.norms[at + 2]
    if not (day.isdigit() and month.isdigit() and len(day) <= 2 and len(month) <= 2 and reading.published):
        return None
    return day_time(at, at + 3, calendars.latest_day(int(day), int(month), reading.published))


def _order(one: int, two: int, three: int) -> dt.date | None:
    year, month, day = (one, two, three) if one > 31 else (three, two, one)
    if month > 12 >= day:
        month, day = day, month
    if year < 100:
        year += 2000
    if 1343 <= year <= 1500:
        return calendars.hijri_date(year, month, day)
    return calendars.make_date(year, month, day) if 1900 <= year <= 2100 else None


def read_written(reading: Reading, at: int) -> Time | None:
    """A day and its month by name, with or without a year; a span of days («بين 3 و5 نيسان») keeps both ends."""
    number = reading.numbers.get(at)
    if number is None and reading.is_a(at, "first_of_month"):
        return _of_month(reading, at, at + 1, 1, 1)
    if number is None or number.percent or number.scale > 1 or reading.is_a(number.first - 1, "names"):
        return None
    if number.ordinal and reading.is_a(number.first - 1, "shares"):
        return None
    if not (number.digits or number.ordinal or reading.is_a(number.first - 1, "dated")):
        return None
    low, high = (number.high, number.high) if number.quantifier == "at_most" else (number.low, number.high)
    if low is None or high is None or not 1 <= low <= high <= 31 or number.quantifier in ("vague", "about"):
        return None
    return _of_month(reading, at, number.last, low, high)


def _of_month(reading: Reading, first: int, at: int, low: int, high: int) -> Time | None:
    at = reading.skip(reading.skip(at, "of", 1), "month_fillers", 1)
    ends: list[dt.date | None] = []
    last = at
    for day in (low, high):
        found = _this_month(reading, at, day) or _named_month(reading, at, day)
        if found is None:
            return None
        last, date = found
        ends.append(date)
    start, end = ends
    if low == high:
        return _equal_date(reading, day_time(first, last, end))
    return Time(first, last, "period", end, "day" if end else "none", start, end, hours=24 * (high - low + 1))


def _equal_date(reading: Reading, time: Time) -> Time:
    """«14 رجب 1435هـ الموافق 13 أيار 2014»: one day, the second date's unless that is the Hijri one."""
    at = reading.skip(reading.skip(time.last, "common_year", 1), "hijri_year", 1)
    if not reading.is_a(at, "equals") or reading.is_a(time.first - 1, "equals"):
        return time
    at = reading.skip(at + 1, "equals_to", 1)
    other = read_digit_date(reading, at) or read_written(reading, at)
    if other is None or other.date is None:
        return time
    hijri = reading.is_a(other.last - 1, "hijri_year") or _is_hijri(reading, other)
    return time._replace(last=other.last) if hijri and time.date else other._replace(first=time.first)


def _is_hijri(reading: Reading, time: Time) -> bool:
    months = (reading.lexicon.months.after(reading.norms, at) for at in range(time.first, time.last))
    return any(found is not None and found[1][0] == "hijri" for found in months)


def _this_month(reading: Reading, at: int, day: int) -> tuple[int, dt.date | None] | None:
    """«الثالث من الشهر الجاري», «10 الجاري», «12 من الشهر نفسه»."""
    unit = reading.lexicon.units.get(reading.norm(at))
    said = unit is not None and unit.name == "month" and unit.definite and unit.count == 1
    end = at + said
    base = reading.published
    if said and (reading.is_a(end, "same") or reading.norm(end) == ""):
        last = min(end + 1, len(reading.norms))
        return last, reading.named and calendars.make_date(reading.named.year, reading.named.month, day)
    if not (reading.is_a(end, "current") or (said and reading.is_a(end, "past"))):
        return None
    if base is None:
        return end + 1, None
    if reading.is_a(end, "past"):
        span = calendars.shift_month(base, -1)
        return end + 1, span and calendars.make_date(span[0].year, span[0].month, day)
    return end + 1, calendars.make_date(base.year, base.month, day)


def _named_month(reading: Reading, at: int, day: int) -> tuple[int, dt.date | None] | None:
    month = read_month_name(reading, at)
    if month is None:
        return None
    end, calendar, number = month
    clitics = reading.lexicon.months.head(reading.norms[at])
    if clitics and clitics[1]:
        # «3 باب»: a month after its day carries no clitic.
        return None
    year_end, year = read_year(reading, end, calendar)
    if year is not None:
        make = calendars.hijri_date if calendar == "hijri" else calendars.make_date
        return year_end, make(year, number, day)
    strict = reading.is_a(end, "past")
    end += strict or reading.is_a(end, "current")
    if reading.published is None:
        return end, None
    latest = calendars.latest_hijri_day if calendar == "hijri" else calendars.latest_day
    return end, latest(day, number, reading.published, strict)


def read_month_name(reading: Reading, at: int) -> tuple[int, str, int] | None:
    """A month by name with its twin («نيسان/أبريل», «نيسان (أبريل)»): (end, calendar, number)."""
    found = reading.lexicon.months.after(reading.norms, at)
    if found is None or reading.tokens.kinds[at] != WORD:
        return None
    end, (calendar, number) = found
    marked = reading.norm(end) in ("/", "(", "-", "–", "\u0640")
    twin = reading.lexicon.months.after(reading.norms, end + marked)
    if twin is not None and twin[1] == (calendar, number):
        end = twin[0] + (reading.norm(end) == "(" and reading.norm(twin[0]) == ")")
    return end, calendar, number


def read_year(reading: Reading, at: int, calendar: str = "common") -> tuple[int, int | None]:
    """The year at a token, with «من عام» before and «هـ» or «م» after it: (end, year or None)."""
    inner = reading.skip(reading.skip(at, "of", 1), "year_heads", 1)
    if reading.norm(inner) == "\u060c":
        inner += 1
    number = reading.numbers.get(inner)
    low, high = (1343, 1500) if calendar == "hijri" else (1900, 2100)
    if number is not None and low <= number.low <= high and number.low == number.high:
        sign = "hijri_year" if calendar == "hijri" else "common_year"
        return reading.skip(number.last, sign, 1), number.low
    if reading.published is not None and inner > at and calendar == "common":
        if reading.is_a(inner, "past"):
            return inner + 1, reading.published.year - 1
        if reading.is_a(inner, "current"):
            return inner + 1, reading.published.year
    return at, None
