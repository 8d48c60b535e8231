"""All benchmarks in one command, and their figures in one file.

python -m benchmarks                            every one that needs no file of yours, at full size: many hours
python -m benchmarks extract reading            only these
python -m benchmarks pipeline --articles 50000  one, with options of its own
python -m benchmarks --small                    the small forms, which check results

Writes benchmarks/RESULTS.md: the machine, the versions, and what each benchmark printed, with the day and commit that
it is of; what was not run again stays as it stood. A figure counts on an otherwise idle machine only; compare the
ratios of one run, never times of two.
"""

import argparse
import datetime as dt
import importlib.metadata
import os
import platform
import re
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
    "daily": "a whole daily run of 2,000 articles on a long past and on an empty warehouse",
    "warehouse": "a backfill by stage, a day's run on top of it, late changes, queries",
    "backfill": "the past to published marts: articles, pages of WARC files, one worker and two, read again",
    "pipeline": "a million articles by the whole way of the data, stage by stage",
    "cluster": "200,000 articles by processes and on a Dask cluster: equal to the bit",
    "compare": "a list of 20,000 rows beside a warehouse of a million claims",
    "report": "a year's report out of a warehouse of a million claims",
}
PACKAGES = ("hasila", "duckdb", "prefect", "trafilatura", "pyarrow", "rensa")
RESULTS = HERE / "RESULTS.md"
SECTION = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


def describe_machine():
    """Processor count, system and versions, in one line each."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return [
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}",
        f"Python {platform.python_version()}, {versions}",
    ]


def commit():
    """The commit that is measured, and whether files differ from it."""

    def ask(*words):
        return subprocess.run(["git", *words], capture_output=True, text=True, cwd=HERE, check=False).stdout.strip()

    return ask("describe", "--always", "--dirty=, with changes", "--exclude=*")


def run(name, options):
    """The section that a benchmark comes to, and whether it was content."""
    words = ["-m", f"benchmarks.{name}", *options]
    stamp = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {commit()}, load {os.getloadavg()[0]:.1f} when it began"
    started = time.monotonic()
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=HERE.parent, check=False)
    seconds = time.monotonic() - started
    print(f"{name}: {'NOT CONTENT' if done.returncode else 'content'}, {seconds:.0f} s", flush=True)
    told = (done.stdout + (done.stderr.rstrip().rpartition("\n")[2] if done.returncode else "")).rstrip()
    command = f"`python {' '.join(words)}`: {stamp}, {seconds:,.0f} s"
    return f"\n{BENCHMARKS[name]}.\n{command}\n\n```\n{told}\n```\n\n", not done.returncode


def write_results(path, sections):
    """Put these sections in place of those of the same names; the others stay."""
    held = dict(SECTION.findall(path.read_text(encoding="utf-8"))) if path.exists() else {}
    held |= sections
    lines = ["# Results", "", *(f"- {line}" for line in describe_machine()), ""]
    body = "\n\n".join(f"## {name}\n{held[name].rstrip()}" for name in BENCHMARKS if name in held)
    path.write_text("\n".join(lines) + f"\n{body}\n", encoding="utf-8")


def main():
    """Run them and write the file after each; the exit code is 1 where one was not content."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--small", action="store_true", help="the small forms; writes no file")
    options, own = parser.parse_known_args()
    if unknown := set(options.names) - BENCHMARKS.keys():
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    if own and len(options.names) != 1:
        parser.error(f"{' '.join(own)}: options of a benchmark's own need exactly one name before them")
    content = True
    for name in options.names or BENCHMARKS:
        section, good = run(name, ["--small"] if options.small else own)
        content &= good
        if not options.small:
            write_results(RESULTS, {name: section})
    return int(not content)


if __name__ == "__main__":
    sys.exit(main())
