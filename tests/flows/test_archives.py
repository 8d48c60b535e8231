"""Archives on the web, each against a server on loopback: what a day lists, what is asked, and what stops it."""

import dataclasses
import datetime as dt
import gzip
import json
from contextlib import contextmanager

import duckdb
import pytest

from flows.errors import UserError
from flows.estimate import estimate
from flows.feeds import Feed
from flows.fetching import Fetcher
from flows.pacing import Pace
from flows.past import fill_range
from flows.settings import load_settings
from flows.sources.choose import Order
from flows.sources.live import Asker, StopReading
from flows.sources.sitemap import Sitemaps
from flows.sources.wordpress import WordPress
from tests.flows.archives import CHALLENGE, HTML, PublicIndex, SlowClock, WordPressSite, feed, html
from tests.flows.stories import page, tell
from tests.flows.web import Answer, Site

ONE = Feed(id="one", outlet="one", url="https://one.example/feed", name_ar="منبر")
DAYS = [dt.date(2024, 1, day) for day in (5, 6, 7)]


def at(day, hour=9, minute=0):
    """An instant of January, in UTC without saying so, as the warehouse has it."""
    return dt.datetime(2024, 1, day, hour, minute)  # noqa: DTZ001


@contextmanager
def outlet(home, site, archive="", **settings):
    """A data folder whose registry has one outlet, on that site."""
    home.mkdir(exist_ok=True)
    values = {"host_interval": 0, "retry_delay": 0, "retries": 1, "workers": 1, "allow_hosts": [site.host], **settings}
    (home / "settings.toml").write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items()))
    table = {"id": "one", "outlet": "one", "name_ar": "منبر", "url": f"{site.base}/feed", "homepage": f"{site.base}/"}
    table |= {"country": "SY", **({"archive": archive.replace("SITE", site.base)} if archive else {})}
    (home / "feeds.toml").write_text(
        "[[feed]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
    )
    with site:
        yield home


def fill(home, start=DAYS[0], end=DAYS[-1], source=None, **more):
    """A backfill of the outlet, and the waits between its requests."""
    clock = SlowClock()
    settings = load_settings(home)
    fetcher = Fetcher(settings, pace=Pace(sleep=clock.sleep, clock=clock))
    summary = fill_range(Order(start, end, source, outlet="one", **more), str(home), fetcher=fetcher)
    return summary, clock.pauses


def ask(home, sql):
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def killed(home):
    return ask(home, """
        select event_date, killed_best from mart.daily_governorate_casualties
        where incident_count > 0 order by event_date
    """)  # fmt: skip


def checkpoints(home):
    return ask(home, "select source_date, status, article_count, resume_key from meta.backfill_day order by all")


def sitemap(*entries, kind="url", outer="urlset"):
    told = "".join(f"<{kind}><loc>{url}</loc>{more}</{kind}>" for url, more in entries)
    return (
        f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{told}</{outer}>'.encode()
    )


def test_a_sitemap_a_day_lists_the_days_pages(tmp_path):
    site = Site()
    for day in (5, 6, 7):
        address = f"{site.base}/news/{day}"
        entries = (address, "<lastmod>2024-02-01</lastmod>"), (f"{address}?utm_source=feed", ""), ("https://[x]/a", "")
        body = sitemap(*entries)
        site.answers[f"/map.xml?yyyy=2024&mm=01&dd=0{day}"] = [Answer(200, gzip.compress(body) if day == 6 else body)]
        site.answers[f"/news/{day}"] = [html(tell(day), f"2024-01-0{day}")]
    with outlet(tmp_path / "home", site, "sitemap SITE/map.xml?yyyy={yyyy}&mm={mm}&dd={dd}") as home:
        summary, _ = fill(home)
        assert (summary.days, summary.new_versions, summary.failed_days) == (3, 3, [])
        assert dict(summary.problems) == {"page_bad_address": 3}
        assert killed(home) == list(zip(DAYS, (5, 6, 7), strict=True))
        asked = len(site.paths)
        again, _ = fill(home)
        assert (again.days, again.articles, len(site.paths)) == (0, 0, asked)
        assert ask(home, "select count(*), min(outlet_id), min(source) from core.article") == [
            (3, "one", "backfill-sitemap")
        ]


def test_an_index_of_sitemaps_is_followed_only_where_the_day_can_be(tmp_path):
    site = Site()
    part = "{site}/maps/{name}.xml"
    parts = [
        (part.format(site=site.base, name="2023-12"), ""),
        (part.format(site=site.base, name="2024-01"), ""),
        (part.format(site=site.base, name="old"), "<lastmod>2024-01-01</lastmod>"),
        (part.format(site=site.base, name="new"), "<lastmod>2024-03-01</lastmod>"),
    ]
    site.answers["/sitemap.xml"] = [Answer(200, sitemap(*parts, kind="sitemap", outer="sitemapindex"))]
    news = "<news:news xmlns:news='n'><news:publication_date>2024-01-05T10:00:00Z</news:publication_date></news:news>"
    site.answers["/maps/2024-01.xml"] = [
        Answer(200, sitemap(
            (f"{site.base}/a", news),
            (f"{site.base}/2024/01/06/b", "<lastmod>2024-02-09</lastmod>"),
            (f"{site.base}/c", "<lastmod>2024-01-09</lastmod>"),
            ("https://[x]/2024/01/05/a", ""),
        ))
    ]  # fmt: skip
    site.answers["/maps/new.xml"] = [Answer(200, sitemap((f"{site.base}/d", "<lastmod>2024-01-07</lastmod>")))]
    for path, number in (("/a", 5), ("/2024/01/06/b", 6), ("/d", 7)):
        site.answers[path] = [html(tell(number), f"2024-01-0{number}")]
    with outlet(tmp_path / "home", site, "sitemap SITE/sitemap.xml") as home:
        fill(home)
        assert killed(home) == list(zip(DAYS, (5, 6, 7), strict=True))
        assert site.paths.count("/sitemap.xml") == 1
        assert not {"/maps/2023-12.xml", "/maps/old.xml", "/c"} & set(site.paths)


def test_a_sitemap_may_be_larger_than_a_feed(tmp_path):
    site = Site()
    entries = [(f"{site.base}/2024/01/05/{number}", "") for number in range(20)]
    site.answers["/sitemap.xml"] = [Answer(200, sitemap(*entries))]
    with outlet(tmp_path, site, max_feed_bytes=500, max_file_bytes=5000) as home:
        settings = load_settings(home)
        with Fetcher(settings) as fetcher:
            source = Sitemaps(ONE, f"{site.base}/sitemap.xml")
            assert len([*source.list_day(DAYS[0], Asker(fetcher, ONE, "run"))]) == 20
        with Fetcher(dataclasses.replace(settings, max_file_bytes=500)) as fetcher:
            source = Sitemaps(ONE, f"{site.base}/sitemap.xml")
            with pytest.raises(StopReading, match="too_large"):
                [*source.list_day(DAYS[0], Asker(fetcher, ONE, "run"))]


@pytest.mark.parametrize(
    ("site", "place"),
    [
        ("https://one.example", "https://one.example/wp-json/wp/v2/posts"),
        ("https://one.example/", "https://one.example/wp-json/wp/v2/posts"),
        ("https://one.example/ar", "https://one.example/ar/wp-json/wp/v2/posts"),
        ("https://one.example/ar/", "https://one.example/ar/wp-json/wp/v2/posts"),
    ],
)
def test_wordpress_is_asked_below_the_sites_address(site, place):
    assert WordPress(ONE, site).place == place


def posts(count=230):
    """Posts of three days, most of them on the second; the first ones of the day lie in the night before, in UTC."""
    many = [
        {"id": number, "at": at(6, number % 20), "text": tell(3 + number % 7, f"البلدة {number}")}
        for number in range(100, 100 + count)
    ]
    night = {"id": 1, "at": at(4, 21, 30), "text": tell(5)}
    last = {"id": 3, "at": at(7, 20, 59), "text": tell(7), "edited": at(20)}
    after = {"id": 4, "at": at(7, 21), "text": tell(8)}
    return [night, *sorted(many, key=lambda post: post["at"]), last, after]


def test_wordpress_lists_whole_posts_a_hundred_a_request(tmp_path):
    with outlet(tmp_path / "home", WordPressSite(posts()), "wordpress SITE/") as home:
        summary, _ = fill(home)
        assert (summary.days, summary.new_versions, summary.failed_days) == (3, 232, [])
        assert [row[2] for row in checkpoints(home)] == [1, 230, 1]
        assert ask(home, "select count(*) from raw.fetch where kind = 'listing'") == [(5,)]
        titles = ask(home, "select distinct title from core.article_version")
        assert titles == [("قصف “سرمين”",)]


def test_wordpress_tells_what_was_edited_since(tmp_path):
    site = WordPressSite(posts(3))
    with outlet(tmp_path / "home", site, "wordpress SITE/") as home:
        fill(home)
        site.posts[-2]["text"] = tell(9)
        summary, _ = fill(home, modified_after=dt.date(2024, 1, 15))
        assert (summary.articles, summary.new_versions) == (1, 1)
        assert killed(home)[-1] == (DAYS[-1], 9)
        told = ask(home, "select known_at from core.article_version where replaced_at is null order by known_at desc")
        assert told[0] == (at(20),)


def test_a_feed_is_paged_back_to_the_day_by_halving(tmp_path):
    site = Site()
    items = [
        (f"{site.base}/news/{number}", f"خبر {number}", at(31, 18) - dt.timedelta(hours=6 * number), "")
        for number in range(200)
    ]
    for number in range(1, 21):
        site.answers[f"/feed?paged={number}"] = [Answer(200, feed(*items[(number - 1) * 10 : number * 10]))]
    for url, _, published, _ in items:
        site.answers[url.removeprefix(site.base)] = [html(tell(3 + published.hour // 6), published.date())]
    with outlet(tmp_path / "home", site, "paged SITE/feed?paged={page}") as home:
        summary, _ = fill(home, DAYS[0], DAYS[0])
        assert (summary.articles, summary.failed_days) == (4, [])
        pages = [path for path in site.paths if path.startswith("/feed")]
        assert len(pages) == len(set(pages)) <= 10
        beyond, _ = fill(home, dt.date(2023, 1, 1), dt.date(2023, 1, 1))
        assert (beyond.articles, beyond.days) == (0, 1)


def test_a_day_that_fails_is_named_kept_and_retried_alone(tmp_path):
    site = WordPressSite(posts(3))
    site.answers["fail"] = [Answer(500), Answer(500), Answer(200, CHALLENGE, HTML)]
    with outlet(tmp_path / "home", site, "wordpress SITE/") as home:
        summary, _ = fill(home)
        assert [line.split(": ")[1] for line in summary.failed_days] == ["http_5xx", "html_answer"]
        assert [row[1] for row in checkpoints(home)] == ["failed", "failed", "done"]
        assert "a page instead of JSON" in summary.failed_days[1]
        asked = len(site.paths)
        retried, _ = fill(home, dt.date(2023, 12, 1), only_failed=True)
        assert (retried.days, retried.failed_days, len(site.paths) - asked) == (2, [], 2)
        assert {row[1] for row in checkpoints(home)} == {"done"}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(Answer(429, headers={"Retry-After": "3600"}), "rate_limited"), (Answer(403), "blocked")],
)
def test_a_site_that_refuses_is_left_alone_for_the_rest_of_the_run(answer, outcome, tmp_path):
    site = WordPressSite(posts(3))
    site.answers["fail"] = [answer]
    with outlet(tmp_path / "home", site, "wordpress SITE/") as home:
        summary, _ = fill(home)
        assert len(site.paths) == 1
        assert outcome in summary.failed_days[0]
        assert "2 more days, from 2024-01-06 on" in summary.failed_days[1]
        assert summary.problems == {f"day_{outcome}": 1}


def test_robots_are_obeyed_in_the_past_too(tmp_path):
    site = WordPressSite(posts(3))
    site.answers["/robots.txt"] = [Answer(200, b"User-agent: *\nDisallow: /wp-json/\n")]
    with outlet(tmp_path / "home", site, "wordpress SITE/") as home:
        summary, _ = fill(home)
        assert site.paths == []
        assert "robots_disallowed" in summary.failed_days[0]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [([Answer(503), Answer(503)], "http_5xx"), ([Answer(200, b" \n", HTML)], "empty")],
    ids=["an error", "nothing in it"],
)
def test_pages_that_cannot_be_had_now_fail_the_day_and_the_others_are_not_asked_for_twice(answers, outcome, tmp_path):
    site = Site()
    addresses = [f"{site.base}/{name}" for name in "abc"]
    site.answers["/map?2024-01-05"] = [Answer(200, sitemap(*((address, "") for address in addresses)))]
    site.answers |= {"/a": [html(tell(3), DAYS[0])], "/b": [*answers, html(tell(4), DAYS[0])]}
    with outlet(tmp_path / "home", site, "sitemap SITE/map?{yyyy}-{mm}-{dd}") as home:
        summary, _ = fill(home, DAYS[0], DAYS[0])
        assert f"1 pages could not be had: {outcome}" in summary.failed_days[0]
        assert summary.problems == {"page_http_4xx": 1, f"day_{outcome}": 1}
        assert checkpoints(home) == [(DAYS[0], "failed", 1, None)]
        again, _ = fill(home, DAYS[0], DAYS[0])
        assert (again.failed_days, again.new_versions) == ([], 1)
        assert (site.paths.count("/a"), site.paths.count("/b")) == (1, len(answers) + 1)


def captured(site):
    """Captures of a feed over three days, and of the pages that it named: one edited, one moved, one never captured."""
    one, two, three, four = (f"http://one.example/news/{number}" for number in (1, 2, 3, 4))
    first = [(one, "خبر", at(5), "قصير"), (two, "خبر", at(5), "قصير")]
    second = [(three, "خبر", at(6), f"<p>{tell(7)}</p><p>{tell(7)}</p>"), (four, "خبر", at(6), "قصير"), *first]
    source = f"{site}/feed"
    return [
        ("20240105080000", source, "200", "A", feed(*first)),
        ("20240105120000", source, "200", "A", feed(*first)),
        ("20240106080000", source, "200", "B", feed(*second)),
        ("20240107080000", source, "503", "C", b"down"),
        ("20240105090000", one, "200", "D", page(tell(3), DAYS[0]).encode()),
        ("20240105150000", one, "200", "E", page(tell(4), DAYS[0]).encode()),
        ("20240105200000", one, "200", "F", page(tell(5), DAYS[0]).encode()),
        ("20240105090000", two, "404", "G", b"gone"),
        ("20240106090000", two, "200", "H", page(tell(6, "أريحا"), DAYS[0]).encode("cp1256")),
    ]


@contextmanager
def wayback(tmp_path, budget=1000, rows=None, monkeypatch=None):
    site = PublicIndex([], budget)
    site.captures = sorted(captured("http://one.example"), key=lambda row: (row[1], row[0]))
    paths = {"wayback_index": f"{site.base}/cdx/search/cdx", "wayback_pages": f"{site.base}/web"}
    with outlet(tmp_path / "home", site, **paths) as home:
        registry = (home / "feeds.toml").read_text().replace(f"{site.base}/feed", "http://one.example/feed")
        (home / "feeds.toml").write_text(registry)
        if rows:
            monkeypatch.setattr("flows.sources.wayback.ROWS", rows)
        yield site, home


def test_captures_of_a_feed_give_the_first_and_the_last_wording_of_its_pages(tmp_path):
    with wayback(tmp_path) as (site, home):
        summary, pauses = fill(home, source="wayback")
        assert summary.failed_days == []
        assert summary.problems == {"not_captured": 1}
        versions = ask(home, """
            select url, known_at, regexp_extract(text, 'قتل (\\pL+)', 1)
            from core.article_version join core.article using (article_id)
            order by url, known_at
        """)  # fmt: skip
        assert versions == [
            ("http://one.example/news/1", at(5), "ثلاثة"),
            ("http://one.example/news/1", at(5, 20), "خمسة"),
            ("http://one.example/news/2", at(5), "ستة"),
            ("http://one.example/news/3", at(6), "سبعة"),
        ]
        assert all(pause == pytest.approx(2.5) for pause in pauses)
        assert len(pauses) == len(site.asked)
        assert site.queries[0]["from"] == "20240104210000"


def test_a_429_stops_and_keeps_the_place_in_the_listing(tmp_path, monkeypatch):
    with wayback(tmp_path, budget=3, rows=1, monkeypatch=monkeypatch) as (site, home):
        extra = ("20240105130000", "http://one.example/feed", "200", "Z", feed())
        site.captures = sorted([*site.captures, extra], key=lambda row: (row[1], row[0]))
        summary, _ = fill(home, DAYS[0], DAYS[0], "wayback")
        assert "rate_limited" in summary.failed_days[0]
        asked = len(site.asked)
        assert asked == 4
        # Until the host's own hour has come, nothing is asked.
        site.budget = 1000
        held, _ = fill(home, DAYS[0], DAYS[0], "wayback")
        assert "held_off" in held.failed_days[0]
        assert len(site.asked) == asked
        (home / "holds.json").unlink()
        done, _ = fill(home, DAYS[0], DAYS[0], "wayback")
        assert (done.failed_days, checkpoints(home)[0][1:]) == ([], ("done", 3, None))


def test_a_listing_goes_on_at_its_resume_key(tmp_path, monkeypatch):
    with wayback(tmp_path, rows=1, monkeypatch=monkeypatch) as (site, home):
        feeds = [(f"202401050{hour}0000", "http://one.example/feed", "200", f"Z{hour}", feed()) for hour in range(1, 5)]
        site.captures = sorted(feeds, key=lambda row: (row[1], row[0]))
        # Two pages of the index and their captures are answered, the third page is not.
        site.budget = 4
        fill(home, DAYS[0], DAYS[0], "wayback")
        assert checkpoints(home) == [(DAYS[0], "failed", 0, "2")]
        (home / "holds.json").unlink()
        site.budget, site.queries = 1000, []
        fill(home, DAYS[0], DAYS[0], "wayback")
        assert [query.get("resumeKey") for query in site.queries] == ["2", "3"]
        assert checkpoints(home) == [(DAYS[0], "done", 0, None)]


def test_an_index_that_answers_with_a_page_is_named(tmp_path):
    with wayback(tmp_path) as (site, home):
        site.answer_index = lambda query: Answer(200, CHALLENGE, HTML)
        summary, _ = fill(home, DAYS[0], DAYS[0], "wayback")
        assert "html_answer" in summary.failed_days[0]
        assert "a page instead of JSON" in summary.failed_days[0]


def test_a_dry_run_asks_for_a_sample_of_listings_and_reckons_with_the_pace(tmp_path):
    site = WordPressSite(posts(3))
    with outlet(tmp_path / "home", site, "wordpress SITE/", host_interval=5) as home:
        clock = SlowClock()
        door = Fetcher(load_settings(home), pace=Pace(sleep=clock.sleep, clock=clock))
        plan = estimate(Order(DAYS[0], dt.date(2024, 1, 31), outlet="one"), str(home), print, door)
        (line,) = plan.lines
        assert (line.days, line.requests, line.seconds) == (27, 27, 135.0)
        assert plan.sentences()[-1] == "in all about 2 minutes"
        assert len(site.paths) == 3
        assert not (home / "warehouse.duckdb").exists()


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({"outlet": "nobody"}, "there is no outlet 'nobody'"),
        ({"outlet": "one", "source": "sitemap"}, "the outlet one has no sitemap; the registry gives it wordpress"),
        ({"source": "paged"}, "no outlet of .* has the source paged"),
        ({"outlet": "one", "end": dt.date(2199, 1, 1)}, "is not over yet"),
        ({"outlet": "one", "source": "wayback", "modified_after": DAYS[0]}, "asks WordPress"),
    ],
)
def test_an_outlet_without_the_source_is_told_what_there_is(order, says, tmp_path):
    with outlet(tmp_path / "home", Site(), "wordpress SITE/") as home, pytest.raises(UserError, match=says):
        fill_range(Order(**{"start": DAYS[0], "end": DAYS[1], **order}), str(home))
