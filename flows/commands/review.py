"""`hasila review`: what deserves a look, the claims side by side, and decisions in the browser or by sheet."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, complain, print_json, print_table
from flows.commands.desk import web
from flows.errors import UserError

if TYPE_CHECKING:
    import duckdb

    from flows.reviewing import Item

OPEN, CLOSE = "\u2068", "\u2069"
Sheet = Annotated[Path, typer.Argument(metavar="FILE", help="A sheet (CSV) that this command wrote.")]


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    review = typer.Typer(invoke_without_command=True, help="Look at what is most in doubt, and decide.")
    review.callback()(show_queue)
    review.command("show")(show)
    review.command("reasons")(reasons)
    review.command("web")(web)
    review.command("apply")(apply)
    review.command("score")(score)
    app.add_typer(review, name="review")


def show_queue(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(help="At most so many items.", min=1)] = 20,
    reason: Annotated[str | None, typer.Option(help="Only of this reason (`hasila review reasons`).")] = None,
    sheet: Annotated[Path | None, typer.Option("--csv", help="Write a sheet to decide in, and apply later.")] = None,
    words: Annotated[
        bool, typer.Option("--words", help="Whole sentences in the sheet, with names; keep it on this machine.")
    ] = False,
    sample: Annotated[int | None, typer.Option(help="Write so many random claims as a sheet to check.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sample.")] = 1,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show what waits for a look, by people times doubt; or write it, or a random sample, as a sheet."""
    if ctx.invoked_subcommand is not None:
        return
    if sample is not None:
        write_sample(home, sample, seed, sheet or Path("sample.csv"))
        return
    with reading(home) as con:
        from flows.reviewing import count_queue, read_queue

        check_reason(con, reason)
        items = read_queue(con, limit=limit, reason=reason)
        waiting = count_queue(con, reason)
        if sheet is not None:
            write_sheet(con, items, waiting, sheet, words=words)
            return
    if as_json:
        print_json([dataclasses.asdict(item) for item in items])
        return
    show_items(items)
    if items:
        typer.echo(
            f"{len(items)} of {waiting} items; `hasila review show {items[0].item_id}` has the first one's claims"
        )
    else:
        typer.echo("nothing waits for a look")


def show(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="An item of the queue, or an incident.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show an item's claims side by side, each with its words."""
    from flows.reviewing import find_items, read_claims, read_lessons

    with reading(home) as con:
        items, incidents = find_items(con, wanted)
        claims = read_claims(con, incidents) if incidents else read_lessons(con, items[0])
    if as_json:
        print_json({"items": [dataclasses.asdict(item) for item in items], "claims": claims})
        return
    if items:
        show_items(items)
    show_claims(claims, incidents)


def reasons(home: Home = None, as_json: AsJson = False) -> None:
    """List the reasons for a look, how much each is doubted, and why."""
    from flows.reviewing import read_reasons

    with reading(home) as con:
        rows = read_reasons(con)
    if as_json:
        print_json(rows)
    else:
        print_table(["reason", "doubt", "from", "why"], [tuple(row.values()) for row in rows])


def apply(
    path: Sheet,
    author: Annotated[str | None, typer.Option(help="Who decides, where a line names nobody.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make the decisions of a sheet; a line that cannot be is refused with its reason, the others are made."""
    from flows.review_sheet import apply_sheet
    from flows.settings import load_settings

    applied = apply_sheet(load_settings(home), path, author)
    for problem in applied.refused:
        complain(problem)
    counts = {status: applied.count(status) for status in ("applied", "known", "refused")}
    if as_json:
        print_json({**counts, "undecided": applied.undecided, "problems": [str(one) for one in applied.refused]})
    else:
        typer.echo(
            f"{counts['applied']} decisions made, {counts['known']} made before, {counts['refused']} refused; "
            f"{applied.undecided} lines decide nothing"
        )
    if applied.refused:
        raise typer.Exit(1)


def score(path: Sheet, as_json: AsJson = False) -> None:
    """Tell how often the checked claims of a sample were right, with the interval that holds it 95 times in 100."""
    from flows.sampling import score_sample

    found = score_sample(path)
    if as_json:
        print_json(
            [{**dataclasses.asdict(one), "share": one.share, "interval": one.interval} for one in found],
        )
        return
    rows = [(one.field, one.right, one.judged, percent(one.share), bounds(one.interval)) for one in found]
    print_table(["field", "right", "judged", "share", "95 % interval"], rows)


def percent(share: float | None) -> str:
    """A share as a percentage."""
    return "" if share is None else f"{share:.1%}"


def bounds(interval: tuple[float, float] | None) -> str:
    """An interval of shares as percentages."""
    return "" if interval is None else f"{interval[0]:.1%} to {interval[1]:.1%}"


def write_sheet(
    con: duckdb.DuckDBPyConnection, items: Sequence[Item], waiting: int, path: Path, *, words: bool
) -> None:
    """Write the queue as a sheet, and say what comes next."""
    from flows.review_sheet import write_queue

    count = write_queue(con, items, path, words=words)
    typer.echo(f"{count} of {waiting} items: {path}; fill in decision and reason, then")
    typer.echo(f"hasila review apply {path} --author NAME")


def write_sample(home: Path | None, size: int, seed: int, path: Path) -> None:
    """Write a random sample of claims, and say what comes next."""
    from flows.sampling import write_sample

    with reading(home) as con:
        count = write_sample(con, size, seed, path)
    typer.echo(f"{count} claims (seed {seed}): {path}; write yes or no, then `hasila review score {path}`")


@contextmanager
def reading(home: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published warehouse."""
    from flows.settings import load_settings
    from warehouse.connection import open_reader

    con = open_reader(load_settings(home).warehouse_path)
    try:
        yield con
    finally:
        con.close()


def check_reason(con: duckdb.DuckDBPyConnection, reason: str | None) -> None:
    """Refuse a reason that there is not."""
    from flows.reviewing import read_reasons

    known = [row["reason"] for row in read_reasons(con)]
    if reason is not None and reason not in known:
        raise UserError(f"--reason {reason}: there is no such reason; one of: {', '.join(known)}")


def show_items(items: Sequence[Item]) -> None:
    """Items as a table."""
    rows = [
        (
            item.item_id, item.reason, item.score, item.event_date or "undated", item.governorate_code or "",
            arabic(item.place), tell_range(item), item.source_count, arabic(item.detail),
            item.review_status if item.review_status != "none" else "",
        )
        for item in items
    ]  # fmt: skip
    columns = ["item", "why", "score", "day", "gov", "place", "killed", "sources", "what", "review"]
    print_table(columns, rows)


def tell_range(item: Item) -> str:
    """Low, best and high, or one number where they are one."""
    told = [item.killed_low, item.killed_best, item.killed_high]
    if item.killed_best is None:
        return ""
    return str(item.killed_best) if len(set(told)) == 1 else " / ".join(map(str, told))


def show_claims(claims: Sequence[dict[str, Any]], incidents: Sequence[str]) -> None:
    """Claims as a table, a line a claim, with the words that witness it."""
    from flows.review_sheet import tell_count

    rows = []
    for at, row in enumerate(claims, 1):
        own = "number" in row
        rows.append((
            at,
            "AB"[incidents.index(row["incident_id"])] if own and len(incidents) > 1 else "",
            f"{row['known_at']:%Y-%m-%d %H:%M}",
            arabic((row["claimant"] if own else None) or row["outlet_id"]),
            tell_count(row, "killed") if own else "",
            tell_count(row, "injured") if own else "",
            row["event_date"] if own else "",
            arabic(row["place"] if own else row["name"]),
            row["relation"] if own else row["governorate_code"],
            row["link_score"] if own else None,
            arabic(" ".join((row["snippet"] or "(purged)").split())),
            row["url"] or "",
        ))  # fmt: skip
    columns = ["", "of", "known", "source", "killed", "injured", "day", "place", "is", "link", "words", "address"]
    print_table(columns, rows)
    if len(incidents) > 1:
        typer.echo(", ".join(f"{letter} is {incident}" for letter, incident in zip("AB", incidents, strict=False)))


def arabic(value: str | None) -> str:
    """A cell that may be Arabic, kept on a terminal from turning its line of the table around."""
    if not value or value.isascii() or not sys.stdout.isatty():
        return value or ""
    return f"{OPEN}{value}{CLOSE}"
