"""Rows for the warehouse from short words, so that a case says only what it is about."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

Batch = dict[str, list[dict[str, Any]]]

FIRST_DAY = dt.date(2016, 7, 1)
"""Day 1 of all cases; day 28 is the 28 July 2016, day 40 the 9 August."""

OUTCOMES = ("killed", "injured", "missing", "detained", "casualties")


def merge(*batches: Batch) -> Batch:
    merged: Batch = {}
    for batch in batches:
        for table, rows in batch.items():
            merged.setdefault(table, []).extend(rows)
    return merged


def day(number: int | str) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=int(number) - 1)


def instant(words: str) -> dt.datetime:
    """«28 16:30» is half past four on day 28, UTC."""
    number, clock = words.split()
    return dt.datetime.combine(day(number), dt.time.fromisoformat(clock), dt.UTC)


def count(words: str) -> tuple[int, int | None, str]:
    """«6», «9+» (at least), «~20» (about), «5-7», «<8» (at most), «some» (a plural), «few», «dozens»."""
    if words == "some":
        return 3, None, "vague"
    if words == "few":
        return 3, 9, "vague"
    if words == "dozens":
        return 10, None, "vague"
    match = re.fullmatch(r"([~<]?)(\d+)(\+|-(\d+))?", words)
    assert match is not None, words
    sign, number, tail, upper = match.groups()
    if tail == "+":
        return int(number), None, "at_least"
    if upper:
        return int(number), int(upper), "range"
    if sign == "<":
        return 1, int(number), "at_most"
    return int(number), int(number), "about" if sign else "exact"


def counts(spec: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for outcome in OUTCOMES:
        if outcome in spec:
            low, high, quantifier = count(str(spec[outcome]))
            row |= {f"{outcome}_low": low, f"{outcome}_high": high, f"{outcome}_quantifier": quantifier}
    return row


def article(spec: dict[str, Any], case: str = "", governorate: str | None = "SY07", country: str = "SY") -> Batch:
    """The rows of one article; an article without `events` is its own only event."""
    article_id = f"{case}{spec.get('article', spec['id'])}"
    version_id = f"{case}{spec['id']}.v"
    known_at = instant(spec["at"])
    events = spec.get("events", [] if spec.get("silent") else [spec])
    batch: Batch = {
        "core.article": [
            {
                "article_id": article_id,
                "outlet_id": spec.get("outlet", spec["id"]),
                "url": f"https://news.example/{article_id}",
                "published_date": known_at.date(),
                "source": "feed",
            }
        ],
        "core.article_version": [
            {
                "version_id": version_id,
                "article_id": article_id,
                "title": "t",
                "text": "x",
                "text_length": 1,
                "known_at": known_at,
            }
        ],
        "core.extraction": [
            {
                "version_id": version_id,
                "article_id": article_id,
                "coder_version": spec.get("coder", "1"),
                "event_count": len(events),
            }
        ],
    }
    if "sketch" in spec:
        batch["core.article_sketch"] = [{"version_id": version_id, "article_id": article_id, **spec["sketch"]}]
    told = [event(e, version_id, article_id, i, known_at, governorate, country) for i, e in enumerate(events)]
    return merge(batch, *told)


def event(
    spec: dict[str, Any],
    version_id: str,
    article_id: str,
    ordinal: int,
    known_at: dt.datetime,
    governorate: str | None,
    country: str,
) -> Batch:
    """The rows of one event; a day not given is the day of publication, assumed."""
    event_id = f"{version_id}.{ordinal}"
    stated = "day" in spec
    undated = spec.get("day") == "none"
    place = spec.get("place")
    groups = [
        {"victim_group": group, "count": str(n), "side": spec.get("sides", {}).get(group)}
        for group, n in spec.get("of", {}).items()
    ]
    return {
        "core.casualty_event": [
            {
                "event_id": event_id,
                "version_id": version_id,
                "article_id": article_id,
                "ordinal": ordinal,
                **counts(spec),
                "scope": spec.get("scope", "incident"),
                "event_date": None if undated else day(spec["day"]) if stated else known_at.date(),
                "date_precision": spec.get("precision", "none" if undated else "day" if stated else "publication"),
                "date_basis": spec.get("basis", "stated" if stated else "assumed"),
                "period_start": day(spec["from"]) if "from" in spec else None,
                "period_end": day(spec["until"]) if "until" in spec else None,
                "place": place,
                "place_key": place,
                "places": spec.get("places", []),
                "place_keys": spec.get("places", []),
                "place_id": spec.get("place_id"),
                "place_precision": spec.get("place_precision", 1 if place else 4),
                "governorate_code": spec.get("governorate", governorate) or None,
                "country_code": country or None,
                "admin2_code": spec.get("admin2"),
                "latitude": spec.get("latitude"),
                "longitude": spec.get("longitude"),
                "actor": spec.get("actor", ["unknown"]),
                "actor_basis": "stated",
                "weapon": spec.get("weapon", "unknown"),
                "target": spec.get("target"),
                "circumstance": spec.get("circumstance", "struck"),
                "retold": spec.get("retold", False),
                "victim_side": spec.get("victim_side"),
                "is_enemy_loss": spec.get("enemy"),
                "is_correction": spec.get("correction"),
                "claimant": spec.get("claimant"),
                "claimant_key": spec.get("claimant"),
                "rule": "test",
                "coder_version": "1",
            }
        ],
        "core.event_victim": [
            {
                "event_id": event_id,
                "ordinal": i,
                "victim_group": group["victim_group"],
                "outcome": "killed",
                "side": group["side"],
                "count_low": count(group["count"])[0],
                "count_high": count(group["count"])[1],
                "quantifier": count(group["count"])[2],
            }
            for i, group in enumerate(groups)
        ],
        "core.event_span": [
            {"event_id": event_id, "ordinal": 0, "field": "text", "span_start": 0, "span_end": 1, "role": "killed"}
        ],
        "core.event_alternative": [
            {"event_id": event_id, "ordinal": i, **counts(a), "claimant": a["claimant"], "claimant_key": a["claimant"]}
            for i, a in enumerate(spec.get("alternatives", []), 1)
        ],
    }


REGISTRY: Batch = {
    "core.claimant": [
        {"claimant_id": name, "name": name, "kind": kind, "side": side, "whom": whom, "is_generic": generic}
        for name, kind, side, whom, generic in (
            ("civil_defence", "rescue_medical", None, "all", False),
            ("hospital", "rescue_medical", None, "all", True),
            ("observatory", "monitor", None, "all", False),
            ("network", "monitor", None, "civilians", False),
            ("activists", "local", None, "all", True),
            ("council", "local", None, "all", False),
            ("state_agency", "party", "government", "all", False),
            ("faction", "party", "opposition", "own_side", False),
        )
    ],
    "core.claimant_name": [
        {"claimant_key": key, "claimant_id": name}
        for key, name in (
            ("civil_defence", "civil_defence"),
            ("white helmets", "civil_defence"),
            ("hospital", "hospital"),
            ("observatory", "observatory"),
            ("network", "network"),
            ("activists", "activists"),
            ("council", "council"),
            ("state_agency", "state_agency"),
            ("faction", "faction"),
        )
    ],
}
"""A small registry of claimants."""
