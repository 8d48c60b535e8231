"""A headless Chromium for the tests that look at pages: the machine's own, never one that is downloaded.

CHROMIUM names another binary than those that are looked for. Without any the tests are skipped and say so; where
REQUIRE_CHROMIUM is set, as it is in CI, they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    wanted = os.environ.get("CHROMIUM")
    return shutil.which(wanted) if wanted else next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """A running Chromium that asks nobody for anything; skips or fails the test where there is none."""
    path = find_chromium()
    if path is None:
        told = "there is no Chromium here: install one (apt-get install chromium) or name it in CHROMIUM"
        if os.environ.get("REQUIRE_CHROMIUM"):
            pytest.fail(told)
        pytest.skip(told)
    # A browser that root runs has no sandbox to fall back on; a container's root is the usual case.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
