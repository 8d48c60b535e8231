"""`hasila sql`: questions to the published snapshot."""

from __future__ import annotations

import csv
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.common import Home, print_json, print_table
from flows.errors import UserError


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sql")(sql)


def sql(
    query: Annotated[str, typer.Argument(help="One SQL statement that reads; - takes it from standard input.")],
    form: Annotated[Format, typer.Option("--format", help="How to print the answer.")] = Format.table,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file for it.")] = None,
    home: Home = None,
) -> None:
    """Ask the published warehouse a question in SQL; it can only read, and no run blocks it.

    For example: hasila sql "select * from mart.daily_governorate_casualties order by event_date desc limit 10"
    """
    from flows.settings import load_settings
    from warehouse.connection import read_query

    settings = load_settings(home)
    if form is Format.parquet and output is None:
        raise UserError("--format parquet: a terminal cannot show Parquet; name a file with -o answer.parquet")
    answer = read_query(settings.warehouse_path, sys.stdin.read() if query == "-" else query)
    try:
        write_answer(answer, form, output)
    except OSError as error:
        raise UserError(f"{output}: cannot be written ({error.strerror}); name another file with -o") from error


def write_answer(answer: Any, form: Format, output: Path | None) -> None:
    """The answer in its format, to the file or standard output."""
    if form is Format.parquet:
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = [[row[place] for row in answer.rows] for place in range(len(answer.columns))]
        pq.write_table(pa.table(dict(zip(answer.columns, columns, strict=True))), output)
    elif output is not None:
        with output.open("w", encoding="utf-8", newline="") as out:
            write_text(answer, form, out)
    else:
        write_text(answer, form, sys.stdout)


def write_text(answer: Any, form: Format, out: Any) -> None:
    """The answer as text; a table goes to standard output only."""
    if form is Format.csv or (form is Format.table and out is not sys.stdout):
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows(answer.rows)
    elif form is Format.json:
        print_json(answer.dicts(), out)
    else:
        print_table(answer.columns, answer.rows)
        typer.echo(f"{len(answer)} rows")
