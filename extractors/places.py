"""Finds the names of places in a text, with the words around them that say what they are and how near.

Known names come from the gazetteer, longest match first, by token; an unknown name is taken only after a strong generic
noun («بلدة X») or in a list of places. What the mentions mean for an event is decided in extractors.placing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from extractors.gazetteer import Candidate, Gazetteer, Named, load_gazetteer
from extractors.gazetteer.keys import bare_word, close_key
from extractors.normalize import HARAKAT, INVISIBLE, TATWEEL
from extractors.place_words import LAM, WAW, PlaceWords, Word, WordTable, load_place_words
from extractors.tokens import MARK, WORD, Tokens

LONGEST_NAME = 6
QUOTES = frozenset("«»\"'“”()‘’")
COMMAS = frozenset("،,؛")
DASHES = frozenset("-–—" + TATWEEL)
_MARKS_IN_WORDS = {ord(c): None for c in TATWEEL}


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One place name in a text.

    Tokens `first:last` are the bare name, `start:end` the mention with its generic nouns, prepositions and adjectives.
    `name` is the article's spelling without clitics and generic noun; `trigger` the class of the generic noun; `role`
    says that the mention is probably no place of the event (source, treat, home, launch, toward); `attached` is the
    first token of the mention that this one qualifies («X بريف Y»: Y is attached to X), -1 if none; `conj` joins it to
    the mention before.
    """

    first: int
    last: int
    name: str
    norm: str
    kind: str
    candidates: tuple[Candidate, ...]
    trigger: str = ""
    near: bool = False
    of_direction: bool = False
    conj: bool = False
    known: bool = True
    role: str = ""
    attached: int = -1
    start: int = -1
    end: int = -1
    plural: bool = False


@dataclass(slots=True)
class _Lead:
    """The words that lead up to a name: tokens start:end, with what they say."""

    start: int
    end: int
    trigger: str = ""
    noun_at: int = -1
    plural: bool = False
    keep: bool = False
    strong: bool = False
    near: bool = False
    direction: bool = False
    rural_at: int = -1


@functools.cache
def _finder() -> PlaceFinder:
    return PlaceFinder(load_gazetteer(), load_place_words())


def find_places(tokens: Tokens) -> list[PlaceMention]:
    """The places named in a text by the built-in gazetteer, in order of the text."""
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

    def run(self) -> list[PlaceMention]:
        at, size = 0, len(self.norms)
        readings = self.table.readings
        kinds, norms = self.kinds, self.norms
        while at < size:
            if kinds[at] != WORD:
                if self.lead is not None:
                    self._pass_mark(at)
                at += 1
                continue
            words = readings(norms[at])
            if not words and self.lead is None and not self._list_open(at):
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
        name = self._known_name(at, words)
        if name is not None:
            return name
        lead = self._take_lead(at, words)
        if lead is not None:
            return lead
        for word in words:
            if word.anaphor or word.capital:
                return self._take_anaphor(at, word)
        unknown = self._unknown_name(at)
        if unknown is not None:
            return unknown
        self.lead = None
        return at + 1

    # known names

    def _known_name(self, at: int, words: tuple[Word, ...]) -> int | None:
        best: tuple[int, Word, Named] | None = None
        for word in words:
            if not word.starts:
                continue
            hit = self._longest(at, word)
            if hit is not None and (best is None or hit[0] > best[0]):
                best = (hit[0], word, hit[1])
        if best is None:
            return None
        end, word, named = best
        if end == at + 1 and (word.noun or word.direction or word.near or word.inside) and not self._led():
            return None
        return self._emit(at, end, word, named)

    def _led(self) -> bool:
        return self.lead is not None and self.lead.strong

    def _longest(self, at: int, word: Word) -> tuple[int, Named] | None:
        norms, kinds, names = self.norms, self.kinds, self.gazetteer.names
        joined = bare_word(word.stem)
        form = word.stem
        best: tuple[int, Named] | None = None
        end = at + 1
        while True:
            named = names.get(close_key(joined))
            if named is not None and self._accept(at, end, word, form, named):
                best = (end, named)
            if end >= len(norms) or end - at >= LONGEST_NAME or kinds[end] != WORD:
                return best
            if not self.gazetteer.starts(close_key(joined + "_")[:-1]) and not self.gazetteer.starts(joined):
                return best
            joined += bare_word(norms[end])
            form += " " + norms[end]
            end += 1

    def _accept(self, at: int, end: int, word: Word, form: str, named: Named) -> bool:
        if end - at > 1:
            return True
        if form not in named.forms or named.common:
            return self._vouched(at, word)
        return True

    def _vouched(self, at: int, word: Word) -> bool:
        lead = self.lead
        if lead is not None and (lead.strong or lead.plural or lead.trigger in ("rural", "governorate", "farmland")):
            return True
        return self._in_list(at, word)

    def _in_list(self, at: int, word: Word) -> bool:
        previous = self.found[-1] if self.found else None
        if previous is None or previous.kind not in ("place", "district"):
            return False
        if previous.end == at:
            return word.clitics == WAW
        return False

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
                self._extend(at, at + 1)
                return at + 1
        return None

    def _extend(self, at: int, end: int) -> _Lead:
        if self.lead is None:
            self.lead = _Lead(at, end)
        self.lead.end = end
        return self.lead

    def _lead_noun(self, at: int, word: Word) -> int:
        noun = word.noun
        assert noun is not None
        lead = self._extend(at, at + 1)
        lead.plural = lead.plural or noun.plural
        if noun.cls == "rural":
            lead.rural_at = at
        if not (lead.keep and not noun.keep and lead.noun_at == at - 1):
            lead.trigger, lead.noun_at, lead.keep, lead.strong = noun.cls, at, noun.keep, noun.strong
        return at + 1

    def _near_end(self, at: int, word: Word) -> int | None:
        for size in (3, 2, 1):
            phrase = (word.stem, *self.norms[at + 1 : at + size])
            if len(phrase) == size and phrase in self.words.near:
                return at + size
        return None

    # anaphors

    def _take_anaphor(self, at: int, word: Word) -> int:
        trigger = word.anaphor or "capital"
        lead = self.lead or _Lead(at, at)
        candidates: tuple[Candidate, ...] = ()
        if word.capital:
            codes = self.gazetteer.capitals.values()
            candidates = tuple(
                self.gazetteer.governorates[code] for code in codes if code in self.gazetteer.governorates
            )
        mention = PlaceMention(
            at,
            at + 1,
            self._surface(at, at + 1, word.clitics),
            word.stem,
            "anaphor",
            candidates,
            trigger,
            lead.near,
            lead.direction,
            False,
            False,
            "",
            -1,
            lead.start,
            at + 1,
        )
        self._file(mention)
        return at + 1

    # unknown names

    def _list_open(self, at: int) -> bool:
        if not self.found:
            return False
        previous = self.found[-1]
        return previous.end == at and previous.plural and self.norms[at].startswith(WAW)

    def _unknown_name(self, at: int) -> int | None:
        norm = self.norms[at]
        if self._led():
            if not self._nameable(norm):
                return None
            return self._emit_unknown(at, self._extent(at, norm), "", norm)
        if self._list_open(at) and len(norm) > 3 and self._nameable(norm[1:]):
            return self._emit_unknown(at, self._extent(at, norm[1:]), WAW, norm[1:])
        return None

    def _nameable(self, norm: str) -> bool:
        words = self.words
        if norm in words.stops or norm in words.organisations or norm in words.nouns or len(norm) < 2:
            return False
        if norm[0] in ("\u0628", "\u0644", "\u0648", "\u0641") and norm[1:] in words.stops:
            return False
        return not self._verbal(norm)

    @staticmethod
    def _verbal(norm: str) -> bool:
        past_feminine = len(norm) > 3 and norm.endswith("\u062a") and not norm.startswith("\u0627\u0644")
        return (
            past_feminine
            or norm.startswith("\u0627\u0633\u062a")
            or norm.endswith(("\u064a\u064a\u0646", "\u0648\u0627"))
        )

    def _extent(self, at: int, first: str) -> int:
        end = at + 1
        norm = first
        while end < len(self.norms) and self.kinds[end] == WORD and end - at < 3:
            following = self.norms[end]
            if norm in self.words.heads:
                if not self._nameable(following) or following.startswith(WAW):
                    break
            elif not (end == at + 1 and self._continues(first, following)):
                break
            end += 1
            norm = following
        return end

    def _continues(self, first: str, following: str) -> bool:
        definite = first.startswith("\u0627\u0644")
        if following in self.words.adjectives:
            return definite
        if not self._nameable(following) or self.table.readings(following):
            return False
        if following.startswith("\u0627\u0644"):
            return not definite and not following.endswith("\u0647")
        return first.endswith("\u0647") and not following.startswith((WAW, "\u0628", LAM))

    def _emit_unknown(self, at: int, end: int, clitics: str, stem: str) -> int:
        lead = self.lead
        name = self._surface(at, end, clitics)
        norm = " ".join([stem, *self.norms[at + 1 : end]])
        return self._place(at, end, name, norm, (), lead, known=False, clitics=clitics)

    # mentions

    def _emit(self, at: int, end: int, word: Word, named: Named) -> int:
        name = self._surface(at, end, word.clitics)
        norm = " ".join([word.stem, *self.norms[at + 1 : end]])
        return self._place(at, end, name, norm, tuple(named.candidates), self.lead, known=True, clitics=word.clitics)

    def _place(
        self,
        at: int,
        end: int,
        name: str,
        norm: str,
        candidates: tuple[Candidate, ...],
        lead: _Lead | None,
        *,
        known: bool,
        clitics: str,
    ) -> int:
        first, trigger, start = at, "", at
        near = direction = plural = False
        if lead is not None:
            trigger, start, near, direction, plural = lead.trigger, lead.start, lead.near, lead.direction, lead.plural
            if lead.keep and lead.noun_at >= 0:
                first, name, norm, end = self._keep_noun(lead, end, name, norm, trigger)
        kind = mention_kind(candidates, trigger, known)
        if trigger == "rural" or norm.startswith(RURAL):
            adjective = end < len(self.norms) and self.norms[end] in self.words.direction_adjectives
            if kind == "governorate":
                head = lead.rural_at if lead is not None and lead.rural_at >= 0 else at
                if adjective:
                    kind, end = "direction_part", end + 1
                if head < at:
                    name = self._surface(head, end, self._clitics(head))
                elif adjective:
                    name = self._surface(at, end, clitics)
                trigger = "rural"
            elif adjective:
                end += 1
        mention = PlaceMention(
            first,
            end if kind == "direction_part" else max(end, at + 1),
            name,
            norm,
            kind,
            candidates,
            trigger,
            near,
            direction,
            False,
            known,
            "",
            -1,
            start,
            end,
            plural,
        )
        self._file(mention)
        return end

    def _keep_noun(self, lead: _Lead, end: int, name: str, norm: str, trigger: str) -> tuple[int, str, str, int]:
        at = lead.noun_at
        descriptors = self.words.descriptors.get(trigger, frozenset())
        if end < len(self.norms) and self.norms[end] in descriptors:
            end += 1
        clitics = self._clitics(at)
        stem = self.norms[at][len(clitics) :]
        if lead.plural:
            return at + 1, self._surface(at + 1, end, ""), norm, end
        return at, self._surface(at, end, clitics), f"{stem} {norm}", end

    def _clitics(self, at: int) -> str:
        for word in self.table.readings(self.norms[at]):
            if word.noun:
                return word.clitics
        return ""

    def _surface(self, first: int, last: int, clitics: str) -> str:
        text = clean_surface(self.tokens.surface(first, last))
        if not clitics:
            return text
        rest = text[len(clitics) :]
        return (
            "\u0627" + rest
            if clitics.endswith(LAM)
            and rest.startswith(LAM)
            and not rest.startswith(LAM + LAM)
            and self._ll(first, clitics)
            else rest
        )

    def _ll(self, first: int, clitics: str) -> bool:
        return self.norms[first][len(clitics) - 1 :].startswith(LAM + LAM)

    def _file(self, mention: PlaceMention) -> None:
        self.lead = None
        previous = self.found[-1] if self.found else None
        mention = replace(mention, role=self._role(mention, previous))
        if previous is not None:
            mention = self._link(previous, mention)
        self.found.append(mention)

    # links and roles

    def _link(self, previous: PlaceMention, mention: PlaceMention) -> PlaceMention:
        gap = self.norms[previous.end : mention.start]
        marks = [g for g in gap if g in COMMAS or g in DASHES]
        opens = self.norms[mention.start]
        dash = any(
            c in DASHES
            for c in self.tokens.text[self.tokens.ends[previous.end - 1] : self.tokens.starts[mention.start]]
        )
        if not gap or len(gap) == len(marks):
            if opens.startswith(WAW) and self._clitic(mention) == WAW:
                return replace(mention, conj=True, plural=mention.plural or previous.plural)
            if dash or (marks and previous.plural and mention.kind == previous.kind):
                return replace(mention, conj=True, plural=mention.plural or previous.plural)
        if self._qualifies(gap, mention):
            return replace(mention, attached=previous.first)
        return mention

    def _clitic(self, mention: PlaceMention) -> str:
        readings = self.table.readings(self.norms[mention.start])
        if not readings:
            return WAW if not mention.known else ""
        for word in readings:
            if word.clitics:
                return word.clitics[0]
        return ""

    def _qualifies(self, gap: list[str], mention: PlaceMention) -> bool:
        if any(kind == "break" for kind in self.kinds[mention.start - len(gap) : mention.start]):
            return False
        if len(gap) > 4 or any(g in ".:؛!؟" for g in gap):
            return False
        direct = mention.of_direction or self.norms[mention.start].startswith(("\u0628", LAM))
        if not gap:
            return direct
        if gap[-1] in self.words.within or gap[0] in self.words.within:
            return "،" not in gap
        return direct and all(g.startswith("\u0627\u0644") or g.startswith(LAM) or g in self.words.stops for g in gap)

    def _role(self, mention: PlaceMention, previous: PlaceMention | None) -> str:
        floor = previous.end if previous is not None else 0
        at = mention.start - 1
        if at < floor or self.kinds[at] != WORD:
            return ""
        roles = self.words.roles
        near_word = self._bare(self.norms[at])
        if near_word in roles["beside"]:
            return roles["beside"][near_word]
        if self.norms[at] in ("\u0641\u064a", "\u0645\u0646") and at > floor:
            before = self._bare(self.norms[at - 1])
            if before in roles["through"]:
                return roles["through"][before]
        for back in range(at, max(floor, at - 4) - 1, -1):
            if self.kinds[back] == MARK and self.norms[back] not in QUOTES:
                break
            word = self._bare(self.norms[back])
            if word in roles["within"]:
                return roles["within"][word]
        return ""

    def _bare(self, norm: str) -> str:
        for table in self.words.roles.values():
            if norm in table:
                return norm
        return norm[1:] if len(norm) > 3 and norm[0] in (WAW, "\u0641", "\u0628", LAM) else norm


RURAL = "\u0631\u064a\u0641 "
_SETTLED = frozenset({"town", "village", "city", "quarter", "camp", "front", "airport", "prison", "base"})
_LARGER = {
    "governorate": "governorate",
    "country": "country",
    "region": "region",
    "part": "region",
    "district": "district",
    "subdistrict": "district",
}


def mention_kind(candidates: tuple[Candidate, ...], trigger: str, known: bool) -> str:
    """What a mention is, by its candidates and the noun before it; a bare governorate's name is the governorate."""
    if not known or not candidates:
        return "district" if trigger in ("district", "subdistrict", "rural") else "place"
    kinds = {candidate.kind for candidate in candidates}
    if trigger in _SETTLED and not kinds <= {"country"}:
        return "place" if trigger != "front" or not kinds <= set(_LARGER) else _LARGER[candidates[0].kind]
    if "governorate" in kinds:
        return "governorate"
    if "country" in kinds:
        return "country"
    if trigger in ("district", "subdistrict", "rural"):
        return "district"
    larger = {_LARGER.get(kind, "place") for kind in kinds}
    return "place" if "place" in larger else min(larger)


_HARAKAT = None


def clean_surface(surface: str) -> str:
    """A name as the article writes it, without vowel signs, tatweel and invisible marks."""
    return _strip().sub("", surface)


@functools.cache
def _strip():  # type: ignore[no-untyped-def]
    import re

    return re.compile(f"[{HARAKAT}{INVISIBLE}{TATWEEL}]")
