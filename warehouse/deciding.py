"""How an analyst's decision is written: signed rows that follow words, and what follows from them, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import duckdb

from warehouse.batch import arrow_table, read_columns, registered, utc
from warehouse.errors import CorrectionError
from warehouse.load import load_transaction
from warehouse.neighbours import fetch, ids
from warehouse.refusals import say
from warehouse.statements import statement
from warehouse.store import RunResult, finish_run
from warehouse.targets import Event, find_event
from warehouse.weights import DEFAULT, Linking

Row = dict[str, Any]
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision made or taken back: its id, the instant (UTC without a zone), and what a run did with it."""

    correction_id: str
    at: dt.datetime
    result: RunResult


@dataclass(frozen=True, slots=True)
class Seen:
    """What an analyst looked at when deciding: an item of the review queue, and the events of its incidents.

    `key` names the very decision, so that the same one is not made twice. What comes of it is accepted with it, as far
    as no other event is in it.
    """

    item_id: str
    key: str
    events: frozenset[str]


def text_of(value: object) -> str:
    """A value as the table of corrections keeps it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def row_of(kind: str, event: Event, **told: object) -> Row:
    """A row that follows an event by the words that witness it."""
    anchor = {name: event[name] for name in ("event_id", "version_id", "span_field", "span_start", "span_end")}
    return {"kind": kind, **anchor, **told}


def pair_row(kind: str, event: Event, other: Event, **told: object) -> Row:
    """A row on two events."""
    anchor = {
        f"other_{name}": other[name] for name in ("event_id", "version_id", "span_field", "span_start", "span_end")
    }
    return {**row_of(kind, event, **told), **anchor}


def store_decision(
    con: duckdb.DuckDBPyConnection,
    rows: Rows,
    touched: list[str],
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
    seen: Seen | None = None,
) -> Decided:
    """Write a decision, make anew what the touched events reach, and accept what was looked at, all or nothing."""
    signature = sign(rows, reason, author, made_at, seen)

    def write() -> None:
        insert_rows(con, rows, signature)

    def accept_seen() -> None:
        if seen is not None:
            insert_rows(con, _accepted(con, seen), signature)

    return apply_decision(con, signature["correction_id"], write, touched, made_at, linking, accept_seen)


def sign(rows: Rows, reason: str, author: str, made_at: dt.datetime, seen: Seen | None) -> Row:
    """What the rows of one decision share: its id, who made it, when, why, and of which item of the queue."""
    if not reason.strip() or not author.strip():
        raise CorrectionError(say("decision.incomplete"))
    now = utc(made_at)
    told = [[row.get(name) for name in ("kind", "event_id", "other_event_id", "column_name", "value")] for row in rows]
    return {
        "correction_id": blake2b(f"{told}:{author}:{now.isoformat()}".encode(), digest_size=8).hexdigest(),
        "reason": reason.strip(),
        "author": author.strip(),
        "made_at": now,
        "item_id": seen.item_id if seen else None,
        "decision_key": seen.key if seen else None,
    }


def insert_rows(con: duckdb.DuckDBPyConnection, rows: Rows, signature: Row) -> None:
    """Write rows of one decision, inside the caller's transaction."""
    columns = read_columns(con)["core.correction"]
    signed = [row | signature for row in rows]
    with registered(con, "incoming", arrow_table("core.correction", columns, signed, {}, stored=True)):
        con.execute(statement("correct/insert"))


def _accepted(con: duckdb.DuckDBPyConnection, seen: Seen) -> Rows:
    """Rows that accept the incidents which hold none but the events that were looked at."""
    with registered(con, "seen_event", ids("event_id", seen.events)):
        found = fetch(con, "correct/seen_incidents")
    return [row_of("accept", find_event(con, row["event_id"]), state=row["state"]) for row in found]


def apply_decision(
    con: duckdb.DuckDBPyConnection,
    correction_id: str,
    write: Callable[[], None],
    touched: list[str],
    made_at: dt.datetime,
    linking: Linking,
    settle: Callable[[], None] = lambda: None,
) -> Decided:
    """Run `write`, relink the touched events, rebuild their days and run `settle`, in one transaction."""
    now = utc(made_at)
    with load_transaction(con):
        write()
        result = finish_run(con, touched, now, reason="analyst", run_id=correction_id, linking=linking)
        settle()
    return Decided(correction_id, now, result)
