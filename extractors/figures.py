"""Tolls told as a figure: «عدد القتلى تسعة», «تجاوزت الحصيلة 40 قتيلاً», «وعددهم سبعة», «ومثلهم من الجرحى»."""

from __future__ import annotations

from extractors.cues import CueReader
from extractors.reading import COMMAS, Hit, Sentence
from extractors.records import Count
from extractors.tolls import BACK, Scan, Toll
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_COUNTS_A_NOUN = frozenset(_GRAMMAR["counts_a_noun"])
_FROM, _TO = _GRAMMAR["from"], _GRAMMAR["to"]
_WHO = frozenset(_GRAMMAR["who"])
_TOLD_REACH, _REACH = 16, 3  # tokens from the noun to its figure: behind «عدد» or «حصيلة», else
_RISE_REACH = 24  # tokens from the noun to «إلى خمسة» behind place and time
_DAY_REACH = 8  # tokens from «ارتفع» to «عدد», with the day between
_KIND_REACH = 6  # tokens from «عدد» to «الذين»
_BOUND_REACH = 4  # tokens before the noun in which «تجاوز» stands
_TOLL_REACH = 3  # tokens before the noun in which «حصيلة» stands
_RESULT_REACH = 2  # tokens behind «مثلهم» in which «الجرحى» stands
_FACTORS = {"double": 2}
_COMBATANT = "combatant"
BARE = "toll without its noun"
_OTHERS = ("result", "cases", "void_noun", "other", "verb")  # behind these a toll is not of the attack's dead


class FigureReader:
    """Reads the figures of one text."""

    def __init__(self, scan: Scan, cues: CueReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.cues = cues
        self._starts = self.reading.starts_of("result", "cases")

    def read(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        """The toll whose noun («القتلى») stands at a token and whose figure stands beside it."""
        reading = self.reading
        if at not in self._starts:
            return None
        noun = next((h for h in reading.hits[at] if h.entry.cls == "result" and h.entry.number == "plural"), None)
        noun = noun or reading.hit(at, "cases")
        if noun is None or noun.prep or at in reading.place_at:
            return None
        told = any(reading.hit(b, "toll", "update") for b in range(max(sentence.first, at - _TOLL_REACH), at))
        if noun.entry.cls == "cases" and not told:
            return None
        if not (noun.article or told or self._is_construct(noun, sentence)) or (noun.entry.own and not noun.conj):
            return None
        people = (
            self._figure(noun, told, sentence)
            or self._figure_before(noun, sentence)
            or self._figure_risen_to(noun, sentence)
        )
        if people is None:
            return None
        people = self._bounded(people, noun, sentence)
        outcome = people.result.tag if people.result is not None and noun.entry.tag == "casualties" else noun.entry.tag
        return self._toll(outcome, people, noun, index, sentence)

    def _toll(self, outcome: str, people: People, noun: Hit, index: int, sentence: Sentence) -> Toll:
        groups = list(people.groups)
        adjective = self.reading.hit(noun.last, "person") if noun.last < sentence.last else None
        if adjective is not None and not adjective.conj:
            groups += [(g, people.count) for g in adjective.entry.groups]
        served = self.reading.hit(noun.last, "modifier") if noun.last < sentence.last else None
        owned = noun.article or noun.entry.own or noun.entry.tag == "casualties"
        if served is not None and not owned and not (served.prep or served.conj):
            groups.append((served.entry.tag, people.count))  # «عدد قتلى الدفاع المدني»
        side = people.side or self._side_of(noun, sentence)
        if side and not any(group == _COMBATANT for group, _ in groups):
            groups.append((_COMBATANT, people.count))
        toll = Toll(
            outcome, people, noun, min(noun.first, people.first), max(noun.last, people.last), index,
            "toll told as a number", groups, circumstance=noun.entry.circumstance, void=self.cues.void(noun, sentence),
            definite=True, side=side,
        )  # fmt: skip
        self.scan.take(people, toll)
        return toll

    def _side_of(self, noun: Hit, sentence: Sentence) -> str:
        """«عدد قتلى قوات النظام»: the dead of a side; «ضحايا قوات النظام» may be whom it killed."""
        owned = noun.article or noun.entry.own or noun.last >= sentence.last or noun.entry.tag == "casualties"
        actor = None if owned else self.reading.hit(noun.last, "actor")
        return "" if actor is None or actor.conj or actor.prep or actor.entry.kind == "adjective" else actor.entry.tag

    def _is_construct(self, noun: Hit, sentence: Sentence) -> bool:
        """«قتلى الغارة خمسة وجرحاها سبعة»: the noun opens its clause and a definite one follows, or a pronoun."""
        if noun.entry.own:
            return True
        opens = noun.first == sentence.first or bool(noun.conj) or self.reading.hit(noun.first - 1, "that") is not None
        return opens and noun.last < sentence.last and self.reading.norms[noun.last].startswith(_GRAMMAR["the"])

    def _figure(self, noun: Hit, told: bool, sentence: Sentence) -> People | None:
        reading = self.reading
        told = told or reading.has(noun.last, min(sentence.last, noun.last + _REACH), "tally", "members")
        for at in range(noun.last, min(sentence.last, noun.last + (_TOLD_REACH if told else _REACH))):
            if at in self.scan.taken or reading.is_mark(at, COMMAS) or self._ends(at, noun):
                return None
            people = self.scan.people.read(at)
            if people is None or not people.numbered or at in reading.time_at:
                continue
            if self._fits(people, noun):
                return self._later(people, noun, sentence)
            return None
        return None

    def _ends(self, at: int, noun: Hit) -> bool:
        reading = self.reading
        other = reading.hit(at, "result")
        if other is not None and other.article and not other.conj and other.entry.tag != noun.entry.tag:
            return True
        return reading.hit(at, "verb", "separator") is not None and not reading.hit(
            at, "update", "tally", "particle", "exceeds"
        )

    def _fits(self, people: People, noun: Hit) -> bool:
        if people.noun == "unknown":
            return False
        result = people.result
        return result is None or noun.entry.tag == "casualties" or result.tag in (noun.entry.tag, "casualties")

    def _later(self, people: People, noun: Hit, sentence: Sentence) -> People:
        """«من تسعة إلى 12»: the second is the toll."""
        norms = self.reading.norms
        if norms[people.first - 1] != _FROM or people.last + 1 >= sentence.last or norms[people.last] != _TO:
            return people
        later = self.scan.people.read(people.last + 1)
        return later if later is not None and later.numbered and self._fits(later, noun) else people

    def _figure_before(self, noun: Hit, sentence: Sentence) -> People | None:
        """«تسعة عدد القتلى»: the figure is the predicate and comes first."""
        toll = self.reading.hit(noun.first - 1, "toll") if noun.first - 1 > sentence.first else None
        people = self.scan.numbered.get(toll.first - 1) if toll is not None else None
        free = people is not None and people.first not in self.scan.taken and people.noun == ""
        return people if free else None

    def _figure_risen_to(self, noun: Hit, sentence: Sentence) -> People | None:
        """«ارتفع عدد قتلى الانفجار في سلوك، صباح اليوم، إلى خمسة»: only «إلى» and a number of people reach over commas.

        So does a verb of reaching that takes the toll up: «عدد القتلى …، على عدة مناطق، وصل إلى 72 شخصاً».
        """
        reading, toll = self.reading, noun.first - 1
        if toll < sentence.first or not reading.hit(toll, "toll"):
            return None
        risen = self._is_risen(toll, sentence)
        for at in range(noun.last + 1, min(sentence.last, noun.last + _RISE_REACH)):
            reached = reading.hit(at - 2, "tally") is not None
            if reading.norms[at - 1] != _TO or at in reading.time_at or not (risen or reached):
                continue
            people = self.scan.people.read(at)
            if people is not None and people.numbered and people.first not in self.scan.taken:
                bare = people.noun in ("", "known")
                return people if bare and self._fits(people, noun) else None
        return None

    def _is_risen(self, toll: int, sentence: Sentence) -> bool:
        """«ارتفع، اليوم الخميس، عدد القتلى»: the verb stands before, with at most the day between."""
        reading, at = self.reading, toll - 1
        days = {n for time in reading.times_in(max(sentence.first, toll - _DAY_REACH), toll)
                for n in range(time.first, time.last)}  # fmt: skip
        while at > sentence.first and (at in days or reading.is_mark(at, COMMAS)):
            at -= 1
        return at >= sentence.first and reading.hit(at, "update") is not None

    def _bounded(self, people: People, noun: Hit, sentence: Sentence) -> People:
        """«لا يقل عدد القتلى عن 15», «تجاوز عددهم 15», «لم يتجاوز سبعة»."""
        if people.count.quantifier != "exact":
            return people
        n = people.count.low
        for at in range(max(sentence.first, noun.first - _BOUND_REACH), people.first):
            bound = self.reading.hit(at, "exceeds")
            if bound is not None and bound.first not in self.scan.in_number:
                over = bound.entry.tag == "over"
                return people._replace(count=Count(n, None, "at_least") if over else Count(1, n, "at_most"))
        return people

    def read_bare(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        """«ارتفعت الحصيلة إلى 12», «بلغت حصيلة الغارة 12 مدنياً»: the toll of an attack is of its dead."""
        reading, toll = self.reading, self.reading.hit(at, "toll")
        if toll is None or toll.prep or at in reading.number_at or not self._is_of_attack(toll):
            return None
        before = range(max(sentence.first, at - 2), at)
        rises = any(reading.hit(b, "update") for b in before)
        if not rises and not any(reading.hit(b, "tally") for b in before):
            return None
        for here in range(toll.last, min(sentence.last, toll.last + _TOLD_REACH)):
            if here in self.scan.taken or reading.is_mark(here, COMMAS) or reading.hit(here, *_OTHERS):
                return None
            people = self.scan.people.read(here) if here not in reading.time_at else None
            if people is None or not people.numbered or (rises and reading.norms[here - 1] != _TO):
                continue
            if people.noun == "unknown" or people.result is not None:
                return None
            made = Toll(
                "killed", people, toll, toll.first, people.last, index, BARE, list(people.groups),
                void=self._void(toll, sentence), definite=True, side=people.side,
            )  # fmt: skip
            self.scan.take(people, made)
            return made
        return None

    def _is_of_attack(self, toll: Hit) -> bool:
        """«الحصيلة», «العدد», «حصيلة القصف»; «عدد» needs the noun that it counts."""
        if toll.article or toll.entry.words[0].startswith(_GRAMMAR["the"]):
            return True
        attack = self.reading.hit(toll.last, "weapon", "anaphora", "strike", "assault", "fight")
        return toll.entry.words[0] not in _COUNTS_A_NOUN and attack is not None

    def read_those_who(self, cue: Hit, outcome: str, index: int, sentence: Sentence) -> Toll | None:
        """«ارتفع عدد الجنود الذين قُتلوا في الكمين إلى تسعة»: the verb says what became of them, a figure how many."""
        toll = self._toll_of_those_who(cue, sentence)
        noun = self.scan.people.nouns.plural(toll.last) if toll is not None else None
        if toll is None or noun is None:
            return None
        figure = self._risen_before(toll, sentence) or self._figure_of_those(cue, toll, sentence)
        if figure is None:
            return None
        figure = self._bounded(figure, toll, sentence)
        bare = People(noun.first, noun.last, figure.count)
        kind = self.scan.people.tails.finish(bare, noun.entry)
        shares = tuple((group, figure.count) for group, _ in figure.groups or kind.groups)
        people = figure._replace(groups=shares, side=figure.side or kind.side, noun="known", result=None)
        made = Toll(
            outcome, people, cue, min(toll.first, people.first), max(cue.last, people.last), index,
            "number of those who", list(shares), circumstance=cue.entry.circumstance, weapon=cue.entry.weapon,
            void=self.cues.void(cue, sentence), definite=True, side=people.side,
        )  # fmt: skip
        self.scan.take(people, made)
        return made

    def _toll_of_those_who(self, cue: Hit, sentence: Sentence) -> Hit | None:
        """«عدد» or «حصيلة» before the noun and «الذين» that stand before a verb."""
        reading = self.reading
        if cue.entry.cls != "verb" or cue.entry.voice == "active" or reading.norms[cue.first - 1] not in _WHO:
            return None
        near = reading.hits_in(max(sentence.first, cue.first - 1 - _KIND_REACH), cue.first - 1, "toll")
        return next((hit for hit in reversed(near) if hit.first not in reading.number_at), None)

    def _risen_before(self, toll: Hit, sentence: Sentence) -> People | None:
        """«ارتفع إلى 14 عدد الذين …»."""
        people = self.scan.numbered.get(toll.first - 1) if toll.first > sentence.first else None
        return people if people is not None and people.first not in self.scan.taken else None

    def _figure_of_those(self, cue: Hit, toll: Hit, sentence: Sentence) -> People | None:
        """The figure behind the verb: after a toll that rises the one behind «إلى», else the first."""
        reading = self.reading
        before = range(max(sentence.first, toll.first - 2), toll.first)
        rises = any(reading.hit(at, "update") for at in before)
        if not rises and not any(reading.hit(at, "tally", "exceeds") for at in before):
            return None
        for at in range(cue.last, min(sentence.last, cue.last + _RISE_REACH)):
            if at in self.scan.taken or reading.hit(at, "separator", "subset"):
                return None
            people = self.scan.people.read(at) if at not in reading.time_at else None
            if people is None or not people.numbered or people.noun == "unknown":
                continue
            if not rises or reading.norms[at - 1] == _TO:
                return people
        return None

    # --- figures that look back ---------------------------------------------------------------------------------

    def read_members(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        """«قضوا جميعاً، وعددهم سبعة»: the number of those whom a cue before it left uncounted."""
        members = self.reading.hit(at, "members")
        people = self.scan.people.read(members.last) if members is not None and members.last < sentence.last else None
        if people is None or not people.numbered or people.noun == "unknown" or people.first in self.scan.taken:
            return None
        tolls = self.scan.tolls_before(at, sentence)
        for back in range(at - 1, max(sentence.first, at - BACK) - 1, -1):
            cue = self._uncounted(back, tolls, sentence)
            if cue is not None and cue.entry.tag:
                toll = Toll(
                    cue.entry.tag, people, cue, cue.first, people.last, index, "number of those before",
                    list(people.groups),
                    circumstance=cue.entry.circumstance, weapon=cue.entry.weapon, void=self._void(cue, sentence),
                )  # fmt: skip
                self.scan.take(people, toll)
                return toll
        return None

    def _uncounted(self, at: int, tolls: list[Toll], sentence: Sentence) -> Hit | None:
        if any(t.first <= at < t.last for t in tolls):
            return None
        if at in self.scan.used:
            return self.cues.find(at, sentence)
        result = self.reading.hit(at, "result")
        return result if result is not None and result.article and result.entry.number == "plural" else None

    def _void(self, cue: Hit, sentence: Sentence) -> str:
        return self.cues.void(cue, sentence)

    def read_same(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        """«ومثلهم من الجرحى», «وأصيب مثلهم», «وإصابة عدد مماثل»: the count of the toll before, once more."""
        same = self.reading.hit(at, "same")
        before = next((t for t in self.scan.tolls_before(at, sentence) if not t.void), None)
        if same is None or before is None or at in self.scan.taken:
            return None
        outcome, last = self._echoed(same, sentence)
        if not outcome or outcome == before.outcome:
            return None
        factor = _FACTORS.get(same.entry.tag, 1)
        count = before.count
        high = count.high * factor if count.high is not None else None
        people = People(same.first, last, Count(count.low * factor, high, count.quantifier), noun="", numbered=True)
        toll = Toll(outcome, people, same, same.first, last, index, "the same count again")
        self.scan.take(people, toll)
        return toll

    def _echoed(self, same: Hit, sentence: Sentence) -> tuple[str, int]:
        for at in range(same.last, min(sentence.last, same.last + _RESULT_REACH)):
            result = self.reading.hit(at, "result")
            if result is not None:
                return result.entry.tag, result.last
        cue = self.cues.find(same.first - 1, sentence) if same.first > sentence.first else None
        return (cue.entry.tag, same.last) if cue is not None else ("", same.last)
