"""What stands beside the data: datapackage.json, the method, and how to cite it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import pyarrow as pa

from warehouse.dictionary import read_dictionary
from warehouse.export.files import HXL_TAGS

OWN = {
    "snippet": "words of the text that the coder relied on; all others, names of persons among them, stand as «…»",
    "governorate_name": "English name of the governorate",
}
"""Columns that exports alone have."""


def describe_table(name: str, path: Path, folder: Path, rows: pa.Table) -> dict[str, Any]:
    """A tabular resource of the data package, with the dictionary's words for each column."""
    entry = read_dictionary().get(f"mart.{name}")
    words = entry.columns if entry else _all_columns()
    fields = [
        {"name": field.name, "type": _type(field.type), "description": _words(words, field.name)}
        for field in rows.schema
    ]
    resource = {
        **describe_file(name, path, folder, "csv", "text/csv"),
        "type": "table",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }
    return resource | ({"description": entry.grain} if entry else {})


def describe_hxl(path: Path, folder: Path, rows: pa.Table) -> dict[str, Any]:
    """The HXL file as a resource; its second line of hashtags is no data."""
    resource = describe_table("daily_governorate_casualties", path, folder, rows)
    resource["dialect"] = {"headerRows": [1], "commentRows": [2]}
    for field in resource["schema"]["fields"]:
        field["description"] = f"{HXL_TAGS[field['name']]}: {field['description']}"
    return resource | {"name": "daily_governorate_casualties_hxl", "description": "the days with HXL hashtags"}


def describe_file(name: str, path: Path, folder: Path, form: str, mediatype: str) -> dict[str, Any]:
    """Any file as a resource."""
    return {
        "name": name,
        "type": "file",
        "path": path.relative_to(folder).as_posix(),
        "format": form,
        "mediatype": mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
    }


def describe_package(resources: Sequence[Mapping[str, Any]], told: Mapping[str, str]) -> dict[str, Any]:
    """datapackage.json; `told` fills the notes (see `write_notes`)."""
    return {
        "name": told["name"],
        "title": "Casualties reported by Arabic news",
        "description": "Reported by news outlets, confirmed by nobody. METHOD.md says how the numbers came about.",
        "version": told["version"],
        "created": told["as_of"],
        "keywords": ["casualties", "conflict", "arabic", "news"],
        "sources": [{"title": "The articles at the addresses in data/evidence.csv and data/claim.csv"}],
        "profile": "data-package",
        "resources": list(resources),
    }


def write_notes(folder: Path, told: Mapping[str, str]) -> None:
    """METHOD.md and CITATION.cff, filled with instant, days, coder, what is in it and what was left out."""
    for name in ("METHOD.md", "CITATION.cff"):
        source = (files("warehouse.export") / "notes" / name).read_text(encoding="utf-8")
        (folder / name).write_text(Template(source).substitute(told), encoding="utf-8")


def _type(kind: pa.DataType) -> str:
    """The Table Schema type of a column as it stands in CSV."""
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_timestamp(kind):
        return "datetime"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_floating(kind):
        return "number"
    whole = pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0)
    return "integer" if whole else "string"


def _words(columns: Mapping[str, Any], name: str) -> str:
    entry = columns.get(name)
    return entry.comment if entry else OWN[name]


def _all_columns() -> dict[str, Any]:
    return {name: words for entry in read_dictionary().values() for name, words in entry.columns.items()}
