"""Which gazetteer this process reads places with: the built-in one, and beside it a person's own places.

Those are the official lists in the folder `gazetteer/` of the data folder, and the names that the warehouse learnt from
articles. A run takes them once, at its start, and hands its helpers the same rows. What is heavy is imported only where
somebody has places of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.gazetteer.rows import COLUMNS, GazetteerError, Row, read_rows
from flows.errors import UserError

if TYPE_CHECKING:
    from extractors.gazetteer import Gazetteer
    from flows.settings import Settings


def folder_of(home: Path) -> Path:
    """The folder of a person's own lists."""
    return home / "gazetteer"


def listed_rows(folder: Path) -> list[Row]:
    """The rows of a person's own lists; UserError names file and line of a bad one."""
    rows: list[Row] = []
    try:
        for path in sorted(folder.glob("*-??.csv")):
            if not path.name.startswith("conflicts-"):
                rows += read_rows("places_local", path)
    except GazetteerError as error:
        raise UserError(f"{folder}: {error}") from error
    return rows


_active: list[Row] = []


def activate_for_run(settings: Settings) -> None:
    """Reads places from now on with all that is known at the start of a run.

    Migrates the warehouse, where there is one. Raises UserError for a list that cannot be read, WarehouseLocked,
    WarehouseUnreadable or MigrationError.
    """
    from flows.storing import writing
    from warehouse.learn import read_learnt

    learnt: list[dict[str, Any]] = []
    if settings.write_path.exists():
        with writing(settings) as con:
            learnt = read_learnt(con)
    activate(settings.home, learnt)


def activate_published(settings: Settings) -> None:
    """The same for looking up, with the names that the published snapshot has learnt, where there is one."""
    from warehouse.connection import open_reader
    from warehouse.learn import read_learnt

    learnt: list[dict[str, Any]] = []
    if settings.warehouse_path.exists():
        con = open_reader(settings.warehouse_path)
        try:
            learnt = read_learnt(con)
        finally:
            con.close()
    activate(settings.home, learnt)


def activate(home: Path, learnt: Sequence[dict[str, Any]] = ()) -> None:
    """Reads places from now on with the lists of a data folder and these learnt names."""
    rows = listed_rows(folder_of(home))
    activate_rows(rows + learnt_rows(rows, learnt))


def learnt_rows(rows: Sequence[Row], learnt: Sequence[dict[str, Any]]) -> list[Row]:
    """Learnt names as rows of places_local, less those that the gazetteer knows by now and no analyst approved."""
    if not learnt:
        return []
    from extractors.gazetteer import LEARNT, load_gazetteer

    known = build(rows) if rows else load_gazetteer()
    found = []
    for line, place in enumerate(learnt, 1):
        name, code = place["name"], place["governorate_code"]
        unit = known.governorates.get(code)
        if unit is not None and (place["is_approved"] or not known.look_up(name)):
            cells = (name, unit.country, code, "", place["kind"], "", LEARNT, f"{code}:{place['name_key']}")
            found.append(Row("core.learnt_place", line, dict(zip(COLUMNS["places_local"], cells, strict=True))))
    return found


def activate_rows(rows: Sequence[Row]) -> None:
    """Reads places from now on with the built-in gazetteer and these rows, as the helpers of a run are given them."""
    if list(rows) == _active:
        return
    from extractors.gazetteer import load_gazetteer
    from extractors.places import use_gazetteer

    use_gazetteer(build(rows) if rows else load_gazetteer())
    _active[:] = rows


def active_rows() -> list[Row]:
    """The rows that this process reads with beside the built-in gazetteer, for its helpers."""
    return list(_active)


def build(rows: Iterable[Row]) -> Gazetteer:
    """The built-in gazetteer and rows of a person's own; UserError names file and line of a bad one."""
    from extractors.gazetteer import build_gazetteer

    try:
        return build_gazetteer(rows)
    except GazetteerError as error:
        raise UserError(str(error)) from error
