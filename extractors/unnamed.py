"""What a toll counts that does not name it: «ارتفعت الحصيلة إلى 12», «ليرتفع عدد الضحايا إلى خمسة»."""

from __future__ import annotations

from extractors.draft import Draft
from extractors.figures import BARE


def settle_outcome(event: Draft, draft: Draft, near: bool) -> None:
    """Gives a toll without its noun the outcome of the event told before it: its dead, else whom alone it tells of.

    `near` says that the two stand side by side and that no other place is named.
    """
    if near and _names_the_dead(event, draft):
        _rename(draft, "casualties", "killed")
    bare = set(draft.counts) == {"killed"} and draft.unit.tolls[0].rule == BARE
    if bare and "killed" not in event.counts and len(event.counts) == 1:
        _rename(draft, "killed", next(iter(event.counts)))


def _names_the_dead(event: Draft, draft: Draft) -> bool:
    """Whether the victims rise above the dead just told, and cannot hold the hurt too."""
    told, killed, hurt = draft.counts.get("casualties"), event.counts.get("killed"), event.counts.get("injured")
    if told is None or killed is None or len(draft.counts) > 1 or not draft.update or draft.summed:
        return False
    rises = killed.quantifier != "vague" and told.low >= killed.low and draft.scope == event.scope == "incident"
    return rises and (hurt is None or told.low < killed.low + hurt.low)


def _rename(draft: Draft, outcome: str, to: str) -> None:
    draft.counts[to] = draft.first_counts[to] = draft.counts.pop(outcome)
    del draft.first_counts[outcome]
    draft.groups[to] = draft.groups.pop(outcome)
    draft.tolls[to] = draft.tolls.pop(outcome)
    for toll in draft.tolls[to]:
        toll.outcome = to
