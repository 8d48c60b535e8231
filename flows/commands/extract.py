"""`hasila extract`: articles in, casualty events out, without a warehouse."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from flows.commands.common import Home, OwnPlaces, ProblemLog, complain, describe_counts, read_own_places, track
from flows.documents import Problem
from flows.errors import UserError


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("extract")(extract)


def extract(
    file: Annotated[Path, typer.Argument(help="Articles as JSON lines; - is standard input.")] = Path("-"),
    output: Annotated[Path, typer.Option("-o", "--output", help="Where the events go; - is standard output.")] = Path(
        "-"
    ),
    time_zone: Annotated[str, typer.Option(help="The outlets' time zone.")] = "Asia/Damascus",
    workers: Annotated[int, typer.Option(help="Processes; 0 takes one a core.")] = 0,
    own_places: OwnPlaces = False,
    home: Home = None,
) -> None:
    """Read casualty events from articles, one JSON line each: id and events, in the codebook's fields.

    An article is a JSON line with id, published, and text or html; title, url, outlet and country where known. A line
    that cannot be read is named on standard error and left out. The exit code is 1 where none could be read.

    The same articles give the same events everywhere, unless you ask for places of your own; each event's `version`
    names the gazetteer.
    """
    from flows.coding import code_documents
    from flows.jsonl import read_documents, read_objects

    if own_places:
        read_own_places(home)
    log = ProblemLog()
    documents = read_documents(read_objects(file), "extract", time_zone)
    done = 0
    with open_output(output) as out:
        for answer in track(code_documents(documents, workers or os.cpu_count() or 1), "Reading articles"):
            if isinstance(answer, Problem):
                log(answer)
            else:
                done += 1
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if log.counts:
        complain(f"{done} articles read; left out: {describe_counts(log.counts)}")
    if log.counts and not done:
        raise typer.Exit(1)


@contextmanager
def open_output(path: Path) -> Iterator[IO[str]]:
    """A text file that gets its name only when it is whole, so that a broken run leaves no half one; - is stdout."""
    if path == Path("-"):
        yield sys.stdout
        return
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as out:
            yield out
        part.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); name another file with -o") from error
    finally:
        part.unlink(missing_ok=True)
