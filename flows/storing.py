"""From readings to the warehouse: one batch, one transaction, one published snapshot."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extractors.casualties import coder_version
from flows.documents import Problem
from flows.reading import Reading
from flows.refusals import say
from flows.registries import REGISTRIES, registry_rows
from flows.rows import Batch, Row, merge_batches
from flows.settings import Settings
from warehouse.weights import DEFAULT, Linking

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from warehouse.store import RunResult, Then


UNCOUNTED = {"raw.fetch", "meta.run", "meta.load", "meta.backfill_day", "core.outlet", *REGISTRIES}
"""Tables that tell of the run, or come with the packages; their rows are no news."""


FULL = re.compile(r"No space left|File too large|[Dd]isk quota|out of disk space|disk is full")
"""How the system says that there is no room."""


@dataclass(slots=True)
class Run:
    """One run of a flow: its name and start, and the problems that it met, counted by name."""

    flow: str
    parameters: dict[str, Any]
    started_at: dt.datetime
    id: str
    problems: Counter[str] = field(default_factory=Counter)

    def to_row(self, status: str, finished_at: dt.datetime) -> Row:
        """The row of meta.run."""
        return {
            "run_id": self.id,
            "flow": self.flow,
            "started_at": self.started_at,
            "finished_at": None if status == "running" else finished_at,
            "status": status,
            "parameters": json.dumps(self.parameters, default=str, ensure_ascii=False),
            "coder_version": coder_version(),
            "problem_count": self.problems.total(),
        }


def start_run(flow: str, now: dt.datetime | None = None, **parameters: Any) -> Run:
    """A run that starts now; its id sorts by time."""
    now = now or dt.datetime.now(dt.UTC)
    return Run(flow, parameters, now, f"{flow}-{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}")


def gather(readings: Iterable[Reading], note: Callable[[Problem], None]) -> list[Reading]:
    """The readings that gave an article, each version once; the problems of the others go to `note`."""
    kept: dict[str, Reading] = {}
    for reading in readings:
        if reading.problem:
            note(reading.problem)
        elif reading.version_id in kept:
            where = kept[reading.version_id].document.where
            note(Problem("repeated", reading.document.where, f"says the same as {where}; it is counted once"))
        elif reading.version_id:
            kept[reading.version_id] = reading
    return list(kept.values())


def make_batch(readings: Iterable[Reading], held: dict[str, dict[str, Any]], now: dt.datetime) -> Batch:
    """One batch of readings, each version once; the versions of articles already held are dated as changes.

    `held` is what warehouse.intake.find_known_articles says of the readings' articles.
    """
    newest = {article: (row["known_at"], row["fetched_at"]) for article, row in held.items()}
    versions = {version for row in held.values() for version in row["version_ids"]}
    batches = []
    for reading in readings:
        assert reading.article is not None
        article_id, batch = reading.article.id, dict(reading.batch)
        if article_id in newest:
            batch["core.article"] = []
        if article_id in newest and reading.version_id not in versions:
            (row,) = batch["core.article_version"]
            known_at = date_change(reading, *newest[article_id], now)
            batch["core.article_version"] = [{**row, "known_at": known_at}]
        known = batch["core.article_version"][0]["known_at"], reading.document.fetched_at
        newest[article_id] = max(newest.get(article_id, known), known, key=lambda pair: pair[0])
        batches.append(batch)
    return merge_batches(batches)


def date_change(reading: Reading, newest: dt.datetime, received: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """When the world could read a changed text: its own later date, else when it was received.

    `newest` and `received` are those of the newest wording held. A wording that was received before that one, which an
    archive may bring, comes before it.
    """
    fetched = reading.document.fetched_at
    if fetched and received and fetched < received:
        return min(fetched, newest - dt.timedelta(microseconds=1))
    told = [reading.updated_at, reading.document.published_at, fetched]
    return next((instant for instant in told if instant and instant > newest), now)


def publish_snapshot(settings: Settings) -> None:
    """Put the snapshot that readers open in place of the old one; raises WarehouseError, and the old one stays."""
    from warehouse.publish import publish

    snapshot, keep = settings.warehouse_path, settings.keep_snapshots
    with telling_full(snapshot):
        publish(settings.write_path, snapshot, keep=keep, wait_seconds=settings.lock_wait)


def load(
    settings: Settings,
    run: Run,
    readings: list[Reading],
    extra: Batch,
    status: str = "completed",
    then: Then | None = None,
) -> RunResult:
    """Load what a run gathered, in one transaction, which `then` ends.

    A run of several loads is `running` until its last. Raises WarehouseLocked with the holder's process id, CheckFailed
    for a broken rule; nothing is then loaded.
    """
    from warehouse.intake import find_known_articles

    with writing(settings) as con:
        now = dt.datetime.now(dt.UTC)
        held = find_known_articles(con, [reading.article.id for reading in readings if reading.article])
        batch = merge_batches([make_batch(readings, held, now), extra])
        return store_batch(con, run, batch, now, status, linking=settings.linking, then=then)


def load_batch(settings: Settings, run: Run, batch: Batch, status: str = "completed") -> RunResult:
    """Load rows as they are, in one transaction; raises as `load` does."""
    with writing(settings) as con:
        return store_batch(con, run, batch, dt.datetime.now(dt.UTC), status, linking=settings.linking)


def count_rows(result: RunResult) -> tuple[int, int]:
    """Rows that a load added and changed, without the uncounted ones: none for a load that brought nothing new."""
    tallies = [tally for table, tally in result.tables.items() if table not in UNCOUNTED]
    return sum(tally.added for tally in tallies), sum(tally.updated for tally in tallies)


@contextmanager
def writing(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The write file, of the present schema, as its one writer; raises WarehouseFull where the disk has no room."""
    from warehouse.connection import open_writer
    from warehouse.migrate import migrate

    with telling_full(settings.write_path):
        con = open_writer(settings.write_path, wait_seconds=settings.lock_wait)
        try:
            migrate(con)
            yield con
        finally:
            con.close()


@contextmanager
def deciding(settings: Settings, *, may_make: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The write file for a decision, which is published before anybody else can have the file.

    Published also where the decision was stored before: who sends it again was perhaps not told so, or it was stored by
    a process that was killed. Raises WarehouseMissing unless one may be made, WarehouseLocked where nothing is stored
    yet, and Unpublished where the decision is stored but cannot be shown.
    """
    from warehouse.errors import Unpublished, WarehouseError, WarehouseMissing
    from warehouse.publish import publish_held

    if not may_make and not settings.write_path.exists():
        raise WarehouseMissing(settings.write_path)
    with writing(settings) as con:
        yield con
        try:
            publish_held(con, settings.warehouse_path, keep=settings.keep_snapshots)
        except WarehouseError as error:
            raise Unpublished(say("decision.unpublished", why=error)) from error


@contextmanager
def telling_full(path: Path) -> Iterator[None]:
    """Tell in one line that the disk is full, whoever met it."""
    import duckdb

    from warehouse.errors import Unpublished, WarehouseError, WarehouseFull

    try:
        yield
    except (duckdb.Error, OSError, WarehouseError) as error:
        if FULL.search(str(error)) and not isinstance(error, WarehouseFull | Unpublished):
            raise WarehouseFull(path) from error
        raise


@contextmanager
def recording_failure(settings: Settings, run: Run) -> Iterator[None]:
    """Leave a row of meta.run where what happens inside fails; the error goes on.

    A warehouse that cannot be opened cannot take that row either, and says so in the error.
    """
    try:
        yield
    except Exception as error:
        record_failure(settings, run, error)
        raise


def record_failure(settings: Settings, run: Run, error: Exception) -> None:
    """Leave a row of meta.run that tells of a failure, where the warehouse can take one."""
    from warehouse.errors import WarehouseError, WarehouseLocked, WarehouseUnreadable

    if not isinstance(error, WarehouseLocked | WarehouseUnreadable):
        with suppress(WarehouseError), writing(settings) as con:
            store_batch(con, run, {}, dt.datetime.now(dt.UTC), "failed")


def store_batch(
    con: duckdb.DuckDBPyConnection,
    run: Run,
    batch: Batch,
    now: dt.datetime,
    status: str = "completed",
    linking: Linking = DEFAULT,
    then: Then | None = None,
) -> RunResult:
    """Store a batch, the run that brought it, and the registries as this version of the packages has them."""
    from warehouse.store import store_run

    own = {"meta.run": [run.to_row(status, now)]}
    return store_run(con, merge_batches([batch, own, registry_rows()]), recorded_at=now, linking=linking, then=then)
