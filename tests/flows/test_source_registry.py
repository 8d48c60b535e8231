"""`hasila sources` on a real warehouse: what a decision changes, what outlives a load, and what is refused."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.flows import commanding
from tests.flows.commanding import hasila, ingest, rows

CASES = tomllib.loads((Path(__file__).parent / "cases/sources.toml").read_text(encoding="utf-8"))
BY = ("--author", "rana")
WHY = ("--reason", "one body", *BY)
STRIKE = "select source_count, event_support, sources from mart.incident where place = 'سرمين'"


def decide(home, *words):
    return commanding.decide(home, "sources", *words)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder with two reports of one strike, by a network under two names, and one of another."""
    folder = tmp_path_factory.mktemp("made")
    ingest(folder, *CASES["article"])
    return folder


@pytest.fixture
def home(made, tmp_path):
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "home")


def test_two_names_of_one_body_are_merged_into_one_source_and_parted_again(home):
    before = rows(home, STRIKE)
    assert before[0][:2] == (2, 2)
    decide(home, "add", "nahr", "شبكة النهر الإخبارية", "kind=local", *WHY)
    assert rows(home, STRIKE)[0][0] == 2
    merged = decide(home, "merge", "وكالة النهر", "nahr", *WHY)["decision_id"]
    assert rows(home, STRIKE) == [(1, 1, ["nahr"])]
    assert rows(home, "select count(*) from mart.claim where source_key = 'nahr' and source_kind = 'local'") == [(2,)]
    decide(home, "undo", merged, *BY)
    assert rows(home, STRIKE)[0][:2] == (2, 2)
    added = json.loads(hasila(home, "sources", "log", "--json").stdout)[0]["decision_id"]
    decide(home, "undo", added, *BY)
    assert rows(home, STRIKE) == before


def test_a_merge_into_an_outlet_makes_it_the_outlets_own_word(home):
    decide(home, "merge", "وكالة النهر", "three", *WHY)
    assert rows(home, "select count(*) from mart.claim where source_key = 'three'") == [(1,)]
    assert {"three", "name:شبكه النهر الاخباريه"} == set(rows(home, STRIKE)[0][2])


def test_decisions_outlive_a_load_of_the_registry_and_a_new_reading(home, made):
    decide(home, "add", "nahr", "شبكة النهر الإخبارية", "add-form=وكالة النهر", *WHY)
    decide(home, "set", "sohr", "kind=media", "side=opposition", "add-form=مرصد الحقوق", *WHY)
    decide(home, "set", "one", "kind=monitor", *WHY)
    registry = (
        "select 'claimant', claimant_id, name, kind, side from core.claimant union all "
        "select 'name', claimant_key, claimant_id, null, null from core.claimant_name union all "
        "select 'outlet', outlet_id, name, kind, side from core.outlet order by all"
    )
    held = rows(home, registry)
    assert ("claimant", "sohr", "المرصد السوري لحقوق الإنسان", "media", "opposition") in held
    changes = rows(home, "select count(*) from mart.change")
    again = hasila(home, "ingest", made / "articles.jsonl")
    assert again.exit_code == 0
    assert hasila(home, "reextract", "--start", "2017-05-01", "--end", "2017-05-31").exit_code == 0
    assert rows(home, registry) == held
    assert rows(home, STRIKE) == [(1, 1, ["nahr"])]
    assert rows(home, "select count(*) from mart.change") == changes


def test_a_side_makes_an_enemys_dead_a_partys_word(home):
    decide(home, "set", "sohr", "side=government", "kind=party", *WHY)
    told = "select source_kind, source_side from mart.claim where claimant_id = 'sohr'"
    assert rows(home, told) == [("party", "government")]
    shown = json.loads(hasila(home, "sources", "show", "المرصد", "--json").stdout)
    assert (shown["kind"], shown["side"], shown["is_decided"], len(shown["decisions"])) == (
        "party",
        "government",
        True,
        2,
    )
    decide(home, "undo", shown["decisions"][0]["decision_id"], *BY)
    assert rows(home, told) == [("monitor", None)]
    assert json.loads(hasila(home, "sources", "show", "sohr", "--json").stdout)["is_decided"] is False


def test_a_full_name_alone_changes_no_claim(home):
    before = rows(home, "select count(*) from core.claim")
    result = hasila(home, "sources", "set", "one", "name=الأولى", "country=Syria", *WHY)
    assert result.exit_code == 0
    assert "incidents judged anew: 0" in result.stdout
    assert rows(home, "select count(*) from core.claim") == before
    listed = json.loads(hasila(home, "sources", "list", "--json").stdout)
    (one,) = [row for row in listed if row["source_id"] == "one"]
    assert (one["name"], one["country_code"], one["is_decided"]) == ("الأولى", "SY", True)


def test_the_log_and_the_list_say_in_words_what_was_decided(home):
    decide(home, "set", "sohr", "drop-form=المرصد", *WHY)
    log = hasila(home, "sources", "log").stdout
    assert "claimant sohr spelling المرصد dropped: one body" in log
    assert "sohr *" in hasila(home, "sources", "list").stdout


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_what_cannot_be_decided_is_refused_in_one_line_and_nothing_changes(case, made):
    result = hasila(made, "sources", *case["command"], "--reason", case.get("reason", "why"), *BY)
    assert result.exit_code == 2, result.output
    assert len(result.stderr.strip().splitlines()) == 1
    assert case["says"] in result.stderr
    assert json.loads(hasila(made, "sources", "log", "--json").stdout) == []
