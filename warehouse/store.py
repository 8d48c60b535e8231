"""One run's batch into the warehouse: load, link, build and check in a single transaction."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from warehouse.batch import Row, registered, utc
from warehouse.build import build_feed_days, build_marts
from warehouse.carrying import carry_corrections
from warehouse.check import run_checks
from warehouse.history import insert_rows
from warehouse.judged import Registry, find_rejudged
from warehouse.learn import renew_learnt
from warehouse.link import LinkResult, refresh_claims, relink
from warehouse.load import Batch, LoadResult, Tallies, Tally, load_batch, load_transaction
from warehouse.near import refresh_stories
from warehouse.neighbours import fetch, ids
from warehouse.statements import statement
from warehouse.weights import DEFAULT, Linking


@dataclass(slots=True)
class RunResult(Tallies):
    """What a run did: rows per table, the days whose marts were rebuilt, the incidents that changed."""

    touched_days: list[dt.date] = field(default_factory=list)
    changed_incidents: list[str] = field(default_factory=list)


Then = Callable[[duckdb.DuckDBPyConnection, RunResult], None]
"""What somebody else wishes to do within the transaction of a load, once its result is known."""


def store_run(
    con: duckdb.DuckDBPyConnection,
    batch: Batch,
    *,
    recorded_at: dt.datetime,
    linking: Linking = DEFAULT,
    then: Then | None = None,
) -> RunResult:
    """Load a batch (its rows: see warehouse.load), link its claims, rebuild the days it touches and check the rules.

    All in one transaction, with what `then` does last: if anything raises, or the process dies, the warehouse is as it
    was. Raises BatchError for rows that do not fit and CheckFailed for a broken rule.
    """
    now = utc(recorded_at)
    run_id = next((row.get("run_id") for row in batch.get("meta.run", ())), None)
    with _uncollected(), load_transaction(con):
        registry = Registry(con)
        loaded = load_batch(con, batch, recorded_at=recorded_at)
        touched, tables = _refresh(con, batch, loaded, find_rejudged(con, registry, Registry(con)), now, linking)
        reasons = _reasons(con, batch, loaded, touched)
        _record_weights(con, linking, now)
        linked = relink(con, touched, now, run_id=run_id, reasons=reasons, linking=linking)
        result = _finish(con, {**loaded.tables, **tables}, linked, run_id, now)
        if then is not None:
            then(con, result)
        return result


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off Python's search for cycles: the rows of a load hold none, and going through them took a tenth of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def finish_run(
    con: duckdb.DuckDBPyConnection,
    events: Collection[str],
    now: dt.datetime,
    *,
    reason: str,
    run_id: str,
    linking: Linking = DEFAULT,
) -> RunResult:
    """Make the claims of these events again and all that follows from them, inside the caller's transaction."""
    touched = set(events)
    _, claims = refresh_claims(con, touched, (), (), now)
    touched |= _siblings(con, touched)
    _record_weights(con, linking, now)
    linked = relink(con, touched, now, run_id=run_id, reasons=dict.fromkeys(touched, reason), linking=linking)
    return _finish(con, {"core.claim": claims}, linked, run_id, now)


def _finish(
    con: duckdb.DuckDBPyConnection, tables: dict[str, Tally], linked: LinkResult, run_id: str | None, now: dt.datetime
) -> RunResult:
    result = RunResult({**tables, **linked.tables}, changed_incidents=linked.changed_incidents)
    build_feed_days(con, [row["touched_day"] for row in fetch(con, "mart/feed_days_of_run", {"recorded_at": now})])
    of_run = [row["touched_day"] for row in fetch(con, "mart/days_of_run", {"recorded_at": now})]
    result.touched_days = sorted({*of_run, *(day for day in linked.touched_days if day is not None)})
    build_marts(con, result.touched_days, run_id=run_id, recorded_at=now)
    _record_load(con, result, run_id, now)
    run_checks(con, now)
    return result


def _refresh(
    con: duckdb.DuckDBPyConnection,
    batch: Batch,
    loaded: LoadResult,
    rejudged: set[str],
    now: dt.datetime,
    linking: Linking,
) -> tuple[set[str], dict[str, Tally]]:
    """Stories and claims after a load; returns the events to be linked again, and what changed per table.

    `rejudged` are events whose claimants or outlets a changed registry judges otherwise.
    """
    extracted = {str(row["version_id"]) for row in batch.get("core.extraction", ())}
    reread = extracted - loaded.added_versions if loaded.changed_events else set()
    changed = loaded.changed_events | _rebind_corrections(con, reread | carry_corrections(con, loaded.changed_versions))
    stories, compared = refresh_stories(con, reread | loaded.changed_versions, now, linking)
    # Whether an event is all that its text tells depends on the others of that text.
    claiming = changed | rejudged
    reclaimed, claims = refresh_claims(con, claiming, reread | loaded.changed_versions, stories, now)
    # Last, for copies of one text are one source.
    learnt = renew_learnt(con, now)
    if reread:
        changed |= _siblings(con, changed)
    return changed | reclaimed, {"core.near_duplicate": compared, "core.claim": claims, "core.learnt_place": learnt}


def _siblings(con: duckdb.DuckDBPyConnection, events: Collection[str]) -> set[str]:
    """What else the texts of changed events tell, where one may be all that a text tells, or be so no more."""
    with registered(con, "wanted", ids("event_id", events)):
        return {row["event_id"] for row in fetch(con, "link/siblings")}


def _rebind_corrections(con: duckdb.DuckDBPyConnection, versions: Collection[str]) -> set[str]:
    """Let corrections of texts that were read again follow their words; returns the events that they concern."""
    if not versions:
        return set()
    with registered(con, "reread_version", ids("version_id", versions)):
        con.execute(statement("correct/rebind"))
        con.execute(statement("correct/rebind_other"))
        return {row["event_id"] for row in fetch(con, "correct/corrected_events")}


def _reasons(con: duckdb.DuckDBPyConnection, batch: Batch, loaded: LoadResult, touched: set[str]) -> Mapping[str, str]:
    """Why each touched event changed: a new report, an edited text, a coder that reads it anew, or its source."""
    new = {
        str(row["event_id"])
        for row in batch.get("core.casualty_event", ())
        if row["version_id"] in loaded.added_versions and row["article_id"] in loaded.added_articles
    }
    reasons = dict.fromkeys(touched & loaded.changed_events & new, "new report")
    for events, name in (
        ((touched & loaded.changed_events) - new, "claim/reasons"),
        (touched - loaded.changed_events, "claim/standing"),
    ):
        if events:
            with registered(con, "wanted", ids("event_id", events)):
                reasons |= {row["event_id"]: row["reason"] for row in fetch(con, name)}
    return reasons


def _record_weights(con: duckdb.DuckDBPyConnection, linking: Linking, now: dt.datetime) -> None:
    """Keep what is linked by, where it is otherwise than before: the review queue weighs ties against its threshold."""
    weights = {name: float(weight) for name, weight in dataclasses.asdict(linking).items()}
    if weights == {row["weight_name"]: row["weight"] for row in fetch(con, "link/weights")}:
        return
    con.execute(statement("link/delete_weights"))
    insert_rows(
        con, "meta.linking_weight", [{"weight_name": name, "weight": one} for name, one in weights.items()], now
    )


def _record_load(con: duckdb.DuckDBPyConnection, result: RunResult, run_id: str | None, now: dt.datetime) -> None:
    rows: Sequence[Row] = [
        {
            "run_id": run_id,
            "table_name": table,
            "added_count": tally.added,
            "updated_count": tally.updated,
            "unchanged_count": tally.unchanged,
        }
        for table, tally in sorted(result.tables.items())
    ]
    insert_rows(con, "meta.load", rows, now)
