"""Expressions of one day: «أمس الأحد», «الجمعة الماضي», «14 تشرين الأول/أكتوبر 2013», «ليل السبت الأحد»."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Literal

from extractors import calendars
from extractors.numerals import Number
from extractors.records import DatePrecision
from extractors.time_words import TimeLexicon
from extractors.tokens import BREAK, NUMBER, WORD, Tokens

TimeKind = Literal["day", "night", "part", "week", "month", "window", "since", "period", "year", "vague"]
_DAY = dt.timedelta(days=1)
_DIGIT_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\Z")
# «أمس الجمعة» in an article of Sunday: it was written a day before it was published.
_PRINTING_DAYS = 2


@dataclass(frozen=True, slots=True)
class Time:
    """Words of time, tokens first:last.

    `date` is the day that they name, or on which a count over a short window is booked; None where they name none.
    `start` and `end` bound windows, periods, weeks, months and years; a running count («منذ») has only its start.
    `hours` is a window's length. A `part` of day («فجراً») leaves the day to the sentence.
    """

    first: int
    last: int
    kind: TimeKind
    date: dt.date | None = None
    precision: DatePrecision = "none"
    start: dt.date | None = None
    end: dt.date | None = None
    hours: int | None = None


@dataclass(slots=True)
class Reading:
    """What the readers of one text share: its tokens and numbers, the publication day, and the day last named."""

    tokens: Tokens
    norms: list[str]
    published: dt.date | None
    numbers: dict[int, Number]
    lexicon: TimeLexicon
    named: dt.date | None = field(default=None)

    def norm(self, at: int) -> str:
        """The token's normal form, empty outside the text."""
        return self.norms[at] if 0 <= at < len(self.norms) else ""

    def is_a(self, at: int, use: str) -> bool:
        """Whether the token is a word of one of the lexicon's small lists."""
        return self.norm(at) in self.lexicon.words[use]

    def skip(self, at: int, use: str, most: int = 2) -> int:
        """The first token from `at` that is not in the list."""
        for _ in range(most):
            if not self.is_a(at, use):
                break
            at += 1
        return at


def day_time(first: int, last: int, date: dt.date | None) -> Time:
    """A day, its precision none while it has no date."""
    return Time(first, last, "day", date, "day" if date else "none")


def read_day(reading: Reading, at: int) -> Time | None:
    """The day expression that begins at a token: relative word, weekday or date, joined where they name one day."""
    start = reading.skip(at, "day_fillers")
    found = (
        read_relative(reading, start)
        or read_weekday(reading, start)
        or read_digit_date(reading, start)
        or read_written(reading, start)
    )
    return found and replace(found, first=at)


def read_relative(reading: Reading, at: int) -> Time | None:
    """«اليوم», «أمس», «أول أمس», with the weekday or date in apposition; «اليوم نفسه» is the day last named."""
    match = reading.lexicon.relative.after(reading.norms, at)
    if match is None:
        return None
    end, offset = match
    if offset == 0 and reading.lexicon.classes.get(reading.norms[end - 1], ("",))[0] == "relative":
        other = _other_day(reading, at, end)
        if other is not None:
            return other
        if _is_not_today(reading, at, end):
            return None
    date = reading.published and calendars.days_before(reading.published, offset)
    return _apposed(reading, day_time(at, end, date))


def _other_day(reading: Reading, at: int, end: int) -> Time | None:
    if reading.is_a(end, "same") or reading.is_a(at - 1, "that"):
        return day_time(at, end + reading.is_a(end, "same"), reading.named)
    if reading.is_a(end, "following"):
        return day_time(at, end + 1, reading.named + _DAY if reading.named and reading.named < dt.date.max else None)
    if reading.is_a(end, "preceding"):
        return day_time(at, end + 1, reading.named and calendars.days_before(reading.named, 1))
    return None


def _is_not_today(reading: Reading, at: int, end: int) -> bool:
    follower = reading.numbers.get(end)
    ordinal = follower is not None and (follower.ordinal or follower.definite)
    return ordinal or reading.is_a(end, "not_today") or reading.is_a(end, "next") or reading.is_a(at - 1, "until")


def _apposed(reading: Reading, time: Time) -> Time:
    """Joins a weekday or date that follows directly, in brackets or after a comma, if it names the same day."""
    at, last = time.last, 0
    opened = reading.norm(at) in ("(", "\u060c", ",")
    inner = at + 1 if opened else at
    other = read_weekday(reading, inner, alone=True) or read_digit_date(reading, inner) or read_written(reading, inner)
    if other is None:
        return time
    last = other.last + (reading.norm(other.last) == ")" and reading.norm(at) == "(")
    if other.date == time.date or other.date is None:
        return _apposed(reading, replace(time, last=last)) if not opened else replace(time, last=last)
    if opened and reading.norm(at) != "(":
        return time
    near = time.date is not None and abs((time.date - other.date).days) <= _PRINTING_DAYS
    return replace(time, last=last, date=other.date if near or _is_written(reading, inner) else time.date)


def _is_written(reading: Reading, at: int) -> bool:
    return reading.norm(at) not in reading.lexicon.weekdays


def read_weekday(reading: Reading, at: int, alone: bool = False) -> Time | None:
    """The latest such weekday on or before publication; with «الماضي» strictly before it; a future one is none."""
    weekday = reading.lexicon.weekdays.get(reading.norm(at))
    if weekday is None or reading.is_a(at - 1, "names"):
        return None
    end = at + 1
    strict = False
    weeks = 0
    if reading.is_a(end, "next"):
        return None
    if reading.is_a(end, "before_last") and reading.is_a(end + 1, "past"):
        end, strict, weeks = end + 2, True, 1
    elif reading.is_a(end, "past"):
        end, strict = end + 1, True
    elif reading.is_a(end, "current"):
        end += 1
    date = reading.published and calendars.latest_weekday(weekday, reading.published, strict)
    time = day_time(at, end, date and calendars.days_before(date, 7 * weeks))
    return time if alone else _dated(reading, time)


def _dated(reading: Reading, weekday: Time) -> Time:
    """A weekday with its date («الأحد 12 رجب», «الجمعة، 3 نيسان») or its relative word («الأحد أمس»)."""
    at = weekday.last
    inner = at + 1 if reading.norm(at) in ("(", "\u060c", ",") else at
    date = read_digit_date(reading, inner) or read_written(reading, inner)
    if date is not None and date.date is not None:
        return replace(date, first=weekday.first, last=date.last + (reading.norm(date.last) == ")" and inner > at))
    relative = reading.lexicon.relative.after(reading.norms, at)
    if relative is not None and reading.published is not None and weekday.date is not None:
        said = calendars.days_before(reading.published, relative[1])
        if said is not None and abs((said - weekday.date).days) <= _PRINTING_DAYS:
            return replace(weekday, last=relative[0])
    return weekday


def read_digit_date(reading: Reading, at: int) -> Time | None:
    """A date in digits, day first or year first («3/4/2015», «2015-04-03», «12.05.2015»), Hijri by its year."""
    tokens = reading.tokens
    if at >= len(tokens) or tokens.kinds[at] != NUMBER:
        return None
    last = at + 1
    text = tokens.norms[at]
    if text.isdigit():
        last = at + 5
        if last > len(tokens) or tokens.kinds[at + 2] != NUMBER or tokens.kinds[at + 4] != NUMBER:
            return None
        if tokens.norms[at + 1] != tokens.norms[at + 3] or tokens.norms[at + 1] not in "/-–.":
            return None
        text = "/".join(tokens.norms[at:last:2])
    match = _DIGIT_DATE.match(text)
    date = match and _order(*map(int, match.groups()))
    return day_time(at, reading.skip(last, "common_year", 1), date) if date else None


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
    """«14 رجب 1435هـ الموافق 13 أيار 2014»: one day; the common calendar decides."""
    at = reading.skip(time.last, "common_year", 1)
    if not reading.is_a(at, "equals"):
        return time
    other = read_day(reading, at + 1) or read_day(reading, at + 2)
    return replace(other, first=time.first) if other and other.date else time


def _this_month(reading: Reading, at: int, day: int) -> tuple[int, dt.date | None] | None:
    """«الثالث من الشهر الجاري», «10 الجاري», «12 من الشهر نفسه»."""
    unit = reading.lexicon.units.get(reading.norm(at))
    said = unit is not None and unit.name == "month" and unit.definite and unit.count == 1
    end = at + said
    base = reading.published
    if said and (reading.is_a(end, "same") or reading.norm(end) == ""):
        return end + 1, reading.named and calendars.make_date(reading.named.year, reading.named.month, day)
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
    if reading.norm(end) in ("/", "(", "-", "–"):
        twin = reading.lexicon.months.after(reading.norms, end + 1)
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


def read_part(reading: Reading, at: int) -> Time | None:
    """A part of day with its day: «فجر اليوم», «مساء أمس الأحد», «ليلة السبت الأحد», «ليل الجمعة»."""
    night = reading.lexicon.parts[reading.norms[at]]
    inner = reading.skip(at + 1, "links", 3)
    later = night and reading.is_a(at - 1, "midnight") and reading.is_a(at - 2, "past_midnight")
    pair = _night_between(reading, at, inner, later) if night else None
    if pair is not None:
        return pair
    day = read_day(reading, inner) or _last_night(reading, inner)
    if day is None:
        return None
    date = day.start if night and day.kind == "period" else day.date
    if not night:
        return replace(day, first=at)
    if later and date is not None and (reading.published is None or date < reading.published):
        return day_time(at, day.last, date + _DAY)
    return Time(at, day.last, "night", date, "night" if date else "none")


def _last_night(reading: Reading, at: int) -> Time | None:
    return read_night(reading, at) if reading.lexicon.classes.get(reading.norm(at), ("",))[0] == "night" else None


def _night_between(reading: Reading, first: int, at: int, later: bool) -> Time | None:
    """The night that leads from one weekday into the next: the first day's, unless it is past midnight."""
    weekdays = reading.lexicon.weekdays
    one = weekdays.get(reading.norm(at))
    other = reading.skip(at + 1, "night_links", 1)
    two = weekdays.get(reading.norm(other))
    if one is None or two != (one + 1) % 7:
        return None
    strict = reading.is_a(other + 1, "past")
    last = other + 1 + strict
    date = reading.published and calendars.latest_weekday(one, reading.published, strict)
    if later:
        return day_time(first, last, date and date + _DAY)
    return Time(first, last, "night", date, "night" if date else "none")


def read_night(reading: Reading, at: int) -> Time | None:
    """«الليلة الماضية», «الليلة»: the night that began on the day before, or begins today."""
    match = reading.lexicon.night.after(reading.norms, at)
    if match is None:
        return None
    date = reading.published and calendars.days_before(reading.published, match[1])
    if match[1] and reading.is_a(at - 1, "midnight") and reading.is_a(at - 2, "past_midnight"):
        return day_time(at, match[0], reading.published)
    return Time(at, match[0], "night", date, "night" if date else "none")


def read_alone(reading: Reading, at: int) -> Time | None:
    """A part of day without a day of its own: «فجراً», «بعد الظهر»."""
    return Time(at, at + 1, "part") if reading.tokens.kinds[at] != BREAK else None
