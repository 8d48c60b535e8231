"""Which feeds are due, how pages are batched, and when a host is left in peace."""

import datetime as dt

import pytest

from flows.errors import UserError
from flows.feeds import Feed
from flows.fetched import Fetched
from flows.polling import (
    PASSING,
    PATIENCE,
    FeedState,
    PageRequest,
    find_feed_texts,
    group_pages,
    is_due,
    read_pages,
    settle_pages,
)
from flows.wishes import Wish, load_wishes, save_wishes

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


@pytest.mark.parametrize(
    ("outcome", "hours", "due"),
    [
        ("timeout", 1, True),
        ("rate_limited", 1, True),
        ("blocked", 11, False),
        ("blocked", 12, True),
        ("http_4xx", 11, False),
        ("not_a_feed", 12, True),
        ("moved_domain", 11, False),
    ],
)
def test_a_refusal_is_given_more_time_than_a_hiccup(outcome, hours, due):
    state = FeedState(tried_at=NOW - dt.timedelta(hours=hours), failure_count=1, outcome=outcome)
    assert is_due(FEED, state, 900, NOW) is due


@pytest.mark.parametrize("outcome", ["blocked", "http_4xx", "timeout", "dns", "not_a_feed", "moved_domain"])
def test_no_feed_is_given_up_for_good(outcome):
    state = FeedState(tried_at=NOW - dt.timedelta(days=1), failure_count=5000, outcome=outcome)
    assert is_due(FEED, state, 900, NOW)


@pytest.mark.parametrize(
    ("wish", "minutes", "due"),
    [
        (Wish(ttl_minutes=60), 59, False),
        (Wish(ttl_minutes=60), 60, True),
        (Wish(ttl_minutes=5), 14, False),
        (Wish(ttl_minutes=100_000), 6 * 60, True),
        (Wish(skip_hours=(12,)), 60, False),
        (Wish(skip_hours=(11, 13)), 60, True),
        (Wish(skip_hours=tuple(range(24))), 24 * 60, True),
    ],
)
def test_a_feeds_wishes_are_its_schedule_within_reason(wish, minutes, due):
    state = FeedState(tried_at=NOW - dt.timedelta(minutes=minutes), wish=wish)
    assert is_due(FEED, state, 900, NOW) is due


def test_what_the_registry_says_goes_before_the_feeds_wishes():
    feed = Feed("one", "one", "http://one.example/feed", "واحد", min_interval_s=600)
    state = FeedState(tried_at=NOW - dt.timedelta(minutes=10), wish=Wish(ttl_minutes=300, skip_hours=(12,)))
    assert is_due(feed, state, 900, NOW)


def test_wishes_come_back_from_their_file(tmp_path):
    wishes = {"one": Wish(60, (1, 2)), "two": Wish()}
    save_wishes(tmp_path / "wishes.json", wishes)
    assert load_wishes(tmp_path / "wishes.json") == {"one": Wish(60, (1, 2))}
    (tmp_path / "wishes.json").write_text("[]")
    with pytest.raises(UserError, match=r"wishes\.json:1: is no record"):
        load_wishes(tmp_path / "wishes.json")


def test_a_hosts_pages_stay_together_and_the_longest_turn_comes_first():
    hosts = ["a.example:8080"] + ["b.example"] * 2 + ["a.example"] * 5
    groups = group_pages([request(f"http://{host}/{number}") for number, host in enumerate(hosts)])
    assert [[page.host for page in group] for group in groups] == [
        ["a.example"] * 5, ["b.example"] * 2, ["a.example:8080"],
    ]  # fmt: skip
    assert [page.entry["url"] for page in groups[0]] == [f"http://a.example/{number}" for number in range(3, 8)]


@pytest.mark.parametrize("outcome", ["timeout", "blocked", "http_5xx"])
@pytest.mark.parametrize(("count", "asked"), [(2, 2), (26, PATIENCE), (300, PATIENCE)])
def test_a_host_that_never_answers_costs_as_much_however_many_its_pages(outcome, count, asked, tmp_path):
    groups = group_pages(request(f"http://a.example/{number}") for number in range(count))
    answers = Answers(*[outcome] * count)
    assert sum(len(read_pages(group, answers, "run", tmp_path)) for group in groups) == asked


def test_a_page_at_which_we_break_down_costs_no_other(tmp_path):
    class Broken(Answers):
        def get(self, url, **options):
            if self.outcomes[0] == "crash":
                raise RuntimeError(self.outcomes.pop(0))
            return super().get(url, **options)

    pages = [request(f"http://a.example/{number}") for number in range(7)]
    told = ["ok", "crash", "ok", "crash", "timeout", "crash", "ok"]
    results = read_pages(pages, Broken(*told), "run", tmp_path)
    assert [result.outcome for result in results] == ["ok", "crashed", "ok", "crashed", "timeout", "crashed"]
    assert results[1].detail == "RuntimeError: crash"
    assert [row["url"] for row in settle_pages(results, {})] == [f"http://a.example/{number}" for number in (0, 2, 4)]


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
        (["blocked"] * 5, PATIENCE),
        (["ok", "rate_limited", "held_off", "held_off", "ok"], 4),
    ],
)
def test_a_host_that_keeps_failing_is_left_in_peace(outcomes, asked, tmp_path):
    pages = [request(f"http://a.example/{number}") for number in range(len(outcomes))]
    assert [page.outcome for page in read_pages(pages, Answers(*outcomes), "run", tmp_path)] == outcomes[:asked]


def test_a_feed_tells_the_stories_of_a_host_that_refuses_us(tmp_path):
    pages = [PageRequest(FEED, request(f"http://a.example/{number}").entry, "نص الخبر") for number in range(5)]
    elsewhere = PageRequest(FEED, request("http://b.example/1").entry, "نص الخبر")
    results = read_pages(pages, Answers("ok", "blocked", "blocked", "blocked"), "run", tmp_path)
    results += read_pages([elsewhere], Answers("http_5xx"), "run", tmp_path)
    told = list(find_feed_texts([*pages, elsewhere], results, NOW))
    assert [document.url for document in told] == [f"http://a.example/{number}" for number in (1, 2, 3, 4)]
    assert {document.text for document in told} == {"نص الخبر"}


@pytest.mark.parametrize(
    ("problem", "outcome", "is_settled"),
    [
        ("blocked", "blocked", False),
        ("empty", "empty", False),
        ("crashed", "crashed", False),
        ("no_body", "no_body", False),
        ("too_short", "ok", True),
        ("not_arabic", "ok", True),
        ("binary", "ok", True),
    ],
)
def test_what_is_no_page_now_is_asked_for_again_whatever_its_status(problem, outcome, is_settled, tmp_path):
    class Tagged:
        def get(self, url, **options):
            return Fetched(url, url, "ok", NOW, body=b"x", headers={"etag": '"1"', "last-modified": "today"})

    results = read_pages([request("http://a.example/1"), request("http://a.example/2")], Tagged(), "r", tmp_path)
    row, sound = settle_pages(results, {"http://a.example/1": problem})
    assert (row["outcome"], row["error"], row["outcome"] not in PASSING) == (outcome, problem, is_settled)
    assert (row["etag"], row["last_modified"]) == (('"1"', "today") if is_settled else (None, None))
    assert (sound["outcome"], sound["error"], sound["etag"]) == ("ok", None, '"1"')


def test_headers_may_ask_that_a_page_be_not_kept(tmp_path):
    class Reserved:
        def get(self, url, **options):
            return Fetched(url, url, "ok", NOW, body=b"x", headers={"x-robots-tag": "noarchive"})

    (result,) = read_pages([request("http://a.example/1")], Reserved(), "run", tmp_path)
    assert result.document.may_archive is False
