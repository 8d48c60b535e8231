"""kill -9 at random moments of a backfill: `python -m tests.kills`. Exits with 0 only if nothing was lost or doubled.

Each life of the backfill is a process of its own that is killed, with its helpers, somewhere on its way; the next one
goes on. The warehouse that comes of it must equal that of an undisturbed run, row for row, but for instants and the
ids of runs. When a backfill comes to its end before all kills are made, the rest falls on a new one.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.variants import FIRST_DAY, write_jsonl

UNEQUAL = ("meta.run", "meta.load", "meta.migration")
"""Tables that tell of the runs themselves."""

RUN_COLUMNS = ("run_id", "recorded_at", "changed_at", "created_at", "fetched_at")
ENDED_COLUMNS = ("superseded_at", "closed_at")
CHILD = "import sys, tests.kills; tests.kills.fill(*sys.argv[1:])"


def fill(home, path, per_load, processes):
    """One life: the whole range, over as many processes."""
    import datetime as dt

    from flows.past import fill_range
    from flows.sources.choose import Order

    os.environ |= {"HASILA_WORKERS": processes, "HASILA_LOAD_CHUNK": per_load}
    fill_range(Order(FIRST_DAY, FIRST_DAY + dt.timedelta(days=20_000), path=path), home)


def start(home, path, per_load, processes):
    """A life in a process group of its own."""
    command = [sys.executable, "-c", CHILD, str(home), str(path), str(per_load), str(processes)]
    return subprocess.Popen(command, start_new_session=True)


def live(home, path, per_load, processes, seconds):
    """Let a backfill live so long, at most; returns whether it was killed."""
    process = start(home, path, per_load, processes)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    if code:
        raise RuntimeError(f"the backfill ended with {code}")
    return False


def shared_columns(con):
    """Each table of a warehouse that two runs share, with what they share of its rows, in SQL."""
    con.execute("set timezone = 'UTC'")
    tables = con.execute("""
        select schema_name || '.' || table_name, list(column_name order by column_index)
        from duckdb_columns() join duckdb_tables() using (schema_name, table_name)
        where schema_name in ('raw', 'core', 'mart', 'meta') group by all order by all
    """).fetchall()
    for table, names in tables:
        if table not in UNEQUAL:
            told = [f"{n} is null" if n in ENDED_COLUMNS else n for n in names if n not in RUN_COLUMNS]
            yield table, ", ".join(told)


def content(path):
    """Every row of a warehouse as text, by table, without what two runs may not share."""
    with duckdb.connect(str(path), read_only=True) as con:
        return {
            table: sorted(map(repr, con.execute(f"select {columns} from {table}").fetchall()))
            for table, columns in shared_columns(con)
        }


def compare(expected, found):
    """What differs, in lines."""
    mistakes = []
    for table in sorted(expected.keys() | found.keys()):
        one, other = expected.get(table, []), found.get(table, [])
        if one != other:
            lost, more = set(one) - set(other), set(other) - set(one)
            shown = next(iter(lost or more), "rows repeated")
            mistakes.append(
                f"{table}: {len(one)} rows undisturbed, {len(other)} after kills; for example {shown[:300]}"
            )
    return mistakes


def kill(folder, articles, kills, seed, processes=2, per_load=500, tell=lambda line: None):
    """Kill backfills so many times; returns the mistakes, and how many warehouses it took."""
    chooser = random.Random(seed)
    path = folder / "articles.jsonl"
    write_jsonl(path, articles, seed, days=max(12, articles // 50))
    started = time.monotonic()
    assert not live(folder / "calm", path, per_load, processes, None)
    whole = time.monotonic() - started
    expected = content(folder / "calm" / "warehouse.duckdb")
    tell(f"undisturbed: {whole:.0f} s, {len(expected['core.article'])} articles")
    mistakes, made, round_number = [], 0, 0
    while made < kills:
        round_number += 1
        home = folder / f"round-{round_number}"
        while made < kills and live(home, path, per_load, processes, chooser.uniform(0.2, 1) * whole / 2):
            made += 1
            tell(f"kill {made}: {count_days(home)} days done")
        live(home, path, per_load, processes, None)
        found = compare(expected, content(home / "warehouse.duckdb"))
        mistakes += [f"round {round_number}: {line}" for line in found]
        tell(f"round {round_number} came to its end, {len(found)} tables differ")
    return mistakes, round_number


def count_days(home):
    """Days that a killed backfill left done."""
    path = home / "write.duckdb"
    if not path.exists():
        return 0
    with contextlib.suppress(duckdb.Error), duckdb.connect(str(path), read_only=True) as con:
        return con.execute("select count(*) from meta.backfill_day").fetchone()[0]
    return 0


def main():
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    def tell(line):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        mistakes, rounds = kill(Path(folder), options.articles, options.kills, options.seed, tell=tell)
    tell(f"{options.kills} kills over {rounds} backfills of {options.articles} articles: {len(mistakes)} mistakes")
    for mistake in mistakes:
        tell(f"wrong: {mistake}")
    return bool(mistakes)


if __name__ == "__main__":
    sys.exit(main())
