"""The review queue as a sheet: out, through a spreadsheet and back; refused line by line, the rest applied."""

import csv
import io
import json
import shutil
import tomllib
from pathlib import Path

import pytest

from flows.review_sheet import COLUMNS
from flows.sheets import read_sheet, write_sheet
from tests.flows.test_reviewing import CASES as ARTICLES
from tests.flows.test_reviewing import hasila, ingest

CASES = tomllib.loads((Path(__file__).parent / "cases/review_sheet.toml").read_text(encoding="utf-8"))
OUTLETS = {14: "alone", 12: "near", 11: "far"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    ingest(folder, *ARTICLES["article"])
    return folder


@pytest.fixture
def home(made, tmp_path):
    return shutil.copytree(made, tmp_path / "home")


def write(home):
    """The queue as the command writes it, as rows."""
    path = home / "queue.csv"
    result = hasila(home, "review", "--csv", path)
    assert result.exit_code == 0, result.output
    return path, list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def save(path, rows, separator=";"):
    """The rows as a spreadsheet of a country with decimal commas saves them."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, delimiter=separator, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def single(rows, outlet):
    (row,) = [r for r in rows if r["doubt"] == "single_source" and OUTLETS[int(r["killed_best"])] == outlet]
    return row


def ask(home, query):
    return [tuple(row.values()) for row in json.loads(hasila(home, "sql", query, "--format", "json").stdout)]


def test_the_sheet_is_what_a_spreadsheet_opens(home):
    path, rows = write(home)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    assert len(rows) == 4
    assert {row["decision"] + row["reason"] + row["killed_is"] for row in rows} == {""}
    assert "1: 2017-05-03 21:00, alone, 14 killed, 9 injured, " in single(rows, "alone")["claims"]
    assert "أربعة عشر مدنياً" in single(rows, "alone")["words"]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_a_line_that_cannot_be_is_refused_with_its_number_and_the_rest_is_applied(home, case):
    path, rows = write(home)
    row = single(rows, case["of"])
    row |= case["fill"]
    single(rows, "near").update(decision="accept", reason="read it")
    save(path, rows)
    result = hasila(home, "review", "apply", path, "--author", "rana")
    assert result.exit_code == 1
    (told,) = result.stderr.splitlines()
    assert case["says"] in told
    assert told.startswith(f"{path}:{rows.index(row) + 2}: ")
    assert "1 decisions made, 0 made before, 1 refused; 2 lines decide nothing" in result.stdout
    assert ask(home, "select killed_best from mart.incident where review_status = 'accepted'") == [(12,)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("case", CASES["applied"], ids=lambda case: case["why"])
def test_a_line_is_applied_once_however_the_sheet_was_saved(home, case, separator):
    path, rows = write(home)
    row = single(rows, case["of"])
    row |= case["fill"]
    save(path, rows, separator)
    first = json.loads(hasila(home, "review", "apply", path, "--author", "rana", "--json").stdout)
    assert (first["applied"], first["refused"], first["undecided"]) == (1, 0, 3)
    status = "select governorate_code, killed_best, review_status from mart.incident where place = 'سرمين' order by all"
    assert ask(home, status) == [tuple(told) for told in case["then"]]
    made = ask(home, "select distinct author, reason from mart.correction")
    assert made == [(case.get("by", "rana"), case["fill"]["reason"])]
    count = ask(home, "select count(*) from mart.correction")
    again = hasila(home, "review", "apply", path, "--author", "rana", "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["known"] == 1
    assert ask(home, "select count(*) from mart.correction") == count


def test_two_people_who_decide_differently_do_not_undo_each_other(home):
    path, rows = write(home)
    single(rows, "alone").update(decision="accept", reason="read it")
    save(path, rows)
    assert hasila(home, "review", "apply", path, "--author", "rana").exit_code == 0
    single(rows, "alone").update(decision="reject", reason="a drill")
    save(path, rows)
    result = hasila(home, "review", "apply", path, "--author", "samir")
    assert result.exit_code == 1
    assert "was settled since; rana decided accept on " in result.stderr


def test_a_sheet_without_its_columns_is_refused_whole(home, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("item;decision\r\nq1;accept\r\n", encoding="utf-8")
    result = hasila(home, "review", "apply", path, "--author", "rana")
    assert result.exit_code == 2
    assert f"{path}:1: has no column 'state'; its columns are item, decision: keep the first line" in result.stderr


DANGEROUS = ["=cmd|' /C calc'!A0", "+1", "-1", "@sum(1)", "\t=1", "'quoted'", "بنش", "a;b,c\nd", '"']


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula_and_all_come_back(tmp_path, text):
    path = tmp_path / "sheet.csv"
    write_sheet(path, ["cell", "next"], [{"cell": text, "next": "n"}])
    (cells,) = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))[1:]
    assert not cells[0].startswith(("=", "+", "-", "@", "\t"))
    ((where, row),) = read_sheet(path, ["cell"])
    assert where == f"{path}:2"
    assert row["cell"] == " ".join(text.split())
