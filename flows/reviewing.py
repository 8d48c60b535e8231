"""The recorder's desk: the queue of what deserves a look, the claims side by side, and decisions made of them.

Every decision is a correction: one transaction, one writer, undoable. It is made of what was seen: where the item has
changed since, it is refused as stale. The command line, the CSV and the web page all come through here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from flows.correcting import COUNTED, read_changes, settle_place
from flows.errors import UserError
from flows.refusals import say
from flows.settings import Settings
from flows.snippets import find_snippet, take_snippet
from flows.storing import deciding
from warehouse import review
from warehouse.errors import CorrectionError, DecisionError
from warehouse.review import Item, count_queue, read_queue, read_reasons

if TYPE_CHECKING:
    import duckdb

    from warehouse.correct import Decided
    from warehouse.refusals import Said

__all__ = [
    "ACTIONS", "Decision", "Item", "Outcome", "StaleDecision", "count_queue", "decide", "decide_all", "find_items",
    "read_claims", "read_lessons", "read_queue", "read_reasons",
]  # fmt: skip

ACTIONS = ("accept", "merge", "split", "change", "reject", "approve", "refuse")
PLACE_ACTIONS = ("approve", "refuse")
"""What can be decided of a learnt name; the others are decided of incidents."""


class StaleDecision(UserError):  # noqa: N818 the name says what is the case
    """What was decided of is not what there is now; look at the item again and decide anew."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an analyst decides of an item, made of a state of it.

    `changes` are words like `killed=6` or `governorate=SY07` (flows.correcting). `events` are those to change, reject
    or split, by id or by their claims' numbers; without them all events of `incident` are meant, by default the item's
    own. `other` is the incident to merge with, where the item names none.
    """

    item_id: str
    state: str
    action: str
    author: str
    reason: str
    changes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    incident: str | None = None
    other: str | None = None

    @property
    def key(self) -> str:
        """A hash of all of it: the same decision is not made twice."""
        told = (
            self.item_id, self.state, self.action, self.author.strip(), self.reason.strip(), sorted(self.changes),
            sorted(self.events), self.incident or "", self.other or "",
        )  # fmt: skip
        return blake2b(repr(told).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision: `applied`, `known` (made before; nothing changed) or `refused`, and why."""

    decision: Decision
    status: str
    correction_id: str | None = None
    said: str = ""


def read_claims(con: duckdb.DuckDBPyConnection, incident_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The claims of incidents, one a row as in mart.claim, with `number` (from 1, over all of them), `title`, `snippet`
    and `marks` (start, end, role within the snippet); null words where the text was purged.
    """
    rows = review.read_claims(con, incident_ids)
    for number, row in enumerate(rows, 1):
        row["number"] = number
        row |= take_snippet(row["title"], row.pop("text"), row["marks"])
    return rows


def read_lessons(con: duckdb.DuckDBPyConnection, item: Item) -> list[dict[str, Any]]:
    """The articles that place the name of an item, with `snippet` and `marks` as read_claims gives them."""
    if item.name_key is None:
        return []
    rows = review.read_lessons(con, item.name_key)
    for row in rows:
        row |= find_snippet(row["title"], row.pop("text"), row["name"])
    return rows


def find_items(con: duckdb.DuckDBPyConnection, wanted: str) -> tuple[list[Item], list[str]]:
    """What an id means: the items of that id or incident, reviewed or not, and the incidents whose claims to look at.

    Raises UserError for an id that never was, or an incident that nothing is left of.
    """
    from warehouse.targets import resolve_incident

    items = review.read_items(con)
    if wanted in items:
        return [items[wanted]], items[wanted].incidents
    try:
        incident = resolve_incident(con, wanted)
    except CorrectionError as error:
        raise UserError(f"{wanted} is no item of the queue, and {error}") from error
    found = [item for item in items.values() if incident in item.incidents]
    return sorted(found, key=lambda item: (len(item.incidents), -item.score)), [incident]


def decide(settings: Settings, decision: Decision) -> Outcome:
    """Make one decision and publish it; raises StaleDecision, or UserError for what cannot be done."""
    with deciding(settings) as con:
        return Desk(con, settings).decide(decision)


def decide_all(settings: Settings, decisions: Iterable[Decision]) -> list[Outcome]:
    """Make decisions one after the other, each in its own transaction, and publish once; refused ones say why."""
    outcomes: list[Outcome] = []
    with deciding(settings) as con:
        desk = Desk(con, settings)
        for decision in decisions:
            try:
                outcomes.append(desk.decide(decision))
            except UserError as error:
                outcomes.append(Outcome(decision, "refused", said=str(error)))
    return outcomes


class Desk:
    """Decisions on an open write file; the items are those of its opening, their states are asked for each time."""

    def __init__(self, con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        self.con = con
        self.settings = settings
        self.items = review.read_items(con)

    def decide(self, decision: Decision) -> Outcome:
        """Make a decision, or find it made already; raises StaleDecision or UserError."""
        _check(decision)
        item = self.items.get(decision.item_id)
        if item is not None and item.name_key is not None:
            return self._decide_place(decision, item)
        known = self._find_known(decision, item)
        if known is not None:
            return Outcome(decision, "known", known)
        assert item is not None
        if decision.action in PLACE_ACTIONS:
            raise UserError(say("decision.for_places", action=decision.action, item=item.item_id))
        try:
            made = self._apply(decision, item)
        except CorrectionError as error:
            raise UserError(*error.args) from error
        return Outcome(decision, "applied", made.correction_id)

    def _find_known(self, decision: Decision, item: Item | None) -> str | None:
        """The correction that is this decision; raises StaleDecision where the item is not as it was."""
        made = review.read_made(self.con, decision.item_id, decision.key)
        for row in made:
            if row["decision_key"] == decision.key:
                return str(row["correction_id"])
        since = _told(made[0]) if made else ""
        if item is None:
            raise StaleDecision(say("stale.no_item", item=decision.item_id, since=since))
        state = review.read_state(self.con, item)
        if state != decision.state:
            told = {"item": decision.item_id, "state": decision.state or say("stale.missing"), "since": since}
            if state is None:
                raise StaleDecision(say("stale.gone", **told))
            raise StaleDecision(say("stale.changed", now=state, **told))
        accepted = review.read_accepted(self.con, item, decision.state)
        if accepted is None:
            return None
        if decision.action == "accept":
            return str(accepted["correction_id"])
        raise StaleDecision(say("stale.settled", item=decision.item_id, since=_told({**accepted, "kind": "accept"})))

    def _apply(self, decision: Decision, item: Item) -> Decided:
        from warehouse import correct
        from warehouse.correct import Seen

        incidents = [*item.incidents, *([decision.other] if decision.other else [])]
        events = review.read_events(self.con, incidents)
        seen = Seen(item.item_id, decision.key, frozenset(event for told in events.values() for event in told))
        how: dict[str, Any] = {
            "reason": decision.reason, "author": decision.author, "made_at": dt.datetime.now(dt.UTC), "seen": seen,
        }  # fmt: skip
        assert item.incident_id is not None
        if decision.action == "accept":
            return correct.accept_incidents(self.con, item.incident_id, item.other_incident_id, **how)
        how["linking"] = self.settings.linking
        if decision.action == "merge":
            other = decision.other or item.other_incident_id
            if other is None:
                raise UserError(say("decision.not_a_pair", item=item.item_id))
            return correct.merge_incidents(self.con, decision.incident or item.incident_id, other, **how)
        meant = self._meant(decision, item, events)
        if decision.action == "split":
            return correct.split_events(self.con, meant, **how)
        if decision.action == "reject":
            return correct.reject_events(self.con, meant, **how)
        values = settle_place(self.con, self.settings, meant, read_changes(decision.changes))
        return correct.change_events(self.con, meant, values, **how)

    def _meant(self, decision: Decision, item: Item, events: dict[str, list[str]]) -> list[str]:
        """The events that a decision is about; a count is one event's."""
        from warehouse.targets import Target, only_event

        chosen = self._chosen(decision, item, events)
        if decision.action == "split" and not chosen:
            raise UserError(say("decision.no_events"))
        incident = decision.incident or item.incident_id
        if incident not in events:
            raise UserError(
                say("decision.other_incident", incident=incident, item=item.item_id, known=", ".join(events))
            )
        meant = chosen or events[incident]
        counted = sorted(COUNTED & {word.partition("=")[0].strip() for word in decision.changes})
        if decision.action == "change" and counted and len(meant) != 1:
            return [only_event(self.con, Target(tuple(meant), incident), counted[0])["event_id"]]
        return meant

    def _chosen(self, decision: Decision, item: Item, events: dict[str, list[str]]) -> list[str]:
        """The events that a decision names, by id or by the number of a claim; raises UserError for a stranger."""
        numbered: list[dict[str, Any]] = []
        if any(name.isdecimal() for name in decision.events):
            numbered = review.read_claims(self.con, item.incidents)
        by_name = {event: event for known in events.values() for event in known}
        by_name |= {str(number): row["event_id"] for number, row in enumerate(numbered, 1)}
        for name in decision.events:
            if name not in by_name:
                raise UserError(say("decision.no_claim", claim=name, item=item.item_id))
        return list(dict.fromkeys(by_name[name] for name in decision.events))

    def _decide_place(self, decision: Decision, item: Item) -> Outcome:
        from warehouse.learn import decide_place

        assert item.name_key is not None
        assert item.governorate_code is not None
        if decision.action not in PLACE_ACTIONS:
            raise UserError(say("decision.for_incidents", action=decision.action, item=item.item_id))
        last = review.read_place(self.con, item.name_key, item.governorate_code)
        if last["decision"] == decision.action and last["author"] == decision.author.strip():
            return Outcome(decision, "known")
        if last["decision"] in PLACE_ACTIONS:
            raise StaleDecision(say("stale.place", name=item.place, since=_told({**last, "kind": last["decision"]})))
        if item.state != decision.state:
            raise StaleDecision(say("stale.place_changed", item=item.item_id))
        try:
            row = decide_place(
                self.con,
                decision.action,
                item.name_key,
                governorate_code=item.governorate_code,
                name=item.place or item.name_key,
                reason=decision.reason.strip(),
                author=decision.author.strip(),
                made_at=dt.datetime.now(dt.UTC),
            )
        except DecisionError as error:
            raise UserError(*error.args) from error
        return Outcome(decision, "applied", row["decision_id"])


def _check(decision: Decision) -> None:
    if decision.action not in ACTIONS:
        raise UserError(say("decision.no_action", action=decision.action, known=", ".join(ACTIONS)))
    if not decision.reason.strip():
        raise UserError(say("decision.no_reason"))
    if not decision.author.strip():
        raise UserError(say("decision.no_author"))
    if decision.action == "change" or decision.changes:
        read_changes(decision.changes)
    if decision.changes and decision.action != "change":
        raise UserError(say("decision.no_values", action=decision.action))


def _told(row: dict[str, Any]) -> Said:
    told = {"author": row["author"], "kind": row["kind"], "day": f"{row['made_at']:%Y-%m-%d}"}
    if row.get("correction_id"):
        return say("stale.decided", correction=row["correction_id"], **told)
    return say("stale.decided_place", **told)
