"""What outlets do over several daily runs: each case of `cases/courses.toml` is a site of its own on loopback.

All sites are read together by the same runs, as in life, so that a case also shows that it disturbs no other.
"""

import datetime as dt
import json
import tomllib
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from flows.archive import read_list
from flows.registry import format_feed
from flows.rounds import run_round
from tests.flows.clock import Clock
from tests.flows.web import Site, answer_of
from tests.soak import THINGS, TOWNS

CASES = tomllib.loads((Path(__file__).parent / "cases" / "courses.toml").read_text("utf-8"))["case"]
START = dt.datetime(2024, 2, 10, 6, tzinfo=dt.UTC)
PAUSES = (2, 25, 25, 0)
DATE = "Sat, 10 Feb 2024 05:00:00 GMT"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def write_text(case, number, toll=None):
    """The story of a case's item: every fourth tells of casualties."""
    town, thing = TOWNS[(case + number) % len(TOWNS)], THINGS[(case * 3 + number) % len(THINGS)]
    first = f"ارتفعت أسعار {thing} في أسواق {town} بنسبة {case + number} في المئة منذ مطلع الشهر، بحسب تجار في المدينة."
    if number % 4 == 0:
        first = (
            f"قتل {toll or 7} مدنيين وأصيب 12 آخرون في قصف مدفعي على بلدة {town} بريف إدلب اليوم، وفق الدفاع المدني."
        )
    more = (
        f"وقال مراسل منبر {case} في اتصال هاتفي صباح اليوم إن أهالي {town} ينتظرون منذ {number + 2} أيام وصول {thing} "
        f"إلى السوق رقم {case * 7}."
    )
    return f"{first}\n{more}\n{more.replace('ينتظرون', 'طالبوا أمس بتأمينها، وينتظرون')}"


def write_page(text, head=""):
    """A page that holds a text."""
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<html lang=ar><head><title>خبر</title>{head}</head><body><article>{body}</article></body></html>"


def write_live(case, numbers):
    """A live page whose updates are the stories of these numbers."""
    updates = [
        {"@type": "BlogPosting", "headline": "تطور", "articleBody": write_text(case, number), "datePublished":
         f"2024-02-10T0{number}:00:00+03:00"} for number in numbers
    ]  # fmt: skip
    table = json.dumps(
        {"@type": "LiveBlogPosting", "headline": "متابعة", "liveBlogUpdate": updates}, ensure_ascii=False
    )
    return write_page("متابعة", f'<script type="application/ld+json">{table}</script>')


def write_item(case, base, item):
    """One item of a feed."""
    item = {"path": f"/a/{item}", "guid": str(item)} | (item if isinstance(item, dict) else {})
    link = item["path"] if "://" in item["path"] else item["path"] and base + item["path"]
    date = item.get("date", DATE)
    text = f"<description><![CDATA[{write_text(case, item['text'])}]]></description>" if "text" in item else ""
    return (
        f"<item><title>{item.get('title', 'خبر')}</title><link>{link.replace('&', '&amp;')}</link>"
        f'<guid isPermaLink="false">{item["guid"]}</guid>{f"<pubDate>{date}</pubDate>" if date else ""}{text}</item>'
    )


def script(case, site, table):
    """The answer that a case's table describes, with the feed or the page that it stands for."""
    if "items" in table:
        items = "".join(write_item(case, site.base, item) for item in table["items"])
        head = f'<?xml version="1.0" encoding="{table.get("encoding", "utf-8")}"?>'
        table = {**table, "body": f'{head}<rss version="2.0"><channel><title>منبر</title>{items}</channel></rss>'}
    elif "live" in table:
        table = {**table, "body": write_live(case, table["live"])}
    elif "story" in table:
        text = write_text(case, table["story"], table.get("toll"))
        text = text.encode().decode("cp1252", "replace") if table.get("spoilt") else text
        table = {"headers": HTML} | table | {"body": write_page(text, table.get("head", ""))}
    return [answer_of(table, site)]


def listed_pages(tables):
    """The pages of all numbered items that are not scripted themselves."""
    feeds = [table["items"] for table in tables.values() if "items" in table]
    paths = {f"/a/{item}" if isinstance(item, int) else item["path"] for items in feeds for item in items}
    numbers = {path: path.removeprefix("/a/") for path in paths if path.startswith("/a/")}
    return {path: {"story": int(number)} for path, number in numbers.items() if number.isdecimal()}


class Course:
    """One case: its site, and what it was asked in each run."""

    def __init__(self, number, case, site):
        self.number, self.case, self.site = number, case, site
        self.feed = f"case-{number}"
        self.asked, self.sent, self.held = [], [], {}
        self._tables = {}

    def begin(self, run):
        """Serve what holds from this run on."""
        changed = dict(enumerate(self.case["rounds"])).get(run, {})
        self._tables |= changed
        served = listed_pages(self._tables) | self._tables
        self.site.answers = {path: script(self.number, self.site, table) for path, table in served.items()}

    def end(self):
        """Remember what was asked."""
        self.asked.append(self.site.paths)
        self.sent += [one.headers.get("If-None-Match", "") for one in self.site.asked if one.path == "/feed"]
        self.site.asked.clear()

    @property
    def table(self):
        """The feed's table of the registry."""
        own = {"id": self.feed, "outlet": self.feed, "name_ar": "منبر", "url": f"{self.site.base}/feed"}
        return format_feed(own | self.case.get("feed", {}))


QUERIES = {
    "outcomes": "select list(outcome order by fetched_at) from raw.fetch where kind = 'feed' and feed_id = $feed",
    "articles": "select count(*) from core.article where outlet_id = $feed",
    "versions": """
        select count(*) from core.article_version join core.article using (article_id) where outlet_id = $feed
    """,
    "stories": """
        select count(distinct coalesce(story_id, article_id))
        from core.article left join core.story using (article_id) where outlet_id = $feed
    """,
    "published": "select list(distinct published_source) from core.article where outlet_id = $feed",
    "killed": """
        select sum(killed_best)::integer from mart.incident where list_contains(outlets, $feed)
    """,
    "dropped": """
        select coalesce(map_from_entries(list({k: reason, v: times})), map()) from (
            select told.key as reason, sum(told.value)::integer as times
            from (select unnest(map_entries(dropped)) as told from mart.daily_feed_health where feed_id = $feed)
            group by all
        )
    """,
}


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """All courses, run to their end."""
    home, clock = tmp_path_factory.mktemp("home"), Clock(START)
    with ExitStack() as stack:
        found = [Course(number, case, stack.enter_context(Site())) for number, case in enumerate(CASES, 1)]
        hosts = json.dumps([host for course in found for host in (course.site.host, f"localhost:{course.site.port}")])
        pauses = "host_interval = 0\nfeed_interval = 0\nretry_delay = 0\nworkers = 1\nmax_page_bytes = 200000\n"
        (home / "settings.toml").write_text(f"{pauses}allow_hosts = {hosts}\n")
        (home / "feeds.toml").write_text("".join(course.table for course in found), encoding="utf-8")
        for run, pause in enumerate(PAUSES):
            for course in found:
                course.begin(run)
            run_round(str(home), clock=clock)
            for course in found:
                course.end()
            clock.pass_hours(pause)
    pages = list(read_list(home / "archive"))
    assert {f"{page.body_hash}.gz" for page in pages} == {path.name for path in home.rglob("archive/*/*.gz")}
    bodies = [page.outlet for page in pages]
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        for course in found:
            course.held = {
                name: con.execute(sql, {"feed": course.feed}).fetchone()[0] for name, sql in QUERIES.items()
            } | {"asked": course.asked, "sent": course.sent, "archived": bodies.count(course.feed)}
    return {course.case["name"]: course.held for course in found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_course_comes_to_what_it_should(case, courses):
    held = courses[case["name"]]
    expected = {name: value for name, value in case.items() if name in held}
    assert {name: held[name] for name in expected} == expected
    assert set(case) <= {"name", "rounds", "feed", *held}
