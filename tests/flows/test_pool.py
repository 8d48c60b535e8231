"""Work over processes: all of it, in order, and errors come through."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.pool import map_chunks

KILLED = "from flows.pool import map_parts; from tests.flows.test_pool import wait; list(map_parts(wait, range(4), 2))"


def wait(_):
    os.write(sys.stdout.fileno(), b"waiting\n")
    signal.pause()


def double(numbers):
    if -1 in numbers:
        raise ValueError("minus one")
    return [(number * 2, os.getpid()) for number in numbers]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 9, 23])
def test_one_process_keeps_order(count):
    assert [value for value, _ in map_chunks(double, range(count), 1, 4)] == [2 * n for n in range(count)]


def test_several_processes_keep_order_and_one_chunk_starts_none():
    found = list(map_chunks(double, range(43), 2, 4))
    assert [value for value, _ in found] == [2 * n for n in range(43)]
    assert os.getpid() not in {process for _, process in found}
    assert {process for _, process in map_chunks(double, range(4), 2, 4)} == {os.getpid()}


def test_items_are_taken_only_a_little_ahead():
    taken = []
    results = map_chunks(double, (taken.append(n) or n for n in range(1000)), 1, 10)
    next(results)
    assert len(taken) <= 20


def test_an_error_in_a_process_comes_through():
    with pytest.raises(ValueError, match="minus one"):
        list(map_chunks(double, [*range(20), -1], 2, 4))


def test_who_is_killed_leaves_no_process_that_waits_for_work():
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, env=environment)
    assert [run.stdout.readline() for _ in range(2)] == ["waiting\n"] * 2
    run.kill()
    # What they print ends with the last of them; waiting for that would take for ever.
    assert run.communicate(timeout=60)[0] == ""
