"""Merges the drafts of one article into its events: repeats, updates, rival tolls, tolls told on in the next sentence.

How a draft relates to the events told before it is decided in extractors.relating.
"""

from __future__ import annotations

from collections.abc import Callable

from extractors.draft import Draft, add_groups
from extractors.fewer import NEAR_SENTENCES
from extractors.likeness import are_equal, is_part_of_sum
from extractors.relating import relate
from extractors.retelling import distance_between, have_same_place
from extractors.unnamed import settle_outcome
from extractors.verdicts import apply_verdict

LOOK_BACK = 200  # events that a toll is compared with: more than any article tells
OFF_TOPIC = frozenset({"no conflict", "recalled", "released", "staged", "old"})  # what the text says against its title


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
    if not draft.placed and _is_sum_of(candidates, draft):
        draft.scope, draft.summed = "aggregate", True
        events.append(draft)
        return
    if candidates and distance_between(candidates[-1], draft) <= NEAR_SENTENCES:
        near = distance_between(candidates[-1], draft) <= 1 and (
            not draft.placed or have_same_place(candidates[-1], draft)
        )
        settle_outcome(candidates[-1], draft, near)
    if not draft.placed:
        # «… بينهم 9 في حي الثورة. وقالت الغرفة إن القتلى 41»: told of the sum, not of its last part.
        candidates = [event for event in candidates if not is_part_of_sum(event)]
    related = [(event, verdict) for event in reversed(candidates) if (verdict := relate(event, draft))]
    # The same people told again are looked for in the whole article before the toll is added to the event just told.
    same = sorted((pair for pair in related if pair[1] != "more"), key=lambda pair: pair[1] not in ("repeat", "again"))
    for event, verdict in (same or related)[:1]:
        draft.verdict = verdict
        apply_verdict(event, draft)
        if verdict == "update":
            _fold(event, events)
        elif verdict == "both":
            _fold_sum(event, events)
        return
    whole = next((e for e in reversed(events) if not is_part_of_sum(e)), None) if is_part_of_sum(draft) else None
    if whole is not None:
        whole.told_until = draft.unit.sentence
    events.append(draft)


def _is_sum_of(events: list[Draft], draft: Draft) -> bool:
    """«النبطية: 6 شهداء … الهرمل: 4 … وبلغت الحصيلة الإجمالية 10»: what the events told last add up to."""
    if draft.scope == "cumulative" or not (draft.tallied or draft.summed):
        return False
    told = [event for event in events if event.scope != "cumulative"]
    outcome = "killed" if "killed" in draft.counts else next(iter(draft.counts))
    return any(_sums_up(told[-n:], draft, outcome) for n in range(2, len(told) + 1))


def _sums_up(events: list[Draft], draft: Draft, outcome: str) -> bool:
    parts = [event for event in events if outcome in event.counts]
    places = {(part.resolution.governorate, part.resolution.place) for part in parts if part.resolution.governorate}
    apart = len(parts) > 1 and len(places) == len(parts)
    return apart and sum(part.counts[outcome].low for part in parts) == draft.counts[outcome].low


def _fold_sum(event: Draft, events: list[Draft]) -> None:
    """«78 قُتلوا في معارك على مأرب. … أسفرت عن مقتل أكثر من 60 من الحوثيين و18 من القوات»: both sides are the lead's."""
    at = next(i for i, e in enumerate(events) if e is event)
    if at == 0 or event.placed or event.unit.apart or set(event.counts) != set(events[at - 1].counts):
        return
    lead = events[at - 1]
    near = distance_between(lead, event) <= 1 and lead.scope == event.scope
    if near and all(are_equal(lead.counts[o], event.counts[o]) for o in event.counts):
        lead.mentions += [event, *event.mentions]
        events.remove(event)


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
