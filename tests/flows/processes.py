"""Real processes for the tests: started in a group of their own, and ended by it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request

PATIENCE_SECONDS = 20


def environment_of_a_person(**more):
    """The variables of this process, but for those that a run inside it has set: they keep Prefect's log silent."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "HASILA_"))}
    return own | {name: str(value) for name, value in more.items()}


def free_port():
    """A port of the loopback that nobody holds at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, log, **options):
    """A process while the block lasts; its output goes to a file, for the message of a test that fails."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, stdin=subprocess.DEVNULL, **options
        )
        try:
            yield process
        finally:
            end(process)


def end(process):
    """Ends a process and its children: asks twice, as a worker finishes its run at the first time, then insists."""
    for sign in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            process.wait(PATIENCE_SECONDS if sign == signal.SIGKILL else 3)
            break
        except subprocess.TimeoutExpired:
            continue
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_for(url, process, seconds=120):
    """Returns when the address answers; fails when the process has ended or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"the process ended with {process.returncode}"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"{url} does not answer after {seconds} s")
