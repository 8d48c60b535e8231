"""`hasila correct` on a real warehouse: what it changes, what outlives a new reading, and what it refuses."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.flows import commanding
from tests.flows.commanding import hasila, ingest, rows

CASES = tomllib.loads((Path(__file__).parent / "cases/correct.toml").read_text(encoding="utf-8"))
BY = ("--reason", "misread", "--author", "rana")


def decide(home, *words):
    return commanding.decide(home, "correct", *words)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder with two reports of one strike and one of another."""
    folder = tmp_path_factory.mktemp("made")
    ingest(folder, *CASES["article"])
    return folder


@pytest.fixture
def home(made, tmp_path):
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "home")


@pytest.fixture
def ids(home):
    """The events by their outlets, and their incidents as «incident one» and so on."""
    events = rows(home, "select outlet_id, event_id, incident_id from mart.claim")
    return {outlet: event for outlet, event, _ in events} | {f"incident {o}": incident for o, _, incident in events}


FIGURES = "select place, killed_low, killed_best, killed_high, review_status from mart.incident order by place, 2"


def test_a_count_is_changed_shown_beside_the_original_kept_by_a_new_reading_and_undone(home, ids):
    before = rows(home, FIGURES)
    assert before == [("بنش", 2, 2, 2, "none"), ("سرمين", 6, 6, 8, "none")]
    done = decide(home, "change", ids["two"], "killed=7", *BY)
    assert [(row["killed_best_before"], row["killed_best_after"]) for row in done["incidents"]] == [(6, 6)]
    assert rows(home, FIGURES)[1] == ("سرمين", 6, 6, 7, "corrected")
    assert hasila(home, "reextract", "--all").exit_code == 0
    assert rows(home, FIGURES)[1] == ("سرمين", 6, 6, 7, "corrected")
    beside = "select distinct column_name, value_before, value, author, reason from mart.correction order by 1"
    assert rows(home, beside) == [
        ("killed_high", "8", "7", "rana", "misread"),
        ("killed_low", "8", "7", "rana", "misread"),
        ("killed_quantifier", "exact", "exact", "rana", "misread"),
    ]
    decide(home, "undo", done["correction_id"], "--author", "samir")
    assert rows(home, FIGURES) == before
    assert json.loads(hasila(home, "correct", "list", "--json").stdout) == []
    (row,) = json.loads(hasila(home, "correct", "list", "--all", "--json").stdout)
    assert (row["state"], row["undone_by"]) == ("undone", "samir")


def test_an_incident_is_moved_whole(home, ids):
    decide(home, "change", ids["incident one"], "date=2017-05-03", "place=النيرب", "governorate=SY02", *BY)
    found = rows(
        home, "select event_date, place, governorate_code, claim_count from mart.incident order by claim_count"
    )
    assert found[1] == ("2017-05-03", "النيرب", "SY02", 2)
    days = (
        "select event_date, governorate_code, killed_best from mart.daily_governorate_casualties where killed_best > 0"
    )
    assert sorted(rows(home, days)) == [("2017-05-03", "SY02", 6), ("2017-05-04", "SY07", 2)]


def test_a_corrected_place_meets_its_other_names_in_the_governorate_that_holds(home, ids):
    key = "select distinct event.place, place_key from core.standing_event as event where event_id = '{}'"
    decide(home, "change", ids["one"], "place=المعرة", *BY)
    assert rows(home, key.format(ids["one"])) == [("المعرة", "معره نعمان")]
    decide(home, "change", ids["two"], "place=معرة النعمان", *BY)
    assert rows(home, "select claim_count from mart.incident where place <> 'بنش'") == [(2,)]
    decide(home, "change", ids["three"], "governorate=SY02", "place=كوباني", *BY)
    assert rows(home, key.format(ids["three"])) == [("كوباني", "عين عرب")]


def test_incidents_are_merged_and_an_old_id_leads_to_the_new_one(home, ids):
    decide(home, "merge", ids["incident one"], ids["incident three"], *BY)
    ((kept, claims),) = rows(home, "select incident_id, claim_count from mart.incident")
    assert claims == 3
    (gone,) = {ids["incident one"], ids["incident three"]} - {kept}
    result = hasila(home, "correct", "reject", gone, *BY)
    assert result.exit_code == 0
    assert f"incident {gone} was merged on" in result.stderr
    assert f"(analyst); it is {kept} now" in result.stderr
    assert rows(home, "select count(*) from mart.incident") == [(0,)]


def test_an_event_is_parted_and_stays_so(home, ids):
    decide(home, "split", ids["two"], *BY)
    assert hasila(home, "reextract", "--all").exit_code == 0
    assert [row[1:4] for row in rows(home, FIGURES)] == [(2, 2, 2), (6, 6, 6), (8, 8, 8)]


def test_what_a_decision_did_is_told_in_words(home, ids):
    result = hasila(home, "correct", "reject", ids["three"], *BY)
    assert f"incident {ids['incident three']} closed: killed 2 to none, day 2017-05-04 to none" in result.stdout
    assert "2017-05-04 SY07: killed 8 to 6" in result.stdout
    listed = hasila(home, "correct", "list").stdout
    assert "misread" in listed
    assert "standing" in listed


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_what_cannot_be_done_is_told_in_one_line_and_changes_nothing(home, ids, case):
    for words in case.get("after", []):
        decide(home, *(ids.get(word, word) for word in words), *BY)
    before = rows(home, FIGURES)
    result = hasila(home, "correct", *(ids.get(word, word) for word in case["command"]), *BY)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("hasila: ")
    assert case["says"] in line
    assert rows(home, FIGURES) == before


def test_a_reason_and_an_author_are_required(home, ids):
    assert hasila(home, "correct", "reject", ids["one"], "--author", "rana").exit_code == 2
    assert hasila(home, "correct", "reject", ids["one"], "--reason", "misread").exit_code == 2
    assert "needs a reason" in hasila(home, "correct", "reject", ids["one"], "--reason", " ", "--author", "r").stderr


def test_without_a_warehouse_nothing_is_made(tmp_path):
    result = hasila(tmp_path / "none", "correct", "reject", "x", *BY)
    assert result.exit_code == 1
    assert "there is no warehouse yet" in result.stderr
    assert not (tmp_path / "none").exists()


def test_what_a_person_weighs_decides_what_is_one_incident(made, tmp_path):
    (tmp_path / "settings.toml").write_text("[linking]\nlink = 100\n", encoding="utf-8")
    assert hasila(tmp_path, "ingest", made / "articles.jsonl").exit_code == 0
    assert rows(tmp_path, "select count(*) from mart.incident") == [(3,)]
