"""Expressions of longer or open time: windows, running counts, weeks, months, years, and how long ago."""

from __future__ import annotations

import datetime as dt

from extractors import calendars
from extractors.time_days import read_day_or_part
from extractors.time_records import LONGEST_WINDOW, Reading, Time, day_time
from extractors.time_words import Unit
from extractors.time_years import read_bare_year, read_month, read_pair, read_season, read_year_head, year_span
from extractors.tokens import BREAK, MARK

# «منذ اندلاع المواجهات في المدينة الأحد الماضي»: how far off the start of a running count may be named.
_EVENT_WORDS = 8


def read_ago(reading: Reading, at: int) -> Time | None:
    """«قبل يومين», «قبل ثلاثة أيام», «قبل نحو شهر»; not «قبل يوم من انعقاد المفاوضات», which has another origin."""
    if reading.is_a(at + 1, "before_that"):
        return _read_before_that(reading, at)
    inner = reading.skip(at + 1, "approx", 3)
    measured = _measure(reading, inner)
    if measured is None:
        return None
    end, unit, count, rough = measured
    counted_from = reading.is_a(end, "origin")
    if counted_from and reading.is_a(end + 1, "now"):
        end += 2
    elif unit.definite or (counted_from and not reading.is_a(end + 1, "ago")):
        return None
    rough = rough or inner > at + 1 or count is None
    if unit.name == "hour" and (count is None or count <= 24):
        return day_time(at, end, reading.published)
    if unit.name == "day" and not rough and count is not None:
        return day_time(at, end, reading.published and calendars.days_before(reading.published, count))
    precision = "week" if unit.name == "week" else "month" if unit.name == "month" else "none"
    return Time(at, end, "vague", precision=precision)  # type: ignore[arg-type]


def _read_before_that(reading: Reading, at: int) -> Time | None:
    """«وقبل ذلك بأربعة أيام», «قبل ذلك بيومين»: counted back from the day last named, else from publication."""
    measured = _measure(reading, at + 2)
    if measured is None:
        return None
    end, unit, count, rough = measured
    day = reading.named or reading.published
    if unit.name == "hour" and (count is None or count <= 24):
        return day_time(at, end, day)
    if unit.name == "day" and not rough and count is not None:
        return day_time(at, end, day and calendars.days_before(day, count))
    return Time(at, end, "vague")


def _measure(reading: Reading, at: int) -> tuple[int, Unit, int | None, bool] | None:
    """A length of time at a token («ثلاثة أيام», «الساعات الـ24 الماضية»): (end, unit, how many, roughly)."""
    units = reading.lexicon.units
    number = reading.numbers.get(at)
    if number is not None:
        unit = units.get(reading.norm(number.last))
        if unit is None or number.percent:
            return None
        count = number.high if number.quantifier == "at_most" else number.low
        return number.last + 1, unit, None if number.quantifier == "vague" else count, number.quantifier != "exact"
    unit = units.get(reading.norm(at))
    if unit is None:
        return None
    behind = reading.numbers.get(at + 1)
    if behind is not None and unit.definite and unit.count is None and behind.low == behind.high:
        return behind.last, unit, behind.low, False
    if behind is not None and unit.count == 1 and behind.low == 1 and not behind.digits:
        return behind.last, unit, 1, False
    return at + 1, unit, unit.count, False


def read_within(reading: Reading, at: int) -> Time | None:
    """«خلال 24 ساعة», «خلال الأيام الثلاثة الأخيرة», «خلال تموز», «آخر 48 ساعة»."""
    inner = reading.skip(at + 1, "approx", 3)
    found = (
        read_year_head(reading, inner)
        or read_month(reading, inner, told=True)
        or read_day_or_part(reading, inner)
        or _window(reading, at, inner)
        or read_unit(reading, inner)
        or read_pair(reading, inner)
        or read_season(reading, inner)
        or read_bare_year(reading, inner)
    )
    return found and found._replace(first=at)


def _window(reading: Reading, first: int, at: int) -> Time | None:
    measured = _measure(reading, at)
    if measured is None:
        return None
    end, unit, count, _ = measured
    end = _skip_few(reading, end)
    if reading.is_a(end, "next"):
        return None
    past = reading.is_a(end, "past") or reading.is_a(end, "current")
    # «طوال ساعات» tells how long something lasted, not over what time a count was made.
    if (unit.definite and not past) or (count is None and not unit.definite):
        return None
    if unit.count == 1 and unit.definite and unit.name != "hour" and count == 1:
        return None
    hours = _hours(unit, count)
    return window_time(reading, first, end + past, hours)


def _skip_few(reading: Reading, at: int) -> int:
    """Past «القليلة» and its like before «الماضية»."""
    return at + 1 if reading.is_a(at + 1, "past") and reading.is_a(at, "few") else at


def _hours(unit: Unit, count: int | None) -> int | None:
    if count is None:
        return 24 if unit.name == "hour" else None
    return unit.hours * count


def window_time(reading: Reading, first: int, last: int, hours: int | None) -> Time:
    """A count over so many hours up to publication, booked on that day if the window is short."""
    published = reading.published
    if published is None:
        return Time(first, last, "window", hours=hours)
    start = calendars.days_before(published, -(-hours // 24)) if hours is not None and hours < 10**7 else None
    if hours is not None and hours <= LONGEST_WINDOW:
        return Time(first, last, "window", published, "day", start, published, hours)
    return Time(first, last, "period", None, "none", start, published, hours)


def read_since(reading: Reading, at: int) -> Time | None:
    """A running count: «منذ الأحد الماضي», «منذ بدء الحملة في 20 كانون الثاني», «منذ عام 2011», «منذ فجر اليوم»."""
    inner = at + 1
    if reading.is_a(inner, "hours_of") and reading.norm(inner + 1) in reading.lexicon.classes:
        inner += 1
    started = read_day_or_part(reading, inner)
    if started is None and reading.is_a(inner, "events"):
        return _since_event(reading, at, inner + 1)
    started = started or _longer(reading, inner)
    if started is not None:
        return _until(reading, since_time(reading, at, started))
    measured = _measure(reading, reading.skip(inner, "approx", 3))
    if measured is not None:
        end, unit, count, _ = measured
        end = _skip_few(reading, end)
        end += reading.is_a(end, "past")
        hours = _hours(unit, count)
        if hours is not None and hours <= LONGEST_WINDOW:
            return window_time(reading, at, end, hours)
        start = None
        if reading.published is not None and hours is not None and hours < 10**7:
            start = calendars.days_before(reading.published, hours // 24)
        return Time(at, end, "since", start=start, hours=hours)
    if reading.norm(inner) in reading.lexicon.alone:
        return Time(
            at, inner + 1, "since", reading.published, "day" if reading.published else "none", reading.published
        )
    if reading.is_a(inner, "that"):
        return Time(at, inner + 1, "since")
    return _since_event(reading, at, inner)


def _longer(reading: Reading, at: int) -> Time | None:
    return (
        read_unit(reading, at)
        or read_year_head(reading, at)
        or read_month(reading, at, told=True)
        or read_season(reading, at)
        or read_bare_year(reading, at)
    )


def since_time(reading: Reading, first: int, started: Time) -> Time:
    """From a start to publication: today's own count, a short window, or a running one."""
    start = started.date or started.start
    if start is None or reading.published is None or started.kind not in ("day", "night"):
        return Time(first, started.last, "since", start=start)
    days = (reading.published - start).days
    if days == 0:
        return Time(first, started.last, "since", start, "day", start, start, 24)
    if 0 < days < LONGEST_WINDOW // 24:
        return window_time(reading, first, started.last, 24 * (days + 1))._replace(start=start)
    return Time(first, started.last, "since", start=start)


def _until(reading: Reading, time: Time) -> Time:
    """«منذ آذار 2011 وحتى نيسان الماضي»: a period with an end."""
    if time.date is not None or not reading.is_a(time.last, "until"):
        return time
    at = reading.skip(time.last + 1, "year_preps", 1)
    ended = read_day_or_part(reading, at) or _longer(reading, at)
    if ended is None:
        return time
    end = ended.date or ended.end
    if end is None or (time.start is not None and end < time.start):
        return time
    return time._replace(last=ended.last, kind="period", end=end)


def _since_event(reading: Reading, first: int, at: int) -> Time:
    """«منذ اندلاع المواجهات»: with the day on which that was, if the next words tell it."""
    for inner in range(at, min(at + _EVENT_WORDS, len(reading.norms))):
        if reading.tokens.kinds[inner] in (MARK, BREAK):
            break
        if inner in reading.numbers or reading.norms[inner] in reading.lexicon.classes:
            started = read_day_or_part(reading, inner) or _longer(reading, inner)
            if started is not None:
                start = started.date or started.start
                today = start is not None and start == reading.published
                date = start if today else None
                return _until(reading, Time(first, started.last, "since", date, "day" if today else "none", start))
    return Time(first, min(at + 1, len(reading.norms)) if at > first + 1 else first + 1, "since")


def read_unit(reading: Reading, at: int) -> Time | None:
    """«الأسبوع الماضي», «الشهر الجاري», «هذا العام», «الساعات الماضية», «العام 2018»."""
    shown = reading.is_a(at, "this")
    start = at + shown
    unit = reading.lexicon.units.get(reading.norm(start))
    if unit is None or not unit.definite:
        return None
    if unit.count != 1 or unit.name in ("hour", "day"):
        return _window(reading, at, start)
    end = start + 1
    shown = shown or reading.is_a(at - 1, "this") or reading.is_a(at - 1, "starts")
    if reading.is_a(end, "same") or reading.is_a(at - 1, "that"):
        return _named_span(reading, at, end + reading.is_a(end, "same"), unit)
    if reading.is_a(end, "before_last") and reading.is_a(end + 1, "past"):
        return _calendar_span(reading, at, end + 2, unit, -2)
    past, current = reading.is_a(end, "past"), reading.is_a(end, "current")
    if not (past or current or shown) or reading.is_a(end, "next"):
        return None
    first = at - 1 if reading.is_a(at - 1, "this") else at
    return _calendar_span(reading, first, end + (past or current), unit, -1 if past else 0)


def _named_span(reading: Reading, first: int, last: int, unit: Unit) -> Time | None:
    if reading.named is None or unit.name not in ("month", "year"):
        return None
    return _calendar_span(replace_published(reading, reading.named), first, last, unit, 0)


def replace_published(reading: Reading, day: dt.date) -> Reading:
    """The same reading as if written on another day."""
    return Reading(reading.tokens, reading.norms, day, reading.numbers, reading.lexicon, reading.named)


def _calendar_span(reading: Reading, first: int, last: int, unit: Unit, shift: int) -> Time:
    kind = {"week": "week", "month": "month", "year": "year"}[unit.name]
    precision = "none" if kind == "year" else kind
    span: tuple[dt.date | None, dt.date | None] | None = (None, None)
    published = reading.published
    if published is not None and kind == "week":
        span = (
            calendars.days_before(published, 6 - 7 * shift),
            calendars.days_before(published, max(0, -7 * shift - 6)),
        )
    elif published is not None and kind == "month":
        span = calendars.shift_month(published, shift)
    elif published is not None:
        span = year_span(published.year + shift)
    start, end_day = span or (None, None)
    return Time(first, last, kind, None, precision, start, end_day)  # type: ignore[arg-type]
