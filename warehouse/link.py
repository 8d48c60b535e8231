"""Claims to incidents: only what a change can reach is grouped and counted again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import incidents
from warehouse.batch import arrow_table, read_columns, registered
from warehouse.cluster import Group, Scores
from warehouse.history import renew, renew_from
from warehouse.incidents import Naming, Rows
from warehouse.load import Tally
from warehouse.neighbours import fetch, ids, read_decisions, regroup
from warehouse.statements import statement
from warehouse.timeline import toll_rows
from warehouse.tolls import FOREVER
from warehouse.weights import DEFAULT, Linking

MOST_AT_ONCE = 20_000
"""Events whose claims are made in one go: those of 800,000, after a source became another, outgrew the memory."""


@dataclass(slots=True)
class LinkResult:
    """What a linking did: rows per table, the incidents that changed, the days whose sums they enter."""

    tables: dict[str, Tally] = field(default_factory=dict)
    changed_incidents: list[str] = field(default_factory=list)
    touched_days: list[dt.date] = field(default_factory=list)


def refresh_claims(
    con: duckdb.DuckDBPyConnection,
    events: Collection[str],
    versions: Collection[str],
    articles: Collection[str],
    now: dt.datetime,
) -> tuple[set[str], Tally]:
    """Renew the claims of changed events and of all events of changed versions and articles.

    Returns the events whose claims are others now, and the tally of core.claim. To link an event again whose claims and
    words are as they were would change nothing: a claimant new to the registry touches few of all that is stored.
    """
    with (
        registered(con, "changed_event", ids("event_id", events)),
        registered(con, "changed_version", ids("version_id", versions)),
        registered(con, "changed_article", ids("article_id", articles)),
    ):
        claiming = {row["event_id"] for row in fetch(con, "claim/events_to_claim")}
    if not claiming:
        return set(), Tally()
    tally, ordered = Tally(), sorted(claiming)
    for at in range(0, len(ordered), MOST_AT_ONCE):
        some = ordered[at : at + MOST_AT_ONCE]
        with registered(con, "claiming_event", ids("event_id", some)):
            fresh = con.sql(statement("claim/claims_of_events"), params={"recorded_at": now}).to_arrow_table()
        tally.add(renew_from(con, "core.claim", "event_id", some, fresh, now))
    return {row["event_id"] for row in fetch(con, "claim/events_of_changed_claims", {"recorded_at": now})}, tally


def relink(
    con: duckdb.DuckDBPyConnection,
    touched: Collection[str],
    now: dt.datetime,
    *,
    run_id: str | None = None,
    reasons: Mapping[str, str] | None = None,
    linking: Linking = DEFAULT,
) -> LinkResult:
    """Group again what the touched events can reach, and renew the incidents, their claims and their figures.

    `reasons` says per touched event why it changed (new report, edit, coder, …). `now` is UTC without a zone. Events
    that nothing touches stay linked by the weights of their time.
    """
    result = LinkResult()
    if not touched:
        return result
    scores = Scores(read_decisions(con), linking)
    groups, before = regroup(con, touched, scores)
    old = _incidents(con, set(before.values()))
    created = {incident: row["created_at"] for incident, row in old.items()}
    naming = incidents.name_groups(groups, before, created, partial(find_free, con))
    scope = set(before.values()) | set(naming.names)
    figures_before = _latest_figures(con, scope)
    named = list(zip(naming.names, groups, strict=True))
    claims = [row for name, group in named for row in incidents.claim_rows(name, group)]
    tolls = [row for name, group in named for row in toll_rows(name, group)]
    result.tables["core.incident_claim"] = _renew_claims(con, scope, claims, now)
    result.tables["core.incident_toll"] = renew(con, "core.incident_toll", "incident_id", scope, tolls, now)
    latest = {row["incident_id"]: row for row in tolls}
    urls = _urls(con, groups)
    rows = {name: incidents.incident_row(name, group, latest.get(name), urls) for name, group in named}
    changed = _save_incidents(con, rows, old, naming, now, result)
    causes = _causes(groups, naming, before, reasons or {})
    changes = incidents.change_rows(naming, figures_before, _latest_figures(con, scope), causes)
    _save_changes(con, changes, run_id, now)
    result.changed_incidents = sorted(changed | {row["incident_id"] for row in changes})
    result.touched_days = [row["touched_day"] for row in fetch(con, "link/touched_days", {"recorded_at": now})]
    return result


def _urls(con: duckdb.DuckDBPyConnection, groups: Iterable[Group]) -> dict[str, str | None]:
    """The addresses of the articles that tell of these groups."""
    articles = {event.article_id for group in groups for event in group.events}
    with registered(con, "wanted_article", ids("article_id", articles)):
        return {row["article_id"]: row["url"] for row in fetch(con, "link/urls_of_articles")}


def _renew_claims(con: duckdb.DuckDBPyConnection, scope: set[str], rows: Rows, now: dt.datetime) -> Tally:
    return renew(con, "core.incident_claim", "incident_id", scope, rows, now)


def _incidents(con: duckdb.DuckDBPyConnection, wanted: set[str]) -> dict[str, dict[str, Any]]:
    with registered(con, "wanted_incident", ids("incident_id", wanted)):
        return {row["incident_id"]: row for row in fetch(con, "link/incidents_by_id")}


def find_free(con: duckdb.DuckDBPyConnection, founders: Collection[str]) -> dict[str, str]:
    """For each founding event the first of its ids that no incident, standing or closed, was given."""
    free: dict[str, str] = {}
    waiting, times = set(founders), 0
    while waiting:
        candidates = {incidents.founding_id(founder, times): founder for founder in waiting}
        with registered(con, "wanted_incident", ids("incident_id", candidates)):
            used = {row["incident_id"] for row in fetch(con, "link/used_ids")}
        free |= {founder: name for name, founder in candidates.items() if name not in used}
        waiting, times = waiting - free.keys(), times + 1
    return free


def _latest_figures(con: duckdb.DuckDBPyConnection, scope: set[str]) -> dict[str, dict[str, Any]]:
    with registered(con, "wanted_incident", ids("incident_id", scope)):
        rows = fetch(con, "link/latest_figures", {"forever": FOREVER})
    return {row["incident_id"]: row for row in rows}


def _save_incidents(
    con: duckdb.DuckDBPyConnection,
    rows: Mapping[str, dict[str, Any]],
    old: Mapping[str, dict[str, Any]],
    naming: Naming,
    now: dt.datetime,
    result: LinkResult,
) -> set[str]:
    """Write the incidents that changed, close those that ended; returns their ids."""
    tally, written = Tally(), []
    for name, row in rows.items():
        held = old.get(name)
        if held is None:
            tally.added += 1
        elif all(held[column] == value for column, value in row.items()) and held["closed_at"] is None:
            tally.unchanged += 1
            continue
        else:
            tally.updated += 1
        created = held["created_at"] if held else now
        written.append({**row, "created_at": created, "changed_at": now, "closed_at": None, "successor_id": None})
    for name in (*naming.merged, *naming.closed):
        tally.updated += 1
        ended = {"changed_at": now, "closed_at": now, "successor_id": naming.merged.get(name)}
        written.append({**old[name], **ended})
    result.tables["core.incident"] = tally
    if written:
        columns = read_columns(con)["core.incident"]
        with registered(con, "incoming", arrow_table("core.incident", columns, written, {}, stored=True)):
            con.execute(statement("link/delete_incident"))
            con.execute(statement("link/insert_incident"))
    return {row["incident_id"] for row in written}


def _causes(
    groups: list[Group], naming: Naming, before: Mapping[str, str], reasons: Mapping[str, str]
) -> dict[str, tuple[str, str | None]]:
    """Why each incident changed, and by which claim; one that ended did so for what its events or its heir met."""
    causes: dict[str, tuple[str, str | None]] = {}
    for event_id in sorted(reasons.keys() & before.keys()):
        causes[before[event_id]] = (reasons[event_id], None)
    for name, group in zip(naming.names, groups, strict=True):
        for event in group.events:
            if event.event_id in reasons:
                claim = event.claims[0].claim_id if event.claims else None
                causes[name] = (reasons[event.event_id], claim)
    return {**{gone: causes[heir] for gone, heir in naming.merged.items() if heir in causes}, **causes}


def _save_changes(con: duckdb.DuckDBPyConnection, changes: Rows, run_id: str | None, now: dt.datetime) -> None:
    if changes:
        columns = read_columns(con)["core.incident_change"]
        data: pa.Table = arrow_table(
            "core.incident_change", columns, changes, {"run_id": run_id, "recorded_at": now}, stored=True
        )
        with registered(con, "incoming", data):
            con.execute(statement("link/insert_change"))
