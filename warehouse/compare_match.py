"""Which rows of another data set and which incidents of ours are one happening, by the project's own linking.

Each row of theirs stands once for each day that it may have been on. The best pair is one first, and each side enters
one pair; then what one side lumps together joins, if its numbers add up better with than without.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from warehouse.compare_rows import Theirs
from warehouse.scoring import place_score, score_pair
from warehouse.told import ADDING, Claim, Event, Told
from warehouse.weights import DEFAULT, Linking

NEAR_DAYS = 2
"""Days within which an unmatched row of the same place is named as perhaps the same happening."""
LUMP_SLACK = 0.1
"""By how much of its number a lump may differ from the sum of what it lumps."""

Row = Mapping[str, Any]
_LONG_AGO = dt.datetime(1970, 1, 1)  # noqa: DTZ001 the warehouse's instants are UTC without a zone


@dataclass(slots=True)
class Match:
    """Rows of theirs and incidents of ours that are one happening, with the best score among them."""

    theirs: list[str]
    ours: list[str]
    score: float


@dataclass(slots=True)
class Matching:
    """The matches, and for what is left on either side the other side's rows that are perhaps the same."""

    matches: list[Match] = field(default_factory=list)
    perhaps: dict[tuple[str, str], list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One row of either side as the matching sees it: an event for each of its days, and its killed."""

    key: tuple[str, str]
    events: tuple[Event, ...]
    killed: int

    @property
    def is_lump(self) -> bool:
        """Whether its place or day is so vague that it may hold several happenings."""
        return len(self.events) > 1 or self.events[0].where.is_vague or len(self.events[0].named_places) > 1


def cross_score(one: Event, other: Event, by: Linking) -> float | None:
    """The linking's score; where a name is not known and both have coordinates, these decide about the place."""
    if not (one.named_places and other.named_places) and _has_point(one) and _has_point(other):
        one, other = _named(one), _named(other)
    return score_pair(one, other, by)


def _has_point(event: Event) -> bool:
    return event.latitude is not None and (event.place_precision or 1) <= 2


def _named(event: Event) -> Event:
    """The event with a name of its own where it has none, so that its coordinates decide."""
    return event if event.named_places else replace(event, place_key=f"@{event.event_id}")


def match_rows(theirs: Sequence[Theirs], ours: Sequence[Row], by: Linking = DEFAULT) -> Matching:
    """Match the rows that have days with the incidents (rows of compare/incidents.sql) that have one."""
    sides = [_side_of_theirs(row) for row in theirs if row.days]
    sides += [_side_of_ours(row) for row in _within_reach(sides, ours)]
    best: dict[tuple[Side, Side], float] = {}
    for score, mine, his in _ties(sides, by):
        best[(mine, his)] = max(score, best.get((mine, his), score))
    ties = sorted(((score, *pair) for pair, score in best.items()), key=lambda t: (-t[0], t[1].key, t[2].key))
    groups = _pair_off(ties)
    _join_tied(ties, groups)
    _join_lumps(sides, groups, by)
    found = {id(group): group for group in groups.values()}.values()
    matching = Matching([Match(*group.ids(), group.score) for group in found])
    matching.perhaps = _perhaps([side for side in sides if side.key not in groups], by)
    return matching


def _within_reach(theirs: Iterable[Side], ours: Iterable[Row]) -> Iterator[Row]:
    """Our incidents that a row can meet: a day beside one of its own and not elsewhere, or later deaths."""
    reach: set[tuple[str | None, str | None, dt.date]] = set()
    everywhere: set[tuple[str | None, dt.date]] = set()
    for event in (event for side in theirs for event in side.events):
        assert event.day is not None
        days = [event.day + dt.timedelta(days=step) for step in (-1, 0, 1)]
        reach.update((event.country, event.governorate, day) for day in days)
        everywhere.update((event.country, day) for day in days if event.governorate is None)
    open_days = {(country, day) for country, _, day in reach}
    for row in ours:
        country, governorate, day = row["country_code"], row["governorate_code"], row["event_date"]
        near = (country, governorate, day) in reach or (country, day) in everywhere
        near = near or (governorate is None and (country, day) in open_days)
        if day is not None and (near or row["circumstance"] in ADDING):
            yield row


def _ties(sides: Iterable[Side], by: Linking) -> Iterator[tuple[float, Side, Side]]:
    """The pairs across that score enough, of one governorate, or of one that a side leaves open."""
    met: dict[tuple[str | None, dt.date], dict[str | None, list[tuple[Event, Side]]]] = defaultdict(dict)
    later: dict[tuple[str | None, dt.date], dict[str | None, list[tuple[Event, Side]]]] = defaultdict(dict)
    theirs: list[tuple[Event, Side]] = []
    for side in sides:
        for event in side.events:
            assert event.day is not None
            if side.key[0] == "theirs":
                theirs.append((event, side))
            else:
                days = later if event.is_adding else met
                days[(event.country, event.day)].setdefault(event.governorate, []).append((event, side))
    for event, side in theirs:
        assert event.day is not None
        reach = [(met, step) for step in (-1, 0, 1)] + [(later, step) for step in range(by.addition_days + 1)]
        for days, step in reach:
            there = days.get((event.country, event.day + dt.timedelta(days=step)), {})
            wanted = there.keys() if event.governorate is None else {event.governorate, None} & there.keys()
            for other, his in (pair for governorate in wanted for pair in there[governorate]):
                score = cross_score(event, other, by)
                if score is not None and score >= by.link:
                    yield score, side, his


@dataclass(slots=True)
class _Group:
    theirs: list[Side]
    ours: list[Side]
    score: float

    def ids(self) -> tuple[list[str], list[str]]:
        """The ids of both sides, in order."""
        return sorted(s.key[1] for s in self.theirs), sorted(s.key[1] for s in self.ours)


_Groups = dict[tuple[str, str], _Group]


def _pair_off(ties: Iterable[tuple[float, Side, Side]]) -> _Groups:
    """The best pair first, each row in one pair."""
    groups: _Groups = {}
    for score, mine, his in ties:
        if mine.key not in groups and his.key not in groups:
            groups[mine.key] = groups[his.key] = _Group([mine], [his], score)
    return groups


def _join_tied(ties: Iterable[tuple[float, Side, Side]], groups: _Groups) -> None:
    """A row left over joins the pair of one that it is tied to, if that one's number then fits better."""
    for _, mine, his in ties:
        for left, partner in ((mine, his), (his, mine)):
            group = groups.get(partner.key)
            if left.key in groups or group is None:
                continue
            many, one = (group.theirs, group.ours) if left.key[0] == "theirs" else (group.ours, group.theirs)
            told = sum(side.killed for side in many)
            if len(one) == 1 and left.killed and abs(told + left.killed - one[0].killed) < abs(told - one[0].killed):
                many.append(left)
                groups[left.key] = group


def _join_lumps(sides: Iterable[Side], groups: _Groups, by: Linking) -> None:
    """A vague row that is left over is what is left of the other side on its days, if that adds up to its number."""
    left: dict[tuple[str, str | None, str | None, dt.date | None], list[Side]] = defaultdict(list)
    rest = [side for side in sides if side.key not in groups]
    for side in rest:
        for event in side.events:
            left[(side.key[0], event.country, event.governorate, event.day)].append(side)
    for lump in sorted((side for side in rest if side.is_lump), key=lambda side: (-side.killed, side.key)):
        if lump.key in groups:
            continue
        other = "ours" if lump.key[0] == "theirs" else "theirs"
        parts = {
            part.key: part
            for event in lump.events
            for part in left[(other, event.country, event.governorate, event.day)]
            if part.key not in groups
            and part.killed
            and any(cross_score(event, e, by) is not None for e in part.events)
        }
        told = sum(part.killed for part in parts.values())
        if len(parts) > 1 and abs(told - lump.killed) <= max(1, lump.killed * LUMP_SLACK):
            many = list(parts.values())
            tied = [cross_score(event, theirs, by) for event in lump.events for part in many for theirs in part.events]
            score = max(one for one in tied if one is not None)
            group = _Group([lump], many, score) if other == "ours" else _Group(many, [lump], score)
            groups.update(dict.fromkeys([lump.key, *parts], group))


def _perhaps(rest: Sequence[Side], by: Linking) -> dict[tuple[str, str], list[str]]:
    """For each row left over, those of the other side at its place within two days."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    ours: dict[tuple[str | None, str | None, dt.date | None], list[Side]] = defaultdict(list)
    for side in rest:
        if side.key[0] == "ours":
            first = side.events[0]
            ours[(first.country, first.governorate, first.day)].append(side)
    for side in rest:
        if side.key[0] != "theirs" or side.events[0].where.is_vague:
            continue
        first, last = side.events[0], side.events[-1]
        assert first.day is not None
        assert last.day is not None
        for step in range(-NEAR_DAYS, (last.day - first.day).days + NEAR_DAYS + 1):
            for one in ours.get((first.country, first.governorate, first.day + dt.timedelta(days=step)), ()):
                fits = place_score(first.where, one.events[0].where, by)
                if fits is not None and fits > 0 and not one.events[0].where.is_vague:
                    found[side.key].append(one.key[1])
                    found[one.key].append(side.key[1])
    return dict(found)


def _side_of_theirs(row: Theirs) -> Side:
    key = ("theirs", row.row_id)
    told = [(row.killed.best, row.killed.best), (row.killed.low, row.killed.high)]
    return Side(
        key,
        tuple(
            _event(
                f"theirs/{row.line}/{number}",
                {
                    "country": row.country,
                    "governorate": row.governorate,
                    "day": day,
                    "place_key": row.place_keys[0] if row.place_keys else None,
                    "place_keys": row.place_keys[1:],
                    "place_precision": row.place_precision or 1,
                    "latitude": row.latitude,
                    "longitude": row.longitude,
                    "actor": row.actor or frozenset(["unknown"]),
                    "weapon": row.weapon,
                },
                told,
                row.injured,
            )
            for number, day in enumerate(row.days)
        ),
        row.killed.best,
    )


def _side_of_ours(row: Row) -> Side:
    told = []
    if row["killed_best"] is not None:
        told = [(row["killed_best"], row["killed_best"]), (row["killed_low"], row["killed_high"])]
        if row["killed_civilian"]:
            told.append((row["killed_civilian"], row["killed_civilian"]))
    event = _event(
        f"ours/{row['incident_id']}",
        {
            "country": row["country_code"],
            "governorate": row["governorate_code"],
            "day": row["event_date"],
            "date_precision": row["date_precision"],
            "date_basis": "assumed" if row["date_precision"] == "publication" else "stated",
            "place_key": row["place_key"],
            "place_keys": tuple(row["place_keys"] or ()),
            "place_precision": row["place_precision"],
            "admin2": row["admin2_code"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
            "actor": frozenset(row["actor"] or ["unknown"]),
            "weapon": row["weapon"] or "unknown",
            "target": row["target"],
            "circumstance": row["circumstance"],
        },
        told,
        row["injured_best"],
    )
    return Side(("ours", row["incident_id"]), (event,), row["killed_best"] or 0)


def _event(name: str, told: dict[str, Any], killed: Iterable[tuple[int, int | None]], injured: int | None) -> Event:
    """A row as an event of a text of its own, one claim for each way in which its killed can be told."""
    fields = {
        "date_precision": "day", "date_basis": "stated", "target": None, "circumstance": "struck", "admin2": None,
    } | told  # fmt: skip
    return Event(
        event_id=name, version_id=name, article_id=name, story_id=name, outlet_id=None, known_at=_LONG_AGO,
        replaced_at=None, scope="incident", period_start=None, period_end=None, place=None, places=(), place_id=None,
        admin3=None, retold=False, is_only_whole=True, groups=frozenset(), claims=_claims(tuple(killed), injured),
        **fields,
    )  # fmt: skip


@lru_cache(maxsize=100_000)
def _claims(killed: tuple[tuple[int, int | None], ...], injured: int | None) -> tuple[Claim, ...]:
    """A claim for each way of telling the killed; scores look at nothing but its counts, so rows share them."""
    ways: list[tuple[int, int | None] | None] = [*dict.fromkeys(killed)] or [None]
    return tuple(_claim(number, way, injured) for number, way in enumerate(ways))


def _claim(number: int, killed: tuple[int, int | None] | None, injured: int | None) -> Claim:
    counts = {} if killed is None else {"killed": Told(*killed, "exact" if killed[0] == killed[1] else "range")}
    if injured is not None:
        counts["injured"] = Told(injured, injured, "exact")
    return Claim(
        claim_id="", event_id="", ordinal=number, article_id="", source="", kind="other", source_side=None,
        victim_side=None, counts=counts, civilian=None, presumed_civilian=0, combatant=None, women=None,
        children=None, is_group_only=False, is_enemy_loss=False, is_correction=False, circumstance="struck",
        event_day="", retold=False, known_at=_LONG_AGO, replaced_at=None,
    )  # fmt: skip
