"""The map's boundaries are small, stand for every unit of the 22 countries, and lie where the country lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import warehouse.report
from extractors.gazetteer.rows import read_rows

PATH = Path(warehouse.report.__file__).with_name("boundaries.json")
BOUNDARIES: dict[str, list[dict[str, Any]]] = json.loads(PATH.read_text(encoding="utf-8"))
OTHERS = {"TR", "IR", "IL"}
BOXES = {
    "SY": (35, 32, 43, 38),
    "LB": (35, 33, 37, 35),
    "IQ": (38, 29, 49, 38),
    "YE": (41, 12, 55, 19),
    "SD": (21, 8, 39, 24),
}


def shapes(country: str) -> list[dict[str, Any]]:
    return [shape for part in BOUNDARIES[country] for shape in part["objects"]["units"]["geometries"]]


def points(topology: dict[str, Any]) -> list[tuple[float, float]]:
    (scale_x, scale_y), (x, y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        at_x = at_y = 0
        for step_x, step_y in arc:
            at_x, at_y = at_x + step_x, at_y + step_y
            found.append((x + at_x * scale_x, y + at_y * scale_y))
    return found


def test_the_file_is_small() -> None:
    assert PATH.stat().st_size < 400_000


def test_every_unit_of_the_22_countries_has_a_polygon_and_no_other() -> None:
    units = {row["code"] for row in read_rows("admin1") if row["country"] not in OTHERS}
    drawn = {code for country in BOUNDARIES for shape in shapes(country) for code in shape["properties"]["codes"]}
    assert drawn == units


@pytest.mark.parametrize(("country", "box"), BOXES.items())
def test_a_country_lies_where_it_lies(country: str, box: tuple[float, float, float, float]) -> None:
    west, south, east, north = box
    for topology in BOUNDARIES[country]:
        outside = [(x, y) for x, y in points(topology) if not (west <= x <= east and south <= y <= north)]
        assert outside == []


@pytest.mark.parametrize("country", BOUNDARIES)
def test_polygons_use_arcs_that_exist(country: str) -> None:
    def numbers(arcs: Any) -> list[int]:
        return [arcs] if isinstance(arcs, int) else [number for part in arcs for number in numbers(part)]

    for topology in BOUNDARIES[country]:
        for shape in topology["objects"]["units"]["geometries"]:
            used = numbers(shape["arcs"])
            assert used
            assert all(-len(topology["arcs"]) <= number < len(topology["arcs"]) for number in used)
