"""Alerts: what a load brought that an analyst asked to be told of, each once, and what became of telling it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from warehouse.batch import Row, arrow_table, read_columns, registered, utc
from warehouse.intake import read_rows
from warehouse.neighbours import ids
from warehouse.statements import statement_on

KILLED, TARGET, AGAIN, RELEASE, SILENT = "killed", "target", "again", "release", "silent"
OF_INCIDENTS = (KILLED, TARGET, AGAIN)
STRUCK = "struck"

Told = Mapping[tuple[str, str], set[str]]
"""The thresholds that were raised before, by rule and subject."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What somebody wishes to be told of, and where to; each kind of rule reads the fields that concern it.

    `least` are numbers of dead, of which the highest that was reached counts (of a release: by how many it moved);
    `figure` is which of low, best and high is meant. `days` is how long ago a place was hit before, `hours` for how
    long a feed must have been silent. Empty lists stand for any. `to` is the name of a notification block, empty for
    nowhere.
    """

    name: str
    when: str
    least: tuple[int, ...] = ()
    figure: str = "best"
    single_source: bool = False
    countries: tuple[str, ...] = ()
    governorates: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    days: int = 0
    feeds: tuple[str, ...] = ()
    hours: int = 0
    max_age_days: int = 0
    to: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """That a rule's threshold was passed by a subject (an incident, a release or a feed), with the facts to tell."""

    rule: Rule
    subject_id: str
    threshold: str
    facts: Row = field(hash=False)

    @property
    def alert_id(self) -> str:
        """The key of the alert that this raises: of one rule, subject and threshold there is one."""
        told = f"{self.rule.name}|{self.subject_id}|{self.threshold}"
        return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def find(
    con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], changed: Collection[str], now: dt.datetime
) -> list[Finding]:
    """What the changed incidents and the feeds of the present state give cause to tell, and was not told before."""
    rows = _Rows(con, rules, changed)
    told = _read_told(con, rows.subjects())
    found: list[Finding] = []
    for rule in rules:
        subjects = rows.of(rule)
        if rule.when in OF_INCIDENTS:
            subjects = [row for row in subjects if _concerns(rule, row, now)]
        found += _new(FINDERS[rule.when](rule, subjects), told)
    return found


class _Rows:
    """What the rules judge, each read once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], changed: Collection[str]) -> None:
        kinds = {rule.when for rule in rules}
        self._again: dict[int, list[dict[str, Any]]] = {}
        self._releases: dict[str, list[dict[str, Any]]] = {}
        with registered(con, "changed", ids("incident_id", changed)):
            for days in {rule.days for rule in rules if rule.when == AGAIN}:
                self._again[days] = read_rows(con, "alert/hits_again", {"days": days})
            for rule in rules:
                if rule.when == RELEASE and changed:
                    where = {"countries": list(rule.countries), "governorates": list(rule.governorates)}
                    self._releases[rule.name] = read_rows(con, "alert/releases", where)
        later = {row["incident_id"] for rows in self._again.values() for row in rows}
        with registered(con, "changed", ids("incident_id", {*changed, *later})):
            rows = read_rows(con, "alert/incidents", {}) if kinds & {*OF_INCIDENTS} else []
        self._known = {row["incident_id"]: row for row in rows}
        self._changed = [row for row in rows if row["incident_id"] in set(changed)]
        self._feeds = read_rows(con, "alert/silent_feeds", {}) if SILENT in kinds else []

    def subjects(self) -> list[str]:
        """The ids of all that may be told of."""
        releases = [row["release_id"] for rows in self._releases.values() for row in rows]
        return [*self._known, *releases, *(row["feed_id"] for row in self._feeds)]

    def of(self, rule: Rule) -> list[dict[str, Any]]:
        """The rows that concern a rule of that kind."""
        if rule.when == AGAIN:
            known = self._known
            return [known[row["incident_id"]] | row for row in self._again[rule.days] if row["incident_id"] in known]
        if rule.when == RELEASE:
            return self._releases.get(rule.name, [])
        return self._feeds if rule.when == SILENT else self._changed


def _read_told(con: duckdb.DuckDBPyConnection, subjects: Collection[str]) -> Told:
    told: dict[tuple[str, str], set[str]] = {}
    with registered(con, "wanted_subject", ids("subject_id", subjects)):
        for row in read_rows(con, "alert/told", {}):
            told.setdefault((row["rule"], row["subject_id"]), set()).add(row["threshold"])
    return told


def _new(found: Iterable[Finding], told: Told) -> list[Finding]:
    """Those that were not raised before; of numbers, one as high or higher will do."""
    new = []
    for finding in found:
        before = told.get((finding.rule.name, finding.subject_id), set())
        numbers = [int(value) for value in before if value.isdigit()]
        is_told = finding.threshold in before
        if finding.rule.when == KILLED:
            is_told = any(number >= int(finding.threshold) for number in numbers)
        if not is_told:
            new.append(finding)
    return new


def _concerns(rule: Rule, row: Row, now: dt.datetime) -> bool:
    """Whether an incident is one of those that the rule is about."""
    last = row["event_date"] or row["period_end"]
    is_old = rule.max_age_days and last and (utc(now).date() - last).days > rule.max_age_days
    return (
        not is_old
        and (not rule.single_source or row["source_count"] == 1)
        and (not rule.countries or row["country_code"] in rule.countries)
        and (not rule.governorates or row["governorate_code"] in rule.governorates)
    )


def _figure(rule: Rule, row: Row) -> int:
    return int(row[f"killed_{rule.figure}"] or 0)


def _find_killed(rule: Rule, rows: Iterable[Row]) -> Iterator[Finding]:
    for row in rows:
        if passed := [least for least in rule.least if _figure(rule, row) >= least]:
            yield Finding(rule, row["incident_id"], str(max(passed)), row)


def _has_enough(rule: Rule, row: Row) -> bool:
    return row["circumstance"] == STRUCK and (not rule.least or _figure(rule, row) >= min(rule.least))


def _find_targets(rule: Rule, rows: Iterable[Row]) -> Iterator[Finding]:
    for row in rows:
        if row["target"] in rule.targets and _has_enough(rule, row):
            yield Finding(rule, row["incident_id"], row["target"], row)


def _find_again(rule: Rule, rows: Iterable[Row]) -> Iterator[Finding]:
    for row in rows:
        if _has_enough(rule, row):
            yield Finding(rule, row["incident_id"], str(rule.days), row)


def _find_releases(rule: Rule, rows: Iterable[Row]) -> Iterator[Finding]:
    for row in rows:
        moved = abs(row[f"killed_{rule.figure}_after"] - row[f"killed_{rule.figure}_before"])
        if moved >= min(rule.least, default=0):
            figures = "/".join(str(row[f"killed_{end}_after"]) for end in ("low", "best", "high"))
            yield Finding(rule, row["release_id"], figures, row)


def _find_silent(rule: Rule, rows: Iterable[Row]) -> Iterator[Finding]:
    for row in rows:
        is_meant = not rule.feeds or row["feed_id"] in rule.feeds
        if is_meant and (row["quiet_hours"] is None or row["quiet_hours"] >= rule.hours):
            since = row["last_entry_at"]
            yield Finding(rule, row["feed_id"], f"{since:%Y-%m-%dT%H:%M:%SZ}" if since else "ever", row)


FINDERS: dict[str, Callable[[Rule, Iterable[Row]], Iterator[Finding]]] = {
    KILLED: _find_killed,
    TARGET: _find_targets,
    AGAIN: _find_again,
    RELEASE: _find_releases,
    SILENT: _find_silent,
}
"""How each kind of rule finds what to tell."""


def raise_alerts(
    con: duckdb.DuckDBPyConnection,
    findings: Sequence[Finding],
    write: Callable[[Finding], str],
    run_id: str | None,
    now: dt.datetime,
) -> None:
    """Put the findings down as alerts, inside the caller's transaction; `write` makes the words of each.

    One that goes nowhere counts as told.
    """
    if not findings:
        return
    rows = [
        {
            "alert_id": finding.alert_id,
            "rule": finding.rule.name,
            "kind": finding.rule.when,
            "subject_id": finding.subject_id,
            "threshold": finding.threshold,
            "message": write(finding),
            "destination": finding.rule.to or None,
            "run_id": run_id,
            "raised_at": utc(now),
            "status": "pending" if finding.rule.to else "told",
            "try_count": 0,
            "told_at": None if finding.rule.to else utc(now),
        }
        for finding in findings
    ]
    data = arrow_table("meta.alert", read_columns(con)["meta.alert"], rows, {}, stored=True)
    with registered(con, "incoming", data):
        con.execute(statement_on("load/insert_all", "meta.alert", ()))


def read_alerts(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """All alerts, the newest first."""
    return read_rows(con, "alert/all_alerts", {})


def record_delivery(
    con: duckdb.DuckDBPyConnection, alert_ids: Sequence[str], destination: str, error: str | None, now: dt.datetime
) -> None:
    """Put down that these alerts were delivered, or why not; those stay pending."""
    values = {"alert_ids": list(alert_ids), "destination": destination, "error": error, "tried_at": utc(now)}
    read_rows(con, "alert/record", values)


def find_changed_since(con: duckdb.DuckDBPyConnection, since: dt.datetime) -> list[str]:
    """The incidents that changed in this warehouse since an instant, whatever run changed them."""
    return [row["incident_id"] for row in read_rows(con, "alert/changed_since", {"since": utc(since)})]
