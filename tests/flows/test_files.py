"""Small files that runs side by side keep for each other: hosts to leave alone, robots.txt, wishes, layouts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.files import keep_json, write_whole
from flows.pacing import Holds
from flows.robots import Robots, RobotsFile
from flows.wishes import Wish, save_wishes

NOW = dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC)
SITE = "https://wire.example"


def hours(number: float) -> dt.datetime:
    return NOW + dt.timedelta(hours=number)


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        ({}, {"a:443": 1}, {"a:443": 1}),
        ({"a:443": 1}, {"b:443": 2}, {"a:443": 1, "b:443": 2}),
        ({"a:443": 3}, {"a:443": 1}, {"a:443": 3}),
        ({"a:443": 1}, {"a:443": 3}, {"a:443": 3}),
        ({}, {"a:443": 0.2}, {}),
    ],
)
def test_no_run_forgets_whom_another_was_asked_to_leave_alone(
    mine: dict[str, float], theirs: dict[str, float], left: dict[str, float], tmp_path: Path
) -> None:
    path = tmp_path / "holds.json"
    early, late = Holds(path), Holds(path)
    for holds, told in ((late, theirs), (early, mine)):
        for host, wait in told.items():
            holds.hold(host, hours(wait), NOW)
    early.save(hours(0.5))
    after = Holds(path)
    assert {host: after.held(host, hours(0.5)) for host in ("a:443", "b:443")} == {
        host: hours(left[host]) if host in left else None for host in ("a:443", "b:443")
    }


def test_a_hold_is_known_to_others_before_the_run_that_heard_of_it_ends(tmp_path: Path) -> None:
    Holds(tmp_path / "holds.json").hold("a:443", hours(1), NOW)
    assert Holds(tmp_path / "holds.json").held("a:443", NOW) == hours(1)


@pytest.mark.parametrize(("mine", "theirs", "kept"), [(0, 1, "theirs"), (1, 0, "mine"), (None, 1, "theirs")])
def test_the_newer_robots_file_of_two_runs_is_kept(
    mine: float | None, theirs: float, kept: str, tmp_path: Path
) -> None:
    path = tmp_path / "robots.json"

    def make(name: str, hour: float) -> Robots:
        return Robots("hasila/1", lambda url: RobotsFile(name, 200, hours(hour)), lambda: hours(hour), path)

    early, late = make("mine", mine or 0), make("theirs", theirs)
    for robots, asked in ((late, theirs), (early, mine)):
        if asked is not None:
            robots.permission(f"{SITE}/x")
        robots.save()
    file = make("new", 1).file(f"{SITE}/x")
    assert file is not None
    assert file.text == kept


WRITERS: dict[str, Callable[[Path], object]] = {
    "any": lambda path: write_whole(path, "{}"),
    "holds": lambda path: Holds(path).hold("a:443", hours(1), NOW),
    "robots": lambda path: Robots("hasila/1", lambda url: RobotsFile("", 200, NOW), lambda: NOW, path).save(),
    "wishes": lambda path: save_wishes(path, {"one": Wish(60)}),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_two_may_write_a_file_at_once(
    write: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second writes all of it between the first one's last byte and its new name."""
    path, rename = tmp_path / "kept.json", Path.replace

    def meanwhile(part: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "replace", rename)
        write(path)
        return rename(part, target)

    monkeypatch.setattr(Path, "replace", meanwhile)
    write(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept.json"]
    assert path.read_text(encoding="utf-8")


def test_a_disk_that_does_not_take_them_fails_no_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    keep_json(tmp_path / "file" / "holds.json", {})
    assert "is not kept" in caplog.text
