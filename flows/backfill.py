"""The backfill: articles of past days from a source, day by day of publication, into the same warehouse.

Run it with `hasila backfill`, or as the deployment `backfill` of prefect.yaml. This file holds the flow and nothing
else: Prefect loads it under another module name.
"""

from __future__ import annotations

import datetime as dt

from prefect import flow
from prefect.runtime import flow_run

from flows.past import PastSummary, fill_range


def name_run() -> str:
    """The run's name: the range of days and the source."""
    told = flow_run.parameters
    return f"backfill {told.get('source')} {told.get('start')} to {told.get('end')}"


@flow(name="backfill", flow_run_name=name_run, persist_result=False)
def backfill(
    start: dt.date,
    end: dt.date,
    source: str = "jsonl",
    path: str | None = None,
    outlet: str | None = None,
    home: str | None = None,
) -> PastSummary:
    """Load what a source holds of the days from `start` to `end`, both included; a second run adds nothing.

    `source` is jsonl: `path` names its file, `outlet` the outlet of articles that name none. Raises UserError for a
    range or source that does not exist, and WarehouseError where a load failed; what was loaded before stays.
    """
    return fill_range(start, end, source, path, outlet, home)
