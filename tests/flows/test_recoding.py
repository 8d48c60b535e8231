"""The re-extraction: what it reports, where it stops, what it supersedes, and what analysts' corrections survive."""

import datetime as dt
import json
from dataclasses import replace

import duckdb
import pytest
from typer.testing import CliRunner

from extractors.records import Count
from flows import recoding
from flows.cli import app
from flows.difference import Difference, compare
from flows.errors import UserError
from flows.past import ingest_file
from flows.recoding import Recoding, SurpriseError, read_share, recode_range
from flows.settings import load_settings
from tests.flows.stories import line
from warehouse.connection import open_writer
from warehouse.correct import change_events
from warehouse.publish import publish
from warehouse.query import read_query

DAYS = [dt.date(2024, 1, 30) + dt.timedelta(days=number) for number in range(4)]


@pytest.fixture
def home(tmp_path):
    """Four articles of four days: 3, 4, 5 and 6 killed."""
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"".join(line(3 + number, day) for number, day in enumerate(DAYS)))
    (tmp_path / "home").mkdir()
    (tmp_path / "home/settings.toml").write_text("workers = 1\n")
    ingest_file(load_settings(tmp_path / "home"), path)
    return tmp_path / "home"


def ask(home, sql):
    return read_query(load_settings(home).warehouse_path, sql).rows


def killed(home):
    return ask(home, """
        select event_date, killed_best from mart.daily_governorate_casualties
        where incident_count > 0 order by event_date
    """)  # fmt: skip


def change_coder(monkeypatch, change, name="coder 2"):
    """Another coder: `change` makes an article's events others."""
    extract = recoding.extract
    monkeypatch.setattr(recoding, "extract", lambda article: change(article, extract(article)))
    monkeypatch.setattr(recoding, "coder_version", lambda: name)


def add_killed(number):
    """A coder that finds so many more killed."""

    def more(count):
        return Count(count.low + number, count.high + number)

    def change(article, events):
        return [
            replace(event, counts={**event.counts, "killed": more(event.counts["killed"])})
            for event in events
        ]  # fmt: skip

    return change


def lose(day):
    """A coder that finds nothing on a day."""
    return lambda article, events: [] if article.published == day else events


def test_the_report_says_what_changes_by_phenomenon_with_examples(home, monkeypatch):
    change_coder(monkeypatch, lose(DAYS[0]))
    change_coder(monkeypatch, add_killed(2))
    report = recode_range(Recoding(dry_run=True), str(home)).report
    assert (report["texts"], report["changed_texts"], report["events_before"], report["events_after"]) == (4, 4, 4, 3)
    assert report["phenomena"] == {"killed": 3, "lost": 1}
    assert report["people"]["killed"] == {"before": 18, "after": 21}
    assert report["change"] == 1.0
    example = report["examples"]["killed"][0]
    assert (example["before"], example["after"], example["people"]) == ("4", "6", 2)
    assert report["examples"]["lost"][0]["before"].startswith("killed 3, 2024-01-30, سرمين")
    assert killed(home) == list(zip(DAYS, (3, 4, 5, 6), strict=True))


def test_a_surprise_stops_before_anything_is_loaded_or_published(home, monkeypatch):
    change_coder(monkeypatch, lose(DAYS[3]))
    before = load_settings(home).write_path.read_bytes(), load_settings(home).warehouse_path.stat().st_mtime_ns
    with pytest.raises(SurpriseError, match=r"moves 33\.3%, more than the 5\.0% allowed") as stopped:
        recode_range(Recoding(max_change=0.05), str(home))
    assert stopped.value.summary.report["phenomena"] == {"lost": 1}
    after = load_settings(home).write_path.read_bytes(), load_settings(home).warehouse_path.stat().st_mtime_ns
    assert before[1] == after[1]
    assert ask(home, "select count(*) from core.casualty_event where superseded_at is not null") == [(0,)]
    allowed = recode_range(Recoding(max_change=0.34), str(home))
    assert (allowed.articles, killed(home)) == (4, list(zip(DAYS[:3], (3, 4, 5), strict=True)))
    assert [row["killed_best_change"] for row in allowed.report["days"]] == [-6]
    assert [*home.glob(".reextract-*")] == []


def test_old_events_are_superseded_and_kept_and_a_killed_run_repeats(home, monkeypatch):
    monkeypatch.setenv("HASILA_LOAD_CHUNK", "1")
    change_coder(monkeypatch, add_killed(1))
    (home / ".reextract-999999999-x").mkdir()
    half = recode_range(Recoding(DAYS[0], DAYS[1]), str(home))
    rest = recode_range(Recoding(), str(home))
    assert (half.articles, rest.articles) == (2, 2)
    assert killed(home) == list(zip(DAYS, (4, 5, 6, 7), strict=True))
    events = "select killed_low, superseded_at is null from core.casualty_event order by killed_low, 2"
    assert ask(home, events) == [
        (3, False),
        (4, False),
        (4, True),
        (5, False),
        (5, True),
        (6, False),
        (6, True),
        (7, True),
    ]
    assert [*home.glob(".reextract-*")] == []
    assert recode_range(Recoding(), str(home)).articles == 0


def test_only_what_was_read_since_a_version(home, monkeypatch):
    change_coder(monkeypatch, add_killed(1), "coder 2, lexicon a")
    recode_range(Recoding(DAYS[0], DAYS[0]), str(home))
    change_coder(monkeypatch, lambda article, events: events, "coder 3")
    recode_range(Recoding(DAYS[1], DAYS[1]), str(home))
    change_coder(monkeypatch, lambda article, events: events, "coder 4")
    with pytest.raises(UserError, match=r"no text held was last read by a coder 'coder 9'; they are: coder 1.*coder 3"):
        recode_range(Recoding(since_version="coder 9"), str(home))
    assert recode_range(Recoding(since_version="coder 2", dry_run=True), str(home)).report["texts"] == 2
    assert recode_range(Recoding(since_version="coder 3", dry_run=True), str(home)).report["texts"] == 1
    assert recode_range(Recoding(since_version="coder 1", dry_run=True), str(home)).report["texts"] == 4


def test_corrections_survive_a_new_reading(home, monkeypatch):
    settings = load_settings(home)
    con = open_writer(settings.write_path)
    ((event,),) = con.execute("select event_id from core.standing_event where killed_low = 5").fetchall()
    now = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
    change_events(con, [event], {"killed_low": 40, "killed_high": 40}, reason="seen twice", author="me", made_at=now)
    con.close()
    publish(settings.write_path, settings.warehouse_path)
    change_coder(monkeypatch, add_killed(1))
    recode_range(Recoding(), str(home))
    assert killed(home) == list(zip(DAYS, (4, 5, 40, 7), strict=True))
    assert ask(home, "select killed_low from core.casualty_event where superseded_at is null order by 1") == [
        (4,),
        (5,),
        (6,),
        (7,),
    ]


@pytest.mark.parametrize(("raw", "share"), [("5%", 0.05), ("0.2", 0.2), (0.1, 0.1), (None, None), ("0%", 0.0)])
def test_a_share_is_written_either_way(raw, share):
    assert read_share(raw) == share


@pytest.mark.parametrize("raw", ["five", "5 percent", "-1%", "%"])
def test_what_is_no_share_is_refused(raw):
    with pytest.raises(UserError, match=r"write it as 5% or 0\.05"):
        read_share(raw)


def event(**said):
    """An event as the warehouse holds it."""
    held = dict.fromkeys(
        (
            "scope",
            "circumstance",
            "place",
            "governorate_code",
            "country_code",
            "event_date",
            "weapon",
            "target",
            "claimant",
        )
    )
    counts = {
        f"{name}_{end}": None
        for name in ("killed", "injured", "missing", "detained", "casualties")
        for end in ("low", "high")
    }
    return {**held, **counts, "retold": False, "actor": [], **said}


def test_events_are_paired_by_what_they_say_and_not_by_their_order():
    one, other = event(killed_low=3, killed_high=3, place="a"), event(killed_low=9, killed_high=9, place="b")
    article = {"article_id": "x", "title": None, "text": "نص", "url": None}
    assert compare(article, [one, other], [other, one]).phenomena == {}
    moved = compare(article, [one, other], [{**other, "actor": ("regime",)}, {**one, "killed_high": None}])
    assert moved.phenomena == {"actor": 1, "killed": 1}
    assert (moved.moved_events, moved.examples["killed"][0].after) == (1, "3+")
    assert Difference().change == 0.0
    assert compare(article, [], [one]).change == 1.0


def test_the_command_shows_the_report_and_leaves_with_1_at_a_surprise(home, monkeypatch):
    change_coder(monkeypatch, lose(DAYS[3]))
    monkeypatch.setattr("flows.commands.past.prepare_flow", lambda: None)
    monkeypatch.setattr("flows.reextract.reextract", lambda *words: recode_range(
        Recoding(words[0], words[1], words[2], words[3], read_share(words[4]), words[5]), words[6]))  # fmt: skip
    stopped = CliRunner().invoke(app, ["reextract", "--max-change", "5%", "--home", str(home)])
    assert stopped.exit_code == 1
    assert "1 of 4 texts are read otherwise" in stopped.output
    assert "nothing is loaded or published" in stopped.output
    done = CliRunner().invoke(app, ["reextract", "--json", "--home", str(home)])
    assert (done.exit_code, json.loads(done.stdout)["report"]["phenomena"]) == (0, {"lost": 1})
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        assert con.execute("select status from meta.run where flow = 'reextract' order by 1").fetchall() == [
            ("completed",), ("failed",),
        ]  # fmt: skip
