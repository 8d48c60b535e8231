from __future__ import annotations

from pathlib import Path

import pytest

from extractors.identity import article_key
from flows.errors import UserError
from flows.feeds import KINDS, Feed, load_feeds
from flows.settings import PACKAGED_FEEDS

GOOD = """
[[feed]]
id = "one"
outlet = "one"
url = "https://one.example/feed"
name_ar = "واحد"
"""

FAULTS = [
    ("no feed", "", 1, "no feed"),
    ("not UTF-8", "\udcff", 1, "UTF-8"),
    ("no TOML", '[[feed]]\nid = "a\n', 2, "TOML"),
    ("an unknown table", f'{GOOD}\n[feeds]\nx = 1\n', 8, "[[feed]]"),
    ("an unknown key", f'{GOOD}enabeld = false\n', 7, "enabeld"),
    ("a missing key", '\n[[feed]]\nid = "a"\noutlet = "a"\nname_ar = "ا"\n', 3, "'url'"),
    ("no id", '\n[[feed]]\noutlet = "a"\n', 2, "'id'"),
    ("an id with blanks", GOOD.replace('id = "one"', 'id = "one two"'), 3, "hyphens"),
    ("no web address", GOOD.replace("https://one.example/feed", "one.example/feed"), 5, "http"),
    ("an address of a file", GOOD.replace("https://one.example/feed", "file:///feed"), 5, "http"),
    ("an address with a blank", GOOD.replace("/feed", "/fe ed"), 5, "http"),
    ("an unknown kind", f'{GOOD}kind = "blog"\n', 7, "newspaper"),
    ("an unknown policy", f'{GOOD}id_policy = "url"\n', 7, "link+title"),
    ("an unknown zone", f'{GOOD}timezone = "Damascus"\n', 7, "Asia/Damascus"),
    ("a country's name", f'{GOOD}country = "Syria"\n', 7, "two capital letters"),
    ("yes for true", f'{GOOD}enabled = "yes"\n', 7, "true or false"),
    ("a text for a number", f'{GOOD}min_interval_s = "60"\n', 7, "number"),
    ("an address with no port", GOOD.replace("one.example/feed", "one.example:99999/feed"), 5, "http"),
    ("a folder of zones", f'{GOOD}timezone = "Asia"\n', 7, "Asia/Damascus"),
    ("an archive with a mark that is none", f'{GOOD}archive = "sitemap https://a.example/{{date}}"\n', 7, "{yyyy}"),
    ("an archive with an open brace", f'{GOOD}archive = "paged https://a.example/{{page}}/{{"\n', 7, "no braces"),
    ("a sitemap by pages", f'{GOOD}archive = "sitemap https://a.example/{{page}}"\n', 7, "{mm}"),
    ("a sitemap without days", f'{GOOD}archive = "sitemap https://a.example/{{yyyy}}/{{mm}}"\n', 7, "none of them"),
    ("a WordPress with a mark", f'{GOOD}archive = "wordpress https://a.example/{{page}}"\n', 7, "no braces"),
    ("a paged feed without pages", f'{GOOD}archive = "paged https://a.example/"\n', 7, "{page}"),
    ("a pause without an end", f'{GOOD}min_interval_s = inf\n', 7, "number of seconds"),
    ("a negative pause", f'{GOOD}min_interval_s = -1\n', 7, "0 or more"),
    ("a number for a text", f'{GOOD}name_en = 1\n', 7, "quotes"),
    ("an id twice", GOOD + GOOD.replace("one.example", "two.example"), 9, "above it"),
    ("an address twice", GOOD + GOOD.replace('id = "one"', 'id = "two"'), 11, "above it"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "word"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_faulty_registry_names_line_and_remedy(text: str, line: int, word: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError) as caught:
        load_feeds(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert word in message
    assert "\n" not in message


def test_a_feed_needs_four_keys(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_feeds(path) == (Feed(id="one", outlet="one", url="https://one.example/feed", name_ar="واحد"),)


def test_a_missing_registry_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        load_feeds(tmp_path / "feeds.toml")


def test_the_packaged_registry() -> None:
    feeds = load_feeds(PACKAGED_FEEDS)
    enabled = [feed for feed in feeds if feed.enabled]
    assert len(feeds) == 49
    assert len(enabled) >= 12
    assert all(feed.language == "ar" for feed in enabled), "the coder reads Arabic only"
    assert {feed.country for feed in enabled} >= {"SY", "IQ", "YE", "LB"}
    assert len({article_key(feed.url) for feed in feeds}) == len(feeds)
    assert {feed.kind for feed in feeds} <= set(KINDS)
    for feed in feeds:
        assert feed.name_en, feed.id
        assert feed.homepage, feed.id
        assert feed.owner, feed.id
        assert feed.basis, feed.id
        assert feed.enabled or feed.note or feed.language == "en", f"{feed.id} is off and does not say why"


def test_outlets_agree_on_themselves() -> None:
    by_outlet: dict[str, set[tuple[str, str | None, str]]] = {}
    for feed in load_feeds(PACKAGED_FEEDS):
        by_outlet.setdefault(feed.outlet, set()).add((feed.kind, feed.country, feed.owner))
    assert {outlet: told for outlet, told in by_outlet.items() if len(told) > 1} == {}
