"""`hasila feeds`: the registry of feeds, and whether each can be read."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, print_json, print_table, track

if TYPE_CHECKING:
    from flows.feeds import Feed
    from flows.fetching import Fetcher

THREADS = 16


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    feeds = typer.Typer(no_args_is_help=True, help="The registry of feeds.")
    feeds.command("list")(list_feeds)
    feeds.command("check")(check)
    app.add_typer(feeds, name="feeds")


def list_feeds(home: Home = None, as_json: AsJson = False) -> None:
    """List the feeds of the registry: your own feeds.toml in the data folder, else the packaged one."""
    import dataclasses

    from flows.feeds import load_feeds
    from flows.settings import load_settings

    settings = load_settings(home)
    found = load_feeds(settings.feeds_path)
    if as_json:
        print_json([dataclasses.asdict(feed) for feed in found])
        return
    rows = [
        (feed.id, "on" if feed.enabled else "off", feed.country, feed.kind, feed.url, feed.name_ar) for feed in found
    ]
    print_table(["feed", "", "country", "kind", "address", "name"], rows, title=str(settings.feeds_path))


def check(
    only: Annotated[list[str] | None, typer.Option("--only", help="A feed by its id; repeat it for several.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Ask every enabled feed once and say how it answers; nothing is stored.

    The exit code is 1 where none could be read.
    """
    from flows.fetching import Fetcher
    from flows.planning import choose_feeds
    from flows.settings import load_settings

    settings = load_settings(home)
    chosen = choose_feeds(settings, only)
    with Fetcher(settings) as fetcher, ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda feed: check_feed(feed, fetcher), chosen)
        rows = list(track(found, "Asking feeds", len(chosen)))
    if as_json:
        print_json(rows)
    else:
        print_table([*rows[0]], [[*row.values()] for row in rows])
    if not any(row["outcome"] == "ok" for row in rows):
        raise typer.Exit(1)


def check_feed(feed: Feed, fetcher: Fetcher) -> dict[str, Any]:
    """How one feed answers."""
    from flows.polling import FeedState, poll_feed

    result = poll_feed(feed, FeedState(), fetcher, "check", dt.datetime.now(dt.UTC))
    dates = [entry["published_at"] for entry in result.entries if entry["published_at"]]
    row = result.fetch or {}
    return {
        "feed": feed.id,
        "outcome": result.outcome,
        "status": row.get("status"),
        "items": len(result.entries),
        "newest": f"{max(dates):%Y-%m-%d %H:%M}" if dates else None,
        "encoding": row.get("encoding"),
        "ms": row.get("elapsed_ms"),
        "what": result.detail or ", ".join(result.problems),
    }
