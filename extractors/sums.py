"""Sums told beside their parts: what several events of an article add up to is no event of one place (Counting 7)."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.clauses import fine_places
from extractors.draft import Draft
from extractors.parts import RULE as PART
from extractors.placing import Resolution

_MOST = 40  # parts of one sum that are looked for before and behind it
_FEWEST = 2


def settle_sums(events: Sequence[Draft]) -> None:
    """Marks each event that the events right before or right behind it add up to, and puts it where all of them lie."""
    for at, event in enumerate(events):
        if event.scope == "cumulative" or fine_places(event.unit) or not _is_told(event):
            continue
        before = events[max(0, at - _MOST) : at]
        parts = _parts(event, events[at + 1 : at + 1 + _MOST]) or _parts(event, before[::-1])
        if not parts:
            continue
        event.scope = "aggregate"
        codes = {part.resolution.governorate for part in parts}
        own = event.resolution
        if own.governorate is None and own.place is None and len(codes) == 1 and None not in codes:
            code = next(iter(codes))
            country = parts[0].resolution.country
            event.resolution = Resolution(governorate=code, country=country, precision=4, basis="parts")


def settle_spreads(events: Sequence[Draft]) -> None:
    """What the sentence before a list of places tells is their sum («… مقتل 70. وتوزع القتلى على حمورية (20) …»)."""
    for at, part in enumerate(events):
        whole = events[at - 1] if at else part
        if part.unit.tolls[0].rule != PART or whole.unit.tolls[0].rule == PART or whole.scope == "cumulative":
            continue
        near = part.reading is whole.reading and 0 < part.unit.sentence - whole.unit.sentence <= _FEWEST
        total = {o: sum(e.counts[o].low for e in events[at:] if _is_beside(e, part, o)) for o in part.counts}
        if near and all(o in whole.counts and whole.counts[o].low >= n > 0 for o, n in total.items()):
            whole.scope, whole.unit.tolls[0].whole = "aggregate", True


def _is_beside(event: Draft, part: Draft, outcome: str) -> bool:
    """Whether an event is told in the same list as a part."""
    return event.unit.sentence == part.unit.sentence and outcome in event.counts


def _is_told(event: Draft) -> bool:
    count = event.counts.get("killed")
    return count is not None and count.quantifier == "exact"


def _parts(whole: Draft, candidates: Sequence[Draft]) -> list[Draft]:
    """The nearest events whose dead, and hurt where told, add up exactly to the whole's; [] where none do."""
    killed = injured = deadly = 0
    parts: list[Draft] = []
    for part in candidates:
        counts = part.counts
        if part.scope == "cumulative" or any(c.high is None for c in counts.values()):
            return []
        killed += counts["killed"].low if "killed" in counts else 0
        injured += counts["injured"].low if "injured" in counts else 0
        deadly += "killed" in counts
        parts.append(part)
        if killed > whole.counts["killed"].low:
            return []
        hurt = whole.counts.get("injured")
        # «قُتل تسعة بقصف على بلدتين وأُصيب 12»: of the hurt a lead may count more than are told place by place.
        near = hurt is None or hurt.quantifier == "vague" or (whole.unit.sentence == 0 and injured <= hurt.low)
        agreed = (hurt is not None and hurt.low == injured and len(parts) >= _FEWEST) or (near and deadly >= _FEWEST)
        if killed == whole.counts["killed"].low and agreed:
            return parts
    return []
