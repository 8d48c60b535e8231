"""The maps: each governorate's killed as one of a few classes of colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.boundaries import Drawn, draw, read_shapes
from warehouse.report.series import nice_top
from warehouse.report.texts import Texts

CLASSES = 5
_NAME_WIDTH, _DIGIT_WIDTH, _NUMBER_HEIGHT = 7.6, 9.5, 22.0  # what a letter of a name, a digit, and a number take


@dataclass(frozen=True, slots=True)
class Unit:
    """One shape of a map: its colour's class (0 none, -1 not known), what it says, and the label that fits into it."""

    drawn: Drawn
    shade: int
    said: str
    number: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Map:
    """A country's map."""

    country: str
    width: float
    height: float
    units: list[Unit]
    merged: list[str]
    killed: int


def class_edges(top: int) -> list[int]:
    """The lowest number of each class, growing by an equal factor, so that one disaster does not whiten the rest."""
    if top <= CLASSES:
        return list(range(1, max(top, 1) + 1))
    edges = [1]
    for place in range(1, CLASSES):
        edges.append(max(edges[-1] + 1, nice_top(float(top) ** (place / CLASSES))))
    return edges


def shade_of(value: int, edges: Sequence[int]) -> int:
    """The class of a number: 0 for nought, else 1 to 5, the last for the most."""
    place = sum(value >= edge for edge in edges)
    return place if len(edges) == CLASSES or not place else place + CLASSES - len(edges)


def draw_map(
    country: str, rows: Iterable[Mapping[str, Any]], edges: Sequence[int], texts: Texts, width: float, height: float
) -> Map | None:
    """The map of a country, or None if there are no boundaries for it; rows are governorates with their sums."""
    shapes = read_shapes().get(country)
    if not shapes:
        return None
    rows = list(rows)
    held = {row["governorate_code"]: row for row in rows if row["governorate_code"]}
    drawn, full_width, full_height = draw(shapes, width, height)
    units = [_unit(shape, [held[code] for code in shape.codes if code in held], edges, texts) for shape in drawn]
    merged = [unit.said for unit in units if _is_several(unit.drawn, held)]
    killed = sum(row["killed_best"] or 0 for row in rows)
    return Map(country, round(full_width, 1), round(full_height, 1), units, merged, killed)


def _is_several(drawn: Drawn, held: Mapping[str, Any]) -> bool:
    return len([code for code in drawn.codes if code in held]) > 1


def _unit(drawn: Drawn, rows: Sequence[Mapping[str, Any]], edges: Sequence[int], texts: Texts) -> Unit:
    is_known = any(row["known_day_count"] or row["incident_count"] for row in rows)
    killed = sum(row["killed_best"] or 0 for row in rows)
    names = [name_governorate(row, texts) for row in rows]
    joined = (", " if texts.language == "en" else "، ").join(names)
    number = f"{killed:,}" if killed else ""
    if drawn.width < max(26.0, len(number) * _DIGIT_WIDTH) or drawn.height < _NUMBER_HEIGHT:
        number = ""
    fits = len(names) == 1 and drawn.width > len(joined) * _NAME_WIDTH and drawn.height > _NUMBER_HEIGHT * 2
    told = f"{killed:,}" if is_known else texts("map.unknown")
    return Unit(
        drawn=drawn,
        shade=shade_of(killed, edges) if is_known else -1,
        said=f"{joined}: {told}" if joined else told,
        number=number,
        name=joined if fits else "",
        code=rows[0]["governorate_code"] if len(rows) == 1 else "",
    )


def name_governorate(row: Mapping[str, Any], texts: Texts) -> str:
    """A governorate's name in the language; its country where it has none."""
    name = row[f"name_{texts.language}"]
    if name:
        return str(name)
    if row["governorate_code"]:
        return str(row["governorate_code"])
    if row["country_code"]:
        return texts("map.unplaced_in", country=texts.code("country", row["country_code"]))
    return texts("map.nowhere")
