"""What a backfill would read, and how long that takes: found by listing, for sites from a sample of their days."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.asking import check_days_over, describe_source, pending_days
from flows.chunks import describe_time
from flows.documents import Problem
from flows.fetching import Fetcher
from flows.filling import choose_days, read_checkpoints, read_found
from flows.gazetteer_active import activate
from flows.reading import Job
from flows.settings import Settings, load_settings
from flows.sources.base import FILES, FileSource
from flows.sources.choose import Order, check_order, open_file
from flows.sources.live import Asker, Link, LiveSource, StopReading
from flows.sources.sites import open_sites

SAMPLE_TEXTS = 50
LOADING = 0.006
"""Seconds that loading and linking an article takes besides: benchmarks.backfill measures it."""


@dataclass(slots=True)
class Line:
    """One source's part: days and articles still to be read, requests, and seconds at the allowed pace."""

    source: str
    days: int
    articles: int
    requests: int = 0
    seconds: float = 0.0
    host: str = ""
    problem: str | None = None

    def sentence(self) -> str:
        """The line in plain words."""
        told = f"{self.source}: {self.days} days to read, {'about ' if self.requests else ''}{self.articles} articles"
        if self.requests:
            told += f", about {self.requests} requests"
        told += f", {describe_time(self.seconds)}"
        return f"{told}; {self.problem}" if self.problem else told


@dataclass(slots=True)
class Plan:
    """What a backfill would do; hosts are asked side by side, so the slowest one takes its time."""

    lines: list[Line] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long all of it takes."""
        hosts: dict[str, float] = {}
        for line in self.lines:
            hosts[line.host] = hosts.get(line.host, 0.0) + line.seconds
        return max(hosts.values(), default=0.0)

    def to_json(self) -> dict[str, Any]:
        """The plan for programs."""
        names = ("source", "days", "articles", "requests", "seconds", "problem")
        return {
            "seconds": self.seconds,
            "sources": [{name: getattr(line, name) for name in names} for line in self.lines],
        }

    def sentences(self) -> list[str]:
        """The plan in plain words."""
        if not any(line.days for line in self.lines):
            return [*(line.sentence() for line in self.lines), "nothing is left to read"]
        return [*(line.sentence() for line in self.lines), f"in all {describe_time(self.seconds)}"]


def estimate(
    order: Order, home: Path | str | None, report: Callable[[Problem], None], fetcher: Fetcher | None = None
) -> Plan:
    """List what an order would read; of sites the first, the middle and the last day are asked for, and no page.

    Raises UserError for what cannot be.
    """
    check_order(order)
    settings = load_settings(home)
    activate(settings.home)
    if order.name in FILES:
        return Plan([estimate_file(order, open_file(order, settings), settings, report)])
    sources = open_sites(order, settings)
    check_days_over(order, dt.datetime.now(dt.UTC))
    with fetcher or Fetcher(settings) as door:
        return Plan([estimate_site(order, source, settings, door) for source in sources])


def estimate_file(order: Order, source: FileSource, settings: Settings, report: Callable[[Problem], None]) -> Line:
    """The articles of a file that are still to be read, by the pace at which a few of them are read here."""
    offers = source.offer(order.start, order.end, report)
    known = read_checkpoints(settings, source.name, source.place, source.outlet, [offer.day for offer in offers])
    pending = choose_days(offers, known, only_failed=order.only_failed)
    number = sum(offer.size for offer in pending)
    job = Job("estimate", dt.datetime.now(dt.UTC), settings.archive_path)
    sample = list(islice(source.list_candidates([offer.day for offer in pending]), SAMPLE_TEXTS + 1))
    started = time.perf_counter()
    for candidate in sample[1:]:
        for found in source.read(candidate):
            read_found(found, job)
    each = (time.perf_counter() - started) / max(len(sample) - 1, 1)
    seconds = number * max(each / settings.processes, LOADING)
    return Line(f"{source.name} {source.place}", len(pending), number, seconds=seconds)


def estimate_site(order: Order, source: LiveSource, settings: Settings, fetcher: Fetcher) -> Line:
    """The requests that a site's pending days take, by what it lists of some of them."""
    days = sorted(pending_days(settings, source, order))
    # What a capture of a feed names cannot be listed without asking for each page.
    middle = days[len(days) // 2 : len(days) // 2 + 1]
    sample = middle if source.name == "wayback" else sorted({*days[:1], *middle, *days[-1:]})
    line = Line(describe_source(source), len(days), 0)
    asker = Asker(fetcher, source.feed, "estimate", source.interval)
    pages = articles = 0
    for day in sample:
        try:
            found = list(source.list_day(day, asker))
        except StopReading as stop:
            line.problem = str(stop)
            break
        articles += sum(not isinstance(one, Problem) for one in found)
        pages += sum(isinstance(one, Link) for one in found)
    if sample:
        line.articles = round(articles * len(days) / len(sample))
        line.requests = round((pages + len(asker.rows)) * len(days) / len(sample))
        pause = max(source.interval, fetcher.interval, crawl_delay(fetcher, asker))
        line.seconds = line.requests * pause
        line.host = urlsplit(asker.rows[-1]["url"]).netloc if asker.rows else ""
    return line


def crawl_delay(fetcher: Fetcher, asker: Asker) -> float:
    """The pause in seconds that the site's robots.txt asks for."""
    return fetcher.robots.permission(asker.rows[-1]["url"]).delay if asker.rows else 0.0
