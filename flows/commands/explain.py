"""`hasila explain`: why each number of an article is counted or not."""

from __future__ import annotations

import sys
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
    read_own_places,
)
from flows.errors import UserError

if TYPE_CHECKING:
    from rich.text import Text

    from extractors.explaining import Explanation

OPEN_RIGHT_TO_LEFT, CLOSE = "\u2067", "\u2069"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    target: Annotated[
        str,
        typer.Argument(help="A JSONL file of articles, - for standard input, or a stored article, event or incident."),
    ],
    only: Annotated[str | None, typer.Option("--only", help="Just the article of this id in the file.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page of its own instead.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="No colours and no direction marks.")] = False,
    own_places: OwnPlaces = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show articles with the words of each event coloured, and say why every other number of theirs is no count.

    An article is a JSON line with id, published, and text or html; title, url, outlet and country where known.
    """
    from flows.explanation import explain_target, to_json
    from flows.settings import load_settings

    if own_places:
        read_own_places(home)
    log = ProblemLog()
    found = list(explain_target(target, only, lambda: load_settings(home), log))
    if html is not None:
        write_page(html, found)
    elif as_json:
        print_json([to_json(explanation) for explanation in found])
    else:
        for explanation in found:
            show(explanation, plain=plain or not sys.stdout.isatty())
    if log.counts:
        complain(f"{len(found)} articles read; left out: {describe_counts(log.counts)}")
    if not found:
        if only is not None and not log.counts:
            raise UserError(f"{target}: no article has the id {only!r}; `hasila explain {target}` shows all")
        raise typer.Exit(1)


def write_page(path: Path, found: list[Explanation]) -> None:
    """The explanations as an HTML page."""
    from flows.explanation_page import make_page
    from flows.files import write_out

    try:
        write_out(path, make_page(found))
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); name another file with --html") from error
    typer.echo(f"{len(found)} articles: {path}")


def show(explanation: Explanation, *, plain: bool) -> None:
    """One article on the terminal: its text, its events, and what was passed over."""
    from rich.console import Console
    from rich.text import Text

    from flows.explanation import event_lines, labels

    console = Console(highlight=False, no_color=plain, color_system=None if plain else "auto", soft_wrap=True)
    article = explanation.article
    words = labels()
    # Text, as rich takes brackets in a plain string for markup, and an id may have them.
    heading = Text(f"{article.id}  {article.outlet or ''}  {article.published or ''}", style="rule.text")
    console.rule(heading, style="dim", align="left")
    for field, text in (("title", article.title), ("text", article.text)):
        if text:
            console.print(coloured(explanation, field, text, plain=plain))
    for number, told in enumerate(explanation.events, 1):
        console.print(f"\n{words['heading']['event']['en']} {number}", style="bold")
        for line in event_lines(told, article):
            label = words[line.kind].get(line.name, {"en": line.name})["en"]
            console.print(tabbed(label, isolate(line.value, plain) if line.quoted else line.value))
    if explanation.passed:
        console.print(f"\n{words['heading']['passed']['en']}", style="bold")
    for passed in explanation.passed:
        said = " ".join(filter(None, (passed.words, passed.detail)))
        console.print(tabbed(words["reason"].get(passed.reason, {"en": passed.reason})["en"], isolate(said, plain)))
    console.print()


def tabbed(label: str, value: str) -> Text:
    """A label and its value on one line."""
    from rich.text import Text

    return Text.assemble("  ", (f"{label:22}", "dim"), " ", " ".join(value.split()))


def coloured(explanation: Explanation, field: str, text: str, *, plain: bool) -> Any:
    """The title or text with its spans coloured; the letters stay in their order, the terminal turns them."""
    from rich.text import Text

    from flows.explanation import labels, marks

    shown = Text(text, style="bold" if field == "title" else "")
    if not plain:
        for mark in marks(explanation, field):
            shown.stylize(labels()["role"].get(mark.role, {"terminal": "underline"})["terminal"], mark.start, mark.end)
    return shown


def isolate(value: str, plain: bool) -> str:
    """Arabic words inside an English line, kept from turning the line around."""
    return value if plain else f"{OPEN_RIGHT_TO_LEFT}{value}{CLOSE}"
