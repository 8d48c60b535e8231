"""Questions to a snapshot: which are answered, in which types, and how the others are told."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.warehouse.rows import article, merge
from warehouse.connection import open_writer
from warehouse.errors import QueryError
from warehouse.query import ask, read_coverage, read_query, read_tables
from warehouse.store import store_run

CASES = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))


ARTICLES = (
    {"id": "a", "at": "27 12:00", "day": 27, "place": "kafr", "killed": "6", "claimant": "council"},
    {
        "id": "b",
        "at": "28 15:00",
        "day": 27,
        "place": "kafr",
        "killed": "8",
        "alternatives": [{"killed": "9", "claimant": "observatory"}],
    },
)
"""A toll of the 27 July 2016 at noon, and another the day after."""


@pytest.fixture(scope="module")
def told(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that holds the articles above."""
    path = tmp_path_factory.mktemp("told") / "warehouse.duckdb"
    shutil.copyfile(empty, path)
    con = open_writer(path)
    batch = merge(*(article(spec) for spec in ARTICLES))
    for version in batch["core.article_version"]:
        version |= {"text": "قُتل ستة", "text_length": 8}
    for span in batch["core.event_span"]:
        span |= {"span_start": 5, "span_end": 8}
    store_run(con, batch, recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    con.close()
    return path


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["sql"])
def test_what_cannot_be_answered_is_told_in_one_line_with_a_remedy(case: dict[str, str], told: Path) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(told, case["sql"])
    assert case["says"] in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "Error" not in str(caught.value)


@pytest.mark.parametrize("case", CASES["answered"], ids=lambda case: case["sql"])
def test_statements_that_read_are_answered(case: dict[str, str], empty: Path) -> None:
    result = read_query(empty, case["sql"])
    assert case["column"] in result.columns
    assert len(result) >= 1


def test_an_error_in_a_later_row_is_told_too(empty: Path) -> None:
    sql = "select case when i = 25000 then error('row 25000') else i end from range(30000) as t(i)"
    with pytest.raises(QueryError, match="row 25000"):
        read_query(empty, sql)
    with ask(empty, sql) as answer, pytest.raises(QueryError, match="row 25000"):
        list(answer.batches()[1])


def test_more_rows_than_are_held_at_once_come_all(empty: Path) -> None:
    result = read_query(empty, "select i from range(25001) as t(i)")
    assert [row[0] for row in result.rows] == list(range(25001))


def test_sums_come_as_numbers_that_other_tools_know(told: Path) -> None:
    with ask(told, "select sum(killed_best) as n, 1.25 as share, event_date from mart.incident group by 3") as answer:
        schema, batches = answer.batches()
        assert [str(column.type) for column in schema] == ["int64", "decimal128(3, 2)", "date32[day]"]
        assert [batch["n"].to_pylist() for batch in batches] == [[8]]


def test_a_question_is_answered_while_a_run_writes(empty: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "warehouse.duckdb"
    snapshot.write_bytes(empty.read_bytes())
    writer = open_writer(tmp_path / "write.duckdb")
    writer.execute("create table going_on (a integer)")
    assert read_query(snapshot, "select count(*) from core.claim").rows == [(0,)]
    writer.close()


def test_the_tables_are_listed_those_for_readers_first(empty: Path) -> None:
    tables = read_tables(empty).rows
    assert tables[0][0].startswith("mart.")
    assert ("mart.evidence(incident)", "macro") in [row[:2] for row in tables]
    assert all(row[2] for row in tables)


def test_the_days_that_are_covered(told: Path, empty: Path) -> None:
    assert read_coverage(empty) == {"first_day": None, "last_day": None, "incident_count": 0}
    day = dt.date(2016, 7, 27)
    assert read_coverage(told) == {"first_day": day, "last_day": day, "incident_count": 1}


@pytest.mark.parametrize(
    ("instant", "figures"), [("2016-07-26", []), ("2016-07-27 18:00", [(6, 6, 6)]), ("2016-08-01", [(8, 8, 9)])]
)
def test_an_incident_as_it_was_known(instant: str, figures: list[tuple[int, ...]], told: Path) -> None:
    sql = "select killed_low, killed_best, killed_high from mart.incident_as_of(?)"
    assert read_query(told, sql, [instant]).rows == figures


def test_the_evidence_of_an_incident_is_the_words_and_where_they_stand(told: Path) -> None:
    ((incident,),) = read_query(told, "select incident_id from mart.incident").rows
    rows = read_query(
        told,
        "select source_key, url, version_id, span_start, span_end, words, snippet from mart.evidence(?)",
        [incident],
    ).rows
    assert sorted(rows) == [
        ("b", "https://news.example/b", "b.v", 5, 8, "ستة", "قُتل ستة"),
        ("name:council", "https://news.example/a", "a.v", 5, 8, "ستة", "قُتل ستة"),
        # The other toll of the same text has no words of its own here, and is not left out for that.
        ("name:observatory", "https://news.example/b", "b.v", None, None, None, None),
    ]


def test_evidence_of_a_purged_text_keeps_address_hash_and_offsets(told: Path, tmp_path: Path) -> None:
    path = tmp_path / "purged.duckdb"
    shutil.copyfile(told, path)
    con = open_writer(path)
    con.execute("update core.article_version set title = null, text = null")
    con.close()
    sql = "select version_id, span_start, words from mart.evidence((select any_value(incident_id) from mart.incident))"
    assert ("a.v", 5, None) in read_query(path, sql).rows
