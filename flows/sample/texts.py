"""The sample site's texts, read from articles/*.toml, one file an outlet, and checked on the way in."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

OUTCOMES = ("killed", "injured", "missing", "detained", "casualties")
SERVED = ("page", "missing", "gallery", "disallowed")

Counts = dict[str, tuple[int, int | None]]


class SampleError(ValueError):
    """A sample file does not hold what the site needs; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class ExpectedEvent:
    """What a careful reader takes from an article: one casualty event, by the rules of the codebook.

    `counts` maps an outcome to (low, high), people; high None is open-ended. `governorate` is None where the text
    leaves it open or spans several; `date` is None for a cumulative toll.
    """

    counts: Counts
    governorate: str | None
    date: dt.date | None
    country: str = "SY"
    place: str | None = None
    scope: str = "incident"
    circumstance: str = "struck"
    retold: bool = False


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One article at one edition of the site; times carry the outlet's offset.

    `served` says what its address answers: the page, 404 (missing), a page without an article (gallery), or a page
    that robots.txt disallows. `feed_date` is the raw date in the feed where it strays from the outlet's own form,
    and `listings` is how often the feed lists the entry. `number` is the id in the outlet's own system.
    """

    id: str
    outlet: str
    path: str
    published: dt.datetime
    title: str
    paragraphs: tuple[str, ...]
    summary: str
    section: str
    number: int
    expected: tuple[ExpectedEvent, ...] = ()
    updated: dt.datetime | None = None
    served: str = "page"
    feed_date: str | None = None
    listings: int = 1
    comments: tuple[str, ...] = ()
    revision: SampleArticle | None = None

    def at(self, edition: int) -> SampleArticle:
        """The article as this edition of the site shows it: revised from the second on."""
        return self.revision if edition >= 2 and self.revision is not None else self

    @property
    def changed(self) -> dt.datetime:
        """When the text last changed."""
        return self.updated or self.published


@dataclass(frozen=True, slots=True)
class Outlet:
    """One made-up outlet and its articles, oldest first; the fields up to `articles` are the file's [outlet] table.

    `selector` is the registry's, empty where the page needs none; `paragraph` is the mark-up round a paragraph.
    """

    id: str
    name_ar: str
    name_en: str
    kind: str
    country: str
    timezone: str
    id_policy: str
    encoding: str
    feed_path: str
    feed_kind: str
    date_style: str
    link_query: str
    selector: str
    paragraph: str
    sections: tuple[str, ...]
    articles: tuple[SampleArticle, ...] = ()

    def at(self, edition: int) -> tuple[SampleArticle, ...]:
        """The outlet's articles at one edition of the site."""
        return tuple(article.at(edition) for article in self.articles)


def load_outlets() -> tuple[Outlet, ...]:
    """Read every outlet's file, in the order of their names.

    Raises SampleError where a file is no TOML, lacks a key, repeats an id or an address, or holds a character that
    the outlet's encoding cannot write.
    """
    folder = files("flows.sample") / "articles"
    sources = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    outlets = tuple(_read_outlet(source) for source in sources)
    ids = [article.id for outlet in outlets for article in outlet.articles]
    repeated = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    if repeated:
        raise SampleError(f"articles/*.toml: the id {repeated[0]} is used twice; give each article its own")
    return outlets


def _read_outlet(source: Traversable) -> Outlet:
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
        settings = {**data["outlet"], "sections": tuple(data["outlet"]["sections"])}
        outlet = Outlet(**settings)
        articles = tuple(_read_article(item, outlet) for item in data["article"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SampleError(f"articles/{source.name}: {error}; compare it with the other outlets' files") from error
    _check_outlet(source.name, outlet, articles)
    return replace(outlet, articles=tuple(sorted(articles, key=lambda article: article.published)))


def _read_article(item: dict[str, Any], outlet: Outlet) -> SampleArticle:
    fields = dict(item)
    revision = fields.pop("revision", None)
    article = SampleArticle(outlet=outlet.id, **_read_fields(fields))
    if revision is None:
        return article
    return replace(article, revision=replace(article, **_read_fields(revision)))


def _read_fields(item: dict[str, Any]) -> dict[str, Any]:
    """The keys of an article's table, or of its revision's, in the types of the record."""
    fields = dict(item)
    if "body" in fields:
        lines = fields.pop("body").splitlines()
        fields["paragraphs"] = tuple(line.strip() for line in lines if line.strip())
    if "expected" in fields:
        fields["expected"] = tuple(_read_event(event) for event in fields["expected"])
    if "comments" in fields:
        fields["comments"] = tuple(fields["comments"])
    return fields


def _read_event(item: dict[str, Any]) -> ExpectedEvent:
    """TOML has no null: a count of one number is open-ended, and a missing governorate or date is not known."""
    fields = dict(item)
    counts: Counts = {}
    for outcome in OUTCOMES:
        if outcome in fields:
            low, *rest = fields.pop(outcome)
            counts[outcome] = (low, rest[0] if rest else None)
    return ExpectedEvent(counts, fields.pop("governorate", None), fields.pop("date", None), **fields)


def _check_outlet(name: str, outlet: Outlet, articles: tuple[SampleArticle, ...]) -> None:
    paths = [article.path for article in articles]
    for article in articles:
        if article.served not in SERVED:
            raise SampleError(f"articles/{name}: {article.id} is served as {article.served!r}; use one of {SERVED}")
        if paths.count(article.path) > 1:
            raise SampleError(f"articles/{name}: the path {article.path} is used twice; give each article its own")
        if article.published.tzinfo is None:
            raise SampleError(f"articles/{name}: {article.id} is published without an offset; write it with +03:00")
        for version in (article.at(1), article.at(2)):
            _check_encoding(name, outlet.encoding, version)


def _check_encoding(name: str, encoding: str, article: SampleArticle) -> None:
    try:
        "\n".join((article.title, article.summary, *article.paragraphs, *article.comments)).encode(encoding)
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise SampleError(f"articles/{name}: {article.id} holds {letter!r}, which {encoding} cannot write") from error
