"""The pack behind a number, put together: claims from the warehouse, pages from the archive, a folder or a zip file."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.metadata import same_site
from flows.archive import ArchivedPage, BodyMissingError, find_pages, read_body
from flows.errors import UserError
from flows.evidence_page import make_page
from flows.settings import Settings
from warehouse.evidence import Asked, read_pack
from warehouse.export.folder import filling

Row = dict[str, Any]

INDEX = "index.json"
_CELL = re.compile(r"(none|[A-Z]{2}[A-Z0-9-]*)")


def read_asked(words: Sequence[str]) -> Asked:
    """What words like `SY07 2024-01-15`, or one id, ask for; raises UserError for anything else."""
    parts = [part for word in words for part in word.split()]
    if len(parts) == 1:
        return Asked(id=parts[0])
    if len(parts) == 2 and _CELL.fullmatch(parts[0]):
        try:
            return Asked(governorate=parts[0], day=dt.date.fromisoformat(parts[1]))
        except ValueError as error:
            raise UserError(f"{parts[1]}: is no day; write it as 2024-01-31") from error
    raise UserError(
        f"{' '.join(parts)!r} names no number; write an incident's id, or a governorate's code (none where there is "
        "none) and a day: SY07 2024-01-15"
    )


def gather(settings: Settings, asked: Asked) -> Row:
    """The pack of what is asked for, with each claim's page in the archive; raises EvidenceError."""
    from warehouse.connection import open_reader

    con = open_reader(settings.warehouse_path)
    try:
        pack = read_pack(con, asked)
    finally:
        con.close()
    add_pages(settings.archive_path, list(claims_of(pack)))
    return pack


def claims_of(pack: Mapping[str, Any]) -> Iterator[Row]:
    """All claims of a pack."""
    for incident in pack["incidents"]:
        yield from incident["claims"]
    yield from pack.get("sums", ())


def add_pages(archive: Path, claims: Sequence[Row]) -> None:
    """Set `page` of claims, whose instants are UTC without a zone, to the archive's page that they were read from."""
    instants = [claim["fetched_at"] and claim["fetched_at"].replace(tzinfo=dt.UTC) for claim in claims]
    pages = find_pages(archive, filter(None, instants))
    for claim, at in zip(claims, instants, strict=True):
        page = choose_page(pages.get(at, ()), claim["url"] or "")
        claim["page"] = describe_page(archive, page) if page else None


def choose_page(pages: Sequence[ArchivedPage], url: str) -> ArchivedPage | None:
    """Of the pages that came at one instant that of the address, else one of its site, which told its own address."""
    for is_same in (str.__eq__, same_site):
        for page in pages:
            if is_same(page.url, url):
                return page
    return None


def describe_page(archive: Path, page: ArchivedPage) -> Row:
    """The hash of a page's bytes, where and when they came from, and how many are still kept."""
    try:
        size = len(read_body(archive, page.body_hash))
    except BodyMissingError:
        size = None
    return {"sha256": page.body_hash, "url": page.url, "fetched_at": page.fetched_at, "byte_count": size}


def write_pack(pack: Row, out: Path, archive: Path, *, with_pages: bool) -> tuple[list[str], int]:
    """Write a pack as a folder, or as a zip file where the name ends so; returns its files, and the pages withheld.

    Pages of claims that concern children or people in detention are never in it. Raises FolderTakenError and OSError.
    """
    files, withheld = make_files(pack, archive, with_pages=with_pages)
    if out.suffix == ".zip":
        write_zip(out, files)
    else:
        with filling(out, INDEX, "evidence pack") as part:
            for name, body in files.items():
                (part / name).parent.mkdir(exist_ok=True)
                (part / name).write_bytes(body)
    return sorted(files), withheld


def make_files(pack: Row, archive: Path, *, with_pages: bool) -> tuple[dict[str, bytes], int]:
    """The files of a pack by name, and how many pages were withheld."""
    files: dict[str, bytes] = {}
    kept = [claim for claim in claims_of(pack) if claim["page"] and claim["page"]["byte_count"] is not None]
    withheld = {claim["page"]["sha256"] for claim in kept if claim["is_withheld"]} if with_pages else set()
    for claim in kept if with_pages else ():
        if (digest := claim["page"]["sha256"]) not in withheld:
            # As .html a click would run the page's scripts, which tell the outlet who looks.
            claim["page"]["file"] = f"pages/{digest}.page"
            files[claim["page"]["file"]] = read_body(archive, digest)
    files[INDEX] = (to_json(pack) + "\n").encode()
    files["index.html"] = make_page(pack).encode()
    return files, len(withheld)


def to_json(pack: Row) -> str:
    """A pack as JSON."""
    return json.dumps(pack, ensure_ascii=False, indent=2, default=plain)


def plain(value: Any) -> str:
    """Days and instants as text; the warehouse's instants are UTC."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return str(value)


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files as a zip whose bytes are theirs alone, in one step."""
    part = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def count_pages(claims: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Pages that the archive names for claims, and how many of them it still holds."""
    pages = {claim["page"]["sha256"]: claim["page"]["byte_count"] for claim in claims if claim["page"]}
    return len(pages), sum(size is not None for size in pages.values())
