"""One request in flight a host, a pause between two, and none before a host's own date."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path

from flows.files import keep_json

MAX_RETRY_AFTER = dt.timedelta(hours=24)
DEFAULT_RETRY_AFTER = dt.timedelta(hours=1)
"""For a host that asks for patience without saying how much."""


class Holds:
    """Hosts that asked to be left alone until an instant; with a `path` they outlive the run, however it ends.

    Safe to use from several threads. Of several runs on one file, none forgets what another wrote there.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._until: dict[str, dt.datetime] = _load(path) if path else {}
        self._guard = threading.Lock()

    def hold(self, host: str, until: dt.datetime, now: dt.datetime) -> None:
        """Leaves a host («name:port») alone until an instant, and writes that down at once."""
        self._until[host] = until
        self.save(now)

    def held(self, host: str, now: dt.datetime) -> dt.datetime | None:
        """Until when a host is left alone, None where it may be asked."""
        until = self._until.get(host)
        return until if until and now < until else None

    def save(self, now: dt.datetime) -> None:
        """Writes what still holds for other runs, with what these wrote meanwhile; the later date of a host holds."""
        if not self._path:
            return
        with self._guard:
            for host, until in _load(self._path).items():
                self._until[host] = max(until, self._until.get(host, until))
            keep_json(self._path, {host: until.isoformat() for host, until in dict(self._until).items() if now < until})


def _load(path: Path) -> dict[str, dt.datetime]:
    """What an earlier run left; a damaged file only means that a host is asked once more."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {host: dt.datetime.fromisoformat(until).astimezone(dt.UTC) for host, until in rows.items()}
    return {}


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")


class Pace:
    """The turns of all hosts; a host is «name:port», so that two outlets on one machine do not wait for each other."""

    def __init__(
        self, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str, interval: float) -> Iterator[None]:
        """Waits until the host is free and `interval` seconds have passed since the end of its last request."""
        with self._guard:
            state = self._hosts.setdefault(host, _Host())
        with state.lock:
            wait = state.free_at + interval - self._clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                state.free_at = self._clock()


def read_retry_after(value: str | None, now: dt.datetime) -> dt.datetime | None:
    """The instant that a Retry-After header names, in seconds or as a date; at most a day ahead."""
    text = (value or "").strip()
    if text.isdecimal() and text.isascii():
        wait = dt.timedelta(seconds=min(int(text[:9]), 86_400))
    else:
        try:
            date = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        wait = (date if date.tzinfo else date.replace(tzinfo=dt.UTC)) - now
    return now + min(max(wait, dt.timedelta(0)), MAX_RETRY_AFTER)
