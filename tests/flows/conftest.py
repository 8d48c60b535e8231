"""The sample site, and a data folder that reads it, for the tests of the flows."""

import pytest

from flows.commands.demo import prepare_home
from flows.sample import SampleSite


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    """No setting of the machine that runs the tests reaches them."""
    import os

    for name in [name for name in os.environ if name.startswith("HASILA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def site():
    with SampleSite() as site:
        yield site


@pytest.fixture
def settings(site, tmp_path):
    return prepare_home(tmp_path / "home", site)
