"""Folders of private data."""

from __future__ import annotations

from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, each readable by its owner alone; one that is there stays.

    `mkdir(parents=True, mode=…)` gives the mode to the last one only, and the data folder is often among the others.
    """
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
