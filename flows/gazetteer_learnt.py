"""The table of learnt places, learnt.csv in a person's own gazetteer, and how its files are written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extractors.gazetteer import load_gazetteer
from extractors.gazetteer.rows import COLUMNS, Row
from extractors.learning import SOURCE, Learnt
from flows.errors import UserError
from flows.gazetteer_active import folder_of

LEARNT_COLUMNS = ("name", "kind", "governorate", "articles", "sources", "first_seen", "approved")


def replace_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes a CSV file whole or not at all."""
    half = path.with_suffix(".part")
    with half.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    half.replace(path)


def learnt_rows(folder: Path) -> list[Row]:
    """The learnt places that may be used, as rows of places_local."""
    return [_learnt_row(place, line) for line, place in enumerate(read_learnt(folder), 2) if place.is_usable]


def _learnt_row(place: Learnt, line: int) -> Row:
    code = place.governorate
    country = load_gazetteer().governorates[code].country if code in load_gazetteer().governorates else ""
    cells = (place.name, country, code, "", place.kind, "", SOURCE, f"{code}:{place.name}")
    return Row("learnt.csv", line, dict(zip(COLUMNS["places_local"], cells, strict=True)))


def read_learnt(folder: Path) -> list[Learnt]:
    """The table of learnt places, an analyst's approvals included; UserError names a bad line."""
    path = folder / "learnt.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != LEARNT_COLUMNS:
            raise UserError(f"{path}, line 1: the header must be {','.join(LEARNT_COLUMNS)}; learn again or mend it")
        return [_read_learnt(path, reader.line_num, row) for row in reader]


def _read_learnt(path: Path, line: int, row: Mapping[str, str | None]) -> Learnt:
    name, kind, code, articles, sources, seen, approved = (row[column] or "" for column in LEARNT_COLUMNS)
    if code not in load_gazetteer().governorates or not articles.isdecimal() or not sources.isdecimal():
        raise UserError(f"{path}, line {line}: bad governorate or count; learn again or mend it")
    if approved not in ("", "yes", "no"):
        raise UserError(f"{path}, line {line}: approved is {approved!r}; write yes, no or nothing")
    return Learnt(name, kind, code, int(articles), int(sources), seen, approved)


def store_learnt(home: Path, learnt: Iterable[Learnt]) -> list[Learnt]:
    """Writes the table of learnt places; what an analyst said of a name before still stands."""
    folder = folder_of(home)
    judged = {(p.name, p.governorate): p.approved for p in read_learnt(folder)}
    table = [
        Learnt(
            p.name, p.kind, p.governorate, p.articles, p.sources, p.first_seen, judged.get((p.name, p.governorate), "")
        )
        for p in learnt
    ]
    folder.mkdir(parents=True, exist_ok=True)
    values = [[getattr(place, column) for column in LEARNT_COLUMNS] for place in table]
    replace_csv(folder / "learnt.csv", LEARNT_COLUMNS, values)
    return table
