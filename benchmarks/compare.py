"""How long the comparison of a list of 20,000 rows with a warehouse of a million claims takes.

    python -m benchmarks.compare [--claims 1000000] [--rows 20000] [--keep FOLDER]

The warehouse is that of benchmarks.report. Four rows in five are incidents of it, some a day or a few people off, a
third of them without a place; the fifth is made up.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
import resource
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.report import FIRST, YEARS, fill
from flows.comparing import Compared, Wish, compare_file
from flows.settings import load_settings
from warehouse.connection import open_reader

MOST_SECONDS = 60.0
OWN = """
select toll.event_date, toll.governorate_code, incident.place, toll.killed_best
from core.incident_toll as toll
join core.incident as incident using (incident_id)
order by incident_id
limit ?
"""


def write_list(warehouse: Path, path: Path, rows: int) -> None:
    """A made-up list of so many rows, the same for the same warehouse."""
    dice = random.Random(1)
    con = open_reader(warehouse)
    own = con.execute(OWN, [rows * 4 // 5]).fetchall()
    con.close()
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "date", "governorate", "country", "place", "killed"])
        for number, (day, governorate, place, killed) in enumerate(own):
            off = dt.timedelta(days=dice.choice([0, 0, 0, 0, 1]))
            named, more = place if number % 3 else "", dice.choice([0, 0, 1])
            writer.writerow([number, day + off, governorate, "SY", named, killed + more])
        for number in range(len(own), rows):
            day = FIRST + dt.timedelta(days=dice.randrange(365 * YEARS))
            writer.writerow([number, day, f"SY{dice.randrange(1, 15):02}", "SY", "كفرنبل", dice.randrange(1, 9)])


def run(claims: int, rows: int, folder: Path) -> tuple[Compared, float]:
    """Fill, compare and print; the comparison and its processor seconds."""
    settings = load_settings(folder, {})
    if not settings.warehouse_path.exists():
        fill(settings.warehouse_path, claims)
    path = folder / "list.csv"
    write_list(settings.warehouse_path, path, rows)
    wall, cpu = time.perf_counter(), time.process_time()
    compared = compare_file(path, settings, Wish())
    took = time.process_time() - cpu
    figures = compared.comparison.summary
    waited = time.perf_counter() - wall
    print(f"{rows:,} rows beside {claims:,} claims: {waited:.1f} s, {took:.1f} s of processor")
    print(f"both {figures['both']:,}, only ours {figures['only_ours']:,}, only theirs {figures['only_theirs']:,}")
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB of memory")
    return compared, took


def check_small(folder: Path) -> None:
    """The same on a few claims: every row is on one side or in a pair, once."""
    compared, _ = run(900, 100, folder)
    told = [one for row in compared.comparison.incidents for one in row["their_ids"]]
    assert len(told) == len(set(told)) == 100
    assert compared.comparison.summary["both"] > 30
    print("each row is met once")


def main() -> None:
    """Run it, in a folder that goes at the end unless it is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="the folder to fill, or to use again")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="hasila-compare-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _, took = run(given.claims, given.rows, folder)
        if took > MOST_SECONDS:
            raise SystemExit("too slow")
    finally:
        if given.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
