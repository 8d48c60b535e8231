"""Articles as JSON lines: one object a line with id, published, and text or html; url, outlet and title if known."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from extractors.dates import FUTURE_TOLERANCE, parse_date
from flows.documents import Document, Problem
from flows.errors import UserError

STDIN = Path("-")
UNDATED = ("extract", "explain", "evaluate")
"""Who reads an article whose `published` is null; the warehouse needs a day of every article."""

TEXT_FIELDS = ("url", "outlet", "title", "text", "html", "country")


def read_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each line that is not blank, with `file:line` in front; `-` is standard input."""
    name = "stdin" if path == STDIN else str(path)
    try:
        with sys.stdin.buffer if path == STDIN else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{name}:{number}", line
    except OSError as error:
        raise UserError(f"{name}: cannot be read ({error.strerror}); check the path") from error


def read_objects(path: Path) -> Iterator[tuple[str, dict[str, Any] | Problem]]:
    """Each line's JSON object, or the Problem of a line that is none."""
    for where, line in read_lines(path):
        try:
            value = json.loads(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            yield where, Problem("no_utf8", where, "is not UTF-8; save the file as UTF-8")
        except json.JSONDecodeError as error:
            yield where, Problem("no_json", where, f"is no JSON ({error.msg} at character {error.pos}); mend the line")
        else:
            if isinstance(value, dict):
                yield where, value
            else:
                yield where, Problem("no_json", where, "is no JSON object; write {…} with id, published and text")


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
        country=value.get("country") or None,
        time_zone=time_zone,
    )


def _check_types(value: Mapping[str, Any], where: str) -> Problem | None:
    for name in TEXT_FIELDS:
        if not isinstance(value.get(name), str | None):
            return Problem("no_text", where, f"{name} must be a text or null, not {type(value[name]).__name__}")
    return None


def _check_fields(value: Mapping[str, Any], where: str, *, undated: bool) -> Problem | None:
    if not isinstance(value.get("id"), str | int) or value["id"] == "":
        return Problem("no_id", where, "lacks id; give every article an id of its own")
    if undated and value.get("published", "") is None:
        return _check_text(value, where)
    if not isinstance(value.get("published"), str) or not value["published"].strip():
        return Problem("no_published", where, "lacks published; give the day of publication as 2024-01-31")
    return _check_text(value, where)


def _check_text(value: Mapping[str, Any], where: str) -> Problem | None:
    if not (value.get("text") or value.get("html")):
        return Problem("no_text", where, "has neither text nor html; give one of them")
    return None
