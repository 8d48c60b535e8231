"""A long backfill and the daily run as real Prefect processes: neither waits for the other's end, readers for none."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import duckdb
import pytest

from benchmarks import cluster
from benchmarks.variants import FIRST_DAY, write_jsonl
from tests.flows.processes import free_port, running, wait_for

BIN = Path(sys.executable).parent
LAST_DAY = dt.date(2030, 1, 1)
INTERRUPTED = 130

pytestmark = pytest.mark.server


def environment_of(home, tmp_path, **more):
    return {
        **os.environ, "PREFECT_HOME": str(tmp_path / "prefect"), "HASILA_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", **more,
    }  # fmt: skip


def backfill_words(path, *more):
    return [
        str(BIN / "hasila"),
        "backfill",
        "--start",
        str(FIRST_DAY),
        "--end",
        str(LAST_DAY),
        "--path",
        str(path),
        *more,
    ]


class Reader(threading.Thread):
    """Opens the published snapshot again and again, as analysts do, some hundred times in the test."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.stopped, self.counts, self.errors = path, threading.Event(), [], []

    def run(self):
        while not self.stopped.wait(0.4):
            try:
                with duckdb.connect(str(self.path), read_only=True) as con:
                    self.counts += con.execute("select count(*) from core.article").fetchone()
            except duckdb.Error as error:
                self.errors.append(str(error))


def test_a_daily_run_comes_through_while_a_backfill_goes_on(settings, tmp_path):
    # A backfill of minutes, ended by Ctrl-C: on a busy machine one of seconds is over before the daily run has begun.
    days, path = 200, tmp_path / "articles.jsonl"
    write_jsonl(path, 10 * days, days=days)
    port = free_port()
    environment = environment_of(
        settings.home, tmp_path, PREFECT_API_URL=f"http://127.0.0.1:{port}/api", HASILA_LOAD_CHUNK="20"
    )
    server = [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    run = [BIN / "hasila", "run", "--json"]
    with ExitStack() as stack:
        process = stack.enter_context(running(server, tmp_path / "server.log", env=environment))
        wait_for(f"http://127.0.0.1:{port}/api/health", process)
        # The first run publishes, so that readers have a snapshot to lose.
        subprocess.run(run, env=environment, check=True, capture_output=True, timeout=240)
        reader = Reader(settings.warehouse_path)
        reader.start()
        past = stack.enter_context(running(backfill_words(path), tmp_path / "past.log", env=environment))
        wait_for_days(settings.write_path, past, more_than=0)
        daily = subprocess.run(run, env=environment, capture_output=True, text=True, timeout=240)
        assert daily.returncode == 0, daily.stderr
        beside = days_done(settings.warehouse_path)
        assert 0 < beside < days
        wait_for_days(settings.write_path, past, more_than=beside)
        os.killpg(past.pid, signal.SIGINT)
        assert past.wait(60) == INTERRUPTED, (tmp_path / "past.log").read_text()
        reader.stopped.set()
        reader.join()
    assert reader.errors == []
    assert reader.counts == sorted(reader.counts)
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as con:
        flows = con.execute("select status, count(*) from meta.run where flow = 'daily' group by all").fetchall()
    assert flows == [("completed", 2)]


def days_done(path):
    """How many days of the backfill a warehouse holds."""
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute("select count(*) from meta.backfill_day where status = 'done'").fetchone()[0]


def wait_for_days(path, process, more_than, seconds=200):
    """Returns when the backfill has loaded more days than that."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None
        with suppress(duckdb.Error):
            if days_done(path) > more_than:
                return
        time.sleep(0.2)
    raise AssertionError("the backfill loads nothing")


def test_texts_read_on_a_dask_cluster_come_to_the_same_rows(capsys):
    pytest.importorskip("prefect_dask")
    assert cluster.main(["--small"]) == 0
    assert "equal to the bit" in capsys.readouterr().out
