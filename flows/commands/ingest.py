"""`hasila ingest`: articles from a JSONL file into the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import AsJson, Home, ProblemLog, print_json, track

if TYPE_CHECKING:
    from flows.chunks import PastSummary


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(
    file: Annotated[Path, typer.Argument(help="Articles as JSON lines; - is standard input.")],
    outlet: Annotated[str | None, typer.Option(help="The outlet of articles that name none.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read articles from a JSONL file into the warehouse, and publish it.

    One article a line: id, published, and text or html; title, url, outlet and country where known. A line that cannot
    be read is named on standard error and left out. The exit code is 1 where none could be read.
    """
    from flows.chunks import Onlooker
    from flows.past import ingest_file
    from flows.settings import load_settings

    settings, onlooker = load_settings(home), Onlooker(ProblemLog())
    summary = ingest_file(settings, file, outlet, onlooker, lambda items: track(items, "Reading articles"))
    show_past(summary, as_json=as_json)


def show_past(summary: PastSummary, *, as_json: bool) -> None:
    """What was read and loaded; the exit code is 1 where nothing of what there was could be read."""
    if as_json:
        print_json(summary.to_json())
    else:
        typer.echo(summary.sentence())
        typer.echo(f"warehouse: {summary.warehouse}")
    if summary.problems and not summary.articles:
        raise typer.Exit(1)
