"""What an event takes from a draft that tells of the same people, by the verdict on how the two belong together."""

from __future__ import annotations

from extractors.attribution import WEAK
from extractors.draft import Draft, add_groups
from extractors.outcomes import add_counts
from extractors.retelling import is_finer


def apply_verdict(event: Draft, draft: Draft) -> None:
    """Adds a draft to its event as its `verdict` says."""
    _VERDICTS[draft.verdict](event, draft)


def _take_place(event: Draft, draft: Draft) -> None:
    if draft.placed and not event.placed:
        event.resolution, event.placed = draft.resolution, True
    told = draft.resolution
    if told.governorate and event.resolution.governorate is None and told.place == event.resolution.place:
        event.resolution = told  # «في قضاء مخمور شمال العراق … في مخمور بمحافظة نينوى»


def _repeat(event: Draft, draft: Draft) -> None:
    for outcome in set(draft.counts) - set(event.counts):
        _take_over(event, draft, outcome)
    for outcome in set(draft.counts) & set(event.counts):
        known = {group for group, _ in event.groups[outcome]}
        event.groups[outcome] += [g for g in draft.groups[outcome] if g[0] not in known]
    _take_place(event, draft)
    if draft.dated and (not event.dated or (event.date is None and event.scope == "incident" and draft.date)):
        event.date, event.date_precision, event.dated, event.time = draft.date, draft.date_precision, True, draft.time
    _fill(event, draft)


def _again(event: Draft, draft: Draft) -> None:
    """«قُتل اثنان وأصيب آخرون في خان يونس … في المواصي غرب خان يونس … شابين وإصابة 10»: the exact number stands."""
    for outcome in set(draft.counts) & set(event.counts):
        if event.counts[outcome].quantifier == "vague" != draft.counts[outcome].quantifier:
            vague, exact = event.counts[outcome], draft.counts[outcome]
            event.groups[outcome] = [(group, exact if n == vague else n) for group, n in event.groups[outcome]]
            event.counts[outcome], event.tolls[outcome] = exact, draft.tolls[outcome]
    finer = draft.resolution if is_finer(event, draft) else None
    _repeat(event, draft)
    if finer is not None and finer.governorate == event.resolution.governorate:
        event.resolution = finer


def _take_means(event: Draft, draft: Draft) -> None:
    """«لقي عدة أشخاص مصرعهم بالرصاص وعبوات ناسفة. ولقي عنصران … بالرصاص»: of a vague lead the detail knows best."""
    vague = all(count.quantifier == "vague" for count in event.counts.values())
    if vague and draft.weapon is not None and draft.weapon.rank < WEAK:
        event.weapon = draft.weapon


def _update(event: Draft, draft: Draft) -> None:
    _take_means(event, draft)
    for outcome in draft.counts:
        if outcome in event.counts:
            event.groups[outcome] = draft.groups[outcome] + [
                g for g in event.groups[outcome] if g[0] not in {name for name, _ in draft.groups[outcome]}
            ]
            event.counts[outcome] = draft.counts[outcome]
            event.tolls[outcome] = draft.tolls[outcome]
        else:
            _take_over(event, draft, outcome)
    if draft.told_by is not None:
        event.claimant = event.told_by = draft.told_by
    _take_place(event, draft)
    _fill(event, draft)


def _rival(event: Draft, draft: Draft) -> None:
    shared = {o: c for o, c in draft.counts.items() if o in event.counts}
    event.alternatives.append((shared or dict(draft.counts), draft.told_by))
    for outcome in set(draft.counts) - set(event.counts) if shared else ():
        _take_over(event, draft, outcome)
    _take_place(event, draft)
    _fill(event, draft)


def _both(event: Draft, draft: Draft) -> None:
    for outcome in draft.counts:
        if outcome in event.counts:
            event.counts[outcome] = add_counts([event.counts[outcome], draft.counts[outcome]])
            event.groups[outcome] = add_groups([*event.groups[outcome], *draft.groups[outcome]], event.counts[outcome])
        else:
            _take_over(event, draft, outcome)
    _take_place(event, draft)
    event.sides |= draft.sides
    event.mentions.append(draft)
    if event.told_by is None:
        event.claimant = event.told_by = draft.told_by


def _more(event: Draft, draft: Draft) -> None:
    for outcome in draft.counts:
        _take_over(event, draft, outcome)
    _take_place(event, draft)
    _fill(event, draft)


def _split(event: Draft, draft: Draft) -> None:
    """«قُتل وأصيب العشرات … قُتل 11 وأصيب 20»: what is told split is the event (codebook, Counting 6)."""
    _take_means(event, draft)
    del event.counts["casualties"], event.groups["casualties"], event.tolls["casualties"]
    if draft.told_by is not None:
        event.claimant = event.told_by = draft.told_by
    _more(event, draft)


def _take_over(event: Draft, draft: Draft, outcome: str) -> None:
    event.counts[outcome] = draft.counts[outcome]
    event.groups[outcome] = draft.groups[outcome]
    event.tolls[outcome] = draft.tolls[outcome]


def _fill(event: Draft, draft: Draft) -> None:
    event.mentions.append(draft)
    event.period = event.period or draft.period
    weak = event.weapon is None or event.weapon.rank > WEAK
    if weak and not _is_that_shelling(event, draft):
        event.weapon = draft.weapon or event.weapon
    if not event.actors:
        event.actors = draft.actors
    if event.claimant is None and draft.told_by is not None and not event.told_by:
        event.told_by = draft.told_by


def _is_that_shelling(event: Draft, draft: Draft) -> bool:
    """«بقصف إسرائيلي … وأضاف المصدر أن الهجوم أسفر عن …»: the attack told before makes a shelling no clash."""
    weapon = draft.weapon
    if weapon is None or weapon.code != "clash" or event.reading is not draft.reading:
        return False
    shelled = event.reading.has(event.unit.first, event.unit.last, "shelling")
    return shelled and draft.anaphoric


def _part(event: Draft, draft: Draft) -> None:
    event.mentions.append(draft)


_VERDICTS = {
    "part": _part, "repeat": _repeat, "again": _again,
    "update": _update, "rival": _rival, "more": _more, "split": _split, "both": _both,
}  # fmt: skip
