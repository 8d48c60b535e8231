"""The draft of an event, and the scene of the text that its readers share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from extractors.attribution import Named
from extractors.claimants import Claimant
from extractors.clauses import Unit
from extractors.outcomes import Toll
from extractors.placing import Resolution
from extractors.reading import Reading, Sentence
from extractors.records import Article, Count
from extractors.times import Time


@dataclass(slots=True)
class Draft:
    """One event of one unit before the article's repeats are merged; the codebook's fields and how each was read.

    `placed` and `dated` say that its own words, or those leading up to it, name a place or day. `told_by` is the
    claimant of this unit, `claimant` that of the event. `void` says why it is no event, `verdict` how it belongs to one
    told before. The flags from `update` on tie it to the events before it; `told_until` is the
    last sentence that tells its parts.
    """

    unit: Unit
    reading: Reading
    sentence: Sentence
    counts: dict[str, Count]
    tolls: dict[str, list[Toll]]
    groups: dict[str, list[tuple[str, Count]]]
    sides: set[str]
    told_by: Claimant | None = None
    claimant: Claimant | None = None
    resolution: Resolution = field(default_factory=Resolution)
    placed: bool = False
    date: dt.date | None = None
    date_precision: str = "none"
    dated: bool = False
    time: Time | None = None
    period: tuple[dt.date, dt.date] | None = None
    scope: str = "incident"
    weapon: Named | None = None
    actors: list[Named] = field(default_factory=list)
    target: str | None = None
    void: str = ""
    verdict: str = ""
    update: bool = False
    tallied: bool = False
    anaphoric: bool = False
    same_weapon: bool = False
    same_attack: bool = False
    first_toll: bool = False
    listed: bool = False
    summed: bool = False
    lost: bool = False
    continues: bool = False
    corrects: bool = False
    received: bool = False
    told_until: int = 0
    first_counts: dict[str, Count] = field(default_factory=dict)
    mentions: list[Draft] = field(default_factory=list)
    alternatives: list[tuple[dict[str, Count], Claimant | None]] = field(default_factory=list)

    def names_group(self, group: str) -> bool:
        """Whether any outcome's victims include a group."""
        return any(name == group for shares in self.groups.values() for name, _ in shares)


@dataclass(slots=True)
class Scene:
    """What the readers of one text know beside the unit at hand; `before` is the last draft that stands.

    `home` is the country that most of the text's places lie in, `told_in` the governorates of the events so far.
    `told_to` is one past the last token that a unit before owned; `lead` the tokens that lead up to the present unit.
    `silent` is the sentence of the last toll that is no event.
    `topics` keeps what title and first sentence are about, by class of words.
    """

    reading: Reading
    article: Article
    title: Reading | None
    told_to: int = 0
    silent: int = -1
    home: str | None = None
    told_in: list[str] = field(default_factory=list)
    before: Draft | None = None
    lead: tuple[int, int] = (0, 0)
    topics: dict[str, set[str]] = field(default_factory=dict)


def add_groups(groups: list[tuple[str, Count]], total: Count) -> list[tuple[str, Count]]:
    """Each group once; its counts are added while they fit the total («سبعة من مقاتلي … وتسعة من عناصر»).

    Beyond it the larger stands: «39 مقاتلاً، بينهم ضابط» are not forty.
    """
    added: dict[str, Count] = {}
    for group, count in groups:
        before = added.get(group)
        if before is None:
            added[group] = count
        elif before == total:
            continue  # «236 على الأقل من المدنيين …، منهم 54 مدنياً»: all are told already
        elif before.low + count.low <= total.low or (before.high is None and count.quantifier != "vague"):
            high = None if before.high is None or count.high is None else before.high + count.high
            added[group] = Count(before.low + count.low, high, before.quantifier)
    return list(added.items())
