"""Articles of the past: a file loaded at once, or days of a source loaded chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from flows.asking import fill_from_sites
from flows.chunks import SILENT, ChunkLoader, Onlooker, PastSummary
from flows.documents import Document, Problem
from flows.fetching import Fetcher
from flows.filling import Spread, fill_from_file, spread_over_processes
from flows.gazetteer_active import activate, activate_for_run
from flows.jsonl import read_documents as read_jsonl
from flows.jsonl import read_objects
from flows.planning import reading
from flows.reading import Job, Reading, read_documents
from flows.settings import Settings, load_settings
from flows.sources.base import FILES, FileSource
from flows.sources.choose import Order, check_order, open_file
from flows.sources.sites import open_sites
from flows.storing import start_run

Watch = Callable[[Iterable[Any]], Iterable[Any]]


def pass_all(items: Iterable[Any]) -> Iterable[Any]:
    """The items, unwatched."""
    return items


def ingest_file(
    settings: Settings,
    path: Path,
    outlet: str | None = None,
    onlooker: Onlooker = SILENT,
    watch: Watch = pass_all,
) -> PastSummary:
    """Load the articles of a JSONL file and publish once.

    The onlooker is handed every problem as it comes; `watch` sees the readings pass (a progress bar).
    """
    activate_for_run(settings)
    run = start_run("ingest", file=str(path), outlet=outlet)
    with ChunkLoader(settings, run, onlooker) as loader:
        found = read_jsonl(read_objects(path), "ingest", settings.time_zone, outlet)
        job = Job(run.id, run.started_at, settings.archive_path)
        documents = keep_documents(found, loader)
        readings: Iterator[Reading] = iter(
            watch(read_documents(documents, job, settings.processes, settings.extract_chunk))
        )
        while part := list(islice(readings, settings.load_chunk)):
            if any(reading.problem is None for reading in part):
                loader.load(part, {})
            else:
                for reading in part:
                    assert reading.problem is not None
                    loader.note(reading.problem)
    return loader.summary


def keep_documents(found: Iterable[Document | Problem], loader: ChunkLoader) -> Iterator[Document]:
    """The documents; the problems among them are noted."""
    for item in found:
        if isinstance(item, Problem):
            loader.note(item)
        else:
            yield item


def name_outlets(loader: ChunkLoader, source: FileSource) -> None:
    """Enter the outlets that a source of files names and the warehouse does not know yet."""
    from warehouse.entries import find_outlet
    from warehouse.errors import WarehouseMissing

    if not (names := getattr(source, "outlets", {})):
        return
    try:
        with reading(loader.settings) as con:
            new = {outlet: name for outlet, name in names.items() if find_outlet(con, outlet) is None}
    except WarehouseMissing:
        return
    if new:
        rows = [{"outlet_id": outlet, "name": name} for outlet, name in sorted(new.items())]
        loader.load_rows({"core.outlet": rows}, 0)


def fill_range(
    order: Order,
    home: str | None = None,
    onlooker: Onlooker = SILENT,
    spread: Spread | None = None,
    fetcher: Fetcher | None = None,
) -> PastSummary:
    """Load what a source holds of a range of days and was not loaded before; failed days are tried again.

    Texts are read with the lists of the data folder and without the names that earlier runs learnt: the same articles
    give the same rows however often the backfill was interrupted. `spread` says where texts are read: over this
    machine's processes by default. `fetcher` is the door to the web.
    """
    check_order(order)
    settings = load_settings(home)
    activate(settings.home)
    told = {name: value for name, value in asdict(order).items() if value}
    run = start_run("backfill", **told)
    if order.name in FILES:
        source = open_file(order, settings)
        with ChunkLoader(settings, run, onlooker) as loader:
            fill_from_file(loader, source, order, spread or spread_over_processes(settings))
            name_outlets(loader, source)
        return loader.summary
    sources = open_sites(order, settings)
    with ChunkLoader(settings, run, onlooker) as loader, fetcher or Fetcher(settings) as door:
        fill_from_sites(loader, sources, order, door)
    return loader.summary
