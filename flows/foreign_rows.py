"""One line of another data set as a row that can be compared, or the reason why it cannot."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractors.normalize import normalize_digits
from flows.column_maps import ColumnMap
from flows.documents import Problem
from flows.foreign import Table
from flows.foreign_names import Sounds, country_of, find_country, find_governorate, governorate_at, is_latin
from flows.rows import place_columns
from warehouse.codes import CODES
from warehouse.compare_rows import Bounds, Theirs

FIRST_YEAR, LAST_YEAR = 1945, 2100
_COUNT = re.compile(r"~?\s*(\d{1,7})(?:\.0+)?\s*(?:(\+)|[-–]\s*(\d{1,7}))?")
_PRECISE = ("1", "2", "3", "4", "6")
_SPANS = {"day": 0, "week": 6}
"""Days that a precision adds to the day told; a month is a calendar's."""


class UnreadableError(ValueError):
    """A cell that cannot be read; its text says why and what to do."""


@dataclass(slots=True)
class Reader:
    """Reads the lines of a table by a map; keeps what it met and had no code for."""

    by: ColumnMap
    at: dict[str, int]
    country: str | None
    unknown: Counter[str] = field(default_factory=Counter)

    def read(self, table: Table) -> Iterator[Theirs | Problem]:
        """The rows of the table, each line that cannot be read as its Problem in its place."""
        for line, cells in table.rows:
            try:
                yield self._row(line, cells)
            except UnreadableError as error:
                yield Problem("unreadable", f"{table.path}:{line}", str(error))

    def _row(self, line: int, cells: Sequence[Any]) -> Theirs:
        told = {name: self._told(name, cells) for name in (*self.at, *self.by.constants)}
        country = self._country(told)
        latitude, longitude = _degrees(told.get("latitude"), 90), _degrees(told.get("longitude"), 180)
        if latitude is None or longitude is None:
            latitude = longitude = None
        governorate = self._governorate(told, country, latitude, longitude)
        country = country or (country_of(governorate) if governorate else None)
        place = _text(told.get("place"))
        start, end = self._days(told)
        return Theirs(
            row_id=_text(told.get("id")) or f"line {line}",
            line=line,
            country=country,
            governorate=governorate,
            place=place,
            start=start,
            end=end,
            killed=_bounds(told),
            place_keys=_keys(place, country, governorate),
            latitude=latitude,
            longitude=longitude,
            place_precision=self._precision(told),
            injured=_number("injured", told.get("injured")),
            civilians=_number("civilians", told.get("civilians")),
            actor=frozenset(filter(None, [self._code("actor", told)])),
            weapon=self._code("weapon", told) or "unknown",
            source=_text(told.get("source")),
        )

    def _told(self, name: str, cells: Sequence[Any]) -> Any:
        """What a row says of a field: its cell in our words, else the map's constant."""
        at = self.at.get(name)
        value = cells[at] if at is not None and at < len(cells) else None
        if _text(value) is None:
            return self.by.constants.get(name)
        return self.by.values.get(name, {}).get(str(value).strip().casefold(), value)

    def _country(self, told: dict[str, Any]) -> str | None:
        name = _text(told.get("country"))
        if name is None:
            return self.country
        found = find_country(name)
        if found is None:
            self.unknown[f"country {name}"] += 1
        return found

    def _governorate(
        self, told: dict[str, Any], country: str | None, latitude: float | None, longitude: float | None
    ) -> str | None:
        """By its code or name; where that is not known, by the shapes in which the coordinates lie."""
        if self._precision(told) == 6:
            return None
        name = _text(told.get("governorate"))
        found = find_governorate(name, country) if name else None
        if found is None and latitude is not None and longitude is not None:
            found = governorate_at(latitude, longitude, country)
        if found is None and name:
            self.unknown[f"governorate {name}"] += 1
        return found

    @staticmethod
    def named(row: Theirs, sounds: Sounds) -> Theirs:
        """The row with those of our places that its Latin name sounds like."""
        if row.place is None or not is_latin(row.place):
            return row
        return replace(row, place_keys=sounds.find(row.place, row.governorate))

    def _precision(self, told: dict[str, Any]) -> int | None:
        value = _text(told.get("place_precision"))
        return int(value) if value in _PRECISE else None

    def _code(self, name: str, told: dict[str, Any]) -> str | None:
        value = _text(told.get(name))
        if value is None or value in CODES[name]:
            return value
        self.unknown[f"{name} {value}"] += 1
        return None

    def _days(self, told: dict[str, Any]) -> tuple[dt.date | None, dt.date | None]:
        """First and last day on which it may have been; a precision of a week or month widens the day told."""
        start = self._day("date", told.get("date"))
        if start is None:
            return _month_of(told)
        end = self._day("date_end", told.get("date_end")) or start
        if end < start:
            raise UnreadableError(f"date_end {end} lies before date {start}; mend the line")
        precision = _text(told.get("date_precision"))
        if precision == "month":
            return start.replace(day=1), start.replace(day=calendar.monthrange(start.year, start.month)[1])
        return start, max(end, start + dt.timedelta(days=_SPANS.get(precision or "day", 0)))

    def _day(self, name: str, value: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        text = _text(value)
        if text is None:
            return None
        plain = normalize_digits(text)
        for form in self.by.date_formats:
            try:
                day = dt.datetime.strptime(plain, form).date()  # noqa: DTZ007 a day has no zone
            except ValueError:
                continue
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
        like = dt.date(2024, 1, 31).strftime(self.by.date_formats[0])
        raise UnreadableError(
            f"{name} {text[:40]!r} is no day written like {like}; mend it, or set date_format in a map"
        )


def _text(value: Any) -> str | None:
    """A cell's text, None where there is nothing in it."""
    text = "" if value is None else str(value).strip()
    return text if text and text.casefold() not in ("nan", "null", "none", "n/a", "na", "-") else None


def _month_of(told: dict[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    """The month that a row of sums names in columns for year and month."""
    year, month = _text(told.get("year")), _text(told.get("month"))
    if year is None or month is None:
        return None, None
    names = [name.casefold() for name in calendar.month_name]
    number = names.index(month.casefold()) if month.casefold() in names else _whole("month", month)
    if not 1 <= number <= 12 or not FIRST_YEAR <= _whole("year", year) <= LAST_YEAR:
        raise UnreadableError(f"year {year!r} and month {month!r} name no month; mend the line")
    first = dt.date(_whole("year", year), number, 1)
    return first, first.replace(day=calendar.monthrange(first.year, number)[1])


def _whole(name: str, text: str) -> int:
    try:
        return int(float(normalize_digits(text)))
    except (ValueError, OverflowError) as error:
        raise UnreadableError(f"{name} {text[:40]!r} is no number; mend it") from error


def _number(name: str, value: Any) -> int | None:
    counted = _count(name, value)
    return None if counted is None else counted[0]


def _count(name: str, value: Any) -> tuple[int, int | None] | None:
    """«6», «6+», «5-7», in any digits: fewest and most people."""
    text = _text(value)
    if text is None:
        return None
    found = _COUNT.fullmatch(normalize_digits(text))
    if found is None:
        raise UnreadableError(f"{name} {text[:40]!r} is no count; write 6, 6+ (at least) or 5-7")
    low, open_end, high = found.groups()
    most = None if open_end else int(high or low)
    if most is not None and most < int(low):
        raise UnreadableError(f"{name} {text[:40]!r} is upside down; write the smaller number first")
    return int(low), most


def _bounds(told: dict[str, Any]) -> Bounds:
    """The killed of a row; a list with bounds and no best is taken at its lower one, empty cells count nobody."""
    best = _count("killed", told.get("killed"))
    low, high = _number("killed_low", told.get("killed_low")), _count("killed_high", told.get("killed_high"))
    least = low if low is not None else best[0] if best else 0
    number = best[0] if best else least
    most = high[1] if high else best[1] if best else number
    # Real lists have rows whose best lies outside its bounds; the bounds then give way.
    return Bounds(min(least, number), number, None if most is None else max(most, number))


def _keys(place: str | None, country: str | None, governorate: str | None) -> tuple[str, ...]:
    """The key of an Arabic name, as our events have it."""
    if place is None or is_latin(place):
        return ()
    return (place_columns(place, country, governorate)["place_key"],)


def _degrees(value: Any, most: int) -> float | None:
    text = _text(value)
    try:
        number = float(normalize_digits(text)) if text else None
    except ValueError:
        return None
    return number if number is not None and abs(number) <= most else None
