"""From scored pairs to happenings: the same events give the same groups, in whatever order they arrive."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from warehouse.scoring import ADDITION_DAYS, LINK, differ_in_place_alone, score_pair
from warehouse.told import Event

Block = tuple[str | None, str | None]


@dataclass(slots=True)
class Group:
    """Events of one happening, and the best score that ties each to another of them (None for a lone one)."""

    events: list[Event]
    ties: dict[str, float | None]


class Scores:
    """Scores of pairs, each computed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], float | None] = {}

    def __call__(self, one: Event, other: Event) -> float | None:
        """The pair's score, or None where the two are apart."""
        key = (one.event_id, other.event_id) if one.event_id < other.event_id else (other.event_id, one.event_id)
        if key not in self._known:
            self._known[key] = score_pair(one, other)
        return self._known[key]


def group_events(events: Iterable[Event]) -> list[Group]:
    """Group events into happenings.

    The best tie joins first; two groups join only if none of their events is apart from any of the other's. An event
    whose text was replaced joins what its article's newer text formed but never joins two groups.
    """
    scores = Scores()
    groups: list[Group] = []
    blocks: dict[Block, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda event: event.order):
        blocks[(event.country, event.governorate)].append(event)
    for block in blocks.values():
        groups.extend(_group_block(block, scores))
    return groups


def likely_pairs(events: list[Event], scores: Scores) -> Iterator[tuple[float, Event, Event]]:
    """Pairs of one block that score enough to be one happening."""
    by_day: dict[dt.date, list[Event]] = defaultdict(list)
    by_place: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.day is not None:
            by_day[event.day].append(event)
        for key in event.named_places:
            by_place[key].append(event)
    seen: set[tuple[str, str]] = set()
    for one, other in _near_in_time(by_day, by_place):
        pair = (one.event_id, other.event_id) if one.event_id < other.event_id else (other.event_id, one.event_id)
        if pair not in seen:
            seen.add(pair)
            score = scores(one, other)
            if score is not None and score >= LINK:
                yield score, one, other


def _near_in_time(
    by_day: dict[dt.date, list[Event]], by_place: dict[str, list[Event]]
) -> Iterator[tuple[Event, Event]]:
    for day, events in by_day.items():
        yield from combinations(events, 2)
        for other in by_day.get(day + dt.timedelta(days=1), ()):
            yield from ((one, other) for one in events)
    for events in by_place.values():
        for one, other in combinations(events, 2):
            if one.day is None or other.day is None or abs((one.day - other.day).days) <= ADDITION_DAYS:
                yield one, other


def _group_block(events: list[Event], scores: Scores) -> list[Group]:
    pairs = sorted(likely_pairs(events, scores), key=_best_first)
    ties: dict[str, float | None] = {event.event_id: None for event in events}
    home: dict[str, list[Event]] = {event.event_id: [event] for event in events}
    standing = [pair for pair in pairs if not (pair[1].is_passive or pair[2].is_passive)]
    replaced = [pair for pair in pairs if pair[1].is_passive or pair[2].is_passive]
    for score, one, other in (*standing, *replaced):
        mine, theirs = home[one.event_id], home[other.event_id]
        if mine is not theirs:
            if not _may_join(mine, theirs, scores, by_replaced=one.is_passive or other.is_passive):
                continue
            mine.extend(theirs)
            for event in theirs:
                home[event.event_id] = mine
        for event in (one, other):
            ties[event.event_id] = max(score, ties[event.event_id] or score)
    distinct = {id(group): group for group in home.values()}
    return [
        Group(sorted(group, key=lambda event: event.order), {e.event_id: ties[e.event_id] for e in group})
        for group in distinct.values()
    ]


def _best_first(pair: tuple[float, Event, Event]) -> tuple[object, ...]:
    score, one, other = pair
    return (-score, *sorted((one.order, other.order)))


def _may_join(mine: list[Event], theirs: list[Event], scores: Scores, *, by_replaced: bool) -> bool:
    if by_replaced and not (all(e.is_passive for e in mine) or all(e.is_passive for e in theirs)):
        return False
    return all(
        scores(one, other) is not None or _bridged(one, other, (*mine, *theirs)) for one in mine for other in theirs
    )


def _bridged(one: Event, other: Event, group: tuple[Event, ...]) -> bool:
    """Whether two places are one because an event of the group names both."""
    names_both = any(e.named_places & one.named_places and e.named_places & other.named_places for e in group)
    return names_both and differ_in_place_alone(one, other)
