"""Names of persons in Arabic news, to be left out of what is shown: found by lists, by what announces them, by place.

Built to miss as little as possible: what stands after «the child …» and is no known word is taken for a name. Things
named after persons (streets, hospitals, brigades) and places are not masked unless somebody is introduced by that name.
"""

from __future__ import annotations

from extractors.mentions import PlaceMention
from extractors.naming import load_words
from extractors.reading import CLOSING, COMMAS, DASHES, OPENING, SENTENCE_ENDS, Reading
from extractors.tokens import BREAK, MARK, WORD, tokenize

OMITTED = "…"

LONGEST = 6
"""Words of a name («محمد خير بن علي الحاج حسن»)."""

_FATES = ("verb", "act")  # what befell somebody, right before the name
_ADJECTIVES = 3  # that may stand between a title and the name
_LEAST_DEFINITE = 4  # letters of a word with the article
_CLITIC_LEAVES = 3  # letters that a word keeps without a clitic


def mask(text: str) -> str:
    """The text with each name of a person as «…»."""
    told, before = [], 0
    for start, end in find_names(text):
        told += [text[before:start], OMITTED]
        before = end
    return "".join([*told, text[before:]])


def find_names(text: str) -> list[tuple[int, int]]:
    """The characters start:end of each name of a person, in their order; raises nothing on any text."""
    tokens = tokenize(text)
    return [(tokens.starts[a], tokens.ends[b - 1]) for a, b in _Masker(Reading(tokens, "text", None)).find()]


class _Masker:
    """Finds the names in one reading, a token after the other."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.words = reading, load_words()
        self.norms, self.kinds = reading.norms, reading.kinds
        tokens = reading.tokens
        self.printed = {at for at in range(len(tokens)) if tokens.surface(at, at + 1) in self.words.printed}
        self.named = {at for p in reading.places if p.known for at in range(p.first, p.last)}
        self.taken = {at for p in reading.places if self._is_sure(p) for at in range(p.first, p.last)}

    def _is_sure(self, place: PlaceMention) -> bool:
        """A place that its words show to be one: a noun before it, or several words that are no name of a person."""
        is_person = self._is_given(place.last) or (self._is_kunya(place.first) and self._is_given(place.first + 1))
        return place.known and bool(place.trigger or (place.last - place.first > 1 and not is_person))

    def find(self) -> list[tuple[int, int]]:
        """Token ranges first:last of the names."""
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(self.norms):
            names = self._names_at(at) if self.kinds[at] == WORD else []
            found += names
            at = max(at + 1, names[-1][1] if names else 0)
        return found

    def _names_at(self, at: int) -> list[tuple[int, int]]:
        """Names that a token begins, or announces."""
        if end := self._phrase(at, self.words.list):
            return self._listed(end)
        if end := self._phrase(at, self.words.announce):
            return self._chain(self._past_marks(end))
        end = self._phrase(at, self.words.title) or self._phrase(at, self.words.kin)
        if end:
            start = self._introduced(end)
            things = self.words.thing
        elif (end := self._phrase(at, self.words.among)) and (self._is_given(end) or self._is_kunya(end)):
            start, things = end, self.words.thing
        else:
            start = at if self._begins(at) else None
            things = self.words.thing | self.words.groups
        names = self._several(start) if start is not None else []
        if names and self._is_thing(at, things):
            self.taken.update(range(at, names[-1][1]))
            return []
        return names

    def _phrase(self, at: int, phrases: frozenset[tuple[str, ...]]) -> int:
        """The end of a phrase that stands at a token, a conjunction before it allowed; 0 if none does."""
        for first in self._forms(at):
            for length in (3, 2, 1):
                if (first, *self.norms[at + 1 : at + length]) in phrases and at + length <= len(self.norms):
                    return at + length
        return 0

    def _forms(self, at: int) -> list[str]:
        """A word as it stands, and without the clitics before it."""
        norm = self.norms[at]
        forms = [norm]
        for clitics in (self.words.conjunctions, self.words.prepositions):
            forms += [form[1:] for form in forms if form[:1] in clitics and len(form) > _CLITIC_LEAVES]
        return forms

    def _is_given(self, at: int) -> bool:
        return (
            self._is_word(at) and at not in self.printed and any(form in self.words.given for form in self._forms(at))
        )

    def _is_sure_name(self, at: int) -> bool:
        """A given name that is nothing else."""
        return self._is_given(at) and not any(form in self.words.both for form in self._forms(at))

    def _is_kunya(self, at: int) -> bool:
        return self._is_word(at + 1) and any(form in self.words.kunya for form in self._forms(at))

    def _is_word(self, at: int) -> bool:
        return at < len(self.norms) and self.kinds[at] == WORD

    def _begins(self, at: int) -> bool:
        """Whether a name begins at a token that nothing announces."""
        if at in self.taken or at in self.reading.number_at or at in self.reading.time_at:
            return False
        if self._is_kunya(at):
            return (at not in self.named or self._is_given(at + 1)) and not self._is_common(at + 1)
        if self._is_head(at):
            return True
        if self._is_sure_name(at):
            return True
        if self._is_given(at) and not self._known(at) and at > 0 and self.reading.hit(at - 1, *_FATES):
            return True
        # An ordinary word is a name where another one follows («حسن العلي»).
        return (
            self._is_given(at)
            and self._is_word(at + 1)
            and at + 1 not in self.taken
            and (self._is_sure_name(at + 1) or (self._is_given(at + 1) and not self._known(at)))
        )

    def _is_head(self, at: int) -> bool:
        """«عبد», «نور» and the like before a word with the article make one name."""
        following = at + 1
        if not self._is_word(following) or not self.norms[following].startswith(self.words.article):
            return False
        forms = self._forms(at)
        if any(form in self.words.servant for form in forms):
            return True
        return self.norms[following] in self.words.link and any(form in self.words.heads for form in forms)

    def _is_thing(self, at: int, things: frozenset[str]) -> bool:
        """Whether what stands before makes the name that of a street, a school, a brigade."""
        before = at - 1
        while before >= 0 and self.kinds[before] == MARK and self.norms[before] in OPENING:
            before -= 1
        if before < 0 or self.kinds[before] != WORD:
            return False
        return any(form in things for form in self._forms(before))

    def _is_common(self, at: int) -> bool:
        return at in self.printed or any(form in self.words.common for form in self._forms(at))

    def _is_cue(self, at: int) -> bool:
        """Whether a word is one of the coder's cues, a number or a time, or is common after a title."""
        return (
            any(hit.entry.cls != "name" for hit in self.reading.hits.get(at, ()))
            or at in self.reading.number_at
            or at in self.reading.time_at
            or self._is_common(at)
        )

    def _known(self, at: int) -> bool:
        """Whether a word is a cue, a number, a time or the name of a place."""
        return self._is_cue(at) or at in self.named

    def _is_definite(self, at: int) -> bool:
        norm = self.norms[at]
        return norm.startswith(self.words.article) and len(norm) > _LEAST_DEFINITE

    def _past_marks(self, at: int) -> int:
        """The token after an opening mark or a colon."""
        while at < len(self.norms) and self.kinds[at] == MARK and self.norms[at] in OPENING | {":"}:
            at += 1
        return at

    def _introduced(self, at: int) -> int | None:
        """Where the name begins that a title announces, behind further words on the person; None where none comes."""
        for step in range(_ADJECTIVES + 1):
            start = self._past_marks(at + step)
            if not self._is_word(start):
                return None
            if self._is_given(start) and self._is_common(start) and self._is_phrase(start):
                return None
            if self._is_given(start) or self._is_kunya(start) or self._is_head(start):
                return start
            if step and self._phrase(start, self.words.title):
                return None
            if self._is_definite(start):
                continue
            # A word in the middle of the sentence goes on with it; right after the title it may be a rare name.
            return None if step or self._known(start) or not self._may_be_name(start) else start
        return None

    def _is_phrase(self, at: int) -> bool:
        """A word of both kinds before the article («باسم الجيش») is no name."""
        return self._is_word(at + 1) and self._is_definite(at + 1) and not self._is_given(at + 1)

    def _may_be_name(self, at: int) -> bool:
        norm = self.norms[at]
        return norm[:1] not in self.words.prepositions or norm[1:] in self.words.given or len(norm) <= _LEAST_DEFINITE

    def _several(self, at: int) -> list[tuple[int, int]]:
        """A name, and those joined to it («كنان وتيم العبدو»)."""
        names = self._chain(at)
        while names:
            following = names[-1][1]
            joined = self._is_word(following) and self.norms[following][:1] in self.words.conjunctions
            if not joined or self._known(following) or len(self.norms[following]) <= _CLITIC_LEAVES:
                break
            names += self._chain(following)
        return names

    def _chain(self, at: int) -> list[tuple[int, int]]:
        """The name from a token on, as far as its words go."""
        if not self._is_word(at) or (self._is_common(at) and not self._is_given(at) and not self._is_kunya(at)):
            return []
        end = at + 1
        strangers = 0
        while end - at < LONGEST and self._is_word(end):
            tied = self.norms[end - 1] in self.words.link or self._is_kunya(end - 1) or self._is_head(end - 1)
            if not tied and not self._continues(end):
                break
            if not tied and not self._is_given(end) and self.norms[end] not in self.words.link:
                strangers += 1
                if strangers > 2:
                    break
            end += 1
        return [(at, end)]

    def _continues(self, at: int) -> bool:
        """Whether a word goes on with a name."""
        norm = self.norms[at]
        if at not in self.printed and (norm in self.words.given or norm in self.words.link):
            return True
        if self._phrase(at, self.words.list) or self._phrase(at, self.words.title) or at in self.taken:
            return False
        # A family may bear the name of a place.
        is_known = self._is_cue(at) if self._is_definite(at) else self._known(at)
        if self._is_definite(at) and norm.endswith(self.words.ending) and not self._is_common(at):
            is_known = False
        return not is_known and norm[:1] not in self.words.conjunctions

    def _listed(self, at: int) -> list[tuple[int, int]]:
        """The names of a list, up to the end of the sentence or what is no name any more."""
        names: list[tuple[int, int]] = []
        at = self._past_marks(at)
        while at < len(self.norms):
            if self.kinds[at] == WORD:
                fits = self._is_given(at) or self._is_kunya(at) or not self._known(at)
                chain = self._chain(at) if fits else []
                if not chain:
                    # «كل من سامر وأخيه لؤي»: kin and titles within the list announce the next one.
                    announced = self._names_at(at) if not self._phrase(at, self.words.list) else []
                    if not announced:
                        return names
                    chain = announced
                names += chain
                at = chain[-1][1]
            elif self._parts(at):
                at += 1
            else:
                return names
        return names

    def _parts(self, at: int) -> bool:
        """Whether a mark or number stands between the names of a list."""
        if self.kinds[at] == BREAK or self.norms[at] in SENTENCE_ENDS:
            return self.kinds[at] == BREAK and at + 1 < len(self.norms) and self.kinds[at + 1] != WORD
        return self.norms[at] in COMMAS | DASHES | OPENING | CLOSING or self.norms[at].isdecimal()
