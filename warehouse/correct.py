"""An analyst's decisions: rows that outlive re-extraction, win over what the coder read, and can be taken back.

They change how an event counts, never what the coder said: `core.casualty_event` keeps that, `core.correction` the
decision with its reason and author, `core.standing_event` what holds. A decision follows the event's words, so a new
reading that numbers a text's events anew takes it along; if the words tell no event any more it waits with a null
event and is listed so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import duckdb

from warehouse.batch import utc
from warehouse.corrected_values import check_values, complete_values
from warehouse.deciding import (
    Decided,
    Rows,
    Seen,
    apply_decision,
    insert_rows,
    pair_row,
    row_of,
    sign,
    store_decision,
    text_of,
)
from warehouse.errors import CorrectionError
from warehouse.load import load_transaction
from warehouse.neighbours import fetch
from warehouse.refusals import say
from warehouse.statements import statement
from warehouse.store import RunResult
from warehouse.targets import Event, companions_of, events_of, find_event, resolve_incident, signed
from warehouse.weights import DEFAULT, Linking

__all__ = [
    "Decided", "Seen", "accept_incidents", "change_events", "merge_incidents", "reject_events", "split_events",
    "undo_correction",
]  # fmt: skip


def change_events(
    con: duckdb.DuckDBPyConnection,
    events: Sequence[str],
    values: Mapping[str, object],
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
    seen: Seen | None = None,
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
                row_of("change", event, column_name=column, value=text_of(value), value_before=text_of(event[column]))
            )
    return store_decision(con, rows, list(events), reason, author, made_at, linking, seen)


def _refuse_second(con: duckdb.DuckDBPyConnection, event_id: str, column: str) -> None:
    for other in fetch(con, "correct/standing_change", {"event_id": event_id, "column_name": column}):
        raise CorrectionError(
            say(
                "decision.set_before",
                field=column,
                event=event_id,
                value=other["value"] or say("decision.unknown"),
                **signed(other),
            )
        )


def reject_events(
    con: duckdb.DuckDBPyConnection,
    events: Sequence[str],
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
    seen: Seen | None = None,
) -> Decided:
    """Take events out of all counts: no casualty event, or not of this world. Raises CorrectionError."""
    rows = [row_of("reject", find_event(con, event_id)) for event_id in events]
    return store_decision(con, rows, list(events), reason, author, made_at, linking, seen)


def merge_incidents(
    con: duckdb.DuckDBPyConnection,
    incident_id: str,
    other_id: str,
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
    seen: Seen | None = None,
) -> Decided:
    """Make two incidents one: the first event of each is tied to all events of the other.

    Raises CorrectionError if they are one, were parted by hand, or are of two countries.
    """
    one, other = resolve_incident(con, incident_id), resolve_incident(con, other_id)
    if one == other:
        raise CorrectionError(say("decision.one_already", incident=incident_id, other=other_id, now=one))
    mine, theirs = events_of(con, one), events_of(con, other)
    for first in mine:
        for second in theirs:
            _refuse_opposite(con, "split", first, second)
    ours, others = [[find_event(con, event_id) for event_id in told] for told in (mine, theirs)]
    _refuse_two_countries(one, ours, other, others)
    pairs = [(ours[0], event) for event in others] + [(event, others[0]) for event in ours[1:]]
    rows = [pair_row("merge", event, match) for event, match in pairs]
    return store_decision(con, rows, [*mine, *theirs], reason, author, made_at, linking, seen)


def _refuse_two_countries(one: str, ours: Sequence[Event], other: str, others: Sequence[Event]) -> None:
    """An incident counts in one country, so an analyst says in which before two of them become one."""
    here, there = ({event["country_code"] for event in told} - {None} for told in (ours, others))
    if here and there and not here & there:
        countries = {"country": ", ".join(sorted(here)), "other_country": ", ".join(sorted(there))}
        raise CorrectionError(say("decision.two_countries", incident=one, other=other, **countries))


def split_events(
    con: duckdb.DuckDBPyConnection,
    events: Sequence[str],
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
    seen: Seen | None = None,
) -> Decided:
    """Part events from all others of their incident; they stay together.

    Raises CorrectionError if they are of several incidents, are all of one, or were merged with the others by hand.
    """
    found = [find_event(con, event_id) for event_id in events]
    companions = companions_of(con, events[0])
    if apart := [event_id for event_id in events if event_id not in companions]:
        raise CorrectionError(say("decision.elsewhere", event=apart[0], other=events[0]))
    others = [event_id for event_id in companions if event_id not in events]
    if not others:
        if len(events) > 1:
            raise CorrectionError(say("decision.all"))
        raise CorrectionError(say("decision.alone", event=events[0]))
    for event_id in events:
        for other in others:
            _refuse_opposite(con, "merge", event_id, other)
    rest = [find_event(con, other) for other in others]
    rows = [pair_row("split", event, other) for event in found for other in rest]
    return store_decision(con, rows, [*events, *others], reason, author, made_at, linking, seen)


def accept_incidents(
    con: duckdb.DuckDBPyConnection,
    incident_id: str,
    other_id: str | None = None,
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    seen: Seen | None = None,
) -> Decided:
    """Say that an incident is right as it stands, or that two are two; it holds while their state stays as it is.

    No figure changes. Raises CorrectionError for an unknown or closed incident, or a missing reason or author.
    """
    found = [resolve_incident(con, name) for name in (incident_id, other_id) if name is not None]
    events = [find_event(con, events_of(con, name)[0]) for name in found]
    state = "-".join(fetch(con, "correct/state", {"incident_id": name})[0]["state"] for name in found)
    row = pair_row("accept", *events, state=state) if other_id else row_of("accept", events[0], state=state)
    signature = sign([row], reason, author, made_at, seen)
    with load_transaction(con):
        insert_rows(con, [row], signature)
    return Decided(signature["correction_id"], signature["made_at"], RunResult())


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
        raise CorrectionError(say("decision.undo_unsigned"))
    found = fetch(con, "correct/correction", {"correction_id": correction_id})
    if not found:
        raise CorrectionError(say("decision.no_correction", correction=correction_id))
    if found[0]["undone_at"] is not None:
        by = {"author": found[0]["undone_by"], "day": f"{found[0]['undone_at']:%Y-%m-%d}"}
        raise CorrectionError(say("decision.undone", correction=correction_id, **by))
    touched = [event for row in found for event in (row["event_id"], row["other_event_id"]) if event]

    def undo() -> None:
        values = {"correction_id": correction_id, "undone_at": utc(made_at), "undone_by": author}
        con.execute(statement("correct/undo"), values)

    return apply_decision(con, correction_id, undo, touched, made_at, linking)


def _refuse_opposite(con: duckdb.DuckDBPyConnection, kind: str, event_id: str, other: str) -> None:
    values = {"kind": kind, "event_id": event_id, "other_event_id": other}
    for found in fetch(con, "correct/opposite_pairs", values):
        told: dict[str, object] = {"event": event_id, "other": other, **signed(found)}
        if kind == "merge":
            raise CorrectionError(say("decision.merged_before", **told))
        raise CorrectionError(say("decision.parted_before", **told))
