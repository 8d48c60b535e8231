"""What feeds ask of their readers: how long to wait (ttl) and at which hours not to come (skipHours).

They are heard from a feed's own answer and hold for the runs after it, so they are kept in a small file of the data
folder; without that file nothing is lost but the courtesy of one run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import UserError
from flows.files import write_whole

LONGEST_TTL = 6 * 60
"""Minutes. Some systems announce a day or a week, and their feeds have rolled over by then."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A feed's wishes: minutes between two requests, and hours (UTC) at which it wants none."""

    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()

    @property
    def pause(self) -> float:
        """Seconds to wait, as far as the wish is one that can be granted."""
        return 60.0 * min(self.ttl_minutes or 0, LONGEST_TTL)


NO_WISH = Wish()


def load_wishes(path: Path) -> dict[str, Wish]:
    """The wishes of earlier runs by feed; raises UserError for a file that is no such record."""
    if not path.exists():
        return {}
    try:
        table: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return {feed: Wish(wish["ttl_minutes"], tuple(wish["skip_hours"])) for feed, wish in table.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}:1: is no record of feeds' wishes; remove it, the next run writes it anew") from error


def save_wishes(path: Path, wishes: dict[str, Wish]) -> None:
    """Keep the wishes for later runs, those of feeds that wish nothing left out."""
    table = {
        feed: {"ttl_minutes": wish.ttl_minutes, "skip_hours": wish.skip_hours}
        for feed, wish in sorted(wishes.items())
        if wish != NO_WISH
    }
    write_whole(path, json.dumps(table, indent=1) + "\n")
