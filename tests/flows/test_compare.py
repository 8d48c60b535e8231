"""`hasila compare`: the page's example on the sample site, other data sets' shapes, and what is refused."""

import csv
import json
import re
import tomllib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.column_maps import SHIPPED, shipped_map
from flows.commands.compare import choose_shown
from flows.foreign_names import find_country, find_governorate, governorate_at, latin_sound
from tests.flows.questions import make_warehouse

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/compare.md").read_text(encoding="utf-8")
CASES = tomllib.loads((Path(__file__).parent / "cases/compare.toml").read_text(encoding="utf-8"))
LIST, TOLD, MAP = (re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)[0] for kind in ("csv", "text", "toml"))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder after a first run on the sample site."""
    folder = tmp_path_factory.mktemp("sample") / "hasila"
    make_warehouse(folder)
    return folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with the page's list and map."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "my-sheet.toml").write_text(MAP, encoding="utf-8")
    return tmp_path


def compare(home, *words):
    return CliRunner().invoke(app, ["compare", *map(str, words), "--home", str(home)])


def compared(home, *words):
    result = compare(home, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_pages_example_is_what_the_command_says(home, folder):
    result = compare(home, "list.csv")
    assert result.exit_code == 0
    said = result.output.splitlines()
    assert [line for line in TOLD.strip().splitlines() if line not in said] == []


def test_the_pages_table_is_what_the_command_finds(home, folder):
    rows = compared(home, "list.csv")["incidents"]
    told = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if "| 2024-02-" in line]
    assert len(told) == 8
    found = {(row["which"], row["event_date"], row["our_place"] or "", row["their_place"] or "") for row in rows}
    for which, day, _, _, ours, theirs, *_ in told:
        assert (which, day, ours, theirs) in found
    assert [cells[-1] for cells in told] == [
        str(row["difference"]) if row["difference"] is not None else "" for row in rows if row["their_ids"]
    ]


def test_ids_lead_both_ways_and_what_is_left_over_is_hinted_at(home, folder):
    rows = compared(home, "list.csv")["incidents"]
    lump = next(row for row in rows if row["their_ids"] == ["م-3"])
    assert len(lump["incident_ids"]) == 2
    assert lump["their_lines"] == [4]
    alone = next(row for row in rows if row["their_ids"] == ["م-9"])
    ours = next(row for row in rows if row["incident_ids"] == alone["perhaps"])
    assert ours["which"] == "only ours"
    assert ours["perhaps"] == ["م-9"]
    ids = [one for row in rows for one in (*row["incident_ids"], *row["their_ids"])]
    assert len(ids) == len(set(ids))


def test_a_day_that_nobody_read_is_told_from_a_quiet_one(home, folder):
    (folder / "their.csv").write_text(
        "date,country,governorate,place,killed\n2023-11-05,SY,SY07,كفرنبل,3\n2024-02-05,SY,SY07,كفرنبل,3\n",
        encoding="utf-8",
    )
    found = compared(home, "their.csv")
    assert [row["outlets_alive_count"] > 0 for row in found["incidents"] if row["their_ids"]] == [False, True]
    assert found["only_theirs_unread"] == 1
    assert "on days without a live feed of ours: 1" in compare(home, "their.csv").stdout


def test_a_terminal_shows_the_rows_that_differ_most():
    rows = [{"our_killed_best": number, "their_killed_best": 0, "at": number} for number in range(100)]
    assert [row["at"] for row in choose_shown(rows)] == list(range(60, 100))
    assert choose_shown(rows[:3]) == rows[:3]


def test_months_and_incidents_add_up(home, folder):
    found = compared(home, "list.csv")
    assert sum(row["their_killed_best"] for row in found["months"]) == 42 == found["their_killed"]
    assert found["both_their_killed"] + found["only_theirs_killed"] == 42
    ours = sum(row["our_killed_best"] - row["our_unitemised"] for row in found["months"])
    assert ours == found["both_our_killed"] + found["only_ours_killed"]
    (unplaced,) = [row for row in found["months"] if row["governorate_code"] is None]
    assert (unplaced["our_killed_best"], unplaced["our_incidents"]) == (1, 1)


def test_sums_of_periods_stand_beside_our_own(home, folder):
    claims = compared(home, "list.csv")["claims"]
    assert [(row["killed_low"], row["our_best"], row["area"], row["day_count"]) for row in claims] == [
        (31, 5, "governorate", 40),
        (3, 3, "governorate", 2),
    ]
    assert claims[0]["known_day_count"] < 40


def test_the_folder_holds_what_json_says(home, folder):
    found = compared(home, "list.csv", "--csv", "out")
    for name in ("incidents", "months", "claims"):
        with (folder / f"out/{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(found[name])
        assert set(rows[0]) == set(found[name][0])
    assert json.loads((folder / "out/summary.json").read_text(encoding="utf-8"))["both"] == found["both"]


@pytest.mark.parametrize("case", CASES["cell"], ids=lambda case: case["text"])
def test_no_cell_of_the_files_is_a_formula(case, home, folder):
    (folder / "their.csv").write_text(f"id,date,killed,place\n{case['text']},2024-02-07,3,سرمين\n", encoding="utf-8")
    compared(home, "their.csv", "--country", "SY", "--csv", "out")
    with (folder / "out/incidents.csv").open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if row["their_ids"])
    assert row["their_ids"] == case["written"]
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "claims.csv", "incidents.csv", "months.csv", "summary.json"
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES["file"], ids=lambda case: case["why"])
def test_another_data_set_is_read_by_its_map(case, home, folder):
    (folder / "their.csv").write_text(case["text"].lstrip(), encoding="utf-8")
    (folder / "own.toml").write_text(case.get("map", ""), encoding="utf-8")
    found = compared(home, "their.csv", *case.get("options", ()))
    wanted = case["finds"]
    assert {name: found[name] for name in wanted} == wanted
    pairs = {their: row["our_place"] for row in found["incidents"] for their in row["their_ids"]}
    assert {their: pairs.get(their) for their in case.get("places", {})} == {
        their: place or None for their, place in case.get("places", {}).items()
    }


def test_parquet_is_read_as_csv_is(home, folder):
    rows = list(csv.reader(LIST.splitlines()))
    table = pa.table({name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])})
    pq.write_table(table, folder / "list.parquet")
    assert compared(home, "list.parquet")["incidents"] == compared(home, "list.csv")["incidents"]


def test_the_pages_map_reads_civilians_against_our_civilians(home, folder):
    (folder / "sheet.csv").write_text(
        "case,when,where (governorate),where (town),civilians dead,how,told by\n"
        "1,02/02/2024,Idlib,Ariha,11,air raid,x\n2,04/02/2024,Aleppo,Al-Bab,4,lorry,y\n",
        encoding="utf-8",
    )
    found = compared(home, "sheet.csv", "--map", "my-sheet.toml")
    assert (found["people"], found["both"], found["rule"]) == (
        "civilians",
        2,
        "civilians that our volunteers saw buried",
    )
    assert found["without_a_code"] == {"weapon lorry": 1}
    assert found["our_incidents_outside_rule"] > 0
    assert all(row["our_killed_low"] is None for row in found["months"] if row["our_incidents"])
    both = [row for row in found["incidents"] if row["which"] == "both"]
    assert {(row["our_killed_low"], row["our_killed_high"]) for row in both} == {(None, None)}
    assert found["both_within_bounds"] == sum(row["our_killed_best"] == row["their_killed_best"] for row in both)


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_what_cannot_be_compared_is_refused_in_one_line(case, home, folder):
    for name, text in case.get("files", {}).items():
        (folder / name).write_bytes(text.encode(case.get("encoding", "utf-8")))
    result = compare(home, *case["command"])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert case["says"] in result.stderr


@pytest.mark.parametrize("case", CASES["line"], ids=lambda case: case["why"])
def test_a_line_that_cannot_be_read_is_told_and_the_rest_compared(case, home, folder):
    (folder / "their.csv").write_text(
        f"id,date,date_end,governorate,place,killed,country\ngood,2024-02-04,,SY02,الباب,4,SY\nbad,{case['cells']},SY\n",
        encoding="utf-8",
    )
    result = compare(home, "their.csv")
    assert result.exit_code == 0
    assert f"their.csv:3: {case['says']}" in result.stderr
    assert "1 line refused" in result.stdout
    assert "both 1 " in result.stdout


@pytest.mark.parametrize(("name", "code"), CASES["governorates"].items())
def test_governorates_are_known_by_many_names(name, code):
    assert find_governorate(name, "SY") == (code or None)


@pytest.mark.parametrize(("name", "code"), CASES["countries"].items())
def test_countries_are_known_by_code_and_name(name, code):
    assert find_country(name) == (code or None)


def test_a_point_lies_in_the_governorate_that_holds_it():
    assert governorate_at(35.93, 36.63, "SY") == "SY07"
    assert governorate_at(48.85, 2.35, "FR") is None


@pytest.mark.parametrize(("latin", "sound"), CASES["sounds"].items())
def test_a_latin_name_is_brought_to_its_consonants(latin, sound):
    assert latin_sound(latin) == sound


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_map_is_in_the_page_and_whole(name):
    assert f"| `{name}` |" in PAGE
    assert shipped_map(name).rule.words
