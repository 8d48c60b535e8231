"""The command `hasila`."""

from __future__ import annotations

import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from flows.commands import (
    alerts,
    claim,
    compare,
    correct,
    demo,
    doctor,
    evaluate,
    evidence,
    explain,
    export,
    extract,
    feeds,
    gazetteer,
    ingest,
    past,
    publish,
    purge,
    release,
    report,
    review,
    run,
    sources,
    sql,
    status,
)
from flows.errors import RunError, UserError

FAILED, MISUSED = 1, 2


class Commands(TyperGroup):
    """Tells errors that a person can mend in one line, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; its expected errors go to standard error, with the exit code that fits."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output (head, less) has gone; there is nobody left to tell.
            sys.stderr.close()
            code = FAILED
        except Exception as error:
            told = describe(error)
            if told is None or ctx.params.get("debug"):
                raise
            typer.echo(f"hasila: {told}", err=True)
            # The frames hold DuckDB's objects, which complain on standard error when they outlive the interpreter.
            traceback.clear_frames(error.__traceback__)
            code = MISUSED if isinstance(error, UserError) else FAILED
        raise typer.Exit(code)


def describe(error: Exception) -> str | None:
    """What an error says to the person at the keyboard; None for one that is a fault of the program."""
    from warehouse.errors import WarehouseError

    if isinstance(error, UserError | RunError | WarehouseError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        # A file or folder of the person's that cannot be read or written, wherever that comes to light.
        return f"{error.filename}: {error.strerror}; check the path and its permissions"
    engine = sys.modules.get("duckdb")
    if engine and isinstance(error, engine.CatalogException | engine.BinderException):
        # Our own SQL names tables and columns that are there in every warehouse of this version.
        why = str(error).splitlines()[0]
        return f"the warehouse was made by another version of hasila ({why}); `hasila publish` renews it"
    return None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Casualty data from Arabic news, with every number led back to its words.",
    epilog="The data folder is ./hasila, or HASILA_HOME. Start with `hasila demo`, which needs no network.",
)


def show_version(wanted: bool) -> None:
    """Print the version and leave, if that is wanted."""
    if wanted:
        import importlib.metadata

        typer.echo(importlib.metadata.version("hasila"))
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(
        False, "--version", callback=show_version, is_eager=True, help="Print the version and leave."
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
) -> None:
    """Casualty data from Arabic news, with every number led back to its words."""


for module in (
    demo, run, ingest, past, extract, explain, evaluate, sql, report, status, doctor, correct, review, feeds, gazetteer,
    publish, export, release, evidence, purge, compare, sources, alerts, claim,
):  # fmt: skip
    module.add_to(app)
