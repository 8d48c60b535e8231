"""What a person writes of a source, as the warehouse takes it: `kind=monitor`, `side=none`, `add-form=…`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.errors import UserError
from flows.feeds import load_feeds
from flows.registries import registry_rows
from flows.rows import Batch, claimant_key, merge_batches, outlet_rows
from flows.settings import Settings
from warehouse.intake import read_rows

if TYPE_CHECKING:
    import duckdb

    from warehouse.sources import Source

NONE = "none"
COLUMNS = {
    "name": "name", "kind": "kind", "side": "side", "whom": "whom", "generic": "is_generic", "country": "country_code",
}  # fmt: skip
FORMS = ("add-form", "drop-form")
FIELDS = (*COLUMNS, *FORMS)


@dataclass(slots=True)
class Changes:
    """Columns to set, and spellings to add and to drop with their normal forms."""

    values: dict[str, Any] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)


def read_changes(words: Iterable[str]) -> Changes:
    """What words like `kind=monitor` set; raises UserError for a word that sets nothing."""
    changes = Changes()
    for word in words:
        name, sign, value = (part.strip() for part in word.partition("="))
        if name not in FIELDS or not sign or not value:
            raise UserError(f"{word!r} sets nothing; write field=value, with one of the fields {', '.join(FIELDS)}")
        if name in FORMS:
            (changes.added if name == "add-form" else changes.gone)[value] = key_of(value)
        elif COLUMNS[name] in changes.values:
            raise UserError(f"{word!r} sets {name} a second time; leave one of the two")
        else:
            changes.values[COLUMNS[name]] = _value(name, value)
    return changes


def _value(name: str, value: str) -> Any:
    if name == "generic":
        if value not in ("yes", "no"):
            raise UserError(f"generic={value}: write yes (many people behind one word) or no")
        return value == "yes"
    if name == "country":
        from flows.foreign_names import find_country

        code = find_country(value)
        if code is None:
            raise UserError(f"country={value}: is no country that is known; write its code of two letters, like SY")
        return code
    return None if value == NONE and name == "side" else value


def key_of(name: str) -> str:
    """The normal form of a spelling, by which claims find it; raises UserError where nothing is left of it."""
    key = claimant_key(name)
    if key is None:
        raise UserError(f"{name!r} holds no word; write the name as articles have it")
    return key


def shipped_registry(settings: Settings) -> Batch:
    """The registry as the packages and the person's feeds have it, without any decision."""
    return merge_batches([registry_rows(), {"core.outlet": outlet_rows(load_feeds(settings.feeds_path))}])


def listed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every source with what it told."""
    return read_rows(con, "sources/listed", {})


def decisions(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every row of a decision on a source."""
    return read_rows(con, "sources/decisions", {})


def details(con: duckdb.DuckDBPyConnection, source: Source) -> dict[str, Any]:
    """One source as `listed` has it, with its spellings and what was decided of it."""
    mine = (source.role, source.source_id)
    row = next((one for one in listed(con) if (one["role"], one["source_id"]) == mine), {})
    names = read_rows(con, "sources/names", {}) if source.role == "claimant" else []
    told = [one for one in decisions(con) if (one["role"], one["source_id"]) == mine or one["value"] == mine[1]]
    spelt = [one["claimant_key"] for one in names if one["claimant_id"] == source.source_id]
    return {**row, "spellings": spelt, "decisions": told}
