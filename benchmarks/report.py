"""How long a report on a year and each question of docs/sql.md take in a warehouse of a million claims.

    python -m benchmarks.report [--claims 1000000] [--keep FOLDER]

The rows go straight into the core tables, made by SQL: what the reader must look through counts here, not how it came
there. The days' table is then made by the warehouse itself.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import shutil
import tempfile
import time
from pathlib import Path

import duckdb

from flows.registries import registry_rows
from flows.reporting import write_report
from flows.settings import Settings, load_settings
from tests.flows.questions import PAGE, questions
from warehouse.build import build_marts
from warehouse.connection import open_reader, open_writer
from warehouse.migrate import migrate
from warehouse.store import store_run

YEARS = 3
FIRST = dt.date(2022, 1, 1)
MOST_SECONDS, MOST_BYTES, MOST_ANSWER = 10.0, 1_500_000, 1.0
TEXT = "قُتل {n} مدنيين وأصيب سبعة آخرون في قصف مدفعي على مدينة سرمين بريف إدلب اليوم، وفق الدفاع المدني السوري. "
FILLING = "وكانت فرق الإنقاذ قد وصلت إلى المكان بعد وقت قصير وعملت حتى ساعة متأخرة على رفع الأنقاض. " * 8

# An incident has three claims and a third a bit; 40 outlets; tolls fall off as wars' do.
ROWS = """
create temp table claim as
select
    i, i // 3 as incident, i // 2 as article,
    md5('c' || i) as claim_id, md5('e' || i) as event_id, md5('i' || (i // 3)) as incident_id,
    md5('a' || (i // 2)) as article_id, md5('v' || (i // 2)) as version_id,
    'outlet-' || (i % 40) as outlet_id,
    'SY' || lpad((1 + hash(i // 3) % 14)::varchar, 2, '0') as governorate_code,
    $first::date + (hash(i // 3 * 7) % $days)::integer as event_date,
    greatest(1, (3 / (0.02 + (hash(i // 3 * 13) % 1000) / 1000.0))::bigint) as killed,
    (i % 3)::bigint as more,
    ['airstrike', 'artillery', 'clash', 'small_arms', 'landmine', 'drone', 'unknown'][
        1 + (hash(i // 3 * 3) % 7)::bigint
    ] as weapon,
    ['government', 'russia', 'unknown', 'opposition', 'isis', 'sdf'][
        1 + (hash(i // 3 * 5) % 6)::bigint
    ] as actor,
    'سرمين ' || (hash(i // 3 * 17) % 200) as place,
    (hash(i // 3 * 19) % 20)::bigint as injured
from range($claims) as r(i);

insert into core.outlet by name
select 'outlet-' || i as outlet_id, 'وسيلة ' || i as name, 'SY' as country_code, 'site' as kind, $now as recorded_at
from range(40) as r(i);

insert into core.article by name
select distinct on (article)
    article_id, outlet_id, 'https://outlet.example/' || article as url, 'outlet.example/' || article as url_key,
    event_date::timestamp as published_at, event_date as published_date, 'SY' as country_code, 'feed' as source,
    $now as recorded_at
from claim;

insert into core.article_version by name
select distinct on (article)
    version_id, article_id, 'خبر' as title, replace($text, '{n}', killed::varchar) || $filling as text,
    900 as text_length, event_date::timestamp as known_at, $now as recorded_at
from claim;

insert into core.casualty_event by name
select
    event_id, version_id, article_id, 0 as ordinal, killed as killed_low, killed as killed_high,
    'exact' as killed_quantifier, 'incident' as scope, event_date, 'day' as date_precision, 'stated' as date_basis,
    place, place as place_key, []::varchar[] as places, []::varchar[] as place_keys, 1 as place_precision,
    governorate_code, 'SY' as country_code, [actor] as actor, 'stated' as actor_basis, weapon, 'struck' as circumstance,
    false as retold, '1' as coder_version, 'r' as rule, []::varchar[] as notes, 'x' as content_hash, $now as recorded_at
from claim;

insert into core.event_span by name
select event_id, part as ordinal, 'text' as field, 5 + part * 12 as span_start, 15 + part * 12 as span_end,
    ['killed', 'injured', 'weapon', 'place'][part::bigint + 1] as role, $now as recorded_at
from claim, range(4) as p(part);

insert into core.claim by name
select
    claim_id, event_id, 0 as alternative_ordinal, article_id, version_id, outlet_id, article_id as story_id,
    outlet_id as source_key, 'media' as source_kind, killed as killed_low, killed + more as killed_high,
    'exact' as killed_quantifier, injured as injured_low, injured as injured_high, 'exact' as injured_quantifier,
    false as is_group_only, false as is_enemy_loss, false as is_correction, 'incident' as scope,
    'struck' as circumstance, false as retold, false as is_corrected, event_date, 'day' as date_precision,
    place as place_key, 1 as place_precision, governorate_code, 'SY' as country_code,
    event_date::timestamp as known_at, $now as recorded_at
from claim;

insert into core.incident by name
with told as (
    select
        incident, list(distinct outlet_id order by outlet_id) as sources,
        list(distinct 'https://outlet.example/' || article) as urls
    from claim
    group by incident
)
select distinct on (incident)
    sources, sources as outlets, urls, event_date::timestamp as first_known_at, event_date::timestamp as last_known_at,
    incident_id, 'incident' as kind, 'SY' as country_code, governorate_code, event_date, 'day' as date_precision,
    place, place as place_key, 1 as place_precision, 's' || left(incident_id, 10) as state,
    [actor] as actor, false as is_contested, weapon,
    $now as created_at, $now as changed_at
from claim join told using (incident);

insert into core.incident_claim by name
select incident_id, claim_id, event_id, 'whole' as relation, true as is_live, $now as recorded_at from claim;

insert into core.incident_toll by name
select
    incident_id, event_date::timestamp as known_from, '9999-12-31 23:59:59.999999'::timestamp as known_until,
    true as is_counted, false as is_vague, 'incident' as kind, 'struck' as circumstance, 'SY' as country_code,
    governorate_code, []::varchar[] as place_keys, event_date,
    'day' as date_precision, killed as killed_low, killed as killed_best, killed + 2 as killed_high, false as is_open,
    injured as injured_low, injured as injured_best, injured as injured_high, 'median_exact' as best_rule,
    min(claim_id) as best_claim_id, killed // 3 as killed_civilian, 0 as killed_presumed_civilian,
    killed // 4 as killed_combatant, killed - killed // 3 - killed // 4 as killed_unknown,
    count(*) as claim_count, count(distinct article) as article_count, count(distinct outlet_id) as source_count,
    $now as recorded_at
from claim group by all;

insert into raw.fetch by name
select
    md5('f' || i) as fetch_id, 'feed-' || (i % 40) as feed_id, 'outlet-' || (i % 40) as outlet_id, 'feed' as kind,
    'https://outlet.example/feed' as url, if(hash(i) % 50 = 0, 'timeout', 'ok') as outcome,
    $first::timestamp + to_hours((i // 40 * 3)::integer) as fetched_at, 30 as entry_count, $now as recorded_at
from range($days * 8 * 40) as r(i);
"""


def fill(path: Path, claims: int) -> None:
    """A warehouse of so many claims over three years."""
    now = dt.datetime(2025, 1, 1)  # noqa: DTZ001  # as the warehouse holds instants
    con = open_writer(path, memory_limit="6GB")
    migrate(con)
    store_run(con, registry_rows(), recorded_at=now.replace(tzinfo=dt.UTC))
    values = {
        "first": FIRST, "days": 365 * YEARS, "claims": claims, "now": now, "text": TEXT, "filling": FILLING,
    }  # fmt: skip
    for text in filter(str.strip, ROWS.split(";\n")):
        con.execute(text, {name: value for name, value in values.items() if f"${name}" in text})
    con.execute("begin")
    build_marts(con)
    con.execute("commit")
    con.close()


END = FIRST.replace(year=FIRST.year + YEARS) - dt.timedelta(days=2)


def measure(settings: Settings, folder: Path, end: dt.date = END) -> list[tuple[str, float, float, int]]:
    """Label, wall and processor seconds and bytes of a report in each language on the year up to a day."""
    start = end.replace(day=1, month=1)
    found = []
    for language in ("en", "ar"):
        wall, cpu = time.perf_counter(), time.process_time()
        path = write_report(settings, language, folder / f"{language}.html", start=start, end=end)  # type: ignore[arg-type]
        took = time.perf_counter() - wall, time.process_time() - cpu
        found.append((f"a year's report, {language}", *took, path.stat().st_size))
    return found


def ask(settings: Settings) -> list[tuple[float, float, str]]:
    """Wall and processor seconds of each question of docs/sql.md, the slowest first; each asked a second time."""
    found = []
    for number, title, sql, _ in questions(PAGE.read_text(encoding="utf-8")):
        con = open_reader(settings.warehouse_path)
        con.execute(sql).fetchall()
        wall, cpu = time.perf_counter(), time.process_time()
        con.execute(sql).fetchall()
        found.append((time.perf_counter() - wall, time.process_time() - cpu, f"{number}. {title}"))
        con.close()
    return sorted(found, reverse=True)


def count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """The rows of a table."""
    ((rows,),) = con.execute(f"select count(*) from {table}").fetchall()
    return int(rows)


def run(claims: int, folder: Path) -> bool:
    """Fill, measure and print; whether both bounds hold."""
    settings = load_settings(folder, {})
    if not settings.warehouse_path.exists():
        fill(settings.warehouse_path, claims)
    con = open_reader(settings.warehouse_path)
    rows = {table: count(con, f"core.{table}") for table in ("claim", "incident", "event_span", "article")}
    con.close()
    print(", ".join(f"{number:,} {table}s" for table, number in rows.items()))
    found = measure(settings, folder)
    for label, wall, cpu, size in found:
        print(f"{label}: {wall:.1f} s, {cpu:.1f} s of processor, {size / 1000:,.0f} kB")
    asked = ask(settings)
    slow = [wall for wall, _, _ in asked if wall > MOST_ANSWER]
    print(f"{len(asked)} questions of docs/sql.md, {len(slow)} over {MOST_ANSWER:.0f} s; the slowest:")
    for wall, cpu, title in asked[:5]:
        print(f"  {wall:.2f} s, {cpu:.2f} s of processor: {title}")
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB of memory")
    return all(cpu < MOST_SECONDS and size < MOST_BYTES for _, _, cpu, size in found)


def main() -> None:
    """Run it, in a folder that goes at the end unless it is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--small", action="store_true", help="a warehouse of 3,000 claims")
    parser.add_argument("--keep", type=Path, help="the folder to fill, or to use again")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="hasila-report-"))
    try:
        if not run(3_000 if given.small else given.claims, folder):
            raise SystemExit("too slow or too large")
    finally:
        if given.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
