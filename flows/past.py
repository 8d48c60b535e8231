"""The work of the backfill and of the re-extraction, chunk by chunk, so that memory stays flat whatever the range."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from extractors.casualties import coder_version, extract
from extractors.learning import learn
from extractors.records import Article
from flows.documents import Document, Problem
from flows.errors import UserError
from flows.gazetteer_active import activate_for_run
from flows.jsonl import read_documents as read_jsonl
from flows.jsonl import read_objects
from flows.pool import map_chunks
from flows.reading import Job, read_documents
from flows.rows import Batch, Row, extraction_rows, merge_batches
from flows.settings import Settings, load_settings
from flows.storing import Run, count_rows, gather, load, load_batch, publish_snapshot, recording_failure, start_run

PER_LOAD = 5000
"""Articles of one transaction: some tens of megabytes, and few enough that a broken run repeats little."""

SOURCES = ("jsonl",)

Report = Callable[[Problem], None]
Watch = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass(slots=True)
class PastSummary:
    """What a backfill, an ingestion or a re-extraction came to; `problems` counts what was left out, by name."""

    run_id: str
    warehouse: Path
    articles: int = 0
    new_versions: int = 0
    events: int = 0
    rows_added: int = 0
    rows_updated: int = 0
    problems: Counter[str] = field(default_factory=Counter)

    def add(self, loaded: Any, articles: int, events: int) -> None:
        """Add what one load did."""
        versions = loaded.tables.get("core.article_version")
        self.articles += articles
        self.events += events
        self.new_versions += versions.added if versions else 0
        added, updated = count_rows(loaded)
        self.rows_added += added
        self.rows_updated += updated

    def to_json(self) -> dict[str, Any]:
        """The figures for programs."""
        names = ("run_id", "articles", "new_versions", "events", "rows_added", "rows_updated")
        figures = {name: getattr(self, name) for name in names}
        return {**figures, "problems": dict(self.problems), "warehouse": str(self.warehouse)}

    def sentence(self) -> str:
        """The figures in a line of plain words."""
        told = (
            f"{self.articles} articles read, {self.new_versions} of them new, with {self.events} casualty events; "
            f"{self.rows_added} rows added, {self.rows_updated} changed"
        )
        left_out = ", ".join(f"{number} {name}" for name, number in self.problems.most_common())
        return f"{told}; left out: {left_out}" if left_out else told


def pass_all(items: Iterable[Any]) -> Iterable[Any]:
    """The items, unwatched."""
    return items


def drop(problem: Problem) -> None:
    """Nobody is there to be told; the summary counts it."""


def ingest_file(
    settings: Settings, path: Path, outlet: str | None = None, report: Report = drop, watch: Watch = pass_all
) -> PastSummary:
    """Load the articles of a JSONL file and publish once.

    Every problem is handed to `report` as it comes; `watch` sees the readings pass (a progress bar).
    """
    activate_for_run(settings)
    run = start_run("ingest", file=str(path), outlet=outlet)
    found = read_jsonl(read_objects(path), "ingest", settings.time_zone, outlet)
    return load_documents(settings, run, found, report, watch)


def fill_range(
    start: dt.date,
    end: dt.date,
    source: str,
    path: str | None,
    outlet: str | None,
    home: str | None,
    report: Report = drop,
    watch: Watch = pass_all,
) -> PastSummary:
    """Load what a source holds of the days from `start` to `end`."""
    check_range(start, end)
    if source not in SOURCES:
        raise UserError(f"there is no source {source!r}; the sources are {', '.join(SOURCES)}")
    if path is None:
        raise UserError(f"the source {source} reads a file; name it with --path")
    settings = load_settings(home)
    activate_for_run(settings)
    run = start_run("backfill", start=start, end=end, source=source, path=path, outlet=outlet)
    found = read_jsonl(read_objects(Path(path)), "backfill-jsonl", settings.time_zone, outlet)
    return load_documents(settings, run, keep_range(found, start, end), report, watch)


def check_range(start: dt.date | None, end: dt.date | None) -> None:
    """Refuse a range that ends before it starts."""
    if start and end and start > end:
        raise UserError(f"the range starts on {start}, after its end on {end}; swap them")


def keep_range(items: Iterable[Document | Problem], start: dt.date, end: dt.date) -> Iterator[Document | Problem]:
    """The documents published in the range, and all problems."""
    return (item for item in items if isinstance(item, Problem) or (item.published and start <= item.published <= end))


def load_documents(
    settings: Settings, run: Run, found: Iterable[Document | Problem], report: Report, watch: Watch
) -> PastSummary:
    """Read documents, load them thousands a transaction, and publish once at the end."""

    def note(problem: Problem) -> None:
        run.problems[problem.name] += 1
        report(problem)

    def documents() -> Iterator[Document]:
        for item in found:
            if isinstance(item, Problem):
                note(item)
            else:
                yield item

    job = Job(run.id, run.started_at, settings.archive_path)
    readings = iter(watch(read_documents(documents(), job, settings.processes, settings.extract_chunk)))
    summary = PastSummary(run.id, settings.warehouse_path, problems=run.problems)
    with recording_failure(settings, run):
        while part := list(islice(readings, PER_LOAD)):
            if kept := gather(part, note):
                events = sum(reading.event_count for reading in kept)
                summary.add(load(settings, run, kept, {}), len(kept), events)
    if summary.articles:
        publish_snapshot(settings)
    return summary


def recode_range(
    start: dt.date | None,
    end: dt.date | None,
    *,
    everything: bool = False,
    home: str | None = None,
    watch: Watch = pass_all,
) -> PastSummary:
    """Read stored articles again with the present coder, load what it says now, and publish once at the end."""
    check_range(start, end)
    settings = load_settings(home)
    activate_for_run(settings)
    run = start_run("reextract", start=start, end=end, everything=everything)
    summary = PastSummary(run.id, settings.warehouse_path, problems=run.problems)
    versions = stored_versions(settings, start, end, None if everything else coder_version())
    batches = iter(watch(map_chunks(recode_chunk, versions, settings.processes, settings.extract_chunk)))
    with recording_failure(settings, run):
        while part := list(islice(batches, PER_LOAD)):
            events = sum(len(batch.get("core.casualty_event", ())) for batch in part)
            summary.add(load_batch(settings, run, merge_batches(part)), len(part), events)
    if summary.articles:
        publish_snapshot(settings)
    return summary


def stored_versions(
    settings: Settings, start: dt.date | None, end: dt.date | None, coder_version: str | None
) -> Iterator[Row]:
    """The stored texts, a page at a time; the file is open only while a page is read."""
    from flows.planning import reading
    from warehouse.intake import read_stored_versions

    after = ""
    while True:
        with reading(settings) as con:
            page = read_stored_versions(con, after=after, start=start, end=end, coder_version=coder_version)
        if not page:
            return
        yield from page
        after = page[-1]["version_id"]


def recode_chunk(rows: list[Row]) -> list[Batch]:
    """The rows that the present coder makes of each stored text."""
    return [recode(row) for row in rows]


def recode(row: Row) -> Batch:
    """The rows that the present coder makes of one stored text."""
    article = Article(
        id=row["article_id"],
        text=row["text"],
        title=row["title"],
        published=row["published_date"],
        published_at=row["published_at"],
        outlet=row["outlet_id"],
        url=row["url"],
        country=row["country_code"],
    )
    return extraction_rows(article, row["version_id"], coder_version(), extract(article), learn(article))
