"""What takes long to make and several test files need, made once for all processes of one run of the tests."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The path that `make` is called with by the first process that comes; others wait until it is there.

    Tests that write are to copy it.
    """
    own = factory.getbasetemp()
    # A worker of xdist has a folder of its own in that of the run.
    path = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    done = path.with_name(f"{name}.done")
    with path.with_name(f"{name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not done.exists():
            make(path)
            done.touch()
    return path
