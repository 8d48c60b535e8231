"""Analysts' decisions win, outlive a new reading, stand beside what they change, and can be taken back."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import REGISTRY, Batch, article, day, merge
from tests.warehouse.test_store import FIRST, SECOND, rows, run
from warehouse.codes import CODES
from warehouse.correct import change_events, merge_incidents, reject_events, split_events, undo_correction
from warehouse.errors import CorrectionError
from warehouse.statements import statement
from warehouse.targets import find_target

AT = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
BY = {"reason": "misread", "author": "rana", "made_at": AT}
KILLED = "select killed_low, killed_best, killed_high from mart.incident order by 2"


def later(hours: int = 1) -> dict[str, Any]:
    return {**BY, "made_at": AT + dt.timedelta(hours=hours)}


def test_a_changed_count_wins_and_the_old_stands_beside(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article({**FIRST, "killed": "60"}))
    decided = change_events(con, ["a.v.0"], {"killed_low": 6, "killed_high": 6}, **BY)
    assert decided.result.touched_days == [day(27)]
    assert rows(con, KILLED) == [(6, 6, 6)]
    assert rows(con, "select killed_low from core.casualty_event") == [(60,)]
    assert rows(con, "select column_name, value_before, value, author from mart.correction order by 1") == [
        ("killed_high", "60", "6", "rana"),
        ("killed_low", "60", "6", "rana"),
    ]
    assert rows(con, "select killed_low, is_corrected from mart.claim") == [(6, True)]
    changes = rows(con, "select reason, killed_best_before, killed_best_after from mart.change order by recorded_at")
    assert changes[-1] == ("analyst", 60, 6)
    days = rows(con, "select killed_best_before, killed_best_after from core.day_change order by recorded_at")
    assert days == [(0, 60), (60, 6)]


def test_undo_restores_what_was(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article({**FIRST, "killed": "60"}))
    change_events(con, ["a.v.0"], {"killed_low": 6, "killed_high": 6}, **BY)
    ((correction,),) = rows(con, "select distinct correction_id from core.correction")
    undo_correction(con, correction, author="samir", made_at=later()["made_at"])
    assert rows(con, KILLED) == [(60, 60, 60)]
    assert rows(con, "select distinct undone_by, is_standing from mart.correction") == [("samir", False)]
    with pytest.raises(CorrectionError, match="undone"):
        undo_correction(con, correction, author="samir", made_at=AT)


def test_a_moved_event_moves_its_incident(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article(SECOND))
    values = {"place": "Sarmin", "place_key": "sarmin", "event_date": day(26), "date_basis": "stated"}
    decided = change_events(con, ["b.v.0"], values, **BY)
    assert decided.result.touched_days == [day(26), day(27)]
    found = rows(con, "select place, event_date, killed_best from mart.incident order by killed_best")
    assert found == [("kafr", day(27), 6), ("Sarmin", day(26), 8)]


def test_a_correction_outlives_a_new_reading_that_numbers_events_anew(con: duckdb.DuckDBPyConnection) -> None:
    told = {"id": "a", "at": "27 12:00", "events": [{"day": 27, "place": "kafr", "killed": "60"}]}
    run(con, article(told))
    change_events(con, ["a.v.0"], {"killed_low": 6, "killed_high": 6}, **BY)
    reread = article({**told, "events": [{"day": 27, "place": "hass", "killed": "2"}, *told["events"]]})
    for number, span in enumerate(reread["core.event_span"]):
        span |= {"span_start": 50 * (1 - number), "span_end": 50 * (1 - number) + 5}
    run(con, reread, hour=24 * 40)
    assert rows(con, KILLED) == [(2, 2, 2), (6, 6, 6)]
    assert rows(con, "select distinct event_id from mart.correction") == [("a.v.1",)]


def test_a_correction_without_its_words_waits(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    change_events(con, ["a.v.0"], {"killed_low": 5}, **BY)
    run(con, article({**FIRST, "silent": True}), hour=24 * 40)
    assert rows(con, "select event_id, is_standing from mart.correction") == [(None, False)]
    run(con, article(FIRST), hour=24 * 41)
    assert rows(con, "select event_id, is_standing from mart.correction") == [("a.v.0", True)]
    assert rows(con, KILLED) == [(5, 6, 6)]


def test_a_rejected_event_counts_nowhere(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    reject_events(con, ["a.v.0"], **BY)
    assert rows(con, KILLED) == []
    assert rows(con, "select count(*) from core.casualty_event where superseded_at is null") == [(1,)]
    run(con, article({**FIRST, "coder": "2", "killed": "7"}), hour=24 * 40)
    assert rows(con, KILLED) == []
    with pytest.raises(CorrectionError, match="rejected by rana"):
        change_events(con, ["a.v.0"], {"killed_low": 1}, **BY)
    ((correction,),) = rows(con, "select correction_id from core.correction")
    undo_correction(con, correction, author="x", made_at=later()["made_at"])
    assert rows(con, KILLED) == [(7, 7, 7)]


def test_merged_incidents_stay_one(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article({**SECOND, "place": "far", "governorate": "SY12"}))
    one, other = (r[0] for r in rows(con, "select incident_id from mart.incident order by killed_best"))
    merge_incidents(con, one, other, **BY)
    assert rows(con, "select killed_low, killed_best, killed_high, claim_count from mart.incident") == [(6, 8, 8, 2)]
    run(con, article({**FIRST, "id": "c", "killed": "9"}), hour=24 * 40)
    assert rows(con, "select claim_count from mart.incident") == [(3,)]
    with pytest.raises(CorrectionError, match="one incident already"):
        merge_incidents(con, one, other, **later())
    with pytest.raises(CorrectionError, match="merged by rana"):
        split_events(con, ["a.v.0"], **later())


MERGED = tomllib.loads(Path(__file__).with_name("merged.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", MERGED, ids=lambda case: case["name"])
def test_a_merge_takes_all_reports_of_both_or_is_refused(con: duckdb.DuckDBPyConnection, case: dict[str, Any]) -> None:
    def told(name: str) -> Batch:
        specs = case.get(name, [])
        return merge(*(article(spec, country=spec.get("country", "SY")) for spec in specs))

    run(con, told("one"), told("other"))
    ids = dict(rows(con, "select event_id, incident_id from mart.claim"))
    one, other = (ids[f"{case[name][0]['id']}.v.0"] for name in ("one", "other"))
    assert len(set(ids.values())) == 2
    if "refused" in case:
        with pytest.raises(CorrectionError, match=case["refused"]):
            merge_incidents(con, one, other, **BY)
    else:
        correction = merge_incidents(con, one, other, **BY).correction_id
        run(con, told("later"), hour=24 * 40)
    assert rows(con, "select claim_count, killed_best from mart.incident order by all") == list(
        map(tuple, case["then"])
    )
    if "refused" not in case:
        undo_correction(con, correction, author="rana", made_at=later(24 * 41)["made_at"])
        assert len(rows(con, "from mart.incident")) == 2


def test_a_parted_event_stays_apart(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article(SECOND))
    split_events(con, ["b.v.0"], **BY)
    assert rows(con, KILLED) == [(6, 6, 6), (8, 8, 8)]
    run(con, article({**SECOND, "coder": "2", "killed": "7"}), hour=24 * 40)
    assert rows(con, KILLED) == [(6, 6, 6), (7, 7, 7)]
    incidents = [r[0] for r in rows(con, "select incident_id from mart.incident")]
    with pytest.raises(CorrectionError, match="parted by rana"):
        merge_incidents(con, *incidents, **later())
    for (correction,) in rows(con, "select distinct correction_id from core.correction"):
        undo_correction(con, correction, author="rana", made_at=later(2)["made_at"])
    assert rows(con, KILLED) == [(6, 7, 7)]


def test_what_cannot_be_corrected_is_said_and_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    change_events(con, ["a.v.0"], {"killed_low": 5}, **BY)
    bad: list[tuple[str, Any]] = [
        ("no event", lambda: change_events(con, ["gone"], {"killed_low": 1}, **BY)),
        ("cannot be corrected", lambda: change_events(con, ["a.v.0"], {"rule": "x"}, **BY)),
        ("set to 5 by rana", lambda: change_events(con, ["a.v.0"], {"killed_low": 4}, **later())),
        (
            "at least 50 and at most 6",
            lambda: change_events(con, ["a.v.0"], {"killed_low": 50, "killed_high": 6}, **BY),
        ),
        ("from 0 to 1,000,000", lambda: change_events(con, ["a.v.0"], {"injured_low": -1}, **BY)),
        ("at most 9 and at least nothing", lambda: change_events(con, ["a.v.0"], {"injured_high": 9}, **BY)),
        ("no killed_quantifier", lambda: change_events(con, ["a.v.0"], {"killed_quantifier": "guessed"}, **BY)),
        ("magic is no weapon", lambda: change_events(con, ["a.v.0"], {"weapon": "magic"}, **BY)),
        ("martians is no actor", lambda: change_events(con, ["a.v.0"], {"actor": ["isis", "martians"]}, **BY)),
        ("no governorate SY99", lambda: change_events(con, ["a.v.0"], {"governorate_code": "SY99"}, **BY)),
        ("after the article was published", lambda: change_events(con, ["a.v.0"], {"event_date": day(28)}, **BY)),
        ("years before its article", lambda: change_events(con, ["a.v.0"], {"event_date": day(-30000)}, **BY)),
        ("reason and an author", lambda: reject_events(con, ["a.v.0"], **{**BY, "reason": " "})),
        ("no incident", lambda: merge_incidents(con, "gone", "gone too", **BY)),
        ("alone", lambda: split_events(con, ["a.v.0"], **BY)),
        ("no correction", lambda: undo_correction(con, "gone", author="x", made_at=AT)),
    ]
    before = rows(con, "from core.correction")
    for words, attempt in bad:
        with pytest.raises(CorrectionError, match=words):
            attempt()
    assert rows(con, "from core.correction") == before


def test_an_id_that_is_gone_leads_to_its_heir_or_says_what_became_of_it(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article({**SECOND, "place": "far"}), article({**SECOND, "id": "c", "place": "near"}))
    one, other, third = (r[0] for r in rows(con, "select incident_id from core.incident order by 1"))
    merge_incidents(con, one, other, **BY)
    (gone,) = {one, other} - {r[0] for r in rows(con, "select incident_id from mart.incident")}
    (kept,) = {one, other} - {gone}
    target = find_target(con, gone)
    assert target.incident_id == kept
    assert target.note == f"incident {gone} was merged on 2026-02-01 (analyst); it is {kept} now"
    merge_incidents(con, gone, third, **later())
    assert len(rows(con, "select * from mart.incident")) == 1
    run(con, article({**FIRST, "silent": True}), hour=24 * 40)
    with pytest.raises(CorrectionError, match=r"a\.v\.0 is gone since 2026-02-10: .* its article tells no event now"):
        find_target(con, "a.v.0")


def test_a_closed_incident_says_so(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    ((incident,),) = rows(con, "select incident_id from mart.incident")
    run(con, article({**FIRST, "silent": True}), hour=1)
    with pytest.raises(CorrectionError, match="was closed on 2026-01-01: no claim of it is left"):
        find_target(con, incident)


def test_events_that_are_parted_together_stay_together(con: duckdb.DuckDBPyConnection) -> None:
    run(
        con,
        article(FIRST),
        article(SECOND),
        article({**SECOND, "id": "c"}),
        article({**SECOND, "id": "d", "killed": "9"}),
    )
    split_events(con, ["b.v.0", "c.v.0"], **BY)
    assert rows(con, KILLED) == [(8, 8, 8), (6, 9, 9)]
    for events, words in ((["a.v.0", "b.v.0"], "not in the incident"), (["b.v.0", "c.v.0"], "all there is")):
        with pytest.raises(CorrectionError, match=words):
            split_events(con, events, **later())


def test_what_was_corrected_shows_in_the_marts(con: duckdb.DuckDBPyConnection) -> None:
    run(con, REGISTRY, article(FIRST), article(SECOND))
    assert rows(con, "select review_status, correction_ids from mart.incident") == [("none", [])]
    decided = change_events(con, ["b.v.0"], {"killed_low": 9, "killed_high": 9}, **BY)
    assert rows(con, "select review_status, correction_ids from mart.incident") == [
        ("corrected", [decided.correction_id])
    ]
    assert rows(con, "select distinct killed_best_before, killed_best_after from mart.correction") == [(8, 9)]
    assert rows(con, "select run_id, reason, source_key, what from mart.change where reason = 'analyst'") == [
        (decided.correction_id, "analyst", "b", "killed 6/8/8 to 6/9/9")
    ]
    ((incidents, reasons),) = rows(
        con, f"select incident_ids, reasons from mart.day_change where run_id = '{decided.correction_id}'"
    )
    assert (len(incidents), reasons) == (1, ["analyst"])
    undo_correction(con, decided.correction_id, author="rana", made_at=later()["made_at"])
    assert rows(con, "select review_status, correction_ids from mart.incident") == [("none", [])]


def test_the_lists_of_codes_are_those_of_the_rule() -> None:
    rule = statement("checks/codes_are_known")
    for column, codes in CODES.items():
        if not column.endswith("_quantifier"):
            assert [code for code in codes if f"'{code}'" not in rule] == []


TOLD = "ضرب قصف السوق ظهرا فقتل 60 شخصا كانوا يتسوقون، بحسب السكان"


def edition(version: str, at: str, text: str, number: str = "60", **spec: Any) -> Batch:
    """One wording of an article, whose event's words are its number."""
    batch = article({"id": version, "article": "n", "at": at, "day": 27, "place": "kafr", "killed": number, **spec})
    batch["core.article_version"][0] |= {"text": text, "text_length": len(text)}
    start = text.index(number)
    for span in batch["core.event_span"]:
        span |= {"span_start": start, "span_end": start + len(number)}
    return batch


EDITS = [
    ("a line before it", f"عاجل.\n{TOLD}", True),
    ("a line behind it", f"{TOLD}\nوأصيب آخرون.", True),
    ("other words about it", "قتل 60 شخصا في السوق", True),
    ("its number twice", "قتل 60 شخصا، وكان 60 آخرون هناك", False),
]


@pytest.mark.parametrize(("edit", "text", "is_carried"), EDITS, ids=[edit for edit, *_ in EDITS])
def test_a_decision_goes_with_its_words_to_the_edited_article(
    con: duckdb.DuckDBPyConnection, edit: str, text: str, is_carried: bool
) -> None:
    run(con, edition("a", "27 12:00", TOLD))
    change_events(con, ["a.v.0"], {"killed_low": 6, "killed_high": 6}, **BY)
    run(con, edition("b", "27 15:00", text), hour=24 * 40)
    assert rows(con, KILLED) == [(6, 6, 6) if is_carried else (60, 60, 60)]
    assert rows(con, "select review_status from mart.incident") == [("corrected" if is_carried else "none",)]
    standing = rows(con, "select distinct event_id from mart.correction where is_standing")
    assert standing == ([("b.v.0",)] if is_carried else [])
    before = rows(con, "select killed_best from mart.incident_as_of('2016-07-27 13:00')")
    assert before == [(6,)]


def test_a_rejected_report_stays_out_when_it_is_edited_and_an_undone_decision_comes_back_whole(
    con: duckdb.DuckDBPyConnection,
) -> None:
    run(con, edition("a", "27 12:00", TOLD))
    decided = reject_events(con, ["a.v.0"], **BY)
    run(con, edition("b", "27 15:00", f"{TOLD} اليوم"), hour=24 * 40)
    run(con, edition("c", "27 18:00", f"{TOLD} أمس"), hour=24 * 41)
    assert rows(con, KILLED) == []
    undo_correction(con, decided.correction_id, author="samir", made_at=AT + dt.timedelta(days=50))
    assert rows(con, KILLED) == [(60, 60, 60)]


def test_incidents_merged_by_hand_stay_one_when_an_article_is_edited(con: duckdb.DuckDBPyConnection) -> None:
    run(
        con,
        edition("a", "27 12:00", TOLD),
        article({"id": "o", "at": "27 13:00", "day": 27, "place": "hass", "killed": "9"}),
    )
    ((one,), (other,)) = rows(con, "select incident_id from mart.incident order by killed_best")
    merge_incidents(con, one, other, **BY)
    assert rows(con, "select count(*) from mart.incident") == [(1,)]
    run(con, edition("b", "27 15:00", f"عاجل: {TOLD}"), hour=24 * 40)
    assert rows(con, "select count(*) from mart.incident") == [(1,)]
