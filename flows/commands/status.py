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
    """Show the last runs, the newest article of each outlet, how each feed does, and the warehouse's size.

    The last lines name the feeds that fail and those that are silent: they answer, but bring nothing new for longer
    than is usual with them.
    """
    from flows.settings import load_settings
    from warehouse.connection import open_reader
    from warehouse.overview import read_overview

    settings = load_settings(home)
    con = open_reader(settings.warehouse_path)
    try:
        overview = read_overview(con, dt.datetime.now(dt.UTC))
    finally:
        con.close()
    for state in ("failing", "silent"):
        overview[state] = [row["feed_id"] for row in overview["feeds"] if row["state"] == state]
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
    """The overview as tables, and what needs a look in words."""
    for name, title in (("runs", "Last runs"), ("outlets", "Outlets"), ("feeds", "Feeds")):
        rows = overview[name]
        if rows:
            shown = [[shorten(value) for value in row.values()] for row in rows]
            print_table([*rows[0]], shown, title=title)
    for sentence in describe_states(overview["feeds"]):
        typer.echo(sentence)
    counts = ", ".join(f"{number} {name}" for name, number in overview["counts"].items())
    place = overview["warehouse"]
    typer.echo(f"{counts}; {place['megabytes']} MB, published {shorten(place['published_at'])}")
    typer.echo(f"warehouse: {place['path']}")


def describe_states(feeds: list[dict[str, Any]]) -> list[str]:
    """How many feeds do well, and the others by name."""
    from flows.summary import describe_silence

    if not feeds:
        return []
    failing = [describe_failure(row) for row in feeds if row["state"] == "failing"]
    silent = [describe_silence(row) for row in feeds if row["state"] == "silent"]
    lines = [f"{len(feeds) - len(failing) - len(silent)} of {len(feeds)} feeds answer and bring news"]
    lines += [f"failing: {', '.join(failing)}"] if failing else []
    return lines + ([f"silent: {', '.join(silent)}"] if silent else [])


def describe_failure(row: dict[str, Any]) -> str:
    """A failing feed in a few words: the class of its failure, and since when."""
    since = f"since {shorten(row['good_at'])}" if row["good_at"] else "since it was first asked"
    return f"{row['feed_id']} ({row['last_outcome']} {since})"


def shorten(value: Any) -> Any:
    """The value; an instant to the minute."""
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, dt.datetime) else value
