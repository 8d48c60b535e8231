"""Who tells a toll: the claimant of a unit, short forms resolved to the first full name (codebook, «Claimant»)."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.clauses import Unit
from extractors.normalize import normalize_phrase
from extractors.reading import CLOSING, COMMAS, OPENING, Hit, Reading
from extractors.tokens import MARK
from extractors.wordlists import read_lexicon

_ARTICLE = read_lexicon("endings")["article"]
_MERGED = read_lexicon("endings")["clitic"]["merged"][0]
_FOR = read_lexicon("endings")["grammar"]["for"]
_ABOUT = read_lexicon("endings")["grammar"]["about"]  # «كشف عن حصيلة القصف»: what is told, not who tells
_ACCUSATIVES = tuple(read_lexicon("endings")["accusative"])
_TANWIN = read_lexicon("endings")["tanwin"]
_QUOTES = (("«", "»"), ('"', '"'), ("“", "”"))
_NAME_LENGTH = 8
_PAPER_REACH = 4  # tokens from «حصيلة» to the one who gives it
_ENDS = (
    "report_stop", "report_verb", "verb", "act", "separator", "relative", "weapon", "update", "toll", "find", "cause",
    "receives",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who tells it: the name as written, its tokens, and whether the outlet's own reporter or an agency."""

    name: str
    first: int
    last: int
    own: bool = False
    agency: bool = False


def _is_short_for(short: str, full: str) -> bool:
    """«المرصد» for «المرصد السوري لحقوق الإنسان», «الشبكة» for «شبكة الفرات المحلية»."""
    if full.startswith(short + " "):
        return True
    words = normalize_phrase(short).split()
    return (
        len(words) == 1
        and words[0].startswith(_ARTICLE)
        and normalize_phrase(full).split()[:1] == [words[0][len(_ARTICLE) :]]
    )


class Claimants:
    """Finds the claimant of each unit; short forms are resolved to the first full name in the article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.full: list[str] = []
        self.latest: Claimant | None = None
        self._latest_sentence = -1

    def find(self, unit: Unit) -> Claimant | None:
        """The claimant of a unit, or None where nobody stands behind it."""
        sentence = self.reading.sentences[unit.sentence]
        found = self._according(unit) or self._reported(sentence.first, unit)
        if found is None:
            return None
        self.latest, self._latest_sentence = found, unit.sentence
        return None if found.own else found

    def _according(self, unit: Unit) -> Claimant | None:
        for hit in self.reading.hits_in(unit.first, unit.last, "report_according"):
            if not hit.prep:
                name = self._teller(hit, unit.last)
                if name is not None:
                    return name
                name = self._name(hit.last)
                if name is not None and not (
                    len(hit.entry.words) == 1 and hit.last - hit.first == 1 and name.first > hit.last + 1
                ):
                    return name
        return None

    def _teller(self, according: Hit, end: int) -> Claimant | None:
        """«وفق ما أعلنه …», «بحسب حصيلة جديدة ل…», «وفق الأرقام التي نشرها …»: the name behind a verb or a paper."""
        reading, at = self.reading, according.last
        told = reading.hit(at, "report_told", "report_verb")
        if told is not None:
            return self._name(told.last)
        if according.entry.words[0] == _ABOUT or reading.hit(at, "report_figure") is None:
            return None
        for here in range(at + 1, min(end, at + _PAPER_REACH)):
            if reading.is_mark(here, COMMAS):
                return None
            told = reading.hit(here, "report_told", "report_verb")
            if told is not None:
                return self._name(told.last)
            if reading.hit(here, "report_head", "actor") and reading.norms[here].startswith(_FOR):
                return self._name(here)
        return None

    def _reported(self, start: int, unit: Unit) -> Claimant | None:
        """The subject of the last verb of telling before the toll, in its sentence."""
        reading = self.reading
        cue = unit.tolls[0].first
        for verb in reversed(reading.hits_in(start, cue, "report_verb", "report_again")):
            if verb.first in reading.time_at or verb.article:
                continue
            name = self._name(verb.last, cue) or self._name_before(verb.first, start)
            if name is not None:
                return name
            if reading.hit(verb.first, "report_again") or self._documents_on(verb, start):
                return self.latest
        return self._announced(start, cue)

    def _documents_on(self, verb: Hit, start: int) -> bool:
        """«كما سجلت 156 حالة اعتقال» at the head of the next sentence: the one who documented before goes on."""
        head = verb.first == start or (verb.first == start + 1 and self.reading.hit(start, "separator") is not None)
        return head and self.latest is not None and self.reading.hit(verb.first, "counts") is not None

    def _announced(self, start: int, cue: int) -> Claimant | None:
        """«وزير الصحة: 37 قتيلاً»: the name before a colon."""
        for at in range(start, min(cue, start + _NAME_LENGTH + 2)):
            if self.reading.norms[at] == ":":
                begin = next((b for b in range(start, at) if self.reading.hit(b, "report_head")), None)
                head = None if begin is None else self.reading.hit(begin, "report_head")
                return None if begin is None or head is None else self._resolve(begin, at, head)
        return None

    def _name(self, at: int, stop: int | None = None) -> Claimant | None:
        """The name that begins at or right behind a token and ends before `stop`."""
        reading = self.reading
        end = len(reading.norms) if stop is None else stop
        while at < end and at in reading.time_at:
            at += 1
        while at < end and reading.is_mark(at, OPENING):
            at += 1
        if at >= end:
            return None
        head = reading.hit(at, "report_head", "actor")
        if head is None:
            return None
        last = max(at + 1, head.last)
        # «قناة المسيرة»: the word right behind the head is part of the name, whatever else it can mean.
        if last < end and reading.hit(last, "weapon") and self.reading.norms[last].startswith(_ARTICLE):
            last += 1
        while last < end and last - at < _NAME_LENGTH and not self._ends(last):
            last += 1
        return self._resolve(at, last, head)

    def _ends(self, at: int) -> bool:
        reading = self.reading
        if reading.kinds[at] == MARK:
            return not (reading.is_mark(at, OPENING) or reading.is_mark(at, CLOSING))
        return (
            reading.kinds[at] == "break"
            or at in reading.time_at
            or at in reading.number_at
            or reading.hit(at, *_ENDS) is not None
            or self._is_told_to(at)
            or self._is_object(at)
        )

    def _is_object(self, at: int) -> bool:
        """«نعت صفحات موالية ضابطاً»: one person in the accusative is whom the teller speaks of."""
        person = self.reading.hit(at, "person")
        return person is not None and person.entry.number == "singular" and self.reading.norms[at].endswith(_TANWIN)

    def _is_told_to(self, at: int) -> bool:
        """«مدير الصحة لوكالة سانا»: the medium that somebody speaks to is no part of the name."""
        medium = self.reading.hit(at, "report_medium", "report_agency")
        return medium is not None and self.reading.norms[at].startswith(_FOR)

    def _name_before(self, verb: int, start: int) -> Claimant | None:
        """«الدفاع المدني قال إن …»: the subject before its verb; of «… إنها وثقت» it is told by the verb before."""
        reading = self.reading
        if reading.hit(verb - 1, "that"):
            return None
        for at in range(max(start, verb - _NAME_LENGTH), verb):
            head = self._subject(at)
            if head is not None and not any(reading.is_mark(b, COMMAS) for b in range(at, verb)):
                while verb - 1 > at and reading.hit(verb - 1, "report_stop"):
                    verb -= 1  # «الدفاع المدني قد أعلن»
                broken = any(reading.hit(b, "report_stop") for b in range(at + 1, verb))
                return None if broken else self._resolve(at, verb, head)
        return None

    def _subject(self, at: int) -> Hit | None:
        """The head of a name that stands before its verb; in the accusative behind «أن» and «لكن» («لكن مصدراً قال»)."""
        reading = self.reading
        governed = reading.hit(at - 1, "that", "but") is not None
        return reading.hit(at, "report_head", "actor", *(["report_accusative"] if governed else []))

    def _resolve(self, first: int, last: int, head: Hit) -> Claimant:
        reading = self.reading
        own = reading.hit(first, "report_self") is not None
        agency = reading.hit(first, "report_agency") is not None
        name = self._spelled(first, last, head)
        if reading.hit(first, "report_same") and self.latest is not None and last - first <= 2:
            return Claimant(self.latest.name, first, last, self.latest.own, self.latest.agency)
        for known in self.full:
            if known != name and _is_short_for(name, known):
                return Claimant(known, first, last, own, agency)
        if name not in self.full:
            self.full.append(name)
        return Claimant(name, first, last, own, agency)

    def _spelled(self, first: int, last: int, head: Hit) -> str:
        """The name without clitics and the ending of an accusative («لكن مصدراً طبياً», «وفقاً للدفاع المدني»)."""
        clitics = sum(1 for flag in (head.conj, bool(head.prep)) if flag)
        name = self.reading.surface(first, last).strip(' «»"،')[clitics:]
        for opening, closing in _QUOTES:
            odd = name.count(opening) % 2 if opening == closing else name.count(opening) > name.count(closing)
            name += closing if odd else ""  # «وكالة "سانا"» lost its last quote just now
        if name.startswith(_MERGED) and (head.article or head.entry.words[0].startswith(_ARTICLE)):
            name = _ARTICLE + name[len(_MERGED) :]
        return " ".join(word[:-2] if word.endswith(_ACCUSATIVES) else word for word in name.split(" "))
