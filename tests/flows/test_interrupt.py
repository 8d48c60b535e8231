"""Ctrl-C ends a run at once, with all that it started."""

import os
import signal
import subprocess
import sys
import threading

import pytest

pytestmark = pytest.mark.server


def test_ctrl_c_leaves_at_once_and_leaves_nobody_behind(site, settings, tmp_path, monkeypatch):
    asked, over = threading.Event(), threading.Event()
    answer = type(site).answer

    def hang(self, outlet, target):
        asked.set()
        over.wait(60)
        return answer(self, outlet, target)

    monkeypatch.setattr(type(site), "answer", hang)
    command = [sys.executable, "-c", "from flows.cli import app; app()", "run", "--home", str(settings.home)]
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")}
    run = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.PIPE, text=True)
    try:
        assert asked.wait(60)
        # A terminal sends Ctrl-C to the whole group.
        os.killpg(run.pid, signal.SIGINT)
        _, told = run.communicate(timeout=15)
    finally:
        over.set()
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
    assert run.returncode == 130
    assert "hasila: interrupted" in told
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)
