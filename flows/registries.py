"""The registries that the packages ship, as rows of the warehouse: governorates, districts and claimants."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from extractors.gazetteer import UNIT_LENGTHS
from extractors.gazetteer.rows import read_rows
from extractors.normalize import normalize_phrase
from flows.rows import Batch, Row

REGISTRIES = ("core.governorate", "core.district", "core.claimant", "core.claimant_name")
KINDS = ("rescue_medical", "monitor", "local", "media", "party", "other")
WHOM = ("all", "civilians", "own_side")


@cache
def registry_rows() -> Batch:
    """The rows of core.governorate, core.district, core.claimant and core.claimant_name; each comes whole.

    Raises ValueError, naming the claimant, for a registry that contradicts itself.
    """
    return {"core.governorate": governorate_rows(), "core.district": district_rows(), **claimant_rows()}


def governorate_rows() -> list[Row]:
    """The first-level regions of all countries that the gazetteer knows."""
    return [
        {
            "governorate_code": row["code"],
            "country_code": row["country"],
            "name_ar": row["name_ar"],
            "name_en": row["name_en"] or None,
        }
        for row in read_rows("admin1")
    ]


def district_rows() -> list[Row]:
    """The districts and subdistricts of Syria that have a P-code."""
    return [
        {
            "unit_code": row["pcode"],
            "unit_level": level,
            "governorate_code": row["governorate"],
            "district_code": row["pcode"][: UNIT_LENGTHS["district"]],
            "name_ar": row["name_ar"],
        }
        for level, table in ((2, "admin2"), (3, "admin3"))
        for row in read_rows(table)
        if row["pcode"]
    ]


def claimant_rows() -> Batch:
    """The claimants, and every name of theirs in the normal form that events carry."""
    table = tomllib.loads((files("extractors") / "lexicon" / "claimants.toml").read_text(encoding="utf-8"))
    claimants: list[Row] = []
    owners: dict[str, str] = {}
    for claimant_id, entry in table["claimant"].items():
        whom = entry.get("whom", "all")
        if entry["kind"] not in KINDS or whom not in WHOM:
            raise ValueError(f"claimants.toml: {claimant_id}: kind must be one of {KINDS}, whom one of {WHOM}")
        claimants.append(
            {
                "claimant_id": claimant_id,
                "name": entry["name"],
                "kind": entry["kind"],
                "side": entry.get("side"),
                "whom": whom,
                "is_generic": entry.get("generic", False),
            }
        )
        for name in (entry["name"], *entry["forms"]):
            owner = owners.setdefault(normalize_phrase(name), claimant_id)
            if owner != claimant_id:
                raise ValueError(f"claimants.toml: {name!r} is a form of {owner} and of {claimant_id}; leave it one")
    names = [{"claimant_key": key, "claimant_id": owner} for key, owner in owners.items()]
    return {"core.claimant": claimants, "core.claimant_name": names}
