"""`hasila evidence`: from a number to the claims, words, addresses and hashes behind it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import AsJson, Embargo, Home, complain, print_table
from flows.errors import UserError

if TYPE_CHECKING:
    from flows.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evidence")(evidence)


def evidence(
    wanted: Annotated[
        list[str],
        typer.Argument(metavar="ID…", help="An incident, claim or event; or a governorate and a day: SY07 2024-01-15."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write a folder, or a .zip, that may be handed on.")
    ] = None,
    snippets: Annotated[
        bool,
        typer.Option("--snippets", help="With words around counts, names left out, nothing of children or detainees."),
    ] = False,
    pages: Annotated[bool, typer.Option("--pages", help="With the pages as received: whole articles.")] = False,
    embargo: Embargo = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show the claims behind an incident or a governorate's day, each with its words and where they stand.

    What is shown stays on this machine. A pack (--out) carries no words but those that --snippets or --pages ask for.
    """
    from flows.evidence import read_asked, to_json
    from flows.settings import load_settings

    if out is None and pages:
        raise UserError("--pages goes with --out; name the folder or .zip that they go into")
    import dataclasses

    settings = load_settings(home)
    asked = dataclasses.replace(
        read_asked(wanted),
        known_by=settings.known_by(embargo, dt.datetime.now(dt.UTC)),
        quote=find_quote() if snippets else None,
        words=out is None and not as_json,
    )
    pack = gather_told(settings, asked)
    if pack["note"]:
        complain(pack["note"])
    if out is not None:
        hand_out(pack, out, settings, with_pages=pages)
    elif as_json:
        typer.echo(to_json(pack))
    else:
        show(pack)


def find_quote() -> Any:
    """The function that takes the words to be shown out of a text; it loads the coder's words."""
    from extractors.quoting import quote

    return quote


def gather_told(settings: Settings, asked: Any) -> dict[str, Any]:
    """The pack; what is not held is the caller's to mend."""
    from flows.evidence import gather
    from warehouse.evidence import EvidenceError

    try:
        return gather(settings, asked)
    except EvidenceError as error:
        raise UserError(str(error)) from error


def hand_out(pack: dict[str, Any], out: Path, settings: Settings, *, with_pages: bool) -> None:
    """Write the pack and say what is in it, and what the pages in it mean."""
    from flows.evidence import claims_of, count_pages, write_pack
    from warehouse.export.folder import FolderTakenError

    try:
        files, withheld = write_pack(pack, out, settings.archive_path, with_pages=with_pages)
    except FolderTakenError as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(f"{out}: cannot be written to ({error.strerror}); name another place with --out") from error
    claims = list(claims_of(pack))
    named, held = count_pages(claims)
    typer.echo(f"{out}: {len(pack['incidents'])} incidents, {len(claims)} claims, {len(files)} files")
    typer.echo(f"pages: {named} named by hash, {held} still kept in {settings.archive_path}")
    if with_pages:
        complain(
            "The pages are whole articles, with every name in them, and belong to their authors: give them only to who "
            f"must check them. Left out, since they concern children or people in detention: {withheld}"
        )


def show(pack: dict[str, Any]) -> None:
    """The pack on the terminal."""
    for day in pack.get("days", ()):
        typer.echo(f"{day['event_date']} {day['governorate_code'] or 'no governorate'}: {figures(day)}")
    for incident in pack["incidents"]:
        where = ", ".join(filter(None, (incident["place"], incident["governorate_name"])))
        day = incident["event_date"] or "undated"
        title = f"incident {incident['incident_id']}: {day}, {where}: {figures(incident)}"
        show_claims(title, incident["claims"])
        for row in incident["releases"]:
            typer.echo(f"released in {row['release_id']} with {figures(row)}")
    if pack.get("sums"):
        show_claims("sums of the whole day, never added", pack["sums"])
    if not pack["incidents"]:
        typer.echo("no incident counts on that day")


def figures(row: dict[str, Any]) -> str:
    """The killed, low / best / high."""
    return "killed " + " / ".join(str(row[f"killed_{end}"] or 0) for end in ("low", "best", "high"))


def show_claims(title: str, claims: list[dict[str, Any]]) -> None:
    """The claims as a table, and under it the words and address of each."""
    columns = ["", "published", "source", "outlet", "killed", "relation", "text", "fetched", "page"]
    rows = [
        (
            number, f"{claim['known_at']:%Y-%m-%d %H:%M}", claim["claimant"] or claim["source_key"],
            claim["outlet_id"], span_of(claim), claim["relation"], claim["version_id"][:12],
            f"{claim['fetched_at']:%Y-%m-%d %H:%M}" if claim["fetched_at"] else "",
            page_of(claim),
        )
        for number, claim in enumerate(claims, 1)
    ]  # fmt: skip
    print_table(columns, rows, title=title)
    for number, claim in enumerate(claims, 1):
        typer.echo(f"{number}: {claim['url'] or 'no address'}")
        for span in claim["spans"]:
            words = span.get("words") or "(purged)"
            typer.echo(f"   {span['role']}: {' '.join(words.split())}  [{span['field']} {span['start']}:{span['end']}]")
        if claim.get("snippet"):
            typer.echo(f"   snippet: {claim['snippet']}")


def span_of(claim: dict[str, Any]) -> str:
    """«13», «13+», «3–9»; nothing where nobody was killed."""
    low, high = claim["killed_low"], claim["killed_high"]
    if low is None:
        return ""
    return f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"


def page_of(claim: dict[str, Any]) -> str:
    """The page's hash, or what became of it."""
    page = claim["page"]
    if page is None:
        return "none kept"
    return f"{page['sha256'][:12]}{'' if page['byte_count'] is not None else ' (gone)'}"
