"""Which claims follow from the registry of sources: a change touches those of the sources concerned and no others."""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.neighbours import fetch

JUDGED = {"claimant": ("kind", "side", "whom", "is_generic"), "outlet": ("kind", "side")}
"""The fields of a source, by its role, from which claims follow; a mere name changes none."""


class Registry:
    """The registry of sources as the warehouse holds it: claimants and outlets by id, and whose each spelling is."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.claimants = {row["claimant_id"]: row for row in fetch(con, "sources/claimants")}
        self.names = {row["claimant_key"]: row["claimant_id"] for row in fetch(con, "sources/names")}
        self.outlets = {row["outlet_id"]: row for row in fetch(con, "sources/outlets")}


def find_rejudged(con: duckdb.DuckDBPyConnection, before: Registry, after: Registry) -> set[str]:
    """The events of which a claim may have another source, kind of source or side than before."""
    sources = _differing(before.claimants, after.claimants, JUDGED["claimant"])
    sources |= _differing(before.outlets, after.outlets, JUDGED["outlet"])
    keys = {key for key in before.names.keys() | after.names.keys() if before.names.get(key) != after.names.get(key)}
    if not sources and not keys:
        return set()
    found = fetch(con, "sources/events_of", {"sources": sorted(sources), "keys": sorted(keys)})
    return {row["event_id"] for row in found}


def _differing(before: dict[str, Any], after: dict[str, Any], fields: tuple[str, ...]) -> set[str]:
    return {
        one
        for one in before.keys() | after.keys()
        if any(before.get(one, {}).get(field) != after.get(one, {}).get(field) for field in fields)
    }
