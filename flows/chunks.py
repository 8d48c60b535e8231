"""Loading the past in chunks: the write file is taken late and briefly, and readers see progress while it goes on."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flows.documents import Problem
from flows.errors import UserError
from flows.reading import Reading
from flows.rows import Batch
from flows.settings import Settings
from flows.storing import Run, count_rows, gather, load, load_batch, publish_snapshot, record_failure

BREATH = 1.0
"""Seconds between two loads where somebody waits for the write file, who asks for it twice a second and gets it now."""

PATIENCE = 900.0
"""Seconds that the past waits for the write file; it has time."""

PUBLISH_SECONDS = 600.0


def drop(problem: Problem) -> None:
    """Nobody is there to be told; the summary counts it."""


def be_silent(text: str, *values: object) -> None:
    """Nobody follows the run."""


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who follows a run: is handed every problem as it comes, and is told how far it has come."""

    report: Callable[[Problem], None] = drop
    tell: Callable[..., None] = be_silent


SILENT = Onlooker()


@dataclass(slots=True)
class PastSummary:
    """What a backfill, an ingestion or a re-extraction came to; `problems` counts what was left out, by name.

    `failed_days` are those of a backfill that are to be tried again, each with what was wrong.
    """

    run_id: str
    warehouse: Path
    articles: int = 0
    new_versions: int = 0
    events: int = 0
    rows_added: int = 0
    rows_updated: int = 0
    days: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    failed_days: list[str] = field(default_factory=list)
    report: dict[str, Any] | None = None

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
        names = ("run_id", "articles", "new_versions", "events", "rows_added", "rows_updated", "days", "failed_days")
        figures = {name: getattr(self, name) for name in names}
        told = {"report": self.report} if self.report else {}
        return {**figures, "problems": dict(self.problems), **told, "warehouse": str(self.warehouse)}

    def sentence(self) -> str:
        """The figures in a line of plain words."""
        told = (
            f"{self.articles} articles read, {self.new_versions} of them new, with {self.events} casualty events; "
            f"{self.rows_added} rows added, {self.rows_updated} changed"
        )
        left_out = ", ".join(f"{number} {name}" for name, number in self.problems.most_common())
        return f"{told}; left out: {left_out}" if left_out else told


def check_range(start: dt.date | None, end: dt.date | None) -> None:
    """Refuse a range that ends before it starts."""
    if start and end and start > end:
        raise UserError(f"the range starts on {start}, after its end on {end}; swap them")


class ChunkLoader:
    """Loads chunk after chunk, each one transaction, and publishes now and then and at the end.

    As a context it records the run's end in the warehouse, or its failure; what was loaded before stays.
    """

    def __init__(self, settings: Settings, run: Run, onlooker: Onlooker) -> None:
        self.settings = replace(settings, lock_wait=max(settings.lock_wait, PATIENCE))
        self.run = run
        self.summary = PastSummary(run.id, settings.warehouse_path, problems=run.problems)
        self._onlooker = onlooker
        self._closed_at = float("-inf")
        self._published_at = time.monotonic()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Record how the run ended, and publish what it loaded."""
        if isinstance(error, Exception):
            record_failure(self.settings, self.run, error)
        elif error is None and self.is_changed:
            if self.summary.articles or self.summary.days:
                self._take_turn()
                load_batch(self.settings, self.run, {}, "completed")
            self.publish()

    @property
    def is_changed(self) -> bool:
        """Whether the write file holds what the snapshot lacks: of this run, or of one that was killed."""
        held, shown = self.settings.write_path, self.settings.warehouse_path
        return held.exists() and (not shown.exists() or shown.stat().st_mtime < held.stat().st_mtime)

    def note(self, problem: Problem) -> None:
        """Count a problem, and hand it on."""
        self.run.problems[problem.name] += 1
        self._onlooker.report(problem)

    def tell(self, text: str, *values: object) -> None:
        """Say how far the run has come."""
        self._onlooker.tell(text, *values)

    def load(self, readings: Sequence[Reading], extra: Batch) -> list[Reading]:
        """Load the readings that gave an article, and further rows, in one transaction; returns these readings."""
        kept = gather(readings, self.note)
        self._take_turn()
        loaded = load(self.settings, self.run, kept, extra, "running")
        self.summary.add(loaded, len(kept), sum(reading.event_count for reading in kept))
        self._give_way()
        return kept

    def load_rows(self, batch: Batch, articles: int) -> Any:
        """Load rows as they are, of so many articles, in one transaction; returns what the load did."""
        self._take_turn()
        loaded = load_batch(self.settings, self.run, batch, "running")
        self.summary.add(loaded, articles, len(batch.get("core.casualty_event", ())))
        self._give_way()
        return loaded

    def _take_turn(self) -> None:
        from warehouse.connection import is_waited_for

        wait = self._closed_at + BREATH - time.monotonic()
        if wait > 0 and is_waited_for(self.settings.write_path):
            time.sleep(wait)

    def _give_way(self) -> None:
        self._closed_at = time.monotonic()
        if self._closed_at - self._published_at > PUBLISH_SECONDS:
            self.publish()

    def publish(self) -> None:
        """Put what is loaded so far before the readers."""
        self._take_turn()
        publish_snapshot(self.settings)
        self._closed_at = self._published_at = time.monotonic()


class Progress:
    """How far a run has come, with an estimate of the rest from its pace so far."""

    def __init__(self, total: int, unit: str, tell: Callable[..., None]) -> None:
        self._total = total
        self._unit = unit
        self._tell = tell
        self._done = 0
        self._started = time.monotonic()

    def advance(self, count: int, what: str) -> None:
        """Tell that so many more are done, `what` being the last."""
        self._done += count
        seconds = max(time.monotonic() - self._started, 0.001)
        left = (self._total - self._done) * seconds / self._done if self._done else 0.0
        self._tell("%s: %s of %s %s, %s left", what, self._done, self._total, self._unit, describe_time(left))


def describe_time(seconds: float) -> str:
    """A duration in the largest unit that says enough."""
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"about {seconds / size:.0f} {unit}"
    return f"about {seconds:.0f} seconds"
