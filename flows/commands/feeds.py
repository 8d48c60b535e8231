"""`hasila feeds`: the registry of feeds, whether each can be read, and what it lacks."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, complain, print_json, print_table, track

if TYPE_CHECKING:
    from flows.feeds import Feed
    from flows.fetching import Fetcher

THREADS = 16

Write = Annotated[bool, typer.Option("--write", help="Write it to feeds.toml in the data folder.")]


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    feeds = typer.Typer(no_args_is_help=True, help="The registry of feeds.")
    feeds.command("list")(list_feeds)
    feeds.command("check")(check)
    feeds.command("add")(add)
    feeds.command("learn")(learn)
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
    good = sum(row["outcome"] == "ok" for row in rows)
    if as_json:
        print_json(rows)
    else:
        print_table([*rows[0]], [[*row.values()] for row in rows])
        typer.echo(f"{good} of {len(rows)} feeds can be read")
    if not good:
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
        "robots": describe_robots(feed, fetcher, result.outcome),
        "ms": row.get("elapsed_ms"),
        "what": result.detail or ", ".join(result.problems),
    }


def describe_robots(feed: Feed, fetcher: Fetcher, outcome: str) -> str | None:
    """What robots.txt says about the feed, with the pause that it asks for; None where the address is refused first."""
    if outcome in ("bad_address", "held_off"):
        return None
    permission = fetcher.robots.permission(feed.url)
    return f"{permission.verdict}, {permission.delay:g} s apart" if permission.delay else permission.verdict


def add(
    url: Annotated[str, typer.Argument(help="The address of a site or of a feed.")],
    write: Write = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Find the feeds of a site and print their tables for feeds.toml, or append them.

    Look them over: a feed cannot say what country and time zone its outlet is in, or who owns it. The exit code is 1
    where no new feed was found.
    """
    import dataclasses

    from flows.fetching import Fetcher
    from flows.finding import discover
    from flows.registry import append_feeds, format_feed
    from flows.settings import load_settings

    settings = load_settings(home)
    with Fetcher(settings) as fetcher:
        found = discover(url, settings, fetcher)
    tables = [candidate.table for candidate in found if candidate.table]
    if as_json:
        print_json([dataclasses.asdict(candidate) for candidate in found])
    else:
        for candidate in found:
            told = f"{candidate.items} items" if candidate.table else "no new feed"
            complain(f"{candidate.url}: {told}{f' ({candidate.what})' if candidate.what else ''}")
        typer.echo("\n".join(format_feed(table) for table in tables), nl=False)
    if not tables:
        raise typer.Exit(1)
    if write:
        complain(f"{len(tables)} feeds added to {append_feeds(settings, tables)}")


def learn(
    outlet: Annotated[str, typer.Argument(help="An outlet by its id.")],
    write: Write = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Learn from an outlet's stored pages where its stories stand, and check the selector that it has.

    The exit code is 1 where the pages show no selector that may be relied on.
    """
    import dataclasses

    from flows.finding import learn as learn_outlet
    from flows.registry import set_selector
    from flows.settings import load_settings

    settings = load_settings(home)
    present, best = learn_outlet(outlet, settings)
    rows = [
        {"is": name, **dataclasses.asdict(proposal), "good": proposal.is_good}
        for name, proposal in (("present", present), ("proposed", best))
        if proposal
    ]
    if as_json:
        print_json(rows)
    elif rows:
        print_table([*rows[0]], [[shorten(value) for value in row.values()] for row in rows])
    if not best:
        complain(f"{outlet}: the stored pages show no selector that may be relied on; the general way goes on")
        raise typer.Exit(1)
    if write:
        complain(f"the selector of {outlet} is set in {set_selector(settings, outlet, best.selector)}")


def shorten(value: Any) -> Any:
    """The value; a share to two places."""
    return round(value, 2) if isinstance(value, float) else value
