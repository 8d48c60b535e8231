"""The soak in small; in full it is `python -m tests.soak`."""

from tests.soak import soak


def test_nothing_is_lost_doubled_or_hidden(tmp_path):
    course = soak(tmp_path, feeds=5, entries=6, runs=3, seed=2, chance=0.5)
    assert course.mistakes == []
    assert course.faults.total() >= 5
