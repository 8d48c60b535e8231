"""Settings: what wins, and what is refused with which words."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from flows.errors import UserError
from flows.settings import PACKAGED_FEEDS, load_settings

CASES = tomllib.loads((Path(__file__).parent / "cases/settings.toml").read_text(encoding="utf-8"))


def test_environment_wins_over_file_and_file_over_default(tmp_path):
    (tmp_path / "settings.toml").write_text('contact = "a"\nretries = 5\n')
    settings = load_settings(tmp_path, {"HASILA_CONTACT": "b", "HASILA_ALLOW_HOSTS": "127.0.0.1:1, 127.0.0.1:2"})
    assert (settings.contact, settings.retries, settings.timeout) == ("b", 5, 60.0)
    assert settings.allow_hosts == ("127.0.0.1:1", "127.0.0.1:2")
    assert "(+b)" in settings.user_agent


def test_home_is_the_argument_then_the_environment_then_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings("x", {"HASILA_HOME": "y"}).home == tmp_path / "x"
    assert load_settings(None, {"HASILA_HOME": "y"}).home == tmp_path / "y"
    assert load_settings(None, {}).home == tmp_path / "hasila"


@pytest.mark.parametrize("home", ["file", "file/deeper/home"])
def test_a_file_in_the_place_of_the_folder_is_told(home, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=f"^{tmp_path}/file: is no folder; name another data folder with --home"):
        load_settings(tmp_path / home, {})


@pytest.mark.parametrize("hours", [float("nan"), float("inf"), 1e300, -1.0])
def test_an_embargo_is_of_hours_that_can_be(hours, tmp_path):
    with pytest.raises(UserError, match=r"^--embargo .*must be hours, from 0 to 1000000"):
        load_settings(tmp_path, {}).known_by(hours, dt.datetime(2024, 2, 1, tzinfo=dt.UTC))


def test_own_feeds_replace_the_packaged_ones(tmp_path):
    assert load_settings(tmp_path, {}).feeds_path == PACKAGED_FEEDS
    (tmp_path / "feeds.toml").touch()
    assert load_settings(tmp_path, {}).feeds_path == tmp_path / "feeds.toml"


@pytest.mark.parametrize("case", CASES["file"], ids=lambda case: case["why"])
def test_file_is_refused_with_its_line(case, tmp_path):
    (tmp_path / "settings.toml").write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    with pytest.raises(UserError) as error:
        load_settings(tmp_path, {})
    assert str(error.value).startswith(f"{tmp_path}/settings.toml:{case['line']}: ")
    assert case["says"] in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HASILA_FOO", "1"), ("HASILA_RETRIES", "many"), ("HASILA_RETRIES", "-1"), ("HASILA_TIMEOUT", "inf"),
        ("HASILA_CONTACT", "مكتب"), ("HASILA_TIME_ZONE", "Damascus"),
    ],
)  # fmt: skip
def test_variable_is_refused_by_its_name(name, value, tmp_path):
    with pytest.raises(UserError, match=f"^{name}: "):
        load_settings(tmp_path, {name: value})


def test_weights_of_the_linking_are_a_table_of_the_file(tmp_path):
    (tmp_path / "settings.toml").write_text("[linking]\nlink = 5\naddition_days = 10\n")
    linking = load_settings(tmp_path, {}).linking
    assert (linking.link, linking.addition_days, linking.same_place) == (5, 10, 6.0)
