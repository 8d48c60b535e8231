"""Articles as JSON lines, plain or packed, or as rows of a Parquet file with the same columns."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from extractors.dates import parse_date
from flows.documents import Problem
from flows.errors import UserError
from flows.jsonl import open_lines, read_document, read_object, refusing
from flows.sources.base import Candidate, FileSource, Found, Offer, Report

PARQUET = b"PAR1"
COLUMNS = ("id", "published", "url", "outlet", "title", "text", "html", "country")
STEP = 1 << 20


def open_articles(path: Path, outlet: str, time_zone: str) -> FileSource:
    """The source of a file of articles, by what the file is and not by its name; raises UserError."""
    with refusing(str(path)), path.open("rb") as start:
        is_parquet = start.read(4) == PARQUET
    return (ParquetRows if is_parquet else JsonLines)(path, outlet, time_zone)


class DayIndex:
    """Which numbers (of bytes, of rows) the articles of each day stand at, small enough for years of them."""

    def __init__(self) -> None:
        self.numbers: dict[dt.date, array[int]] = {}
        self._hashes: dict[dt.date, Any] = {}

    def add(self, day: dt.date, content: bytes, *numbers: int) -> None:
        """Enter an article of a day: the numbers that find it, and the content that its fingerprint is made of."""
        self.numbers.setdefault(day, array("Q")).extend(numbers)
        self._hashes.setdefault(day, blake2b(digest_size=16)).update(content)

    def offers(self, width: int) -> list[Offer]:
        """The days in order; each article has entered `width` numbers."""
        return [
            Offer(day, len(numbers) // width, self._hashes[day].hexdigest())
            for day, numbers in sorted(self.numbers.items())
        ]


def find_day(published: Any, where: str, time_zone: str) -> dt.date | Problem:
    """The local day that `published` states."""
    date = parse_date(published, time_zone) if isinstance(published, str) and published.strip() else None
    if date:
        return date.day
    if not published:
        return Problem("no_published", where, "lacks published; give the day of publication as 2024-01-31")
    what = f"published {str(published)[:40]!r} is no date of news; write it as 2024-01-31 or with time and zone"
    return Problem("no_published", where, what)


@dataclass(slots=True)
class JsonLines:
    """The lines of one file. The file is read once to find each day's lines, and once for each chunk of days."""

    path: Path
    outlet: str
    time_zone: str
    name: str = "jsonl"
    _index: DayIndex = field(default_factory=DayIndex)

    @property
    def place(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def read(self) -> Callable[[Candidate], list[Found]]:
        """Reads one line."""
        return partial(read_line, time_zone=self.time_zone, outlet=self.outlet or None)

    def offer(self, start: dt.date, end: dt.date, report: Report) -> list[Offer]:
        """The days of the range in the file."""
        self._index = DayIndex()
        offset = 0
        with refusing(self.place), open_lines(self.path) as lines:
            for number, line in enumerate(lines, 1):
                day = self._day_of(line, f"{self.place}:{number}") if line.strip() else None
                if isinstance(day, Problem):
                    report(day)
                elif day and start <= day <= end:
                    self._index.add(day, line, offset, number)
                offset += len(line)
        return self._index.offers(2)

    def _day_of(self, line: bytes, where: str) -> dt.date | Problem:
        value = read_object(line, where)
        return value if isinstance(value, Problem) else find_day(value.get("published"), where, self.time_zone)

    def list_candidates(self, days: Sequence[dt.date]) -> Iterator[Candidate]:
        """The lines of these days, in one pass forward: a packed file cannot be read backwards."""
        wanted = sorted(
            (offset, number, day) for day in days for offset, number in _pairs(self._index.numbers.get(day, array("Q")))
        )
        if not wanted:
            return
        with refusing(self.place), open_lines(self.path) as lines:
            at = 0
            for offset, number, day in wanted:
                skip(lines, offset - at)
                line = lines.readline()
                at = offset + len(line)
                yield Candidate(day, f"{self.place}:{number}", line)


def _pairs(numbers: array[int]) -> Iterator[tuple[int, int]]:
    return zip(numbers[::2], numbers[1::2], strict=True)


def skip(stream: IO[bytes], count: int) -> None:
    """Go on by so many bytes, whether or not the stream can be placed at will."""
    if count and stream.seekable():
        stream.seek(count, 1)
        return
    while count:
        count -= len(stream.read(min(count, STEP)))


def read_line(candidate: Candidate, *, time_zone: str, outlet: str | None) -> list[Found]:
    """The document of one line."""
    value = read_object(candidate.what, candidate.where)
    if isinstance(value, Problem):
        return [value]
    return [read_document(value, candidate.where, "backfill-jsonl", time_zone, outlet)]


@dataclass(slots=True)
class ParquetRows:
    """The rows of a Parquet file; its columns bear the names of the JSON lines' keys, others are passed over."""

    path: Path
    outlet: str
    time_zone: str
    name: str = "jsonl"
    _index: DayIndex = field(default_factory=DayIndex)

    @property
    def place(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def read(self) -> Callable[[Candidate], list[Found]]:
        """Reads one row."""
        return partial(read_row, time_zone=self.time_zone, outlet=self.outlet or None)

    def offer(self, start: dt.date, end: dt.date, report: Report) -> list[Offer]:
        """The days of the range in the file."""
        self._index = DayIndex()
        for number, row in self._rows():
            day = find_day(row["published"], f"{self.place}:{number}", self.time_zone)
            if isinstance(day, Problem):
                report(day)
            elif start <= day <= end:
                self._index.add(day, repr(sorted(row.items())).encode(), number)
        return self._index.offers(1)

    def list_candidates(self, days: Sequence[dt.date]) -> Iterator[Candidate]:
        """The rows of these days, in the file's order."""
        wanted = {number: day for day in days for number in self._index.numbers.get(day, ())}
        last = max(wanted, default=-1)
        for number, row in self._rows():
            if number > last:
                return
            if number in wanted:
                yield Candidate(wanted[number], f"{self.place}:{number}", row)

    def _rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Row numbers from 1, and the known columns of each row as text."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(self.path) as file:
                columns = [name for name in COLUMNS if name in file.schema_arrow.names]
                if missing := {"id", "published"} - set(columns):
                    raise UserError(
                        f"{self.place}: has no column {sorted(missing)[0]!r}; its columns bear the names of the keys"
                    )
                number = 0
                for batch in file.iter_batches(batch_size=1000, columns=columns):
                    for row in batch.to_pylist():
                        number += 1
                        yield number, {key: _plain(value) for key, value in row.items()}
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise UserError(
                f"{self.place}: is no sound Parquet file ({str(error).splitlines()[0]}); make it anew"
            ) from error


def _plain(value: Any) -> Any:
    """Days and instants as their ISO form, whatever type the column has."""
    return value.isoformat() if isinstance(value, dt.date) else value


def read_row(candidate: Candidate, *, time_zone: str, outlet: str | None) -> list[Found]:
    """The document of one row."""
    return [read_document(candidate.what, candidate.where, "backfill-jsonl", time_zone, outlet)]
