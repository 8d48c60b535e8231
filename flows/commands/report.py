"""`hasila report`: the warehouse as one page to read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import Embargo, Home
from flows.errors import UserError


class Language(StrEnum):
    """The language of the page."""

    ar = "ar"
    en = "en"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    start: Annotated[
        str | None, typer.Option(help="First day, as 2024-01-31; 30 days before the end if not given.")
    ] = None,
    end: Annotated[str | None, typer.Option(help="Last day; the newest with any casualties if not given.")] = None,
    lang: Annotated[Language, typer.Option(help="The language of the page.")] = Language.en,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file; report-en.html if not given.")
    ] = None,
    embargo: Embargo = None,
    home: Home = None,
) -> None:
    """Write the days as one HTML file: maps, curves, incidents with their evidence, sources, changes, and the method.

    It needs nothing else and asks nobody for anything. Written to the same file again, it tells what changed since.
    """
    from flows.commands.past import read_day
    from flows.reporting import write_report
    from flows.settings import load_settings

    path = output or Path(f"report-{lang.value}.html")
    first, last = read_day(start, "--start"), read_day(end, "--end")
    try:
        write_report(load_settings(home), lang.value, path, start=first, end=last, embargo=embargo)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); name another file with -o") from error
    typer.echo(f"{path}: {path.stat().st_size / 1000:,.0f} kB")
