"""What an incident is as a whole: when and where it was, who is blamed and with what, from the events that tell it."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from warehouse.told import Event


def standing(events: Sequence[Event]) -> list[Event]:
    """The events that speak for the incident: its news, else background mentions, else what was replaced since."""
    now = [e for e in events if not e.is_passive] or list(events)
    news = [e for e in now if not e.retold] or now
    return [e for e in news if not e.is_adding] or news


def when(events: Sequence[Event]) -> dict[str, Any]:
    """The day, of those stated the one that most sources tell, then the earliest; or the period of an undated one."""
    dated = [e for e in events if e.day is not None]
    stated = [e for e in dated if not e.is_assumed_day]
    if not dated:
        return {"event_date": None, "date_precision": events[0].date_precision, **_period(events[0])}
    day = _most_told(stated or dated, lambda e: e.day, lambda e: (e.day, e.order))
    precisions = [e.date_precision for e in stated or dated if e.day == day]
    precision = next((p for p in ("day", "night", "publication") if p in precisions), precisions[0])
    return {"event_date": day, "date_precision": precision, "period_start": None, "period_end": None}


def _period(event: Event) -> dict[str, Any]:
    """The period that an undated event states, else the month of its publication."""
    if event.period_start and event.period_end:
        return {"period_start": event.period_start, "period_end": event.period_end}
    first = event.known_at.date().replace(day=1)
    return {"period_start": first, "period_end": first.replace(day=calendar.monthrange(first.year, first.month)[1])}


def where(events: Sequence[Event]) -> dict[str, Any]:
    """The place that most sources tell among the most precise ones."""
    finest = min((e.place_precision or 9 for e in events if e.named_places), default=None)
    named = [e for e in events if e.named_places and (e.place_precision or 9) == finest]
    key = _most_told(named, lambda e: e.place_key, lambda e: e.order) if named else None
    event = min((e for e in named if e.place_key == key), key=lambda e: e.order) if named else events[0]
    decided = [e for e in events if e.governorate is not None]
    governorate = _most_told(decided, lambda e: e.governorate, lambda e: e.order) if decided else None
    is_there = event.governorate == governorate
    return {
        "country_code": event.country,
        "governorate_code": governorate,
        "place": event.place,
        "place_key": event.place_key,
        "places": list(event.places),
        "place_keys": list(event.place_keys),
        "place_precision": event.place_precision,
        "admin2_code": event.admin2 if is_there else None,
        "admin3_code": event.admin3 if is_there else None,
        "latitude": event.latitude,
        "longitude": event.longitude,
    }


def what(events: Sequence[Event]) -> dict[str, Any]:
    """Who is blamed and whether the sources blame different parties, the weapon, the target and the circumstance."""
    actors = sorted({actor for e in events for actor in e.actor} - {"unknown"})
    return {
        "kind": events[0].kind,
        "actor": actors or ["unknown"],
        "is_contested": is_contested(events),
        "weapon": _most_told_word([e for e in events if e.weapon not in ("unknown", "other")] or events),
        "target": next((e.target for e in sorted(events, key=lambda e: e.order) if e.target), None),
    }


def who_told(events: Sequence[Event], urls: Mapping[str, str | None]) -> dict[str, Any]:
    """The sources, outlets and addresses behind an incident, how many support what, and when its claims were known.

    Kept with the incident, since a reader's question about a year would else gather them from every claim there is.
    """
    claims = [claim for e in events for claim in e.claims]
    known = [claim.known_at for claim in claims] or [e.known_at for e in events]
    return {
        "sources": sorted({claim.source for claim in claims}),
        "outlets": sorted({e.outlet_id for e in events if e.outlet_id}),
        "urls": sorted({url for e in events if (url := urls.get(e.article_id))}),
        **support(events),
        "first_known_at": min(known),
        "last_known_at": max(known),
    }


def support(events: Sequence[Event]) -> dict[str, int | None]:
    """How many sources tell the happening as news, and how many of them name the party that most of them name.

    Two figures, for a strike that nobody doubts may be blamed by one side alone. A party that a rule supplied (barrel
    bombs) was named by nobody; attribution is None where no source names any.
    """
    news = [e for e in events if not e.is_passive and not e.retold] or standing(events)
    named = {(actor, source) for e in news if e.actor_basis == "stated" for actor in e.actor for source in _sources(e)}
    naming = Counter(actor for actor, _ in named if actor != "unknown")
    return {
        "event_support": len({source for e in news for source in _sources(e)}),
        "attribution_support": max(naming.values(), default=None),
    }


def circumstance(events: Sequence[Event]) -> str:
    """The circumstance that most sources tell; aside ones (remains, custody) never mix with others."""
    return str(_most_told(events, lambda e: e.circumstance, lambda e: e.order))


def is_contested(events: Sequence[Event]) -> bool:
    """Whether two sources blame parties that have nothing in common."""
    blamed = {(source, e.actor - {"unknown"}) for e in events for source in _sources(e) if e.actor - {"unknown"}}
    return any(a[0] != b[0] and not a[1] & b[1] for a in blamed for b in blamed)


def _sources(event: Event) -> set[str]:
    return {claim.source for claim in event.claims}


def _most_told_word(events: Sequence[Event]) -> str:
    return str(_most_told(events, lambda e: e.weapon, lambda e: e.order))


def _most_told(events: Sequence[Event], value: Callable[[Event], Hashable], tie: Callable[[Event], Any]) -> Any:
    """The value that most sources tell; between equals the one whose first event comes first by `tie`."""
    values = [value(e) for e in events]
    if all(one == values[0] for one in values):
        return values[0]
    sources: Counter[Hashable] = Counter()
    for told, _ in {(value(e), source) for e in events for source in _sources(e) or {e.event_id}}:
        sources[told] += 1
    most = max(sources.values())
    return value(min((e for e in events if sources[value(e)] == most), key=tie))
