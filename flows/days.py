"""The latest days' figures, as the demo and the artifacts show them."""

from __future__ import annotations

from typing import Any

from flows.settings import Settings


def read_days(settings: Settings, day_count: int = 14) -> list[dict[str, Any]]:
    """The figures by governorate of the newest days that have any, newest first, from the published snapshot."""
    from warehouse.connection import open_reader
    from warehouse.overview import read_latest_days

    con = open_reader(settings.warehouse_path)
    try:
        return read_latest_days(con, day_count)
    finally:
        con.close()
