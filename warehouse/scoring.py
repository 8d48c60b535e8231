"""How well two events fit one happening: place and day decide, the rest only raises or lowers.

Rival sides blame each other, a toll goes from 6 to 40 and one desk's rocket is another's shell: none of that separates.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

from warehouse.told import ASIDE, Event, Place

LINK = 4.0
"""Score from which two events are taken for one: reached by the same named place on the same stated day alone."""

SAME_PLACE, NEAR_PLACE, IN_REGION, NO_PLACE = 6.0, 0.5, 1.5, 0.0
SAME_DAY, LIKELY_DAY, NIGHT_BEFORE, DAY_BEFORE = 3.0, 2.0, -1.5, -3.0
UNTIED = -10.0
"""Days that neither contradict nor connect."""
ADDITION_DAYS = 30
RETOLD_DAYS = 400
NEAR_KM = 3.0
VAGUE_KM = 10.0
_EARTH_KM = 6371.0


def score_pair(one: Event, other: Event) -> float | None:
    """The score of two events, or None where governorate, place, day or article keep them apart."""
    if _are_two_things(one, other):
        return None
    place = place_score(one.where, other.where)
    day = day_score(one, other)
    if place is None or day is None:
        return None
    return round(place + day + _evidence(one, other), 2)


def differ_in_place_alone(one: Event, other: Event) -> bool:
    """Whether nothing but the place keeps two events apart: the two ends of a road, if a third event names both."""
    return (
        not _are_two_things(one, other)
        and place_score(one.where, other.where) is None
        and day_score(one, other) is not None
    )


def _are_two_things(one: Event, other: Event) -> bool:
    if (one.kind, one.country) != (other.kind, other.country):
        return True
    if one.governorate and other.governorate and one.governorate != other.governorate:
        return True
    if told_apart(one, other):
        return True
    return one.circumstance != other.circumstance and (one.circumstance in ASIDE or other.circumstance in ASIDE)


def told_apart(one: Event, other: Event) -> bool:
    """Whether one text tells both as two happenings of its own."""
    if one.version_id != other.version_id:
        return False
    return not (one.retold or other.retold or one.is_adding or other.is_adding)


@lru_cache(maxsize=100_000)
def place_score(one: Place, other: Place) -> float | None:
    """How well two places fit; None if they are two places.

    Where one text leaves the governorate open, the same name is only a hint: several governorates may have it.
    """
    if one.governorate != other.governorate:
        undecided = one.governorate is None or other.governorate is None
        return NEAR_PLACE if undecided and one.names & other.names else None
    if one.place_id and one.place_id == other.place_id:
        return SAME_PLACE
    if one.kind == "multi_place":
        shared = len(one.names & other.names)
        return SAME_PLACE if shared * 2 >= max(len(one.names), len(other.names)) else None
    if one.names & other.names or any(_same_spelling(a, b) for a in one.names for b in other.names):
        return SAME_PLACE
    if one.is_vague or other.is_vague:
        return _region_score(one, other)
    distance = _distance_km(one, other)
    if distance is None:
        return None
    reach = VAGUE_KM if 2 in (one.precision, other.precision) else NEAR_KM
    return NEAR_PLACE if distance <= reach else None


def _region_score(one: Place, other: Place) -> float | None:
    """Two places of which at least one is only a region of the governorate."""
    if one.governorate is None:
        return None
    if one.admin2 and other.admin2:
        return IN_REGION if one.admin2 == other.admin2 else None
    return NO_PLACE


def _same_spelling(one: str, other: str) -> bool:
    """Whether two normal forms are one name: one letter apart in a long name, or one with a word more."""
    if min(len(one), len(other)) < 5:
        return False
    words, others = one.split(), other.split()
    if len(words) != len(others):
        short, long = sorted((words, others), key=len)
        return len(short) > 1 and long[: len(short)] == short
    return len(one) >= 6 and _one_letter_apart(one, other)


def _one_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + 1 :] == long[at + 1 :] if len(short) == len(long) else short[at:] == long[at + 1 :]


def _distance_km(one: Place, other: Place) -> float | None:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    latitudes = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude) * math.cos(sum(latitudes) / 2)
    return _EARTH_KM * math.hypot(latitudes[1] - latitudes[0], across)


def day_range(event: Event) -> tuple[dt.date, dt.date] | None:
    """The days on which the event may have happened; None where the text gives none."""
    if event.day is None:
        return None
    before = event.day - dt.timedelta(days=1)
    if event.is_assumed_day:
        return before, event.day
    if event.date_precision == "night":
        return event.day, event.day + dt.timedelta(days=1)
    return event.day, event.day


def day_score(one: Event, other: Event) -> float | None:
    """How well the days fit; None if they are two days."""
    if one.day is None or other.day is None:
        return _undated_score(one, other)
    if one.is_adding and other.is_adding:
        return SAME_DAY if one.day == other.day and one.circumstance == other.circumstance else UNTIED
    if one.is_adding or other.is_adding:
        return _addition_score(*((one, other) if one.is_adding else (other, one)))
    if one.day == other.day:
        return LIKELY_DAY if one.is_assumed_day or other.is_assumed_day else SAME_DAY
    mine, theirs = day_range(one), day_range(other)
    if mine and theirs and mine[0] <= theirs[1] and theirs[0] <= mine[1]:
        return DAY_BEFORE if one.is_assumed_day or other.is_assumed_day else NIGHT_BEFORE
    return DAY_BEFORE if _reprinted(one, other) else None


def _reprinted(one: Event, other: Event) -> bool:
    """One text printed again on a later day, whose «today» then is the wrong one."""
    return one.story_id == other.story_id and one.article_id != other.article_id and _counts(one) == _counts(other)


def _counts(event: Event) -> dict[str, tuple[int, int | None]]:
    return {o: (told.low, told.high) for o, told in event.claims[0].counts.items()} if event.claims else {}


def _undated_score(one: Event, other: Event) -> float:
    """Without a day on one side only the same toll, told again, joins."""
    if not (one.retold or other.retold or one.day == other.day):
        return UNTIED
    if abs((one.known_at - other.known_at).days) > RETOLD_DAYS or not _same_killed(one, other):
        return UNTIED
    return LIKELY_DAY


def _addition_score(addition: Event, whole: Event) -> float | None:
    """A later death fits a named place's happening of the last weeks, the nearer in time the better."""
    assert addition.day is not None
    assert whole.day is not None
    days = (addition.day - whole.day).days
    if not 0 <= days <= ADDITION_DAYS:
        return None
    return UNTIED if addition.where.is_vague else LIKELY_DAY - days / ADDITION_DAYS


def _same_killed(one: Event, other: Event) -> bool:
    mine = {c.counts["killed"].low for c in one.claims if "killed" in c.counts and not c.counts["killed"].is_vague}
    theirs = {c.counts["killed"].low for c in other.claims if "killed" in c.counts and not c.counts["killed"].is_vague}
    return bool(mine & theirs)


def _evidence(one: Event, other: Event) -> float:
    """What speaks for or against beyond place and day; never below -2.9."""
    score = 0.0
    if one.is_adding == other.is_adding:
        score += _count_evidence(one, other, "killed", agree=2.0, differ=-0.7)
        score += _count_evidence(one, other, "injured", agree=1.0, differ=-0.3)
    score += _word_evidence(one.weapon, other.weapon, agree=1.2, differ=-1.0)
    if "unknown" not in one.actor | other.actor:
        score += 0.5 if one.actor & other.actor else -0.4
    if one.groups and other.groups:
        score += 0.3 if one.groups & other.groups else -0.3
    if one.target and other.target:
        score += 0.4 if one.target == other.target else -0.2
    if one.story_id == other.story_id and one.article_id != other.article_id:
        score += 2.0
    return score


def _word_evidence(one: str, other: str, *, agree: float, differ: float) -> float:
    if "unknown" in (one, other) or "other" in (one, other):
        return 0.0
    return agree if one == other else differ


def _count_evidence(one: Event, other: Event, outcome: str, *, agree: float, differ: float) -> float:
    mine = [c.counts[outcome] for c in one.claims if outcome in c.counts]
    theirs = [c.counts[outcome] for c in other.claims if outcome in c.counts]
    if not mine or not theirs:
        return 0.0
    numbered = {(t.low, t.high) for t in mine if not t.is_vague} & {(t.low, t.high) for t in theirs if not t.is_vague}
    if numbered:
        return agree if max(low for low, _ in numbered) > 2 else agree * 0.75
    if any(_overlap(a.low, a.high, b.low, b.high) for a in mine for b in theirs):
        return 0.0
    return differ


def _overlap(low: int, high: int | None, other_low: int, other_high: int | None) -> bool:
    return (other_high is None or low <= other_high) and (high is None or other_low <= high)
