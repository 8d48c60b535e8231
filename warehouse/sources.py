"""The registry of sources as analysts edit it: who stands behind claims, of which kind and side, under which names.

Each decision has its author, reason and time, changes the registry and all claims, incidents and days that follow from
it in one transaction, outlives every load and every new reading, and can be taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import duckdb

from warehouse.batch import arrow_table, read_columns, registered, utc
from warehouse.codes import CODES
from warehouse.deciding import Decided
from warehouse.errors import DecisionError
from warehouse.judged import Registry, find_rejudged
from warehouse.load import load_batch, load_transaction
from warehouse.neighbours import fetch
from warehouse.source_overlay import CLAIMANT, NAME, OUTLET, Batch
from warehouse.statements import statement, statement_on
from warehouse.store import finish_run
from warehouse.told import KINDS
from warehouse.weights import DEFAULT, Linking

Row = dict[str, Any]
Rows = list[Row]

WHOM = ("all", "civilians", "own_side")
OUTLET_KINDS = ("agency", "broadcaster", "newspaper", "site", "monitor", "organisation", *KINDS)
FIELDS = {
    "claimant": ("name", "kind", "side", "whom", "is_generic"),
    "outlet": ("name", "kind", "side", "country_code"),
}
"""What can be set of a source, by its role."""


@dataclass(frozen=True, slots=True)
class Source:
    """One claimant or outlet: its row in the registry, or for a claimant that the registry lacks only id and name."""

    role: str
    source_id: str
    row: Row
    is_registered: bool = True


def find_source(con: duckdb.DuckDBPyConnection, name: str, key: str, role: str | None = None) -> Source:
    """The source of that id, name or spelling (`key` is its normal form); raises DecisionError where there is none."""
    registry = Registry(con)
    found: list[Source] = []
    if role != "outlet":
        owner = name if name in registry.claimants else registry.names.get(key)
        found += [Source("claimant", owner, registry.claimants[owner])] if owner else _unregistered(con, name, key)
    if role != "claimant" and not (found and role is None and found[0].is_registered):
        outlets = registry.outlets.items()
        mine = [one for one, row in outlets if one == name] or [one for one, row in outlets if row["name"] == name]
        found = [Source("outlet", mine[0], registry.outlets[mine[0]])] if mine else found
    if not found:
        raise DecisionError(f"there is no source {name!r}; `hasila sources list --all` has their ids and names")
    return found[0]


def _unregistered(con: duckdb.DuckDBPyConnection, name: str, key: str) -> list[Source]:
    """The claimant that claims name so and the registry does not know."""
    wanted = {name, f"name:{key}"}
    return [
        Source("claimant", row["source_key"], {"name": row["claimant"]}, is_registered=False)
        for row in fetch(con, "sources/unregistered")
        if row["source_key"] in wanted
    ]


def set_source(con: duckdb.DuckDBPyConnection, source: Source, changes: Mapping[str, object]) -> Rows:
    """The rows of a decision that sets fields of a source; raises DecisionError for what cannot be set."""
    if not source.is_registered:
        raise DecisionError(f"{source.row['name']} is not in the registry; add it, or merge it into one that is")
    rows: Rows = []
    for field, value in changes.items():
        _check(source.role, field, value)
        told = source.row.get(field)
        if told == value:
            raise DecisionError(f"{field} of {source.source_id} is {_text(value) or 'none'} already")
        rows.append(_row("set", source, column_name=field, value=_text(value), value_before=_text(told)))
    return rows


def name_source(
    con: duckdb.DuckDBPyConnection, source: Source, added: Mapping[str, str], gone: Mapping[str, str]
) -> Rows:
    """The rows that give a claimant spellings (normal form by spelling), or take them away; raises DecisionError."""
    if source.role != "claimant" or not source.is_registered:
        raise DecisionError(f"{source.source_id} has no spellings; only claimants of the registry have")
    registry, rows = Registry(con), []
    for spelling, key in added.items():
        owner = registry.names.get(key)
        if owner is not None:
            whose = "its own" if owner == source.source_id else f"of {owner}; take it from there, or merge the two"
            raise DecisionError(f"{spelling!r} is a spelling already, {whose}")
        rows.append(_row("name", source, value=spelling, value_key=key))
    for spelling, key in gone.items():
        if registry.names.get(key) != source.source_id:
            raise DecisionError(f"{spelling!r} is no spelling of {source.source_id}; `hasila sources show` lists them")
        rows.append(_row("unname", source, value=spelling, value_key=key))
    return rows


def add_source(
    con: duckdb.DuckDBPyConnection, source_id: str, name: str, key: str, changes: Mapping[str, object]
) -> Rows:
    """The rows of a decision that adds a claimant under its full name; raises DecisionError for one that is known."""
    registry = Registry(con)
    if source_id in registry.claimants:
        raise DecisionError(f"there is a claimant {source_id} already; set what is to change of it")
    if key in registry.names:
        raise DecisionError(f"{name!r} is a spelling of {registry.names[key]} already; set or merge that one")
    source = Source("claimant", source_id, {"name": name, "kind": "other", "whom": "all", "is_generic": False})
    rows = [_row("add", source, value=name), _row("name", source, value=name, value_key=key)]
    return rows + (set_source(con, source, changes) if changes else [])


def merge_sources(con: duckdb.DuckDBPyConnection, source: Source, into: Source) -> Rows:
    """The rows of a decision that makes a claimant and another, or an outlet, one source; raises DecisionError."""
    if source.role == "outlet":
        raise DecisionError(
            f"{source.source_id} is an outlet; give both feeds one outlet in feeds.toml, claims then are of one"
        )
    if (source.role, source.source_id) == (into.role, into.source_id):
        raise DecisionError(f"{source.source_id} and {into.source_id} are one already")
    if not into.is_registered:
        raise DecisionError(f"{into.row['name']} is not in the registry; add it first, or merge the other way round")
    registry, rows = Registry(con), []
    target = Source("claimant", into.source_id, into.row)
    if into.source_id not in registry.claimants:
        kind = into.row["kind"] if into.row["kind"] in KINDS else "media"
        rows = [_row("add", target, value=into.row["name"]), _row("set", target, column_name="kind", value=kind)]
        if into.row.get("side"):
            rows.append(_row("set", target, column_name="side", value=into.row["side"]))
    if source.is_registered:
        return [*rows, _row("merge", source, value=target.source_id)]
    key = source.source_id.removeprefix("name:")
    return [*rows, _row("name", target, value=source.row["name"], value_key=key)]


def _row(kind: str, source: Source, **told: object) -> Row:
    return {"kind": kind, "role": source.role, "source_id": source.source_id, **told}


def _text(value: object) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None if value is None else str(value)


def _check(role: str, field: str, value: object) -> None:
    if field not in FIELDS[role]:
        raise DecisionError(f"{field} is no field of {role}s; they have {', '.join(FIELDS[role])}")
    allowed: dict[str, Sequence[object]] = {
        "kind": KINDS if role == "claimant" else OUTLET_KINDS,
        "side": (*(code for code in CODES["actor"] if code != "unknown"), None),
        "whom": WHOM,
        "is_generic": (True, False),
    }
    if field in allowed and value not in allowed[field]:
        codes = ", ".join(_text(one) or "none" for one in allowed[field])
        raise DecisionError(f"{field} is one of {codes}, not {value}")
    if field == "name" and not str(value or "").strip():
        raise DecisionError("a source has a name; give one")


def decide(
    con: duckdb.DuckDBPyConnection,
    rows: Rows,
    base: Batch,
    *,
    reason: str,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    """Write a decision and make anew what follows from it, all or nothing; `base` is the registry as it is shipped.

    Raises DecisionError for a missing reason or author, or a decision of nothing.
    """
    if not reason.strip() or not author.strip():
        raise DecisionError("a decision needs a reason and an author")
    if not rows:
        raise DecisionError("nothing to decide; say what is to change")
    now = utc(made_at)
    decision_id = blake2b(f"{rows}:{author}:{now.isoformat()}".encode(), digest_size=8).hexdigest()
    shared = {"decision_id": decision_id, "reason": reason.strip(), "author": author.strip(), "made_at": now}
    signed = [{**row, **shared, "ordinal": number} for number, row in enumerate(rows)]
    with load_transaction(con):
        data = arrow_table("core.source_decision", read_columns(con)["core.source_decision"], signed, {}, stored=True)
        with registered(con, "incoming", data):
            con.execute(statement_on("load/insert_all", "core.source_decision", ()))
        return _follow(con, rows, base, decision_id, made_at, linking)


def undo(
    con: duckdb.DuckDBPyConnection,
    decision_id: str,
    base: Batch,
    *,
    author: str,
    made_at: dt.datetime,
    linking: Linking = DEFAULT,
) -> Decided:
    """Take a decision on a source back; its rows stay. Raises DecisionError where there is none that holds."""
    if not author.strip():
        raise DecisionError("to take a decision back needs an author")
    rows = [row for row in fetch(con, "sources/decisions") if row["decision_id"] == decision_id]
    if not rows:
        raise DecisionError(f"there is no decision {decision_id} on a source; `hasila sources log` has the ids")
    if rows[0]["undone_at"] is not None:
        raise DecisionError(f"decision {decision_id} was taken back by {rows[0]['undone_by']} already")
    with load_transaction(con):
        values = {"decision_id": decision_id, "undone_at": utc(made_at), "undone_by": author.strip()}
        con.execute(statement("sources/undo"), values)
        return _follow(con, rows, base, decision_id, made_at, linking)


def _follow(
    con: duckdb.DuckDBPyConnection, rows: Rows, base: Batch, decision_id: str, made_at: dt.datetime, linking: Linking
) -> Decided:
    """Bring the registry to what is decided, and all events whose sources that changes after it."""
    before = Registry(con)
    load_batch(con, _reset(before, rows, base, fetch(con, "sources/decisions")), recorded_at=made_at)
    events = find_rejudged(con, before, Registry(con))
    result = finish_run(con, events, utc(made_at), reason="sources", run_id=decision_id, linking=linking)
    return Decided(decision_id, utc(made_at), result)


def _reset(held: Registry, rows: Rows, base: Batch, decisions: Rows) -> dict[str, Rows]:
    """The registry as held, but what the decision is of as it is shipped: the load lays the decisions over it."""
    subjects = {row["source_id"] for row in rows} | {row["value"] for row in rows if row["kind"] == "merge"}
    keys = {row["value_key"] for row in rows if row.get("value_key")}
    shipped = {row["claimant_id"]: row for row in base.get(CLAIMANT, ())}
    owners = {row["claimant_key"]: row["claimant_id"] for row in base.get(NAME, ())}
    claimants = [row for one, row in held.claimants.items() if one not in subjects]
    claimants += [dict(shipped[one]) for one in sorted(subjects & shipped.keys())]
    mine = keys | {key for key, owner in (*held.names.items(), *owners.items()) if owner in subjects}
    names = {key: owner for key, owner in held.names.items() if key not in mine}
    names |= {key: owner for key, owner in owners.items() if key in mine}
    outlets = {row["outlet_id"]: dict(row) for row in base.get(OUTLET, ())}
    wanted = {row["source_id"] for row in rows if row["role"] == "outlet"}
    batch: dict[str, Rows] = {
        CLAIMANT: claimants,
        NAME: [{"claimant_key": key, "claimant_id": owner} for key, owner in names.items()],
    }
    batch[OUTLET] = [outlets.get(one) or _undecided(held.outlets[one], decisions) for one in sorted(wanted)]
    return batch


def _undecided(outlet: Row, decisions: Rows) -> Row:
    """An outlet that no registry ships, as it was before the first decision on each of its fields."""
    row = dict(outlet)
    for decision in reversed(decisions):
        if decision["role"] == "outlet" and decision["source_id"] == outlet["outlet_id"]:
            row[decision["column_name"]] = decision["value_before"]
    return row
