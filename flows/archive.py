"""The local archive of pages as received: bytes under their hash, compressed, each kept once, and a list of them.

The list has a file for each day on which pages were received, `pages-2024-01-31.jsonl`: which address gave which bytes,
and when. What no list of the days to be kept names is dropped.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from warehouse.folders import make_private

STAMP = '"fetched_at": "'
"""What stands before the last value of a line."""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page in the archive: the SHA-256 of its bytes, where they came from and when.

    `charset` is the encoding that the answer's header told, None where it told none. A page of the Wayback Machine has
    the instant at which that captured it.
    """

    body_hash: str
    url: str
    outlet: str | None
    charset: str | None
    fetched_at: dt.datetime


class BodyMissingError(Exception):
    """No sound bytes are kept under a hash (any more)."""


def store_body(archive: Path, body: bytes) -> str:
    """Keep the bytes and return their SHA-256 in hex; bytes that are there already, and sound, are left alone."""
    digest = sha256(body).hexdigest()
    path = body_path(archive, digest)
    with suppress(BodyMissingError):
        read_body(archive, digest)
        return digest
    make_private(path.parent)
    # A half-written body must never stand under its hash, so it gets its name when it is whole.
    with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
        try:
            part.write(gzip.compress(body, compresslevel=6, mtime=0))
            part.flush()
            # A name reaches the disk before the bytes do: a power cut would leave an empty file under the hash.
            os.fsync(part.fileno())
        except BaseException:
            Path(part.name).unlink()
            raise
    Path(part.name).replace(path)
    return digest


def read_body(archive: Path, digest: str) -> bytes:
    """The bytes under a hash; raises BodyMissingError where they are not kept (any more), or are damaged."""
    try:
        packed = body_path(archive, digest).read_bytes()
        if not packed:
            raise BodyMissingError(f"{digest} is an empty file")
        return gzip.decompress(packed)
    except (FileNotFoundError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BodyMissingError(f"{digest}: {error}") from error


def drop_body(archive: Path, digest: str) -> bool:
    """Forget the bytes under a hash, and say whether they were kept."""
    path = body_path(archive, digest)
    is_kept = path.exists()
    path.unlink(missing_ok=True)
    return is_kept


def body_path(archive: Path, digest: str) -> Path:
    """Where a body lies."""
    return archive / digest[:2] / f"{digest}.gz"


def list_pages(archive: Path, day: dt.date, pages: Iterable[ArchivedPage]) -> None:
    """Enter pages in the list of a day."""
    lines = [json.dumps(asdict(page), ensure_ascii=False, default=dt.datetime.isoformat) for page in pages]
    if lines:
        make_private(archive)
        with (archive / f"pages-{day}.jsonl").open("a+b") as out:
            if out.tell():
                out.seek(-1, os.SEEK_END)
                # A run that was killed, or a full disk, leaves half a line, which must not spoil the next one.
                if out.read() != b"\n":
                    out.write(b"\n")
            out.write("".join(f"{line}\n" for line in lines).encode())


def read_list(archive: Path) -> Iterator[ArchivedPage]:
    """All pages of the archive, those listed last first."""
    for path in sorted(archive.glob("pages-*.jsonl"), reverse=True):
        yield from read_day(path)


def find_pages(archive: Path, instants: Iterable[dt.datetime]) -> dict[dt.datetime, list[ArchivedPage]]:
    """The pages that came at these instants (with a zone), wherever they are listed."""
    stamps = frozenset(at.isoformat() for at in instants)
    found: dict[dt.datetime, list[ArchivedPage]] = {}
    for path in archive.glob("pages-*.jsonl") if stamps else ():
        for page in read_day(path, stamps):
            found.setdefault(page.fetched_at, []).append(page)
    return found


def read_day(path: Path, stamps: Collection[str] = ()) -> Iterator[ArchivedPage]:
    """The pages of one day's list, those listed last first; with `stamps` only those that came at these instants.

    Half a line, which a run that was killed leaves, is passed over.
    """
    for line in reversed(path.read_text(encoding="utf-8", errors="replace").split("\n")):
        # The lists of years have millions of lines, and reading JSON is what takes the time.
        if stamps and line.rpartition(STAMP)[2].removesuffix('"}') not in stamps:
            continue
        with suppress(ValueError, TypeError, KeyError):
            told = json.loads(line)
            yield ArchivedPage(**told | {"fetched_at": dt.datetime.fromisoformat(told["fetched_at"])})


def drop_pages(archive: Path, today: dt.date, days: int) -> int:
    """Forget the pages that were last received more than `days` days ago, and say how many; 0 days keep all."""
    first = f"pages-{today - dt.timedelta(days=days)}.jsonl"
    lists = sorted(archive.glob("pages-*.jsonl")) if days else []
    old = [path for path in lists if path.name < first]
    if not old:
        return 0
    kept = {page.body_hash for path in lists if path not in old for page in read_day(path)}
    gone = {page.body_hash for path in old for page in read_day(path)} - kept
    dropped = sum(drop_body(archive, body_hash) for body_hash in gone)
    for path in old:
        path.unlink()
    return dropped


def sweep(archive: Path, before: dt.datetime) -> int:
    """Forget what lies in the archive since before an instant and no list names, and say how much that was.

    Killed runs and rehearsals leave such bodies. Those that came later may be of a run that has not entered them yet.
    """
    named = {page.body_hash for page in read_list(archive)}
    files = [path for path in archive.glob("??/*") if path.name.removesuffix(".gz") not in named]
    left = [path for path in files if path.stat().st_mtime < before.timestamp()]
    for path in left:
        path.unlink()
    return len(left)
