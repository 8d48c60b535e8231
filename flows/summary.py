"""What a run came to, for people and for programs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.alerting import Told
from flows.polling import FeedResult, PageResult

DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed's line of a summary: how it answered, its items, and how many of its pages were new and were read."""

    feed_id: str
    outlet: str
    outcome: str
    items: int
    new: int
    read: int
    detail: str
    is_expected: bool = False
    """Whether a failure of the feed is no news: the registry says so by `expect_failures`."""
    is_failing: bool = False
    """Whether the feed, where it was not asked, waits since its last answer was a failure."""

    @property
    def is_asked(self) -> bool:
        """Whether the feed was due."""
        return self.outcome != "not_due"

    @property
    def is_failed(self) -> bool:
        """Whether the feed was asked and gave nothing."""
        return self.is_asked and self.outcome not in ("ok", "not_modified")


@dataclass(slots=True)
class Summary:
    """What a run of the daily flow came to; `problems` counts what was left out, by name."""

    run_id: str
    started_at: dt.datetime
    warehouse: Path
    finished_at: dt.datetime | None = None
    feeds: list[FeedLine] = field(default_factory=list)
    pages: int = 0
    articles: int = 0
    new_articles: int = 0
    changed_articles: int = 0
    events: int = 0
    rows_added: int = 0
    rows_updated: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    silent: list[dict[str, Any]] = field(default_factory=list)
    """The feeds that answer and bring nothing new, as warehouse.overview.read_feeds tells them."""
    reports: list[Path] = field(default_factory=list)
    alerts: Told = field(default_factory=Told)

    @property
    def failed_feeds(self) -> list[FeedLine]:
        """The feeds that gave nothing."""
        return [line for line in self.feeds if line.is_failed]

    @property
    def asked_feeds(self) -> list[FeedLine]:
        """The feeds that were due."""
        return [line for line in self.feeds if line.is_asked]

    @property
    def has_read(self) -> bool:
        """Whether any feed that was due could be read.

        Where none was due, or only such as fail at times, the last answers of those that wait count: the pauses grow
        with each failure, and an outage is not over when they leave a run with nothing to ask.
        """
        if len(self.failed_feeds) < len(self.asked_feeds) or not self.feeds:
            return True
        if any(not line.is_expected for line in self.failed_feeds):
            return False
        return any(not line.is_asked and not line.is_failing for line in self.feeds)

    @property
    def seconds(self) -> float:
        """How long the run took."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else 0.0

    def to_json(self) -> dict[str, Any]:
        """The figures for programs."""
        names = (
            "run_id", "started_at", "finished_at", "pages", "articles", "new_articles", "changed_articles", "events",
            "rows_added", "rows_updated",
        )  # fmt: skip
        return {
            **{name: getattr(self, name) for name in names},
            "seconds": round(self.seconds, 1),
            "problems": dict(self.problems),
            "silent": [row["feed_id"] for row in self.silent],
            "alerts": self.alerts.to_json(),
            "warehouse": str(self.warehouse),
            "reports": [str(path) for path in self.reports],
            "feeds": self.feed_table(),
        }

    def feed_table(self) -> list[dict[str, Any]]:
        """One mapping a feed, for tables and artifacts; `quiet` says for how long a silent one has brought nothing."""
        quiet = {row["feed_id"]: describe_hours(row["quiet_hours"]) for row in self.silent}
        return [
            {
                "feed": line.feed_id,
                "outcome": line.outcome,
                "items": line.items,
                "new": line.new,
                "read": line.read,
                "quiet": quiet.get(line.feed_id, ""),
                "detail": line.detail,
            }
            for line in self.feeds
        ]

    def sentences(self) -> list[str]:
        """The run in a few lines of plain words."""
        asked, failed = self.asked_feeds, self.failed_feeds
        rest = len(self.feeds) - len(asked)
        told = (
            f"{len(asked) - len(failed)} of {len(asked)} feeds answered{f', {rest} not due yet' if rest else ''}",
            f"{self.pages} pages asked for",
            f"{self.new_articles} new articles, {self.changed_articles} changed, {self.events} casualty events in them",
            f"{self.rows_added} rows added, {self.rows_updated} changed, in {self.seconds:.1f} s",
        )
        lines = ["; ".join(told)]
        for words, is_expected in (("failed", False), ("failed, as they do at times", True)):
            told_so = [f"{line.feed_id} ({line.outcome})" for line in failed if line.is_expected is is_expected]
            lines += [f"{words}: {', '.join(told_so)}"] if told_so else []
        if self.silent:
            lines.append("silent: " + ", ".join(map(describe_silence, self.silent)))
        lines += filter(None, [self.alerts.sentence()])
        if self.problems:
            left_out = ", ".join(f"{number} {name}" for name, number in self.problems.most_common())
            lines.append(f"left out: {left_out}")
        return lines

    def markdown(self) -> str:
        """The run in Markdown."""
        return "\n\n".join(self.sentences())


def describe_silence(row: Mapping[str, Any]) -> str:
    """A silent feed in a few words: how long it has brought nothing, and what is usual with it."""
    if row["quiet_hours"] is None:
        return f"{row['feed_id']} (never had an item)"
    usual = row["usual_gap_hours"]
    told = f", usually within {describe_hours(usual)}" if usual is not None else ""
    return f"{row['feed_id']} (nothing new for {describe_hours(row['quiet_hours'])}{told})"


def describe_hours(hours: float | None) -> str:
    """Hours, or days where they are many; "ever" where there never was an item."""
    if hours is None:
        return "ever"
    return f"{hours:.0f} h" if hours < 2 * DAY_HOURS else f"{hours / DAY_HOURS:.0f} d"


def describe_feeds(results: Sequence[FeedResult], new: Counter[str], pages: Sequence[PageResult]) -> list[FeedLine]:
    """The feeds' lines, in their order; `new` counts new items by feed."""
    read = Counter(page.request.feed.id for page in pages if page.outcome == "ok")
    return [
        FeedLine(
            result.feed.id,
            result.feed.outlet,
            result.outcome,
            len(result.entries),
            new[result.feed.id],
            read[result.feed.id],
            result.detail or ", ".join(result.problems),
            result.feed.expect_failures,
            result.is_failing,
        )
        for result in results
    ]


def count_problems(results: Sequence[FeedResult], pages: Sequence[PageResult]) -> Counter[str]:
    """What feeds and pages left out, by name: failed feeds, dropped entries, pages that could not be had."""
    counts: Counter[str] = Counter()
    for result in results:
        if result.outcome not in ("ok", "not_modified", "not_due"):
            counts[f"feed_{result.outcome}"] += 1
        counts.update(result.dropped)
    counts.update(f"page_{page.outcome}" for page in pages if page.outcome not in ("ok", "not_modified"))
    return counts


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows as a Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join("" if value is None else str(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)
