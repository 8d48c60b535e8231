"""`hasila status`: the warehouse at a glance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import typer

from flows.commands.common import AsJson, Home, print_json, print_table


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status")(status)


def status(home: Home = None, as_json: AsJson = False) -> None:
    """Show the last runs, the newest article of each outlet, the feeds' last answers and the warehouse's size."""
    from flows.settings import load_settings
    from warehouse.connection import open_reader
    from warehouse.overview import read_overview

    settings = load_settings(home)
    con = open_reader(settings.warehouse_path)
    try:
        overview = read_overview(con, dt.datetime.now(dt.UTC))
    finally:
        con.close()
    overview["warehouse"] = {
        "path": str(settings.warehouse_path),
        "megabytes": round(settings.warehouse_path.stat().st_size / 1e6, 1),
        "published_at": dt.datetime.fromtimestamp(settings.warehouse_path.stat().st_mtime, dt.UTC),
    }
    if as_json:
        print_json(overview)
    else:
        show(overview)


def show(overview: dict[str, Any]) -> None:
    """The overview as tables."""
    for name, title in (("runs", "Last runs"), ("outlets", "Outlets"), ("feeds", "Feeds")):
        rows = overview[name]
        if rows:
            shown = [[shorten(value) for value in row.values()] for row in rows]
            print_table([*rows[0]], shown, title=title)
    counts = ", ".join(f"{number} {name}" for name, number in overview["counts"].items())
    place = overview["warehouse"]
    typer.echo(f"{counts}; {place['megabytes']} MB, published {shorten(place['published_at'])}")
    typer.echo(f"warehouse: {place['path']}")


def shorten(value: Any) -> Any:
    """The value; an instant to the minute."""
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, dt.datetime) else value
