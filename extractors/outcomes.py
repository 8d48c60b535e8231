"""Tolls: people phrases joined with what became of them («قُتل خمسة مدنيين», «خمسة مدنيين قُتلوا», «عشرون قتيلاً»).

Works a sentence at a time. A cue looks for its people on the side that grammar gives: behind it (verb first, verbal
nouns), before it (subject first, predicates), or inside the phrase (nouns that carry the outcome). Codebook, «Counting».
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from extractors.lexicon import load_lexicon
from extractors.reading import COMMAS, Hit, Reading, Sentence
from extractors.records import Count
from extractors.tokens import MARK
from extractors.victims import VAGUE_LOW, People, PeopleReader
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
REACH = 16  # tokens that a cue looks ahead for its people
BACK = 22  # and behind
_VOID_REACH = 7  # tokens before a cue in which a negation or an unreal mood voids it
_PLAIN = {"passive": 5, "either": 7, "active": 7}  # unknown words that may stand before a numbered phrase
_LIST_GAP = 8


@dataclass(slots=True)
class Toll:
    """One count with its outcome: cue tokens, people, groups of the whole and of subsets, and what else grammar told."""

    outcome: str
    people: People
    cue: Hit | None
    first: int
    last: int
    sentence: int
    rule: str
    groups: list[tuple[str, Count]] = field(default_factory=list)
    parts: list[People] = field(default_factory=list)
    circumstance: str = ""
    weapon: str = ""
    side: str = ""
    author: str = ""
    gapped: bool = False
    void: str = ""
    definite: bool = False
    inherits: bool = False

    @property
    def count(self) -> Count:
        """The count of the whole phrase, lists added up."""
        return add_counts([self.people.count, *(p.count for p in self.parts)])


def add_counts(counts: Iterable[Count]) -> Count:
    """The sum of counts: open-ended where one is, exact only where all are (codebook, Counting 4)."""
    counts = list(counts)
    if len(counts) == 1:
        return counts[0]
    high = None if any(c.high is None for c in counts) else sum(c.high or 0 for c in counts)
    kinds = {c.quantifier for c in counts}
    order = ("vague", "at_least", "range", "at_most", "about", "exact")
    return Count(sum(c.low for c in counts), high, next(k for k in order if k in kinds))


class TollReader:
    """Finds the tolls of one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.people = PeopleReader(reading)
        self.taken: dict[int, Toll | None] = {}
        self.subset: set[int] = set()
        self.used: set[int] = set()
        self.numbered: dict[int, People] = {}

    def read(self) -> list[Toll]:
        """All tolls in order of their place in the text, void ones included (their `void` says why)."""
        tolls: list[Toll] = []
        for index, sentence in enumerate(self.reading.sentences):
            tolls += self._read_sentence(index, sentence)
        return tolls

    def _read_sentence(self, index: int, sentence: Sentence) -> list[Toll]:
        self._read_numbered(sentence)
        self._mark_subsets(sentence)
        tolls: list[Toll] = []
        at = sentence.first
        while at < sentence.last:
            found, at = self._read_at(at, index, sentence)
            tolls += found
        tolls += self._read_results(index, sentence)
        tolls.sort(key=lambda toll: (toll.first, toll.last))
        self._add_subsets(tolls, sentence)
        return tolls

    def _read_numbered(self, sentence: Sentence) -> None:
        """Reads all phrases that begin with a number; whoever looks back must meet them whole."""
        at = sentence.first
        while at < sentence.last:
            people = self.people.read(at) if at in self.reading.number_at else None
            if people is None:
                at += 1
                continue
            self.numbered.update(dict.fromkeys(range(people.first, people.last), people))
            at = max(people.last, at + 1)

    # --- cues -------------------------------------------------------------------------------------------------

    def _read_at(self, at: int, index: int, sentence: Sentence) -> tuple[list[Toll], int]:
        reading = self.reading
        if at in reading.place_at or at in reading.time_at:
            return [], at + 1
        cue = self._cue(at, sentence)
        if cue is None:
            return [], at + 1
        self.used.update(range(cue.first, cue.last))
        if not cue.entry.tag or cue.entry.tag == "none":
            return [], cue.last
        outcome, last = self._unsplit(cue, sentence)
        void = self._void(cue, sentence)
        toll = self._attach(cue, outcome, last, index, sentence)
        if toll is None:
            return [], last
        toll.void = void
        toll.groups = [g for g in toll.groups if g[0] != "detainee" or outcome != "detained"]
        return self._extend(toll, sentence), last

    def _cue(self, at: int, sentence: Sentence) -> Hit | None:
        own = next((h for h in self.reading.hits.get(at, ()) if h.entry.cls == "phrase" and h.entry.own), None)
        cue = own or self.reading.hit(at, "phrase", "verb", "act")
        if cue is None or cue.last > sentence.last:
            return None
        if cue.entry.needs and not self._needed(cue, sentence):
            other = [h for h in self.reading.hits[at] if h.entry.cls in ("verb", "act") and not h.entry.needs]
            cue = other[0] if other else None
        if cue is None:
            return None
        if cue.article and cue.entry.cls in ("act", "verb"):
            return None
        return None if self._is_particle(cue) else cue

    def _needed(self, cue: Hit, sentence: Sentence) -> bool:
        low, high = max(sentence.first, cue.first - 8), min(sentence.last, cue.last + 12)
        needs = cue.entry.needs
        return any(self.reading.norms[i] in needs or self.reading.norms[i][1:] in needs for i in range(low, high) if i != cue.first)

    def _is_particle(self, cue: Hit) -> bool:
        """«فقد أصيب …»: the particle, written like the verb «فقد», stands before a verb."""
        if cue.entry.cls == "verb" and cue.entry.tag == "missing" and cue.entry.number == "singular":
            nxt = self.reading.hit(cue.last, "verb", "report_verb", "cause") if cue.last < len(self.reading.norms) else None
            return nxt is not None
        return False

    def _unsplit(self, cue: Hit, sentence: Sentence) -> tuple[str, int]:
        """«قُتل وأصيب n», «مقتل وجرح n»: one unsplit sum (codebook, Counting 6)."""
        subject = cue.entry.cls == "verb" and (
            cue.entry.number in ("dual", "plural") or self._left(cue, sentence) is not None
        )
        nxt = self.reading.hit(cue.last, "verb", "act") if cue.last < sentence.last and not subject else None
        pair = {cue.entry.tag, nxt.entry.tag} if nxt else set()
        if nxt is not None and nxt.conj and pair == {"killed", "injured"} and nxt.entry.cls == cue.entry.cls:
            return "casualties", nxt.last
        return cue.entry.tag, cue.last

    def _void(self, cue: Hit, sentence: Sentence) -> str:
        """Why a cue tells of nothing that happened: negated or unreal; '' where it stands."""
        reading = self.reading
        if cue.entry.cls == "verb" and cue.conj:
            return ""
        for at in range(cue.first, max(sentence.first, cue.first - _VOID_REACH) - 1, -1):
            if at != cue.first and self._closes(at):
                break
            negation = reading.hit(at, "negation")
            if negation is not None and negation.entry.tag != "not" and negation.last <= cue.first + 1:
                covered = any(
                    (h := reading.hit(b, "negation")) is not None and h.entry.tag == "not" and h.last > at
                    for b in range(max(at - 2, 0), at + 1)
                )
                in_number = any(n.first <= at < n.last for n in reading.numbers)
                if not covered and not in_number and at != cue.first:
                    return "negation"
            unreal = reading.hit(at, "irreal")
            if unreal is not None and at not in reading.place_at and unreal.first < cue.first:
                return "irreal"
        return ""

    def _closes(self, at: int) -> bool:
        reading = self.reading
        if reading.is_mark(at, COMMAS):
            return True
        hit = reading.hit(at, "separator", "verb")
        return hit is not None and not (hit.entry.cls == "verb" and not hit.conj)

    # --- joining people -----------------------------------------------------------------------------------------

    def _attach(self, cue: Hit, outcome: str, last: int, index: int, sentence: Sentence) -> Toll | None:
        entry = cue.entry
        people, rule = None, ""
        if entry.number == "object":
            people, rule = self._object_pronoun(cue, sentence), "object pronoun"
        else:
            people, rule = self._find_people(cue, last, sentence)
        if people is None or people.first in self.taken:
            return None
        author = ""
        if entry.tag == "missing" and self._is_loss(cue, last, people):
            outcome = "killed"
        if entry.cls in ("verb", "act") and entry.voice != "passive" and people.first >= last:
            people, author = self._object(people, last, sentence)
        toll = Toll(
            outcome, people, cue, min(cue.first, people.first), max(last, people.last), index, rule, list(people.groups),
            circumstance=entry.circumstance, weapon=entry.weapon, side=people.side, author=author,
        )
        self._take(people, toll)
        return toll

    def _find_people(self, cue: Hit, last: int, sentence: Sentence) -> tuple[People | None, str]:
        """The people of a cue and the rule that found them; a verb in the dual or plural stands behind its subject."""
        entry = cue.entry
        behind = entry.cls in ("verb", "phrase") and entry.voice != "active"
        agrees = entry.cls == "verb" and entry.number in ("dual", "plural")
        if behind and (agrees or entry.side == "before"):
            people = self._left(cue, sentence)
            if people is not None or entry.side == "before":
                return people, f"people before {entry.cls}"
        people = self._right(cue, last, sentence)
        if people is None and behind:
            return self._left(cue, sentence), f"people before {entry.cls}"
        return people, f"{entry.cls} before people"

    def _take(self, people: People, toll: Toll | None) -> None:
        for at in range(people.first, people.last):
            self.taken[at] = toll

    def _is_loss(self, cue: Hit, last: int, people: People) -> bool:
        """«فقدت الوحدات مقاتلَين»: an armed side that loses fighters has them dead."""
        armed = any(self.reading.hit(at, "actor") for at in range(last, people.first))
        return armed and any(group == "combatant" for group, _ in people.groups)

    def _object(self, people: People, last: int, sentence: Sentence) -> tuple[People, str]:
        """«قتل ثلاثة عناصر من حزب الله عنصراً»: a second phrase right behind an armed first is what was hit."""
        reading = self.reading
        if people.last >= sentence.last or not (people.side or any(g == "combatant" for g, _ in people.groups)):
            return people, ""
        second = self.people.read(people.last)
        if second is None or second.conj or second.other or not (second.accusative or second.numbered):
            return people, ""
        if reading.hit(people.last, "subset") or second.of_them:
            return people, ""
        return second, people.side or "unknown"

    def _right(self, cue: Hit, last: int, sentence: Sentence) -> People | None:
        reading = self.reading
        at, plain, commas, chunks, armed = last, 0, 0, 0, False
        limit = min(sentence.last, last + REACH)
        allowed = _PLAIN.get(cue.entry.voice, 4)
        while at < limit:
            if reading.kinds[at] == MARK:
                if reading.is_mark(at, COMMAS):
                    commas += 1
                    if commas > 2 or (plain and commas > 1):
                        return None
                at += 1
                continue
            if at in self.subset and at != last:
                return None
            people = self._candidate(at, cue, plain, chunks)
            if people is not None and (people.numbered or not armed):
                return people
            armed = armed or reading.hit(at, "weapon") is not None
            step = self._step(at, cue, sentence)
            if step == 0:
                return None
            plain += step < 0
            chunks += step > 0
            at += abs(step)
            if plain > allowed:
                return None
        return None

    def _candidate(self, at: int, cue: Hit, plain: int, chunks: int) -> People | None:
        people = self.people.read(at, named=plain == 0 and chunks == 0)
        if people is None or people.first in self.taken:
            return None
        if people.conj and plain + chunks == 0 and not people.numbered:
            return None
        if people.noun in ("", "unknown") and plain and not (people.other or cue.entry.voice in ("either", "active")):
            return None
        if people.noun == "unknown" and plain:
            return None
        if not people.numbered and plain:
            return people if cue.entry.voice in ("either", "active") and plain <= 3 and people.number != "plural" else None
        if people.numbered and people.conj and plain == 0 and chunks == 0:
            return people
        return people

    def _step(self, at: int, cue: Hit, sentence: Sentence) -> int:
        """How far to go on: >0 over a known chunk, −1 over one unknown word, 0 to stop."""
        reading = self.reading
        if at in reading.time_at:
            return reading.times[reading.time_at[at]].last - at
        if at in reading.place_at:
            return reading.places[reading.place_at[at]].last - at
        if reading.hit(at, "separator") and not reading.hit(at, "adverb"):
            return 0
        stop = reading.hit(at, "verb", "act", "report_verb")
        if stop is not None and not stop.article and stop.entry.cls in ("verb", "act") and not (
            stop.entry.cls == "act" and stop.prep
        ):
            return 0
        if reading.hit(at, "relative") and cue.entry.cls != "phrase":
            return 0
        for cls in ("actor", "weapon", "adverb", "report_according", "modifier"):
            hit = reading.hit(at, cls)
            if hit is not None:
                return hit.last - at
        number = reading.number_at.get(at)
        if number is not None:
            return -(number.last - at) if number.last == at + 1 else number.last - at
        if reading.hit(at, "particle") and reading.norms[at] in _GRAMMAR["partitives"]:
            return 1
        return -1

    def _left(self, cue: Hit, sentence: Sentence) -> People | None:
        """The people before a verb or predicate: the nearest numbered phrase, or a noun right before it.

        A verb agrees with a subject before it: after a singular verb's subject only one person, after «قُتلوا» several.
        """
        floor = max(sentence.first, cue.first - BACK)
        agrees = cue.entry.number in ("dual", "plural") or cue.entry.cls != "verb"
        for at in range(cue.first - 1, floor - 1, -1):
            if at in self.taken:
                return None
            if at in self.subset:
                continue
            hit = self.reading.hit(at, "separator")
            if hit is not None and not self.reading.hit(at, "adverb"):
                return None
            people = self.numbered.get(at) or self.people.read(at)
            if people is None or (self._is_predicate(people) and people.result.tag == cue.entry.tag):  # type: ignore[union-attr]
                continue
            if people.last > cue.first:
                return None
            if not people.numbered:
                people = self._widen(people, at, floor)
                if at > floor and self.reading.norms[at - 1] == _GRAMMAR["from"]:
                    continue
            gap = cue.first - people.last
            if people.number == "singular":
                return people if gap <= 1 and cue.entry.number not in ("dual", "plural") else None
            if people.numbered and agrees:
                return people if people.noun != "unknown" or gap <= 1 else None
            if agrees and gap <= 4:
                return people
            if people.numbered:
                return None
        return None

    def _widen(self, people: People, at: int, floor: int) -> People:
        """The phrase that begins further back and holds this noun as its adjective («جنديين سوريين»)."""
        for back in range(at - 1, max(floor, at - 3) - 1, -1):
            wider = self.people.read(back)
            if wider is not None and wider.last >= people.last and back not in self.taken:
                people = wider
        return people

    def _is_predicate(self, people: People) -> bool:
        """«مفقودين» before «تحت الأنقاض» goes on telling of the people further back."""
        return people.result is not None and not people.numbered and people.result.tag in ("missing", "detained")

    def _object_pronoun(self, cue: Hit, sentence: Sentence) -> People | None:
        """«فأردوه قتيلاً»: the result noun behind a verb with a pronoun is the one hit."""
        for at in range(cue.last, min(sentence.last, cue.last + 2)):
            people = self.people.read(at)
            if people is not None and people.result is not None and at not in self.taken:
                return people
        return None

    # --- lists ------------------------------------------------------------------------------------------------

    def _extend(self, toll: Toll, sentence: Sentence) -> list[Toll]:
        """Adds the rest of a list («طفلة ورجل ومسن»); a place in between opens a toll of its own (gapping)."""
        tolls, current = [toll], toll
        at = toll.people.last
        while True:
            nxt, gapped = self._next_in_list(at, current, sentence)
            if nxt is None:
                return tolls
            if gapped or (nxt.result is not None and nxt.result.tag != toll.outcome):
                if nxt.result is not None and nxt.result.tag != toll.outcome and not gapped:
                    return tolls
                current = Toll(
                    toll.outcome, nxt, toll.cue, nxt.first, nxt.last, toll.sentence, "gapped " + toll.rule, list(nxt.groups),
                    circumstance=toll.circumstance, weapon=toll.weapon, side=nxt.side, gapped=True, void=toll.void,
                )
                tolls.append(current)
            else:
                if self._shares_number(current, nxt):
                    current.groups += [(group, current.people.count) for group, _ in nxt.groups]
                else:
                    current.parts.append(nxt)
                    current.groups += nxt.groups
                current.last = max(current.last, nxt.last)
            self._take(nxt, current)
            at = nxt.last

    def _next_in_list(self, at: int, toll: Toll, sentence: Sentence) -> tuple[People | None, bool]:
        reading = self.reading
        gapped = False
        plain = 0
        limit = min(sentence.last, at + _LIST_GAP)
        while at < limit:
            if at in self.subset or reading.hit(at, "separator", "relative", "verb", "act", "report_verb", "report_according", "subset", "share"):
                return None, False
            people = self._list_item(at, toll, plain, gapped)
            if people is not None:
                return (people, gapped) if not self._belongs_to_verb(people, sentence) else (None, False)
            if reading.kinds[at] == MARK:
                if not reading.is_mark(at, COMMAS) or plain:
                    return None, False
                at += 1
                continue
            if at in reading.place_at:
                gapped = True
                at = reading.places[reading.place_at[at]].last
                continue
            if at in reading.time_at:
                return None, False
            weapon = reading.hit(at, "weapon")
            if weapon is not None:
                return None, False
            plain += 1
            at += 1
        return None, False

    def _list_item(self, at: int, toll: Toll, plain: int, gapped: bool) -> People | None:
        people = self.people.read(at, named=plain == 0)
        if people is None or people.first in self.taken or not (people.conj or self._after_and(at)):
            return None
        if people.noun == "unknown" and (plain or gapped):
            return None
        if not people.numbered and (plain > 2 or gapped):
            return None
        return people

    def _shares_number(self, toll: Toll, people: People) -> bool:
        """«15 ضابطاً وعنصراً»: from eleven on, two accusative singulars share one number."""
        return toll.people.numbered and toll.people.count.low > 10 and people.accusative and not people.numbered

    def _after_and(self, at: int) -> bool:
        return at > 0 and self.reading.hit(at - 1, "and") is not None

    def _belongs_to_verb(self, people: People, sentence: Sentence) -> bool:
        """Whether the next word is a verb in agreement, so that the phrase opens a clause of its own."""
        if people.last >= sentence.last:
            return False
        verb = self.reading.hit(people.last, "verb")
        return verb is not None and not verb.conj and verb.entry.number in ("dual", "plural")

    # --- nouns that carry their outcome -----------------------------------------------------------------------

    def _read_results(self, index: int, sentence: Sentence) -> list[Toll]:
        tolls: list[Toll] = []
        for at in range(sentence.first, sentence.last):
            if at in self.taken or at in self.subset or at in self.used:
                continue
            people = self.people.read(at)
            toll = None
            if people is None or not people.numbered:
                toll = self._definite_toll(at, index, sentence)
            if toll is None and people is not None and people.result is not None and people.last <= sentence.last:
                toll = self._result_toll(people, index, sentence)
            if toll is not None:
                tolls += self._extend(toll, sentence)
        return tolls

    def _result_toll(self, people: People, index: int, sentence: Sentence) -> Toll | None:
        entry = people.result
        assert entry is not None
        cue = Hit(entry, people.first, people.last, "" if not people.conj else _AND)
        if entry.cls == "result" and not people.numbered and not self._governed(people, sentence):
            return self._predicate(people, cue, index, sentence)
        if people.number == "singular" and entry.circumstance == "body_found":
            people = self._bodies(people)
        outcome = entry.tag
        pair = self._genitive_pair(people)
        if pair:
            outcome = "casualties"
            people = replace(people, last=pair)
        elif entry.circumstance == "body_found" and not people.numbered:
            people = self._bodies(people)
        toll = Toll(
            outcome, people, cue, people.first, people.last, index, "noun of outcome", list(people.groups),
            circumstance=entry.circumstance, void=self._void(cue, sentence), side=people.side,
        )
        self._take(people, toll)
        return toll

    def _predicate(self, people: People, cue: Hit, index: int, sentence: Sentence) -> Toll | None:
        """«ستة أشخاص ما زالوا مفقودين»: an indefinite noun of outcome told of the people before it."""
        if cue.entry.tag not in ("missing", "detained") or people.definite or people.own:
            return None
        subject = self._left(cue, sentence)
        if subject is None:
            return None
        toll = Toll(
            cue.entry.tag, subject, cue, subject.first, cue.last, index, "predicate", list(subject.groups),
            void=self._void(cue, sentence), side=subject.side,
        )
        self._take(subject, toll)
        return toll

    def _bodies(self, body: People) -> People:
        """«جثث أربعة عشر شخصاً», «جثة شاب»: the people behind the bodies are the count."""
        if body.last >= len(self.reading.norms):
            return body
        inner = self.people.read(body.last)
        if inner is None or inner.conj or inner.first in self.taken:
            return body
        return replace(inner, first=body.first, result=body.result, conj=body.conj)

    def _genitive_pair(self, people: People) -> int:
        """«عشرات القتلى والجرحى»: one past the pair where one number governs both nouns, else 0."""
        reading = self.reading
        if not people.numbered or people.result is None or people.last >= len(reading.norms):
            return 0
        noun = reading.hit(people.last - 1, "result")
        second = reading.hit(people.last, "result")
        if noun is None or second is None or not second.conj or not (noun.article and second.article):
            return 0
        return second.last if {noun.entry.tag, second.entry.tag} == {"killed", "injured"} else 0

    def _governed(self, people: People, sentence: Sentence) -> bool:
        """Whether an indefinite noun of outcome is told as news: brought by a cause, found, or in a list of tolls."""
        reading = self.reading
        entry = people.result
        assert entry is not None
        if people.definite:
            return False
        for at in range(people.first - 1, max(sentence.first, people.first - 10) - 1, -1):
            if at in self.taken and self.taken[at] is not None:
                return people.conj
            if reading.hit(at, "find") and entry.circumstance == "body_found":
                return True
            if reading.hit(at, "cause") and entry.circumstance != "body_found":
                return True
            if reading.hit(at, "verb", "separator") and not reading.hit(at, "adverb"):
                break
        headline = people.first - sentence.first <= 1 and entry.tag in ("killed", "injured") and entry.words[0] in _PLAIN_TOLLS
        return headline or (people.conj and people.number == "plural" and entry.words[0] in _PLAIN_TOLLS)

    def _definite_toll(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        """«عدد القتلى تسعة», «حصيلة الشهداء بلغت 530», «القتلى ثلاثة عشر والجرحى خمسة وثلاثون»."""
        reading = self.reading
        if at in reading.place_at:
            return None
        noun = next((h for h in reading.hits.get(at, ()) if h.entry.cls == "result" and h.entry.number == "plural"), None)
        if noun is None or noun.entry.own or noun.prep:
            return None
        told = any(reading.hit(b, "toll") for b in range(max(sentence.first, at - 3), at))
        if not (noun.article or told):
            return None
        people = self._toll_number(noun, told, sentence)
        if people is None:
            return None
        groups = list(people.groups)
        adjective = self.reading.hit(noun.last, "person") if noun.last < sentence.last else None
        if adjective is not None and not adjective.conj:
            groups += [(g, people.count) for g in adjective.entry.groups]
        cue = replace(noun)
        outcome = people.result.tag if people.result is not None and noun.entry.tag == "casualties" else noun.entry.tag
        toll = Toll(
            outcome, people, cue, noun.first, people.last, index, "toll told as a number", groups,
            circumstance=noun.entry.circumstance, void=self._void(cue, sentence), definite=True,
        )
        self._take(people, toll)
        return toll

    def _toll_number(self, noun: Hit, told: bool, sentence: Sentence) -> People | None:
        reading = self.reading
        reach = 16 if told else 3
        for at in range(noun.last, min(sentence.last, noun.last + reach)):
            if at in self.taken or reading.is_mark(at, COMMAS):
                return None
            other = reading.hit(at, "result")
            if other is not None and other.article and not other.conj and other.entry.tag != noun.entry.tag:
                return None
            if reading.hit(at, "verb", "separator") and not reading.hit(at, "update", "particle"):
                return None
            people = self.people.read(at)
            if people is not None and people.numbered and at not in reading.time_at:
                result = people.result
                if people.noun != "unknown" and (result is None or result.tag in (noun.entry.tag, "casualties") or noun.entry.tag == "casualties"):
                    return people
                return None
        return None

    # --- subsets ----------------------------------------------------------------------------------------------

    def _mark_subsets(self, sentence: Sentence) -> None:
        """Marks the tokens behind «بينهم …» up to the end of that list: they are no tolls of their own."""
        reading = self.reading
        self._regions: list[tuple[int, int, Hit]] = []
        at = sentence.first
        while at < sentence.last:
            hit = reading.hit(at, "subset", "share", "breakdown")
            if hit is None or not self._opens_subset(hit, sentence):
                at += 1
                continue
            end = self._subset_end(hit, sentence)
            if end > hit.last:
                self._regions.append((hit.first, end, hit))
                self.subset.update(range(hit.first, end))
            at = max(end, hit.last)

    def _opens_subset(self, hit: Hit, sentence: Sentence) -> bool:
        if hit.entry.cls == "breakdown":
            return hit.first > sentence.first and (
                hit.conj or self.reading.is_mark(hit.first - 1, COMMAS)
            ) and self.people.read(hit.last) is not None
        if hit.entry.cls == "subset" and hit.entry.words[0] == _GRAMMAR["of_them"]:
            before = self.reading.number_at
            return not any(n.last == hit.first for n in before.values())
        return True

    def _subset_end(self, hit: Hit, sentence: Sentence) -> int:
        reading = self.reading
        at = hit.last
        while at < sentence.last:
            if reading.is_mark(at, COMMAS):
                if not self._continues(at + 1, sentence):
                    return at
                at += 1
                continue
            people = self.people.read(at)
            if people is not None:
                if people.result is not None and people.conj and at > hit.last:
                    return at
                at = max(people.last, at + 1)
                continue
            if reading.hit(at, "separator", "relative", "weapon") or (
                (verb := reading.hit(at, "verb", "act", "report_according", "report_verb")) is not None and not verb.article
            ):
                return at
            if at in reading.time_at:
                return at
            at += 1
        return at

    def _continues(self, at: int, sentence: Sentence) -> bool:
        """Whether a list of a subset goes on behind a comma."""
        if at >= sentence.last:
            return False
        people = self.people.read(at)
        return (
            people is not None
            and people.conj
            and people.result is None
            and people.noun == "known"
            and not people.other
            and not self._belongs_to_verb(people, sentence)
        )

    def _add_subsets(self, tolls: list[Toll], sentence: Sentence) -> None:
        for first, end, hit in self._regions:
            owners = [t for t in tolls if t.people.last <= first and not t.void]
            if not owners:
                self._own_count(tolls, first, end, hit, sentence)
                continue
            owner = owners[-1]
            if hit.entry.cls == "share":
                owner.groups += self._shares(hit, end, owner)
            else:
                owner.groups += self._subset_groups(hit.last, end)
            owner.last = max(owner.last, end)

    def _own_count(self, tolls: list[Toll], first: int, end: int, hit: Hit, sentence: Sentence) -> None:
        """«قُتل من كان فيها، وهم ضابط وثلاثة عناصر»: with no total told, the list is the count."""
        if hit.entry.cls != "breakdown":
            return
        cue = next((c for at in range(first, sentence.first - 1, -1) if (c := self._cue(at, sentence)) is not None), None)
        if cue is None or self._void(cue, sentence):
            return
        found = self._phrases(hit.last, end)
        if not found:
            return
        toll = Toll(
            cue.entry.tag, found[0], cue, cue.first, found[-1].last, self.reading.sentences.index(sentence),
            "list of those hit", [g for p in found for g in p.groups], parts=found[1:], weapon=cue.entry.weapon,
        )
        tolls.append(toll)

    def _phrases(self, at: int, end: int) -> list[People]:
        found = []
        while at < end:
            people = self.people.read(at, named=True)
            if people is not None and people.last <= end + 1:
                found.append(people)
                at = max(people.last, at + 1)
            else:
                at += 1
        return found

    def _subset_groups(self, at: int, end: int) -> list[tuple[str, Count]]:
        return [share for people in self._phrases(at, end) for share in people.groups]

    def _shares(self, hit: Hit, end: int, owner: Toll) -> list[tuple[str, Count]]:
        """«معظمهم X», «نصفهم», «ربعهم من الأطفال»: arithmetic for one group, [3, null] each for several."""
        groups: list[str] = []
        for at in range(hit.last, end):
            for noun in self.reading.hits.get(at, ()):
                if noun.entry.cls in ("person", "modifier"):
                    groups += noun.entry.groups or ([noun.entry.tag] if noun.entry.cls == "modifier" else [])
                    break
        groups = list(dict.fromkeys(groups))
        total = owner.people.count
        if hit.entry.tag == "all":
            return [(g, total) for g in groups]
        if len(groups) > 1:
            return [(g, Count(VAGUE_LOW, None, "vague")) for g in groups]
        return [(g, _share(hit.entry.tag, total)) for g in groups]


def _share(tag: str, total: Count) -> Count:
    n, high = total.low, total.high
    if tag == "most":
        return Count(n // 2 + 1, high, "range")
    part = {"half": (1, 2), "third": (1, 3), "two_thirds": (2, 3), "quarter": (1, 4)}[tag]
    scale = lambda value: value * part[0] // part[1]  # noqa: E731
    return Count(scale(n), None if high is None else scale(high), "about")


def general_groups() -> frozenset[str]:
    """The groups that «آخرون» takes over from those before (codebook, «Decisions»)."""
    return load_lexicon().general


_AND = read_lexicon("endings")["clitic"]["conjunction"][0]
_PLAIN_TOLLS = frozenset(_GRAMMAR["plain_tolls"])
