"""The check-up of an installation: what is in order, what is not, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flows.errors import UserError
from flows.settings import Settings, load_settings

PYTHONS = ((3, 11), (3, 14))
LEAST_FREE = 1_000_000_000
STALE = timedelta(days=1)
"""The deployment runs every three hours; a day without a snapshot is no accident any more."""

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `told` says how it is, `remedy` what to do where it is not in order."""

    what: str
    state: State
    told: str
    remedy: str = ""


def check_up(home: str | None, now: datetime) -> list[Finding]:
    """All findings, in the order in which a person would look."""
    findings = [*check_python(), *check_packages(), *check_time_zones()]
    try:
        settings = load_settings(home)
    except UserError as error:
        return [*findings, Finding("settings", "fault", str(error), "mend what it names")]
    looks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        check_settings, check_feeds, check_disk, check_lock, lambda told: check_snapshot(told, now), check_alerts,
        check_prefect,
    )  # fmt: skip
    for look in looks:
        findings += look(settings)
    return findings


def check_python() -> Iterator[Finding]:
    """The interpreter."""
    version = platform.python_version()
    fits = PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]
    yield Finding(
        "Python", "ok" if fits else "fault", version, "" if fits else "make a virtual environment of 3.11 to 3.13"
    )


def check_packages() -> Iterator[Finding]:
    """This package and what it needs, in the versions that it needs."""
    from packaging.requirements import Requirement

    wrong = []
    for line in importlib.metadata.requires("hasila") or ():
        need = Requirement(line)
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            held = importlib.metadata.version(need.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{need.name} is missing")
            continue
        if not need.specifier.contains(held, prereleases=True):
            wrong.append(f"{need.name} {held} is not {need.specifier}")
    told = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("hasila", "duckdb", "prefect"))
    if wrong:
        yield Finding("packages", "fault", "; ".join(wrong), "pip install -c constraints.txt . in hasila's folder")
    else:
        yield Finding("packages", "ok", told)


def check_time_zones() -> Iterator[Finding]:
    """Whether the time zones are new enough: Syria left winter time in October 2022."""
    offset = datetime(2023, 1, 15, tzinfo=ZoneInfo("Asia/Damascus")).utcoffset()
    if offset == timedelta(hours=3):
        yield Finding("time zones", "ok", "know that Damascus has kept +03:00 since 2022")
    else:
        yield Finding("time zones", "fault", f"Damascus at {offset} in 2023 is out of date", "pip install -U tzdata")


def check_settings(settings: Settings) -> Iterator[Finding]:
    """The data folder and the contact."""
    if not settings.home.exists():
        yield Finding(
            "data folder", "warning", f"{settings.home} is not there yet", "hasila run or hasila demo makes it"
        )
    elif not os.access(settings.home, os.W_OK):
        yield Finding("data folder", "fault", f"{settings.home} cannot be written to", "give yourself write permission")
    elif settings.home.stat().st_mode & 0o077:
        remedy = f"chmod 700 {settings.home}"
        yield Finding(
            "data folder", "warning", f"{settings.home} can be read by others and holds article texts", remedy
        )
    else:
        yield Finding("data folder", "ok", str(settings.home))
    if settings.contact:
        yield Finding("contact", "ok", settings.user_agent)
    else:
        remedy = "set contact in settings.toml, so that a webmaster can reach you"
        yield Finding("contact", "warning", "outlets are not told who reads them", remedy)


def check_feeds(settings: Settings) -> Iterator[Finding]:
    """The registry of feeds."""
    from flows.feeds import load_feeds

    try:
        feeds = load_feeds(settings.feeds_path)
    except UserError as error:
        yield Finding("feeds", "fault", str(error), "mend that line")
        return
    count = sum(feed.enabled for feed in feeds)
    told = f"{count} of {len(feeds)} feeds of {settings.feeds_path} are enabled"
    yield Finding("feeds", "ok" if count else "fault", told, "" if count else "set enabled = true for one at least")


def check_disk(settings: Settings) -> Iterator[Finding]:
    """Whether the disk holds another copy of the warehouse, which each publication makes."""
    place = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    size = settings.write_path.stat().st_size if settings.write_path.exists() else 0
    told = f"{free / 1e9:.1f} GB free, the write file has {size / 1e9:.2f} GB"
    if free < size + 100_000_000:
        yield Finding("disk", "fault", told, "a publication needs a copy of the write file: free some space")
    elif free < max(LEAST_FREE, 3 * size):
        yield Finding("disk", "warning", told, "lower keep_snapshots, set archive_days, or hasila purge")
    else:
        yield Finding("disk", "ok", told)


def check_lock(settings: Settings) -> Iterator[Finding]:
    """Who holds the write file, and whether it opens."""
    from warehouse.connection import open_reader
    from warehouse.errors import WarehouseError, WarehouseLocked, WarehouseMissing

    try:
        open_reader(settings.write_path).close()
    except WarehouseMissing:
        yield Finding("write file", "ok", "not made yet")
    except WarehouseLocked as error:
        yield Finding("write file", "ok", f"process {error.pid} is writing to it", "end that process only if it hangs")
    except WarehouseError as error:
        yield Finding("write file", "fault", str(error), "restore a snapshot as docs/running.md says")
    else:
        yield Finding("write file", "ok", "nobody is writing to it")


def check_snapshot(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether the published snapshot opens, fits this version, keeps the rules and is fresh."""
    from warehouse.check import run_checks
    from warehouse.connection import open_reader
    from warehouse.errors import CheckFailed, MigrationError, WarehouseError, WarehouseMissing
    from warehouse.migrate import pending

    path = settings.warehouse_path
    try:
        con = open_reader(path)
    except WarehouseMissing:
        yield Finding("warehouse", "warning", "nothing is published yet", "hasila run, or hasila demo")
        return
    except WarehouseError as error:
        yield Finding("warehouse", "fault", str(error), "restore a snapshot as docs/running.md says")
        return
    try:
        missing = pending(con)
        told = f"{path.stat().st_size / 1e6:.1f} MB"
        if missing:
            yield Finding("warehouse", "warning", f"{told}, lacks {', '.join(missing)}", "the next run brings it up")
        else:
            yield Finding("warehouse", "ok", f"{told}, of the present schema")
            yield Finding("rules", "ok", f"all {len(run_checks(con))} are kept")
    except CheckFailed as error:
        yield Finding("rules", "fault", str(error), "restore an older snapshot, and report it")
    except MigrationError as error:
        yield Finding("warehouse", "fault", str(error), "update hasila, or set another HASILA_HOME")
    finally:
        con.close()
    age = now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if age > STALE:
        told = f"published {age.days} d {age.seconds // 3600} h ago"
        yield Finding("freshness", "warning", told, "hasila run; hasila status says when and why runs ended")
    else:
        yield Finding("freshness", "ok", f"published {age.seconds // 3600} h {age.seconds // 60 % 60} min ago")


def check_alerts(settings: Settings) -> Iterator[Finding]:
    """Whether all alerts were told. A write file that cannot be read is told of by the others."""
    from warehouse.alerts import read_alerts
    from warehouse.connection import open_reader
    from warehouse.errors import WarehouseError
    from warehouse.migrate import pending

    try:
        con = open_reader(settings.write_path)
    except WarehouseError:
        return
    try:
        waiting = [] if pending(con) else [row for row in read_alerts(con) if row["status"] == "pending"]
    except WarehouseError:
        return
    finally:
        con.close()
    failed = {row["destination"]: row["error"] for row in reversed(waiting) if row["error"]}
    if failed:
        told = f"{len(waiting)} wait; {'; '.join(f'{where}: {error}' for where, error in sorted(failed.items()))}"
        rule = next(row["rule"] for row in waiting if row["error"])
        yield Finding("alerts", "fault", told, f"hasila alerts test {rule} until it arrives, then hasila alerts send")
    elif waiting:
        told = f"{len(waiting)} wait to be sent"
        yield Finding("alerts", "warning", told, "the next run sends them, hasila alerts send does so now")
    else:
        count = len(settings.alerts)
        yield Finding("alerts", "ok", f"none waits; {count} rules are set" if count else "no rule is set, none waits")


def check_prefect(settings: Settings) -> Iterator[Finding]:
    """Whether the Prefect server answers, where one is named, and that nothing is sent to Prefect's makers."""
    from flows.engine import prepare_prefect

    prepare_prefect()
    from prefect.settings import get_current_settings

    api = os.environ.get("PREFECT_API_URL") or get_current_settings().api.url
    sends = os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"].lower() not in ("false", "0")
    if not api:
        yield Finding(
            "Prefect server", "ok", "none is named; hasila run works without, docs/running.md has the schedule"
        )
    else:
        try:
            sends = bool(ask(f"{api}/admin/settings").get("server", {}).get("analytics_enabled", sends))
        except (OSError, urllib.error.URLError, ValueError) as error:
            remedy = "start it (docs/running.md), or unset PREFECT_API_URL"
            yield Finding("Prefect server", "fault", f"{api} does not answer ({error})", remedy)
        else:
            yield Finding("Prefect server", "ok", f"{api} answers")
    if sends:
        remedy = "start the server with PREFECT_SERVER_ANALYTICS_ENABLED=false"
        yield Finding("telemetry", "warning", "Prefect's server sends usage to its makers", remedy)
    else:
        yield Finding("telemetry", "ok", "off")


def ask(url: str) -> Any:
    """The JSON that an address answers within three seconds."""
    with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 the person's own setting names it
        return json.load(answer)
