from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from extractors.article import PageError, read_page
from extractors.live import read_updates

URL = "https://jisr.example/live/7"
NOW = dt.datetime(2024, 1, 10, tzinfo=dt.UTC)
FIRST = "قُتل ثلاثة مدنيين وأصيب عشرة آخرون صباح اليوم في قصف مدفعي على بلدة الهبيط بريف إدلب."
LATER = "ارتفعت حصيلة القصف على بلدة الهبيط إلى خمسة قتلى بعد وفاة اثنين من المصابين في المشفى."


def page(updates: Any, kind: str = "LiveBlogPosting") -> str:
    told = {"@context": "https://schema.org", "@type": kind, "headline": "التصعيد في إدلب", "liveBlogUpdate": updates}
    data = json.dumps(told, ensure_ascii=False)
    script = f'<script type="application/ld+json">{data}</script>'
    return f'<html lang="ar"><head>{script}</head><body><p>{FIRST}</p></body></html>'


def update(body: str, published: str = "", **more: str) -> dict[str, str]:
    return {"@type": "BlogPosting", "articleBody": body, "datePublished": published, **more}


def test_a_live_page_becomes_its_updates_oldest_first() -> None:
    html = page([
        update(LATER, "2024-01-05T16:00:00+03:00", headline="ارتفاع الحصيلة", url=f"{URL}#u2"),
        update(FIRST, "2024-01-05T09:00:00+03:00", url="/live/7/u1"),
    ])  # fmt: skip
    with pytest.raises(PageError, match="live_blog"):
        read_page(html, URL)
    first, later = read_updates(html, URL, timezone="Asia/Damascus", now=NOW)
    assert (first.text, first.published_at) == (FIRST, dt.datetime(2024, 1, 5, 6, tzinfo=dt.UTC))
    assert (later.text, later.title) == (LATER, "ارتفاع الحصيلة")
    assert (first.canonical_url, later.canonical_url) == ("https://jisr.example/live/7/u1", URL)


@pytest.mark.parametrize(
    ("updates", "texts"),
    [
        ([update(f"<p>{FIRST}</p><p>تابعنا على</p>", "2024-01-05")], [FIRST]),
        ([update(FIRST.replace("<", "&lt;"), "2024-01-05"), update(FIRST, "2024-01-06")], [FIRST]),
        ([update("عاجل", "2024-01-05"), update(FIRST)], [FIRST]),
        ([update("Three people were killed in the shelling of the town, rescuers said.")], []),
        ([update(FIRST, "2034-01-05")], [FIRST]),
        (update(FIRST), [FIRST]),
        ([update(f"&lt;p&gt;{FIRST.replace('ثلاثة', '&lt;b&gt;ثلاثة&lt;/b&gt;')}&lt;/p&gt;")], [FIRST]),
        (["x", None, 7, {"articleBody": 7}], []),
        (None, []),
    ],
)
def test_forms_of_updates(updates: Any, texts: list[str]) -> None:
    assert [one.text for one in read_updates(page(updates), URL, now=NOW)] == texts


def test_a_page_without_updates_has_none() -> None:
    assert read_updates(page(None, "NewsArticle"), URL) == ()
    assert read_updates("{}", URL) == ()


def test_an_impossible_time_is_no_time() -> None:
    (found,) = read_updates(page([update(FIRST, "2034-01-05")]), URL, now=NOW)
    assert found.published_at is None
