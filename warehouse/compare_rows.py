"""What another data set says, as the comparison sees it: one row an incident or a sum, and the rule for counting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

PEOPLE = ("all", "civilians")
LONGEST = 7
"""Days that a row may span and still be one incident for the comparison; a longer one is a sum of a period."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which people both sides count, from how many killed on a row is taken, and the map's own words about that."""

    people: str = "all"
    least_killed: int = 1
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """low ≤ best ≤ high people; high is None where the row leaves it open."""

    low: int
    best: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Theirs:
    """One row of another data set; `place_keys` are the normal forms of our places that its place may be.

    `start` and `end` are None where it tells no day; `line` is where it stands in its file.
    """

    row_id: str
    line: int
    country: str | None
    governorate: str | None
    place: str | None
    start: dt.date | None
    end: dt.date | None
    killed: Bounds
    place_keys: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    place_precision: int | None = None
    injured: int | None = None
    civilians: int | None = None
    actor: frozenset[str] = field(default_factory=frozenset)
    weapon: str = "unknown"
    source: str | None = None

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days on which it may have happened; none for a row without a day or over a longer period."""
        if self.start is None or self.end is None or (self.end - self.start).days >= LONGEST:
            return ()
        return tuple(self.start + dt.timedelta(days=step) for step in range((self.end - self.start).days + 1))
