"""What sitemaps and paged feeds list of a day, and when they say that they cannot: `cases/listings.toml`."""

import datetime as dt
import tomllib
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.feeds import Feed
from flows.fetching import Fetcher
from flows.settings import Settings
from flows.sources.live import Asker, StopReading
from flows.sources.paged import PagedFeed
from flows.sources.sitemap import Sitemaps
from tests.flows.archives import feed
from tests.flows.web import Answer, Site

CASES = tomllib.loads((Path(__file__).parent / "cases" / "listings.toml").read_text("utf-8"))
NOW = dt.datetime(2024, 2, 1, 9, tzinfo=dt.UTC)
PAGE = 10


@contextmanager
def asking(site, home):
    """Who asks that site for an outlet."""
    outlet = Feed("one", "one", f"{site.base}/feed", "منبر")
    with site, Fetcher(Settings(home=home, host_interval=0, allow_hosts=(site.host,))) as fetcher:
        yield outlet, Asker(fetcher, outlet, "run")


def sitemap(outer, kind, url, more=""):
    return f"<{outer}><{kind}><loc>{url}</loc>{more}</{kind}></{outer}>".encode()


@pytest.mark.parametrize("case", CASES["part"], ids=lambda case: case["name"])
def test_a_part_of_an_index_is_read_if_it_changed_on_the_day_or_since(case, tmp_path):
    site = Site()
    part = sitemap("sitemapindex", "sitemap", f"{site.base}/part.xml", f"<lastmod>{case['lastmod']}</lastmod>")
    site.answers = {
        "/index.xml": [Answer(body=part)],
        "/part.xml": [Answer(body=sitemap("urlset", "url", "https://one.example/2024/02/01/a"))],
    }
    with asking(site, tmp_path) as (outlet, asker):
        links = list(Sitemaps(outlet, f"{site.base}/index.xml").list_day(NOW.date(), asker))
    assert [link.url for link in links] == (["https://one.example/2024/02/01/a"] if case["holds"] else [])


class PagedSite(Site):
    """A feed of an entry a day; what stands on its pages, and behind them, is told by a case."""

    def __init__(self, case):
        super().__init__()
        self.case = case
        self.entries = [(f"{self.base}/{number}", number) for number in range(200)]
        for place, days in case.get("put", []):
            self.entries.insert(place, (f"{self.base}/put-{place}", days))

    def next_answer(self, asked):
        if "paged=" not in asked.path:
            return super().next_answer(asked)
        self.asked.append(asked)
        for _ in range(self.case.get("arrive", 0)):
            self.entries.insert(0, (f"{self.base}/new-{len(self.entries)}", 0))
        number, last = int(asked.path.rpartition("=")[2]), self.case.get("pages", 20)
        beyond = {"missing": None, "empty": 0, "first": 1, "last": last}[self.case.get("beyond", "missing")]
        number = number if number <= last else beyond
        return Answer(404) if number is None else Answer(body=self.write(number))

    def write(self, number):
        shown = self.entries[(number - 1) * PAGE : number * PAGE] if number else []
        body = feed(*((url, "خبر", NOW - dt.timedelta(days=days), "") for url, days in shown))
        return body.replace(b"pubDate>", b"nothing>") if self.case.get("undated") else body


@pytest.mark.parametrize("case", CASES["paged"], ids=lambda case: case["name"])
def test_a_paged_feed_lists_the_day_or_says_that_it_cannot(case, tmp_path):
    site = PagedSite(case)
    day = (NOW - dt.timedelta(days=case["day"])).date()
    links, stopped = [], None
    with asking(site, tmp_path) as (outlet, asker):
        try:
            links.extend(PagedFeed(outlet, f"{site.base}/feed?paged={{page}}").list_day(day, asker))
        except StopReading as stop:
            stopped = stop.outcome
    assert stopped == case.get("stops")
    is_found = case.get("found", True)
    assert stopped or [link.url for link in links] == ([f"{site.base}/{case['day']}"] if is_found else [])
    assert len(site.paths) <= case["most"]
