"""Rows to daily tables: ours beside pandas and SQLite on the same rows, each day loaded twice.

python -m benchmarks.loads               50,000 articles over 25 days; pandas in an environment of its own
python -m benchmarks.loads --small       ours alone; checks results and never times, for CI

The peer does what a script of an afternoon does: drop what is known by its key, append, group events by day and
governorate. It links nothing, so that ten reports of one strike are ten strikes there; the sums say how much that is.
Sketches of texts are left out of both: benchmarks.near has them.
"""

import argparse
import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.near import ask
from benchmarks.peers import install
from benchmarks.synthetic import News, registries
from benchmarks.warehouse import CLOCK, NOW, timing_stages
from warehouse import store
from warehouse.connection import open_writer
from warehouse.migrate import migrate

PER_DAY = 2000
PEER = ["pandas>=2.2,<4"]
TABLES = ("core.article", "core.article_version", "core.casualty_event", "core.event_victim")


def write_days(folder, days, per_day):
    """The peer's input: a file of rows a table and day."""
    news = News(per_day, seed=17)
    for number in range(days):
        rows = news.day(number)
        for table in TABLES:
            with (folder / f"{number:04}.{table}.jsonl").open("w", encoding="utf-8") as out:
                for row in rows[table]:
                    out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def load_ours(folder, days, per_day):
    """Seconds of CPU of the rows alone, brought first and again, and of all stages, and the sum of the best counts."""
    news = News(per_day, seed=17)
    con = open_writer(folder / "write.duckdb")
    migrate(con)
    store.store_run(con, registries(), recorded_at=NOW - dt.timedelta(days=1))
    CLOCK.told()
    added = []
    seconds = {"first": 0.0, "again": 0.0, "all": 0.0}
    for number in range(days):
        made = news.day(number)
        rows = {table: made[table] for table in (*TABLES, "core.extraction")}
        for again in (0, 1):
            with CLOCK.time("all"):
                loaded = store.store_run(con, rows, recorded_at=NOW + dt.timedelta(seconds=2 * number + again))
            added.append(loaded.added if again else 0)
            seconds["again" if again else "first"] += CLOCK.spent["load_batch"][0]
            seconds["all"] += CLOCK.spent["all"][0]
            CLOCK.told()
    (killed,) = con.execute("select sum(killed_best) from mart.daily_country_casualties").fetchone()
    con.close()
    return {**seconds, "killed": int(killed), "doubled": sum(added)}


def main(arguments=None):
    """Print the table; the exit code is 1 where a second load of ours added a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="ours alone, 600 articles; for CI")
    parser.add_argument("--articles", type=int, default=50_000)
    options = parser.parse_args(arguments)
    per_day = 200 if options.small else PER_DAY
    days = (600 if options.small else options.articles) // per_day
    with timing_stages(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = load_ours(folder, days, per_day)
        count = days * per_day
        for load, name in (("first", "rows"), ("again", "the same rows again")):
            print(f"hasila, {name:20} {ours[load]:7.1f} s of CPU, {count / ours[load]:7,.0f} articles/s")
        print(
            f"hasila, rows to marts, both  {ours['all']:7.1f} s of CPU, {count / ours['all']:7,.0f} articles/s; "
            f"{ours['killed']:,} killed, {ours['doubled']} rows doubled"
        )
        if options.small:
            return int(ours["doubled"] > 0)
        write_days(folder, days, per_day)
        python, trouble = install("pandas", PEER, folder)
        if trouble:
            print(f"pandas and SQLite            left out: {trouble}")
        else:
            told = ask(python, Path(__file__).with_name("loads_peer.py"), folder, days)
            print(
                f"pandas and SQLite, both      {told['all']:7.1f} s of CPU, {count / told['all']:7,.0f} articles/s; "
                f"{told['killed']:,} killed, {told['doubled']} rows doubled"
            )
    return int(ours["doubled"] > 0)


if __name__ == "__main__":
    sys.exit(main())
