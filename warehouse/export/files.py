"""Tables as files: CSV, CSV with HXL hashtags, and Parquet by month."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

MONTH_COLUMNS = (
    "event_date", "week_start_date", "month_start_date", "date_start", "fetch_date", "known_at", "recorded_at",
    "made_at",
)  # fmt: skip
"""What a table's months are told by: the first of these that it has."""

UNDATED = "undated"

HXL_TAGS = {
    "country_code": "#country+code+iso2",
    "governorate_code": "#adm1+code",
    "governorate_name": "#adm1+name",
    "event_date": "#date+occurred",
    "period_start": "#date+start",
    "period_end": "#date+end",
    "killed_low": "#affected+killed+min",
    "killed_best": "#affected+killed+best",
    "killed_high": "#affected+killed+max",
    "killed_civilian": "#affected+killed+civilian",
    "killed_combatant": "#affected+killed+combatant",
    "killed_women": "#affected+killed+f+adult",
    "killed_children": "#affected+killed+children",
    "injured_low": "#affected+injured+min",
    "injured_best": "#affected+injured+best",
    "injured_high": "#affected+injured+max",
    "missing_best": "#affected+missing+best",
    "detained_best": "#affected+detained+best",
    "incident_count": "#event+num",
    "source_count": "#meta+sources+num",
    "outlets_alive_count": "#meta+coverage+num",
}
"""The hashtags of the columns of the HXL file, in its order."""


def write_csv(rows: pa.Table, path: Path, hashtags: dict[str, str] | None = None) -> None:
    """Write a table as CSV, with a second line of hashtags if there are any; lists and maps stand as text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = flatten(rows)
    with path.open("wb") as file:
        options = pyarrow.csv.WriteOptions(include_header=hashtags is None, quoting_style="needed")
        if hashtags is not None:
            file.write(
                f"{','.join(plain.column_names)}\n{','.join(hashtags[name] for name in plain.column_names)}\n".encode()
            )
        pyarrow.csv.write_csv(plain, file, options)


def write_months(rows: pa.Table, folder: Path) -> list[Path]:
    """Write a table as one Parquet file a month, named 2024-02.parquet, and undated.parquet for what has none.

    A table that knows no days becomes one file, all.parquet. Returns the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, part in split_months(rows):
        written.append(write_parquet(part, folder / f"{name}.parquet"))
    return written


def write_parquet(rows: pa.Table, path: Path) -> Path:
    """Write a table as one Parquet file and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(rows, path, compression="zstd")
    return path


def split_months(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """The months of a table with their rows, in the order of time."""
    column = next((name for name in MONTH_COLUMNS if name in rows.column_names), None)
    if column is None:
        yield "all", rows
        return
    months = pc.fill_null(pc.strftime(pc.cast(rows[column], pa.timestamp("s"), safe=False), format="%Y-%m"), UNDATED)
    order = pc.sort_indices(
        pa.table({"month": months, "row": pa.array(range(rows.num_rows))}),
        [("month", "ascending"), ("row", "ascending")],
    )
    rows, months = rows.take(order), months.take(order)
    start = 0
    for run in (
        pc.run_end_encode(pc.cast(months, pa.string()).combine_chunks()).run_ends.to_pylist() if rows.num_rows else []
    ):
        yield str(months[start]), rows.slice(start, run - start)
        start = run


def flatten(rows: pa.Table) -> pa.Table:
    """The table as CSV can hold it: instants in ISO 8601, whole sums as integers, lists and maps as text."""
    for place, field in enumerate(rows.schema):
        column = rows[place]
        if pa.types.is_timestamp(field.type):
            # Seconds are as fine as anybody publishes.
            flat = pc.strftime(pc.cast(column, pa.timestamp("s"), safe=False), format="%Y-%m-%dT%H:%M:%SZ")
        elif pa.types.is_decimal(field.type) and field.type.scale == 0:
            flat = pc.cast(column, pa.int64())
        elif pa.types.is_list(field.type) or pa.types.is_map(field.type):
            flat = pa.array(
                [None if values is None else "; ".join(map(_show, values)) for values in column.to_pylist()],
                pa.string(),
            )
        else:
            continue
        rows = rows.set_column(place, field.name, flat)
    return rows


def _show(value: Any) -> str:
    """A list's value, or a map's pair as «key: value»."""
    return f"{value[0]}: {value[1]}" if isinstance(value, tuple) else str(value)
