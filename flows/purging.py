"""The purge of article texts: from the warehouse, its older snapshots, the archive of pages and the runs' reports."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.identity import article_key
from flows.archive import drop_body, drop_pages, read_list, sweep
from flows.recoding import clear_left
from flows.reporting import write_run_reports
from flows.settings import Settings
from flows.storing import publish_snapshot, start_run, store_batch, writing


@dataclass(frozen=True, slots=True)
class PurgeSummary:
    """What a purge removed; sizes of the write file in bytes."""

    before: dt.date
    texts: int
    entries: int
    pages: int
    snapshots: int
    size_before: int
    size_after: int

    def sentence(self) -> str:
        """The purge in one line."""
        sizes = f"{self.size_before / 1e6:.1f} MB, now {self.size_after / 1e6:.1f} MB"
        return (
            f"purged {self.texts} article texts, {self.entries} feed items and {self.pages} archived pages from before "
            f"{self.before}, and {self.snapshots} older snapshots; the write file was {sizes}"
        )


def purge(settings: Settings, days: int, now: dt.datetime) -> PurgeSummary:
    """Forget what was published more than `days` days ago, compact the write file, and publish it.

    The snapshots before it still hold the texts, so they go too, as does what killed runs left; the runs' reports,
    which quote the texts, are written anew. Killed on the way, it can be run again. Raises WarehouseLocked while
    another run writes.
    """
    from warehouse.connection import open_reader
    from warehouse.intake import read_rows
    from warehouse.purge import compact, purge_texts

    # Only to refuse where there is nothing yet: a purge is no reason to make a warehouse.
    open_reader(settings.write_path, wait_seconds=settings.lock_wait).close()
    before = now - dt.timedelta(days=days)
    run = start_run("purge", now, days=days)
    with writing(settings) as con:
        purged = purge_texts(con, before)
        forgotten = read_rows(con, "purge/pages", {})
        store_batch(con, run, {}, now)
    size_before, size_after = compact(settings.write_path, wait_seconds=settings.lock_wait)
    publish_snapshot(settings)
    older = list(settings.home.glob(f"{settings.warehouse_path.name}.*"))
    for path in older:
        remove(path)
    clear_left(settings)
    renew_reports(settings, now)
    pages = drop_forgotten(settings.archive_path, forgotten) + drop_pages(settings.archive_path, now.date(), days)
    pages += sweep(settings.archive_path, now - dt.timedelta(days=1))
    return PurgeSummary(before.date(), purged.texts, purged.entries, pages, len(older), size_before, size_after)


def remove(path: Path) -> None:
    """Remove a file, or the folder in which a reader that was killed left parts of its answer."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def renew_reports(settings: Settings, now: dt.datetime) -> None:
    """Write the runs' reports anew where there are any, without the words that are forgotten."""
    if settings.reports_path.exists():
        for path in settings.reports_path.iterdir():
            remove(path)
        write_run_reports(settings, now)


def drop_forgotten(archive: Path, forgotten: Iterable[dict[str, Any]]) -> int:
    """Forget the archived pages of forgotten texts, whenever they came, and say how many.

    An old article may have come with a backfill of last week. `forgotten` are rows of purge/pages.
    """
    rows = list(forgotten)
    instants = {row["fetched_at"] for row in rows} - {None}
    keys = {row["url_key"] for row in rows} - {None}
    pages = [page for page in read_list(archive) if page.fetched_at in instants or article_key(page.url) in keys]
    return sum(drop_body(archive, body_hash) for body_hash in {page.body_hash for page in pages})
