"""An analyst's decisions: rows that outlive re-extraction, win over what the coder read, and can be taken back.

They change how an event counts, never what the coder said: `core.casualty_event` keeps that, `core.correction` the
decision with its reason and author, `core.standing_event` what holds. A decision follows the event's words, so a new
reading that numbers a text's events anew takes it along; if the words tell no event any more it waits with a null
event and is listed so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

import duckdb

from warehouse.batch import arrow_table, read_columns, registered, utc
from warehouse.errors import CorrectionError
from warehouse.load import load_transaction
from warehouse.neighbours import fetch
from warehouse.statements import statement
from warehouse.store import RunResult, finish_run

COUNTS = tuple(
    f"{outcome}_{end}"
    for outcome in ("killed", "injured", "missing", "detained", "casualties")
    for end in ("low", "high", "quantifier")
)
CHANGEABLE = (
    *COUNTS,
    "scope",
    "event_date",
    "date_precision",
    "date_basis",
    "place",
    "place_key",
    "place_precision",
    "governorate_code",
    "country_code",
    "actor",
    "weapon",
    "target",
    "circumstance",
    "retold",
    "claimant",
    "claimant_key",
)
"""Columns of an event that an analyst may set; places and claimants come with their normal forms."""

Event = Mapping[str, Any]


def change_event(
    con: duckdb.DuckDBPyConnection,
    event_id: str,
    values: Mapping[str, object],
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
) -> RunResult:
    """Set columns of an event (None: not known), relink and rebuild what that touches, in one transaction.

    Raises CorrectionError for an event that is gone, a column that cannot be set, a missing reason or author, or a
    column that another standing correction sets to something else; then nothing is changed.
    """
    event = _find_event(con, event_id)
    rows = []
    for column, value in values.items():
        if column not in CHANGEABLE:
            raise CorrectionError(f"{column} cannot be corrected; one of: {', '.join(CHANGEABLE)}")
        told = _as_text(value)
        for other in fetch(con, "correct/standing_change", {"event_id": event_id, "column_name": column}):
            raise CorrectionError(
                f"{column} of {event_id} was set to {other['value'] or 'unknown'} by {other['author']} on "
                f"{other['made_at']:%Y-%m-%d}; undo correction {other['correction_id']} first"
            )
        before = _as_text(event[column])
        rows.append(_row("change", event, column_name=column, value=told, value_before=before))
    return _decide(con, rows, [event_id], reason, author, made_at)


def reject_event(
    con: duckdb.DuckDBPyConnection, event_id: str, *, reason: str, author: str, made_at: dt.datetime
) -> RunResult:
    """Take an event out of all counts: no casualty event, or not of this world. Raises CorrectionError."""
    return _decide(con, [_row("reject", _find_event(con, event_id))], [event_id], reason, author, made_at)


def merge_incidents(
    con: duckdb.DuckDBPyConnection, incident_id: str, other_id: str, *, reason: str, author: str, made_at: dt.datetime
) -> RunResult:
    """Make two incidents one, through their first events. Raises CorrectionError if they are one or were parted."""
    one, other = resolve_incident(con, incident_id), resolve_incident(con, other_id)
    if one == other:
        raise CorrectionError(f"{incident_id} and {other_id} are one incident already ({one})")
    mine, theirs = _events_of(con, one), _events_of(con, other)
    for first in mine:
        for second in theirs:
            _refuse_opposite(con, "split", first, second)
    rows = [_pair_row("merge", _find_event(con, mine[0]), _find_event(con, theirs[0]))]
    return _decide(con, rows, [mine[0], theirs[0]], reason, author, made_at)


def split_event(
    con: duckdb.DuckDBPyConnection, event_id: str, *, reason: str, author: str, made_at: dt.datetime
) -> RunResult:
    """Part an event from all others of its incident. Raises CorrectionError if it is alone or was merged by hand."""
    event = _find_event(con, event_id)
    others = [e for e in _companions(con, event_id) if e != event_id]
    if not others:
        raise CorrectionError(f"{event_id} is alone in its incident; there is nothing to part it from")
    for other in others:
        _refuse_opposite(con, "merge", event_id, other)
    rows = [_pair_row("split", event, _find_event(con, other)) for other in others]
    return _decide(con, rows, [event_id, *others], reason, author, made_at)


def undo_correction(
    con: duckdb.DuckDBPyConnection, correction_id: str, *, author: str, made_at: dt.datetime
) -> RunResult:
    """Take a decision back; the row stays, with who undid it and when. Raises CorrectionError if there is none."""
    found = fetch(con, "correct/correction", {"correction_id": correction_id})
    if not found:
        raise CorrectionError(f"there is no correction {correction_id}")
    if found[0]["undone_at"] is not None:
        raise CorrectionError(f"correction {correction_id} was undone on {found[0]['undone_at']:%Y-%m-%d} already")
    touched = [event for row in found for event in (row["event_id"], row["other_event_id"]) if event]

    def undo() -> None:
        values = {"correction_id": correction_id, "undone_at": utc(made_at), "undone_by": author}
        con.execute(statement("correct/undo"), values)

    return _apply(con, undo, touched, made_at)


def resolve_incident(con: duckdb.DuckDBPyConnection, incident_id: str) -> str:
    """The incident that an id leads to today. Raises CorrectionError for an unknown or closed one."""
    found = fetch(con, "correct/incident", {"incident_id": incident_id})
    if not found:
        raise CorrectionError(f"there is no incident {incident_id}")
    if found[0]["closed_at"] is not None:
        raise CorrectionError(
            f"incident {incident_id} was closed on {found[0]['closed_at']:%Y-%m-%d}: no claim is left"
        )
    return str(found[0]["incident_id"])


def _find_event(con: duckdb.DuckDBPyConnection, event_id: str) -> Event:
    found = fetch(con, "correct/event", {"event_id": event_id})
    if found:
        return found[0]
    for rejected in fetch(con, "correct/is_rejected", {"event_id": event_id}):
        raise CorrectionError(f"event {event_id} was rejected by {rejected['author']} ({rejected['correction_id']})")
    raise CorrectionError(f"there is no event {event_id}, or a newer reading of its text tells it no more")


def _events_of(con: duckdb.DuckDBPyConnection, incident_id: str) -> list[str]:
    return [row["event_id"] for row in fetch(con, "correct/events_of_incident", {"incident_id": incident_id})]


def _companions(con: duckdb.DuckDBPyConnection, event_id: str) -> list[str]:
    return [row["event_id"] for row in fetch(con, "correct/companions", {"event_id": event_id})]


def _refuse_opposite(con: duckdb.DuckDBPyConnection, kind: str, event_id: str, other: str) -> None:
    values = {"kind": kind, "event_id": event_id, "other_event_id": other}
    for found in fetch(con, "correct/opposite_pairs", values):
        done = "merged" if kind == "merge" else "parted"
        raise CorrectionError(
            f"{event_id} and {other} were {done} by {found['author']} on {found['made_at']:%Y-%m-%d}; "
            f"undo correction {found['correction_id']} first"
        )


def _as_text(value: object) -> str:
    if value is None:
        return ""
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
    rows: list[dict[str, Any]],
    touched: list[str],
    reason: str,
    author: str,
    made_at: dt.datetime,
) -> RunResult:
    if not reason.strip() or not author.strip():
        raise CorrectionError("a correction needs a reason and an author")
    now = utc(made_at)
    told = [[row.get(name) for name in ("kind", "event_id", "other_event_id", "column_name", "value")] for row in rows]
    correction_id = blake2b(f"{told}:{author}:{now.isoformat()}".encode(), digest_size=8).hexdigest()
    for row in rows:
        row |= {"correction_id": correction_id, "reason": reason, "author": author, "made_at": now}

    def insert() -> None:
        columns = read_columns(con)["core.correction"]
        with registered(con, "incoming", arrow_table("core.correction", columns, rows, {}, stored=True)):
            con.execute(statement("correct/insert"))

    return _apply(con, insert, touched, made_at)


def _apply(
    con: duckdb.DuckDBPyConnection, write: Callable[[], None], touched: list[str], made_at: dt.datetime
) -> RunResult:
    with load_transaction(con):
        write()
        return finish_run(con, touched, utc(made_at), reason="analyst")
