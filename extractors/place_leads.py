"""The words that lead up to a place name: generic nouns («بلدة»), nearness («في محيط»), directions («شمالي»)."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.place_words import NEARBY, PlaceWords, Word

LONGEST_NEAR = 3


@dataclass(slots=True)
class Lead:
    """The words that lead up to a name: tokens start:end, with what they say."""

    start: int
    end: int
    trigger: str = ""
    noun_at: int = -1
    plural: bool = False
    keep: str = ""
    strong: bool = False
    definite: bool = False
    near: bool = False
    direction: bool = False
    inside: bool = False
    rural_at: int = -1
    building: str = ""

    def drop_noun(self) -> None:
        """A preposition followed the noun, so that the name is not the noun's («قاعدة قرب X»)."""
        if self.trigger != "rural":
            self.trigger, self.keep, self.strong, self.plural, self.noun_at = "", "", False, False, -1


class LeadReader:
    """Reads the words of places.toml at the tokens of one text."""

    def __init__(self, words: PlaceWords, norms: list[str]) -> None:
        self.words = words
        self.norms = norms

    def take(self, at: int, words: tuple[Word, ...], lead: Lead | None) -> Lead | None:
        """The lead with the token (or phrase) added to it; None if the token is no leading word."""
        for word in words:
            if word.noun is not None:
                if word.noun.keep == "unknown" and lead is not None and lead.strong:
                    return None  # «بلدة وادي X»: here the noun begins the name
                return self._noun(at, word, lead)
            if word.near:
                end = self._near_end(at, word)
                if end is not None:
                    lead = self._extend(at, end, lead)
                    lead.near = True
                    return lead
            if word.direction or word.inside:
                lead = self._extend(at, at + 1, lead)
                lead.direction = lead.direction or word.direction
                lead.inside = word.inside
                return lead
        return None

    @staticmethod
    def _extend(at: int, end: int, lead: Lead | None) -> Lead:
        if lead is None:
            return Lead(at, end)
        lead.drop_noun()
        lead.end = end
        return lead

    def _noun(self, at: int, word: Word, lead: Lead | None) -> Lead:
        noun = word.noun
        assert noun is not None
        lead = lead or Lead(at, at + 1)
        lead.plural = noun.plural or (lead.plural and lead.noun_at == at - 1)
        lead.trigger, lead.noun_at, lead.keep, lead.end = noun.cls, at, noun.keep, at + 1
        lead.strong, lead.definite = noun.strong, noun.definite
        if noun.cls == "rural":
            lead.rural_at = at
        elif noun.cls == "road" and self.norms[at + 1 : at + 2] and self.norms[at + 1] in self.words.road_adjectives:
            lead.end = at + 2
        lead.near = lead.near or noun.cls in NEARBY
        return lead

    def _near_end(self, at: int, word: Word) -> int | None:
        for size in range(LONGEST_NEAR, 0, -1):
            phrase = (word.stem, *self.norms[at + 1 : at + size])
            if len(phrase) == size and phrase in self.words.near:
                return at + size
        return None
