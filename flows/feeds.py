"""The registry of feeds: `feeds.toml`, one [[feed]] table a feed.

    load_feeds(path) -> tuple[Feed, ...]     raises FeedsError: file and line, what is wrong, the remedy

A key that does not exist is refused, for it is a typing slip that would silently change nothing.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from extractors.identity import ID_POLICIES, IdPolicy
from flows.errors import UserError
from flows.settings import MOST_OF_ALL, read_toml
from flows.values import is_amount, is_time_zone, is_web_address

MARKS = {"sitemap": ("{yyyy}", "{mm}", "{dd}"), "wordpress": (), "paged": ("{page}",)}
"""The archives that a feed may name, and what is filled into their addresses."""

ARCHIVES = tuple(MARKS)
KINDS = ("agency", "broadcaster", "newspaper", "site", "monitor", "organisation")


class FeedsError(UserError):
    """The registry cannot be used; the message names file and line, what is wrong and the remedy."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed and what is known about its outlet; several feeds may share an outlet.

    `country` is the outlet's focus (ISO 3166-1 alpha-2), None where it covers the world or a region. `owner` and
    `orientation` are words, never a score, and `basis` says where they come from. `timezone` holds for dates without a
    zone and for the local day. `expect_failures`: known to fail at times, so a failure is no alarm. `min_interval_s` is
    the least pause in seconds between two reads of the feed, `selector` the CSS selector of a story's body. `archive`
    says where the outlet keeps its past, for a backfill: a source (sitemap, wordpress, paged) and an address.
    """

    id: str
    outlet: str
    url: str
    name_ar: str
    name_en: str = ""
    homepage: str = ""
    country: str | None = None
    kind: str = "site"
    owner: str = ""
    orientation: str = ""
    basis: str = ""
    language: str = "ar"
    timezone: str = "Asia/Damascus"
    id_policy: IdPolicy = "guid"
    enabled: bool = True
    expect_failures: bool = False
    note: str = ""
    terms_url: str = ""
    min_interval_s: float | None = None
    selector: str | None = None
    archive: str = ""


_FIELDS = {field.name: field for field in fields(Feed)}
_REQUIRED = tuple(name for name, field in _FIELDS.items() if field.default is MISSING)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def load_feeds(path: Path) -> tuple[Feed, ...]:
    """All feeds of a registry, the disabled ones too, in its order; raises FeedsError, or UserError for broken TOML."""
    text, table = read_toml(path)
    unknown = set(table) - {"feed"}
    if unknown:
        name = sorted(unknown)[0]
        raise FeedsError(f"{path}:{_line(text, name)}: {name!r} is no part of a registry; it has [[feed]] tables only")
    rows = table.get("feed", [])
    if not rows or not isinstance(rows, list):
        raise FeedsError(f"{path}:1: there is no feed in it; add a [[feed]] table with {', '.join(_REQUIRED)}")
    starts = [match.start() for match in re.finditer(r"^[ \t]*\[\[[ \t]*feed[ \t]*\]\]", text, re.M)]
    feeds: list[Feed] = []
    for number, row in enumerate(rows):
        start = starts[number] if number < len(starts) else 0
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        feeds.append(_read_feed(row, _Place(path, text, start, end), feeds))
    return tuple(feeds)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a feed's table stands in the file, to name lines by."""

    path: Path
    text: str
    start: int
    end: int

    def error(self, key: str, what: str) -> FeedsError:
        match = re.compile(rf"^[ \t]*\"?{re.escape(key)}\"?[ \t]*=", re.M).search(self.text, self.start, self.end)
        line = self.text.count("\n", 0, match.start() if match else self.start) + 1
        return FeedsError(f"{self.path}:{line}: {what}")


def _read_feed(row: dict[str, Any], place: _Place, others: list[Feed]) -> Feed:
    name = row.get("id", "?")
    for key in row:
        if key not in _FIELDS:
            raise place.error(key, f"feed {name!r} has an unknown key {key!r}; the keys are {', '.join(_FIELDS)}")
    for key in _REQUIRED:
        if not row.get(key):
            raise place.error("id", f"feed {name!r} lacks {key!r}; add it")
    for key, value in row.items():
        fault = _find_fault(key, value)
        if fault:
            raise place.error(key, f"feed {name!r}: {key} {fault}, not {value!r}")
    for other in others:
        for key in ("id", "url"):
            if getattr(other, key) == row[key]:
                raise place.error(key, f"feed {name!r} has the {key} of feed {other.id!r} above it; remove one")
    return Feed(**row)


def _find_fault(key: str, value: Any) -> str | None:
    """What is wrong with a value, as «must be …»; None where it fits."""
    if key in ("enabled", "expect_failures"):
        return None if isinstance(value, bool) else "must be true or false"
    if key == "min_interval_s":
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return None if is_number and is_amount(value, 0, MOST_OF_ALL) else "must be a number of seconds, 0 or more"
    if not isinstance(value, str):
        return "must be a text in quotes"
    return _find_text_fault(key, value)


def _find_text_fault(key: str, value: str) -> str | None:
    if key in ("id", "outlet") and not _ID.fullmatch(value):
        return "must be lower-case letters, digits and hyphens"
    if key in ("url", "homepage", "terms_url") and value and not is_web_address(value):
        return "must be an http or https address"
    if key == "archive" and value:
        return _find_archive_fault(value)
    choices: dict[str, tuple[str, ...]] = {"kind": KINDS, "id_policy": ID_POLICIES, "language": ("ar", "en")}
    if key in choices and value not in choices[key]:
        return f"must be one of {', '.join(choices[key])}"
    if key == "country" and not re.fullmatch(r"[A-Z]{2}", value):
        return "must be two capital letters (ISO 3166-1), or left out"
    if key == "timezone" and not is_time_zone(value):
        return "must be a zone such as Asia/Damascus"
    return None


def _find_archive_fault(value: str) -> str | None:
    name, _, address = value.partition(" ")
    if name not in ARCHIVES or not is_web_address(address):
        return f"must be one of {', '.join(ARCHIVES)}, a blank and a web address"
    marks = MARKS[name]
    if re.search(r"[{}]", re.sub("|".join(map(re.escape, marks)) or r"(?!)", "", address)):
        return f"must have no braces in the address but {', '.join(marks)}" if marks else "must have no braces"
    held = [mark for mark in marks if mark in address]
    if name == "paged" and not held:
        return "must have {page} in the address of a paged feed"
    if held and held != [*marks]:
        return "must have {yyyy}, {mm} and {dd} in the address, or none of them"
    return None


def _line(text: str, key: str) -> int:
    match = re.search(rf"^[ \t]*\[*\"?{re.escape(key)}\b", text, re.M)
    return text.count("\n", 0, match.start()) + 1 if match else 1
