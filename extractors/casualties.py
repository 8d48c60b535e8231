"""The coder: one article in, its casualty events out (codebook.md is the specification)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from extractors.carrying import carry_on
from extractors.clauses import find_units
from extractors.draft import Draft
from extractors.drafts import Drafter
from extractors.finishing import coder_version, finish_events
from extractors.hits import may_tell_outcomes
from extractors.merging import merge_drafts
from extractors.outcomes import Toll, TollReader
from extractors.reading import Reading
from extractors.records import Article, CasualtyEvent, TextField
from extractors.sums import settle_spreads, settle_sums
from extractors.tokens import tokenize

__all__ = ["Coding", "Layer", "code", "coder_version", "extract"]


class Layer:
    """What one title or text gives, read when it is asked for: where the text tells an event nobody asks the title."""

    def __init__(self, reading: Reading, article: Article, title: Reading | None = None) -> None:
        self.reading = reading
        self._article = article
        self._title = title

    @cached_property
    def tolls(self) -> list[Toll]:
        """Its tolls, void ones included."""
        return TollReader(self.reading).read() if self.reading.has_casualties() else []

    @cached_property
    def drafts(self) -> list[Draft]:
        """The drafts made of the tolls that stand."""
        units = find_units(self.reading, self.tolls)
        drafter = Drafter(self.reading, self._article, self._title) if units else None
        return [drafter.draft(unit) for unit in units] if drafter is not None else []


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
    headline = Layer(title, article) if title else None
    body = Layer(text, article, title) if text else None
    merged = merge_drafts(body.drafts if body else [], lambda: headline.drafts if headline else [])
    layers = [layer for layer in (headline, body) if layer is not None]
    settle_sums(merged)
    settle_spreads(merged)
    carry_on(merged, article)
    return Coding(finish_events(merged, article, [layer.reading for layer in layers]), merged, layers)


def _read(article: Article, name: TextField, text: str) -> Reading | None:
    return Reading(tokenize(text), name, article.published) if text.strip() else None
