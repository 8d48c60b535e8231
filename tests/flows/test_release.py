"""`hasila release` on a real warehouse: the commands of its page, what they say, and what they refuse."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app

PAGE = (Path(__file__).parents[2] / "docs/release.md").read_text(encoding="utf-8")
BY = ("--reason", "misread", "--author", "rana")


def hasila(home, *words, exit_code=0):
    result = CliRunner().invoke(app, [*map(str, words), "--home", str(home)])
    assert result.exit_code == exit_code, result.output
    return result


def as_json(home, *words):
    return json.loads(hasila(home, *words, "--json").stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder with two incidents of May 2017."""
    folder = tmp_path_factory.mktemp("made")
    told = [
        ("one", "قتل ستة مدنيين وأصيب تسعة آخرون في قصف مدفعي على مدينة سرمين بريف إدلب اليوم الخميس."),
        ("two", "قتل مدنيان في غارة جوية على مدينة بنش بريف إدلب اليوم الخميس."),
    ]
    articles = [{"id": outlet, "published": "2017-05-04", "outlet": outlet, "text": text} for outlet, text in told]
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(article) for article in articles), encoding="utf-8")
    hasila(folder, "ingest", path)
    return folder


@pytest.fixture
def home(made, tmp_path, monkeypatch):
    """A copy of it, and an empty working folder."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return shutil.copytree(made, tmp_path / "home")


def test_the_commands_of_the_page_do_what_it_says(home):
    found = hasila(home, "sql", "select incident_id from mart.incident limit 1", "--format", "json").stdout
    (incident,) = (row["incident_id"] for row in json.loads(found))
    here = {"ID": incident, "2024-02": "2017-05", "2024-02-02": "2017-05-04"}
    lines = re.findall(r"^hasila ((?:release|evidence).*)$", PAGE, re.M)
    for line in lines:
        hasila(home, *(here.get(word, word) for word in shlex.split(line, comments=True)))
    assert len(lines) == 9
    assert sorted(path.name for path in Path().iterdir()) == ["copy", "february", "pack", "pack.zip"]
    copy, published = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (Path("copy"), Path("february"))
    )
    assert copy == published


def test_a_correction_becomes_an_erratum_and_a_second_version(home):
    first = as_json(home, "release", "2017-05")
    assert (first["release_id"], first["killed_best"], first["folder"]) == ("2017-05-v1", 8, "release-2017-05-v1")
    found = hasila(home, "sql", "select event_id from mart.claim where killed_low = 6", "--format", "json").stdout
    (event,) = [row["event_id"] for row in json.loads(found)]
    hasila(home, "correct", "change", event, "killed=7", *BY)
    errata = as_json(home, "release", "2017-05", "--errata")
    assert [(row["kind"], row["what"], row["authors"], row["remarks"]) for row in errata] == [
        ("day", "killed 8/8/8 to 9/9/9", ["rana"], ["misread"]),
        ("incident", "killed 6/6/6 to 7/7/7", ["rana"], ["misread"]),
    ]
    shown = hasila(home, "release", "2017-05", "--errata").stdout
    assert "correction: misread" in shown
    assert hasila(home, "release", "2017-05", "--verify", "release-2017-05-v1").stdout.endswith("byte for byte\n")
    assert as_json(home, "release", "2017-05", "--note", "after review")["release_id"] == "2017-05-v2"
    told = hasila(home, "release", "2017-05", "-o", "same")
    assert "2017-05-v2" in told.stderr
    assert "stands: its data are the same" in told.stderr
    assert [row["replaced_by"] for row in as_json(home, "releases")] == [None, "2017-05-v2"]
    wrong = hasila(home, "release", "2017-05", "--verify", "release-2017-05-v1", exit_code=1)
    assert "other bytes than published: data/incident.csv" in wrong.stdout
    assert "--again` writes it anew" in wrong.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["2017"], "'2017' is no month; write it as 2025-06"),
        (["2017-13"], "'2017-13' is no month"),
        (["2999-01"], "2999-01 is not over; it can be released from 2999-02-01 (UTC) on"),
        (["2011-03"], "nothing is held of 2011-03"),
        (["2017-05", "--embargo", "1000000"], "under the embargo of 1000000 hours 2017-05 can be released from 2131-"),
        (["2017-05", "--again"], "2017-05 was not released; `hasila release 2017-05` does, `hasila releases` lists"),
        (["2017-05", "--again", "--errata"], "ask one at a time"),
        (["2017-05", "--version", "2"], "a new release gets the next number"),
        (["2017-05", "-o", "."], "holds files that are no release"),
    ],
)
def test_what_cannot_be_released_is_told_in_a_line(home, words, told):
    Path("mine.txt").write_text("x", encoding="utf-8")
    result = hasila(home, "release", *words, exit_code=2)
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert as_json(home, "releases") == []


def test_without_a_warehouse_there_is_nothing_to_release(tmp_path):
    assert "there is no warehouse yet" in hasila(tmp_path, "release", "2017-05", exit_code=1).stderr
    assert "there is no warehouse yet" in hasila(tmp_path, "releases", exit_code=1).stderr
