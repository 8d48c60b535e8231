"""From groups of events to rows: incidents with lasting ids, their claims, their figures over time, what changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from warehouse import summary
from warehouse.cluster import Group
from warehouse.figures import figures_at
from warehouse.state import state_of
from warehouse.tolls import FOREVER

Rows = list[dict[str, Any]]

COMPARED = ("killed_low", "killed_best", "killed_high", "injured_best", "missing_best", "event_date")
"""The figures that the table of changes keeps, as they were and as they are."""


@dataclass(slots=True)
class Naming:
    """Which incident each group is, and what became of the incidents that were."""

    names: list[str] = field(default_factory=list)
    new: dict[str, str | None] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)


def name_groups(
    groups: Sequence[Group],
    before: Mapping[str, str],
    created: Mapping[str, dt.datetime],
    find_free: Callable[[Collection[str]], Mapping[str, str]],
) -> Naming:
    """Give each group the incident it continues, or a new id.

    `before` maps events to their incidents so far, `created` these to their first instant; `find_free` gives founding
    events an id that no incident ever had. An incident goes on in the group with most of its events; a group that
    continues several keeps the largest, then the oldest, and the others are merged into it; what an incident lost to
    no heir is split off under a new id.
    """
    naming = Naming()
    shares = [Counter(before[e.event_id] for e in group.events if e.event_id in before) for group in groups]
    heirs: dict[str, int] = {}
    for number, share in enumerate(shares):
        for incident, events in share.items():
            if incident not in heirs or events > shares[heirs[incident]][incident]:
                heirs[incident] = number
    claims: dict[int, list[str]] = defaultdict(list)
    for incident, number in heirs.items():
        claims[number].append(incident)
    free = find_free([group.events[0].event_id for number, group in enumerate(groups) if number not in claims])
    for number, group in enumerate(groups):
        claimants = claims.get(number)
        if claimants:
            name = min(claimants, key=lambda i: (-shares[number][i], created.get(i, FOREVER), i))
            naming.merged.update({other: name for other in claimants if other != name})
        else:
            name = free[group.events[0].event_id]
            naming.new[name] = min(shares[number], key=lambda i: (-shares[number][i], i)) if shares[number] else None
        naming.names.append(name)
    naming.closed = set(before.values()) - set(heirs)
    return naming


def founding_id(founder: str, times: int) -> str:
    """The id of the incident that an event founds, having founded others so many times before.

    A count and no instant: a backfill that was killed and goes on comes to the ids of one that was not.
    """
    return blake2b(f"incident:{founder}:{times}".encode(), digest_size=12).hexdigest()


def incident_row(
    incident_id: str, group: Group, toll: Mapping[str, Any] | None, urls: Mapping[str, str | None]
) -> dict[str, Any]:
    """The incident as known now, without its instants; `toll` are its latest figures, `urls` by article."""
    events = summary.standing(group.events)
    return {
        "incident_id": incident_id,
        **summary.what(events),
        **summary.when(events),
        **summary.where(events),
        **summary.who_told(group.events, urls),
        "state": state_of(group, toll),
    }


def claim_rows(incident_id: str, group: Group) -> Rows:
    """Each claim's part in the incident as known now: what a newer text replaced has none, be that text silent."""
    claims = [claim for event in group.events for claim in event.claims]
    figures = figures_at(claims, FOREVER)
    return [
        {
            "incident_id": incident_id,
            "claim_id": claim.claim_id,
            "event_id": claim.event_id,
            "relation": figures.relations.get(claim.claim_id, "replaced"),
            "is_live": claim.claim_id in figures.live,
            "link_score": group.ties[claim.event_id],
        }
        for claim in claims
    ]


def change_rows(
    naming: Naming,
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
    reasons: Mapping[str, tuple[str, str | None]],
) -> Rows:
    """What changed of each incident: `before` and `after` hold its figures, `reasons` why and by which claim."""
    rows: dict[tuple[str, str, str | None], dict[str, Any]] = defaultdict(dict)
    for incident in {*before, *after}:
        old, new = before.get(incident, {}), after.get(incident, {})
        for change, other in _changes(incident, naming, old, new):
            reason, claim_id = reasons.get(incident, ("relinked", None))
            rows[(incident, change, other)] = {
                "incident_id": incident,
                "change": change,
                "other_incident_id": other,
                "reason": reason,
                "claim_id": claim_id,
                **{f"{name}_before": old.get(name) for name in COMPARED},
                **{f"{name}_after": new.get(name) for name in COMPARED},
            }
    return [rows[key] for key in sorted(rows, key=lambda k: (k[0], k[1], k[2] or ""))]


def _changes(
    incident: str, naming: Naming, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[tuple[str, str | None]]:
    if incident in naming.merged:
        return [("merged", naming.merged[incident])]
    if incident in naming.closed:
        return [("closed", None)]
    if incident in naming.new:
        parent = naming.new[incident]
        return [("split", parent)] if parent else [("created", None)]
    changed = any(old.get(name) != new.get(name) for name in (*COMPARED, "is_counted"))
    return [("figures", None)] if changed else []
