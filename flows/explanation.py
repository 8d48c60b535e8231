"""Articles to explain, by file or id, and what the explanation of one says in words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.explaining import Explained, Explanation, explain
from extractors.records import Article, Count, Span
from flows.coding import date_as_told
from flows.documents import Problem
from flows.errors import UserError
from flows.gazetteer_active import activate_published
from flows.jsonl import STDIN, read_documents, read_objects
from flows.reading import read_article

if TYPE_CHECKING:
    from flows.settings import Settings

TEMPLATES = "flows.commands"


@cache
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """By kind and name the label's `en` and `ar`; a role's colours for `terminal` and `page` too."""
    table = (files(TEMPLATES) / "templates" / "explain.toml").read_text(encoding="utf-8")
    return tomllib.loads(table)


def explain_target(
    target: str, only: str | None, settings: Callable[[], Settings], report: Callable[[Problem], None]
) -> Iterator[Explanation]:
    """The explanations of a JSONL file's articles, or of the texts that a stored id names.

    `only` keeps the article of one id. A line that cannot be read goes to `report`. Raises UserError where nothing is
    named by the target.
    """
    path = Path(target)
    if path == STDIN or path.exists() or path.suffix in (".jsonl", ".json", ".ndjson"):
        articles: Iterable[Article] = _articles_of_file(path, only, report)
    else:
        own = settings()
        activate_published(own)
        articles = _articles_of_id(target, own)
    for article in articles:
        yield explain(article)


def _articles_of_file(path: Path, only: str | None, report: Callable[[Problem], None]) -> Iterator[Article]:
    for document in read_documents(read_objects(path), "explain", "Asia/Damascus"):
        read = document if isinstance(document, Problem) else read_article(document)
        if isinstance(read, Problem):
            report(read)
            continue
        assert not isinstance(document, Problem)
        if only is None or str(document.id) == only:
            # The reader knows the article by the id in the file.
            yield replace(date_as_told(read), id=str(document.id))


def _articles_of_id(wanted: str, settings: Settings) -> list[Article]:
    from warehouse.connection import open_reader
    from warehouse.texts import read_texts

    con = open_reader(settings.warehouse_path)
    try:
        rows = read_texts(con, wanted)
    finally:
        con.close()
    if not rows:
        where = settings.warehouse_path
        raise UserError(f"{wanted}: is no file, and no article, event or incident of {where}; ids stand in mart.claim")
    return [
        Article(
            row["article_id"], row["text"], row["title"], row["published_date"], outlet=row["outlet_id"],
            url=row["url"], country=row["country_code"],
        )
        for row in rows
    ]  # fmt: skip


# what is said


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an event's card: kind and name of its label, the value, and whether that is the article's words."""

    kind: str
    name: str
    value: str
    quoted: bool = False


def event_lines(explained: Explained, article: Article) -> Iterator[Line]:
    """An event field by field, in the order of the codebook; fields without a value are left out."""
    event = explained.event
    for outcome, count in event.counts.items():
        yield Line("role", outcome, describe_count(count))
    yield Line("field", "scope", event.scope)
    place = ", ".join(filter(None, (event.place, *event.places)))
    if place:
        yield Line("field", "place", place, quoted=True)
    where = f"{event.governorate or event.country}, precision {event.place_precision}"
    yield Line("field", "place", where)
    yield Line("field", "date", f"{event.date or 'none'}, {event.date_precision}, {event.date_basis}")
    yield Line("field", "actor", f"{', '.join(event.actor)}, {event.actor_basis}")
    yield Line("field", "weapon", event.weapon)
    if event.claimant:
        yield Line("field", "claimant", event.claimant, quoted=True)
    if event.victims:
        yield Line(
            "field", "victims", ", ".join(f"{v.group} {describe_count(v.count)} {v.outcome}" for v in event.victims)
        )
    for other in event.alternatives:
        told = ", ".join(f"{outcome} {describe_count(count)}" for outcome, count in other.counts.items())
        yield Line("field", "alternatives", f"{told} ({other.claimant or 'nobody named'})")
    yield Line("field", "circumstance", event.circumstance)
    for mention in explained.mentions:
        yield Line("verdict", mention.verdict or "more", surface(article, mention.span), quoted=True)
    yield Line("field", "rule", event.rule)
    yield Line("field", "version", event.version)
    if event.notes:
        yield Line("field", "notes", "; ".join(event.notes))


def describe_count(count: Count) -> str:
    """«13», «13 or more», «3 to 9», with how it was worded where that is not plain."""
    if count.high is None:
        told = f"{count.low} or more"
    else:
        told = str(count.low) if count.low == count.high else f"{count.low} to {count.high}"
    return told if count.quantifier == "exact" else f"{told} ({count.quantifier})"


def surface(article: Article, span: Span) -> str:
    """The words of a span."""
    return ((article.title or "") if span.field == "title" else article.text)[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters start:end of a title or text with their role; a passed-over one says why."""

    start: int
    end: int
    role: str
    reason: str = ""


def marks(explanation: Explanation, field: str) -> list[Mark]:
    """What is to be coloured in the title or text, the widest first, so that the finer stand on top."""
    found = {Mark(s.start, s.end, s.role) for told in explanation.events for s in told.event.spans if s.field == field}
    found |= {Mark(p.span.start, p.span.end, "passed", p.reason) for p in explanation.passed if p.span.field == field}
    return sorted(found, key=lambda mark: (mark.start - mark.end, mark.start, mark.role))


def to_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation for programs: id, events with their other mentions, and what was passed over."""
    article = explanation.article
    return {
        "id": article.id,
        "events": [
            told.event.to_json()
            | {
                "mentions": [
                    {"verdict": m.verdict, "field": m.span.field, "start": m.span.start, "end": m.span.end}
                    for m in told.mentions
                ]
            }
            for told in explanation.events
        ],
        "passed": [
            {"field": p.span.field, "start": p.span.start, "end": p.span.end, "words": p.words, "reason": p.reason}
            for p in explanation.passed
        ],
    }
