"""Background mentions in their hundreds: one strike, told again every day for a year, is one thing to compare.

Comparing and joining go pair by pair, which no incident of ordinary size notices. A famous day is told as background by
dozens of outlets a day: after a year each run would compare a hundred million pairs of mentions that are all alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from warehouse.told import Event

CROWD = 20
"""Mentions alike that are compared with everything, the first ones; those beyond go where the first goes."""

Echo = tuple[float, Event, Event]
"""The score that ties an echo to its lead, the lead, and the echo."""

Score = Callable[[Event, Event], float | None]


def find_echoes(events: Iterable[Event], score: Score, link: float, decided: frozenset[str]) -> dict[str, Echo]:
    """The mentions beyond the first `CROWD` of their likeness that tie with the first of them, by their ids.

    Alike is what no score tells apart but by story and instant. Neither what an analyst `decided` on is one, nor what
    is tied to less than `link`: that begins a likeness of its own.
    """
    alike: dict[Hashable, list[Event]] = defaultdict(list)
    for event in events:
        is_somewhere = event.day is not None or event.named_places
        if event.retold and is_somewhere and not event.is_adding and event.event_id not in decided:
            alike[likeness(event)].append(event)
    echoes: dict[str, Echo] = {}
    for crowd in alike.values():
        if len(crowd) > CROWD:
            echoes |= _beyond_first(sorted(crowd, key=lambda event: event.order), score, link)
    return echoes


def likeness(event: Event) -> Hashable:
    """All that an event is scored by, but its story, text and instant."""
    counts = frozenset((outcome, frozenset(told)) for outcome, told in event.told.items())
    when = (event.day, event.date_precision, event.is_assumed_day)
    what = (event.weapon, event.target, event.actor, event.groups, event.circumstance)
    return event.country, event.where, when, what, counts, event.is_enemy_loss, event.is_passive


def _beyond_first(crowd: list[Event], score: Score, link: float) -> dict[str, Echo]:
    echoes: dict[str, Echo] = {}
    lead, compared = crowd[0], 1
    for event in crowd[1:]:
        tie = score(lead, event)
        if tie is None or tie < link:
            lead, compared = event, 1
        elif compared < CROWD:
            compared += 1
        else:
            echoes[event.event_id] = (tie, lead, event)
    return echoes
