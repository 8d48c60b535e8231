"""A week at the recorder's desk, lived through: from an alert to a released month, a doubted cell and an erratum."""

import csv
import io
import json
import tomllib
from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from extractors.records import Count
from flows import recoding
from flows.cli import app
from flows.review_sheet import COLUMNS

CASE = tomllib.loads((Path(__file__).parent / "cases/desk.toml").read_text(encoding="utf-8"))


class Desk:
    """The command line on one data folder."""

    def __init__(self, home):
        self.home = home

    def run(self, *words, exit_code=0):
        result = CliRunner().invoke(app, [*map(str, words), "--home", str(self.home)])
        assert result.exit_code == exit_code, result.output
        return result

    def read(self, *words):
        return json.loads(self.run(*words, "--json").stdout)

    def ask(self, query):
        return [tuple(row.values()) for row in json.loads(self.run("sql", query, "--format", "json").stdout)]

    def ingest(self, *articles):
        path = self.home / "articles.jsonl"
        path.write_text("\n".join(json.dumps(article) for article in articles), encoding="utf-8")
        self.run("ingest", path)


def fill_in(path):
    """Decide every item of a sheet by its doubt, and save it as a spreadsheet with decimal commas does."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row in rows:
        row.update(CASE["decided"][row["doubt"]])
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def read_more(monkeypatch):
    """A newer coder: it takes background for news, and finds one more killed in Jisr al-Shughur."""
    extract = recoding.extract

    def again(article):
        for event in extract(article):
            killed = event.counts["killed"]
            if event.place == "جسر الشغور":
                killed = Count(killed.low + 1, killed.high + 1)
            yield replace(event, retold=False, counts={**event.counts, "killed": killed})

    monkeypatch.setattr(recoding, "extract", lambda article: list(again(article)))
    monkeypatch.setattr(recoding, "coder_version", lambda: "coder 2")


FIGURES = "select place, governorate_code, killed_best, review_status from mart.incident order by event_date, place"
DECIDED = [
    ("سرمين", "SY07", 24, "accepted"),
    ("بنش", "SY07", 9, "corrected"),
    ("شلعونة", "SY02", 7, "corrected"),
]


def test_a_week_at_the_desk(tmp_path, monkeypatch):
    desk = Desk(tmp_path / "home")
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(CASE["settings"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    desk.ingest(*CASE["article"])

    # An alert: ten dead or more by one source. The queue has it first.
    desk.run("alerts", "send", "--since", "2016-01-01")
    (alert,) = desk.read("alerts")["alerts"]
    items = desk.read("review")
    assert (items[0]["reason"], items[0]["incident_id"]) == ("single_source", alert["subject_id"])
    assert [item["reason"] for item in items] == ["single_source", "near_split", "unplaced", "retold"]
    assert "بنش" in desk.run("review", "show", items[1]["item_id"]).stdout

    # Decided by sheet: one accepted, two merged, a governorate mended, a retold attack rejected.
    desk.run("review", "--csv", "week.csv")
    assert fill_in(tmp_path / "week.csv") == 4
    assert desk.read("review", "apply", "week.csv", "--author", "rana")["applied"] == 4
    assert desk.read("review") == []
    assert desk.ask(FIGURES)[:3] == DECIDED
    assert desk.read("review", "apply", "week.csv", "--author", "rana")["known"] == 4

    # A newer coder keeps what was decided, and lists its own changes apart from new reports.
    read_more(monkeypatch)
    desk.run("reextract", "--all")
    desk.ingest(CASE["later"])
    assert desk.ask(FIGURES)[:3] == DECIDED
    assert desk.ask("select count(*) from mart.incident where event_date < '2016-07-01'") == [(0,)]
    assert desk.read("review") == []
    changes = """
        select reason, place, killed_best_before, killed_best_after from mart.change
        where recorded_at > (select max(made_at) from mart.correction) order by 1
    """
    assert desk.ask(changes) == [("coder", "جسر الشغور", 2, 3), ("new report", "معرة النعمان", None, 3)]

    # The month goes out, and stands beside a monitor's.
    released = desk.read("release", "2016-07")
    assert (released["release_id"], released["killed_best"], released["incident_count"]) == ("2016-07-v1", 48, 6)
    (tmp_path / "monitor.csv").write_text(CASE["monitor"]["list"], encoding="utf-8")
    compared = desk.read("compare", "monitor.csv", "--country", "SY")
    assert (compared["both"], compared["only_ours"], compared["only_theirs"]) == (2, 4, 1)

    # A reader doubts a cell: from it to the claims, their words and hashes.
    (incident,) = desk.read("evidence", "SY07", "2016-07-14")["incidents"]
    (claim,) = incident["claims"]
    assert (claim["url"], incident["review_status"]) == ("https://raqib.example/1", "accepted")
    shown = desk.run("evidence", "SY07", "2016-07-14").stdout
    assert "killed: قتل أربعة وعشرون مدنياً" in shown
    assert claim["version_id"][:12] in shown

    # A later correction is an erratum, and the release as published stays what it was.
    reason = ("--reason", "the hospital's list", "--author", "samir")
    desk.run("correct", "change", incident["incident_id"], "killed=22", *reason)
    errata = desk.read("release", "2016-07", "--errata")
    assert [(row["kind"], row["what"], row["authors"]) for row in errata] == [
        ("day", "killed 24/24/24 to 22/22/22", ["samir"]),
        ("incident", "killed 24/24/24 to 22/22/22", ["samir"]),
    ]
    verified = desk.run("release", "2016-07", "--verify", released["folder"]).stdout
    assert "byte for byte" in verified
    assert [item["review_status"] for item in desk.read("review")] == ["outdated"]
