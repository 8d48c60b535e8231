"""Official lists in the formats that their publishers use, small and made up; what is wrong in them is named."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from typer.testing import CliRunner

from extractors.gazetteer import load_gazetteer
from extractors.places import active_gazetteer, find_places, use_gazetteer
from extractors.placing import resolve
from extractors.tokens import tokenize
from flows import gazetteer
from flows.cli import app
from flows.errors import RunError, UserError
from flows.fetching import Fetcher
from flows.gazetteer import Source, refresh
from flows.gazetteer_active import activate, active_rows, folder_of
from flows.gazetteer_files import read_workbook, spoken_names
from flows.settings import Settings
from tests.flows.web import Answer, Site

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OCHA = [
    ["Location_Pcode", "location_type", "LocationName_en", "LocationName_AR", "admin1Pcode", "admin3Name_ar", "Extra"],
    ["C9001", "Community", "Um Example", "أم المثال", "SY07", "سراقب", "x"],
    ["C9002", "Community", "Tall Mithal", "تل مثال (المثالية)", "SY05", "ناحية صوران", ""],
    ["C9003", "Neighbourhood", "Mithal", "حي المثال / المثال الجديد", "SY04", "حمص", ""],
    ["C9004", "Community", "No name", "", "SY07", "سراقب", ""],
    ["C9005", "Community", "Um Example", "أم المثال", "SY11", "معدان", ""],
    ["C9006", "Community", "Kafr Nobol", "كفرنبل", "SY12", "نوى", ""],
    ["C9007", "Community", "Lost", "ضائعة المثال", "XX99", "", ""],
    ["C9008", "Community", "Um Example", "أم المثال", "SY07", "سراقب", ""],
]
COD = {
    "syr_admin1": [["adm1_name", "adm1_pcode"], ["Idleb", "SY07"]],
    "syr_admin2": [
        ["adm2_name", "adm2_name1", "adm2_pcode", "adm1_name", "adm1_name1", "adm1_pcode", "lang", "lang1", "lang2"],
        ["Mithal", "مثالستان", "SY0799", "Idleb", "إدلب", "SY07", "en", "ar", ""],
    ],
    "syr_admin3": [
        ["adm3_name", "adm3_name1", "adm3_pcode", "adm2_name1", "adm1_name1", "adm1_pcode", "lang", "lang1"],
        ["Sub", "ناحية المثيل", "SY079901", "مثالستان", "إدلب", "SY07", "en", "ar"],
        ["Only English", "", "SY079902", "مثالستان", "إدلب", "SY07", "en", ""],
    ],
}  # fmt: skip
GEONAMES = "\n".join(
    "\t".join(row)
    for row in [
        [
            "1",
            "Mithal",
            "Mithal",
            "کوتاه,مثال",
            "35",
            "36",
            "P",
            "PPL",
            "SY",
            "",
            "12",
            "",
            "",
            "",
            "0",
            "",
            "",
            "",
            "",
        ],
        ["2", "Hill", "Hill", "تل", "35", "36", "T", "HLL", "SY", "", "12", "", "", "", "0", "", "", "", ""],
        ["3", "Old", "Old", "قديمة المثال", "35", "36", "P", "PPLH", "SY", "", "12", "", "", "", "0", "", "", "", ""],
        ["4", "Quarter", "Quarter", "", "35", "36", "P", "PPLX", "SY", "", "09", "", "", "", "0", "", "", "", ""],
        ["5", "Plain", "Plain", "", "35", "36", "P", "PPL", "SY", "", "09", "", "", "", "0", "", "", "", ""],
    ]
)
ALTERNATES = "\n".join(
    "\t".join(row)
    for row in [
        ["11", "1", "ar", "مثال القديمة", "", "", "", ""],
        ["12", "1", "ar", "مثال الشرقية", "1", "", "", ""],
        ["13", "1", "fa", "مثال فارسی", "", "", "", ""],
        ["14", "4", "ar", "حي المثيلة", "", "", "", "", "", ""],
        ["15", "5", "ar", "اسم زال", "", "", "", "1"],
    ]
)


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    """An .xlsx file with shared strings in its first column and inline strings elsewhere."""
    shared: list[str] = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(sheets, 1))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="rId{i}" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        for number, rows in enumerate(sheets.values(), 1):
            lines = "".join(f"<row>{_row(row, line, shared)}</row>" for line, row in enumerate(rows, 1))
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>',
            )
        strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
    return out.getvalue()


def _row(row: list[str], line: int, shared: list[str]) -> str:
    cells = []
    for at, text in enumerate(row):
        place = f"{chr(ord('A') + at)}{line}"
        if at == 0:
            shared.append(text)
            cells.append(f'<c r="{place}" t="s"><v>{len(shared) - 1}</v></c>')
        elif text:  # an empty cell is left out of the file, as spreadsheets do
            cells.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>')
    return "".join(cells)


def zipped(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, text)
        archive.writestr("readme.txt", "about")
    return out.getvalue()


def keep(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def stored(home: Path, name: str) -> list[dict[str, str]]:
    with (folder_of(home) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(autouse=True)
def built_in() -> Iterator[None]:
    yield
    activate(Path("/nowhere"))
    use_gazetteer(load_gazetteer())


def test_ochas_list_becomes_rows_with_conflicts_and_reasons(tmp_path: Path) -> None:
    file = keep(tmp_path, "ocha.xlsx", workbook({"admin1": [["x"]], "Location": OCHA}))
    report = refresh(tmp_path, "ocha", "SY", file, None, None)
    rows = stored(tmp_path, "ocha-SY.csv")
    assert [(row["name"], row["governorate"], row["kind"], row["aliases"], row["parent"]) for row in rows] == [
        ("أم المثال", "SY07", "village", "", "سراقب"),
        ("تل مثال", "SY05", "village", "المثالية", "ناحية صوران"),
        ("حي المثال", "SY04", "quarter", "المثال الجديد", "حمص"),
        ("أم المثال", "SY11", "village", "", "معدان"),
        ("كفرنبل", "SY12", "village", "", "نوى"),
    ]
    assert dict(report.left_out) == {"no Arabic name": 1, "unknown unit XX99/C900": 1, "twice in the list": 1}
    assert report.conflicts == [("كفرنبل", "SY12", "SY07")]
    assert "CC BY 3.0 IGO" in (folder_of(tmp_path) / "ATTRIBUTION.txt").read_text(encoding="utf-8")


def test_loaded_places_are_read_and_homonyms_stay_open(tmp_path: Path) -> None:
    refresh(tmp_path, "ocha", "SY", keep(tmp_path, "o.xlsx", workbook({"L": OCHA})), None, None)
    before = active_gazetteer().version
    activate(tmp_path)
    assert len(active_rows()) == 5
    assert active_gazetteer().version != before
    alone = {
        name: resolve(find_places(tokenize(f"قصف على بلدة {name}"))).governorate for name in ("تل مثال", "أم المثال")
    }
    assert alone == {"تل مثال": "SY05", "أم المثال": None}
    units = {(c.governorate, c.unit) for name in ("تل مثال", "أم المثال") for c in active_gazetteer().look_up(name)}
    assert units == {("SY05", "SY050101"), ("SY07", "SY070003"), ("SY11", "SY110103")}


def test_cod_takes_the_arabic_column_by_its_language(tmp_path: Path) -> None:
    report = refresh(tmp_path, "cod", "SY", keep(tmp_path, "cod.xlsx", workbook(COD)), None, None)
    rows = stored(tmp_path, "cod-SY.csv")
    assert [(row["name"], row["kind"], row["governorate"], row["parent"]) for row in rows] == [
        ("مثالستان", "district", "SY07", ""),
        ("ناحية المثيل", "subdistrict", "SY07", "مثالستان"),
    ]
    assert report.left_out == {"no Arabic name": 1}


def test_geonames_keeps_populated_places_and_names_tagged_arabic(tmp_path: Path) -> None:
    places = keep(tmp_path, "SY.zip", zipped("SY.txt", GEONAMES))
    names = keep(tmp_path, "names.zip", zipped("SY.txt", ALTERNATES))
    report = refresh(tmp_path, "geonames", "SY", places, names, None)
    rows = stored(tmp_path, "geonames-SY.csv")
    assert [(row["name"], row["aliases"], row["governorate"], row["kind"]) for row in rows] == [
        ("مثال الشرقية", "مثال القديمة", "SY07", "village"),
        ("حي المثيلة", "", "SY02", "quarter"),
    ]
    assert report.left_out == {"no Arabic name": 1}


@pytest.mark.parametrize(
    ("source", "data", "fault"),
    [
        ("ocha", b"no zip", "is no zip or .xlsx file; download it again"),
        ("ocha", workbook({"L": [["Name", "Code"], ["a", "b"]]}), "no sheet has Arabic names of places"),
        ("ocha", workbook({"L": [["name_ar"], ["مثال"]]}), "sheet L: no column says the governorate"),
        ("ocha", workbook({"L": [OCHA[0], OCHA[7]]}), "not one place of SY could be read (1 unknown unit XX99/C900)"),
        ("cod", workbook({"L": OCHA}), "has no sheet …_admin2 or …_admin3; sheets are L"),
        ("cod", workbook({"x_admin2": [["adm2_name"], ["x"]]}), "sheet of admin2: no column adm2_pcode"),
        ("geonames", b"1\t2\t3\n", "line 1: 3 fields instead of 19; is this a GeoNames dump?"),
        ("geonames", zipped("a.csv", "x"), "holds 0 text files, one was expected"),
        ("geonames", "\u0645".encode("cp1256"), "is not UTF-8"),
    ],
)  # fmt: skip
def test_a_bad_list_is_named_and_the_old_one_stays(tmp_path: Path, source: Any, data: bytes, fault: str) -> None:
    old = folder_of(tmp_path) / f"{source}-SY.csv"
    old.parent.mkdir()
    old.write_text("the old list", encoding="utf-8")
    with pytest.raises(RunError) as error:
        refresh(tmp_path, source, "SY", keep(tmp_path, "list", data), None, None)
    assert fault in str(error.value)
    assert old.read_text(encoding="utf-8") == "the old list"
    assert [path.name for path in old.parent.iterdir()] == [old.name]


def test_wishes_that_cannot_be_met_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the source ocha is of Syria only"):
        refresh(tmp_path, "ocha", "IQ", tmp_path / "x", None, None)
    with pytest.raises(UserError, match="cannot be read"):
        refresh(tmp_path, "ocha", "SY", tmp_path / "missing.xlsx", None, None)


def test_a_bad_line_of_ones_own_is_named(tmp_path: Path) -> None:
    refresh(tmp_path, "ocha", "SY", keep(tmp_path, "o.xlsx", workbook({"L": OCHA})), None, None)
    path = folder_of(tmp_path) / "ocha-SY.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("SY05", "SY99"), encoding="utf-8")
    with pytest.raises(UserError, match=r"ocha-SY.csv, line 3: unknown governorate 'SY99'; use a code of admin1.csv"):
        activate(tmp_path)


def test_second_names_and_foreign_letters_are_told_apart() -> None:
    assert spoken_names(["تل (الأحمر)", "کفر", "أ / دير", "Tall", "تَل"]) == ("تل", "الأحمر", "دير")


def test_a_workbook_keeps_empty_cells_in_place() -> None:
    assert read_workbook(workbook({"L": [["a", "", "c"]]}), "x")["L"] == [["a", "", "c"]]


def test_the_commands_load_and_explain(tmp_path: Path) -> None:
    run = CliRunner()
    book = keep(tmp_path, "o.xlsx", workbook({"L": OCHA}))
    loaded = run.invoke(app, ["gazetteer", "refresh", "--file", str(book), "--json", "--home", str(tmp_path)])
    assert (loaded.exit_code, json.loads(loaded.stdout)["written"]) == (0, 5)
    shown = run.invoke(app, ["gazetteer", "show", "تل مثال", "--json", "--home", str(tmp_path)])
    answer = json.loads(shown.stdout)
    assert [(c["governorate"], c["id"]) for c in answer["candidates"]] == [("SY05", "ocha:C9002")]
    assert answer["alone"] == {"governorate": "SY05", "basis": "gazetteer"}
    assert answer["learnt"] == []
    assert run.invoke(app, ["gazetteer", "show", "لاشيءهنا", "--home", str(tmp_path)]).exit_code == 1


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", host_interval=0, timeout=2, allow_hosts=(site.host,))


@pytest.fixture
def publishers(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The publishers' own ways on loopback: a package's list of files, and dumps by country."""
    monkeypatch.setattr(gazetteer, "HDX", f"{site.base}/package_show?id=")
    monkeypatch.setattr(gazetteer, "GEONAMES", f"{site.base}/dump/")
    listed = {"result": {"resources": [{"format": "pdf"}, {"format": "xlsx", "url": f"{site.base}/places.xlsx"}]}}
    site.answers |= {
        "/package_show?id=syrian-arab-republic-pop-places": [Answer(200, json.dumps(listed).encode())],
        "/places.xlsx": [Answer(200, workbook({"Sheet": OCHA}))],
        "/dump/SY.zip": [Answer(200, zipped("SY.txt", GEONAMES))],
        "/dump/alternatenames/SY.zip": [Answer(200, zipped("SY.txt", ALTERNATES))],
    }
    return site


@pytest.mark.parametrize("source", ["ocha", "geonames"])
def test_a_list_from_the_network_is_that_of_the_file(
    publishers: Site, settings: Settings, tmp_path: Path, source: Source
) -> None:
    files = {"ocha": (workbook({"Sheet": OCHA}), None), "geonames": (GEONAMES.encode(), ALTERNATES.encode())}
    data, names = files[source]
    kept = keep(tmp_path, "list", data), keep(tmp_path, "names", names) if names else None
    refresh(tmp_path / "by-file", source, "SY", *kept, None)
    with Fetcher(settings) as fetcher:
        report = refresh(settings.home, source, "SY", None, None, fetcher)
    assert report.written
    assert stored(settings.home, f"{source}-SY.csv") == stored(tmp_path / "by-file", f"{source}-SY.csv")


def test_a_publisher_that_fails_leaves_the_old_list(publishers: Site, settings: Settings) -> None:
    with Fetcher(settings) as fetcher:
        refresh(settings.home, "ocha", "SY", None, None, fetcher)
        before = stored(settings.home, "ocha-SY.csv")
        publishers.answers["/places.xlsx"] = [Answer(503)]
        with pytest.raises(RunError, match=r"places\.xlsx: http_5xx"):
            refresh(settings.home, "ocha", "SY", None, None, fetcher)
    assert before
    assert stored(settings.home, "ocha-SY.csv") == before
