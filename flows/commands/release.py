"""`hasila release` and `hasila releases`: a month frozen, published again byte for byte, and what is otherwise now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Embargo, Home, complain, print_json, print_table
from flows.errors import RunError, UserError

if TYPE_CHECKING:
    import duckdb

    from flows.settings import Settings

FIGURES = ("killed_low", "killed_best", "killed_high")

REASONS = {
    "new report": "new report",
    "edit": "late revision of a report",
    "coder": "newer coder",
    "sources": "registry of sources",
    "analyst": "correction",
    "relinked": "linked anew",
    "sum of the day": "a source's sum for the day",
    "embargo": "held back by the embargo",
}
"""The reasons of changes, in words."""


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("release")(release)
    app.command("releases")(releases)


def release(
    month: Annotated[str, typer.Argument(help="The month, as 2025-06.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder; else release-2025-06-v1, say.")] = None,
    note: Annotated[str | None, typer.Option(help="Why it is released, or released again.")] = None,
    embargo: Embargo = None,
    again: Annotated[bool, typer.Option("--again", help="Write a release anew, as it was published.")] = False,
    verify: Annotated[Path | None, typer.Option(help="Compare a folder with the release as published.")] = None,
    errata: Annotated[bool, typer.Option("--errata", help="List what is otherwise now, and why.")] = False,
    version: Annotated[int | None, typer.Option(help="Which, to write again, verify or list errata of.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Freeze a month: data, versions, checks, method and checksums in a folder, and all of it in the warehouse.

    A released month does not change. Released again, it becomes version 2, if anything is otherwise by then.
    """
    from flows.releasing import read_month
    from flows.settings import load_settings

    if sum((again, verify is not None, errata)) > 1:
        raise UserError("--again, --verify and --errata are three questions; ask one at a time")
    reads = again or verify is not None or errata
    if version is not None and not reads:
        raise UserError("--version goes with --again, --verify or --errata; a new release gets the next number")
    settings, first = load_settings(home), read_month(month)
    if not reads:
        freeze(settings, first, out, note, embargo, as_json=as_json)
        return
    with reading(settings) as con:
        from warehouse.released import find_release

        row = find_release(con, first, version)
        if verify is not None:
            show_verified(con, row, verify, as_json=as_json)
        elif errata:
            show_errata(con, row, as_json=as_json)
        else:
            show_written(con, row, out, as_json=as_json)


def releases(home: Home = None, as_json: AsJson = False) -> None:
    """List the released months, each with how much of it is otherwise now."""
    from flows.settings import load_settings
    from warehouse.released import list_releases

    with reading(load_settings(home)) as con:
        rows = list_releases(con)
    if as_json:
        print_json(rows)
        return
    columns = ["release", "of", "killed", "incidents", "changed since: incidents", "days", "replaced by", "note"]
    shown = [
        (
            row["release_id"], f"{row['released_at']:%Y-%m-%d %H:%M}",
            " / ".join(str(row[name]) for name in FIGURES), row["incident_count"],
            row["changed_incident_count"], row["changed_day_count"], row["replaced_by"], row["note"],
        )
        for row in rows
    ]  # fmt: skip
    if not rows:
        typer.echo("no month was released yet; `hasila release 2024-02` freezes one")
        return
    print_table(columns, shown)
    typer.echo("1 release" if len(rows) == 1 else f"{len(rows)} releases")


def freeze(
    settings: Settings, month: dt.date, out: Path | None, note: str | None, embargo: float | None, *, as_json: bool
) -> None:
    """Make a release in the write file, publish the snapshot, and write the folder."""
    from flows.gazetteer_active import activate_published
    from flows.releasing import want_release
    from flows.storing import deciding
    from warehouse.export.folder import refuse_taken
    from warehouse.release import SUMS, make_release

    activate_published(settings)
    now = dt.datetime.now(dt.UTC)
    with told_as_misuse(), deciding(settings) as con:
        if out is not None:
            refuse_taken(out, SUMS, "release")
        row, is_new = make_release(con, want_release(month, now, settings.known_by(embargo, now), note))
    if not is_new:
        complain(f"{row['release_id']} of {row['released_at']:%Y-%m-%d} stands: its data are the same; no new version")
    with reading(settings) as con:
        show_written(con, row, out, as_json=as_json)


def show_written(con: duckdb.DuckDBPyConnection, row: dict[str, Any], out: Path | None, *, as_json: bool) -> None:
    """Write a release's folder and say what is in it."""
    from warehouse.released import write_release

    folder = out or Path(f"release-{row['release_id']}")
    try:
        paths = write_release(con, row["release_id"], folder)
    except OSError as error:
        raise UserError(f"{folder}: cannot be written to ({error.strerror}); name another folder with -o") from error
    if as_json:
        print_json({**row, "folder": folder, "files": paths})
        return
    killed = " / ".join(str(row[name]) for name in FIGURES)
    typer.echo(f"{row['release_id']}: killed {killed}, {row['incident_count']} incidents, {row['claim_count']} claims")
    typer.echo(f"{folder}: {len(paths)} files, {row['digest']} (SHA-256 of SHA256SUMS)")


def show_verified(con: duckdb.DuckDBPyConnection, row: dict[str, Any], folder: Path, *, as_json: bool) -> None:
    """Say whether a folder is the release; raises RunError where it is not."""
    import dataclasses

    from warehouse.released import verify_release

    found = verify_release(con, row, folder)
    name = row["release_id"]
    if as_json:
        print_json({"release_id": name, "is_whole": found.is_whole, **dataclasses.asdict(found)})
    else:
        for what in ("missing", "changed", "foreign", "spoilt"):
            for path in getattr(found, what):
                typer.echo(f"{WRONG[what]}: {path}")
        told = "agree with it" if not found.recounted else f"give {len(found.recounted)} of its days otherwise"
        typer.echo(f"counted again from the history of claims, as of its instant: the figures {told}")
    if not found.is_whole:
        raise RunError(f"{folder} is not {name} as published; `hasila release {name[:7]} --again` writes it anew")
    if not as_json:
        typer.echo(f"{folder} is {name} as published, byte for byte")


WRONG = {
    "missing": "missing",
    "changed": "other bytes than published",
    "foreign": "no file of the release",
    "spoilt": "spoilt in the warehouse itself; restore it from a backup",
}


def show_errata(con: duckdb.DuckDBPyConnection, row: dict[str, Any], *, as_json: bool) -> None:
    """List what of a release is otherwise now."""
    from warehouse.released import read_errata

    rows = read_errata(con, row["release_id"])
    if as_json:
        print_json(rows)
        return
    if not rows:
        typer.echo(f"{row['release_id']}: 0 errata; the warehouse says what was published")
        return
    shown = [
        (
            found["change"], found["incident_id"] or cell(found), moved(found), why(found),
            ", ".join(found["authors"]), f"{found['first_changed_at']:%Y-%m-%d %H:%M}",
        )
        for found in rows
    ]  # fmt: skip
    print_table(["", "incident or day", "published, now", "why", "by", "since"], shown)
    typer.echo(f"{row['release_id']}: {len(rows)} errata")


def cell(row: dict[str, Any]) -> str:
    """A governorate's day, as `hasila evidence` takes it."""
    return f"{row['governorate_code'] or 'no governorate'} {row['event_date'] or row['period_start']}"


def moved(row: dict[str, Any]) -> str:
    """What is otherwise, and which incident it was merged into or split from."""
    into = "into" if row["change"] == "merged" else "from"
    return "; ".join(
        [*filter(None, [row["what"]]), *([f"{into} {row['other_incident_id']}"] if row["other_incident_id"] else [])]
    )


def why(row: dict[str, Any]) -> str:
    """The reasons in words, with what the analysts wrote."""
    reasons = ", ".join(REASONS.get(reason, reason) for reason in row["reasons"])
    return f"{reasons}: {'; '.join(row['remarks'])}" if row["remarks"] else reasons


@contextmanager
def reading(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published snapshot, read-only."""
    from warehouse.connection import open_reader

    with told_as_misuse():
        con = open_reader(settings.warehouse_path)
        try:
            yield con
        finally:
            con.close()


@contextmanager
def told_as_misuse() -> Iterator[None]:
    """A release that cannot be made, found or written is the caller's to mend: exit code 2."""
    from warehouse.export.folder import FolderTakenError
    from warehouse.release import ReleaseError

    try:
        yield
    except (FolderTakenError, ReleaseError) as error:
        raise UserError(str(error)) from error
