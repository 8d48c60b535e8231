"""Feeds that are found and written to the registry, and selectors that are learnt from stored pages."""

import datetime as dt
import json
import tomllib

import pytest
from typer.testing import CliRunner

from flows.archive import ArchivedPage, list_pages, store_body
from flows.cli import app
from flows.feeds import FeedsError, load_feeds
from flows.registry import append_feeds, name_feed, set_selector
from flows.settings import load_settings
from tests.flows.web import Answer, Site

NOW = dt.datetime(2024, 1, 10, 12, tzinfo=dt.UTC)
REGISTRY = """# Mine.
[[feed]]
id = "old"
outlet = "old"
name_ar = "قديم"   # as it calls itself
url = "https://old.example/feed"
selector = "div.before"

[[feed]]
id = "other"
outlet = "other"
name_ar = "آخر"
url = "https://other.example/feed"
"""


def rss(title, *paths):
    items = "".join(f"<item><title>خبر</title><link>{path}</link></item>" for path in paths)
    return Answer(body=f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode())


def page(*feeds):
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
    return Answer(body=f"<html><head>{links}</head><body><p>الرئيسية</p></body></html>".encode())


@pytest.fixture
def site():
    with Site() as site:
        yield site


@pytest.fixture
def home(tmp_path, site):
    (tmp_path / "settings.toml").write_text(f'host_interval = 0\nallow_hosts = ["{site.host}"]\n')
    (tmp_path / "feeds.toml").write_text(REGISTRY, encoding="utf-8")
    return tmp_path


def hasila(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_announced_feeds_are_proposed_and_written_only_on_request(home, site):
    site.answers = {
        "/": [page("/feed", "/world/feed", "/gone/feed")],
        "/feed": [rss("الجسر", "/1", "/2")],
        "/world/feed": [rss("الجسر، العالم", "/3")],
    }
    result = hasila("feeds", "add", site.base, "--home", home)
    assert result.exit_code == 0
    proposed = tomllib.loads(result.stdout)["feed"]
    assert [(feed["id"], feed["outlet"], feed["name_ar"]) for feed in proposed] == [
        ("127-0-0-1", "127-0-0-1", "الجسر"),
        ("127-0-0-1-2", "127-0-0-1", "الجسر، العالم"),
    ]
    assert "/gone/feed: no new feed (http_4xx HTTP 404)" in result.stderr
    assert (home / "feeds.toml").read_text(encoding="utf-8") == REGISTRY

    assert hasila("feeds", "add", site.base, "--write", "--home", home).exit_code == 0
    assert (home / "feeds.toml").read_text(encoding="utf-8").startswith(REGISTRY)
    assert [feed.id for feed in load_feeds(home / "feeds.toml")] == ["old", "other", "127-0-0-1", "127-0-0-1-2"]
    again = hasila("feeds", "add", site.base, "--write", "--home", home)
    assert again.exit_code == 1
    assert "is in the registry already" in again.stderr


def test_the_address_may_be_the_feed_itself(home, site):
    site.answers = {"/rss": [rss("الجسر", "/1")]}
    (found,) = json.loads(hasila("feeds", "add", f"{site.base}/rss", "--json", "--home", home).stdout)
    assert (found["items"], found["table"]["url"]) == (1, f"{site.base}/rss")


def test_a_site_that_announces_nothing_is_asked_at_the_usual_places(home, site):
    site.answers = {"/": [page()], "/rss.xml": [rss("الجسر", "/1")]}
    found = json.loads(hasila("feeds", "add", site.base, "--json", "--home", home).stdout)
    assert [bool(candidate["table"]) for candidate in found] == [False, True]
    assert site.paths == ["/", "/feed/", "/rss.xml"]


def test_a_site_without_a_front_page_is_asked_at_the_usual_places(home, site):
    site.answers = {"/feed/": [rss("الجسر", "/1")]}
    (found,) = json.loads(hasila("feeds", "add", site.base, "--json", "--home", home).stdout)
    assert found["table"]["url"] == f"{site.base}/feed/"


def test_a_site_that_cannot_be_read_is_told_in_one_line(home, site):
    site.answers = {"/": [Answer(403)]}
    result = hasila("feeds", "add", site.base, "--home", home)
    assert (result.exit_code, result.stderr.count("\n"), "blocked HTTP 403" in result.stderr) == (2, 1, True)


def test_check_tells_what_robots_say(home, site):
    site.answers = {
        "/robots.txt": [Answer(body=b"User-agent: *\nCrawl-delay: 0.2\nDisallow: /private\n")],
        "/feed": [rss("الجسر", "/1")],
        "/private/feed": [rss("الجسر", "/1")],
    }
    feeds = [{"id": name, "outlet": "a", "name_ar": "أ", "url": site.base + path} for name, path in (
        ("open", "/feed"), ("closed", "/private/feed"))]  # fmt: skip
    append_feeds(load_settings(home), feeds)
    result = hasila("feeds", "check", "--only", "open", "--only", "closed", "--json", "--home", home)
    rows = {row["feed"]: row for row in json.loads(result.stdout)}
    assert rows["closed"]["outcome"] == "robots_disallowed"
    assert rows["closed"]["robots"].startswith("disallowed")
    assert rows["open"]["robots"] == "allowed, 0.2 s apart"
    assert "1 of 1 feeds can be read" in hasila("feeds", "check", "--only", "open", "--home", home).stdout


def test_a_registry_that_would_not_load_is_left_as_it_was(home):
    with pytest.raises(FeedsError):
        append_feeds(
            load_settings(home), [{"id": "old", "outlet": "x", "name_ar": "س", "url": "https://x.example/feed"}]
        )
    assert (home / "feeds.toml").read_text(encoding="utf-8") == REGISTRY
    assert sorted(path.name for path in home.iterdir()) == ["feeds.toml", "settings.toml"]


def test_the_first_change_starts_from_the_packaged_registry(tmp_path):
    settings = load_settings(tmp_path)
    before = load_feeds(settings.feeds_path)
    append_feeds(settings, [{"id": "new", "outlet": "new", "name_ar": "جديد", "url": "https://new.example/feed"}])
    assert [feed.id for feed in load_feeds(tmp_path / "feeds.toml")] == [*(feed.id for feed in before), "new"]


@pytest.mark.parametrize(("outlet", "number"), [("old", 0), ("other", 1)])
def test_a_selector_is_set_in_its_feeds_only(home, outlet, number):
    before = load_feeds(home / "feeds.toml")
    after = load_feeds(set_selector(load_settings(home), outlet, 'div[class="story"]'))
    assert after[number].selector == 'div[class="story"]'
    assert after[1 - number] == before[1 - number]
    text = (home / "feeds.toml").read_text(encoding="utf-8")
    assert "# Mine." in text
    assert "# as it calls itself" in text


@pytest.mark.parametrize(
    ("url", "taken", "name"),
    [
        ("https://www.jisr.example/feed", [], "jisr-example"),
        ("https://jisr.example/feed", ["jisr-example"], "jisr-example-2"),
        ("https://مثال.example/feed", [], "xn-mgbh0fb-example"),
        ("https:///feed", [], "feed"),
    ],
)
def test_names_of_new_feeds(url, taken, name):
    assert name_feed(url, taken) == name


def story(number, box):
    words = ("الخبز", "الماء", "القمح", "الزيت", "الوقود")[number]
    text = f"قال مراسل الجسر إن أسعار {words} ارتفعت في أسواق المدينة منذ مطلع الشهر، وإن الأهالي ينتظرون حلا قريبا."
    more = f"وأضاف أن تجار {words} يشكون من قلة ما يصل إليهم، ومن طول الطريق بين المدينة والمعبر في هذا الشتاء."
    menu = "<ul class=menu><li>الرئيسية</li><li>سوريا</li></ul>"
    return f"<html><body>{menu}<div class={box}><p>{text}</p><p>{more}</p></div><footer>الجسر</footer></body></html>"


def store(home, day, box):
    archive = load_settings(home).archive_path
    pages = [
        ArchivedPage(
            store_body(archive, story(number, box).encode()), f"https://old.example/{number}", "old", None, NOW
        )
        for number in range(5)
    ]
    list_pages(archive, NOW.date() + dt.timedelta(days=day), pages)


def test_a_selector_is_learnt_and_its_drift_is_seen(home):
    store(home, 0, "before")
    rows = json.loads(hasila("feeds", "learn", "old", "--json", "--home", home).stdout)
    assert [(row["is"], row["selector"], row["good"]) for row in rows] == [
        ("present", "div.before", True), ("proposed", "div.before", True),
    ]  # fmt: skip
    (home / "archive" / "pages-2024-01-10.jsonl").unlink()
    store(home, 1, "after")
    result = hasila("feeds", "learn", "old", "--json", "--write", "--home", home)
    rows = json.loads(result.stdout)
    assert [(row["selector"], row["good"]) for row in rows] == [("div.before", False), ("div.after", True)]
    assert load_feeds(home / "feeds.toml")[0].selector == "div.after"


def test_nothing_can_be_learnt_without_pages(home):
    assert "no page of old is stored" in hasila("feeds", "learn", "old", "--home", home).stderr
    assert "there is no outlet 'nobody'" in hasila("feeds", "learn", "nobody", "--home", home).stderr
