"""Which gazetteer this process reads places with: the built-in one, and a person's own where there is one.

What is heavy is imported only where somebody has places of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.gazetteer.rows import GazetteerError, Row, read_rows
from flows.errors import UserError

if TYPE_CHECKING:
    from extractors.gazetteer import Gazetteer


def folder_of(home: Path) -> Path:
    """The folder of a person's own places."""
    return home / "gazetteer"


def local_rows(folder: Path) -> list[Row]:
    """The rows of a person's own files, learnt places among them; UserError names file and line of a bad one."""
    from flows.gazetteer_learnt import learnt_rows

    rows: list[Row] = []
    try:
        for path in sorted(folder.glob("*-??.csv")):
            if not path.name.startswith("conflicts-"):
                rows += read_rows("places_local", path)
    except GazetteerError as error:
        raise UserError(f"{folder}: {error}") from error
    return rows + learnt_rows(folder)


_folder: list[Path] = []


def activate(home: Path) -> None:
    """Reads places from now on with the built-in gazetteer and the person's own, where they have any."""
    activate_folder(folder_of(home))


def activate_folder(folder: Path | None) -> None:
    """The same for a folder of places, as the helpers of a run are given it."""
    rows = local_rows(folder) if folder is not None and folder.is_dir() else []
    if not rows and not _folder:
        return
    from extractors.places import use_gazetteer

    use_gazetteer(build(rows))
    _folder[:] = [folder] if folder is not None and rows else []


def active_folder() -> Path | None:
    """The folder that this process reads its own places from, for its helpers."""
    return _folder[0] if _folder else None


def build(rows: Iterable[Row]) -> Gazetteer:
    """The built-in gazetteer and rows of a person's own; UserError names file and line of a bad one."""
    from extractors.gazetteer import build_gazetteer

    try:
        return build_gazetteer(rows)
    except GazetteerError as error:
        raise UserError(str(error)) from error
