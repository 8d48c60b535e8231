"""Files that are written whole or not at all: small ones of the data folder, and what a person asks for."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from warehouse.folders import make_private


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all; of several writers at once the last one wins. Raises OSError."""
    make_private(path.parent)
    # A name of its own for each writer: one that renamed another's half took it away from under it.
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
    ) as part:
        try:
            part.write(text)
        except BaseException:
            Path(part.name).unlink()
            raise
    Path(part.name).replace(path)


def write_out(path: Path, text: str) -> None:
    """Write a file that a person asked for, with the rights of any new file of theirs. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def keep_json(path: Path, data: Any) -> None:
    """Write what later runs can do without: where the disk does not take it, the log says so and nothing fails."""
    try:
        write_whole(path, json.dumps(data, ensure_ascii=False))
    except OSError as error:
        logging.getLogger("hasila").warning("%s is not kept: %s", path, error)
