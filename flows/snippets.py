"""The words around a claim's evidence, for a person at this machine; what leaves it goes through extractors.quoting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from extractors.records import OUTCOMES

AROUND = 160
"""Characters before and after the count that are shown with it."""

_ENDS = "\n.!"


def take_snippet(
    title: str | None, text: str | None, marks: Sequence[Mapping[str, Any]], around: int = AROUND
) -> dict[str, Any]:
    """The stretch around the first count among marks (field, span_start, span_end, role).

    Returns `field`, `snippet` and `marks`, the places of its own characters with their role; the snippet is null where
    the text was purged or nothing witnesses the claim.
    """
    bodies = {"title": title or "", "text": text or ""}
    counts = [mark for mark in marks if mark["role"] in OUTCOMES] or list(marks)
    for mark in counts[:1]:
        body = bodies[mark["field"]]
        if len(body) < mark["span_end"]:
            break
        start, end = _stretch(body, mark["span_start"], mark["span_end"], around)
        inside = [
            {"start": other["span_start"] - start, "end": other["span_end"] - start, "role": other["role"]}
            for other in marks
            if other["field"] == mark["field"] and start <= other["span_start"] and other["span_end"] <= end
        ]
        return {"field": mark["field"], "snippet": body[start:end], "marks": inside}
    return {"field": None, "snippet": None, "marks": []}


def find_snippet(title: str | None, text: str | None, word: str, around: int = AROUND) -> dict[str, Any]:
    """The stretch around a word, as `take_snippet` gives it."""
    for field, body in (("title", title or ""), ("text", text or "")):
        start = body.find(word)
        if start >= 0:
            mark = {"field": field, "span_start": start, "span_end": start + len(word), "role": "place"}
            return take_snippet(title, text, [mark], around)
    return take_snippet(title, text, [], around)


def _stretch(body: str, start: int, end: int, around: int) -> tuple[int, int]:
    """The sentence around some characters, cut at a blank where it is long."""
    first = max(body.rfind(mark, 0, start) for mark in _ENDS) + 1
    ends = [found for mark in _ENDS if (found := body.find(mark, end)) >= 0]
    last = min(ends) + 1 if ends else len(body)
    if start - first > around:
        first = body.find(" ", start - around, start) + 1 or start - around
    if last - end > around:
        cut = body.rfind(" ", end, end + around)
        last = cut if cut > 0 else end + around
    while first < start and body[first].isspace():
        first += 1
    while last > end and body[last - 1].isspace():
        last -= 1
    return first, last
