"""Prefect, made ready for a run from the command line, before it is imported."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

INTERRUPTED = 130

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLI_COLORS": "false",
}
"""No telemetry; a run tells its failures itself, so that Prefect's log would tell them twice; a slow disk may take a
minute to make Prefect's database."""


def prepare_prefect(environ: MutableMapping[str, str] | None = None, home: Path | None = None) -> None:
    """Set what the person has not set: no telemetry, a quiet log, and Prefect's own data under `home` if given.

    A run reports to the server of PREFECT_API_URL, or of the active profile; without either, to a server that lives as
    long as the run.
    """
    environ = os.environ if environ is None else environ
    for name, value in QUIET.items():
        environ.setdefault(name, value)
    if not environ.get("PREFECT_API_URL"):
        environ.setdefault("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "true")
    if home is not None:
        environ.setdefault("PREFECT_HOME", str(home))


def show_stages() -> None:
    """Tell the stages of a run on standard error, where that is a terminal."""
    if sys.stderr.isatty():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        logger = logging.getLogger("hasila")
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        # Prefect's handler of the root logger would say it again.
        logger.propagate = False


def watch_interrupts() -> None:
    """Leave at once when the person presses Ctrl-C.

    Prefect would go on for minutes, reporting to a server that the same key press has ended. What was loaded before
    stays; a load under way is undone by DuckDB when the file is next opened.
    """
    signal.signal(signal.SIGINT, leave_at_once)


def leave_at_once(number: int, frame: Any) -> None:
    """End the processes that this one started, then this one."""
    for child in multiprocessing.active_children():
        child.kill()
    server = sys.modules.get("prefect.server.api.server")
    if server is not None:
        server.SubprocessASGIServer().stop()
    sys.stderr.write("hasila: interrupted; what was loaded before stays, and nothing half-written is left\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)
