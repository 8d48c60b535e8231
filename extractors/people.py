"""The record of a people phrase, and the nouns of people in a text with the number that they stand in."""

from __future__ import annotations

from typing import NamedTuple

from extractors.lexicon import Entry
from extractors.normalize import normalize_word
from extractors.reading import Hit, Reading
from extractors.records import Count
from extractors.wordlists import read_lexicon

VAGUE_LOW = 3  # codebook, Counting 2: Arabic has a dual, so a bare plural begins at three
_ENDINGS = read_lexicon("endings")
_THE = _ENDINGS["grammar"]["the"]
_TANWIN = _ENDINGS["tanwin"]
_DOTTED_TEH = _ENDINGS["dotted_teh"]
_HIS = _ENDINGS["pronouns"][0]
_KIN = frozenset(map(normalize_word, read_lexicon("people")["kin"]))
_FATHA_YEH = tuple(_ENDINGS["grammar"]["fatha_yeh"])
_DUAL_REACH = 8  # tokens in which «وإصابة ثالث» tells that those before were two
_THIRD = 3
_NOUNS = ("person", "result")


class People(NamedTuple):
    """A people phrase at tokens first:last.

    `groups` holds each victim group with its share of the count. `result` is the entry of a noun that carries the
    outcome itself. `other` marks «آخرون», ordinals and bare numerals, which may take over the group of those before.
    `side` is the armed side they belong to. `noun` is "known", "unknown", "" (bare number), "name", "listed" or
    "pronoun". `own`: with a pronoun («طفلاها»); `of_them`: a part of those before («سبعة منهم»). A
    tuple, since a report of a hundred words makes eighty of them, most of which come to nothing.
    """

    first: int
    last: int
    count: Count  # type: ignore[assignment]  # not tuple.count: nobody counts among the fields
    groups: tuple[tuple[str, Count], ...] = ()
    result: Entry | None = None
    other: bool = False
    conj: bool = False
    noun: str = "known"
    number: str = "plural"
    numbered: bool = False
    definite: bool = False
    own: bool = False
    side: str = ""
    of_them: bool = False
    accusative: bool = False


def share_groups(one: People, other: People) -> tuple[tuple[str, Count], ...]:
    """The groups of two nouns under one number: all where they agree, else some of each («20 امرأة وطفلاً»)."""
    names = [{group for group, _ in people.groups} for people in (one, other)]
    count = one.count if names[0] == names[1] else Count(VAGUE_LOW, None, "vague")
    return tuple((group, count) for group in dict.fromkeys(g for people in (one, other) for g, _ in people.groups))


class NounReader:
    """Finds nouns of people in one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._starts = reading.starts_of(*_NOUNS)
        self._found: dict[int, Hit | None] = {}

    def find(self, at: int) -> Hit | None:
        """A noun of people; of a dual and a plural that are written alike, the one that the words around tell."""
        if at not in self._starts:
            return None
        if at not in self._found:
            self._found[at] = self._find(at)
        return self._found[at]

    def _find(self, at: int) -> Hit | None:
        hits = [h for h in self.reading.hits.get(at, ()) if h.entry.cls in _NOUNS and not self._is_impossible(h)]
        if len(hits) <= 1:  # most words can be read in one way alone
            return hits[0] if hits and not self._is_plain_cue(at, hits[0]) else None
        hits = [h for h in hits if h.last == hits[0].last]
        whole = [h for h in hits if h.entry.number != "dual" or not h.entry.own or h.entry.definite]
        if len(whole) < len(hits) and self.governs(at):
            whole = [h for h in hits if h.entry.number == "dual"]
        hits = whole or hits
        if self._is_plain_cue(at, hits[0]):
            return None
        # The least stripped reading wins («وفاة» is a noun of its own, not a conjunction before one).
        best = hits[0]
        same = [h for h in hits if (h.conj, h.prep, h.article) == (best.conj, best.prep, best.article)]
        if {h.entry.number for h in same} >= {"dual", "plural"}:
            wanted = "dual" if self._is_dual(at) else "plural"
            same = [h for h in same if h.entry.number == wanted]
        # «ممرضة» rather than «ممرضه»: a noun of its own before one with a pronoun.
        his = self._is_his(best)
        return min(same, key=lambda h: (h.entry.cls != "result", h.entry.number == "plural", h.entry.own != his))

    def counted(self, at: int) -> Hit | None:
        """A noun that a number before it can count."""
        if at in self.reading.place_at or at in self.reading.time_at:
            return None
        noun = self.find(at)
        return noun if noun is not None and not noun.conj and not noun.prep else None

    def plural(self, at: int) -> Hit | None:
        """A plural, definite or not, of which people are a part («من المقاتلين»)."""
        if at >= len(self.reading.norms) or at in self.reading.place_at:
            return None
        noun = self.find(at)
        return noun if noun is not None and noun.entry.number == "plural" and not noun.conj else None

    def adjective(self, at: int, noun: Entry) -> Hit | None:
        """A further noun or adjective of people in apposition, in the same number («قتيلاً مدنياً», «والدهما المسن»)."""
        if at not in self._starts or at in self.reading.place_at or at in self.reading.time_at:
            return None
        for hit in self.reading.hits[at]:
            if hit.entry.cls not in _NOUNS or hit.conj or hit.prep or hit.entry.own:
                continue
            if hit.entry.number == noun.number:
                return hit
        return None

    def governs(self, at: int) -> bool:
        """«جريحا القصف», «جثتا شابين»: a dual in the construct; no noun stands behind an indefinite accusative."""
        reading, behind = self.reading, at + 1
        if self._is_vowelled(at):
            return True
        if behind >= len(reading.norms) or behind in reading.time_at or behind in reading.place_at:
            return False
        definite = reading.norms[behind].startswith(_THE)
        if definite and reading.hit(behind + 1, "dual_verb") is not None:
            return True
        if not reading.norms[at].endswith(_TANWIN):
            return False
        owner = next((h for h in reading.hits.get(behind, ()) if h.entry.cls in _NOUNS and not h.conj), None)
        if owner is not None:
            return owner.entry.number == "dual" and not owner.article
        return definite and reading.hit(behind, "actor") is None

    def _is_plain_cue(self, at: int, noun: Hit) -> bool:
        """«وُجد» is a verb, not «و» and a grandfather: nothing is stripped where the whole word is known."""
        return bool(noun.conj) and any(
            not hit.conj and hit.entry.cls in ("find", "cause", "verb", "act") for hit in self.reading.hits[at]
        )

    def _is_vowelled(self, at: int) -> bool:
        return any(mark in self.reading.surface(at, at + 1) for mark in _FATHA_YEH)

    def _is_dual(self, at: int) -> bool:
        """Whether «مدنيين» is «مدنيَّين»: its harakat, «اثنين» behind it, or a dual verb in agreement."""
        number = self.reading.number_at.get(at + 1)
        two = number is not None and number.low == number.high == 2
        if two or self._is_vowelled(at) or self._has_dual_verb(at):
            return True
        for here in range(at + 1, min(at + _DUAL_REACH, len(self.reading.norms))):
            number = self.reading.number_at.get(here)
            if number is not None:  # «مقتل مدنيين وإصابة ثالث»: a third makes those before him two
                return number.ordinal and number.low == _THIRD and not number.definite
        return False

    def _is_impossible(self, hit: Hit) -> bool:
        """«المارة» is no «مارّه»: a noun has the article or a pronoun, never both; «إخوة» with its dots no «أخوه»."""
        if not (hit.entry.own and hit.entry.definite):
            return False
        return hit.article or _DOTTED_TEH in self.reading.surface(hit.first, hit.last)

    def _is_his(self, hit: Hit) -> bool:
        """«والده» without the dots of «والدة»: of one's kin the letter is the pronoun."""
        word = hit.entry.words[0]
        kin = len(hit.entry.words) == 1 and word.endswith(_HIS) and word[: -len(_HIS)] in _KIN
        return kin and _DOTTED_TEH not in self.reading.surface(hit.first, hit.last)

    def _has_dual_verb(self, at: int) -> bool:
        for here in (at + 1, at + 2):
            verb = self.reading.hit(here, "verb", "dual_verb")
            if verb is not None and not verb.entry.needs and "dual" in (verb.entry.number, verb.entry.cls[:4]):
                return True
        return False
