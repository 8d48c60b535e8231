"""A claim's words with their evidence marked: the sentences around it, or the whole text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from extractors.records import OUTCOMES

AROUND = 170
"""Characters shown before the first and after the last piece of evidence, cut at a space."""

APART = 240
"""Characters between two pieces of evidence above which what lies between is left out."""

Span = Mapping[str, Any]


def spans_in(spans: Iterable[Span], field: str) -> list[Span]:
    """The spans (field, span_start, span_end, role) of one field, in their order."""
    found = (span for span in spans if span["field"] == field)
    return sorted(found, key=lambda span: (span["span_start"], span["span_end"]))


def paint(text: str, spans: Sequence[Span], start: int = 0, end: int | None = None) -> Markup:
    """A stretch of the text as markup, words of counts and of other evidence marked, where they overlap the finest."""
    end = len(text) if end is None else end
    inside = [span for span in spans if span["span_start"] < end and span["span_end"] > start]
    bounds = {start, end, *(at for span in inside for at in _ends(span) if start < at < end)}
    pieces = []
    for first, last in pairwise(sorted(bounds)):
        piece = escape(text[first:last])
        over = [span for span in inside if span["span_start"] <= first and span["span_end"] >= last]
        if over:
            finest = min(over, key=lambda span: span["span_end"] - span["span_start"])
            kind = Markup(' class="count"') if finest["role"] in OUTCOMES else ""
            piece = Markup("<mark{}>{}</mark>").format(kind, piece)
        pieces.append(piece)
    return Markup("").join(pieces)


def _ends(span: Span) -> tuple[int, int]:
    return span["span_start"], span["span_end"]


def excerpt(text: str, spans: Sequence[Span]) -> Markup:
    """The text around its evidence; what is left out stands as «…». Without evidence, its beginning."""
    windows: list[tuple[int, int]] = []
    for span in spans or ({"span_start": 0, "span_end": 0},):
        if windows and span["span_start"] - windows[-1][1] <= APART:
            windows[-1] = (windows[-1][0], max(span["span_end"], windows[-1][1]))
        else:
            windows.append((span["span_start"], span["span_end"]))
    wide = [(_back(text, start), _on(text, end)) for start, end in windows]
    told = Markup(" … ").join(paint(text, spans, start, end).strip() for start, end in wide)
    before, after = ("… " if wide[0][0] > 0 else ""), (" …" if wide[-1][1] < len(text) else "")
    return Markup("{}{}{}").format(before, told, after)


def _back(text: str, start: int) -> int:
    """Where a window that holds `start` begins: after a space, or at the text's beginning."""
    if start <= AROUND:
        return 0
    space = text.find(" ", start - AROUND, start)
    return start if space < 0 else space + 1


def _on(text: str, end: int) -> int:
    """Where a window that holds `end` ends: before a space, or at the text's end."""
    if end + AROUND >= len(text):
        return len(text)
    space = text.rfind(" ", end, end + AROUND)
    return end if space < 0 else space
