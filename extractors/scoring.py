"""How well extracted events agree with annotated ones, measured by count fact.

A count fact is one outcome's count of one event, with the event's scope, country, governorate, date and places beside
it. Facts of an article are paired so that as many keys as possible agree, and a pair is right at each level up to the
one it reaches: count, where, full, place. Events are plain mappings in the form of `CasualtyEvent.to_json`; gold ones
may also hold "?" (open: agrees with anything), `optional` (neither rewards nor punishes) and `governorate_sure`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

from extractors.normalize import normalize_digits, normalize_phrase
from extractors.records import OUTCOMES

LEVELS = ("count", "where", "full", "place")
OPEN = "?"
_QUOTES = re.compile("[\u00ab\u00bb\"'()]")
_SEPARATORS = re.compile("[,;\u060c\u061b]")

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One outcome's count of one event, and what must agree with it."""

    outcome: str
    count: tuple[int | None, int | None]
    scope: str
    country: str
    governorate: str | None
    date: str
    places: frozenset[str]
    weapon: str
    actor: frozenset[str]
    victims: frozenset[tuple[Any, ...]]
    rivals: tuple[tuple[int | None, int | None], ...] = ()
    is_sure: bool = True
    is_optional: bool = False

    def __str__(self) -> str:
        """The fact on one line, as a list of misses shows it."""
        low, high = self.count
        places = "/".join(sorted(self.places))
        return f"{self.outcome} {low} {high} {self.scope} {self.governorate} {self.date} {places}".rstrip()


@dataclass(slots=True)
class Score:
    """Sums over articles; scores add up, so that any group of articles has one.

    `right[n]` facts agree at `LEVELS[n]`; `placed` facts agree at "where", and the weapon, actor and victims figures
    are about those; `people` are killed and injured of incidents by governorate and article, `people_off` how far the
    prediction strays from them.
    """

    articles: int = 0
    gold: int = 0
    predicted: int = 0
    right: list[int] = field(default_factory=lambda: [0] * len(LEVELS))
    placed: int = 0
    weapon: int = 0
    actor: int = 0
    victims: int = 0
    victims_gold: int = 0
    victims_predicted: int = 0
    people: int = 0
    people_off: int = 0
    negatives: int = 0
    clean: int = 0

    def __add__(self, other: Score) -> Score:
        """The score of both groups of articles together."""
        total = Score()
        for name in (f.name for f in fields(Score)):
            mine, theirs = getattr(self, name), getattr(other, name)
            both = [a + b for a, b in zip(mine, theirs, strict=True)] if name == "right" else mine + theirs
            setattr(total, name, both)
        return total

    def precision(self, level: int) -> float:
        """Share of the predicted facts that are right at a level."""
        return self.right[level] / max(self.predicted, 1)

    def recall(self, level: int) -> float:
        """Share of the annotated facts that are found right at a level."""
        return self.right[level] / max(self.gold, 1)

    def f1(self, level: int) -> float:
        """Harmonic mean of precision and recall at a level."""
        precision, recall = self.precision(level), self.recall(level)
        return 2 * precision * recall / max(precision + recall, 1e-9)

    def to_json(self) -> dict[str, Any]:
        """The figures for programs, rounded to the third digit."""
        placed, victims = max(self.placed, 1), max(self.victims_gold + self.victims_predicted, 1)
        return {
            "articles": self.articles,
            "gold_facts": self.gold,
            "predicted_facts": self.predicted,
            "levels": {
                name: {
                    "precision": round(self.precision(n), 3),
                    "recall": round(self.recall(n), 3),
                    "f1": round(self.f1(n), 3),
                }
                for n, name in enumerate(LEVELS)
            },
            "placed_facts": self.placed,
            "weapon": round(self.weapon / placed, 3),
            "actor": round(self.actor / placed, 3),
            "victims_f1": round(2 * self.victims / victims, 3),
            "people": self.people,
            "people_off": self.people_off,
            "people_error": round(self.people_off / max(self.people, 1), 3),
            "articles_without_event": self.negatives,
            "kept_clean": self.clean,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """One article's score, the annotated facts that were not found at "full" and the predicted ones that are wrong."""

    score: Score
    missed: tuple[Fact, ...]
    invented: tuple[Fact, ...]


@cache
def _generic_nouns() -> tuple[frozenset[str], str]:
    table = tomllib.loads((files("extractors") / "lexicon" / "scoring.toml").read_text(encoding="utf-8"))
    return frozenset(map(normalize_phrase, table["generic"])), str(table["article"])


def bare_place(name: str) -> str:
    """A place's name in normal form, its digits ASCII, without quotes and generic nouns in front."""
    generic, _ = _generic_nouns()
    words = normalize_digits(normalize_phrase(_QUOTES.sub("", name))).split()
    while len(words) > 1 and words[0] in generic:
        del words[0]
    return " ".join(words)


def fold_place(name: str) -> str:
    """A place's name in normal form, without quotes, generic nouns in front and the article of its words."""
    _, article = _generic_nouns()
    words = bare_place(name).split()
    return " ".join(w.removeprefix(article) if len(w) > len(article) + 2 else w for w in words)


def list_facts(events: Iterable[Event] | None) -> Iterator[Fact]:
    """The count facts of an article's events; a count that is absent or plainly zero is none."""
    for event in events or ():
        for outcome in OUTCOMES:
            count = event.get(outcome)
            if count is not None and list(count) != [0, 0]:
                yield _read_fact(event, outcome, count)


def _read_fact(event: Event, outcome: str, count: Sequence[int | None]) -> Fact:
    date, rivals = event.get("date"), event.get("alternatives") or []
    places = [event.get("place"), *(event.get("places") or [])]
    return Fact(
        outcome=outcome,
        count=_pair(count),
        scope=event.get("scope") or "incident",
        country=event.get("country") or "SY",
        governorate=event.get("governorate"),
        date=date if isinstance(date, str) else OPEN,
        places=frozenset(fold_place(place) for place in places if place),
        weapon=event.get("weapon") or "unknown",
        actor=_read_actors(event.get("actor")),
        victims=frozenset(
            (victims.get("group"), *(victims.get("count") or (None, None)))
            for victims in event.get("victims") or ()
            if victims.get("outcome") == outcome
        ),
        rivals=tuple(_pair(rival[outcome]) for rival in rivals if isinstance(rival, Mapping) and rival.get(outcome)),
        is_sure=event.get("governorate_sure", True),
        is_optional=event.get("optional", False),
    )


def _pair(count: Sequence[int | None]) -> tuple[int | None, int | None]:
    return count[0], count[1]


def _read_actors(actor: str | Sequence[str] | None) -> frozenset[str]:
    named = _SEPARATORS.split(actor or "") if isinstance(actor, str | None) else actor
    return frozenset(filter(None, (name.strip() for name in named))) or frozenset({"unknown"})


def reach(gold: Fact, got: Fact) -> int:
    """How many levels, in order, a pair of facts agrees on: 0 to len(LEVELS)."""
    if gold.outcome != got.outcome or got.count not in (gold.count, *gold.rivals):
        return 0
    if not _same_region(gold, got):
        return 1
    if gold.scope != got.scope or gold.date not in (OPEN, got.date):
        return 2
    if gold.places and gold.places.isdisjoint(got.places):
        return 3
    return 4


def _same_region(gold: Fact, got: Fact) -> bool:
    if gold.is_sure and gold.governorate not in (OPEN, got.governorate):
        return False
    return gold.governorate not in (None, OPEN) or gold.country in (OPEN, got.country)


def pair_facts(golds: Sequence[Fact], gots: Sequence[Fact]) -> list[tuple[int, int, int]]:
    """Pairs (level, index of gold, index of got), the best level first, each fact used once."""
    candidates = [(reach(g, p), i, j) for i, g in enumerate(golds) for j, p in enumerate(gots)]
    used_golds: set[int] = set()
    used_gots: set[int] = set()
    pairs = []
    for level, i, j in sorted(candidates, reverse=True):
        if level and i not in used_golds and j not in used_gots:
            used_golds.add(i)
            used_gots.add(j)
            pairs.append((level, i, j))
    return pairs


def judge_article(gold_events: Iterable[Event] | None, events: Iterable[Event] | None) -> Verdict:
    """The verdict on one article."""
    golds, gots = list(list_facts(gold_events)), list(list_facts(events))
    pairs = pair_facts(golds, gots)
    free_golds = {i for i, gold in enumerate(golds) if gold.is_optional}
    free_gots = {j for _, i, j in pairs if i in free_golds}
    score = Score(
        articles=1,
        gold=len(golds) - len(free_golds),
        predicted=len(gots) - len(free_gots),
        negatives=int(not golds),
        clean=int(not golds and not gots),
    )
    for level, i, j in pairs:
        if i not in free_golds:
            _count_pair(score, level, golds[i], gots[j])
    _count_people(
        score,
        [gold for i, gold in enumerate(golds) if i not in free_golds],
        [got for j, got in enumerate(gots) if j not in free_gots],
    )
    found_golds, found_gots = {i for level, i, _ in pairs if level >= 3}, {j for level, _, j in pairs if level >= 3}
    return Verdict(
        score,
        tuple(gold for i, gold in enumerate(golds) if i not in found_golds and not gold.is_optional),
        tuple(got for j, got in enumerate(gots) if j not in found_gots and not got.is_optional),
    )


def _count_pair(score: Score, level: int, gold: Fact, got: Fact) -> None:
    for n in range(level):
        score.right[n] += 1
    if level >= 2:
        score.placed += 1
        score.weapon += gold.weapon == got.weapon
        score.actor += gold.actor == got.actor
        score.victims += len(gold.victims & got.victims)
        score.victims_gold += len(gold.victims)
        score.victims_predicted += len(got.victims)


def _count_people(score: Score, golds: Sequence[Fact], gots: Sequence[Fact]) -> None:
    toll: dict[tuple[str | None, str], list[int]] = {}
    for side, facts in enumerate((golds, gots)):
        for fact in facts:
            if fact.scope == "incident" and fact.outcome in ("killed", "injured"):
                toll.setdefault((fact.governorate, fact.outcome), [0, 0])[side] += fact.count[0] or 0
    score.people += sum(told for told, _ in toll.values())
    score.people_off += sum(abs(told - got) for told, got in toll.values())
