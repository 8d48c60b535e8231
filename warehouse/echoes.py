"""One happening told in hundreds of texts alike: beyond the first ones they go where these go, and are not compared.

Comparing and joining go pair by pair, which no incident of ordinary size notices. A famous day is told by every outlet,
and as background for a year: each run would compare all that was ever said of it with itself, a hundred million pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from warehouse.told import Event

CROWD = 20
"""Events alike that are compared with everything, the first ones; those beyond go where the first goes."""

Echo = tuple[float, Event, Event]
"""The score that ties an echo to its lead, the lead, and the echo."""

Score = Callable[[Event, Event], float | None]


def find_echoes(events: Iterable[Event], score: Score, link: float, decided: frozenset[str]) -> dict[str, Echo]:
    """The events beyond the first `CROWD` of their likeness that tie with the first of them, by their ids.

    Alike is what no score tells apart but by story, text and instant; where these may speak, as one text or story tells
    other things besides, there is no echo. Neither is what an analyst `decided` on one, nor what is tied to less than
    `link`: that begins a likeness of its own.
    """
    told = list(events)
    echoes: dict[str, Echo] = {}
    for crowd in _crowds(told, decided):
        echoes |= _beyond_first(sorted(crowd, key=lambda event: event.order), score, link)
    return echoes


def likeness(event: Event) -> Hashable:
    """All that an event is scored by, but its story, text and instant."""
    counts = frozenset((outcome, frozenset(told)) for outcome, told in event.told.items())
    period = (event.period_start, event.period_end) if event.day is None else None
    when = (event.day, period, event.date_precision, event.is_assumed_day, event.retold)
    what = (event.weapon, event.target, event.actor, event.groups, event.circumstance)
    return event.country, event.where, when, what, counts, event.is_enemy_loss, event.is_passive


def _crowds(events: list[Event], decided: frozenset[str]) -> Iterator[list[Event]]:
    """The events of one likeness that may have echoes; those of one place and day are counted first, which is cheap."""
    together: dict[Hashable, list[Event]] = defaultdict(list)
    for event in events:
        if (event.day is not None or event.named_places) and not event.is_adding:
            together[(event.where, event.day)].append(event)
    crowded = [crowd for crowd in together.values() if len(crowd) > CROWD]
    if not crowded:
        return
    texts = Counter(event.version_id for event in events)
    stories = _days_of_stories(events)
    for crowd in crowded:
        alike: dict[Hashable, list[Event]] = defaultdict(list)
        for event in crowd:
            is_alone = event.retold or (texts[event.version_id] == 1 and len(stories[event.story_id]) == 1)
            if is_alone and event.event_id not in decided:
                alike[likeness(event)].append(event)
        yield from (found for found in alike.values() if len(found) > CROWD)


def _days_of_stories(events: Iterable[Event]) -> dict[str, set[Hashable]]:
    """The places and days that each story tells of."""
    told: dict[str, set[Hashable]] = defaultdict(set)
    for event in events:
        told[event.story_id].add((event.where, event.day))
    return told


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
