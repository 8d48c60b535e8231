"""`hasila sources`: who stands behind claims, of which kind and side, under which names; all of it can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, print_json, print_table
from flows.commands.correct import Author, Reason, describe

if TYPE_CHECKING:
    import duckdb

    from flows.settings import Settings
    from warehouse.deciding import Decided
    from warehouse.sources import Source


class Role(StrEnum):
    """As what a source is looked at."""

    claimant = "claimant"
    outlet = "outlet"


Named = Annotated[str, typer.Argument(metavar="NAME", help="An id, a full name, or a spelling that articles use.")]
As = Annotated[Role | None, typer.Option("--as", help="Where a name is both a claimant's and an outlet's.")]
Fields = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…", help="What it is.")]


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    sources = typer.Typer(no_args_is_help=True, help="Who tells: claimants and outlets, their kinds, sides and names.")
    sources.command("list")(list_sources)
    sources.command("set")(set_fields)
    for command in (show, add, merge, undo, log):
        sources.command(command.__name__)(command)
    app.add_typer(sources, name="sources")


def list_sources(
    every: Annotated[bool, typer.Option("--all", help="Those too that told nothing yet.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List claimants and outlets with what they told; * marks what was decided here, ? what the registry lacks."""
    from flows.source_editing import listed

    with reading(home) as con:
        rows = [row for row in listed(con) if every or row["claim_count"]]
    if as_json:
        print_json(rows)
        return
    columns = ("role", "id", "name", "kind", "side", "claims", "incidents", "alone", "ratio", "late")
    print_table(columns, [line_of(row) for row in rows])
    typer.echo(f"{len(rows)} sources")


def line_of(row: dict[str, Any]) -> list[Any]:
    """One source as a line."""
    mark = "*" if row["is_decided"] else "" if row["is_registered"] else "?"
    figures = [None if row[name] is None else round(row[name], 2) for name in ("alone_share", "ratio_to_best")]
    late = None if row["hours_behind"] is None else round(row["hours_behind"], 1)
    told = [row[name] for name in ("name", "kind", "side", "claim_count", "incident_count")]
    return [row["role"], f"{row['source_id']} {mark}".strip(), *told, *figures, late]


def show(name: Named, role: As = None, home: Home = None, as_json: AsJson = False) -> None:
    """Show one source: its kind, side and spellings, what it told, and what was decided of it."""
    from flows.source_editing import details

    with reading(home) as con, told_as_misuse():
        source = find(con, name, role)
        found = details(con, source)
    if as_json:
        print_json(found)
        return
    print_table(("column", "value"), [[key, shown(value)] for key, value in found.items() if key != "decisions"])
    for row in found["decisions"]:
        typer.echo(decision_line(row))


def set_fields(
    name: Named, fields: Fields, reason: Reason, author: Author, role: As = None, home: Home = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Set what a source is: kind=monitor, side=government (or none), name=…, add-form=…, drop-form=…, and so on.

    Fields of a claimant: name, kind (rescue_medical, monitor, local, media, party, other), side, whom (all, civilians,
    own_side), generic (yes, no), add-form, drop-form. Of an outlet: name, kind, side, country.
    """
    from flows.source_editing import read_changes

    changes = read_changes(fields)

    def rows(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
        from warehouse.sources import name_source, set_source

        source = find(con, name, role)
        told = set_source(con, source, changes.values)
        if changes.added or changes.gone:
            told += name_source(con, source, changes.added, changes.gone)
        return told

    change(rows, reason, author, home, as_json=as_json)


def add(
    source_id: Annotated[str, typer.Argument(metavar="ID", help="A short name of its own, in Latin letters.")],
    name: Annotated[str, typer.Argument(help="Its full name, as articles write it.")],
    reason: Reason,
    author: Author,
    fields: Annotated[list[str] | None, typer.Argument(metavar="FIELD=VALUE…", help="As for set.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Add a claimant that the registry lacks; claims under its name are its own from then on."""
    import re

    from flows.errors import UserError
    from flows.source_editing import key_of, read_changes

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,40}", source_id):
        raise UserError(f"{source_id!r} is no short name; write small Latin letters, digits and hyphens")
    changes, key = read_changes(fields or []), key_of(name)

    def rows(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
        from warehouse.sources import add_source

        told = add_source(con, source_id, name, key, changes.values)
        spelt = changes.added.items()
        named = {"kind": "name", "role": "claimant", "source_id": source_id}
        return told + [{**named, "value": spelling, "value_key": one} for spelling, one in spelt]

    change(rows, reason, author, home, as_json=as_json)


def merge(
    name: Named,
    into: Annotated[str, typer.Argument(help="The claimant or outlet that it is.")],
    reason: Reason,
    author: Author,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make a claimant and another claimant, or an outlet, one source: they no longer count as two."""

    def rows(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
        from warehouse.sources import merge_sources

        return merge_sources(con, find(con, name, None), find(con, into, None))

    change(rows, reason, author, home, as_json=as_json)


def undo(
    decision: Annotated[str, typer.Argument(help="A decision (`hasila sources log`).")],
    author: Author,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take a decision on a source back; that it was made stays on record."""

    def decide(con: duckdb.DuckDBPyConnection, base: Any, **how: Any) -> Decided:
        from warehouse.sources import undo as take_back

        return take_back(con, decision, base, author=author, **how)

    run(decide, home, as_json=as_json)


def log(home: Home = None, as_json: AsJson = False) -> None:
    """List what was decided of sources, the oldest first, also what was taken back."""
    from flows.source_editing import decisions

    with reading(home) as con:
        rows = decisions(con)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(decision_line(row))
    typer.echo(f"{len(rows)} rows of decisions")


def decision_line(row: dict[str, Any]) -> str:
    """One row of a decision in words."""
    what = {
        "add": f"added as {row['value']}",
        "set": f"{row['column_name']} set from {row['value_before'] or 'none'} to {row['value'] or 'none'}",
        "name": f"spelling {row['value']} added",
        "unname": f"spelling {row['value']} dropped",
        "merge": f"merged into {row['value']}",
    }[row["kind"]]
    undone = f" (taken back by {row['undone_by']} on {row['undone_at']:%Y-%m-%d})" if row["undone_at"] else ""
    return (
        f"{row['decision_id']} {row['made_at']:%Y-%m-%d} {row['author']}: {row['role']} {row['source_id']} {what}: "
        f"{row['reason']}{undone}"
    )


def shown(value: Any) -> Any:
    """A value as a cell of a table for people."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return round(value, 3) if isinstance(value, float) else value


def find(con: duckdb.DuckDBPyConnection, name: str, role: Role | None) -> Source:
    """The source that a person names."""
    from flows.rows import claimant_key
    from warehouse.sources import find_source

    return find_source(con, name, claimant_key(name) or name, role)


def change(
    make: Callable[[duckdb.DuckDBPyConnection], list[dict[str, Any]]],
    reason: str,
    author: str,
    home: Any,
    *,
    as_json: bool,
) -> None:
    """Write the decision whose rows `make` gives."""

    def decide(con: duckdb.DuckDBPyConnection, base: Any, **how: Any) -> Decided:
        from warehouse.sources import decide as write

        return write(con, make(con), base, reason=reason, author=author, **how)

    run(decide, home, as_json=as_json)


def run(decide: Callable[..., Decided], home: Any, *, as_json: bool) -> None:
    """Make a decision in the write file, publish, and tell what it did."""
    from flows.settings import load_settings
    from flows.source_editing import shipped_registry
    from flows.storing import deciding
    from warehouse.corrections import read_effect

    settings: Settings = load_settings(home)
    with told_as_misuse(), deciding(settings) as con:
        made_at = dt.datetime.now(dt.UTC)
        decided = decide(con, shipped_registry(settings), made_at=made_at, linking=settings.linking)
        effect = read_effect(con, decided.correction_id, decided.at)
    if as_json:
        print_json({"decision_id": decided.correction_id, **effect})
        return
    typer.echo(f"decision {decided.correction_id}; incidents judged anew: {len(decided.result.changed_incidents)}")
    for line in describe(effect):
        typer.echo(line)


@contextmanager
def reading(home: Any) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published warehouse, for reading."""
    from flows.settings import load_settings
    from warehouse.connection import open_reader

    con = open_reader(load_settings(home).warehouse_path)
    try:
        yield con
    finally:
        con.close()


@contextmanager
def told_as_misuse() -> Iterator[None]:
    """A decision that cannot be made is the caller's to mend: exit code 2."""
    from flows.errors import UserError
    from warehouse.errors import DecisionError

    try:
        yield
    except DecisionError as error:
        raise UserError(str(error)) from error
