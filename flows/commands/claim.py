"""`hasila claim`: what no feed has, entered by a person; counted and linked like any report, and withdrawn at will."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, complain, print_json, print_table

if TYPE_CHECKING:
    import duckdb

    from flows.entering import Entry
    from flows.reading import Reading
    from flows.settings import Settings

SHOWN = ("killed", "injured", "missing", "detained", "casualties")


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    claim = typer.Typer(no_args_is_help=True, help="Enter what no feed has: a call, a letter, a PDF.")
    claim.command("add")(add)
    claim.command("list")(list_entries)
    claim.command("withdraw")(withdraw)
    app.add_typer(claim, name="claim")


def by_hand(what: str) -> Any:
    """An option that tells one field of an event by hand."""
    return typer.Option(help=what, rich_help_panel="By hand, instead of the coder")


def add(
    author: Annotated[str, typer.Option(help="Who enters it.")],
    reason: Annotated[str, typer.Option(help="Why, and from where, in a few words; others will read it.")],
    text: Annotated[str | None, typer.Option(help="The words that were told.")] = None,
    file: Annotated[Path | None, typer.Option(help="A text file with the words; - is standard input.")] = None,
    source: Annotated[str | None, typer.Option(help="Who told it: a name, or an outlet of the registry.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="The source's kind: rescue_medical, monitor, local, media, party or other.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When it was told, as 2024-01-31T08:00; now without it.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Its address, if it has one.")] = None,
    killed: Annotated[str | None, by_hand("6, 6+ (at least), ~6 (about) or 5-7.")] = None,
    injured: Annotated[str | None, by_hand("As the killed.")] = None,
    missing: Annotated[str | None, by_hand("As the killed.")] = None,
    detained: Annotated[str | None, by_hand("As the killed.")] = None,
    date: Annotated[str | None, by_hand("The day, as 2024-01-31; the day it was told without it.")] = None,
    place: Annotated[str | None, by_hand("The place's name.")] = None,
    governorate: Annotated[
        str | None, by_hand("Its code, such as SY07; needed where the place leaves it open.")
    ] = None,
    claimant: Annotated[str | None, by_hand("Whom the source names as having counted.")] = None,
    actor: Annotated[str | None, by_hand("A code of the codebook; several with commas.")] = None,
    weapon: Annotated[str | None, by_hand("A code of the codebook.")] = None,
    target: Annotated[str | None, by_hand("A code of the codebook.")] = None,
    circumstance: Annotated[str | None, by_hand("A code of the codebook; struck without it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Load it without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it tells, and load nothing.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Enter a report: the coder reads the words of --text or --file, or you tell one event by hand.

    What it tells is shown before it is loaded. With --killed and the other fields by hand no coder reads the words, not
    even a later one. The same entry twice is counted once.
    """
    from flows.entering import SOURCE, Entry
    from flows.settings import load_settings

    told = {
        "killed": killed, "injured": injured, "missing": missing, "detained": detained, "date": date, "place": place,
        "governorate": governorate, "claimant": claimant, "actor": actor, "weapon": weapon, "target": target,
        "circumstance": circumstance,
    }  # fmt: skip
    fields = {name: value for name, value in told.items() if value is not None}
    words = read_words(text, file)
    entry = Entry(author, reason, words, source or SOURCE, kind, published, url, fields)
    enter(load_settings(home), entry, yes=yes, dry_run=dry_run, as_json=as_json)


def read_words(text: str | None, file: Path | None) -> str:
    """The words of --text or of --file; raises UserError for both, or for a file that is no text."""
    from flows.errors import UserError

    if text is not None and file is not None:
        raise UserError("both --text and --file give words; leave out one of them")
    if file is None:
        return text or ""
    try:
        content = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read ({error.strerror}); check the path") from error
    if content.startswith(b"%PDF"):
        raise UserError(f"{file}: is a PDF; save its words as a text file first (pdftotext does), and check them")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UserError(f"{file}:{line}: is not UTF-8; save the file as UTF-8") from error


def enter(settings: Settings, entry: Entry, *, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Show what an entry tells, and load it if that is wanted."""
    from flows.entering import outlet_row, read_entry
    from flows.errors import UserError
    from flows.storing import load, publish_snapshot, start_run, writing
    from warehouse.entries import find_entry, find_outlet

    now = dt.datetime.now(dt.UTC)
    run = start_run("claim", now=now, author=entry.author, reason=entry.reason, source=entry.source)
    reading = read_entry(settings, entry, run.id, now)
    if not as_json:
        show_events(reading)
    if dry_run:
        if as_json:
            print_json({"loaded": False, "events": events_of(reading)})
        return
    if not yes:
        if as_json or not sys.stdin.isatty():
            raise UserError("nothing is loaded yet; look at it with --dry-run, and say --yes to load it")
        typer.confirm("Load it?", abort=True)
    with writing(settings) as con:
        outlet = outlet_row(entry, find_outlet(con, entry.outlet_id))
    result = load(settings, run, [reading], {"core.outlet": outlet})
    publish_snapshot(settings)
    assert reading.article is not None
    with writing(settings) as con:
        held = find_entry(con, reading.article.id)
    is_new = result.tables["core.article_version"].added > 0
    if as_json:
        print_json({"loaded": is_new, "events": events_of(reading), "entry": held})
        return
    show_entry(held, is_new=is_new)


def events_of(reading: Reading) -> list[dict[str, Any]]:
    """The events that an entry tells, as they will be held."""
    return [{name: value for name, value in row.items() if value is not None} for row in _events(reading)]


def _events(reading: Reading) -> list[dict[str, Any]]:
    return reading.batch["core.casualty_event"]


def show_events(reading: Reading) -> None:
    """The events as a table, before they are loaded."""
    rows = [
        [
            *(describe_count(row, outcome) for outcome in SHOWN[:4]),
            row.get("event_date"), row.get("governorate_code") or row.get("country_code"), row.get("place"),
            ", ".join(row["actor"]), row["weapon"], row.get("target"), row.get("claimant"), row["scope"],
        ]
        for row in _events(reading)
    ]  # fmt: skip
    columns = [*SHOWN[:4], "day", "where", "place", "actor", "weapon", "target", "claimant", "scope"]
    print_table(columns, rows, title="What it tells")


def describe_count(row: dict[str, Any], outcome: str) -> str | None:
    """A count as people write it: 6, 6+, 5–7."""
    low, high = row.get(f"{outcome}_low"), row.get(f"{outcome}_high")
    if low is None:
        return None
    return str(low) if low == high else f"{low}+" if high is None else f"{low}–{high}"


def show_entry(entry: dict[str, Any], *, is_new: bool) -> None:
    """What became of an entry."""
    if is_new:
        typer.echo(f"entry {entry['article_id']}: counted in {', '.join(entry['incident_ids']) or 'no incident'}")
        return
    where = ", ".join(entry["incident_ids"])
    state = f"counted in {where}" if where else entry["state"]
    made = f"{entry['made_at']:%Y-%m-%d}"
    typer.echo(f"entry {entry['article_id']} is held already, by {entry['author']} on {made}; it is {state}")


def list_entries(home: Home = None, as_json: AsJson = False) -> None:
    """List what people entered, with its author, reason and incidents; the newest first."""
    from flows.planning import reading
    from flows.settings import load_settings
    from warehouse.entries import read_entries

    with reading(load_settings(home)) as con:
        entries = read_entries(con)
    if as_json:
        print_json(entries)
        return
    rows = [
        [
            entry["article_id"], f"{entry['made_at']:%Y-%m-%d}", entry["author"], entry["outlet_id"],
            entry["killed_low"], entry["injured_low"], entry["state"], ", ".join(entry["incident_ids"]),
            entry["reason"],
        ]
        for entry in entries
    ]  # fmt: skip
    columns = ["entry", "made", "author", "source", "killed", "injured", "state", "incident", "reason"]
    print_table(columns, rows)
    typer.echo(f"{len(entries)} entries")


def withdraw(
    entry: Annotated[str, typer.Argument(help="An entry (`hasila claim list`).")],
    reason: Annotated[str, typer.Option(help="Why, in a few words; others will read it.")],
    author: Annotated[str, typer.Option(help="Who decides.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take an entry out of every count; it stays on record, and `hasila correct undo` brings it back."""
    from flows.commands.correct import run

    def decide(con: duckdb.DuckDBPyConnection, **how: Any) -> Any:
        from warehouse.correct import reject_events
        from warehouse.entries import find_entry
        from warehouse.errors import CorrectionError

        found = find_entry(con, entry)
        if found["state"] == "withdrawn":
            raise CorrectionError(f"{found['article_id']} is withdrawn already; `hasila correct list` has the decision")
        return reject_events(con, found["event_ids"], reason=reason, author=author, **how)

    run(decide, home, as_json=as_json)
    if not as_json:
        complain("`hasila correct undo` with that id brings it back")
