"""What was used and who did it: weapons and actors in the words of a unit (codebook, «Decisions: Actor, Weapon»)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from extractors.reading import CLOSING, OPENING, Hit, Reading
from extractors.wordlists import read_lexicon

_PARTITIVES = frozenset(read_lexicon("endings")["grammar"]["partitives"])
_OTHER = "other"
_IN, _FOR = read_lexicon("endings")["grammar"]["in"], read_lexicon("endings")["grammar"]["for"]
_STRUCK = ("ground", "person", "modifier", "target")
_TANWIN = read_lexicon("endings")["tanwin"]
_MEMBER = 2  # tokens from a member to his force («عنصر في الأمن الداخلي»)
_HOLD = 3
_UNIT = 5  # tokens from «الفرقة» to the force that it is of
_STRUCK_REACH = 6  # tokens from «استهدف» to whose the target was
_MARCH_REACH = 3  # tokens from «قمع» to «مسيرة»
_CARRIED = 2  # tokens from «يرتدون» to what they wear
WEAK = 3  # ranks from here on are no weapon words of their own


class Named(NamedTuple):
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
    done = first
    for hit in reading.hits_in(first, last, "weapon"):
        at = hit.first
        if at < done or at in reading.place_at or at in reading.time_at or at in taken:
            continue
        idle = reading.has(max(first, at - _CARRIED), at, "disarms")
        done = hit.last + _CARRIED if idle else done  # «تدمير سيارة مفخخة يقودها انتحاري»
        idle = idle or reading.has(max(first, at - _CARRIED), at, "carries")
        if idle or _in_name(reading, at) or _is_march(reading, hit):
            continue
        same = (h for h in reading.hits[at] if h.entry.cls == "weapon" and h.last == hit.last)
        found += [Named(h.entry.tag, at, h.last, h.entry.rank) for h in same]
        done = hit.last
    return min(found, key=lambda n: (n.rank, n.first), default=None)


def _in_name(reading: Reading, at: int) -> bool:
    """Whether a weapon word only stands in the name of a force («المخابرات الجوية»)."""
    return any(
        hit.last > at and not reading.hit(back, "weapon")
        for back in range(max(0, at - 2), at)
        for hit in reading.hits.get(back, ())
        if hit.entry.cls == "actor"
    )


def _is_march(reading: Reading, hit: Hit) -> bool:
    """«قمع الاحتلال مسيرة كفر قدوم», «مسيرة سلمية»: a procession is written like a drone."""
    word = reading.hit(hit.first, "march")
    if word is None or word.entry.tag or word.last != hit.last:
        return False
    behind = reading.hit(hit.last, "march") if hit.last < len(reading.norms) else None
    if behind is not None and behind.entry.tag == "behind":
        return True
    place = reading.place_at.get(hit.last)
    if place is not None and reading.places[place].start == hit.last:
        return True
    before = reading.hits_in(max(0, hit.first - _MARCH_REACH), hit.first, "march")
    if any(found.entry.tag == "before" for found in before):
        return True
    return bool(before) and before[-1].entry.tag == "within" and before[-1].last == hit.first and not hit.prep


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
        sides = sides - {_OTHER}  # of two parties outside the list one may have hit the other
        if weapon == "clash":
            found = self._in_clash(found, sides)
        elif sides:
            found = [n for n in found if n.code not in sides or n.rank < 1]
        return found

    def _candidates(self, first: int, last: int, taken: set[int]) -> list[Named]:
        reading = self.reading
        found: list[Named] = []
        done = first
        for hit in reading.hits_in(first, last, "actor"):
            at = hit.first
            if at < done or at in taken or self._is_where(at) or self._is_members(hit) or self._is_office(hit):
                continue
            accused = _accused(reading, at - 1, last) if reading.hit(at - 1, "accuses") else None
            if accused is not None:  # «واتهم الجيش الإسرائيلي حزب الله»: who accuses did not do it
                found.append(accused._replace(rank=0.5))
                done = accused.last
                continue
            hit = self._named_within(self._named_behind(hit))
            adjective = hit.entry.kind == "adjective"
            free = self._owns_weapon(at) or self._strikes_whom(hit) or not self._is_held(at, first)
            if self._qualifies_weapon(at) if adjective else free:
                rank = 0.5 if self._acts(at) else float(hit.entry.rank)
                found.append(Named(hit.entry.tag, hit.first, hit.last, rank))
            done = hit.last
        return found

    def _named_behind(self, hit: Hit) -> Hit:
        """«مسلحون من الفلول»: the force that the unnamed men are said to be of."""
        at = hit.last
        if hit.entry.tag != "unknown" or at + 1 >= len(self.reading.norms) or self.reading.norms[at] not in _PARTITIVES:
            return hit
        force = self.reading.hit(at + 1, "actor")
        return force if force is not None and force.entry.kind == "force" else hit

    def _named_within(self, hit: Hit) -> Hit:
        """«قوات الجيش الإسرائيلي»: the longer name that begins inside says whose army it is."""
        inner = (self.reading.hit(at, "actor") for at in range(hit.first + 1, hit.last))
        return next((other for other in inner if other is not None and other.last > hit.last), hit)

    def _is_office(self, hit: Hit) -> bool:
        """«الهيئة العامة للشؤون المدنية»: a longer name of a teller, and no force."""
        teller = self.reading.hit(hit.first, "report_head")
        return teller is not None and teller.last > hit.last

    def _is_where(self, at: int) -> bool:
        """Whether the word names a place; «قصفت روسيا سوقاً»: a state right behind a verb of attack is who did it."""
        place = self.reading.place_at.get(at)
        if place is None:
            return False
        if self.reading.places[place].kind != "country" or at == 0:
            return True
        force, norm = self.reading.hit(at, "actor"), self.reading.norms[at]
        if force is not None and norm.startswith(_FOR) and self.reading.hit(at - 1, "weapon", "strike", "attack"):
            return False  # «قصف مدفعي لروسيا»
        if force is not None and force.conj and any(hit.last == at for hit in self._forces_before(at)):
            return False  # «قصف لقوات النظام وروسيا»
        verb = self.reading.hit(at - 1, "attack", "verb")
        return verb is None or bool(verb.prep)

    def _forces_before(self, at: int) -> list[Hit]:
        return self.reading.hits_in(max(0, at - _UNIT), at, "actor")

    def _qualifies_weapon(self, at: int) -> bool:
        """«غارة روسية», «قصف مدفعي تركي»: an adjective of a state speaks of the author only behind a weapon."""
        if self.reading.hit(at - 1, "wars") is not None:
            return False  # «لغم من مخلفات الحرب السورية»
        likely = at > 1 and self.reading.hit(at - 2, "likely") is not None  # «طائرات حربية يرجح أنها روسية»
        return self.reading.has(max(0, at - (_UNIT if likely else 3)), at, "weapon", "strike")

    def _is_held(self, at: int, floor: int) -> bool:
        """Whether the force only holds the ground, owns what was hit, or stands against the author."""
        unit = self.reading.hits_in(max(floor, at - _UNIT), at, "army_unit")
        reach = unit[0].first if unit else at  # «آلية تابعة للفرقة 14 في الجيش العراقي»
        held = [b for b in range(max(floor, reach - _HOLD), at) if self.reading.hit(b, "holder") is not None]
        if self._owns_target(at, floor):
            return True
        if not held or self._acts(at) or self._strikes(at):
            return False
        return not any(self._owns(b, floor) and not self._is_persons(b, at) for b in held)

    def _is_members(self, force: Hit) -> bool:
        """«توفي متأثراً بجراحه عنصر في الأمن الداخلي»: whom one of the force is told of, unless he strikes."""
        reading, at = self.reading, force.first
        if at < _MEMBER or reading.norms[at - 1] != _IN or reading.hit(at - _MEMBER, "person") is None:
            return False
        if reading.norms[at - _MEMBER].endswith(_TANWIN):
            return True  # «استهدفت غارة قيادياً في حزب الله»: whom it hit
        acts = reading.hit(at - _MEMBER - 1, "attack", "weapon", "detainer") if at > _MEMBER else None
        return acts is None and reading.hit(force.last, "attack", "verb") is None

    def _owns_target(self, at: int, floor: int) -> bool:
        """«قصف استهدف مواقع ومخازن أسلحة لحزب الله»: with «ل» behind what was struck stands whose it was."""
        reading, force = self.reading, self.reading.hit(at, "actor")
        if force is None or force.prep != _FOR or reading.hit(at - 1, "weapon", "strike", "attack") is not None:
            return False
        struck = reading.hits_in(max(floor, at - _STRUCK_REACH), at, "struck_then")
        return bool(struck) and not reading.has(struck[-1].last, at, "relative")

    def _owns_weapon(self, at: int) -> bool:
        """«طائرة مسيرة للدعم السريع»: with «ل» right behind the weapon stands whose it was."""
        weapon = self.reading.hit(at - 1, "weapon") if at > 0 else None
        return weapon is not None and weapon.last == at and self.reading.norms[at].startswith(_FOR)

    def _strikes_whom(self, force: Hit) -> bool:
        """«استهداف قوات الدعم السريع للمدنيين», «استهداف قوات النظام قرى …»: behind the force stands what it struck."""
        reading, at, behind = self.reading, force.first, force.last
        at -= reading.is_mark(at - 1, OPENING) if at > 1 else 0
        at -= at > 1 and reading.hit(at - 1, "belonging") is not None  # «قوات نظام الأسد»
        behind += behind < len(reading.norms) and reading.is_mark(behind, CLOSING)
        if at < 1 or behind >= len(reading.norms) or reading.hit(at - 1, "attack", "strike") is None:
            return False
        struck = reading.hit(behind, *_STRUCK)
        if struck is None or struck.conj:
            return False
        return reading.norms[behind].startswith(_FOR) or struck.entry.cls == "ground"

    def _strikes(self, at: int) -> bool:
        """«استهداف مروحيات النظام مدينة …»: aircraft and guns strike, whatever word stands before them."""
        struck = at > 0 and self.reading.hit(at - 1, "attack", "strike") is not None
        return struck and self.reading.hit(at, "weapon") is not None

    def _is_persons(self, holder: int, at: int) -> bool:
        """«زرعها مجهولون بسيارة قيادي في الجيش الوطني»: what was hit is a member's of the force."""
        return self.reading.norms[at - 1] in _PARTITIVES and self.reading.has(holder + 1, at - 1, "person")

    def _owns(self, holder: int, floor: int) -> bool:
        """«الطيران التابع للنظام», «مصدره نقطة لقوات …»: what is held or owned is itself what struck."""
        reading = self.reading
        attacks = reading.hits_in(max(floor, holder - 2), holder, "attack", "detainer")
        # «هاجم مسلحون نقطة للجيش»: where the verb has its subject, what stands behind is what was attacked.
        struck = any(not reading.has(hit.last, holder, "actor", "weapon") for hit in attacks)
        weapons = reading.hits_in(max(floor, holder - 4), holder, "weapon") if reading.hit(holder, "belonging") else []
        weapons = [hit for hit in weapons if not self._is_named_so(hit)]
        # «استهدفت العبوة عربة عسكرية تابعة للجيش»: behind what was struck it is the target that belongs.
        armed = bool(weapons) and not reading.has(weapons[-1].last, holder, "holder")
        return struck or armed

    def _is_named_so(self, weapon: Hit) -> bool:
        """«حاجز المخابرات الجوية التابعة للنظام»: a word of the force's own name is no weapon of its."""
        named = (self.reading.hit(at, "actor") for at in range(max(0, weapon.first - 2), weapon.first))
        return any(hit is not None and hit.last >= weapon.last for hit in named)

    def _acts(self, at: int) -> bool:
        """Whether a verb of attack right before or behind the force has it as its subject."""
        reading = self.reading
        at -= reading.is_mark(at - 1, OPENING) if at > 1 else 0  # «قصف "قوات الدعم السريع"»
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
    for hit in reading.hits_in(first, last, "claims", "accuses"):
        at = hit.first
        if reading.hit(at, "claims"):
            return force_in(reading, at + 1, min(last, at + 7)) or force_in(reading, first, at)
        return _accused(reading, at, last)
    known = reading.has(first, last, "anaphora", "anaphoric_target")
    if not known:
        return None
    for attack in reading.hits_in(first, last, "attack"):
        if not reading.hit(attack.first, "act"):
            named = force_in(reading, max(first, attack.first - 4), min(last, attack.first + 5))
            if named is not None:
                return named
    return None


def _accused(reading: Reading, at: int, last: int) -> Named | None:
    """The force that is accused behind «اتهم» at a token and behind whoever accuses it."""
    skip = _after_accuser(reading, at, last)
    accused = force_in(reading, skip, min(last, skip + 6))
    # «اتهمت ولاية هاتاي التركية وحدات الحماية»: an adjective belongs to the accuser's name.
    while accused is not None and _is_adjective(reading, accused):
        skip = accused.last
        accused = force_in(reading, skip, min(last, skip + 6))
    return accused


def _after_accuser(reading: Reading, at: int, last: int) -> int:
    """Behind «اتهمت أنقرة» stands the accused."""
    force = force_in(reading, at + 1, min(last, at + 4))
    name = reading.places[reading.place_at[at + 1]].last if at + 1 in reading.place_at else at + 2
    return max(name, force.last if force is not None and force.first <= at + 1 else name)


def _is_adjective(reading: Reading, named: Named) -> bool:
    hits = [h for h in reading.hits.get(named.first, ()) if h.entry.cls == "actor" and h.last == named.last]
    return any(h.entry.kind == "adjective" for h in hits)


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


def named_jointly(reading: Reading, actors: list[Named]) -> list[Named]:
    """The first author, with those joined to it in one breath («غارات سورية وروسية»)."""
    joint = actors[:1]
    for named in actors[1:]:
        hits = [h for h in reading.hits.get(named.first, ()) if h.entry.cls == "actor" and h.last == named.last]
        if named.first - joint[-1].last > 1 or not any(h.conj for h in hits):
            break
        joint.append(named)
    return joint
