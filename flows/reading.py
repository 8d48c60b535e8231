"""From a document to rows: its article, version, events and their parts. The work of a processor, without network.

`read_document` takes and gives picklable values, so that a pool of processes, or a cluster, can run it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from extractors.casualties import coder_version, extract
from extractors.decoding import is_mojibake
from extractors.identity import article_id, article_key, text_key, version_hash
from extractors.learning import learn
from extractors.records import Article
from extractors.similarity import sketch
from extractors.tokens import LATIN, WORD, tokenize
from flows.archive import BodyMissingError, read_body
from flows.documents import Document, Problem
from flows.layouts import host_of, is_verified
from flows.pool import map_chunks
from flows.rows import Batch, extraction_rows, hash_key, merge_batches, version_rows

if TYPE_CHECKING:
    from extractors.article import PageArticle
    from extractors.layouts import Layout

LayoutUse = Literal["", "used", "odd", "drifted"]

LEAST_ARABIC = 0.5
"""Share of Arabic words below which a text is not ours to read."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all documents of a run have in common; `layouts` are those of hosts, learnt by earlier runs."""

    run_id: str
    now: dt.datetime
    archive: Path
    layouts: Mapping[str, Layout] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A document as the coder reads it, and what its page says about it.

    `url_key` is None for an article without an address. `published_source` is who said when it was published:
    `received` where nobody did.
    """

    article: Article
    url_key: str | None
    published_source: str
    updated_at: dt.datetime | None = None
    may_archive: bool = True
    layout: LayoutUse = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one document: the rows of its version and events, or the problem that left it out.

    `may_archive` is false where the page asks that its bytes be not kept; `layout` tells how the layout of its host
    served: `used`, `odd` (the page has what it does not know, and was read the general way) or `drifted` (it would have
    given another text), and is empty where there is none.
    """

    document: Document
    problem: Problem | None = None
    article: Article | None = None
    version_id: str | None = None
    updated_at: dt.datetime | None = None
    event_count: int = 0
    batch: Batch = field(default_factory=dict)
    may_archive: bool = True
    layout: LayoutUse = ""


def read_document(document: Document, job: Job) -> list[Reading]:
    """Read one document to the end: one reading, but one for each update of a live page.

    Whatever keeps it from being an article comes back as its problem; beside that of a page that refuses us stands the
    story as its feed tells it, where it does. A page that breaks the reader is `crashed`.
    """
    try:
        return _read_whole(document, job)
    except Exception as error:
        return [Reading(document, Problem.of_crash(document.where, error), may_archive=document.may_archive)]


def _read_whole(document: Document, job: Job) -> list[Reading]:
    read = read_article(document, job.archive, job.now, job.layouts.get(host_of(document.url)))
    if not isinstance(read, Problem):
        return [code_article(document, read, job)]
    refused = Reading(document, problem=read, may_archive=document.may_archive)
    if read.name == "live_blog":
        return [code_article(document, update, job) for update in read_live(document, job)] or [refused]
    if read.name == "blocked" and document.feed_text:
        told = replace(document, text=document.feed_text, html=None, body_hash=None, feed_text=None)
        return [refused, *_read_whole(told, job)]
    return [refused]


def code_article(document: Document, read: ReadArticle, job: Job) -> Reading:
    """The rows of an article: its version, and the events that the coder finds in it."""
    article = read.article
    version_id = hash_key(article.id, version_hash(article.text, article.title or ""))
    events = extract(article)
    version = version_rows(
        article,
        sketch(f"{article.title or ''}\n{article.text}"),
        version_id=version_id,
        url_key=read.url_key,
        source=document.source,
        published_source=read.published_source,
        run_id=job.run_id,
        known_at=article.published_at,
        fetched_at=document.fetched_at,
    )
    batch = merge_batches([version, extraction_rows(article, version_id, coder_version(), events, learn(article))])
    may_archive = document.may_archive and read.may_archive
    return Reading(document, None, article, version_id, read.updated_at, len(events), batch, may_archive, read.layout)


def read_live(document: Document, job: Job) -> list[ReadArticle]:
    """The updates of a live page, each an article of its own: they share an address, so the text names each."""
    from extractors.live import read_updates

    html = load_html(document, job.archive)
    found = []
    for update in read_updates(html, document.url or "", timezone=document.time_zone, now=job.now):
        if not is_arabic(update.text):
            continue
        dated = update if update.published_at else replace(update, published_at=document.published_at)
        own = replace(document, title=None, published_at=None, published=None)
        read = make_article(own, dated, job.now)
        key = text_key(document.outlet or "", read.article.published, read.article.text)
        found.append(replace(read, article=replace(read.article, id=article_id(key)), url_key=None))
    return found


def read_article(
    document: Document,
    archive: Path | None = None,
    now: dt.datetime | None = None,
    layout: Layout | None = None,
) -> ReadArticle | Problem:
    """The article that a document holds, or the problem that keeps it from being one.

    The address is the page's own canonical one where it has one; the day of publication is the source's word, else the
    page's, else the day it was received.
    """
    if document.text is not None:
        if is_mojibake(document.text):
            what = "the text was decoded in a wrong encoding; save it anew as UTF-8 from its source"
            return Problem("mojibake", document.where, what)
        if not is_arabic(document.text):
            what = "the text is not Arabic; leave it out, this coder reads Arabic only"
            return Problem("not_arabic", document.where, what)
        return make_article(document, None, now)
    page, use = read_html(document, archive, now, layout)
    return page if isinstance(page, Problem) else replace(make_article(document, page, now), layout=use)


def read_html(
    document: Document, archive: Path | None, now: dt.datetime | None, layout: Layout | None
) -> tuple[PageArticle | Problem, LayoutUse]:
    """The article on the document's page, and how the layout of its host served; some pages are read both ways."""
    # trafilatura takes half a second to load, and documents that bring their text need none of it.
    from extractors.article import PageError, read_page
    from extractors.decoding import DecodeError

    try:
        html, url = load_html(document, archive), document.url or ""
        read = partial(read_page, html, url, timezone=document.time_zone, selector=document.selector, now=now)
        if layout is None or is_verified(url):
            page = read()
            return page, "" if layout is None else compare_pages(page, read, layout)
        page = read(layout=layout)
        return page, "used" if page.method == "layout" else "odd"
    except (DecodeError, PageError) as error:
        return Problem(error.reason, document.where, f"no article ({error.detail}); it is left out"), ""
    except BodyMissingError:
        return Problem("no_body", document.where, "its archived page is gone; fetch it again with a backfill"), ""


def compare_pages(page: PageArticle, read: Callable[..., PageArticle], layout: Layout) -> LayoutUse:
    """How a layout serves on a page that was read the general way."""
    from extractors.article import PageError

    try:
        other = read(layout=layout)
    except PageError:
        return "drifted"
    if other.text != page.text:
        return "drifted"
    return "used" if other.method == "layout" else "odd"


def load_html(document: Document, archive: Path | None) -> str:
    """The document's page, decoded; raises DecodeError, or BodyMissingError where the archive has it no more."""
    from extractors.decoding import decode

    if document.html is not None:
        return document.html
    assert archive is not None
    assert document.body_hash is not None
    return decode(read_body(archive, document.body_hash), document.content_type, "page").text


def make_article(document: Document, page: PageArticle | None, now: dt.datetime | None) -> ReadArticle:
    """The article of a document and its page, under the identity that its address or else its text gives it."""
    published_at, source = date_publication(document, page, now)
    published = document.published or published_at.astimezone(ZoneInfo(document.time_zone)).date()
    text = page.text if page else document.text or ""
    url = (page.canonical_url if page else None) or document.url
    url_key = article_key(url) if url else ""
    url = url if url_key else None
    article = Article(
        id=article_id(url_key or text_key(document.outlet or "", published, text)),
        text=text,
        title=document.title or (page.title if page else None),
        published=published,
        published_at=published_at,
        outlet=document.outlet,
        url=url,
        country=document.country,
    )
    if page is None:
        return ReadArticle(article, url_key or None, source, document.updated_at)
    return ReadArticle(article, url_key or None, source, page.updated_at, page.may_archive)


def date_publication(document: Document, page: PageArticle | None, now: dt.datetime | None) -> tuple[dt.datetime, str]:
    """When the article was published, and who says so."""
    if document.published_at:
        return document.published_at, document.published_source or document.source
    if page and page.published_at:
        return page.published_at, page.published_source or "page"
    return document.fetched_at or now or dt.datetime.now(dt.UTC), "received"


def is_arabic(text: str) -> bool:
    """Whether at least half of the words are Arabic."""
    kinds = tokenize(text).kinds
    arabic, latin = kinds.count(WORD), kinds.count(LATIN)
    return arabic > 0 and arabic / (arabic + latin) >= LEAST_ARABIC


def read_documents(documents: Iterable[Document], job: Job, processes: int, chunk: int) -> Iterator[Reading]:
    """The readings of all documents, in order, over as many processes."""
    return map_chunks(partial(read_chunk, job=job), documents, processes, chunk)


def read_chunk(documents: list[Document], job: Job) -> list[Reading]:
    """The readings of one chunk, in order."""
    return [reading for document in documents for reading in read_document(document, job)]
