"""How a draft relates to an event told before it: repeat, update, rival, more, part, again, both, split, or not at all.

Codebook, «Counting» 6 to 9 and «Decisions: Repeated and vague, Lead and detail, Superseded tolls».
"""

from __future__ import annotations

from extractors.attribution import force_in
from extractors.draft import Draft
from extractors.fewer import (
    NEAR_SENTENCES,
    are_all_fewer,
    fills_up,
    is_among,
    is_finer_lead,
    is_first_report,
    is_found_again,
    is_less,
    is_of_one_governorate,
    is_one_of_them,
    is_some_of,
    is_vague_sum,
)
from extractors.likeness import (
    are_by_other_means,
    are_by_others,
    are_compatible,
    are_equal,
    are_of_two_kinds,
    are_two_sides,
    have_own_means,
    is_part_of_sum,
)
from extractors.locating import LED
from extractors.retelling import (
    distance_between,
    have_same_place,
    is_group_again,
    is_reported,
    is_surely_alike,
    is_there,
    is_told_again,
    is_within,
)

_QUOTED = 3  # tokens behind a noun in which quotes say what it was


def relate(event: Draft, draft: Draft) -> str:
    """How a draft relates to an earlier event: repeat, update, rival, more, or '' for none."""
    distance = distance_between(event, draft)
    shared = set(draft.counts) & set(event.counts)
    near = bool(shared) and distance <= NEAR_SENTENCES
    earlier = draft.same_attack or draft.received or (draft.first_toll and not draft.placed)
    if near and earlier and are_all_fewer(event, draft, shared):
        return "part"
    if _exclude(event, draft):
        return ""
    told = is_first_report(event, draft, distance) or is_found_again(event, draft, shared)
    told = told or is_among(event, draft, shared) or fills_up(event, draft, shared)
    if near and told:
        return "part"
    if near and (is_group_again(event, draft, distance) or is_one_of_them(event, draft, distance)):
        return "part"
    if shared and is_told_again(event, draft, distance) and are_compatible(event, draft, shared):
        return "" if have_own_means(event, draft) and not is_surely_alike(event, draft) else "again"
    same_place = have_same_place(event, draft) or is_there(event, draft, distance) or _leads_to(event, draft, distance)
    dates = {told.date for told in (event, draft) if told.dated and told.date}
    if (draft.placed and event.placed and not same_place) or len(dates) > 1:
        return ""
    if not shared:
        return _relate_others(event, draft, distance, same_place)
    if (
        draft.placed
        and not event.placed
        and event.resolution.governorate
        and draft.resolution.governorate != event.resolution.governorate
    ):
        return ""
    return _relate_same(event, draft, shared, distance, same_place)


def _relate_others(event: Draft, draft: Draft, distance: int, same_place: bool) -> str:
    """The same of two that share no outcome."""
    if is_vague_sum(event, draft, distance):
        return "part"
    if _is_unsplit_rival(event, draft, distance, same_place) or _is_split_rival(event, draft, distance, same_place):
        return "rival"
    if not _tells_on(event, draft, distance, same_place):
        return ""
    return "split" if _splits(event, draft) else "more"


def _leads_to(event: Draft, draft: Draft, distance: int) -> bool:
    """«قُتل وأُصيب أشخاص بقصف على ريف إدلب. … في سرمدا، ما أدى لمقتل 4»: a vague lead, and the place in its region."""
    vague = all(c.quantifier == "vague" for c in event.counts.values())
    code = event.resolution.governorate
    opens = event.unit.sentence == 0 and distance <= 1 and not event.mentions and event.scope == "incident"
    if event.placed:  # «قتلى وجرحى في مدينة اعزاز. … أمام جامع الميتم وسط المدينة»
        return vague and opens and not draft.unit.apart and is_within(event, draft)
    return vague and opens and code is not None and code == draft.resolution.governorate


def _exclude(event: Draft, draft: Draft) -> bool:
    """Whether the two are of different governorates, or one a running toll and the other none."""
    here, there = draft.resolution.governorate, event.resolution.governorate
    if event.resolution.basis == "dateline" and not event.placed and event.unit.sentence == 0:
        there = None  # «بغداد - قتل شرطيان شمال شرقي العراق. … في قضاء طوز خورماتو بمحافظة صلاح الدين»
    running = draft.scope != event.scope and "cumulative" in (draft.scope, event.scope)
    return running or bool(here and there and here != there)


def _relate_same(event: Draft, draft: Draft, shared: set[str], distance: int, same_place: bool) -> str:
    both = are_two_sides(event, draft) and distance == 0 and not (draft.placed and not same_place)
    if not are_compatible(event, draft, shared) or (are_of_two_kinds(event, draft, shared) and not both):
        return ""
    if both or (not distance and not draft.placed and _is_one_more(draft, shared)):
        return "both"
    if is_some_of(event, draft, shared, same_place):
        return "part"
    equal = all(are_equal(event.counts[o], draft.counts[o]) for o in shared)
    vague = all(draft.counts[o].quantifier == "vague" for o in shared)
    vaguer = all(event.counts[o].quantifier == "vague" for o in shared)
    near = distance <= 1 or same_place or draft.anaphoric
    tallied = (draft.tallied or draft.corrects) and (
        not _told_by_another(event, draft) or _adds_up(event, draft, shared)
    )
    newer = (draft.update or tallied) and not draft.summed and (draft.scope == event.scope or _raises_sum(event, draft))
    raised = distance == 0 and not event.placed and not draft.unit.apart and not have_own_means(event, draft)
    if newer and (same_place or not draft.placed or raised) and near and _grows(event, draft, shared):
        return "update"
    if equal and not vague and (same_place or not draft.placed or not event.placed):
        elsewhere = not same_place or draft.resolution.basis == LED
        elsewhere = elsewhere and not is_finer_lead(event, draft, distance)
        return "" if distance and elsewhere and are_by_other_means(event, draft) else "repeat"
    if (same_place or not draft.placed) and _repeats_some(event, draft, shared):
        return "repeat"
    again = (same_place and distance <= 1) or not draft.placed
    if again and _fills_in(event, draft, shared) and not are_by_other_means(event, draft):
        return "again"
    if equal and vague and (same_place or not (distance or draft.placed) or _retells_vague(event, draft, distance)):
        return "repeat"
    return _relate_unequal(event, draft, vague, vaguer, distance, same_place)


def _relate_unequal(event: Draft, draft: Draft, vague: bool, vaguer: bool, distance: int, same_place: bool) -> str:
    """The same of two tolls that differ; `vague` and `vaguer` tell whether all counts of draft and event are."""
    if vague and not vaguer and not draft.placed and distance <= NEAR_SENTENCES:
        return "part"  # a vague count beside an exact one of the same people adds nothing
    if (
        _told_by_another(event, draft)
        and not (vague or vaguer)
        and event.scope != "cumulative"
        and (event.scope == draft.scope or not draft.unit.times)
        and (same_place or (not draft.placed and distance <= 1) or (not event.placed and not distance))
        and not have_own_means(event, draft)
        and not is_of_one_governorate(event, draft)
    ) or (_retells_lead(event, draft) and not (vague or vaguer)):
        return "rival"
    if vaguer and not vague and distance <= 1 and (same_place or not draft.placed) and not have_own_means(event, draft):
        return "part" if is_less(event, draft) else "update"
    return ""


def _raises_sum(event: Draft, draft: Draft) -> bool:
    """«أكثر من 100 شهيد في أربع مجازر … عدد الشهداء ارتفع إلى 102»: of the day's sum, though it says no more where."""
    return event.scope == "aggregate" and draft.scope == "incident" and draft.update and not draft.placed


def _is_one_more(draft: Draft, shared: set[str]) -> bool:
    """«قُتل الممرض …، بالإضافة إلى مقتل طفل آخر»: one besides those told before in the sentence."""
    tolls = [toll for outcome in shared for toll in draft.tolls[outcome]]
    return draft.unit.plus and all(toll.people.other and toll.count.high == 1 for toll in tolls)


def _told_by_another(event: Draft, draft: Draft) -> bool:
    """Whether somebody else tells it, or is set against what the outlet told («…، بينما تحدث المرصد عن 14»)."""
    if draft.told_by is None:
        return False
    same = draft.reading is event.reading and draft.unit.sentence == event.unit.sentence
    if same and draft.sentence.first <= draft.told_by.first < event.unit.tolls[0].first:
        return False  # «نقل مراسلنا عن مصادر مقتل ثلاثين في اشتباكات، فيما قُتل ثلاثة في تفجير»: he tells both
    if event.told_by is not None:
        return draft.told_by.name != event.told_by.name
    if _claims_more(event, draft) or _retells_lead(event, draft) or _reports_it(event, draft):
        return True
    gapped = draft.unit.tolls[0].gapped and not is_part_of_sum(draft)
    if gapped and not draft.placed and draft.unit.sentence == event.unit.sentence:
        return True  # «بين مئة قتيل … وأكثر من 120 بحسب ناشطين»
    set_against = draft.unit.apart or draft.reading.hit(draft.unit.first, "but") is not None
    return set_against and event.names_group("combatant") >= draft.names_group("combatant")


def _reports_it(event: Draft, draft: Draft) -> bool:
    """«لقي ستة مصرعهم في هجوم صاروخي … وأدى القصف وفقاً للوكالة إلى استشهاد أربعة»: its source, of that attack."""
    lead = event.unit.sentence == 0 and event.scope == draft.scope == "incident" and not draft.summed
    told = is_reported(draft) and draft.anaphoric and not (draft.placed or draft.unit.apart)
    shared = event.counts.keys() & draft.counts.keys()
    return lead and told and bool(shared) and distance_between(event, draft) <= 1


def _retells_lead(event: Draft, draft: Draft) -> bool:
    """«قُتل مجند وأصيب آخران بتفجير آلية في رفح. وأفادت مصادر بأن مجنداً قُتل وأصيب آخر في تفجير آلية في رفح»."""
    shared = event.counts.keys() & draft.counts.keys()
    alike = [o for o in shared if are_equal(event.counts[o], draft.counts[o])]
    if _retells_dead(event, draft, alike):
        return len(alike) < len(shared)
    one, other = event.weapon, draft.weapon
    armed = one is not None and other is not None and one.code == other.code
    lead = event.unit.sentence == 0 and draft.unit.sentence == 1 and is_reported(draft) and not draft.unit.apart
    return lead and armed and bool(alike) and len(alike) < len(shared) and have_same_place(event, draft)


def _retells_dead(event: Draft, draft: Draft, alike: list[str]) -> bool:
    """«قُتل ستة وأُصيب أكثر من 29 … وأسفر الانفجار عن مقتل ستة وإصابة أكثر من 25»: the lead's dead, whatever the hurt."""
    lead = event.unit.sentence == 0 and not draft.unit.apart and not draft.placed and draft.anaphoric
    told = "killed" in alike and event.counts["killed"].quantifier == "exact"
    return lead and told and distance_between(event, draft) <= NEAR_SENTENCES and not have_own_means(event, draft)


def _retells_vague(event: Draft, draft: Draft, distance: int) -> bool:
    """«قصفت مسيّرة سيارة، ما أسفر عن قتلى وجرحى. وقالت مصادر إن مسيّرة قصفتها في القامشلي …»: the lead, and where."""
    one, other = event.weapon, draft.weapon
    armed = one is not None and other is not None and one.code == other.code
    lead = event.unit.sentence == 0 and distance == 1 and is_reported(draft) and not draft.unit.apart
    return lead and armed and event.resolution.governorate is None


def _claims_more(event: Draft, draft: Draft) -> bool:
    """«قُتل ثمانية جنود في هجوم لحركة الشباب … وقالت الحركة إنها قتلت 30 جندياً»: the attacker's own toll of it."""
    teller = draft.told_by
    force = force_in(draft.reading, teller.first, teller.last) if teller is not None else None
    people = draft.unit.tolls[0].people
    foes = draft.reading.has(people.first, people.last + _QUOTED, "gunmen")  # «أربعة من الأفراد "التكفيريين"»
    armed = event.names_group("combatant") and draft.names_group("combatant") and not foes
    return force is not None and armed and any(force.code == named.code for named in event.actors)


def _is_unsplit_rival(event: Draft, draft: Draft, distance: int, same_place: bool) -> bool:
    """«أربعين بين قتيل وجريح» by another claimant beside a split toll of the same incident."""
    unsplit = set(draft.counts) == {"casualties"} and "killed" in event.counts and draft.scope == event.scope
    unsplit = unsplit and draft.scope != "cumulative"
    return (
        unsplit
        and _told_by_another(event, draft)
        and distance <= 1
        and (same_place or not draft.placed)
        and not have_own_means(event, draft)
    )


def _is_split_rival(event: Draft, draft: Draft, distance: int, same_place: bool) -> bool:
    """Killed and hurt by another claimant beside «عشرة بين قتيل وجريح» that they do not add up to."""
    unsplit = set(event.counts) == {"casualties"} and "killed" in draft.counts and not _splits(event, draft)
    near = distance <= 1 and (same_place or not draft.placed) and draft.scope == event.scope
    return unsplit and near and _told_by_another(event, draft) and not have_own_means(event, draft)


def _adds_up(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«… أربعة من مصابي السوق فارقوا الحياة والحصيلة 16»: the toll so far and those whom its sentence adds to it."""
    since = [m for m in event.mentions if m.verdict == "part" and m.unit.sentence == draft.unit.sentence]
    return any(
        o in m.counts and event.counts[o].low + m.counts[o].low == draft.counts[o].low for m in since for o in shared
    )


def _grows(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """A newer toll is no lower than the one it replaces, unless the text says that it corrects it."""
    return draft.corrects or all(draft.counts[o].low >= event.counts[o].low for o in shared)


def _tells_on(event: Draft, draft: Draft, distance: int, same_place: bool) -> bool:
    """Whether a toll of another outcome goes on with the event before."""
    if draft.unit.reason or (draft.unit.apart and (draft.placed or draft.scope == "cumulative")):
        return False
    if set(draft.counts) == {"detained"} and are_by_others(event, draft):
        return False  # «قُتل عنصران من قسد بهجوم لداعش …، فيما اعتقلت الأسايش ثمانية»
    if draft.summed and event.scope == "incident":
        return False  # a day's sum goes on with no incident
    cue = draft.unit.tolls[0].cue
    if set(draft.counts) == {"casualties"} and "killed" in event.counts and cue is not None and cue.entry.cls == "act":
        return False  # «قُتل جندي …، وأعلنت أنقرة تحييد 19»: the others' losses
    if set(draft.counts) == {"missing"} and event.scope == "aggregate" and distance and not same_place:
        return False  # «عدد من المفقودين لا يزال تحت الركام» behind a day's sum: of all its strikes and those before
    if not draft.placed:
        near = distance <= 1 or draft.anaphoric or draft.continues
        return near and distance <= NEAR_SENTENCES and not have_own_means(event, draft)
    return same_place and distance <= 1 and not have_own_means(event, draft)


def _repeats_some(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«استشهد مواطن وأصيب آخران … باستشهاد الفتى وإصابة آخرين»: equal where the draft gives a number."""
    told = [o for o in shared if draft.counts[o].quantifier != "vague"]
    same = bool(told) and len(told) < len(shared) and all(are_equal(event.counts[o], draft.counts[o]) for o in told)
    return same and not draft.unit.apart and not are_by_other_means(event, draft)


def _fills_in(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«قُتل تسعة وأُصيب آخرون … والحصيلة 9 قتلى و12 مصاباً»: equal where both give a number, exact where one was vague."""
    known = [o for o in shared if event.counts[o].quantifier != "vague"]
    told = all(draft.counts[o].quantifier != "vague" for o in shared)
    return (
        told
        and bool(known)
        and len(known) < len(shared)
        and all(are_equal(event.counts[o], draft.counts[o]) for o in known)
    )


def _splits(event: Draft, draft: Draft) -> bool:
    """Whether killed and injured told apart are an event's unsplit sum: a vague one, or one they add up to."""
    if set(event.counts) != {"casualties"} or event.scope != draft.scope:
        return False
    told = event.counts["casualties"]
    return told.quantifier == "vague" or told.low == sum(count.low for count in draft.counts.values())
