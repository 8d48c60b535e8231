"""The tasks of the flows: retries around plain functions, and nothing else.

A task is as large as a feed, the pages of one host, the extraction or the load: Prefect's own work is some
twenty milliseconds a task, and a run has a few hundred at most. Each deadline lies in the function itself, since
Prefect cannot interrupt a thread.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from prefect import Task, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas import State
from prefect.context import FlowRunContext
from prefect.states import Failed

from flows import alerting, past, polling, reading, recoding, storing
from flows.chunks import Onlooker, PastSummary
from flows.documents import Document, Problem
from flows.feeds import Feed
from flows.fetched import TRANSIENT
from flows.fetching import Fetcher
from flows.polling import FeedResult, FeedState, PageRequest, PageResult
from flows.reading import Job, Reading
from flows.recoding import Recoding
from flows.rows import Batch
from flows.settings import Settings
from flows.sources.choose import Order
from flows.storing import Run

JITTER = 0.5
LOCKED_PAUSES = [30.0, 120.0, 300.0]
"""Seconds before a load is tried again: another run's load takes seconds, a backfill's a minute."""


@task(task_run_name="feed {feed.id}", cache_policy=NO_CACHE, retry_jitter_factor=JITTER)
def poll_feed(feed: Feed, state: FeedState, fetcher: Fetcher, run_id: str, now: datetime) -> FeedResult | State[Any]:
    """One feed; a failure that may pass fails the task, which then carries its result."""
    result = polling.poll_feed(feed, state, fetcher, run_id, now)
    if result.outcome in TRANSIENT:
        return Failed(name=result.outcome, message=f"{result.where}: {result.outcome} {result.detail}", data=result)
    return result


@task(task_run_name="pages {pages[0].host}", cache_policy=NO_CACHE, retry_jitter_factor=JITTER)
def read_pages(
    pages: Sequence[PageRequest], fetcher: Fetcher, run_id: str, settings: Settings
) -> list[PageResult] | State[Any]:
    """The pages of one host; it fails, and carries its results, only where none of them could be read."""
    results = polling.read_pages(pages, fetcher, run_id, settings.archive_path)
    if all(result.outcome in TRANSIENT for result in results):
        last = results[-1]
        return Failed(name=last.outcome, message=f"{last.where}: {last.outcome} {last.detail}", data=results)
    return results


@task(task_run_name="extract {job.run_id}", cache_policy=NO_CACHE)
def extract_documents(documents: Sequence[Document], job: Job, settings: Settings) -> list[Reading]:
    """All documents of a run, in processes of their own where there are many."""
    return list(reading.read_documents(documents, job, settings.processes, settings.extract_chunk))


@task(task_run_name="load {run.id}", cache_policy=NO_CACHE)
def load_readings(settings: Settings, run: Run, readings: list[Reading], extra: Batch) -> Any:
    """One transaction, with the alerts that it raises, and one published snapshot."""
    result = storing.load(settings, run, readings, extra, then=alerting.raising(settings, run.id, run.started_at))
    storing.publish_snapshot(settings)
    return result


@task(task_run_name="{order.name} {order.start} to {order.end}", cache_policy=NO_CACHE)
def fill_range(order: Order, home: str | None) -> PastSummary:
    """All days of a backfill; texts are read in processes of their own."""
    return past.fill_range(order, home, Onlooker(ProblemTeller(), tell))


def fill_days(order: Order, home: str | None, runner: str, scheduler: str | None) -> PastSummary:
    """A backfill as one long task, or with a task for each part of its texts on a Dask cluster."""
    return read_past(fill_range, past.fill_range, order, home, runner, scheduler)


@task(task_run_name="reextract {wish.start} to {wish.end}", cache_policy=NO_CACHE)
def recode_range(wish: Recoding, home: str | None) -> PastSummary:
    """All texts of a re-extraction, read in processes of their own."""
    return recoding.recode_range(wish, home, Onlooker(ProblemTeller(), tell))


def recode_days(wish: Recoding, home: str | None, runner: str, scheduler: str | None) -> PastSummary:
    """A re-extraction as one long task, or with a task for each part of its texts on a Dask cluster."""
    return read_past(recode_range, recoding.recode_range, wish, home, runner, scheduler)


def read_past(
    whole: Task[..., Any],
    work: Callable[..., PastSummary],
    wish: Order | Recoding,
    home: str | None,
    runner: str,
    scheduler: str | None,
) -> PastSummary:
    """What was wished for, by the task that does the whole, or by the work with its texts spread over a cluster."""
    if runner == "processes":
        return cast("PastSummary", run_one(whole, wish, home))
    from flows.over_dask import spread_over_dask

    with spread_over_dask(runner, scheduler) as spread:
        return work(wish, home, Onlooker(ProblemTeller(), tell), spread)


class ProblemTeller:
    """Tells the first problems of each name in a run's log; the summary counts them all."""

    MOST = 50

    def __init__(self) -> None:
        self._told: Counter[str] = Counter()

    def __call__(self, problem: Problem) -> None:
        """Tell one problem."""
        self._told[problem.name] += 1
        if self._told[problem.name] <= self.MOST:
            tell("%s", problem)


def run_each(work: Task[..., Any], calls: Iterable[Sequence[Any]]) -> Iterator[Any]:
    """The result of the task for each call's arguments, side by side and in order; an exception comes as a result.

    Outside a flow run, which a test or a notebook is, the plain function runs instead.
    """
    if not is_in_flow():
        for arguments in calls:
            try:
                value = work.fn(*arguments)
            except Exception as error:
                yield error
            else:
                yield value.data if isinstance(value, State) else value
        return
    for future in [work.submit(*arguments) for arguments in calls]:
        future.wait()
        yield future.state.result(raise_on_failure=False)


def run_one(work: Task[..., Any], *arguments: Any) -> Any:
    """The task's result, or what it raised; outside a flow run the plain function's."""
    return work(*arguments) if is_in_flow() else work.fn(*arguments)


def tell(text: str, *values: object) -> None:
    """Say which stage a run has come to: in the log `hasila`, and in Prefect's log of the run."""
    logging.getLogger("hasila").info(text, *values)
    if is_in_flow():
        get_run_logger().info(text, *values)


def is_in_flow() -> bool:
    """Whether Prefect is running the present flow."""
    return FlowRunContext.get() is not None
