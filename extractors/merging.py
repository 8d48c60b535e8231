"""Merges the drafts of one article into its events: repeats, updates, rival tolls, tolls told on in the next sentence.

Codebook, «Counting» 6 to 9 and «Decisions: Repeated and vague, Lead and detail, Superseded tolls».
"""

from __future__ import annotations

from collections.abc import Callable

from extractors.attribution import WEAK
from extractors.draft import Draft, add_groups
from extractors.locating import LED
from extractors.normalize import normalize_phrase
from extractors.outcomes import Toll
from extractors.parts import RULE as PART
from extractors.records import Count
from extractors.retelling import is_surely_alike, is_there, is_told_again
from extractors.sides import tells_of_enemy
from extractors.unnamed import settle_outcome
from extractors.verdicts import apply_verdict

NEAR_SENTENCES = 4
LOOK_BACK = 200  # events that a toll is compared with: more than any article tells
OFF_TOPIC = frozenset({"no conflict", "recalled", "released", "staged", "old"})  # what the text says against its title
EXCLUSIVE = frozenset({"civilian", "combatant"})
_CIVILIAN, _DISPLACED = "civilian", "displaced"
_KINDS_OF_TWO = 2
_KINDS = ("soldiers", "gunmen")


def merge_drafts(text: list[Draft], title: Callable[[], list[Draft]]) -> list[Draft]:
    """The events of an article in order of its text; the title's drafts stand, and are read, only where it has none."""
    events: list[Draft] = []
    for draft in text:
        if draft.void:
            continue
        _place(draft, events)
    events = [event for event in events if not _announces(event, events)]
    if not events and not any(draft.void in OFF_TOPIC for draft in text):
        return [d for d in title() if not d.void]
    return events


def _announces(event: Draft, events: list[Draft]) -> bool:
    """«شهدت أربع محافظات هجمات أوقعت قتلى وجرحى»: a bare plural over the tolls told one by one."""
    bare = all(c.quantifier == "vague" for c in event.counts.values())
    numbered = any(t.people.numbered for tolls in event.tolls.values() for t in tolls)
    return bare and not numbered and not event.placed and event.scope == "aggregate" and len(events) > 1


def _place(draft: Draft, events: list[Draft]) -> None:
    """Adds a draft to the event it belongs to, or as a new one."""
    candidates = events[-LOOK_BACK:]
    if candidates and _distance(candidates[-1], draft) <= NEAR_SENTENCES:
        near = _distance(candidates[-1], draft) <= 1 and (not draft.placed or _same_place(candidates[-1], draft))
        settle_outcome(candidates[-1], draft, near)
    if not draft.placed:
        # «… بينهم 9 في حي الثورة. وقالت الغرفة إن القتلى 41»: told of the sum, not of its last part.
        candidates = [event for event in candidates if not _is_part_of_sum(event)]
    related = [(event, verdict) for event in reversed(candidates) if (verdict := _relate(event, draft))]
    # The same people told again are looked for in the whole article before the toll is added to the event just told.
    same = sorted((pair for pair in related if pair[1] != "more"), key=lambda pair: pair[1] not in ("repeat", "again"))
    for event, verdict in (same or related)[:1]:
        draft.verdict = verdict
        apply_verdict(event, draft)
        if verdict == "update":
            _fold(event, events)
        return
    whole = next((e for e in reversed(events) if not _is_part_of_sum(e)), None) if _is_part_of_sum(draft) else None
    if whole is not None:
        whole.told_until = draft.unit.sentence
    events.append(draft)


def _is_part_of_sum(draft: Draft) -> bool:
    return draft.unit.tolls[0].rule == PART


def _fold(event: Draft, events: list[Draft]) -> None:
    """A new total takes in the partial tolls told on the way to it («16 … فقُتل أربعة … والحصيلة عشرون»)."""
    at = next(i for i, e in enumerate(events) if e is event)
    for earlier in reversed(events[max(0, at - 1) : at]):
        for outcome in set(event.counts) & set(earlier.counts):
            parts = [d for d in (event, *event.mentions) if outcome in d.first_counts]
            if earlier.counts[outcome].low + parts[0].first_counts[outcome].low == event.counts[outcome].low:
                for told in event.counts:
                    earlier.counts[told] = event.counts[told]
                    earlier.groups[told] = add_groups(
                        [*earlier.groups.get(told, ()), *event.groups[told]], event.counts[told]
                    )
                    earlier.tolls[told] = [*earlier.tolls.get(told, ()), *event.tolls[told]]
                earlier.mentions += [event, *event.mentions]
                earlier.claimant = earlier.claimant or event.claimant
                events.remove(event)
                return


def _relate(event: Draft, draft: Draft) -> str:
    """How a draft relates to an earlier event: repeat, update, rival, more, or '' for none."""
    distance = _distance(event, draft)
    shared = set(draft.counts) & set(event.counts)
    if shared and draft.received and distance <= NEAR_SENTENCES and _all_fewer(event, draft, shared):
        return "part"
    if _exclude(event, draft):
        return ""
    if shared and is_told_again(event, draft, distance) and _compatible(event, draft, shared):
        return "" if _own_means(event, draft) and not is_surely_alike(event, draft) else "again"
    same_place = _same_place(event, draft) or is_there(event, draft, distance)
    if draft.placed and event.placed and not same_place:
        return ""
    if draft.dated and event.dated and draft.date and event.date and draft.date != event.date:
        return ""
    if not shared:
        if _is_unsplit_rival(event, draft, distance, same_place) or _is_split_rival(event, draft, distance, same_place):
            return "rival"
        if not _tells_on(event, draft, distance, same_place):
            return ""
        return "split" if _splits(event, draft) else "more"
    if (
        draft.placed
        and not event.placed
        and event.resolution.governorate
        and draft.resolution.governorate != event.resolution.governorate
    ):
        return ""
    return _relate_same(event, draft, shared, distance, same_place)


def _exclude(event: Draft, draft: Draft) -> bool:
    """Whether the two are of different governorates, or one a running toll and the other none."""
    here, there = draft.resolution.governorate, event.resolution.governorate
    running = draft.scope != event.scope and "cumulative" in (draft.scope, event.scope)
    return running or bool(here and there and here != there)


def _distance(event: Draft, draft: Draft) -> int:
    """Sentences from the last that told of an event to a draft's; the lines of a list in between are passed over."""
    last = max(event.told_until, *(d.unit.sentence for d in (event, *event.mentions)))
    prose = draft.reading.prose
    return prose[draft.unit.sentence] - prose[last] if draft.reading is event.reading else draft.unit.sentence - last


def _all_fewer(event: Draft, draft: Draft, shared: set[str]) -> bool:
    return all(draft.counts[o].low < event.counts[o].low for o in shared)


def _relate_same(event: Draft, draft: Draft, shared: set[str], distance: int, same_place: bool) -> str:
    both = _faces(event, draft) and distance == 0 and not (draft.placed and not same_place)
    if not _compatible(event, draft, shared) or (_of_two_kinds(event, draft, shared) and not both):
        return ""
    if both:
        return "both"
    if _is_part(event, draft, shared, same_place):
        return "part"
    equal = all(_equal(event.counts[o], draft.counts[o]) for o in shared)
    vague = all(draft.counts[o].quantifier == "vague" for o in shared)
    vaguer = all(event.counts[o].quantifier == "vague" for o in shared)
    near = distance <= 1 or same_place or draft.anaphoric
    rival = _told_by_another(event, draft)
    tallied = (draft.tallied or draft.corrects) and (not rival or _adds_up(event, draft, shared))
    newer = (draft.update or tallied) and not draft.summed and draft.scope == event.scope
    raised = distance == 0 and not event.placed and not draft.unit.apart and not _own_means(event, draft)
    if newer and (same_place or not draft.placed or raised) and near and _grows(event, draft, shared):
        return "update"
    if equal and not vague and (same_place or not draft.placed or not event.placed):
        elsewhere = not same_place or draft.resolution.basis == LED
        return "" if distance and elsewhere and _by_other_means(event, draft) else "repeat"
    if equal and vague and same_place:
        return "repeat"
    if vague and not vaguer and not draft.placed and distance <= NEAR_SENTENCES:
        return "part"  # a vague count beside an exact one of the same people adds nothing
    if (
        rival
        and not (vague or vaguer)
        and event.scope != "cumulative"
        and (event.scope == draft.scope or not draft.unit.times)
        and (same_place or (not draft.placed and distance <= 1) or (not event.placed and not distance))
        and not _own_means(event, draft)
    ):
        return "rival"
    if vaguer and not vague and distance <= 1 and (same_place or not draft.placed) and not _own_means(event, draft):
        return "update"
    return ""


def _told_by_another(event: Draft, draft: Draft) -> bool:
    """Whether somebody else tells it, or is set against what the outlet told («…، بينما تحدث المرصد عن 14»)."""
    if draft.told_by is None:
        return False
    if event.told_by is not None:
        return draft.told_by.name != event.told_by.name
    gapped = draft.unit.tolls[0].gapped and not _is_part_of_sum(draft)
    if gapped and not draft.placed and draft.unit.sentence == event.unit.sentence:
        return True  # «بين مئة قتيل … وأكثر من 120 بحسب ناشطين»
    set_against = draft.unit.apart or draft.reading.hit(draft.unit.first, "but") is not None
    return set_against and event.names_group("combatant") >= draft.names_group("combatant")


def _is_unsplit_rival(event: Draft, draft: Draft, distance: int, same_place: bool) -> bool:
    """«أربعين بين قتيل وجريح» by another claimant beside a split toll of the same incident."""
    unsplit = set(draft.counts) == {"casualties"} and "killed" in event.counts and draft.scope == event.scope
    unsplit = unsplit and draft.scope != "cumulative"
    return (
        unsplit
        and _told_by_another(event, draft)
        and distance <= 1
        and (same_place or not draft.placed)
        and not _own_means(event, draft)
    )


def _is_split_rival(event: Draft, draft: Draft, distance: int, same_place: bool) -> bool:
    """Killed and hurt by another claimant beside «عشرة بين قتيل وجريح» that they do not add up to."""
    unsplit = set(event.counts) == {"casualties"} and "killed" in draft.counts and not _splits(event, draft)
    near = distance <= 1 and (same_place or not draft.placed) and draft.scope == event.scope
    return unsplit and near and _told_by_another(event, draft) and not _own_means(event, draft)


def _compatible(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """Whether the two can be the same people: not civilians here and fighters there, nor these and others."""
    if draft.unit.apart and _of_one_each(event, draft, shared):
        return False
    if draft.same_weapon and event.unit.sentence != draft.unit.sentence:
        return False  # «وسبق ذلك بأيام، تعرض عناصر لكمين مماثل أدى إلى مقتل عنصرين»: alike is another
    near = event.reading is draft.reading and event.unit.sentence == draft.unit.sentence
    if near and any(toll.gapped and toll.people.other for outcome in shared for toll in draft.tolls[outcome]):
        return False  # «قُتل شخصان في غارة …، وشخصان آخران في غارة …»
    for outcome in shared:
        here, there = (_status(one, outcome) for one in (event, draft))
        if here and there and not here & there and not _faces(event, draft):
            return False
    return not (draft.unit.apart and _of_two_sides(event, draft)) or _faces(event, draft)


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


def _of_two_kinds(event: Draft, draft: Draft, shared: set[str]) -> bool:
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


def _adds_up(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """«… أربعة من مصابي السوق فارقوا الحياة والحصيلة 16»: the toll so far and those whom its sentence adds to it."""
    since = [m for m in event.mentions if m.verdict == "part" and m.unit.sentence == draft.unit.sentence]
    return any(
        o in m.counts and event.counts[o].low + m.counts[o].low == draft.counts[o].low for m in since for o in shared
    )


def _is_part(event: Draft, draft: Draft, shared: set[str], same_place: bool) -> bool:
    """«بُترت أطراف خمسة منهم»: some of those already counted, without another place of their own."""
    tolls = [t for o in shared for t in draft.tolls[o]]
    return (
        _all_fewer(event, draft, shared)
        and (same_place or not draft.placed)
        and not (draft.placed and event.resolution.places and not draft.resolution.places)
        and all(t.people.of_them or _of_the_hit(draft, t) for t in tolls)
    )


def _of_the_hit(draft: Draft, toll: Toll) -> bool:
    """«حالة اثنين من المصابين خطرة»: some of those known to be hit."""
    people = toll.people
    nouns = (
        draft.reading.hit(at, "result") for at in range(people.first, min(people.last + 2, len(draft.reading.norms)))
    )
    known = (noun is not None and (noun.article or noun.last in draft.reading.place_at) for noun in nouns)
    return people.numbered and any(known)


def _grows(event: Draft, draft: Draft, shared: set[str]) -> bool:
    """A newer toll is no lower than the one it replaces, unless the text says that it corrects it."""
    return draft.corrects or all(draft.counts[o].low >= event.counts[o].low for o in shared)


def _faces(event: Draft, draft: Draft) -> bool:
    """Whether the two are the dead of the two sides of one clash (their sum is the event)."""
    clash = event.weapon is not None and event.weapon.code == "clash"
    armed = all(any(g == "combatant" for g, _ in d.groups.get("killed", ())) or d.lost for d in (event, draft))
    alike = not (event.sides and draft.sides) and bool(_kinds(event, {"killed"}) & _kinds(draft, {"killed"}))
    both = "killed" in draft.counts and "killed" in event.counts
    return clash and armed and both and not event.sides & draft.sides and not alike


def _tells_on(event: Draft, draft: Draft, distance: int, same_place: bool) -> bool:
    """Whether a toll of another outcome goes on with the event before."""
    if draft.unit.reason or (draft.unit.apart and (draft.placed or draft.scope == "cumulative")):
        return False
    if set(draft.counts) == {"detained"} and _by_others(event, draft):
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
        return near and distance <= NEAR_SENTENCES and not _own_means(event, draft)
    return same_place and distance <= 1 and not _own_means(event, draft)


def _own_means(event: Draft, draft: Draft) -> bool:
    """Whether the two name different weapons, so that they are two attacks."""
    one, other = event.weapon, draft.weapon
    if one is None or other is None or one.rank >= 2 or other.rank >= 2:
        return False
    return one.code != other.code


def _by_others(event: Draft, draft: Draft) -> bool:
    """Whether each names authors, and none of the other's."""
    one, other = ({named.code for named in told.actors} for told in (event, draft))
    return bool(one and other) and not one & other


def _by_other_means(event: Draft, draft: Draft) -> bool:
    """«بعد مقتل راعيين بانفجار لغم» behind an armed attack on two soldiers: a weapon of its own, as many or not."""
    one, other = event.weapon, draft.weapon
    return one is not None and other is not None and one.rank < WEAK and other.rank < 2 and one.code != other.code


def _same_place(one: Draft, other: Draft) -> bool:
    here = _names(one)
    return bool(here) and not here.isdisjoint(_names(other))


def _names(draft: Draft) -> set[str]:
    resolution = draft.resolution
    return {normalize_phrase(name) for name in (resolution.place, *resolution.places) if name}


def _equal(one: Count, other: Count) -> bool:
    """The same toll: equal, or «18 على الأقل» beside «18»."""
    return one.low == other.low and (one.high == other.high or None in (one.high, other.high))


def _splits(event: Draft, draft: Draft) -> bool:
    """Whether killed and injured told apart are an event's unsplit sum: a vague one, or one they add up to."""
    if set(event.counts) != {"casualties"} or event.scope != draft.scope:
        return False
    told = event.counts["casualties"]
    return told.quantifier == "vague" or told.low == sum(count.low for count in draft.counts.values())
