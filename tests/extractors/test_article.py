from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.article import PageArticle, PageError, read_page
from extractors.body import clean_text

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "pages.toml").read_text("utf-8"))
NOW = dt.datetime.fromisoformat(TABLE["now"])


def build(case: dict[str, Any]) -> str:
    """The HTML of a case."""
    if "html" in case:
        return str(case["html"])
    parts = {
        "title": case.get("page_title", TABLE["title"]),
        "head": case.get("head", ""),
        "body": case["body"].replace("{story}", TABLE["story"]),
    }
    html: str = TABLE["template"]
    for name, part in parts.items():
        html = html.replace(f"{{{name}}}", part)
    return html


def read(case: dict[str, Any]) -> PageArticle:
    url = case.get("url", TABLE["url"])
    return read_page(build(case), url, timezone=TABLE["timezone"], selector=case.get("selector"), now=NOW)


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["name"])
def test_page_as_outlets_build_it(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(PageError) as caught:
            read(case)
        assert caught.value.reason == case["error"], caught.value
        return
    page = read(case)
    told = {
        "title": page.title,
        "text": page.text,
        "canonical": page.canonical_url,
        "published": _naive(page.published_at),
        "day": page.published_day.isoformat() if page.published_day else "",
        "source": page.published_source or "",
        "precision": page.published_precision,
        "updated": _naive(page.updated_at),
        "method": page.method,
        "may_archive": page.may_archive,
    }
    expected = {name: case[name] for name in told if name in case}
    if "text" in expected:
        expected["text"] = expected["text"].replace("{text}", TABLE["text"])
    assert {name: told[name] for name in expected} == expected


def _naive(at: dt.datetime | None) -> str:
    return at.replace(tzinfo=None).isoformat() if at else ""


def test_prose_after_a_list_of_other_stories_stays() -> None:
    lines = ["مقالات ذات صلة", "مقتل خمسة في البادية", "وأضاف المصدر أن القصف استمر حتى المساء.", "وتوقف ليلا"]
    assert clean_text(lines).splitlines() == lines[2:]


def test_a_title_at_the_head_of_the_text_is_not_said_twice() -> None:
    assert clean_text(["ثلاثة قتلى في الهبيط", "قُتل ثلاثة."], "ثلاثة قتلى في الهبيط") == "قُتل ثلاثة."


DEEP = {"a list": "[" * 100_000, "objects": '{"@graph":' * 100_000, "a number": f'{{"n": {"9" * 5000}}}'}


@pytest.mark.parametrize("what", DEEP)
def test_json_that_no_program_should_read_is_passed_over(what: str) -> None:
    page = read({"head": f'<script type="application/ld+json">{DEEP[what]}</script>', "body": "{story}"})
    assert (page.title, page.text) == (TABLE["title"], TABLE["text"])


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="<>/ابتsp \"'=&;-!", max_size=200))
def test_any_page_is_an_article_or_a_named_refusal(noise: str) -> None:
    for html in (noise, build({"body": "{story}" + noise})):
        try:
            page = read_page(html, TABLE["url"], now=NOW)
        except PageError:
            continue
        assert page.text
