"""A disk that fills: told in one line, what was loaded stays, and the same command goes on where it stopped."""

import datetime as dt
import os
import resource
import subprocess
import sys

import pytest

from flows.past import fill_range
from flows.sources.choose import Order
from tests.flows.stories import line
from tests.kills import compare, content

DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(40)]
COMMAND = """
import resource, sys
from flows.cli import app
from flows.commands import past
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
past.prepare_flow = lambda: None
from flows.past import fill_range
import flows.backfill
def fill(first, last, source, path, outlet, only_failed, edited, home, *rest):
    return fill_range(flows.backfill.Order(first, last, source, path), home)
flows.backfill.backfill = fill
app(prog_name="hasila")
"""


@pytest.mark.server
def test_a_full_disk_is_told_and_the_rest_is_loaded_when_there_is_room(tmp_path, monkeypatch):
    path, home = tmp_path / "articles.jsonl", tmp_path / "home"
    filler = " ".join(f"كلمة{number * 7919 % 10007}" for number in range(4000))
    path.write_bytes(b"".join(line(3 + n % 7, day, id=n, title=f"{n} {filler[n:]}") for n, day in enumerate(DAYS)))
    monkeypatch.setenv("HASILA_LOAD_CHUNK", "8")
    monkeypatch.setenv("HASILA_WORKERS", "1")
    order = Order(DAYS[0], DAYS[-1], path=str(path))
    fill_range(order, str(tmp_path / "roomy"))
    whole = (tmp_path / "roomy/write.duckdb").stat().st_size
    words = ["backfill", "--start", str(DAYS[0]), "--end", str(DAYS[-1]), "--path", str(path), "--home", str(home)]
    command = [sys.executable, "-c", COMMAND, str(whole * 3 // 10), *words]
    full = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=300)
    assert full.returncode == 1, full.stderr
    assert "the disk is full" in full.stderr, full.stderr
    assert "Traceback" not in full.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    rest = fill_range(order, str(home))
    assert rest.days < len(DAYS)
    assert compare(content(tmp_path / "roomy/warehouse.duckdb"), content(home / "warehouse.duckdb")) == []
