"""`hasila doctor`: is everything in order, and what is to be done?"""

from __future__ import annotations

import dataclasses
import datetime as dt

import typer

from flows.commands.common import AsJson, Home, print_json

MARKS = {"ok": "ok  ", "warning": "note", "fault": "BAD "}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(home: Home = None, as_json: AsJson = False) -> None:
    """Check installation, settings, disk, warehouse and Prefect server, and say what to do.

    Nothing is changed, and nobody is asked but the Prefect server that you have named. The exit code is 1 where
    something is wrong; a note is no fault.
    """
    from flows.checkup import check_up

    findings = check_up(str(home) if home else None, dt.datetime.now(dt.UTC))
    if as_json:
        print_json([dataclasses.asdict(finding) for finding in findings])
    else:
        for finding in findings:
            typer.echo(f"{MARKS[finding.state]} {finding.what}: {finding.told}")
            if finding.remedy:
                typer.echo(f"       -> {finding.remedy}")
    faults = sum(finding.state == "fault" for finding in findings)
    if not as_json:
        notes = sum(finding.state == "warning" for finding in findings)
        typer.echo(f"{len(findings)} looked at, {faults} to mend, {notes} to note")
    if faults:
        raise typer.Exit(1)
