"""The kill test in small: what comes of a backfill that was killed is what comes of an undisturbed one."""

from tests.kills import kill


def test_killed_backfills_lose_and_double_nothing(tmp_path):
    mistakes, rounds = kill(tmp_path, articles=72, kills=3, seed=3, processes=1, per_load=12)
    assert mistakes == []
    assert rounds >= 1
