"""The same articles read by this machine's processes and on a Dask cluster of its own: equal to the bit, and the pace.

python -m benchmarks.cluster                     200,000 articles, each way once: half an hour
python -m benchmarks.cluster --small             some seconds; checks results and never times, for CI

Real commands beside a server of Prefect. Exits with 1 where one row of the two warehouses differs.
"""

import argparse
import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.rounds import BIN, Watch, prefect_server
from benchmarks.variants import FIRST_DAY, write_jsonl
from tests.kills import shared_columns

LAST_DAY = dt.date(2100, 1, 1)
PER_DAY = 500
TELLING = 0.375
"""Of which two thirds tell of casualties: see benchmarks.variants."""
RUNNERS = ("processes", "dask")


def fill(home, path, runner, environment):
    """One `hasila backfill` of a file; its summary, with peak memory in MB and seconds of CPU of all its processes."""
    words = ["backfill", "--start", FIRST_DAY, "--end", LAST_DAY, "--path", path, "--runner", runner, "--home", home]
    command = [str(word) for word in (BIN / "hasila", *words, "--json")]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watch = Watch(child.pid)
    told, said = child.communicate()
    peak, processor = watch.stop()
    if child.returncode:
        raise RuntimeError(f"{runner} ended with {child.returncode}: {said[-2000:]}")
    return json.loads(re.search(r"\{.*\}", told, re.DOTALL)[0]), peak, processor


def fingerprints(path):
    """For each table of a warehouse its rows and the sum of their hashes, without what two runs may not share."""
    with duckdb.connect(str(path), read_only=True) as con:
        return {
            table: con.execute(
                f"select count(*), sum(md5_number_lower(row({columns})::varchar)::hugeint) from {table}"
            ).fetchone()
            for table, columns in shared_columns(con)
        }


def compare(folder, articles, days, environment, say=print):
    """Fill two warehouses; what differs, in words."""
    path = folder / "articles.jsonl"
    write_jsonl(path, articles, days=days, telling=TELLING)
    told, prints = {}, {}
    for runner in RUNNERS:
        started = time.perf_counter()
        told[runner], peak, processor = fill(folder / runner, path, runner, environment)
        wall = time.perf_counter() - started
        prints[runner] = fingerprints(folder / runner / "warehouse.duckdb")
        count = told[runner]["articles"]
        say(
            f"{runner:9}: {count:,} articles with {told[runner]['events']:,} events in {wall:,.0f} s, "
            f"{count / wall:,.0f} a second; {processor:,.0f} s of CPU, peak {peak:,.0f} MB"
        )
    plain, spread = prints.values()
    rows, hashes = sum(count for count, _ in plain.values()), len(plain)
    say(f"{rows:,} rows of {hashes} tables compared, but for instants and the ids of runs")
    mistakes = [f"{table}: {plain[table]} and {spread[table]}" for table in plain if plain[table] != spread[table]]
    if plain["core.article"][0] < 0.9 * articles or plain["core.casualty_event"][0] == 0:
        mistakes.append(f"of {articles} articles {plain['core.article'][0]} were loaded")
    return mistakes


def main(arguments=None):
    """Measure; the exit code is 1 where the two differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help="where the warehouses grow (default: temporary)")
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args(arguments)
    articles = 120 if options.small else options.articles
    with tempfile.TemporaryDirectory(dir=options.folder) as place, prefect_server(Path(place)) as environment:
        if options.small:
            environment |= {"HASILA_EXTRACT_CHUNK": "10", "HASILA_WORKERS": "1"}
        mistakes = compare(Path(place), articles, max(6, articles // PER_DAY), environment)
    print("\n".join(mistakes or ["equal to the bit"]))
    return int(bool(mistakes))


if __name__ == "__main__":
    sys.exit(main())
