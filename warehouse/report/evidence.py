"""The claims behind an incident, told: who said what, in which words, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from warehouse.report.texts import Texts

Quote = Callable[[str, Sequence[tuple[int, int]]], str]
"""Takes a text and spans of it, and gives the words that may be shown."""

COUNTED = ("killed", "injured", "missing", "detained", "casualties")

MOST_CLAIMS = 6
"""Claims told of one incident; the others are in the warehouse."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as a report tells it; `words` is empty where none may be shown."""

    source: str
    kind: str
    outlet: str
    known: str
    counts: tuple[tuple[str, str], ...]
    words: str
    is_withheld: bool
    is_live: bool
    is_best: bool
    url: str
    host: str
    hash: str
    start: int
    end: int


def tell_claims(
    rows: Iterable[Mapping[str, Any]], best_claim_id: str | None, quote: Quote, texts: Texts
) -> tuple[list[Claim], int]:
    """The first claims of an incident, the one that best was taken from in front, and how many are left out."""
    ordered = sorted(rows, key=lambda row: row["claim_id"] != best_claim_id)
    told = [_tell(row, row["claim_id"] == best_claim_id, quote, texts) for row in ordered[:MOST_CLAIMS]]
    return told, max(0, len(ordered) - MOST_CLAIMS)


def _tell(row: Mapping[str, Any], is_best: bool, quote: Quote, texts: Texts) -> Claim:
    field, spans = choose_spans(row["spans"] or ())
    text = row[field] or ""
    places = [(span["start"], span["end"]) for span in spans]
    url = row["url"] or ""
    address = urlsplit(url)
    return Claim(
        source=name_source(row, texts),
        kind=texts.code("kind", row["source_kind"] or "other"),
        outlet=row["outlet_name"] or row["outlet_id"] or texts("sources.no_outlet"),
        known=f"{texts.date(row['known_at'].date())} {row['known_at']:%H:%M}",
        counts=tuple(
            (texts(f"figure.{outcome}"), describe(row[f"{outcome}_low"], row[f"{outcome}_high"]))
            for outcome in COUNTED
            if row[f"{outcome}_low"] is not None
        ),
        words=quote(text, places) if places and not row["is_delicate"] else "",
        is_withheld=row["is_delicate"],
        is_live=row["is_live"],
        is_best=is_best,
        url=url if address.scheme in ("http", "https") else "",
        host=address.hostname or "",
        hash=row["version_id"][:12],
        start=min((start for start, _ in places), default=0),
        end=max((end for _, end in places), default=0),
    )


def choose_spans(spans: Sequence[Mapping[str, Any]]) -> tuple[str, list[Mapping[str, Any]]]:
    """The field that tells the count, the text rather than the title, and the spans in it."""
    telling = {span["field"] for span in spans if span["role"] in COUNTED} or {span["field"] for span in spans}
    field = "title" if telling == {"title"} else "text"
    return field, [span for span in spans if span["field"] == field]


def name_source(row: Mapping[str, Any], texts: Texts) -> str:
    """A body of the registry by its name; a claimant outside it may be a person and is not named."""
    if row["claimant_name"]:
        return str(row["claimant_name"])
    return texts("incidents.unnamed") if row["has_claimant"] else texts("incidents.itself")


def describe(low: int, high: int | None) -> str:
    """«13», «13+», «3–9»."""
    if high is None:
        return f"{low:,}+"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
