"""The feeds and pages of the extractors' cases over real connections: what holds for bytes holds on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.documents import Problem
from flows.feeds import Feed
from flows.fetching import Fetcher
from flows.polling import FeedState, PageRequest, poll_feed, read_page
from flows.reading import read_article
from flows.settings import Settings
from tests.extractors import test_article as pages
from tests.extractors import test_feed as feeds
from tests.flows.web import Answer, Site


def fits(html: str, encoding: str) -> bool:
    """Whether an encoding knows all signs of a page."""
    return html.encode(encoding, "ignore") == html.encode(encoding, "replace")


PAGES = [
    (case, encoding)
    for case in pages.TABLE["case"]
    for encoding in ("utf-8", "cp1256")
    if fits(pages.build(case), encoding)
]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def fetcher(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fetcher]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), host_interval=0, allow_hosts=(site.host,))
    with Fetcher(settings) as fetcher:
        yield fetcher


def make_feed(site: Site, path: str, **more: Any) -> Feed:
    return Feed(id="jisr", outlet="jisr", url=site.base + path, name_ar="جسر", homepage=site.base + "/", **more)


@pytest.mark.parametrize("case", feeds.TABLE["case"], ids=lambda case: case["name"])
@pytest.mark.parametrize("pack", ["", "gzip"])
def test_feeds_over_the_wire(case: dict[str, Any], pack: str, site: Site, fetcher: Fetcher) -> None:
    site.answers["/feed/"] = [
        Answer(body=feeds.build(case), pack=pack, headers={"Content-Type": "text/xml", "ETag": '"1"'})
    ]
    feed = make_feed(site, "/feed/", id_policy=case.get("id_policy", "guid"))
    result = poll_feed(feed, FeedState(), fetcher, "run", feeds.NOW)
    assert result.outcome == case.get("error", "ok")
    assert result.fetch is not None
    assert result.fetch["etag"] == (None if "error" in case else '"1"'), (
        "validators of an unreadable answer are not kept"
    )
    if "error" in case:
        assert result.detail
        return
    for name, column in (("titles", "title"), ("guids", "guid")):
        if name in case:
            assert [entry[column] for entry in result.entries] == case[name]
    assert list(result.problems) == case.get("problems", [])


@pytest.mark.parametrize(("case", "encoding"), PAGES, ids=[f"{case['name']}-{encoding}" for case, encoding in PAGES])
def test_pages_over_the_wire(case: dict[str, Any], encoding: str, site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    path = "/" if case.get("url", "").endswith(".example/") else "/news/901"
    html = pages.build(case)
    site.answers[path] = [Answer(body=html.encode(encoding), headers={"Content-Type": "text/html"})]
    request = PageRequest(
        make_feed(site, "/feed/", selector=case.get("selector")),
        {"url": site.base + path, "title": None, "published_at": None},
    )
    result = read_page(request, fetcher, "run", tmp_path)
    assert result.outcome == "ok"
    assert result.document is not None
    read = read_article(result.document, tmp_path, pages.NOW)
    if "error" in case:
        assert isinstance(read, Problem)
        assert read.name == ("empty" if not html.strip() else case["error"])
        return
    assert not isinstance(read, Problem), read
    if "text" in case:
        assert read.article.text == case["text"].replace("{text}", pages.TABLE["text"])
    if "title" in case:
        assert read.article.title == case["title"]
