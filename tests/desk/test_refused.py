"""What the desk refuses is told in the language of its page, in words that say what to do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from flows.desk.deciding import Clerk
from flows.desk.entries import Names
from flows.desk.words import load_words
from flows.settings import load_settings
from tests.desk.conftest import ask
from warehouse.connection import open_reader
from warehouse.report.texts import LANGUAGES, Language
from warehouse.review import read_queue

CASES = tomllib.loads((Path(__file__).parent / "refused.toml").read_text(encoding="utf-8"))["case"]
UNSEEN = re.compile("[\u200e\u2066-\u2069]")
"""Signs that only say which way to read."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_refusal_is_told_in_the_language_of_the_page(case: dict[str, Any], language: Language, made: Path) -> None:
    settings = load_settings(made)
    con = open_reader(settings.warehouse_path)
    item = next(item for item in read_queue(con) if item.reason == case["of"])
    con.close()
    seen = {"item_id": item.item_id, "state": item.state, "author": "rana", "reason": "read it"}
    told = {**seen, **case["decision"]} if case["decision"] else case["decision"]
    status, answer = Clerk(settings).take(told, Names([], {}, load_words(language)))
    ((published,),) = ask(
        settings,
        "select max(published_date) from core.article where article_id in "
        f"(select article_id from mart.claim where incident_id = '{item.incident_id}')",
    )
    expected = case[language].format(item=item.item_id, state=item.state, published=published)
    assert (status, UNSEEN.sub("", answer["why"])) == (case.get("status", 422), expected)
    assert ask(settings, "select count(*) from mart.correction") == [(0,)]
