"""`hasila export`: the marts as files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import Home
from flows.errors import UserError


class Form(StrEnum):
    """The format of the files."""

    csv = "csv"
    parquet = "parquet"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")] = Path("export"),
    form: Annotated[Form, typer.Option("--format", help="The files' format.")] = Form.csv,
    home: Home = None,
) -> None:
    """Write every mart of the published warehouse to a file of its own; no article text is in them."""
    from flows.settings import load_settings
    from warehouse.export import export_marts

    try:
        for path in export_marts(load_settings(home).warehouse_path, folder, form.value):
            typer.echo(path)
    except OSError as error:
        raise UserError(f"{folder}: cannot be written to ({error.strerror}); name another folder") from error
