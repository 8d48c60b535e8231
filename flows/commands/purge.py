"""`hasila purge`: forget the texts of old articles."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated

import typer

from flows.commands.common import AsJson, Home, print_json


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("purge")(purge)


def purge(
    older_than: Annotated[
        int, typer.Option("--older-than", min=1, max=36500, metavar="DAYS", help="Days since publication.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Forget the texts of articles published more than so many days ago, for good.

    Every figure stays, and so do address, hash and offsets of its words. What is lost: those articles can be neither
    extracted again nor shown as evidence. Older snapshots and archived pages hold the texts too, and go.
    """
    from flows.purging import purge as purge_texts
    from flows.settings import load_settings

    settings = load_settings(home)
    if not yes:
        typer.confirm(
            f"Forget the texts older than {older_than} days in {settings.home} for good?", abort=True, err=True
        )
    summary = purge_texts(settings, older_than, dt.datetime.now(dt.UTC))
    if as_json:
        print_json(dataclasses.asdict(summary))
    else:
        typer.echo(summary.sentence())
