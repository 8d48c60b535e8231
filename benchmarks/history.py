"""A long history out of a short one: every row again under other ids and later days, as if the news had gone on.

What linking made of the short history holds for each further stretch, for stretches lie apart by more days than any
event reaches. Made by SQL in minutes, where loading the same articles would take hours on a busy machine.
"""

IDS = frozenset(
    (
        *("article_id", "version_id", "other_article_id", "other_version_id", "story_id", "entry_id"),
        *("event_id", "claim_id", "best_claim_id", "incident_id", "other_incident_id", "successor_id"),
    )
)
WHEN_STORED = frozenset(("recorded_at", "superseded_at", "created_at", "changed_at", "closed_at"))
LEFT = ("core.outlet", "core.governorate", "core.claimant", "core.claimant_name", "core.correction", "core.day_change")
GAP = 40
"""Days between two stretches: more than a later death or a reprint bridges."""

COLUMNS = """
    select schema_name || '.' || table_name, column_name, data_type
    from duckdb_columns()
    where schema_name in ('raw', 'core', 'mart') and not internal
        and (schema_name, table_name) in (select (schema_name, table_name) from duckdb_tables())
    order by all
"""


def multiply(con, stretches, days):
    """Make `stretches` of a history of so many days; returns the days that all take."""
    tables = {}
    for table, column, type_ in con.execute(COLUMNS).fetchall():
        tables.setdefault(table, []).append((column, type_))
    step = days + GAP
    for table in tables.keys() - set(LEFT):
        schema, bare = table.split(".")
        values = ", ".join(_again(name, type_) for name, type_ in tables[table])
        names = ", ".join(name for name, _ in tables[table])
        con.execute(f'create temp table original as select * from {schema}."{bare}"')
        for number in range(1, stretches):
            shift = {"number": number, "days": number * step}
            told = {key: value for key, value in shift.items() if f"${key}" in values}
            con.execute(f'insert into {schema}."{bare}" ({names}) select {values} from original', told)
        con.execute("drop table original")
    con.execute("checkpoint")
    return step * stretches


def _again(name, type_):
    """The SQL of a column's value in a further stretch."""
    if name in IDS:
        return f"{name} || '~' || $number::varchar"
    if name == "band_hash":
        return "hash(band_hash, $number)"
    if name in WHEN_STORED:
        return f"{name} + to_minutes($number::integer)"
    if type_ == "DATE":
        return f"{name} + $days::integer"
    if type_ == "TIMESTAMP":
        return f"case when {name} < '9000-01-01'::timestamp then {name} + to_days($days::integer) else {name} end"
    return name
