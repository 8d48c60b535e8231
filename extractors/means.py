"""What was used on a draft's people and who did it, from its own words and those leading up to it."""

from __future__ import annotations

from extractors.attribution import WEAK, Authors, Named, find_weapon, force_in, is_armed_attack
from extractors.dating import is_find
from extractors.draft import Draft, Scene
from extractors.place_words import load_place_words
from extractors.reading import COMMAS, OPENING, Hit, Reading
from extractors.sides import tells_of_enemy
from extractors.victims import People
from extractors.wordlists import read_lexicon

_QUOTES = OPENING - frozenset("([")
_PARTITIVES = frozenset(read_lexicon("endings")["grammar"]["partitives"])
_CLASH = "clash"
_GENERAL = 2  # rank of «التفجير», which may stand for one told before more exactly
_HOSPITAL, _FUNERAL, _FARM = "hospital", "funeral", "farm"
_STRUCK_REACH = 5  # tokens from the strike to the funeral that was struck
_UNIT_REACH = 6  # tokens from «الفرقة» to the force that it is of
_BROUGHT_REACH = 2  # tokens from «إلى» to the hospital («إلى أحد مشافي إعزاز»)
_AFTER = ("body_found", "died_of_wounds")  # no fight is told where these are counted


def set_means(scene: Scene, draft: Draft, authors: Authors) -> None:
    """Sets weapon and authors of a draft."""
    unit, reading = draft.unit, scene.reading
    taken = _taken(reading, draft)
    lead = scene.lead if scene.before is None or not unit.apart else (unit.first, unit.first)
    if draft.scope == "cumulative":  # a sentence about one attack says nothing of a war's toll behind it
        lead = max(lead[0], draft.sentence.first), lead[1]
    draft.weapon = find_weapon(reading, unit.first, unit.last, taken)
    known = draft.weapon is not None and reading.hit(draft.weapon.first, "anaphora") is not None
    bare = _is_vague(draft) or (known and draft.weapon is not None and draft.weapon.rank >= _GENERAL)
    if bare:
        draft.weapon = find_weapon(reading, *lead, taken) or draft.weapon
    _weigh_cue(draft)
    _set_clash(scene, draft)
    code = draft.weapon.code if draft.weapon else ""
    draft.actors = authors.find(unit.first, unit.last, taken, draft.sides, code)
    if not draft.actors and (bare or draft.weapon is None or draft.weapon.rank >= WEAK or _is_deed(draft)):
        draft.actors = authors.find(*lead, taken, draft.sides, code)
    if is_find(draft):  # who stands before the find found them
        draft.actors = [named for named in draft.actors if named.first >= unit.tolls[0].people.first]
    told = [Named(t.author, t.first, t.last, 0) for t in unit.tolls if t.author and t.author != "unknown"]
    draft.actors = [*told, *draft.actors]
    if not draft.actors:
        _set_own_deed(reading, draft)
    draft.target = _find_target(reading, unit.first, unit.last, taken)
    draft.same_weapon = reading.has(unit.first, unit.last, "alike")


def _is_deed(draft: Draft) -> bool:
    """Whether several named before are said to have done it: «هاجم عناصر داعش القرية وأعدموا ثلاثة مدنيين».

    Before those whom it befalls a verb is in the singular, so a plural one has its author before it.
    """
    tolls = [toll for toll in draft.unit.tolls if toll.cue is not None and toll.people.first >= toll.cue.last]
    verbs = [toll.cue.entry for toll in tolls if toll.cue is not None]
    return any(verb.cls == "verb" and verb.number == "plural" and verb.voice != "passive" for verb in verbs)


def _is_vague(draft: Draft) -> bool:
    return draft.weapon is None or draft.weapon.rank > WEAK


def _weigh_cue(draft: Draft) -> None:
    """«أُعدموا»: the verb itself says how, unless a more exact word stands beside it."""
    cue = next((t for t in draft.unit.tolls if t.weapon and t.cue is not None), None)
    if cue is not None and cue.cue is not None and (draft.weapon is None or draft.weapon.rank >= 1):
        draft.weapon = Named(cue.weapon, cue.cue.first, cue.cue.last, 1)


def _set_clash(scene: Scene, draft: Draft) -> None:
    """Fighters hit in an attack, or killed and taken at a place by a force, fell in a clash if no weapon is told."""
    unit, reading = draft.unit, scene.reading
    if not draft.names_group("combatant") or any(toll.circumstance in _AFTER for toll in unit.tolls):
        return
    attack = _is_vague(draft) and is_armed_attack(reading, unit.first, unit.last)
    verb = any(t.cue is not None and t.cue.entry.cls == "verb" and t.cue.entry.voice != "passive" for t in unit.tolls)
    deed = (
        (draft.weapon is None or draft.weapon.rank >= WEAK)
        and (draft.weapon is None or reading.hit(draft.weapon.first, "shelling") is None)
        and verb
        and draft.placed
        and reading.has(unit.first, unit.tolls[0].people.first, "actor")
        and not reading.has(unit.first, unit.last, "quarrel")
    )
    if attack or deed:
        draft.weapon = Named(_CLASH, unit.first, unit.first + 1, 2)


def _set_own_deed(reading: Reading, draft: Draft) -> None:
    """The claimant is the author where it tells of its own deed: «قالت إنها قتلت», «أعلن قتل», «إحدى غاراته».

    So too where a force tells of the dead of another side.
    """
    told_by = draft.told_by
    if told_by is None or draft.scope == "cumulative":
        return
    force = force_in(reading, told_by.first, told_by.last)
    if force is None:
        return
    objects = [t.cue for t in draft.unit.tolls if t.cue is not None and t.people.first >= t.cue.last]
    deed = any(reading.hit(cue.first, "own_deed") for cue in objects)
    own = draft.weapon is not None and reading.hit(draft.weapon.first, "own_weapon") is not None
    enemy = (bool(draft.sides) and force.code not in draft.sides) or (not draft.sides and tells_of_enemy(draft))
    if deed or own or enemy:
        draft.actors = [force]


def _is_means(reading: Reading, at: int) -> bool:
    """«شابان بالرصاص و14 بالاختناق»: inside a list too, «ب» before a weapon says what hit them."""
    return any(hit.entry.cls == "weapon" and hit.prep for hit in reading.hits.get(at, ()))


def _taken(reading: Reading, draft: Draft) -> set[int]:
    """Tokens of victims and claimant, where no weapon or author is named."""
    taken: set[int] = set()
    for toll in draft.unit.tolls:
        for people in (toll.people, *toll.parts):
            taken.update(range(people.first, people.last))
        taken |= _membership(reading, toll.people)
        if toll.cue is not None and toll.cue.first < toll.people.first:
            between = range(toll.people.last, toll.phrase_end)
            taken.update(at for at in between if not _is_means(reading, at))
        if toll.side and toll.cue is not None:  # «عدد قتلى قوات النظام»
            owner = reading.hit(toll.cue.last, "actor")
            taken.update(range(owner.first, owner.last) if owner is not None and owner.entry.tag == toll.side else ())
        for region in toll.regions:
            taken.update(range(region.first, region.last))
    if draft.told_by is not None:
        taken.update(range(draft.told_by.first, draft.told_by.last))
    return taken


def _membership(reading: Reading, people: People) -> set[int]:
    """Tokens of the force that a victim belonged to («قيادي سابق في فصائل المعارضة», «قُتل قيادي "قسد"»)."""
    at = people.last
    quoted = people.number == "singular" and at + 1 < len(reading.norms) and reading.is_mark(at, _QUOTES)
    force = reading.hit(at + 1, "actor") if quoted else None
    if force is not None:
        return set(range(at, force.last))
    if _PARTITIVES.isdisjoint(reading.norms[at : at + 3]):
        return set()
    for here in range(at, min(at + 3, len(reading.norms) - 1)):
        if reading.hit(here, "weapon") is not None:
            return set()  # «قُتل مدني برصاص عنصر في الجيش الوطني»
        hit = reading.hit(here + 1, "actor") if reading.norms[here] in _PARTITIVES else None
        if hit is not None:
            return set(range(here, hit.last))
        if reading.norms[here] in _PARTITIVES and reading.hit(here + 1, "army_unit") is not None:
            return _unit_of(reading, here + 1)
    return set()


def _unit_of(reading: Reading, at: int) -> set[int]:
    """«من الفرقة 15 بالجيش العراقي», «من اللواء الثالث التابع للحشد»: the unit and the force that it belongs to."""
    for here in range(at + 1, min(at + _UNIT_REACH, len(reading.norms))):
        hit = reading.hit(here, "actor")
        if hit is not None:
            return set(range(at, hit.last))
        if reading.is_mark(here, COMMAS) or reading.hit(here, "weapon", "verb", "attack", "relative") is not None:
            break
    return set()


def _find_target(reading: Reading, first: int, last: int, taken: set[int]) -> str | None:
    """What was hit, the first named in tokens first:last; no hospital to which people were brought."""
    targets = [hit for hit in reading.hits_in(first, last, "target") if hit.first not in taken and not hit.conj]
    return next((hit.entry.tag for hit in targets if not any(test(reading, hit) for test in _NO_TARGETS)), None)


def _buries(reading: Reading, funeral: Hit) -> bool:
    """«مجلس عزاء لأحد عشر جندياً»: held for those who were hit, unless a strike on it is told."""
    first = max(0, funeral.first - _STRUCK_REACH)
    struck = reading.has(first, funeral.first, "weapon", "strike", "attack", "assault")
    return funeral.entry.tag == _FUNERAL and not struck


def _is_oilfield(reading: Reading, farm: Hit) -> bool:
    """«حقل الجفرة النفطي»: a field with a name is no farm."""
    return farm.entry.tag == _FARM and farm.first in reading.place_at


def _carries(reading: Reading, vehicle: Hit) -> bool:
    """«مجهولون يستقلون دراجة نارية», «مسلحون على متن سيارة»: on what the authors moved."""
    ride = reading.hits_in(max(0, vehicle.first - _BROUGHT_REACH), vehicle.first, "rides")
    return bool(ride) and reading.has(max(0, ride[0].first - _BROUGHT_REACH), ride[0].first, "actor", "attacker")


def _treats(reading: Reading, hospital: Hit) -> bool:
    """«نقلوا إلى مستشفى بلد», «في أحد مشافي المدينة», «استقبل مشفى X», «إن المشفى استقبل»."""
    if hospital.entry.tag != _HOSPITAL:
        return False
    before = reading.norms[max(0, hospital.first - _BROUGHT_REACH) : hospital.first]
    brought = not load_place_words().to_treat.isdisjoint(before)
    return brought or reading.hit(hospital.last, "receives") is not None


_NO_TARGETS = (_treats, _carries, _buries, _is_oilfield)
