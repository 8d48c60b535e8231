"""What the commands share: the data folder, output for people and for programs, and progress."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar

import typer

from flows.documents import Problem

Home = Annotated[
    Path | None,
    typer.Option("--home", envvar="HASILA_HOME", help="The data folder.", show_default="./hasila", show_envvar=True),
]
OwnPlaces = Annotated[
    bool,
    typer.Option("--own-places", help="Read places with the lists and learnt names of the data folder too."),
]
Embargo = Annotated[
    float | None,
    typer.Option(
        "--embargo",
        metavar="HOURS",
        min=0,
        help="Leave out what was published in the last hours.",
        show_default="the setting embargo_hours",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

Item = TypeVar("Item")


def print_json(value: Any, out: IO[str] | None = None) -> None:
    """A value as JSON, on standard output by default."""
    (out or sys.stdout).write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """A table on standard output, its cells as they are; columns of numbers stand to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    # Text, as rich takes brackets in a plain string for markup: «[video] قصف» would lose its first word.
    table = Table(title=None if title is None else Text(title), title_justify="left", header_style="bold")
    for place, column in enumerate(columns):
        values = [row[place] for row in rows if row[place] is not None]
        is_number = bool(values) and all(isinstance(value, int | float) for value in values)
        table.add_column(Text(str(column)), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console(width=table_width(), highlight=False).print(table)


def table_width() -> int:
    """Characters that a line of standard output holds: the terminal's, else as many as a wide screen's."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 200


def complain(text: object) -> None:
    """One line on standard error."""
    typer.echo(str(text), err=True)


class ProblemLog:
    """Prints each problem as it comes, and counts them by name."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def __call__(self, problem: Problem) -> None:
        """Print and count one problem."""
        self.counts[problem.name] += 1
        complain(problem)


def read_own_places(home: Path | None) -> None:
    """Read places with those of the data folder from now on, and name the gazetteer that this makes."""
    from extractors.places import active_gazetteer
    from flows.gazetteer_active import activate_published, active_rows
    from flows.settings import load_settings

    activate_published(load_settings(home))
    complain(f"gazetteer {active_gazetteer().version}, places of your own: {len(active_rows())}")


def describe_counts(counts: Mapping[str, int]) -> str:
    """Counts by name on one line, the largest first."""
    return ", ".join(
        f"{number} {name}" for name, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def track(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """The items, with a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as rich_track

    yield from rich_track(items, what, total, console=Console(stderr=True), transient=True)
