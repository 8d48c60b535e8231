"""Near-duplicate articles: one source told again, found by shared hashes and verified by wording and by what they say.

Wording alone cannot decide: edited copies share 31 to 57 % of their shingles, reports of another day's shelling by
the same desk 43 to 75 %. So two alike texts are the same source only if a place and day that one tells the other tells
too, or if neither tells of casualties.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.batch import registered
from warehouse.load import Tally
from warehouse.neighbours import fetch, ids
from warehouse.place_names import share_place
from warehouse.statements import statement
from warehouse.told import is_assumed
from warehouse.weights import DEFAULT, Linking

MOST_HOLDERS = 300

_OVERNIGHT = dt.timedelta(hours=16)
"""From an evening's report to the next day's noon, in which a toll is told again and rises."""

NearRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What one event says of where, when and how many, as far as two texts are compared by it."""

    governorate: str | None
    country: str | None
    places: frozenset[str]
    place_id: str | None
    day: dt.date | None
    assumed: bool
    counts: tuple[int | None, ...]
    known_at: dt.datetime


def refresh_stories(
    con: duckdb.DuckDBPyConnection,
    reread_versions: Collection[str],
    now: dt.datetime,
    linking: Linking = DEFAULT,
) -> tuple[set[str], Tally]:
    """Compare the texts loaded `now` with the stored ones, judge again what was read anew, and renew the stories.

    Returns the articles whose story changed and the tally of core.near_duplicate. `now` is UTC without a zone.
    """
    known = _known_pairs(con, reread_versions)
    pairs = list({_key(pair): pair for pair in (*_compare(con, now, linking), *known)}.values())
    judged = _judge(con, pairs, linking)
    changed, tally = _save_pairs(con, judged, known, now)
    return _renew_stories(con, changed, now, is_growth=not tally.updated), tally


def _key(pair: NearRow) -> tuple[str, str]:
    return pair["version_id"], pair["other_version_id"]


def _compare(con: duckdb.DuckDBPyConnection, now: dt.datetime, linking: Linking) -> list[NearRow]:
    con.execute(statement("near/find_new_bands"), {"recorded_at": now})
    con.execute(statement("near/insert_band"))
    window: dict[str, object] = {"window_days": linking.copy_days}
    (days,) = fetch(con, "near/days_of_bands", window)
    if days["first_day"] is None:
        return []
    con.execute(statement("near/find_candidates"), {**window, **days, "most_holders": MOST_HOLDERS})
    con.execute(statement("near/find_compared"))
    least: dict[str, object] = {"least_jaccard": linking.copy_jaccard, "least_containment": linking.copy_containment}
    return fetch(con, "near/compare", least)


def _known_pairs(con: duckdb.DuckDBPyConnection, versions: Collection[str]) -> list[NearRow]:
    if not versions:
        return []
    with registered(con, "reread_version", ids("version_id", versions)):
        return fetch(con, "near/known_pairs")


def _judge(con: duckdb.DuckDBPyConnection, pairs: list[NearRow], linking: Linking) -> list[NearRow]:
    compared = {pair[side] for pair in pairs for side in ("version_id", "other_version_id")}
    told: dict[str, list[Told]] = {}
    with registered(con, "compared_version", ids("version_id", compared)):
        for row in fetch(con, "near/events_of"):
            if not row["retold"]:
                told.setdefault(row["version_id"], []).append(_told(row))
    for pair in pairs:
        ours, theirs = told.get(pair["version_id"], []), told.get(pair["other_version_id"], [])
        pair["verdict"], pair["reason"] = judge_pair(ours, theirs, pair["jaccard"], pair["containment"], linking)
    return pairs


def _told(row: NearRow) -> Told:
    places = frozenset(key for key in (row["place_key"], *row["place_keys"]) if key)
    counts = tuple(row[name] for name in ("killed_low", "killed_high", "injured_low", "injured_high"))
    assumed = is_assumed(row["date_basis"], row["date_precision"])
    where = (row["governorate_code"], row["country_code"], places, row["place_id"])
    return Told(*where, row["event_date"], assumed, counts, row["known_at"])


def judge_pair(
    ours: list[Told], theirs: list[Told], jaccard: float, containment: float, by: Linking = DEFAULT
) -> tuple[str, str]:
    """Whether two alike texts are one source told again, and why: ("same" or "apart", reason).

    A whole text repeated with the same counts is a copy even on another stated day («today» reprinted tomorrow).
    """
    if not ours or not theirs:
        if jaccard >= by.copy_without_events or containment >= by.copy_whole_text:
            return "same", "same wording"
        return "apart", "too little in common"
    pairs = list(product(ours, theirs))
    if any(_same_day(one, other) and _same_place(one, other) for one, other in pairs):
        return "same", "same wording, place and day"
    of_place = [one.counts == other.counts for one, other in pairs if _same_place(one, other)]
    if any(of_place) and containment >= by.copy_whole_text:
        return "same", "whole text repeated with the same counts"
    return "apart", "another day" if of_place else "another place"


def _same_place(one: Told, other: Told) -> bool:
    if one.country and other.country and one.country != other.country:
        return False
    if one.places and other.places:
        return share_place(one.places, one.place_id, other.places, other.place_id)
    return one.governorate == other.governorate


def _same_day(one: Told, other: Told) -> bool:
    if one.day is None or other.day is None:
        return one.day == other.day
    apart = abs((one.day - other.day).days)
    return apart == 0 or (apart == 1 and (one.assumed or other.assumed) and _told_alike(one, other))


def _told_alike(one: Told, other: Told) -> bool:
    """Whether no count differs, or the two were told within hours: a desk words each evening's shelling alike."""
    if abs(one.known_at - other.known_at) <= _OVERNIGHT:
        return True
    return all(a == b for a, b in zip(one.counts, other.counts, strict=True) if a is not None and b is not None)


def _save_pairs(
    con: duckdb.DuckDBPyConnection, judged: list[NearRow], known: list[NearRow], now: dt.datetime
) -> tuple[list[NearRow], Tally]:
    """Write the verdicts that are new; returns their pairs, and the tally. Only `known` pairs had a verdict before."""
    held: dict[tuple[str, str], tuple[str, str]] = {}
    if known:
        versions = {version for pair in known for version in _key(pair)}
        with registered(con, "reread_version", ids("version_id", versions)):
            held = {_key(row): (row["verdict"], row["reason"]) for row in fetch(con, "near/known_verdicts")}
    changed = [pair for pair in judged if held.get(_key(pair)) != (pair["verdict"], pair["reason"])]
    updated = sum(_key(pair) in held for pair in changed)
    if changed:
        with registered(con, "incoming", pa.Table.from_pylist([{**pair, "recorded_at": now} for pair in changed])):
            if updated:
                con.execute(statement("near/delete_pair"))
            con.execute(statement("near/insert_pair"))
    return changed, Tally(len(changed) - updated, updated, len(judged) - len(changed))


def _renew_stories(
    con: duckdb.DuckDBPyConnection, changed_pairs: list[NearRow], now: dt.datetime, *, is_growth: bool
) -> set[str]:
    """Connect the articles that tell one text; the first known is the story's name. Returns the articles that moved.

    Where pairs only came (`is_growth`), stories can but grow together, and what held them together need not be read.
    """
    touched = {article for pair in changed_pairs for article in (pair["article_id"], pair["other_article_id"])}
    if not touched:
        return set()
    if is_growth:
        before = _held_stories(con, touched)
        edges = _edges_of_growth(changed_pairs, before)
        members = touched | {article for edge in edges for article in edge}
    else:
        members, edges = _connected(con, touched)
        before = _held_stories(con, members)
    with registered(con, "frontier", ids("article_id", members)):
        known = {row["article_id"]: row["known_at"] for row in fetch(con, "near/first_known")}
    after = _stories(members, edges, known)
    changed = {article for article in members if before.get(article, article) != after[article]}
    if changed:
        rows = [{"article_id": article, "story_id": after[article], "recorded_at": now} for article in sorted(changed)]
        with registered(con, "incoming", pa.Table.from_pylist(rows)):
            con.execute(statement("near/delete_story"))
            con.execute(statement("near/insert_story"))
    return changed


def _held_stories(con: duckdb.DuckDBPyConnection, articles: set[str]) -> dict[str, str]:
    """The stories that these articles are in, as the story of each member; a lone article has none."""
    with registered(con, "frontier", ids("article_id", articles)):
        return {row["article_id"]: row["story_id"] for row in fetch(con, "near/stories_of")}


def _edges_of_growth(pairs: list[NearRow], before: dict[str, str]) -> set[tuple[str, str]]:
    """What holds stories together where ties only came: the new ties, and each old member's to its story."""
    edges = {(pair["article_id"], pair["other_article_id"]) for pair in pairs if pair["verdict"] == "same"}
    edges |= before.items()
    return edges | {(other, one) for one, other in edges}


def _connected(con: duckdb.DuckDBPyConnection, touched: set[str]) -> tuple[set[str], set[tuple[str, str]]]:
    members: set[str] = set()
    edges: set[tuple[str, str]] = set()
    frontier = set(touched)
    while frontier:
        members |= frontier
        with registered(con, "frontier", ids("article_id", frontier)):
            found = [(row["article_id"], row["other_article_id"]) for row in fetch(con, "near/same_articles")]
            reached = {row["article_id"] for row in fetch(con, "near/members_of_stories")}
        edges |= set(found)
        frontier = (reached | {other for _, other in found}) - members
    return members, edges


def _stories(members: set[str], edges: set[tuple[str, str]], known: dict[str, dt.datetime]) -> dict[str, str]:
    order = sorted(members, key=lambda article: (known[article], article))
    neighbours: dict[str, list[str]] = {}
    for one, other in edges:
        neighbours.setdefault(one, []).append(other)
    story: dict[str, str] = {}
    for first in order:
        stack = [first] if first not in story else []
        while stack:
            article = stack.pop()
            if article not in story:
                story[article] = first
                stack.extend(neighbours.get(article, ()))
    return story
