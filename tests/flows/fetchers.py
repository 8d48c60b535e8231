"""Settings of a fetcher that waits for nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows.settings import Settings

NOW = dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC)


def make_settings(home: Path, *hosts: str, **changes: Any) -> Settings:
    settings = Settings(
        home=home, host_interval=0, timeout=0.5, max_feed_bytes=20_000, max_page_bytes=20_000, allow_hosts=tuple(hosts)
    )
    return replace(settings, **changes)
