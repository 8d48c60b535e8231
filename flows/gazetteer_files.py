"""Reads the official lists of places as they are published: OCHA populated places, COD-AB boundaries, GeoNames dumps.

Every reader turns bytes into `Found` places with the line they stand in, and names what it had to leave out. Formats:
OCHA and COD-AB are .xlsx workbooks whose headers differ by edition, so that columns are known by aliases; GeoNames is a
zip of tab-separated text, 19 columns without a header, with Arabic names in a second file of alternate names.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from extractors.gazetteer.rows import VOWELS
from extractors.normalize import normalize_phrase
from flows.errors import RunError

MOST_UNPACKED = 200_000_000
GEONAMES_COLUMNS, ALTERNATE_COLUMNS = 19, 8
POPULATED, HISTORICAL = "P", "PPLH"
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ARABIC = re.compile("^[\u0621-\u063a\u0641-\u064a\u064b-\u0652\u0640 0-9'-]+$")
_SECOND_NAMES = re.compile(r"[()/_\u060c,]|\s-\s")

COLUMN_ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("locationname_ar", "admin4name_ar", "adm4_ar", "name_ar", "featurear_name"),
    "code": ("location_pcode", "admin4pcode", "adm4_pcode", "pcode"),
    "unit_code": ("admin1pcode", "adm1_pcode", "admin1_pcode"),
    "unit_name": ("admin1name_ar", "adm1_ar", "admin1name_en", "adm1_en"),
    "parent": ("admin3name_ar", "adm3_ar", "admin2name_ar", "adm2_ar"),
    "type": ("location_type", "featuretype", "type"),
}
TYPES = {"community": "village", "neighbourhood": "quarter", "neighborhood": "quarter", "camp": "camp"}


@dataclass(frozen=True, slots=True)
class Found:
    """One place of a list, not yet joined to a governorate of ours: `unit` is the list's own code or name for it."""

    line: int
    names: tuple[str, ...]
    kind: str
    unit: tuple[str, ...]
    parent: str
    code: str


@dataclass(slots=True)
class Listing:
    """What a file gave, and by reason how many rows it could not give."""

    found: list[Found] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def spoken_names(cells: Iterable[str]) -> tuple[str, ...]:
    """The Arabic names of cells, second names in brackets or behind strokes apart, vowel signs and doubles dropped."""
    names: dict[str, str] = {}
    for cell in cells:
        for part in _SECOND_NAMES.split(cell):
            name = " ".join(VOWELS.sub("", part).split())
            if len(name) > 1 and _ARABIC.match(name):
                names.setdefault(normalize_phrase(name), name)
    return tuple(names.values())


def read_ocha(data: bytes, file: str) -> Listing:
    """OCHA's populated places: the sheet with a name column; RunError where no sheet has the columns needed."""
    for sheet, rows in read_workbook(data, file).items():
        columns = known_columns(rows[0] if rows else ())
        if "name" in columns and ({"unit_code", "unit_name", "code"} & set(columns)):
            return _read_ocha_sheet(rows, columns)
        if "name" in columns:
            raise RunError(
                f"{file}, sheet {sheet}: no column says the governorate; expected one of admin1Pcode, admin1Name_ar"
            )
    raise RunError(f"{file}: no sheet has Arabic names of places; expected a column like LocationName_ar or ADM4_AR")


def _read_ocha_sheet(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Listing:
    listing = Listing()
    for line, row in enumerate(rows[1:], 2):
        cell = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
        names = spoken_names([cell["name"]])
        if not names:
            listing.left_out["no Arabic name"] += 1
            continue
        unit = tuple(filter(None, (cell.get("unit_code", ""), cell.get("code", "")[:4], cell.get("unit_name", ""))))
        kind = TYPES.get(cell.get("type", "").strip().lower(), "village")
        parent = next(iter(spoken_names([cell.get("parent", "")])), "")
        listing.found.append(Found(line, names, kind, unit, parent, cell.get("code", "")))
    return listing


def known_columns(header: Sequence[str]) -> dict[str, int]:
    """Which column is what, headers compared without case, the first alias that is there winning."""
    at = {cell.strip().lower(): index for index, cell in reversed(list(enumerate(header)))}
    return {key: at[alias] for key, aliases in COLUMN_ALIASES.items() for alias in reversed(aliases) if alias in at}


def read_cod(data: bytes, file: str) -> Listing:
    """A country's administrative boundaries (COD-AB workbook): its districts and subdistricts.

    Names stand in `adm2_name`, `adm2_name1`, …; the column `lang…` beside each says which language it is.
    """
    listing = Listing()
    sheets = read_workbook(data, file)
    for depth, kind in ((2, "district"), (3, "subdistrict")):
        rows = next((rows for name, rows in sheets.items() if name.endswith(f"admin{depth}")), None)
        if rows is not None:
            _read_cod_sheet(rows, depth, kind, listing, file)
    if not listing.found and not listing.left_out:
        raise RunError(f"{file}: has no sheet …_admin2 or …_admin3; sheets are {', '.join(sheets) or 'none'}")
    return listing


def _read_cod_sheet(rows: Sequence[Sequence[str]], depth: int, kind: str, listing: Listing, file: str) -> None:
    header = [cell.strip().lower() for cell in (rows[0] if rows else ())]
    needed = (f"adm{depth}_name", f"adm{depth}_pcode", "adm1_pcode", "lang")
    missing = [column for column in needed if column not in header]
    if missing:
        raise RunError(f"{file}, sheet of admin{depth}: no column {missing[0]}; is this a COD-AB workbook?")
    for line, row in enumerate(rows[1:], 2):
        cell = {column: row[at] if at < len(row) else "" for at, column in enumerate(header)}
        suffix = next((s for s in ("", "1", "2", "3") if cell.get(f"lang{s}", "") == "ar"), None)
        names = spoken_names([cell.get(f"adm{depth}_name{suffix}", "")]) if suffix is not None else ()
        if not names:
            listing.left_out["no Arabic name"] += 1
            continue
        parent = cell.get(f"adm{depth - 1}_name{suffix}", "") if depth > 2 else ""
        unit = tuple(filter(None, (cell["adm1_pcode"], cell.get(f"adm1_name{suffix}", ""), cell.get("adm1_name", ""))))
        listing.found.append(Found(line, names, kind, unit, parent, cell[f"adm{depth}_pcode"]))


def read_geonames(data: bytes, alternates: bytes | None, file: str) -> Listing:
    """A country's GeoNames dump (zip or text) with its alternate names; kept are populated places with Arabic names."""
    arabic = _arabic_alternates(alternates) if alternates is not None else {}
    listing = Listing()
    for line, cells in _tab_rows(data, file, GEONAMES_COLUMNS):
        place_id, own, feature_class, feature = cells[0], cells[3], cells[6], cells[7]
        if feature_class != POPULATED or feature == HISTORICAL:
            continue
        names = spoken_names(arabic.get(place_id) or (own.split(",") if alternates is None else ()))
        if not names:
            listing.left_out["no Arabic name"] += 1
            continue
        kind = "quarter" if feature == "PPLX" else "town" if feature.startswith("PPLA") else "village"
        listing.found.append(Found(line, names, kind, (f"{cells[8]}.{cells[10]}",), "", place_id))
    return listing


def _arabic_alternates(data: bytes) -> dict[str, list[str]]:
    """Arabic names by place, the preferred one first; the language tag keeps Persian and Urdu ones out."""
    names: dict[str, list[str]] = {}
    for _, cells in _tab_rows(data, "alternate names", ALTERNATE_COLUMNS, more=True):
        _, place_id, language, name, preferred, _, _, historic = cells[:8]
        if language == "ar" and historic != "1":
            known = names.setdefault(place_id, [])
            known.insert(0 if preferred == "1" else len(known), name)
    return names


def _tab_rows(data: bytes, file: str, columns: int, *, more: bool = False) -> Iterator[tuple[int, list[str]]]:
    text = unpack(data, file) if data[:2] == b"PK" else data
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise RunError(f"{file}: is not UTF-8; is this a GeoNames dump?") from error
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r").split("\t")
        if len(cells) == columns or (more and len(cells) > columns):
            yield number, cells
        elif line.strip():
            raise RunError(f"{file}, line {number}: {len(cells)} fields instead of {columns}; is this a GeoNames dump?")


def unpack(data: bytes, file: str) -> bytes:
    """The one large text of a zip (readme.txt apart)."""
    with _open_zip(data, file) as archive:
        names = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name.lower()]
        if len(names) != 1:
            raise RunError(f"{file}: holds {len(names)} text files, one was expected")
        return archive.read(names[0])


def read_workbook(data: bytes, file: str) -> dict[str, list[list[str]]]:
    """The sheets of an .xlsx file by name, every cell as text."""
    with _open_zip(data, file) as archive:
        try:
            shared = _shared_strings(archive)
            targets = {node.get("Id"): node.get("Target") for node in _xml(archive, "xl/_rels/workbook.xml.rels")}
            book = _xml(archive, "xl/workbook.xml")
            sheets = {}
            for node in book.iter(f"{_SPREADSHEET}sheet"):
                target = str(targets[node.get(_RELATION)]).removeprefix("/xl/").removeprefix("/")
                sheets[str(node.get("name"))] = _sheet_rows(_xml(archive, f"xl/{target}"), shared)
            return sheets
        except (KeyError, etree.XMLSyntaxError, IndexError, ValueError) as error:
            raise RunError(f"{file}: is no workbook that can be read ({error}); save it as .xlsx again") from error


def _open_zip(data: bytes, file: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise RunError(f"{file}: is no zip or .xlsx file; download it again") from error
    if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
        raise RunError(f"{file}: would unpack to over {MOST_UNPACKED} bytes; is this the right file?")
    return archive


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(archive.read(name), parser)


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return ["".join(node.itertext(f"{_SPREADSHEET}t")) for node in _xml(archive, "xl/sharedStrings.xml")]


def _sheet_rows(sheet: etree._Element, shared: Sequence[str]) -> list[list[str]]:
    rows = []
    for row in sheet.iter(f"{_SPREADSHEET}row"):
        cells: list[str] = []
        for cell in row:
            letters = re.match("[A-Z]*", cell.get("r", ""))
            at = _column(letters[0]) if letters and letters[0] else len(cells)
            cells.extend([""] * (at - len(cells)))
            text = "".join(cell.itertext(f"{_SPREADSHEET}v", f"{_SPREADSHEET}t"))
            cells.append(shared[int(text)] if cell.get("t") == "s" else text)
        rows.append(cells)
    return rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
