"""The demo's folder: what a person set in it stays, and data of their own are not mixed with invented ones."""

import json
import tomllib
from pathlib import Path

import pytest

from flows.commands.demo import MARK, PAUSES, prepare_home
from flows.errors import UserError

CASES = tomllib.loads((Path(__file__).parent / "cases/demo_homes.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_a_person_set_stays(case, site, tmp_path):
    home = tmp_path / "home"
    files = {"settings": home / "settings.toml", "feeds": home / "feeds.toml"}

    def fill(text):
        hosts = json.dumps(sorted(site.allow_hosts))
        return text.replace("{mark}", MARK).replace("{pauses}", PAUSES).replace("{hosts}", hosts)

    for name in files.keys() & case.keys():
        home.mkdir(exist_ok=True)
        files[name].write_text(fill(case[name]), encoding="utf-8")
    if "refused" in case:
        with pytest.raises(UserError, match=case["refused"]):
            prepare_home(home, site)
        assert {path.name for path in home.iterdir()} == {files[name].name for name in files.keys() & case.keys()}
        return
    settings = prepare_home(home, site)
    assert files["settings"].read_text(encoding="utf-8") == fill(case["then"])
    assert set(site.allow_hosts) <= set(settings.allow_hosts)
