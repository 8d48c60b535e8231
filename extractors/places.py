"""Finds the names of places in a text, with the words around them that say what they are and how near.

Known names come from the gazetteer, longest match first, by token; an unknown name is taken only after a strong generic
noun («بلدة X») or in a list of places. What the mentions mean for an event is decided in extractors.placing.
"""

from __future__ import annotations

from typing import NamedTuple

from extractors.gazetteer import Candidate, Gazetteer, load_gazetteer
from extractors.gazetteer.keys import ARTICLE
from extractors.mentions import PlaceMention, mention_kind
from extractors.place_leads import Lead, LeadReader
from extractors.place_links import COMMAS, SOURCE, Linker, Opening
from extractors.place_names import CLOSED_TEH, Hit, NameReader, surface
from extractors.place_words import BA, WAW, PlaceWords, Word, WordTable, load_place_words
from extractors.tokens import WORD, Tokens

__all__ = ["PlaceFinder", "PlaceMention", "active_gazetteer", "find_places", "use_gazetteer"]

QUOTES = frozenset("«»\"'“”()‘’#")
_MOSQUE = "mosque"
_RURAL, _COUNTRYSIDE, _GOVERNORATE = "rural", "countryside", "governorate"
_WAR_REACH = 4  # tokens from «الحرب» to the name behind «على»
MINOR = 3  # weight of villages and quarters
_NAMED_AFTER_NOTHING = frozenset({"hill", "mountain", "square", "field", "lane", "dam"})  # «تل فارس» is not in Fars


class _Name(NamedTuple):
    """A name as read: tokens, spelling, normal form, what it is, and the clitics before it."""

    first: int
    last: int
    name: str
    norm: str
    kind: str
    candidates: tuple[Candidate, ...]
    clitics: str
    kinds: frozenset[str] = frozenset()
    nation: str = ""


class _Active:
    """The gazetteer that this process reads with; None until it is first needed."""

    finder: PlaceFinder | None = None


def use_gazetteer(gazetteer: Gazetteer) -> None:
    """From now on this process reads places with a gazetteer of its own; its `version` belongs to what it extracts."""
    _Active.finder = PlaceFinder(gazetteer, load_place_words())


def active_gazetteer() -> Gazetteer:
    """The gazetteer that places are read with, the built-in one unless `use_gazetteer` named another."""
    return _finder().gazetteer


def _finder() -> PlaceFinder:
    if _Active.finder is None:
        use_gazetteer(load_gazetteer())
    assert _Active.finder is not None
    return _Active.finder


def find_places(tokens: Tokens) -> list[PlaceMention]:
    """The places named in a text, in its order."""
    return _finder().find(tokens)


class PlaceFinder:
    """Finds places with one gazetteer and one lexicon; keeps what it learnt of words between texts."""

    def __init__(self, gazetteer: Gazetteer, words: PlaceWords) -> None:
        self.gazetteer = gazetteer
        self._words = words
        self.table = WordTable(words, gazetteer)

    def find(self, tokens: Tokens) -> list[PlaceMention]:
        """The places named in a text, in its order."""
        return _Scan(self.gazetteer, self._words, self.table, tokens).run()


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
        self.lead: Lead | None = None
        self.leads = LeadReader(words, tokens.norms)
        self.names = NameReader(gazetteer, words, table, tokens)
        self.linker = Linker(words, tokens)

    def run(self) -> list[PlaceMention]:
        """The mentions; most tokens cost one look-up."""
        at, size = 0, len(self.norms)
        remembered, kinds, norms = self.table.remembered, self.kinds, self.norms
        while at < size:
            if kinds[at] != WORD:
                if self.lead is not None:
                    self._pass_mark(at)
                at += 1
                continue
            words = remembered.get(norms[at])
            if words is None:
                words = self.table.readings(norms[at])
            lead = self.lead
            if not words and (lead is None or not lead.strong) and not self._may_list(at):
                self.lead = None
                at += 1
                continue
            at = self._step(at, words)
        return self.found

    def _may_list(self, at: int) -> bool:
        """Whether an unknown word may be the next of a list: right behind a place, or behind a comma and with «و»."""
        if not self.found:
            return False
        end = self.found[-1].end
        return end == at or (end == at - 1 and self.norms[end] in COMMAS and self.norms[at].startswith(WAW))

    def _pass_mark(self, at: int) -> None:
        lead = self.lead
        if lead is not None and lead.end == at and self.norms[at] in QUOTES:
            lead.end = at + 1
        else:
            self.lead = None

    def _step(self, at: int, words: tuple[Word, ...]) -> int:
        if self.lead is not None and self.lead.end != at:
            self.lead = None
        end = None
        if words:
            end = self._other(at, words) or self._known_name(at, words) or self._bare_countryside(at, words)
            end = end or self._take_lead(at, words) or self._anaphor(at, words)
        end = end or self._unknown_name(at)
        if end is None:
            self.lead = None
            return at + 1
        return end

    def _other(self, at: int, words: tuple[Word, ...]) -> int | None:
        """Past a phrase that contains a place name but is none («قوات سوريا الديمقراطية»)."""
        for word in words:
            if not word.other or self._led():
                continue
            for phrase in self.words.others[word.stem]:
                if tuple(self.norms[at + 1 : at + len(phrase)]) == phrase[1:]:
                    self.lead = None
                    return at + len(phrase)
        return None

    def _led(self) -> bool:
        return self.lead is not None and self.lead.strong

    def _take_lead(self, at: int, words: tuple[Word, ...]) -> int | None:
        lead = self.leads.take(at, words, self.lead)
        if lead is None:
            return None
        self.lead = lead
        return lead.end

    def _known_name(self, at: int, words: tuple[Word, ...]) -> int | None:
        if at and self.norms[at - 1] in self.words.nicknames and self.lead is None:
            return None  # «(أبو اليمامة)»
        hit = self.names.known(at, words, self.lead, self.found[-1] if self.found else None)
        if hit is None:
            return None
        if hit.word.clitics and self._led():
            self.lead = None
        norm = " ".join([hit.word.stem, *self.norms[at + 1 : hit.end]])
        return self._place(at, hit.end, norm, hit.candidates, hit.word.clitics, hit)

    def _unknown_name(self, at: int) -> int | None:
        name = self.names.unknown(at, self.lead, self.found[-1] if self.found else None)
        if name is None:
            return None
        end, clitics = name
        norm = " ".join([self.norms[at][len(clitics) :], *self.norms[at + 1 : end]])
        return self._place(at, end, norm, (), clitics)

    def _bare_countryside(self, at: int, words: tuple[Word, ...]) -> int | None:
        """«الريف الشمالي»: a part of a governorate that the text names elsewhere."""
        word = words[0] if words else None
        if word is None or word.noun is None or word.noun.cls != "rural" or not self._directed(at + 1):
            return None
        if not word.stem.startswith(ARTICLE):
            return None
        name = surface(self.tokens, at, at + 2, word.clitics)
        lead = self.lead or Lead(at, at)
        lead.trigger = "rural"
        return self._file(_Name(at, at + 2, name, word.stem, "direction_part", (), word.clitics), lead, at + 2)

    # nouns that stand for a place

    def _anaphor(self, at: int, words: tuple[Word, ...]) -> int | None:
        word = next((word for word in words if word.anaphor), None)
        if word is None:
            return None
        if word.anaphor == _COUNTRYSIDE:
            return self._its_countryside(at, word)
        lead = self.lead or Lead(at, at)
        candidates: tuple[Candidate, ...] = ()
        if word.anaphor == "capital":
            units = self.gazetteer.governorates
            candidates = tuple(units[code] for code in self.gazetteer.capitals.values() if code in units)
        lead.trigger = word.anaphor
        name = _Name(
            at, at + 1, surface(self.tokens, at, at + 1, word.clitics), word.stem, "anaphor", candidates, word.clitics
        )
        return self._file(name, lead, at + 1)

    def _rural(self, norm: str) -> tuple[Candidate, ...]:
        """The governorate that is called the countryside of another («ريف دمشق»)."""
        found = self.gazetteer.look_up(f"{self.words.singulars[_RURAL]} {norm}")
        return tuple(c for c in found if c.kind == _GOVERNORATE)

    def _countryside(self, lead: Lead, norm: str) -> tuple[Candidate, ...]:
        return self._rural(norm) if lead.trigger == _RURAL and lead.rural_at >= 0 else ()

    def _its_countryside(self, at: int, word: Word) -> int | None:
        """«في دمشق وريفها» are two governorates; «في حماة وريفها» is the one that its name says anyway."""
        previous = self.found[-1] if self.found else None
        if word.clitics != WAW or previous is None or previous.end != at or _GOVERNORATE not in previous.kinds:
            return None
        rural, own = self.words.singulars[_RURAL], self._rural(previous.norm)
        if not own or set(own) <= set(previous.candidates):
            self.found[-1] = previous._replace(end=at + 1)
            return at + 1
        lead, name, norm = Lead(at, at), f"{rural} {previous.name}", f"{rural} {previous.norm}"
        lead.trigger = _RURAL
        found = _Name(at, at + 1, name, norm, _GOVERNORATE, own, word.clitics, frozenset([_GOVERNORATE]))
        return self._file(found, lead, at + 1)

    # mentions

    def _place(
        self, at: int, end: int, norm: str, candidates: tuple[Candidate, ...], clitics: str, hit: Hit | None = None
    ) -> int:
        lead = self.lead or Lead(at, at)
        if lead.trigger in _NAMED_AFTER_NOTHING:
            candidates = self._of_kind(lead, norm)
        elif lead.trigger == _MOSQUE and norm.startswith(ARTICLE) and all(c.weight <= MINOR for c in candidates):
            candidates = ()  # «مسجد الأنصار» in Jenin is named after no village
        nation = self._nation(end)
        if nation:
            candidates = tuple(c for c in candidates if c.country == nation) or candidates
        known, kinds = bool(candidates), frozenset([candidate.kind for candidate in candidates])
        first, last, name = at, end, surface(self.tokens, at, end, clitics)
        kind = mention_kind(candidates, kinds, lead.trigger)
        if clitics == WAW and "governorate" in kinds:
            kind = self._among(at, kind)
        if lead.noun_at >= 0 and (lead.keep == "always" or (lead.keep and not known)):
            first, last, name, norm = self._keep_noun(lead, at, end, norm)
        elif lead.keep == "unknown":
            lead.trigger, lead.building = "", lead.trigger
        elif kind == "governorate":
            kind, last, name = self._part(lead, at, end, clitics, kind)
            candidates = self._countryside(lead, norm) or candidates  # «بلدات بريف دمشق»
        if kind == "country" and (
            clitics.endswith(BA) or self.norms[lead.start - 1 : lead.start] == [self.words.inside_of]
        ):
            lead.trigger, hit = "in", None
        if lead.trigger == "rural" and last == end and self._directed(end):
            last = end + 1
        stop = last if kind == "direction_part" else end
        return self._file(_Name(first, stop, name, norm, kind, candidates, clitics, kinds, nation), lead, last, hit)

    def _among(self, at: int, kind: str) -> str:
        """What a governorate's name is in a list that a plural noun announced: «محافظات A وB», «بلدات A وB»."""
        previous = self.found[-1] if self.found else None
        if previous is None or previous.end != at or not previous.plural:
            return kind
        return previous.kind if previous.kind in ("place", "governorate") else kind

    def _of_kind(self, lead: Lead, norm: str) -> tuple[Candidate, ...]:
        """The fields, hills … of a name («حقلي العمر والتنك»); a town of that name says nothing of them."""
        found = self.gazetteer.look_up(f"{self.words.singulars.get(lead.trigger, '')} {norm}")
        return tuple(candidate for candidate in found if candidate.kind == lead.trigger)

    def _nation(self, end: int) -> str:
        """The country that an adjective after the name says: «الريحانية التركية»."""
        after = self.norms[end] if end < len(self.norms) else ""
        if not after.startswith(ARTICLE):
            return ""
        return self.gazetteer.nationalities.get(after[2:].removesuffix(CLOSED_TEH), "")

    def _directed(self, at: int) -> bool:
        return at < len(self.norms) and self.norms[at] in self.words.direction_adjectives

    def _part(self, lead: Lead, at: int, end: int, clitics: str, kind: str) -> tuple[str, int, str]:
        """«ريف حلب», «ريف حلب الغربي», «ريف دمشق الشرقي»: the countryside of a governorate or a part of it."""
        own = self.table.readings(self.norms[at])
        rural = lead.rural_at if lead.rural_at >= 0 else -1
        if rural < 0 and not any(word.noun and word.noun.cls == "rural" for word in own):
            return kind, end, surface(self.tokens, at, end, clitics)
        lead.trigger = "rural"
        head = at if rural < 0 else rural
        if self._directed(end):
            kind, end = "direction_part", end + 1
        return kind, end, surface(self.tokens, head, end, clitics if rural < 0 else self._noun_clitics(head))

    def _keep_noun(self, lead: Lead, at: int, end: int, norm: str) -> tuple[int, int, str, str]:
        """«مطار X العسكري»: the noun and what follows the name are part of the name."""
        if end < len(self.norms) and self.norms[end] in self.words.descriptors.get(lead.trigger, frozenset()):
            end += 1
        if lead.plural:
            return at, end, surface(self.tokens, at, end, ""), norm
        head = lead.noun_at
        clitics = self._noun_clitics(head)
        return head, end, surface(self.tokens, head, end, clitics), f"{self.norms[head][len(clitics) :]} {norm}"

    def _noun_clitics(self, at: int) -> str:
        """The clitics of a word that leads up to a name."""
        for word in self.table.readings(self.norms[at]):
            if word.noun or word.near or word.direction or word.inside:
                return word.clitics
        return ""

    def _widened(self, name: _Name) -> _Name:
        """«وزارة الصحة في غزة» speaks for the whole strip, not for the city."""
        region = self.gazetteer.look_up(self.words.wider[name.norm])
        return name._replace(kind="region", candidates=region, kinds=frozenset(c.kind for c in region))

    def _is_warred_on(self, at: int) -> bool:
        """«حصيلة العدوان الإسرائيلي على غزة»: it is no war on a city."""
        if at < _WAR_REACH or self.norms[at - 1] != self.words.against:
            return False
        return not self.words.waged.isdisjoint(self.norms[at - _WAR_REACH : at])

    def _file(self, name: _Name, lead: Lead, end: int, hit: Hit | None = None) -> int:
        """Adds a mention, with its role and its link to the one before; returns its end."""
        self.lead = None
        previous = self.found[-1] if self.found else None
        conj, plural, attached = False, lead.plural, -1
        bare = lead.start == name.first
        clitic = name.clitics[:1] if bare else self._noun_clitics(lead.start)[:1]
        if previous is not None:
            opening = Opening(lead.start, clitic, bare, name.kind, lead, name.candidates)
            held = previous
            if previous.attached >= 0:
                held = next((m for m in reversed(self.found) if m.first == previous.attached), previous)
            conj, plural, attached = self.linker.link(previous, opening, held)
        role = self.linker.role(lead.start, end, previous, bare=bare, clitic=clitic)
        if name.norm in self.words.wider and (role == SOURCE or self._is_warred_on(lead.start)):
            name = self._widened(name)
        if role == "treat" and name.kind == "region":
            role = ""  # «وصل مستشفيات قطاع غزة 4 شهداء»: the dead of the whole strip
        if not role and bare and self.linker.acts(name.norm, lead.start, end, clitic):
            role = "speaker"
        if not role and name.kind == "country" and self.linker.is_ally(lead.start, clitic):
            role = "speaker"
        if hit is not None and hit.doubtful:
            role = "doubtful"
        self.found.append(
            PlaceMention(
                name.first, name.last, name.name, name.norm, name.kind, name.candidates, lead.trigger, lead.near,
                lead.direction, conj, name.kind != "anaphor" and bool(name.candidates), role, attached,
                lead.start, end, plural,
                hit is None or hit.exact, name.kinds, name.nation, lead.building,
            )
        )  # fmt: skip
        return end
