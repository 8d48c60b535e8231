"""What analysts decided of sources, laid over the registries that are shipped: a load never takes it back.

A registry comes whole with each run. Decisions are rows of their own (`core.source_decision`), applied to what comes
before it is compared with what is held, so that a run which brings nothing new finds nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Batch = Mapping[str, Sequence[Row]]

CLAIMANT, NAME, OUTLET = "core.claimant", "core.claimant_name", "core.outlet"
SOURCES = (CLAIMANT, NAME, OUTLET)

NEW = {"kind": "other", "side": None, "whom": "all", "is_generic": False}
"""A claimant of whom no more than the name is said."""


def overlay(batch: Batch, decisions: Iterable[Row]) -> dict[str, Sequence[Row]]:
    """The batch with the decisions that hold, in their order, laid over its claimants, their names and its outlets.

    What a decision is of and the batch lacks is left alone: the decision waits for it. A name whose claimant is not
    there goes.
    """
    standing = [row for row in decisions if row["undone_at"] is None]
    if not standing or not any(batch.get(table) for table in SOURCES):
        return dict(batch)
    laid: dict[str, Sequence[Row]] = dict(batch)
    if batch.get(OUTLET):
        laid[OUTLET] = [_outlet(row, standing) for row in batch[OUTLET]]
    if batch.get(CLAIMANT) and batch.get(NAME):
        claimants = {str(row["claimant_id"]): dict(row) for row in batch[CLAIMANT]}
        names = {str(row["claimant_key"]): str(row["claimant_id"]) for row in batch[NAME]}
        for row in standing:
            if row["role"] == "claimant":
                _apply(row, claimants, names)
        laid[CLAIMANT] = list(claimants.values())
        laid[NAME] = [{"claimant_key": key, "claimant_id": owner} for key, owner in names.items() if owner in claimants]
    return laid


def _outlet(row: Row, decisions: Iterable[Row]) -> Row:
    fields = {
        one["column_name"]: one["value"]
        for one in decisions
        if one["role"] == "outlet" and one["source_id"] == row["outlet_id"] and one["kind"] == "set"
    }
    return {**row, **fields}


def _apply(decision: Row, claimants: dict[str, dict[str, Any]], names: dict[str, str]) -> None:
    """One decision on a claimant."""
    source, kind, key = decision["source_id"], decision["kind"], decision["value_key"]
    if kind == "add":
        claimants.setdefault(source, {"claimant_id": source, "name": decision["value"], **NEW})
    elif kind == "set" and source in claimants:
        claimants[source][decision["column_name"]] = _value(decision)
    elif kind == "name" and source in claimants:
        names[key] = source
    elif kind == "unname" and names.get(key) == source:
        del names[key]
    elif kind == "merge" and decision["value"] in claimants:
        names |= {one: decision["value"] for one, owner in names.items() if owner == source}
        claimants.pop(source, None)


def _value(decision: Row) -> object:
    return decision["value"] == "true" if decision["column_name"] == "is_generic" else decision["value"]
