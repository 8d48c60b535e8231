"""The purge of article texts: from the warehouse, its older snapshots and the archive of pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flows.archive import drop_pages
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

    The snapshots before it still hold the texts, so they go too. Killed on the way, it can be run again. Raises
    WarehouseLocked while another run writes.
    """
    from warehouse.connection import open_reader
    from warehouse.purge import compact, purge_texts

    # Only to refuse where there is nothing yet: a purge is no reason to make a warehouse.
    open_reader(settings.write_path, wait_seconds=settings.lock_wait).close()
    before = now - dt.timedelta(days=days)
    run = start_run("purge", now, days=days)
    with writing(settings) as con:
        purged = purge_texts(con, before)
        store_batch(con, run, {}, now)
    size_before, size_after = compact(settings.write_path, wait_seconds=settings.lock_wait)
    publish_snapshot(settings)
    older = list(settings.home.glob(f"{settings.warehouse_path.name}.*"))
    for snapshot in older:
        snapshot.unlink()
    pages = drop_pages(settings.archive_path, now.date(), days)
    return PurgeSummary(before.date(), purged.texts, purged.entries, pages, len(older), size_before, size_after)
