"""How well two events fit one happening: place and day decide, the rest only raises or lowers.

Rival sides blame each other, a toll goes from 6 to 40 and one desk's rocket is another's shell: none of that separates.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

from warehouse.place_names import share_place
from warehouse.told import ASIDE, Event, Place, Told
from warehouse.weights import Linking

Days = tuple[dt.date, dt.date]

UNTIED = -10.0
"""Days that neither contradict nor connect."""
_EARTH_KM = 6371.0
_UNTOLD = ("unknown", "other")
"""Weapons that say nothing."""


def score_pair(one: Event, other: Event, by: Linking) -> float | None:
    """The score of two events, or None where governorate, place, day or article keep them apart."""
    if _are_two_things(one, other):
        return None
    place = _place_of_pair(one, other, by)
    day = day_score(one, other, by)
    if place is None or day is None:
        return None
    return round(place + day + _evidence(one, other, by), 2)


def _place_of_pair(one: Event, other: Event, by: Linking) -> float | None:
    """How well their places fit; deaths without a place, in a text that tells of one happening, are of that one."""
    return by.same_place if belongs_to_text(one, other) else place_score(one.where, other.where, by)


def belongs_to_text(one: Event, other: Event) -> bool:
    """Whether one event is later deaths without a place of their own, and the other all that their text tells of."""
    if one.version_id != other.version_id or one.is_adding == other.is_adding:
        return False
    addition, whole = (one, other) if one.is_adding else (other, one)
    return addition.where.is_vague and whole.is_only_whole and not whole.retold


def differ_in_place_alone(one: Event, other: Event, by: Linking) -> bool:
    """Whether nothing but the place keeps two events apart: the two ends of a road, if a third event names both."""
    return (
        not _are_two_things(one, other)
        and place_score(one.where, other.where, by) is None
        and day_score(one, other, by) is not None
    )


def _are_two_things(one: Event, other: Event) -> bool:
    if (one.kind, one.country) != (other.kind, other.country) and not belongs_to_text(one, other):
        return True
    if one.governorate and other.governorate and one.governorate != other.governorate:
        return True
    if told_apart(one, other):
        return True
    return one.circumstance != other.circumstance and (one.circumstance in ASIDE or other.circumstance in ASIDE)


def told_apart(one: Event, other: Event) -> bool:
    """Whether one text tells both as two happenings of its own.

    Not so for a background mention, later deaths, the missing of a place whose dead it tells, and what each side of one
    battle lost.
    """
    if one.version_id != other.version_id:
        return False
    if one.retold or other.retold or one.is_adding or other.is_adding:
        return False
    if not (one.named_places & other.named_places and one.day == other.day):
        return True
    return not (one.is_missing_alone != other.is_missing_alone or one.is_enemy_loss != other.is_enemy_loss)


@lru_cache(maxsize=100_000)
def place_score(one: Place, other: Place, by: Linking) -> float | None:
    """How well two places fit; None if they are two places.

    Where one text leaves the governorate open, the same name is only a hint: several governorates may have it.
    """
    if one.governorate != other.governorate:
        undecided = one.governorate is None or other.governorate is None
        return by.near_place if undecided and one.names & other.names else None
    if one.kind == "multi_place":
        shared = len(one.names & other.names)
        return by.same_place if shared * 2 >= max(len(one.names), len(other.names)) else None
    if share_place(one.names, one.place_id, other.names, other.place_id):
        return by.same_place
    if one.is_vague or other.is_vague:
        return _region_score(one, other, by)
    distance = _distance_km(one, other)
    if distance is None:
        return None
    reach = by.vague_km if 2 in (one.precision, other.precision) else by.near_km
    return by.near_place if distance <= reach else None


def _region_score(one: Place, other: Place, by: Linking) -> float | None:
    """Two places of which at least one is only a region of the governorate."""
    if one.governorate is None:
        return None
    if one.admin2 and other.admin2:
        return by.in_region if one.admin2 == other.admin2 else None
    return by.no_place


def _distance_km(one: Place, other: Place) -> float | None:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    latitudes = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude) * math.cos(sum(latitudes) / 2)
    return _EARTH_KM * math.hypot(latitudes[1] - latitudes[0], across)


def day_range(event: Event) -> Days | None:
    """The first and last day on which the event may have happened; None where the text gives none."""
    if event.day is None:
        return (event.period_start, event.period_end) if event.period_start and event.period_end else None
    before = event.day - dt.timedelta(days=1)
    if event.is_assumed_day:
        return before, event.day
    if event.date_precision == "night":
        return event.day, event.day + dt.timedelta(days=1)
    return event.day, event.day


def day_score(one: Event, other: Event, by: Linking) -> float | None:
    """How well the days fit; None if they are two days."""
    if belongs_to_text(one, other):
        return by.likely_day
    if one.day is None or other.day is None:
        return _undated_score(one, other, by)
    if one.is_adding and other.is_adding and one.circumstance != other.circumstance:
        return UNTIED
    if one.is_adding != other.is_adding:
        return _addition_score(*((one, other) if one.is_adding else (other, one)), by)
    if one.day == other.day:
        return by.likely_day if one.is_assumed_day or other.is_assumed_day else by.same_day
    if _meet(day_range(one), day_range(other)):
        return by.day_before if one.is_assumed_day or other.is_assumed_day else by.night_before
    if one.is_adding:
        return UNTIED
    return by.day_before if _reprinted(one, other) or _misdated(one, other, by) else None


def _meet(mine: Days | None, theirs: Days | None) -> bool:
    """Whether both are told and have a day in common."""
    return mine is not None and theirs is not None and mine[0] <= theirs[1] and theirs[0] <= mine[1]


def _reprinted(one: Event, other: Event) -> bool:
    """One text printed again on a later day, whose «today» then is the wrong one."""
    return one.story_id == other.story_id and one.article_id != other.article_id and _counts(one) == _counts(other)


def are_days_apart(one: Event, other: Event, most: int) -> bool:
    """Whether both events have a day, and no more than so many lie between the two."""
    return one.day is not None and other.day is not None and abs((one.day - other.day).days) <= most


def _misdated(one: Event, other: Event, by: Linking) -> bool:
    """One of two texts has the day wrong by one: so many are not killed and injured alike on two days by chance.

    Days apart are the codebook's rule and this its one exception, so that here whatever the two say otherwise speaks
    against it: a vague place, another weapon, party, target or group of victims.
    """
    assert one.day is not None
    assert other.day is not None
    if abs((one.day - other.day).days) != 1 or not one.named_places & other.named_places:
        return False
    if one.where.is_vague or other.where.is_vague or _tell_otherwise(one, other):
        return False
    mine, theirs = _counts(one), _counts(other)
    told = [mine[outcome][0] for outcome in ("killed", "injured") if outcome in mine]
    same = all(mine.get(outcome) == theirs.get(outcome) for outcome in ("killed", "injured"))
    exact = all(low == high for low, high in mine.values())
    return same and exact and len(told) == 2 and sum(told) >= by.wrong_day_people


def _tell_otherwise(one: Event, other: Event) -> bool:
    """Whether two events name different weapons, parties, targets or victims."""
    if one.weapon != other.weapon and one.weapon not in _UNTOLD and other.weapon not in _UNTOLD:
        return True
    if one.target and other.target and one.target != other.target:
        return True
    blamed = one.actor - {"unknown"}, other.actor - {"unknown"}
    return any(mine and theirs and not mine & theirs for mine, theirs in (blamed, (one.groups, other.groups)))


def _counts(event: Event) -> dict[str, tuple[int, int | None]]:
    return {o: (told.low, told.high) for o, told in event.claims[0].counts.items()} if event.claims else {}


def _undated_score(one: Event, other: Event, by: Linking) -> float:
    return by.likely_day if may_be_retold(one, other, by) else UNTIED


def may_be_retold(one: Event, other: Event, by: Linking) -> bool:
    """Whether two events, of which one has no day, may be one: only the same toll, told again, joins.

    Periods that both tell must meet; where neither is background, both are news of the same weeks.
    """
    is_retold = one.retold or other.retold
    mine, theirs = day_range(one), day_range(other)
    if not (is_retold or one.day == other.day) or (mine and theirs and not _meet(mine, theirs)):
        return False
    within = by.retold_days if is_retold else by.undated_days
    near = abs(one.known_at - other.known_at) <= dt.timedelta(days=within)
    return near and bool(one.killed_numbers & other.killed_numbers)


def _addition_score(addition: Event, whole: Event, by: Linking) -> float | None:
    """A later death fits a named place's happening of the last weeks, the nearer in time the better.

    Who died before the day that a text of the happening gives, or leaves to be assumed, may have died of it all the
    same where others tell it of the day before: that ties nothing, and parts nothing.
    """
    assert addition.day is not None
    assert whole.day is not None
    earliest, _ = day_range(whole) or (whole.day, whole.day)
    days = (addition.day - whole.day).days
    if (addition.day - earliest).days < -1 or days > by.addition_days:
        return None
    return UNTIED if addition.where.is_vague or days < 0 else by.likely_day - days / by.addition_days


def _evidence(one: Event, other: Event, by: Linking) -> float:
    """What speaks for or against beyond place and day; with the default weights never below -2.9."""
    score = 0.0
    if one.is_adding == other.is_adding:
        score += _count_evidence(one, other, "killed", (by.killed_agree, by.killed_near, by.killed_differ))
        score += _count_evidence(one, other, "injured", (by.injured_agree, by.injured_near, by.injured_differ))
    if one.weapon not in _UNTOLD and other.weapon not in _UNTOLD:
        score += by.weapon_agree if one.weapon == other.weapon else by.weapon_differ
    if "unknown" not in one.actor and "unknown" not in other.actor:
        score += by.actor_agree if one.actor & other.actor else by.actor_differ
    if one.groups and other.groups:
        score += by.group_agree if one.groups & other.groups else by.group_differ
    if one.target and other.target:
        score += by.target_agree if one.target == other.target else by.target_differ
    if one.story_id == other.story_id and one.article_id != other.article_id:
        score += by.same_story
    return score


def _count_evidence(one: Event, other: Event, outcome: str, points: tuple[float, float, float]) -> float:
    """Points for the same number (a little less for one or two people), for a floor near a number, or for neither."""
    agree, near, differ = points
    mine, theirs = one.told.get(outcome), other.told.get(outcome)
    if mine is None or theirs is None:
        return 0.0
    numbered = one.numbered[outcome] & other.numbered[outcome]
    if numbered:
        return agree if max(low for low, _ in numbered) > 2 else agree * 0.75
    if any(_is_near(a, b) or _is_near(b, a) for a in mine for b in theirs):
        return near
    if any(_overlap(a.low, a.high, b.low, b.high) for a in mine for b in theirs):
        return 0.0
    return differ


def _is_near(floor: Told, told: Told) -> bool:
    """Whether «more than 100» and 112 are one toll: an open floor of ten or more, and a number less than half above."""
    if floor.high is not None or floor.is_vague or told.high is None or floor.low < 10:
        return False
    return floor.low <= told.low <= floor.low * 1.5


def _overlap(low: int, high: int | None, other_low: int, other_high: int | None) -> bool:
    return (other_high is None or low <= other_high) and (high is None or other_low <= high)
