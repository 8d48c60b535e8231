"""An analyst's decisions: rows that outlive re-extraction, win over what the coder read, and can be taken back.

They change how an event counts, never what the coder said: `core.casualty_event` keeps that, `core.correction` the
decision with its reason and author, `core.standing_event` what holds. A decision follows the event's words, so a new
reading that numbers a text's events anew takes it along; if the words tell no event any more it waits with a null
event and is listed so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import duckdb

from warehouse.batch import arrow_table, read_columns, registered, utc
from warehouse.corrected_values import check_values, complete_values
from warehouse.errors import CorrectionError
from warehouse.load import load_transaction
from warehouse.neighbours import fetch
from warehouse.statements import statement
from warehouse.store import RunResult, finish_run
from warehouse.targets import Event, companions_of, events_of, find_event, resolve_incident
from warehouse.weights import DEFAULT, Linking

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision made or taken back: its id, the instant (UTC without a zone), and what a run did with it."""

    correction_id: str
    at: dt.datetime
    result: RunResult


def change_events(
    con: duckdb.DuckDBPyConnection,
    events: Sequence[str],
    values: Mapping[str, object],
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    """Set columns of events (None: not known), relink and rebuild what that touches, in one transaction.

    Raises CorrectionError for an event that is gone, a column that cannot be set, a value out of its bounds, a missing
    reason or author, or a column that another standing correction sets already; then nothing is changed.
    """
    rows: Rows = []
    values = complete_values(con, values)
    for event_id in events:
        event = find_event(con, event_id)
        check_values(con, event, values)
        for column, value in values.items():
            _refuse_second(con, event_id, column)
            rows.append(
                _row("change", event, column_name=column, value=_text(value), value_before=_text(event[column]))
            )
    return _decide(con, rows, list(events), reason, author, made_at, linking)


def _refuse_second(con: duckdb.DuckDBPyConnection, event_id: str, column: str) -> None:
    for other in fetch(con, "correct/standing_change", {"event_id": event_id, "column_name": column}):
        raise CorrectionError(
            f"{column} of {event_id} was set to {other['value'] or 'unknown'} by {other['author']} on "
            f"{other['made_at']:%Y-%m-%d}; undo correction {other['correction_id']} first"
        )


def reject_events(
    con: duckdb.DuckDBPyConnection,
    events: Sequence[str],
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    """Take events out of all counts: no casualty event, or not of this world. Raises CorrectionError."""
    rows = [_row("reject", find_event(con, event_id)) for event_id in events]
    return _decide(con, rows, list(events), reason, author, made_at, linking)


def merge_incidents(
    con: duckdb.DuckDBPyConnection,
    incident_id: str,
    other_id: str,
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    """Make two incidents one, through their first events. Raises CorrectionError if they are one or were parted."""
    one, other = resolve_incident(con, incident_id), resolve_incident(con, other_id)
    if one == other:
        raise CorrectionError(f"{incident_id} and {other_id} are one incident already ({one})")
    mine, theirs = events_of(con, one), events_of(con, other)
    for first in mine:
        for second in theirs:
            _refuse_opposite(con, "split", first, second)
    rows = [_pair_row("merge", find_event(con, mine[0]), find_event(con, theirs[0]))]
    return _decide(con, rows, [mine[0], theirs[0]], reason, author, made_at, linking)


def split_events(
    con: duckdb.DuckDBPyConnection,
    events: Sequence[str],
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    """Part events from all others of their incident; they stay together.

    Raises CorrectionError if they are of several incidents, are all of one, or were merged with the others by hand.
    """
    found = [find_event(con, event_id) for event_id in events]
    companions = companions_of(con, events[0])
    if apart := [event_id for event_id in events if event_id not in companions]:
        raise CorrectionError(f"{apart[0]} is not in the incident of {events[0]}; split one incident at a time")
    others = [event_id for event_id in companions if event_id not in events]
    if not others:
        told = f"{events[0]} is alone" if len(events) == 1 else "these events are all there is"
        raise CorrectionError(f"{told} in the incident; there is nothing to part from")
    for event_id in events:
        for other in others:
            _refuse_opposite(con, "merge", event_id, other)
    rest = [find_event(con, other) for other in others]
    rows = [_pair_row("split", event, other) for event in found for other in rest]
    return _decide(con, rows, [*events, *others], reason, author, made_at, linking)


def undo_correction(
    con: duckdb.DuckDBPyConnection,
    correction_id: str,
    *,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    """Take a decision back; the row stays, with who undid it and when. Raises CorrectionError if there is none."""
    if not author.strip():
        raise CorrectionError("to take a correction back needs an author")
    found = fetch(con, "correct/correction", {"correction_id": correction_id})
    if not found:
        raise CorrectionError(f"there is no correction {correction_id}; mart.correction has the ids")
    if found[0]["undone_at"] is not None:
        raise CorrectionError(
            f"correction {correction_id} was undone by {found[0]['undone_by']} on {found[0]['undone_at']:%Y-%m-%d} "
            "already"
        )
    touched = [event for row in found for event in (row["event_id"], row["other_event_id"]) if event]

    def undo() -> None:
        values = {"correction_id": correction_id, "undone_at": utc(made_at), "undone_by": author}
        con.execute(statement("correct/undo"), values)

    return _apply(con, correction_id, undo, touched, made_at, linking)


def _refuse_opposite(con: duckdb.DuckDBPyConnection, kind: str, event_id: str, other: str) -> None:
    values = {"kind": kind, "event_id": event_id, "other_event_id": other}
    for found in fetch(con, "correct/opposite_pairs", values):
        done = "merged" if kind == "merge" else "parted"
        raise CorrectionError(
            f"{event_id} and {other} were {done} by {found['author']} on {found['made_at']:%Y-%m-%d}; "
            f"undo correction {found['correction_id']} first"
        )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _row(kind: str, event: Event, **told: object) -> dict[str, Any]:
    anchor = {name: event[name] for name in ("event_id", "version_id", "span_field", "span_start", "span_end")}
    return {"kind": kind, **anchor, **told}


def _pair_row(kind: str, event: Event, other: Event) -> dict[str, Any]:
    anchor = {
        f"other_{name}": other[name] for name in ("event_id", "version_id", "span_field", "span_start", "span_end")
    }
    return {**_row(kind, event), **anchor}


def _decide(
    con: duckdb.DuckDBPyConnection,
    rows: Rows,
    touched: list[str],
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    if not reason.strip() or not author.strip():
        raise CorrectionError("a correction needs a reason and an author")
    now = utc(made_at)
    told = [[row.get(name) for name in ("kind", "event_id", "other_event_id", "column_name", "value")] for row in rows]
    correction_id = blake2b(f"{told}:{author}:{now.isoformat()}".encode(), digest_size=8).hexdigest()
    for row in rows:
        row |= {"correction_id": correction_id, "reason": reason.strip(), "author": author.strip(), "made_at": now}

    def insert() -> None:
        columns = read_columns(con)["core.correction"]
        with registered(con, "incoming", arrow_table("core.correction", columns, rows, {}, stored=True)):
            con.execute(statement("correct/insert"))

    return _apply(con, correction_id, insert, touched, made_at, linking)


def _apply(
    con: duckdb.DuckDBPyConnection,
    correction_id: str,
    write: Callable[[], None],
    touched: list[str],
    made_at: dt.datetime,
    linking: Linking,
) -> Decided:
    now = utc(made_at)
    with load_transaction(con):
        write()
        result = finish_run(con, touched, now, reason="analyst", run_id=correction_id, linking=linking)
    return Decided(correction_id, now, result)
