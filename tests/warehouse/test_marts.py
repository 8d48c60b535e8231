"""What must hold between the marts, over all linking cases at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.warehouse.arrivals import BACKFILLED_AT, Outcome
from warehouse.build import build_marts

SUMMED = (
    "mart.daily_governorate_casualties",
    "mart.daily_country_casualties",
    "mart.weekly_governorate_casualties",
    "mart.monthly_governorate_casualties",
)


def rows(outcome: Outcome, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return outcome.con.execute(sql, list(values)).fetchall()


@pytest.mark.parametrize("mart", [*SUMMED, "mart.incident"])
def test_bounds_and_status_hold_in_every_row(outcome: Outcome, mart: str) -> None:
    outcomes = ("killed", "injured", "detained", "casualties")
    disorder = " or ".join(f"{o}_low > {o}_best or {o}_best > {o}_high" for o in outcomes)
    status = "killed_civilian + killed_combatant + killed_unknown <> killed_best"
    assert rows(outcome, f"select * from {mart} where {disorder} or {status}") == []
    assert rows(outcome, f"select count(*) > 50 from {mart}") == [(True,)] or mart == "mart.daily_country_casualties"


def test_parts_and_totals_agree(outcome: Outcome) -> None:
    columns = "sum(killed_low), sum(killed_best), sum(killed_high), sum(injured_best), sum(incident_count)"
    daily = rows(outcome, f"select {columns} from mart.daily_governorate_casualties")
    assert rows(outcome, f"select {columns} from mart.daily_country_casualties") == daily
    assert rows(outcome, f"select {columns} from mart.monthly_governorate_casualties") == daily
    dated = rows(outcome, f"select {columns} from mart.daily_governorate_casualties where event_date is not null")
    assert rows(outcome, f"select {columns} from mart.weekly_governorate_casualties") == dated


def test_the_newest_past_is_the_present(outcome: Outcome) -> None:
    table = "select * from mart.daily_governorate_casualties"
    for past in ("as_of", "as_recorded"):
        mart = f"select * from mart.daily_governorate_casualties_{past}(?)"
        at = BACKFILLED_AT.replace(year=2030, tzinfo=None)
        assert rows(outcome, f"({mart}) except ({table})", at) == []
        assert rows(outcome, f"({table}) except ({mart})", at) == []


def test_before_anything_was_recorded_nothing_was_known(outcome: Outcome) -> None:
    before = BACKFILLED_AT.replace(year=2025, tzinfo=None)
    mart = "mart.daily_governorate_casualties_as_recorded(?)"
    assert rows(outcome, f"select coalesce(sum(incident_count), 0) from {mart}", before) == [(0,)]


def test_every_number_leads_back_to_words(outcome: Outcome) -> None:
    untold = rows(
        outcome,
        """
        select incident.incident_id from mart.incident as incident
        where best_claim_id is not null and not exists (
            select 1 from mart.claim as claim
            join core.event_span as span on span.event_id = claim.event_id and span.superseded_at is null
            where claim.claim_id = incident.best_claim_id and claim.url is not null
        )
        """,
    )
    assert untold == []


def test_the_ucdp_view_has_the_incidents_figures(outcome: Outcome) -> None:
    ucdp = rows(outcome, "select sum(low), sum(best), sum(high), count(*) from mart.ucdp_event")
    incidents = "select sum(killed_low), sum(killed_best), sum(killed_high), count(killed_best) from mart.incident"
    # A count for several places whose parts are incidents is in no sum over incidents, as it is in no day's.
    incidents += " where not is_told_in_parts"
    assert ucdp == rows(outcome, incidents)
    assert rows(outcome, "select id from mart.ucdp_event where year <> year(date_start)") == []


def test_days_tell_what_changed_in_each_run(outcome: Outcome) -> None:
    later = rows(
        outcome,
        """
        with change as (
            select country_code, governorate_code, event_date, period_start,
                sum(killed_best_after - killed_best_before) as gained
            from core.day_change group by all
        )
        select day.governorate_code, day.event_date, day.killed_best, change.gained
        from mart.daily_governorate_casualties as day
        left join change
            on change.country_code is not distinct from day.country_code
            and change.governorate_code is not distinct from day.governorate_code
            and change.event_date is not distinct from day.event_date
            and change.period_start is not distinct from day.period_start
        where day.killed_best <> coalesce(change.gained, 0)
        """,
    )
    assert later == []


def test_the_share_told_by_one_source_is_of_the_days_incidents(outcome: Outcome) -> None:
    told = "select count(*), count(distinct single_source_share) from mart.daily_governorate_casualties"
    wrong = "abs(single_source_share * incident_count - single_source_incident_count) > 1e-6"
    assert rows(outcome, f"{told} where incident_count > 0 and {wrong}")[0][0] == 0
    assert rows(outcome, f"{told} where incident_count = 0 and single_source_share is not null")[0][0] == 0
    assert rows(outcome, f"{told} where incident_count > 0")[0][1] > 1


def test_days_are_made_again_alone_and_as_all_of_them_would_be(outcome: Outcome) -> None:
    """Days far apart, of which those between are let be; a made-up row shows which were made again."""
    con, table = outcome.con, "mart.daily_governorate_casualties"
    day = "coalesce(event_date, period_start)"
    days = [row[0] for row in rows(outcome, f"select distinct {day} as day from {table} order by day")]
    chosen = [days[0], days[len(days) // 2], days[-1]]
    assert len(days) > 5
    con.execute("begin")
    try:
        con.execute(f"create temp table before as from {table}")
        con.execute(f"update {table} set killed_best = killed_best + 1000")
        assert build_marts(con, chosen) == 3
        made = rows(outcome, f"select distinct {day} as day from {table} where killed_best < 1000 order by day")
        assert [row[0] for row in made] == chosen
        assert build_marts(con) >= len(days)
        assert rows(outcome, f"(from {table} except from before) union all (from before except from {table})") == []
    finally:
        con.execute("rollback")
