"""The re-extraction: stored articles through the present coder again; what it says otherwise supersedes what was.

Run it with `hasila reextract`, or as the deployment `reextract` of prefect.yaml. This file holds the flow and nothing
else: Prefect loads it under another module name.
"""

from __future__ import annotations

import datetime as dt

from prefect import flow

from flows.past import PastSummary, recode_range


@flow(name="reextract", flow_run_name="reextract {start} to {end}", persist_result=False)
def reextract(
    start: dt.date | None = None, end: dt.date | None = None, everything: bool = False, home: str | None = None
) -> PastSummary:
    """Read stored articles published from `start` to `end` again, by default those that an older coder read.

    `everything` takes those of the present coder too. Raises UserError for a range that does not exist and
    WarehouseError where a load failed; what was loaded before stays.
    """
    return recode_range(start, end, everything=everything, home=home)
