"""Rows into SQLite by pandas; runs in an environment of its own, which has nothing of ours.

python loads_peer.py FOLDER DAYS    prints one line of JSON: processor seconds, the sum of the daily table, rows doubled
"""

import json
import sqlite3
import sys
import time
from pathlib import Path

import pandas as pd

KEYS = {
    "core.article": ["article_id"],
    "core.article_version": ["version_id"],
    "core.casualty_event": ["event_id"],
    "core.event_victim": ["event_id", "ordinal"],
}
DAILY = """
    create table daily as
    select event_date, governorate_code, sum(killed_low) as killed, count(*) as events
    from casualty_event group by 1, 2
"""


def load(con, table, path, known):
    """Append the rows whose key is new; returns how many came."""
    rows = pd.read_json(path, lines=True)
    if rows.empty:
        return 0
    keys = pd.MultiIndex.from_frame(rows[KEYS[table]])
    fresh = rows[~keys.isin(known)].map(lambda value: json.dumps(value) if isinstance(value, list) else value)
    name = table.removeprefix("core.")
    fresh.to_sql(name, con, if_exists="append", index=False)
    known.update(pd.MultiIndex.from_frame(fresh[KEYS[table]]))
    return len(fresh)


def main():
    folder, days = Path(sys.argv[1]), int(sys.argv[2])
    con = sqlite3.connect(folder / "peer.sqlite")
    known = {table: set() for table in KEYS}
    doubled, started = 0, time.process_time()
    for number in range(days):
        for again in (0, 1):
            for table in KEYS:
                count = load(con, table, folder / f"{number:04}.{table}.jsonl", known[table])
                doubled += count if again else 0
            con.execute("drop table if exists daily")
            con.execute(DAILY)
            con.commit()
    (killed,) = con.execute("select sum(killed) from daily").fetchone()
    print(json.dumps({"all": time.process_time() - started, "killed": int(killed), "doubled": doubled}))


if __name__ == "__main__":
    main()
