"""From scored pairs to happenings: the same events give the same groups, in whatever order they arrive."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from warehouse.decisions import Decisions, Pair, pair_of
from warehouse.echoes import Echo, find_echoes
from warehouse.scoring import (
    are_days_apart,
    belongs_to_text,
    differ_in_place_alone,
    may_be_retold,
    place_score,
    score_pair,
)
from warehouse.told import Event, Place
from warehouse.weights import DEFAULT, Linking

Block = tuple[str | None, str | None]

DECIDED = 100.0
"""The score of a pair that an analyst merged; no evidence comes near it."""


@dataclass(slots=True)
class Group:
    """Events of one happening, and the best score that ties each to another of them (None for a lone one)."""

    events: list[Event]
    ties: dict[str, float | None]


class Scores:
    """Scores of pairs, each computed once; an analyst's decision stands above them."""

    def __init__(self, decisions: Decisions, by: Linking = DEFAULT) -> None:
        self.decisions = decisions
        self.by = by
        self._known: dict[Pair, float | None] = {}

    def __call__(self, one: Event, other: Event) -> float | None:
        """The pair's score, or None where the two are apart."""
        pair = pair_of(one.event_id, other.event_id)
        if pair not in self._known:
            self._known[pair] = self._score(pair, one, other)
        return self._known[pair]

    def find_echoes(self, events: Iterable[Event]) -> dict[str, Echo]:
        """Mentions of one thing beyond the first ones of a likeness: they go where these go."""
        return find_echoes(events, self, self.by.link, self.decisions.events)

    def _score(self, pair: Pair, one: Event, other: Event) -> float | None:
        if pair in self.decisions.parted:
            return None
        return DECIDED if pair in self.decisions.merged else score_pair(one, other, self.by)


Tie = tuple[float, Event, Event]
"""Two events that score enough to be one happening."""


def group_events(
    events: Iterable[Event], scores: Scores | None = None, ties: Iterable[Tie] | None = None
) -> list[Group]:
    """Group events into happenings, by the ties among them (all of them, if none are given).

    The best tie joins first; two groups join only if none of their events is apart from any of the other's. An event
    whose text was replaced joins what its article's newer text formed but never joins two groups. What an analyst
    merged or parted (`scores.decisions`) is so.
    """
    scores = scores or Scores(Decisions())
    ordered = sorted(events, key=lambda event: event.order)
    echoes = scores.find_echoes(ordered)
    among = likely_pairs(ordered, scores) if ties is None else ties
    pairs = sorted((tie for tie in among if not {tie[1].event_id, tie[2].event_id} & echoes.keys()), key=_best_first)
    best: dict[str, float | None] = {event.event_id: None for event in ordered}
    home: dict[str, list[Event]] = {event.event_id: [event] for event in ordered}
    standing = [pair for pair in pairs if not (pair[1].is_passive or pair[2].is_passive)]
    replaced = [pair for pair in pairs if pair[1].is_passive or pair[2].is_passive]
    for score, one, other in (*standing, *replaced):
        if home[one.event_id] is not home[other.event_id] and not _join(one, other, home, scores):
            continue
        for event in (one, other):
            best[event.event_id] = max(score, best[event.event_id] or score)
    for score, lead, echo in echoes.values():
        home[lead.event_id].append(echo)
        home[echo.event_id] = home[lead.event_id]
        best[echo.event_id] = score
    groups = {id(group): group for group in home.values()}.values()
    return [Group(sorted(g, key=lambda e: e.order), {e.event_id: best[e.event_id] for e in g}) for g in groups]


def likely_pairs(events: Iterable[Event], scores: Scores, among: Collection[str] | None = None) -> Iterator[Tie]:
    """Pairs that score enough to be one happening, and those that an analyst merged.

    With `among` only pairs of which one event has such an id. An echo has one pair, with its lead.
    """
    told = list(events)
    chosen = frozenset(event.event_id for event in told) if among is None else frozenset(among)
    echoes = scores.find_echoes(told)
    yield from (tie for tie in echoes.values() if tie[1].event_id in chosen or tie[2].event_id in chosen)
    told = [event for event in told if event.event_id not in echoes]
    seen: set[Pair] = set()
    for one, other in (*_decided(told, scores.decisions), *_near_in_time(told, chosen, scores.by), *_of_one_text(told)):
        if one.event_id not in chosen and other.event_id not in chosen:
            continue
        pair = pair_of(one.event_id, other.event_id)
        if pair not in seen:
            seen.add(pair)
            score = scores(one, other)
            if score is not None and score >= scores.by.link:
                yield score, one, other


class _Bucket:
    """Events of one kind of sameness: those whose ties are wanted, and the rest."""

    __slots__ = ("chosen", "rest")

    def __init__(self) -> None:
        self.chosen: list[Event] = []
        self.rest: list[Event] = []

    def add(self, event: Event, chosen: Collection[str]) -> None:
        """Put an event where it belongs."""
        (self.chosen if event.event_id in chosen else self.rest).append(event)

    def within(self) -> Iterator[tuple[Event, Event]]:
        """Pairs of the bucket with a chosen one."""
        yield from combinations(self.chosen, 2)
        yield from product(self.chosen, self.rest)

    def across(self, other: _Bucket) -> Iterator[tuple[Event, Event]]:
        """Pairs of this bucket and another with a chosen one."""
        yield from product(self.chosen, other.chosen)
        yield from product(self.chosen, other.rest)
        yield from product(self.rest, other.chosen)


def _decided(events: list[Event], decisions: Decisions) -> Iterator[tuple[Event, Event]]:
    if decisions.merged:
        by_id = {event.event_id: event for event in events}
        for one, other in sorted(decisions.merged):
            if one in by_id and other in by_id:
                yield by_id[one], by_id[other]


def _near_in_time(events: list[Event], chosen: Collection[str], by: Linking) -> Iterator[tuple[Event, Event]]:
    """Pairs of one governorate on one day or two in a row whose places fit, or of one place within some weeks."""
    by_day: dict[tuple[Block, dt.date], dict[Place, _Bucket]] = defaultdict(lambda: defaultdict(_Bucket))
    for event in events:
        if event.day is not None:
            by_day[((event.country, event.governorate), event.day)][event.where].add(event, chosen)
    for (block, day), places in by_day.items():
        for together in places.values():
            yield from together.within()
        following = by_day.get((block, day + dt.timedelta(days=1)), {})
        for (mine, ones), (theirs, others) in (
            *combinations(places.items(), 2),
            *product(places.items(), following.items()),
        ):
            if (ones.chosen or others.chosen) and place_score(mine, theirs, by) is not None:
                yield from ones.across(others)
    yield from _at_one_place(events, chosen, by)
    yield from _of_open_governorate(events)


def _of_one_text(events: list[Event]) -> Iterator[tuple[Event, Event]]:
    """Later deaths without a place of their own, and what else their text tells of."""
    by_text: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_text[event.version_id].append(event)
    for told in by_text.values():
        yield from (pair for pair in combinations(told, 2) if belongs_to_text(*pair))


def _of_open_governorate(events: list[Event]) -> Iterator[tuple[Event, Event]]:
    """Pairs of one name and nearly one day of which one text leaves the governorate open."""
    by_name: dict[tuple[str | None, dt.date, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.day is not None and event.governorate is not None:
            for name in event.named_places:
                by_name[(event.country, event.day, name)].append(event)
    for one in events:
        if one.governorate is None and one.day is not None:
            days = [one.day + dt.timedelta(days=step) for step in (-1, 0, 1)]
            for day, name in product(days, sorted(one.named_places)):
                yield from ((one, other) for other in by_name.get((one.country, day, name), ()))


def _at_one_place(events: list[Event], chosen: Collection[str], by: Linking) -> Iterator[tuple[Event, Event]]:
    """Pairs that name one place, where a later death, a missing day or a reprint may bridge more than a day."""
    by_place: dict[tuple[Block, str], _Bucket] = defaultdict(_Bucket)
    for event in events:
        for key in event.named_places:
            by_place[((event.country, event.governorate), key)].add(event, chosen)
    for together in by_place.values():
        for one, other in together.within():
            if _may_bridge(one, other, by):
                yield one, other


def _may_bridge(one: Event, other: Event, by: Linking) -> bool:
    if one.day is None or other.day is None:
        return may_be_retold(one, other, by)
    if one.story_id == other.story_id and are_days_apart(one, other, by.reprint_days):
        return True
    return (one.is_adding or other.is_adding) and are_days_apart(one, other, by.addition_days)


def _best_first(pair: Tie) -> tuple[object, ...]:
    score, one, other = pair
    return (-score, *sorted((one.order, other.order)))


def _join(one: Event, other: Event, home: dict[str, list[Event]], scores: Scores) -> bool:
    """Join the groups of two tied events, if nothing in them is apart; says whether they are one now."""
    mine, theirs = home[one.event_id], home[other.event_id]
    decided = pair_of(one.event_id, other.event_id) in scores.decisions.merged
    if not decided and not _may_join(mine, theirs, scores, by_replaced=one.is_passive or other.is_passive):
        return False
    mine.extend(theirs)
    for event in theirs:
        home[event.event_id] = mine
    return True


def _may_join(mine: list[Event], theirs: list[Event], scores: Scores, *, by_replaced: bool) -> bool:
    if by_replaced and not (all(e.is_passive for e in mine) or all(e.is_passive for e in theirs)):
        return False
    group = (*mine, *theirs)
    decided = _merged_within(group, scores.decisions)
    return all(
        scores(one, other) is not None or _is_one_by_others(one, other, group, decided, scores)
        for one in mine
        for other in theirs
    )


def _is_one_by_others(
    one: Event, other: Event, group: tuple[Event, ...], decided: list[tuple[Event, Event]], scores: Scores
) -> bool:
    """Whether two events that are apart are one by others of their group; never where an analyst parted them."""
    return pair_of(one.event_id, other.event_id) not in scores.decisions.parted and (
        _is_decided(one, other, decided, scores)
        or _is_bridged(one, other, group, scores)
        or _is_of_text(one, other, group, scores)
    )


def _merged_within(group: Collection[Event], decisions: Decisions) -> list[tuple[Event, Event]]:
    """The pairs of a group that an analyst merged."""
    if not decisions.merged:
        return []
    return [pair for pair in combinations(group, 2) if pair_of(*(e.event_id for e in pair)) in decisions.merged]


def _is_decided(one: Event, other: Event, decided: list[tuple[Event, Event]], scores: Scores) -> bool:
    """Whether two events that are apart are one because an analyst merged two that they fit."""

    def fits(event: Event, third: Event) -> bool:
        return event is third or scores(event, third) is not None

    return any(
        (fits(one, first) and fits(other, second)) or (fits(one, second) and fits(other, first))
        for first, second in decided
    )


def _is_bridged(one: Event, other: Event, group: tuple[Event, ...], scores: Scores) -> bool:
    """Whether two places are one because an event of the group names both."""
    names_both = any(
        len(e.named_places) > 1 and e.named_places & one.named_places and e.named_places & other.named_places
        for e in group
    )
    return names_both and differ_in_place_alone(one, other, scores.by)


def _is_of_text(one: Event, other: Event, group: tuple[Event, ...], scores: Scores) -> bool:
    """Whether either is later deaths without a place, and what their text tells of fits the other."""
    return any(
        (belongs_to_text(third, one) and scores(third, other) is not None)
        or (belongs_to_text(third, other) and scores(third, one) is not None)
        for third in group
    )
