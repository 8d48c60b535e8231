"""People counted by a number: «ثلاثة من المارة», «ستة آخرين», «أشخاص خمسة»; numbers that count things are none."""

from __future__ import annotations

from dataclasses import replace

from extractors.belonging import TailReader
from extractors.lexicon import Entry
from extractors.numerals import Number
from extractors.people import VAGUE_LOW, NounReader, People
from extractors.reading import CLOSING, Hit, Reading
from extractors.records import Count
from extractors.tokens import MARK, WORD
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_FROM, _OR, _TO, _IN = _GRAMMAR["from"], _GRAMMAR["or"], _GRAMMAR["to"], _GRAMMAR["in"]
_PARTITIVES = frozenset(_GRAMMAR["partitives"])
_NOMINATIVE = read_lexicon("endings")["sound_plural"][0]
_RISE_REACH = 3  # «38 قتيلاً إلى»
_ACT_REACH = 60  # tokens before «71 حالة» in which the counted act is named
_AGES_REACH = 5  # tokens from «أعمارهم» to the second number of years
_GRAMMATICAL = {1: "singular", 2: "dual"}
# What stands behind a bare number; any other word is a noun of people that the lexicon does not know.
_CLOSED = (
    "particle", "verb", "act", "separator", "relative", "subset", "report_according", "negation", "share", "toll",
    "fall", "find", "each_of",
)  # fmt: skip


class NumberReader:
    """Reads people phrases that begin with a number, and numbers behind a noun."""

    def __init__(self, reading: Reading, nouns: NounReader, tails: TailReader) -> None:
        self.reading = reading
        self.nouns = nouns
        self.tails = tails

    def read(self, number: Number) -> People | None:
        """The people that a number counts; None where it counts things or is no count."""
        if number.ordinal:
            return self._ordinal(number)
        if number.percent or number.low == 0 or is_nickname(self.reading, number) or self._is_those_who(number):
            return None
        if number.low == number.high == 1 and not number.digits and not self._counts_one(number):
            return None
        grammatical = _GRAMMATICAL.get(number.low, "plural") if number.low == number.high else "plural"
        people = People(
            number.first, number.last, _value(number), conj=number.conj, noun="", number=grammatical, numbered=True,
            definite=number.definite,
        )  # fmt: skip
        if self._is_overtaken(number):
            return None
        counted = self._read_counted(people, number)
        return self._risen(counted, number) if counted is not None and counted.noun == "" else counted

    def _is_overtaken(self, number: Number) -> bool:
        """«من 38 قتيلاً إلى 74»: the toll that a newer one takes the place of."""
        reading, at = self.reading, number.last
        if reading.norms[number.first - 1] != _FROM:
            return False
        noun = self.nouns.counted(at)
        if noun is None or noun.entry.cls != "result" or noun.last + 1 >= len(reading.norms):
            return False
        return reading.norms[noun.last] == _TO and noun.last + 1 in reading.number_at

    def _risen(self, people: People, number: Number) -> People:
        """«من 38 قتيلاً إلى 74»: the newer toll is of the same noun."""
        at = number.first - 1
        if at < _RISE_REACH or self.reading.norms[at] != _TO:
            return people
        noun = next((h for back in (1, 2) if (h := self.nouns.counted(at - back)) and h.last == at), None)
        before = self.reading.number_at.get(noun.first - 1) if noun is not None else None
        if noun is None or before is None or noun.entry.cls != "result" or not self._is_overtaken(before):
            return people
        return people._replace(result=noun.entry, noun="known")

    def behind(self, noun: Hit) -> tuple[int, Count, bool]:
        """(one past the end, the count, whether a number told it) of a noun: its own number, or one behind it.

        «مدنيان اثنان», «أشخاص خمسة», «قتلى (3)», «قتلى 6 مدنيين», «أطفالها الأربعة», «شخصين أو ثلاثة», «أشخاص عدة».
        """
        last = noun.last
        if noun.entry.number == "singular":
            return last, Count(1, 1), False
        if noun.entry.number == "dual":
            return self._behind_dual(last) or (last, Count(2, 2), False)
        told = self._behind_plural(noun) if not noun.entry.circumstance else None
        return told or (last, Count(VAGUE_LOW, None, "vague"), False)

    def _behind_dual(self, last: int) -> tuple[int, Count, bool] | None:
        reading = self.reading
        follow = reading.number_at.get(last)
        if follow is not None and follow.low == follow.high == 2:
            return follow.last, Count(2, 2), True
        choice = reading.number_at.get(last + 1) if last < len(reading.norms) and reading.norms[last] == _OR else None
        if choice is not None and choice.low == choice.high == VAGUE_LOW:
            return choice.last, Count(2, VAGUE_LOW, "range"), True
        return None

    def _behind_plural(self, noun: Hit) -> tuple[int, Count, bool] | None:
        reading = self.reading
        adjective = self.nouns.adjective(noun.last, noun.entry)
        at = adjective.last if adjective is not None else noun.last
        household = reading.hit(at, "household")
        at = household.last if household is not None else at
        number = reading.number_at.get(at)
        if number is None or number.conj or number.ordinal or number.percent or number.low == 0 or number.prep:
            return None
        if reading.kinds[at] == MARK:  # «قتلى (3)»
            return number.last, _value(number), True
        if number.definite:  # «أبناؤه الأربعة», «أفراد أسرته الستة»
            owned = noun.entry.definite or noun.article or household is not None
            return (number.last, _value(number), True) if owned else None
        if household is not None or (
            number.low == number.high == 2 and reading.norms[noun.first].endswith(_NOMINATIVE)
        ):
            return None  # «قتل مسلحون اثنين»: a plural is no two, so these are others
        if number.quantifier == "vague" and number.last == at + 1:
            return number.last, Count(VAGUE_LOW, None, "vague"), False
        counted = self.nouns.counted(number.last)
        if counted is not None and noun.entry.cls == "result":
            return counted.last, _value(number), True
        if counted is not None or number.digits or reading.hit(number.last, "thing", "subset"):
            return None
        return number.last, _value(number), True

    def _ordinal(self, number: Number) -> People | None:
        """«أصيب ثالث»: one more of those before; a definite ordinal counts something else («الضربة الثالثة»)."""
        if number.definite or number.core_last - number.core_first > 1:
            return None
        return People(
            number.first,
            number.last,
            Count(1, 1),
            other=True,
            conj=number.conj,
            number="singular",
            noun="",
            numbered=True,
        )

    def _is_those_who(self, number: Number) -> bool:
        """«عدد من قُتلوا» is the number of those who were killed, not some people."""
        ends_from = number.quantifier == "vague" and self.reading.norms[number.last - 1] == _FROM
        return ends_from and self.reading.hit(number.last, "verb") is not None

    def _counts_one(self, number: Number) -> bool:
        """«واحد» counts people only before their noun or «من»; behind a noun it is an adjective («عائلة واحدة»)."""
        at = number.last
        if at >= len(self.reading.norms):
            return False
        if self.reading.norms[at] in _PARTITIVES or self.nouns.counted(at) is not None:
            return True
        if number.conj and self.reading.norms[at] == _IN:  # «واثنان في حماة وواحد في كل من حمص ودرعا»
            return at + 1 in self.reading.place_at or self.reading.hit(at, "each_among") is not None
        return self.reading.hit(at, "subset") is not None

    def _read_counted(self, people: People, number: Number) -> People | None:
        """The noun behind a number: known, unknown, none; None where things are counted."""
        reading, at = self.reading, people.last
        if reading.has(max(0, number.first - _AGES_REACH), number.first, "ages"):
            return None  # «أطفال أعمارهم بين "9 و13" عاماً»
        if at >= len(reading.norms) or reading.kinds[at] != WORD:
            aged = at + 1 < len(reading.norms) and reading.is_mark(at, CLOSING) and reading.hit(at + 1, "years")
            return None if number.year_like or aged else people  # «أعمارهم بين "9 و13" عاماً»
        state = reading.hit(at, "phrase")
        if state is not None and _is_state(state):
            return self.tails.finish(people._replace(last=state.last, noun="known", result=state.entry), None)
        noun = self.nouns.counted(at)
        if noun is not None:
            result = noun.entry if noun.entry.cls == "result" else None
            return self.tails.finish(people._replace(last=noun.last, noun="known", result=result), noun.entry)
        if reading.norms[at - 1] == _FROM and reading.hit(at, "actor") is not None:
            return self.tails.finish(people._replace(last=at - 1), None)  # «عدد من قوات النظام»
        case = self._case(at)
        if case is not None:
            return people._replace(last=at + 1, noun="known", result=case)
        quoted = at + 1 < len(reading.norms) and reading.is_mark(at, CLOSING)
        thing = reading.hit(at + quoted, "thing")
        if thing is not None and not thing.prep and not thing.conj and at not in reading.time_at:
            return None
        other = reading.hit(at, "other")
        if other is not None and not other.conj:
            return self.tails.finish(people._replace(last=other.last, other=True), None)
        return self._read_bare(people, number)

    def _case(self, at: int) -> Entry | None:
        """«حالات الاعتقال … بلغت 407 حالات»: the act that «حالة» behind a figure stands for, named not far before."""
        if self.reading.hit(at, "case") is None:
            return None
        named = self.reading.hits_in(max(0, at - _ACT_REACH), at, "cases")
        acts = [hit for hit in named if hit.first == 0 or self.reading.norms[hit.first - 1] != _TO]
        return replace(acts[-1].entry, cls="result", number="plural") if acts else None

    def _read_bare(self, people: People, number: Number) -> People | None:
        """A number with no noun of people behind it: bare, or before a noun that the lexicon does not know."""
        reading, at = self.reading, people.last
        covered = at in reading.time_at or at in reading.place_at or at in reading.number_at
        if covered or reading.hit(at, *_CLOSED) or any(hit.prep or hit.conj for hit in reading.hits.get(at, ())):
            return None if number.year_like else self.tails.finish(people, None)
        if reading.hit(at, "void_noun"):
            return None
        if reading.is_mark(at - 1, CLOSING):
            return people  # «مسرابا (9) وجسرين»: a number in brackets counts nothing behind them that is no known noun
        return people._replace(last=at + 1, noun="unknown")


def _is_state(hit: Hit) -> bool:
    """«أربعة مجهولي المصير»: a predicate of several words that stands for the noun."""
    return hit.last > hit.first + 1 and hit.entry.side == "before" and not hit.prep and hit.entry.tag != "none"


def _value(number: Number) -> Count:
    return Count(number.low, number.high, number.quantifier)


def is_nickname(reading: Reading, number: Number) -> bool:
    """«أبو 12» is a man's name; in «أم وخمسة أطفال» the number counts."""
    if number.conj or number.first == 0:
        return False
    name = reading.hit(number.first - 1, "name")
    return name is not None and name.entry.tag == "heads" and not name.article
