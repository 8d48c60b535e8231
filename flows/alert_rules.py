"""The rules of alerts: `[[alert]]` tables of settings.toml, each checked to the last key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from flows.errors import UserError
from warehouse.alerts import AGAIN, KILLED, RELEASE, SILENT, TARGET, Rule

FIGURES = ("low", "best", "high")
WHERE = ("country", "governorate", "single_source", "max_age_days")
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    KILLED: (("least",), ("figure", *WHERE)),
    TARGET: (("target",), ("least", "figure", *WHERE)),
    AGAIN: (("days",), ("least", "figure", *WHERE)),
    RELEASE: ((), ("least", "figure", "country", "governorate")),
    SILENT: ((), ("feed", "hours")),
}
"""The keys that each kind of rule needs, and those that it may have beside `name`, `when` and `to`."""

COMMON = ("name", "when", "to")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
BLOCK = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


class _RefusedError(ValueError):
    """What is wrong with the value of a key."""


def read_rules(tables: Any, path: Path, text: str) -> tuple[Rule, ...]:
    """The rules that the tables `[[alert]]` of a settings file describe.

    Raises UserError naming file and line of a key that does not exist, a value that does not fit, or a name that
    comes twice.
    """
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*[\"']?alert[\"']?\s*\]\]", line)]
    if not isinstance(tables, list) or len(heads) != len(tables):
        line = next((number for number, line in enumerate(lines, 1) if re.match(r"\s*\[*\s*alert\b", line)), 1)
        raise UserError(f"{path}:{line}: an alert is a table of its own; write [[alert]] above its keys")
    rules: dict[str, Rule] = {}
    for head, table in zip(heads, tables, strict=True):

        def where(key: str, head: int = head) -> str:
            return f"{path}:{_line_of(lines, head, key)}"

        rule = _read_rule(table, where)
        if rule.name in rules:
            raise UserError(f"{where('name')}: there is an alert {rule.name!r} already; give this one another name")
        rules[rule.name] = rule
    return tuple(rules.values())


def _line_of(lines: list[str], head: int, key: str) -> int:
    """The line of a key below the head of its table, the head's own where it is not there."""
    for number in range(head + 1, len(lines) + 1):
        line = lines[number - 1]
        if re.match(r"\s*\[", line):
            break
        if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return head


def _read_rule(table: Mapping[str, Any], where: Callable[[str], str]) -> Rule:
    when = table.get("when")
    if when not in KEYS:
        raise UserError(f"{where('when')}: an alert needs when, one of {', '.join(KEYS)}")
    needed, more = KEYS[when]
    for key in table:
        if key not in (*COMMON, *needed, *more):
            known = ", ".join((*COMMON, *needed, *more))
            raise UserError(f"{where(key)}: an alert of the kind {when!r} has no key {key!r}; its keys are {known}")
    for key in ("name", *needed):
        if key not in table:
            raise UserError(f"{where(key)}: an alert of the kind {when!r} needs {key}; add it below [[alert]]")
    values: dict[str, Any] = {}
    for key, value in table.items():
        try:
            values[FIELD_OF.get(key, key)] = value if key == "when" else READERS[key](value)
        except _RefusedError as error:
            raise UserError(f"{where(key)}: {key} {error}") from error
    return Rule(**values)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise _RefusedError(f"must be small letters, digits, - and _, not {value!r}")
    return value


def _block(value: Any) -> str:
    if not isinstance(value, str) or not (value == "" or BLOCK.fullmatch(value)):
        raise _RefusedError(
            f'must name a notification block as "type/name", for example "custom-webhook/desk", not {value!r}'
        )
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _RefusedError(f"must be a whole number from 1, not {value!r}")
    return value


def _numbers(value: Any) -> tuple[int, ...]:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise _RefusedError("names no number; write one, or a list such as [10, 50]")
    return tuple(sorted({_number(one) for one in values}))


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError(f"must be true or false, not {value!r}")
    return value


def _figure(value: Any) -> str:
    if value not in FIGURES:
        raise _RefusedError(f"must be one of {', '.join(FIGURES)}, not {value!r}")
    return str(value)


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str) and one for one in values):
        raise _RefusedError(f"must be a text or a list of texts, not {value!r}")
    return tuple(values)


def _codes(known: Callable[[], frozenset[str]], hint: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        values = _texts(value)
        for one in values:
            if one not in known():
                raise _RefusedError(f"{one!r} is not known; {hint}")
        return values

    return read


@cache
def known_targets() -> frozenset[str]:
    """The codes of what can be hit, as the lexicon has them."""
    return frozenset(tomllib.loads((files("extractors") / "lexicon/targets.toml").read_text(encoding="utf-8")))


@cache
def _regions() -> tuple[frozenset[str], frozenset[str]]:
    from flows.registries import governorate_rows

    rows = governorate_rows()
    return frozenset(row["country_code"] for row in rows), frozenset(row["governorate_code"] for row in rows)


READERS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "to": _block,
    "least": _numbers,
    "figure": _figure,
    "single_source": _yes_or_no,
    "country": _codes(lambda: _regions()[0], "give the two letters of a country that the gazetteer has, such as SY"),
    "governorate": _codes(lambda: _regions()[1], "core.governorate lists them, such as SY07"),
    "target": _codes(known_targets, "the codebook lists them: hospital, school, camp, …"),
    "days": _number,
    "feed": _texts,
    "hours": _number,
    "max_age_days": _number,
}

FIELD_OF = {"country": "countries", "governorate": "governorates", "target": "targets", "feed": "feeds"}
