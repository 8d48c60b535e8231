"""The lines of the queue in words, and the names that stand for codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.desk.words import Words
from warehouse.review import Item

Row = Mapping[str, Any]

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the queue; `is_named` where its title is a place in its article's spelling."""

    id: str
    title: str
    is_named: bool
    about: tuple[str, ...]
    why: tuple[str, ...]
    reasons: tuple[str, ...]
    low: int | None
    best: int | None
    high: int | None


class Names:
    """Names of governorates in the page's language, and of outlets, by code."""

    def __init__(self, governorates: Iterable[Row], outlets: Mapping[str, str], words: Words) -> None:
        self.words = words
        self._outlets = outlets
        self.by_country: dict[str, list[tuple[str, str]]] = {}
        first, second = ("name_ar", "name_en") if words.language == "ar" else ("name_en", "name_ar")
        for row in governorates:
            unit = row["governorate_code"], row[first] or row[second] or row["governorate_code"]
            self.by_country.setdefault(words.code("country", row["country_code"]), []).append(unit)
        self._names = {code: name for units in self.by_country.values() for code, name in units}

    def __call__(self, code: str | None) -> str:
        """The name; a code without one stands for itself, no code for nothing."""
        return self._names.get(code, code) if code else ""

    def outlet(self, outlet_id: str | None) -> str:
        """An outlet's name, else its id, nothing for none."""
        return self._outlets.get(outlet_id, outlet_id) if outlet_id else ""


def show_entry(item: Item, names: Names) -> Entry:
    """A line of the queue."""
    words = names.words
    day = words.date(item.event_date) if item.event_date else words("queue.undated")
    where = names(item.governorate_code) or words("queue.no_governorate")
    about = (where,) if item.name_key else (day, where)
    people = () if item.killed_best is not None else (words("queue.people", number=round(item.people)),)
    return Entry(
        id=item.item_id,
        title=item.place or words("queue.unplaced"),
        is_named=bool(item.place),
        about=(*about, words("queue.sources", number=item.source_count), *people),
        why=tuple(filter(None, (words.code("reason", item.reason), tell_detail(item, words)))),
        reasons=(item.reason,),
        low=item.killed_low,
        best=item.killed_best,
        high=item.killed_high,
    )


def tell_detail(item: Item, words: Words) -> str:
    """The particulars of a reason in the page's language, from the numbers of the queue's own words."""
    numbers = _NUMBER.findall(item.detail)
    template = words.code("detail", item.reason)
    if template == item.reason or len(numbers) < template.count("{"):
        return ""
    return template.format(**dict(zip("ab", numbers, strict=False)))
