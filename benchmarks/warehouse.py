"""The warehouse at size: a backfill of many made-up articles, then a day's on top, by stage, in time and memory.

python -m benchmarks.warehouse --articles 1000000                 in order of date; half an hour or more
python -m benchmarks.warehouse --articles 1000000 --scattered     in no order of date
python -m benchmarks.warehouse --articles 50000 --stretches 20    50,000, then twenty times over by SQL
python -m benchmarks.warehouse --articles 1000 --per-day 200      a few seconds; what the tests run

Prints JSON lines: one a chunk, then one a measurement. Times are of the processor, all threads together, and by the
clock on the wall.
"""

import argparse
import datetime as dt
import json
import random
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from benchmarks.history import multiply
from benchmarks.synthetic import FIRST_DAY, News, registries, spread
from tests.warehouse.rows import merge
from warehouse import store
from warehouse.check import EVER
from warehouse.connection import open_reader, open_writer
from warehouse.migrate import migrate
from warehouse.publish import publish
from warehouse.statements import names_in, statement

CHUNK = 5000
"""Articles of one transaction: what a backfill of flows/past.py loads at once."""

DAILY = 2000
STAGES = ("load_batch", "refresh_stories", "refresh_claims", "relink", "build_marts", "run_checks")
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

QUERIES = {
    "a month of a governorate": """
        select event_date, killed_best from mart.daily_governorate_casualties
        where governorate_code = 'SY07' and event_date between $day - 30 and $day order by event_date""",
    "incidents of a day": "select * from mart.incident where event_date = $day",
    "years of a country": """
        select year(event_date), sum(killed_best) from mart.daily_country_casualties
        where event_date <= $day group by 1 order by 1""",
}


class Clock:
    """Processor and wall seconds by stage."""

    def __init__(self):
        self.spent = defaultdict(lambda: [0.0, 0.0])

    @contextmanager
    def time(self, stage):
        """Add up what happens inside under `stage`."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        spent = self.spent[stage]
        spent[0] += time.process_time() - processor
        spent[1] += time.perf_counter() - wall

    def told(self):
        """What was spent, as numbers to print, and start anew."""
        told = {stage: [round(processor, 2), round(wall, 2)] for stage, (processor, wall) in self.spent.items()}
        self.spent.clear()
        return told


CLOCK = Clock()


WORK = {name: getattr(store, name) for name in STAGES}


@contextmanager
def timing_stages():
    """Have every stage of a run's storing timed."""
    for name, work in WORK.items():
        setattr(store, name, timed(work, name))
    try:
        yield
    finally:
        for name, work in WORK.items():
            setattr(store, name, work)


def timed(work, stage):
    """`work`, timed as a stage."""

    def run(*arguments, **named):
        with CLOCK.time(stage):
            return work(*arguments, **named)

    return run


def peak_megabytes():
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tell(what, **figures):
    """One line of JSON."""
    print(json.dumps({"what": what, **figures, "peak_mb": peak_megabytes()}, default=str), flush=True)


def create(path):
    """An empty warehouse with its registries."""
    con = open_writer(path)
    migrate(con)
    store.store_run(con, registries(), recorded_at=NOW - dt.timedelta(days=1))
    return con


def chunks(news, days, scattered):
    """Batches of CHUNK articles, half days in order of date or in no order; a story may lie in two batches."""
    halves = [(day, half) for day in range(days) for half in (0, 1)]
    if scattered:
        random.Random(news.seed).shuffle(halves)
    per_chunk = max(CHUNK * 2 // news.per_day, 1)
    for first in range(0, len(halves), per_chunk):
        yield merge(*(spread(news.day(day), 2)[half] for day, half in halves[first : first + per_chunk]))


def fill(path, news, days, scattered, every):
    """The backfill, chunk by chunk, told after every so many; it opens and closes the file for each, as a real one."""
    loaded = 0
    for number, batch in enumerate(chunks(news, days, scattered)):
        loaded += len(batch["core.article"])
        with CLOCK.time("all"):
            con = open_writer(path)
            store.store_run(con, batch, recorded_at=NOW + dt.timedelta(seconds=number))
            con.close()
        if number % every == every - 1:
            tell("backfill", articles=loaded, seconds=CLOCK.told())
    tell("backfill done", articles=loaded, seconds=CLOCK.told())


def lengthen(path, stretches, days):
    """The history so many times over; returns the days that it takes."""
    con = open_writer(path)
    with CLOCK.time("lengthen"):
        days = multiply(con, stretches, days)
    con.close()
    tell("history made longer", stretches=stretches, seconds=CLOCK.told())
    return days


def measure_day(path, batch, label):
    """A daily run's storing of a batch, opening and closing included; processor seconds."""
    measure_day.runs += 1
    with CLOCK.time("all"):
        con = open_writer(path)
        store.store_run(con, batch, recorded_at=NOW + dt.timedelta(days=1, seconds=measure_day.runs))
        con.close()
    told = CLOCK.told()
    tell(f"a day on {label}", articles=len(batch["core.article"]), seconds=told)
    return told["all"][0]


measure_day.runs = 0


def measure_load(path, batch):
    """Rows of raw and core alone, rolled back."""
    con = open_writer(path)
    count = len(batch["core.article"])
    con.execute("begin transaction")
    with CLOCK.time("load"):
        WORK["load_batch"](con, batch, recorded_at=NOW + dt.timedelta(days=2))
    con.execute("rollback")
    con.close()
    processor, wall = CLOCK.told()["load"]
    tell(
        "load of rows",
        articles=count,
        seconds=[processor, wall],
        articles_per_second=round(count / max(processor, 1e-3)),
    )


def measure_near(path, batch):
    """The near-duplicates of one day's articles among all that is stored, rolled back."""
    con = open_writer(path)
    now = NOW + dt.timedelta(days=3)
    con.execute("begin transaction")
    WORK["load_batch"](con, batch, recorded_at=now)
    with CLOCK.time("near"):
        WORK["refresh_stories"](con, (), now.replace(tzinfo=None))
    con.execute("rollback")
    con.close()
    tell("near-duplicates of a day", articles=len(batch["core.article"]), seconds=CLOCK.told()["near"])


def measure_changes(path, news, day):
    """One late article, a revised toll, and the first again: each should cost by the change."""
    con = open_writer(path)
    late = spread(news.day(day), news.per_day)
    telling = next(batch for batch in late if batch["core.casualty_event"])
    event = telling["core.casualty_event"][0]
    for number, (what, batch) in enumerate(
        {
            "a late article": renamed(telling, "late"),
            "a revised toll": {**telling, "core.casualty_event": [{**event, "killed_low": 77, "killed_high": 77}]},
            "the toll put back": telling,
        }.items()
    ):
        with CLOCK.time("all"):
            result = store.store_run(con, batch, recorded_at=NOW + dt.timedelta(days=4, seconds=number))
        tell(what, touched_days=len(result.touched_days), incidents=len(result.changed_incidents), seconds=CLOCK.told())
    con.close()


def renamed(batch, word):
    """The rows of an article under other ids: another outlet's article that says the same."""
    keys = ("article_id", "version_id", "event_id", "entry_id", "url", "url_key")
    return {
        table: [{c: f"{word} {v}" if c in keys and v else v for c, v in row.items()} for row in rows]
        for table, rows in batch.items()
    }


def measure_reading(path, snapshot, day):
    """The full checks, each table of days made again, publishing, and a reader's queries."""
    con = open_reader(path)
    by_check = {}
    for name in names_in("checks"):
        started = time.process_time()
        sql = statement(name)
        con.execute(sql, {"since": EVER} if "$since" in sql else None).fetchall()
        by_check[name] = round(time.process_time() - started, 2)
    slowest = dict(sorted(by_check.items(), key=lambda item: -item[1])[:5])
    tell("full checks", seconds=round(sum(by_check.values()), 2), slowest=slowest)
    con.close()
    with CLOCK.time("publish"):
        publish(path, snapshot)
    with CLOCK.time("copy alone"):
        subprocess.run(["cp", str(path), f"{snapshot}.copy"], check=True)
    Path(f"{snapshot}.copy").unlink()
    tell("publish", megabytes=path.stat().st_size // 2**20, seconds=CLOCK.told())
    con = open_reader(snapshot)
    for name, sql in QUERIES.items():
        with CLOCK.time(name):
            con.execute(sql, {"day": day}).fetchall()
    tell("queries", seconds=CLOCK.told())
    con.close()


def tell_sizes(path):
    """Rows of the largest tables."""
    con = open_reader(path)
    rows = con.execute(SIZES).fetchall()
    con.close()
    tell("rows", **dict(rows))


def find_recall(path, news, days):
    """By kind, how many copies or edits were planted, which share was found alike, which is told as one story."""
    con = open_reader(path)
    taken = [pair for day in range(days) for pair in news.planted[day]]
    con.register("planted", pa.table(dict(zip(("kind", "one", "other"), zip(*taken, strict=True), strict=True))))
    found = {kind: tuple(shares) for kind, *shares in con.execute(RECALL).fetchall()}
    con.close()
    tell("recall", **found)
    return found


SIZES = "select schema_name || '.' || table_name, estimated_size from duckdb_tables() order by 2 desc limit 12"

RECALL = """
    select
        kind,
        count(*),
        round(count(pair.article_id) / count(*), 4),
        round(count(*) filter (coalesce(story.story_id, one) = coalesce(other_story.story_id, other)) / count(*), 4)
    from planted
    left join (
        select distinct least(article_id, other_article_id) as article_id,
            greatest(article_id, other_article_id) as other_article_id
        from core.near_duplicate
    ) as pair on pair.article_id = least(one, other) and pair.other_article_id = greatest(one, other)
    left join core.story as story on story.article_id = one
    left join core.story as other_story on other_story.article_id = other
    group by kind
"""


def run(articles, per_day, scattered, every, folder, stretches=1):
    """The whole benchmark; returns the share of planted copies and edits found, by kind."""
    news, days = News(per_day), max(articles // per_day, 1)
    path, empty = folder / "write.duckdb", folder / "empty.duckdb"
    create(empty).close()
    shutil.copyfile(empty, path)
    CLOCK.told()
    fresh = []
    for number in range(3):
        shutil.copyfile(empty, folder / "one.duckdb")
        fresh.append(measure_day(folder / "one.duckdb", news.day(days + number), "an empty warehouse"))
    fill(path, news, days, scattered, every)
    found = find_recall(path, news, days)
    days = lengthen(path, stretches, days)
    tell_sizes(path)
    large = News(CHUNK if articles > CHUNK else per_day, seed=23).day(days)
    measure_load(path, large)
    measure_near(path, large)
    full = [measure_day(path, news.day(days + number), "the full warehouse") for number in range(3)]
    tell("a day, full over empty", ratio=round(statistics.median(full) / statistics.median(fresh), 2))
    measure_changes(path, news, days // 2)
    measure_reading(path, folder / "warehouse.duckdb", FIRST_DAY + dt.timedelta(days=days // 2))
    return found


def main():
    """Run the benchmark in a folder of its own, which goes at the end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--per-day", type=int, default=2000)
    parser.add_argument("--scattered", action="store_true", help="half days in no order of date")
    parser.add_argument("--every", type=int, default=10, help="tell of the backfill after so many chunks")
    parser.add_argument("--folder", type=Path, help="where the database grows (default: the temporary folder)")
    parser.add_argument("--stretches", type=int, default=1, help="times that the loaded history is had")
    parser.add_argument("--small", action="store_true", help="1,000 articles, 200 a day")
    options = parser.parse_args()
    if options.small:
        options.articles, options.per_day = 1000, 200
    with timing_stages(), tempfile.TemporaryDirectory(dir=options.folder) as folder:
        run(options.articles, options.per_day, options.scattered, options.every, Path(folder), options.stretches)


if __name__ == "__main__":
    main()
