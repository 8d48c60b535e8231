"""Whether a draft tells of some of those whom an earlier event counts: by name, by kind, by town, or at first.

Codebook, «Decisions: Lead and detail, Superseded tolls».
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from extractors.draft import Draft
from extractors.likeness import are_by_other_means, are_by_others, are_compatible
from extractors.outcomes import Toll
from extractors.placing import governorates_of
from extractors.retelling import have_same_place, is_by_name, is_reported
from extractors.wordlists import read_lexicon

NEAR_SENTENCES = 4
_THE = read_lexicon("endings")["grammar"]["the"]
GENERAL = 2  # rank of weapon words that may stand for a finer one («هجوم»)


def is_one_of_them(event: Draft, draft: Draft, distance: int) -> bool:
    """«استشهد شاب وطفل في جنين … وأكد الطبيب استشهاد الشاب سامي القيسي»: by name, one of those just told."""
    more = draft.counts.keys() <= event.counts.keys() and all(event.counts[o].low > 1 for o in draft.counts)
    near = not draft.placed or not distance or is_finer_lead(event, draft, distance)
    fits = event.scope != "cumulative" and near and (not draft.unit.apart or is_reported(draft))
    return is_by_name(draft) and more and fits and not are_by_other_means(event, draft)


def fills_up(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«اعتُقل ثلاثة بينهم سيدتان في قدسيا … اعتقلت امرأتين، إضافة لاعتقال شاب»: the last of those told one by one."""
    sentence = draft.unit.sentence
    parts = [m for m in event.mentions if m.verdict == "part" and m.unit.sentence == sentence != event.unit.sentence]
    if not parts or (draft.placed and not have_same_place(event, draft)):
        return False
    rest = {o: event.counts[o].low - sum(m.counts[o].low for m in parts if o in m.counts) for o in shared}
    return all(draft.counts[o].low == draft.counts[o].high == rest[o] for o in shared)


def is_among(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«… وتوثيق مقتل 17 طفلاً وعشر سيدات ضمن ضحايا مجازر أمس»: of a sum told before."""
    last = draft.unit.tolls[-1].last
    among = draft.reading.has(draft.unit.first, min(draft.sentence.last, last + 2), "among_hit")
    return among and event.scope == "aggregate" and are_all_fewer(event, draft, shared)


def is_found_again(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«انتشال رفات 139 شخصاً … وتم رفع رفات الضحايا»: the remains told of before, without their number."""
    found = [t for told in (event, draft) for o in shared for t in told.tolls[o]]
    vague = all(draft.counts[o].quantifier == "vague" != event.counts[o].quantifier for o in shared)
    if not vague or not all(t.circumstance in ("body_found", "remains") for t in found):
        return False
    last = draft.unit.tolls[0].people.last
    return any(draft.reading.norms[at].startswith(_THE) for at in (last - 1, last) if at < draft.sentence.last)


def is_finer_lead(event: Draft, draft: Draft, distance: int) -> bool:
    """«قُتل ضابط ومرافقه بهجوم جنوب مأرب. … قُتل العميد مع مرافقه في الفليحة بالهاون»: the next sentence knows more."""
    code = event.resolution.governorate
    general = event.weapon is None or event.weapon.rank >= GENERAL
    lead = event.unit.sentence == 0 and distance == 1 and not event.resolution.place and general
    return lead and draft.resolution.governorate in (code, None)


def is_first_report(event: Draft, draft: Draft, distance: int) -> bool:
    """«قُتل 13 في هجوم لداعش بكركوك … وكان مصدر أفاد مساء السبت بمقتل خمسة في هجوم بكركوك»: what was known at first."""
    reading, shared = draft.reading, draft.counts.keys() & event.counts.keys()
    told = reading.hit(draft.sentence.first, "was") is not None and is_reported(draft) and not draft.unit.apart
    lead = event.unit.sentence == 0 and event.scope == draft.scope == "incident" and distance <= NEAR_SENTENCES
    days = (event.date - draft.date).days if event.date and draft.date else 0
    same = event.resolution.governorate == draft.resolution.governorate and not draft.resolution.place
    if not (told and lead and same and 0 <= days <= 1 and are_all_fewer(event, draft, set(shared))):
        return False
    return are_compatible(event, draft, set(shared)) and not are_by_others(event, draft)


def is_vague_sum(event: Draft, draft: Draft, distance: int) -> bool:
    """«قُتل 13 وأُصيب ثلاثة … وأضافت أن الهجوم أدى إلى استشهاد وإصابة عدد من العناصر»: what is known already."""
    told = draft.counts.get("casualties")
    vague = len(draft.counts) == 1 and told is not None and told.quantifier == "vague"
    known = "killed" in event.counts and event.counts["killed"].quantifier != "vague"
    near = draft.anaphoric and distance <= NEAR_SENTENCES and event.scope == "incident" and draft.scope != "cumulative"
    return vague and known and near and not draft.unit.apart


def are_all_fewer(event: Draft, draft: Draft, shared: AbstractSet[str]) -> bool:
    """Whether a draft has fewer of each outcome that both tell."""
    return all(draft.counts[o].low < event.counts[o].low for o in shared)


def is_some_of(event: Draft, draft: Draft, shared: set[str], same_place: bool) -> bool:
    """«بُترت أطراف خمسة منهم»: some of those already counted, without another place of their own."""
    tolls = [t for o in shared for t in draft.tolls[o]]
    return (
        are_all_fewer(event, draft, shared)
        and (same_place or not draft.placed)
        and not (draft.placed and event.resolution.places and not draft.resolution.places)
        and all(t.people.of_them or _of_the_hit(draft, t) for t in tolls)
    )


def _of_the_hit(draft: Draft, toll: Toll) -> bool:
    """«حالة اثنين من المصابين خطرة», «جريحين في حالة حرجة»: some of those known to be hit."""
    people = toll.people
    if toll.outcome == "injured" and draft.reading.hit(people.last, "critical") is not None:
        return True
    nouns = (
        draft.reading.hit(at, "result") for at in range(people.first, min(people.last + 2, len(draft.reading.norms)))
    )
    known = (noun is not None and (noun.article or noun.last in draft.reading.place_at) for noun in nouns)
    return people.numbered and any(known)


def is_less(event: Draft, draft: Draft) -> bool:
    """«قُتل 15 …، فيما قُتل عدد من …. وقال المرصد إن ثلاثة …»: less than a part of the sum is no count of all."""
    shared = event.counts.keys() & draft.counts.keys()
    known = {o: [t.count.low for t in event.tolls[o] if t.count.quantifier != "vague"] for o in shared}
    return all(draft.counts[o].low < max(known[o], default=0) for o in shared)


def is_of_one_governorate(event: Draft, draft: Draft) -> bool:
    """«استشهد 98 مدنياً … وارتقى 18 آخرون في درعا»: fewer, of one governorate, are no other count of a country's sum."""
    if event.resolution.governorate is not None or draft.resolution.governorate is None:
        return False
    told = event.scope == "aggregate" or len(_governorates_told(draft)) > 1
    return told and are_all_fewer(event, draft, event.counts.keys() & draft.counts.keys())


def _governorates_told(draft: Draft) -> set[frozenset[str]]:
    """The governorates by whose names a draft's sentence tells its tolls one by one."""
    places = draft.reading.places_in(draft.sentence.first, draft.sentence.last)
    return {governorates_of(place) for place in places if place.kind == "governorate" and not place.role}
