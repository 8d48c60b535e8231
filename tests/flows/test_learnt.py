"""Learnt places from the articles that teach them to the event that uses them, through the commands a person types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extractors.gazetteer import load_gazetteer
from extractors.places import active_gazetteer
from flows.cli import app
from flows.gazetteer_active import activate_rows, learnt_rows
from flows.past import ingest_file
from flows.settings import load_settings
from warehouse.query import read_query

TEACHING = [
    {"id": "1", "outlet": "one", "text": "قُتل مدنيان بقصف على قرية أم الطيارات جنوبي إدلب، بحسب الدفاع المدني."},
    {"id": "2", "outlet": "two", "text": "غارة على قرية أم الطيارات بريف إدلب قتلت طفلا كان يلعب أمام منزله."},
    {"id": "3", "outlet": "six", "text": "عاد عشرات الأهالي إلى قرية أم الطيارات في ريف إدلب الجنوبي بعد نزوح."},
]
BARE = {"id": "4", "outlet": "two", "text": "قُتل راع بانفجار لغم في قرية أم الطيارات."}
PLACED = "select place, governorate_code, len(notes) from core.casualty_event where superseded_at is null order by 2"
OPEN, FOUND = ("أم الطيارات", None, 0), ("أم الطيارات", "SY07", 1)


@pytest.fixture(autouse=True)
def built_in() -> Iterator[None]:
    yield
    activate_rows([])


def keep(folder: Path, articles: list[dict[str, str]], name: str = "articles.jsonl") -> Path:
    path = folder / name
    lines = [json.dumps({"published": "2019-05-01", "country": "SY", **article}) for article in articles]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def hasila(home: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words, "--home", str(home)])
    assert done.exit_code == code, done.output
    return done.output


def events(home: Path) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in read_query(home / "warehouse.duckdb", PLACED).rows if row[1] is None or row[2]]


def test_what_articles_teach_places_later_ones_and_is_flagged(tmp_path: Path) -> None:
    home = tmp_path / "home"
    hasila(home, "ingest", str(keep(tmp_path, [*TEACHING, BARE])))
    assert events(home) == [OPEN]  # the set of a run is the one of its start
    (row,) = json.loads(hasila(home, "gazetteer", "learnt", "--json"))
    assert (row["name"], row["governorate_code"], row["status"]) == ("أم الطيارات", "SY07", "learnt")
    assert (row["source_count"], row["article_count"]) == (3, 3)
    hasila(home, "reextract")
    assert events(home) == [FOUND]


def test_once_the_set_is_settled_a_run_adds_nothing(tmp_path: Path) -> None:
    settings, path = load_settings(tmp_path), keep(tmp_path, [*TEACHING, BARE])
    runs = [ingest_file(settings, path) for _ in range(3)]
    assert [(run.rows_added > 0, run.rows_updated > 0) for run in runs] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_the_version_of_an_extraction_names_the_learnt_set(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    ingest_file(settings, keep(tmp_path, TEACHING))
    ingest_file(settings, keep(tmp_path, [BARE], "later.jsonl"))
    versions = read_query(settings.warehouse_path, "select distinct coder_version from core.extraction").rows
    assert len(versions) == 2
    assert sum(load_gazetteer().version in version for (version,) in versions) == 1
    assert sum(active_gazetteer().version in version for (version,) in versions) == 1


def test_an_analysts_word_counts_from_the_next_run_on(tmp_path: Path) -> None:
    home, file = tmp_path / "home", str(keep(tmp_path, [TEACHING[0], BARE]))
    hasila(home, "ingest", file)
    assert "approved" in hasila(home, "gazetteer", "approve", "أم الطيارات", "--reason", "map", "--author", "rana")
    hasila(home, "ingest", file)
    assert events(home) == [FOUND]
    hasila(home, "gazetteer", "refuse", "ام الطيارات", "--governorate", "إدلب")
    hasila(home, "reextract")
    assert events(home) == [OPEN]
    said = read_query(home / "warehouse.duckdb", "select decision, governorate_code, author from core.place_decision")
    assert said.rows[0] == ("approve", "SY07", "rana")


@pytest.mark.parametrize(
    ("words", "code", "remedy"),
    [
        (["approve", "زور الغامض"], 1, "name its governorate with --governorate"),
        (["approve", "زور الغامض", "--governorate", "SY99"], 2, "take a code, like SY07 or IQ-NI"),
        (["withdraw", "زور الغامض"], 1, "nothing was decided on زور الغامض"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(tmp_path: Path, words: list[str], code: int, remedy: str) -> None:
    assert remedy in hasila(tmp_path, "gazetteer", *words, code=code)


def test_only_who_asks_for_places_of_their_own_gets_them(tmp_path: Path) -> None:
    home, file = tmp_path / "home", str(keep(tmp_path, [BARE]))
    hasila(home, "gazetteer", "approve", "أم الطيارات", "--governorate", "SY07")
    pure = hasila(home, "extract", file)
    assert '"governorate": null' in pure
    own = hasila(home, "extract", file, "--own-places")
    assert "places of your own: 1\n" in own
    assert '"governorate": "SY07"' in own
    assert "SY07" in hasila(home, "explain", file, "--own-places", "--plain")
    shown = json.loads(hasila(home, "gazetteer", "show", "أم الطيارات", "--json"))
    assert shown["alone"] == {"governorate": "SY07", "basis": "learnt"}
    assert [row["status"] for row in shown["learnt"]] == ["approved"]


def test_a_name_that_a_list_knows_by_now_is_learnt_no_more(tmp_path: Path) -> None:
    learnt = [
        {"name_key": "x", "name": name, "governorate_code": "SY05", "kind": "village", "is_approved": approved}
        for name, approved in (("كفرنبل", False), ("سراقب", True), ("زور الغامض", False))
    ]
    assert [row["name"] for row in learnt_rows([], learnt)] == ["سراقب", "زور الغامض"]
