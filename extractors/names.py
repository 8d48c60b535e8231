"""Named persons: «قُتل سامر», «المدعو أبو الوليد الحمصي»; a person who is named is one, who else he was is not told."""

from __future__ import annotations

from extractors.normalize import normalize_word
from extractors.reading import Hit, Reading
from extractors.records import Count
from extractors.tokens import WORD
from extractors.victims import People
from extractors.wordlists import read_lexicon

_AND = read_lexicon("endings")["clitic"]["conjunction"][0]
_LONGEST = 5  # words of a name («محمد خير بن علي الحسن»)
_PRINTED = frozenset(read_lexicon("naming")["printed"]["words"])  # «على», in its normal form the name «علي»
_LIKE_A_WORD = frozenset(map(normalize_word, _PRINTED))
# Classes whose words end a name.
_CLOSED = (
    "verb", "act", "result", "phrase", "particle", "weapon", "adverb", "report_according", "report_verb", "relative",
    "subset", "share", "separator", "cause", "thing", "person", "modifier", "negation", "other", "breakdown", "find",
    "aged", "ranked",
)  # fmt: skip


class NameReader:
    """Reads names of persons in one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read(self, at: int, listed: bool = False) -> People | None:
        """The person named at a token, or None; in a list that «كل من» announced any unknown word is a name."""
        name = self._name(at)
        if name is None and listed:
            return self._unknown(at)
        if name is None or name.prep:
            return None
        last = self.end(name.last)
        if name.entry.tag == "heads" and last == name.last:
            return None
        noun = "listed" if listed else "name"
        return People(at, last, Count(1, 1), noun=noun, number="singular", conj=bool(name.conj))

    def _unknown(self, at: int) -> People | None:
        reading = self.reading
        if reading.kinds[at] != WORD or at in reading.time_at or at in reading.number_at or reading.hit(at, *_CLOSED):
            return None
        conj = reading.norms[at].startswith(_AND)
        return People(at, self.end(at + 1), Count(1, 1), noun="listed", number="singular", conj=conj)

    def end(self, at: int) -> int:
        """One past the last word of a name that goes on at a token."""
        first = at
        while (
            at < len(self.reading.norms) and at - first < _LONGEST and (self._goes_on(at) or self._shortens(at, first))
        ):
            at += 1
        return at

    def _shortens(self, at: int, first: int) -> bool:
        """The stop of «علي م.»."""
        return at > first and self.reading.norms[at] == "." and len(self.reading.norms[at - 1]) == 1

    def _name(self, at: int) -> Hit | None:
        if self.reading.kinds[at] != WORD or at in self.reading.time_at or at in self.reading.number_at:
            return None
        hit = self.reading.hit(at, "name")
        if hit is None or (hit.article and hit.entry.tag != "heads") or self._is_word(at):
            return None
        return hit

    def _is_word(self, at: int) -> bool:
        """Whether a token is no name but «على» as printed; papers that print ي as ى too mean a name before a name."""
        if self.reading.norms[at] not in _LIKE_A_WORD or self.reading.surface(at, at + 1) not in _PRINTED:
            return False
        behind = self.reading.hit(at + 1, "name")
        return behind is None or bool(behind.conj)

    def _goes_on(self, at: int) -> bool:
        reading = self.reading
        if reading.kinds[at] != WORD or at in reading.time_at or at in reading.number_at or at in reading.place_at:
            return False
        name = reading.hit(at, "name")
        if name is not None:
            return not name.conj and not self._is_word(at)
        return reading.hit(at, *_CLOSED) is None and not reading.hit(at, "and")
