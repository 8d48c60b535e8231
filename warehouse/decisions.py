"""What analysts decided about pairs of events: they are one happening, or they are two, whatever else speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Pair = tuple[str, str]


def pair_of(one: str, other: str) -> Pair:
    """The pair of two events, whichever is named first."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of event ids that analysts merged and parted."""

    merged: frozenset[Pair] = frozenset()
    parted: frozenset[Pair] = frozenset()

    @property
    def events(self) -> frozenset[str]:
        """All that anything was decided on."""
        return frozenset(event for pair in (*self.merged, *self.parted) for event in pair)

    def partners(self, events: Iterable[str]) -> set[str]:
        """The events merged with one of these."""
        wanted = set(events)
        return {event for pair in self.merged if wanted.intersection(pair) for event in pair}
