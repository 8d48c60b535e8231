from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.identity import article_id, article_key, entry_key, text_key, version_hash
from extractors.records import FeedEntry

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "addresses.toml").read_text("utf-8"))


@pytest.mark.parametrize(("url", "key"), TABLE["key"].items())
def test_key_of_an_address(url: str, key: str) -> None:
    assert article_key(url) == key


@pytest.mark.parametrize("group", TABLE["same"], ids=lambda group: group["why"])
def test_spellings_of_one_article(group: dict[str, Any]) -> None:
    keys = {url: article_key(url) for url in group["urls"]}
    assert set(keys.values()) == {keys[group["urls"][0]]}, keys


@pytest.mark.parametrize("group", TABLE["different"], ids=lambda group: group["why"])
def test_addresses_of_different_articles(group: dict[str, Any]) -> None:
    for a, b in itertools.combinations(group["urls"], 2):
        assert article_key(a) != article_key(b), (a, b)


@given(st.sampled_from([url for group in (*TABLE["same"], *TABLE["different"]) for url in group["urls"]]))
def test_a_key_is_its_own_key(url: str) -> None:
    assert article_key(article_key(url)) == article_key(url)


@given(st.text(max_size=60))
def test_any_text_has_a_key_or_none(text: str) -> None:
    for url in (text, f"https://example.com/{text}", f"https://example.com/?{text}"):
        key = article_key(url)
        assert article_key(key) == key
        assert key.isascii() or not key.startswith("https://example.com/")


def test_ids_stay_the_same_for_ever() -> None:
    assert article_id("https://example.com/1") == "bcf3ea4f80a41f54"
    assert article_id("https://example.com/1") != article_id("https://example.com/2")


def test_an_article_without_an_address_is_its_outlet_day_and_text() -> None:
    day = dt.date(2024, 1, 5)
    key = text_key("nida", day, "قُتل ثلاثة مدنيين.")
    assert key == text_key("nida", day, "قتل  ثلاثة\nمدنيين")
    assert key != text_key("nida", day, "قتل أربعة مدنيين")
    assert key != text_key("jisr", day, "قتل ثلاثة مدنيين")
    assert key != text_key("nida", None, "قتل ثلاثة مدنيين")


@pytest.mark.parametrize(
    "printing",
    [
        "قُتِلَ 3 مدنيّين، وأُصيب ١٠.",
        "قتل ٣ مدنيين\n\nوأصيب 10",
        "قتـل 3 مدنيين (وأصيب 10)",
        "\u200fقتل 3 مدنيين وأصيب 10\u200f",
    ],
)
def test_a_version_is_what_it_says_not_how_it_is_printed(printing: str) -> None:
    assert version_hash(printing) == version_hash("قتل 3 مدنيين وأصيب 10")


def test_an_edited_toll_is_another_version() -> None:
    assert version_hash("قتل 3 مدنيين وأصيب 10") != version_hash("قتل 4 مدنيين وأصيب 10")
    assert version_hash("قتل 3", "عنوان") != version_hash("قتل 3", "عنوان آخر")
    assert version_hash("ا ب", "") != version_hash("ب", "ا")


POLICIES: list[tuple[str, FeedEntry, FeedEntry, bool]] = [
    ("guid", FeedEntry("https://e.com/a", guid="7"), FeedEntry("https://e.com/renamed", guid="7"), True),
    (
        "guid",
        FeedEntry("https://e.com/a", guid="http://e.com/?p=7"),
        FeedEntry("https://e.com/a", guid="https://e.com/?p=7"),
        True,
    ),
    ("guid", FeedEntry("https://e.com/a"), FeedEntry("https://www.e.com/a/"), True),
    ("guid", FeedEntry("https://e.com/a", guid="7"), FeedEntry("https://e.com/a", guid="8"), False),
    ("link", FeedEntry("https://e.com/a", guid="7"), FeedEntry("https://e.com/a", guid="8"), True),
    ("link", FeedEntry("https://e.com/a", guid="7"), FeedEntry("https://e.com/b", guid="7"), False),
    ("link+title", FeedEntry("https://e.com/live", "مقتل ثلاثة"), FeedEntry("https://e.com/live", "مقتل أربعة"), False),
    (
        "link+title",
        FeedEntry("https://e.com/live", "مقتل ثلاثة"),
        FeedEntry("https://e.com/live", "مقتل  ثلاثة."),
        True,
    ),
]


@pytest.mark.parametrize(("policy", "one", "other", "same"), POLICIES)
def test_a_feed_knows_its_entries_by_its_policy(policy: Any, one: FeedEntry, other: FeedEntry, same: bool) -> None:
    assert (entry_key(one, policy) == entry_key(other, policy)) is same
