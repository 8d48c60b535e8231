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
    figures = Figures(relations=_relations(known))
    whole = [c for c in known if figures.relations[c.claim_id] == "whole"]
    parts = [c for c in known if figures.relations[c.claim_id] == "part"]
    enemy = [c for c in known if figures.relations[c.claim_id] == "enemy_loss"]
    additions = _additions([c for c in known if figures.relations[c.claim_id] == "addition"])
    figures.is_counted = bool(whole or enemy or additions)
    live = {outcome: live_tolls(whole, outcome) for outcome in OUTCOMES}
    _drop_unsplit(live)
    _set_killed(figures, live["killed"], parts, additions)
    _set_others(figures, live, additions)
    _set_status(figures, live["killed"], parts)
    _add_enemy(figures, live["killed"], enemy)
    figures.live = frozenset(c.claim_id for tolls in live.values() for toll in tolls for c in toll.claims)
    return figures


def _relations(known: Sequence[Claim]) -> dict[str, str]:
    """What each claim is to its happening; codebook, «Relation»."""
    own = [c for c in known if not (c.retold or c.is_enemy_loss or c.circumstance in ADDING)]
    relations = {}
    for claim in known:
        if claim.retold:
            relations[claim.claim_id] = "retold"
        elif claim.is_enemy_loss:
            relations[claim.claim_id] = "enemy_loss"
        elif claim.circumstance in ADDING:
            relations[claim.claim_id] = "addition"
        else:
            relations[claim.claim_id] = "part" if _is_part(claim, own) else "whole"
    return relations


def _is_part(claim: Claim, own: Sequence[Claim]) -> bool:
    """A count of one group alone, below a count of everybody, is a part of that."""
    count = claim.counts.get("killed")
    if not claim.is_group_only or count is None:
        return False
    wholes = [c.counts["killed"] for c in own if not c.is_group_only and "killed" in c.counts]
    return any(not whole.is_vague and whole.low > count.low for whole in wholes)


def _drop_unsplit(live: dict[str, list[Toll]]) -> None:
    """An unsplit sum adds nothing where killed or injured are told apart."""
    if live["killed"] or live["injured"]:
        live["casualties"] = []


@dataclass(frozen=True, slots=True)
class Addition:
    """Deaths told later, of one circumstance and day, that belong to this happening."""

    low: int
    best: int
    high: int
    first_at: dt.datetime
    recovered: bool


def _additions(claims: Sequence[Claim]) -> list[Addition]:
    by_kind: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if "killed" in claim.counts:
            by_kind[(claim.circumstance, claim.event_day)].append(claim)
    found = []
    for (circumstance, _), told in sorted(by_kind.items()):
        live = live_tolls(told, "killed")
        best, _ = best_toll(live)
        low = min(toll.told.low for toll in live)
        high = max(toll.told.top for toll in live)
        first = min(claim.known_at for claim in told)
        found.append(Addition(min(low, best.told.best), best.told.best, high, first, circumstance == "recovered"))
    return found


def _set_killed(figures: Figures, live: Sequence[Toll], parts: Sequence[Claim], additions: Sequence[Addition]) -> None:
    if not live:
        if additions:
            low, best, high = (sum(getattr(a, end) for a in additions) for end in ("low", "best", "high"))
            figures.ranges["killed"] = Range(low, best, high)
            figures.best_rule, figures.added = "additions_only", best
        return
    chosen, figures.best_rule = best_toll(live)
    figures.best_claim_id = chosen.claim.claim_id
    figures.is_vague = all(toll.told.is_vague for toll in live)
    figures.added = sum(a.best for a in additions if a.first_at > chosen.first_at)
    best = chosen.told.best + figures.added
    floor = max((c.counts["killed"].low for c in parts), default=0)
    low = min(t.told.low + sum(a.low for a in additions if a.first_at > t.first_at) for t in live)
    high = max(t.told.top + sum(a.high for a in additions if a.first_at > t.first_at) for t in live)
    is_open = any(toll.told.high is None for toll in live)
    low = min(max(low, floor), best)
    figures.ranges["killed"] = Range(low, best, max(high, best), is_open)


def _set_others(figures: Figures, live: dict[str, list[Toll]], additions: Sequence[Addition]) -> None:
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
        is_open = any(toll.told.high is None for toll in tolls)
        figures.ranges[outcome] = Range(min(low, best), best, max(high, best), is_open)
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


def _add_enemy(figures: Figures, live: Sequence[Toll], enemy: Sequence[Claim]) -> None:
    """What parties claim of their enemy's dead goes to high, on top where the counted are their own side's dead."""
    for toll in live:
        if toll.claim.victim_side is not None:
            _raise_side(figures, toll.claim.victim_side, toll.told.best)
    tolls = live_tolls(enemy, "killed")
    if not tolls:
        return
    by_camp: dict[str, int] = {}
    for toll in tolls:
        camp = _camp(toll.claim.source_side)
        by_camp[camp] = max(by_camp.get(camp, 0), toll.told.top)
        _raise_side(figures, f"enemy of {toll.claim.source_side or 'unknown'}", toll.told.top)
    figures.enemy_claimed = sum(by_camp.values())
    if "killed" not in figures.ranges:
        figures.ranges["killed"] = Range(0, 0, figures.enemy_claimed)
        figures.best_rule = "enemy_claim_only"
        return
    sides = {toll.claim.victim_side for toll in live}
    told_by = {toll.claim.source_side for toll in tolls}
    disjoint = None not in sides and sides == told_by
    now = figures.ranges["killed"]
    high = now.high + figures.enemy_claimed if disjoint else max(now.high, figures.enemy_claimed)
    figures.ranges["killed"] = Range(now.low, now.best, high, now.is_open)


def _raise_side(figures: Figures, side: str, killed: int) -> None:
    figures.by_side[side] = max(figures.by_side.get(side, 0), killed)


def _camp(side: str | None) -> str:
    return next((min(camp) for camp in CAMPS if side in camp), side or "")
