"""`hasila compare`: another data set against the warehouse."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, complain, describe_counts, print_json, print_table
from flows.errors import UserError

if TYPE_CHECKING:
    from flows.comparing import Compared

MOST_SHOWN = 40
"""Rows of a table on the terminal; the files hold all."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare)


def compare(
    file: Annotated[Path, typer.Argument(help="The other data set: CSV (also packed) or Parquet.")],
    map_name: Annotated[
        str | None,
        typer.Option("--map", help="Which columns mean what: ucdp_ged, acled, hxl, list, or a TOML file of your own."),
    ] = None,
    start: Annotated[str | None, typer.Option(help="First day, like 2024-02-01; else the file's first month.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day; else the end of the file's last month.")] = None,
    country: Annotated[str | None, typer.Option(help="Compare this country alone, like SY.")] = None,
    folder: Annotated[Path | None, typer.Option("--csv", help="Write the whole comparison into this folder.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Compare another data set (UCDP GED, ACLED, HXL, a monitor's list, your own) with the published warehouse.

    By incident (both, only ours, only theirs), by governorate and month under one rule, and what sources say of whole
    periods against our own sums. Lines that cannot be read are told, counted and left out.
    """
    from flows.comparing import Wish, compare_file, describe, write_folder
    from flows.settings import load_settings

    wish = Wish(map_name, read_day("--start", start), read_day("--end", end), country)
    compared = compare_file(file, load_settings(home), wish)
    for problem in compared.problems:
        complain(problem)
    if folder is not None:
        try:
            paths = write_folder(compared, folder)
        except OSError as error:
            raise UserError(f"{folder}: cannot be written to ({error.strerror}); name another folder") from error
    if as_json:
        found = compared.comparison
        print_json(describe(compared) | {"incidents": found.incidents, "months": found.months, "claims": found.claims})
        return
    show(compared)
    if folder is not None:
        for path in paths:
            typer.echo(path)


def read_day(option: str, text: str | None) -> dt.date | None:
    """The day that an option names; raises UserError."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError(f"{option} {text!r} is no day; write it as 2024-01-31") from error


def show(compared: Compared) -> None:
    """The comparison for people: how it was made, three tables, the figures together."""
    scope, figures = compared.scope, compared.comparison.summary
    people = "civilians" if scope.rule.people == "civilians" else "people of every status"
    refused = f"{len(compared.problems)} line{'' if len(compared.problems) == 1 else 's'}"
    outside = f"{figures['their_rows_outside']} rows outside countries, days or rule"
    typer.echo(f"Read as {compared.by.title}: {figures['their_rows']} rows, {refused} refused, {outside}.")
    typer.echo(f"Compared: {', '.join(scope.countries)}, {scope.first_day} to {scope.last_day}.")
    typer.echo(f"Rule: {people}, from {scope.rule.least_killed} killed on; {scope.rule.words}.")
    if compared.unknown:
        typer.echo(f"Without a code of ours: {describe_counts(dict(compared.unknown.most_common(8)))}.")
    show_table("By incident: killed low / best / high", INCIDENT_COLUMNS, compared.comparison.incidents, incident_line)
    show_table("By governorate and month: killed", MONTH_COLUMNS, compared.comparison.months, month_line)
    show_table("Said of whole periods, and our own sum: killed", CLAIM_COLUMNS, compared.comparison.claims, claim_line)
    typer.echo(
        f"both {figures['both']} (killed by ours {figures['both_our_killed']}, by theirs "
        f"{figures['both_their_killed']}; the same number in {figures['both_same_killed']}, "
        f"ranges meet in {figures['both_within_bounds']})"
    )
    typer.echo(f"only ours {figures['only_ours']} ({figures['only_ours_killed']} killed)")
    typer.echo(f"only theirs {figures['only_theirs']} ({figures['only_theirs_killed']} killed)")
    if figures["only_theirs_unread"]:
        typer.echo(f"of only theirs on days without a live feed of ours: {figures['only_theirs_unread']}")
    if figures["their_rows_without_day"]:
        typer.echo(f"of theirs without a day, by month alone: {figures['their_rows_without_day']}")
    if figures["our_incidents_outside_rule"]:
        typer.echo(f"of ours that the rule leaves out: {figures['our_incidents_outside_rule']}")


def show_table(title: str, columns: tuple[str, ...], rows: list[dict[str, Any]], line: Any) -> None:
    """A table as long as a terminal bears."""
    if not rows:
        return
    print_table(columns, [line(row) for row in choose_shown(rows)], title)
    if len(rows) > MOST_SHOWN:
        typer.echo(f"the {MOST_SHOWN} of {len(rows)} that differ most; --csv FOLDER or --json has them all")


def choose_shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many rows as are shown, in their order: all, or those with most people between the two sides."""
    most = sorted(range(len(rows)), key=lambda at: -people_apart(rows[at]))[:MOST_SHOWN]
    return [rows[at] for at in sorted(most)]


def people_apart(row: dict[str, Any]) -> int:
    """By how many killed the two sides differ; one that has nothing has nobody."""
    ours: int | None = row.get("our_killed_best")
    theirs: int | None = row.get("their_killed_best")
    if ours is None and theirs is None:
        ours, theirs = row.get("our_best"), row.get("killed_low")
    return abs((ours or 0) - (theirs or 0))


def bounds(low: Any, best: Any, high: Any) -> str | None:
    """low / best / high, one number where they are one; + where it is open upwards."""
    if best is None:
        return None
    if low == best == high:
        return str(best)
    return f"{low} / {best} / {'+' if high is None else high}"


INCIDENT_COLUMNS = ("", "day", "theirs", "where", "our place", "their place", "ours", "theirs", "±", "our id", "theirs")


def incident_line(row: dict[str, Any]) -> list[Any]:
    """One happening as a line; perhaps: what is left on the other side at the same place within two days."""
    ours, theirs = [", ".join(row[name]) for name in ("incident_ids", "their_ids")]
    hint = f"perhaps {', '.join(row['perhaps'])}" if row["perhaps"] else ""
    return [
        row["which"], row["event_date"], row["their_date"] if row["their_date"] != row["event_date"] else None,
        row["governorate_code"] or row["country_code"], row["our_place"], row["their_place"],
        bounds(row["our_killed_low"], row["our_killed_best"], row["our_killed_high"]),
        bounds(row["their_killed_low"], row["their_killed_best"], row["their_killed_high"]), row["difference"],
        ours or hint, theirs or hint,
    ]  # fmt: skip


MONTH_COLUMNS = ("month", "where", "ours", "incidents", "theirs", "rows", "±", "ratio")


def month_line(row: dict[str, Any]) -> list[Any]:
    """One governorate and month as a line."""
    month = f"{row['month_start_date']:%Y-%m}" if row["month_start_date"] else "no month"
    return [
        f"{month}, no day" if row["is_undated"] and row["month_start_date"] else month,
        row["governorate_code"] or f"{row['country_code'] or ''} unplaced",
        bounds(row["our_killed_low"], row["our_killed_best"], row["our_killed_high"]), row["our_incidents"],
        bounds(row["their_killed_low"], row["their_killed_best"], row["their_killed_high"]), row["their_rows"],
        row["difference"], row["ratio"],
    ]  # fmt: skip


CLAIM_COLUMNS = ("from", "to", "who", "where", "said", "ours", "days known")


def claim_line(row: dict[str, Any]) -> list[Any]:
    """One sum that a source gave as a line."""
    said = str(row["killed_low"])
    if row["killed_high"] != row["killed_low"]:
        said += "+" if row["killed_high"] is None else f"-{row['killed_high']}"
    where = row["governorate_code"] or row["country_code"]
    return [
        row["period_start"], row["period_end"], row["source_key"], f"{where} {row['place'] or ''}".strip(), said,
        bounds(row["our_low"], row["our_best"], row["our_high"]) or "a part: no sum of ours",
        f"{row['known_day_count']} of {row['day_count']}",
    ]  # fmt: skip
