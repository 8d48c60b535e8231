"""The records that pass between the stages; their fields are the codebook's words and the warehouse's columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

CODEBOOK = "1"
"""The version of docs/codebook.md; it rises when a rule of counting changes."""

Outcome = Literal["killed", "injured", "missing", "detained", "casualties"]
Quantifier = Literal["exact", "about", "at_least", "at_most", "range", "vague"]
Scope = Literal["incident", "aggregate", "cumulative"]
DatePrecision = Literal["day", "night", "publication", "week", "month", "none"]
Basis = Literal["stated", "inferred", "assumed"]
Circumstance = Literal["struck", "died_of_wounds", "recovered", "body_found", "remains", "custody"]
TextField = Literal["title", "text"]

OUTCOMES: tuple[Outcome, ...] = ("killed", "injured", "missing", "detained", "casualties")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed as the outlet sent it, decoded but not judged.

    `text` is the longest text that the item carries, paragraphs on lines of their own: the whole story in some feeds, a
    teaser in most.
    """

    url: str
    title: str | None = None
    summary: str | None = None
    guid: str | None = None
    published_at: dt.datetime | None = None
    published_raw: str | None = None
    updated_at: dt.datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article, ready for the coder.

    `published` is the local day of publication in the outlet's country; events of an article without it carry no
    date. `country` is the outlet's country focus (ISO 3166-1 alpha-2) or None, the weakest hint of where.
    """

    id: str
    text: str
    title: str | None = None
    published: dt.date | None = None
    published_at: dt.datetime | None = None
    outlet: str | None = None
    url: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start:end` of the title or text, and the part of the event that they witness."""

    field: TextField
    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Count:
    """People: at least `low`, at most `high` (None where open-ended); codebook, «Counting»."""

    low: int
    high: int | None
    quantifier: Quantifier = "exact"

    def to_json(self) -> list[int | None]:
        """The codebook's pair [low, high]."""
        return [self.low, self.high]


@dataclass(frozen=True, slots=True)
class Victims:
    """A named group inside an outcome's count; groups overlap and never add to the total. `side`: the party served."""

    group: str
    outcome: Outcome
    count: Count
    side: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Group, outcome and count as in the gold files, and the side where told."""
        side = {"side": self.side} if self.side else {}
        return {"group": self.group, "outcome": self.outcome, "count": self.count.to_json(), **side}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another toll of the same incident, told in the same article by another claimant."""

    counts: dict[Outcome, Count]
    claimant: str | None = None
    spans: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The told outcomes and the claimant, as in the gold files."""
        told: dict[str, Any] = {outcome: count.to_json() for outcome, count in self.counts.items()}
        return {**told, "claimant": self.claimant}


@dataclass(frozen=True, slots=True)
class CasualtyEvent:
    """People whom one article reports killed, injured, missing or detained in one incident; codebook, «Fields».

    `period_start` and `period_end` bound a count over more than one day. `admin2` and `admin3` are the P-codes of
    district and subdistrict, known in Syria only. `victim_side` is the party whose people all the counted were;
    `is_enemy_loss` tells whether a party claims them of its enemy, None where that stays open.
    """

    counts: dict[Outcome, Count]
    scope: Scope = "incident"
    date: dt.date | None = None
    date_precision: DatePrecision = "none"
    date_basis: Basis = "assumed"
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    place: str | None = None
    places: tuple[str, ...] = ()
    governorate: str | None = None
    country: str | None = None
    place_precision: int | None = None
    admin2: str | None = None
    admin3: str | None = None
    victims: tuple[Victims, ...] = ()
    actor: tuple[str, ...] = ("unknown",)
    actor_basis: Basis = "assumed"
    weapon: str = "unknown"
    target: str | None = None
    circumstance: Circumstance = "struck"
    retold: bool = False
    victim_side: str | None = None
    is_enemy_loss: bool | None = None
    is_correction: bool = False
    claimant: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    spans: tuple[Span, ...] = ()
    rule: str = ""
    version: str = ""
    notes: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The one format of `hasila extract`, the gold files and the scorer."""
        counts: dict[str, Any] = {o: self.counts[o].to_json() if o in self.counts else None for o in OUTCOMES}
        return {
            **counts,
            "quantifier": {outcome: count.quantifier for outcome, count in self.counts.items()},
            "scope": self.scope,
            "date": self.date.isoformat() if self.date else None,
            "date_precision": self.date_precision,
            "date_basis": self.date_basis,
            "period_start": self.period_start.isoformat() if self.period_start else None,
            "period_end": self.period_end.isoformat() if self.period_end else None,
            "place": self.place,
            "places": list(self.places),
            "governorate": self.governorate,
            "country": self.country,
            "place_precision": self.place_precision,
            "admin2": self.admin2,
            "admin3": self.admin3,
            "victims": [v.to_json() for v in self.victims],
            "actor": list(self.actor),
            "actor_basis": self.actor_basis,
            "weapon": self.weapon,
            "target": self.target,
            "circumstance": self.circumstance,
            "retold": self.retold,
            "victim_side": self.victim_side,
            "is_enemy_loss": self.is_enemy_loss,
            "is_correction": self.is_correction,
            "claimant": self.claimant,
            "alternatives": [a.to_json() for a in self.alternatives],
            "spans": [{"field": s.field, "start": s.start, "end": s.end, "role": s.role} for s in self.spans],
            "rule": self.rule,
            "version": self.version,
            "notes": list(self.notes),
        }
