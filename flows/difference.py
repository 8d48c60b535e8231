"""What a new reading of stored texts says otherwise: by phenomenon, with examples, and as one share for a gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractors.records import OUTCOMES

Said = Mapping[str, Any]

PHENOMENA: dict[str, tuple[str, ...]] = {
    **{outcome: (f"{outcome}_low", f"{outcome}_high") for outcome in OUTCOMES},
    "day": ("event_date",),
    "governorate": ("governorate_code", "country_code"),
    "scope": ("scope", "retold", "circumstance"),
    "place": ("place",),
    "actor": ("actor",),
    "weapon": ("weapon", "target"),
    "claimant": ("claimant",),
}
"""What may change about an event, and the columns that say so."""

COUNTED = (*OUTCOMES, "day", "governorate", "scope", "found", "lost")
"""The phenomena that move a figure; the others describe."""

MOST_EXAMPLES = 3
TITLE = 60


@dataclass(frozen=True, slots=True)
class Example:
    """One event that changed: its article, what was said and what is said now; `people` is how many more or fewer."""

    phenomenon: str
    article: str
    before: str
    after: str
    people: int

    def to_json(self) -> dict[str, Any]:
        """The example for programs."""
        return {name: getattr(self, name) for name in ("article", "before", "after", "people")}


@dataclass(slots=True)
class Difference:
    """What changed over many texts: events by phenomenon, people by outcome, and the weightiest examples."""

    texts: int = 0
    events_before: int = 0
    events_after: int = 0
    changed_texts: int = 0
    moved_events: int = 0
    phenomena: Counter[str] = field(default_factory=Counter)
    people_before: Counter[str] = field(default_factory=Counter)
    people_after: Counter[str] = field(default_factory=Counter)
    people_moved: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    def add(self, other: Difference) -> None:
        """Add what changed over other texts."""
        for name in ("texts", "events_before", "events_after", "changed_texts", "moved_events"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("phenomena", "people_before", "people_after", "people_moved"):
            getattr(self, name).update(getattr(other, name))
        for examples in other.examples.values():
            for example in examples:
                self.show(example)

    def show(self, example: Example) -> None:
        """Keep an example if it is among the weightiest of its phenomenon."""
        held = self.examples.setdefault(example.phenomenon, [])
        held.append(example)
        held.sort(key=lambda one: (-abs(one.people), one.article))
        del held[MOST_EXAMPLES:]

    @property
    def change(self) -> float:
        """The share that moved: of the events, or of the killed or injured, whichever is more."""
        shares = [share(self.moved_events, self.events_before)]
        shares += [share(self.people_moved[name], self.people_before[name]) for name in ("killed", "injured")]
        return max(shares)

    def to_json(self) -> dict[str, Any]:
        """The difference for programs."""
        names = ("texts", "changed_texts", "events_before", "events_after", "change")
        return {
            **{name: getattr(self, name) for name in names},
            "phenomena": dict(self.phenomena.most_common()),
            "people": {
                name: {"before": self.people_before[name], "after": self.people_after[name]} for name in OUTCOMES
            },
            "examples": {name: [one.to_json() for one in examples] for name, examples in sorted(self.examples.items())},
        }


def share(part: int, whole: int) -> float:
    """A part of a whole; all of nothing is 1."""
    return part / whole if whole else float(part > 0)


def compare(article: Said, before: Sequence[Said], after: Sequence[Said]) -> Difference:
    """What the new reading of one text says otherwise; events are paired by what they say, not by their order."""
    found = Difference(texts=1, events_before=len(before), events_after=len(after))
    pairs, lost, gained = pair_events(before, after)
    for old, new in pairs:
        changed = [
            name for name, columns in PHENOMENA.items() if any(plain(old[c]) != plain(new.get(c)) for c in columns)
        ]
        note(found, article, changed, old, new)
    for old in lost:
        note(found, article, ["lost"], old, {})
    for new in gained:
        note(found, article, ["found"], {}, new)
    for said, people in ((before, found.people_before), (after, found.people_after)):
        people.update({name: sum(number_of(event, name) for event in said) for name in OUTCOMES})
    found.changed_texts = int(bool(found.phenomena))
    return found


def note(found: Difference, article: Said, changed: Iterable[str], old: Said, new: Said) -> None:
    """Enter the changes of one event."""
    changed = list(changed)
    moved: dict[str, int] = {name: number_of(new, name) - number_of(old, name) for name in OUTCOMES}
    found.people_moved.update({name: abs(number) for name, number in moved.items()})
    found.moved_events += any(name in COUNTED for name in changed)
    for name in changed:
        found.phenomena[name] += 1
        words = [describe(event, name) for event in (old, new)]
        people = moved.get(name, moved["killed"])
        found.show(Example(name, describe_article(article), words[0], words[1], people))


def pair_events(
    before: Sequence[Said], after: Sequence[Said]
) -> tuple[list[tuple[Said, Said]], list[Said], list[Said]]:
    """Old and new events that tell of the same, those that were lost and those that were found."""
    scored = sorted(
        ((likeness(old, new), -first, -second) for first, old in enumerate(before) for second, new in enumerate(after)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for score, first, second in scored:
        if score >= LEAST_LIKENESS and -first not in pairs and -second not in pairs.values():
            pairs[-first] = -second
    lost = [event for number, event in enumerate(before) if number not in pairs]
    gained = [event for number, event in enumerate(after) if number not in pairs.values()]
    return [(before[first], after[second]) for first, second in sorted(pairs.items())], lost, gained


WEIGHTS = {"killed": 2, "injured": 2, "day": 1, "governorate": 1, "place": 2, "weapon": 1, "actor": 1}
LEAST_LIKENESS = 4
"""Of ten: two events that share no more than a day and a governorate are two."""


def likeness(old: Said, new: Said) -> int:
    """How much of what matters two events say alike."""
    return sum(
        weight for name, weight in WEIGHTS.items() if all(plain(old[c]) == plain(new.get(c)) for c in PHENOMENA[name])
    )


def plain(value: Any) -> Any:
    """A value as the database gives it."""
    return list(value) if isinstance(value, tuple) else value


def number_of(event: Said, outcome: str) -> int:
    """The people of an outcome that an event tells, at least."""
    return event.get(f"{outcome}_low") or 0 if not event.get("retold") else 0


def describe(event: Said, phenomenon: str) -> str:
    """What an event says of a phenomenon, in few words."""
    if not event:
        return "–"
    if phenomenon in ("lost", "found"):
        told = [f"{name} {describe_count(event, name)}" for name in OUTCOMES if event.get(f"{name}_low") is not None]
        return ", ".join(
            [*told, str(event.get("event_date")), str(event.get("place") or event.get("governorate_code"))]
        )
    if phenomenon in OUTCOMES:
        return describe_count(event, phenomenon)
    values = (plain(event.get(column)) for column in PHENOMENA[phenomenon])
    return ", ".join(
        " ".join(value) if isinstance(value, list) else str(value) for value in values if value is not None
    )


def describe_count(event: Said, outcome: str) -> str:
    """A count as «7», «7–9» or «7+»."""
    low, high = event.get(f"{outcome}_low"), event.get(f"{outcome}_high")
    if low is None:
        return "none"
    return f"{low}" if low == high else f"{low}+" if high is None else f"{low}–{high}"


def describe_article(article: Said) -> str:
    """The article's address or id, and the start of its title."""
    title = (article.get("title") or article["text"]).strip().splitlines()[0][:TITLE]
    return f"{article.get('url') or article['article_id']} «{title}»"
