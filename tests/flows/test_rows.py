"""The seam: every field of the records is a column of the warehouse, with its value."""

import dataclasses
import datetime as dt

import pytest

from extractors.records import Alternative, Article, CasualtyEvent, Count, Span, Victims
from extractors.similarity import sketch
from flows.registries import KINDS, registry_rows
from flows.rows import event_rows, extraction_rows, merge_batches, version_rows
from flows.storing import start_run
from warehouse.dictionary import read_dictionary

NOW = dt.datetime(2024, 2, 1, 12, tzinfo=dt.UTC)
ARTICLE = Article("a", "نص", "عنوان", dt.date(2024, 2, 1), NOW, "one", "https://one.example/1", "SY")
EVENT = CasualtyEvent(
    counts={"killed": Count(3, None, "at_least"), "injured": Count(5, 5)},
    date=dt.date(2024, 1, 31),
    date_precision="day",
    place="سرمين",
    places=("بلدة بنش",),
    governorate="SY07",
    admin2="SY0700",
    admin3="SY070006",
    country="SY",
    period_start=dt.date(2024, 1, 30),
    period_end=dt.date(2024, 1, 31),
    victim_side="government",
    is_enemy_loss=False,
    is_correction=True,
    victims=(Victims("child", "killed", Count(1, 1), "government"),),
    claimant="الدّفاع المدني",
    alternatives=(Alternative({"killed": Count(4, 4)}, "ناشطون", (Span("text", 5, 9, "killed"),)),),
    spans=(Span("text", 0, 2, "killed"), Span("title", 1, 3, "place")),
    rule="r",
    version="1",
    notes=("n",),
)
# The fields that are rows of tables of their own, or columns of another name.
ELSEWHERE = {
    "counts", "victims", "alternatives", "spans", "date", "governorate", "country", "admin2", "admin3", "version",
}  # fmt: skip


def columns(table):
    return set(read_dictionary()[table].columns)


def test_every_field_of_an_event_is_a_column():
    (row,) = event_rows(ARTICLE, "v", 0, EVENT)["core.casualty_event"]
    fields = {field.name for field in dataclasses.fields(CasualtyEvent)} - ELSEWHERE
    assert fields - row.keys() == set()
    assert (row["event_date"], row["governorate_code"], row["country_code"]) == (EVENT.date, "SY07", "SY")
    assert (row["admin2_code"], row["admin3_code"]) == ("SY0700", "SY070006")
    assert (row["killed_low"], row["killed_high"], row["killed_quantifier"]) == (3, None, "at_least")
    assert (row["period_start"], row["period_end"]) == (EVENT.period_start, EVENT.period_end)
    assert (row["victim_side"], row["is_enemy_loss"], row["is_correction"]) == ("government", False, True)
    assert (row["place_key"], row["place_keys"], row["claimant_key"]) == ("سرمين", ["بنش"], "الدفاع المدني")


def test_a_place_has_the_key_of_its_main_name_and_stays_as_written():
    event = dataclasses.replace(EVENT, place="كوباني", places=("تلرفعت",), governorate="SY02")
    (row,) = event_rows(ARTICLE, "v", 0, event)["core.casualty_event"]
    assert (row["place"], row["place_key"], row["places"], row["place_keys"]) == (
        "كوباني", "عين عرب", ["تلرفعت"], ["تل رفعت"],
    )  # fmt: skip
    assert row["place_id"] == "SY02:city:عين العرب:"


def test_parts_of_an_event_are_rows():
    batch = event_rows(ARTICLE, "v", 0, EVENT)
    (victims,) = batch["core.event_victim"]
    told = (victims["victim_group"], victims["outcome"], victims["count_low"], victims["side"])
    assert told == ("child", "killed", 1, "government")
    (other,) = batch["core.event_alternative"]
    assert (other["ordinal"], other["killed_low"], other["claimant_key"]) == (1, 4, "ناشطون")
    spans = [(s["alternative_ordinal"], s["field"], s["span_start"], s["span_end"]) for s in batch["core.event_span"]]
    assert spans == [(None, "text", 0, 2), (None, "title", 1, 3), (1, "text", 5, 9)]


def test_an_events_name_is_its_version_and_place_in_it():
    ids = [row["event_id"] for row in extraction_rows(ARTICLE, "v", "1", [EVENT, EVENT])["core.casualty_event"]]
    assert len(set(ids)) == 2
    assert ids == [row["event_id"] for row in extraction_rows(ARTICLE, "v", "2", [EVENT, EVENT])["core.casualty_event"]]
    assert ids[0] != event_rows(ARTICLE, "w", 0, EVENT)["core.casualty_event"][0]["event_id"]


def test_no_row_brings_a_column_that_its_table_lacks():
    version = version_rows(
        ARTICLE, sketch(ARTICLE.text), version_id="v", url_key="k", source="feed", published_source="feed",
        run_id="r", known_at=NOW, fetched_at=NOW,
    )  # fmt: skip
    run = {"meta.run": [start_run("test").to_row("completed", NOW)]}
    batch = merge_batches([version, extraction_rows(ARTICLE, "v", "1", [EVENT]), run, registry_rows()])
    for table, rows in batch.items():
        for row in rows:
            assert row.keys() - columns(table) == set(), table


@pytest.mark.parametrize("table", ["core.governorate", "core.district", "core.claimant", "core.claimant_name"])
def test_registries_name_nothing_twice(table):
    rows = registry_rows()[table]
    (key,) = read_dictionary()[table].key
    assert len({row[key] for row in rows}) == len(rows) > 10


def test_the_registry_knows_eighty_claimants_each_of_a_kind():
    claimants = [row for row in registry_rows()["core.claimant"] if not row["is_generic"]]
    assert len(claimants) >= 80
    assert {row["kind"] for row in claimants} <= set(KINDS)
    assert all(row["side"] for row in claimants if row["kind"] == "party")
