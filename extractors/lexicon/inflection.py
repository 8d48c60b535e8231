"""Inflection that Arabic makes by rule: the forms of nouns, the persons of verbs; endings are data (endings.toml)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from extractors.normalize import normalize_phrase, normalize_word


def inflect(
    singular: str, plurals: list[str], feminine: bool, endings: dict[str, Any]
) -> Iterator[tuple[tuple[str, ...], str, bool, bool]]:
    """(words, number, has a pronoun, is definite) of every form of a noun, in normal form."""
    head, _, rest = normalize_phrase(singular).partition(" ")
    tail = tuple(rest.split())
    forms = _singulars(head, feminine, endings) if head else ()
    yield from _before(tail, forms, head + endings["tanwin"]) if tail else forms
    for plural in plurals:
        words = tuple(normalize_phrase(plural).split())
        yield words, "plural", False, False
        if not head and len(words) == 1 and words[0].endswith(endings["dual"][1]):
            yield words, "dual", False, False
        if len(words) == 1:
            for owned in _owned(words[0], plural, endings):
                yield (owned,), "plural", True, True
            if words[0].endswith(tuple(endings["sound_plural"])):
                yield (words[0][:-1],), "plural", False, False
            elif not words[0].endswith(tuple(endings["no_tanwin"])):
                yield (words[0] + endings["tanwin"],), "plural", False, False


def _before(
    tail: tuple[str, ...], forms: Iterable[tuple[tuple[str, ...], str, bool, bool]], tanwin: str
) -> Iterator[tuple[tuple[str, ...], str, bool, bool]]:
    """The forms of a noun before another («رجلا شرطة», «رجلي شرطة»): none with tanwin, and none with a pronoun."""
    for words, number, own, definite in forms:
        if own and not definite:
            yield words + tail, number, False, False
        elif not own and words != (tanwin,):
            yield words + tail, number, own, definite


def _owned(word: str, plural: str, endings: dict[str, Any]) -> Iterator[str]:
    """A plural with each pronoun; its end changes before one («جرحاها», «شهدائها», «أبناؤهم», «قادتها», «مجنديه»)."""
    stems = [word[:-1] + endings["tanwin"] if plural.endswith(endings["maqsura"]) else word]
    if plural.endswith(endings["dotted_teh"]):
        stems = [word[:-1] + endings["open_teh"]]
    if word.endswith(tuple(endings["sound_plural"])):
        stems = [word[:-1]]
    if word.endswith(endings["hamza"]):
        stems += [word[:-1] + seat for seat in endings["hamza_seats"]]
    for stem in stems:
        for pronoun in endings["pronouns"]:
            yield stem + pronoun


def _singulars(stem: str, feminine: bool, endings: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str, bool, bool]]:
    duals, pronouns = endings["dual"], endings["pronouns"]
    open_stem = stem[:-1] + endings["open_teh"] if feminine and stem.endswith(endings["closed_teh"]) else stem
    yield (stem,), "singular", False, False
    if not stem.endswith(endings["closed_teh"]):  # «والدةً» has no letter for it, and «والدها» is her father
        yield (stem + endings["tanwin"],), "singular", False, False
    for ending in duals:
        yield (open_stem + ending,), "dual", False, False
    for ending in endings["dual_construct"]:
        yield (open_stem + ending,), "dual", True, False
    for pronoun in pronouns:
        yield (open_stem + pronoun,), "singular", True, True
        for ending in endings["dual_construct"]:
            yield (open_stem + ending + pronoun,), "dual", True, True


def conjugate(table: dict[str, Any], endings: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """(form, number of the subject or "object…", whether present) of every regular and defective form of a verb."""
    defective = [stems.split() for stems in table.get("defective", [])]
    pasts = [(stem, endings["past"]) for stem in table.get("past", [])]
    pasts += [(stems[0], endings["past_defective"]) for stems in defective]
    presents = [(stem, endings["present"]) for stem in table.get("present", [])]
    presents += [(stems[1], endings["present_defective"]) for stems in defective]
    for stem, persons in pasts:
        for ending, number in persons.items():
            yield normalize_word(stem) + normalize_word(ending), number, False
    for stem, persons in presents:
        for form, number in persons.items():
            prefix, _, suffix = form.partition("-")
            yield normalize_word(prefix) + normalize_word(stem) + normalize_word(suffix), number, True
