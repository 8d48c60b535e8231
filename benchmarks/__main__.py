"""All benchmarks in one command, and their figures in one file.

python -m benchmarks                     every one that needs no file of yours, at full size
python -m benchmarks extract reading     only these
python -m benchmarks --small             the small forms, which check results

Writes benchmarks/RESULTS.md: the machine, the versions, and what each benchmark printed. A figure counts on an
otherwise idle machine only; compare the ratios of one run, never times of two.
"""

import argparse
import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS = {
    "extract": "text to events: articles a second, layers, growth with the text, memory",
    "baseline": "text to counts beside a pattern over verbs and numbers, and rules over spaCy",
    "near": "near-duplicates among 200,000 articles beside datasketch",
    "loads": "rows to daily tables beside pandas and SQLite",
    "reading": "page to claims beside trafilatura, with layouts learnt and a redesign",
    "peers": "page to text beside other extractors, each in an environment of its own",
    "places": "finding names beside an automaton",
    "rounds": "a run over 50 feeds, and a second one with nothing new",
    "warehouse": "a backfill by stage, a day's run on top of it, late changes, queries",
    "backfill": "the past to published marts: articles, pages of WARC files, one worker and two, read again",
    "pipeline": "a million articles by the whole way of the data, stage by stage",
    "compare": "a list of 20,000 rows beside a warehouse of a million claims",
    "report": "a year's report out of a warehouse of a million claims",
}
PACKAGES = ("hasila", "duckdb", "prefect", "trafilatura", "pyarrow", "rensa")


def describe_machine():
    """Processor count, system and versions, in one line each."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return [
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), {platform.system()}",
        f"Python {platform.python_version()}, {versions}",
        f"load when it began: {os.getloadavg()[0]:.1f}",
    ]


def run(name, small):
    """What a benchmark printed, and whether it was content."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *(["--small"] if small else [])]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent, check=False)
    print(
        f"{name}: {'content' if not done.returncode else 'NOT CONTENT'}, {time.monotonic() - started:.0f} s", flush=True
    )
    told = done.stdout if not done.returncode else done.stdout + done.stderr
    return told.rstrip(), done.returncode == 0


def main():
    """Run them and write the file; the exit code is 1 where one was not content."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--small", action="store_true", help="the small forms; writes no file")
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHMARKS.keys():
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    lines = ["# Results", "", *(f"- {line}" for line in describe_machine()), ""]
    content = True
    for name in options.names or BENCHMARKS:
        told, good = run(name, options.small)
        content &= good
        lines += [f"## {name}", "", f"{BENCHMARKS[name]} (`python -m benchmarks.{name}`)", "", "```", told, "```", ""]
    if not options.small:
        (HERE / "RESULTS.md").write_text("\n".join(lines), encoding="utf-8")
    return int(not content)


if __name__ == "__main__":
    sys.exit(main())
