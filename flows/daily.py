"""The daily run: feeds, pages, extraction, load, published snapshot.

Run it with `hasila run`, or as the deployment `daily` of prefect.yaml. This file holds the flow and nothing else:
Prefect loads it under another module name.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.runtime import flow_run
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.rounds import run_round
from flows.settings import load_settings
from flows.summary import Summary

RUNNER: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=16)
"""Hosts asked at once; the pause between two requests of one host, not the machine, bounds the pace."""


def name_run() -> str:
    """The run's name: the local day and minute for which it was scheduled."""
    zone = ZoneInfo(load_settings(flow_run.parameters.get("home")).time_zone)
    return f"daily {flow_run.scheduled_start_time.astimezone(zone):%Y-%m-%d %H:%M}"


@flow(
    name="daily",
    flow_run_name=name_run,
    task_runner=RUNNER,
    timeout_seconds=6 * 3600,
    persist_result=False,
)
def daily(home: str | None = None, only: list[str] | None = None) -> Summary:
    """Read what is new in the feeds, take the casualties from it, load and publish them.

    `home` is the data folder (HASILA_HOME by default), `only` names single feeds. A feed that fails is named in the
    summary and stops nothing. Raises NothingReadError where no feed at all could be read, and what the load raises.
    """
    return run_round(home, only)
