"""A decision that was stored, but not told to whoever made it: sent again, it is shown, and said to be done."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.desk.deciding import Clerk
from flows.desk.entries import Names
from flows.desk.words import load_words
from flows.settings import Settings
from tests.desk.conftest import ask
from tests.flows.commanding import hasila
from warehouse.connection import open_reader
from warehouse.publish import WAYS
from warehouse.review import read_queue

NAMES = Names([], {}, load_words("en"))
UNDONE = "select distinct undone_by from mart.correction"
FULL = f"""#!{sys.executable}
import sys
sys.exit("No space left on device")
"""


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A disk that has no room for another snapshot, until it is undone."""
    (tmp_path / "bin").mkdir()
    for copier in {way[0] for way in WAYS}:
        (tmp_path / "bin" / copier).write_text(FULL)
        (tmp_path / "bin" / copier).chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return monkeypatch


def rejection(settings: Settings) -> dict[str, Any]:
    con = open_reader(settings.warehouse_path)
    item = next(item for item in read_queue(con) if item.reason == "jump")
    con.close()
    seen = {"item_id": item.item_id, "state": item.state, "incident": item.incident_id}
    return {**seen, "action": "reject", "author": "rana", "reason": "elsewhere"}


def test_what_was_stored_but_not_shown_is_shown_when_it_is_sent_again(
    settings: Settings, full_disk: pytest.MonkeyPatch
) -> None:
    told = rejection(settings)
    status, answer = Clerk(settings).take(told, NAMES)
    assert (status, answer["status"]) == (422, "refused")
    assert answer["why"].startswith("the decision is stored, but not shown yet:")
    assert ask(settings, UNDONE) == []
    full_disk.undo()
    status, answer = Clerk(settings).take(told, NAMES)
    assert (status, answer["status"]) == (200, "done")
    assert answer["told"] != NAMES.words("tell.no_effect")
    assert ask(settings, UNDONE) == [(None,)]
    undo = {"undo": answer["undo"], "author": "rana"}
    first = Clerk(settings).take(undo, NAMES)
    assert first[1]["status"] == "done"
    assert Clerk(settings).take(undo, NAMES) == first
    assert ask(settings, UNDONE) == [("rana",)]
    assert Clerk(settings).take({**undo, "author": "samir"}, NAMES)[0] == 422


def test_the_command_line_says_that_a_decision_is_stored(settings: Settings, full_disk: pytest.MonkeyPatch) -> None:
    incident = rejection(settings)["incident"]
    result = hasila(settings.home, "correct", "reject", incident, "--reason", "elsewhere", "--author", "rana")
    assert result.exit_code == 1
    assert "the decision is stored, but not shown yet" in result.output
    assert "run `hasila publish`" in result.output
    full_disk.undo()
    assert hasila(settings.home, "publish").exit_code == 0
    assert ask(settings, UNDONE) == [(None,)]
