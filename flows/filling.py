"""Past days from files: listed here, read in processes, loaded in chunks of days together with their checkpoints.

A day is done when the transaction that holds its last article is: a run that is killed goes on with the day that it
was at. Chunks hang on the days that are still to be read alone, so that a resumed run makes the very same ones.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from flows.chunks import ChunkLoader, Progress
from flows.documents import Document, Problem
from flows.errors import UserError
from flows.layouts import LayoutBook
from flows.planning import reading
from flows.pool import map_parts
from flows.reading import Job, Reading, read_document
from flows.rows import Row
from flows.settings import Settings
from flows.sources.base import Candidate, FileSource, Found, Offer
from flows.sources.choose import Order

if TYPE_CHECKING:
    from extractors.layouts import Layout

Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""How work is spread over processes or a cluster: the results of a function on each part, in the parts' order."""

DONE, FAILED = "done", "failed"


class Part(NamedTuple):
    """Some candidates of a chunk, and the layouts known by then; the last part of a chunk says so."""

    chunk: int
    candidates: list[Candidate]
    is_last: bool
    layouts: Mapping[str, Layout]


class Answer(NamedTuple):
    """What came of a part: for each candidate its day and readings."""

    chunk: int
    readings: list[tuple[dt.date, list[Reading]]]
    is_last: bool


def spread_over_processes(settings: Settings) -> Spread:
    """Spreads work over this machine's processes, which read the next chunk while one is loaded."""
    ahead = settings.load_chunk // settings.extract_chunk
    return partial(map_parts, processes=settings.processes, ahead=ahead)


def read_checkpoints(
    settings: Settings, name: str, place: str, outlet: str, days: Sequence[dt.date]
) -> dict[dt.date, Row]:
    """What is known of the days, which are in order; nothing where there is no warehouse yet."""
    from warehouse.backfill import read_days
    from warehouse.errors import WarehouseMissing

    if not days:
        return {}
    try:
        with reading(settings) as con:
            return read_days(con, name, place, outlet, days[0], days[-1])
    except WarehouseMissing:
        return {}


def choose_days(offers: Iterable[Offer], known: dict[dt.date, Row], *, only_failed: bool = False) -> list[Offer]:
    """The days still to be read: those that are not done, or of which the source now holds something else."""

    def is_pending(offer: Offer) -> bool:
        row = known.get(offer.day)
        if row is None or only_failed:
            return row is not None and row["status"] == FAILED
        return bool(row["status"] != DONE or row["fingerprint"] != offer.fingerprint)

    return [offer for offer in offers if (offer.day not in known and not only_failed) or is_pending(offer)]


def group_days(offers: Sequence[Offer], most: int) -> list[list[Offer]]:
    """Runs of days with at most so many candidates together, or single days with more."""
    groups: list[list[Offer]] = []
    size = 0
    for offer in offers:
        if not groups or size + offer.size > most:
            groups.append([])
            size = 0
        groups[-1].append(offer)
        size += offer.size
    return groups


def fill_from_file(loader: ChunkLoader, source: FileSource, order: Order, spread: Spread) -> None:
    """Load what a source of files holds of the days of a range and was not loaded before."""
    settings, run = loader.settings, loader.run
    offers = source.offer(order.start, order.end, loader.note)
    known = read_checkpoints(settings, source.name, source.place, source.outlet, [offer.day for offer in offers])
    pending = choose_days(offers, known, only_failed=order.only_failed)
    groups = group_days(pending, settings.load_chunk)
    total = sum(offer.size for offer in pending)
    loader.tell("%s: %s articles of %s days to read", source.place, total, len(pending))
    progress = Progress(total, "articles", loader.tell)
    book = LayoutBook(settings.layouts_path)
    job = Job(run.id, run.started_at, settings.archive_path)
    work = partial(read_part, read=source.read, job=job)
    waiting: list[Reading] = []
    counts: Counter[tuple[dt.date, str]] = Counter()
    for answer in spread(work, list_parts(source, groups, settings.extract_chunk, book)):
        for day, readings in answer.readings:
            waiting += book.watch(readings)
            counts[day, "candidates"] += 1
            counts[day, "articles"] += sum(reading.problem is None for reading in readings)
            counts[day, "problems"] += sum(reading.problem is not None for reading in readings)
        if answer.is_last or len(waiting) >= 2 * settings.load_chunk:
            days = groups[answer.chunk] if answer.is_last else []
            rows = [checkpoint_row(run.id, source, offer, counts) for offer in days]
            loader.load(waiting, {"meta.backfill_day": rows})
            book.learn(settings.archive_path)
            loader.summary.days += len(rows)
            progress.advance(sum(offer.size for offer in days), f"{groups[answer.chunk][-1].day}")
            waiting.clear()


def list_parts(source: FileSource, groups: Sequence[Sequence[Offer]], size: int, book: LayoutBook) -> Iterator[Part]:
    """The candidates of all chunks in parts, at least one part a chunk; later parts know what earlier chunks taught."""
    for number, group in enumerate(groups):
        candidates = source.list_candidates([offer.day for offer in group])
        part = list(islice(candidates, size))
        while True:
            following = list(islice(candidates, size))
            yield Part(number, part, not following, book.layouts)
            if not following:
                break
            part = following


def read_part(part: Part, read: Callable[[Candidate], Sequence[Found]], job: Job) -> Answer:
    """Read the candidates of one part to the end."""
    job = replace(job, layouts=part.layouts)
    told = [(candidate.day, read_candidate(candidate, read, job)) for candidate in part.candidates]
    return Answer(part.chunk, told, part.is_last)


def read_candidate(candidate: Candidate, read: Callable[[Candidate], Sequence[Found]], job: Job) -> list[Reading]:
    """The readings of a candidate; what breaks its source's reader is a problem of this one alone."""
    try:
        told: Sequence[Found] = read(candidate)
    except UserError:
        raise
    except Exception as error:
        told = [Problem.of_crash(candidate.where, error)]
    return [reading for found in told for reading in read_found(found, job)]


def read_found(found: Found, job: Job) -> list[Reading]:
    """The readings of a document, or the reading that carries the problem in its place."""
    if isinstance(found, Problem):
        return [Reading(Document(found.where, "backfill"), problem=found)]
    return read_document(found, job)


def checkpoint_row(run_id: str, source: FileSource, offer: Offer, counts: Counter[tuple[dt.date, str]]) -> Row:
    """The row of meta.backfill_day for a day that was read to the end."""
    return {
        "source": source.name,
        "source_place": source.place,
        "outlet_id": source.outlet,
        "source_date": offer.day,
        "status": DONE,
        "fingerprint": offer.fingerprint,
        "candidate_count": counts[offer.day, "candidates"],
        "article_count": counts[offer.day, "articles"],
        "problem_count": counts[offer.day, "problems"],
        "run_id": run_id,
    }
