"""What was used, who did it and who says so: weapon, actor and claimant of a unit (codebook, «Decisions»)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from extractors.clauses import Unit
from extractors.normalize import normalize_phrase
from extractors.reading import CLOSING, COMMAS, OPENING, Hit, Reading
from extractors.tokens import MARK
from extractors.wordlists import read_lexicon

_ARTICLE = read_lexicon("endings")["article"]
_NAME_LENGTH = 8
_HOLD = 3
WEAK = 3  # ranks from here on are no weapon words of their own


@dataclass(frozen=True, slots=True)
class Named:
    """A code with the tokens first:last that say it."""

    code: str
    first: int
    last: int
    rank: float = 1


def find_weapon(reading: Reading, first: int, last: int, taken: AbstractSet[int] = frozenset()) -> Named | None:
    """The weapon named in tokens first:last: the most exact word, and of those the first.

    `taken` are tokens of victims and claimants («عناصر من الدفاع الجوي», «قناة المسيرة»).
    """
    found: list[Named] = []
    at = first
    while at < last:
        hits = [h for h in reading.hits.get(at, ()) if h.entry.cls == "weapon"]
        if at in reading.place_at or at in reading.time_at or at in taken or not hits or _in_name(reading, at):
            at += 1
            continue
        longest = hits[0].last
        found += [Named(h.entry.tag, h.first, h.last, h.entry.rank) for h in hits if h.last == longest]
        at = longest
    return min(found, key=lambda n: (n.rank, n.first), default=None)


def _in_name(reading: Reading, at: int) -> bool:
    """Whether a weapon word only stands in the name of a force («المخابرات الجوية»)."""
    return any(
        hit.last > at and not reading.hit(back, "weapon")
        for back in range(max(0, at - 2), at)
        for hit in reading.hits.get(back, ())
        if hit.entry.cls == "actor"
    )


def is_armed_attack(reading: Reading, first: int, last: int) -> bool:
    """Whether the unit tells of an attack by men with arms."""
    return reading.has(first, last, "assault")


class Authors:
    """Finds who is said to have caused a toll."""

    def __init__(self, reading: Reading, published: dt.date | None) -> None:
        self.reading = reading
        self.published = published

    def find(self, first: int, last: int, taken: set[int], sides: set[str], weapon: str) -> list[Named]:
        """The authors named in tokens first:last; `taken` are the tokens of victims and claimants."""
        found = [n for n in self._candidates(first, last, taken) if n.code != "unknown"]
        if weapon == "clash":
            found = self._in_clash(found, sides)
        elif sides:
            found = [n for n in found if n.code not in sides or n.rank < 1]
        return found

    def _candidates(self, first: int, last: int, taken: set[int]) -> list[Named]:
        reading = self.reading
        found: list[Named] = []
        at = first
        while at < last:
            hit = self._actor(at)
            if hit is None or at in taken or at in reading.place_at:
                at += 1
                continue
            if hit.entry.kind == "adjective":
                accepted = self._qualifies_weapon(at)
            else:
                accepted = not self._is_held(at, first)
            if accepted:
                rank = 0.5 if self._acts(at) else float(hit.entry.rank)
                found.append(Named(hit.entry.tag, hit.first, hit.last, rank))
            at = hit.last
        return found

    def _actor(self, at: int) -> Hit | None:
        hits = [h for h in self.reading.hits.get(at, ()) if h.entry.cls == "actor"]
        return hits[0] if hits else None

    def _qualifies_weapon(self, at: int) -> bool:
        """«غارة روسية», «قصف مدفعي تركي»: an adjective of a state speaks of the author only behind a weapon."""
        return self.reading.has(max(0, at - 3), at, "weapon", "strike")

    def _is_held(self, at: int, floor: int) -> bool:
        """Whether the force only holds the ground, owns what was hit, or stands against the author."""
        held = [b for b in range(max(floor, at - _HOLD), at) if self.reading.hit(b, "holder") is not None]
        if not held or self._acts(at):
            return False
        return not any(self._owns(b, floor) for b in held)

    def _owns(self, holder: int, floor: int) -> bool:
        """«الطيران التابع للنظام», «مصدره نقطة لقوات …»: what is held or owned is itself what struck."""
        reading = self.reading
        struck = reading.has(max(floor, holder - 2), holder, "attack", "detainer")
        armed = reading.hit(holder, "belonging") and reading.has(max(floor, holder - 4), holder, "weapon")
        return struck or bool(armed)

    def _acts(self, at: int) -> bool:
        """Whether a verb of attack right before or behind the force has it as its subject."""
        reading = self.reading
        before = reading.hit(at - 1, "attack") if at > 0 else None
        return before is not None

    def _in_clash(self, found: list[Named], sides: set[str]) -> list[Named]:
        if len(sides) > 1:
            return [n for n in found if n.rank < 1]
        return [n for n in found if n.code not in sides]


def force_in(reading: Reading, first: int, last: int) -> Named | None:
    """The armed force or state named in tokens first:last, such as a claimant's name."""
    for at in range(first, last):
        for hit in reading.hits.get(at, ()):
            if hit.entry.cls == "actor" and hit.entry.tag != "unknown":
                return Named(hit.entry.tag, hit.first, hit.last, hit.entry.rank)
    return None


def later_author(reading: Reading, first: int, last: int) -> Named | None:
    """The author that a sentence without a toll names for the attack before it, or None.

    It claims it, is accused of it, or is said to be where it came from; «the shelling» must be spoken of as known.
    """
    for at in range(first, last):
        if reading.hit(at, "claims") or reading.hit(at, "accuses"):
            skip = at + 1 if reading.hit(at, "claims") else _after_accuser(reading, at, last)
            return force_in(reading, skip, min(last, skip + 6))
    known = reading.has(first, last, "anaphora", "anaphoric_target")
    if not known:
        return None
    for at in range(first, last):
        if reading.hit(at, "attack") and not reading.hit(at, "act"):
            named = force_in(reading, max(first, at - 4), min(last, at + 5))
            if named is not None:
                return named
    return None


def _after_accuser(reading: Reading, at: int, last: int) -> int:
    """Behind «اتهمت أنقرة» stands the accused."""
    force = force_in(reading, at + 1, min(last, at + 4))
    name = reading.places[reading.place_at[at + 1]].last if at + 1 in reading.place_at else at + 2
    return max(name, force.last if force is not None and force.first <= at + 1 else name)


def settle_actor(reading: Reading, named: Named, country: str | None, day: dt.date | None) -> str:
    """The code of an actor on a day and in a country («قوات النظام» is government before 2024-12-08)."""
    for hit in reading.hits.get(named.first, ()):
        entry = hit.entry
        if entry.cls == "actor" and entry.tag == named.code and hit.last == named.last:
            if entry.until and day and day >= entry.until:
                return entry.after
            if entry.country and country and country != entry.country:
                return entry.elsewhere
            break
    return named.code


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
    return len(words) == 1 and words[0].startswith(_ARTICLE) and normalize_phrase(full).split()[:1] == [words[0][len(_ARTICLE) :]]


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
        for at in range(unit.first, unit.last):
            hit = self.reading.hit(at, "report_according")
            if hit is not None and not hit.prep:
                name = self._name(hit.last)
                if name is not None and not (
                    len(hit.entry.words) == 1 and hit.last - hit.first == 1 and name.first > hit.last + 1
                ):
                    return name
        return None

    def _reported(self, start: int, unit: Unit) -> Claimant | None:
        """The subject of the last verb of telling before the toll, in its sentence."""
        reading = self.reading
        cue = unit.tolls[0].first
        for at in range(cue - 1, start - 1, -1):
            verb = reading.hit(at, "report_verb", "report_again")
            if verb is None or at in reading.time_at or verb.article:
                continue
            name = self._name(verb.last) or self._name_before(at, start)
            if name is not None:
                return name
            if reading.hit(at, "report_again"):
                return self.latest
        return self._announced(start, cue)

    def _announced(self, start: int, cue: int) -> Claimant | None:
        """«وزير الصحة: 37 قتيلاً»: the name before a colon."""
        for at in range(start, min(cue, start + _NAME_LENGTH + 2)):
            if self.reading.norms[at] == ":":
                begin = next((b for b in range(start, at) if self.reading.hit(b, "report_head")), None)
                head = None if begin is None else self.reading.hit(begin, "report_head")
                return None if begin is None or head is None else self._resolve(begin, at, head)
        return None

    def _name(self, at: int) -> Claimant | None:
        """The name that begins at or right behind a token."""
        reading = self.reading
        end = len(reading.norms)
        while at < end and at in reading.time_at:
            at += 1
        while at < end and reading.is_mark(at, OPENING):
            at += 1
        if at >= end:
            return None
        head = reading.hit(at, "report_head", "actor")
        if head is None:
            return None
        last = at + 1
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
            or reading.hit(at, "report_stop", "report_verb", "verb", "act", "separator", "relative", "weapon")
            is not None
        )

    def _name_before(self, verb: int, start: int) -> Claimant | None:
        """«الدفاع المدني قال إن …»: the subject before its verb."""
        reading = self.reading
        for at in range(max(start, verb - _NAME_LENGTH), verb):
            if reading.hit(at, "report_head", "actor") and not any(reading.is_mark(b, COMMAS) for b in range(at, verb)):
                head = reading.hit(at, "report_head", "actor")
                return self._resolve(at, verb, head) if head else None
        return None

    def _resolve(self, first: int, last: int, head: Hit) -> Claimant:
        reading = self.reading
        own = reading.hit(first, "report_self") is not None
        agency = reading.hit(first, "report_agency") is not None
        strip = sum(1 for flag in (head.conj, bool(head.prep)) if flag)
        name = reading.surface(first, last).strip(' «»"،')[strip:]
        if reading.hit(first, "report_same") and self.latest is not None and last - first <= 2:
            return Claimant(self.latest.name, first, last, self.latest.own, self.latest.agency)
        for known in self.full:
            if known != name and _is_short_for(name, known):
                return Claimant(known, first, last, own, agency)
        self.full.append(name)
        return Claimant(name, first, last, own, agency)


def named_jointly(reading: Reading, actors: list[Named]) -> list[Named]:
    """The first author, with those joined to it in one breath («غارات سورية وروسية»)."""
    joint = actors[:1]
    for named in actors[1:]:
        hits = [h for h in reading.hits.get(named.first, ()) if h.entry.cls == "actor" and h.last == named.last]
        if named.first - joint[-1].last > 1 or not any(h.conj for h in hits):
            break
        joint.append(named)
    return joint
