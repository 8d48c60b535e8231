"""Decisions that the page sends: read, made through flows.reviewing, and told back with what they did."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flows.desk.entries import Names
from flows.errors import UserError
from flows.refusals import say
from flows.reviewing import Decision, Outcome, StaleDecision, decide
from flows.settings import Settings
from flows.storing import deciding
from warehouse.connection import open_snapshot
from warehouse.correct import undo_correction
from warehouse.corrections import read_effect
from warehouse.errors import WarehouseError, WarehouseLocked
from warehouse.intake import read_rows
from warehouse.learn import decide_place
from warehouse.refusals import tell

if TYPE_CHECKING:
    import duckdb

Answer = tuple[int, dict[str, Any]]

PATIENCE = 2.0
"""Seconds that one attempt waits for the warehouse; the page keeps the decision and tries again."""


class Clerk:
    """Takes decisions one at a time; the write file is open only while one is made."""

    def __init__(self, settings: Settings) -> None:
        self._settings = dataclasses.replace(settings, lock_wait=min(settings.lock_wait, PATIENCE))
        self._lock = threading.Lock()

    def take(self, told: Any, names: Names) -> Answer:
        """Make or undo a decision: a status of HTTP, and `status` with what belongs to it.

        `done` has `told` (the effect in words) and `undo` (what takes it back); `stale` and `refused` have `why` in
        the page's language; `busy` has `holder`, the process that writes, and nothing is lost where the same is sent
        again.
        """
        try:
            with self._lock:
                return 200, self._make(told, names)
        except StaleDecision as error:
            return 409, {"status": "stale", "why": tell(error, names.words.language)}
        except WarehouseLocked as error:
            return 503, {"status": "busy", "holder": error.pid or "?"}
        except (UserError, WarehouseError) as error:
            return 422, {"status": "refused", "why": tell(error, names.words.language)}

    def _make(self, told: Any, names: Names) -> dict[str, Any]:
        if not isinstance(told, dict):
            raise UserError(say("page.no_decision"))
        if isinstance(undo := told.get("undo"), dict):
            return self._undo(undo, str(told.get("author", "")), names)
        decision = read_decision(told)
        outcome = decide(self._settings, decision)
        return {"status": "done", **self._tell(decision, outcome, names)}

    def _tell(self, decision: Decision, outcome: Outcome, names: Names) -> dict[str, Any]:
        if decision.action in ("approve", "refuse"):
            return {"told": names.words("tell.next_run"), "undo": {"name": outcome.correction_id}}
        is_accepted = decision.action == "accept"
        told = names.words("tell.no_effect") if is_accepted else self._effect(outcome.correction_id, names)
        return {"told": told, "undo": {"correction": outcome.correction_id}}

    def _undo(self, undo: Mapping[str, Any], author: str, names: Names) -> dict[str, Any]:
        now = dt.datetime.now(dt.UTC)
        with deciding(self._settings) as con:
            if decision_id := undo.get("name"):
                place = find_place(con, str(decision_id))
                decide_place(
                    con,
                    "withdraw",
                    place["name_key"],
                    governorate_code=place["governorate_code"],
                    name=place["name"],
                    reason=None,
                    author=author,
                    made_at=now,
                )
            else:
                correction = str(undo.get("correction"))
                # The page sends again what it was told nothing of.
                if [row["undone_by"] for row in read_decided(con, correction)] != [author]:
                    undo_correction(con, correction, author=author, made_at=now, linking=self._settings.linking)
        told = names.words("tell.next_run") if undo.get("name") else self._effect(correction, names)
        return {"status": "done", "told": told}

    def _effect(self, correction_id: str | None, names: Names) -> str:
        con = open_snapshot(self._settings.warehouse_path)
        try:
            rows = read_decided(con, correction_id)
            effect = read_effect(con, str(correction_id), rows[0]["at"]) if rows else {"incidents": [], "days": []}
        finally:
            con.close()
        words = names.words
        return words("tell.and").join(describe(effect, names)) or words("tell.no_effect")


def read_decided(con: duckdb.DuckDBPyConnection, correction_id: str | None) -> list[dict[str, Any]]:
    """When a correction was made or taken back, and by whom that was; no row where there is none."""
    return read_rows(con, "desk/decided", {"correction_id": correction_id})


def find_place(con: duckdb.DuckDBPyConnection, decision_id: str) -> dict[str, Any]:
    """The name and governorate that a decision was on. Raises UserError where there is no such decision."""
    for row in read_rows(con, "desk/place_decision", {"decision_id": decision_id}):
        return row
    raise UserError(say("page.no_place_decision", decision=decision_id))


def read_decision(told: Mapping[str, Any]) -> Decision:
    """The decision that a page's JSON means. Raises UserError where it means none."""

    def text(name: str) -> str:
        value = told.get(name) or ""
        if not isinstance(value, str):
            raise UserError(say("page.unreadable", name=name))
        return value

    def texts(name: str) -> tuple[str, ...]:
        value = told.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise UserError(say("page.unreadable", name=name))
        return tuple(value)

    return Decision(
        item_id=text("item_id"),
        state=text("state"),
        action=text("action"),
        author=text("author"),
        reason=text("reason"),
        changes=texts("changes"),
        events=texts("events"),
        incident=text("incident") or None,
        other=text("other") or None,
    )


def describe(effect: Mapping[str, list[dict[str, Any]]], names: Names) -> Iterator[str]:
    """What a decision did, an incident and then a day at a time, in the page's language."""
    words = names.words
    none = words("tell.none")
    told = [(f"tell.{row['change']}", row) for row in effect["incidents"]]
    told += [("tell.day", row) for row in effect["days"]]
    for key, row in told:
        before, after = row["killed_best_before"], row["killed_best_after"]
        if before == after and key in ("tell.day", "tell.figures"):
            continue
        yield words(
            key,
            day=words.date(row["event_date"]) if row.get("event_date") else words("tell.undated"),
            where=names(row.get("governorate_code")) or words("tell.nowhere"),
            before=none if before is None else before,
            after=none if after is None else after,
        )
