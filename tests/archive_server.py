"""A real pywb for the tests, in an environment of its own: it holds back libraries that Prefect needs newer.

`python -m tests.archive_server` makes the environment in .venv-pywb once; `python -m tests` does so by itself.
"""

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".venv-pywb"
BIN = FOLDER / "bin"
PYWB = "pywb==2.10.0"


def is_ready():
    """Whether the environment is whole."""
    return (FOLDER / "ready").exists()


def prepare():
    """Make the environment where it is not there yet; returns pip's exit code."""
    if is_ready():
        return 0
    venv.create(FOLDER, with_pip=True, clear=True)
    # setuptools 82 has no pkg_resources any more, which pywb loads.
    code = subprocess.run([BIN / "python", "-m", "pip", "install", "-q", PYWB, "setuptools<82"], check=False).returncode
    if not code:
        (FOLDER / "ready").touch()
    return code


if __name__ == "__main__":
    sys.exit(prepare())
