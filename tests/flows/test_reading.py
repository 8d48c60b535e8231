"""From documents to readings: live pages by their updates, and stories told by a feed whose pages refuse us."""

import datetime as dt

from flows.documents import Document
from flows.reading import Job, read_document
from tests.extractors.test_live import FIRST, LATER, URL, page, update

NOW = dt.datetime(2024, 1, 10, tzinfo=dt.UTC)
JOB = Job("run", NOW, None)
MORNING, EVENING = "2024-01-05T09:00:00+03:00", "2024-01-05T23:30:00+03:00"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies</body></html>"


def read(html, **more):
    told = {"title": "بث مباشر", "published_at": dt.datetime(2024, 1, 4, tzinfo=dt.UTC), "fetched_at": NOW}
    return read_document(Document(URL, "feed", url=URL, outlet="jisr", html=html, **told | more), JOB)


def test_each_update_of_a_live_page_is_an_article_of_its_own_day():
    first, later = read(page([update(FIRST, MORNING), update(LATER, EVENING, headline="ارتفاع الحصيلة")]))
    assert [reading.article.text for reading in (first, later)] == [FIRST, LATER]
    assert [reading.article.title for reading in (first, later)] == [None, "ارتفاع الحصيلة"]
    assert {reading.article.published for reading in (first, later)} == {dt.date(2024, 1, 5)}
    assert first.article.id != later.article.id
    assert first.event_count > 0


def test_an_update_read_again_is_the_same_article_though_the_page_has_grown():
    (before,) = read(page([update(FIRST)]))
    after = read(page([update(FIRST), update(LATER, MORNING)]), fetched_at=NOW + dt.timedelta(days=2))
    assert [reading.version_id for reading in after].count(before.version_id) == 1
    assert before.article.published == dt.date(2024, 1, 4)


def test_a_live_page_without_updates_is_left_out():
    (reading,) = read(page([]))
    assert reading.problem.name == "live_blog"


def test_a_feeds_own_text_stands_for_a_page_that_asks_for_a_browser():
    refused, told = read(CHALLENGE, feed_text=FIRST)
    assert refused.problem.name == "blocked"
    assert (told.article.text, told.article.title) == (FIRST, "بث مباشر")
    assert told.event_count == 1
    (alone,) = read(CHALLENGE)
    assert alone.problem.name == "blocked"


def test_a_page_may_be_kept_only_if_headers_and_page_allow_it():
    live = page([update(FIRST, MORNING)])
    assert [reading.may_archive for reading in read(live)] == [True]
    assert [reading.may_archive for reading in read(live, may_archive=False)] == [False]
    assert [reading.may_archive for reading in read(CHALLENGE, may_archive=False)] == [False]
