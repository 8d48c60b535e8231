"""The review queue as a sheet that two people share: a row an item, empty columns to decide in, and back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.quoting import quote
from extractors.records import OUTCOMES
from flows.documents import Problem
from flows.reviewing import Decision, Item, Outcome, decide_all, read_lessons
from flows.settings import Settings
from flows.sheets import read_sheet, write_sheet
from flows.snippets import take_snippet
from warehouse import review

if TYPE_CHECKING:
    import duckdb

SHOWN = (
    "item", "state", "doubt", "score", "people", "date", "governorate", "place", "killed_low", "killed_best",
    "killed_high", "injured_best", "sources", "detail", "claims", "words", "incident", "other_incident",
)  # fmt: skip
"""What a row tells."""

FIELDS = {
    "killed_is": "killed", "injured_is": "injured", "missing_is": "missing", "detained_is": "detained",
    "date_is": "date", "place_is": "place", "governorate_is": "governorate", "actor_is": "actor",
    "weapon_is": "weapon", "retold_is": "retold",
}  # fmt: skip
"""Columns of values, and the field of a correction that each one sets."""

TO_FILL = ("decision", *FIELDS, "claims_meant", "merge_with", "author", "reason")
COLUMNS = (*SHOWN, *TO_FILL)
NEEDED = ("item", "state", "decision", "reason")


SEPARATOR = " | "
"""What parts the claims of an item in their cell."""


@dataclass(slots=True)
class Applied:
    """What became of a sheet: its outcomes, the lines refused, and the rows that decide nothing."""

    outcomes: list[Outcome] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    undecided: int = 0

    def count(self, status: str) -> int:
        """Outcomes of a status."""
        return sum(outcome.status == status for outcome in self.outcomes)


def write_queue(con: duckdb.DuckDBPyConnection, items: Sequence[Item], path: Path, *, words: bool = False) -> int:
    """Write items as a sheet; with `words` whole sentences, which are for this machine, else names left out."""
    claims: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in review.read_claims(con, sorted({incident for item in items for incident in item.incidents})):
        claims[row["incident_id"]].append(row)
    return write_sheet(path, COLUMNS, (_row(con, item, claims, words=words) for item in items))


def _row(
    con: duckdb.DuckDBPyConnection, item: Item, claims: Mapping[str, list[dict[str, Any]]], *, words: bool
) -> dict[str, Any]:
    if item.name_key is None:
        told = [row for incident in item.incidents for row in claims[incident]]
        lines = [f"{at}: {tell_claim(row)}, {row['url'] or row['article_id']}" for at, row in enumerate(told, 1)]
        said = [_words(row, words=words) for row in told]
    else:
        told = read_lessons(con, item)
        lines = [f"{at}: {row['outlet_id']}, {row['url'] or row['version_id']}" for at, row in enumerate(told, 1)]
        said = [row["snippet"] if words else row["name"] for row in told]
    return {
        "item": item.item_id,
        "state": item.state,
        "doubt": item.reason,
        "score": item.score,
        "people": item.people,
        "date": item.event_date,
        "governorate": item.governorate_code,
        "place": item.place,
        "killed_low": item.killed_low,
        "killed_best": item.killed_best,
        "killed_high": item.killed_high,
        "injured_best": item.injured_best,
        "sources": item.source_count,
        "detail": item.detail,
        "claims": SEPARATOR.join(lines),
        "words": SEPARATOR.join(f"{number}: {text}" for number, text in enumerate(said, 1) if text),
        "incident": item.incident_id,
        "other_incident": item.other_incident_id,
    }


def _words(row: dict[str, Any], *, words: bool) -> str:
    found = take_snippet(row["title"], row["text"], row["marks"])
    if words or not found["snippet"]:
        return " ".join((found["snippet"] or "").split())
    return quote(found["snippet"], [(mark["start"], mark["end"]) for mark in found["marks"]])


def tell_claim(row: dict[str, Any]) -> str:
    """What one claim says: when, who, how many, and whether it is background."""
    said = [f"{row['known_at']:%Y-%m-%d %H:%M}", row["claimant"] or row["outlet_id"] or row["source_key"]]
    said += [f"{count} {outcome}" for outcome in OUTCOMES if (count := tell_count(row, outcome))]
    return ", ".join([*said, *(["retold"] if row["retold"] else [])])


def tell_count(row: dict[str, Any], outcome: str) -> str:
    """A count as `6`, `6+` or `5-7`; nothing where the claim has none."""
    low, high = row[f"{outcome}_low"], row[f"{outcome}_high"]
    if low is None:
        return ""
    return f"{low}" if low == high else f"{low}+" if high is None else f"{low}-{high}"


def apply_sheet(settings: Settings, path: Path, author: str | None) -> Applied:
    """Make the decisions of a sheet, line by line: a line that cannot be is refused, the others are made.

    `author` decides where a line names nobody. Raises UserError for a file that is no such sheet.
    """
    rows = list(read_sheet(path, NEEDED))
    decided = [(where, row) for where, row in rows if row["decision"]]
    outcomes = decide_all(settings, [read_decision(row, author) for _, row in decided])
    refused = [
        Problem("refused", where, outcome.said)
        for (where, _), outcome in zip(decided, outcomes, strict=True)
        if outcome.status == "refused"
    ]
    return Applied(outcomes, refused, len(rows) - len(decided))


def read_decision(row: dict[str, str], author: str | None) -> Decision:
    """The decision of a row, as it is written: what is wrong with it shows when it is made."""
    return Decision(
        item_id=row["item"],
        state=row["state"],
        action=row["decision"].casefold(),
        author=row.get("author") or author or "",
        reason=row["reason"],
        changes=tuple(f"{name}={row[column]}" for column, name in FIELDS.items() if row.get(column)),
        events=tuple(filter(None, re.split(r"[\s,;]+", row.get("claims_meant", "")))),
        other=row.get("merge_with") or None,
    )
