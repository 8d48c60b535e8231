"""The benchmarks in small: they do what they measure."""

import json

from benchmarks import backfill, baseline, compare, daily, loads, near, peers, pipeline, reading, rounds, warehouse
from benchmarks.__main__ import SECTION, run, write_results
from benchmarks.extract import check_small
from benchmarks.gazetteer import Measures, compare_rows, cover, place_incidents, place_names, read_reasons, weigh

PLACES = [
    ("داريا", "SY03"), ("برزة", "SY01"), ("سراقب", "SY07"), ("تادف", "SY02"), ("المخرم", "SY04"), ("عقيربات", "SY05"),
    ("سلمى", "SY06"), ("مركدة", "SY08"), ("هجين", "SY09"), ("دريكيش", "SY10"), ("معدان", "SY11"), ("جاسم", "SY12"),
    ("شقا", "SY13"), ("خان أرنبة", "SY14"), ("كفر زنجار", "SY07"),
]  # fmt: skip


def test_the_benchmark_reads_what_the_coder_reads(capsys):
    check_small()
    assert "all results agree" in capsys.readouterr().out


def test_pages_read_by_their_layout_have_the_text_of_the_general_way(capsys):
    assert reading.main(["--small"]) == 0
    assert "pages by layout" in capsys.readouterr().out


def test_a_second_run_asks_each_feed_once_and_for_nothing_else(tmp_path, capsys):
    assert not rounds.check_small(tmp_path)
    assert "no feed asked twice" in capsys.readouterr().out


def test_a_daily_run_reads_all_that_is_new_on_an_empty_and_on_a_full_warehouse(capsys):
    assert daily.main(["--small"]) == 0
    assert capsys.readouterr().out.count("new articles") == 2


def test_articles_and_pages_of_the_past_come_to_the_same_however_they_are_read(capsys):
    backfill.check_small()
    assert "all results agree" in capsys.readouterr().out


def test_a_list_of_theirs_is_met_once_a_row(tmp_path, capsys):
    compare.check_small(tmp_path)
    assert "each row is met once" in capsys.readouterr().out


def test_the_names_of_a_list_are_placed_by_the_words_around_them():
    measures = Measures()
    cover(PLACES, measures)
    place_names(PLACES, measures)
    assert measures.faults == []
    assert measures.shares["coverage"] == 14 / 15
    assert measures.shares["with governorate"] == 1
    assert measures.shares["bare, not wrong"] == 1
    assert measures.shares["bare, right"] >= 0.8


def test_a_row_that_contradicts_a_list_needs_a_reason_and_a_reason_a_row():
    measures = Measures()
    compare_rows([("سراقب", "SY05"), ("داريا", "SY03")], {("داريا", "SY03"): "why"}, measures)
    assert measures.shares["rows that agree"] == 1 / 2
    assert measures.faults == [
        "سراقب lies in SY07, in the list in SY05; mend the row or give a reason",
        "داريا in SY03: contradicts nothing; drop its reason",
    ]
    assert all(reason and code[:2] == "SY" for (_, code), reason in read_reasons().items())


def test_a_missed_floor_is_a_fault():
    measures = Measures()
    event = {"place": "زور الغامض", "governorate": "SY05", "scope": "incident"}
    place_incidents([{"events": [event, {**event, "place": None}]}], measures)
    assert measures.faults == ["incidents: below 70%"]


def test_the_gazetteer_is_small():
    measures = Measures()
    weigh(measures)
    assert [fault for fault in measures.faults if "time" not in fault] == []


def test_the_coder_finds_twice_the_counts_of_a_pattern(capsys):
    assert baseline.main(["--small"]) == 0
    assert "a pattern" in capsys.readouterr().out


def test_planted_copies_and_edits_are_found_and_nothing_else(capsys):
    assert near.main(["--small"]) == 0
    assert "precision 100.0%" in capsys.readouterr().out


def test_days_loaded_twice_double_nothing(capsys):
    assert loads.main(["--small"]) == 0
    assert "0 rows doubled" in capsys.readouterr().out


def test_the_whole_way_of_the_data_loses_nothing(capsys):
    assert pipeline.main(["--small"]) == 0
    assert "25 questions" in capsys.readouterr().out


def test_our_reader_finds_the_stories_words(capsys):
    assert peers.main(["--small"]) == 0
    assert "by learnt layouts" in capsys.readouterr().out


def test_the_warehouse_at_small_size_finds_what_was_planted(capsys, tmp_path):
    with warehouse.timing_stages():
        found = warehouse.run(600, 100, True, 10, tmp_path, stretches=2)
    assert {kind: alike for kind, (_, alike, _) in found.items()} == {"copies": 1.0, "edits": 1.0}
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    rows = next(line for line in told if line["what"] == "rows")
    assert rows["core.article"] == 1200
    changes = {line["what"]: line["incidents"] for line in told if "incidents" in line}
    assert set(changes.values()) == {1}
    assert len(changes) == 3


def test_a_benchmark_run_again_changes_its_own_section_alone(tmp_path):
    section, good = run("places", ["--small"])
    assert good, section
    assert "python -m benchmarks.places --small" in section
    write_results(tmp_path / "results.md", {"reading": "\nolder\n\n", "places": "\nold\n\n"})
    write_results(tmp_path / "results.md", {"places": section})
    written = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert dict(SECTION.findall(written)).keys() == {"reading", "places"}
    assert "\nolder\n" in written
    assert "\nold\n" not in written
    assert "resolve an event" in written
