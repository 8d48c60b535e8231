"""Every check in one command: `python -m tests`. Exits with 0 only if all of them pass."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PREPARATION = "archive server", ["-m", "tests.archive_server"]
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
}
# Files side by side, as most of the time goes into servers, browsers and pauses; a file's tests stay together, and the
# files in the order of tests/conftest.py.
TESTS = ["-m", "pytest", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]


def start(name, command):
    """A check as a process of its own."""
    sys.stdout.write(f"== {name}\n")
    sys.stdout.flush()
    # Some machines keep Python from storing compiled modules; each of the hundreds of processes that tests start would
    # compile hasila's anew then, a third of a second each.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment)


def main():
    """Run all checks, the later ones too where one fails; arguments go to pytest."""
    # pip waits for the network and mypy keeps one core busy: they go together.
    preparing = start(*PREPARATION)
    failed = [name for name, command in CHECKS.items() if start(name, command).wait()]
    if preparing.wait():
        failed.append(PREPARATION[0])
    if start("pytest", [*TESTS, *sys.argv[1:]]).wait():
        failed.append("pytest")
    sys.stdout.write(f"failed: {', '.join(failed)}\n" if failed else "all checks passed\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
