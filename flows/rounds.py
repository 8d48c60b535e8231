"""One round of the daily run, step by step; each step that takes long is a task."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from flows.alerting import Told, deliver
from flows.artifacts import publish_artifacts
from flows.documents import CRASHED, Document, Problem
from flows.errors import RunError, describe_crash
from flows.feeds import Feed
from flows.fetching import Fetcher
from flows.gazetteer_active import activate_for_run
from flows.keeping import keep_pages
from flows.layouts import LayoutBook
from flows.planning import Plan, choose_feeds, choose_pages, find_new_entries, make_plan, reading
from flows.polling import (
    FeedResult,
    FeedState,
    PageRequest,
    PageResult,
    find_feed_texts,
    group_pages,
    is_due,
    settle_pages,
)
from flows.reading import Job, Reading
from flows.reporting import write_run_reports
from flows.rows import Batch, Row, outlet_rows
from flows.settings import Settings, load_settings
from flows.storing import Run, count_rows, gather, recording_failure, start_run
from flows.summary import Summary, count_problems, describe_feeds
from flows.tasks import LOCKED_PAUSES, extract_documents, load_readings, poll_feed, read_pages, run_each, run_one, tell
from flows.wishes import save_wishes
from warehouse.errors import WarehouseError


class NothingReadError(RunError):
    """No feed that was asked could be read; carries the run's summary."""

    def __init__(self, summary: Summary) -> None:
        lines = summary.asked_feeds or summary.feeds
        outcomes = Counter(line.outcome if line.is_asked else "waiting since they failed" for line in lines)
        told = ", ".join(f"{number} {name}" for name, number in outcomes.most_common())
        super().__init__(f"none of {len(lines)} feeds could be read ({told}); check the network")
        self.summary = summary


def tell_time() -> dt.datetime:
    """The present instant."""
    return dt.datetime.now(dt.UTC)


def run_round(
    home: str | None = None, only: Sequence[str] | None = None, clock: Callable[[], dt.datetime] = tell_time
) -> Summary:
    """Do everything that a daily run does, and say what came of it; `clock` tells the time of runs and requests.

    Raises UserError for settings or a registry that cannot be read, WarehouseError where the load failed, and
    NothingReadError where no feed could be read; what the feeds answered is then in the warehouse all the same.
    """
    settings = load_settings(home)
    feeds = choose_feeds(settings, only)
    activate_for_run(settings)
    run = start_run("daily", now=clock(), only=only)
    with recording_failure(settings, run):
        summary = do_round(settings, run, feeds, clock)
    summary.alerts = tell_alerts(settings, run, clock())
    summary.silent = find_silent(settings, feeds)
    summary.reports = write_reports(settings, run, clock())
    publish_artifacts(settings, summary)
    if not summary.has_read:
        raise NothingReadError(summary)
    return summary


def write_reports(settings: Settings, run: Run, now: dt.datetime) -> list[Path]:
    """The run's reports; what was loaded and published stands, whatever becomes of them."""
    try:
        return write_run_reports(settings, now)
    except (OSError, WarehouseError) as error:
        run.problems["report_not_written"] += 1
        tell("no report: %s", error)
        return []


def tell_alerts(settings: Settings, run: Run, now: dt.datetime) -> Told:
    """Deliver what this run raised and what waits from earlier ones; what was loaded stands, whatever becomes of it."""
    if not settings.alerts:
        return Told()
    try:
        return deliver(settings, now, run_id=run.id)
    except WarehouseError as error:
        run.problems["alerts_not_recorded"] += 1
        tell("alerts: %s", error)
        return Told(errors={"": str(error)})


def do_round(settings: Settings, run: Run, feeds: Sequence[Feed], clock: Callable[[], dt.datetime]) -> Summary:
    """The round itself, from the plan to the published snapshot."""
    plan = make_plan(settings, feeds, run.started_at)
    tell("asking %s feeds", len(plan.feeds))
    with Fetcher(settings, now=clock) as fetcher:
        polled = poll_feeds(plan, fetcher, settings, run)
        with reading(settings) as con:
            new = find_new_entries(con, polled)
            texts = {entry: text for result in polled for entry, text in result.texts.items()}
            requests = choose_pages(con, plan, new, run.started_at, texts)
        tell("%s new items; asking for %s pages of %s hosts", len(new), len(requests), count_hosts(requests))
        pages = fetch_pages(requests, fetcher, settings, run)
    tell("reading %s pages", sum(page.document is not None for page in pages))
    told = find_feed_texts(requests, pages, run.started_at)
    readings = extract_pages(pages, told, settings, run, clock().date())
    problems: list[Problem] = []
    kept = gather(readings, problems.append)
    run.problems.update(problem.name for problem in problems)
    for problem in problems:
        if problem.name == CRASHED:
            tell("%s", problem)
    run.problems.update(count_problems(polled, pages))
    tell("loading %s articles", len(kept))
    loaded = load_round(settings, run, kept, make_extra(plan, polled, new, pages, name_problems(problems, kept)))
    return summarize(settings, run, polled, new, pages, kept, loaded)


def count_hosts(requests: Iterable[PageRequest]) -> int:
    """How many hosts the pages are on."""
    return len({request.host for request in requests})


def poll_feeds(plan: Plan, fetcher: Fetcher, settings: Settings, run: Run) -> list[FeedResult]:
    """What each feed answered; those asked a short while ago are left alone."""
    state = {feed.id: plan.states.get(feed.id, FeedState()) for feed in plan.feeds}
    due = [feed for feed in plan.feeds if is_due(feed, state[feed.id], settings.feed_interval, run.started_at)]
    work = poll_feed.with_options(retries=settings.retries, retry_delay_seconds=settings.retry_delay)
    calls = [(feed, state[feed.id], fetcher, run.id, run.started_at) for feed in due]
    results = {
        feed.id: FeedResult(feed, "crashed", describe_crash(result)) if isinstance(result, Exception) else result
        for feed, result in zip(due, run_each(work, calls), strict=True)
    }
    heard = {name: result.wish for name, result in results.items() if result.wish}
    save_wishes(settings.wishes_path, {name: known.wish for name, known in plan.states.items()} | heard)
    return [results.get(feed.id) or leave_alone(feed, state[feed.id]) for feed in plan.feeds]


def leave_alone(feed: Feed, state: FeedState) -> FeedResult:
    """The result of a feed that is not due."""
    return FeedResult(feed, "not_due", is_failing=state.failure_count > 0)


def fetch_pages(requests: Iterable[PageRequest], fetcher: Fetcher, settings: Settings, run: Run) -> list[PageResult]:
    """What each page answered; a host at which we broke down is asked again by the next run."""
    work = read_pages.with_options(retries=settings.retries, retry_delay_seconds=settings.retry_delay)
    hosts = group_pages(requests)
    answers = run_each(work, [(pages, fetcher, run.id, settings) for pages in hosts])
    results: list[PageResult] = []
    for pages, answer in zip(hosts, answers, strict=True):
        if isinstance(answer, Exception):
            run.problems["page_crashed"] += len(pages)
        else:
            results += answer
    return results


def extract_pages(
    pages: Iterable[PageResult], told: Iterable[Document], settings: Settings, run: Run, today: dt.date
) -> list[Reading]:
    """The readings of all pages that came today, and of the stories that feeds told of pages that refused us.

    A page that asks not to be kept is dropped from the archive; the others are entered in its list.
    """
    documents: list[Document] = [page.document for page in pages if page.document]
    documents += told
    if not documents:
        return []
    book = LayoutBook(settings.layouts_path)
    job = Job(run.id, run.started_at, settings.archive_path, book.layouts)
    readings = [*book.watch(run_one(extract_documents, documents, job, settings))]
    book.learn(settings.archive_path)
    keep_pages(documents, readings, settings, today)
    return readings


def find_silent(settings: Settings, feeds: Iterable[Feed]) -> list[dict[str, Any]]:
    """Those of the feeds that answer and bring nothing new for longer than is usual with them."""
    from warehouse.overview import read_feeds

    asked = {feed.id for feed in feeds}
    with reading(settings) as con:
        return [row for row in read_feeds(con) if row["state"] == "silent" and row["feed_id"] in asked]


def name_problems(problems: Iterable[Problem], kept: Iterable[Reading]) -> dict[str, str]:
    """What kept each page from being an article, by its address; a page of which any reading was kept is one."""
    told = {reading.document.where for reading in kept if reading.document.body_hash}
    return {problem.where: problem.name for problem in problems if problem.where not in told}


def make_extra(
    plan: Plan, polled: Iterable[FeedResult], new: list[Row], pages: Iterable[PageResult], problems: dict[str, str]
) -> Batch:
    """The rows of a round that are not the articles': requests, new entries and outlets."""
    fetches = [result.fetch for result in polled if result.fetch] + settle_pages(pages, problems)
    return {
        "raw.fetch": fetches,
        "raw.feed_entry": new,
        "core.outlet": outlet_rows(plan.feeds),
    }


def load_round(settings: Settings, run: Run, readings: list[Reading], extra: Batch) -> Any:
    """Load and publish; a load that finds the file locked is tried again."""
    work = load_readings.with_options(retries=len(LOCKED_PAUSES), retry_delay_seconds=LOCKED_PAUSES)
    return run_one(work, settings, run, readings, extra)


def summarize(
    settings: Settings,
    run: Run,
    polled: Sequence[FeedResult],
    new: Iterable[Row],
    pages: Sequence[PageResult],
    readings: Sequence[Reading],
    loaded: Any,
) -> Summary:
    """The run in figures."""
    articles, versions = (loaded.tables.get(f"core.{name}") for name in ("article", "article_version"))
    added_articles, added_versions = (tally.added if tally else 0 for tally in (articles, versions))
    rows_added, rows_updated = count_rows(loaded)
    return Summary(
        run_id=run.id,
        started_at=run.started_at,
        warehouse=settings.warehouse_path,
        finished_at=dt.datetime.now(dt.UTC),
        feeds=describe_feeds(polled, Counter(row["feed_id"] for row in new), pages),
        pages=len(pages),
        articles=len(readings),
        new_articles=added_articles,
        changed_articles=added_versions - added_articles,
        events=sum(reading.event_count for reading in readings),
        rows_added=rows_added,
        rows_updated=rows_updated,
        problems=run.problems,
    )
