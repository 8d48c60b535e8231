"""The figures of one happening from all that was claimed of it: low, best and high, as known at any instant.

A pure function of the claims; codebook, «From claims to incidents». Deaths told later (of wounds, recovered bodies)
add to every toll that was first told before them; a later toll of the whole covers them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from warehouse.told import ADDING, CAMPS, OUTCOMES, Claim, Told
from warehouse.tolls import Toll, best_toll, live_tolls


@dataclass(frozen=True, slots=True)
class Range:
    """low ≤ best ≤ high people, and whether somebody left it open upwards."""

    low: int
    best: int
    high: int
    is_open: bool = False


@dataclass(slots=True)
class Figures:
    """What is known of one happening at one instant; `ranges` holds only the outcomes that somebody told."""

    ranges: dict[str, Range] = field(default_factory=dict)
    best_rule: str | None = None
    best_claim_id: str | None = None
    civilian: int = 0
    presumed_civilian: int = 0
    combatant: int = 0
    unknown: int = 0
    women: int | None = None
    children: int | None = None
    added: int = 0
    enemy_claimed: int | None = None
    by_side: dict[str, int] = field(default_factory=dict)
    is_counted: bool = False
    is_vague: bool = False
    relations: dict[str, str] = field(default_factory=dict)
    live: frozenset[str] = frozenset()


def figures_at(claims: Sequence[Claim], instant: dt.datetime) -> Figures:
    """The figures from the claims known at `instant` and not yet replaced by a newer text of their article."""
    known = [c for c in claims if c.known_at <= instant and (c.replaced_at is None or instant < c.replaced_at)]
    known.sort(key=lambda c: (c.known_at, c.ordinal, c.claim_id))
    own = [c for c in known if not (c.retold or c.is_enemy_loss or c.is_group_only or c.circumstance in ADDING)]
    figures = Figures(relations={c.claim_id: _relation(c, "killed", own) for c in known})
    figures.is_counted = any(relation != "retold" for relation in figures.relations.values())
    told = {outcome: _by_relation(known, outcome, own) for outcome in OUTCOMES}
    live = {outcome: live_tolls(told[outcome]["whole"], outcome) for outcome in OUTCOMES}
    enemy = {outcome: live_tolls(told[outcome]["enemy_loss"], outcome) for outcome in OUTCOMES}
    _drop_unsplit(live)
    _drop_unsplit(enemy)
    parts = {outcome: told[outcome]["part"] for outcome in OUTCOMES}
    additions = _additions(told["killed"]["addition"])
    _set_killed(figures, live["killed"], parts["killed"], additions)
    _set_others(figures, live, parts, additions)
    _set_status(figures, live["killed"], parts["killed"])
    _add_enemy(figures, live, enemy)
    figures.live = frozenset(c.claim_id for tolls in live.values() for toll in tolls for c in toll.claims)
    return figures


def _by_relation(known: Sequence[Claim], outcome: str, own: Sequence[Claim]) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in known:
        if outcome in claim.counts:
            claims[_relation(claim, outcome, own)].append(claim)
    return claims


def _relation(claim: Claim, outcome: str, own: Sequence[Claim]) -> str:
    """What a claim's count is to its happening; codebook, «Relation».

    Who tells of recovered bodies adds these dead alone: whom he still counts as missing are all of them.
    """
    if claim.retold:
        return "retold"
    if claim.is_enemy_loss:
        return "enemy_loss"
    is_adding = claim.circumstance in ADDING
    if is_adding and outcome == "killed":
        return "addition"
    is_share = claim.is_group_only or (is_adding and outcome != "missing")
    return "part" if is_share and _is_below(claim, outcome, own) else "whole"


def _is_below(claim: Claim, outcome: str, own: Sequence[Claim]) -> bool:
    """A count of some alone, below a count of everybody, is a part of that."""
    count = claim.counts.get(outcome)
    if count is None:
        return False
    wholes = [c.counts[outcome] for c in own if outcome in c.counts]
    return any(not whole.is_vague and whole.low > count.low for whole in wholes)


def _drop_unsplit(live: dict[str, list[Toll]]) -> None:
    """An unsplit sum yields to numbers that split it, or that hold it; a plural and a few of the injured do not."""
    numbered = [[t for t in live[outcome] if not t.told.is_vague] for outcome in ("killed", "injured")]
    people = sum(best_toll(tolls)[0].told.best for tolls in numbered if tolls)
    if all(numbered) or people >= max((t.told.low for t in live["casualties"]), default=0):
        live["casualties"] = []


@dataclass(frozen=True, slots=True)
class Addition:
    """Deaths told later, of one circumstance and day, that belong to this happening."""

    low: int
    best: int
    high: int
    is_open: bool
    first_at: dt.datetime
    recovered: bool


def _told_together(claims: Sequence[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """Claims of later deaths by circumstance and day; told again the day after, with no word of time, they are one."""
    by_kind: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.event_day, c.is_assumed_day)):
        day = claim.event_day
        if claim.is_assumed_day:
            before = str(dt.date.fromisoformat(day) - dt.timedelta(days=1))
            numbers = {other.counts["killed"].low for other in by_kind.get((claim.circumstance, before), ())}
            day = before if claim.counts["killed"].low in numbers else day
        by_kind[(claim.circumstance, day)].append(claim)
    for told in by_kind.values():
        told.sort(key=lambda c: (c.known_at, c.ordinal, c.claim_id))
    return by_kind


def _additions(claims: Sequence[Claim]) -> list[Addition]:
    found = []
    for (circumstance, _), told in sorted(_told_together([c for c in claims if "killed" in c.counts]).items()):
        live = live_tolls(told, "killed")
        best, _ = best_toll(live)
        low = min(toll.told.low for toll in live)
        high = max(toll.told.top for toll in live)
        first = min(claim.known_at for claim in told)
        found.append(
            Addition(min(low, best.told.best), best.told.best, high, _is_open(live), first, circumstance == "recovered")
        )
    return found


def _set_killed(figures: Figures, live: Sequence[Toll], parts: Sequence[Claim], additions: Sequence[Addition]) -> None:
    if not live:
        if additions:
            low, best, high = (sum(getattr(a, end) for a in additions) for end in ("low", "best", "high"))
            figures.ranges["killed"] = Range(low, best, high, any(a.is_open for a in additions))
            figures.best_rule, figures.added = "additions_only", best
        return
    chosen, figures.best_rule = best_toll(live)
    figures.best_claim_id = chosen.claim.claim_id
    figures.is_vague = all(toll.told.is_vague for toll in live)
    figures.added = sum(a.best for a in additions if a.first_at > chosen.first_at)
    best = chosen.told.best + figures.added
    low = min(t.told.low + sum(a.low for a in additions if a.first_at > t.first_at) for t in live)
    high = max(t.told.top + sum(a.high for a in additions if a.first_at > t.first_at) for t in live)
    is_open = _is_open(live) or any(a.is_open and a.first_at > t.first_at for a in additions for t in live)
    low = min(max(low, _floor(parts, "killed")), best)
    figures.ranges["killed"] = Range(low, best, max(high, best), is_open)


def _is_open(tolls: Sequence[Toll]) -> bool:
    return any(toll.told.high is None for toll in tolls)


def _floor(parts: Sequence[Claim], outcome: str) -> int:
    """What parts vouch for."""
    return max((claim.counts[outcome].low for claim in parts), default=0)


def _set_others(
    figures: Figures, live: dict[str, list[Toll]], parts: dict[str, list[Claim]], additions: Sequence[Addition]
) -> None:
    """The other outcomes come with the best claim's source; what it lacks from the next."""
    order = _source_order(live["killed"], figures.best_claim_id)
    for outcome in OUTCOMES[1:]:
        tolls = live[outcome]
        if not tolls:
            continue
        if outcome == "missing":
            tolls = [_less_recovered(toll, additions) for toll in tolls]
            chosen = max(tolls, key=lambda t: (t.first_at, t.told.low))
        elif any(toll.source in order for toll in tolls):
            chosen = min((t for t in tolls if t.source in order), key=lambda t: order[t.source])
        else:
            chosen, _ = best_toll(tolls)
        best = chosen.told.best
        low, high = min(t.told.low for t in tolls), max(t.told.top for t in tolls)
        low = min(max(low, _floor(parts[outcome], outcome)), best)
        figures.ranges[outcome] = Range(low, best, max(high, best), _is_open(tolls))
        if figures.best_rule is None:
            figures.best_rule, figures.best_claim_id = "no_killed", chosen.claim.claim_id


def _source_order(killed: Sequence[Toll], best_claim_id: str | None) -> dict[str, int]:
    ordered = sorted(killed, key=lambda t: (t.claim.claim_id != best_claim_id, not t.told.is_exact, t.preference))
    return {toll.source: rank for rank, toll in enumerate(ordered)}


def _less_recovered(toll: Toll, additions: Sequence[Addition]) -> Toll:
    """Missing people who were recovered since are missing no more."""
    found = sum(a.best for a in additions if a.recovered and a.first_at > toll.first_at)
    high = None if toll.told.high is None else max(toll.told.high - found, 0)
    return replace(toll, told=Told(max(toll.told.low - found, 0), high, toll.told.quantifier))


def _set_status(figures: Figures, live: Sequence[Toll], parts: Sequence[Claim]) -> None:
    """Civilians, combatants and unknown add up to best; told by the best source, else by the next that tells."""
    if "killed" not in figures.ranges:
        return
    best = figures.ranges["killed"].best
    order = _source_order(live, figures.best_claim_id)
    claims = [claim for toll in sorted(live, key=lambda t: order[t.source]) for claim in toll.claims] + list(parts)
    teller = next((c for c in claims if c.civilian is not None or c.combatant is not None), None)
    if teller is not None:
        figures.civilian = min(teller.civilian or 0, best)
        figures.combatant = min(teller.combatant or 0, best - figures.civilian)
        figures.presumed_civilian = min(teller.presumed_civilian, figures.civilian)
    figures.unknown = best - figures.civilian - figures.combatant
    figures.women = _group(claims, parts, "women", best)
    figures.children = _group(claims, parts, "children", best)


def _group(claims: Sequence[Claim], parts: Sequence[Claim], group: str, best: int) -> int | None:
    """The group's number by the best source that tells it, and at least what a part told."""
    told = next((number for c in claims if (number := getattr(c, group)) is not None), None)
    floors = [number for c in parts if (number := getattr(c, group)) is not None]
    numbers = [*floors, *([] if told is None else [told])]
    return min(max(numbers), best) if numbers else None


def _add_enemy(figures: Figures, live: dict[str, list[Toll]], enemy: dict[str, list[Toll]]) -> None:
    """What parties claim of their enemy's losses goes to high, on top where the counted are their own side's."""
    for toll in live["killed"]:
        if toll.claim.victim_side is not None:
            _raise_side(figures, toll.claim.victim_side, toll.told.best)
    for toll in enemy["killed"]:
        _raise_side(figures, f"enemy of {toll.claim.source_side or 'unknown'}", toll.told.top)
    if figures.best_rule is None or (enemy["killed"] and "killed" not in figures.ranges):
        figures.best_rule = "enemy_claim_only" if any(enemy.values()) else None
    for outcome, tolls in enemy.items():
        if tolls:
            figures.ranges[outcome] = _with_claimed(figures.ranges.get(outcome), live[outcome], tolls)
    figures.enemy_claimed = _claimed(enemy["killed"]) if enemy["killed"] else None


def _claimed(tolls: Sequence[Toll]) -> int:
    """Allied sides count the same enemies; what two enemies claim of each other adds up."""
    by_camp: dict[str, int] = {}
    for toll in tolls:
        camp = _camp(toll.claim.source_side)
        by_camp[camp] = max(by_camp.get(camp, 0), toll.told.top)
    return sum(by_camp.values())


def _with_claimed(now: Range | None, live: Sequence[Toll], enemy: Sequence[Toll]) -> Range:
    claimed = _claimed(enemy)
    if now is None:
        return Range(0, 0, claimed, _is_open(enemy))
    sides = {toll.claim.victim_side for toll in live}
    disjoint = None not in sides and sides == {toll.claim.source_side for toll in enemy}
    high = now.high + claimed if disjoint else max(now.high, claimed)
    return Range(now.low, now.best, high, now.is_open or _is_open(enemy))


def _raise_side(figures: Figures, side: str, killed: int) -> None:
    figures.by_side[side] = max(figures.by_side.get(side, 0), killed)


def _camp(side: str | None) -> str:
    return next((min(camp) for camp in CAMPS if side in camp), side or "")
