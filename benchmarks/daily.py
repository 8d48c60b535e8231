"""A whole daily run, feeds and pages to published marts, on a long past and on an empty warehouse: costs and ratio.

python -m benchmarks.daily                      2,000 new articles on 200,000 older ones and on none: ten minutes
python -m benchmarks.daily --articles 1000000   on a million: half an hour
python -m benchmarks.daily --small              some seconds; checks results and never times, for CI

Fifty outlets serve pages of realistic size on this machine without a pause between requests; a quarter of the articles
tell of casualties. Exits with 1 where a run left out more than a tenth of what was new.
"""

import argparse
import datetime as dt
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from email.utils import format_datetime
from pathlib import Path

from benchmarks import synthetic
from benchmarks.rounds import prefect_server, run_command, run_here
from benchmarks.variants import articles, make_page
from benchmarks.warehouse import create, fill, timing_stages
from flows.settings import load_settings
from tests import soak
from tests.flows.web import Answer

FEEDS = 50
ENTRIES = 40
"""Articles of a feed."""
LEAST = 0.9
"""The share to be read: a few of the annotated texts are lists and the like, which no reader of pages takes."""
TELLING = 0.375
"""Of which two thirds tell of casualties: see benchmarks.variants."""


class Outlet(soak.Outlet):
    """An outlet whose feed tells made-up articles, on pages of realistic size."""

    def __init__(self, number, told):
        super().__init__(number, 0)
        items = []
        for article in told:
            path = f"/news/{article['id']}"
            page = make_page({**article, "url": self.base + path})
            self.answers[path] = [Answer(200, page.encode(), soak.HTML)]
            published = format_datetime(dt.datetime.fromisoformat(article["published"]))
            items.append(
                f"<item><title>{article['title']}</title><link>{self.base}{path}</link><guid>{path}</guid>"
                f"<pubDate>{published}</pubDate></item>"
            )
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>منبر</title>{"".join(items)}</channel></rss>'
        self.answers["/feed"] = [Answer(200, feed.encode(), {"Content-Type": "text/xml"})]


def run_day(home, day, feeds, run):
    """One daily run over a day's news; its summary, and the seconds of the processor and of the clock."""
    number = day.toordinal()
    news = list(articles(feeds * ENTRIES, number, 1, TELLING, number * feeds * ENTRIES, day))
    outlets = [Outlet(feed, news[feed::feeds]) for feed in range(feeds)]
    with ExitStack() as stack:
        soak.open_outlets(stack, home, outlets, "feed_interval = 0\n")
        started = time.perf_counter()
        summary, megabytes, _, processor = run(home)
        return summary, processor, time.perf_counter() - started, megabytes


def compare(folder, full, first_day, feeds, run, say=print, times=3):
    """Runs over the same days of news on the folder `full` and on new ones, in turn; mistakes, one in words each."""
    mistakes, costs = [], {"an empty warehouse": [], "the full one": []}
    for number in range(times):
        day = first_day + dt.timedelta(days=number)
        empty = folder / f"empty-{number}"
        for label, home in zip(costs, (empty, full), strict=True):
            summary, processor, wall, megabytes = run_day(home, day, feeds, run)
            costs[label].append(processor)
            new = summary["new_articles"]
            if not LEAST * feeds * ENTRIES <= new <= feeds * ENTRIES:
                mistakes.append(f"on {label} {new:,} articles of {feeds * ENTRIES:,} were read")
            say(
                f"a daily run on {label}: {new:,} new articles, {wall:.1f} s, {processor:.1f} s of CPU, "
                f"peak {megabytes:,.0f} MB"
            )
        shutil.rmtree(empty)
    empty, full = (statistics.median(seconds) for seconds in costs.values())
    say(f"the whole daily run, full over empty: {full / max(empty, 0.001):.2f} of CPU")
    return mistakes


def make_past(home, count, per_day=2000):
    """A data folder with so many made-up articles as rows; returns the day after the last."""
    home.mkdir()
    path = load_settings(home, {}).write_path
    create(path).close()
    days = max(1, count // per_day)
    with timing_stages():
        fill(path, synthetic.News(per_day), days, scattered=False, every=20)
    return synthetic.FIRST_DAY + dt.timedelta(days=days)


def main(arguments=None):
    """Measure; the exit code is 1 where a run left out more than a tenth of what was new."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=200_000, help="in the full warehouse")
    parser.add_argument("--folder", type=Path, help="where the warehouses grow (default: temporary)")
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.folder) as place, ExitStack() as stack:
        folder = Path(place)
        if options.small:
            after = make_past(folder / "full", 200, 100)
            mistakes = compare(folder, folder / "full", after, 1, run_here, times=1)
        else:
            after = make_past(folder / "full", options.articles)
            environment = stack.enter_context(prefect_server(folder))
            mistakes = compare(folder, folder / "full", after, FEEDS, lambda home: run_command(home, environment))
    print("\n".join(mistakes or ["every run read what was new, but for pages that are no articles"]))
    return int(bool(mistakes))


if __name__ == "__main__":
    sys.exit(main())
