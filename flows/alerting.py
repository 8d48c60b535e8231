"""Alerts of a run: raised within its load, delivered after it; what cannot be delivered waits for the next run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flows.settings import Settings

if TYPE_CHECKING:
    import duckdb

    from warehouse.alerts import Rule
    from warehouse.store import RunResult

Send = Callable[[str, str, str], str | None]
"""Takes destination, subject and body; gives the reason why it failed, None where the message was taken."""

MOST_IN_A_MESSAGE = 20


@dataclass(slots=True)
class Told:
    """What a run told: how many alerts it raised and delivered, and why others still wait, by destination."""

    raised: int = 0
    told: int = 0
    waiting: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The figures for programs."""
        return {"raised": self.raised, "told": self.told, "waiting": self.waiting, "errors": self.errors}

    def sentence(self) -> str:
        """The figures in words; empty where there is nothing to say."""
        if not (self.raised or self.told or self.waiting or self.errors):
            return ""
        why = "; ".join(f"{destination or 'alerts'}: {error}" for destination, error in self.errors.items())
        return f"alerts: {self.raised} raised, {self.told} told, {self.waiting} waiting{f' ({why})' if why else ''}"


def raising(
    settings: Settings, run_id: str | None, now: dt.datetime
) -> Callable[[duckdb.DuckDBPyConnection, RunResult], None] | None:
    """What a load does last in its transaction: raise the alerts of what it changed; None without rules."""
    if not settings.alerts:
        return None

    def raise_them(con: duckdb.DuckDBPyConnection, result: RunResult) -> None:
        raise_for(con, settings.alerts, result.changed_incidents, run_id, now)

    return raise_them


def raise_for(
    con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], changed: Sequence[str], run_id: str | None, now: dt.datetime
) -> int:
    """Raise the alerts that the rules want of the changed incidents; returns how many there are."""
    from flows.alert_texts import write_alert
    from warehouse.alerts import find, raise_alerts

    found = find(con, rules, changed, now)
    raise_alerts(con, found, write_alert, run_id, now)
    return len(found)


def raise_since(settings: Settings, since: dt.datetime, now: dt.datetime) -> int:
    """Raise what the rules want of all incidents that changed here since an instant, also by a backfill."""
    from flows.storing import writing
    from warehouse.alerts import find_changed_since
    from warehouse.load import load_transaction

    with writing(settings) as con, load_transaction(con):
        return raise_for(con, settings.alerts, find_changed_since(con, since), None, now)


def deliver(settings: Settings, now: dt.datetime, send: Send | None = None, run_id: str | None = None) -> Told:
    """Send the alerts that wait, those of one rule in one message, and put down what came of it.

    The file is not held while a message is under way: a message whose receipt could not be put down is sent again by
    the next run. Raises WarehouseError where the warehouse cannot be opened.
    """
    from flows.notifying import send as send_by_prefect
    from flows.planning import reading
    from flows.storing import writing
    from warehouse.alerts import read_alerts, record_delivery

    send = send or send_by_prefect
    with reading(settings) as con:
        alerts = read_alerts(con)
    result = Told(raised=sum(alert["run_id"] == run_id for alert in alerts) if run_id else 0)
    result.told = sum(alert["run_id"] == run_id and alert["status"] == "told" for alert in alerts) if run_id else 0
    for destination, rule, batch in _messages(settings, alerts):
        error = result.errors.get(destination)
        if error is None:
            error = send(destination, *_digest(rule, batch))
            with writing(settings) as con:
                record_delivery(con, [alert["alert_id"] for alert in batch], destination, error, now)
        if error is None:
            result.told += len(batch)
        else:
            result.errors[destination] = error
            result.waiting += len(batch)
    return result


def _digest(rule: str, batch: Sequence[dict[str, Any]]) -> tuple[str, str]:
    from flows.alert_texts import write_digest

    return write_digest(rule, [alert["message"] for alert in batch])


def _messages(settings: Settings, alerts: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """The waiting alerts by destination and rule, as many as a message may hold, the oldest first.

    A rule that has another destination by now has its alerts sent there; one that was taken out keeps its own.
    """
    to = {rule.name: rule.to for rule in settings.alerts}
    waiting = [alert for alert in reversed(alerts) if alert["status"] == "pending"]

    def key(alert: dict[str, Any]) -> tuple[str, str]:
        return to.get(alert["rule"]) or alert["destination"], alert["rule"]

    for (destination, rule), same in groupby(sorted(waiting, key=key), key):
        batch = list(same)
        for start in range(0, len(batch), MOST_IN_A_MESSAGE):
            yield destination, rule, batch[start : start + MOST_IN_A_MESSAGE]
