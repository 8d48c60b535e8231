"""The record of one toll, and what is known of a text while its tolls are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.reading import Hit, Reading, Sentence
from extractors.records import Count
from extractors.victims import People, PeopleReader

BACK = 40  # tokens before «وعددهم», «مثلهم» and «إنهم» in which those they speak of stand


@dataclass(slots=True)
class Toll:
    """One count with its outcome: cue tokens, people, groups of the whole and of subsets, and what else grammar told.

    `rule` names the grammar that joined people and outcome; `gapped` tells that the cue was carried over from the item
    before; `author` is the armed side that the clause names as the subject; `void` says why it tells of nothing;
    `regions` are the subsets («بينهم …») that were given to it; of a `whole` the parts are told place by place.
    """

    outcome: str
    people: People
    cue: Hit | None
    first: int
    last: int
    sentence: int
    rule: str
    groups: list[tuple[str, Count]] = field(default_factory=list)
    parts: list[People] = field(default_factory=list)
    circumstance: str = ""
    weapon: str = ""
    side: str = ""
    author: str = ""
    gapped: bool = False
    void: str = ""
    whole: bool = False
    definite: bool = False
    phrase_last: int = 0
    regions: list[Region] = field(default_factory=list)

    @property
    def phrase_end(self) -> int:
        """Where cue and people end, without the subsets behind them."""
        return self.phrase_last or self.last

    @property
    def count(self) -> Count:
        """The count of the whole phrase, lists added up."""
        return add_counts([self.people.count, *(p.count for p in self.parts)])


def add_counts(counts: Iterable[Count]) -> Count:
    """The sum of counts: open-ended where one is, exact only where all are (codebook, Counting 4)."""
    counts = list(counts)
    if len(counts) == 1:
        return counts[0]
    high = None if any(c.high is None for c in counts) else sum(c.high or 0 for c in counts)
    kinds = {c.quantifier for c in counts}
    order = ("vague", "at_least", "range", "at_most", "about", "exact")
    return Count(sum(c.low for c in counts), high, next(k for k in order if k in kinds))


@dataclass(slots=True)
class Region:
    """Tokens first:last of a subset («بينهم …») and the cue that opened it."""

    first: int
    last: int
    cue: Hit


class Scan:
    """The state that the readers of tolls share: which tokens already belong to a toll, a subset or a cue.

    `taken` holds for each token of a people phrase the toll that counts it; `subset` the tokens behind «بينهم»;
    `used` the tokens of cues; `numbered` the people phrase that begins with a number and covers a token;
    `in_number` the tokens of numbers with their quantifiers.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.people = PeopleReader(reading)
        self.taken: dict[int, Toll | None] = {}
        self.subset: set[int] = set()
        self.used: set[int] = set()
        self.numbered: dict[int, People] = {}
        self.regions: list[Region] = []
        self.in_number = {at for number in reading.numbers for at in range(number.first, number.last)}

    def take(self, people: People, toll: Toll | None) -> None:
        """Marks the tokens of a people phrase as counted."""
        for at in range(people.first, people.last):
            self.taken[at] = toll

    def tolls_before(self, at: int, sentence: Sentence) -> list[Toll]:
        """The tolls whose people stand not far before a token of a sentence, the nearest first."""
        taken = (self.taken.get(back) for back in range(at - 1, max(sentence.first, at - BACK) - 1, -1))
        return list({id(toll): toll for toll in taken if toll is not None}.values())
