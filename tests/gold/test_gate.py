"""The gate on the gold files, and that the gate itself closes."""

import sys

import pytest

from tests.gold import gate

NAME = "dev"


@pytest.mark.parametrize("name", gate.CORPORA)
def test_no_figure_is_below_its_floor(name):
    table, failed = gate.compare(name, gate.read_floors())
    assert not failed, "\n".join(table)


@pytest.mark.parametrize(("key", "floor"), [("count", 1.1), ("people_error", -1), ("clean_articles", 99)])
def test_a_figure_below_its_floor_fails_and_is_named(key, floor):
    name = "no_events" if key == "clean_articles" else NAME
    floors = {**gate.read_floors()}
    table, failed = gate.compare(name, {name: floors[name] | {key: floor}})
    assert failed
    assert [line.split()[0] for line in table if line.endswith("FAILS")] == [key]


def test_a_changed_corpus_fails():
    floors = gate.read_floors()
    table, failed = gate.compare(NAME, {NAME: floors[NAME] | {"sha256": "0" * 64}})
    assert failed
    assert "pinned 000000000000" in table[1]


def test_a_figure_without_floor_and_a_floor_without_figure_fail():
    floors = gate.read_floors()[NAME]
    unpinned = {key: value for key, value in floors.items() if key != "place"}
    assert gate.compare(NAME, {NAME: unpinned})[1]
    assert gate.compare(NAME, {NAME: floors | {"beauty": 1}})[1]


@pytest.fixture
def floors_file(tmp_path, monkeypatch):
    """Floors in a file of the test's own, far below the figures but for one far above."""
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.toml")
    monkeypatch.setattr(gate, "CORPORA", (NAME,))
    low = {NAME: {"sha256": gate.corpus(NAME)[0], **dict.fromkeys(gate.measure(NAME), 0)}}
    low[NAME]["people_error"] = 9
    return low


def update(monkeypatch, *options):
    monkeypatch.setattr(sys, "argv", ["gate", "--update", *options])
    return gate.main()


def test_update_raises_floors_to_a_hair_under_the_figures(floors_file, monkeypatch):
    gate.write_floors(floors_file)
    assert update(monkeypatch) == 0
    raised, figures = gate.read_floors()[NAME], gate.measure(NAME)
    assert 0 < figures["count"] - raised["count"] <= gate.HAIR + 1e-9
    assert 0 < raised["people_error"] - figures["people_error"] <= gate.HAIR + 1e-9


def test_update_lowers_a_floor_only_when_told_so(floors_file, monkeypatch, capsys):
    floors_file[NAME]["actor"] = 1.5
    gate.write_floors(floors_file)
    assert update(monkeypatch) == 1
    assert "dev.actor: 1.5 -> " in capsys.readouterr().out
    assert gate.read_floors() == floors_file
    assert update(monkeypatch, "--allow-regression") == 0
    assert gate.read_floors()[NAME]["actor"] < 1
