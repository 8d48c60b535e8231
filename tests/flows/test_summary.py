"""What a run says of itself: whether it read anything at all."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from flows.summary import FeedLine, Summary

CASES = tomllib.loads((Path(__file__).parent / "cases" / "outage.toml").read_text("utf-8"))["case"]
NOW = dt.datetime(2024, 2, 10, 6, tzinfo=dt.UTC)


def make_line(number, told):
    outcome = told.split()[0].replace("waits", "not_due")
    flags = {"is_expected": "as at times" in told, "is_failing": "after failing" in told}
    return FeedLine(f"feed-{number}", "one", outcome, 0, 0, 0, "", **flags)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_run_is_judged_by_the_feeds_that_were_due(case):
    feeds = [make_line(number, told) for number, told in enumerate(case["feeds"])]
    assert Summary("run", NOW, Path("w"), feeds=feeds).has_read is case["read"]
