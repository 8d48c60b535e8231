"""Months and instants of releases, as people write them, and the versions that a release tells."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import re

from flows.errors import UserError
from warehouse.release import Wanted


def read_month(told: str) -> dt.date:
    """The first day of a month that is written as 2025-06; raises UserError for anything else."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}", told):
            return dt.date.fromisoformat(f"{told}-01")
    except ValueError:
        pass
    raise UserError(f"{told!r} is no month; write it as 2025-06")


def want_release(month: dt.date, now: dt.datetime, known_by: dt.datetime | None, note: str | None) -> Wanted:
    """A release that is made now, of what was published by an instant (UTC without a zone; None: of all)."""
    from extractors.finishing import VERSION
    from extractors.lexicon import load_lexicon
    from extractors.places import active_gazetteer
    from extractors.records import CODEBOOK

    versions = {
        "hasila": importlib.metadata.version("hasila"),
        "coder": VERSION,
        "lexicon": load_lexicon().version,
        "gazetteer": active_gazetteer().version,
        "codebook": CODEBOOK,
    }
    at = now.astimezone(dt.UTC).replace(tzinfo=None)
    return Wanted(month, at, versions, known_by, note)
