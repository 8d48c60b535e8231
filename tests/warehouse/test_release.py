"""A release stays as it was published, whatever comes later; what is otherwise by then is listed with its reason."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Package

from tests.warehouse.rows import REGISTRY, article, day
from tests.warehouse.test_store import run
from warehouse.correct import change_events, merge_incidents, reject_events, split_events, undo_correction
from warehouse.errors import CheckFailed
from warehouse.export.folder import FolderTakenError
from warehouse.intake import read_rows
from warehouse.release import SUMS, ReleaseError, Wanted, make_release
from warehouse.released import find_release, list_releases, read_errata, recount, verify_release, write_release

CASES = tomllib.loads((Path(__file__).parent / "errata.toml").read_text(encoding="utf-8"))["case"]
JULY = dt.date(2016, 7, 1)
RELEASED = dt.datetime(2026, 1, 2)  # noqa: DTZ001  # as the warehouse holds instants
EMBARGO = dt.datetime(2016, 8, 5)  # noqa: DTZ001
LATER = dt.datetime(2026, 1, 3, tzinfo=dt.UTC)
VERSIONS = {"hasila": "0", "coder": "1", "lexicon": "l", "gazetteer": "g", "codebook": "1"}
BY = {"reason": "misread", "author": "rana"}
GOVERNORATES = [{"governorate_code": code, "country_code": "SY"} for code in ("SY07", "SY08")]
TWO = [
    {"id": "a", "at": "27 12:00", "day": 27, "place": "kafr", "killed": "6", "of": {"child": "2"}},
    {"id": "b", "at": "28 12:00", "day": 28, "place": "far", "killed": "3+", "injured": "9"},
    {"id": "c", "at": "40 12:00", "day": 39, "place": "far", "killed": "50"},
]


def want(**other: Any) -> Wanted:
    return Wanted(**{"month": JULY, "released_at": RELEASED, "versions": VERSIONS, **other})


def fill(con: duckdb.DuckDBPyConnection, specs: list[dict[str, Any]]) -> None:
    run(con, {**REGISTRY, "core.governorate": GOVERNORATES}, *(article(spec) for spec in specs))


def incident_of(con: duckdb.DuckDBPyConnection, name: str) -> str:
    ((incident,),) = con.execute("select incident_id from mart.claim where event_id = ?", [f"{name}.v.0"]).fetchall()
    return str(incident)


def take(con: duckdb.DuckDBPyConnection, number: int, step: dict[str, Any]) -> None:
    """One thing that happens after the release, an hour after the one before."""
    at = LATER + dt.timedelta(hours=number)
    if "article" in step:
        run(con, article(step["article"]), hour=48 + number)
    elif "change" in step:
        change_events(con, [f"{step['change']}.v.0"], step["values"], made_at=at, **BY)
    elif "reject" in step:
        reject_events(con, [f"{step['reject']}.v.0"], made_at=at, **BY)
    elif "split" in step:
        split_events(con, [f"{step['split']}.v.0"], made_at=at, **BY)
    elif "merge" in step:
        one, other = (incident_of(con, name) for name in step["merge"])
        merge_incidents(con, one, other, made_at=at, **BY)
    else:
        ((correction,),) = con.execute("select distinct correction_id from core.correction").fetchall()
        undo_correction(con, correction, author="samir", made_at=at)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_errata_say_what_is_otherwise_and_why_and_the_release_stays(
    case: dict[str, Any], con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    fill(con, case["before"])
    row, is_new = make_release(con, want(known_by=EMBARGO if case.get("embargo") else None))
    assert is_new
    write_release(con, row["release_id"], tmp_path / "published")
    for number, step in enumerate(case["after"]):
        take(con, number, step)
    found = read_errata(con, row["release_id"])
    told = [{name: one[name] for name in ("kind", "change", "what", "reasons", "authors")} for one in found]
    expected = [{name: value for name, value in one.items() if name != "into"} for one in case["errata"]]
    assert sorted(told, key=str) == sorted(expected, key=str)
    assert [one["change"] for one in found if one["other_incident_id"]] == [
        one["change"] for one in case["errata"] if one.get("into")
    ]
    since = [one["first_changed_at"] for one in found if one["reasons"] != ["embargo"]]
    assert all(at.replace(tzinfo=dt.UTC) >= LATER for at in since)
    write_release(con, row["release_id"], tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "published")
    assert recount(con, row) == []
    assert verify_release(con, row, tmp_path / "published").is_whole
    (listed,) = list_releases(con)
    assert listed["changed_incident_count"] + listed["changed_day_count"] == len(found)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    fill(con, TWO)
    row, _ = make_release(con, want(note="first"))
    write_release(con, row["release_id"], tmp_path / "release")
    return tmp_path / "release"


def test_a_release_is_a_valid_data_package_of_its_month_alone(folder: Path) -> None:
    assert Package(str(folder / "datapackage.json")).validate().flatten(["name", "type", "message"]) == []
    files = contents(folder)
    listed = dict(line.split("  ")[::-1] for line in files[SUMS].decode().splitlines())
    assert listed == {path: hashlib.sha256(body).hexdigest() for path, body in files.items() if path != SUMS}
    told = {resource["path"] for resource in json.loads(files["datapackage.json"])["resources"]}
    assert files.keys() - told == {"datapackage.json", "manifest.json", "METHOD.md", "CITATION.cff", SUMS}
    days = files["data/incident.csv"].decode()
    assert "2016-07-27" in days
    assert "2016-08" not in days
    assert files["data/claim.csv"].count(b"\n") == 3
    assert "release 2016-07-v1" in files["METHOD.md"].decode()
    assert '"2016-07-v1"' in files["CITATION.cff"].decode()


def test_the_manifest_says_by_what_it_was_made(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["released_at"] == "2026-01-02T00:00:00Z"
    assert manifest["versions"].items() >= VERSIONS.items()
    assert manifest["versions"]["schema"] > "0050"
    assert manifest["read_by"] == [{"coder_version": "1", "claim_count": 2}]
    assert manifest["figures"].items() >= {"incident_count": 2, "killed_best": 9, "injured_best": 9}.items()
    assert len(manifest["checks"]) > 40
    assert {check["broken_by"] for check in manifest["checks"]} == {0}
    assert (manifest["replaces"], manifest["note"], manifest["embargo"]["hours"]) == (None, "first", 0)


def test_the_same_rows_give_the_same_bytes(con: duckdb.DuckDBPyConnection, folder: Path, tmp_path: Path) -> None:
    con.execute("truncate meta.release")
    con.execute("truncate meta.release_file")
    con.execute("truncate meta.release_incident")
    con.execute("truncate meta.release_day")
    row, _ = make_release(con, want(note="first"))
    write_release(con, row["release_id"], tmp_path / "other")
    assert contents(tmp_path / "other") == contents(folder)


def test_an_embargo_keeps_back_what_was_published_since(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    late = {"id": "d", "at": "40 12:00", "day": 27, "place": "kafr", "killed": "8"}
    fill(con, [TWO[0], late])
    row, _ = make_release(con, want(known_by=EMBARGO))
    write_release(con, row["release_id"], tmp_path / "held")
    assert (row["killed_high"], row["claim_count"]) == (6, 1)
    assert "d.v.0" not in (tmp_path / "held/data/evidence.csv").read_text(encoding="utf-8")
    assert "2016-08-05 00:00 UTC" in (tmp_path / "held/METHOD.md").read_text(encoding="utf-8")


def test_a_month_becomes_a_second_version_only_if_something_changed(
    con: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    same, is_new = make_release(con, want(released_at=RELEASED + dt.timedelta(days=1), note="again"))
    assert (same["release_id"], is_new) == ("2016-07-v1", False)
    reject_events(con, ["a.v.0"], made_at=LATER, **BY)
    second, is_new = make_release(con, want(released_at=RELEASED + dt.timedelta(days=9)))
    assert (second["release_id"], second["killed_best"], is_new) == ("2016-07-v2", 3, True)
    assert [(one["release_id"], one["replaced_by"]) for one in list_releases(con)] == [
        ("2016-07-v2", None),
        ("2016-07-v1", "2016-07-v2"),
    ]
    assert read_errata(con, "2016-07-v2") == []
    assert len(read_errata(con, "2016-07-v1")) == 2
    assert find_release(con, JULY)["version"] == 2
    assert verify_release(con, find_release(con, JULY, 1), folder).is_whole
    assert not verify_release(con, find_release(con, JULY), folder).is_whole


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (want(released_at=dt.datetime(2016, 7, 31, 23)), "2016-07 is not over; it can be released from 2016-08-01"),  # noqa: DTZ001
        (
            want(released_at=dt.datetime(2016, 8, 2), known_by=dt.datetime(2016, 7, 31)),  # noqa: DTZ001
            "under the embargo of 48 hours 2016-07 can be released from 2016-08-03 00:00 .UTC. on; wait",
        ),
        (want(month=dt.date(2015, 3, 1)), "nothing is held of 2015-03, .* days from 2016-07-27 to"),
    ],
)
def test_a_month_that_cannot_be_released_says_why(con: duckdb.DuckDBPyConnection, wanted: Wanted, told: str) -> None:
    fill(con, TWO)
    with pytest.raises(ReleaseError, match=told):
        make_release(con, wanted)
    assert read_rows(con, "release/releases", {}) == []


def test_a_broken_rule_keeps_a_month_from_being_released(con: duckdb.DuckDBPyConnection) -> None:
    fill(con, TWO)
    con.execute("update core.claim set source_kind = 'rumour'")
    with pytest.raises(CheckFailed, match="claim_codes_are_known"):
        make_release(con, want())
    assert list_releases(con) == []


def test_a_folder_that_is_not_the_release_says_where(
    con: duckdb.DuckDBPyConnection, folder: Path, tmp_path: Path
) -> None:
    row = find_release(con, JULY)
    (folder / "data/incident.csv").write_text("killed\n0\n", encoding="utf-8")
    (folder / "METHOD.md").unlink()
    (folder / "more.txt").write_text("x", encoding="utf-8")
    found = verify_release(con, row, folder)
    assert (found.changed, found.missing, found.foreign) == (["data/incident.csv"], ["METHOD.md"], ["more.txt"])
    con.execute(
        "update meta.release_file set content = (select content from meta.release_file where path = $path)",
        {"path": SUMS},
    )
    assert "METHOD.md" in verify_release(con, row, folder).spoilt
    with pytest.raises(ReleaseError, match="spoilt in the warehouse"):
        write_release(con, row["release_id"], tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_a_release_replaces_a_release_and_nothing_else(
    con: duckdb.DuckDBPyConnection, folder: Path, tmp_path: Path
) -> None:
    (folder / "more.txt").write_text("x", encoding="utf-8")
    write_release(con, "2016-07-v1", folder)
    assert not (folder / "more.txt").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FolderTakenError, match="holds files that are no release"):
        write_release(con, "2016-07-v1", other)


def test_a_release_that_never_was_is_named(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    with pytest.raises(ReleaseError, match="2016-06 was not released"):
        find_release(con, dt.date(2016, 6, 1))
    with pytest.raises(ReleaseError, match="2016-07 has no version 4; its newest is version 1"):
        find_release(con, JULY, 4)


def test_a_history_that_was_tampered_with_shows_in_the_recount(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    con.execute("update core.incident_toll set killed_best = 7 where killed_best = 6")
    (found,) = recount(con, find_release(con, JULY))
    assert (found["event_date"], found["killed_best_published"], found["killed_best_recounted"]) == (day(27), 6, 7)
