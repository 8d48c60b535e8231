"""`hasila run`: the daily flow, now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import AsJson, Home, print_json, print_table

if TYPE_CHECKING:
    from flows.summary import Summary


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    only: Annotated[list[str] | None, typer.Option("--only", help="A feed by its id; repeat it for several.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Run the daily flow now: read the feeds, take the casualties from what is new, load and publish them.

    Needs no server: with PREFECT_API_URL the run is reported there. A feed that fails is named and stops nothing; the
    exit code is 1 only where no feed could be read or the load failed.
    """
    from flows.engine import prepare_prefect, show_stages, watch_interrupts
    from flows.planning import choose_feeds
    from flows.settings import load_settings

    settings = load_settings(home)
    # A slip in the registry is told at once, before Prefect takes its seconds to start.
    choose_feeds(settings, only)
    prepare_prefect()
    watch_interrupts()
    show_stages()
    from flows.daily import daily
    from flows.rounds import NothingReadError

    try:
        summary = daily(home=str(settings.home), only=only)
    except NothingReadError as error:
        show_summary(error.summary, as_json=as_json)
        raise
    show_summary(summary, as_json=as_json)


def show_summary(summary: Summary, *, as_json: bool) -> None:
    """The run's summary, for people or for programs."""
    if as_json:
        print_json(summary.to_json())
        return
    rows = [list(line.values()) for line in summary.feed_table()]
    print_table(["feed", "outcome", "items", "new", "read", "quiet", "what"], rows)
    for sentence in summary.sentences():
        typer.echo(sentence)
    typer.echo(f"warehouse: {summary.warehouse}")
    for path in summary.reports:
        typer.echo(f"report: {path}")
