"""Expressions of one day: «أمس الأحد», «الجمعة الماضي», «فجر اليوم», «ليل السبت الأحد»."""

from __future__ import annotations

import datetime as dt

from extractors import calendars
from extractors.numeral_forms import numeral_lexicon
from extractors.time_dates import read_digit_date, read_written
from extractors.time_records import LONGEST_WINDOW, Reading, Time, day_time

_DAY = dt.timedelta(days=1)
# «أمس الجمعة» in an article of Sunday: it was written a day before it was published.
_PRINTING_DAYS = 2


def read_day(reading: Reading, at: int) -> Time | None:
    """The day expression that begins at a token: relative word, weekday or date, joined where they name one day."""
    start = reading.skip(at, "day_fillers")
    found = (
        read_relative(reading, start)
        or read_weekday(reading, start)
        or read_digit_date(reading, start)
        or read_written(reading, start)
    )
    return found and found._replace(first=at)


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
    """Joins the weekday and the date that follow directly, in brackets or after a comma, if they name the same day."""
    for _ in range(2):
        joined = _apposed_once(reading, time)
        if joined is None:
            break
        time = joined
    return time


def _apposed_once(reading: Reading, time: Time) -> Time | None:
    at = time.last
    mark = reading.norm(at) if reading.norm(at) in ("(", "\u060c", ",") else ""
    inner = at + 1 if mark else at
    other = _said_again(reading, inner)
    if other is None:
        return None
    last = other.last + (mark == "(" and reading.norm(other.last) == ")")
    if other.date is None or other.date == time.date:
        return time._replace(last=last)
    if mark not in ("", "("):
        return None
    near = time.date is not None and abs((time.date - other.date).days) <= _PRINTING_DAYS
    return time._replace(last=last, date=other.date if near or _is_written(reading, inner) else time.date)


def _said_again(reading: Reading, at: int) -> Time | None:
    """A day in apposition: without a clitic, or it would be another day."""
    if reading.norm(at).startswith(numeral_lexicon().article):
        weekday = read_weekday(reading, at, alone=True)
        if weekday is not None:
            return weekday
    number = reading.numbers.get(at)
    if number is not None and (number.conj or number.prep):
        return None
    return read_digit_date(reading, at) or read_written(reading, at)


def _is_written(reading: Reading, at: int) -> bool:
    return reading.norm(at) not in reading.lexicon.weekdays


def read_weekday(reading: Reading, at: int, alone: bool = False) -> Time | None:
    """The latest such weekday on or before publication; with «الماضي» strictly before it; a future one is none."""
    weekday = reading.lexicon.weekdays.get(reading.norm(at))
    if weekday is None or reading.is_a(at - 1, "names") or reading.is_a(at - 1, "tomorrow"):
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
    inner = at + 1 if reading.norm(at) in ("(", "\u060c", ",") else reading.skip(at, "day_links", 1)
    date = read_digit_date(reading, inner) or read_written(reading, inner)
    if date is not None and date.date is not None:
        closed = reading.norm(at) == "(" and reading.norm(date.last) == ")"
        return date._replace(first=weekday.first, last=date.last + closed)
    relative = reading.lexicon.relative.after(reading.norms, at)
    if relative is not None and reading.published is not None and weekday.date is not None:
        said = calendars.days_before(reading.published, relative[1])
        if said is not None and abs((said - weekday.date).days) <= _PRINTING_DAYS:
            return weekday._replace(last=relative[0])
    return weekday


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
        return day._replace(first=at)
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
    """A part of day without a day of its own («فجراً», «بعد الظهر»), unless «من يوم الأحد» or «هذا» gives it one."""
    inner = reading.skip(at + 1, "early", 1)
    if reading.is_a(inner, "of"):
        day = read_day_or_part(reading, inner + 1)
        if day is not None:
            return day._replace(first=at)
    if reading.is_a(at - 1, "this") and reading.norm(at).startswith(numeral_lexicon().article):
        return day_time(at - 1, at + 1, reading.published)
    return Time(at, at + 1, "part")


def read_day_or_part(reading: Reading, at: int) -> Time | None:
    """A day, with or without its part of day."""
    if reading.norm(at) in reading.lexicon.parts:
        part = read_part(reading, at)
        if part is not None:
            return part
    return read_night(reading, at) or read_day(reading, at)


def read_days(reading: Reading, at: int) -> Time | None:
    """«يومي 24 و25 نيسان»: two dates of one month; weekdays after «يومي» join by themselves."""
    one = reading.numbers.get(at + 1)
    if one is None or not one.digits or one.low != one.high:
        return None
    two = read_written(reading, one.last)
    if two is None or two.date is None or reading.numbers[one.last].low <= one.low:
        return None
    start = calendars.days_before(two.date, reading.numbers[one.last].low - one.low)
    return None if start is None else join_days(day_time(at, one.last, start), two)


def join_days(one: Time, two: Time) -> Time | None:
    """From the earlier to the later of two days: a window booked on the later, or a longer period."""
    starts = [day for day in (one.start, one.date, two.start, two.date) if day is not None]
    if one.date is None or two.date is None:
        return None
    start, end = min(starts), max(one.date, two.date)
    hours = 24 * ((end - start).days + 1)
    if hours > LONGEST_WINDOW:
        return Time(one.first, two.last, "period", None, "none", start, end, hours)
    return Time(one.first, two.last, "window", end, "day", start, end, hours)
