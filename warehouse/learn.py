"""Places that articles teach: evidence comes with each load, what it amounts to is renewed with it, analysts have the
last word.

`core.place_lesson` holds what each text says, `core.place_decision` what analysts said, `mart.learnt_place` weighs
both, and `core.learnt_place` keeps, with its past, the set that a run reads with: the one of its start.
"""

from __future__ import annotations

import datetime as dt
from hashlib import blake2b
from typing import Any

import duckdb

from warehouse.batch import arrow_table, read_columns, registered, utc
from warehouse.errors import DecisionError
from warehouse.history import renew_from
from warehouse.load import Tally, load_transaction
from warehouse.neighbours import fetch
from warehouse.refusals import say
from warehouse.statements import statement, statement_on


def renew_learnt(con: duckdb.DuckDBPyConnection, now: dt.datetime) -> Tally:
    """Make core.learnt_place what evidence and decisions amount to, inside the caller's transaction.

    `now` is UTC without a zone.
    """
    names = [row["name_key"] for row in fetch(con, "learn/names")]
    if not names:
        return Tally()
    fresh = con.sql(statement("learn/fresh"), params={"recorded_at": now}).to_arrow_table()
    return renew_from(con, "core.learnt_place", "name_key", names, fresh, now)


def read_learnt(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The names that may be used now: name_key, governorate_code, name, kind, is_approved; in a fixed order."""
    return fetch(con, "learn/standing")


def list_learnt(con: duckdb.DuckDBPyConnection, name_key: str | None = None) -> list[dict[str, Any]]:
    """All names, or one, that articles or analysts told, as mart.learnt_place has them."""
    return fetch(con, "learn/listed", {"name_key": name_key})


def decide_place(
    con: duckdb.DuckDBPyConnection,
    decision: str,
    name_key: str,
    *,
    governorate_code: str | None,
    name: str,
    reason: str | None,
    author: str,
    made_at: dt.datetime,
) -> dict[str, Any]:
    """Add an analyst's decision on a name: approve, refuse, or withdraw what was decided; the last one holds.

    Without a governorate an approval is of the only one that articles name, the others are of the name anywhere.
    Returns the decision's row. Raises DecisionError for an approval whose governorate is open, or a withdrawal of
    nothing.
    """
    told = list_learnt(con, name_key)
    if decision == "approve" and governorate_code is None:
        governorate_code = _only_governorate(told, name)
    if decision == "withdraw" and not any(row["made_at"] for row in told):
        raise DecisionError(say("decision.nothing_decided", name=name))
    row = {
        "decision_id": blake2b(f"{name_key}:{governorate_code}:{author}:{made_at}".encode(), digest_size=8).hexdigest(),
        "decision": decision,
        "name_key": name_key,
        "governorate_code": governorate_code,
        "name": name,
        "kind": next((row["kind"] for row in told), "village"),
        "reason": reason,
        "author": author,
        "made_at": utc(made_at),
    }
    with load_transaction(con):
        data = arrow_table("core.place_decision", read_columns(con)["core.place_decision"], [row], {}, stored=True)
        with registered(con, "incoming", data):
            con.execute(statement_on("load/insert_all", "core.place_decision", ()))
        renew_learnt(con, utc(made_at))
    return row


def _only_governorate(told: list[dict[str, Any]], name: str) -> str:
    codes = sorted({row["governorate_code"] for row in told})
    if len(codes) == 1:
        return str(codes[0])
    said = f"articles place it in {', '.join(codes)}" if codes else "no article says where it lies"
    raise DecisionError(f"{name}: {said}; name its governorate with --governorate")
