"""Where a place name ends and whether it is one: known names by the gazetteer, unknown ones by the words around."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.gazetteer import Candidate, Gazetteer, Named
from extractors.gazetteer.keys import ARTICLE, bare_word, close_key
from extractors.mentions import PlaceMention
from extractors.normalize import HARAKAT, INVISIBLE, TATWEEL, normalize_phrase
from extractors.place_leads import Lead
from extractors.place_links import COMMAS, DASHES
from extractors.place_words import BA, FA, LAM, WAW, PlaceWords, Word, WordTable
from extractors.tokens import BREAK, MARK, WORD, Tokens

LONGEST_NAME = 6
LONGEST_UNKNOWN = 3
LONGEST_QUOTED = 4
SHORTEST_LISTED = 3
SHORTEST_VERB = 4
_AND_HAMZA = WAW + "\u0623"
TOWN = 4  # weight from which a known name is not taken for the beginning of a longer one
JOINER = "_"  # joins two names of one place in official lists
_BEHIND_DATELINE = DASHES | {":", "/"}
CLOSED_TEH = "\u0647"
SETTLEMENTS = frozenset({"town", "village", "city", "quarter", "camp", "subdistrict", "district", "front"})
_VOUCHING = frozenset({"rural", "governorate", "farmland"})
_HOLDING = frozenset({"rural", "governorate", "district", "subdistrict"})
_SETTLED = frozenset({"place", "district"})


QUOTED = frozenset('«»"“”')
_UNWRITTEN = re.compile(f'[{HARAKAT}{INVISIBLE}{TATWEEL}«»"“”]')


def surface(tokens: Tokens, first: int, last: int, clitics: str) -> str:
    """The article's spelling of tokens without clitics and vowel signs; «للرقة» gives «الرقة»."""
    text = _UNWRITTEN.sub("", tokens.surface(first, last)).replace(JOINER, " ")
    if not clitics:
        return text
    rest = text[len(clitics) :]
    merged = clitics.endswith(LAM) and rest.startswith(LAM) and not rest.startswith(ARTICLE)
    return ARTICLE[0] + rest if merged else rest


class Hit(NamedTuple):
    """A name of the gazetteer up to token `end`, and whether it is certain without a witness."""

    end: int
    word: Word
    candidates: tuple[Candidate, ...]
    doubtful: bool
    exact: bool = True


def _begins_with_noun(at: int, end: int, word: Word) -> bool:
    """«شارع الجلاء»: the name says itself what it is."""
    return end > at + 1 and word.noun is not None and word.noun.strong


class NameReader:
    """Reads names at the tokens of one text."""

    def __init__(self, gazetteer: Gazetteer, words: PlaceWords, table: WordTable, tokens: Tokens) -> None:
        self.gazetteer = gazetteer
        self.words = words
        self.table = table
        self.tokens = tokens
        self.norms = tokens.norms
        self.kinds = tokens.kinds
        self.heads = table.heads

    def known(self, at: int, words: tuple[Word, ...], lead: Lead | None, previous: PlaceMention | None) -> Hit | None:
        """The longest name of the gazetteer that begins at a token, if the words around it let it be one."""
        best: Hit | None = None
        led = lead is not None and lead.strong
        settled = lead is not None and lead.trigger in SETTLEMENTS
        for word in words:
            if word.clitics and led and (settled or word.clitics != BA):
                continue  # right after its noun a name carries no clitics, but «مسجد بدوما»
            named = word.named
            if not word.longer and (
                named is None or not (led or word.stem in named.free_forms or word.stem in named.bound_forms)
            ):
                continue
            hit = self._longest(at, word, lead, previous)
            if hit is not None and (best is None or (hit.end, best.doubtful) > (best.end, hit.doubtful)):
                best = hit
        if best is None:
            return None
        word = best.word
        if best.end == at + 1 and not led and (word.noun or word.direction or word.near or word.inside):
            return None
        return self._trimmed(at, best, lead)

    def _trimmed(self, at: int, hit: Hit, lead: Lead | None) -> Hit:
        end = hit.end
        if end > at + 1 and self.norms[end - 1] in self.words.trailing:
            end -= 1  # «حقل X النفطي» is called «حقل X»
        end = self._within_parent(at, end, hit)
        exact = hit.exact
        singular = lead is not None and lead.strong and not lead.near and not lead.plural
        if singular and end < len(self.norms) and self.norms[end] in self.words.adjectives:
            end, exact = end + 1, False  # «أبو حكفة الشمالي» may be another than «أبو حكفة»
        return Hit(end, hit.word, hit.candidates, hit.doubtful, exact)

    def _within_parent(self, at: int, end: int, hit: Hit) -> int:
        """«حي الأمل بخان يونس»: where a list names a quarter with its city, the name ends before it."""
        parents = {bare_word(normalize_phrase(c.parent).replace(" ", "")) for c in hit.candidates if c.parent}
        for begin in range(end - 1, at, -1):
            held = "".join(map(bare_word, self.norms[begin:end]))
            if held.startswith(BA) and bare_word(held[1:]) in parents:
                return begin
        return end

    def _longest(self, at: int, word: Word, lead: Lead | None, previous: PlaceMention | None) -> Hit | None:
        form, end = word.stem, at + 1
        best = self._judge(at, end, word, form, word.named, lead, previous) if word.named is not None else None
        if not word.longer or end >= len(self.norms) or not self.table.may_go_on(form, self.norms[end]):
            return best
        norms, kinds, names, prefixes = self.norms, self.kinds, self.gazetteer.names, self.gazetteer.prefixes
        joined = bare_word(word.stem)
        split = joined in self.heads  # «كفر نبل» for «كفرنبل»
        while end < len(norms) and end - at < LONGEST_NAME and kinds[end] == WORD and not self._is_verb(end):
            joined += bare_word(norms[end])
            key = close_key(joined)
            named = names.get(key)
            if named is None and joined not in prefixes and not (split and self.gazetteer.starts(joined)):
                break
            form += " " + norms[end]
            end += 1
            if named is not None:
                best = self._judge(at, end, word, form, named, lead, previous) or best
        return best

    def _is_verb(self, at: int) -> bool:
        """«في الباب وأدى …» is not «باب الوادي»: with a hamza behind it «و» joins a word of its own."""
        return self.tokens.text.startswith(_AND_HAMZA, self.tokens.starts[at])

    def _judge(
        self, at: int, end: int, word: Word, form: str, named: Named, lead: Lead | None, previous: PlaceMention | None
    ) -> Hit | None:
        led = lead is not None and lead.strong
        if self._ordinary(at, end, word, lead):
            return None
        if self._goes_on(at, end, word, named, led):
            return None
        vouched = self._vouched(at, word, lead, previous) or self._heads(at, end) or _begins_with_noun(at, end, word)
        near = self._near_form(at, end, word, vouched and led)
        free, bound = form in named.free_forms, form in named.bound_forms
        if vouched and (near or free or bound):
            candidates, doubtful = named.every(form), False
        elif named.free and (free or near):
            candidates, doubtful = named.every(form, bound=bound and self._maybe(at, word, lead, previous)), False
        elif bound and self._weakly_vouched(at, word, lead):
            candidates, doubtful = tuple(named.bound), True
        else:
            return None
        return Hit(end, word, candidates, doubtful, free or bound) if candidates else None

    def _goes_on(self, at: int, end: int, word: Word, named: Named, led: bool) -> bool:
        """Whether a known name is only the beginning of an unknown one: «تل أبيض تحتاني», «عين X», «X_Y»."""
        if end >= len(self.norms):
            return False
        if word.noun is not None and word.noun.cls == "road" and self._dash_after(end):
            return True  # «طريق A - B» is not «طريق A»
        if self.kinds[end] != WORD:
            return False
        if self.tokens.text[self.tokens.ends[end - 1]] == JOINER:
            return True
        following = self.norms[end]
        if end == at + 1 and led:
            if word.stem in self.words.heads:
                return self._nameable(following) and following[0] not in (WAW, BA, LAM, FA)
            small = max(candidate.weight for candidate in named.every()) < TOWN
            if small and not word.stem.startswith(ARTICLE) and self._continues(word.stem, following):
                return True
        return following in self.words.bare_adjectives

    def _ordinary(self, at: int, end: int, word: Word, lead: Lead | None) -> bool:
        """A stop word is a name only where its class is said («حي النازحين»); «ساحة المدينة» is no name."""
        stops = self.words.stops
        if end - at > 1:
            return self.norms[end - 1] in self.words.anaphors
        if word.stem not in stops and self.norms[at] not in stops:
            return False
        return lead is None or not lead.trigger or bool(word.clitics)

    def _near_form(self, at: int, end: int, word: Word, led: bool) -> bool:
        """Whether a name that is spelt differently (article, hamza, spaces) may still be meant."""
        if end - at == 1:  # «تل» is not «التل», «للنازحين» not the quarter
            return led and word.stem not in self.words.heads and word.stem not in self.words.stops
        rest = self.norms[at + 1 : end]
        return rest[-1] not in self.words.directions and not self.words.stops.intersection(rest)

    def _vouched(self, at: int, word: Word, lead: Lead | None, previous: PlaceMention | None) -> bool:
        """Whether the words before say that a name follows: a noun, «قرب», a direction, or a list of places."""
        if lead is not None and (
            lead.strong or lead.plural or lead.near or lead.direction or lead.trigger in _VOUCHING
        ):
            return True
        if previous is None or previous.role == "doubtful" or previous.kind not in _SETTLED:
            return False
        if previous.end == at:
            return word.clitics == WAW or self._dash_after(at)
        return previous.end == at - 1 and self.norms[at - 1] in DASHES  # «طريق A - B»

    def _heads(self, at: int, end: int) -> bool:
        """«القبير: 55 قتيلا», «البيضاء - خاص»: a line headed by the name; «وفي الأبيض، …»: a sentence that is."""
        if end >= len(self.norms):
            return False
        if self.norms[end] in _BEHIND_DATELINE:
            return self._opens(at, {BREAK})
        within = at > 0 and self.norms[at - 1] in self.words.opening
        return within and self.norms[end] in COMMAS and self._opens(at - 1, {BREAK, MARK})

    def _opens(self, at: int, kinds: set[str]) -> bool:
        return at == 0 or (self.kinds[at - 1] in kinds and self.norms[at - 1] not in COMMAS)

    def _maybe(self, at: int, word: Word, lead: Lead | None, previous: PlaceMention | None) -> bool:
        """Whether a small place may be meant where a large one of the name is: «في الجيزة», «الكرك والجيزة»."""
        listed = previous is not None and previous.end == at and word.clitics == WAW
        return listed or self._weakly_vouched(at, word, lead)

    def _weakly_vouched(self, at: int, word: Word, lead: Lead | None) -> bool:
        start = lead.start if lead is not None else at
        before = self.norms[start - 1] if start > 0 else ""
        return word.clitics.endswith(BA) or before in self.words.weak_prepositions

    def unknown(self, at: int, lead: Lead | None, previous: PlaceMention | None) -> tuple[int, str] | None:
        """The end and the clitics of an unknown name after a strong noun, or as the next item of a list."""
        norm, clitics = self.norms[at], ""
        if lead is None or not lead.strong:
            if not self._list_goes_on(at, previous):
                return None
            norm, clitics = norm[1:], WAW
        elif lead.definite and not norm.startswith(ARTICLE) and norm not in self.words.heads:
            return None
        if lead is not None and lead.plural and norm.startswith(BA + ARTICLE):
            norm, clitics = norm[1:], BA  # «قرى بالقطينة»: villages of a district
        if norm in self.words.bare_adjectives or (norm not in self.words.heads and not self._nameable(norm)):
            return None
        end = self._quoted(at, lead) or self._extent(at, norm)
        if self._opens_clause(norm, end) or (end > at + 1 and self._opens_clause(norm, at + 1)):
            return None
        if clitics and previous is not None and not previous.plural and not self._ends_list_item(end):
            return None
        return end, clitics

    def _quoted(self, at: int, lead: Lead | None) -> int:
        """One past the last word of a name in quotes («مخيم "أهل سراقب"»), else 0."""
        if lead is None or not lead.strong or self.norms[at - 1] not in QUOTED:
            return 0
        closing = (here for here in range(at + 1, min(len(self.norms), at + LONGEST_QUOTED + 1)) if self._closes(here))
        return next(closing, 0)

    def _closes(self, at: int) -> bool:
        return self.kinds[at] == MARK and self.norms[at] in QUOTED

    def _list_goes_on(self, at: int, previous: PlaceMention | None) -> bool:
        if previous is None or not self.norms[at].startswith(WAW):
            return False
        if previous.kind == "district" and previous.attached >= 0:
            return self._before_district(at)  # «بلدات المعيصرة قضاء كسروان، وجون قضاء الشوف»
        if previous.end != at or previous.kind != "place":
            return False
        return len(self.norms[at]) > SHORTEST_LISTED and (previous.plural or previous.conj)

    def _before_district(self, at: int) -> bool:
        """Whether the word for a district stands behind a name of one word or two."""
        behind = (word for here in (at + 1, at + 2) if here < len(self.norms) for word in self._plain(here))
        return any(word.noun is not None and word.noun.cls == "district" for word in behind)

    def _plain(self, at: int) -> tuple[Word, ...]:
        return tuple(word for word in self.table.readings(self.norms[at]) if not word.clitics)

    def _ends_list_item(self, end: int) -> bool:
        if self._before_district(end - 1):
            return True
        return end >= len(self.norms) or self.kinds[end] != WORD or self.norms[end].startswith(WAW)

    def _nameable(self, norm: str) -> bool:
        words = self.words
        if norm in words.stops or norm in words.nouns or len(norm) < 2:
            return False
        if norm.removesuffix(CLOSED_TEH) in self.gazetteer.nationalities:
            return False  # «في مدينة سودانية منكوبة»
        if norm[0] in (BA, LAM, WAW, FA) and (norm[1:] in words.stops or norm[1:] in words.nouns):
            return False
        definite = norm.startswith(ARTICLE)
        verb = norm.endswith(words.verb_ends) and not norm.endswith(words.noun_ends)
        return not norm.startswith(words.verb_begins) and (definite or not verb)

    def _opens_clause(self, norm: str, end: int) -> bool:
        """«في بلدات تعتبر مناطق نفوذ»: shaped like a verb, and nothing that may stand behind a name follows."""
        if norm in self.words.heads or len(norm) < SHORTEST_VERB or not norm.startswith(self.words.verb_prefixes):
            return False
        if end >= len(self.norms) or self.kinds[end] != WORD:
            return False
        after = self.norms[end]
        if after in self.words.boundaries or after in self.words.within or after.startswith(WAW):
            return False
        return not any(
            word.direction or word.near or word.named or (word.noun and word.noun.cls in _HOLDING)
            for word in self.table.readings(after)
        )

    def _extent(self, at: int, first: str) -> int:
        end, norm = at + 1, first
        while end < len(self.norms) and self.kinds[end] == WORD and end - at < LONGEST_UNKNOWN:
            following = self.norms[end]
            if self.tokens.text[self.tokens.ends[end - 1]] == JOINER:
                pass
            elif norm in self.words.heads:
                if not self._nameable(following) or following.startswith(WAW):
                    break
            elif end > at + 1 or not self._continues(first, following) or not self._bounded(first, following, end + 1):
                break
            end, norm = end + 1, following
        return end

    def _bounded(self, first: str, following: str, end: int) -> bool:
        """Whether a construct of two indefinite words ends where a name would; else the second may be a verb."""
        if following.startswith(ARTICLE) or following in self.words.bare_adjectives or not first.endswith(CLOSED_TEH):
            return True
        if end >= len(self.norms) or self.kinds[end] != WORD:
            return True
        after = self.norms[end]
        return after in self.words.boundaries or any(w.direction or w.noun for w in self.table.readings(after))

    def _dash_after(self, end: int) -> bool:
        between = self.tokens.text[self.tokens.ends[end - 1] : self.tokens.starts[end]]
        return self.norms[end] in DASHES or TATWEEL in between

    def _continues(self, first: str, following: str) -> bool:
        """Whether the second word belongs to an unknown name: a fixed adjective, or the second part of a construct."""
        definite = first.startswith(ARTICLE)
        if following in self.words.bare_adjectives:
            return True
        if following in self.words.adjectives:
            return definite
        if not self._nameable(following) or any(
            w.noun or w.direction or w.near for w in self.table.readings(following)
        ):
            return False
        if following.startswith(ARTICLE):
            return not definite and not following.endswith(CLOSED_TEH)
        return first.endswith(CLOSED_TEH) and not following.startswith((WAW, BA, LAM))
