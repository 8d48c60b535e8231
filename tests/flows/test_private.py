"""Whatever makes the data folder makes it, and what is in it, its owner's alone."""

import datetime as dt

import pytest

from flows.archive import ArchivedPage, list_pages, store_body
from flows.files import write_whole
from flows.recoding import laying_aside
from flows.settings import load_settings

NOW = dt.datetime(2024, 1, 10, 12, tzinfo=dt.UTC)
PAGE = ArchivedPage("0" * 64, "https://one.example/1", "one", None, NOW)
MAKERS = {
    "a page": lambda settings: store_body(settings.archive_path, b"x"),
    "a list": lambda settings: list_pages(settings.archive_path, NOW.date(), [PAGE]),
    "a small file": lambda settings: write_whole(settings.home / "holds.json", "{}"),
    "a new reading": lambda settings: laying_aside(settings),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_the_data_folder_is_its_owners_alone(make, tmp_path):
    settings = load_settings(tmp_path / "deep" / "home", {})
    made = make(settings)
    if hasattr(made, "__enter__"):
        with made:
            pass
    folders = [settings.home.parent, *(path for path in settings.home.parent.rglob("*") if path.is_dir())]
    assert settings.home in folders
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
