"""Why a draft is no event (codebook, Counting 10 and «Decisions»), and what ties it to the events before it."""

from __future__ import annotations

import datetime as dt

from extractors.draft import Draft, Scene
from extractors.reading import Reading

OLDEST = dt.timedelta(days=366)  # codebook, «Old events»
_ARMED = 2  # weapon ranks up to here tell of an attack


def set_ties(scene: Scene, draft: Draft) -> None:
    """Reads what the words say of earlier tolls: revised, the same again, a correction, an armed side's loss."""
    reading, unit, sentence = scene.reading, draft.unit, draft.sentence
    draft.first_counts = dict(draft.counts)
    draft.update = reading.has(unit.first, unit.last, "update", "new_toll")
    draft.anaphoric = reading.has(unit.first, unit.last, "anaphora")
    draft.corrects = reading.has(sentence.first, unit.last, "correction")
    draft.continues = reading.has(sentence.first, unit.tolls[0].first, "report_again")
    draft.lost = reading.has(unit.first, unit.last, "lost")


def find_void(scene: Scene, draft: Draft) -> str:
    """The reason why a draft is no event, '' where it stands."""
    return next((reason for reason, test in _TESTS.items() if test(scene, draft)), "")


def _is_unrelated(scene: Scene, draft: Draft) -> bool:
    reading, unit = scene.reading, draft.unit
    if draft.weapon is not None and draft.weapon.rank <= _ARMED:
        return False
    return _has_outside_places(reading, unit.first, unit.last, "unrelated")


def _has_outside_places(reading: Reading, first: int, last: int, cls: str) -> bool:
    return reading.has(first, last, cls) and any(
        reading.hit(at, cls) and at not in reading.place_at for at in range(first, last)
    )


def _is_recalled(scene: Scene, draft: Draft) -> bool:
    return scene.reading.has(draft.sentence.first, draft.unit.last, "recall")


def _is_release(scene: Scene, draft: Draft) -> bool:
    detained = set(draft.counts) == {"detained"}
    return detained and scene.reading.has(draft.sentence.first, draft.unit.tolls[0].last, "release")


def _is_superseded(scene: Scene, draft: Draft) -> bool:
    return scene.reading.has(draft.unit.first, draft.unit.tolls[0].last, "superseded")


def _is_old(scene: Scene, draft: Draft) -> bool:
    published, time = scene.article.published, draft.time
    if published is None or draft.scope == "cumulative" or time is None:
        return False
    if any(t.circumstance == "body_found" for t in draft.unit.tolls):
        return False
    day = time.date or time.start
    return day is not None and published - day > OLDEST


def _is_general(scene: Scene, draft: Draft) -> bool:
    """«تقارير عن سقوط ضحايا مدنيين»: a bare plural without place is no event."""
    vague = all(c.quantifier == "vague" for c in draft.counts.values())
    bare = vague and not any(t.people.numbered for t in draft.unit.tolls)
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
    return after and earlier and scene.reading.has(draft.sentence.first, draft.unit.last, "update")


_TESTS = {
    "no conflict": _is_unrelated,
    "recalled": _is_recalled,
    "released": _is_release,
    "superseded": _is_superseded,
    "old": _is_old,
    "general": _is_general,
    "the attacker": _is_attacker,
    "explains a toll": _explains_toll,
}
