"""What an event says, as one hash: a repeated extraction is known by it, and changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.batch import Row

_canonical = json.JSONEncoder(default=str, sort_keys=True).encode
"""One text for one value; made once, since json.dumps makes an encoder a call."""


def content_hashes(rows: Mapping[str, Sequence[Row]], parts: Sequence[str]) -> list[str]:
    """One hash an event of `rows`, in their order, over all that the coder said of it and of its `parts`.

    The order of the parts among the rows does not matter; within a table their ordinals name them. The coder's version
    is left out: a newer coder that says the same confirms an event and does not replace it.
    """
    told: dict[str, list[tuple[str, str, Row]]] = {}
    for table in parts:
        for row in rows[table]:
            told.setdefault(row["event_id"], []).append((table, str(row.get("ordinal")), _said(row)))
    hashes = []
    for row in rows["core.casualty_event"]:
        of_event = sorted(told.get(row["event_id"], ()), key=lambda part: part[:2])
        said = _said(row)
        said.pop("coder_version", None)
        hashes.append(hashlib.blake2b(_canonical([said, of_event]).encode(), digest_size=16).hexdigest())
    return hashes


def _said(row: Row) -> dict[str, Any]:
    """The row without what it leaves open: a column that is lacking says what an empty one says."""
    return {key: value for key, value in row.items() if value is not None}
