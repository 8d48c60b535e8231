"""`hasila correct`: an analyst's decisions, which win over the coder, outlive a new reading and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, complain, print_json, print_table

if TYPE_CHECKING:
    import duckdb

    from warehouse.correct import Decided

Wanted = Annotated[str, typer.Argument(metavar="ID", help="An event (mart.claim) or an incident (mart.incident).")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words; others will read it.")]
Author = Annotated[str, typer.Option("--author", help="Who decides.")]


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    correct = typer.Typer(no_args_is_help=True, help="Decide what an event or incident is; all of it can be undone.")
    for command in (accept, change, reject, merge, split, undo):
        correct.command(command.__name__)(command)
    correct.command("list")(list_corrections)
    app.add_typer(correct, name="correct")


def accept(
    incident: Annotated[str, typer.Argument(help="An incident (mart.incident).")],
    reason: Reason,
    author: Author,
    other: Annotated[str | None, typer.Argument(help="Another one: the two are two.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say that an incident is right as it stands, or that two are two; it holds while nothing of them changes."""

    def decide(con: duckdb.DuckDBPyConnection, **how: Any) -> Decided:
        from warehouse.correct import accept_incidents

        del how["linking"]
        return accept_incidents(con, incident, other, reason=reason, author=author, **how)

    run(decide, home, as_json=as_json)


def change(
    wanted: Wanted,
    changes: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…", help="What it is; none for not known.")],
    reason: Reason,
    author: Author,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Set what an event tells: killed=6 (or 6+, ~6, 5-7, none), date=2024-01-31, place=NAME, and so on.

    Fields: killed, injured, missing, detained, casualties, date, place, governorate, country, claimant, actor, weapon,
    target, circumstance, scope, retold. Of an incident, all its events are set; a count is one event's.
    """
    from flows.correcting import COUNTED, read_changes, settle_place
    from flows.settings import load_settings

    values = read_changes(changes)
    counted = sorted(COUNTED & {word.partition("=")[0].strip() for word in changes})

    def decide(con: duckdb.DuckDBPyConnection, **how: Any) -> Decided:
        from warehouse.correct import change_events
        from warehouse.targets import only_event

        target = find(con, wanted)
        events = [only_event(con, target, counted[0])["event_id"]] if counted else target.events
        settled = settle_place(con, load_settings(home), events, values)
        return change_events(con, events, settled, reason=reason, author=author, **how)

    run(decide, home, as_json=as_json)


def reject(wanted: Wanted, reason: Reason, author: Author, home: Home = None, as_json: AsJson = False) -> None:
    """Take an event, or all events of an incident, out of every count."""

    def decide(con: duckdb.DuckDBPyConnection, **how: Any) -> Decided:
        from warehouse.correct import reject_events

        return reject_events(con, find(con, wanted).events, reason=reason, author=author, **how)

    run(decide, home, as_json=as_json)


def merge(
    incident: Annotated[str, typer.Argument(help="An incident (mart.incident).")],
    other: Annotated[str, typer.Argument(help="The other one.")],
    reason: Reason,
    author: Author,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make two incidents one; they stay one whatever is read later."""

    def decide(con: duckdb.DuckDBPyConnection, **how: Any) -> Decided:
        from warehouse.correct import merge_incidents

        return merge_incidents(con, incident, other, reason=reason, author=author, **how)

    run(decide, home, as_json=as_json)


def split(
    events: Annotated[list[str], typer.Argument(metavar="EVENT…", help="Events of one incident (mart.claim).")],
    reason: Reason,
    author: Author,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Part events from the others of their incident; they stay apart whatever is read later."""

    def decide(con: duckdb.DuckDBPyConnection, **how: Any) -> Decided:
        from warehouse.correct import split_events

        return split_events(con, events, reason=reason, author=author, **how)

    run(decide, home, as_json=as_json)


def undo(
    correction: Annotated[str, typer.Argument(help="A correction (`hasila correct list`).")],
    author: Author,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take a correction back; that it was made stays on record."""

    def decide(con: duckdb.DuckDBPyConnection, **how: Any) -> Decided:
        from warehouse.correct import undo_correction

        return undo_correction(con, correction, author=author, **how)

    run(decide, home, as_json=as_json)


def list_corrections(
    every: Annotated[bool, typer.Option("--all", help="Those taken back too.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List the corrections that hold, or wait for their words to be told again; the newest first."""
    from flows.settings import load_settings
    from warehouse.connection import open_reader
    from warehouse.corrections import read_corrections

    con = open_reader(load_settings(home).warehouse_path)
    try:
        rows = [row for row in read_corrections(con) if every or row["undone_at"] is None]
    finally:
        con.close()
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            row["correction_id"], f"{row['made_at']:%Y-%m-%d}", row["author"], row["kind"], ", ".join(row["changes"]),
            row["state"], row["reason"], row["incident_id"],
        )
        for row in rows
    ]  # fmt: skip
    print_table(["correction", "made", "author", "", "what", "state", "reason", "incident"], shown)
    typer.echo(f"{len(rows)} decisions")


def find(con: duckdb.DuckDBPyConnection, wanted: str) -> Any:
    """What an id means today; where it led elsewhere, that is said on standard error."""
    from warehouse.targets import find_target

    target = find_target(con, wanted)
    if target.note:
        complain(target.note)
    return target


def run(decide: Callable[..., Decided], home: Any, *, as_json: bool) -> None:
    """Make a decision in the write file, publish, and tell what it did."""
    from flows.settings import load_settings
    from flows.storing import deciding
    from warehouse.corrections import read_effect

    settings = load_settings(home)
    with told_as_misuse(), deciding(settings) as con:
        decided = decide(con, made_at=dt.datetime.now(dt.UTC), linking=settings.linking)
        effect = read_effect(con, decided.correction_id, decided.at)
    if as_json:
        print_json({"correction_id": decided.correction_id, **effect})
        return
    typer.echo(f"correction {decided.correction_id}")
    for line in describe(effect):
        typer.echo(line)


@contextmanager
def told_as_misuse() -> Iterator[None]:
    """A decision that cannot be made is the caller's to mend: exit code 2."""
    from flows.errors import UserError
    from warehouse.errors import CorrectionError

    try:
        yield
    except CorrectionError as error:
        raise UserError(str(error)) from error


def describe(effect: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """What a decision did, a line an incident and a day."""
    for row in effect["incidents"]:
        into = f" into {row['other_incident_id']}" if row["change"] == "merged" else ""
        yield f"incident {row['incident_id']} {row['change']}{into}: {steps(row)}"
    for row in effect["days"]:
        day = row["event_date"] or f"undated, from {row['period_start']}"
        yield f"{day} {row['governorate_code'] or 'no governorate'}: {steps(row)}"
    if not (effect["incidents"] or effect["days"]):
        yield "no figure of any incident or day changed"


def steps(row: dict[str, Any]) -> str:
    """What became of the killed, and of the day where that changed."""
    before, after = (row[f"killed_best_{when}"] for when in ("before", "after"))
    told = f"killed {'none' if before is None else before} to {'none' if after is None else after}"
    if row.get("event_date_before") != row.get("event_date_after"):
        told += f", day {row['event_date_before'] or 'none'} to {row['event_date_after'] or 'none'}"
    return told
