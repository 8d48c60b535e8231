"""The words of an alert: a few lines of English and of Arabic, with no words of any article in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from extractors.places import active_gazetteer
from warehouse.alerts import RELEASE, SILENT, TARGET, Finding

LANGUAGES = ("en", "ar")
MOST_SOURCES = 6


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("alerts.toml").read_text(encoding="utf-8"))


def write_alert(finding: Finding) -> str:
    """The lines to send for a finding: the English ones, an empty line, the Arabic ones.

    An incident is told by its governorate, a place that the gazetteer knows, its day, low, best and high, the sources
    that the registries name, and its id; who was named in an article is not known here.
    """
    return "\n\n".join("\n".join(_lines(finding, language)) for language in LANGUAGES)


def write_trial(rule: str) -> str:
    """The lines of a trial of a rule."""
    return "\n\n".join(_say("headline", "trial", language, rule=rule) for language in LANGUAGES)


def write_digest(rule: str, messages: list[str]) -> tuple[str, str]:
    """Subject and body of one message that carries the alerts of a rule; a single one lends its headline."""
    headline = messages[0].splitlines()[0]
    subject = f"hasila: {headline}" if len(messages) == 1 else f"hasila: {rule} ({len(messages)})"
    return subject, "\n\n---\n\n".join(messages)


def _say(table: str, name: str, language: str, **values: Any) -> str:
    return _words()[table][name][language].format(**values)


def _lines(finding: Finding, language: str) -> list[str]:
    facts, kind = finding.facts, finding.rule.when
    if kind == SILENT:
        values = {"quiet": _or_dash(facts["quiet_hours"]), "usual": _or_dash(facts["usual_gap_hours"])}
        return [
            _say("headline", kind, language, feed=facts["feed_id"]),
            _say("line", "quiet", language, outcome=facts["outcome"], **values),
        ]
    if kind == RELEASE:
        return _release_lines(facts, language)
    target = _say("target", finding.threshold, language) if kind == TARGET else ""
    gap, earlier = facts.get("gap_days"), facts.get("earlier_id")
    headline = _say("headline", kind, language, threshold=finding.threshold, target=target, gap=gap, earlier=earlier)
    return [headline, *_incident_lines(facts, language)]


def _release_lines(facts: Mapping[str, Any], language: str) -> list[str]:
    before, after = (
        "/".join(str(facts[f"killed_{end}_{when}"]) for end in ("low", "best", "high")) for when in ("before", "after")
    )
    month = f"{facts['month_start_date']:%Y-%m}"
    return [
        _say("headline", RELEASE, language, release=facts["release_id"]),
        _say("line", "published", language, before=before, after=after),
        _say("line", "moved", language, count=facts["incident_count"], month=month),
    ]


def _incident_lines(facts: Mapping[str, Any], language: str) -> list[str]:
    names = [facts["governorate_name" if language == "en" else "governorate_name_ar"], find_known_place(facts)]
    place = _join([name for name in names if name] or [facts["country_code"]], language)
    days = [facts["event_date"]] if facts["event_date"] else [facts["period_start"], facts["period_end"]]
    day = "/".join(str(one) for one in days if one)
    lines = [
        _say(
            "line",
            "where",
            language,
            place=place or _say("word", "nowhere", language),
            day=day or _say("word", "undated", language),
        )
    ]
    told = [outcome for outcome in ("killed", "injured") if facts[f"{outcome}_best"]]
    lines += [_say("line", outcome, language, **_counts(facts, outcome)) for outcome in told]
    lines.append(_say("line", "sources", language, count=facts["source_count"], names=_sources(facts, language)))
    lines.append(_say("line", "incident", language, incident=facts["incident_id"]))
    return lines


def find_known_place(facts: Mapping[str, Any]) -> str | None:
    """The incident's place where the gazetteer has that name in its governorate; other words may be anybody's."""
    if not facts["place"] or not facts["governorate_code"]:
        return None
    known = active_gazetteer().look_up(facts["place"])
    is_known = any(one.governorate == facts["governorate_code"] and not one.is_learnt for one in known)
    return str(facts["place"]) if is_known else None


def _counts(facts: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    mark = "+" if outcome == "killed" and facts["is_open"] else ""
    low, best, high = (facts[f"{outcome}_{end}"] for end in ("low", "best", "high"))
    return {"low": low, "best": best, "high": f"{high}{mark}"}


def _sources(facts: Mapping[str, Any], language: str) -> str:
    names = list(facts["source_names"] or [])
    shown = names[:MOST_SOURCES]
    left = facts["source_count"] - len(shown)
    if shown and left > 0:
        shown.append(_say("word", "others", language, count=left))
    return _join(shown, language) or _say("word", "unnamed", language)


def _join(names: list[str | None], language: str) -> str:
    return _say("word", "separator", language).join(name for name in names if name)


def _or_dash(hours: float | None) -> str:
    return "?" if hours is None else f"{hours:.0f}"
