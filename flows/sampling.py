"""A random sample of one's own claims to check by hand, and how often the coder was right, with its interval."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.records import OUTCOMES
from flows.errors import UserError
from flows.review_sheet import tell_count
from flows.sheets import read_sheet, write_sheet
from flows.snippets import take_snippet
from warehouse import review

if TYPE_CHECKING:
    import duckdb

CHECKED = ("count", "place", "date", "actor")
"""What is judged of each claim."""

COLUMNS = (
    "claim", "published", "outlet", "address", "words", *(f"{name}" for name in CHECKED),
    *(f"right_{name}" for name in CHECKED), "remark",
)  # fmt: skip
Z = 1.959963984540054
"""Standard deviations on either side that hold 95 % of a normal distribution."""

ANSWERS = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many claims were right of those judged, the share, and the bounds that hold it in 95 of 100 samples."""

    field: str
    right: int
    judged: int

    @property
    def share(self) -> float | None:
        """Right of judged; None where nothing was."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval: it stays within 0 and 1 and holds for small samples and shares near 1."""
        if not self.judged:
            return None
        share, n = self.right / self.judged, self.judged
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def write_sample(con: duckdb.DuckDBPyConnection, size: int, seed: int, path: Path) -> int:
    """Write so many claims, each as likely as any other, as a sheet to check; the same seed draws the same ones.

    Returns their number, which is less where the warehouse holds less.
    """
    rows = review.read_sample(con, size, seed)
    return write_sheet(path, COLUMNS, (_row(row) for row in rows))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    counts = [f"{count} {outcome}" for outcome in OUTCOMES if (count := tell_count(row, outcome))]
    words = take_snippet(row["title"], row["text"], row["marks"])["snippet"]
    return {
        "claim": row["claim_id"],
        "published": f"{row['known_at']:%Y-%m-%d}",
        "outlet": row["outlet_id"],
        "address": row["url"],
        "words": " ".join((words or row["title"] or "").split()),
        "count": ", ".join(counts),
        "place": " · ".join(filter(None, (row["place"], row["governorate_name"] or row["country_code"]))),
        "date": row["event_date"] or "none",
        "actor": ", ".join(row["actor"]),
    }


def score_sample(path: Path) -> list[Accuracy]:
    """The accuracy of each field of a checked sheet, and of claims right in all; an empty cell counts for nothing.

    Raises UserError, naming file and line, for an answer that is neither yes nor no.
    """
    answers = [_answers(where, row) for where, row in read_sheet(path, [f"right_{name}" for name in CHECKED])]
    found = [_accuracy(name, [row[name] for row in answers]) for name in CHECKED]
    whole = [None if None in row.values() else all(row.values()) for row in answers]
    found.append(_accuracy("all", whole))
    if not any(one.judged for one in found):
        raise UserError(f"{path}: nothing is judged yet; write yes or no into the columns right_count and so on")
    return found


def _accuracy(name: str, told: Sequence[bool | None]) -> Accuracy:
    judged = [one for one in told if one is not None]
    return Accuracy(name, sum(judged), len(judged))


def _answers(where: str, row: dict[str, str]) -> dict[str, bool | None]:
    found: dict[str, bool | None] = {}
    for name in CHECKED:
        said = row[f"right_{name}"].casefold()
        if said and said not in ANSWERS["yes"] and said not in ANSWERS["no"]:
            raise UserError(f"{where}: right_{name} is {said!r}; write yes or no, or nothing where it cannot be told")
        found[name] = (said in ANSWERS["yes"]) if said else None
    return found
