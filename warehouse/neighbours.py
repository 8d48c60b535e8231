"""What a change of some events regroups, followed as far as groups change: the cost is the change's, not the past's."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.batch import registered
from warehouse.cluster import Group, Scores, Tie, group_events, likely_pairs
from warehouse.decisions import Decisions, Pair, pair_of
from warehouse.statements import statement
from warehouse.told import Claim, Event, Told, is_assumed
from warehouse.weights import Linking


def ids(name: str, values: Iterable[str]) -> pa.Table:
    """One column of distinct ids, for a statement to join on."""
    return pa.table({name: pa.array(sorted(set(values)), pa.string())})


def fetch(
    con: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """The rows of a named statement as dicts."""
    cursor = con.execute(statement(name), params)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def regroup(
    con: duckdb.DuckDBPyConnection, touched: Collection[str], scores: Scores
) -> tuple[list[Group], dict[str, str]]:
    """The groups that the touched events change, and the incidents so far of all that was or is in them.

    Grouping joins the best tie first, and whether two groups join depends on their events alone. So a group that holds
    neither a touched event nor other events than before meets every other such group as it did before: they stay
    apart, and what lies beyond them need not be looked at. Touched events that no longer stand count by the incidents
    that they leave.
    """
    known = Known(con, scores)
    frontier = known.join(touched)
    followed: set[str] = set()
    groups: list[Group] = []
    changed: set[str] = set()
    while frontier:
        followed |= frontier
        known.join(known.find_tied(frontier))
        groups = group_events(known.joined.values(), scores, known.ties.values())
        changed = _changed(groups, known.incident_of, touched)
        frontier = changed - followed
    stayed = known.joined.keys() - changed
    before = {event: incident for event, incident in known.incident_of.items() if event not in stayed}
    return [group for group in groups if group.events[0].event_id in changed], before


def _changed(groups: Iterable[Group], incident_of: Mapping[str, str], touched: Collection[str]) -> set[str]:
    """The events of groups that hold a touched event or are not what their incident was."""
    were: dict[str | None, set[str]] = {}
    for event_id, incident in incident_of.items():
        were.setdefault(incident, set()).add(event_id)
    wanted, changed = set(touched), set()
    for group in groups:
        now = {event.event_id for event in group.events}
        if were.get(incident_of.get(group.events[0].event_id)) != now or now & wanted:
            changed |= now
    return changed


class Known:
    """The stored events that a regrouping has met, each read once.

    `joined` are those to be grouped, always whole incidents; `incident_of` says where they were, gone ones included.
    `ties` are those within an incident so far, and those of all events whose ties were asked for.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, scores: Scores) -> None:
        self.con = con
        self.scores = scores
        self.joined: dict[str, Event] = {}
        self.ties: dict[Pair, Tie] = {}
        self.incident_of: dict[str, str] = {}
        self._met: dict[str, Event | None] = {}
        self._home: dict[str, str | None] = {}
        self._members: dict[str, set[str]] = {}

    def join(self, events: Collection[str]) -> set[str]:
        """Take events and all that share an incident with them; returns all their ids."""
        self._ask_homes(events)
        homes = {self._home[event] for event in set(events) - self.incident_of.keys()}
        together = {home: self._members[home] for home in homes if home is not None}
        self.incident_of |= {event: home for home, members in together.items() for event in members}
        joined = set(events).union(*together.values())
        self.joined |= {event.event_id: event for event in self._meet(joined)}
        for members in together.values():
            mates = [self.joined[event] for event in members if event in self.joined]
            if len(mates) > 1:
                self._add_ties(likely_pairs(mates, self.scores))
        return joined

    def find_tied(self, events: Collection[str]) -> set[str]:
        """The events that score as one happening with one of these."""
        fresh = [self.joined[event] for event in sorted(events) if event in self.joined]
        if not fresh:
            return set()
        with registered(self.con, "frontier", _frontier(fresh)):
            found = fetch(self.con, "link/neighbours", _reach(fresh, self.scores.by))
        new = {event.event_id for event in fresh}
        near = {row["event_id"] for row in found} | self.scores.decisions.partners(new) | new
        # Whatever proves tied is joined with its mates: read with the rest, they cost no look-up of their own.
        self._ask_homes(near)
        self._meet(near.union(*(self._members[home] for event in near if (home := self._home[event]) is not None)))
        return self._add_ties(likely_pairs(self._meet(near), self.scores, among=new))

    def _add_ties(self, ties: Iterable[Tie]) -> set[str]:
        """Keep these ties; returns the ids of their events."""
        tied: set[str] = set()
        for tie in ties:
            pair = pair_of(tie[1].event_id, tie[2].event_id)
            self.ties[pair] = tie
            tied.update(pair)
        return tied

    def _meet(self, events: set[str]) -> list[Event]:
        """The standing ones among these events."""
        unmet = events - self._met.keys()
        self._met |= dict.fromkeys(unmet) | {event.event_id: event for event in load_events(self.con, unmet)}
        return [event for name in sorted(events) if (event := self._met[name]) is not None]

    def _ask_homes(self, events: Iterable[str]) -> None:
        """Look up the incidents so far of those events not asked for yet, and all that these incidents hold."""
        unasked = set(events) - self._home.keys()
        if not unasked:
            return
        with registered(self.con, "wanted", ids("event_id", unasked)):
            found = {row["event_id"]: row["incident_id"] for row in fetch(self.con, "link/mates_of_events")}
        for event, home in found.items():
            self._members.setdefault(home, set()).add(event)
        self._home |= dict.fromkeys(unasked) | found


def read_decisions(con: duckdb.DuckDBPyConnection) -> Decisions:
    """What analysts merged and parted and did not take back."""
    merged: set[Pair] = set()
    parted: set[Pair] = set()
    for row in fetch(con, "correct/standing_pairs"):
        (merged if row["kind"] == "merge" else parted).add(pair_of(row["event_id"], row["other_event_id"]))
    return Decisions(frozenset(merged), frozenset(parted))


def _frontier(events: Iterable[Event]) -> pa.Table:
    """What of each event its neighbours are found by."""
    told = list(events)
    return pa.table(
        {
            "country_code": pa.array([e.country for e in told], pa.string()),
            "governorate_code": pa.array([e.governorate for e in told], pa.string()),
            "event_date": pa.array([e.day for e in told], pa.date32()),
            "place_keys": pa.array([sorted(e.named_places) for e in told], pa.list_(pa.string())),
            "is_adding": pa.array([e.is_adding for e in told], pa.bool_()),
            "story_id": pa.array([e.story_id for e in told], pa.string()),
            "version_id": pa.array([e.version_id for e in told], pa.string()),
            "retold": pa.array([e.retold for e in told], pa.bool_()),
            "known_at": pa.array([e.known_at for e in told], pa.timestamp("us")),
            "killed": pa.array([sorted(e.killed_numbers) for e in told], pa.list_(pa.int32())),
        }
    )


def _reach(events: Iterable[Event], by: Linking) -> dict[str, object]:
    """How far in time the ties of these events can lead."""
    told = list(events)
    days = [event.day for event in told if event.day is not None]
    adding_days = [event.day for event in told if event.day is not None and event.is_adding]
    return {
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "first_adding_day": min(adding_days, default=None),
        "last_adding_day": max(adding_days, default=None),
        "any_undated": len(days) < len(told),
        "addition_days": by.addition_days,
        "reprint_days": by.reprint_days,
        "retold_days": by.retold_days,
    }


def load_events(con: duckdb.DuckDBPyConnection, events: Collection[str]) -> list[Event]:
    """The standing events among these ids that can belong to an incident, with their claims."""
    if not events:
        return []
    with registered(con, "wanted", ids("event_id", events)):
        told = _fetch_tuples(con, "link/claims_by_event")
    own = {row.event_id: row for row in told if row.alternative_ordinal == 0}
    claimed = {"event_id": list(own), "version_id": [row.version_id for row in own.values()]}
    with registered(con, "claimed", pa.table(claimed, _CLAIMED)):
        rows = _fetch_tuples(con, "link/events_by_id")
    days = {row.event_id: (str(row.event_date), is_assumed(row.date_basis, row.date_precision)) for row in rows}
    claims: dict[str, list[Claim]] = {}
    for row in told:
        claims.setdefault(row.event_id, []).append(_claim(row, *days.get(row.event_id, ("", False))))
    found = [_event(own[row.event_id], row, tuple(claims[row.event_id])) for row in rows]
    return sorted((event for event in found if event.kind is not None), key=lambda event: event.order)


def _fetch_tuples(con: duckdb.DuckDBPyConnection, name: str) -> list[Any]:
    """The rows of a named statement as named tuples: of many rows with forty columns a third of the time of dicts."""
    cursor = con.execute(statement(name))
    row = namedtuple("row", [column[0] for column in cursor.description or ()])  # type: ignore[misc]
    return list(map(row._make, cursor.fetchall()))


_CLAIMED = pa.schema([("event_id", pa.string()), ("version_id", pa.string())])


def _claim(row: Any, event_day: str, is_assumed_day: bool) -> Claim:
    counts = {
        outcome: Told(low, high, quantifier)
        for outcome, low, high, quantifier in (
            ("killed", row.killed_low, row.killed_high, row.killed_quantifier),
            ("injured", row.injured_low, row.injured_high, row.injured_quantifier),
            ("missing", row.missing_low, row.missing_high, row.missing_quantifier),
            ("detained", row.detained_low, row.detained_high, row.detained_quantifier),
            ("casualties", row.casualties_low, row.casualties_high, row.casualties_quantifier),
        )
        if low is not None
    }
    return Claim(
        claim_id=row.claim_id,
        event_id=row.event_id,
        ordinal=row.alternative_ordinal,
        article_id=row.article_id,
        source=row.source_key,
        kind=row.source_kind,
        source_side=row.source_side,
        victim_side=row.victim_side,
        counts=counts,
        civilian=row.killed_civilian,
        presumed_civilian=row.killed_presumed_civilian or 0,
        combatant=row.killed_combatant,
        women=row.killed_women,
        children=row.killed_children,
        is_group_only=row.is_group_only,
        is_enemy_loss=row.is_enemy_loss,
        is_correction=row.is_correction,
        circumstance=row.circumstance,
        event_day=event_day,
        retold=row.retold,
        known_at=row.known_at,
        replaced_at=row.replaced_at,
        is_assumed_day=is_assumed_day,
    )


def _event(own: Any, row: Any, claims: tuple[Claim, ...]) -> Event:
    """An event from its own claim and from what the coder made of it."""
    return Event(
        event_id=row.event_id,
        version_id=own.version_id,
        article_id=own.article_id,
        story_id=own.story_id,
        outlet_id=own.outlet_id,
        known_at=own.known_at,
        replaced_at=own.replaced_at,
        scope=row.scope,
        country=row.country_code,
        governorate=row.governorate_code,
        day=row.event_date,
        date_precision=row.date_precision,
        date_basis=row.date_basis,
        period_start=row.period_start,
        period_end=row.period_end,
        place=row.place,
        place_key=row.place_key,
        places=tuple(row.places),
        place_keys=tuple(row.place_keys),
        place_id=row.place_id,
        place_precision=row.place_precision,
        admin2=row.admin2_code,
        admin3=row.admin3_code,
        latitude=row.latitude,
        longitude=row.longitude,
        actor=frozenset(row.actor),
        weapon=row.weapon,
        target=row.target,
        circumstance=row.circumstance,
        retold=row.retold,
        is_only_whole=row.is_only_whole,
        groups=frozenset(row.groups),
        claims=claims,
        actor_basis=row.actor_basis,
    )
