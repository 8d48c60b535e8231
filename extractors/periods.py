"""Over what days a count runs, where it is not the count of one day (codebook, «Decisions: Sums and windows»)."""

from __future__ import annotations

import datetime as dt

from extractors.draft import Draft, Scene
from extractors.reading import Reading
from extractors.times import Time

Period = tuple[dt.date, dt.date]
_SUMS = ("window", "since", "period", "season", "month", "year", "week")
_HEADLINE = 40  # tokens of a title
_UNDATED = ("week", "month")  # times that leave an incident's day open within them


def is_period_report(title: Reading | None, reading: Reading) -> bool:
    """Whether the article counts over a month or a year: it says so, or opens with a month that somebody documented.

    «وثقت الشبكة مقتل 57 مدنياً … خلال شهر آب الماضي»: what it tells then without day and place is of that month too.
    """
    if any(told.has(0, len(told.norms), "periodic") for told in (title, reading) if told is not None):
        return True
    opening = reading.sentences[0].last if reading.sentences else 0
    return any(_documents(told, last) for told, last in ((title, _HEADLINE), (reading, opening)) if told is not None)


def _documents(reading: Reading, last: int) -> bool:
    """«الشبكة السورية توثق استشهاد 2375 شخصاً في أيلول»."""
    spans = any(time.kind in ("month", "year", "season") for time in reading.times_in(0, last))
    return spans and reading.has(0, last, "counts") and not reading.has(0, last, "strike")


def set_period(scene: Scene, draft: Draft, periodic: bool) -> None:
    """Sets the first and last day of a sum over several days, or within which an incident's day lies.

    A running toll that goes on from the sentence before runs as that does; in a month's or year's report (`periodic`)
    the period is that of its title or opening. One day alone is no period.
    """
    kinds = _SUMS if draft.scope != "incident" else _UNDATED if draft.date is None else ()
    if not kinds or scene.article.published is None:
        return
    led = scene.reading.times_in(draft.sentence.first, draft.unit.first)
    told = _first_told(scene, draft.unit.times, kinds) or _first_told(scene, led, kinds)
    if told is None and draft.scope == "cumulative":
        told = _carried(scene, draft) or _announced(scene, kinds, periodic)
    draft.period = told if told is not None and told[0] < told[1] else None


def _first_told(scene: Scene, times: list[Time], kinds: tuple[str, ...]) -> Period | None:
    return next((told for time in times if time.kind in kinds and (told := _bounds(scene, time))), None)


def _bounds(scene: Scene, time: Time) -> Period | None:
    """The days that a time bounds, none of them later than the publication."""
    published = scene.article.published
    if time.start is None or published is None or time.start > published:
        return None
    return time.start, min(time.end or published, published)


def _carried(scene: Scene, draft: Draft) -> Period | None:
    before = scene.before
    return before.period if before is not None and before.scope == "cumulative" and not draft.dated else None


def _announced(scene: Scene, kinds: tuple[str, ...], periodic: bool) -> Period | None:
    """«التقرير الشهري لشهر نيسان»: the month that the title, else the first sentence, names."""
    if not periodic:
        return None
    lead = scene.reading.times_in(0, scene.reading.sentences[0].last)
    return _first_told(scene, [*(scene.title.times if scene.title else ()), *lead], kinds)
