"""The archive after a reading: pages that ask not to be kept are dropped, the others entered in the day's list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flows.archive import ArchivedPage, drop_body, drop_pages, list_pages
from flows.documents import Document
from flows.reading import Reading
from flows.settings import Settings


def keep_pages(documents: Iterable[Document], readings: Iterable[Reading], settings: Settings, today: dt.date) -> None:
    """Settle what is kept of the pages received today, and forget those that are older than the setting says."""
    forbidden = {read.document.body_hash for read in readings if not read.may_archive and read.document.body_hash}
    for body_hash in forbidden:
        drop_body(settings.archive_path, body_hash)
    kept = [describe_page(one) for one in documents if one.body_hash and one.body_hash not in forbidden]
    list_pages(settings.archive_path, today, kept)
    drop_pages(settings.archive_path, today, settings.archive_days)


def describe_page(document: Document) -> ArchivedPage:
    """A document's line in the list of the archive."""
    assert document.body_hash is not None
    assert document.fetched_at is not None
    return ArchivedPage(
        document.body_hash, document.url or document.where, document.outlet, document.content_type, document.fetched_at
    )
