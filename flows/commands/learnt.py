"""`hasila gazetteer learnt|approve|refuse|withdraw`: names that articles teach, and an analyst's word on them."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Home, print_json, print_table
from flows.errors import UserError

if TYPE_CHECKING:
    from flows.settings import Settings

Name = Annotated[str, typer.Argument(help="The place's name, in any spelling.")]
Unit = Annotated[str | None, typer.Option("--governorate", help="Its code or Arabic name; needed if articles differ.")]
Anywhere = Annotated[str | None, typer.Option("--governorate", help="Only there; otherwise the name anywhere.")]
Reason = Annotated[str | None, typer.Option(help="Why; kept with the decision.")]
Author = Annotated[str | None, typer.Option(help="Who decides.", show_default="your user name")]
COLUMNS = ("name", "kind", "governorate", "status", "sources", "articles", "first seen", "by", "reason")


def add_to(gazetteer: typer.Typer) -> None:
    """Add the subcommands."""
    for command in (learnt, approve, refuse, withdraw):
        gazetteer.command(command.__name__)(command)


def learnt(home: Home = None, as_json: AsJson = False) -> None:
    """List the names that articles place («قرية X جنوب إدلب») and the gazetteer does not know.

    Three independent sources that agree make a name learnt: the next run places bare mentions by it. Those that wait
    for your word come first.
    """
    from flows.settings import load_settings

    rows = read_told(load_settings(home), None)
    if as_json:
        print_json(rows)
    elif rows:
        show_table(rows)
    else:
        typer.echo("no article has taught a place yet")


def approve(
    name: Name, governorate: Unit = None, reason: Reason = None, author: Author = None, home: Home = None
) -> None:
    """Let the next runs read a name as the place that articles teach, however few they are."""
    decide("approve", name, governorate, reason, author, home)


def refuse(
    name: Name, governorate: Anywhere = None, reason: Reason = None, author: Author = None, home: Home = None
) -> None:
    """Never read a name as a learnt place, whatever articles say."""
    decide("refuse", name, governorate, reason, author, home)


def withdraw(
    name: Name, governorate: Anywhere = None, reason: Reason = None, author: Author = None, home: Home = None
) -> None:
    """Take back what was decided on a name; then the articles decide."""
    decide("withdraw", name, governorate, reason, author, home)


def decide(
    decision: str, name: str, governorate: str | None, reason: str | None, author: str | None, home: Path | None
) -> None:
    """Store a decision, publish it, and say what holds now."""
    from extractors.gazetteer.keys import phrase_key
    from flows.settings import load_settings
    from flows.storing import deciding
    from warehouse.learn import decide_place, list_learnt

    settings, key = load_settings(home), phrase_key(name)
    code = find_code(governorate) if governorate else None
    with deciding(settings, may_make=True) as con:
        decide_place(
            con,
            decision,
            key,
            governorate_code=code,
            name=name,
            reason=reason,
            author=author or getpass.getuser(),
            made_at=dt.datetime.now(dt.UTC),
        )
        told = list_learnt(con, key)
    if told:
        show_table(told)
    typer.echo("The next run reads with it; `hasila reextract` reads the stored articles again.")


def find_code(unit: str) -> str:
    """The code of a governorate by its code or name; UserError where it is none."""
    from extractors.gazetteer import load_gazetteer

    known = load_gazetteer()
    codes = {unit} & set(known.governorates) or {
        str(c.governorate) for c in known.look_up(unit) if c.kind == "governorate"
    }
    if len(codes) != 1:
        raise UserError(f"{unit!r} is no one governorate; take a code, like SY07 or IQ-NI")
    return codes.pop()


def read_told(settings: Settings, name: str | None) -> list[dict[str, Any]]:
    """What the published warehouse has of all learnt names, or of one; nothing where there is no warehouse."""
    from extractors.gazetteer.keys import phrase_key
    from warehouse.connection import open_reader
    from warehouse.learn import list_learnt

    if not settings.warehouse_path.exists():
        return []
    con = open_reader(settings.warehouse_path)
    try:
        return list_learnt(con, phrase_key(name) if name else None)
    finally:
        con.close()


def show_table(rows: Sequence[dict[str, Any]]) -> None:
    """The names as a table."""
    lines = [
        (
            row["name"], row["kind"], row["governorate_code"], row["status"], row["source_count"],
            row["article_count"], row["first_seen_at"] and f"{row['first_seen_at']:%Y-%m-%d}", row["author"],
            row["reason"],
        )
        for row in rows
    ]  # fmt: skip
    print_table(COLUMNS, lines)
