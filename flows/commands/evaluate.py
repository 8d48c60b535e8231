"""`hasila evaluate`: how well the coder agrees with annotated articles."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import (
    AsJson,
    Home,
    OwnPlaces,
    ProblemLog,
    complain,
    describe_counts,
    print_json,
    print_table,
    read_own_places,
    track,
)

if TYPE_CHECKING:
    from extractors.scoring import Score
    from flows.evaluation import Evaluation


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate")(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Annotated articles as JSON lines: id, published, text, events.")],
    predicted: Annotated[
        Path | None, typer.Argument(help="Events to judge, as `hasila extract` writes them; else the coder runs now.")
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List what was missed (-) and what is wrong (+).")] = False,
    workers: Annotated[int, typer.Option(help="Processes; 0 takes one a core.")] = 0,
    own_places: OwnPlaces = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Measure the coder on annotated articles: precision, recall and F1 of the counts, and by phenomenon."""
    from flows.evaluation import evaluate_file

    if own_places:
        read_own_places(home)
    log = ProblemLog()
    processes = workers or os.cpu_count() or 1
    result = evaluate_file(gold, predicted, processes, log, lambda items: track(items, "Reading articles"))
    if log.counts:
        complain(f"left out: {describe_counts(log.counts)}")
    if as_json:
        print_json(result.to_json())
    else:
        show(result, misses=misses)
    if not result.total.articles:
        raise typer.Exit(1)


def show(result: Evaluation, *, misses: bool) -> None:
    """The figures as tables."""
    from extractors.scoring import LEVELS

    if misses:
        for article, verdict in result.verdicts.items():
            for sign, facts in (("-", verdict.missed), ("+", verdict.invented)):
                for fact in facts:
                    typer.echo(f"{sign} {article} {fact}")
    total = result.total
    typer.echo(f"articles {total.articles}  gold facts {total.gold}  predicted {total.predicted}")
    levels = [
        (name, *(f"{value:.3f}" for value in (total.precision(n), total.recall(n), total.f1(n))))
        for n, name in enumerate(LEVELS)
    ]
    print_table(["right at", "precision", "recall", "F1"], levels)
    figures = total.to_json()
    typer.echo(
        f"of {total.placed} facts right at where: weapon {figures['weapon']:.3f}  actor {figures['actor']:.3f}  "
        f"victims F1 {figures['victims_f1']:.3f}"
    )
    typer.echo(
        f"totals a governorate and article: error {figures['people_error']:.3f} "
        f"({total.people_off} people off, {total.people} in the gold)"
    )
    if total.negatives:
        typer.echo(f"articles with no event kept clean: {total.clean}/{total.negatives}")
    if result.phenomena:
        rows = [phenomenon_row(name, score) for name, score in result.phenomena.items()]
        columns = ["phenomenon", "articles", "gold", "predicted", *(f"F1 {name}" for name in LEVELS), "people off"]
        print_table(columns, rows, title="Articles that show a phenomenon")


def phenomenon_row(name: str, score: Score) -> list[Any]:
    """One phenomenon's line."""
    levels = [f"{score.f1(n):.3f}" for n in range(len(score.right))]
    return [name, score.articles, score.gold, score.predicted, *levels, score.people_off]
