"""Long files first: what starts last must be short, or one process works on alone while the others are done."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
LONGEST = [
    HERE / name
    for name in (
        "flows/test_server.py", "flows/test_beside.py", "flows/test_pages.py", "test_benchmarks.py",
        "flows/test_archives.py", "flows/test_past.py", "test_kills.py", "flows/test_learnt.py", "flows/test_rounds.py",
        "flows/test_cli.py", "flows/test_alerts.py", "flows/test_full_disk.py", "flows/test_soak.py",
        "flows/test_interrupt.py", "warehouse/test_properties.py", "warehouse/test_marts.py", "warehouse/test_link.py",
    )
]  # fmt: skip
"""By what they took, longest first. xdist's own order, most tests first, had those of a single long test at the end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; a file that is gone from the tests is to go from the list."""
    missing = [path for path in LONGEST if not path.exists()]
    assert not missing, f"tests/conftest.py: no such files: {missing}"
    place = {path: number for number, path in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))
