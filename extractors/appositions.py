"""What may stand behind a person before the sentence goes on: name, years, rank and force, in brackets or not."""

from __future__ import annotations

from extractors.names import NameReader
from extractors.reading import CLOSING, COMMAS, OPENING, Reading
from extractors.victims import People
from extractors.wordlists import read_lexicon

_PARTITIVES = frozenset(read_lexicon("endings")["grammar"]["partitives"])
_NAME_REACH = 7  # tokens of «يُدعى عبد الحميد إمام صبح»
_AGE_REACH = 7  # tokens of «(45 عاماً)», «(حسن محمد أحمد الحجي)»


class AppositionReader:
    """Passes over the appositions of persons in one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.names = NameReader(reading)

    def behind(self, people: People) -> int:
        """One past a person and all that says who he was («الضابط برتبة ملازم في قوات النظام (حسن الحجي)»)."""
        if people.number != "singular" or people.numbered or people.accusative:
            return people.last
        name = self.names.read(people.last) if people.last < len(self.reading.norms) else None
        at = name.last if name is not None and not name.conj else people.last
        for passes in (self._rank, self._called, self._years, self._brackets):
            at = passes(at)
        return at

    def _rank(self, at: int) -> int:
        """One past «برتبة ملازم في قوات النظام», or the token itself."""
        reading = self.reading
        ranked = reading.hit(at, "ranked")
        rank = reading.hit(ranked.last, "person") if ranked is not None else None
        if rank is None:
            return at
        force = reading.hit(rank.last + 1, "actor") if reading.norms[rank.last : rank.last + 1] else None
        within = force is not None and reading.norms[rank.last] in _PARTITIVES
        if force is not None and within:
            return force.last
        grade = reading.number_at.get(rank.last)  # «ملازم أول»
        return grade.last if grade is not None and grade.ordinal and not grade.conj else rank.last

    def _called(self, at: int) -> int:
        """One past the name of «ملازم أول يُدعى عبد الحميد إمام صبح»: all up to the comma; or the token itself."""
        reading = self.reading
        called = next((here for here in (at, at + 1) if reading.hit(here, "called") is not None), None)
        if called is None:
            return at
        name = range(called + 1, min(len(reading.norms), called + _NAME_REACH))
        return next((here for here in name if reading.is_mark(here, COMMAS)), at)

    def _years(self, at: int) -> int:
        """One past «تبلغ من العمر نحو 50 عاماً،» behind a person, or the token itself."""
        aged = self.reading.hit(at, "aged")
        number = self.reading.number_at.get(aged.last) if aged is not None else None
        years = self.reading.hit(number.last, "years") if number is not None else None
        return at if years is None else years.last + (years.last in self.reading.commas)

    def _brackets(self, at: int) -> int:
        """One past «(45 عاماً)» or «(أبو طالب)» behind a name, or the token itself."""
        reading = self.reading
        if at >= len(reading.norms) or not reading.is_mark(at, OPENING):
            return at
        inside = range(at + 1, min(len(reading.norms), at + _AGE_REACH))
        closing = next((here for here in inside if reading.is_mark(here, CLOSING)), at)
        inside = range(at, closing)
        told = any(here in reading.number_at or reading.hit(here, "name", "negation") for here in inside)
        return closing + 1 if told else at  # «(لم يُذكر اسمه)» too
