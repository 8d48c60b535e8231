"""What must hold of any claims: order and repetition change nothing, bounds hold, what is removed leaves no trace."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.rows import REGISTRY, article, merge
from warehouse import echoes, timeline
from warehouse.cluster import group_events
from warehouse.connection import open_writer
from warehouse.figures import figures_at
from warehouse.store import store_run
from warehouse.timeline import toll_rows
from warehouse.told import KINDS, Claim, Event, Told
from warehouse.tolls import live_tolls

START = dt.datetime(2016, 7, 1)  # noqa: DTZ001 the warehouse keeps UTC without a zone
QUANTIFIERS = ("exact", "about", "at_least", "at_most", "range", "vague")
TOLD = ("killed", "killed", "injured", "missing", "detained", "casualties")


@st.composite
def tolls(draw: st.DrawFn) -> Told:
    quantifier = draw(st.sampled_from(QUANTIFIERS))
    low = draw(st.integers(1, 40))
    if quantifier in ("at_least", "vague"):
        return Told(3 if quantifier == "vague" else low, None, quantifier)
    high = low + draw(st.integers(0, 9)) if quantifier in ("range", "at_most") else low
    return Told(1 if quantifier == "at_most" else low, high, quantifier)


@st.composite
def claims(draw: st.DrawFn, number: int, event_id: str, known_at: dt.datetime) -> Claim:
    counts = {o: draw(tolls()) for o in draw(st.sets(st.sampled_from(TOLD), min_size=1))}
    side = draw(st.sampled_from((None, None, "government", "opposition")))
    group = draw(st.integers(0, 5))
    return Claim(
        claim_id=f"{event_id}:{number}",
        event_id=event_id,
        ordinal=number,
        article_id=f"a{event_id}",
        source=draw(st.sampled_from("vwxyz")),
        kind=draw(st.sampled_from(KINDS)),
        source_side=side,
        victim_side=draw(st.sampled_from((None, side))),
        counts=counts,
        civilian=draw(st.sampled_from((None, group))),
        presumed_civilian=draw(st.integers(0, group)),
        combatant=draw(st.sampled_from((None, 1, 7))),
        women=draw(st.sampled_from((None, 1, 9))),
        children=draw(st.sampled_from((None, 2, 9))),
        is_group_only=draw(st.booleans()),
        is_enemy_loss=side is not None and draw(st.booleans()),
        is_correction=draw(st.integers(0, 9)) == 0,
        circumstance=draw(st.sampled_from(("struck", "struck", "struck", "died_of_wounds", "recovered"))),
        event_day="",
        retold=draw(st.integers(0, 5)) == 0,
        known_at=known_at,
        replaced_at=known_at + dt.timedelta(hours=30) if draw(st.integers(0, 7)) == 0 else None,
    )


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    known_at = START + dt.timedelta(hours=draw(st.integers(0, 120)))
    event_id = f"e{number:02}"
    told = [draw(claims(i, event_id, known_at)) for i in range(draw(st.integers(1, 2)))]
    place = draw(st.sampled_from((None, "kafr", "hass", "ariha")))
    stated = draw(st.booleans())
    return Event(
        event_id=event_id,
        version_id=f"v{draw(st.integers(0, 9))}" if draw(st.booleans()) else f"v{event_id}",
        article_id=f"a{event_id}",
        story_id=f"a{event_id}",
        outlet_id=None,
        known_at=known_at,
        replaced_at=told[0].replaced_at,
        scope="incident",
        country="SY",
        governorate="SY07",
        day=None if draw(st.integers(0, 9)) == 0 else known_at.date() - dt.timedelta(days=draw(st.integers(0, 1))),
        date_precision=draw(st.sampled_from(("day", "day", "night"))) if stated else "publication",
        date_basis="stated" if stated else "assumed",
        period_start=None,
        period_end=None,
        place=place,
        place_key=place,
        places=(),
        place_keys=(),
        place_id=None,
        place_precision=1 if place else 4,
        admin2=None,
        admin3=None,
        latitude=None,
        longitude=None,
        actor=frozenset({draw(st.sampled_from(("unknown", "government", "opposition")))}),
        weapon=draw(st.sampled_from(("unknown", "airstrike", "artillery"))),
        target=None,
        circumstance=told[0].circumstance,
        retold=told[0].retold,
        is_only_whole=draw(st.booleans()),
        groups=frozenset(),
        claims=tuple(told),
    )


@st.composite
def many_events(draw: st.DrawFn) -> list[Event]:
    """Events of which some share a text; it is of one happening only where it tells of no other, as SQL has it."""
    told = [draw(events(number)) for number in range(draw(st.integers(1, 8)))]
    wholes = Counter(event.version_id for event in told if not event.retold and not event.is_adding)
    return [dataclasses.replace(e, is_only_whole=e.is_only_whole and wholes[e.version_id] == 1) for e in told]


@settings(max_examples=50, deadline=None)
@given(many_events(), st.randoms())
def test_arrival_does_not_change_the_groups(told: list[Event], chance: random.Random) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert partition(shuffled) == partition(told)


def partition(told: Sequence[Event]) -> set[frozenset[str]]:
    return {frozenset(event.event_id for event in group.events) for group in group_events(told)}


@settings(max_examples=50, deadline=None)
@given(many_events())
def test_a_group_holds_no_two_happenings(told: list[Event]) -> None:
    for group in group_events(told):
        standing = [e for e in group.events if not e.is_passive and not e.retold and not e.is_adding]
        # What each side of a battle lost is of one, and so are the missing of a place whose dead are told.
        told = [(e.version_id, e.is_enemy_loss) for e in standing if not e.is_missing_alone]
        assert len(set(told)) == len(told)
        places = {e.place_key for e in standing if e.place_key}
        assert len(places) <= 1


@settings(max_examples=80, deadline=None)
@given(many_events(), st.integers(0, 150))
def test_figures_are_in_order_and_add_up(told: list[Event], hour: int) -> None:
    known = [claim for event in told for claim in event.claims]
    figures = figures_at(known, START + dt.timedelta(hours=hour))
    for bounds in figures.ranges.values():
        assert 0 <= bounds.low <= bounds.best <= bounds.high
    if "killed" in figures.ranges:
        status = (figures.civilian, figures.combatant, figures.unknown)
        assert sum(status) == figures.ranges["killed"].best
        assert min(status) >= 0
        assert figures.presumed_civilian <= figures.civilian
    assert figures.live <= {claim.claim_id for claim in known}


@settings(max_examples=50, deadline=None)
@given(many_events(), st.randoms())
def test_figures_do_not_depend_on_the_order_of_claims(told: list[Event], chance: random.Random) -> None:
    known = [claim for event in told for claim in event.claims]
    shuffled = list(known)
    chance.shuffle(shuffled)
    instant = START + dt.timedelta(hours=200)
    assert figures_at(shuffled, instant) == figures_at(known, instant)


@settings(max_examples=60, deadline=None)
@given(many_events(), st.integers(0, 15))
def test_a_claim_told_twice_by_its_source_changes_no_number(told: list[Event], which: int) -> None:
    known = [claim for event in told for claim in event.claims]
    again = dataclasses.replace(known[which % len(known)], claim_id="~again", article_id="again")
    instant = START + dt.timedelta(hours=200)
    assert figures_at([*known, again], instant).ranges == figures_at(known, instant).ranges


@settings(max_examples=60, deadline=None)
@given(many_events())
def test_what_another_source_repeats_of_a_live_toll_moves_no_bound(told: list[Event]) -> None:
    known = [claim for event in told for claim in event.claims]
    known = [dataclasses.replace(claim, is_correction=False) for claim in known if "killed" in claim.counts]
    for toll in live_tolls(known, "killed"):
        other = dataclasses.replace(toll.claim, claim_id="other", source="other", counts={"killed": toll.told})
        bounds = [
            (min(t.told.low for t in live), max(t.told.top for t in live))
            for live in (live_tolls(known, "killed"), live_tolls([*known, other], "killed"))
        ]
        assert bounds[0] == bounds[1]


@settings(max_examples=60, deadline=None)
@given(many_events())
def test_what_parties_claim_of_their_enemies_moves_high_alone(told: list[Event]) -> None:
    known = [claim for event in told for claim in event.claims]
    instant = START + dt.timedelta(hours=200)
    found = figures_at(known, instant).ranges
    without = figures_at([claim for claim in known if not claim.is_enemy_loss], instant).ranges
    assert without.keys() <= found.keys()
    for outcome, bounds in found.items():
        plain = without.get(outcome)
        assert (bounds.low, bounds.best) == ((plain.low, plain.best) if plain else (0, 0))
        assert bounds.high >= (plain.high if plain else 0)


@settings(max_examples=40, deadline=None)
@given(many_events())
def test_the_history_has_no_gaps_in_what_is_known(told: list[Event]) -> None:
    for group in group_events(told):
        rows = toll_rows("i", group)
        for earlier, later in itertools.pairwise(rows):
            assert earlier["known_from"] < earlier["known_until"] <= later["known_from"]


def as_stored(event: Event) -> Event:
    """The event with claims of its own text, as the warehouse has them."""
    same = {"retold": event.retold, "replaced_at": event.replaced_at}
    return dataclasses.replace(event, claims=tuple(dataclasses.replace(claim, **same) for claim in event.claims))


@settings(max_examples=60, deadline=None)
@given(many_events())
def test_figures_are_at_each_instant_those_of_all_that_is_known_then(told: list[Event]) -> None:
    for group in group_events(map(as_stored, told)):
        rows = toll_rows("i", group)
        instants = {event.known_at for event in group.events} | {event.replaced_at for event in group.events} - {None}
        for instant in sorted(instants):
            known = [
                e for e in group.events if e.known_at <= instant and (e.replaced_at is None or instant < e.replaced_at)
            ]
            found = [row for row in rows if row["known_from"] <= instant < row["known_until"]]
            assert len(found) == bool(known)
            if known:
                told_then = [claim for event in known for claim in event.claims]
                expected = timeline.row_of(known, figures_at(told_then, instant)) | {
                    "claim_count": len(told_then),
                    "article_count": len({claim.article_id for claim in told_then}),
                    "source_count": len({claim.source for claim in told_then}),
                }
                assert found[0] == found[0] | expected


@settings(max_examples=60, deadline=None)
@given(many_events(), st.integers(0, 7), st.integers(3, 6), st.booleans())
def test_a_crowd_goes_where_each_of_it_would(told: list[Event], which: int, crowd: int, retold: bool) -> None:
    mention = dataclasses.replace(told[which % len(told)], retold=retold, circumstance="struck", replaced_at=None)
    copies = [
        dataclasses.replace(
            mention,
            event_id=f"x{number}", version_id=f"vx{number}", article_id=f"ax{number}", story_id=f"ax{number}",
            known_at=mention.known_at + dt.timedelta(hours=number),
            claims=tuple(
                dataclasses.replace(claim, event_id=f"x{number}", claim_id=f"x{number}:{claim.ordinal}")
                for claim in mention.claims
            ),
        )
        for number in range(crowd)
    ]  # fmt: skip
    every = [*told, *copies]
    alone = partition(every)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(echoes, "CROWD", 2)
        assert partition(every) == alone


@settings(max_examples=40, deadline=None)
@given(many_events())
def test_a_vague_or_retold_mention_changes_no_number(told: list[Event]) -> None:
    known = [c for event in told for c in event.claims]
    instant = START + dt.timedelta(hours=200)
    before = figures_at(known, instant)
    numbered = any(
        not c.counts["killed"].is_vague
        and before.relations.get(c.claim_id) == "whole"
        for c in known
        if "killed" in c.counts
    )  # fmt: skip
    if not numbered:
        return
    model = known[0]
    echo = Claim(**{
        **{name: getattr(model, name) for name in Claim.__slots__},
        "claim_id": "echo", "source": "echo", "counts": {"killed": Told(3, None, "vague")}, "is_group_only": False,
        "is_enemy_loss": False, "circumstance": "struck", "retold": False, "known_at": instant, "replaced_at": None,
        "civilian": None, "combatant": None, "women": None, "children": None,
    })  # fmt: skip
    after = figures_at([*known, echo], instant)
    assert after.ranges["killed"] == before.ranges["killed"]


def chance_articles(seed: int, size: int) -> list[dict[str, Any]]:
    """Reports of a busy week in four towns, some undated, retold, of the wounded, or of two strikes."""
    chance = random.Random(seed)
    specs = []
    for number in range(size):
        day = chance.randint(1, 7)
        told = [
            {
                "place": chance.choice(("hass", "kafr", "ariha", None)),
                "killed": chance.choice(("2", "3", "5", "8", "5+", "some")),
                "weapon": chance.choice(("unknown", "airstrike", "artillery")),
                "circumstance": chance.choice(("struck",) * 6 + ("died_of_wounds",)),
                "retold": chance.random() < 0.1,
                "claimant": chance.choice((None, None, "civil_defence", "observatory", "activists")),
                **({"day": day} if chance.random() < 0.6 else {}),
            }
            for _ in range(chance.choice((1, 1, 2)))
        ]
        at = f"{day + chance.randint(0, 1)} {chance.randint(0, 23):02}:{number % 60:02}"
        specs.append({"id": f"n{number:02}", "outlet": f"o{number % 5}", "at": at, "events": told})
    return specs


def state(con: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[Any], list[Any]]:
    """The partition of the events, their figures over time, and the days; no ids and no instants of our own."""
    groups = con.execute(
        """
        select list_sort(list(distinct event_id)) as events from core.incident_claim
        where superseded_at is null group by incident_id order by 1
        """
    ).fetchall()
    figures = con.execute(
        """
        with told as (
            select incident_id, list_sort(list(distinct event_id)) as events from core.incident_claim
            where superseded_at is null group by incident_id
        )
        select told.events, toll.* exclude (incident_id, recorded_at, superseded_at)
        from core.incident_toll as toll join told using (incident_id)
        where toll.superseded_at is null order by told.events, toll.known_from
        """
    ).fetchall()
    days = con.execute("select * from mart.daily_governorate_casualties order by all").fetchall()
    return groups, figures, days


@pytest.mark.parametrize("seed", [1, 2])
def test_pieces_come_to_the_same_as_the_whole(seed: int, empty: Path, tmp_path: Path) -> None:
    specs = chance_articles(seed, 48)
    backwards = specs[::-1]
    found = []
    for number, batches in enumerate(([specs], [specs[i::6] for i in range(6)], [backwards[:20], backwards[15:]])):
        con = open_writer(shutil.copyfile(empty, tmp_path / f"{number}.duckdb"))
        for hour, batch in enumerate(batches):
            told = merge(REGISTRY, *(article(spec) for spec in batch))
            store_run(con, told, recorded_at=dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC))
        found.append(state(con))
        con.close()
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_a_removed_article_leaves_what_was(con: duckdb.DuckDBPyConnection) -> None:
    specs = chance_articles(3, 30)
    later = [
        {**spec, "id": f"late{number}", "at": spec["at"][:-2] + "59"} for number, spec in enumerate(specs) if number % 3
    ]
    store_run(con, merge(*(article(spec) for spec in specs)), recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    groups, figures, days = state(con)
    for hour, silent in enumerate((False, True), 1):
        told = merge(*(article({**spec, "silent": True, "events": []} if silent else spec) for spec in later))
        store_run(con, told, recorded_at=dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC))
    assert state(con) == (groups, figures, days)


def test_an_id_is_given_once_and_a_gone_one_leads_to_its_heir(con: duckdb.DuckDBPyConnection) -> None:
    specs = chance_articles(4, 36)
    silent = [{**spec, "silent": True, "events": []} for spec in specs[::3]]
    for hour, part in enumerate((specs[::2], specs[1::2], silent, specs[::3])):
        told = merge(REGISTRY, *(article(spec) for spec in part))
        store_run(con, told, recorded_at=dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC))
    given = "from core.incident_change where change in ('created', 'split')"
    ids, distinct = con.execute(f"select count(*), count(distinct incident_id) {given}").fetchall()[0]
    assert ids == distinct > 10
    gone = con.execute("select incident_id, successor_id from core.incident where closed_at is not null").fetchall()
    heirs = dict(gone)
    assert gone
    for incident in heirs:
        seen = {incident}
        while (incident := heirs.get(incident)) is not None:
            assert incident not in seen
            seen.add(incident)
    merged = "select incident_id, other_incident_id from core.incident_change where change = 'merged'"
    assert all(heirs.get(incident) == heir for incident, heir in con.execute(merged).fetchall())
