"""The re-extraction: stored articles through the present coder again; what it says otherwise supersedes what was.

Run it with `hasila reextract`, or as the deployment `reextract` of prefect.yaml. This file holds the flow and nothing
else: Prefect loads it under another module name.
"""

from __future__ import annotations

import datetime as dt

from prefect import flow

from flows.chunks import PastSummary
from flows.recoding import Recoding, read_share
from flows.tasks import recode_days


@flow(name="reextract", flow_run_name="reextract {start} to {end}", persist_result=False)
def reextract(
    start: dt.date | None = None,
    end: dt.date | None = None,
    everything: bool = False,
    since_version: str | None = None,
    max_change: str | None = None,
    dry_run: bool = False,
    home: str | None = None,
    runner: str = "processes",
    scheduler: str | None = None,
) -> PastSummary:
    """Read stored articles published from `start` to `end` again, by default those that another coder read.

    `everything` takes those of the present coder too, `since_version` those alone that this version or one after it
    read. `max_change` («5%») is the share that may move before the run stops with nothing loaded; `dry_run` only
    reports. `runner` is processes, or dask with the address of a `scheduler` or a cluster of this machine's own. Raises
    UserError for what cannot be, SurpriseError, and WarehouseError where a load failed; what was loaded before stays.
    """
    wish = Recoding(start, end, everything, since_version, read_share(max_change), dry_run)
    return recode_days(wish, home, runner, scheduler)
