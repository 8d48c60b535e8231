"""How a place mention hangs together with the one before it, and whether it is where people were hit at all."""

from __future__ import annotations

from dataclasses import replace

from extractors.gazetteer.keys import ARTICLE
from extractors.mentions import PlaceMention
from extractors.normalize import TATWEEL
from extractors.place_words import BA, FA, LAM, WAW, PlaceWords, WordTable
from extractors.tokens import BREAK, MARK, WORD, Tokens

QUOTES = frozenset("«»\"'“”()‘’")
COMMAS = frozenset("،,")
DASHES = frozenset("-–—")
_ALL_DASHES = DASHES | {TATWEEL}
LONGEST_GAP = 5
CITY_WEIGHT = 5
ROLE_REACH = 4
_LARGE = frozenset({"region", "direction_part", "governorate", "country"})


class Linker:
    """Reads the words between two mentions of one text, and those before a mention."""

    def __init__(self, words: PlaceWords, table: WordTable, tokens: Tokens) -> None:
        self.words = words
        self.table = table
        self.tokens = tokens
        self.norms = tokens.norms
        self.kinds = tokens.kinds

    def link(self, previous: PlaceMention, mention: PlaceMention) -> PlaceMention:
        """The mention, marked as joined to the previous one («A وB») or as holding it («A بريف B»)."""
        gap = [norm for norm in self.norms[previous.end : mention.start] if norm not in QUOTES]
        if self._joins(previous, mention, gap):
            return replace(mention, conj=True, plural=mention.plural or previous.plural)
        if self._holds(mention, gap):
            return replace(mention, attached=previous.first)
        return mention

    def _joins(self, previous: PlaceMention, mention: PlaceMention, gap: list[str]) -> bool:
        rest = [norm for norm in gap if norm not in COMMAS and norm not in DASHES and norm != WAW]
        if rest or (mention.kind in _LARGE) != (previous.kind in _LARGE):
            return False
        if WAW in gap or self._lead_clitic(mention) == WAW:
            return True
        between = self.tokens.text[self.tokens.ends[previous.end - 1] : self.tokens.starts[mention.start]]
        dash = any(char in _ALL_DASHES for char in between)
        comma = any(norm in COMMAS for norm in gap)
        return dash or (comma and not mention.of_direction and not self._lead_clitic(mention))

    def _lead_clitic(self, mention: PlaceMention) -> str:
        """The first clitic of the mention's first token, as the mention was read."""
        norm = self.norms[mention.start]
        if mention.start == mention.first:
            return norm[0] if not norm.startswith(mention.norm.split()[0]) else ""
        readings = self.table.readings(norm)
        return readings[0].clitics[:1] if readings else ""

    def _holds(self, mention: PlaceMention, gap: list[str]) -> bool:
        first = mention.start
        if len(gap) > LONGEST_GAP or BREAK in self.kinds[first - len(gap) : first]:
            return False
        if any(norm not in COMMAS and self.kinds[first - len(gap) + at] == MARK for at, norm in enumerate(gap)):
            return False
        if gap and gap[-1] in self.words.within:
            return not COMMAS & set(gap) and all(map(self._passes, gap[:-1]))
        if not gap and first == mention.first and not self._lead_clitic(mention):
            return any(candidate.weight >= CITY_WEIGHT for candidate in mention.candidates)  # «بلدة X إدلب»
        direct = mention.of_direction or self._lead_clitic(mention) in (BA, LAM)
        return direct and all(map(self._passes, gap))

    def _passes(self, norm: str) -> bool:
        """Whether a word may stand between a place and its holder: an adjective, a word of time, a complement."""
        return norm.startswith((ARTICLE, LAM)) or norm in self.words.within or norm in self.words.stops

    def role(self, mention: PlaceMention, previous: PlaceMention | None) -> str:
        """The role that the words before a mention give it; "" where it may be the place."""
        floor = previous.end if previous is not None else 0
        at = mention.start - 1
        if at < floor or self.kinds[at] != WORD:
            return ""
        words = self.words
        role = self._of(words.beside, at)
        if role == "treat":
            return "" if at > 0 and self._bare(at - 1, words.struck) else role
        if role:
            return role
        if self.norms[at] in words.role_prepositions and at > floor:
            role = self._of(words.through, at - 1)
            if role:
                return role
        for back in range(at, max(floor, at - ROLE_REACH) - 1, -1):
            if self.kinds[back] == MARK and self.norms[back] not in QUOTES:
                return ""
            role = self._of(words.farther, back)
            if role:
                return role
        return ""

    def _of(self, table: dict[str, str], at: int) -> str:
        norm = self.norms[at]
        role = table.get(norm, "")
        if not role and len(norm) > 3 and norm[0] in (WAW, FA, BA, LAM):
            role = table.get(norm[1:], "")
        return role

    def _bare(self, at: int, words: frozenset[str]) -> bool:
        norm = self.norms[at]
        return norm in words or (norm[:1] in (WAW, FA) and norm[1:] in words)
