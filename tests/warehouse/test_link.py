"""Claims to incidents and days, as the codebook's cases say, whatever the order of arrival."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.warehouse.arrivals import CASES, Outcome, governorate
from tests.warehouse.rows import day, instant

IDS = [f"{case['file']}: {case['name']}" for case in CASES]


def incidents_of(outcome: Outcome, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The case's incidents by the events in them («a b.1»), with their latest figures."""
    return {short(case, row["events"]): row for row in outcome.incidents.get(governorate(case), [])}


def short(case: dict[str, Any], events: str | None) -> str:
    names = sorted(name.removeprefix(f"{governorate(case)}-") for name in (events or "").split())
    return " ".join(name.replace(".v.0", "").replace(".v.", ".") for name in names)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_claims_come_to_their_incidents(outcome: Outcome, case: dict[str, Any]) -> None:
    found = incidents_of(outcome, case)
    assert sorted(found) == sorted(" ".join(sorted(i["of"].split())) for i in case["incidents"])


def figures(row: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The figures that the case speaks of, in its words."""
    toll = row["toll"] or {}
    words: dict[str, Any] = {}
    for name in expected:
        if name in ("killed", "injured", "missing", "detained", "casualties"):
            told = [toll.get(f"{name}_{end}") for end in ("low", "best", "high")]
            words[name] = " ".join(map(str, told))
        elif name == "by_side":
            words[name] = json.loads(toll.get("killed_by_side") or "{}")
        elif name == "date":
            words[name] = (toll["event_date"] - day(1)).days + 1
        else:
            words[name] = toll.get(COLUMNS.get(name, name))
    return words


COLUMNS = {
    "open": "is_open",
    "enemy": "killed_enemy_claimed",
    "civilian": "killed_civilian",
    "presumed": "killed_presumed_civilian",
    "combatant": "killed_combatant",
    "unknown": "killed_unknown",
    "women": "killed_women",
    "children": "killed_children",
    "added": "killed_added",
    "counted": "is_counted",
    "vague": "is_vague",
    "sources": "source_count",
}


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_incidents_have_their_figures(outcome: Outcome, case: dict[str, Any]) -> None:
    found = incidents_of(outcome, case)
    for incident in case["incidents"]:
        row = found.get(" ".join(sorted(incident["of"].split())))
        assert row is not None
        expected = {k: v for k, v in incident.items() if k not in ("of", "live", "contested")}
        assert figures(row, expected) == expected
        if "live" in incident:
            assert short(case, row["live"]) == incident["live"]
        if "contested" in incident:
            assert row["is_contested"] == incident["contested"]


DAY_COLUMNS = {
    "unitemised": "killed_unitemised",
    "incidents": "incident_count",
    "civilian": "killed_civilian",
    "enemy": "killed_enemy_claimed",
    "remains": "remains_best",
    "custody": "custody_best",
    "vague": "killed_vague",
    "open": "is_open",
}


def day_words(row: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {name: expected[name] for name in ("date", "governorate") if name in expected}
    for name in expected.keys() - words.keys():
        if name in ("killed", "injured", "missing", "detained", "casualties"):
            words[name] = " ".join(str(row.get(f"{name}_{end}", 0)) for end in ("low", "best", "high"))
        else:
            words[name] = row.get(DAY_COLUMNS[name], 0)
    return words


@pytest.mark.parametrize("case", [c for c in CASES if "days" in c], ids=lambda case: str(case["name"]))
def test_days_come_to_their_sums(outcome: Outcome, case: dict[str, Any]) -> None:
    for expected in case["days"]:
        code = expected.get("governorate", governorate(case))
        row = outcome.days.get((code, day(expected["date"])), {})
        assert day_words(row, expected) == expected


@pytest.mark.parametrize("case", [c for c in CASES if "as_of" in c], ids=lambda case: str(case["name"]))
def test_days_are_as_they_were_known(outcome: Outcome, case: dict[str, Any]) -> None:
    for asked in case["as_of"]:
        row = outcome.con.execute(
            """
            select killed_low, killed_best, killed_high
            from mart.daily_governorate_casualties_as_of(?) where governorate_code = ? and event_date = ?
            """,
            [instant(asked["at"]).replace(tzinfo=None), governorate(case), day(asked["date"])],
        ).fetchone()
        assert row is not None
        assert " ".join(map(str, row)) == asked["killed"]


@pytest.mark.parametrize("case", [c for c in CASES if "beside" in c], ids=lambda case: str(case["name"]))
def test_longer_sums_stand_beside(outcome: Outcome, case: dict[str, Any]) -> None:
    rows = outcome.con.execute(
        "select article_id from mart.period_claim where governorate_code = ? and period_start < period_end",
        [governorate(case)],
    ).fetchall()
    assert sorted(row[0].removeprefix(f"{governorate(case)}-") for row in rows) == case["beside"]
