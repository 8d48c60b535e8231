"""What a page costs on its way to claims, beside trafilatura alone, and that the quick way gives the same text.

python -m benchmarks.reading            1,200 pages
python -m benchmarks.reading --small    a few seconds; checks results and never times, for CI

Six made-up outlets, pages of 60 to 80 KB (benchmarks/pages.py). A run's first pages of an outlet teach its layout, as a
first run does; all later ones are read by it. Then every outlet changes its template, and the drift is caught.
"""

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from trafilatura import bare_extraction

from benchmarks.pages import pages
from flows.documents import Document
from flows.layouts import LayoutBook
from flows.reading import Job, read_document

NOW = dt.datetime(2024, 3, 6, tzinfo=dt.UTC)
TAUGHT = 120
"""Pages of the run that teaches: about 20 of each outlet."""
BATCH = 300
"""Pages of one run: what an hour of a backfill, or a day of fifty feeds, brings."""


def documents(count, seed, redesign=None):
    """The pages as a backfill hands them over."""
    return [
        Document(where=page.url, source="html", url=page.url, html=page.html)
        for page in pages(count, seed=seed, redesign=redesign)
    ]


def spend(work, items):
    """The results of the work on each item, and the processor seconds that they took."""
    started = time.process_time()
    results = [work(item) for item in items]
    return results, time.process_time() - started


def read_all(items, book):
    """The readings of documents in runs of `BATCH`, with what the book has learnt before each, and the seconds."""
    readings, seconds = [], 0.0
    for first in range(0, len(items), BATCH):
        job = Job("run", NOW, Path(), book.layouts)
        found, spent = spend(lambda document, job=job: read_document(document, job), items[first : first + BATCH])
        readings += book.watch(reading for group in found for reading in group)
        started = time.process_time()
        book.learn(None)
        seconds += spent + time.process_time() - started
    return readings, seconds


def texts(readings):
    """Each reading's text, or the name of the problem."""
    return [reading.article.text if reading.article else reading.problem.name for reading in readings]


def measure(count, folder):
    """The table's rows: pages a second by each way, and how alike the texts are."""
    items = documents(count, seed=2)
    book = LayoutBook(Path(folder) / "layouts.json")
    read_all(documents(TAUGHT, seed=1), book)
    plain, plain_seconds = read_all(items, LayoutBook(None))
    quick, quick_seconds = read_all(items, book)
    uses = Counter(reading.layout for reading in quick)
    same = sum(one == other for one, other in zip(texts(plain), texts(quick), strict=True))
    known = [item for item in items if item.url.split("/")[2] in book.layouts]
    _, known_seconds = read_all(known, book)
    _, alone = spend(lambda item: bare_extraction(item.html, fast=True, with_metadata=True), items)
    _, alone_known = spend(lambda item: bare_extraction(item.html, fast=True, with_metadata=True), known)
    changed = documents(count, seed=3, redesign=0)
    after_plain, _ = read_all(changed, LayoutBook(None))
    after, _ = read_all(changed, book)
    kept = sum(one == other for one, other in zip(texts(after_plain), texts(after), strict=True))
    return {
        "pages": count,
        "outlets with a layout": len(book.layouts),
        "pages by layout": uses["used"],
        "same text": same / len(quick),
        "same text after a redesign": kept / len(after),
        "trafilatura alone": count / alone,
        "page to claims, the general way": count / plain_seconds,
        "page to claims": count / quick_seconds,
        "page to claims, outlets with a layout": len(known) / known_seconds,
        "against trafilatura": alone / quick_seconds,
        "against trafilatura, outlets with a layout": alone_known / known_seconds,
    }


def main(arguments=None):
    """Print the figures; the exit code is 1 where the quick way gave another text in more than 1 % of pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a few seconds; for CI")
    parser.add_argument("--pages", type=int, default=1_200)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(60 if options.small else options.pages, folder)
    for name, value in figures.items():
        print(f"{name:45} {value:,.3f}" if value < 10 else f"{name:45} {value:,.0f}")
    alike = min(figures["same text"], figures["same text after a redesign"])
    return int(alike < 0.99 or figures["pages by layout"] < figures["pages"] / 2)


if __name__ == "__main__":
    sys.exit(main())
