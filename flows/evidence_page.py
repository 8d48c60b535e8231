"""A pack of evidence as one HTML page, right to left, that needs nothing else: no script, no request."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any
from urllib.parse import urlsplit

Row = Mapping[str, Any]

OUTCOMES = ("killed", "injured", "missing", "detained", "casualties")


@cache
def _labels() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_template("evidence.toml"))


def _template(name: str) -> str:
    return (files("flows.commands") / "templates" / name).read_text(encoding="utf-8")


def make_page(pack: Row) -> str:
    """The page: what was asked for, each incident with its figures, and each claim with where its words stand."""
    sections = [_day(day) for day in pack.get("days", ())]
    sections += [_incident(incident) for incident in pack["incidents"]]
    if not pack["incidents"]:
        sections.append(f"<p>{_both('heading', 'none')}</p>")
    if pack.get("sums"):
        sections.append(f"<h2>{_both('heading', 'sums')}</h2>{''.join(map(_claim, pack['sums']))}")
    return Template(_template("evidence.html")).substitute(
        title=escape(f"{_labels()['heading']['page']['ar']}: {pack['asked']}"),
        heading=f"{_both('heading', 'page')}: {_value(pack['asked'])}",
        notes="".join(f'<p class="note">{note}</p>' for note in _notes(pack)),
        body="\n".join(sections),
    )


def _notes(pack: Row) -> Iterator[str]:
    yield _both("note", "reported")
    if pack["note"]:
        yield _value(pack["note"])
    if pack["known_by"]:
        yield f"{_both('note', 'embargo')} {_value(pack['known_by'])}"


def _both(kind: str, name: str) -> str:
    label = _labels()[kind].get(name, {"ar": name, "en": name})
    return f'{escape(label["ar"])} <span class="en" lang="en">{escape(label["en"])}</span>'


def _value(value: Any) -> str:
    """A value within its own direction; lists joined."""
    told = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"<bdi>{escape(told)}</bdi>"


def _list(pairs: Iterable[tuple[str, str | None]]) -> str:
    items = "".join(f"<dt>{_both('field', name)}</dt><dd>{value}</dd>" for name, value in pairs if value)
    return f"<dl>{items}</dl>"


def _figures(row: Row, ends: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    """The counts that are told: low / best / high of an incident, low and high of a claim (13+ where open)."""
    for outcome in OUTCOMES:
        values = [row.get(f"{outcome}_{end}") for end in ends]
        if any(value is not None for value in values):
            told = [str(value) for value in dict.fromkeys(values) if value is not None]
            is_open = len(ends) == 2 and values[-1] is None
            yield outcome, _value(" / ".join(told) + ("+" if is_open else ""))


def _fields(row: Row, *names: str) -> Iterator[tuple[str, str | None]]:
    for name in names:
        yield name, _value(row[name]) if row.get(name) not in (None, []) else None


def _day(day: Row) -> str:
    what = _list([*_fields(day, "event_date"), *_figures(day, ("low", "best", "high")), *_fields(day, "source_count")])
    return f"<h2>{_both('heading', 'day')} {_value(day['governorate_code'] or '')}</h2>{what}"


def _incident(incident: Row) -> str:
    where = _fields(incident, "event_date", "place", "governorate_name", "actor", "weapon", "source_count")
    parts = [
        f"<section><h2>{_both('heading', 'incident')} {_value(incident['incident_id'])}</h2>",
        _list([*_figures(incident, ("low", "best", "high")), *where]),
        f"<h3>{_both('heading', 'claims')}</h3>",
        *map(_claim, incident["claims"]),
        _lines("releases", map(_release, incident["releases"])),
        _lines("changes", map(_change, incident["changes"])),
        "</section>",
    ]
    return "\n".join(filter(None, parts))


def _claim(claim: Row) -> str:
    page = claim["page"] or {}
    spans = ", ".join(f"{s['field']} {s['start']}–{s['end']} ({s['role']})" for s in claim["spans"])
    source = claim["claimant"] or claim["source_key"]
    pairs = [
        *_figures(claim, ("low", "high")),
        ("source", _value(source)),
        *_fields(claim, "outlet_id", "known_at", "fetched_at", "relation"),
        ("url", _link(claim["url"])),
        *_fields(claim, "version_id"),
        ("spans", _value(spans) if spans else None),
        ("page", _value(page["sha256"]) if page else None),
        *_fields(page, "file"),
        ("snippet", _value(claim["snippet"]) if claim.get("snippet") else None),
    ]
    withheld = f'<p class="note">{_both("note", "withheld")}</p>' if claim["is_withheld"] else ""
    return f'<div class="card">{_list(pairs)}{withheld}</div>'


def _link(url: str | None) -> str | None:
    if not url:
        return None
    if urlsplit(url).scheme not in ("http", "https"):
        return _value(url)
    return f'<a href="{escape(url, quote=True)}" rel="noreferrer noopener">{_value(url)}</a>'


def _release(row: Row) -> str:
    figures = " / ".join(str(row[f"killed_{end}"]) for end in ("low", "best", "high"))
    return f"{row['release_id']}: {_labels()['field']['killed']['ar']} {figures}"


def _change(row: Row) -> str:
    day, reason = f"{row['recorded_at']:%Y-%m-%d}", f"({row['reason']})"
    told = (day, row["incident_id"], row["change"], row["other_incident_id"], reason, row["what"])
    return " ".join(filter(None, told))


def _lines(name: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_value(line)}</li>" for line in lines)
    return f"<h3>{_both('heading', name)}</h3><ul>{items}</ul>" if items else ""
