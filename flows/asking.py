"""Past days from the web: day by day, all outlets side by side, each as slowly as its host allows.

A day is loaded, with its checkpoint, when all that it lists was asked for. What could not be had now fails the day,
which a later run asks for again; pages that the warehouse holds since are not asked for twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from extractors.identity import article_id, article_key
from flows.archive import store_body
from flows.chunks import ChunkLoader, Progress
from flows.documents import Document, Problem
from flows.errors import UserError, describe_crash
from flows.fetching import Fetcher
from flows.filling import DONE, FAILED, choose_days, read_checkpoints
from flows.keeping import keep_pages
from flows.layouts import LayoutBook
from flows.planning import reading
from flows.polling import PASSING, PATIENCE, WALLS
from flows.reading import Job, Reading, read_documents
from flows.rows import Row, outlet_rows
from flows.settings import Settings
from flows.sources.base import Offer
from flows.sources.choose import Order
from flows.sources.live import LASTING, Asker, Link, LiveSource, StopReading

SIDE_BY_SIDE = 16


@dataclass(slots=True)
class DayResult:
    """What asking for one day of one source came to."""

    source: LiveSource
    day: dt.date
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    listed: int = 0
    error: str | None = None
    outcome: str = "ok"
    resume_key: str | None = None


@dataclass(slots=True)
class Site:
    """A source and its days that are still to be read, with where a listing broke off before."""

    source: LiveSource
    days: dict[dt.date, str | None]
    failures: int = 0
    is_left_alone: bool = False


def fill_from_sites(
    loader: ChunkLoader,
    sources: Sequence[LiveSource],
    order: Order,
    fetcher: Fetcher,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> None:
    """Load what the sources list of the days of a range and was not loaded before."""
    check_days_over(order, now())
    sites = [Site(source, pending_days(loader.settings, source, order)) for source in sources]
    days = sorted({day for site in sites for day in site.days})
    loader.tell("%s sources, %s days of them to ask for", len(sites), sum(len(site.days) for site in sites))
    progress = Progress(sum(len(site.days) for site in sites), "days of sources", loader.tell)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        for day in days:
            asked = [site for site in sites if day in site.days and not site.is_left_alone]
            if not asked:
                continue
            results = list(threads.map(lambda site: ask_day(site, day, fetcher, loader), asked))  # noqa: B023 used at once
            load_day(loader, results, now().date())
            for site, result in zip(asked, results, strict=True):
                judge_site(site, result)
            progress.advance(len(asked), f"{day}")
    tell_rest(loader, sites)


def check_days_over(order: Order, now: dt.datetime) -> None:
    """Refuse a day that is not over everywhere: what its listing lacks yet would never be asked for again."""
    if order.end >= now.date():
        raise UserError(f"--end {order.end} is not over yet; end with yesterday, the daily run reads what is new")


def pending_days(settings: Settings, source: LiveSource, order: Order) -> dict[dt.date, str | None]:
    """The days of the order that are still to be read, with the resume key of those that broke off."""
    every = [order.start + dt.timedelta(days=number) for number in range((order.end - order.start).days + 1)]
    known = read_checkpoints(settings, source.name, source.place, source.feed.outlet, every)
    # A listing has no fingerprint before it is asked for.
    offers = [Offer(day, 0, known[day]["fingerprint"] if day in known else "") for day in every]
    pending = choose_days(offers, known, only_failed=order.only_failed)
    return {offer.day: known[offer.day]["resume_key"] if offer.day in known else None for offer in pending}


def ask_day(site: Site, day: dt.date, fetcher: Fetcher, loader: ChunkLoader) -> DayResult:
    """Ask for all that a source lists of a day; nothing that the web does raises."""
    settings, source = loader.settings, site.source
    result = DayResult(source, day)
    asker = Asker(
        fetcher, source.feed, loader.run.id, source.interval, settings.retries, settings.retry_delay, rows=result.rows
    )
    links: list[Link] = []
    try:
        for found in source.list_day(day, asker, site.days[day]):
            result.listed += 1
            if isinstance(found, Link) and article_key(found.url):
                links.append(found)
            elif isinstance(found, Link):
                result.problems.append(Problem("page_bad_address", found.url, "is no web address; it is left out"))
            elif isinstance(found, Problem):
                result.problems.append(found)
            else:
                result.documents.append(found)
    except StopReading as stop:
        result.error, result.outcome, result.resume_key = str(stop), stop.outcome, stop.resume_key
    except Exception as error:
        result.error, result.outcome = f"reading the listing broke off ({describe_crash(error)})", "crashed"
    read_links(choose_links(links, settings), asker, settings, result)
    return result


def choose_links(links: Sequence[Link], settings: Settings) -> list[Link]:
    """The links, each article once, without those whose text the warehouse has since the listing says it changed."""
    from warehouse.backfill import find_held_articles
    from warehouse.errors import WarehouseMissing

    unique = {article_id(article_key(link.url)): link for link in reversed(links)}
    held: dict[str, dt.datetime | None] = {}
    if unique:
        try:
            with reading(settings) as con:
                held = find_held_articles(con, list(unique))
        except WarehouseMissing:
            pass

    def is_held(name: str, link: Link) -> bool:
        received = held.get(name)
        return received is not None and (link.updated_at is None or link.updated_at <= received)

    return [link for name, link in reversed(unique.items()) if not is_held(name, link)]


def read_links(links: Iterable[Link], asker: Asker, settings: Settings, result: DayResult) -> None:
    """Ask for the pages in turn; after three failures in a row that may pass, the host is left in peace."""
    failed: list[str] = []
    in_a_row = 0
    for link in links:
        fetched = asker.ask(link.url, "page", homes=(asker.feed.url, asker.feed.homepage))
        outcome = fetched.outcome if fetched.outcome != "ok" or fetched.body.strip() else "empty"
        if outcome == "ok":
            in_a_row = 0
            body_hash = store_body(settings.archive_path, fetched.body)
            told = make_document(link, result.source, fetched.fetched_at)
            result.documents.append(
                replace(told, url=fetched.final_url, body_hash=body_hash, content_type=fetched.charset,
                        may_archive=fetched.may_archive, feed_text=link.text)
            )  # fmt: skip
            continue
        if link.text and outcome in WALLS:
            result.documents.append(replace(make_document(link, result.source, fetched.fetched_at), text=link.text))
        elif outcome in PASSING:
            failed.append(outcome)
            in_a_row += 1
        else:
            result.problems.append(Problem(f"page_{outcome}", link.url, fetched.detail or outcome))
        if in_a_row == PATIENCE:
            break
    if failed and not result.error:
        result.outcome = failed[-1]
        result.error = f"{len(failed)} pages could not be had: {', '.join(sorted(set(failed)))}"


def make_document(link: Link, source: LiveSource, fetched_at: dt.datetime) -> Document:
    """What is known of a page before it is asked for: the listing's word."""
    feed = source.feed
    return Document(
        where=link.url,
        source=f"backfill-{source.name}",
        url=link.url,
        outlet=feed.outlet,
        title=link.title,
        published_at=link.published_at,
        published_source=source.name if link.published_at else None,
        country=feed.country,
        time_zone=feed.timezone,
        selector=feed.selector,
        fetched_at=fetched_at,
    )


def load_day(loader: ChunkLoader, results: Sequence[DayResult], today: dt.date) -> None:
    """Read what came today of a day from all sources, and load it with the checkpoints."""
    settings, run = loader.settings, loader.run
    documents = [document for result in results for document in result.documents]
    book = LayoutBook(settings.layouts_path)
    job = Job(run.id, run.started_at, settings.archive_path, book.layouts)
    readings = list(book.watch(read_documents(documents, job, settings.processes, settings.extract_chunk)))
    book.learn(settings.archive_path)
    keep_pages(documents, readings, settings, today)
    for result in results:
        for problem in result.problems:
            loader.note(problem)
        if result.error:
            failed = Problem(f"day_{result.outcome}", f"{describe_source(result.source)} {result.day}", result.error)
            loader.note(failed)
            loader.summary.failed_days.append(str(failed))
    extra = {
        "meta.backfill_day": [checkpoint_row(run.id, result, readings) for result in results],
        "raw.fetch": [row for result in results for row in result.rows],
        "core.outlet": outlet_rows(result.source.feed for result in results),
    }
    loader.load(readings, extra)
    loader.summary.days += sum(result.error is None for result in results)


def describe_source(source: LiveSource) -> str:
    """The source in few words."""
    return f"{source.name} {source.feed.outlet} <{source.place}>"


def checkpoint_row(run_id: str, result: DayResult, readings: Iterable[Reading]) -> Row:
    """The row of meta.backfill_day for a day that was asked for."""
    own = {(document.outlet, document.where) for document in result.documents}
    mine = [reading for reading in readings if (reading.document.outlet, reading.document.where) in own]
    articles = sum(reading.problem is None for reading in mine)
    return {
        "source": result.source.name,
        "source_place": result.source.place,
        "outlet_id": result.source.feed.outlet,
        "source_date": result.day,
        "status": FAILED if result.error else DONE,
        "fingerprint": "",
        "candidate_count": result.listed,
        "article_count": articles,
        "problem_count": len(mine) - articles + len(result.problems),
        "resume_key": result.resume_key,
        "error": result.error,
        "run_id": run_id,
    }


def judge_site(site: Site, result: DayResult) -> None:
    """Leave a source alone that asked for it, or that failed three days in a row."""
    del site.days[result.day]
    site.failures = site.failures + 1 if result.error else 0
    site.is_left_alone = result.outcome in LASTING or site.failures == PATIENCE


def tell_rest(loader: ChunkLoader, sites: Iterable[Site]) -> None:
    """Name the days that were not asked for, since their source was left alone."""
    for site in sites:
        if site.days:
            told = f"{len(site.days)} more days, from {min(site.days)} on, were not asked for; run it again later"
            loader.summary.failed_days.append(f"{describe_source(site.source)}: {told}")
