"""The backfill: articles of past days from a source, day by day, into the same warehouse.

Run it with `hasila backfill`, or as the deployment `backfill` of prefect.yaml. This file holds the flow and nothing
else: Prefect loads it under another module name.
"""

from __future__ import annotations

import datetime as dt

from prefect import flow
from prefect.runtime import flow_run

from flows.chunks import PastSummary
from flows.sources.choose import Order
from flows.tasks import fill_days


def name_run() -> str:
    """The run's name: the range of days and the source."""
    told = flow_run.parameters
    source = told.get("source") or ("jsonl" if told.get("path") else told.get("outlet"))
    return f"backfill {source} {told.get('start')} to {told.get('end')}"


@flow(name="backfill", flow_run_name=name_run, persist_result=False)
def backfill(
    start: dt.date,
    end: dt.date,
    source: str | None = None,
    path: str | None = None,
    outlet: str | None = None,
    only_failed: bool = False,
    modified_after: dt.date | None = None,
    home: str | None = None,
    runner: str = "processes",
    scheduler: str | None = None,
) -> PastSummary:
    """Load what a source holds of the days from `start` to `end`, both included; a second run adds nothing.

    `source` is one of jsonl, html, warc, telegram (with `path`), sitemap, wordpress, paged, wayback; without it `path`
    is a file of articles, and `outlet` is read by the source that the registry gives it. `only_failed` takes the days
    alone that failed before, `modified_after` what WordPress says was edited since. `runner` is processes, or dask with
    the address of a `scheduler` or a cluster of this machine's own. Raises UserError for what cannot be, and
    WarehouseError where a load failed; what was loaded before stays.
    """
    order = Order(start, end, source, path, outlet, only_failed, modified_after)
    return fill_days(order, home, runner, scheduler)
