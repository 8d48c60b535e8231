"""Finds the names of places in a text, with the words around them that say what they are and how near.

Known names come from the gazetteer, longest match first, by token; an unknown name is taken only after a strong generic
noun («بلدة X») or in a list of places. What the mentions mean for an event is decided in extractors.placing.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from extractors.gazetteer import Candidate, Gazetteer, Named, load_gazetteer
from extractors.gazetteer.keys import ARTICLE, bare_word, close_key
from extractors.mentions import PlaceMention, mention_kind
from extractors.normalize import HARAKAT, INVISIBLE, TATWEEL
from extractors.place_links import Linker
from extractors.place_words import BA, FA, LAM, WAW, PlaceWords, Word, WordTable, load_place_words
from extractors.tokens import WORD, Tokens

__all__ = ["PlaceFinder", "PlaceMention", "find_places"]

LONGEST_NAME = 6
LONGEST_UNKNOWN = 3
QUOTES = frozenset("«»\"'“”()‘’")
_UNWRITTEN = re.compile(f"[{HARAKAT}{INVISIBLE}{TATWEEL}]")
_VOUCHING = frozenset({"rural", "governorate", "farmland"})
_DEFINITE_KEPT = ("always", "unknown")
_SETTLED = frozenset({"place", "district"})


@dataclass(slots=True)
class _Lead:
    """The words that lead up to a name: tokens start:end, with what they say."""

    start: int
    end: int
    trigger: str = ""
    noun_at: int = -1
    plural: bool = False
    keep: str = ""
    strong: bool = False
    near: bool = False
    direction: bool = False
    rural_at: int = -1

    def drop_noun(self) -> None:
        """A preposition followed the noun, so that the name is not the noun's («قاعدة قرب X»)."""
        if self.trigger != "rural":
            self.trigger, self.keep, self.strong, self.plural, self.noun_at = "", "", False, False, -1


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name of the gazetteer up to token `end`, and whether it is certain without a witness."""

    end: int
    word: Word
    candidates: tuple[Candidate, ...]
    doubtful: bool


@functools.cache
def _finder() -> PlaceFinder:
    return PlaceFinder(load_gazetteer(), load_place_words())


def find_places(tokens: Tokens) -> list[PlaceMention]:
    """The places named in a text by the built-in gazetteer, in its order."""
    return _finder().find(tokens)


class PlaceFinder:
    """Finds places with one gazetteer and one lexicon; keeps what it learnt of words between texts."""

    def __init__(self, gazetteer: Gazetteer, words: PlaceWords) -> None:
        self._gazetteer = gazetteer
        self._words = words
        self._table = WordTable(words, gazetteer)

    def find(self, tokens: Tokens) -> list[PlaceMention]:
        """The places named in a text, in its order."""
        return _Scan(self._gazetteer, self._words, self._table, tokens).run()


class _Scan:
    """One pass over one text."""

    def __init__(self, gazetteer: Gazetteer, words: PlaceWords, table: WordTable, tokens: Tokens) -> None:
        self.gazetteer = gazetteer
        self.words = words
        self.table = table
        self.tokens = tokens
        self.norms = tokens.norms
        self.kinds = tokens.kinds
        self.found: list[PlaceMention] = []
        self.lead: _Lead | None = None
        self.linker = Linker(words, table, tokens)

    def run(self) -> list[PlaceMention]:
        """The mentions; most tokens cost one look-up."""
        at, size = 0, len(self.norms)
        readings, kinds, norms = self.table.readings, self.kinds, self.norms
        while at < size:
            if kinds[at] != WORD:
                if self.lead is not None:
                    self._pass_mark(at)
                at += 1
                continue
            words = readings(norms[at])
            if not words and self.lead is None and not (self.found and self.found[-1].end == at):
                at += 1
                continue
            at = self._step(at, words)
        return self.found

    def _pass_mark(self, at: int) -> None:
        lead = self.lead
        if lead is not None and lead.end == at and self.norms[at] in QUOTES:
            lead.end = at + 1
        else:
            self.lead = None

    def _step(self, at: int, words: tuple[Word, ...]) -> int:
        if self.lead is not None and self.lead.end != at:
            self.lead = None
        end = self._other(at, words) or self._known_name(at, words) or self._take_lead(at, words)
        end = end or self._anaphor(at, words) or self._unknown_name(at)
        if end is None:
            self.lead = None
            return at + 1
        return end

    def _other(self, at: int, words: tuple[Word, ...]) -> int | None:
        """Past a phrase that contains a place name but is none («قوات سوريا الديمقراطية»)."""
        if self._led():
            return None
        for word in words:
            for phrase in self.words.others.get(word.stem, ()) if word.other else ():
                if tuple(self.norms[at + 1 : at + len(phrase)]) == phrase[1:]:
                    self.lead = None
                    return at + len(phrase)
        return None

    def _led(self) -> bool:
        return self.lead is not None and self.lead.strong

    # names that the gazetteer knows

    def _known_name(self, at: int, words: tuple[Word, ...]) -> int | None:
        best: _Hit | None = None
        for word in words:
            hit = self._longest(at, word) if word.starts else None
            if hit is not None and (best is None or (hit.end, best.doubtful) > (best.end, hit.doubtful)):
                best = hit
        if best is None:
            return None
        word = best.word
        if best.end == at + 1 and (word.noun or word.direction or word.near or word.inside) and not self._led():
            return None
        end = best.end
        if end > at + 1 and self.norms[end - 1] in self.words.trailing:
            end -= 1  # «حقل X النفطي» is called «حقل X»
        norm = " ".join([word.stem, *self.norms[at + 1 : end]])
        return self._place(at, end, norm, best.candidates, word.clitics, doubtful=best.doubtful)

    def _longest(self, at: int, word: Word) -> _Hit | None:
        norms, kinds, names = self.norms, self.kinds, self.gazetteer.names
        joined, form = bare_word(word.stem), word.stem
        best: _Hit | None = None
        end = at + 1
        while True:
            named = names.get(close_key(joined))
            if named is not None:
                best = self._judge(at, end, word, form, named) or best
            if end >= len(norms) or end - at >= LONGEST_NAME or kinds[end] != WORD:
                return best
            joined += bare_word(norms[end])
            if not self.gazetteer.starts(joined) and close_key(joined) not in names:
                return best
            form += " " + norms[end]
            end += 1

    def _judge(self, at: int, end: int, word: Word, form: str, named: Named) -> _Hit | None:
        vouched = self._vouched(at, word)
        if self._ordinary(at, end, word):
            return None
        if form not in named.forms and not self._near_form(at, end, word, vouched):
            return None
        if vouched:
            return _Hit(end, word, named.every(), False)
        if named.free:
            return _Hit(end, word, tuple(named.free), False)
        if self._weakly_vouched(at, word):
            return _Hit(end, word, tuple(named.bound), True)
        return None

    def _ordinary(self, at: int, end: int, word: Word) -> bool:
        """Words of the stop list are names only where their class is said («حي النازحين»); «ساحة المدينة» is no name."""
        stops = self.words.stops
        if end - at > 1:
            return self.norms[end - 1] in self.words.anaphors
        if word.stem not in stops and self.norms[at] not in stops:
            return False
        return self.lead is None or self.lead.trigger != "quarter"

    def _near_form(self, at: int, end: int, word: Word, vouched: bool) -> bool:
        """Whether a name that is spelt differently (article, hamza, spaces) may still be meant."""
        if end - at == 1:  # «تل» is not «التل», «للنازحين» not the quarter
            return vouched and self._led() and word.stem not in self.words.heads and word.stem not in self.words.stops
        return self.norms[end - 1] not in self.words.directions

    def _vouched(self, at: int, word: Word) -> bool:
        lead = self.lead
        if lead is not None and (lead.strong or lead.plural or lead.near or lead.direction or lead.trigger in _VOUCHING):
            return True
        previous = self.found[-1] if self.found else None
        return previous is not None and previous.end == at and previous.kind in _SETTLED and word.clitics == WAW

    def _weakly_vouched(self, at: int, word: Word) -> bool:
        lead = self.lead
        start = lead.start if lead is not None else at
        before = self.norms[start - 1] if start > 0 else ""
        return word.clitics.endswith(BA) or before in self.words.weak_prepositions

    # the words before a name

    def _take_lead(self, at: int, words: tuple[Word, ...]) -> int | None:
        for word in words:
            if word.noun is not None:
                return self._lead_noun(at, word)
            if word.near:
                end = self._near_end(at, word)
                if end is not None:
                    self._extend(at, end).near = True
                    return end
            if word.direction:
                self._extend(at, at + 1).direction = True
                return at + 1
            if word.inside:
                return self._extend(at, at + 1).end
        return None

    def _extend(self, at: int, end: int) -> _Lead:
        if self.lead is None:
            self.lead = _Lead(at, end)
        else:
            self.lead.drop_noun()
        self.lead.end = end
        return self.lead

    def _lead_noun(self, at: int, word: Word) -> int:
        noun = word.noun
        assert noun is not None
        if self.lead is None:
            self.lead = _Lead(at, at + 1)
        lead = self.lead
        lead.plural = noun.plural or (lead.plural and lead.noun_at == at - 1)
        lead.trigger, lead.noun_at, lead.keep, lead.strong, lead.end = noun.cls, at, noun.keep, noun.strong, at + 1
        if noun.cls == "rural":
            lead.rural_at = at
        adjective = at + 1 < len(self.norms) and self.norms[at + 1] in self.words.direction_adjectives
        return at + 1 if not adjective else self._bare_countryside(at, word)

    def _bare_countryside(self, at: int, word: Word) -> int:
        """«الريف الشمالي»: a part of a governorate that the text names elsewhere."""
        if not word.stem.startswith(ARTICLE) or self.lead is None or self.lead.trigger != "rural":
            return at + 1
        name = self._surface(at, at + 2, word.clitics)
        mention = PlaceMention(
            at, at + 2, name, word.stem, "direction_part", (), "rural", False, False, False, False, "", -1,
            self.lead.start, at + 2,
        )  # fmt: skip
        return self._file(mention)

    def _near_end(self, at: int, word: Word) -> int | None:
        for size in (3, 2, 1):
            phrase = (word.stem, *self.norms[at + 1 : at + size])
            if len(phrase) == size and phrase in self.words.near:
                return at + size
        return None

    # nouns that stand for a place

    def _anaphor(self, at: int, words: tuple[Word, ...]) -> int | None:
        word = next((word for word in words if word.anaphor), None)
        if word is None:
            return None
        lead = self.lead or _Lead(at, at)
        candidates: tuple[Candidate, ...] = ()
        if word.anaphor == "capital":
            units = self.gazetteer.governorates
            candidates = tuple(units[code] for code in self.gazetteer.capitals.values() if code in units)
        mention = PlaceMention(
            at, at + 1, self._surface(at, at + 1, word.clitics), word.stem, "anaphor", candidates, word.anaphor,
            lead.near, lead.direction, False, False, "", -1, lead.start, at + 1,
        )  # fmt: skip
        return self._file(mention)

    # names that the gazetteer does not know

    def _unknown_name(self, at: int) -> int | None:
        norm = self.norms[at]
        clitics = ""
        if not self._led():
            if not self._list_goes_on(at):
                return None
            norm, clitics = norm[1:], WAW
        if not self._nameable(norm):
            return None
        end = self._extent(at, norm)
        if clitics and not self.found[-1].plural and not self._ends_list_item(end):
            return None
        return self._place(at, end, " ".join([norm, *self.norms[at + 1 : end]]), (), clitics)

    def _list_goes_on(self, at: int) -> bool:
        previous = self.found[-1] if self.found else None
        if previous is None or previous.end != at or previous.kind != "place" or not self.norms[at].startswith(WAW):
            return False
        return len(self.norms[at]) > SHORTEST_LISTED and (previous.plural or previous.conj)

    def _ends_list_item(self, end: int) -> bool:
        return end >= len(self.norms) or self.kinds[end] != WORD or self.norms[end].startswith(WAW)

    def _nameable(self, norm: str) -> bool:
        words = self.words
        if norm in words.stops or norm in words.nouns or len(norm) < 2:
            return False
        if norm[0] in (BA, LAM, WAW, FA) and (norm[1:] in words.stops or norm[1:] in words.nouns):
            return False
        definite = norm.startswith(ARTICLE)
        return not norm.startswith(words.verb_begins) and (definite or not norm.endswith(words.verb_ends))

    def _extent(self, at: int, first: str) -> int:
        end, norm = at + 1, first
        while end < len(self.norms) and self.kinds[end] == WORD and end - at < LONGEST_UNKNOWN:
            following = self.norms[end]
            if norm in self.words.heads:
                if not self._nameable(following) or following.startswith(WAW):
                    break
            elif end > at + 1 or not self._continues(first, following):
                break
            end, norm = end + 1, following
        return end

    def _continues(self, first: str, following: str) -> bool:
        """Whether the second word belongs to an unknown name: a fixed adjective, or the second part of a construct."""
        definite = first.startswith(ARTICLE)
        if following in self.words.adjectives:
            return definite
        if not self._nameable(following) or any(w.noun or w.direction or w.near for w in self.table.readings(following)):
            return False
        if following.startswith(ARTICLE):
            return not definite and not following.endswith(CLOSED_TEH)
        return first.endswith(CLOSED_TEH) and not following.startswith((WAW, BA, LAM))

    # mentions

    def _place(
        self, at: int, end: int, norm: str, candidates: tuple[Candidate, ...], clitics: str, *, doubtful: bool = False
    ) -> int:
        known = bool(candidates)
        lead = self.lead or _Lead(at, at)
        trigger = lead.trigger
        first, last, name = at, end, self._surface(at, end, clitics)
        kind = mention_kind(candidates, trigger, known=known)
        if lead.noun_at >= 0 and (lead.keep == "always" or (lead.keep and not known)):
            first, last, name, norm = self._keep_noun(lead, at, end, norm)
        elif lead.keep == "unknown":
            trigger = ""
        elif kind == "governorate":
            kind, last, name = self._part(lead, at, end, clitics, kind)
            trigger = "rural" if kind == "direction_part" or name != self._surface(at, end, clitics) else trigger
        if trigger == "rural" and last == end and self._directed(end):
            last = end + 1
        mention = PlaceMention(
            first, end if kind != "direction_part" else last, name, norm, kind, candidates, trigger, lead.near,
            lead.direction, False, known, "doubtful" if doubtful else "", -1, lead.start, last, lead.plural,
        )  # fmt: skip
        return self._file(mention)

    def _directed(self, at: int) -> bool:
        return at < len(self.norms) and self.norms[at] in self.words.direction_adjectives

    def _part(self, lead: _Lead, at: int, end: int, clitics: str, kind: str) -> tuple[str, int, str]:
        """«ريف حلب», «ريف حلب الغربي», «ريف دمشق الشرقي»: the countryside of a governorate or a part of it."""
        own = self.table.readings(self.norms[at])
        rural = lead.rural_at if lead.rural_at >= 0 else -1
        if rural < 0 and not any(word.noun and word.noun.cls == "rural" for word in own):
            return kind, end, self._surface(at, end, clitics)
        head = at if rural < 0 else rural
        if self._directed(end):
            kind, end = "direction_part", end + 1
        return kind, end, self._surface(head, end, clitics if rural < 0 else self._noun_clitics(head))

    def _keep_noun(self, lead: _Lead, at: int, end: int, norm: str) -> tuple[int, int, str, str]:
        """«مطار X العسكري»: the noun and what follows the name are part of the name."""
        if end < len(self.norms) and self.norms[end] in self.words.descriptors.get(lead.trigger, frozenset()):
            end += 1
        if lead.plural:
            return at, end, self._surface(at, end, ""), norm
        head = lead.noun_at
        clitics = self._noun_clitics(head)
        return head, end, self._surface(head, end, clitics), f"{self.norms[head][len(clitics) :]} {norm}"

    def _noun_clitics(self, at: int) -> str:
        return next((word.clitics for word in self.table.readings(self.norms[at]) if word.noun), "")

    def _surface(self, first: int, last: int, clitics: str) -> str:
        """The article's spelling without clitics, vowel signs and quotes; «للرقة» gives «الرقة»."""
        text = _UNWRITTEN.sub("", self.tokens.surface(first, last))
        if not clitics:
            return text
        rest = text[len(clitics) :]
        merged = clitics.endswith(LAM) and rest.startswith(LAM) and not rest.startswith(ARTICLE)
        return ARTICLE[0] + rest if merged else rest

    def _file(self, mention: PlaceMention) -> int:
        self.lead = None
        previous = self.found[-1] if self.found else None
        role = mention.role or self.linker.role(mention, previous)
        mention = replace(mention, role=role)
        if previous is not None:
            mention = self.linker.link(previous, mention)
        self.found.append(mention)
        return mention.end


SHORTEST_LISTED = 3
CLOSED_TEH = "\u0647"
