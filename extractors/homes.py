"""The country that an article speaks of, by the places that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from extractors.reading import Reading


def main_country(readings: Iterable[Reading]) -> str | None:
    """The country of most of the places that lie in one country alone; None where the texts name none."""
    told: Counter[str] = Counter()
    for reading in readings:
        told.update(reading.countries)
    return told.most_common(1)[0][0] if told else None
