"""Short quotations of the words behind a number, without names of persons as far as a program can tell them.

Only what the coder itself can read is quoted: numbers, times, places and the lexicon's cues, and of that nothing which
extractors.masking takes for a name. Every other word stands as «…», so a name that no list knows is left out as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.masking import find_names
from extractors.reading import Reading
from extractors.tokens import BREAK, LATIN, MARK, NUMBER, WORD, tokenize

OMITTED = "…"
NEAR = 60
"""Characters between two pieces of evidence that are quoted along with them."""

AROUND = 80
"""Characters around a piece in which a name may begin or be announced."""

LONGEST = 280
_NAME_WORDS = 4  # that may follow the first of a name
# Cues that end a name and are no part of one.
_ENDING = (
    "verb", "act", "result", "phrase", "particle", "weapon", "adverb", "report_according", "report_verb", "relative",
    "subset", "share", "separator", "cause", "thing", "negation", "breakdown", "find",
)  # fmt: skip


def quote(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The words at some spans (start:end, any order) of a text, joined where they are near, names left out.

    Raises nothing on any text; spans beyond it are cut.
    """
    pieces = [_quote_piece(text, start, end) for start, end in _pieces(text, spans)]
    told = f" {OMITTED} ".join(piece for piece in pieces if piece.strip(f"{OMITTED} "))
    told = _squeeze(told)
    return told if len(told) <= LONGEST else told[:LONGEST].rsplit(" ", 1)[0] + f" {OMITTED}"


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of text that the spans come to, those near each other joined; a paragraph's end parts them."""
    pieces: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, len(text))) for start, end in spans):
        if start >= end:
            continue
        if pieces and start - pieces[-1][1] <= NEAR and "\n" not in text[pieces[-1][1] : start]:
            pieces[-1] = (pieces[-1][0], max(end, pieces[-1][1]))
        else:
            pieces.append((start, end))
    return pieces


def _quote_piece(text: str, start: int, end: int) -> str:
    piece = text[start:end]
    tokens = tokenize(piece)
    shown = _readable(Reading(tokens, "text", None))
    # What announces a name may stand before the piece.
    since = max(0, start - AROUND)
    for first, last in find_names(text[since : end + AROUND]):
        for at in range(len(shown)):
            if tokens.starts[at] < since + last - start and tokens.ends[at] > since + first - start:
                shown[at] = False
    told: list[str] = []
    for at, is_shown in enumerate(shown):
        if not is_shown:
            told.append(f" {OMITTED} ")
            continue
        told.append(piece[tokens.starts[at] : tokens.ends[at]])
        if at + 1 < len(shown) and tokens.starts[at + 1] > tokens.ends[at]:
            told.append(" ")
    return _squeeze("".join(told))


def _readable(reading: Reading) -> list[bool]:
    """For each token whether it may be quoted."""
    shown = [kind in (NUMBER, MARK) for kind in reading.kinds]
    known: list[tuple[int, int]] = [(number.first, number.last) for number in reading.numbers]
    known += [(time.first, time.last) for time in reading.times]
    known += [(place.first, place.last) for place in reading.places if place.known or place.trigger]
    known += [(hit.first, hit.last) for hits in reading.hits.values() for hit in hits if hit.entry.cls != "name"]
    for first, last in known:
        shown[first:last] = [True] * (last - first)
    for at in range(len(shown)):
        if reading.kinds[at] in (LATIN, BREAK):
            shown[at] = False
        elif reading.kinds[at] == WORD and reading.hit(at, "name") is not None and not reading.hit(at, *_ENDING):
            _hide_name(reading, shown, at)
    return shown


def _hide_name(reading: Reading, shown: list[bool], at: int) -> None:
    """Leave out a name's first word and what of it may follow."""
    shown[at] = False
    for following in range(at + 1, min(at + 1 + _NAME_WORDS, len(shown))):
        ends = reading.kinds[following] != WORD or following in reading.number_at or following in reading.time_at
        if ends or reading.hit(following, *_ENDING) is not None:
            return
        shown[following] = False


def _squeeze(told: str) -> str:
    """One mark for words left out side by side, and single spaces."""
    words = told.split()
    kept: Sequence[str] = [
        word for word, before in pairwise([*words[::-1], ""]) if not (word == OMITTED and before == OMITTED)
    ]
    return " ".join(kept[::-1])
