"""`hasila backfill` and `hasila reextract`: the past, read for the first time or again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import AsJson, Home, complain, print_json, print_table
from flows.commands.ingest import show_past
from flows.commands.status import shorten
from flows.errors import UserError

if TYPE_CHECKING:
    from flows.chunks import PastSummary
    from flows.sources.choose import Order


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backfill")(backfill)
    app.command("reextract")(reextract)


def read_day(text: str | None, option: str) -> dt.date | None:
    """The day that an option states, None where it is not given."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError(f"{option} {text!r} is no day; write it as 2024-01-31") from error


def read_range(start: str | None, end: str | None) -> tuple[dt.date | None, dt.date | None]:
    """The days that --start and --end state; raises UserError where they are no days or no range."""
    from flows.chunks import check_range

    first, last = read_day(start, "--start"), read_day(end, "--end")
    check_range(first, last)
    return first, last


def prepare_flow() -> None:
    """Make Prefect ready for a flow in this process, and an interrupt end it."""
    from flows.engine import prepare_prefect, show_stages, watch_interrupts

    prepare_prefect()
    watch_interrupts()
    show_stages()


Day = Annotated[str | None, typer.Option(help="First day of publication, as 2024-01-31.")]


def backfill(
    start: Day = None,
    end: Annotated[str | None, typer.Option(help="Last day of publication.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="jsonl, html, warc or telegram (files); sitemap, wordpress, paged (a site's archive); or wayback."
        ),
    ] = None,
    path: Annotated[Path | None, typer.Option(help="The file or folder; without --source one of JSON lines.")] = None,
    outlet: Annotated[str | None, typer.Option(help="The outlet: of articles that name none, or to be asked.")] = None,
    status: Annotated[bool, typer.Option("--status", help="Show how far each source has come, and leave.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be read, and how long it takes.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Only the days that failed before.")] = False,
    modified_after: Annotated[
        str | None, typer.Option(help="Only what was edited since that day; WordPress alone can tell.")
    ] = None,
    runner: Annotated[str, typer.Option(help="Where texts are read: processes or dask.")] = "processes",
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler; else one of its own.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Load articles of past days, both days included; what was loaded is not read again, and adds nothing.

    A run that was interrupted goes on where it stopped. The exit code is 1 where a day failed: such days are listed by
    --status and tried again by the next run.
    """
    if status:
        show_status(home, as_json=as_json)
        return
    from flows.sources.choose import Order, check_order

    first, last = read_range(start, end)
    if first is None or last is None:
        raise UserError("name the days with --start and --end")
    edited = read_day(modified_after, "--modified-after")
    order = Order(first, last, source, str(path) if path else None, outlet, retry_failed, edited)
    check_order(order)
    if dry_run:
        show_plan(order, home, as_json=as_json)
        return
    prepare_flow()
    from flows.backfill import backfill as flow

    where = str(home) if home else None
    summary = flow(first, last, source, order.path, outlet, retry_failed, edited, where, runner, scheduler)
    show_past(summary, as_json=as_json)
    for failed in summary.failed_days:
        complain(failed)
    if summary.failed_days:
        raise typer.Exit(1)


def show_status(home: Path | None, *, as_json: bool) -> None:
    """How far each source has come, and the days that failed."""
    from flows.planning import reading
    from flows.settings import load_settings
    from warehouse.backfill import read_failed_days, read_progress

    with reading(load_settings(home)) as con:
        told = {"sources": read_progress(con), "failed_days": read_failed_days(con)}
    if as_json:
        print_json(told)
        return
    for name, title in (("sources", "Backfills"), ("failed_days", "Days to be tried again")):
        rows = told[name]
        if rows:
            print_table([*rows[0]], [[shorten(value) for value in row.values()] for row in rows], title=title)
    if not told["sources"]:
        typer.echo("no backfill was run here yet")


def show_plan(order: Order, home: Path | None, *, as_json: bool) -> None:
    """What a backfill would read, and how long that takes."""
    from flows.estimate import estimate

    plan = estimate(order, home, complain)
    if as_json:
        print_json(plan.to_json())
        return
    for line in plan.sentences():
        typer.echo(line)


def reextract(
    start: Day = None,
    end: Annotated[str | None, typer.Option(help="Last day of publication.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Read those of the present coder too, not only what another one read.")
    ] = False,
    since_version: Annotated[
        str | None, typer.Option(help="Only what this version of the coder read, or one after it (a part of its name).")
    ] = None,
    max_change: Annotated[
        str | None, typer.Option(help="The share, as 5%, that may move; beyond it nothing is loaded or published.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would change.")] = False,
    runner: Annotated[str, typer.Option(help="Where texts are read: processes or dask.")] = "processes",
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler; else one of its own.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read stored articles again with the present coder; what it says otherwise supersedes what was, and stays kept.

    Reports what changes, by phenomenon and with examples, before it is loaded. Corrections by analysts stay.
    """
    from flows.recoding import SurpriseError, read_share

    first, last = read_range(start, end)
    read_share(max_change)
    prepare_flow()
    from flows.reextract import reextract as flow

    where = str(home) if home else None
    try:
        summary = flow(first, last, everything, since_version, max_change, dry_run, where, runner, scheduler)
    except SurpriseError as error:
        show_report(error.summary, as_json=as_json)
        raise
    if not as_json:
        show_report(summary, as_json=False)
    show_past(summary, as_json=as_json)


def show_report(summary: PastSummary, *, as_json: bool) -> None:
    """What the new reading changes."""
    report = summary.report or {}
    if as_json:
        print_json(summary.to_json())
        return
    if not report.get("texts"):
        typer.echo("there is no text to read again")
        return
    typer.echo(
        f"{report['changed_texts']} of {report['texts']} texts are read otherwise: {report['events_before']} events "
        f"before, {report['events_after']} now; {report['change']:.1%} moves"
    )
    people = [[name, told["before"], told["after"]] for name, told in report["people"].items()]
    print_table(["people", "before", "now"], people, title="People told")
    rows = [
        [name, number, example["before"], example["after"], example["article"]]
        for name, number in report["phenomena"].items()
        for example in report["examples"].get(name, [])[:1]
    ]
    if rows:
        print_table(["what", "events", "before", "now", "for example"], rows, title="What is said otherwise")
    if report.get("days"):
        days = [list(day.values())[:-1] for day in report["days"]]
        title = f"Days of governorates that changed: {report['days'][0]['day_count']}, these the most"
        print_table(["country", "governorate", "day", "killed", "injured"], days, title=title)
