"""Which feeds are due, how pages are batched, and when a host is left in peace."""

import datetime as dt

import pytest

from flows.feeds import Feed
from flows.fetched import Fetched
from flows.polling import PATIENCE, FeedState, PageRequest, group_pages, is_due, read_pages

NOW = dt.datetime(2024, 2, 1, 12, tzinfo=dt.UTC)
FEED = Feed("one", "one", "http://one.example/feed", "واحد")


def request(url):
    return PageRequest(FEED, {"url": url, "title": None, "published_at": None})


@pytest.mark.parametrize(
    ("minutes", "failures", "due"),
    [
        (14, 0, False),
        (15, 0, True),
        (29, 1, False),
        (30, 1, True),
        (23 * 60, 9, False),
        (24 * 60, 9, True),
        (None, 0, True),
    ],
)
def test_pause_doubles_with_each_failure_up_to_a_day(minutes, failures, due):
    tried = None if minutes is None else NOW - dt.timedelta(minutes=minutes)
    assert is_due(FEED, FeedState(tried_at=tried, failure_count=failures), 900, NOW) is due


def test_a_feeds_own_pause_wins():
    feed = Feed("one", "one", "http://one.example/feed", "واحد", min_interval_s=3600)
    assert not is_due(feed, FeedState(tried_at=NOW - dt.timedelta(minutes=59)), 900, NOW)


def test_batches_are_of_one_host_and_first_ones_come_first():
    hosts = ["a.example"] * 5 + ["b.example"] * 2 + ["a.example:8080"]
    batches = group_pages([request(f"http://{host}/{number}") for number, host in enumerate(hosts)], 2)
    assert [{page.host for page in batch} for batch in batches] == [
        {"a.example"}, {"b.example"}, {"a.example:8080"}, {"a.example"}, {"a.example"},
    ]  # fmt: skip
    assert sorted(page.entry["url"] for batch in batches for page in batch) == sorted(
        f"http://{host}/{number}" for number, host in enumerate(hosts)
    )


class Answers:
    """A fetcher that gives these outcomes in turn."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)

    def get(self, url, **options):
        return Fetched(url, url, self.outcomes.pop(0), NOW, body=b"x")


@pytest.mark.parametrize(
    ("outcomes", "asked"),
    [
        (["timeout"] * 5, PATIENCE),
        (["timeout", "timeout", "ok", "timeout", "timeout"], 5),
        (["http_4xx"] * 5, 5),
        (["ok", "rate_limited", "held_off", "held_off", "ok"], 4),
    ],
)
def test_a_host_that_keeps_failing_is_left_in_peace(outcomes, asked, tmp_path):
    pages = [request(f"http://a.example/{number}") for number in range(len(outcomes))]
    assert [page.outcome for page in read_pages(pages, Answers(*outcomes), "run", tmp_path)] == outcomes[:asked]
