"""Cues of outcomes: which word says that people were hit, whether it counts, and what it says."""

from __future__ import annotations

from extractors.reading import OPENING, Hit, Sentence
from extractors.subjects import SubjectReader
from extractors.tolls import Scan
from extractors.wordlists import read_lexicon

_THE = read_lexicon("endings")["grammar"]["the"]
CUES = ("phrase", "verb", "act", "object_verb")
_CLOSERS = ("separator", "but", "verb")
_HARMS = ("cause", "result", "act", "verb", "phrase", "weapon")
_VOID_REACH = 7  # tokens before a cue in which a negation or an unreal mood voids it
_EXCEPT_REACH = 6  # tokens behind it in which «سوى» takes a negation back
_NEEDS_BEFORE, _NEEDS_BEHIND = 8, 12
_SUM_REACH = 5  # tokens from those whose death raises a sum to the word that raises it
_EACH_WORDS = 3  # of «كل واحد منهم»


class CueReader:
    """Reads the cues of one text."""

    def __init__(self, scan: Scan, subjects: SubjectReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.subjects = subjects
        self._turns = self.reading.commas | self.reading.starts_of("negation", "irreal", "release", *_CLOSERS)

    def find(self, at: int, sentence: Sentence) -> Hit | None:
        """The cue that begins at a token, if any: the most demanding whose demands are met."""
        hits = [h for h in self.reading.hits.get(at, ()) if h.entry.cls in CUES and h.last <= sentence.last]
        if not hits or self._is_counted_noun(at) or self._is_name(at) or self._is_idle(at):
            return None
        if not self._has_subject(at, sentence):
            if self.reading.hit(at, "people_unit", "collective") is not None:
                return None  # «أسرة كاملة» is written like «أسره»
            # «إصابة» is written like «أصابه» and «قتله» is rather the noun: the verb only where a subject follows.
            hits = [h for h in hits if h.entry.cls != "object_verb"] or hits
            own = next((h for h in hits if _is_own(h)), None)
        else:
            own = None
        cue = own or next((h for h in hits if h.entry.needs and self._needed(h, sentence)), None)
        cue = cue if cue is not None and cue.last >= hits[0].last else self._plain(hits) or cue
        if cue is None or (cue.article and cue.entry.cls != "phrase" and len(cue.entry.words) == 1):
            return None
        return None if self._is_particle(cue) else cue

    def _is_counted_noun(self, at: int) -> bool:
        """«21 وفاة»: counted, it is no verbal noun."""
        counted = self.scan.numbered.get(at)
        return counted is not None and counted.result is not None and counted.first < at

    def _is_idle(self, at: int) -> bool:
        """«غارات بلا توقف»: in a set phrase of denial, «توقف» arrests nobody; «التي أصيب بها» hurts nobody anew."""
        if self.reading.hit(at, "wounds") is not None:
            return True
        phrases = [self.reading.hit(before, "negation") for before in range(max(at - 2, 0), at)]
        return any(phrase and phrase.entry.tag == "not" and phrase.last > at for phrase in phrases)

    def _is_name(self, at: int) -> bool:
        """«ابنهما ياسر»: a given name written like a verb, behind a person."""
        name = self.reading.hit(at, "name")
        if name is None or name.conj or self.reading.hit(at - 1, "person") is None:
            return False
        force = self.reading.hit(at - 2, "actor") if at > 1 else None
        phrase = self.reading.hit(at, *CUES)
        return not (force is not None and force.last == at) and (phrase is None or phrase.last <= name.last)

    def _plain(self, hits: list[Hit]) -> Hit | None:
        return next((h for h in hits if not h.entry.needs and not _is_own(h)), None) or next(
            (h for h in hits if _is_own(h)), None
        )

    def _has_subject(self, at: int, sentence: Sentence) -> bool:
        """«قتله مسلحون»: a verb with the pronoun of the one hit, for its subject stands behind it."""
        if at + 1 >= sentence.last or self.reading.hit(at + 1, "actor", "weapon") is None:
            return False
        return self.reading.hit(at, "object_verb") is not None

    def _needed(self, cue: Hit, sentence: Sentence) -> bool:
        norms, needs = self.reading.norms, cue.entry.needs
        if cue.entry.kind == "force" and not self._kills(cue.last):
            return False  # «قضى مدنيون بقصف على …»: who dies, not who kills
        for at in range(cue.last, min(sentence.last, cue.last + _NEEDS_BEHIND)):
            if (norms[at] in needs or norms[at][1:] in needs) and not self._is_by_hand(at):
                return True
        before = range(max(sentence.first, cue.first - _NEEDS_BEFORE), cue.first)
        behind = cue.entry.cls == "verb" and cue.entry.voice != "active"
        return not behind and any(norms[at] in needs or norms[at][1:] in needs for at in before)

    def _is_by_hand(self, at: int) -> bool:
        """«فقد سقط 18 مدنياً على يد قوات النظام»: nobody lost a hand."""
        by = self.reading.hit(at - 1, "by_hand") or self.reading.hit(at, "by_hand")
        return by is not None and by.last > at

    def _kills(self, at: int) -> bool:
        """«قضت قوات الجيش على», «قضى القصف على»: a force or a strike stands behind the verb as its subject."""
        return any(
            hit.entry.cls == "actor" or (hit.article and hit.entry.cls == "weapon" and not hit.prep)
            for hit in self.reading.hits.get(at, ())
        )

    def _is_particle(self, cue: Hit) -> bool:
        """«فقد أصيب …»: the particle, written like the verb «فقد», stands before a verb."""
        lost = any(h.entry.cls == "verb" and h.entry.tag == "missing" for h in self.reading.hits.get(cue.first, ()))
        if cue.entry.cls == "verb" and lost and cue.entry.number == "singular":
            return self.reading.hit(cue.last, "verb", "report_verb", "cause", "fall") is not None
        return False

    def outcome(self, cue: Hit, sentence: Sentence) -> tuple[str, int]:
        """«قُتل وأصيب n», «مقتل وجرح n»: one unsplit sum (codebook, Counting 6)."""
        nxt = self.reading.hit(cue.last, cue.entry.cls) if cue.last < sentence.last else None
        if nxt is not None and self._tells_one(nxt, sentence):
            return cue.entry.tag, cue.last
        if nxt is None or not nxt.conj or {cue.entry.tag, nxt.entry.tag} != {"killed", "injured"}:
            return cue.entry.tag, cue.last
        if cue.entry.cls == "verb":
            agrees = cue.entry.number in ("dual", "plural")
            if agrees or self.subjects.find(cue, sentence) is not None:
                return cue.entry.tag, cue.last
        return "casualties", nxt.last

    def _tells_one(self, cue: Hit, sentence: Sentence) -> bool:
        """«فقُتل وأصيب زميله», «استشهد وجُرح آخر»: one person was hit in the second way only."""
        people = self.scan.people.read(cue.last, named=True) if cue.last < sentence.last else None
        return people is not None and people.number == "singular" and not people.numbered

    def void(self, cue: Hit, sentence: Sentence) -> str:
        """Why a cue tells of nothing that happened: negated or unreal; '' where it stands."""
        if any(hit.last == cue.first for hit in self._each_one(cue, sentence)) or self._brings_sum(cue, sentence):
            return "told before"
        if cue.entry.cls == "verb" and cue.conj:
            return ""
        for at in range(cue.first - 1, max(sentence.first, cue.first - _VOID_REACH) - 1, -1):
            if at not in self._turns:
                continue
            if self._closes(at) and not self._inside_negation(at):
                break
            if self._negates(at, cue):
                return "" if self._excepted(at, cue, sentence) else "negation"
            if at in self.reading.place_at:
                continue
            if cue.entry.cls == "result" and cue.entry.tag == "detained" and self._frees(at):
                return "released"
            irreal = self.reading.hit(at, "irreal")
            if irreal is not None and not self._is_told_besides(irreal, cue):
                return "irreal"
        return ""

    def _brings_sum(self, cue: Hit, sentence: Sentence) -> bool:
        """«وباستشهاد الشابين، يرتفع عدد الشهداء إلى»: the deaths that raise a sum were told before it."""
        if cue.first != sentence.first or not cue.prep or cue.last >= sentence.last:
            return False
        known = self.reading.norms[cue.last].startswith(_THE)
        return known and self.reading.has(cue.last, min(sentence.last, cue.last + _SUM_REACH), "update")

    def _each_one(self, cue: Hit, sentence: Sentence) -> list[Hit]:
        """«إن كلاً منهم "ارتقى شهيداً"», a quotation mark between them or not."""
        at = cue.first - self.reading.is_mark(cue.first - 1, OPENING)
        hits = self.reading.hits_in(max(sentence.first, at - _EACH_WORDS), at, "each_one")
        return [hit._replace(last=cue.first) for hit in hits if hit.last == at]

    def _frees(self, at: int) -> bool:
        """«أُفرج عن عشرة معتقلين فيما قُتل شاب»: who are let go, before they are named, are no detention."""
        hit = self.reading.hit(at, "release")
        return hit is not None and hit.entry.tag == "" and not self.reading.is_inside(hit, "actor")

    def _negates(self, at: int, cue: Hit) -> bool:
        reading = self.reading
        negation = reading.hit(at, "negation")
        if negation is None or negation.entry.tag == "not" or negation.last > cue.first + 1:
            return False
        for before in range(max(at - 2, 0), at + 1):
            hit = reading.hit(before, "negation")
            if hit is not None and hit.entry.tag == "not" and hit.last > at:
                return False
        return at not in self.scan.in_number and not self._is_told_besides(negation, cue)

    def _is_told_besides(self, void: Hit, cue: Hit) -> bool:
        """«قصف دون تمييز أدى إلى مقتل …», «رغم التحذيرات قتل …»: something else is denied, feared or tried.

        «دون» and nouns like «تهديد» govern nouns, up to the next statement; no verb but what is written like the noun
        right behind them. «دون» takes a further noun with it only where the first is of harm too: «دون قصف ومقتل …»,
        but «قصف دون رادع ومقتل …». Whatever they say, what happened after a death did so after it.
        """
        reading = self.reading
        if any(hit.last == cue.first for hit in reading.hits_in(void.last, cue.first, "presumes")):
            return True
        for which in reading.hits_in(void.last, cue.first, "told_of"):
            if reading.hit(which.last, "verb", "cause", "without_ends") is not None:
                return True
        harms = reading.hits_in(void.last, cue.first + 1, *_HARMS) if void.entry.tag == "without" else ()
        if harms and harms[0].conj:
            return True
        ends = reading.hits_in(void.last + 1, cue.first, "without_ends")
        is_noun = void.entry.tag == "without" or (void.entry.cls == "irreal" and void.entry.tag != "mood")
        if not is_noun or cue.first <= void.last:
            return any(hit.conj for hit in ends)
        if cue.entry.cls == "verb" and not (cue.entry.present or cue.prep):
            return True
        return any(hit.entry.tag != "towards" or void.entry.tag == "without" for hit in ends)

    def _inside_negation(self, at: int) -> bool:
        """«من غير أن» holds «غير أن», which else begins a new matter."""
        hit = self.reading.hit(at - 1, "negation") if at > 0 else None
        return hit is not None and hit.last > at

    def _excepted(self, negation: int, cue: Hit, sentence: Sentence) -> bool:
        """«لم يصب سوى طفل واحد»: the exception is what happened."""
        negated = self.reading.hit(negation, "negation")
        behind = negated.last if negated is not None else negation + 1
        reach = range(behind, min(sentence.last, cue.last + _EXCEPT_REACH))
        return any(self.reading.hit(at, "exception") is not None for at in reach)

    def _closes(self, at: int) -> bool:
        reading = self.reading
        if at in reading.commas:
            return True
        hit = reading.hit(at, *_CLOSERS)
        return hit is not None and not (hit.entry.cls == "verb" and not hit.conj)


def _is_own(hit: Hit) -> bool:
    return hit.entry.cls == "phrase" and hit.entry.own
