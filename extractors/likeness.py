"""Whether two drafts of an article can be of the same people: by who they were, and by what and who hit them."""

from __future__ import annotations

from extractors.attribution import WEAK
from extractors.draft import Draft
from extractors.outcomes import Toll
from extractors.parts import RULE as PART
from extractors.records import Count
from extractors.sides import tells_of_enemy
from extractors.wordlists import read_lexicon

EXCLUSIVE = frozenset({"civilian", "combatant"})
_CIVILIAN, _DISPLACED = "civilian", "displaced"
_KINDS_OF_TWO = 2
_KINDS = ("soldiers", "gunmen")
_RAID = "airstrike"
_FROM_THE_AIR = frozenset({"airstrike", "missile", "drone", "barrel_bomb"})
_THE = read_lexicon("endings")["grammar"]["the"]
_SHELLS = frozenset({"artillery", "mortar", "rocket"})  # «قذائف هاون» are «أربع قذائف» a sentence later


def are_compatible(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """Whether the two can be the same people: not civilians here and fighters there, nor these and others."""
    if draft.unit.apart and _of_one_each(event, draft, shared):
        return False
    if _of_two_forces(event, draft, shared):
        return False
    if draft.same_weapon:
        return False  # «وسبق ذلك بأيام، تعرض عناصر لكمين مماثل أدى إلى مقتل عنصرين»: alike is another
    near = event.reading is draft.reading and event.unit.sentence == draft.unit.sentence
    others = [toll for outcome in shared for toll in draft.tolls[outcome] if toll.people.other]
    if near and any(toll.gapped or not draft.unit.plus for toll in others):
        return False  # «قُتل شخصان في غارة …، وشخصان آخران في غارة …», «مقتل طفل …، فيما قُتل مدني آخر برصاص قناص»
    for outcome in shared:
        here, there = (_status(one, outcome) for one in (event, draft))
        if here and there and not here & there and not are_two_sides(event, draft):
            return False
    return not (draft.unit.apart and _of_two_sides(event, draft)) or are_two_sides(event, draft)


def _of_two_forces(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«أودى بحياة شرطي … نصبوا كميناً أودى بحياة جندي»: a policeman here, a soldier there."""
    heads = [{_force(told, told.tolls[outcome][0]) for outcome in shared} - {""} for told in (event, draft)]
    return bool(heads[0] and heads[1]) and not heads[0] & heads[1]


def _force(draft: Draft, toll: Toll) -> str:
    """Whether one man, not known before, was of the police or of the army; "" where that is not said."""
    at = toll.people.first
    if toll.count.high != 1 or toll.people.definite or draft.reading.hit(at, "officer") is None:
        return ""
    return "police" if draft.reading.hit(at, "police") is not None else "army"


def _of_one_each(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«إصابة شاب برصاصة …، كما أصيب طالب»: one and one, by two nouns that say who each was."""
    pairs = [(event.tolls[o][0], draft.tolls[o][0]) for o in shared]
    return all(
        one.count.high == other.count.high == 1
        and one.people.noun == other.people.noun == "known"
        and not one.people.definite | other.people.definite
        and len({_head(event, one), _head(draft, other), ""}) > _KINDS_OF_TWO
        for one, other in pairs
    )


def _head(draft: Draft, toll: Toll) -> str:
    """The noun that says who one was, "" where it could be anybody."""
    noun = draft.reading.hit(toll.people.first, "person")
    anyone = noun is None or draft.reading.hit(toll.people.first, "anyone") is not None
    return "" if noun is None or anyone else noun.entry.words[0]


def are_of_two_kinds(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«القضاء على 50 مسلحاً …، لكن ضابطاً قال إن سبعة جنود قتلوا»: gunmen here, a state's soldiers there."""
    here, there = _kinds(event, shared), _kinds(draft, shared)
    return bool(here and there) and not here & there


def _kinds(draft: Draft, outcomes: set[str]) -> set[str]:
    people = [p for o in outcomes for toll in draft.tolls.get(o, ()) for p in (toll.people, *toll.parts)]
    return {kind for kind in _KINDS if any(draft.reading.has(p.first, p.last, kind) for p in people)}


def _status(draft: Draft, outcome: str) -> set[str]:
    """Whether those hit are civilians or fighters by their groups; the displaced are no fighters."""
    groups = {group for group, _ in draft.groups.get(outcome, ())}
    return (groups | ({_CIVILIAN} if _DISPLACED in groups else set())) & EXCLUSIVE


def _of_two_sides(event: Draft, draft: Draft) -> bool:
    """«استشهد خمسة مجندين …، فيما قتلت القوات خمسة من العناصر التكفيرية»: fighters here, the enemy's there."""
    armed = event.names_group("combatant") and draft.names_group("combatant")
    near = event.reading is draft.reading and event.unit.sentence == draft.unit.sentence
    return armed and near and not tells_of_enemy(event) and tells_of_enemy(draft)


def are_two_sides(event: Draft, draft: Draft) -> bool:
    """Whether the two are the dead of the two sides of one clash (their sum is the event)."""
    clash = event.weapon is not None and event.weapon.code == "clash"
    armed = all(any(g == "combatant" for g, _ in d.groups.get("killed", ())) or d.lost for d in (event, draft))
    alike = not (event.sides and draft.sides) and bool(_kinds(event, {"killed"}) & _kinds(draft, {"killed"}))
    both = "killed" in draft.counts and "killed" in event.counts
    return clash and armed and both and not event.sides & draft.sides and not alike


def have_own_means(event: Draft, draft: Draft) -> bool:
    """Whether the two name different weapons, so that they are two attacks."""
    one, other = event.weapon, draft.weapon
    if one is None or other is None or one.rank >= 2 or other.rank >= 2:
        return False
    return _are_two(one.code, other.code) and not _is_that_raid(event, draft)


def _is_that_raid(event: Draft, draft: Draft) -> bool:
    """«قُتل أربعة في قصف إسرائيلي بالصواريخ … إن الغارات أدت إلى مقتل 15»: with an article, the one told before."""
    one, other = event.weapon, draft.weapon
    if one is None or other is None or not {one.code, other.code} <= _FROM_THE_AIR | _SHELLS:
        return False
    return other.code in _FROM_THE_AIR and draft.reading.norms[other.first].startswith(_THE)


def are_by_others(event: Draft, draft: Draft) -> bool:
    """Whether each names authors, and none of the other's."""
    one, other = ({named.code for named in told.actors} for told in (event, draft))
    return bool(one and other) and not one & other


def are_by_other_means(event: Draft, draft: Draft) -> bool:
    """«بعد مقتل راعيين بانفجار لغم» behind an armed attack on two soldiers: a weapon of its own, as many or not."""
    one, other = event.weapon, draft.weapon
    named = one is not None and other is not None and one.rank < WEAK and other.rank < 2
    two = one is not None and other is not None and named and _are_two(one.code, other.code)
    return two and not _is_that_raid(event, draft)


def _are_two(one: str, other: str) -> bool:
    # «قصف جوي» is told again as «براميل متفجرة ألقاها الطيران»
    raid = _RAID in (one, other) and {one, other} <= _FROM_THE_AIR
    return one != other and not {one, other} <= _SHELLS and not raid


def are_equal(one: Count, other: Count) -> bool:
    """The same toll: equal, or «18 على الأقل» beside «18»."""
    vague = (one.quantifier == "vague") != (other.quantifier == "vague")  # «عدد من العناصر» is not three by chance
    return one.low == other.low and (one.high == other.high or None in (one.high, other.high)) and not vague


def is_part_of_sum(draft: Draft) -> bool:
    """Whether a draft is one of those that a sum was told by place by place."""
    return draft.unit.tolls[0].rule == PART
