"""Records to rows: the seam between the coder's fields and the warehouse's columns.

A batch maps a table's name to rows, dicts from column to value; instants carry their time zone. Columns that the
warehouse fills itself (recorded_at, superseded_at, content_hash) are never set here.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from extractors.learning import Lesson
from extractors.normalize import normalize_phrase
from extractors.place_keys import find_place_key
from extractors.places import active_gazetteer
from extractors.records import OUTCOMES, Article, CasualtyEvent, Count, FeedEntry, Outcome, Span
from extractors.similarity import Sketch

if TYPE_CHECKING:
    from flows.feeds import Feed
    from flows.fetched import Fetched

Row = dict[str, Any]
Batch = dict[str, list[Row]]


def merge_batches(batches: Iterable[Batch]) -> Batch:
    """One batch with the rows of all."""
    merged: Batch = {}
    for batch in batches:
        for table, rows in batch.items():
            merged.setdefault(table, []).extend(rows)
    return merged


def hash_key(*parts: object) -> str:
    """A name of 128 bits for a thing that these parts make one; stable for ever."""
    return blake2b(
        "\x1f".join("" if part is None else str(part) for part in parts).encode(), digest_size=16
    ).hexdigest()


def fetch_row(fetched: Fetched, *, run_id: str, kind: str, feed_id: str | None, outlet_id: str | None) -> Row:
    """The row of raw.fetch: one request and how it ended."""
    return {
        "fetch_id": hash_key(run_id, kind, fetched.url, fetched.fetched_at),
        "run_id": run_id,
        "feed_id": feed_id,
        "outlet_id": outlet_id,
        "kind": kind,
        "url": fetched.url,
        "final_url": fetched.final_url,
        "redirect_count": len(fetched.redirects),
        "outcome": fetched.outcome,
        "status": fetched.status,
        "fetched_at": fetched.fetched_at,
        "elapsed_ms": fetched.elapsed_ms,
        "body_bytes": len(fetched.body),
        "content_type": fetched.headers.get("content-type"),
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
        "error": fetched.detail or None,
    }


def entry_row(entry: FeedEntry, key: str, **seen: Any) -> Row:
    """The row of raw.feed_entry; an entry whose words or date of change are others is a further row.

    `seen` holds feed_id, outlet_id, run_id and seen_at.
    """
    return {
        "entry_id": hash_key(seen["feed_id"], key, entry.title, entry.summary, entry.updated_at),
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "guid": entry.guid,
        "published_at": entry.published_at,
        "published_raw": entry.published_raw,
        "updated_at": entry.updated_at,
        **seen,
    }


def outlet_rows(feeds: Iterable[Feed]) -> list[Row]:
    """The rows of core.outlet: one an outlet, as its first feed in the registry tells it."""
    rows: dict[str, Row] = {}
    for feed in feeds:
        row = {
            "outlet_id": feed.outlet,
            "name": feed.name_ar,
            "country_code": feed.country,
            "site_url": feed.homepage or None,
            "kind": feed.kind,
        }
        rows.setdefault(feed.outlet, row)
    return list(rows.values())


def version_rows(
    article: Article, sketch: Sketch, *, version_id: str, url_key: str | None, source: str, **known: Any
) -> Batch:
    """The rows of one version of an article: article, version and sketch.

    `known` holds published_source, run_id, known_at and fetched_at.
    """
    return {
        "core.article": [
            {
                "article_id": article.id,
                "outlet_id": article.outlet,
                "url": article.url,
                "url_key": url_key,
                "published_at": article.published_at,
                "published_date": article.published,
                "published_source": known["published_source"],
                "country_code": article.country,
                "source": source,
            }
        ],
        "core.article_version": [
            {
                "version_id": version_id,
                "article_id": article.id,
                "run_id": known["run_id"],
                "title": article.title,
                "text": article.text,
                "text_length": len(article.text),
                "known_at": known["known_at"],
                "fetched_at": known["fetched_at"],
            }
        ],
        "core.article_sketch": [
            {
                "version_id": version_id,
                "article_id": article.id,
                "algorithm": sketch.version,
                "bands": sketch.bands,
                "sentences": sketch.sentences,
                "shingles": sketch.shingles,
            }
        ],
    }


def extraction_rows(
    article: Article, version_id: str, coder_version: str, events: list[CasualtyEvent], lessons: Iterable[Lesson] = ()
) -> Batch:
    """The rows of one extraction: itself, what the text teaches of places, its events and their parts."""
    batch: Batch = {
        "core.extraction": [
            {
                "version_id": version_id,
                "article_id": article.id,
                "coder_version": coder_version,
                "event_count": len(events),
            }
        ],
        "core.place_lesson": [
            {
                "version_id": version_id,
                "article_id": article.id,
                "name_key": lesson.key,
                "governorate_code": lesson.governorate,
                "name": lesson.name,
                "kind": lesson.kind,
            }
            for lesson in lessons
        ],
    }
    rows = (event_rows(article, version_id, ordinal, event) for ordinal, event in enumerate(events))
    return merge_batches([batch, *rows])


def event_rows(article: Article, version_id: str, ordinal: int, event: CasualtyEvent) -> Batch:
    """The rows of one event; it is named by its version and place in the article."""
    event_id = hash_key(version_id, ordinal)
    own = {"event_id": event_id}
    return {
        "core.casualty_event": [
            {
                **own,
                "version_id": version_id,
                "article_id": article.id,
                "ordinal": ordinal,
                **event_columns(event),
            }
        ],
        "core.event_victim": [
            {
                **own,
                "ordinal": number,
                "victim_group": victims.group,
                "outcome": victims.outcome,
                "count_low": victims.count.low,
                "count_high": victims.count.high,
                "quantifier": victims.count.quantifier,
                "side": victims.side,
            }
            for number, victims in enumerate(event.victims)
        ],
        "core.event_span": list(span_rows(event_id, event)),
        "core.event_alternative": [
            {
                **own,
                "ordinal": number,
                **count_columns(other.counts),
                "claimant": other.claimant,
                "claimant_key": claimant_key(other.claimant),
            }
            for number, other in enumerate(event.alternatives, 1)
        ],
    }


def event_columns(event: CasualtyEvent) -> Row:
    """The event's own fields as columns of core.casualty_event."""
    return {
        **count_columns(event.counts),
        "scope": event.scope,
        "event_date": event.date,
        "date_precision": event.date_precision,
        "date_basis": event.date_basis,
        "period_start": event.period_start,
        "period_end": event.period_end,
        **place_columns(event.place, event.country, event.governorate),
        "places": list(event.places),
        "place_keys": [place_columns(one, event.country, event.governorate)["place_key"] for one in event.places],
        "place_precision": event.place_precision,
        "governorate_code": event.governorate,
        "country_code": event.country,
        "admin2_code": event.admin2,
        "admin3_code": event.admin3,
        "actor": list(event.actor),
        "actor_basis": event.actor_basis,
        "weapon": event.weapon,
        "target": event.target,
        "circumstance": event.circumstance,
        "retold": event.retold,
        "victim_side": event.victim_side,
        "is_enemy_loss": event.is_enemy_loss,
        "is_correction": event.is_correction,
        "claimant": event.claimant,
        "claimant_key": claimant_key(event.claimant),
        "rule": event.rule,
        "coder_version": event.version,
        "notes": list(event.notes),
    }


def count_columns(counts: dict[Outcome, Count]) -> Row:
    """Low, high and quantifier of every told outcome."""
    columns: Row = {}
    for outcome in OUTCOMES:
        if outcome in counts:
            count = counts[outcome]
            columns |= {
                f"{outcome}_low": count.low,
                f"{outcome}_high": count.high,
                f"{outcome}_quantifier": count.quantifier,
            }
    return columns


def place_columns(place: str | None, country: str | None, governorate: str | None) -> Row:
    """A place as written, the key under which all its names meet, and its own in the gazetteer's lists."""
    if place is None:
        return {"place": None, "place_key": None, "place_id": None}
    known = find_place_key(active_gazetteer(), place, country, governorate)
    return {"place": place, "place_key": known.key, "place_id": known.place_id}


def claimant_key(claimant: str | None) -> str | None:
    """The claimant's name in normal form, by which the registry knows it."""
    return normalize_phrase(claimant) or None if claimant else None


def span_rows(event_id: str, event: CasualtyEvent) -> Iterable[Row]:
    """The rows of core.event_span: the event's own spans, then those of its alternatives."""
    told: list[tuple[int | None, Span]] = [(None, span) for span in event.spans]
    told += [(number, span) for number, other in enumerate(event.alternatives, 1) for span in other.spans]
    for ordinal, (alternative, span) in enumerate(told):
        yield {
            "event_id": event_id,
            "ordinal": ordinal,
            "alternative_ordinal": alternative,
            "field": span.field,
            "span_start": span.start,
            "span_end": span.end,
            "role": span.role,
        }
