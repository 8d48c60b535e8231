"""The report's figures are those of the marts, and what it may not say is not in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.errors import UserError
from flows.reporting import write_report, write_run_reports
from flows.settings import Settings
from tests.report.conftest import NOW
from warehouse.connection import open_reader
from warehouse.report.page import find_as_of, sum_totals
from warehouse.report.reading import ReportRows, choose_range, read_report

FIRST, LAST = dt.date(2024, 2, 1), dt.date(2024, 2, 10)


@pytest.fixture(scope="module")
def con(home: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_reader(home.warehouse_path)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def rows(con: duckdb.DuckDBPyConnection) -> ReportRows:
    first, last, span = choose_range(con, None, None, NOW.date())
    return read_report(con, first, last, span, None)


def ask(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return con.execute(sql).fetchall()[0]


def test_without_a_range_it_is_the_days_that_the_warehouse_knows(rows: ReportRows) -> None:
    assert (rows.first, rows.last) == (FIRST, LAST)


@pytest.mark.parametrize("column", ["killed_low", "killed_best", "killed_high", "injured_best", "incident_count"])
def test_sums_are_those_of_the_marts(con: duckdb.DuckDBPyConnection, rows: ReportRows, column: str) -> None:
    (mart,) = ask(con, f"select sum({column}) from mart.daily_country_casualties")
    assert sum_totals(rows.totals)[column] == mart > 0
    (dated,) = ask(con, f"select sum({column}) from mart.daily_country_casualties where event_date is not null")
    assert sum(row[column] for row in rows.days) == dated
    assert sum(row[column] for row in rows.governorates) == dated


def test_incidents_are_those_of_the_mart(con: duckdb.DuckDBPyConnection, rows: ReportRows) -> None:
    (count, killed) = ask(
        con, "select count(*), sum(killed_best) filter (circumstance not in ('remains', 'custody')) from mart.incident"
    )
    assert rows.incident_count == count == len(rows.incidents)
    for told in (rows.weapons, rows.actors):
        assert sum(row["incident_count"] for row in told) == count
        assert sum(row["killed_best"] or 0 for row in told) == killed
    (claims,) = ask(con, "select count(*) from mart.claim join mart.incident using (incident_id)")
    assert sum(map(len, rows.evidence.values())) == claims


def test_every_number_leads_to_words_and_a_place_in_a_text(pages: dict[str, Path]) -> None:
    page = pages["en"].read_text(encoding="utf-8")
    incidents = page.split("<tbody data-day=")[1:]
    assert len(incidents) > 30
    for incident in incidents:
        assert "<blockquote" in incident or "no words are shown" in incident
        assert re.search(r"text [0-9a-f]{12}, characters \d+–\d+", incident)
        assert 'href="http' in incident


def test_an_embargo_gives_what_the_world_could_know_then(
    con: duckdb.DuckDBPyConnection, home: Settings, tmp_path: Path
) -> None:
    cutoff = dt.datetime(2024, 2, 5, 12)  # noqa: DTZ001  # as the warehouse holds instants
    first, last, span = choose_range(con, None, None, NOW.date())
    held = read_report(con, first, last, span, NOW.replace(tzinfo=None), cutoff)
    ((killed, count),) = con.execute(
        "select sum(killed_best), sum(incident_count) from mart.daily_governorate_casualties_as_of($known)",
        {"known": cutoff},
    ).fetchall()
    assert sum(row["killed_best"] for row in held.totals.values()) == killed
    assert sum(row["incident_count"] for row in held.totals.values()) == count == held.incident_count
    known = [claim["known_at"] for claims in held.evidence.values() for claim in claims]
    assert max(known) <= cutoff.replace(tzinfo=dt.UTC)
    assert (held.since, held.changed_days) == (None, [])
    hours = (NOW - cutoff.replace(tzinfo=dt.UTC)) / dt.timedelta(hours=1)
    page = write_report(home, "en", tmp_path / "held.html", now=NOW, embargo=hours).read_text(encoding="utf-8")
    assert "Held back: what was published after" in page
    own = dataclasses.replace(home, embargo_hours=hours)
    assert write_report(own, "en", tmp_path / "own.html", now=NOW).read_text(encoding="utf-8") == page


def test_no_article_is_in_the_page(con: duckdb.DuckDBPyConnection, pages: dict[str, Path]) -> None:
    page = unescape(pages["ar"].read_text(encoding="utf-8"))
    sentences = [
        sentence
        for (text,) in con.execute("select text from core.article_version").fetchall()
        for sentence in re.split(r"[.\n]", text)
        if len(sentence) > 160
    ]
    assert len(sentences) > 5
    assert [sentence for sentence in sentences if sentence in page] == []


def test_both_pages_are_small_and_say_when_they_are_as_of(
    con: duckdb.DuckDBPyConnection, pages: dict[str, Path]
) -> None:
    (as_of,) = ask(con, "select max(recorded_at) from meta.load")
    for file in pages.values():
        page = file.read_text(encoding="utf-8")
        assert len(page.encode()) < 500_000
        assert find_as_of(page) == as_of.replace(tzinfo=None)


def test_written_again_it_tells_what_changed_since(home: Settings, tmp_path: Path) -> None:
    path = write_report(home, "en", tmp_path / "r.html", now=NOW)
    page = path.read_text(encoding="utf-8")
    assert "no earlier report" in page
    write_report(home, "en", path, now=NOW)
    assert "Nothing changed in this range" in path.read_text(encoding="utf-8")
    # As if the last report had been made before anything was loaded.
    path.write_text(re.sub(r'(as-of" content=")[^"]+', r"\g<1>2024-01-01T00:00:00", page), encoding="utf-8")
    write_report(home, "en", path, now=NOW)
    assert re.search(r"Incidents: \d+ new", path.read_text(encoding="utf-8"))


def test_a_report_is_the_same_when_nothing_changed(home: Settings, tmp_path: Path) -> None:
    first, second = (write_report(home, "ar", tmp_path / f"{name}.html", now=NOW).read_bytes() for name in "ab")
    assert first == second


@pytest.mark.parametrize(
    ("start", "end", "english", "arabic"),
    [
        ("2024-02-05", "2024-02-01", "ends on 1 Feb 2024, before it starts on 5 Feb 2024", "قبل أن تبدأ"),
        (None, "2024-03-01", "1 Mar 2024 has not come yet", "لم يأتِ 1 آذار 2024 بعد"),
        ("2024-03-01", None, "1 Mar 2024 has not come yet", "لم يأتِ 1 آذار 2024 بعد"),
        ("2023-01-01", "2023-01-31", "the warehouse holds 1 Feb 2024 to ", "لا يُعرف شيء"),
    ],
)
def test_a_range_that_cannot_be_is_refused_in_clear_words(
    home: Settings, tmp_path: Path, start: str | None, end: str | None, english: str, arabic: str
) -> None:
    first, last = (dt.date.fromisoformat(text) if text else None for text in (start, end))
    for language, says in (("en", english), ("ar", arabic)):
        with pytest.raises(UserError, match=says):
            write_report(home, language, tmp_path / "r.html", start=first, end=last, now=NOW)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_every_run_leaves_a_report_in_both_languages_that_lead_to_each_other(home: Settings) -> None:
    written = sorted(home.reports_path.iterdir())
    assert [path.name for path in written] == ["report-ar.html", "report-en.html"]
    assert 'href="report-en.html"' in written[0].read_text(encoding="utf-8")
    assert write_run_reports(home, dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) == []


def test_a_run_writes_in_each_language_what_is_written_alone(home: Settings, tmp_path: Path) -> None:
    shutil.copytree(home.reports_path, tmp_path, dirs_exist_ok=True)
    names = {path.stem.removeprefix("report-"): path.name for path in write_run_reports(home, NOW)}
    assert len(names) == 2
    for language, name in names.items():
        (other,) = set(names.values()) - {name}
        alone = write_report(home, language, tmp_path / name, now=NOW, other_file=other)  # type: ignore[arg-type]
        assert alone.read_bytes() == (home.reports_path / name).read_bytes()
