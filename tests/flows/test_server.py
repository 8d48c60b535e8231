"""The documented sequence, done for real: server, worker, deployments, and a run of the daily one."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from tests.flows.processes import environment_of_a_person, free_port, running, wait_for

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.server


def documented_commands(heading):
    """The lines of the first block of shell under a heading of docs/running.md."""
    text = (ROOT / "docs/running.md").read_text(encoding="utf-8")
    block = re.search(r"```sh\n(.*?)```", text.split(f"## {heading}", 1)[1], re.S)
    return block[1].strip().splitlines()


def ask(api, path, **body):
    """An answer of the server's API."""
    request = urllib.request.Request(
        f"{api}{path}", json.dumps(body).encode() or None, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def ask_logs(api, wanted, seconds=60):
    """The messages of the runs, once the wanted one is among them: the server writes them down some time later."""
    until = time.monotonic() + seconds
    while True:
        told = {log["message"] for log in ask(api, "/logs/filter", logs={"level": {"ge_": 20}})}
        if wanted in told or time.monotonic() > until:
            return told
        time.sleep(0.2)


@pytest.fixture
def past(tmp_path):
    """A file with one article of January 2024."""
    path = tmp_path / "articles.jsonl"
    text = "قتل سبعة مدنيين في قصف مدفعي على مدينة سرمين بريف إدلب اليوم، وفق الدفاع المدني السوري."
    path.write_text(json.dumps({"id": 1, "published": "2024-01-15", "text": text}), encoding="utf-8")
    return path


def test_documented_sequence_runs_every_deployment(settings, past, tmp_path):
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = environment_of_a_person(
        PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}",
        PREFECT_HOME=tmp_path / "prefect",
        HASILA_HOME=settings.home,
        # The worker looks for runs more often than every ten seconds, for the test's sake.
        PREFECT_WORKER_QUERY_SECONDS=1,
    )

    def run(*words):
        done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240)
        logs = "\n".join(path.read_text(errors="replace") for path in tmp_path.glob("*.log"))
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}\n{logs}"

    with ExitStack() as stack:
        commands = documented_commands("Run it on a schedule") + documented_commands("Backfill and re-extraction")
        for number, line in enumerate(commands):
            words = shlex.split(line.replace("4200", str(port)).replace("/data/articles.jsonl", str(past)))
            if words[0] == "export":
                environment |= dict(word.split("=", 1) for word in words[1:])
            elif words[-1] == "&":
                log = tmp_path / f"{number}.log"
                process = stack.enter_context(running(words[:-1], log, env=environment, cwd=ROOT))
                if "server" in words:
                    wait_for(f"{api}/health", process)
            else:
                run(*words, *(["--watch"] if "run" in words else []))
        # By hand, with the server's address in the environment, the run is reported there too.
        run("hasila", "run")
        # The scheduled runs are there too, not started; two runs of one minute bear one name.
        runs = [(run["name"], run["state"]["type"]) for run in ask(api, "/flow_runs/filter") if run["start_time"]]
        told = ask_logs(api, "asking 5 feeds")
        artifacts = {artifact["key"] for artifact in ask(api, "/artifacts/filter")}
        limits = {one["name"]: one["concurrency_options"] for one in ask(api, "/deployments/filter")}
    assert {state for _, state in runs} == {"COMPLETED"}
    names = sorted(name for name, _ in runs)
    assert [name.split()[0] for name in names] == ["backfill", "daily", "daily", "reextract"]
    assert names[0] == "backfill jsonl 2024-01-01 to 2024-01-31"
    assert re.fullmatch(r"daily \d{4}-\d\d-\d\d \d\d:\d\d", names[1])
    assert "asking 5 feeds" in told
    assert artifacts >= {"daily-feeds", "daily-casualties", "daily-report-ar", "daily-report-en"}
    assert {name: limit["collision_strategy"] for name, limit in limits.items()} == dict.fromkeys(
        ("daily", "backfill", "reextract"), "ENQUEUE"
    )
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as con:
        (events,) = con.execute("select count(*) from core.casualty_event").fetchone()
        flows = con.execute("select flow, status, count(*) from meta.run group by all order by all").fetchall()
        days = con.execute("""
            select killed_best from mart.daily_governorate_casualties
            where event_date = '2024-01-15' and governorate_code = 'SY07'
        """).fetchall()
    assert events > 30
    assert flows == [("backfill", "completed", 1), ("daily", "completed", 2)]
    assert days == [(7,)]
