"""What a daily run over many feeds costs: time, requests and memory, when all is new and when nothing is.

python -m benchmarks.rounds            50 feeds of 40 items beside a server of Prefect, about two minutes
python -m benchmarks.rounds --small    a few seconds without a server; checks requests and never times, for CI

The sites serve on this machine without a pause between requests, so that the run's own work is measured. Seconds mean
little on a machine that does other work meanwhile; those of the processor are told beside them. Exits with 1
where the second run asks a feed more than once, asks for anything else, or takes longer than its goal.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.backfill import processor_of_tree, tree_of
from flows.rounds import run_round
from tests.flows.processes import free_port, running, wait_for
from tests.soak import Outlet, open_outlets

GOAL_SECONDS = 10.0
"""Of the second run, by its own word: from its start to the published snapshot."""

BIN = Path(sys.executable).parent


@dataclass
class Cost:
    """What one run cost; seconds `in_all` are those of the command, with the start of Python and Prefect."""

    name: str
    seconds: float
    in_all: float
    processor: float
    megabytes: float
    feed_requests: int
    page_requests: int
    new_articles: int
    exit_code: int

    def __str__(self):
        return (
            f"{self.name}: {self.seconds:.1f} s of the run, {self.in_all:.1f} s in all ({self.processor:.1f} s of the "
            f"processor), {self.feed_requests} requests of feeds and {self.page_requests} of pages, "
            f"{self.new_articles} new articles, peak {self.megabytes:.0f} MB, exit code {self.exit_code}"
        )


def measure(home, feeds, entries, run):
    """The costs of a first and a second run over as many feeds; `run` does one and gives seconds, memory, summary."""
    with ExitStack() as stack:
        outlets = [Outlet(number, entries) for number in range(feeds)]
        open_outlets(stack, home, outlets, "feed_interval = 0\n")
        for outlet in outlets:
            outlet.script(entries, 0, random.Random(0))
        for name in ("first run", "second run"):
            started = time.perf_counter()
            summary, megabytes, code, processor = run(home)
            in_all = time.perf_counter() - started
            asked = [one.path for outlet in outlets for one in outlet.asked if one.path != "/robots.txt"]
            for outlet in outlets:
                outlet.asked.clear()
            count = asked.count("/feed")
            new = summary["new_articles"]
            yield Cost(name, summary["seconds"], in_all, processor, megabytes, count, len(asked) - count, new, code)


def run_here(home):
    """One run in this process, without Prefect: its summary, megabytes (not looked at), exit code, seconds of CPU."""
    used = time.process_time()
    return run_round(str(home)).to_json(), 0.0, 0, time.process_time() - used


def run_command(home, environment):
    """One `hasila run` that reports to the server of its environment: what `run_here` returns."""
    command = [BIN / "hasila", "run", "--json", "--home", str(home)]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    watch = Watch(child.pid)
    told, _ = child.communicate()
    megabytes, processor = watch.stop()
    return json.loads(told), megabytes, child.returncode, processor


class Watch:
    """What a process and all below it held and used together, looked at often.

    Who reads pages is nobody's child to wait for, so the time of the children that ended is that of loading alone.
    """

    def __init__(self, pid):
        self._pid, self._peak, self._used, self._over = pid, 0, {}, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._over.wait(0.2):
            self._peak = max(self._peak, sum(map(proportional_set, tree_of(self._pid))))
            processor_of_tree(self._pid, self._used)

    def stop(self):
        """End the watch: the peak of proportional sets in MB, and the seconds of the processor."""
        self._over.set()
        self._thread.join()
        return self._peak / 1024, sum(self._used.values())


def proportional_set(pid):
    """A process's memory in kB, its part of what it shares with others included."""
    lines = read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def read(path):
    """A file of /proc, "" where its process is gone."""
    try:
        return path.read_text()
    except OSError:
        return ""


def judge(costs, feeds, entries):
    """What is not as it should be, in words."""
    first, second = costs
    if first.new_articles != feeds * entries:
        yield f"{first.new_articles} articles of {feeds * entries} were read"
    if (second.feed_requests, second.page_requests, second.new_articles) != (feeds, 0, 0):
        yield "the second run asked for more than each feed once"


def check_small(home, feeds=3, entries=4):
    """The benchmark in small: nothing is measured."""
    costs = list(measure(home, feeds, entries, run_here))
    mistakes = list(judge(costs, feeds, entries))
    print("\n".join(mistakes or ["small: every article was read once, and no feed asked twice"]))
    return bool(mistakes)


@contextmanager
def prefect_server(folder):
    """A server of Prefect in a folder of its own; gives the environment that reports to it."""
    port = free_port()
    environment = os.environ | {
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    server = [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with running(server, folder / "server.log", env=environment) as process:
        wait_for(f"http://127.0.0.1:{port}/api/health", process)
        yield environment


def show_all(folder, feeds, entries):
    """The whole benchmark, beside a server of Prefect."""
    costs = []
    with prefect_server(folder) as environment:
        for cost in measure(folder / "data", feeds, entries, lambda home: run_command(home, environment)):
            print(cost, flush=True)
            costs.append(cost)
    mistakes = list(judge(costs, feeds, entries))
    if costs[1].seconds > GOAL_SECONDS:
        mistakes.append(f"the second run took {costs[1].seconds:.1f} s, its goal is {GOAL_SECONDS:.0f} s")
    print("\n".join(mistakes or ["goals reached: one request a feed, nothing twice, in time"]))
    return bool(mistakes)


def main():
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="check results, measure nothing")
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--entries", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.small:
            return check_small(Path(folder))
        return show_all(Path(folder), options.feeds, options.entries)


if __name__ == "__main__":
    sys.exit(main())
