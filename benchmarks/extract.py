"""How fast the coder is on one core, where its time goes, and that its time and memory grow with the text alone.

python -m benchmarks.extract            the whole, about two minutes
python -m benchmarks.extract --small    a few seconds; checks results and never times, for CI
"""

import argparse
import datetime as dt
import re
import resource
import subprocess
import sys
import time
from collections import Counter

from benchmarks import variants
from extractors.carrying import carry_on
from extractors.casualties import extract
from extractors.clauses import find_units
from extractors.drafts import Drafter
from extractors.finishing import finish_events
from extractors.hits import may_tell_outcomes
from extractors.merging import merge_drafts
from extractors.outcomes import TollReader
from extractors.reading import Reading
from extractors.records import Article
from extractors.sums import settle_spreads, settle_sums
from extractors.tokens import tokenize
from flows.pool import map_chunks, set_aside_word_lists
from tests.gold.gate import as_article, corpus

GOAL_QUIET, GOAL_LOAD = 10_000, 0.5
FLOOR = 300
MIXED = 600
SPREAD = 20  # times so many are spread over processes
TELLING = 0.375  # two thirds of the annotated texts tell of casualties, so a quarter of the mix does
LENGTH = 750  # characters of a quiet article: those of an average report


def gold_articles():
    """The annotated articles of the development set."""
    return [as_article(line) for line in corpus("dev")[1]]


def quiet_articles(articles):
    """Articles without any cue, put together from the gold articles' sentences that have none."""
    parts = [part for article in articles for part in re.split(r"(?<=[.\n\u060c])", article.text)]
    sentences = [part for part in parts if not may_tell_outcomes(part)]
    texts, text = [], ""
    for sentence in sentences * 4:
        text += sentence
        if len(text) >= LENGTH:
            texts.append(text)
            text = ""
    return [Article(str(number), text, published=articles[0].published) for number, text in enumerate(texts)]


def mixed_articles(count):
    """Articles as a day brings them, the annotated ones varied: a quarter tells of casualties."""
    return [
        Article(str(line["id"]), line["text"], line["title"], dt.date.fromisoformat(line["published"][:10]))
        for line in variants.articles(count, telling=TELLING)
    ]


def run(articles, seconds):
    """Articles, words, events and seconds of reading the articles again and again for about so long."""
    words = sum(len(article.text.split()) for article in articles)
    rounds, events, started = 0, 0, time.process_time()
    while rounds == 0 or time.process_time() - started < seconds:
        events += sum(len(extract(article)) for article in articles)
        rounds += 1
    return rounds * len(articles), rounds * words, events, time.process_time() - started


class Clock:
    """Seconds by layer."""

    def __init__(self):
        self.spent = Counter()

    def time(self, layer, work, *arguments):
        """The result of a layer's work, whose time is added up, less that of the layers that it calls for."""
        started, before = time.process_time(), self.spent.total()
        result = work(*arguments)
        self.spent[layer] += time.process_time() - started - (self.spent.total() - before)
        return result


def read_by_layer(article, clock):
    """An article's events as `extract` gives them, each layer of the work timed on its own."""
    readings = {}
    for name, text in (("title", article.title or ""), ("text", article.text)):
        if not text.strip():
            continue
        tokens = clock.time("tokens", tokenize, text)
        readings[name] = reading = clock.time("cues", Reading, tokens, name, article.published)
        for layer in ("numbers", "times", "places"):
            clock.time(layer, getattr, reading, layer)

    def draft(name):
        reading = readings.get(name)
        if reading is None or not reading.has_casualties():
            return []
        tolls = clock.time("tolls", lambda: TollReader(reading).read())
        units = clock.time("units", find_units, reading, tolls)
        drafter = Drafter(reading, article, readings.get("title") if name == "text" else None)
        return clock.time("drafts", list, map(drafter.draft, units))

    return clock.time("composing", compose, draft, readings, article)


def compose(draft, readings, article):
    """The events of an article, whose title or text `draft` reads."""
    merged = merge_drafts(draft("text"), lambda: draft("title"))
    settle_sums(merged)
    settle_spreads(merged)
    carry_on(merged, article)
    return finish_events(merged, article, list(readings.values()))


def load_seconds():
    """Processor seconds of a fresh process until its first article is read, less those of starting Python."""
    code = (
        "import time; started = time.process_time();"
        "from extractors.casualties import extract; from extractors.records import Article;"
        "extract(Article('1', '\u0642\u062a\u0644 \u0631\u062c\u0644'));"
        "print(time.process_time() - started)"
    )
    return min(
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
        for _ in range(3)
    )


def long_texts(size):
    """By name, texts that grow with `size`, in thousands of characters or numbers."""
    page = "\n".join(article.text for article in gold_articles())
    pages = page * (1 + size * 1000 // len(page))
    cue = "\u0642\u062a\u0644 "
    return {
        "gold page": pages[: size * 1000],
        "numbers": cue + " ".join(str(number) for number in range(size * 100)),
        "one word": cue + "\u0642" * (size * 10_000),
        "open brackets": cue + "(" * (size * 1000),
        "subsets": cue + "\u0628\u064a\u0646\u0647\u0645 " * (size * 100),
        "one sentence": pages[: size * 1000].replace("\n", " ").replace(".", ""),
    }


def reading_seconds(text):
    """Seconds of reading one text."""
    article = Article("long", text, published=gold_articles()[0].published)
    started = time.process_time()
    extract(article)
    return time.process_time() - started


def show_linearity():
    """Time of texts of a size and of ten times that size."""
    small, large = long_texts(100), long_texts(1000)
    for name in small:
        # The second reading of a text knows its words, as a second page would.
        reading_seconds(small[name])
        one, ten = reading_seconds(small[name]), reading_seconds(large[name])
        print(f"  {name:14} {len(large[name]) / 1e6:6.2f} M characters {ten:7.2f} s, {ten / max(one, 1e-9):5.1f} times")


def peak_megabytes():
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show_memory(articles, count):
    """Memory after each tenth of so many articles, each with words of its own."""
    held = []
    for number in range(count):
        article = articles[number % len(articles)]
        extract(Article(str(number), f"{article.text} \u0642{number}\u0642", article.title, article.published))
        if number % (count // 10) == count // 10 - 1:
            held.append(f"{peak_megabytes():.0f}")
    print(f"memory after each tenth of {count} articles: {' '.join(held)} MB")


def check_small():
    """Results only: layer by layer gives what extract gives, long texts end, quiet ones are quiet."""
    articles = gold_articles()
    clock = Clock()
    assert [read_by_layer(article, clock) for article in articles] == [extract(article) for article in articles]
    quiet = quiet_articles(articles)
    assert len(quiet) >= 5
    assert not any(extract(article) for article in quiet)
    assert min(clock.spent.values()) > 0
    telling = sum(bool(extract(article)) for article in mixed_articles(MIXED)) / MIXED
    assert 0.15 < telling < 0.35, telling
    for text in long_texts(10).values():
        reading_seconds(text)
    assert run_spread(count_events, articles, 1)[0] == run_spread(count_events, articles * 2, 2)[0] / 2
    print(f"small: {len(articles)} articles, {len(quiet)} without a cue; all results agree")


def count_events(articles):
    """For each article the number of its events."""
    return [len(extract(article)) for article in articles]


def spin(articles):
    """As many turns of an empty loop as there are articles: work that shares nothing, for what two cores can do."""
    return [sum(1 for _ in range(30_000)) for _ in articles]


def run_spread(work, articles, processes):
    """The sum of what `work` gives of the articles, spread over processes as a backfill spreads them, and seconds."""
    started = time.perf_counter()
    total = sum(map_chunks(work, articles, processes, 50))
    return total, time.perf_counter() - started


def show_workers(articles):
    """How much faster two processes are than one, and what two that share nothing come to here."""
    for name, work in (("articles", count_events), ("empty loops", spin)):
        (one, alone), (two, spread) = (run_spread(work, articles, processes) for processes in (1, 2))
        assert one == two, (one, two)
        print(f"  {len(articles):,} {name}, two processes: {alone / spread:.2f} times as fast as one ({alone:.1f} s)")


def show_all(seconds, memory_articles):
    """The whole benchmark."""
    articles = gold_articles()
    load = load_seconds()
    print(f"load of lexicon and gazetteer with the first article: {load:.2f} s (goal {GOAL_LOAD})")
    set_aside_word_lists()
    run(articles, 0)
    count, words, events, spent = run(articles, seconds)
    print(
        f"gold articles: {count / spent:.0f}/s (floor {FLOOR}), {words / spent:.0f} words, {events / spent:.0f} events"
    )
    quiet = quiet_articles(articles)
    count, words, _, spent = run(quiet, seconds / 2)
    print(f"articles without a cue: {count / spent:.0f}/s (goal {GOAL_QUIET}), words {words / spent:.0f}/s")
    count, words, events, spent = run(mixed_articles(MIXED), seconds)
    print(
        f"a day's usual mix, a quarter telling: {count / spent:.0f}/s, {words / spent:.0f} words, "
        f"{events / spent:.0f} events"
    )
    clock = Clock()
    rounds = 0
    while rounds == 0 or sum(clock.spent.values()) < seconds:
        for article in articles:
            read_by_layer(article, clock)
        rounds += 1
    total = sum(clock.spent.values())
    for layer, layer_seconds in clock.spent.most_common():
        each = layer_seconds / rounds / len(articles)
        print(f"  {layer:10} {layer_seconds / total:6.1%} {each * 1e6:8.0f} \u00b5s an article")
    print("two processes, started and ended (goal 1.8, or what the loops reach):")
    show_workers(mixed_articles(MIXED) * SPREAD)
    print("time of ten times the text:")
    show_linearity()
    show_memory(articles, memory_articles)


def main():
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="check results, measure nothing")
    parser.add_argument("--seconds", type=float, default=8, help="seconds of each measurement")
    parser.add_argument("--memory-articles", type=int, default=5000)
    options = parser.parse_args()
    if options.small:
        check_small()
    else:
        show_all(options.seconds, options.memory_articles)


if __name__ == "__main__":
    main()
