"""Whether a draft tells an earlier event once more, in other words of where and when: a quarter for its city, «today».

Codebook, Counting 8: the same toll told again (headline, lead, source's words, list of names) is one event.
"""

from __future__ import annotations

from extractors.draft import Draft
from extractors.mentions import LANDMARKS
from extractors.normalize import normalize_phrase
from extractors.parts import RULE as PART
from extractors.records import Count

_FEW, _MANY = 5, 10  # from so many on, an equal number is hardly another happening's; by another day or place
_QUARTER, _CAMP = "quarter", "camp"


def is_told_again(event: Draft, draft: Draft, distance: int) -> bool:
    """Whether equal numbers outweigh that place or day are told differently.

    «قتل 30 في الفاشر … قصفت مركزاً بحي درجة في الفاشر، ما أدى إلى مقتل 30»; «22 قتلوا الأربعاء … غارات اليوم أدت إلى
    استشهاد 22», in a statement of the day before. False where neither is told differently: merging decides on those.
    """
    elsewhere = draft.placed and event.placed and names_of(event).isdisjoint(names_of(draft))
    days = _days_between(event, draft)
    first = draft.unit.tolls[0]
    equal = _equal_numbers(event, draft)
    if not equal or _is_another(draft) or first.gapped or first.rule == PART:
        return False
    least = min(equal)
    several = len(equal) > 1
    if not (elsewhere or days):
        return is_surely_alike(event, draft)
    if days and not (days == 1 and (least >= _MANY or (several and least >= _FEW))):
        return False
    if not elsewhere:
        return True
    if not is_within(event, draft):
        return (several and least >= _MANY) or _is_of_known(event, draft, distance)
    told = draft.unit.told or is_reported(draft)
    lead = distance <= 1 and told and (event.unit.sentence == 0 or is_by_name(draft))
    return several or least >= _FEW or lead or _is_same_kind(event, draft)


def is_by_name(draft: Draft) -> bool:
    """«استشهاد الشاب مالك شرقاوي»: one person each, who is spoken of as known."""
    tolls = [toll for outcome in draft.counts for toll in draft.tolls[outcome]]
    return all(toll.count.high == 1 and toll.people.definite and toll.people.noun == "known" for toll in tolls)


def _is_of_known(event: Draft, draft: Draft, distance: int) -> bool:
    """«أصيب طفلان قرب مدينة السلمية. … انفجر على أطراف قرية الشيخ هلال، ما أدى إلى إصابة الطفلين»: the lead's."""
    tolls = [toll for outcome in draft.counts for toll in draft.tolls[outcome]]
    known = all(toll.people.definite and not toll.people.other for toll in tolls)
    near = distance <= 1 and event.unit.sentence == 0 and event.counts.keys() == draft.counts.keys()
    return known and near and event.resolution.governorate == draft.resolution.governorate


def _is_same_kind(event: Draft, draft: Draft) -> bool:
    """«وأصيب طفل برصاص الاحتلال في جنين … بإصابة طفل بالرصاص قرب دوار السينما»: the lead's, by group and means."""
    one, other = event.weapon, draft.weapon
    armed = one is not None and other is not None and one.code == other.code
    groups = [{group for group, _ in draft.groups.get(outcome, ())} for outcome in draft.counts]
    known = [{group for group, _ in event.groups.get(outcome, ())} for outcome in draft.counts]
    return armed and event.unit.sentence == 0 and all(groups) and groups == known


def is_group_again(event: Draft, draft: Draft, distance: int) -> bool:
    """«قُتل 3 جنود وإعلامي بقصف مسيّرة في مأرب. … شرقي مأرب، وأسفر القصف عن مقتل 3 جنود»: of the lead, one group."""
    outcome = next(iter(draft.counts))
    alone = len(draft.counts) == 1 and event.unit.sentence == 0 and distance <= 1 and not _is_another(draft)
    one, other = event.weapon, draft.weapon
    if not alone or outcome not in event.counts or one is None or other is None or one.code != other.code:
        return False
    fewer = 1 < draft.counts[outcome].low < event.counts[outcome].low
    told = dict(event.groups.get(outcome, ()))
    return fewer and any(told.get(group) == count for group, count in draft.groups.get(outcome, ()))


def is_reported(draft: Draft) -> bool:
    """«قال مراسلنا إن ثلاثة أشخاص قُتلوا في حي الصالحية»: the sentence itself names who tells it."""
    return draft.told_by is not None and draft.told_by.first >= draft.sentence.first


def _is_another(draft: Draft) -> bool:
    """«وفي حادث آخر، استشهد خمسة»: the text itself sets it apart."""
    told = draft.reading.has(draft.sentence.first, draft.unit.tolls[0].first, "another")
    return draft.unit.apart or told


def is_there(event: Draft, draft: Draft, distance: int) -> bool:
    """Whether a draft tells of the very place of an event, though it names another."""
    shared = event.counts.keys() & draft.counts.keys()
    return _is_same_target(event, draft) if shared else _goes_on_within(event, draft, distance)


def _goes_on_within(event: Draft, draft: Draft, distance: int) -> bool:
    """«قُتل خمسة في مأرب … وأصيب 23 آخرون بقصف على حي المطار وسط مدينة مأرب»: the others of the same attack."""
    others = all(toll.people.other and not toll.gapped for toll in draft.unit.tolls)
    return others and distance <= 1 and not _is_another(draft) and is_within(event, draft)


def is_within(event: Draft, draft: Draft) -> bool:
    """Whether one of the two places lies in the other: «حي درجة في الفاشر», or a quarter that the list has there."""
    return _lies_in(draft, event) or _lies_in(event, draft)


def is_finer(event: Draft, draft: Draft) -> bool:
    """Whether a draft's place lies in the event's and is none of its names."""
    named = draft.resolution.place is not None and names_of(event).isdisjoint(names_of(draft))
    return named and _lies_in(draft, event)


def _lies_in(one: Draft, other: Draft) -> bool:
    """By the words around it, by the list of places, or because it is a quarter or building that no list knows."""
    names = names_of(other)
    if names & {_key(place.norm) for place in one.unit.places if not place.role}:
        return True
    camps = [m for m in one.resolution.used if m.trigger == _CAMP or any(c.kind == _CAMP for c in m.candidates)]
    if any(_key(camp.norm).endswith(tuple(names)) for camp in camps):
        return True  # «مخيم جنين»
    quarters = [mention for mention in one.resolution.used if mention.trigger in (_QUARTER, *LANDMARKS)]
    parents = {_key(c.parent) for mention in quarters for c in mention.candidates if c.parent}
    unknown = not one.resolution.places and any(not mention.candidates for mention in quarters)
    return unknown or bool(names & parents)


def _is_same_target(event: Draft, draft: Draft) -> bool:
    """«استهدفت بطائرة مسيّرة مسجداً في الفاشر … استهداف مصلين في مسجد بحي الدرجة بمسيّرة»: one target, one weapon."""
    one, other = event.weapon, draft.weapon
    alike = event.target is not None and event.target == draft.target
    return alike and one is not None and other is not None and one.code == other.code and is_within(event, draft)


def is_surely_alike(event: Draft, draft: Draft) -> bool:
    """Whether two large numbers are equal, as no two happenings have them."""
    equal = _equal_numbers(event, draft)
    return len(equal) > 1 and min(equal) >= _MANY


def _equal_numbers(event: Draft, draft: Draft) -> list[int]:
    """The numbers that both tell alike; none where any outcome is told with two that exclude each other."""
    equal: list[int] = []
    for outcome in event.counts.keys() & draft.counts.keys():
        one, other = event.counts[outcome], draft.counts[outcome]
        if "vague" in (one.quantifier, other.quantifier):
            continue
        if _exclude(one, other):
            return []
        equal += [one.low] if one.low == other.low else []
    return equal


def _exclude(one: Count, other: Count) -> bool:
    """Whether no number is both: «أكثر من مئة» and 106 may be one, 3 and 5 not."""
    return (one.high is not None and one.high < other.low) or (other.high is not None and other.high < one.low)


def _days_between(event: Draft, draft: Draft) -> int:
    """Days between two that name their day; 0 where either does not."""
    if not (draft.dated and event.dated and draft.date and event.date):
        return 0
    return abs((draft.date - event.date).days)


def names_of(draft: Draft) -> set[str]:
    """The names of a draft's places; «طير حرفا» is «طيرحرفا»."""
    resolution = draft.resolution
    return {_key(name) for name in (resolution.place, *resolution.places) if name}


def have_same_place(one: Draft, other: Draft) -> bool:
    """Whether a name of one draft's places is one of the other's."""
    here = names_of(one)
    return bool(here) and not here.isdisjoint(names_of(other))


def distance_between(event: Draft, draft: Draft) -> int:
    """Sentences from the last that told of an event to a draft's; the lines of a list in between are passed over."""
    last = max(event.told_until, *(d.unit.sentence for d in (event, *event.mentions)))
    prose = draft.reading.prose
    return prose[draft.unit.sentence] - prose[last] if draft.reading is event.reading else draft.unit.sentence - last


def _key(name: str) -> str:
    return normalize_phrase(name).replace(" ", "")
