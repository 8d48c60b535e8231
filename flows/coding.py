"""Documents to casualty events and nothing else: no warehouse, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from extractors.casualties import extract
from extractors.records import Article
from flows.documents import Document, Problem
from flows.pool import map_chunks
from flows.reading import ReadArticle, read_article

CHUNK = 200
"""Articles a process takes at once: about half a second of its work."""

Answer = dict[str, Any] | Problem


def code_documents(documents: Iterable[Document | Problem], processes: int) -> Iterator[Answer]:
    """Each document's id and events in the form of the gold files, or its problem, in order."""
    return map_chunks(code_chunk, documents, processes, CHUNK)


def code_chunk(documents: list[Document | Problem]) -> list[Answer]:
    """The answers to one chunk."""
    return [document if isinstance(document, Problem) else code_document(document) for document in documents]


def code_document(document: Document) -> Answer:
    """Id and events of one document, or the problem that keeps it from being an article."""
    try:
        read = read_article(document)
        if isinstance(read, Problem):
            return read
        return {"id": document.id, "events": [event.to_json() for event in extract(date_as_told(read))]}
    except Exception as error:
        return Problem.of_crash(document.where, error)


def date_as_told(read: ReadArticle) -> Article:
    """The article; without a day where nobody says when it was published, so that no event is dated by today."""
    told = read.published_source != "received"
    return read.article if told else replace(read.article, published=None, published_at=None)
