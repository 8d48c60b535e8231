"""What the linking and the figures know of a claim and of the event that tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

OUTCOMES = ("killed", "injured", "missing", "detained", "casualties")
KINDS = ("rescue_medical", "monitor", "local", "media", "party", "other")
"""Kinds of sources, the better ones first."""

CAMPS = ({"government", "russia", "iran_militia"}, {"opposition", "turkey", "hts"}, {"sdf", "coalition"})
"""Sides that count the same enemies' dead; any other side stands for itself."""

ADDING = frozenset({"died_of_wounds", "recovered"})
"""Circumstances of a death that belongs to an earlier happening."""

ASIDE = frozenset({"remains", "custody"})
"""Circumstances with columns of their own, never in a day's killed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A count as somebody worded it."""

    low: int
    high: int | None
    quantifier: str

    @property
    def is_vague(self) -> bool:
        """Whether nobody gave a number."""
        return self.quantifier == "vague"

    @property
    def is_exact(self) -> bool:
        """Whether one number was given as the toll."""
        return self.quantifier == "exact"

    @property
    def best(self) -> int:
        """The one number to take for it: the lower end of what is left open («9 to 11», «13 or more», «a few»)."""
        return self.low if self.high is None or self.quantifier in ("range", "vague") else self.high

    @property
    def top(self) -> int:
        """The largest number that it names: the floor where it has no upper end."""
        return self.low if self.high is None else self.high


def is_assumed(date_basis: str, date_precision: str) -> bool:
    """Whether a day is only that of publication."""
    return date_basis == "assumed" and date_precision == "publication"


@dataclass(frozen=True, slots=True)
class Claim:
    """One count that somebody states."""

    claim_id: str
    event_id: str
    ordinal: int
    article_id: str
    source: str
    kind: str
    source_side: str | None
    victim_side: str | None
    counts: dict[str, Told]
    civilian: int | None
    presumed_civilian: int
    combatant: int | None
    women: int | None
    children: int | None
    is_group_only: bool
    is_enemy_loss: bool
    is_correction: bool
    circumstance: str
    event_day: str
    retold: bool
    known_at: dt.datetime
    replaced_at: dt.datetime | None
    is_assumed_day: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event was, as far as two events are compared by it; events of one place share an equal one."""

    kind: str | None
    governorate: str | None
    names: frozenset[str]
    place_id: str | None
    precision: int
    admin2: str | None
    latitude: float | None
    longitude: float | None
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work the hash out once: places are looked up millions of times."""
        told = (self.kind, self.governorate, self.names, self.place_id, self.precision, self.latitude, self.longitude)
        object.__setattr__(self, "_hash", hash(told))

    def __hash__(self) -> int:
        """The hash of its fields."""
        return self._hash

    @property
    def is_vague(self) -> bool:
        """Whether it is no more than a region of the governorate."""
        return not self.names or self.precision >= 3


@lru_cache(maxsize=100_000)
def _same_place(place: Place) -> Place:
    """One object for equal places: they are compared millions of times, and an object equals itself at once."""
    return place


@dataclass(frozen=True)
class Event:
    """An event as the linking sees it: where, when and what, with its claims."""

    event_id: str
    version_id: str
    article_id: str
    story_id: str
    outlet_id: str | None
    known_at: dt.datetime
    replaced_at: dt.datetime | None
    scope: str
    country: str | None
    governorate: str | None
    day: dt.date | None
    date_precision: str
    date_basis: str
    period_start: dt.date | None
    period_end: dt.date | None
    place: str | None
    place_key: str | None
    places: tuple[str, ...]
    place_keys: tuple[str, ...]
    place_id: str | None
    place_precision: int | None
    admin2: str | None
    admin3: str | None
    latitude: float | None
    longitude: float | None
    actor: frozenset[str]
    weapon: str
    target: str | None
    circumstance: str
    retold: bool
    is_only_whole: bool
    groups: frozenset[str]
    claims: tuple[Claim, ...] = field(default=())
    actor_basis: str = "stated"

    @cached_property
    def order(self) -> tuple[dt.datetime, str]:
        """Where the event stands among others, whatever the order of arrival."""
        return (self.known_at, self.event_id)

    @cached_property
    def where(self) -> Place:
        """Its place."""
        return _same_place(
            Place(
                self.kind,
                self.governorate,
                self.named_places,
                self.place_id,
                self.place_precision or 1,
                self.admin2,
                self.latitude,
                self.longitude,
            )
        )

    @cached_property
    def kind(self) -> str | None:
        """The kind of incident that the event can belong to; None for sums, which belong to days."""
        if self.scope == "incident":
            return "incident"
        single_day = self.period_start == self.period_end and self.day is not None
        named = self.place_key is not None and (self.place_precision or 1) <= 2
        if self.scope == "aggregate" and single_day and named and self.governorate is not None:
            return "multi_place"
        return None

    @cached_property
    def named_places(self) -> frozenset[str]:
        """Normal forms of all places that the event names."""
        return frozenset(key for key in (self.place_key, *self.place_keys) if key)

    @cached_property
    def is_assumed_day(self) -> bool:
        """Whether the day is only that of publication; a round-up's frame day is the text's own for all its parts."""
        return is_assumed(self.date_basis, self.date_precision)

    @cached_property
    def is_adding(self) -> bool:
        """Whether the deaths belong to an earlier happening."""
        return self.circumstance in ADDING

    @cached_property
    def told(self) -> dict[str, tuple[Told, ...]]:
        """What its claims count, by outcome; an outcome that nobody counts is not there."""
        outcomes = {outcome for claim in self.claims for outcome in claim.counts}
        return {o: tuple(claim.counts[o] for claim in self.claims if o in claim.counts) for o in outcomes}

    @cached_property
    def numbered(self) -> dict[str, frozenset[tuple[int, int | None]]]:
        """The numbers among these: lower and upper ends."""
        return {o: frozenset((t.low, t.high) for t in told if not t.is_vague) for o, told in self.told.items()}

    @cached_property
    def killed_numbers(self) -> frozenset[int]:
        """The numbers of dead that its claims give, the lower end of each."""
        return frozenset(low for low, _ in self.numbered.get("killed", ()))

    @cached_property
    def is_missing_alone(self) -> bool:
        """Whether it tells of missing people and nothing else."""
        return bool(self.claims) and all(claim.counts.keys() == {"missing"} for claim in self.claims)

    @cached_property
    def is_enemy_loss(self) -> bool:
        """Whether it tells what a party claims of its enemy's dead."""
        return bool(self.claims) and all(claim.is_enemy_loss for claim in self.claims)

    @cached_property
    def is_passive(self) -> bool:
        """Whether a newer text of its article has taken its place."""
        return self.replaced_at is not None
