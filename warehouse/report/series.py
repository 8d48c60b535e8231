"""The drawings of the days: bars with their low–high lines, and the small panels of the governorates.

Geometry only; the template writes the marks. Time runs the way that the language is read.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from warehouse.report.texts import Texts

MOST_DAYS, MOST_WEEKS = 400, 2600
"""Days of a range that are drawn one by one, and by week; a longer range is drawn by month."""

_TOP_ROOM = 1.6  # how far above the highest bar a line may go before it is cut


@dataclass(slots=True)
class Step:
    """A day, week or month of a series with its figures; unknown if no outlet was alive in it."""

    first: dt.date
    low: int = 0
    best: int = 0
    high: int = 0
    is_known: bool = False
    is_open: bool = False


@dataclass(slots=True)
class Mark:
    """One step as drawn: where its column stands and how wide it is."""

    step: Step
    x: float
    width: float


@dataclass(slots=True)
class Chart:
    """A series as drawn: paths for bars, lines, cut lines and unknown steps, and the axes' ticks."""

    width: float
    height: float
    left: float
    right: float
    top: float
    base: float
    bars: str = ""
    lines: str = ""
    cuts: str = ""
    unknown: str = ""
    marks: list[Mark] = field(default_factory=list)
    ticks_y: list[tuple[float, int]] = field(default_factory=list)
    ticks_x: list[tuple[float, str]] = field(default_factory=list)
    label_x: float = 0.0
    label_anchor: str = "end"


def grain_of(first: dt.date, last: dt.date) -> str:
    """How a range is drawn: by day, week or month."""
    days = (last - first).days + 1
    return "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"


def start_of(day: dt.date, grain: str) -> dt.date:
    """The first day of the day's step."""
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def make_steps(
    rows: Iterable[Mapping[str, Any]], measure: str, first: dt.date, last: dt.date, grain: str
) -> list[Step]:
    """Every step of the range in order, those without a row too; rows have event_date and the measure's three sums."""
    steps: dict[dt.date, Step] = {}
    day = first
    while day <= last:
        start = start_of(day, grain)
        steps.setdefault(start, Step(start))
        day += dt.timedelta(days=1)
    for row in rows:
        step = steps[start_of(row["event_date"], grain)]
        step.low += row[f"{measure}_low"] or 0
        step.best += row[f"{measure}_best"] or 0
        step.high += row[f"{measure}_high"] or 0
        step.is_known |= bool(row.get("outlets_alive_count") or row.get("incident_count"))
        step.is_open |= bool(row.get("is_open")) and measure == "killed"
    return list(steps.values())


def nice_top(value: float) -> int:
    """The next round number at or above a value."""
    if value <= 5:
        return max(2, math.ceil(value))
    size = 10 ** math.floor(math.log10(value))
    return next(int(size * factor) for factor in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if size * factor >= value)


def draw_series(steps: Sequence[Step], texts: Texts, width: float, height: float) -> Chart:
    """The steps as bars, mirrored where the language is read from the right."""
    is_rtl = texts.language == "ar"
    axis, end = 40.0, 8.0
    left, right = (end, width - axis) if is_rtl else (axis, width - end)
    chart = Chart(width, height, left, right, 12.0, height - 24.0)
    chart.label_x, chart.label_anchor = (right + 6, "start") if is_rtl else (left - 6, "end")
    best = max((step.best for step in steps), default=0)
    top = nice_top(max(1.0, min(max((step.high for step in steps), default=0), best * _TOP_ROOM), best))
    room = (chart.base - chart.top) / top
    column = (right - left) / max(1, len(steps))
    bar = max(0.8, min(column * 0.72, 26.0))
    bars, lines, cuts, unknown = [], [], [], []
    for place, step in enumerate(steps):
        x = right - (place + 1) * column if is_rtl else left + place * column
        middle = x + column / 2
        chart.marks.append(Mark(step, round(x, 1), round(column, 2)))
        if not step.is_known:
            unknown.append(f"M{x:.1f},{chart.top:g}h{column:.2f}V{chart.base:g}h-{column:.2f}z")
        if step.best:
            bars.append(f"M{middle - bar / 2:.1f},{chart.base:g}v-{step.best * room:.1f}h{bar:.1f}V{chart.base:g}z")
        if step.high > step.low or step.is_open:
            peak = chart.base - min(step.high, top) * room
            lines.append(f"M{middle:.1f},{chart.base - step.low * room:.1f}V{peak:.1f}")
            if step.high > top or step.is_open:
                cuts.append(f"M{middle - 3:.1f},{peak + 1:.1f}l3,-5l3,5")
    chart.bars, chart.lines, chart.cuts, chart.unknown = map("".join, (bars, lines, cuts, unknown))
    chart.ticks_y = [(round(chart.base - value * room, 1), value) for value in ticks(top)]
    chart.ticks_x = [(_within(x, label, width), label) for x, label in _time_ticks(chart, texts)]
    return chart


def ticks(top: int) -> list[int]:
    """A few whole numbers from nought to the top."""
    for parts in (4, 3, 5, 2):
        if top % parts == 0:
            return [top * part // parts for part in range(parts + 1)]
    return [0, top]


def _within(x: float, label: str, width: float) -> float:
    """The middle of a label, moved so far that the whole of it stands in the drawing."""
    half = len(label) * 3.2
    return round(min(max(x, half), width - half), 1)


def _time_ticks(chart: Chart, texts: Texts) -> Iterable[tuple[float, str]]:
    """Labels of time that do not touch: of months or years in a long range, of days in a short one."""
    count = len(chart.marks)
    room = 58.0 if texts.language == "en" else 84.0
    most = max(2, int((chart.right - chart.left) / room))
    days = (chart.marks[-1].step.first - chart.marks[0].step.first).days if count else 0
    if days > 70:
        starts = _turns(chart.marks, years=days > 1100)
        for number, mark in enumerate(starts[:: max(1, math.ceil(len(starts) / most))]):
            day = mark.step.first
            label = str(day.year) if days > 1100 else texts.month(day)
            if 300 < days <= 1100 and (not number or day.month == 1):
                label += f" {day.year}"
            yield round(mark.x + mark.width / 2, 1), label
    else:
        for mark in chart.marks[:: max(1, math.ceil(count / most))]:
            yield round(mark.x + mark.width / 2, 1), f"{mark.step.first.day} {texts.month(mark.step.first)}"


def _turns(marks: Sequence[Mark], years: bool) -> list[Mark]:
    """The first mark of each month or year."""
    found: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        day = mark.step.first
        found.setdefault((day.year, 0 if years else day.month), mark)
    turns = list(found.values())
    return turns[1:] if len(turns) > 2 and marks[0].step.first.day > 10 else turns


@dataclass(frozen=True, slots=True)
class Panel:
    """A governorate's small drawing: bars on the common scale, and its highest step."""

    code: str
    path: str
    peak: int


def panel_grain(first: dt.date, last: dt.date) -> str:
    """How the small panels draw a range: coarser than the large drawings, for they have less room."""
    days = (last - first).days
    return "day" if days < 130 else "week" if days < 1500 else "month"


def draw_panels(
    rows: Iterable[Mapping[str, Any]], codes: Sequence[str], first: dt.date, last: dt.date, texts: Texts
) -> tuple[list[Panel], int, float, float]:
    """The panels of some governorates, the top of their common scale, and the size of each."""
    width, height = 220.0, 56.0
    grain = panel_grain(first, last)
    found: dict[str, dict[dt.date, int]] = {code: {} for code in codes}
    for row in rows:
        counts = found.get(row["governorate_code"])
        if counts is not None:
            start = start_of(row["event_date"], grain)
            counts[start] = counts.get(start, 0) + (row["killed_best"] or 0)
    places = {step.first: number for number, step in enumerate(make_steps((), "killed", first, last, grain))}
    top = max((max(counts.values(), default=0) for counts in found.values()), default=0) or 1
    column = width / len(places)
    bar = max(0.7, min(column * 0.8, 12.0))
    panels = []
    for code in codes:
        path = []
        for start, value in sorted(found[code].items()):
            place = len(places) - 1 - places[start] if texts.language == "ar" else places[start]
            tall = max(1.2, value / top * (height - 4)) if value else 0
            path.append(f"M{(place + 0.5) * column - bar / 2:.1f},{height:g}v-{tall:.1f}h{bar:.1f}V{height:g}z")
        panels.append(Panel(code, "".join(path), max(found[code].values(), default=0)))
    return panels, top, width, height
