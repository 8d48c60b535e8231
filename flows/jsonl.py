"""Articles as JSON lines: one object a line with id, published, and text or html; url, outlet and title if known.

A file packed with gzip or Zstandard is unpacked on the way, whatever its name.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from extractors.dates import FUTURE_TOLERANCE, parse_date
from extractors.decoding import load_json
from extractors.identity import split_address
from flows.documents import Document, Problem
from flows.errors import UserError

STDIN = Path("-")
UNDATED = ("extract", "explain", "evaluate")
"""Who reads an article whose `published` is null; the warehouse needs a day of every article."""

TEXT_FIELDS = ("url", "outlet", "title", "text", "html", "country")


_CODE = re.compile("[A-Z]{2}")

GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def open_lines(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked; raises OSError where it cannot be opened."""
    with path.open("rb") as start:
        magic = start.read(4)
    if magic[:2] == GZIP:
        return cast("IO[bytes]", gzip.open(path))
    if magic == ZSTANDARD:
        return cast("IO[bytes]", io.BufferedReader(ZstandardFile(path)))
    return path.open("rb")


class ZstandardFile(io.RawIOBase):
    """A file packed with Zstandard, read forward; raises EOFError where it ends within a frame.

    The library's own reader takes a file that is cut off for a whole one.
    """

    def __init__(self, path: Path) -> None:
        import zstandard

        self._file = path.open("rb")
        self._make = zstandard.ZstdDecompressor().decompressobj
        self._unpacker: Any = None
        self._ready = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what is unpacked next; 0 at the end."""
        while not self._ready:
            packed = (self._unpacker.unused_data if self._unpacker and self._unpacker.eof else b"") or self._file.read(
                1 << 17
            )
            if not packed:
                if self._unpacker and not self._unpacker.eof:
                    raise EOFError("it ends within a frame")
                return 0
            if self._unpacker is None or self._unpacker.eof:
                self._unpacker = self._make()
            self._ready = self._unpacker.decompress(packed)
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def read_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each line that is not blank, with `file:line` in front; `-` is standard input."""
    name = "stdin" if path == STDIN else str(path)
    with refusing(name), sys.stdin.buffer if path == STDIN else open_lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield f"{name}:{number}", line


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Tell in one line that a file cannot be read, or is packed and broken."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UserError(
            f"{name}: is cut off or damaged ({error}); fetch it anew, or unpack what can be saved"
        ) from error
    except OSError as error:
        raise UserError(f"{name}: cannot be read ({error.strerror or error}); check the path") from error
    except Exception as error:
        # zstandard has an error of its own, and is loaded only for files packed with it.
        if type(error).__name__ != "ZstdError":
            raise
        raise UserError(
            f"{name}: is cut off or damaged ({error}); fetch it anew, or unpack what can be saved"
        ) from error


def read_objects(path: Path) -> Iterator[tuple[str, dict[str, Any] | Problem]]:
    """Each line's JSON object, or the Problem of a line that is none."""
    return ((where, read_object(line, where)) for where, line in read_lines(path))


def read_object(line: bytes, where: str) -> dict[str, Any] | Problem:
    """The line's JSON object, or the Problem of a line that is none."""
    try:
        value = load_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Problem("no_utf8", where, "is not UTF-8; save the file as UTF-8")
    except json.JSONDecodeError as error:
        return Problem("no_json", where, f"is no JSON ({error.msg} at character {error.pos}); mend the line")
    except ValueError as error:
        return Problem("no_json", where, f"is no JSON that can be read ({str(error)[:60]}); mend the line")
    if isinstance(value, dict):
        return value
    return Problem("no_json", where, "is no JSON object; write {…} with id, published and text")


def read_documents(
    objects: Iterable[tuple[str, dict[str, Any] | Problem]], source: str, time_zone: str, outlet: str | None = None
) -> Iterator[Document | Problem]:
    """The documents that the objects describe; each object that is none gives its Problem in its place."""
    for where, value in objects:
        yield value if isinstance(value, Problem) else read_document(value, where, source, time_zone, outlet)


def read_document(
    value: Mapping[str, Any], where: str, source: str, time_zone: str, outlet: str | None = None
) -> Document | Problem:
    """One object's document, or the Problem that keeps it from being one."""
    for check in (_check_types, partial(_check_fields, undated=source in UNDATED)):
        if problem := check(value, where):
            return problem
    country = read_country(value.get("country") or "")
    if country is None:
        what = f"country {value['country'][:40]!r} is none that we know; write its two letters, SY, or leave it out"
        return Problem("bad_country", where, what)
    date = parse_date(value["published"], time_zone) if value["published"] else None
    if date is not None and source not in UNDATED and date.at > dt.datetime.now(dt.UTC) + FUTURE_TOLERANCE:
        return Problem("no_published", where, f"published {value['published'][:40]!r} lies in the future; mend the day")
    if date is None and value["published"]:
        what = (
            f"published {value['published'][:40]!r} is no date of news (1990 to today); write it as 2024-01-31 or with "
            "time and zone"
        )
        return Problem("no_published", where, what)
    return Document(
        where=where,
        source=source,
        id=value["id"],
        url=value.get("url") or None,
        outlet=value.get("outlet") or outlet,
        title=value.get("title") or None,
        text=value.get("text"),
        html=None if value.get("text") else value.get("html"),
        published_at=date.at if date else None,
        published=date.day if date else None,
        published_source=source,
        country=country or None,
        time_zone=time_zone,
    )


def read_country(name: str) -> str | None:
    """The two letters of a country given by them, or by its name; None for what is neither, "" for ""."""
    if not name or _CODE.fullmatch(name):
        return name
    from flows.foreign_names import find_country

    return find_country(name) or (name.upper() if _CODE.fullmatch(name.upper()) else None)


def _check_types(value: Mapping[str, Any], where: str) -> Problem | None:
    for name in TEXT_FIELDS:
        if not isinstance(value.get(name), str | None):
            return Problem("no_text", where, f"{name} must be a text or null, not {type(value[name]).__name__}")
    return None


def _check_fields(value: Mapping[str, Any], where: str, *, undated: bool) -> Problem | None:
    if not isinstance(value.get("id"), str | int) or value["id"] == "":
        return Problem("no_id", where, "lacks id; give every article an id of its own")
    if undated and value.get("published", "") is None:
        return _check_address(value, where) or _check_text(value, where)
    if not isinstance(value.get("published"), str) or not value["published"].strip():
        return Problem("no_published", where, "lacks published; give the day of publication as 2024-01-31")
    return _check_address(value, where) or _check_text(value, where)


def _check_address(value: Mapping[str, Any], where: str) -> Problem | None:
    url = value.get("url")
    if url and not split_address(url.strip()):
        return Problem("bad_url", where, f"url {url[:60]!r} is no web address; write it as https://…, or leave it out")
    return None


def _check_text(value: Mapping[str, Any], where: str) -> Problem | None:
    if not (value.get("text") or value.get("html")):
        return Problem("no_text", where, "has neither text nor html; give one of them")
    return None
