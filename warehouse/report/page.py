"""The report as one HTML file that needs nothing else: words, numbers and drawings put into the templates.

The drawings are made here, not by a chart library: its renderer would add some sixty megabytes and seconds a run, and
knows no mirrored axes; bars, lines and shapes are a few dozen lines, and stay sharp, small and readable by machines.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from warehouse.report.choropleth import Map, class_edges, draw_map, name_governorate
from warehouse.report.evidence import Quote, tell_claims
from warehouse.report.reading import LARGEST, NEWEST, ReportRows
from warehouse.report.series import draw_panels, draw_series, grain_of, make_steps, panel_grain
from warehouse.report.texts import Texts, load_texts

WIDE, NARROW = (940.0, 250.0), (380.0, 210.0)
REMAINDERS = ("unplaced", "undated", "unplaced_undated")
_MOST_PANELS, _MOST_SMALL_MAPS, _MOST_OUTLETS = 24, 6, 60
_TALL = {"answered": 14, "silent": 8, "partly": 11, "failed": 3}
_AS_OF = re.compile(r'<meta name="hasila-as-of" content="([0-9T:.-]+)">')


@dataclass(frozen=True, slots=True)
class Options:
    """The language of a report, and the file of the same report in the other language, if one stands beside it."""

    language: str
    other_file: str | None = None


def find_as_of(page: str) -> dt.datetime | None:
    """The instant (UTC without a zone) that an earlier report says it is as of, or None where it says none."""
    found = _AS_OF.search(page[:4000])
    return dt.datetime.fromisoformat(found[1]) if found else None


def make_page(rows: ReportRows, options: Options, quote: Quote) -> str:
    """The report's page; `quote` says which words of a text may be shown."""
    texts = load_texts("ar" if options.language == "ar" else "en")
    environment = _environment()
    script = _squeeze((files("warehouse.report") / "templates" / "script.js").read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = (files("warehouse.report") / "templates" / "style.css").read_text(encoding="utf-8")
    page = environment.get_template("report.html").render(
        t=texts,
        rows=rows,
        options=options,
        is_rtl=texts.language == "ar",
        comma="، " if texts.language == "ar" else ", ",
        style=Markup(style),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own file
        digest=digest,
        total=sum_totals(rows.totals),
        **_figures(rows, texts),
        **_maps(rows, texts),
        **_series(rows, texts),
        **_incidents(rows, texts, quote),
        **_sources(rows),
    )
    return _squeeze(page)


def _squeeze(text: str) -> str:
    """The text without empty lines, which the templates leave behind."""
    return re.sub(r"\n\s*\n+", "\n", text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("warehouse.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["n"] = lambda value: f"{value or 0:,}"
    return environment


def sum_totals(totals: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The range's sums over placed and dated, unplaced and undated."""
    total: dict[str, Any] = {}
    for row in totals.values():
        for name, value in row.items():
            if isinstance(value, bool):
                total[name] = total.get(name, False) or value
            elif isinstance(value, int):
                total[name] = total.get(name, 0) + value
    return total


def _figures(rows: ReportRows, texts: Texts) -> dict[str, Any]:
    """The headline and who was killed."""
    apart = [rows.totals[remainder] for remainder in REMAINDERS if remainder in rows.totals]
    known_days = sum(1 for row in rows.days if row["outlets_alive_count"] or row["incident_count"])
    total = sum_totals(rows.totals)
    presumed = total["killed_presumed_civilian"]
    status = [
        ("civilian", max(0, total["killed_civilian"] - presumed)),
        ("presumed", presumed),
        ("combatant", total["killed_combatant"]),
        ("unknown", max(0, total["killed_unknown"])),
    ]
    return {
        "is_single_day": rows.first == rows.last,
        "apart": [row for row in apart if row["incident_count"]],
        "apart_killed": sum(row["killed_best"] for row in apart),
        "known_days": known_days,
        "all_days": (rows.last - rows.first).days + 1,
        "status": status,
        "status_total": sum(value for _, value in status) or 1,
    }


def _maps(rows: ReportRows, texts: Texts) -> dict[str, Any]:
    countries: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows.governorates:
        countries.setdefault(row["country_code"] or "", []).append(row)
    told = [code for code, held in countries.items() if any(row["incident_count"] for row in held)]
    told.sort(key=lambda code: -sum(row["killed_best"] for row in countries[code]))
    shown = [code for code in told if code] or [code for code in countries if code]
    top = max((row["killed_best"] for row in rows.governorates if row["governorate_code"]), default=0)
    edges = class_edges(top)
    large = draw_map(shown[0], countries[shown[0]], edges, texts, 640, 520) if shown else None
    maps = (draw_map(code, countries[code], edges, texts, 260, 220) for code in shown[1 : _MOST_SMALL_MAPS + 1])
    small: Sequence[Map] = [found for found in maps if found]
    drawn = {found.country for found in (large, *small) if found}
    table = [{**row, "name": name_governorate(row, texts)} for row in rows.governorates if row["incident_count"]]
    return {
        "large_map": large,
        "small_maps": small,
        "without_map": [code for code in shown if code not in drawn],
        "edges": edges,
        "governorates": table,
        "several_countries": len(shown) > 1,
    }


def _series(rows: ReportRows, texts: Texts) -> dict[str, Any]:
    grain = grain_of(rows.first, rows.last)
    charts = []
    for measure in ("killed", "injured"):
        steps = make_steps(rows.days, measure, rows.first, rows.last, grain)
        caption = texts(f"series.caption_{grain}" if measure == "killed" else f"series.injured_{grain}")
        peak = max(steps, key=lambda step: step.best)
        summary = texts(
            "series.summary",
            caption=caption,
            total=f"{sum(step.best for step in steps):,}",
            peak=f"{peak.best:,}",
            day=texts.date(peak.first),
        )
        drawn = [draw_series(steps, texts, *size) for size in (WIDE, NARROW)]
        charts.append({"measure": measure, "caption": caption, "summary": summary, "steps": steps, "drawn": drawn})
    told = [row for row in rows.governorates if row["governorate_code"] and row["killed_best"]]
    codes = [row["governorate_code"] for row in told[:_MOST_PANELS]]
    fine = panel_grain(rows.first, rows.last)
    panels, top, width, height = draw_panels(rows.governorate_days, codes, rows.first, rows.last, texts)
    return {
        "grain": grain,
        "charts": charts,
        "panels": [
            {"panel": panel, "row": row, "name": name_governorate(row, texts)}
            for panel, row in zip(panels, told, strict=False)
        ],
        "panel_grain": fine,
        "panel_top": top,
        "panel_size": (width, height),
        "more_panels": max(0, len(told) - len(panels)),
    }


def _incidents(rows: ReportRows, texts: Texts, quote: Quote) -> dict[str, Any]:
    told = []
    for row in rows.incidents:
        claims, left_out = tell_claims(rows.evidence.get(row["incident_id"], ()), row["best_claim_id"], quote, texts)
        told.append({**describe_incident(row, texts), "row": row, "claims": claims, "left_out": left_out})
    codes = {row["governorate_code"]: name_governorate(row, texts) for row in rows.incidents if row["governorate_code"]}
    weapons = {row["weapon"] or "unknown" for row in rows.incidents}
    return {
        "incidents": told,
        "incident_governorates": sorted(codes.items(), key=lambda pair: pair[1]),
        "incident_weapons": sorted(((code, texts.code("weapon", code)) for code in weapons), key=lambda pair: pair[1]),
        "largest": LARGEST,
        "newest": NEWEST,
        "remainders": [describe_incident(row, texts) | {"row": row} for row in rows.remainders],
        "sums": [{"row": row, "place": describe_place(row)} for row in rows.sums],
    }


def describe_incident(row: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Day, place, means and blame of an incident in words."""
    actors = [texts.code("actor", code) for code in row["actor"] or ["unknown"]]
    return {
        "day": texts.date(row["event_date"]) if row["event_date"] else describe_period(row, texts),
        "precision": texts.code("precision", row["date_precision"])
        if row["date_precision"] in ("night", "publication", "week", "month")
        else "",
        "place": describe_place(row),
        "governorate": name_governorate(row, texts),
        "weapon": texts.code("weapon", row["weapon"] or "unknown"),
        "actor": " / ".join(actors),
        "is_contested": bool(row["is_contested"]),
        "rule": texts.code("rule", row["best_rule"] or "no_killed"),
    }


def describe_place(row: Mapping[str, Any]) -> str:
    """The finest place and any further ones, in the article's spelling and so with its comma."""
    return "، ".join(filter(None, (row["place"], *(row["places"] or ()))))


def describe_period(row: Mapping[str, Any], texts: Texts) -> str:
    """«1 Feb 2024 – 29 Feb 2024»."""
    if not row["period_start"]:
        return ""
    if row["period_end"] in (None, row["period_start"]):
        return texts.date(row["period_start"])
    return f"{texts.date(row['period_start'])} – {texts.date(row['period_end'])}"


def _sources(rows: ReportRows) -> dict[str, Any]:
    feeds: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows.feeds:
        feeds.setdefault(row["feed_id"], []).append(row)
    days = (rows.last - rows.first).days + 1
    return {
        "outlets": rows.outlets[:_MOST_OUTLETS],
        "more_outlets": max(0, len(rows.outlets) - _MOST_OUTLETS),
        "feeds": [draw_feed(feed, held, rows.first, days) for feed, held in feeds.items()],
    }


def _state(row: Mapping[str, Any]) -> str:
    if not row["answered_count"]:
        return "failed"
    if row["is_silent"]:
        return "silent"
    return "partly" if row["failed_count"] else "answered"


def draw_feed(feed: str, held: Sequence[Mapping[str, Any]], first: dt.date, days: int) -> dict[str, Any]:
    """A feed's strip: lower where it was silent, failed at times or all day."""
    width = 300 / days
    paths: dict[str, list[str]] = {state: [] for state in _TALL}
    runs: list[tuple[str, int, int]] = []
    for row in held:
        day = (row["fetch_date"] - first).days
        state = _state(row)
        if runs and runs[-1][0] == state and runs[-1][2] == day:
            runs[-1] = (state, runs[-1][1], day + 1)
        else:
            runs.append((state, day, day + 1))
    for state, start, end in runs:
        paths[state].append(f"M{start * width:.1f},14v-{_TALL[state]}h{(end - start) * width:.1f}V14z")
    errors = [row["error"] for row in held if row["error"]]
    return {
        "id": feed,
        "paths": {state: "".join(path) for state, path in paths.items()},
        "answered": sum(1 for row in held if row["answered_count"]),
        "asked": len(held),
        "silent": sum(1 for row in held if row["is_silent"]),
        "error": errors[-1] if errors else "",
    }
