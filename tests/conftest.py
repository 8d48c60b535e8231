"""What all tests share: long files start first, and an empty warehouse is made once a process and then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import connection
from warehouse.connection import open_writer
from warehouse.migrate import migrate

HERE = Path(__file__).parent
LONGEST = [
    HERE / name
    for name in (
        "flows/test_beside.py", "flows/test_server.py", "flows/test_pages.py", "test_benchmarks.py",
        "flows/test_alerts.py", "flows/test_rounds.py", "flows/test_correct.py", "flows/test_archives.py",
        "flows/test_learnt.py", "flows/test_recoding.py", "test_kills.py", "flows/test_full_disk.py",
        "desk/test_desk.py", "warehouse/test_alerts.py", "flows/test_compare.py", "warehouse/test_correct.py",
        "flows/test_past.py", "flows/test_cli.py", "flows/test_interrupt.py", "flows/test_soak.py",
        "warehouse/test_link.py", "warehouse/test_growth.py", "warehouse/test_properties.py",
    )
]  # fmt: skip
"""By what they took, longest first: what starts last must be short, or one process works on alone while the others are
done. xdist's own order, most tests first, had the files of a single long test at the end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; a file that is gone from the tests is to go from the list."""
    missing = [path for path in LONGEST if not path.exists()]
    assert not missing, f"tests/conftest.py: no such files: {missing}"
    place = {path: number for number, path in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated warehouse without rows, made once; tests write to copies of it."""
    file = tmp_path_factory.mktemp("empty") / "write.duckdb"
    with open_writer(file) as con:
        migrate(con)
    return file


@pytest.fixture(scope="session", autouse=True)
def ready_made(request: pytest.FixtureRequest) -> Iterator[None]:
    """Spare the tests of this process what they do not look at.

    A data folder's first write file is a copy of the empty one: migrating each anew takes 0.8 s of one core. Tests that
    start `hasila` as its own process show that a run makes its warehouse from nothing.
    """

    def open_copy(path: Path | str, **options: Any) -> duckdb.DuckDBPyConnection:
        path = Path(path)
        if path.name == "write.duckdb" and not path.exists():
            path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            shutil.copyfile(request.getfixturevalue("empty"), path)
        return open_writer(path, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "open_writer", open_copy)
        yield
