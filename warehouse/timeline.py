"""How an incident came to be known: its figures from one instant to the next."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from warehouse import summary
from warehouse.cluster import Group
from warehouse.figures import Figures, figures_at
from warehouse.told import OUTCOMES, Event
from warehouse.tolls import FOREVER

Rows = list[dict[str, Any]]


def toll_rows(incident_id: str, group: Group) -> Rows:
    """The incident's figures from one instant of knowledge to the next; steps that say the same are one."""
    coming, going = _by_instant(group.events)
    instants = sorted(coming.keys() | going.keys())
    known = _Known()
    rows: Rows = []
    for instant, until in zip(instants, [*instants[1:], FOREVER], strict=True):
        known.pass_on(coming.get(instant, []), going.get(instant, []))
        row = known.figures(instant)
        if row is None:
            continue
        if rows and rows[-1]["known_until"] == instant and _same_figures(rows[-1], row):
            rows[-1]["known_until"] = until
        else:
            rows.append({"incident_id": incident_id, "known_from": instant, "known_until": until, **row})
    return rows


Instants = Mapping[dt.datetime, list[Event]]


def _by_instant(events: Iterable[Event]) -> tuple[Instants, Instants]:
    """The events by the instant at which they became known, and by that at which a newer text replaced them."""
    coming: dict[dt.datetime, list[Event]] = defaultdict(list)
    going: dict[dt.datetime, list[Event]] = defaultdict(list)
    for event in events:
        if event.replaced_at is None or event.known_at < event.replaced_at:
            coming[event.known_at].append(event)
            if event.replaced_at is not None:
                going[event.replaced_at].append(event)
    return coming, going


class _Known:
    """The events known at an instant, and the figures that they come to.

    The figures are put together anew only where what came or went can change them: a background mention of what news
    tell adds to the counts of claims, articles and sources alone. A famous day has thousands of those.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._claims = 0
        self._articles: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._voices: Counter[Hashable] = Counter()
        self._has_news = False
        self._row: dict[str, Any] | None = None

    def pass_on(self, coming: Sequence[Event], going: Sequence[Event]) -> None:
        """Take in what became known and leave out what was replaced, by the end of which figures may be others."""
        if going or not all(self._changes_nothing(event) for event in coming):
            self._row = None
        for event in coming:
            self._count(event, 1)
        for event in going:
            self._count(event, -1)
        gone = {event.event_id for event in going}
        self._events = [e for e in self._events if e.event_id not in gone] if gone else self._events
        self._events += coming
        if self._row is None:
            self._has_news = any(not (e.retold or e.is_passive) for e in self._events)

    def _changes_nothing(self, event: Event) -> bool:
        """Whether the incident says what it said before: news are told, or this mention says what others do."""
        return event.retold and (self._has_news or _voice(event) in self._voices)

    def _count(self, event: Event, by: int) -> None:
        for claim in event.claims:
            self._claims += by
            _add(self._articles, claim.article_id, by)
            _add(self._sources, claim.source, by)
        _add(self._voices, _voice(event), by)

    def figures(self, instant: dt.datetime) -> dict[str, Any] | None:
        """The row of this instant without its bounds; None where nothing is known."""
        if not self._events:
            return None
        if self._row is None:
            claims = [claim for event in self._events for claim in event.claims]
            self._row = row_of(self._events, figures_at(claims, instant))
        return self._row | {
            "claim_count": self._claims,
            "article_count": len(self._articles),
            "source_count": len(self._sources),
        }


def _add(counts: Counter[Any], key: Hashable, by: int) -> None:
    counts[key] += by
    if not counts[key]:
        del counts[key]


def _voice(event: Event) -> Hashable:
    """What a summary takes from an event, and who tells it: of events with one voice a summary needs only the first."""
    day = (event.day, event.is_assumed_day, event.date_precision, event.period_start, event.period_end)
    place = (event.place, event.place_key, event.places, event.place_keys, event.place_precision)
    region = (event.country, event.governorate, event.admin2, event.admin3, event.latitude, event.longitude)
    return day, place, region, event.circumstance, event.is_passive, frozenset(c.source for c in event.claims)


def _same_figures(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    return all(earlier[name] == value for name, value in later.items())


def row_of(known: Sequence[Event], figures: Figures) -> dict[str, Any]:
    """A row of core.incident_toll of these events and figures, without instants and counts of claims."""
    spoken = summary.standing(known)
    place = summary.where(spoken)
    row: dict[str, Any] = {
        "is_counted": figures.is_counted,
        "is_vague": figures.is_vague,
        "kind": spoken[0].kind,
        "circumstance": summary.circumstance(spoken),
        "country_code": place["country_code"],
        "governorate_code": place["governorate_code"],
        "place_keys": sorted({key for key in (place["place_key"], *place["place_keys"]) if key}),
        **summary.when(spoken),
        "is_open": figures.ranges["killed"].is_open if "killed" in figures.ranges else None,
        "best_rule": figures.best_rule,
        "best_claim_id": figures.best_claim_id,
        "killed_added": figures.added,
        "killed_enemy_claimed": figures.enemy_claimed,
        "killed_by_side": json.dumps(figures.by_side, sort_keys=True) if figures.by_side else None,
    }
    for outcome in OUTCOMES:
        told = figures.ranges.get(outcome)
        for end in ("low", "best", "high"):
            row[f"{outcome}_{end}"] = getattr(told, end) if told else None
    if "killed" in figures.ranges:
        row |= {
            "killed_civilian": figures.civilian,
            "killed_presumed_civilian": figures.presumed_civilian,
            "killed_combatant": figures.combatant,
            "killed_unknown": figures.unknown,
            "killed_women": figures.women,
            "killed_children": figures.children,
        }
    else:
        row |= dict.fromkeys(_STATUS)
    return row


_STATUS = (
    "killed_civilian",
    "killed_presumed_civilian",
    "killed_combatant",
    "killed_unknown",
    "killed_women",
    "killed_children",
)
