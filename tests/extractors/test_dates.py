from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import parse_date

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text("utf-8"))
NOW = dt.datetime.fromisoformat(TABLE["now"])
ZONE = ZoneInfo("Asia/Damascus")


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["raw"])
def test_date_is_read_as_written(case: dict[str, Any]) -> None:
    found = parse_date(case["raw"], "Asia/Damascus", NOW)
    if "at" not in case:
        assert found is None
        return
    assert found is not None
    told = {"at": found.at.replace(tzinfo=None).isoformat(), "day": found.day.isoformat()}
    assert {**told, "precision": found.precision, "form": found.form} == {k: v for k, v in case.items() if k != "raw"}


def test_without_now_the_future_is_not_known() -> None:
    assert parse_date("2030-01-01", "UTC") is not None
    assert parse_date("2101-01-01", "UTC") is None


@given(
    at=st.datetimes(min_value=dt.datetime(1990, 1, 2), max_value=dt.datetime(2026, 11, 20)),  # noqa: DTZ001
    offset=st.integers(-12 * 4, 14 * 4),
)
def test_iso_and_rfc_forms_round_trip(at: dt.datetime, offset: int) -> None:
    instant = at.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=15 * offset)))
    for raw in (instant.isoformat(), f"{instant:%a, %d %b %Y %H:%M:%S %z}", f"{instant:%d %B %Y, %I:%M:%S %p %z}"):
        found = parse_date(raw, "Asia/Damascus", NOW)
        assert found is not None, raw
        assert (found.at, found.precision) == (instant, "second"), raw
        assert found.day == instant.astimezone(ZONE).date()


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_none(raw: str) -> None:
    found = parse_date(raw, "Asia/Damascus", NOW)
    assert found is None or 1990 <= found.day.year <= 2026
