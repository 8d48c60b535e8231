"""What the desk reads: the queue and each item's incidents and claims, from the snapshot that readers open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.settings import Settings
from warehouse.connection import open_snapshot
from warehouse.errors import WarehouseMissing
from warehouse.intake import read_rows
from warehouse.review import Item, read_claims, read_lessons, read_queue

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

MOST_ITEMS = 1000
"""Items of the queue on the page; nobody comes to the end of them in a day."""

_MOST_NEAR = 8


@dataclass(frozen=True, slots=True)
class Held:
    """What is read of a snapshot once: the queue, governorates (code, country, names) and the names of outlets."""

    items: list[Item]
    governorates: list[Row]
    outlets: dict[str, str]


@dataclass(slots=True)
class Opened:
    """An item's rows: its incident first and then its rival, their claims, what is near, and a name's lessons."""

    item: Item
    incidents: list[Row] = field(default_factory=list)
    claims: dict[str, list[Row]] = field(default_factory=dict)
    near: list[Row] = field(default_factory=list)
    lessons: list[Row] = field(default_factory=list)


class Board:
    """Reads the published snapshot by short connections, each of which sees the newest one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: tuple[int, int] | None = None
        self._held = Held([], [], {})

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        con = open_snapshot(self._settings.warehouse_path)
        try:
            yield con
        finally:
            con.close()

    def read(self) -> Held:
        """The queue and the names, as of the newest snapshot. Raises WarehouseMissing, WarehouseError."""
        path = self._settings.warehouse_path
        if not path.exists():
            raise WarehouseMissing(path)
        told = path.stat()
        seen = told.st_ino, told.st_mtime_ns
        if seen != self._seen:
            with self._reading() as con:
                outlets = {row["outlet_id"]: row["name"] for row in read_rows(con, "desk/outlets", {})}
                self._held = Held(read_queue(con, MOST_ITEMS), read_rows(con, "desk/governorates", {}), outlets)
            self._seen = seen
        return self._held

    def open(self, item_id: str) -> Opened | None:
        """An item with all that it is judged by, or None where it is no longer in the queue."""
        item = next((item for item in self.read().items if item.item_id == item_id), None)
        if item is None:
            return None
        opened = Opened(item)
        with self._reading() as con:
            if item.name_key:
                lessons = read_lessons(con, item.name_key)
                opened.lessons = [row for row in lessons if row["governorate_code"] == item.governorate_code]
            else:
                self._open_incidents(con, opened)
        return opened

    def _open_incidents(self, con: duckdb.DuckDBPyConnection, opened: Opened) -> None:
        wanted = opened.item.incidents
        found = {row["incident_id"]: row for row in read_rows(con, "desk/incidents", {"incident_ids": wanted})}
        opened.incidents = [found[one] for one in wanted if one in found]
        for claim in read_claims(con, wanted):
            opened.claims.setdefault(claim["incident_id"], []).append(claim)
        opened.near = read_rows(con, "desk/near", {"incident_id": wanted[0], "most": _MOST_NEAR})
