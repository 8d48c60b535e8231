"""The pack behind a number: an incident's or a day's claims, with address, hash and characters of every word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.errors import CorrectionError, WarehouseError
from warehouse.export.tables import LATEST, Scope, read_table
from warehouse.intake import read_rows
from warehouse.report.evidence import Quote, choose_spans
from warehouse.statements import statement
from warehouse.targets import describe_merge, resolve_incident

Row = dict[str, Any]

UNPLACED = "none"
"""What a cell's governorate is called where the text decides none."""


class EvidenceError(WarehouseError):
    """What was asked for is not held, or not to be given yet; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a pack is of: an incident (or a claim or event of it) by id, or a governorate's day.

    `known_by` (UTC without a zone) is the embargo's instant. With `quote` each claim has a snippet; with `words` each
    span its words, which are the text's own and stay on this machine.
    """

    id: str | None = None
    governorate: str | None = None
    day: dt.date | None = None
    known_by: dt.datetime | None = None
    quote: Quote | None = None
    words: bool = False

    @property
    def values(self) -> Row:
        """What the statements of a cell are bound to."""
        code = None if self.governorate == UNPLACED else self.governorate
        return {"known": self.known_by or LATEST, "day": self.day, "governorate_code": code}

    @property
    def name(self) -> str:
        """What was asked for, in a word."""
        return self.id or f"{self.governorate} {self.day}"


def read_pack(con: duckdb.DuckDBPyConnection, asked: Asked) -> Row:
    """The pack: `incidents` with their `claims`, `changes` and `releases`; of a cell its `days` and `sums` too.

    `note` says where an id led elsewhere. Raises EvidenceError for an id that never was or is no more, a governorate
    or day of which nothing is held, and what the embargo holds back.
    """
    wanted, note = _find(con, asked)
    con.execute(statement("export/keep_sources"))
    con.execute(statement("evidence/keep_incidents"), {"known": asked.values["known"], "incident_ids": wanted})
    con.execute(statement("evidence/keep_claims"), asked.values)
    scope = Scope(asked.known_by)
    incidents = read_table(con, "incident", scope).to_pylist()
    if asked.id and not incidents:
        raise EvidenceError(_nothing_counts(asked, wanted[0]))
    claims = _claims(con, asked, scope)
    pack: Row = {
        "asked": asked.name,
        "note": note,
        "known_by": asked.known_by,
        "as_of": read_rows(con, "export/as_of", {})[0]["as_of"],
    }
    if asked.day is not None:
        pack["days"] = read_rows(con, "evidence/day", asked.values)
        pack["sums"] = [claim for claim in claims if claim["incident_id"] is None]
    changes, releases = (read_rows(con, f"evidence/{name}", {}) for name in ("changes", "releases"))
    pack["incidents"] = [
        {
            **incident,
            "claims": [claim for claim in claims if claim["incident_id"] == incident["incident_id"]],
            "changes": [row for row in changes if incident["incident_id"] in row.values()],
            "releases": [row for row in releases if row["incident_id"] == incident["incident_id"]],
        }
        for incident in incidents
    ]
    return pack


def _find(con: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[list[str], str | None]:
    """The incidents that are meant today, and a note where an id led elsewhere."""
    if asked.id is None:
        return _find_cell(con, asked), None
    for row in read_rows(con, "evidence/incident_of", {"id": asked.id}):
        return [row["incident_id"]], f"{asked.id} belongs to incident {row['incident_id']}"
    try:
        today = resolve_incident(con, asked.id)
    except CorrectionError as error:
        told = str(error).replace("there is no incident", "there is no incident, claim or event")
        raise EvidenceError(told) from error
    return [today], describe_merge(con, asked.id, today) if today != asked.id else None


def _find_cell(con: duckdb.DuckDBPyConnection, asked: Asked) -> list[str]:
    if asked.known_by is not None and asked.day is not None and asked.day > asked.known_by.date():
        raise EvidenceError(f"under the embargo nothing of {asked.day} may go out: {asked.known_by:%Y-%m-%d %H:%M} UTC")
    known = read_rows(con, "evidence/governorate", {"governorate_code": asked.governorate})
    if asked.governorate != UNPLACED and not known:
        raise EvidenceError(f"there is no governorate {asked.governorate}; core.governorate has the codes")
    if not read_rows(con, "evidence/day", asked.values):
        where = f"{asked.governorate} ({known[0]['name_en']})" if known else "no governorate"
        raise EvidenceError(f"nothing is held of {where} on {asked.day}: nobody told of it, and no outlet was read")
    return [row["incident_id"] for row in read_rows(con, "evidence/incidents_of_cell", asked.values)]


def _nothing_counts(asked: Asked, incident_id: str) -> str:
    if asked.known_by is not None:
        return f"under the embargo nothing of incident {incident_id} may go out: {asked.known_by:%Y-%m-%d %H:%M} UTC"
    return f"incident {incident_id} counts nowhere: it is only told as background; mart.claim has its claims"


def _claims(con: duckdb.DuckDBPyConnection, asked: Asked, scope: Scope) -> list[Row]:
    """The claims as exports have them, with their spans, and words as far as they are asked for and may be given."""
    texts = {row["claim_id"]: row for row in read_rows(con, "evidence/texts", {})}
    spans: dict[str, list[Row]] = {}
    for row in read_table(con, "evidence", scope).to_pylist():
        spans.setdefault(row["claim_id"], []).append(
            {"field": row["field"], "start": row["span_start"], "end": row["span_end"], "role": row["role"]}
        )
    claims = read_table(con, "claim", scope).to_pylist()
    return [_claim(row, texts[row["claim_id"]], spans.get(row["claim_id"], []), asked) for row in claims]


def _claim(claim: Row, text: Mapping[str, Any], spans: Iterable[Row], asked: Asked) -> Row:
    told = [{**span, "words": _cut(text, span)} if asked.words else span for span in spans]
    row = {**claim, "fetched_at": text["fetched_at"], "is_withheld": text["is_delicate"], "spans": told}
    if asked.quote is not None:
        field, chosen = choose_spans(told)
        places = [(span["start"], span["end"]) for span in chosen]
        row["snippet"] = None if text["is_delicate"] else asked.quote(text[field] or "", places) or None
    return row


def _cut(text: Mapping[str, Any], span: Row) -> str | None:
    body = text[span["field"]]
    return body[span["start"] : span["end"]] if body else None
