"""The daily round on the sample site, as plain Python: what it reads, what it says, and what it survives."""

import datetime as dt
import re
from collections import Counter
from dataclasses import replace

import duckdb
import pytest
from typer.testing import CliRunner

from flows import polling, storing
from flows.cli import app
from flows.errors import UserError
from flows.rounds import NothingReadError, run_round
from tests.flows.clock import Clock
from warehouse.errors import WarehouseUnreadable

NOW = dt.datetime(2024, 2, 10, 6, tzinfo=dt.UTC)


@pytest.fixture
def ask(settings):
    """A question to the published snapshot: its rows."""

    def ask(sql):
        with duckdb.connect(str(settings.warehouse_path), read_only=True) as con:
            return con.execute(sql).fetchall()

    return ask


def outcomes(summary):
    return {line.feed_id: line.outcome for line in summary.feeds}


def test_first_round_reads_everything_and_the_second_adds_nothing(site, settings, ask):
    first = run_round(str(settings.home))
    assert outcomes(first) == {
        "sample-maraya": "ok",
        "sample-nakhla": "ok",
        "sample-rayhan": "ok",
        "sample-sindyan": "ok",
        "sample-sahel": "refused",
    }
    assert first.new_articles == first.articles > 40
    assert first.events > 30
    assert first.problems == Counter(
        {"not_an_article": 1, "repeated_entry": 1, "feed_refused": 1, "page_robots_disallowed": 1, "page_http_4xx": 1}
    )
    # The table of feeds says the same of the day as the run says of itself.
    health = ask("""
        select sum(new_entry_count), sum(page_count), sum(kept_count), sum(failed_count),
            map_from_entries(flatten(list(map_entries(dropped)))) from mart.daily_feed_health
    """)
    dropped = {name: number for name, number in first.problems.items() if name != "feed_refused"}
    assert health == [(sum(line.new for line in first.feeds), first.pages, first.articles, 1, dropped)]
    tables = ("core.article", "core.article_version", "core.casualty_event", "core.claim", "core.incident")
    held = {table: ask(f"select count(*) from {table}") for table in tables}
    site.requests.clear()

    second = run_round(str(settings.home))
    assert (second.new_articles, second.events, second.rows_added, second.rows_updated) == (0, 0, 0, 0)
    assert "0 new articles" in second.sentences()[0]
    assert "0 rows added, 0 changed" in second.sentences()[0]
    assert held == {table: ask(f"select count(*) from {table}") for table in tables}
    # One request a feed, each answered by 304: nothing else is asked of anybody.
    assert [status for _, path, status in site.requests if path != "/robots.txt"] == [304] * 4


def test_a_feed_that_answers_and_brings_nothing_is_told_as_silent(settings):
    home, clock = str(settings.home), Clock(NOW)
    feed = ["sample-nakhla"]
    assert run_round(home, feed, clock).silent == []
    clock.pass_hours(100)
    summary = run_round(home, feed, clock)
    assert outcomes(summary) == {"sample-nakhla": "not_modified"}
    assert summary.to_json()["silent"] == feed
    assert summary.feed_table()[0]["quiet"] == "4 d"
    assert "silent: sample-nakhla (nothing new for 4 d, usually within 46 h)" in summary.markdown()
    told = CliRunner().invoke(app, ["status", "--home", home]).stdout
    assert "0 of 1 feeds answer and bring news\nsilent: sample-nakhla (nothing new for 4 d" in told


def test_every_event_leads_back_to_its_words(settings, ask):
    run_round(str(settings.home))
    orphans = ask("""
        select event.event_id from core.casualty_event as event
        left join core.event_span as span using (event_id)
        left join core.article_version as version using (version_id)
        group by event.event_id
        having count(span.role) = 0 or bool_or(
            substr(case span.field when 'title' then title else text end, span_start + 1, span_end - span_start) = '')
    """)
    assert orphans == []


def test_a_changed_article_is_a_new_version_and_supersedes_its_claims(site, settings, ask):
    run_round(str(settings.home), ["sample-rayhan"])
    site.edition = 2
    summary = run_round(str(settings.home), ["sample-rayhan"])
    assert (summary.new_articles, summary.changed_articles) == (0, 1)
    rows = ask("""
        select count(*), count(distinct version_id), count(*) filter (where replaced_at is null)
        from core.article_version group by article_id having count(*) > 1
    """)
    assert rows == [(2, 2, 1)]


def test_a_page_that_fails_is_asked_for_again_though_the_feed_is_not_modified(site, settings, monkeypatch):
    answer = type(site).answer

    def fail(self, outlet, target):
        found = answer(self, outlet, target)
        if outlet.id == "maraya" and found.media_type.startswith("text/html"):
            return replace(found, status=503, body=b"")
        return found

    monkeypatch.setattr(type(site), "answer", fail)
    home, feed = str(settings.home), ["sample-maraya"]
    first = run_round(home, feed)
    # After three pages in a row that fail, the host is left in peace.
    assert first.problems["page_http_5xx"] == polling.PATIENCE
    monkeypatch.undo()
    second = run_round(home, feed)
    assert outcomes(second) == {"sample-maraya": "not_modified"}
    assert second.new_articles > 10
    assert run_round(home, feed).pages == 0


def test_a_page_that_was_answered_with_nothing_once_is_not_lost(site, settings, monkeypatch):
    answer = type(site).answer

    def hush(self, outlet, target):
        found = answer(self, outlet, target)
        is_page = outlet.id == "maraya" and found.media_type.startswith("text/html") and found.status == 200
        return replace(found, body=b"") if is_page else found

    monkeypatch.setattr(type(site), "answer", hush)
    home, feed = str(settings.home), ["sample-maraya"]
    first = run_round(home, feed)
    assert (first.new_articles, first.problems["empty"] > 10) == (0, True)
    monkeypatch.undo()
    assert run_round(home, feed).new_articles > 10
    assert run_round(home, feed).pages == 0


def test_a_feed_that_breaks_us_is_named_and_stops_nothing(site, settings, monkeypatch):
    parse = polling.parse_feed
    broken = next(feed["url"] for feed in site.feeds if feed["outlet"] == "nakhla")

    def break_down(body, *, url, **options):
        if url == broken:
            raise RuntimeError("a fault of ours")
        return parse(body, url=url, **options)

    monkeypatch.setattr(polling, "parse_feed", break_down)
    summary = run_round(str(settings.home), ["sample-maraya", "sample-nakhla"])
    assert "failed: sample-nakhla (crashed)" in summary.sentences()
    line = next(line for line in summary.failed_feeds if line.outlet == "nakhla")
    assert line.outcome == "crashed"
    assert re.fullmatch(r"RuntimeError in polling\.py:\d+: a fault of ours", line.detail)
    assert summary.new_articles > 10


def test_nothing_could_be_read(settings, ask):
    with pytest.raises(NothingReadError, match=r"none of 1 feeds could be read \(1 refused\)") as error:
        run_round(str(settings.home), only=["sample-sahel"])
    assert outcomes(error.value.summary) == {"sample-sahel": "refused"}
    # What the feed answered is in the warehouse all the same: silence must not be taken for peace.
    assert ask("select outcome from raw.fetch where kind = 'feed'") == [("refused",)]


def test_an_outage_stays_one_while_feeds_wait_for_their_next_try(settings):
    home, clock = str(settings.home), Clock(NOW)
    path = settings.home / "settings.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("feed_interval = 0", "feed_interval = 900"))
    run_round(home, ["sample-nakhla"], clock)
    with pytest.raises(NothingReadError, match=r"none of 1 feeds could be read \(1 refused\)"):
        run_round(home, ["sample-nakhla", "sample-sahel"], clock)
    with pytest.raises(NothingReadError, match=r"none of 1 feeds could be read \(1 waiting since they failed\)"):
        run_round(home, ["sample-sahel"], clock)
    assert run_round(home, ["sample-nakhla", "sample-sahel"], clock).feeds[1].outcome == "not_due"


def test_a_failure_that_is_known_to_happen_is_told_apart(settings):
    text = settings.feeds_path.read_text(encoding="utf-8")
    settings.feeds_path.write_text(text.replace("[[feed]]", "[[feed]]\nexpect_failures = true"), encoding="utf-8")
    summary = run_round(str(settings.home), ["sample-nakhla", "sample-sahel"])
    assert "failed, as they do at times: sample-sahel (refused)" in summary.sentences()


def test_unknown_feed(settings):
    with pytest.raises(UserError, match="there is no feed 'nobody'"):
        run_round(str(settings.home), only=["nobody"])


def test_no_feed_is_enabled(settings):
    text = settings.feeds_path.read_text(encoding="utf-8")
    settings.feeds_path.write_text(text.replace("enabled = true", "enabled = false"), encoding="utf-8")
    with pytest.raises(UserError, match="no feed is enabled"):
        run_round(str(settings.home))


def test_a_broken_warehouse_is_known_before_anything_is_fetched(settings, site):
    settings.write_path.write_bytes(b"no database")
    with pytest.raises(WarehouseUnreadable, match=r"write\.duckdb"):
        run_round(str(settings.home))
    assert site.requests == []


def test_feeds_read_a_short_while_ago_are_left_alone(settings, site):
    feed = ["sample-nakhla"]
    run_round(str(settings.home), feed)
    text = (settings.home / "settings.toml").read_text(encoding="utf-8")
    (settings.home / "settings.toml").write_text(text.replace("feed_interval = 0", "feed_interval = 900"))
    site.requests.clear()
    summary = run_round(str(settings.home), feed)
    assert outcomes(summary) == {"sample-nakhla": "not_due"}
    assert "0 of 0 feeds answered, 1 not due yet" in summary.sentences()[0]
    assert site.requests == []


def test_a_run_that_fails_is_remembered_and_repeated(settings, ask, monkeypatch):
    def break_down(*arguments, **options):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(storing, "make_batch", break_down)
    with pytest.raises(RuntimeError, match="in the middle"):
        run_round(str(settings.home), ["sample-nakhla"])
    monkeypatch.undo()
    assert run_round(str(settings.home), ["sample-nakhla"]).new_articles > 10
    assert ask("select status from meta.run order by started_at") == [("failed",), ("completed",)]


def test_what_told_casualties_is_read_again_after_1_6_24_and_72_hours(site, settings, ask):
    clock = Clock(NOW)
    home, feed = str(settings.home), ["sample-nakhla"]
    run_round(home, feed, clock)
    (telling,) = ask("select count(distinct article_id) from core.casualty_event")[0]
    read = []
    for hours in (0, 1, 4, 1, 18, 49, 500):
        clock.pass_hours(hours)
        summary = run_round(home, feed, clock)
        assert summary.changed_articles == 0
        read.append(summary.pages)
    # After 0, 1, 5, 6, 24, 73 and 573 hours: 72 hours fell due before 73, and then there is an end.
    assert read == [0, telling, 0, telling, telling, telling, 0]
