"""What a person enters is counted like a report, outlives new readings, and can be withdrawn."""

import json
import tomllib
from pathlib import Path

import duckdb
import pytest

from flows.recoding import Recoding, recode_range
from tests.flows.commanding import decide, hasila

CASES = tomllib.loads((Path(__file__).parent / "cases/claim.toml").read_text(encoding="utf-8"))["case"]
WORDS = "قتل 7 مدنيين بينهم طفلان وأصيب 12 آخرون في قصف مدفعي على مدينة سرمين بريف إدلب أمس، وفق الدفاع المدني."
SIGNED = ["--author", "rana", "--reason", "a call"]
TOLD = ["--text", WORDS, "--published", "2024-01-16", *SIGNED]
BY_HAND = [
    "--killed", "8", "--injured", "10+", "--date", "2024-01-15", "--place", "سرمين", "--weapon", "artillery",
    "--published", "2024-01-17", "--source", "Field hospital", "--kind", "rescue_medical", *SIGNED,
]  # fmt: skip


def add(home, *words):
    return decide(home, "claim", "add", *words, "--yes")


@pytest.fixture
def ask(tmp_path):
    def ask(sql):
        with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as con:
            return con.execute(sql).fetchall()

    return ask


def test_words_are_read_shown_and_counted_once(tmp_path, ask):
    shown = hasila(tmp_path, "claim", "add", *TOLD, "--dry-run")
    assert "سرمين" in shown.stdout
    assert not (tmp_path / "warehouse.duckdb").exists()
    first = add(tmp_path, *TOLD)
    assert first["loaded"]
    assert (first["entry"]["author"], first["entry"]["outlet_id"], first["entry"]["is_by_hand"]) == (
        "rana", "manual", False,
    )  # fmt: skip
    second = add(tmp_path, *TOLD[:-4], "--author", "samir", "--reason", "again")
    assert not second["loaded"]
    assert second["entry"]["author"] == "rana"
    assert ask("select killed_best, injured_best, governorate_code from mart.incident") == [(7, 12, "SY07")]
    assert ask("select source, outlet_id from core.article") == [("manual", "manual")]
    assert "is held already, by rana" in hasila(tmp_path, "claim", "add", *TOLD, "--yes").stdout


def test_an_entry_by_hand_is_one_more_source_of_its_incident_and_no_coder_reads_it_again(tmp_path, ask):
    add(tmp_path, *TOLD)
    add(tmp_path, *BY_HAND)
    (row,) = ask("select killed_low, killed_high, source_count, sources from mart.incident")
    assert row == (8, 8, 2, ["field-hospital", "white-helmets"])
    kinds = ask("select source_key, source_kind, known_at::date from mart.claim order by 1")
    assert [kind for _, kind, _ in kinds] == ["rescue_medical", "rescue_medical"]
    words = ask(
        "select words from mart.evidence((select incident_id from mart.incident)) where role = 'killed' order by 1"
    )
    assert words == [("killed 8",), ("قتل 7 مدنيين بينهم طفلان",)]
    before = ask("select event_id, rule, coder_version from core.casualty_event where superseded_at is null")
    again = recode_range(Recoding(everything=True), str(tmp_path))
    assert again.articles == 1, "the one with words for a coder"
    assert ask("select event_id, rule, coder_version from core.casualty_event where superseded_at is null") == before
    assert ("by hand", "by hand") in [row[1:] for row in before]
    assert ask("select distinct place_key, place_id from core.casualty_event") == [("سرمين", "SY07:town:سرمين:")]


def test_entries_by_hand_of_two_sources_are_not_taken_for_copies(tmp_path, ask):
    add(tmp_path, *BY_HAND)
    add(tmp_path, *(word.replace("Field hospital", "Council") for word in BY_HAND))
    assert ask("select source_count, killed_best from mart.incident") == [(2, 8)]


def test_an_entry_is_withdrawn_and_brought_back(tmp_path, ask):
    entry = add(tmp_path, *BY_HAND)["entry"]["article_id"]
    signed = ["--author", "samir", "--reason", "the hospital took it back"]
    done = hasila(tmp_path, "claim", "withdraw", entry[:8], *signed, "--json")
    assert done.exit_code == 0, done.output
    assert ask("select count(*) from mart.incident") == [(0,)]
    listed = json.loads(hasila(tmp_path, "claim", "list", "--json").stdout)
    assert [(one["state"], one["reason"]) for one in listed] == [("withdrawn", "a call")]
    again = hasila(tmp_path, "claim", "withdraw", entry, *signed)
    assert (again.exit_code, "is withdrawn already" in again.output) == (2, True)
    assert "withdrawn" in hasila(tmp_path, "claim", "add", *BY_HAND, "--yes").stdout
    correction = json.loads(done.stdout)["correction_id"]
    assert hasila(tmp_path, "correct", "undo", correction, "--author", "samir").exit_code == 0
    assert ask("select killed_best from mart.incident") == [(8,)]
    assert "counted" in hasila(tmp_path, "claim", "list").stdout


def test_an_entry_by_hand_can_be_corrected(tmp_path, ask):
    event = add(tmp_path, *BY_HAND)["entry"]["event_ids"][0]
    assert hasila(tmp_path, "correct", "change", event, "killed=9", *SIGNED).exit_code == 0
    assert ask("select killed_best, review_status from mart.incident") == [(9, "corrected")]


def test_an_entry_from_a_file_keeps_its_address_and_takes_nobody_s_place(tmp_path, ask):
    path = tmp_path / "words.txt"
    path.write_text(WORDS, encoding="utf-8-sig")
    add(tmp_path, "--file", str(path), *TOLD[2:], "--url", "https://news.example/1")
    add(tmp_path, *BY_HAND, "--url", "https://news.example/1")
    assert ask("select url, url_key from core.article") == [("https://news.example/1", None)] * 2
    assert ask("select count(*) from core.article_version where replaced_at is not null") == [(0,)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_cannot_be_entered_is_said_in_one_line(case, tmp_path):
    done = hasila(tmp_path, "claim", "add", *SIGNED, *case["words"])
    assert done.exit_code == 2
    assert case["says"] in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "warehouse.duckdb").exists()


def test_files_that_are_no_text_are_refused_with_their_line(tmp_path):
    for content, says in ((b"%PDF-1.7", "is a PDF; save its words"), (b"a\nb\xe9", ":2: is not UTF-8")):
        path = tmp_path / "words"
        path.write_bytes(content)
        done = hasila(tmp_path, "claim", "add", *SIGNED, "--file", str(path))
        assert (done.exit_code, says in done.stderr) == (2, True), done.stderr


def test_a_source_keeps_its_kind(tmp_path):
    add(tmp_path, *BY_HAND)
    words = [word.replace("rescue_medical", "party").replace("8", "9") for word in BY_HAND]
    done = hasila(tmp_path, "claim", "add", *words, "--yes")
    assert done.exit_code == 2
    assert "is held as 'rescue_medical', not 'party'; leave out --kind" in done.stderr


def test_an_entry_that_is_not_there_is_said(tmp_path):
    add(tmp_path, *BY_HAND)
    done = hasila(tmp_path, "claim", "withdraw", "ffff", *SIGNED)
    assert (done.exit_code, "there is no entry 'ffff'" in done.stderr) == (2, True)
