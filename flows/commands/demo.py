"""`hasila demo`: the whole pipeline on a small made-up news site, without any network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import complain, print_table
from flows.commands.run import show_summary
from flows.errors import UserError

if TYPE_CHECKING:
    from flows.sample import SampleSite
    from flows.settings import Settings

DEFAULT_HOME = Path("hasila-demo")
FIRST_PORT = 18730
"""Fixed, so that a second demo finds the articles of the first at the same addresses."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    home: Annotated[Path, typer.Option("--home", help="The demo's data folder.")] = DEFAULT_HOME,
    edition: Annotated[int, typer.Option(help="2 serves the site a day later, with tolls that were revised.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run's summary as JSON.")] = False,
) -> None:
    """Run the daily flow on four made-up outlets served on this machine; nothing leaves it.

    Shows what the run did and the casualties by day and governorate, and where the warehouse is.
    """
    from flows.engine import prepare_prefect, show_stages, watch_interrupts

    with open_site(edition) as site:
        settings = prepare_home(home, site)
        prepare_prefect(home=settings.home / "prefect")
        watch_interrupts()
        show_stages()
        from flows.daily import daily

        summary = daily(home=str(settings.home))
    show_summary(summary, as_json=as_json)
    if not as_json:
        show_days(settings)
        show_next(home)


@contextmanager
def open_site(edition: int) -> Iterator[SampleSite]:
    """The sample site on its usual ports, or on free ones where those are taken."""
    from flows.sample import SampleSite

    site = SampleSite(edition, FIRST_PORT)
    try:
        site.__enter__()
    except OSError:
        complain(f"ports {FIRST_PORT} to {FIRST_PORT + 4} are taken; free ones serve, so articles count as new again")
        site = SampleSite(edition)
        site.__enter__()
    try:
        yield site
    finally:
        site.__exit__(None, None, None)


MARK = "# Made by `hasila demo` for the sample site; what you set here stays. feeds.toml is written anew each time.\n"
PAUSES = "host_interval = 0\nfeed_interval = 0\nretry_delay = 0\n"


def prepare_home(home: Path, site: SampleSite) -> Settings:
    """The demo's data folder, with settings and a registry for the sample site: no pauses, and loopback allowed.

    Raises UserError for a folder of somebody's own data, which invented ones must not get into.
    """
    from flows.settings import load_settings

    path = home / "settings.toml"
    if not path.exists() and any((home / name).exists() for name in ("feeds.toml", "write.duckdb", "warehouse.duckdb")):
        raise _not_ours(home)
    from warehouse.folders import make_private

    make_private(home)
    path.write_text(_settings_for(path, site.allow_hosts), encoding="utf-8")
    site.write_feeds(home / "feeds.toml")
    return load_settings(home)


def _settings_for(path: Path, hosts: Iterable[str]) -> str:
    """The settings as the person has them, or the demo's first ones, with the hosts of this start allowed."""
    import re

    from flows.settings import read_toml

    line = f"allow_hosts = {json.dumps(sorted(hosts))}\n"
    if not path.exists():
        return f"{MARK}{PAUSES}{line}"
    text, told = read_toml(path)
    if not text.startswith(MARK[:24]):
        raise _not_ours(path.parent)
    if set(hosts) <= set(told.get("allow_hosts", ())):
        return text
    head, *rest = re.sub(r"(?ms)^allow_hosts\s*=\s*\[.*?\][^\n]*\n", "", text).splitlines(keepends=True)
    return "".join([head, line, *rest])


def _not_ours(home: Path) -> UserError:
    return UserError(f"{home}: holds data of your own, and the demo's are invented; name another folder with --home")


def show_days(settings: Settings) -> None:
    """The casualties by day and governorate."""
    from flows.days import read_days

    columns = ["day", "governorate", "code", "killed", "injured", "incidents", "sources"]
    rows = [show_day(day) for day in read_days(settings)]
    print_table(columns, rows, title="Reported casualties by day and governorate, low / best / high (invented)")


def show_day(day: dict[str, Any]) -> list[Any]:
    """One day and governorate as a line; + where more are reported than anybody counted."""
    open_end = "+" if day["is_open"] else ""
    killed = " / ".join(str(day[f"killed_{bound}"]) for bound in ("low", "best", "high")) + open_end
    injured = " / ".join(str(day[f"injured_{bound}"]) for bound in ("low", "best", "high"))
    name = day["governorate"] or (f"{day['country']}, no governorate" if day["country"] else "not placed")
    return [day["day"], name, day["code"], killed, injured, day["incidents"], day["sources"]]


def show_next(home: Path) -> None:
    """What to try next."""
    typer.echo("\nEvery name, outlet and number above is invented, and of February 2024, so the feeds count as silent.")
    typer.echo("Open the report above in a browser, or try next:")
    where = "" if home == DEFAULT_HOME else f" --home {home}"
    for command, what in (
        (f'sql --home {home} "from mart.daily_governorate_casualties"', "any question in SQL"),
        (f"review web --home {home}", "what is most in doubt, with its words, in the browser"),
        (f"status --home {home}", "runs, outlets and feeds"),
        (f"demo{where}", "again: 0 new articles"),
        (f"demo --edition 2{where}", "the same site a day later, with tolls that were revised"),
        ("run", "the live feeds"),
    ):
        typer.echo(f"  hasila {command}   # {what}")
