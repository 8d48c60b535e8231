"""The whole way of the data at size: articles and pages of the past to published marts, stage by stage.

python -m benchmarks.pipeline                          980,000 articles and 20,000 pages: an hour or more
python -m benchmarks.pipeline --articles 20000 --pages 1000
python -m benchmarks.pipeline --small                  some seconds; checks results and never times, for CI

A quarter of the articles tell of casualties, most of several. Then the size of the file, a year's report, the questions
of docs/sql.md, and whole daily runs on top of it beside the same on an empty warehouse.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import daily, report
from benchmarks.backfill import memory_of_tree, processor_of_tree
from benchmarks.rounds import prefect_server, run_command, run_here
from benchmarks.variants import FIRST_DAY, write_jsonl, write_warc
from benchmarks.warehouse import CLOCK, STAGES, peak_megabytes, timing_stages
from flows.chunks import Onlooker
from flows.past import fill_range
from flows.settings import load_settings
from flows.sources.choose import Order
from warehouse.connection import open_reader

PER_DAY = 500
TELLING = 0.375
"""Of which two thirds tell of casualties: see benchmarks.variants."""
LAST_DAY = dt.date(2100, 1, 1)


def fill(home, source, path):
    """Load a file in this process, and print a line of JSON a chunk: what was told, seconds by stage, memory."""
    started = time.perf_counter()

    def tell(text, *values):
        told = {"told": text % values, "wall": round(time.perf_counter() - started, 1)}
        print(json.dumps({**told, "stages": CLOCK.told(), "megabytes": peak_megabytes()}), flush=True)

    with timing_stages():
        summary = fill_range(Order(FIRST_DAY, LAST_DAY, source, path), home, Onlooker(tell=tell))
    print(json.dumps({"summary": summary.to_json(), "wall": round(time.perf_counter() - started, 1)}))


def watch(home, source, path, folder, every, say):
    """Fill in a process of its own; prints every so manieth chunk, and the sum."""
    command = [sys.executable, "-m", "benchmarks.pipeline", "--fill", str(home), source, str(path)]
    log = folder / f"{source}.jsonl"
    peak, used = 0, {}
    with log.open("w") as out:
        child = subprocess.Popen(command, stdout=out)
        while child.poll() is None:
            peak = max(peak, memory_of_tree(child.pid))
            processor_of_tree(child.pid, used)
            time.sleep(0.5)
    if child.returncode:
        raise RuntimeError(f"{source} ended with {child.returncode}")
    *chunks, last = [json.loads(line) for line in log.read_text().splitlines()]
    stages = dict.fromkeys(STAGES, 0.0)
    for number, chunk in enumerate(chunks):
        for stage, (processor, _) in chunk["stages"].items():
            stages[stage] = stages.get(stage, 0.0) + processor
        if number % every == 0:
            spent = ", ".join(f"{stage} {processor:.1f}" for stage, (processor, _) in chunk["stages"].items())
            say(f"  {chunk['wall']:7,.0f} s, {chunk['megabytes']:,} MB   {chunk['told']}   {spent}")
    told, own = last["summary"], used.pop(child.pid, 0.0)
    say(
        f"{source}: {told['articles']:,} articles, {told['events']:,} events in {last['wall']:,.0f} s, "
        f"{told['articles'] / last['wall']:,.0f} a second; peak {peak / 1e6:,.0f} MB in all processes"
    )
    spent = ", ".join(f"{stage} {seconds:,.0f}" for stage, seconds in stages.items())
    say(f"  seconds of CPU: reading {sum(used.values()):,.0f}, the loading process {own:,.0f}, of which {spent}")
    return told


def run(folder, articles, pages, every=20, say=print):
    """All of it; returns the articles that each source brought, and those that the warehouse holds."""
    home, lines, crawl = folder / "home", folder / "articles.jsonl", folder / "crawl.warc.gz"
    home.mkdir()
    write_warc(crawl, pages, 2, max(1, pages // PER_DAY), TELLING, first=articles)
    write_jsonl(lines, articles, 1, max(1, articles // PER_DAY), TELLING)
    brought = [watch(home, source, path, folder, every, say) for source, path in (("warc", crawl), ("jsonl", lines))]
    settings = load_settings(home, {})
    con = open_reader(settings.warehouse_path)
    counts = {table: report.count(con, table) for table in ("core.article", "core.claim", "mart.incident")}
    (last,) = con.execute("select max(event_date) from mart.daily_country_casualties").fetchone()
    con.close()
    size = settings.warehouse_path.stat().st_size
    say(f"{', '.join(f'{number:,} {table}' for table, number in counts.items())}; {size / 1e6:,.0f} MB on the disk")
    for label, wall, processor, bytes_ in report.measure(settings, folder, last):
        say(f"{label}: {wall:.1f} s, {processor:.1f} s of CPU, {bytes_ / 1000:,.0f} kB")
    asked = report.ask(settings)
    say(f"{len(asked)} questions of docs/sql.md, the slowest {asked[0][0]:.2f} s: {asked[0][2]}")
    return [told["articles"] for told in brought], counts["core.article"]


def run_days(folder, articles, small):
    """Daily runs upon the past of `run`; what was wrong, in words."""
    after = FIRST_DAY + dt.timedelta(days=max(1, articles // PER_DAY))
    if small:
        return daily.compare(folder, folder / "home", after, 1, run_here, times=1)
    with prefect_server(folder) as environment:
        return daily.compare(folder, folder / "home", after, daily.FEEDS, lambda home: run_command(home, environment))


def main(arguments=None):
    """Measure; the exit code is 1 where the warehouse does not hold what the sources brought."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=980_000)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="where the files and the database grow (default: temporary)")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--fill", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.fill:
        fill(*options.fill)
        return 0
    articles, pages = (60, 20) if options.small else (options.articles, options.pages)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} now")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        brought, held = run(Path(folder), articles, pages)
        mistakes = run_days(Path(folder), articles, options.small)
    print("all that was brought is held" if sum(brought) == held else f"{brought} brought, {held} held")
    print("\n".join(mistakes or ["every daily run read what was new, but for pages that are no articles"]))
    return int(sum(brought) != held or bool(mistakes))


if __name__ == "__main__":
    sys.exit(main())
