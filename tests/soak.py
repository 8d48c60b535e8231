"""Many feeds, many runs, random faults: `python -m tests.soak`. Exits with 0 only if nothing was lost or hidden.

`soak()` is the same in small for the tests. Time is passed in, three hours from run to run; each answer is scripted
before the run, so that one seed is one course of events.
"""

import argparse
import contextlib
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from flows.rounds import NothingReadError, run_round
from tests.flows.clock import Clock
from tests.flows.web import Answer, Site

START = dt.datetime(2024, 1, 10, 3, tzinfo=dt.UTC)
HOURS = 3
CALM_RUNS = 3
CALM_HOURS = 25
"""Between the runs without faults at the end: more than a day, for which a feed that failed may be left in peace."""

TOWNS = ("سرمين", "أريحا", "معرة النعمان", "كفرنبل", "خان شيخون", "بنش", "تفتناز", "جسر الشغور", "الأتارب", "دارة عزة")
THINGS = ("الخبز", "الوقود", "المياه", "الزيتون", "القمح", "الكهرباء", "النقل", "الدواء", "البناء", "التعليم")
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}

FEED_FAULTS = {
    "http_5xx": lambda good: Answer(500),
    "http_4xx": lambda good: Answer(404),
    "rate_limited": lambda good: Answer(429, headers={"Retry-After": "7200"}),
    "cut_off": lambda good: replace(good, mode="cut"),
    "blocked": lambda good: Answer(200, CHALLENGE, HTML),
    "not_a_feed": lambda good: Answer(200, "<html><body><p>الصفحة الرئيسية</p></body></html>".encode(), HTML),
    "empty": lambda good: Answer(200, b""),
    "broken": lambda good: replace(good, body=good.body[:60]),
    "bad_encoding": lambda good: replace(good, pack="no_gzip"),
    "redirect_loop": lambda good: Answer(302, headers={"Location": "/feed"}),
    "moved_domain": lambda good: Answer(301, headers={"Location": "https://elsewhere.example/feed"}),
}
"""Faults of a feed by the outcome that they have to be named."""

PAGE_FAULTS = {
    "http_5xx": lambda good: Answer(503),
    "rate_limited": lambda good: Answer(429),
    "cut_off": lambda good: replace(good, mode="cut"),
    "refusal": lambda good: Answer(403),
    "challenge": lambda good: Answer(200, CHALLENGE, HTML),
}


class Outlet(Site):
    """A site with one feed, whose items come out bit by bit, and which answers validators."""

    poll_seconds = 0.1

    def __init__(self, number, entries):
        super().__init__()
        self.number = number
        self.pages = {f"/news/{entry}": Answer(200, write_page(number, entry), HTML) for entry in range(entries)}

    def next_answer(self, asked):
        """The scripted answer, or 304 where the asker has it already."""
        answer = super().next_answer(asked)
        etag = answer.headers.get("ETag")
        return Answer(304, headers={"ETag": etag}) if etag and asked.headers.get("If-None-Match") == etag else answer

    def script(self, published, chance, chooser):
        """Set the answers of a run and return the fault of its feed, by name; None where it has none."""
        good = Answer(200, self.write_feed(published), {"Content-Type": "text/xml", "ETag": f'"{published}"'})
        self.answers = {"/feed": [good]} | {path: [page] for path, page in self.pages.items()}
        for path, page in self.pages.items():
            if chooser.random() < chance:
                self.answers[path] = [PAGE_FAULTS[chooser.choice(sorted(PAGE_FAULTS))](page)]
        if chooser.random() >= chance:
            return None
        fault = chooser.choice(sorted(FEED_FAULTS))
        self.answers["/feed"] = [FEED_FAULTS[fault](good)]
        return fault

    def write_feed(self, published):
        """The first items of the outlet, newest first."""
        items = "".join(
            f"<item><title>{write_title(self.number, entry)}</title><link>{self.base}/news/{entry}</link>"
            f"<guid>{self.number}-{entry}</guid><pubDate>Wed, 10 Jan 2024 01:{entry % 60:02}:00 GMT</pubDate></item>"
            for entry in reversed(range(published))
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>منبر</title>{items}</channel></rss>'.encode()

    @property
    def feed_table(self):
        """The outlet's table of the registry."""
        name = f"outlet-{self.number:02}"
        return (
            f'\n[[feed]]\nid = "{name}"\noutlet = "{name}"\nname_ar = "منبر {self.number}"\nurl = "{self.base}/feed"\n'
        )


def write_title(number, entry):
    """The title of one item."""
    if entry % 4 == 0:
        return f"قصف على {TOWNS[(number + entry) % len(TOWNS)]}"
    return f"أسعار {THINGS[entry % len(THINGS)]} في {TOWNS[number % len(TOWNS)]}"


def write_page(number, entry):
    """The page of one item: one in four tells of casualties."""
    town, thing = TOWNS[(number + entry) % len(TOWNS)], THINGS[(number * 3 + entry) % len(THINGS)]
    figure = 3 + (number * 7 + entry) % 60
    if entry % 4 == 0:
        first = f"قتل {figure} مدنيين وأصيب {figure + 5} آخرون في قصف مدفعي على بلدة {town} بريف إدلب اليوم."
    else:
        first = f"ارتفعت أسعار {thing} في أسواق {town} بنسبة {figure} في المئة منذ مطلع الشهر، بحسب تجار في المدينة."
    more = f"وقال مراسل منبر {number} إن أهالي {town} ينتظرون منذ {entry + 2} أيام وصول {thing} إلى السوق رقم {entry}."
    body = "".join(f"<p>{text}</p>" for text in (first, more, more.replace("ينتظرون", "طالبوا أمس بتأمينها، وينتظرون")))
    title = write_title(number, entry)
    story = f"<article><h1>{title}</h1>{body}</article>"
    return f"<html lang=ar><head><title>{title}</title></head><body>{story}</body></html>".encode()


@dataclass
class Course:
    """What a soak did: faults that feeds had while they were asked, requests, and what was wrong at the end."""

    faults: Counter = field(default_factory=Counter)
    requests: int = 0
    seconds: float = 0.0
    articles: int = 0
    mistakes: list = field(default_factory=list)


def open_outlets(stack, home, outlets, settings):
    """Let outlets serve, and make a data folder that reads them."""
    for outlet in outlets:
        stack.enter_context(outlet)
    home.mkdir(parents=True, exist_ok=True)
    hosts = json.dumps([outlet.host for outlet in outlets])
    (home / "settings.toml").write_text(f"host_interval = 0\nretry_delay = 0\nallow_hosts = {hosts}\n{settings}")
    (home / "feeds.toml").write_text("".join(outlet.feed_table for outlet in outlets), encoding="utf-8")


def soak(home, feeds, entries, runs, seed, chance=0.15, tell=lambda line: None):
    """Run the round `runs` times with faults and a few times without, and compare what is held with what was told."""
    chooser, clock, course = random.Random(seed), Clock(START), Course()
    started = time.perf_counter()
    with contextlib.ExitStack() as stack:
        outlets = [Outlet(number, entries) for number in range(feeds)]
        open_outlets(stack, home, outlets, "workers = 1\n" if feeds < 10 else "")
        for number in range(runs + CALM_RUNS):
            published = min(entries, -(-entries * (number + 1) // runs))
            faults = [outlet.script(published, chance if number < runs else 0, chooser) for outlet in outlets]
            with contextlib.suppress(NothingReadError):
                run_round(str(home), clock=clock)
            for outlet, fault in zip(outlets, faults, strict=True):
                if fault and "/feed" in outlet.paths:
                    course.faults[f"outlet-{outlet.number:02}", fault] += 1
                course.requests += len(outlet.asked)
                outlet.asked.clear()
            clock.pass_hours(HOURS if number < runs - 1 else CALM_HOURS)
            tell(f"run {number + 1}: {course.requests} requests, {course.faults.total()} faults of feeds so far")
    course.seconds = time.perf_counter() - started
    compare(home, feeds * entries, course)
    return course


def compare(home, expected, course):
    """Enter in `course` every article that is missing or doubled, and every fault that the warehouse does not tell."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        (course.articles,) = con.execute("select count(*) from core.article").fetchone()
        versions, addresses = con.execute("""
            select (select count(*) from core.article_version), (select count(distinct url_key) from core.article)
        """).fetchone()
        told = con.execute("""
            select feed_id, failure.key, sum(failure.value)::integer
            from (select feed_id, unnest(map_entries(failures)) as failure from mart.daily_feed_health)
            group by all
        """).fetchall()
        (requests,) = con.execute("select count(*) from raw.fetch where kind = 'feed'").fetchone()
        (tried,) = con.execute("select sum(fetch_count)::integer from mart.daily_feed_health").fetchone()
        (new,) = con.execute("select sum(new_entry_count)::integer from mart.daily_feed_health").fetchone()
    for name, number in (("articles", course.articles), ("versions", versions), ("addresses", addresses), ("new", new)):
        if number != expected:
            course.mistakes.append(f"{number} {name} where {expected} were published")
    # A host that asked for patience is left alone: that is no fault of its feed's answer.
    found = Counter({(feed, outcome): number for feed, outcome, number in told if outcome != "held_off"})
    for name in sorted(found.keys() | course.faults.keys()):
        if found[name] != course.faults[name]:
            course.mistakes.append(f"{name}: {course.faults[name]} faults, {found[name]} in the health table")
    if tried != requests:
        course.mistakes.append(f"the health table tells {tried} requests of {requests}")


def main():
    """Soak, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--entries", type=int, default=40)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    def tell(line):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        course = soak(Path(folder), options.feeds, options.entries, options.runs, options.seed, tell=tell)
    kinds = Counter()
    for (_, fault), number in course.faults.items():
        kinds[fault] += number
    tell(f"{course.articles} articles, {course.requests} requests, {course.seconds:.0f} s")
    tell(f"faults of feeds: {', '.join(f'{number} {name}' for name, number in kinds.most_common())}")
    for mistake in course.mistakes:
        tell(f"wrong: {mistake}")
    return bool(course.mistakes)


if __name__ == "__main__":
    sys.exit(main())
