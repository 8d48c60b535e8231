"""What the readers of time share: the record they make and the text they read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from extractors.numerals import Number
from extractors.records import DatePrecision
from extractors.time_words import TimeLexicon
from extractors.tokens import Tokens

TimeKind = Literal["day", "night", "part", "week", "month", "window", "since", "period", "year", "vague"]


# Hours. Codebook, «Sums and windows»: up to 72 are booked on the publication day, more are cumulative.
LONGEST_WINDOW = 72


class Time(NamedTuple):
    """Words of time, tokens first:last.

    `date` is the day that they name, or on which a count over a short window is booked; None where they name none.
    `start` and `end` bound windows, periods, weeks, months and years; a running count («منذ») has only its start.
    `hours` is a window's length. A `part` of day («فجراً») leaves the day to the sentence.
    """

    first: int
    last: int
    kind: TimeKind
    date: dt.date | None = None
    precision: DatePrecision = "none"
    start: dt.date | None = None
    end: dt.date | None = None
    hours: int | None = None


@dataclass(slots=True)
class Reading:
    """What the readers of one text share: its tokens and numbers, the publication day, and the day last named."""

    tokens: Tokens
    norms: list[str]
    published: dt.date | None
    numbers: dict[int, Number]
    lexicon: TimeLexicon
    named: dt.date | None = field(default=None)

    def norm(self, at: int) -> str:
        """The token's normal form, empty outside the text."""
        return self.norms[at] if 0 <= at < len(self.norms) else ""

    def is_a(self, at: int, use: str) -> bool:
        """Whether the token is a word of one of the lexicon's small lists."""
        return 0 <= at < len(self.norms) and self.norms[at] in self.lexicon.words[use]

    def skip(self, at: int, use: str, most: int = 2) -> int:
        """The first token from `at` that is not in the list."""
        for _ in range(most):
            if not self.is_a(at, use):
                break
            at += 1
        return at


def day_time(first: int, last: int, date: dt.date | None) -> Time:
    """A day, its precision none while it has no date."""
    return Time(first, last, "day", date, "day" if date else "none")
