"""Feeds that date their items anew: pages are followed by it, and not asked for in each run. `cases/stamps.toml`."""

import datetime as dt
import json
import tomllib
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from flows.rounds import run_round
from tests.flows.archives import HTML
from tests.flows.clock import Clock
from tests.flows.stories import page
from tests.flows.web import Answer, Site

CASES = tomllib.loads((Path(__file__).parent / "cases" / "stamps.toml").read_text("utf-8"))["case"]
START = dt.datetime(2024, 2, 10, 6, tzinfo=dt.UTC)
RUNS = (0, 4, 7, 10, 13, 16, 19, 22, 25)
TEXTS = {
    1: "ارتفعت أسعار الخبز في أسواق المدينة {} مرات منذ مطلع الشهر، بحسب تجار قالوا إن الأهالي ينتظرون وصول الطحين.",
    2: "افتتحت البلدية {} حدائق جديدة في الأحياء الشرقية، وقال رئيسها إن العمل فيها استمر أشهرا بمشاركة متطوعين.",
}


def write_item(site, case, number, hour):
    """An entry of the feed as it stands at that hour."""
    built = hour if case.get("every") else 0
    dated = max([built, *(int(at) for at, who in case.get("stamps", {}).items() if int(at) <= hour and number in who)])
    updated = (START + dt.timedelta(hours=dated)).isoformat()
    title = sum(int(at) <= hour and number in who for at, who in case.get("titles", {}).items())
    return (
        f"<entry><id>tag:{number}</id><title>خبر {number} {title}</title><link href='{site.base}/{number}'/>"
        f"<published>2024-02-10T05:00:00Z</published><updated>{updated}</updated>"
        "</entry>"
    )


def serve(site, case, hour):
    """Let the site be as it is at that hour."""
    items = "".join(write_item(site, case, number, hour) for number in (1, 2, 3))
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>منبر</title>{items}</feed>'
    changes = {**case.get("stamps", {}), **case.get("titles", {})}
    edits = sum(int(at) <= hour and 1 in who for at, who in changes.items())
    site.answers = {"/feed": [Answer(body=feed.encode())]}
    for number, text in TEXTS.items():
        story = "\n".join([text.format(3 + edits if number == 1 else 3)] * 2)
        site.answers[f"/{number}"] = [Answer(body=page(story, title="خبر").encode(), headers={**HTML, "ETag": '"e"'})]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """What each case's site was asked by each run, and the warehouse in the end: all are read by the same runs."""
    home, clock = tmp_path_factory.mktemp("home"), Clock(START)
    with ExitStack() as stack:
        sites = [stack.enter_context(Site()) for _ in CASES]
        values = {"host_interval": 0, "feed_interval": 0, "retries": 0, "workers": 1}
        values["allow_hosts"] = [site.host for site in sites]
        (home / "settings.toml").write_text("".join(f"{key} = {json.dumps(one)}\n" for key, one in values.items()))
        tables = [
            {"id": f"case-{n}", "outlet": f"case-{n}", "name_ar": "منبر", "url": f"{site.base}/feed"}
            for n, site in enumerate(sites)
        ]
        told = ["".join(f"{key} = {json.dumps(one)}\n" for key, one in table.items()) for table in tables]
        (home / "feeds.toml").write_text("".join(f"[[feed]]\n{one}" for one in told), encoding="utf-8")
        asked = [[] for _ in CASES]
        for hour in RUNS:
            clock.now = START + dt.timedelta(hours=hour)
            for site, case in zip(sites, CASES, strict=True):
                serve(site, case, hour)
                site.asked.clear()
            run_round(str(home), clock=clock)
            for site, runs in zip(sites, asked, strict=True):
                runs.append([request for request in site.asked if request.path in ("/1", "/2", "/3")])
    return asked, home / "warehouse.duckdb"


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_a_page_is_followed_by_its_dates_and_not_asked_for_in_each_run(number, course):
    case, (asked, warehouse) = CASES[number], course
    assert [len(pages) for pages in asked[number]] == case["asked"]
    with duckdb.connect(str(warehouse), read_only=True) as con:
        found = con.execute(
            "select count(*) from core.article_version join core.article using (article_id) where outlet_id = ?",
            [f"case-{number}"],
        ).fetchall()
    assert found == [(case["versions"],)]


def test_a_page_with_but_another_date_may_be_answered_in_short(course):
    for case, runs in zip(CASES, course[0], strict=True):
        again = [request for pages in runs[1:] for request in pages if request.path != "/3"]
        if not case.get("titles"):
            assert {request.headers.get("If-None-Match") for request in again} <= {'"e"'}
        assert not any(request.headers.get("If-None-Match") for request in runs[0])
