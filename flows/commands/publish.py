"""`hasila publish`: the write file becomes the snapshot that readers open."""

from __future__ import annotations

import typer

from flows.commands.common import Home


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish")(publish)


def publish(home: Home = None) -> None:
    """Publish the warehouse again, in one atomic step; every run does so by itself."""
    from flows.settings import load_settings
    from flows.storing import publish_snapshot

    settings = load_settings(home)
    publish_snapshot(settings)
    typer.echo(f"published {settings.warehouse_path}")
