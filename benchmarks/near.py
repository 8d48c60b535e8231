"""Near-duplicates: ours beside datasketch on the same made-up articles with planted copies and edits.

python -m benchmarks.near               200,000 articles over a hundred days; datasketch in an environment of its own
python -m benchmarks.near --small       ours alone; checks results and never times, for CI

Recall is the share of planted pairs that are found, precision the share of found pairs that come from one wording. Both
look for pairs that share a quarter of their shingles of three words, or more than half of the shorter text's: ours in
the warehouse, a day's articles at a time, as the daily run does, datasketch in memory.
"""

import argparse
import datetime as dt
import json
import resource
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.peers import install
from benchmarks.synthetic import SENTENCE, News
from extractors.similarity import sketch
from warehouse import store
from warehouse.connection import open_writer
from warehouse.migrate import migrate

PER_DAY = 2000
PEER = ["datasketch>=2,<3"]
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def write_articles(folder, count, per_day=PER_DAY):
    """A file of articles, one a line, and the planted pairs by kind."""
    news, planted = News(per_day, seed=11), []
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as out:
        for number in range(count // per_day):
            rows = news.day(number)
            planted += news.planted[number]
            for article, version in zip(rows["core.article"], rows["core.article_version"], strict=True):
                words = version["text"].split()
                sentences = [words[at : at + SENTENCE] for at in range(0, len(words), SENTENCE)]
                version["text"] = ". ".join(" ".join(sentence) for sentence in sentences)
                line = {"day": number, "article": article, "version": version}
                out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    (folder / "planted.json").write_text(json.dumps(planted), encoding="utf-8")


def read_days(folder):
    """The articles of each day, in order."""
    day, held = 0, []
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["day"] != day:
                yield held
                day, held = line["day"], []
            held.append(line)
    yield held


def find_ours(folder):
    """The pairs that a warehouse finds, filled day by day; with processor seconds and peak memory."""
    con = open_writer(folder / "write.duckdb")
    migrate(con)
    started = time.process_time()
    for number, lines in enumerate(read_days(folder)):
        batch = {"core.article": [], "core.article_version": [], "core.article_sketch": []}
        for line in lines:
            article, version = revive(line["article"]), revive(line["version"])
            batch["core.article"].append(article)
            batch["core.article_version"].append(version)
            batch["core.article_sketch"].append(sketch_row(version))
        store.store_run(con, batch, recorded_at=NOW + dt.timedelta(seconds=number))
    seconds = time.process_time() - started
    pairs = con.execute("select distinct article_id, other_article_id from core.near_duplicate").fetchall()
    con.close()
    return {"pairs": pairs, "seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def sketch_row(version):
    """The row of a version's sketch."""
    made = sketch(version["text"])
    return {
        "version_id": version["version_id"],
        "article_id": version["article_id"],
        "algorithm": made.version,
        "bands": made.bands,
        "sentences": made.sentences,
        "shingles": [value for (value,) in struct.iter_unpack("<I", made.shingles)],
    }


def revive(row):
    """A row as the warehouse takes it: instants and days again as such."""
    made = {"_at": dt.datetime.fromisoformat, "_date": dt.date.fromisoformat}
    return {
        name: next((make(value) for ending, make in made.items() if name.endswith(ending)), value)
        for name, value in row.items()
    }


def judge(folder, pairs):
    """Recall of planted copies and of edits, and precision."""
    planted = [tuple(row) for row in json.loads((folder / "planted.json").read_text(encoding="utf-8"))]
    origin = {one: other for _, one, other in planted}
    found = {frozenset(pair) for pair in pairs}
    shares = []
    for kind in ("copies", "edits"):
        wanted = [frozenset((one, other)) for name, one, other in planted if name == kind]
        shares.append(sum(pair in found for pair in wanted) / len(wanted))
    right = sum(len({origin.get(one, one) for one in pair}) == 1 for pair in found)
    return *shares, right / max(len(found), 1)


def show(name, folder, told, count):
    """One line of the table; returns recalls and precision."""
    copies, edits, precision = judge(folder, told["pairs"])
    print(
        f"{name:28} copies {copies:6.1%}   edits {edits:6.1%}   precision {precision:6.1%}   "
        f"{told['seconds']:6,.0f} s of CPU, {count / told['seconds']:7,.0f} articles/s, {told['megabytes']:,} MB"
    )
    return copies, edits, precision


def ask(*command):
    """What a process prints as JSON in its last line."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout.splitlines()[-1])


def compare(folder, count, per_day=PER_DAY, *, with_peer):
    """Both on the same articles; returns our recalls and precision."""
    write_articles(folder, count, per_day)
    ours = ask(sys.executable, "-m", "benchmarks.near", "--folder", folder)
    measured = show("hasila, in the warehouse", folder, ours, count)
    if with_peer:
        python, trouble = install("datasketch", PEER, folder)
        if trouble:
            print(f"{'datasketch':28} left out: {trouble}")
            return measured
        for threshold in (0.25, 0.7):
            told = ask(python, Path(__file__).with_name("near_peer.py"), folder, threshold)
            show(f"datasketch, threshold {threshold}", folder, told, count)
    return measured


def main(arguments=None):
    """Print the table; the exit code is 1 where we miss a hundredth of copies or edits, or find as many others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="ours alone, 600 articles; for CI")
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.folder:
        print(json.dumps(find_ours(options.folder)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        count, per_day = (600, 100) if options.small else (options.articles, PER_DAY)
        return int(min(compare(Path(name), count, per_day, with_peer=not options.small)) < 0.99)


if __name__ == "__main__":
    sys.exit(main())
