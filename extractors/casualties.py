"""The coder: one article in, its casualty events out (codebook.md is the specification)."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.carrying import carry_on
from extractors.clauses import find_units
from extractors.draft import Draft
from extractors.drafts import Drafter
from extractors.finishing import coder_version, find_home, finish_event
from extractors.hits import may_tell_outcomes
from extractors.merging import merge_drafts
from extractors.outcomes import Toll, TollReader
from extractors.reading import Reading
from extractors.records import Article, CasualtyEvent, TextField
from extractors.sums import settle_spreads, settle_sums
from extractors.tokens import tokenize

__all__ = ["Coding", "Layer", "code", "coder_version", "extract"]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one title or text gave: its tolls, void ones included, and the drafts made of those that stand."""

    reading: Reading
    tolls: list[Toll]
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class Coding:
    """All that led to an article's events: each one's merged draft beside it, and the layers they came from."""

    events: list[CasualtyEvent]
    merged: list[Draft]
    layers: list[Layer]


def extract(article: Article) -> list[CasualtyEvent]:
    """The article's casualty events, in the order of its text; an article without any gives an empty list.

    Pure: the same article and versions give the same events. Raises nothing on any text.
    """
    if not may_tell_outcomes(article.text) and not may_tell_outcomes(article.title or ""):
        return []
    return code(article).events


def code(article: Article) -> Coding:
    """The article's events and how they came about."""
    title = _read(article, "title", article.title or "")
    text = _read(article, "text", article.text)
    headline = _draft(title, article, None) if title else None
    body = _draft(text, article, title) if text else None
    merged = merge_drafts(headline.drafts if headline else [], body.drafts if body else [])
    layers = [layer for layer in (headline, body) if layer is not None]
    settle_sums(merged)
    settle_spreads(merged)
    carry_on(merged, article)
    home = find_home(article, [layer.reading for layer in layers]) if merged else ""
    return Coding([finish_event(event, article, home) for event in merged], merged, layers)


def _read(article: Article, name: TextField, text: str) -> Reading | None:
    return Reading(tokenize(text), name, article.published) if text.strip() else None


def _draft(reading: Reading, article: Article, title: Reading | None) -> Layer:
    if not reading.has_casualties():
        return Layer(reading, [], [])
    tolls = TollReader(reading).read()
    drafter = Drafter(reading, article, title)
    return Layer(reading, tolls, [drafter.draft(unit) for unit in find_units(reading, tolls)])
