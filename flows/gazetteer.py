"""A person's own gazetteer beside the built-in one: official lists loaded into the data folder.

The folder `gazetteer/` of the data folder holds one file a source and country (ocha-SY.csv, cod-IQ.csv: table
places_local), conflicts-*.csv and ATTRIBUTION.txt. A refresh that fails leaves what was there.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from extractors.gazetteer import Candidate, Gazetteer, load_gazetteer
from extractors.gazetteer.rows import COLUMNS, Row, read_rows
from flows.errors import RunError, UserError
from flows.fetching import Fetcher
from flows.gazetteer_active import build, folder_of
from flows.gazetteer_files import Found, Listing, read_cod, read_geonames, read_ocha
from warehouse.folders import make_private

Source = Literal["ocha", "cod", "geonames"]
HDX = "https://data.humdata.org/api/3/action/package_show?id="
GEONAMES = "https://download.geonames.org/export/dump/"
ATTRIBUTIONS: Mapping[str, str] = {
    "ocha": "OCHA, Syrian Arab Republic populated places, https://data.humdata.org, CC BY 3.0 IGO",
    "cod": "OCHA, Common Operational Datasets, administrative boundaries, https://data.humdata.org, CC BY 3.0 IGO",
    "geonames": "GeoNames, https://www.geonames.org, CC BY 4.0",
}
ISO3 = {
    "SY": "syr", "LB": "lbn", "PS": "pse", "JO": "jor", "IQ": "irq", "YE": "yem", "SD": "sdn", "LY": "lby", "EG": "egy",
    "TN": "tun", "DZ": "dza", "MA": "mar", "MR": "mrt", "SO": "som", "DJ": "dji", "KM": "com", "TR": "tur", "IR": "irn",
}  # fmt: skip
COLUMN = COLUMNS["places_local"]


@dataclass(slots=True)
class Refreshed:
    """What a refresh came to: rows written, rows left out by reason, and names that we place elsewhere."""

    path: Path
    source: str
    country: str
    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)
    attribution: str = ""


def refresh(
    home: Path, source: Source, country: str, file: Path | None, names: Path | None, fetcher: Fetcher | None
) -> Refreshed:
    """Loads a source's list for a country into the person's gazetteer, from files or from the network.

    Raises RunError where the list cannot be had or read, UserError for a bad wish; the old list then stays.
    """
    if source == "ocha" and country != "SY":
        raise UserError(f"the source ocha is of Syria only; take --source cod or geonames for {country}")
    data, alternates = _read_files(file, names) if file else _download(source, country, fetcher)
    name = str(file) if file else source
    listing = _parse(source, data, alternates, name)
    folder = folder_of(home)
    report = Refreshed(folder / f"{source}-{country}.csv", source, country, left_out=listing.left_out)
    report.attribution = ATTRIBUTIONS[source]
    rows = _rows(listing, source, country, report)
    if not rows:
        raise RunError(
            f"{name}: not one place of {country} could be read ({_told(report.left_out)}); nothing was changed"
        )
    build(Row(report.path.name, line, dict(zip(COLUMN, row, strict=True))) for line, row in enumerate(rows, 2))
    _store(folder, report, rows)
    return report


def _parse(source: Source, data: bytes, alternates: bytes | None, name: str) -> Listing:
    if source == "ocha":
        return read_ocha(data, name)
    return read_cod(data, name) if source == "cod" else read_geonames(data, alternates, name)


def _read_files(file: Path, names: Path | None) -> tuple[bytes, bytes | None]:
    try:
        return file.read_bytes(), names.read_bytes() if names else None
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be read ({error.strerror}); check the path") from error


def _download(source: Source, country: str, fetcher: Fetcher | None) -> tuple[bytes, bytes | None]:
    if fetcher is None:
        raise UserError("no network here; name a downloaded file with --file")
    if source == "geonames":
        return _get(fetcher, f"{GEONAMES}{country}.zip"), _get(fetcher, f"{GEONAMES}alternatenames/{country}.zip")
    package = "syrian-arab-republic-pop-places" if source == "ocha" else f"cod-ab-{_iso3(country)}"
    try:
        resources = json.loads(_get(fetcher, HDX + package))["result"]["resources"]
        address = next(
            r.get("download_url") or r["url"] for r in resources if str(r.get("format", "")).upper() == "XLSX"
        )
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise RunError(f"{HDX}{package}: lists no .xlsx file; download it by hand and name it with --file") from error
    return _get(fetcher, address), None


def _iso3(country: str) -> str:
    if country not in ISO3:
        raise UserError(f"no country {country!r}; take one of {', '.join(sorted(ISO3))}")
    return ISO3[country]


def _get(fetcher: Fetcher, url: str) -> bytes:
    fetched = fetcher.get(url, kind="file")
    if fetched.outcome != "ok":
        raise RunError(f"{url}: {fetched.outcome} {fetched.detail}; nothing was changed")
    return fetched.body


def _rows(listing: Listing, source: str, country: str, report: Refreshed) -> list[tuple[str, ...]]:
    """The rows of places_local, one a name, governorate and parent; what joins no governorate is counted."""
    known = load_gazetteer()
    units = unit_codes(known, country)
    rows: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for found in listing.found:
        code = next((units[unit] for unit in found.unit if unit in units), None)
        code = code or _code_by_name(known, found, country)
        if code is None:
            report.left_out[f"unknown unit {'/'.join(found.unit) or '(none)'}"] += 1
            continue
        key = (found.names[0], code, found.parent)
        if key in rows:
            report.left_out["twice in the list"] += 1
            continue
        aliases = "|".join(found.names[1:])
        place_id = found.code or f"{code}:{found.names[0]}"
        rows[key] = (found.names[0], country, code, found.parent, found.kind, aliases, source, place_id)
        _note_conflict(known, found, code, country, report)
    return list(rows.values())


def unit_codes(known: Gazetteer, country: str) -> dict[str, str]:
    """Our codes of a country's governorates by every code that lists use for them."""
    codes = {}
    for row in read_rows("admin1"):
        if row["country"] == country:
            codes.update({row[column]: row["code"] for column in ("code", "iso", "geonames") if row[column]})
    return codes


def _code_by_name(known: Gazetteer, found: Found, country: str) -> str | None:
    for unit in found.unit:
        codes = {c.governorate for c in known.look_up(unit) if c.kind == "governorate" and c.country == country}
        if len(codes) == 1:
            return codes.pop()
    return None


def _note_conflict(known: Gazetteer, found: Found, code: str, country: str, report: Refreshed) -> None:
    ours = {c.governorate for c in known.look_up(found.names[0]) if c.country == country and c.governorate}
    if ours and code not in ours:
        report.conflicts.append((found.names[0], code, " ".join(sorted(map(str, ours)))))


def _store(folder: Path, report: Refreshed, rows: Sequence[Sequence[str]]) -> None:
    make_private(folder)
    report.written = len(rows)
    conflicts = folder / f"conflicts-{report.source}-{report.country}.csv"
    replace_csv(conflicts, ("name", "list_governorate", "our_governorates"), report.conflicts)
    replace_csv(report.path, COLUMN, rows)
    told = {
        line
        for path in folder.glob("*-??.csv")
        for source, line in ATTRIBUTIONS.items()
        if path.name.startswith(source)
    }
    (folder / "ATTRIBUTION.txt").write_text("\n".join(sorted(told)) + "\n", encoding="utf-8")


def replace_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes a CSV file whole or not at all."""
    half = path.with_suffix(".part")
    with half.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    half.replace(path)


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in counts.most_common(5)) or "the list is empty"


# explaining


def explain(gazetteer: Gazetteer, name: str) -> list[Candidate]:
    """What a name can be, the most prominent first."""
    return sorted(gazetteer.look_up(name), key=lambda c: (-c.weight, c.country, c.governorate or ""))
