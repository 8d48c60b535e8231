"""`hasila export`: the marts as files."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.common import Embargo, Home
from flows.errors import UserError


class Form(StrEnum):
    """The format of the files."""

    csv = "csv"
    parquet = "parquet"
    hxl = "hxl"
    geojson = "geojson"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def find_quote() -> Any:
    """The function that takes the words to be shown out of a text; it loads the coder's words."""
    from extractors.quoting import quote

    return quote


def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go; an earlier export there is replaced.")] = Path(
        "export"
    ),
    forms: Annotated[
        list[Form] | None, typer.Option("--format", help="A format; repeat it for several. All if not given.")
    ] = None,
    embargo: Embargo = None,
    snippets: Annotated[
        bool,
        typer.Option("--snippets", help="Quote words around counts, names left out, nothing of children or detainees."),
    ] = False,
    home: Home = None,
) -> None:
    """Write the published warehouse as a data package: every mart, a map, the method and how to cite it.

    No article text and no name of a person is in it; each count has its address, the text's hash and the characters.
    """
    from flows.settings import load_settings
    from warehouse.export.folder import FolderTakenError
    from warehouse.export.package import Options, export_package
    from warehouse.export.tables import FORMS

    settings = load_settings(home)
    known_by = settings.known_by(embargo, dt.datetime.now(dt.UTC))
    chosen = [form for form in FORMS if not forms or Form(form) in forms]
    options = Options(chosen, known_by, find_quote() if snippets else None)
    try:
        for path in export_package(settings.warehouse_path, folder, options):
            typer.echo(path)
    except FolderTakenError as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(f"{folder}: cannot be written to ({error.strerror}); name another folder") from error
