"""Loading: rows handed in by the flows go into raw and core, by key, and never twice.

A batch is a mapping from a table's name to its rows, each row a dict from column to value. A column that a row lacks
is null (a list: empty). Instants (`…_at`) are datetimes with a time zone, days (`…_date`, `period_…`) are dates.
The warehouse itself fills `recorded_at`, `superseded_at`, `replaced_at` and `content_hash`. dictionary.toml says what
each column means; `*` marks the required ones. Codes are those of the codebook.

Kept as they first came (a known key is left untouched):
    raw.fetch             fetch_id*, run_id, feed_id, outlet_id, kind* (feed, page, robots, …), url*, final_url,
                          redirect_count, outcome* (ok, not_modified, timeout, …), status, fetched_at*, elapsed_ms,
                          body_bytes, content_type, encoding, etag, last_modified, entry_count, dropped (name of a
                          reason to number of entries), error
    raw.feed_entry        entry_id* (hash of feed and what it sent), feed_id*, outlet_id, run_id, url, title, summary,
                          guid, published_at, published_raw, updated_at, seen_at*
    core.article_version  version_id*, article_id*, run_id, title, text, text_length*, known_at*, fetched_at
                          (known_at: publication for an article's first version, the update or else the fetch for a
                          changed one; the version with the latest known_at counts)
    core.article_sketch   version_id*, article_id*, algorithm*, bands*, sentences*, shingles* (lists of 64-bit hashes:
                          LSH bands with the band's number folded in, whole sentences, word shingles; or, of 32 bits,
                          packed: bytes of little-endian integers)
    core.hand_entry       version_id*, article_id*, run_id, author*, reason*, is_by_hand* (told field by field, which no
                          coder reads again), made_at*
Replaced where a known key comes with other values:
    core.outlet           outlet_id*, name*, country_code, site_url, kind, side
    core.article          article_id*, outlet_id, url, url_key, published_at, published_date (local day),
                          published_source, country_code, source* (feed, ingest, a backfill's name)
    meta.run              run_id*, flow*, started_at*, finished_at, status, parameters (JSON), coder_version,
                          problem_count
    meta.backfill_day     source*, source_place*, outlet_id* ("" for any), source_date*, status* (done, failed),
                          fingerprint, candidate_count*, article_count*, problem_count*, resume_key, error, run_id*
Registries, each brought whole or not at all; what analysts decided of sources (warehouse.sources) is laid over them:
    core.governorate      governorate_code*, country_code*, name_ar, name_en
    core.district         unit_code*, unit_level* (2 district, 3 subdistrict), governorate_code*, district_code* (of a
                          district its own), name_ar*
    core.claimant         claimant_id*, name*, kind* (rescue_medical, monitor, local, media, party, other), side,
                          whom* (all, civilians, own_side), is_generic* (many people behind one word: activists)
    core.claimant_name    claimant_key* (normal form of a name or short form), claimant_id*
What the coder made of a version; an extraction replaces whatever was held of that version, none of its rows is needed
where the coder found nothing:
    core.extraction       version_id*, article_id*, coder_version*, event_count*
    core.place_lesson     version_id*, article_id*, name_key* (by which spellings meet), governorate_code*, name*, kind*
    core.casualty_event   event_id* (stable hash of version and ordinal), version_id*, article_id*, ordinal*,
                          {killed,injured,missing,detained,casualties}_{low,high,quantifier}, scope*, event_date,
                          date_precision*, date_basis*, period_start, period_end (a window's or sum's first and last
                          day), place, place_key (of its main name), places, place_keys, place_id, place_precision,
                          governorate_code, country_code, admin2_code, admin3_code, latitude, longitude, actor,
                          actor_basis*, weapon*, target, circumstance*, retold*, victim_side, is_enemy_loss,
                          is_correction (a worded one), claimant, claimant_key (normal form), rule*, coder_version*,
                          notes
    core.event_victim     event_id*, ordinal*, victim_group*, outcome*, count_low*, count_high, quantifier*, side
    core.event_span       event_id*, ordinal*, alternative_ordinal (null: the event's own), field*, span_start*,
                          span_end*, role*
    core.event_alternative event_id*, ordinal* (from 1), {killed,…}_{low,high,quantifier}, claimant, claimant_key
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.batch import Column, Row, arrow_table, read_columns, registered, utc
from warehouse.content import content_hashes
from warehouse.dictionary import table_key
from warehouse.errors import BatchError
from warehouse.source_overlay import SOURCES, overlay
from warehouse.statements import statement, statement_on

KEPT = ("raw.fetch", "raw.feed_entry", "core.article_version", "core.article_sketch", "core.hand_entry")
REPLACED = ("core.outlet", "core.article", "meta.run", "meta.backfill_day")
REGISTRIES = ("core.governorate", "core.district", "core.claimant", "core.claimant_name")
EVENT_PARTS = ("core.event_victim", "core.event_span", "core.event_alternative")
CODED = ("core.extraction", "core.place_lesson", "core.casualty_event", *EVENT_PARTS)

Batch = Mapping[str, Sequence[Row]]


@dataclass(slots=True)
class Tally:
    """Rows of one table that a load added, changed or found already there."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def add(self, other: Tally) -> None:
        """Take in what was done to further rows of the table."""
        self.added += other.added
        self.updated += other.updated
        self.unchanged += other.unchanged


@dataclass(slots=True)
class Tallies:
    """What was done to the rows of each table."""

    tables: dict[str, Tally] = field(default_factory=dict)

    @property
    def added(self) -> int:
        """Rows that were new, over all tables."""
        return sum(tally.added for tally in self.tables.values())

    @property
    def updated(self) -> int:
        """Rows that came again with other values, over all tables."""
        return sum(tally.updated for tally in self.tables.values())


@dataclass(slots=True)
class LoadResult(Tallies):
    """What a load did, per table, which events came or went and whose texts were replaced (where linking starts).

    `added_versions` and `added_articles` are those that the warehouse never had: nothing else that it holds speaks of
    them (the rules see to that), so nothing need be looked up of them.
    """

    changed_events: set[str] = field(default_factory=set)
    changed_versions: set[str] = field(default_factory=set)
    added_versions: set[str] = field(default_factory=set)
    added_articles: set[str] = field(default_factory=set)


@contextmanager
def load_transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that happens inside is kept, or, if anything raises or the process dies, none of it."""
    con.execute("begin transaction")
    try:
        yield
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def load_batch(con: duckdb.DuckDBPyConnection, batch: Batch, *, recorded_at: dt.datetime) -> LoadResult:
    """Load a batch by key, inside the caller's transaction, and say what changed.

    A second load of the same batch adds and changes nothing. Raises BatchError for an unknown table or column, a
    missing value, a value of a wrong type, a key that comes twice, or parts of an event that did not come along.
    """
    if unknown := batch.keys() - {*KEPT, *REPLACED, *REGISTRIES, *CODED}:
        raise BatchError(f"{sorted(unknown)[0]} is no table that a batch may fill")
    columns = read_columns(con)
    batch = overlay(batch, _source_decisions(con, batch))
    own = {"recorded_at": utc(recorded_at), "superseded_at": None, "replaced_at": None}
    result = LoadResult()
    for table in (*KEPT, *REPLACED, *REGISTRIES):
        if rows := batch.get(table):
            data = arrow_table(table, columns[table], rows, _own_of(columns[table], own))
            is_new = table == "core.article_sketch" and _versions(rows) <= result.added_versions
            result.tables[table] = _load_table(con, table, data, is_new=is_new)
            if table == "core.article_version":
                result.added_versions = _versions(rows) - _held(con, table)
            if table == "core.article":
                result.added_articles = {str(row["article_id"]) for row in rows} - _held(con, table)
    result.changed_versions = _replace_versions(con, batch, result)
    _load_coded(con, batch, columns, own, result)
    return result


def _source_decisions(con: duckdb.DuckDBPyConnection, batch: Batch) -> list[dict[str, Any]]:
    """What analysts decided of sources, where the batch brings any."""
    if not any(batch.get(table) for table in SOURCES):
        return []
    cursor = con.execute(statement("sources/decisions"))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _versions(rows: Sequence[Row]) -> set[str]:
    return {str(row["version_id"]) for row in rows}


def _held(con: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """Of the rows just loaded, the ids that the table had before."""
    return {row[0] for row in con.execute(statement_on("load/held_ids", table, table_key(table))).fetchall()}


def _replace_versions(con: duckdb.DuckDBPyConnection, batch: Batch, loaded: LoadResult) -> set[str]:
    """Say of each version when the article's next one became known; returns those for which that changed."""
    added = {str(row["version_id"]): str(row["article_id"]) for row in batch.get("core.article_version", ())}
    texts = Counter(article for version, article in added.items() if version in loaded.added_versions)
    renewed = [article for article, count in texts.items() if count > 1 or article not in loaded.added_articles]
    if not renewed:
        return set()
    with registered(con, "renewed_article", pa.table({"article_id": pa.array(renewed, pa.string())})):
        return {row[0] for row in con.execute(statement("load/renew_replaced_at")).fetchall()}


def _own_of(columns: Sequence[Column], own: Row) -> dict[str, Any]:
    names = {column.name for column in columns}
    return {name: value for name, value in own.items() if name in names}


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])


def _load_table(con: duckdb.DuckDBPyConnection, table: str, data: pa.Table, *, is_new: bool = False) -> Tally:
    """Load the rows of one table by key; those of texts that the warehouse never had (`is_new`) without a look."""
    key = table_key(table)
    with registered(con, "incoming", data):
        if _count(con, statement_on("load/count_repeated", table, key)):
            data = con.sql(statement("load/distinct")).to_arrow_table()
            con.register("incoming", data)
        if _count(con, statement_on("load/count_repeated", table, key)):
            raise BatchError(f"{table}: the batch brings one key ({', '.join(key)}) with two meanings")
        if table in REGISTRIES:
            con.execute(statement_on("load/delete_unlisted", table, key))
        known = 0 if is_new else _count(con, statement_on("load/find_held", table, key))
        same = known
        if not known:
            con.execute(statement_on("load/insert_all", table, key))
        elif table in KEPT:
            con.execute(statement_on("load/insert_unknown", table, key))
        else:
            same = _count(con, statement_on("load/find_settled", table, key))
            con.execute(statement_on("load/delete_changed", table, key))
            con.execute(statement_on("load/insert_unsettled", table, key))
    return Tally(added=data.num_rows - known, updated=known - same, unchanged=same)


def _load_coded(
    con: duckdb.DuckDBPyConnection, batch: Batch, columns: Mapping[str, list[Column]], own: Row, result: LoadResult
) -> None:
    rows = {table: batch.get(table, ()) for table in CODED}
    if not rows["core.extraction"]:
        if stray := [table for table in CODED if rows[table]]:
            raise BatchError(f"{stray[0]} comes without the core.extraction rows of its versions")
        return
    _refuse_strays(rows)
    events = content_hashes(rows, EVENT_PARTS)
    data = {
        table: arrow_table(table, columns[table], rows[table], _own_of(columns[table], own))
        for table in ("core.extraction", "core.place_lesson", *EVENT_PARTS)
    }
    event_columns = columns["core.casualty_event"]
    hashes = pa.array(events, pa.string())
    data["core.casualty_event"] = _set_column(
        arrow_table(
            "core.casualty_event",
            event_columns,
            rows["core.casualty_event"],
            {**_own_of(event_columns, own), "content_hash": ""},
        ),
        "content_hash",
        hashes,
    )
    is_new = _versions(rows["core.extraction"]) <= result.added_versions
    for table in ("core.extraction", "core.place_lesson"):
        if table == "core.place_lesson" and not is_new:
            _delete_lessons(con, data)
        result.tables[table] = _load_table(con, table, data[table], is_new=is_new)
    _replace_events(con, data, own, result, is_new=is_new)


def _set_column(data: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return data.set_column(data.schema.get_field_index(name), name, values)


def _refuse_strays(rows: Mapping[str, Sequence[Row]]) -> None:
    versions = {row.get("version_id") for row in rows["core.extraction"]}
    events = [row.get("event_id") for row in rows["core.casualty_event"]]
    if len(set(events)) < len(events):
        raise BatchError("core.casualty_event: the batch brings a key (event_id) more than once")
    for row in rows["core.casualty_event"]:
        if row.get("version_id") not in versions:
            raise BatchError(f"core.casualty_event {row.get('event_id')}: its version has no core.extraction row")
    for row in rows["core.place_lesson"]:
        if row.get("version_id") not in versions:
            raise BatchError(f"core.place_lesson {row.get('name')}: its version has no core.extraction row")
    known = set(events)
    for table in EVENT_PARTS:
        for row in rows[table]:
            if row.get("event_id") not in known:
                raise BatchError(f"{table}: event {row.get('event_id')} is not in the batch")


def _delete_lessons(con: duckdb.DuckDBPyConnection, data: Mapping[str, pa.Table]) -> None:
    with (
        registered(con, "incoming_extraction", data["core.extraction"]),
        registered(con, "incoming", data["core.place_lesson"]),
    ):
        con.execute(statement("load/delete_lesson"))


def _replace_events(
    con: duckdb.DuckDBPyConnection, data: Mapping[str, pa.Table], own: Row, result: LoadResult, *, is_new: bool
) -> None:
    instant = {"recorded_at": own["recorded_at"]}
    gone: set[str] = set()
    with (
        registered(con, "incoming_extraction", data["core.extraction"]),
        registered(con, "incoming_event", data["core.casualty_event"]),
    ):
        if not is_new:
            gone = {row[0] for row in con.execute(statement("load/supersede_event"), instant).fetchall()}
        new = {row[0] for row in con.execute(statement("load/insert_event")).fetchall()}
    result.changed_events |= gone | new
    came = data["core.casualty_event"].num_rows
    result.tables["core.casualty_event"] = Tally(len(new - gone), len(new & gone), came - len(new))
    with (
        registered(con, "superseded_event", pa.table({"event_id": pa.array(sorted(gone), pa.string())})),
        registered(con, "added_event", pa.table({"event_id": pa.array(sorted(new), pa.string())})),
    ):
        for table in EVENT_PARTS:
            if gone:
                con.execute(statement_on("load/supersede_event_part", table, ()), instant)
            with registered(con, "incoming", data[table]):
                con.execute(statement_on("load/insert_event_part", table, ()))
