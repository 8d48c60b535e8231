"""`hasila backfill` and `hasila reextract`: the past, read for the first time or again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import AsJson, Home
from flows.commands.ingest import show_past
from flows.errors import UserError


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
    from flows.past import check_range

    first, last = read_day(start, "--start"), read_day(end, "--end")
    check_range(first, last)
    return first, last


def prepare_flow() -> None:
    """Make Prefect ready for a flow in this process, and an interrupt end it."""
    from flows.engine import prepare_prefect, watch_interrupts

    prepare_prefect()
    watch_interrupts()


def backfill(
    start: Annotated[str, typer.Option(help="First day of publication, as 2024-01-31.")],
    end: Annotated[str, typer.Option(help="Last day of publication.")],
    source: Annotated[str, typer.Option(help="Where the articles come from: jsonl.")] = "jsonl",
    path: Annotated[Path | None, typer.Option(help="The source's file.")] = None,
    outlet: Annotated[str | None, typer.Option(help="The outlet of articles that name none.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Load articles of past days, both days included; a second run adds nothing."""
    first, last = read_range(start, end)
    prepare_flow()
    from flows.backfill import backfill as flow

    assert first is not None
    assert last is not None
    summary = flow(first, last, source, str(path) if path else None, outlet, str(home) if home else None)
    show_past(summary, as_json=as_json)


def reextract(
    start: Annotated[str | None, typer.Option(help="First day of publication, as 2024-01-31.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day of publication.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Read those of the present coder too, not only what an older one read.")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read stored articles again with the present coder; what it says otherwise supersedes what was, and stays kept."""
    first, last = read_range(start, end)
    prepare_flow()
    from flows.reextract import reextract as flow

    show_past(flow(first, last, everything, str(home) if home else None), as_json=as_json)
