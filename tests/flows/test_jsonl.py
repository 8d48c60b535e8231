"""Articles from JSON lines: what a line says, and the problem of one that says too little."""

import json
import tomllib
from pathlib import Path

import pytest

from flows.coding import code_document
from flows.documents import Document, Problem
from flows.errors import UserError
from flows.jsonl import read_document, read_documents, read_objects

CASES = tomllib.loads((Path(__file__).parent / "cases/jsonl.toml").read_text(encoding="utf-8"))


def read(path, **options):
    return list(read_documents(read_objects(path), "ingest", "Asia/Damascus", **options))


@pytest.mark.parametrize("case", CASES["line"], ids=lambda case: case["why"])
def test_bad_line_is_named_and_the_rest_goes_on(case, tmp_path):
    path = tmp_path / "articles.jsonl"
    good = json.dumps({"id": "a", "published": "2024-01-31", "text": "نص"}, ensure_ascii=False)
    bad = case.get("text", "") + case.get("repeat", "") * 100_000
    path.write_bytes("\n".join([good, "", bad, good]).encode() if bad else bytes(case["bytes"]))
    found = read(path)
    (problem,) = [item for item in found if isinstance(item, Problem)]
    assert (problem.name, problem.where) == (case["name"], f"{path}:{case.get('line', 3)}")
    assert case["says"] in problem.what
    assert "\n" not in str(problem)
    assert sum(isinstance(item, Document) for item in found) == case.get("good", 2)


@pytest.mark.parametrize("case", CASES["published"], ids=lambda case: case["raw"])
def test_day_of_publication_is_the_outlets(case, tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": 7, "published": case["raw"], "text": "x"}))
    (document,) = read(path, outlet="one")
    assert (document.published.isoformat(), document.published_at.isoformat()) == (case["day"], case["at"])
    assert (document.id, document.outlet) == (7, "one")


@pytest.mark.parametrize("case", CASES["country"], ids=lambda case: case["told"])
def test_a_country_is_known_by_its_letters_or_its_name(case, tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": 7, "published": "2024-01-31", "text": "x", "country": case["told"]}))
    (document,) = read(path)
    assert document.country == case["code"]


def test_half_an_emoji_at_the_end_of_a_cut_title_is_dropped(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": 7, "published": "2024-01-31", "text": "x", "title": "مقتل ثلاثة \ud83d"}))
    (document,) = read(path)
    assert document.title == "مقتل ثلاثة "


def test_text_wins_over_html(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": "a", "published": "2024-01-31", "text": "x", "html": "<p>y</p>"}))
    (document,) = read(path)
    assert (document.text, document.html) == ("x", None)


def test_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read(tmp_path / "none.jsonl")


def test_an_extract_takes_an_article_of_an_unknown_day_and_dates_nothing(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": 1, "published": None, "text": "قُتل سبعة مدنيين بقصف على مدينة إدلب أمس."}))
    (document,) = read_documents(read_objects(path), "extract", "Asia/Damascus")
    (event,) = code_document(document)["events"]
    assert (event["killed"], event["date"], len(event["notes"])) == ([7, 7], None, 1)


@pytest.mark.parametrize("case", CASES["refused_text"], ids=lambda case: case["why"])
def test_a_text_that_cannot_be_read_is_refused_by_name(case):
    document = read_document({"id": 1, "published": "2024-01-31", "text": case["text"]}, "file:1", "extract", "UTC")
    problem = code_document(document)
    assert isinstance(problem, Problem)
    assert (problem.name, problem.where) == (case["name"], "file:1")
