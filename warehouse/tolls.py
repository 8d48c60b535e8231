"""What the sources state of one outcome: each one's current toll, which of them are live, and which is the best."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.told import KINDS, Claim, Told

STALE = dt.timedelta(hours=12)
"""A toll this much older than the newest, and lower, is history unless somebody repeated it."""

FOREVER = dt.datetime.max  # noqa: DTZ901 the warehouse keeps UTC without a zone


@dataclass(slots=True)
class Toll:
    """One count of one source: when it was first and last told, and by which claims."""

    source: str
    kind: str
    told: Told
    first_at: dt.datetime
    last_at: dt.datetime
    claims: list[Claim]

    @property
    def claim(self) -> Claim:
        """The claim that first stated it, in its most exact words."""
        return self.claims[0]

    @property
    def preference(self) -> tuple[int, dt.timedelta, str]:
        """Sorts the better kind first, then the later, then by name."""
        return (KINDS.index(self.kind), FOREVER - self.first_at, self.claim.claim_id)


def all_tolls(claims: Sequence[Claim], outcome: str) -> list[Toll]:
    """Each source's counts of an outcome; the same count told again is one toll, first told when it was.

    «Dozens» and then «at least ten» are two, for only one is a number; «about nine» and then «nine» are one, exact.
    """
    tolls: dict[tuple[object, ...], Toll] = {}
    telling = (claim for claim in claims if outcome in claim.counts)
    for claim in sorted(telling, key=lambda c: (c.known_at, c.ordinal, c.claim_id)):
        told = claim.counts[outcome]
        wording = "exact" if told.quantifier == "about" else told.quantifier
        key = (claim.source, told.low, told.high, wording, claim.known_at if claim.is_correction else None)
        toll = tolls.get(key)
        if toll is None:
            tolls[key] = Toll(claim.source, claim.kind, told, claim.known_at, claim.known_at, [claim])
            continue
        toll.last_at = claim.known_at
        if told.is_exact and not toll.told.is_exact:
            toll.told, toll.claims = told, [claim, *toll.claims]
        else:
            toll.claims.append(claim)
    return list(tolls.values())


def live_tolls(claims: Sequence[Claim], outcome: str) -> list[Toll]:
    """Each source's latest numbered toll, or the vague ones where nobody gave a number, without those gone stale."""
    tolls = all_tolls(claims, outcome)
    if len(tolls) < 2:
        return tolls
    numbered = [toll for toll in tolls if not toll.told.is_vague]
    latest: dict[str, Toll] = {}
    for toll in sorted(numbered or tolls, key=lambda t: (t.first_at, -t.claim.ordinal, t.told.low, t.claim.claim_id)):
        latest[toll.source] = toll
    newest = max(latest.values(), key=lambda t: (t.first_at, t.told.low))
    corrections = [toll for toll in latest.values() if _corrects_others(toll, tolls)]
    return [
        toll
        for toll in latest.values()
        if not _is_stale(toll, newest) and not any(_takes_back(other, toll) for other in corrections)
    ]


def _corrects_others(toll: Toll, tolls: Sequence[Toll]) -> bool:
    """Whether a worded correction is of what others told: who told a higher number before takes back his own alone.

    What a party says of others' tolls is a rival to them and no correction.
    """
    if not toll.claim.is_correction or toll.claim.source_side is not None:
        return False
    own = (t for t in tolls if t.source == toll.source and t.first_at < toll.first_at and not t.told.is_vague)
    return not any(t.told.top > toll.told.top for t in own)


def _takes_back(correction: Toll, toll: Toll) -> bool:
    """A higher toll that nobody repeats after the correction is history."""
    return (
        toll.source != correction.source and toll.last_at < correction.first_at and toll.told.low > correction.told.top
    )


def _is_stale(toll: Toll, newest: Toll) -> bool:
    """An open-ended toll is never lower than a later one: it only said «at least»."""
    if toll.told.high is None or toll.told.high >= newest.told.low:
        return False
    return toll.last_at < newest.first_at - STALE


def best_toll(live: Sequence[Toll]) -> tuple[Toll, str]:
    """The toll that best is taken from, and the rule; codebook, «low, best, high»."""
    floor = max((t.told.low for t in live if t.told.high is None), default=0)
    for quantifiers, rule in (({"exact"}, "exact"), ({"about"}, "about"), ({"range", "at_most"}, "range")):
        fitting = [t for t in live if t.told.quantifier in quantifiers and t.told.best >= floor]
        if fitting:
            return _median(fitting), f"single_{rule}" if len(fitting) == 1 else f"median_{rule}"
    numbered = [t for t in live if not t.told.is_vague]
    largest = max(t.told.best for t in numbered or live)
    at_top = [t for t in numbered or live if t.told.best == largest]
    return min(at_top, key=lambda t: t.preference), "largest_floor" if numbered else "vague_floor"


def _median(tolls: Sequence[Toll]) -> Toll:
    """The toll with the median number; between two, the better kind's, then the later."""
    ordered = sorted(toll.told.best for toll in tolls)
    middle = {ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]}
    return min((toll for toll in tolls if toll.told.best in middle), key=lambda t: t.preference)
