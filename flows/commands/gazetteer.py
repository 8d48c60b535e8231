"""`hasila gazetteer`: what a place name can be, and official lists beside the built-in one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import learnt
from flows.commands.common import AsJson, Home, complain, describe_counts, print_json, print_table

if TYPE_CHECKING:
    from extractors.placing import Resolution

SHOWN = 20


class SourceName(StrEnum):
    """The official lists that can be loaded."""

    OCHA = "ocha"
    COD = "cod"
    GEONAMES = "geonames"


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    gazetteer = typer.Typer(
        no_args_is_help=True, help="Names of places: explain one, load official lists, judge learnt ones."
    )
    gazetteer.command("show")(show)
    gazetteer.command("refresh")(refresh_list)
    learnt.add_to(gazetteer)
    app.add_typer(gazetteer, name="gazetteer")


def show(
    name: Annotated[str, typer.Argument(help="A name of a place, in Arabic.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say what a name can be, where a report that only names it would lie, and what articles teach of it.

    The exit code is 1 where no gazetteer knows the name.
    """
    from extractors.places import active_gazetteer
    from flows.gazetteer import explain
    from flows.gazetteer_active import activate_published
    from flows.settings import load_settings

    settings = load_settings(home)
    activate_published(settings)
    found = explain(active_gazetteer(), name)
    alone = resolve_alone(name)
    told = learnt.read_told(settings, name)
    if as_json:
        rows = [
            {
                "name": c.name, "kind": c.kind, "governorate": c.governorate, "country": c.country, "parent": c.parent,
                "id": c.place_id, "ordinary_word": c.common, "weight": c.weight,
            }
            for c in found
        ]  # fmt: skip
        print_json(
            {"candidates": rows, "alone": {"governorate": alone.governorate, "basis": alone.basis}, "learnt": told}
        )
    else:
        columns = ["name", "kind", "governorate", "country", "in", "ordinary word", "id"]
        rows_ = [
            (c.name, c.kind, c.governorate, c.country, c.parent, "yes" if c.common else "", c.place_id) for c in found
        ]
        print_table(columns, rows_)
        typer.echo(f"named alone: {alone.governorate or 'no governorate'} ({alone.basis})")
        if told:
            learnt.show_table(told)
    if not found:
        raise typer.Exit(1)


def resolve_alone(name: str) -> Resolution:
    """Where a report lies that names the place and nothing else."""
    from extractors.place_words import load_place_words
    from extractors.places import find_places
    from extractors.placing import resolve
    from extractors.tokens import tokenize

    return resolve(find_places(tokenize(f"{load_place_words().singulars['town']} {name}")))


def refresh_list(
    source: Annotated[SourceName, typer.Option(help="Which list.")] = SourceName.OCHA,
    country: Annotated[str, typer.Option(help="Of which country, by its ISO code.")] = "SY",
    file: Annotated[Path | None, typer.Option(help="A downloaded list (.xlsx or .zip) instead of the network.")] = None,
    names: Annotated[Path | None, typer.Option(help="GeoNames' downloaded alternate names.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Load an official list of places into your own gazetteer, beside the built-in one.

    The list's attribution is kept in the folder gazetteer/; names that the built-in gazetteer places elsewhere are
    written to conflicts-*.csv. Whatever goes wrong, the list loaded before stays.
    """
    from flows.fetching import Fetcher
    from flows.gazetteer import refresh
    from flows.settings import load_settings

    settings = load_settings(home)
    wanted = country.upper()
    if file is not None:
        report = refresh(settings.home, source.value, wanted, file, names, None)
    else:
        with Fetcher(settings) as fetcher:
            report = refresh(settings.home, source.value, wanted, None, None, fetcher)
    if as_json:
        print_json(
            {
                "path": str(report.path), "written": report.written, "left_out": dict(report.left_out),
                "conflicts": [list(conflict) for conflict in report.conflicts], "attribution": report.attribution,
            }
        )  # fmt: skip
        return
    typer.echo(f"{report.path}: {report.written} places of {report.country}")
    if report.left_out:
        complain(f"left out: {describe_counts(report.left_out)}")
    if report.conflicts:
        complain(f"{len(report.conflicts)} names lie elsewhere in the built-in gazetteer; see conflicts-*.csv")
        for name, theirs, ours in report.conflicts[:SHOWN]:
            complain(f"  {name}: {theirs} in the list, {ours} built in")
    typer.echo(f"Attribution: {report.attribution}")
