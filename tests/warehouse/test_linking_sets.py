"""The gate of the linking: precision and recall over labelled sets, with annotated events and with the real coder."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.linking import (
    ANNOTATED,
    NEAR_DUPLICATES,
    Score,
    expected_of,
    link_texts,
    read_texts,
    report,
    score_annotated,
    score_texts,
)
from warehouse.query import read_query

FLOORS = tomllib.loads((Path(__file__).parent / "sets" / "floors.toml").read_text(encoding="utf-8"))
TEXTS = read_texts()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All labelled texts, ingested as a person would."""
    return link_texts(TEXTS, tmp_path_factory.mktemp("texts"))


def check(title: str, score: Score, floor: dict[str, float]) -> None:
    assert score.precision >= floor["precision"], report(title, score)
    assert score.recall >= floor["recall"], report(title, score)


def test_there_are_sixty_sets_of_our_own() -> None:
    own = {text["set"] for text in TEXTS if not text["set"].startswith("dup")}
    assert len(own) >= 20
    assert len(own) + len(ANNOTATED) >= 60


def test_annotated_sets_reach_their_floors(tmp_path: Path) -> None:
    check("annotated sets", score_annotated(tmp_path), FLOORS["annotated"])


def test_texts_with_the_real_coder_reach_their_floors(warehouse: Path) -> None:
    check("texts", score_texts(TEXTS, warehouse), FLOORS["texts"])


@pytest.fixture(scope="module")
def told(warehouse: Path) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """By outlet and text the story that a text belongs to, and the incidents of what the coder read in it."""
    sql = """
        select article.outlet_id, version.text, coalesce(story.story_id, article.article_id) as story_id,
            list(distinct link.incident_id) filter (link.incident_id is not null) as incidents
        from core.article as article
        join core.article_version as version using (article_id)
        left join core.story as story using (article_id)
        left join core.claim as claim on claim.article_id = article.article_id
        left join core.incident_claim as link on link.event_id = claim.event_id and link.superseded_at is null
        group by all
    """
    return {(row[0], row[1]): (row[2], set(row[3] or ())) for row in read_query(warehouse, sql, []).rows}


@pytest.mark.parametrize("text", NEAR_DUPLICATES, ids=lambda text: str(text["id"]))
def test_each_near_duplicate_is_told_from_its_like_by_the_real_coder(
    told: dict[tuple[str, str], tuple[str, set[str]]], text: dict[str, Any]
) -> None:
    story, incidents = told[(text["outlet"], text["text"])]
    assert incidents
    for other in NEAR_DUPLICATES:
        if other["set"] == text["set"] and other["id"] < text["id"]:
            their_story, theirs = told[(other["outlet"], other["text"])]
            one_story, one_incident = expected_of(text, other)
            assert (story == their_story) == one_story, other["id"]
            assert one_incident is None or bool(incidents & theirs) == one_incident, other["id"]


@pytest.mark.parametrize("case", FLOORS["told"], ids=lambda case: str(case["of"]))
def test_revised_tolls_are_counted_once(warehouse: Path, case: dict[str, Any]) -> None:
    sql = """
        select killed_low, killed_best, killed_high from mart.daily_governorate_casualties
        where event_date = ? and governorate_code is not distinct from ?
    """
    found = read_query(warehouse, sql, [case["date"], case["governorate"]]).rows
    assert [" ".join(map(str, row)) for row in found] == [case["killed"]]


def test_incidents_name_district_and_subdistrict(warehouse: Path) -> None:
    sql = """
        select admin2_code, admin2_name, admin3_code, admin3_name from mart.incident
        where event_date = '2018-06-11' and place = 'تفتناز'
    """
    assert read_query(warehouse, sql, []).rows == [("SY0700", "إدلب", "SY070004", "تفتناز")]
