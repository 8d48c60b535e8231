"""What an analyst looks at when judging an incident, in a few letters: a decision holds for what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from warehouse.cluster import Group
from warehouse.told import OUTCOMES, Claim, Event

FIGURES = ("is_counted", *(f"{outcome}_{end}" for outcome in OUTCOMES for end in ("low", "best", "high")))
FIRST_LETTER = "s"
"""A state starts with a letter that no number has: a spreadsheet takes 12e45678 for one."""


def state_of(group: Group, toll: Mapping[str, Any] | None) -> str:
    """A short hash of who tells what of an incident, of when and where, and of its latest figures.

    A reprint, a repeated toll and a new numbering of a text's events leave it as it is, for they tell an analyst
    nothing; what was in texts that newer ones replaced does not count.
    """
    told = sorted({_told(event, claim) for event in group.events if not event.is_passive for claim in event.claims})
    figures = [toll[name] for name in FIGURES] if toll else []
    return FIRST_LETTER + blake2b(f"{told}{figures}".encode(), digest_size=5).hexdigest()


def _told(event: Event, claim: Claim) -> str:
    counts = [(name, told.low, told.high, told.quantifier) for name, told in sorted(claim.counts.items())]
    where = (event.country, event.governorate, event.place_key)
    return f"{claim.source} {counts} {claim.circumstance} {claim.retold} {claim.is_enemy_loss} {event.day} {where}"
