"""`hasila publish`: the write file becomes the snapshot that readers open."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.common import Home


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish")(publish)


def publish(
    compact: Annotated[
        bool, typer.Option("--compact", help="Write the file anew first, without the space of replaced rows.")
    ] = False,
    home: Home = None,
) -> None:
    """Publish the warehouse again, in one atomic step; every run does so by itself.

    A warehouse of an older version is brought to the schema of this one first.
    """
    from flows.settings import load_settings
    from flows.storing import publish_snapshot, writing

    settings = load_settings(home)
    if settings.write_path.exists():
        with writing(settings):
            pass
    if compact:
        from warehouse.purge import compact as write_anew

        before, after = write_anew(settings.write_path, wait_seconds=settings.lock_wait)
        typer.echo(f"compacted from {before / 1e6:.1f} to {after / 1e6:.1f} MB")
    publish_snapshot(settings)
    typer.echo(f"published {settings.warehouse_path}")
