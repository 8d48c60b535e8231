"""A data folder with the sample site's days, read twice, so that tolls were revised between two reports."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from flows.commands.demo import prepare_home
from flows.reporting import write_report
from flows.rounds import run_round
from flows.sample import SampleSite
from flows.settings import Settings, load_settings
from tests.once import make_once

NOW = dt.datetime(2024, 2, 11, 6, tzinfo=dt.UTC)
"""The day after the sample's newest article."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    shared = make_once(tmp_path_factory, "sample_read_twice", read_twice)
    return load_settings(shutil.copytree(shared, tmp_path_factory.mktemp("report") / "home"))


def read_twice(home: Path) -> None:
    """Make the data folder."""
    with SampleSite() as site:
        settings = prepare_home(home, site)
        run_round(str(settings.home))
        site.edition = 2
        run_round(str(settings.home))


@pytest.fixture(scope="session")
def pages(home: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report in both languages."""
    folder = tmp_path_factory.mktemp("pages")
    return {
        "ar": write_report(home, "ar", folder / "ar.html", now=NOW),
        "en": write_report(home, "en", folder / "en.html", now=NOW),
    }
