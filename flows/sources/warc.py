"""Articles as pages in WARC files: one file, or a folder of them in any depth, as Common Crawl's CC-NEWS is laid out.

A day is one of capture, in UTC: what was captured on it, whenever it was published. Pages are told apart by their
gzip member, so that one that is damaged costs no other.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from extractors.identity import split_address
from flows.documents import Document, Problem
from flows.errors import UserError
from flows.feeds import Feed
from flows.jsonl import GZIP, refusing
from flows.sources.base import Candidate, Found, Offer, Report
from flows.sources.jsonl import DayIndex

MEMBER = b"\x1f\x8b\x08"
STEP = 1 << 16
LARGEST = 64 << 20
"""Unpacked bytes of a gzip member beyond which it is no single record: such a file cannot be read from the middle."""

CC_NEWS = re.compile(r"CC-NEWS-(\d{8})\d{6}-\d+\.warc(?:\.gz)?$")


class DamagedError(Exception):
    """A part of a WARC file that cannot be read."""


@dataclass(slots=True)
class WarcFiles:
    """The pages of WARC files. `sites` says which outlet's feed a host belongs to.

    Of CC-NEWS files, which hold the news of the world, only pages of these sites are taken; with `outlet` only its own.
    """

    path: Path
    outlet: str
    time_zone: str
    sites: Mapping[str, Feed]
    name: str = "warc"
    _files: list[Path] = field(default_factory=list)
    _index: DayIndex = field(default_factory=DayIndex)

    @property
    def place(self) -> str:
        """The file or folder."""
        return str(self.path)

    @property
    def read(self) -> Callable[[Candidate], list[Found]]:
        """Reads one page."""
        return partial(read_page, time_zone=self.time_zone, sites=dict(self.sites))

    def offer(self, start: dt.date, end: dt.date, report: Report) -> list[Offer]:
        """The days of the range on which pages were captured."""
        self._files = self._find_files()
        self._index = DayIndex()
        for number, path in enumerate(self._files):
            named = CC_NEWS.search(path.name)
            # Such a file holds what was captured from the instant in its name on, for some hours.
            if named and not start - dt.timedelta(days=1) <= dt.date.fromisoformat(named[1]) <= end:
                continue
            with refusing(str(path)):
                self._list_file(number, path, start, end, report)
        return self._index.offers(2)

    def _find_files(self) -> list[Path]:
        if self.path.is_dir():
            found = sorted(p for p in self.path.rglob("*") if re.search(r"\.warc(\.gz)?$", p.name))
            if not found:
                raise UserError(f"{self.place}: holds no WARC file; they end with .warc or .warc.gz")
            return found
        if not self.path.exists():
            raise UserError(f"{self.place}: there is no such file or folder; check the path")
        return [self.path]

    def _list_file(self, number: int, path: Path, start: dt.date, end: dt.date, report: Report) -> None:
        is_worldwide = bool(CC_NEWS.search(path.name))
        for offset, found in walk_records(path):
            if isinstance(found, DamagedError):
                what = f"cannot be read ({found}); it is left out, the records around it are read"
                report(Problem("corrupt_member", f"{path}@{offset}", what))
                continue
            kind, url, captured = found
            if captured is None or not start <= captured.date() <= end or not self._is_wanted(url, is_worldwide):
                continue
            if kind == "revisit":
                report(Problem("revisit", f"{path}@{offset}", f"{url} was as before; nothing is lost"))
            else:
                self._index.add(captured.date(), f"{path.name}:{offset}:{url}".encode(), number, offset)

    def _is_wanted(self, url: str, is_worldwide: bool) -> bool:
        if not self.outlet and not is_worldwide:
            return True
        owner = find_owner(url, self.sites)
        return owner is not None and self.outlet in ("", owner.outlet)

    def list_candidates(self, days: Sequence[dt.date]) -> Iterator[Candidate]:
        """The pages captured on these days."""
        for day in days:
            numbers = self._index.numbers.get(day, ())
            for number, offset in zip(numbers[::2], numbers[1::2], strict=True):
                path = self._files[number]
                yield Candidate(day, f"{path}@{offset}", (path, offset))


def find_owner(url: str | None, sites: Mapping[str, Feed]) -> Feed | None:
    """The feed of the outlet whose site an address is on: that of the host, else of the nearest domain above it."""
    address = split_address(url or "")
    host = (address.hostname or "").removeprefix("www.") if address else ""
    while "." in host:
        if host in sites:
            return sites[host]
        host = host.partition(".")[2]
    return None


Told = tuple[str, str, dt.datetime | None]


def walk_records(path: Path) -> Iterator[tuple[int, Told | DamagedError]]:
    """Offset, kind (response or revisit), address and instant of each page's record, and each part that is damaged."""
    with path.open("rb") as file:
        is_packed = file.read(2) == GZIP
        file.seek(0)
        ways = (unpack_member, find_member) if is_packed else (cut_record, find_plain)
        for offset, data in walk_parts(file, *ways):
            if isinstance(data, DamagedError):
                yield offset, data
                continue
            try:
                record = open_record(data)
                told = describe_record(record)
            except DamagedError as error:
                yield offset, error
            else:
                if told:
                    yield offset, told


def describe_record(record: Any) -> Told | None:
    """What a record is, None for one that holds no page."""
    headers = record.rec_headers
    if record.rec_type not in ("response", "revisit"):
        return None
    if record.rec_type == "response":
        http = record.http_headers
        kind = (http.get_header("Content-Type") or "") if http else ""
        if not http or http.get_statuscode() != "200" or "html" not in kind.lower():
            return None
    return record.rec_type, headers.get_header("WARC-Target-URI") or "", read_instant(headers.get_header("WARC-Date"))


def read_instant(raw: str | None) -> dt.datetime | None:
    """The instant of a WARC-Date; None where it is none."""
    try:
        found = dt.datetime.fromisoformat(raw or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def open_record(data: bytes) -> Any:
    """The record that a member holds; raises DamagedError."""
    try:
        return next(iter(ArchiveIterator(io.BytesIO(data))))
    except (ArchiveLoadFailed, StopIteration, EOFError, ValueError, AttributeError) as error:
        raise DamagedError(f"no WARC record: {' '.join(str(error).split())[:100] or 'empty'}") from error


def walk_parts(
    file: IO[bytes], cut: Callable[[IO[bytes], int], tuple[bytes, int]], find: Callable[[IO[bytes], int], int]
) -> Iterator[tuple[int, bytes | DamagedError]]:
    """Offset and bytes of each record, which `cut` takes out with its length; after a damaged one, go on at `find`."""
    offset = 0
    while True:
        file.seek(offset)
        if not file.read(1):
            return
        try:
            data, length = cut(file, offset)
            yield offset, data
            offset += length
        except DamagedError as error:
            yield offset, error
            offset = find(file, offset + 1)


def unpack_member(file: IO[bytes], offset: int) -> tuple[bytes, int]:
    """The bytes of the member at an offset, and its packed length; raises DamagedError."""
    file.seek(offset)
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = taken = 0
    while not unpacker.eof:
        packed = file.read(STEP)
        if not packed:
            raise DamagedError("the file is cut off here")
        try:
            parts.append(unpacker.decompress(packed))
        except zlib.error as error:
            raise DamagedError(f"no sound gzip: {error}") from error
        taken += len(packed)
        size += len(parts[-1])
        if size > LARGEST:
            raise DamagedError("more than one record in one gzip member; pack it anew with `warcio recompress`")
    return b"".join(parts), taken - len(unpacker.unused_data)


def find_member(file: IO[bytes], offset: int) -> int:
    """Where the next member with a WARC record starts; the end of the file where none does."""
    while True:
        file.seek(offset)
        data = file.read(STEP)
        at = data.find(MEMBER)
        if at >= 0:
            file.seek(offset + at)
            try:
                if zlib.decompressobj(wbits=31).decompress(file.read(STEP), 5) == b"WARC/":
                    return offset + at
            except zlib.error:
                pass
            offset += at + 1
        elif len(data) < STEP:
            return offset + len(data)
        else:
            offset += STEP - len(MEMBER) + 1


def cut_record(file: IO[bytes], offset: int) -> tuple[bytes, int]:
    """The bytes of the unpacked record at an offset, with the blank lines behind it, and their number.

    A record starts where the length of the one before it says. Raises DamagedError.
    """
    file.seek(offset)
    head, mark, _ = file.read(STEP).partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length:\s*(\d+)\s*$", head)
    if not mark or not length or not head.startswith(b"WARC/"):
        raise DamagedError("no WARC record starts here")
    size = len(head) + 4 + int(length[1])
    file.seek(offset)
    data = file.read(size)
    if len(data) < size:
        raise DamagedError("the file is cut off here")
    blank = file.read(4)
    data += blank[: len(blank) - len(blank.lstrip(b"\r\n"))]
    return data, len(data)


def find_plain(file: IO[bytes], offset: int) -> int:
    """Where the next record of an unpacked file starts; the end of the file where none does."""
    while True:
        file.seek(offset)
        data = file.read(STEP)
        at = data.find(b"\r\nWARC/1.")
        if at >= 0:
            return offset + at + 2
        if len(data) < STEP:
            return offset + len(data)
        offset += STEP - 16


def read_page(candidate: Candidate, *, time_zone: str, sites: Mapping[str, Feed]) -> list[Found]:
    """The document of the page at an offset."""
    from extractors.decoding import DecodeError, decode

    path, offset = candidate.what
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == GZIP
            data, _ = unpack_member(file, offset) if is_packed else cut_record(file, offset)
        record = open_record(data)
        headers, http = record.rec_headers, record.http_headers
        body = record.content_stream().read()
        html = decode(body, http.get_header("Content-Type"), "page").text
    except DamagedError as error:
        return [Problem("corrupt_member", candidate.where, f"cannot be read ({error}); it is left out")]
    except DecodeError as error:
        return [Problem(error.reason, candidate.where, f"no page ({error.detail}); it is left out")]
    url = headers.get_header("WARC-Target-URI")
    owner = find_owner(url, sites)
    return [
        Document(
            where=candidate.where,
            source="backfill-warc",
            url=url,
            outlet=owner.outlet if owner else None,
            html=html,
            country=owner.country if owner else None,
            time_zone=owner.timezone if owner else time_zone,
            selector=owner.selector if owner else None,
            fetched_at=read_instant(headers.get_header("WARC-Date")),
        )
    ]
