"""Warehouses in files of their own, and the linking cases loaded once in several orders of arrival."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb
import pytest

from tests.once import make_once
from tests.warehouse.arrivals import ORDERS, Outcome, load_in_order, read_outcome
from warehouse.connection import open_writer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "write.duckdb"


@pytest.fixture
def con(path: Path, empty: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shutil.copyfile(empty, path)
    connection = open_writer(path)
    yield connection
    connection.close()


@pytest.fixture(scope="session", params=ORDERS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """What all linking cases came to when their articles arrived in one of the orders.

    The four warehouses take 23 s of one core; the processes of one run of the tests share them.
    """
    shared = make_once(tmp_path_factory, f"{request.param}.duckdb", partial(load_in_order, request.param))
    file = shutil.copyfile(shared, tmp_path_factory.mktemp(request.param) / "write.duckdb")
    outcome = read_outcome(request.param, file)
    yield outcome
    outcome.con.close()
