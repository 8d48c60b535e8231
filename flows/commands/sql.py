"""`hasila sql`: questions to the published snapshot."""

from __future__ import annotations

import csv
import itertools
import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import Home, complain, print_table, table_width
from flows.errors import UserError

if TYPE_CHECKING:
    from warehouse.query import Answer

MOST_SHOWN = 1000
"""Rows of a table on the terminal; nobody reads more there, and drawing them takes minutes."""

UPRIGHT_FROM = 6
"""Columns above which a single row stands upright."""

WIDEST = 40
"""Characters of a column above which its values may be folded."""


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
    query: Annotated[
        str | None, typer.Argument(help="One SQL statement that reads; - takes it from standard input.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the answer.")] = Format.table,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file for it.")] = None,
    home: Home = None,
) -> None:
    """Ask the published warehouse a question in SQL; it can only read, and no run blocks it.

    For example: hasila sql "select * from mart.daily_governorate_casualties order by event_date desc limit 10".
    Without a question it lists the tables.
    """
    from flows.settings import load_settings
    from warehouse.errors import QueryError
    from warehouse.query import ask, read_coverage, read_tables

    snapshot = load_settings(home).warehouse_path
    if form is Format.parquet and output is None:
        raise UserError("--format parquet: a terminal cannot show Parquet; name a file with -o answer.parquet")
    if query is None:
        tables = read_tables(snapshot)
        print_table(tables.columns, tables.rows)
        return
    try:
        with ask(snapshot, sys.stdin.read() if query == "-" else query) as answer:
            count = write_answer(answer, form, output)
    except QueryError as error:
        raise UserError(error) from error
    except OSError as error:
        if output is None:
            raise
        raise UserError(f"{output}: cannot be written ({error.strerror}); name another file with -o") from error
    if not count:
        complain(describe_coverage(read_coverage(snapshot)))


def write_answer(answer: Answer, form: Format, output: Path | None) -> int:
    """Write the answer in its format, to the file or standard output, and return the number of its rows."""
    if form is Format.table and output is None:
        return show_answer(answer)
    if form is Format.parquet:
        assert output is not None
        return write_parquet(answer, output)
    with opened(output) as out:
        return write_json(answer, out) if form is Format.json else write_csv(answer, out)


@contextmanager
def opened(output: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that gets its name when it is whole."""
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def show_answer(answer: Answer) -> int:
    """The answer as a table, as far as it fits the terminal; a single row stands upright, a column a line."""
    rows = [[*row] for row in itertools.islice(answer.rows(), MOST_SHOWN + 1)]
    columns, shown = answer.columns, rows[:MOST_SHOWN]
    if len(rows) == 1 and len(columns) > UPRIGHT_FROM:
        columns, shown = ("column", "value"), [[*pair] for pair in zip(columns, rows[0], strict=True)]
    fitting = count_fitting(columns, shown)
    print_table(columns[:fitting], [row[:fitting] for row in shown])
    if fitting < len(columns):
        complain(f"{len(columns) - fitting} of {len(columns)} columns do not fit: name the columns, or --format csv")
    if len(rows) > MOST_SHOWN:
        complain(f"only the first {MOST_SHOWN} rows are shown; --format csv gives all of them")
    else:
        typer.echo("1 row" if len(rows) == 1 else f"{len(rows)} rows")
    return len(rows)


def count_fitting(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """How many of the columns, from the first on, fit side by side; at least one."""
    left = table_width() - 1
    for place, column in enumerate(columns):
        longest = max((len(str(row[place])) for row in rows), default=0)
        left -= max(len(column), min(longest, WIDEST)) + 3
        if left < 0:
            return max(place, 1)
    return len(columns)


def write_csv(answer: Answer, out: IO[str]) -> int:
    """The answer as CSV: nothing for null, the values of a list joined by ;."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    count = 0
    for row in answer.rows():
        writer.writerow([as_cell(value) for value in row])
        count += 1
    return count


def as_cell(value: Any) -> Any:
    """A value as CSV has it: a list's values joined by ;, a map as JSON."""
    if isinstance(value, list):
        return "; ".join(str(as_cell(part)) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bool):
        return str(value).lower()
    return value


def write_json(answer: Answer, out: IO[str]) -> int:
    """The answer as a JSON list with an object a line; what JSON has no number for is null."""
    count = 0
    for row in answer.rows():
        out.write(",\n" if count else "[\n")
        values = (None if isinstance(value, float) and not math.isfinite(value) else value for value in row)
        out.write(json.dumps(dict(zip(answer.columns, values, strict=True)), ensure_ascii=False, default=str))
        count += 1
    out.write("\n]\n" if count else "[]\n")
    return count


def write_parquet(answer: Answer, output: Path) -> int:
    """The answer as a Parquet file that gets its name when it is whole."""
    import pyarrow.parquet as pq

    part, count = output.with_name(f".{output.name}.part"), 0
    try:
        schema, batches = answer.batches()
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
                count += batch.num_rows
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return count


def describe_coverage(coverage: dict[str, Any]) -> str:
    """What the warehouse covers, for somebody whose question found nothing."""
    if coverage["first_day"] is None:
        return "no rows: the warehouse holds no incident with a day yet"
    first, last, count = coverage["first_day"], coverage["last_day"], coverage["incident_count"]
    return f"no rows: the warehouse holds {count} incidents of {first} to {last}"
