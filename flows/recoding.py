"""The re-extraction: stored texts through the present coder again.

All texts are read first, in processes and day by day, and what comes of them is laid aside; the difference to what was
said so far can then stop the run before anything is changed. Only after that is it loaded, chunk by chunk.
"""

from __future__ import annotations

import datetime as dt
import os
import pickle
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from extractors.casualties import coder_version, extract
from extractors.learning import learn
from extractors.records import Article
from flows.chunks import SILENT, ChunkLoader, Onlooker, PastSummary, Progress, check_range
from flows.difference import Difference, compare
from flows.documents import Problem
from flows.errors import RunError, UserError
from flows.filling import Spread, group_days, spread_over_processes
from flows.gazetteer_active import activate_for_run
from flows.planning import reading
from flows.rows import Batch, Row, extraction_rows, merge_batches
from flows.settings import Settings, load_settings
from flows.sources.base import Offer
from flows.storing import start_run
from warehouse.folders import make_private


@dataclass(frozen=True, slots=True)
class Recoding:
    """Which texts are read again: published in a range, by default all that another coder than the present one read.

    `since_version` takes those alone that this version of the coder read, or one that came after it; `everything` takes
    those of the present one too. `max_change` is the share that may move before the run stops; with `dry_run` it
    stops in any case.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    everything: bool = False
    since_version: str | None = None
    max_change: float | None = None
    dry_run: bool = False


class SurpriseError(RunError):
    """The new reading changes more than was allowed; nothing was loaded. Carries the run's summary."""

    def __init__(self, summary: PastSummary, change: float, most: float) -> None:
        super().__init__(
            f"the new reading moves {change:.1%}, more than the {most:.1%} allowed; nothing is loaded or published: "
            "look at the report, then run it again with a larger --max-change or without one"
        )
        self.summary = summary


class Read(NamedTuple):
    """What came of some texts: rows to load, what they change, how many they were, whether a chunk ends, and problems.

    A text that breaks the coder is a problem and keeps the events that it had.
    """

    batch: Batch
    difference: Difference
    texts: int
    is_last: bool
    problems: list[Problem]


def read_share(raw: str | float | None) -> float | None:
    """The share that «5%» or 0.05 states; raises UserError for another text, or a share below zero."""
    if raw is None:
        return None
    try:
        share = float(raw.rstrip("%")) / 100 if isinstance(raw, str) and raw.endswith("%") else float(raw)
    except ValueError as error:
        raise UserError(f"--max-change {raw!r} is no share; write it as 5% or 0.05") from error
    if share < 0:
        raise UserError(f"--max-change {raw!r} is below zero; write it as 5% or 0.05")
    return share


def recode_range(
    wish: Recoding, home: str | None = None, onlooker: Onlooker = SILENT, spread: Spread | None = None
) -> PastSummary:
    """Read stored texts again, compare, load what is said now, and publish once at the end.

    Raises UserError for what cannot be, and SurpriseError where more than `max_change` would move.
    """
    check_range(wish.start, wish.end)
    settings = load_settings(home)
    activate_for_run(settings)
    run = start_run("reextract", **{name: getattr(wish, name) for name in wish.__slots__})
    with ChunkLoader(settings, run, onlooker) as loader, laying_aside(settings) as folder:
        difference, parts = read_again(wish, loader, folder, spread or spread_over_processes(settings))
        loader.summary.report = difference.to_json()
        if wish.max_change is not None and difference.change > wish.max_change:
            raise SurpriseError(loader.summary, difference.change, wish.max_change)
        if not wish.dry_run:
            load_parts(loader, parts)
    if parts and not wish.dry_run:
        loader.summary.report["days"] = read_days(settings, run.id)
    return loader.summary


@contextmanager
def laying_aside(settings: Settings) -> Iterator[Path]:
    """A folder beside the warehouse for what is read but not loaded; gone afterwards, as are those of killed runs."""
    make_private(settings.home)
    clear_left(settings)
    with TemporaryDirectory(prefix=f".reextract-{os.getpid()}-", dir=settings.home) as folder:
        yield Path(folder)


def clear_left(settings: Settings) -> None:
    """Remove what killed runs laid aside."""
    for left in settings.home.glob(".reextract-*"):
        if not is_running(int(left.name.split("-")[1])):
            shutil.rmtree(left)


def is_running(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def read_again(
    wish: Recoding, loader: ChunkLoader, folder: Path, spread: Spread
) -> tuple[Difference, list[tuple[Path, int]]]:
    """Read the texts; returns what changes, and the files in which the rows of each chunk lie with their numbers."""
    from warehouse.reread import read_coders, read_text_days

    settings = loader.settings
    present = None if wish.everything else coder_version()
    with reading(settings) as con:
        coders = find_coders(wish.since_version, read_coders(con))
        days = read_text_days(con, wish.start, wish.end, present, coders)
    groups = group_days([Offer(row["published_date"], row["text_count"], "") for row in days], settings.load_chunk)
    total = sum(row["text_count"] for row in days)
    loader.tell("%s texts of %s days to read again", total, len(days))
    progress = Progress(total, "texts", loader.tell)
    difference, batches, texts = Difference(), list[Batch](), 0
    files: list[tuple[Path, int]] = []
    for read in spread(recode_part, list_parts(settings, groups, present, coders)):
        for problem in read.problems:
            loader.note(problem)
        difference.add(read.difference)
        batches.append(read.batch)
        texts += read.texts
        if read.is_last:
            path = folder / f"{len(files):06}"
            path.write_bytes(pickle.dumps(merge_batches(batches)))
            files.append((path, texts))
            progress.advance(texts, f"{groups[len(files) - 1][-1].day}")
            batches, texts = list[Batch](), 0
    return difference, files


def find_coders(since: str | None, known: Sequence[Row]) -> list[str] | None:
    """The coders that read texts since a version, that one included; None for all. Raises UserError for none."""
    if since is None:
        return None
    names = [row["coder_version"] for row in known]
    found = [name for name in names if since in name]
    if not found:
        raise UserError(f"no text held was last read by a coder {since!r}; they are: {'; '.join(names) or 'none'}")
    return names[names.index(found[0]) :]


def list_parts(
    settings: Settings, groups: Sequence[Sequence[Offer]], present: str | None, coders: Sequence[str] | None
) -> Iterator[tuple[list[Row], bool]]:
    """The texts of all chunks in parts; the write file is open only while those of a chunk are read from it."""
    from warehouse.reread import read_texts

    for group in groups:
        with reading(settings) as con:
            rows = read_texts(con, group[0].day, group[-1].day, present, coders)
        size = settings.extract_chunk
        for at in range(0, len(rows), size):
            yield rows[at : at + size], at + size >= len(rows)


def recode_part(part: tuple[list[Row], bool]) -> Read:
    """What the present coder says of some texts."""
    rows, is_last = part
    difference = Difference()
    batches = []
    problems = []
    for row in rows:
        try:
            batch = recode(row)
        except Exception as error:
            problems.append(Problem.of_crash(row["article_id"], error))
            continue
        difference.add(compare(row, row["events"], batch.get("core.casualty_event", [])))
        batches.append(batch)
    return Read(merge_batches(batches), difference, len(rows), is_last, problems)


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


def load_parts(loader: ChunkLoader, parts: Sequence[tuple[Path, int]]) -> None:
    """Load what was laid aside, a chunk a transaction."""
    progress = Progress(len(parts), "chunks loaded", loader.tell)
    for path, texts in parts:
        loader.load_rows(pickle.loads(path.read_bytes()), texts)  # noqa: S301 written by this very run
        path.unlink()
        progress.advance(1, path.name)


def read_days(settings: Settings, run_id: str) -> list[Row]:
    """The days that the run changed most, from what it published."""
    from warehouse.connection import open_reader
    from warehouse.reread import read_changed_days

    con = open_reader(settings.warehouse_path)
    try:
        return read_changed_days(con, run_id)
    finally:
        con.close()
