"""The export: whole, valid, equal to the marts, without text or names, and as known before an embargo."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest
from frictionless import Package

from extractors.quoting import quote
from flows.settings import Settings
from warehouse.boundaries import area
from warehouse.connection import open_reader
from warehouse.export.files import HXL_TAGS, flatten, split_months
from warehouse.export.folder import FolderTakenError
from warehouse.export.package import Options, export_package

CUTOFF = dt.datetime(2024, 2, 5, 12)  # noqa: DTZ001  # as the warehouse holds instants


@pytest.fixture(scope="module")
def con(home: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_reader(home.warehouse_path)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def folder(home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "package"
    export_package(home.warehouse_path, path, Options(quote=quote))
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(rows: list[dict[str, str]], column: str) -> int:
    return sum(int(row[column] or 0) for row in rows)


def ask(con: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> Any:
    return con.execute(sql, values or None).fetchall()


def test_the_package_is_valid_and_describes_every_file(folder: Path) -> None:
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["name", "type", "message"]) == []
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    told = {resource["path"] for resource in package["resources"]}
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert held - told == {"datapackage.json", "METHOD.md", "CITATION.cff"}
    assert told <= held
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))
    for resource in package["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"], (resource["name"], field["name"])


def test_a_spoilt_number_is_found(folder: Path, tmp_path: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = (resource for resource in package["resources"] if resource["name"] == "incident")
    source = folder / resource["path"]
    del resource["hash"], resource["bytes"]
    (tmp_path / "data").mkdir()
    rows = read_csv(source)
    rows[0]["killed_best"] = "many"
    with (tmp_path / resource["path"]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (tmp_path / "datapackage.json").write_text(json.dumps({**package, "resources": [resource]}), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["type"]) == [["type-error"]]


def test_every_mart_is_there_in_both_forms_with_all_its_rows(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    marts = [
        name for (name,) in ask(con, "select table_name from information_schema.tables where table_schema = 'mart'")
    ]
    assert len(marts) > 8
    for name in marts:
        ((count,),) = ask(con, f"select count(*) from mart.{name}")
        assert len(read_csv(folder / f"data/{name}.csv")) == count, name
        months = [pyarrow.parquet.read_table(path) for path in (folder / "parquet" / name).iterdir()]
        assert sum(part.num_rows for part in months) == count, name


@pytest.mark.parametrize("column", ["killed_low", "killed_best", "killed_high", "injured_best", "incident_count"])
def test_totals_are_the_same_in_every_file(con: duckdb.DuckDBPyConnection, folder: Path, column: str) -> None:
    ((mart,),) = ask(con, f"select sum({column}) from mart.daily_governorate_casualties")
    assert mart > 0
    for name in ("daily_governorate_casualties", "daily_country_casualties", "monthly_governorate_casualties"):
        assert total(read_csv(folder / f"data/{name}.csv"), column) == mart, name
        parts = [pyarrow.parquet.read_table(path) for path in (folder / "parquet" / name).iterdir()]
        assert sum(int(value or 0) for part in parts for value in part[column].to_pylist()) == mart, name
    assert total(read_csv(folder / "hxl/daily_governorate_casualties.csv")[1:], column) == mart
    features = json.loads((folder / "geo/governorates.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(feature["properties"][column] for feature in features) == mart


def test_parquet_holds_one_month_a_file(folder: Path) -> None:
    files = {path.stem: pyarrow.parquet.read_table(path) for path in (folder / "parquet/incident").iterdir()}
    assert "2024-02" in files
    for name, rows in files.items():
        months = {f"{day:%Y-%m}" if day else "undated" for day in rows["event_date"].to_pylist()}
        assert months == {name}


def test_hashtags_stand_under_the_columns(folder: Path) -> None:
    with (folder / "hxl/daily_governorate_casualties.csv").open(encoding="utf-8", newline="") as file:
        columns, tags, first = [line for _, line in zip(range(3), csv.reader(file), strict=False)]
    assert dict(zip(columns, tags, strict=True)) == HXL_TAGS
    assert all(tag.startswith("#") for tag in tags)
    assert len(first) == len(columns)


def test_geojson_turns_its_rings_as_the_standard_says(folder: Path) -> None:
    collection = json.loads((folder / "geo/governorates.geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    polygons = [
        polygon
        for feature in collection["features"]
        if feature["geometry"]
        for polygon in (
            [feature["geometry"]["coordinates"]]
            if feature["geometry"]["type"] == "Polygon"
            else feature["geometry"]["coordinates"]
        )
    ]
    assert len(polygons) > 14
    for outer, *holes in polygons:
        assert outer[0] == outer[-1]
        assert area([(x, y) for x, y in outer]) > 0
        assert all(area([(x, y) for x, y in hole]) < 0 for hole in holes)
        assert all(-20 < x < 65 and -13 < y < 40 for x, y in outer)


def test_no_text_and_no_name_leaves_the_house(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in sorted((folder / "data").iterdir()))
    paragraphs = [
        paragraph
        for (text,) in ask(con, "select text from core.article_version")
        for paragraph in text.split("\n")
        if len(paragraph) > 80
    ]
    assert len(paragraphs) > 40
    assert [paragraph for paragraph in paragraphs if paragraph in everything] == []
    # Of the files' first lines: a table without rows has its columns all the same.
    columns = {
        path.stem: set(next(csv.reader(path.read_text(encoding="utf-8-sig").splitlines())))
        for path in (folder / "data").iterdir()
    }
    assert not {"text", "title", "summary", "author", "undone_by"} & set().union(*columns.values())
    assert "status" in columns["learnt_place"]
    assert "reason" not in columns["learnt_place"]

    unregistered = {
        claimant
        for (claimant,) in ask(
            con, "select claimant from mart.claim where claimant is not null and claimant_id is null"
        )
    }
    assert unregistered
    claims = read_csv(folder / "data/claim.csv")
    assert not unregistered & {row["claimant"] for row in claims}
    unnamed = {claim for (claim,) in ask(con, "select claim_id from mart.claim where source_key like 'name:%'")}
    assert {row["claim_id"] for row in claims if row["source_key"].startswith("unnamed-")} == unnamed != set()
    assert "name:" not in everything


def test_words_are_quoted_only_on_request_and_never_of_children_or_detainees(
    con: duckdb.DuckDBPyConnection, home: Settings, folder: Path, tmp_path: Path
) -> None:
    delicate = {
        claim
        for (claim,) in ask(
            con,
            """
            select claim_id from mart.claim
            where detained_low is not null or killed_children is not null
                or event_id in (select event_id from core.event_victim where victim_group in ('child', 'detainee'))
            """,
        )
    }
    snippets = read_csv(folder / "data/snippet.csv")
    assert len(delicate) > 5
    assert not delicate & {row["claim_id"] for row in snippets}
    assert len(snippets) > 20
    assert all(row["snippet"] for row in snippets)
    export_package(home.warehouse_path, tmp_path / "plain", Options(forms=("csv",)))
    assert not (tmp_path / "plain/data/snippet.csv").exists()


def test_evidence_points_at_the_words(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    texts = {
        version: (title, text)
        for version, title, text in ask(con, "select version_id, title, text from core.article_version")
    }
    rows = read_csv(folder / "data/evidence.csv")
    assert {row["claim_id"] for row in rows} == {row["claim_id"] for row in read_csv(folder / "data/claim.csv")}
    for row in rows:
        title, text = texts[row["version_id"]]
        words = (title if row["field"] == "title" else text)[int(row["span_start"]) : int(row["span_end"])]
        assert words
        assert words == words.strip()


def test_an_embargo_gives_what_the_world_could_know_then(
    con: duckdb.DuckDBPyConnection, home: Settings, tmp_path: Path
) -> None:
    export_package(home.warehouse_path, tmp_path / "held", Options(forms=("csv", "geojson"), known_by=CUTOFF))
    data = tmp_path / "held/data"
    days = read_csv(data / "daily_governorate_casualties.csv")
    ((killed, count),) = ask(
        con,
        "select sum(killed_best), sum(incident_count) from mart.daily_governorate_casualties_as_of($known)",
        known=CUTOFF,
    )
    ((everything,),) = ask(con, "select sum(killed_best) from mart.daily_governorate_casualties")
    assert 0 < killed < everything
    assert (total(days, "killed_best"), total(days, "incident_count")) == (killed, count)
    incidents = read_csv(data / "incident.csv")
    counted = [row for row in incidents if row["circumstance"] not in ("remains", "custody")]
    assert total(counted, "killed_best") == total(days, "killed_best") - total(days, "killed_unitemised")
    cutoff = f"{CUTOFF:%Y-%m-%dT%H:%M:%SZ}"
    for name in ("claim", "period_claim"):
        assert all(row["known_at"] <= cutoff for row in read_csv(data / f"{name}.csv"))
    claims = {row["claim_id"] for row in read_csv(data / "claim.csv")}
    assert {row["claim_id"] for row in read_csv(data / "evidence.csv")} == claims
    assert max(row["last_known_at"] for row in incidents) <= cutoff
    # Sums of weeks and months would be those of now, so they are not given.
    assert not (data / "weekly_governorate_casualties.csv").exists()
    assert "2024-02-05 12:00 UTC" in (tmp_path / "held/METHOD.md").read_text(encoding="utf-8")
    features = json.loads((tmp_path / "held/geo/governorates.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(feature["properties"]["killed_best"] for feature in features) == killed


def test_an_export_replaces_its_like_and_nothing_else(home: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export_package(home.warehouse_path, folder, Options(forms=("csv", "parquet")))
    (folder / "parquet/incident/1999-01.parquet").write_bytes(b"of an older export")
    export_package(home.warehouse_path, folder, Options(forms=("csv",)))
    assert not (folder / "parquet").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export"]

    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/dear.txt").write_text("x")
    with pytest.raises(FolderTakenError, match=r"letters: holds files that are no export"):
        export_package(home.warehouse_path, tmp_path / "letters", Options())
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_second_export_is_the_same(home: Settings, folder: Path, tmp_path: Path) -> None:
    for path in export_package(home.warehouse_path, tmp_path / "again", Options(quote=quote)):
        if path.suffix != ".parquet":
            assert path.read_bytes() == (folder / path.relative_to(tmp_path / "again")).read_bytes()


def test_lists_maps_and_instants_stand_in_csv_as_text() -> None:
    rows = pa.table(
        {
            "list": pa.array([["a", "b"], None]),
            "map": pa.array([[("x", 1)], []], pa.map_(pa.string(), pa.int64())),
            "at": pa.array([dt.datetime(2024, 2, 3, 4, 5, 6, 7), None], pa.timestamp("us")),  # noqa: DTZ001
        }
    )
    assert flatten(rows).to_pylist() == [
        {"list": "a; b", "map": "x: 1", "at": "2024-02-03T04:05:06Z"},
        {"list": None, "map": "", "at": None},
    ]


def test_months_follow_each_other_and_keep_the_order_of_rows() -> None:
    days = [dt.date(2024, 2, 1), dt.date(2024, 1, 9), None, dt.date(2024, 2, 2)]
    rows = pa.table({"event_date": days, "n": [1, 2, 3, 4]})
    assert [(name, part["n"].to_pylist()) for name, part in split_months(rows)] == [
        ("2024-01", [2]),
        ("2024-02", [1, 4]),
        ("undated", [3]),
    ]
    assert list(split_months(rows.slice(0, 0))) == []
    assert [name for name, _ in split_months(pa.table({"n": [1]}))] == ["all"]
