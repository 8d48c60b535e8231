"""The documented sequence, done for real: server, worker, deployments, and a run of the daily one."""

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from tests.flows.processes import free_port, running, wait_for

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.server


def documented_sequence():
    """The commands of the section on the schedule in docs/operations.md."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    section = text.split("## Run it on a schedule", 1)[1]
    block = re.search(r"```sh\n(.*?)```", section, re.S)
    return block[1].strip().splitlines()


def ask(api, path, **body):
    """An answer of the server's API."""
    request = urllib.request.Request(
        f"{api}{path}", json.dumps(body).encode() or None, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_documented_sequence_runs_the_daily_deployment(settings, tmp_path):
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "HASILA_HOME": str(settings.home),
    }
    with ExitStack() as stack:
        for number, line in enumerate(documented_sequence()):
            words = shlex.split(line.replace("4200", str(port)))
            log = tmp_path / f"{number}.log"
            if words[0] == "export":
                environment |= dict(word.split("=", 1) for word in words[1:])
            elif words[-1] == "&":
                process = stack.enter_context(running(words[:-1], log, env=environment, cwd=ROOT))
                if "server" in words:
                    wait_for(f"{api}/health", process)
            else:
                last = "run" in words
                command = [*words, "--watch"] if last else words
                done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240)
                told = "\n".join(path.read_text(errors="replace") for path in tmp_path.glob("*.log"))
                assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}\n{told}"
        (run,) = ask(api, "/flow_runs/filter", flow_runs={"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}})
        artifacts = {artifact["key"] for artifact in ask(api, "/artifacts/filter")}
        limits = {one["name"]: one["concurrency_options"] for one in ask(api, "/deployments/filter")}
    assert run["state"]["type"] == "COMPLETED"
    assert re.fullmatch(r"daily \d{4}-\d\d-\d\d \d\d:\d\d", run["name"])
    assert artifacts >= {"daily-feeds", "daily-casualties"}
    assert {name: limit["collision_strategy"] for name, limit in limits.items()} == dict.fromkeys(
        ("daily", "backfill", "reextract"), "ENQUEUE"
    )
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as con:
        (events,) = con.execute("select count(*) from core.casualty_event").fetchone()
        (runs,) = con.execute("select count(*) from meta.run where flow = 'daily' and status = 'completed'").fetchone()
    assert events > 30
    assert runs == 1
