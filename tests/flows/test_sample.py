"""The sample site over real HTTP on loopback."""

from __future__ import annotations

import gzip
import html
import http.client
import socket
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import feedparser
import pytest

from extractors.article import PageError, read_page
from extractors.decoding import decode
from extractors.feed import parse_feed
from flows.feeds import load_feeds
from flows.sample import SampleSite, load_outlets
from flows.sample.render import DISCLAIMER_AR, DISCLAIMER_EN, article_url
from flows.sample.texts import Outlet, SampleArticle

OUTLETS = {outlet.id: outlet for outlet in load_outlets()}
ARTICLES = [article for outlet in OUTLETS.values() for article in outlet.articles]
PAGES = [article for article in ARTICLES if article.served in ("page", "disallowed")]
STORIES = [article for article in PAGES if article.served == "page"]
ENTRY_COUNTS = {"rayhan": 14, "sindyan": 12, "maraya": 14, "nakhla": 13}
DAYS = tomllib.loads(Path(__file__).with_name("sample_days.toml").read_text(encoding="utf-8"))["day"]
SYRIAN_CODES = {f"SY{number:02}" for number in range(1, 15)}


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def get(url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    assert parts.hostname == "127.0.0.1"
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers=headers or {})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()
    finally:
        connection.close()


def feed_url(site: SampleSite, outlet: str) -> str:
    return next(feed["url"] for feed in site.feeds if feed["outlet"] == outlet)


def get_page(site: SampleSite, article: SampleArticle) -> str:
    status, _, body = get(article_url(site.base(article.outlet), article))
    assert status == 200
    return html.unescape(body.decode(OUTLETS[article.outlet].encoding))


@pytest.mark.parametrize("outlet", ENTRY_COUNTS)
def test_a_feed_parses_with_its_entries(site: SampleSite, outlet: str) -> None:
    _, _, body = get(feed_url(site, outlet))
    parsed = feedparser.parse(body)
    assert len(parsed.entries) == ENTRY_COUNTS[outlet]
    told = {article.title for article in OUTLETS[outlet].at(1)}
    assert {entry.title for entry in parsed.entries} == told
    served = [get(entry.link)[0] for entry in parsed.entries]
    missing = sum(article.served == "missing" for article in OUTLETS[outlet].articles)
    assert Counter(served) == Counter({200: len(served) - missing, 404: missing} if missing else {200: len(served)})


@pytest.mark.parametrize(
    ("outlet", "problems"),
    [("rayhan", ()), ("sindyan", ("junk_before_feed",)), ("maraya", ()), ("nakhla", ("repeated_entry",))],
)
def test_our_own_reader_finds_every_entry_and_its_hour(
    site: SampleSite, outlet: str, problems: tuple[str, ...]
) -> None:
    feed = next(feed for feed in site.feeds if feed["outlet"] == outlet)
    _, _, body = get(feed["url"])
    parsed = parse_feed(body, url=feed["url"], timezone=feed["timezone"], id_policy=feed["id_policy"])
    assert parsed.problems == problems
    hours = {entry.title: entry.published_at for entry in parsed.entries}
    assert hours == {article.title: article.published for article in OUTLETS[outlet].articles}


@pytest.mark.parametrize("article", PAGES, ids=lambda article: article.id)
def test_a_page_holds_its_paragraphs_and_says_it_is_invented(site: SampleSite, article: SampleArticle) -> None:
    page = get_page(site, article)
    assert [text for text in article.paragraphs if text not in page] == []
    assert article.title in page
    assert DISCLAIMER_AR in page
    assert DISCLAIMER_EN in page


@pytest.mark.parametrize("article", STORIES, ids=lambda article: article.id)
def test_our_own_reader_takes_the_story_out_of_its_page(site: SampleSite, article: SampleArticle) -> None:
    outlet = OUTLETS[article.outlet]
    url = article_url(site.base(outlet.id), article)
    text = decode(get(url)[2]).text
    page = read_page(text, url, timezone=outlet.timezone, selector=outlet.selector or None)
    assert page.text.splitlines() == list(article.paragraphs)
    assert article.title in (page.title or "")
    assert page.published_at in (article.published, None)


def test_the_gallery_is_no_article(site: SampleSite) -> None:
    gallery = next(article for article in ARTICLES if article.served == "gallery")
    url = article_url(site.base(gallery.outlet), gallery)
    with pytest.raises(PageError, match="not_an_article"):
        read_page(get(url)[2].decode("utf-8"), url)


def test_the_old_code_page_is_declared_by_the_bytes_alone(site: SampleSite) -> None:
    article = OUTLETS["nakhla"].articles[0]
    status, headers, body = get(article_url(site.base("nakhla"), article))
    assert status == 200
    assert headers["Content-Type"] == "text/html"
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert article.paragraphs[0] in body.decode("cp1256")
    _, _, feed = get(feed_url(site, "nakhla"))
    assert feed.startswith(b'<?xml version="1.0" encoding="windows-1256"?>')
    assert article.title in feed.decode("cp1256")


@pytest.mark.parametrize("validator", [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")])
@pytest.mark.parametrize("outlet", ENTRY_COUNTS)
def test_an_unchanged_feed_answers_304(site: SampleSite, outlet: str, validator: tuple[str, str]) -> None:
    given, asked = validator
    url = feed_url(site, outlet)
    _, headers, _ = get(url)
    status, _, body = get(url, {asked: headers[given]})
    assert (status, body) == (304, b"")
    assert get(url, {asked: '"other"' if given == "ETag" else "Thu, 01 Feb 2024 00:00:00 GMT"})[0] == 200


def test_gzip_is_served_to_who_asks(site: SampleSite) -> None:
    url = feed_url(site, "rayhan")
    _, plain_headers, plain = get(url)
    _, headers, packed = get(url, {"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain_headers
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain)


def test_the_second_edition_changes_one_article_at_its_address() -> None:
    with SampleSite() as site:
        urls = {article.id: article_url(site.base(article.outlet), article) for article in PAGES}
        first = {id_: get(url)[1].get("ETag") for id_, url in urls.items()}
        feed = feed_url(site, "rayhan")
        feed_headers = get(feed)[1]
        site.edition = 2
        changed = [article for article in PAGES if get_page(site, article.at(2)) and article.at(2) != article]
        assert [article.id for article in changed] == ["rayhan-ariha"]
        assert get(urls["rayhan-ariha"])[1]["ETag"] != first["rayhan-ariha"]
        page = get_page(site, changed[0])
        assert changed[0].at(2).paragraphs[0] in page
        assert changed[0].paragraphs[0] not in page
        assert get(feed, {"If-None-Match": feed_headers["ETag"]})[0] == 200
        outlets = [get(feed_url(site, other))[0] for other in ENTRY_COUNTS]
        assert outlets == [200] * len(ENTRY_COUNTS)


def test_a_missing_page_is_404_and_robots_closes_one_folder(site: SampleSite) -> None:
    missing = next(article for article in ARTICLES if article.served == "missing")
    assert get(article_url(site.base(missing.outlet), missing))[0] == 404
    assert get(site.base("maraya") + "/nothing/here")[0] == 404
    closed = [article.path for article in ARTICLES if article.path.startswith("/plus/")]
    assert closed == [article.path for article in ARTICLES if article.served == "disallowed"]
    _, headers, robots = get(site.base("maraya") + "/robots.txt")
    assert headers["Content-Type"].startswith("text/plain")
    assert b"Disallow: /plus/" in robots


def test_the_down_feed_refuses_the_connection(site: SampleSite) -> None:
    with pytest.raises(urllib.error.URLError) as caught:
        urllib.request.urlopen(feed_url(site, "sahel"), timeout=10)
    assert isinstance(caught.value.reason, ConnectionRefusedError)


def test_the_registry_is_written_as_it_is_given(site: SampleSite, tmp_path: Path) -> None:
    path = site.write_feeds(tmp_path / "feeds.toml")
    assert [feed.url for feed in load_feeds(path)] == [feed["url"] for feed in site.feeds]
    assert tomllib.loads(path.read_text(encoding="utf-8"))["feed"] == site.feeds
    assert {urlsplit(feed["url"]).netloc for feed in site.feeds} == site.allow_hosts
    assert len(site.allow_hosts) == len(ENTRY_COUNTS) + 1


def test_the_ports_are_free_again_afterwards() -> None:
    with SampleSite() as site:
        hosts = sorted(site.allow_hosts)
    for host in hosts:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(host.split(":")[1])), timeout=10)


def test_the_texts_cover_what_the_demonstration_shows() -> None:
    facts = [event for article in ARTICLES for event in article.expected]
    assert {event.governorate for event in facts} >= SYRIAN_CODES
    days = {article.published.date() for article in ARTICLES}
    assert len(days) == 10
    assert len(ARTICLES) >= 36
    assert sum(not article.expected for article in PAGES) >= 8
    assert {event.country for event in facts} >= {"SY", "PS", "IQ", "SD", "YE"}


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=lambda outlet: outlet.id)
def test_addresses_are_safe_to_put_into_a_feed(outlet: Outlet) -> None:
    for article in outlet.articles:
        url = article_url("http://127.0.0.1:1", article)
        assert url.isascii()
        assert quote(article.path, safe="/?=") in url


def test_the_days_worked_out_by_hand_agree_with_the_articles() -> None:
    told = {
        (event.date, event.governorate)
        for article in ARTICLES
        for event in article.expected
        if "killed" in event.counts and event.scope != "cumulative"
        if not event.retold and event.circumstance != "remains"
    }
    days = {(day["date"], code): counts for day in DAYS for code, counts in day["killed"].items()}
    assert set(days) == told
    assert [key for key, (low, best, high) in days.items() if not low <= best <= high] == []
