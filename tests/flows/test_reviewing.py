"""The recorder's desk on a real warehouse: what the queue holds, what a decision does to it, what is refused."""

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from flows.errors import UserError
from flows.reviewing import Decision, StaleDecision, decide, decide_all, read_claims, read_queue
from flows.settings import load_settings
from tests.flows.commanding import hasila, ingest
from warehouse.connection import open_reader

CASES = tomllib.loads((Path(__file__).parent / "cases/review.toml").read_text(encoding="utf-8"))
BY = {"author": "rana", "reason": "read both"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    ingest(folder, *CASES["article"])
    return folder


@pytest.fixture
def settings(made, tmp_path):
    return load_settings(shutil.copytree(made, tmp_path / "home"), {})


def ask(settings, sql):
    con = open_reader(settings.warehouse_path)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


def queue(settings, **how):
    con = open_reader(settings.warehouse_path)
    try:
        return read_queue(con, **how)
    finally:
        con.close()


def one(settings, reason):
    (item,) = queue(settings, reason=reason)
    return item


def outlets(settings):
    """Outlet: its incident and event."""
    rows = ask(settings, "select outlet_id, incident_id, event_id from mart.claim")
    return {outlet: (incident, event) for outlet, incident, event in rows}


STATUS = "select killed_best, review_status from mart.incident order by 1"


def test_the_queue_is_ranked_by_people_times_doubt(settings):
    items = queue(settings)
    assert [(item.reason, item.killed_best, item.score) for item in items] == [
        ("near_split", 11, 6.6),
        ("single_source", 14, 4.7),
        ("single_source", 12, 3.6),
        ("single_source", 11, 3.3),
    ]
    assert items[0].detail == "11 and 12 killed, a day apart, بنش and بنش"
    assert queue(settings, limit=1) == items[:1]
    assert queue(settings, reason="single_source") == items[1:]


def test_what_is_accepted_leaves_the_queue_until_it_changes(settings):
    item = queue(settings, reason="single_source")[0]
    done = decide(settings, Decision(item.item_id, item.state, "accept", **BY))
    assert done.status == "applied"
    assert item.item_id not in {i.item_id for i in queue(settings)}
    assert ask(settings, STATUS)[-1] == (14, "accepted")
    again = decide(settings, Decision(item.item_id, item.state, "accept", **BY))
    assert (again.status, again.correction_id) == ("known", done.correction_id)
    ingest(settings.home, CASES["article"][0] | {"id": "alone again", "text": CASES["article"][0]["text"] + " انتهى."})
    assert ask(settings, STATUS)[-1] == (14, "accepted")
    newer = CASES["article"][0]["text"].replace("أربعة عشر مدنياً", "ستة عشر مدنياً")
    ingest(settings.home, CASES["article"][0] | {"id": "newer", "text": newer, "outlet": "alone"})
    assert ask(settings, STATUS)[-1] == (16, "outdated")
    (back,) = [i for i in queue(settings) if i.item_id == item.item_id]
    assert back.review_status == "outdated"
    assert back.state != item.state


def test_a_decision_taken_back_brings_its_item_back(settings):
    before = queue(settings)
    done = decide(settings, Decision(before[1].item_id, before[1].state, "accept", **BY))
    assert hasila(settings.home, "correct", "undo", done.correction_id, "--author", "samir").exit_code == 0
    assert queue(settings) == before


def test_two_that_look_like_one_are_merged_and_need_no_second_look(settings):
    item = one(settings, "near_split")
    assert decide(settings, Decision(item.item_id, item.state, "merge", **BY)).status == "applied"
    assert ask(settings, STATUS) == [(2, "none"), (12, "corrected"), (14, "none")]
    assert [i.killed_best for i in queue(settings)] == [14]
    with pytest.raises(StaleDecision, match=r"no item of the queue any more; rana decided merge on .* \(correction "):
        decide(settings, Decision(item.item_id, item.state, "accept", **BY))


def test_two_that_look_like_one_are_two_and_stay_doubted_for_themselves(settings):
    item = one(settings, "near_split")
    decide(settings, Decision(item.item_id, item.state, "accept", **BY))
    assert {i.reason for i in queue(settings)} == {"single_source"}
    assert {status for _, status in ask(settings, STATUS)} == {"none"}


def test_a_change_is_of_one_event_and_its_outcome_is_accepted(settings):
    item = queue(settings, reason="single_source")[0]
    words = ("killed=13", "governorate=SY02")
    decide(settings, Decision(item.item_id, item.state, "change", changes=words, **BY))
    assert ask(settings, STATUS)[-1] == (13, "corrected")
    assert item.item_id not in {i.item_id for i in queue(settings)}


def test_what_moves_into_another_incident_is_looked_at_again(settings):
    item = next(i for i in queue(settings, reason="single_source") if i.killed_best == 11)
    decide(settings, Decision(item.item_id, item.state, "change", changes=("date=2017-05-07",), **BY))
    assert ask(settings, STATUS)[1] == (12, "corrected")
    found = queue(settings)
    assert {i.reason for i in found} == {"single_source"}


def test_a_rejected_event_is_gone_and_a_parted_one_alone(settings):
    item = one(settings, "near_split")
    decide(settings, Decision(item.item_id, item.state, "reject", incident=item.other_incident_id, **BY))
    assert [killed for killed, _ in ask(settings, STATUS)] == [2, 11, 14]


def test_claims_come_with_their_words(settings):
    item = one(settings, "near_split")
    con = open_reader(settings.warehouse_path)
    rows = read_claims(con, item.incidents)
    con.close()
    assert [(row["number"], row["outlet_id"], row["killed_low"]) for row in rows] == [(1, "far", 11), (2, "near", 12)]
    for row in rows:
        (killed,) = [mark for mark in row["marks"] if mark["role"] == "killed"]
        assert row["snippet"][killed["start"] : killed["end"]].startswith("قتل")
        assert row["snippet"].endswith("الأحد." if row["outlet_id"] == "near" else "السبت.")


def bad(item, **told):
    return replace(Decision(item.item_id, item.state, "accept", **BY), **told)


REFUSED = {
    "an unknown item": (
        {"item_id": "q000000000"},
        StaleDecision,
        "is no item of the queue any more; take",
    ),
    "another state": ({"state": "s1"}, StaleDecision, "has changed since it was looked at"),
    "no state": ({"state": ""}, StaleDecision, r"\(state missing, now s"),
    "an unknown action": ({"action": "acept"}, UserError, "'acept' is no decision; one of: accept, merge"),
    "no reason": ({"reason": " "}, UserError, "needs a reason"),
    "no author": ({"author": ""}, UserError, "needs an author"),
    "a change of nothing": ({"action": "change"}, UserError, "nothing to change"),
    "values without a change": ({"changes": ("killed=3",)}, UserError, "accept sets no values"),
    "a split of nothing": ({"action": "split"}, UserError, "needs the events"),
    "a split of all": ({"action": "split", "events": ("alone",)}, UserError, "nothing to part from"),
    "a stranger's event": ({"action": "reject", "events": ("x",)}, UserError, "x is no claim of q"),
    "a merge with nobody": ({"action": "merge"}, UserError, "name the other one"),
    "a merge with a stranger": ({"action": "merge", "other": "x"}, UserError, "there is no incident x"),
    "a day after the article": ({"action": "change", "changes": ("date=2018-01-01",)}, UserError, "after the article"),
    "a place's decision": ({"action": "approve"}, UserError, "approve is for the name of a place"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_decided_is_told_in_one_line_and_changes_nothing(settings, case):
    told, error, says = REFUSED[case]
    item = queue(settings, reason="single_source")[0]
    if told.get("events") == ("alone",):
        told = told | {"events": (outlets(settings)["alone"][1],)}
    with pytest.raises(error, match=says):
        decide(settings, bad(item, **told))
    assert ask(settings, "select count(*) from core.correction") == [(0,)]


def test_of_many_decisions_the_refused_do_not_keep_the_others_back(settings):
    first, second, *_ = queue(settings, reason="single_source")
    outcomes = decide_all(settings, [bad(first), bad(second, state="s1"), bad(second, reason="")])
    assert [outcome.status for outcome in outcomes] == ["applied", "refused", "refused"]
    assert [status for _, status in ask(settings, STATUS)][-1] == "accepted"
