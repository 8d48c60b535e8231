"""A folder that appears when it is complete, in place of an earlier one of its kind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import WarehouseError


class FolderTakenError(WarehouseError):
    """The folder holds something else than what is to be written."""


def refuse_taken(folder: Path, marker: str, what: str) -> None:
    """Raise FolderTakenError where a folder holds anything else than an earlier one, which `marker` is a file of."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / marker).exists())):
        raise FolderTakenError(f"{folder}: holds files that are no {what}; name an empty or a new folder")


@contextmanager
def filling(folder: Path, marker: str, what: str) -> Iterator[Path]:
    """An empty folder to write into, which then takes the place of `folder`; if anything fails that stays as it was.

    `marker` is the file by which an earlier one is known, `what` its name for people. Raises FolderTakenError where
    the folder holds anything else, and OSError.
    """
    refuse_taken(folder, marker, what)
    part = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        _put_in_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put_in_place(part: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    part.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
