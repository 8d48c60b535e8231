"""What is told as past: commemorated, judged, or too long ago (codebook, «Decisions: Old events»)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from extractors.draft import Draft, Scene
from extractors.reading import Hit, Reading
from extractors.times import Time
from extractors.topics import ARMED, find_topic, outside_tags

_OLDEST = dt.timedelta(days=366)
_LONGEST = dt.timedelta(days=366 * 25)  # no war of today has gone on for longer
_FRESH = dt.timedelta(days=7)
_HARMS = ("act", "result", "weapon", "violent", "phrase", "cause", "anaphora", "find")
_OUTCOMES = ("verb", "act", "result", "phrase", "object_verb")
_TOLD_REACH = 4  # tokens behind «ذكرى» in which «التي» goes on about what is remembered


def is_recalled(scene: Scene, draft: Draft) -> bool:
    """Commemorated, judged or told as history; a day of this week behind the toll says that it is news after all."""
    if _is_fresh(scene, draft):
        return False
    reading, unit = scene.reading, draft.unit
    if reading.has(draft.sentence.first, unit.tolls[0].first, "reminder"):
        return True
    named = {toll.people.last for toll in unit.tolls}  # «استشهاد الفلسطيني حكمت عودة»: no court, the man's name
    if (
        _recalls(reading, unit.first, unit.last, named)
        or _is_memorial(scene)
        or "history" in find_topic(scene, "recall")
    ):
        return True
    armed = draft.weapon is not None and draft.weapon.rank <= ARMED
    return not armed and _recalls(reading, draft.sentence.first, unit.first)


def _recalls(reading: Reading, first: int, last: int, named: Collection[int] = ()) -> bool:
    """Whether a span speaks of a court or of history; «أُعدموا دون محاكمة» speaks of none."""
    hits = (hit for hit in reading.hits_in(first, last, "recall") if hit.first not in named)
    told = any(reading.hit(hit.first - 1, "negation") is None for hit in hits)
    return told or _commemorates(reading, first, last)


def _is_memorial(scene: Scene) -> bool:
    """Whether the title or the first sentence commemorates harm, or a title with a day's name tells of nothing else."""
    title = scene.title
    if title is not None:
        last = len(title.norms)
        if _commemorates(title, 0, last) or (_memories(title, 0, last) and not title.has(0, last, *_OUTCOMES)):
            return True
    return _commemorates(scene.reading, 0, scene.reading.sentences[0].last)


def _commemorates(reading: Reading, first: int, last: int) -> bool:
    """«ذكرى مقتل ثلاثين»; but «قُتل خمسة في ذكرى الثورة», «في ذكرى النكبة أصيب ستة»: a day's name recalls no death."""
    return any(_names_harm(reading, hit.last) for hit in _memories(reading, first, last))


def _memories(reading: Reading, first: int, last: int) -> list[Hit]:
    return [hit for hit in reading.hits_in(first, last, "memory") if not hit.entry.tag]


def _names_harm(reading: Reading, at: int) -> bool:
    """Whether what is remembered is harm itself, or what a clause behind it tells harm of («النكبة التي …»)."""
    while reading.hit(at, "memory") is not None or at in reading.number_at:
        at += 1
    harm = reading.hit(at, *_HARMS)
    return harm is not None or reading.has(at + 1, at + _TOLD_REACH, "told_of")


def _is_fresh(scene: Scene, draft: Draft) -> bool:
    published, time = scene.article.published, draft.time
    if time is None or time.date is None or published is None:
        return False
    return time.first >= draft.unit.tolls[0].phrase_end and published - time.date <= _FRESH


def is_old(scene: Scene, draft: Draft) -> bool:
    """More than a year before publication; a body found is told by the day it was found on."""
    published, time = scene.article.published, draft.time or _led_by(scene, draft)
    if any(t.circumstance == "body_found" for t in draft.unit.tolls):
        return False
    if _is_history(scene, draft):
        return True
    if published is None or draft.scope == "cumulative" or time is None:
        return False
    day = time.date or time.start
    return day is not None and published - day > _OLDEST


def _led_by(scene: Scene, draft: Draft) -> Time | None:
    """«قُصف عام 2012 وقتل فيه خمسون»: the year in the words that lead up to an undated toll."""
    first, last = scene.lead
    if draft.dated:
        return None
    return next((t for t in scene.reading.times_in(first, last) if t.kind in ("year", "month")), None)


def _is_history(scene: Scene, draft: Draft) -> bool:
    """«قبل ثلاثين عاماً», «منذ مئة عام»: years ago, without a date."""
    published = scene.article.published
    for time in draft.unit.times:
        if time.kind == "since" and time.start is not None and published is not None:
            if published - time.start > _LONGEST:
                return True
        elif (
            time.kind == "vague" and draft.scope != "cumulative" and _names_years(scene.reading, time.first, time.last)
        ):
            return True
    return False


def _names_years(reading: Reading, first: int, last: int) -> bool:
    tags = outside_tags(reading, first, last, "years")
    many = any(n.low > 1 for n in reading.numbers_in(first, last))
    return "many" in tags or ("one" in tags and many)
