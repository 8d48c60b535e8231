"""The governorates' shapes, from report/boundaries.json: as rings of longitude and latitude, and drawn flat.

A shape stands for all units whose codes it has: younger units lie in their parent's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]

_SMALLEST = 1.2  # of a drawing's own units, squared: what is smaller than a dot is left out


@dataclass(frozen=True, slots=True)
class Shape:
    """The codes that a shape stands for, and its polygons, each an outer ring and its holes."""

    codes: tuple[str, ...]
    polygons: list[Polygon]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape on paper: its path, the point for a label, and the width and height round it."""

    codes: tuple[str, ...]
    path: str
    x: float
    y: float
    width: float
    height: float


@cache
def read_shapes() -> dict[str, list[Shape]]:
    """The shapes of each country that has any, by country code."""
    source = json.loads((files("warehouse.report") / "boundaries.json").read_text(encoding="utf-8"))
    return {country: [shape for part in parts for shape in _shapes(part)] for country, parts in source.items()}


def _shapes(topology: dict[str, Any]) -> Iterable[Shape]:
    arcs = [_follow(arc, topology["transform"]) for arc in topology["arcs"]]
    for unit in topology["objects"]["units"]["geometries"]:
        parts = [unit["arcs"]] if unit["type"] == "Polygon" else unit["arcs"]
        polygons = [[_ring(ring, arcs) for ring in polygon] for polygon in parts]
        yield Shape(tuple(unit["properties"]["codes"]), polygons)


def _follow(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    """An arc's points; TopoJSON holds steps on a grid."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    points, x, y = [], 0, 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((left + x * scale_x, bottom + y * scale_y))
    return points


def _ring(numbers: Sequence[int], arcs: list[Ring]) -> Ring:
    """A ring put together from arcs; a negative number is the arc ~number backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def draw(shapes: Sequence[Shape], width: float, height: float, margin: float = 6.0) -> tuple[list[Drawn], float, float]:
    """The shapes on a plane of at most this size, north up, and the size that they take.

    Equirectangular about the middle latitude, which no reader can tell from a better projection within one country.
    """
    points = [point for shape in shapes for polygon in shape.polygons for point in polygon[0]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min((width - 2 * margin) / ((east - west) * squeeze), (height - 2 * margin) / (north - south))

    def place(point: Point) -> Point:
        return margin + (point[0] - west) * squeeze * scale, margin + (north - point[1]) * scale

    drawn = [
        _drawn(shape, [[[place(p) for p in ring] for ring in polygon] for polygon in shape.polygons])
        for shape in shapes
    ]
    return drawn, (east - west) * squeeze * scale + 2 * margin, (north - south) * scale + 2 * margin


def _drawn(shape: Shape, polygons: list[Polygon]) -> Drawn:
    main = max(polygons, key=lambda polygon: abs(area(polygon[0])))[0]
    x, y = centre(main)
    xs, ys = [p[0] for p in main], [p[1] for p in main]
    rings = [ring for polygon in polygons for ring in polygon if abs(area(ring)) > _SMALLEST]
    path = "".join(map(_path, rings or [main]))
    return Drawn(shape.codes, path, round(x, 1), round(y, 1), max(xs) - min(xs), max(ys) - min(ys))


def _path(ring: Ring) -> str:
    """Steps between points, rounded; a step too short to see is left out."""
    x, y = round(ring[0][0], 1), round(ring[0][1], 1)
    text = [f"M{x:g},{y:g}"]
    for point in ring[1:-1]:
        step_x, step_y = round(point[0] - x, 1), round(point[1] - y, 1)
        if abs(step_x) + abs(step_y) >= 0.8:
            text.append(f"l{step_x:g},{step_y:g}")
            x, y = round(x + step_x, 1), round(y + step_y, 1)
    return "".join(text) + "z"


def area(ring: Ring) -> float:
    """The signed area of a ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def centre(ring: Ring) -> Point:
    """The centre of a ring's area."""
    size = area(ring) * 6
    if not size:
        return ring[0]
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / size
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / size
    return x, y
