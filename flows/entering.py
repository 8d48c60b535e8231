"""What a person enters (a call, a PDF): words for the coder, or an event by hand, as an article of its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from extractors.dates import FUTURE_TOLERANCE, parse_date
from extractors.identity import article_id, split_address, text_key, version_hash
from extractors.places import active_gazetteer
from extractors.records import OUTCOMES, Article
from extractors.similarity import sketch
from flows.alert_rules import known_targets
from flows.correcting import read_changes
from flows.documents import Document, Problem
from flows.errors import UserError
from flows.gazetteer_active import activate_for_run
from flows.reading import Job, Reading, code_article, read_article
from flows.registries import KINDS, governorate_rows
from flows.rows import Batch, Row, hash_key, merge_batches, place_columns, version_rows
from flows.settings import Settings

SOURCE = "manual"
"""How an entry's article came, and the outlet of entries that name none."""

BY_HAND = "by hand"
"""The rule and the coder of an event that a person told field by field."""

UNTOLD: Row = {
    "scope": "incident", "date_precision": "publication", "date_basis": "assumed", "places": [], "place_keys": [],
    "place_precision": 4, "actor": ["unknown"], "actor_basis": "stated", "weapon": "unknown", "circumstance": "struck",
    "retold": False, "rule": BY_HAND, "coder_version": BY_HAND, "notes": [],
}  # fmt: skip
"""What an event by hand says where the person says nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person enters; `fields` (killed, date, governorate, …) make an event by hand, else the coder reads `text`.

    `source` is the name of whoever told it, `kind` the source's kind; `published` is when they told it.
    """

    author: str
    reason: str
    text: str = ""
    source: str = SOURCE
    kind: str | None = None
    published: str | None = None
    url: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def outlet_id(self) -> str:
        """The source's short name."""
        return re.sub(r"\s+", "-", self.source.strip().lower())


def read_entry(settings: Settings, entry: Entry, run_id: str, now: dt.datetime) -> Reading:
    """The article of an entry and its events, not loaded yet.

    Raises UserError for an entry without author, reason, words or counts, for words that are not Arabic or tell of
    nobody, and for a field that cannot be.
    """
    _check(entry)
    activate_for_run(settings)
    published_at, day = _date(entry.published, settings.time_zone, now)
    document = Document(
        where="these words",
        source=SOURCE,
        text=entry.text,
        outlet=entry.outlet_id,
        published_at=published_at,
        published=day,
        published_source=SOURCE,
        time_zone=settings.time_zone,
    )
    job = Job(run_id, now, settings.archive_path)
    reading = _read_by_hand(entry, document, job) if entry.fields else _read_words(entry, document, job)
    made = {"author": entry.author.strip(), "reason": entry.reason.strip(), "made_at": now, "run_id": run_id}
    assert reading.article is not None
    row = {"version_id": reading.version_id, "article_id": reading.article.id, "is_by_hand": bool(entry.fields), **made}
    return replace(reading, batch={**reading.batch, "core.hand_entry": [row]})


def _check(entry: Entry) -> None:
    for name in ("author", "reason", "source"):
        if not getattr(entry, name).strip():
            raise UserError(f"--{name} is empty; say {'who tells it' if name == 'source' else f'the {name}'}")
    if not entry.text.strip() and not entry.fields:
        raise UserError("there is nothing to enter; give the words with --text or --file, or counts with --killed")
    if entry.url and not split_address(entry.url):
        raise UserError(f"--url {entry.url!r} is no web address; write it as https://…, or leave it out")
    if entry.kind is not None and entry.kind not in KINDS:
        raise UserError(f"--kind {entry.kind!r} is no kind of source; the kinds are {', '.join(KINDS)}")


def _date(published: str | None, time_zone: str, now: dt.datetime) -> tuple[dt.datetime, dt.date]:
    if published is None:
        return now, now.astimezone(ZoneInfo(time_zone)).date()
    date = parse_date(published, time_zone)
    if date is None:
        raise UserError(f"--published {published!r} is no date of news; write it as 2024-01-31 or 2024-01-31T08:00")
    if date.at > now + FUTURE_TOLERANCE:
        raise UserError(f"--published {published!r} lies in the future; mend the day")
    return date.at, date.day


def _read_words(entry: Entry, document: Document, job: Job) -> Reading:
    read = read_article(document, now=job.now)
    if isinstance(read, Problem):
        hint = "; or tell the counts by hand, with --killed and --injured" if read.name == "not_arabic" else ""
        raise UserError(f"{read}{hint}")
    reading = code_article(document, replace(read, article=replace(read.article, url=entry.url)), job)
    if not reading.event_count:
        raise UserError("the coder finds no casualties in these words; tell them by hand, with --killed and --injured")
    return reading


def _read_by_hand(entry: Entry, document: Document, job: Job) -> Reading:
    """An event of the fields; its text is a line of them, above the words if any, so that numbers have witnesses."""
    fields = {name: value.strip() for name, value in entry.fields.items()}
    values = _values(fields, document)
    line = "; ".join(f"{name} {value}" for name, value in fields.items())
    text = f"{line}\n{entry.text.strip()}".strip()
    key = text_key(entry.outlet_id, document.published, text)
    article = Article(
        id=article_id(key),
        text=text,
        published=document.published,
        published_at=document.published_at,
        outlet=entry.outlet_id,
        url=entry.url,
    )
    version_id = hash_key(article.id, version_hash(text))
    batch = version_rows(
        article,
        sketch(entry.text),
        version_id=version_id,
        url_key=None,
        source=SOURCE,
        published_source=SOURCE,
        run_id=job.run_id,
        known_at=document.published_at,
        fetched_at=None,
    )
    if not entry.text.strip():
        # Lines of fields are all alike: by their words two sources would be taken for one that the other copied.
        del batch["core.article_sketch"]
    own = {"version_id": version_id, "article_id": article.id}
    event_id = hash_key(version_id, 0)
    coded: Batch = {
        "core.extraction": [{**own, "coder_version": BY_HAND, "event_count": 1}],
        "core.casualty_event": [{**own, "event_id": event_id, "ordinal": 0, **values}],
        "core.event_span": _spans(event_id, fields),
    }
    return Reading(document, None, article, version_id, None, 1, merge_batches([batch, coded]))


def _values(fields: Mapping[str, str], document: Document) -> Row:
    from warehouse.corrected_values import COUNTS, check_plain
    from warehouse.errors import CorrectionError

    if not any(outcome in fields for outcome in OUTCOMES):
        raise UserError("an event by hand needs a count: --killed, --injured, --missing or --detained")
    fields = {**fields, "governorate": _find_governorate(fields)} if "place" in fields else fields
    told = read_changes(f"{name}={value}" for name, value in fields.items() if value)
    if told.get("target") and told["target"] not in known_targets():
        raise UserError(f"--target {told['target']!r} is not known; one of {', '.join(sorted(known_targets()))}")
    values = {**UNTOLD, "event_date": document.published, **dict.fromkeys(COUNTS), **told}
    if governorate := values.get("governorate_code"):
        values["country_code"] = _country_of(governorate, values.get("country_code"))
    if values.get("place"):
        values |= place_columns(values["place"], values.get("country_code"), governorate)
    try:
        check_plain({**values, "published_date": document.published}, told)
    except CorrectionError as error:
        raise UserError(str(error)) from error
    return {name: value for name, value in values.items() if value is not None}


def _find_governorate(fields: Mapping[str, str]) -> str:
    """The governorate that was told, else the only one that has a place of that name."""
    if given := fields.get("governorate", ""):
        return given
    known = {one.governorate for one in active_gazetteer().look_up(fields["place"]) if one.governorate}
    if len(known) == 1:
        return known.pop()
    what = f"there is such a place in {', '.join(sorted(known))}" if known else "the gazetteer does not know it"
    raise UserError(f"--place {fields['place']!r}: {what}; say which governorate with --governorate")


def _country_of(governorate: str, country: str | None) -> str:
    found = [row["country_code"] for row in governorate_rows() if row["governorate_code"] == governorate]
    if not found:
        raise UserError(f"--governorate {governorate!r} is no code; core.governorate has them, such as SY07 for Idlib")
    if country not in (None, found[0]):
        raise UserError(f"--governorate {governorate} lies in {found[0]}, not in {country}; mend one of the two")
    return str(found[0])


def _spans(event_id: str, fields: Mapping[str, str]) -> list[Row]:
    """Where in the line of fields each of them stands."""
    rows: list[Row] = []
    at = 0
    for name, value in fields.items():
        end = at + len(f"{name} {value}")
        own = {"event_id": event_id, "ordinal": len(rows), "field": "text", "role": name}
        rows.append({**own, "span_start": at, "span_end": end})
        at = end + len("; ")
    return rows


def outlet_row(entry: Entry, held: Mapping[str, Any] | None) -> list[Row]:
    """The row of the entry's source, none where it is held; raises UserError where it is held as another kind."""
    if held is None:
        return [{"outlet_id": entry.outlet_id, "name": entry.source.strip(), "kind": entry.kind or "other"}]
    if entry.kind and held["kind"] and entry.kind != held["kind"]:
        raise UserError(f"--source {entry.source!r} is held as {held['kind']!r}, not {entry.kind!r}; leave out --kind")
    return []
