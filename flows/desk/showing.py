"""An item as the page tells it: its incidents, claims and choices as words, numbers and painted texts, no layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from extractors.records import OUTCOMES
from flows.desk.board import Opened
from flows.desk.entries import Entry, Names, show_entry
from flows.desk.painting import excerpt, paint, spans_in
from flows.desk.words import Words
from warehouse.report.page import describe_period, describe_place

Row = Mapping[str, Any]

_LONGEST_LABEL = 90

ACTIONS = (("accept", "a"), ("merge", "m"), ("split", "s"), ("change", "c"), ("reject", "x"))
UNDO = ("undo", "u")


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of an incident, beside the same of its rival."""

    label: str
    this: str | Markup
    other: str | Markup = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: who says what, and its words with the evidence marked."""

    event_id: str
    source: str
    kind: str
    chips: tuple[str, ...]
    counts: tuple[tuple[str, int, int | None], ...]
    title: Markup
    words: Markup
    whole: Markup
    outlet: str
    known: str
    url: str
    host: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One report of an incident, as a choice: its id, and who tells what."""

    id: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Near:
    """An incident that the item's could be merged with."""

    id: str
    label: str
    is_rival: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One incident of an item, or the texts that teach a name: its claims, and the reports that they come from."""

    heading: str
    incident_id: str
    claims: list[Claim]
    events: list[Event]


@dataclass(slots=True)
class Shown:
    """An item with all that it is judged by, and what can be decided of it: actions and their keys."""

    entry: Entry
    state: str
    actions: tuple[tuple[str, str], ...]
    sides: list[Side]
    facts: list[Fact] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    now: dict[str, str] = field(default_factory=dict)

    @property
    def is_pair(self) -> bool:
        """Whether two incidents stand side by side."""
        return len(self.sides) > 1


def show_day(row: Row, words: Words) -> str:
    """An incident's day, with what is uncertain of it, or the period that it lies in."""
    if not row["event_date"]:
        return describe_period(row, words) or words("queue.undated")
    day = words.date(row["event_date"])
    vague = row["date_precision"] in ("night", "publication", "week", "month")
    return f"{day} ({words.code('precision', row['date_precision'])})" if vague else day


def show_toll(row: Row, outcome: str) -> Markup:
    """«6 (5–8+)»: best, and the bounds where they differ."""
    low, best, high = (row[f"{outcome}_{end}"] for end in ("low", "best", "high"))
    if best is None and low is None:
        return Markup("")
    told = f"{best:,}" if best is not None else ""
    is_open = outcome == "killed" and row["is_open"]
    if low != best or high != best or is_open:
        bounds = f"{low:,}" if low == high else f"{low:,}–{high:,}"
        told += f" ({bounds}{'+' if is_open else ''})"
    return Markup('<bdi class="n">{}</bdi>').format(told)


def show_facts(this: Row, other: Row | None, names: Names) -> list[Fact]:
    """What an incident says now, field by field, beside its rival's; fields that neither tells are left out."""
    mine, theirs = _facts(this, names), _facts(other, names) if other else {}
    told = [
        Fact(label, value or "–", theirs.get(label) or "–", bool(theirs) and value != theirs[label])
        for label, value in mine.items()
        if value or theirs.get(label)
    ]
    mine_id, their_id = (row["incident_id"] if row else "" for row in (this, other))
    return [*told, Fact(names.words("facts.id"), _as_id(mine_id), _as_id(their_id))]


def _as_id(incident_id: str) -> Markup:
    return Markup('<bdi class="id">{}</bdi>').format(incident_id)


def _facts(row: Row, names: Names) -> dict[str, str | Markup]:
    words = names.words
    actors = " / ".join(words.code("actor", code) for code in row["actor"] or ["unknown"])
    return {
        words("facts.day"): show_day(row, words),
        words("facts.place"): describe_place(row) or words("queue.unplaced"),
        words("facts.governorate"): names(row["governorate_code"]) or words("queue.no_governorate"),
        **{words(f"figure.{outcome}"): show_toll(row, outcome) for outcome in OUTCOMES},
        words("facts.weapon"): words.code("weapon", row["weapon"] or "unknown"),
        words("facts.actor"): f"{actors} ({words('facts.contested')})" if row["is_contested"] else actors,
        words("facts.rule"): words.code("rule", row["best_rule"] or "no_killed"),
        words("facts.sources"): Markup('<bdi class="n">{}</bdi>').format(row["source_count"]),
    }


def show_claims(rows: Iterable[Row], best_claim_id: str | None, names: Names) -> list[Claim]:
    """The claims of an incident, the one that best was taken from in front."""
    ordered = sorted(rows, key=lambda row: row["claim_id"] != best_claim_id)
    return [_claim(row, row["claim_id"] == best_claim_id, names) for row in ordered]


def _claim(row: Row, is_best: bool, names: Names) -> Claim:
    words = names.words
    origin = _origin(row, names)
    title, text = row["title"] or "", row["text"] or ""
    spans = {name: spans_in(row["marks"], name) for name in ("title", "text")}
    marks = {
        "claims.best": is_best,
        "claims.overtaken": not row["is_live"],
        "claims.retold": row["retold"],
        "claims.corrected": row["is_corrected"],
    }
    return Claim(
        event_id=row["event_id"],
        source=row["claimant"] or origin["outlet"] or words("claims.no_outlet"),
        kind=words.code("kind", row["source_kind"] or "other"),
        chips=tuple(words(key) for key, is_so in marks.items() if is_so),
        counts=tuple(
            (words(f"figure.{outcome}"), row[f"{outcome}_low"], row[f"{outcome}_high"])
            for outcome in OUTCOMES
            if row[f"{outcome}_low"] is not None
        ),
        title=paint(title, spans["title"]),
        words=excerpt(text, spans["text"]) if text else Markup(""),
        whole=paint(text, spans["text"]),
        **{**origin, "outlet": origin["outlet"] if row["claimant"] else ""},
        is_live=row["is_live"],
    )


def _origin(row: Row, names: Names) -> dict[str, str]:
    """Outlet, time and address of a text."""
    words, address = names.words, urlsplit(row["url"] or "")
    return {
        "outlet": names.outlet(row["outlet_id"]),
        "known": f"{words.date(row['known_at'].date())} {row['known_at']:%H:%M}",
        "url": row["url"] if address.scheme in ("http", "https") else "",
        "host": address.hostname or "",
    }


def show_lessons(rows: Iterable[Row], names: Names) -> list[Claim]:
    """The texts that teach a place's name, the name marked."""
    told = []
    for row in rows:
        title, text, name = row["title"] or "", row["text"] or "", row["name"]
        found = {
            field: [
                {"span_start": at.start(), "span_end": at.end(), "role": "place"}
                for at in re.finditer(re.escape(name), body)
            ]
            for field, body in (("title", title), ("text", text))
        }
        origin = _origin(row, names)
        told.append(
            Claim(
                event_id="",
                source=origin["outlet"] or names.words("claims.no_outlet"),
                kind="",
                chips=(),
                counts=(),
                title=paint(title, found["title"]),
                words=excerpt(text, found["text"][:2]) if text else Markup(""),
                whole=paint(text, found["text"]),
                **{**origin, "outlet": ""},
                is_live=True,
            )
        )
    return told


def show_item(opened: Opened, names: Names) -> Shown:
    """An item with its incidents, claims and actions."""
    item, words = opened.item, names.words
    entry = show_entry(item, names)
    if item.name_key:
        texts = Side(words("learnt.heading"), "", show_lessons(opened.lessons, names), [])
        return Shown(entry, item.state, (("approve", "a"), ("refuse", "x"), UNDO), [texts])
    best = {row["incident_id"]: row["best_claim_id"] for row in opened.incidents}
    headings = ("claims.of_this", "claims.of_other") if len(item.incidents) > 1 else ("claims.heading",)
    sides = []
    for incident_id, heading in zip(item.incidents, headings, strict=True):
        claims = show_claims(opened.claims.get(incident_id, ()), best.get(incident_id), names)
        sides.append(Side(words(heading), incident_id, claims, list_events(claims)))
    can_split = any(len(side.events) > 1 for side in sides)
    actions = tuple(pair for pair in ACTIONS if can_split or pair[0] != "split")
    this, other = [*opened.incidents, None, None][:2]
    return Shown(
        entry,
        item.state,
        (*actions, UNDO),
        sides,
        facts=show_facts(this, other, names) if this else [],
        near=list_near(opened.near, item.other_incident_id, names),
        now=tell_now(this),
    )


def tell_now(row: Row | None) -> dict[str, str]:
    """What the fields of a correction are now, as one would write them."""
    told = {outcome: row[f"{outcome}_best"] for outcome in OUTCOMES} if row else {}
    counts: dict[str, str] = {outcome: "" if told.get(outcome) is None else str(told[outcome]) for outcome in OUTCOMES}
    day = str(row["event_date"] or "2024-01-31") if row else "2024-01-31"
    return {**counts, "date": day, "place": (row and row["place"]) or ""}


def list_events(claims: Iterable[Claim]) -> list[Event]:
    """The reports that an incident's claims come from, each once."""
    events: dict[str, Event] = {}
    for claim in claims:
        counts = (f"{label} {low}" for label, low, _ in claim.counts)
        label = " · ".join(filter(None, (claim.source, claim.outlet, claim.known, *counts)))
        words = claim.words.striptags()
        short = words if len(words) <= _LONGEST_LABEL else words[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
        events.setdefault(claim.event_id, Event(claim.event_id, label, short))
    return list(events.values())


def list_near(rows: Sequence[Row], rival_id: str | None, names: Names) -> list[Near]:
    """The incidents that one could be merged with, the rival first."""
    told = [Near(row["incident_id"], _label(row, names), row["incident_id"] == rival_id) for row in rows]
    return sorted(told, key=lambda near: not near.is_rival)


def _label(row: Row, names: Names) -> str:
    words = names.words
    day = words.date(row["event_date"]) if row["event_date"] else words("queue.undated")
    toll = "" if row["killed_best"] is None else f"{words('figure.killed')} {row['killed_best']:,}"
    place = row["place"] or words("queue.unplaced")
    return " · ".join(filter(None, (place, names(row["governorate_code"]), day, toll)))
