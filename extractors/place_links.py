"""How a place mention hangs together with the one before it, and whether it is where people were hit at all."""

from __future__ import annotations

from typing import NamedTuple

from extractors.gazetteer import Candidate
from extractors.gazetteer.keys import ARTICLE
from extractors.mentions import PlaceMention
from extractors.normalize import TATWEEL
from extractors.place_leads import Lead
from extractors.place_words import BA, FA, LAM, WAW, PlaceWords
from extractors.tokens import BREAK, MARK, WORD, Tokens

QUOTES = frozenset("«»\"'“”()‘’#")
COMMAS = frozenset("،,")
DASHES = frozenset({"-", "–", "—", TATWEEL})
LONGEST_GAP, SHORT_GAP = 5, 3
CITY_WEIGHT = 5
ROLE_REACH, SAID_REACH = 5, 5
SOURCE, COUNTRY, COLON = "source", "country", ":"
BRINGING_REACH = 6  # tokens from «توفي» to «في مستشفى»
HOSPITAL_REACH, STRUCK_REACH = 2, 11  # words of a hospital's name; words from «استهدفت» to the hospital
_UNITS = frozenset({"governorate", "direction_part"})
_LARGE = frozenset({"region", "direction_part", "governorate", "country"})
_NO_ITEMS = frozenset({"direction_part", "country", "anaphor"})  # no item of a list of towns


class Opening(NamedTuple):
    """How a mention begins: its first token and that token's first clitic, what the mention is and what leads up to it.

    `bare`: no other words before the name.
    """

    start: int
    clitic: str
    bare: bool
    kind: str
    lead: Lead
    candidates: tuple[Candidate, ...]


class Link(NamedTuple):
    """What a mention is to the one before: joined to it, of a list with a plural noun, or `attached` to its token."""

    conj: bool
    plural: bool
    attached: int


class Linker:
    """Reads the words between two mentions of one text, and those before a mention."""

    def __init__(self, words: PlaceWords, tokens: Tokens) -> None:
        self.words = words
        self.tokens = tokens
        self.norms = tokens.norms
        self.kinds = tokens.kinds

    def link(self, previous: PlaceMention, opening: Opening, held: PlaceMention) -> Link:
        """Whether the mention that opens so is joined to the previous one («A وB») or holds it («A بريف B»).

        `held` is what the previous one holds, itself if nothing: «A بريف B وC» joins C to A.
        """
        gap = [norm for norm in self.norms[previous.end : opening.start] if norm not in QUOTES]
        if self._joins(held, opening, gap):
            return Link(True, opening.lead.plural or held.plural, -1)
        if self._holds(opening, gap, held_by=self._is_held_by(previous, opening, gap)):
            return Link(False, opening.lead.plural, previous.first)
        return Link(False, opening.lead.plural, -1)

    def _is_held_by(self, previous: PlaceMention, opening: Opening, gap: list[str]) -> bool:
        """«بلدة المعيصرة - قضاء كسروان», «قرية X، مديرية Y»: behind a place stands its district."""
        unit = opening.kind == "district" and bool(opening.lead.trigger) and not opening.clitic
        return unit and previous.kind == "place" and WAW not in gap

    def _joins(self, previous: PlaceMention, opening: Opening, gap: list[str]) -> bool:
        if self._is_held_by(previous, opening, gap):
            return False
        for norm in gap:
            if norm != WAW and norm not in COMMAS and norm not in DASHES:
                return False
        if (opening.kind == COUNTRY) != (previous.kind == COUNTRY):
            return False  # «على محافظة مأرب، وسط اليمن»
        if (opening.kind in _LARGE) != (previous.kind in _LARGE):
            mixed = {opening.kind, previous.kind}.isdisjoint(_NO_ITEMS) and not opening.lead.direction
            return mixed and not gap and opening.clitic == WAW  # «على دوما وحلب ودرعا»
        if opening.clitic == WAW or WAW in gap:
            return True
        between = self.tokens.text[self.tokens.ends[opening.start - 1 - len(gap)] : self.tokens.starts[opening.start]]
        if not DASHES.isdisjoint(between):
            return True
        if opening.lead.near and not previous.near:
            return False  # «على طريق X - Y، قرب Z» tells where on the road
        around = opening.lead.direction or opening.lead.inside
        return not around and not opening.clitic and not COMMAS.isdisjoint(gap)

    def _holds(self, opening: Opening, gap: list[str], *, held_by: bool) -> bool:
        first = opening.start
        if len(gap) > LONGEST_GAP or BREAK in self.kinds[first - len(gap) : first]:
            return False
        if held_by and (not gap or (len(gap) == 1 and gap[0] in DASHES)):
            return True
        if any(norm not in COMMAS and self.kinds[first - len(gap) + at] == MARK for at, norm in enumerate(gap)):
            return False
        if gap and gap[-1] in self.words.within:
            return COMMAS.isdisjoint(gap) and all(map(self._passes, gap[:-1]))
        if not gap and opening.bare and not opening.clitic:
            return any(candidate.weight >= CITY_WEIGHT for candidate in opening.candidates)  # «بلدة X إدلب»
        if opening.clitic == BA and opening.kind in _UNITS and len(gap) <= SHORT_GAP and COMMAS.isdisjoint(gap):
            return True  # «بلدة X Y بريف Z»: whatever Y is, Z holds X
        around = opening.lead.direction or opening.lead.inside
        if len(gap) == 1 and gap[0] in COMMAS:
            return around and not opening.clitic  # «في حي الرمال، وسط مدينة غزة، ما أسفر …»
        return (around or opening.clitic in (BA, LAM)) and all(map(self._passes, gap))

    def _passes(self, norm: str) -> bool:
        """Whether a word may stand between a place and its holder: an adjective, a word of time, a complement."""
        return norm.startswith((ARTICLE, LAM)) or norm in self.words.within or norm in self.words.stops

    def role(self, start: int, end: int, previous: PlaceMention | None, *, bare: bool, clitic: str) -> str:
        """The role that the words before the mention `start:end` give it; "" where it may be the place.

        `bare`: the mention has no words before its name; `clitic`: the one before its first word. «ب» before a bare
        name («وزارة الصحة بغزة») is as «في».
        """
        floor = previous.end if previous is not None else 0
        at, words = start - 1, self.words
        if self._of(words.beside, start) == "treat":
            return "" if self._is_struck(start) or self._befalls(end) else "treat"
        if previous is not None and previous.role == "treat" and self._goes_on(floor, at, clitic):
            return "treat"  # «مستشفى جنين في جنين»: the town of the hospital
        if at < floor or self.kinds[at] != WORD:
            return ""
        if self._of(words.beside, at) == "treat":
            return "" if self._is_struck(at) or self._befalls(end) else "treat"
        return self._beside(at, bare, clitic) or self._led(at, end, floor, within=bare and clitic == BA)

    def acts(self, name: str, start: int, end: int, clitic: str) -> bool:
        """«قتلت إسرائيل خمسة في رفح»: a state as the one who acts, which says nothing of where; «في إسرائيل» does."""
        if name not in self.words.acting or clitic in (BA, LAM):
            return False
        led = start > 0 and self.norms[start - 1] in self.words.boundaries
        return not led and not (end < len(self.norms) and self.norms[end] == COLON)

    def is_ally(self, start: int, clitic: str) -> bool:
        """«على يد قوات النظام السوري وروسيا»: a state joined to a force."""
        return clitic == WAW and start > 0 and self.norms[start - 1] in self.words.allies

    def _goes_on(self, floor: int, at: int, clitic: str) -> bool:
        """Whether «في» or «ب» alone stands between a mention that ends at `floor` and the one behind token `at`."""
        return clitic == BA if at < floor else at == floor and self.norms[at] == self.words.inside_of

    def _beside(self, at: int, bare: bool, clitic: str) -> str:
        """The role that the word right before a mention gives."""
        words = self.words
        if self.norms[at] in words.distances:
            return "distance"  # «على بعد 210 كلم شمال دمشق»
        role = self._of(words.beside, at) or (self._of(words.bare, at) if bare else "")
        return role or ("treat" if self._holds_hospital(at, clitic) else "")

    def _led(self, at: int, end: int, floor: int, *, within: bool) -> str:
        """The role that words before the preposition at a token give, or farther ones."""
        words = self.words
        teller = at if within else at - 1
        if within or (self.norms[at] in words.role_prepositions and at > floor):
            role = self._of(words.through, teller) or self._told(teller, end, floor)
            if role == SOURCE or (role and not within):
                return role
        if self._bare(at, words.struck):
            return ""  # «مصدره … على X»: X is where it fell
        if self.norms[at] == words.from_word and at > floor and not self._bare(at - 1, words.of_not_from):
            return "home"
        return self._farther(at, floor)

    def _is_struck(self, hospital: int) -> bool:
        """«قصف على مشفى X», «استهدفت غارة روسية مستشفى X»: what happened at the hospital stands not far before it."""
        for back in range(hospital - 1, max(-1, hospital - 1 - STRUCK_REACH), -1):
            norm = self.norms[back]
            if self._bare(back, self.words.struck) or (norm[:1] in (BA, LAM) and norm[1:] in self.words.struck):
                return True
            inside = norm == self.words.inside_of and self.norms[back - 1] in self.words.parts_of_hospitals
            if self.kinds[back] != WORD or (norm in self.words.to_treat and not inside):
                return False
        return False

    def _befalls(self, end: int) -> bool:
        """«مستشفى الفاشر تعرض اليوم لقصف»: the hospital itself is what was struck."""
        return end < len(self.norms) and self.norms[end] in self.words.befallen

    def _holds_hospital(self, at: int, clitic: str) -> bool:
        """«وصل إلى مستشفى الشفاء في مدينة غزة», «مستشفى النو بأم درمان»: the town holds the hospital alone."""
        if self.norms[at] == self.words.inside_of:
            at -= 1
        elif clitic != BA:
            return False
        for back in range(at, max(0, at - HOSPITAL_REACH) - 1, -1):
            if self.kinds[back] != WORD or self.norms[back] in self.words.stops:
                return False
            if self._of(self.words.beside, back) == "treat":
                return back > 0 and self._brings(back - 1)
        return False

    def _brings(self, at: int) -> bool:
        """«نقلوا إلى», «توفي في»: before a hospital it says that people came there hurt; «مقتل 40 في» does not."""
        if self.norms[at] != self.words.inside_of:
            return self._bare(at, self.words.to_treat)
        if self.norms[at - 1] in self.words.parts_of_hospitals:
            return False  # «قصفت قسم الطوارئ والإصابات في مستشفى بالفاشر»
        return any(self._bare(back, self.words.brings) for back in range(max(0, at - BRINGING_REACH), at))

    def _farther(self, at: int, floor: int) -> str:
        """The role that a word some way before token `at` gives («مصدره نقطة شمال X», «نقلوا إلى X»)."""
        words = self.words
        for back in range(at, max(floor, at - ROLE_REACH) - 1, -1):
            if self.kinds[back] == MARK and self.norms[back] not in QUOTES:
                return ""
            if self.norms[back] in words.hit:
                return ""  # «أسعفت امرأة أصيبت بجروح في جسر الشغور»
            role = self._of(words.farther, back)
            if role == "launch" and back > 0 and self.norms[back - 1] in words.struck:
                return ""  # «رمايات على مقراتهم في محيط أريحا»
            if role and (role != "treat" or self.norms[at] in words.to_treat):
                return role
        return ""

    def _told(self, at: int, end: int, floor: int) -> str:
        """«قال الدفاع المدني في X»: a source, where somebody is said to have spoken; else perhaps the victim."""
        role = self._of(self.words.told, at)
        if not role and at > floor and self.norms[at].startswith(ARTICLE):
            at -= 1  # «وزارة الصحة الفلسطينية في غزة»
            role = self._of(self.words.told, at)
        colon = end < len(self.norms) and self.norms[end] == COLON  # «الصحة في غزة: …»
        spoke = colon or any(self._bare(back, self.words.saying) for back in range(max(floor, at - SAID_REACH), at))
        return role if spoke else ""

    def _of(self, table: dict[str, str], at: int) -> str:
        norm = self.norms[at]
        role = table.get(norm, "")
        if not role and len(norm) > 3 and norm[0] in (WAW, FA, BA, LAM):
            role = table.get(norm[1:], "")
        return role

    def _bare(self, at: int, words: frozenset[str]) -> bool:
        norm = self.norms[at]
        return norm in words or (norm[:1] in (WAW, FA) and norm[1:] in words)
