"""robots.txt: what a site asks of us, kept for a day and obeyed.

A missing file (4xx) allows all; a failing server (5xx, no answer) forbids all for now. The file is read as UTF-8 with
its byte order mark dropped, since the mark hides the first group from every parser. Protego knows the wildcards that
the standard library's parser gets wrong.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from protego import Protego

from flows.files import keep_json

MAX_BYTES = 500_000
"""What is longer is cut; crawlers need not read on."""
MAX_AGE = dt.timedelta(hours=24)
RETRY_AGE = dt.timedelta(minutes=30)
"""How long a failing server's file counts as forbidding before it is asked again."""
FAILURE_AGE = dt.timedelta(seconds=5)
"""The same where no answer came at all: a retry in the same run shall reach the host again."""
MAX_DELAY = 60.0

Verdict = Literal["allowed", "disallowed", "unavailable"]


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """One site's file as received: `text` is None where the server failed to say, "" where there is none.

    `failure` is the outcome of the request that brought no answer (dns, timeout, …), "" where one came.
    """

    text: str | None
    status: int | None
    fetched_at: dt.datetime
    failure: str = ""
    detail: str = ""

    def is_fresh(self, now: dt.datetime) -> bool:
        """Whether it may be used without asking again."""
        age = MAX_AGE if self.text is not None else FAILURE_AGE if self.failure else RETRY_AGE
        return now - self.fetched_at < age


@dataclass(frozen=True, slots=True)
class Permission:
    """What the site says about one address: the verdict, by which file, and the pause in seconds that it asks for."""

    verdict: Verdict
    file: RobotsFile
    delay: float = 0.0


def read_robots(status: int, body: bytes, now: dt.datetime) -> RobotsFile:
    """The file by the answer to its request."""
    if 200 <= status < 300:
        return RobotsFile(body[:MAX_BYTES].decode("utf-8-sig", "replace"), status, now)
    if 400 <= status < 500 and status != 429:
        return RobotsFile("", status, now)
    return RobotsFile(None, status, now, detail=f"robots.txt answers HTTP {status}, so nothing is fetched for now")


def origin_of(url: str) -> str:
    """Scheme, host and port, which have one robots.txt together."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"


class Robots:
    """The files of all sites asked so far; with a `path` they outlive the run. Safe to use from several threads.

    `agent` is the user agent that the sites are asked by; its first word, the name, finds the groups of rules.
    """

    def __init__(
        self, agent: str, fetch: Callable[[str], RobotsFile], now: Callable[[], dt.datetime], path: Path | None = None
    ) -> None:
        # Groups are found by any word of the agent: those of the contact's address are not our name.
        self._agent = agent.partition(" ")[0]
        self._fetch = fetch
        self._now = now
        self._path = path
        self._files = _load(path) if path else {}
        self._parsed: dict[str, tuple[RobotsFile, Protego]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def permission(self, url: str) -> Permission:
        """What the site of an address says about it; the file is fetched at most once a day."""
        origin = origin_of(url)
        with self._guard:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            file = self._files.get(origin)
            if file is None or not file.is_fresh(self._now()):
                file = self._files[origin] = self._fetch(f"{origin}/robots.txt")
            return self._judge(origin, file, url)

    def file(self, url: str) -> RobotsFile | None:
        """The stored file of an address's site, if it was asked."""
        return self._files.get(origin_of(url))

    def save(self) -> None:
        """Writes the files for other runs, with those that these asked for meanwhile; the newer of two is kept."""
        if not self._path:
            return
        files = _load(self._path)
        for origin, file in list(self._files.items()):
            if origin not in files or files[origin].fetched_at < file.fetched_at:
                files[origin] = file
        rows = {origin: {**asdict(file), "fetched_at": file.fetched_at.isoformat()} for origin, file in files.items()}
        keep_json(self._path, rows)

    def _judge(self, origin: str, file: RobotsFile, url: str) -> Permission:
        if file.text is None:
            return Permission("unavailable", file)
        held = self._parsed.get(origin)
        if held is None or held[0] is not file:
            held = self._parsed[origin] = (file, Protego.parse(file.text))
        rules = held[1]
        delay = min(max(float(rules.crawl_delay(self._agent) or 0), 0.0), MAX_DELAY)
        return Permission("allowed" if rules.can_fetch(url, self._agent) else "disallowed", file, delay)


def _load(path: Path) -> dict[str, RobotsFile]:
    """The files that an earlier run left; a damaged store only means asking again."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {
            origin: RobotsFile(**{**row, "fetched_at": dt.datetime.fromisoformat(row["fetched_at"]).astimezone(dt.UTC)})
            for origin, row in rows.items()
        }
    return {}
