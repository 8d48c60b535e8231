"""Why a draft is no event (codebook, Counting 10 and «Decisions»), and what ties it to the events before it."""

from __future__ import annotations

from extractors.draft import Draft, Scene
from extractors.parts import RULE as PART
from extractors.reading import Reading
from extractors.recalling import is_old, is_recalled
from extractors.topics import ARMED, HINT, SURE, find_topic, names_place, outside_tags

_TELLING_REACH = 10  # tokens behind «كان» in which who told it and the verb of telling stand
_CAUSES = frozenset({"clear", "disaster"})
_OBJECT_REACH = 5  # tokens behind a verb of changing in which what it changes stands


def set_ties(scene: Scene, draft: Draft) -> None:
    """Reads what the words say of earlier tolls: revised, the same again, a correction, an armed side's loss."""
    reading, unit, sentence = scene.reading, draft.unit, draft.sentence
    draft.first_counts = dict(draft.counts)
    draft.update = reading.has(unit.first, unit.last, "update")
    draft.tallied = reading.has(unit.first, unit.last, "tally", "new_toll")
    draft.anaphoric = reading.has(unit.first, unit.last, "anaphora")
    draft.same_attack = reading.has(unit.first, unit.last, "same_attack")
    draft.first_toll = reading.has(sentence.first, unit.tolls[0].first, "first_toll")
    draft.corrects = _corrects(reading, sentence.first, unit.last)
    draft.continues = reading.has(sentence.first, unit.tolls[0].first, "report_again")
    draft.received = draft.weapon is None and reading.has(unit.first, unit.tolls[0].people.first, "receives", "moved")
    draft.lost = reading.has(unit.first, unit.last, "lost")


def _corrects(reading: Reading, first: int, last: int) -> bool:
    """«صححت الوزارة», «تراجعت الحصيلة»: what falls or is changed must be the toll, not a front or a price."""
    for hit in reading.hits_in(first, last, "correction"):
        tolls = reading.hits_in(hit.last, min(last, hit.last + _OBJECT_REACH), "toll")
        if hit.entry.tag != "toll" or any(toll.first not in reading.number_at for toll in tolls):
            return True
    return False


def find_void(scene: Scene, draft: Draft) -> str:
    """The reason why a draft is no event, '' where it stands."""
    return next((reason for reason, test in _TESTS.items() if test(scene, draft)), "")


def _is_unrelated(scene: Scene, draft: Draft) -> bool:
    """Accidents, disasters, disease, sport, crime: the words of an attack in the same clause outweigh theirs."""
    reading, unit = scene.reading, draft.unit
    tags = outside_tags(reading, unit.first, unit.last, "unrelated")
    if tags == {""} and _speaks_back(scene, draft):
        return False
    if not tags:
        return _is_off_topic(scene, draft)
    if tags & _CAUSES and _is_named_cause(reading, draft):
        return True
    if tags == {"disaster"} and reading.has(unit.first, unit.tolls[0].people.first, "deliberate"):
        return False  # «اغتيال شخصين … بعد هدوء تزامن مع الزلزال»
    if tags == {""} and draft.names_group("detainee"):
        return False  # «استشهد الأسير … جراء الإهمال الطبي»
    if draft.names_group("combatant") and any(toll.author not in ("", "unknown") for toll in unit.tolls):
        return False  # one force's men killed another's, over a quarrel or not
    rank = draft.weapon.rank if draft.weapon is not None else HINT
    if tags & {"clear", "match"}:  # an attacker of a team called «الجيش» is no fighter
        return SURE < rank <= HINT
    if draft.actors and draft.names_group("combatant"):
        return False
    return ARMED < rank <= HINT


def _is_named_cause(reading: Reading, draft: Draft) -> bool:
    """«172 وفاة بالكوليرا … بعد قصف محطات الكهرباء»: what they died of stands right behind them."""
    last = draft.unit.tolls[0].people.last
    causes = reading.hits_in(last, last + 1, "unrelated")
    return any(hit.entry.tag in _CAUSES and hit.prep and not names_place(reading, hit.first) for hit in causes)


def _is_silent_part(scene: Scene, draft: Draft) -> bool:
    """«قُتل 29 جراء الفيضانات، بينهم ستة في بلدوين التي شهدت هجمات»: a part of what is no event is none."""
    return draft.unit.tolls[0].rule == PART and scene.silent == draft.unit.sentence


def _speaks_back(scene: Scene, draft: Draft) -> bool:
    """«وقُتل مسلحان … عقب الحادث» behind the toll of an attack: what happened was the attack, not an accident."""
    before, unit = scene.before, draft.unit
    if before is None or before.weapon is None or unit.sentence - before.unit.sentence > 1:
        return False
    if _lies_elsewhere(before, draft):
        return False
    armed = draft.names_group("combatant") or not draft.placed
    return armed and all(hit.article for hit in scene.reading.hits_in(unit.first, unit.last, "unrelated"))


def _is_off_topic(scene: Scene, draft: Draft) -> bool:
    """A toll without any word of an attack, in an article that is about an accident or disease from the start."""
    about = find_topic(scene, "unrelated")
    if draft.weapon is not None and draft.weapon.rank <= (SURE if "play" in about else ARMED):
        return False
    violent = scene.reading.has(draft.unit.first, draft.unit.last, "violent")
    own = violent or bool(draft.actors) or draft.names_group("combatant")
    return bool(about & {*_CAUSES, "play"}) and not own


def _is_staged(scene: Scene, draft: Draft) -> bool:
    """A drill, a film or a book is what the title or the sentence is about."""
    title = scene.title
    tags = outside_tags(title, 0, len(title.norms), "drill") if title is not None else set()
    here = outside_tags(scene.reading, draft.sentence.first, draft.unit.tolls[0].first, "drill")
    return "fiction" in here or "fiction" in tags or (bool(tags) and draft.weapon is None)


def _is_elsewhere(scene: Scene, draft: Draft) -> bool:
    """Headlines of other articles (codebook, «Decisions»)."""
    return scene.reading.has(0, draft.sentence.first, "related")


def _is_release(scene: Scene, draft: Draft) -> bool:
    """Released people are no event; a noun («أربعة أسرى») may be freed by words behind it, a verb's people not."""
    if set(draft.counts) != {"detained"}:
        return False
    toll = draft.unit.tolls[0]
    noun = toll.cue is not None and toll.cue.entry.cls in ("result", "phrase")
    first = draft.sentence.first if noun else draft.unit.first
    last = draft.unit.last if noun else toll.people.first
    tags = outside_tags(scene.reading, first, last, "release")
    return bool(tags) if noun else "" in tags


def _is_superseded(scene: Scene, draft: Draft) -> bool:
    """«كانت الحصيلة السابقة ستة», or «وكان المصدر أعلن مقتل ثلاثة» behind the larger toll of the same happening."""
    reading, first = scene.reading, draft.unit.tolls[0]
    if reading.has(draft.unit.first, first.last, "superseded"):
        return True
    begin = max(draft.unit.first, draft.sentence.first)
    said = _said_before(reading, begin, first.first)
    if said == "toll":
        return True
    before = scene.before
    if before is None or not (said or reading.has(draft.sentence.first, first.first, "announced_before")):
        return False
    others = draft.names_group("combatant") and before.names_group("civilian")
    if others or _lies_elsewhere(before, draft):
        return False
    counts = [(before.counts[o].low, count.low) for o, count in draft.counts.items() if o in before.counts]
    return any(now > then for now, then in counts) and all(now >= then for now, then in counts)


def _said_before(reading: Reading, first: int, last: int) -> str:
    """Whether «كان» opens what was told earlier: an earlier toll by name («وكانت حصيلة أولية أشارت إلى») or another.

    Between it and the toll stands a verb of telling; «وكان مدنيان قُتلا» is background, no earlier toll.
    """
    for was in reading.hits_in(first, last, "was"):
        reach = 1 if was.entry.tag == "near" else _TELLING_REACH
        told = reading.hits_in(was.last, min(last, was.last + reach), "report_verb")
        if not told:
            continue
        return "toll" if reading.has(was.last, told[0].first, "earlier_toll") else "told"
    return ""


def _lies_elsewhere(before: Draft, draft: Draft) -> bool:
    """Whether a toll names another place or day than the one before it."""
    here, there = draft.resolution, before.resolution
    if draft.placed and before.placed and here.place != there.place:
        return True
    if here.governorate and there.governorate and here.governorate != there.governorate:
        return True
    return draft.dated and before.dated and draft.date != before.date


def _is_general(scene: Scene, draft: Draft) -> bool:
    """«تقارير عن سقوط ضحايا مدنيين»: a bare plural without place is no event."""
    vague = all(c.quantifier == "vague" for c in draft.counts.values())
    bare = vague and not any(t.people.numbered for t in draft.unit.tolls)
    struck = draft.weapon is not None and draft.weapon.rank != HINT
    if struck and scene.before is None:
        return False  # the first that an article tells, with what it was done
    unplaced = not draft.placed and draft.resolution.basis not in ("clause", "heading")
    return bare and unplaced and scene.reading.field == "text"


def _is_attacker(scene: Scene, draft: Draft) -> bool:
    """A suicide attacker is not counted (codebook, «Decisions: Outcomes»)."""
    people = draft.unit.tolls[0].people
    return len(draft.unit.tolls) == 1 and scene.reading.has(people.first, people.last + 1, "attacker")


def _explains_toll(scene: Scene, draft: Draft) -> bool:
    """«ارتفعت الحصيلة إلى 57 بعد وفاة ثمانية»: those who died are inside the new toll."""
    first, before = draft.unit.tolls[0], scene.before
    earlier = before is not None and before.unit.sentence == draft.unit.sentence
    after = first.cue is not None and scene.reading.has(max(0, first.first - 2), first.first, "after")
    return after and earlier and scene.reading.has(draft.sentence.first, draft.unit.last, "update", "tally")


_TESTS = {
    "part of no event": _is_silent_part,
    "no conflict": _is_unrelated,
    "recalled": is_recalled,
    "released": _is_release,
    "staged": _is_staged,
    "another article": _is_elsewhere,
    "superseded": _is_superseded,
    "old": is_old,
    "general": _is_general,
    "the attacker": _is_attacker,
    "explains a toll": _explains_toll,
}
