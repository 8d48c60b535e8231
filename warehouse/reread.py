"""Stored texts for a coder to read again, what was said of them so far, and what a new reading did to the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import duckdb

from warehouse.intake import read_rows


def read_coders(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The versions of the coder that read the texts held, with first_at and text_count, the oldest first."""
    return read_rows(con, "reread/coders", {})


def read_text_days(
    con: duckdb.DuckDBPyConnection,
    start: dt.date | None,
    end: dt.date | None,
    coder_version: str | None,
    coders: Sequence[str] | None,
) -> list[dict[str, Any]]:
    """Days of publication in a range, and how many of their texts were not read by `coder_version`, but by `coders`."""
    values = {"start": start, "end": end, "coder_version": coder_version, "coders": coders and list(coders)}
    return read_rows(con, "reread/days", values)


def read_texts(
    con: duckdb.DuckDBPyConnection,
    start: dt.date,
    end: dt.date,
    coder_version: str | None,
    coders: Sequence[str] | None,
) -> list[dict[str, Any]]:
    """These texts of some days, each with the `events` told of it so far."""
    values = {"start": start, "end": end, "coder_version": coder_version, "coders": coders and list(coders)}
    texts = read_rows(con, "reread/texts", values)
    told: dict[str, list[dict[str, Any]]] = {text["version_id"]: [] for text in texts}
    for event in read_rows(con, "reread/events", {"version_ids": list(told)}):
        told[event["version_id"]].append(event)
    return [{**text, "events": told[text["version_id"]]} for text in texts]


def read_changed_days(con: duckdb.DuckDBPyConnection, run_id: str) -> list[dict[str, Any]]:
    """The ten days of governorates that a run changed most; `day_count` is how many it changed in all."""
    return read_rows(con, "reread/changed_days", {"run_id": run_id})
