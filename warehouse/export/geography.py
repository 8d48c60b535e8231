"""Governorates as GeoJSON with their totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from warehouse.boundaries import Ring, Shape, area, read_shapes

SUMS = (
    "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "incident_count",
)  # fmt: skip


def make_geojson(rows: Iterable[Mapping[str, Any]], properties: Mapping[str, Any]) -> dict[str, Any]:
    """A FeatureCollection (RFC 7946) whose features add up to the totals of all rows.

    A shape that stands for several governorates has all their codes and their sum. What has no shape or no
    governorate is a feature without geometry.
    """
    left = {(row["country_code"], row["governorate_code"]): row for row in rows}
    features = []
    for country in sorted({country for country, _ in left if country}):
        for shape in read_shapes().get(country, ()):
            held = [left.pop((country, code)) for code in shape.codes if (country, code) in left]
            features.append(_feature(country, shape.codes, held, _geometry(shape)))
    features += [
        _feature(country, [code] if code else [], [row], None) for (country, code), row in sorted(left.items(), key=str)
    ]
    return {"type": "FeatureCollection", **properties, "features": features}


def _feature(
    country: str | None, codes: Sequence[str], rows: Sequence[Mapping[str, Any]], geometry: dict[str, Any] | None
) -> dict[str, Any]:
    sums = {name: sum(row[name] or 0 for row in rows) for name in SUMS}
    properties = {
        "country_code": country,
        "governorate_codes": list(codes),
        "name_en": ", ".join(row["name_en"] for row in rows if row["name_en"]),
        "name_ar": "، ".join(row["name_ar"] for row in rows if row["name_ar"]),
        **sums,
        "is_open": any(row["is_open"] for row in rows),
        "known_day_count": max((row["known_day_count"] for row in rows), default=0),
    }
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _geometry(shape: Shape) -> dict[str, Any]:
    polygons = [[_turned(ring, outer=number == 0) for number, ring in enumerate(polygon)] for polygon in shape.polygons]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _turned(ring: Ring, *, outer: bool) -> list[list[float]]:
    """A ring in the direction that GeoJSON asks for: the outer one against the clock, holes with it."""
    turned = ring if (area(ring) > 0) == outer else ring[::-1]
    return [[round(x, 4), round(y, 4)] for x, y in turned]
