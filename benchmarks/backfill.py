"""How fast the past is read, and in what memory: articles to published marts, pages from WARC, a re-extraction.

python -m benchmarks.backfill                    100,000 articles, 20,000 pages, each with 1 and 2 workers: some hours
python -m benchmarks.backfill --articles 5000 --pages 1000
python -m benchmarks.backfill --small            some seconds; checks results and never times, for CI
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.variants import FIRST_DAY, write_jsonl, write_warc

TICK = os.sysconf("SC_CLK_TCK")
STEP = """
import datetime as dt, json, sys
from flows.past import fill_range
from flows.recoding import Recoding, recode_range
from flows.sources.choose import Order
home, source, path = sys.argv[1:]
if source == "reextract":
    summary = recode_range(Recoding(everything=True), home)
else:
    summary = fill_range(Order(dt.date.fromisoformat("2019-01-01"), dt.date(2100, 1, 1), source, path), home)
print(json.dumps(summary.to_json()))
"""


def measure(home, source, path, workers, say=print):
    """Run one step in a process of its own; returns its summary with seconds and the peak memory of all processes."""
    environment = {**os.environ, "HASILA_WORKERS": str(workers)}
    command = [sys.executable, "-c", STEP, str(home), source, str(path)]
    started = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    peak, used = 0, {}
    while child.poll() is None:
        peak = max(peak, memory_of_tree(child.pid))
        processor_of_tree(child.pid, used)
        time.sleep(1)
    wall = time.perf_counter() - started
    told = json.loads(child.stdout.read())
    child.stdout.close()
    if child.returncode:
        raise RuntimeError(f"{source} ended with {child.returncode}")
    pace = f"{told['articles']} articles in {wall:.0f} s, {told['articles'] / wall:.0f} a second"
    own = used.pop(child.pid, 0.0)
    spent = f"{own:.0f} s of CPU in the process that loads, {sum(used.values()):.0f} in others"
    say(f"{source:9} {workers} workers: {pace}; {spent}; peak {peak / 1e6:.0f} MB in all processes")
    return {**told, "seconds": wall, "peak": peak}


def tree_of(pid):
    """A process and all below it."""
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
        yield one


def processor_of_tree(parent, known):
    """Note the seconds of processor that a process and all below it have used so far; those that ended keep theirs."""
    for process in tree_of(parent):
        try:
            words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        known[process] = (int(words[11]) + int(words[12])) / TICK


def memory_of_tree(pid):
    """Bytes of a process and of all below it that are its own; shared pages count once a process that maps them."""
    total = 0
    for one in tree_of(pid):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("RssAnon")), 0)
    return total


def run(folder, articles, pages, workers=(1, 2), say=print):
    """All measurements; returns their summaries by name."""
    lines, crawl = folder / "articles.jsonl", folder / "crawl.warc.gz"
    write_jsonl(lines, articles)
    write_warc(crawl, pages)
    found = {}
    for number in workers:
        home = folder / f"jsonl-{number}"
        found["jsonl", number] = measure(home, "jsonl", lines, number, say)
        found["reextract", number] = measure(home, "reextract", "-", number, say)
        found["warc", number] = measure(folder / f"warc-{number}", "warc", crawl, number, say)
    return found


def check_small(say=print):
    """A few articles: every way and every number of workers brings the same."""
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), 24, 12, (1,), lambda line: None)
    brought = {name: (told["articles"], told["new_versions"]) for (name, _), told in found.items()}
    assert brought["jsonl"][0] == brought["jsonl"][1] == brought["reextract"][0] > 20, brought
    assert brought["warc"][0] == brought["warc"][1] > 9, brought
    assert found["reextract", 1]["report"]["phenomena"] == {}
    say(f"all results agree: {brought}")


def main():
    """Measure, or check in small."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    if options.small:
        check_small()
        return
    print(f"from {FIRST_DAY} on, some fifty articles a day; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} now")
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), options.articles, options.pages)


if __name__ == "__main__":
    main()
